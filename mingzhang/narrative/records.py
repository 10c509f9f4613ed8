"""Facts, records and numbers from the mentions of all passages 文字说明的数、审核行与去向.

Kinds of record and their fields (money in 万元, percentages in percent; all intervals):

* share 占比: part, whole, percent, ceiling (an amount that holds the whole; when it is not known)
* change 增减: current, previous, difference, percent, direction (up, down, either), word, base
  (the previous amount, printed or implied)
* completion 完成率: actual, budget, percent
* percapita 人均: total (元), count, each (元)
* list 列举: whole, added, count, complete (yes, no); split 人数辆数等的列举: the same
* score 得分: total, added, count
* zero_base 零基数: base, percent, of (share, growth, completion)
* comparison 大小: left, right, word (less, more, equal)
* list_unit 单位: value, unit, others; bare_unit 单位不全: text
* project 项目执行: budget, actual, percent; projects 项目合计: stated_count, count, stated, added
* coverage 绩效目标覆盖: amount, whole; nesting 科目隶属: item, whole, their names, inside
"""

from __future__ import annotations

from mingzhang.model import Number, Status
from mingzhang.narrative.ledger import Ledger, Narrated, placed
from mingzhang.narrative.lists import Lists
from mingzhang.narrative.nouns import Mention, Passage
from mingzhang.narrative.remarks import Remarks
from mingzhang.narrative.words import Words

_NAMES = {
    "difference": "增减额",
    "growth": "增减率",
    "share": "占比",
    "completion": "完成率",
    "percapita": "人均数",
    "rate": "比率",
    "count": "数量",
    "score": "分值",
    "previous": "上年数",
}


def records(passages: list[Passage], words: Words) -> Narrated:
    """Everything the passages say: first the facts, then what needs them looked up."""
    ledger = Ledger(passages, words)
    remarks, lists = Remarks(ledger), Lists(ledger)
    for passage in passages:
        remarks.read(passage)
        lists.read(passage)
    lists.projects()
    remarks.rates_of_projects()
    for passage in passages:
        for mention in passage.mentions:
            ledger.out.numbers.append(_number(mention, passage, ledger))
    return ledger.out


def _number(mention: Mention, passage: Passage, ledger: Ledger) -> Number:
    mark = mention.mark
    place = placed(mention.place, passage.where)
    end = placed(mention.text.at(max(mark.start, mark.end - 1)), passage.where)
    text = mention.text.text[mark.start : mark.end]
    status, why = _status(mention, ledger)
    return Number(text, place, status, why, end._replace(offset=end.offset + 1))


def _status(mention: Mention, ledger: Ledger) -> tuple[Status, str]:
    mark, role = mention.mark, mention.role
    if mark.kind == "label":
        return Status.LABEL, mark.why
    if role == "bare":
        return Status.LABEL, "名称或序列中的数"
    if role in _NAMES:
        return Status.CLAIM, f"{_NAMES[role]} {mark.why or mention.label}".strip()
    if mention.regions:
        return Status.FACT, ledger.space.describe(mention.regions[0])
    if mention.among is not None:
        return Status.CLAIM, f"「{mention.among.head.label}」的列举项：{mention.label}"
    if id(mention) in ledger.checked:
        return Status.CLAIM, f"项目或专项金额：{mention.label}"
    if not mention.known or mention.outside:
        return Status.CLAIM, f"账外金额：{mention.label}"
    return Status.UNREAD, f"「{mention.unread}」没有读懂"
