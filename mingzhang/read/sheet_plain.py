"""The plain part of a sheet 工作表的平常部分: rows of cells as every program writes them, by row.

Whatever is not exactly as expected is left to the parser, which reads every sheet that is one; what
is read here, it would read the same, in ten times the time.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from mingzhang.read.workbook import Sheet, place

_FIRST, _LAST = b"<sheetData>", b"</sheetData>"
_ROW = re.compile(r'\s*(?:<row [^<>]*/>\s*)*<row r="(\d{1,7})"[^<>]*>')
_REST = re.compile(r"\s*(?:<row [^<>]*/>\s*)*")
_CELL = re.compile(
    r'\s*<c r="([A-Z]{1,3})(\d{1,7})"(?: s="(\d{1,6})")?(?: t="(s|n|str|b|e|inlineStr)")?'
    r"(?: ?/>|>(?:(<f)(?: [^<>]*)?(?:/>|>[^<]*</f>))?"
    r"(?:<v>([^<]*)</v>|<v ?/>|<is><t(?: [^<>]*)?>([^<]*)</t></is>)?</c>\s*)"
)
_GROUPS = 8  # of a split: what stands between two cells, and the seven groups of a cell
_TEXT = re.compile(r'\s*<si>\s*<t(?: xml:space="preserve")?>([^<]*)</t>\s*</si>\s*')
_TEXTS = re.compile(r"<sst(?: [^<>]*)?>(.*)</sst>\s*", re.DOTALL)
_HIDDEN = re.compile(r' hidden="(?:1|true|on)"')
_ODD = re.compile(r"&(?!(?:amp|lt|gt|quot|apos|#(?:1[6-9]\d|[2-9]\d\d|\d{4,5}));)")
_NO_CHARACTER = re.compile("[\ud800-\udfff\ufffd-\uffff]")


class Columns(dict[str, int]):
    """Columns from 0 by their letters."""

    def __missing__(self, letters: str) -> int:
        found = place(f"{letters}1")
        self[letters] = column = found[1] if found else 0
        return column


_COLUMNS = Columns()


def decoded(data: bytes) -> str | None:
    """The text of a part in UTF-8 that can be read as it stands; None when it cannot."""
    head = data[:200].lower()
    if b"\r" in data or b"]]>" in data or (b"encoding=" in head and b"utf-8" not in head):
        return None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def texts(data: bytes) -> list[str] | None:
    """The shared strings of a workbook, where none has formats of its own; else None."""
    text = decoded(data)
    start = text.find("<sst") if text else -1
    whole = _TEXTS.fullmatch(text, start) if text and start >= 0 else None
    parts = _TEXT.split(whole[1]) if whole else []
    if not whole or any(parts[::2]) or "<!" in text[:start]:
        return None
    return _meant(parts[1::2])


def _meant(said: list[str]) -> list[str] | None:
    """Texts with the characters that they name; None when a text names one in another way."""
    if not any("&" in text for text in said):
        return said
    if any(_ODD.search(text) for text in said):
        return None
    made = [html.unescape(text) if "&" in text else text for text in said]
    return None if any(_NO_CHARACTER.search(text) for text in made) else made


def rows(
    data: bytes,
    sheet: Sheet,
    printer: Callable[[str, str], Callable[[str], str]],
) -> tuple[bytes, int] | None:
    """Takes the rows of a sheet; ``printer`` gives what prints the cells of a kind and style.

    Returns the part without its rows and the number of cells, blank ones included; None, and takes
    nothing, when the rows are not plain.
    """
    start, end = data.find(_FIRST), data.rfind(_LAST)
    if start < 0 or end < start:
        return None
    start += len(_FIRST)
    text = decoded(data[start:end])
    if text is None:
        return None
    made: dict[int, dict[int, str]] = {}
    printers = _Printers(printer)
    unseen, count, uncomputed = False, 0, 0
    *chunks, last = text.split("</row>")
    for chunk in chunks:
        head = _ROW.match(chunk)
        if not head:
            return None
        parts = _CELL.split(chunk[head.end() :])
        if any(parts[::_GROUPS]) or {head[1], *parts[2::_GROUPS]} != {head[1]}:
            return None
        unseen = unseen or bool(_HIDDEN.search(head[0]))
        count += len(parts) // _GROUPS
        own = _row(parts, printers)
        if own is None:
            return None
        if "<f" in parts[5::_GROUPS]:
            told = zip(parts[5::_GROUPS], parts[6::_GROUPS], strict=True)
            uncomputed += sum(bool(formula) and value is None for formula, value in told)
        if own:
            made.setdefault(int(head[1]) - 1, {}).update(own)
    if not _REST.fullmatch(last):
        return None
    sheet.rows, sheet.uncomputed = made, uncomputed
    sheet.unseen = unseen or bool(_HIDDEN.search(last))
    return data[:start] + data[end:], count


class _Printers(dict[tuple[str | None, str | None], Callable[[str], str]]):
    """What prints the cells of a kind and style, as a sheet names them."""

    def __init__(self, printer: Callable[[str, str], Callable[[str], str]]) -> None:
        super().__init__()
        self._printer = printer

    def __missing__(self, how: tuple[str | None, str | None]) -> Callable[[str], str]:
        self[how] = found = self._printer(how[1] or "n", how[0] or "0")
        return found


def _row(parts: list[str | None], printers: _Printers) -> dict[int, str] | None:
    """The texts of a row by column; None when one names odd characters."""
    values = parts[6::_GROUPS]
    inline = parts[7::_GROUPS]
    if any(inline):
        values = [i if v is None else v for v, i in zip(values, inline, strict=True)]
    if any("&" in value for value in values if value):
        meant = _meant([value or "" for value in values])
        if meant is None:
            return None
        values = meant
    how = zip(parts[3::_GROUPS], parts[4::_GROUPS], strict=True)
    own: dict[int, str] = {}
    for letters, kind, value in zip(parts[1::_GROUPS], how, values, strict=True):
        if value:
            text = printers[kind](value)
            if text and not text.isspace():
                own[_COLUMNS[letters]] = text
    return own
