"""Findings in words: what is expected, and notes of one kind together."""

from dataclasses import replace

from ledger import SPACE, bound

from mingzhang import check, diagnose, findings, packs
from mingzhang.model import (
    Amount,
    Check,
    Fact,
    Figure,
    Finding,
    Outcome,
    Place,
    Record,
    Region,
    Severity,
)

RELATIONS = {r["id"]: r for r in packs.load_toml("rules/regions.toml")["relation"]}


def told(*args, lang: str = "zh", **kinds) -> list[Finding]:
    lines = bound(*args, **kinds).lines
    causes = diagnose.causes([c for x in lines for c in check.roll_ups(SPACE, x)])
    return findings.from_causes(causes, RELATIONS, SPACE.describe, lang)


WRONG = (
    "支出总表",
    "科目编码 科目名称 合计 基本支出 项目支出",
    "_ 合计 90.00 40.00 50.00",
    "210 卫生健康支出 70.00 40.00 30.00",
    "221 住房保障支出 20.00 0.00 26.00",
)


def test_a_wrong_sum_names_the_figure_what_it_should_be_and_by_how_much():
    (finding,) = told(*WRONG, labels=2)
    assert finding.places[0].printed == "26.00"
    assert finding.expected == "20.00万元" and finding.difference == "6.00万元"
    assert "住房保障支出" in finding.fix


def test_the_same_in_english_has_no_chinese_but_the_names():
    (finding,) = told(*WRONG, labels=2, lang="en")
    assert finding.message.endswith("apart.") and "parts add up" in finding.message


def test_a_doubtful_reading_is_a_note_that_says_so():
    found = bound(*WRONG, labels=2)
    lines = [
        replace(x, facts=tuple(replace(f, doubt="表头错位") for f in x.facts)) for x in found.lines
    ]
    causes = diagnose.causes([c for x in lines for c in check.roll_ups(SPACE, x)])
    (finding,) = findings.from_causes(causes[:1], RELATIONS, SPACE.describe)
    assert finding.severity is Severity.NOTE and finding.message.startswith("读取存疑")


def note(rule: str, line: int) -> Finding:
    record = Record("indicator", "某率", {}, {}, {"name": Place(line)})
    checks = (Check(rule, Outcome.DIFFERS, record=record),)
    figure = Figure(Place(line), "某率")
    return Finding(rule, Severity.NOTE, f"第{line}行。", "准则", (figure,), checks=checks)


def test_notes_of_one_rule_are_one_finding_with_all_places():
    other = note("b", 9)
    found = findings.gathered([note("a", 1), other, note("a", 2), note("a", 3)])
    assert [len(f.places) for f in found] == [3, 1]
    assert "同类共3处" in found[0].message and found[1] is other


def test_errors_stay_one_by_one():
    errors = [replace(note("a", n), severity=Severity.ERROR) for n in (1, 2)]
    assert findings.gathered(errors) == errors


def test_many_of_a_rule_in_one_table_are_one_slip():
    place = Place(1, table="表一")
    errors = [replace(note("a", n), severity=Severity.WARNING) for n in range(4)]
    errors = [replace(e, places=(Figure(place, "某名"),)) for e in errors]
    (one,) = findings.gathered(errors, together={"a": 4})
    assert len(one.places) == 4 and "同类共4处" in one.message
    assert findings.gathered(errors[:3], together={"a": 4}) == errors[:3]
    assert findings.gathered(errors, together={"b": 4}) == errors


def test_all_parts_that_cannot_be_told_apart_are_places_and_the_message_names_some():
    rows = [f"3020{n} 办公费{n} 1.00" for n in range(1, 7)]
    found = bound("支出表", "编码 科目 合计", "302 商品和服务支出 7.00", *rows, labels=2)
    causes = diagnose.causes([c for x in found.lines for c in check.roll_ups(SPACE, x)])
    (finding,) = findings.from_causes(causes, RELATIONS, SPACE.describe)
    assert len(finding.places) == 7 and "或其余3处" in finding.message
    assert "逐项核对" in finding.fix


def test_lines_that_nobody_can_count_are_not_named():
    """A Word file has no lines; a PDF has pages, and text has lines."""
    place = Place(367)
    fact = Fact(Region(1), Amount(1, 1, 1), "1.00", place, ("基本支出",), said="text")
    assert findings.spot(fact) == "第367行正文「基本支出」"
    assert findings.spot(fact, lined=False) == "正文「基本支出」"
    paged = replace(fact, place=place._replace(page=5))
    assert findings.spot(paged, lined=False) == "第5页正文「基本支出」"
    assert findings.spot(fact, "en", lined=False) == "text「基本支出」"
