"""Figures of a scan 数字: taken as read only when readings and ink agree.

How sure a model says it is tells nothing: it reads -41.66 as 41.66 and is sure. So a figure is read
from two pictures of it, and the signs in it are counted in the ink: how many digits, where the
points and commas stand, whether a bar leads. What does not agree is unread 看不清.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from mingzhang.model import UNCLEAR
from mingzhang.read.scan.library import cv2, numpy

FIGURE = re.compile(r"[-+]?[\d,.]*\d[\d,.]*%?")
_DIGITS = re.compile(r"\d[\d,，.．]*")
_PLAIN = str.maketrans("，．。－−﹣–—―一０１２３４５６７８９％", ",..-------0123456789%")
_DASHES = frozenset("-－−﹣–—―一_ー")
_ADVANCE = 0.755  # of the height of a digit to the next, in nearly every typeface
_BEARING = 0.1  # of its height that is white beside it
_LEVELS = (0.5, 0.65, 0.35)  # between ink and paper
_LARGER = 4  # times that the ink of a figure is enlarged before it is counted


def is_figure(text: str) -> bool:
    """Whether a word is a figure, or is meant to be one: more digits than anything else."""
    plain = _stripped(text)
    digits = sum(c.isdigit() for c in plain)
    others = sum(not (c.isdigit() or c in ",.-+%()（）") for c in plain)
    return digits > 0 and others * 2 < digits


def _stripped(text: str) -> str:
    return "".join(text.split())


def plain(text: str) -> str:
    """A figure in the characters of figures."""
    return _stripped(text).translate(_PLAIN)


def is_dash(text: str) -> bool:
    return bool(text) and all(c in _DASHES for c in text)


def agreed(readings: list[str], signs: list[str]) -> str | None:
    """The figure that two readings give and that ``signs`` of the ink bear out, told at several
    levels of grey; None when there is none."""
    said = [plain(r) for r in readings]
    for text in dict.fromkeys(said):
        if said.count(text) < 2 or not FIGURE.fullmatch(text):
            continue
        if any(_bears(text, s) for s in signs):
            return text
    return None


def _bears(text: str, signs: str) -> bool:
    """Whether the signs in the ink are those of a figure."""
    kinds = {",": ",", ".": ",", "-": "-", "+": "?"}
    body = text.rstrip("%")
    wanted = "".join(kinds.get(c, "D") for c in body)
    if body != text:
        return signs.startswith(wanted) and 1 <= len(signs) - len(wanted) <= 4
    return signs == wanted


def merged(readings: list[str]) -> str:
    """A text with figures in it, those unclear that two readings do not give alike."""
    first = readings[0]
    others = [_DIGITS.findall(r) for r in readings[1:]]
    own = list(_DIGITS.finditer(first))
    made, at = [], 0
    for n, found in enumerate(own):
        made.append(first[at : found.start()])
        same = any(len(o) == len(own) and plain(o[n]) == plain(found[0]) for o in others)
        made.append(found[0] if same else UNCLEAR)
        at = found.end()
    made.append(first[at:])
    return "".join(made)


class _Mark(NamedTuple):
    """A piece of ink, in pixels of the enlarged picture."""

    x0: int
    x1: int
    y0: int
    y1: int


def signs(grey: Any) -> list[str]:
    """What kinds of signs the ink of a figure makes, from left to right, at several levels of grey:
    D a digit, "," a point or comma, "-" a bar in the middle; "?" for what is none of these.

    ``grey`` is the picture of the figure with a little paper around it.
    """
    large = cv2.resize(grey, None, fx=_LARGER, fy=_LARGER, interpolation=cv2.INTER_CUBIC)
    darkest = float(numpy.percentile(grey, 3))
    return [_signs(large < darkest + share * (250 - darkest)) for share in _LEVELS]


def _signs(dark: Any) -> str:
    _, _, stats, _ = cv2.connectedComponentsWithStats(dark.astype(numpy.uint8), connectivity=8)
    least = (_LARGER * 1.2) ** 2
    marks = [
        _Mark(int(x), int(x + w), int(y), int(y + h))
        for x, y, w, h, area in stats[1:]
        if area >= least
    ]
    if not marks:
        return ""
    high = max(m.y1 - m.y0 for m in marks)
    top = min(m.y0 for m in marks if m.y1 - m.y0 > 0.7 * high)
    low = max(m.y1 for m in marks if m.y1 - m.y0 > 0.7 * high and m.y0 < top + 0.3 * high)
    return "".join(_kind(m, top, high, low) for m in _joined(sorted(marks)))


def _joined(marks: list[_Mark]) -> list[_Mark]:
    """Pieces that stand over each other as one."""
    made: list[_Mark] = []
    for mark in marks:
        last = made[-1] if made else None
        if last is not None:
            across = min(last.x1, mark.x1) - max(last.x0, mark.x0)
            if across > 0.5 * min(last.x1 - last.x0, mark.x1 - mark.x0):
                made[-1] = _Mark(
                    min(last.x0, mark.x0),
                    max(last.x1, mark.x1),
                    min(last.y0, mark.y0),
                    max(last.y1, mark.y1),
                )
                continue
        made.append(mark)
    return made


def _kind(mark: _Mark, top: int, high: int, low: int) -> str:
    wide, tall = mark.x1 - mark.x0, mark.y1 - mark.y0
    middle = (mark.y0 + mark.y1) / 2 - top
    if tall > 0.7 * high:
        return "D" * max(1, round((wide + _BEARING * high) / (_ADVANCE * high)))
    if middle > 0.72 * (low - top) and tall < 0.5 * high and wide < 0.6 * high:
        return ","
    if tall < 0.35 * high and wide > 1.4 * tall and 0.3 < middle / (low - top) < 0.8:
        return "-"
    return "?"
