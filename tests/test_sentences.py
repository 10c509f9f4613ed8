"""Sentences: marks in pairs, sentences that break off, stops left out."""

import pytest
from pages import document, findings

from mingzhang import sentences

NEXT = "二、其他情况"


def found(*lines):
    return set(findings(document(*lines), sentences))


@pytest.mark.parametrize(
    "text",
    [
        "本年支出（含上年结转12.50万元，用于办公。",
        "本年支出含上年结转）12.50万元，用于办公。",
        "严格执行“三公经费的管理规定，压减支出。",
        "根据《关于加强管理的通知，开展工作，取得成效。",
    ],
)
def test_marks_without_a_partner(text):
    assert found(text, NEXT) == {"structure.brackets"}


@pytest.mark.parametrize(
    "text",
    [
        "本年支出(含上年结转）12.50万元，用于“办公”。",
        "主要有：1）人员经费；2）公用经费。",
        "本年支出12.50万元，用于办公。",
    ],
)
def test_marks_that_pair(text):
    assert found(text, NEXT) == set()


def test_a_pair_over_a_page_break():
    assert (
        found("本年支出较多（含上年结转，以及其他来源。", "和利息收入）共计若干，用于办公。", NEXT)
        == set()
    )


def test_sentences_that_break_off():
    assert found("按照规定印发了专项行动的通知，", NEXT) == {"structure.unfinished"}
    assert found("按照规定印发了专项行动的通知，", "并组织开展自查整改，取得成效。", NEXT) == set()


def test_stops_left_out():
    long = "该项目按照年初计划组织实施。年末完成全部任务，资金使用合规，服务对象满意度达到目标值"
    assert found(long, NEXT) == {"structure.full-stop"}
    assert found(long + "。", NEXT) == set()
    assert found("（七）完成上级交办的其他任务以及临时安排的各项工作", NEXT) == set()
