"""What a stored character means 字符: compatibility forms as the characters that they stand for."""

from __future__ import annotations

import unicodedata

_MEANT: dict[int, str] = {
    code: unicodedata.normalize("NFKC", chr(code))
    for first, last in ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFB00, 0xFB06))
    for code in range(first, last + 1)
}
_MEANT |= dict.fromkeys((*range(0x21), 0x7F, *map(ord, "\u00a0\u3000\u200b\u200c\u200d")), " ")
_MEANT |= dict.fromkeys(map(ord, "\ufeff\u2002\u2003\u2009\u00ad"), " ")
_MEANT |= dict.fromkeys((0xFFFE, 0xFFFF, *range(0xE000, 0xF900)), "\ufffd")


def meant(text: str) -> str:
    """The characters of a text as they are read, one for each; white space is blank."""
    return text.translate(_MEANT)


_MEANT[2] = "-"  # how PDFium gives a hyphen at the end of a line
