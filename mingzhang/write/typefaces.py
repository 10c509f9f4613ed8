"""The typefaces of printed disclosures 字体: where they are, and what they cannot print.

明账宋 is made from Noto Serif SC (``docs/typeface.py``) and has what GB/T 2312 has; Noto Sans SC
stands in for every other character and is the 黑体. Both are under the SIL Open Font License.
"""

from __future__ import annotations

import re
import struct
from functools import cache
from importlib.resources import files
from pathlib import Path

_UNSOUND = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
SONG, HEI = "Mingzhang Song", "Noto Sans SC"
_OWN = Path(__file__).parent / "assets" / "typefaces"


def folders() -> list[str]:
    """The folders in which the typesetter finds them; it looks nowhere else."""
    return [str(_OWN), str(_sans())]


def _sans() -> Path:
    return Path(str(files("justmytype_intl_cjk"))) / "fonts" / "ofl" / "notosanssc"


def sound(text: str) -> str:
    """``text`` without what no file can hold: control characters but tab and line end, halves of
    pairs, what is no character."""
    return _UNSOUND.sub("", text)


def shown(text: str) -> str:
    """``text`` as print can show it: 〓 stands for each character that no typeface has."""
    missing = lacking(text)
    return "".join("〓" if c in missing else c for c in text) if missing else text


def lacking(text: str) -> str:
    """The characters of ``text`` that neither typeface has, each once, in order."""
    if _usual(text):
        return ""
    told = dict.fromkeys(c for c in text if c > " " and not _usual(c))
    return "".join(c for c in told if "\ue000" <= c <= "\uf8ff" or not _has(ord(c)))


def _usual(text: str) -> bool:
    """True for what GB/T 2312 has: most text is settled without opening a typeface."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


def _has(code: int) -> bool:
    return any(first <= code <= last for first, last in _ranges())


@cache
def _ranges() -> tuple[tuple[int, int], ...]:
    """The ranges of characters of Noto Sans SC: its table ``cmap``, format 12 of OpenType."""
    data = next(_sans().glob("*.ttf")).read_bytes()
    (tables,) = struct.unpack_from(">H", data, 4)
    records = (struct.unpack_from(">4sLLL", data, 12 + 16 * n) for n in range(tables))
    start = next(offset for tag, _, offset, _ in records if tag == b"cmap")
    (count,) = struct.unpack_from(">H", data, start + 2)
    for n in range(count):
        at = start + struct.unpack_from(">HHL", data, start + 4 + 8 * n)[2]
        form, _, _, _, groups = struct.unpack_from(">HHLLL", data, at)
        if form == 12:
            found = (struct.unpack_from(">LLL", data, at + 16 + 12 * k) for k in range(groups))
            return tuple((first, last) for first, last, _ in found)
    raise LookupError("cmap")
