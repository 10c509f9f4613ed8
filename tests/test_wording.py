"""Wording: rules over text find residue and personal data, once, with every place."""

import pytest

from mingzhang import formula, packs, wording
from mingzhang.model import Document, Outcome, Paragraph, Row, Severity, Table, Text
from mingzhang.outline import squeezed, unsqueezed
from mingzhang.profile import level

WORDS = packs.words()
NAMES = ("wording", "structure", "personal")
RULES = formula.load(
    [r for name in NAMES for r in packs.load_toml(f"rules/{name}.toml")["rule"]], packs.fields()
)


def document(*lines: str) -> Document:
    """Each line is a paragraph; lines that hold tabs together are a table (first line: header)."""
    blocks, grid = [], []
    for number, line in enumerate([*lines, ""], 1):
        if "\t" in line:
            grid.append((number, line.split("\t")))
            continue
        if grid:
            head = grid[0][1]
            rows = tuple(
                Row((Text.of(c[0], n),), dict(zip(head[1:], (Text.of(t, n) for t in c[1:]),
                    strict=False)), n) for n, c in grid[1:]
            )  # fmt: skip
            blocks.append(Table("", Text.of("", grid[0][0]), "", grid[0][0], tuple(head[1:]),
                                (head[0],), rows))  # fmt: skip
            grid = []
        if line:
            blocks.append(Paragraph(Text.of(line, number)))
    return Document("试", "text", "utf-8", tuple(blocks), tuple(lines))


def differing(doc: Document, *only: str):
    context = wording.context(doc, WORDS)
    checks = wording.findings(doc, RULES, context, wording.records(doc, context))
    rules = {r.id: r for r in RULES}
    return {
        c.rule: wording.finding(rules[c.rule], c)
        for c in checks
        if c.outcome is Outcome.DIFFERS and (not only or c.rule in only)
    }


def test_one_finding_has_every_place():
    doc = document(
        "某县某某局2022年部门预算",
        "一、收入比上年增加（减少）0万元。",
        "二、支出比上年 增加 （减少） 0万元。",
    )
    found = differing(doc)["wording.unchosen"]
    assert [(p.place.line, p.place.offset) for p in found.places] == [(2, 7), (3, 8)]
    assert found.severity is Severity.ERROR
    assert "共2处" in found.message


def test_every_rule_ends_in_a_check_and_none_passes_unseen():
    doc = document("某县教育局2022年部门预算")
    checks = wording.findings(doc, RULES, wording.context(doc, WORDS))
    assert {c.rule for c in checks} == {r.id for r in RULES}
    identity = next(c for c in checks if c.rule == "personal.identity")
    assert identity.outcome is Outcome.UNCHECKED and identity.reason


def test_a_clean_sentence_gives_no_finding():
    doc = document(
        "某县教育局2022年部门预算",
        "2022年收入预算12.50万元，比2021年增加1.50万元，增长13.64%，主要原因：一是人员增加。",
        "截至2021年12月31日，共有车辆1辆。联系电话：010-80000000",
    )
    assert differing(doc) == {}


def test_placeholder_in_a_form():
    doc = document("项目支出绩效自评表", "一级指标\t分值", "产出指标\t（XX分）")
    found = differing(doc)["wording.placeholder-cell"]
    assert found.places[0].place[:2] == (3, 0)
    assert found.places[0].place.column == "分值"


@pytest.mark.parametrize(
    ("number", "found"), [("11010519491231002X", True), ("110105194912310021", False)]
)
def test_an_identity_number_needs_its_checksum(number, found):
    assert ("personal.identity" in differing(document(f"身份证：{number}"))) is found


def test_personal_data_is_masked_in_finding_and_in_text():
    doc = document("填报人\t张某\t联系电话\t13900000000", "公务车辆鄂 L00000 已满年限。")
    for found in differing(doc).values():
        assert "13900000000" not in str(found.message)
        assert all("13900000000" not in p.printed for p in found.places)
    mask = wording.masker(doc, WORDS)
    shown = mask("填报人 张某 电话 13900000000，车 鄂 L00000，邮箱 zhangmou@163.com")
    assert shown == "填报人 张* 电话 139****0000，车 鄂 L*****，邮箱 z*******@163.com"
    assert len(mask("张某")) == 2


def test_office_telephone_alone_is_not_personal():
    doc = document("联系电话：027-80000000")
    assert differing(doc) == {}
    assert wording.masker(doc, WORDS)("联系电话：027-80000000") == "联系电话：027-80000000"


def test_squeezed_positions_lead_back():
    text = "  收 入 合计 12 345.00 元 "
    tight = squeezed(text)
    assert tight == "收入合计12 345.00元"
    assert [text[unsqueezed(text, i)] for i in range(len(tight))] == list(tight)


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("某某县医疗保障局", "县"),
        ("某某市某某区教育局", "区"),
        ("某某省财政厅", "省"),
        ("某某县城市管理局", "县"),
        ("某某县市场监督管理局", "县"),
        ("某某县乡村振兴局", "县"),
        ("某某市民政局", "市"),
        ("某某街道办事处", "街道"),
        ("财政局", ""),
    ],
)
def test_level_of_a_department(name, means):
    assert level(name, WORDS["wording"]["profile"]) == means


def test_profile_by_the_majority_of_titles():
    doc = document(
        "某某县民政局2023年度部门决算",
        "第一部分 某某县民政局概况",
        "一、2023年度收入支出决算总体情况说明",
        "二、2022年度工作总结",
        "2023年度收入合计与2022年度相比增加1万元。",
    )
    profile = wording.context(doc, WORDS).profile
    assert (profile.year, profile.kind, profile.entity, profile.level) == (
        2023,
        "final",
        "某某县民政局",
        "县",
    )
