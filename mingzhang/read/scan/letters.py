"""Printed words of a picture 字块: what stands together on one line, and its picture for the model.

What the ink of a page, rules left out, is made of: pieces that touch. Pieces side by side are one
word; the walls of a table part words, unless ink runs through them.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from mingzhang.read.pdf.sheets import Rule
from mingzhang.read.scan.library import HEIGHT, WIDEST, cv2, numpy

MOST_WORDS = 4000  # of a page; a picture with more pieces is no printed page
_JOIN = 0.8  # of the size of type: pieces of one word are not further apart
_SPECK = 0.09  # of the size of type: what is smaller both ways is dirt, if it stands alone
_THROUGH = 0.9  # points from a wall: ink so near to it on both sides runs through it
_FLAT = 0.5  # of the size of type: what is lower is a part of a character, or a dash
_TALL = 1.9  # of the size of type: what is higher is two lines that touch
_DARKEST, _PALEST = 120, 205  # shades between which ink and paper are told apart
_TYPE = (4.0, 30.0)  # points


class Word(NamedTuple):
    """The box of a word in pixels (right and lower edge excluded)."""

    x0: int
    y0: int
    x1: int
    y1: int


class Ink(NamedTuple):
    """A page without rules: grey, where there is ink, the size of its type in pixels."""

    grey: Any
    dark: Any
    size: float


def ink(grey: Any, scale: float) -> Ink:
    """What is written in a picture of ``scale`` pixels to a point."""
    soft = cv2.GaussianBlur(grey, (0, 0), 0.5)
    level = _threshold(soft)
    dark = (soft < level).astype(numpy.uint8)
    size = _type_size(dark, scale)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(dark, connectivity=8)
    least = max(2.0, _SPECK * size)
    big = (stats[:, 2] >= 0.22 * size) | (stats[:, 3] >= 0.22 * size)
    big[0] = False
    reach = round(0.45 * size) * 2 + 1
    near = cv2.dilate(big[labels].astype(numpy.uint8), numpy.ones((reach, reach), numpy.uint8))
    kept = big.copy()
    small = ~big & (stats[:, 4] >= least)
    touched = numpy.unique(labels[near > 0])
    kept[touched] |= small[touched]
    kept[0] = False
    return Ink(grey, kept[labels].astype(numpy.uint8), size)


def _threshold(grey: Any) -> int:
    found, _ = cv2.threshold(grey, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return int(min(_PALEST, max(_DARKEST, found + 20)))


def _type_size(dark: Any, scale: float) -> float:
    """The size of most type on the page, in pixels."""
    wide = round(4 * scale) | 1
    smeared = cv2.morphologyEx(dark, cv2.MORPH_CLOSE, numpy.ones((1, wide), numpy.uint8))
    _, _, stats, _ = cv2.connectedComponentsWithStats(smeared, connectivity=8)
    low, high = _TYPE[0] * scale * 0.7, _TYPE[1] * scale
    lines = stats[1:]
    lines = lines[(lines[:, 3] >= low) & (lines[:, 3] <= high) & (lines[:, 2] >= lines[:, 3])]
    if not len(lines):
        return 9 * scale
    order = lines[lines[:, 3].argsort()]
    weight = order[:, 2].cumsum()
    return float(order[int(numpy.searchsorted(weight, weight[-1] * 0.5)), 3]) / 0.95


def words(page: Ink, walls: list[Rule], scale: float) -> list[Word]:
    """The words of a page; ``walls`` are its upright rules in points. More than ``MOST_WORDS`` are
    pieces as they are, not to be read."""
    size = page.size
    reach = max(3, round(_JOIN * size)) | 1
    smeared = cv2.morphologyEx(page.dark, cv2.MORPH_CLOSE, numpy.ones((1, reach), numpy.uint8))
    for wall in walls:
        at = round(wall.at * scale)
        top, low = max(0, round(wall.start * scale)), round(wall.end * scale) + 1
        if at < 1 or at >= smeared.shape[1] - 1:
            continue
        thin = smeared[top:low, at - 1 : at + 2]
        side = max(2, round(_THROUGH * scale) + 1)
        left = page.dark[top:low, max(0, at - side) : at].any(axis=1)
        right = page.dark[top:low, at + 1 : at + 1 + side].any(axis=1)
        thin[~(left & right)] = 0
    _, _labels, stats, _ = cv2.connectedComponentsWithStats(smeared, connectivity=8)
    boxes = [Word(int(x), int(y), int(x + w), int(y + h)) for x, y, w, h, _ in stats[1:]]
    if len(boxes) > MOST_WORDS:
        return boxes
    made: list[Word] = []
    for word in _whole(boxes, size):
        made += _split(page.dark, word, size)
    tight = [_tight(page.dark, word) for word in made]
    return sorted((w for w in tight if w is not None), key=lambda w: (w.y0, w.x0))


def _whole(boxes: list[Word], size: float) -> list[Word]:
    """Flat pieces put to what stands over or under them: the strokes of 二, the dots of ；."""
    order = sorted(boxes)
    flat = [w for w in order if w.y1 - w.y0 < _FLAT * size]
    made = [w for w in order if w.y1 - w.y0 >= _FLAT * size]
    rest: list[Word] = []
    for piece in flat:
        home = None
        for n, word in enumerate(made):
            across = min(word.x1, piece.x1) - max(word.x0, piece.x0)
            apart = max(word.y0, piece.y0) - min(word.y1, piece.y1)
            high = max(word.y1, piece.y1) - min(word.y0, piece.y0)
            near = across > 0.5 * min(word.x1 - word.x0, piece.x1 - piece.x0)
            if near and apart <= 0.3 * size and high <= max(1.15 * size, word.y1 - word.y0):
                home = n
                break
        if home is None:
            rest.append(piece)
        else:
            made[home] = _hull(made[home], piece)
    while rest:
        word = rest.pop(0)
        again = True
        while again:
            again = False
            for other in rest:
                across = min(word.x1, other.x1) - max(word.x0, other.x0)
                high = max(word.y1, other.y1) - min(word.y0, other.y0)
                if across > 0.5 * min(word.x1 - word.x0, other.x1 - other.x0) and high < size:
                    rest.remove(other)
                    word = _hull(word, other)
                    again = True
                    break
        made.append(word)
    return made


def _hull(a: Word, b: Word) -> Word:
    return Word(min(a.x0, b.x0), min(a.y0, b.y0), max(a.x1, b.x1), max(a.y1, b.y1))


def _split(dark: Any, word: Word, size: float) -> list[Word]:
    """A word that is two lines or more, cut where there is least ink."""
    high = word.y1 - word.y0
    if high < _TALL * size:
        return [word]
    rows = dark[word.y0 : word.y1, word.x0 : word.x1].sum(axis=1, dtype=int)
    low, top = round(0.7 * size), min(round(1.6 * size), high - round(0.5 * size))
    if top <= low:
        return [word]
    part = rows[low:top]
    cut = low + int(part.argmin())
    if part.min() > 0.35 * rows.max():
        return [word]
    upper = word._replace(y1=word.y0 + cut)
    return [upper, *_split(dark, word._replace(y0=word.y0 + cut), size)]


def _tight(dark: Any, word: Word) -> Word | None:
    """The box of the ink in a box."""
    part = dark[word.y0 : word.y1, word.x0 : word.x1]
    rows, columns = part.any(axis=1).nonzero()[0], part.any(axis=0).nonzero()[0]
    if not len(rows):
        return None
    return Word(
        word.x0 + int(columns[0]),
        word.y0 + int(rows[0]),
        word.x0 + int(columns[-1]) + 1,
        word.y0 + int(rows[-1]) + 1,
    )


class Crop(NamedTuple):
    """A picture of a word as the model wants it; ``left`` and ``wide`` give the part of the page
    that it shows, in pixels of the page."""

    grey: Any
    left: float
    wide: float


def crop(page: Ink, word: Word, grow: float = 1.0, lift: float = 0.0) -> Crop:
    """The picture of a word with paper around it: ``grow`` times as high as usual, the word moved
    by ``lift`` of its height."""
    size = page.size
    high = word.y1 - word.y0
    side = max(3, round(0.22 * max(high, 0.6 * size)))
    over = max(2, round((max(high * 1.24, 0.95 * size) * grow - high) / 2))
    down = round(lift * high)
    own = page.grey[word.y0 : word.y1, word.x0 : word.x1]
    edge = 1
    top, low = max(0, word.y0 - edge), min(page.grey.shape[0], word.y1 + edge)
    left, right = max(0, word.x0 - edge), min(page.grey.shape[1], word.x1 + edge)
    own = page.grey[top:low, left:right]
    canvas = numpy.full((high + 2 * over, word.x1 - word.x0 + 2 * side), 250, numpy.uint8)
    y, x = over - (word.y0 - top) + down, side - (word.x0 - left)
    y = max(0, min(y, canvas.shape[0] - own.shape[0]))
    canvas[y : y + own.shape[0], x : x + own.shape[1]] = own
    wide = min(WIDEST, max(16, round(canvas.shape[1] * HEIGHT / canvas.shape[0])))
    how = cv2.INTER_AREA if canvas.shape[0] > HEIGHT else cv2.INTER_CUBIC
    shown = cv2.resize(canvas, (wide, HEIGHT), interpolation=how)
    return Crop(shown, word.x0 - side, canvas.shape[1])
