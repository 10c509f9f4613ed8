"""Wording: rules over text find residue and personal data, once, with every place."""

import pytest
from pages import LISTS, RULES, WORDS, document, findings, grid

from mingzhang import wording
from mingzhang.model import Document, Outcome, Row, Severity, Table, Text


def differing(doc: Document):
    return {rule: found for rule, (found, *_) in findings(doc, wording).items()}


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
    checks = wording.findings(doc, RULES, wording.context(doc, WORDS, LISTS))
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
    doc = document(grid("项目支出绩效自评表", "一级指标⇥分值", "产出指标⇥（XX分）"))
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


def test_a_contact_whose_name_and_number_are_on_two_lines():
    names = Row((), {"联系人": Text.of("张某", 2), "联系电话": Text.of("80000000", 3)}, 2)
    form = Table("", Text.of("绩效表", 1), "", 1, ("联系人", "联系电话"), (), (names,))
    doc = Document("试", "text", "utf-8", (form,), ("绩效表", "张某", "80000000"))
    assert differing(doc)["personal.contact"].places[0].place.line == 2


def test_office_telephone_alone_is_not_personal():
    doc = document("联系电话：027-80000000")
    assert differing(doc) == {}
    assert wording.masker(doc, WORDS)("联系电话：027-80000000") == "联系电话：027-80000000"
