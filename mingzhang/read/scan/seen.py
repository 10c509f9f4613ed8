"""A picture of a page to what is printed on it 看页: characters with their boxes, drawn rules.

The same that a PDF says of its page, so that all that reads PDF reads scans.
"""

from __future__ import annotations

import itertools
from typing import Any, NamedTuple

from mingzhang.model import UNCLEAR
from mingzhang.read.pdf.pictured import Raster, Seen
from mingzhang.read.pdf.sheets import Glyph, Rule
from mingzhang.read.scan import figures
from mingzhang.read.scan.drawn import Drawn, drawn
from mingzhang.read.scan.letters import MOST_WORDS, Crop, Ink, Word, crop, ink, words
from mingzhang.read.scan.library import Said, at_once, cv2, numpy, recognised
from mingzhang.read.scan.upright import flattened, levelled, slope, turned

_SAMPLES = 12  # words that tell whether a page stands upright
_CERTAIN = 0.98  # how sure the model is of words that stand upright
_OPEN = frozenset("（《“‘【〔「『(")
_CLOSE = frozenset("，。、；：！？）》”’】〕」』),.;:")
_HALF = 0.5  # of the size of type that is white beside such a mark
_FULL = 0.95  # of the size of type: ink of Chinese characters is so high
_DIGIT = 0.74  # the same of digits
_HANGING = 0.87  # the same of digits with commas, which hang under the line
_ALIKE = 0.2  # sizes that differ by less are one


class _Read(NamedTuple):
    """A word as read: its text and the middles of its characters in pixels."""

    text: str
    at: tuple[float, ...]


class _Sight(NamedTuple):
    """A picture set straight in one of four ways, what is drawn and written in it."""

    turn: int
    slope: float
    width: float
    height: float
    rules: Drawn
    page: Ink
    words: list[Word]


def seen(raster: Raster, whole: bool = True) -> Seen:
    """What is printed in a picture; ``whole`` when it is a whole page, which may lie askew or on
    its side."""
    try:
        return _seen(raster, whole)
    except cv2.error as error:
        if "OutOfMemory" in str(error):
            raise MemoryError from error
        raise


def _seen(raster: Raster, whole: bool) -> Seen:
    grey = numpy.frombuffer(raster.greys, numpy.uint8).reshape(raster.height, raster.width)
    even = flattened(grey)
    sight = _sight(even, raster.scale, 0, whole)
    if len(sight.words) > MOST_WORDS:
        return Seen([], [], [], sight.width, sight.height, crowded=True)
    if whole and sight.words and _legible(sight) < _CERTAIN:
        others = [_sight(even, raster.scale, turn, whole) for turn in (1, 3, 2)]
        few = [s for s in (sight, *others) if len(s.words) <= MOST_WORDS]
        sight = max(few, key=_legible)
    read = at_once(lambda word: _read(sight.page, word), sight.words)
    glyphs: list[Glyph] = []
    unclear = 0
    for word, said in zip(sight.words, _numbered(sight, read), strict=True):
        unclear += UNCLEAR in said.text
        glyphs += _glyphs(word, said, sight.page, sight.rules.upright, raster.scale)
    level, upright = sight.rules.level, sight.rules.upright
    size = sight.width, sight.height
    return Seen(glyphs, level, upright, *size, sight.slope, sight.turn, unclear)


def _numbered(sight: _Sight, read: list[_Read]) -> list[_Read]:
    """What was read, a dash before 、 being the ordinal that it looks like: 一、."""
    heads = [w for w, said in zip(sight.words, read, strict=True) if said.text.startswith("、")]
    made = []
    for word, said in zip(sight.words, read, strict=True):
        middle = (word.y0 + word.y1) / 2
        ordinal = figures.is_dash(said.text) and any(
            0 <= head.x0 - word.x1 < sight.page.size and head.y0 <= middle <= head.y1
            for head in heads
        )
        made.append(said._replace(text="一") if ordinal else said)
    return made


def _sight(even: Any, scale: float, turn: int, whole: bool) -> _Sight:
    """The picture turned by quarters to the right and set level."""
    grey = turned(even, turn) if turn else even
    askew = slope(grey) if whole else 0.0
    rules = drawn(levelled(grey, askew), scale)
    page = ink(rules.rest, scale)
    size = grey.shape[1] / scale, grey.shape[0] / scale
    return _Sight(turn, askew, *size, rules, page, words(page, rules.upright, scale))


