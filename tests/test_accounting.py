"""Accounting: each number of the page ends in one status, and the best reading of it is kept."""

from mingzhang.accounting import account
from mingzhang.model import Document, Number, Paragraph, Place, Status, Text


def page(*lines: str) -> Document:
    blocks = tuple(Paragraph(Text.of(line, n)) for n, line in enumerate(lines, 1))
    return Document("某县.txt", "text", "utf-8", blocks, lines)


def test_a_number_that_nobody_claims_is_unread():
    (number,) = account(page("本年支出5.00万元"), [])
    assert (number.text, number.status) == ("5.00", Status.UNREAD)


def test_a_fact_is_heard_before_a_claim_of_the_same_number():
    place = Place(1, 4)
    claims = [
        Number("5.00", place, Status.CLAIM, "金额"),
        Number("5.00", place, Status.FACT, "本年支出"),
    ]
    (number,) = account(page("本年支出5.00万元"), claims)
    assert number.status is Status.FACT


def test_a_number_broken_over_two_lines_is_one_number():
    parts = [Text.of("参保≥412", 1), Text.of("721人", 2)]
    document = Document(
        "某县.txt", "text", "utf-8", (Paragraph(Text.join(parts)),), ("参保≥412", "721人")
    )
    claim = Number("412721", Place(1, 3), Status.CLAIM, "目标", Place(2, 3))
    assert [n.text for n in account(document, [claim])] == ["412721"]
    assert [n.text for n in account(document, [])] == ["412721"]


def test_a_page_number_outside_every_block_is_a_label_and_anything_else_is_unread():
    document = Document("某县.txt", "text", "utf-8", (), ("- 3 -", "另行5.00"))
    assert [n.status for n in account(document, [])] == [Status.LABEL, Status.UNREAD]
