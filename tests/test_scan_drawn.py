"""Rules of a scan: found whether solid, dashed or pale, and taken out; strokes of text stay."""

import pytest

pytest.importorskip("cv2", reason="reading of pictures is an extra of the package")

import numpy
from scanned import Paper, worn

from mingzhang.read.pdf.grids import ruled_grids
from mingzhang.read.scan.drawn import drawn

XS, YS = [50.0, 150, 250, 350], [60.0, 80, 100, 120]
TEXTS = [["一一二三", "11,111.11", "口十王"], ["工", "1.11", "——"], ["1", "11", "111"]]


def found(picture):
    grey = numpy.asarray(picture)
    return drawn(grey, 200 / 72), grey


def test_the_grid_is_that_which_was_drawn():
    rules, _ = found(worn(Paper(400, 180).grid(XS, YS, TEXTS)))
    ((grid,), loose) = ruled_grids(rules.level, rules.upright)
    assert loose == []
    assert [round(x) for x in grid.xs] == pytest.approx(XS, abs=1)
    assert [round(y) for y in grid.ys] == pytest.approx(YS, abs=1)
    assert len(grid.cells) == 9


def test_what_is_written_stays_and_rules_go():
    plain, _ = found(Paper(400, 180).grid([], [], TEXTS).picture)
    with_rules, grey = found(Paper(400, 180).grid(XS, YS, TEXTS).picture)
    without = Paper(400, 180)
    assert (plain.level, plain.upright) == ([], [])
    for y in YS:
        assert with_rules.rest[round(y * 200 / 72), 200] >= 250 > grey[round(y * 200 / 72), 200]
    assert (with_rules.rest < 100).sum() > 500
    assert without.picture.getextrema() == (255, 255)


def test_strokes_of_characters_are_no_rules():
    paper = Paper(400, 300)
    for n in range(15):
        paper.text(40, 20 + 16 * n, "201一二三王111工口——", 10)
    rules, _ = found(worn(paper))
    assert ruled_grids(rules.level, rules.upright)[0] == []
    assert rules.upright == []