def _legible(sight: _Sight) -> float:
    """How sure the model is of some words of a page, which tells whether it stands upright; less
    where many words stand on their side."""
    size = sight.page.size
    large = [w for w in sight.words if max(w.x1 - w.x0, w.y1 - w.y0) > 1.6 * size]
    wide = [w for w in large if w.x1 - w.x0 > w.y1 - w.y0]
    some = wide[:: max(1, len(wide) // _SAMPLES)][:_SAMPLES]
    said = at_once(lambda word: recognised(crop(sight.page, word).grey), some)
    marks = sum(max(len(s.sure), 1) for s in said)
    sure = sum(sum(s.sure) for s in said)
    return sure / marks * len(wide) / len(large) if marks else 0.0


def _read(page: Ink, word: Word) -> _Read:
    """What a word says; a figure in it only where readings agree."""
    picture = crop(page, word)
    said = recognised(picture.grey)
    text = said.text
    flat = word.y1 - word.y0 < 0.3 * page.size
    if figures.is_dash(text) and flat:
        wide = word.x1 - word.x0 > 0.6 * page.size
        return _Read("—" if wide else "-", ((word.x0 + word.x1) / 2,))
    if not any(c.isdigit() for c in text):
        return _Read(text, _middles(said, picture))
    others = [said]
    for grow, lift in ((1.2, 0.04), (0.93, -0.03)):
        others.append(recognised(crop(page, word, grow, lift).grey))
        if figures.plain(others[-1].text) == figures.plain(text):
            break
    readings = [o.text for o in others]
    if not figures.is_figure(text):
        clear = figures.merged(readings)
        if clear == text:
            return _Read(text, _middles(said, picture))
        return _Read(clear, _spread(word, len(clear)))
    figure = figures.agreed(readings, _signs(page, word))
    if figure is None:
        return _Read(UNCLEAR, ((word.x0 + word.x1) / 2,))
    kept = next(o for o in others if figures.plain(o.text) == figure)
    if len(kept.text) == len(figure) and kept is said:
        return _Read(figure, _middles(said, picture))
    return _Read(figure, _spread(word, len(figure)))


def _signs(page: Ink, word: Word) -> list[str]:
    edge = 2
    rows = slice(max(0, word.y0 - edge), word.y1 + edge)
    return figures.signs(page.grey[rows, max(0, word.x0 - edge) : word.x1 + edge])


def _middles(said: Said, picture: Crop) -> tuple[float, ...]:
    return tuple(picture.left + at * picture.wide for at in said.at)


def _spread(word: Word, count: int) -> tuple[float, ...]:
    step = (word.x1 - word.x0) / max(1, count)
    return tuple(word.x0 + step * (k + 0.5) for k in range(count))


def _type(word: Word, text: str, page: Ink) -> tuple[float, float]:
    """The size of the type that a word is set in, and the middle of its line, in pixels."""
    high, middle = word.y1 - word.y0, (word.y0 + word.y1) / 2
    if high < 0.5 * page.size:
        return page.size, middle
    if any("\u4e00" <= c <= "\u9fff" for c in text):
        size = high / _FULL
    else:
        hanging = any(c in text for c in ",;()（），")
        size = high / (_HANGING if hanging else _DIGIT)
        middle -= (_HANGING - _DIGIT) / 2 * size if "," in text else 0.0
    return (page.size if abs(size - page.size) < _ALIKE * page.size else size), middle


def _glyphs(word: Word, said: _Read, page: Ink, walls: list[Rule], scale: float) -> list[Glyph]:
    """The characters of a word with their boxes in points; blanks left out."""
    text, at = said.text, said.at
    if not text.strip():
        return []
    size, middle = _type(word, text, page)
    top, low = (middle - size / 2) / scale, (middle + size / 2) / scale
    edges = [float(word.x0), *((a + b) / 2 for a, b in itertools.pairwise(at))]
    edges.append(float(word.x1))
    edges = [min(max(e, word.x0), word.x1) for e in edges]
    left, right = word.x0 / scale, word.x1 / scale
    near = [w.at for w in walls if w.start < middle / scale < w.end]
    if text[0] in _OPEN:
        left = max([left - _HALF * size / scale, *[w + 1 for w in near if w + 1 < left]])
    if text[-1] in _CLOSE:
        right = min([right + _HALF * size / scale, *[w - 1 for w in near if w - 1 > right]])
    made = []
    for n, char in enumerate(text):
        x0 = left if n == 0 else edges[n] / scale
        x1 = right if n == len(text) - 1 else edges[n + 1] / scale
        if not char.isspace():
            made.append(Glyph(x0, top, max(x1, x0 + 0.1), low, char))
    return made
