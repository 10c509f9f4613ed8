"""The role of a number 数的作用 by the words just before it: a share, a change, an amount..."""

from __future__ import annotations

from mingzhang.narrative.nouns import Grammar, Mention


def percent_role(mention: Mention, piece: str, grammar: Grammar) -> None:
    find, text = grammar.find, piece.strip()
    mention.role = "rate"
    found = find("completion", text)
    if found and (
        "完成" in found[0] or text[: found.start()].rstrip().endswith(("完成", "占", "为"))
    ):
        mention.role, mention.of = "completion", found["of"] or ""
        return
    if found := find("share", text):
        mention.role, mention.of = "share", found["whole"].strip()
        mention.label = text[: found.start()]
    elif find("share_word", text):
        mention.role = "share"
    elif (found := find("completion_rate", text)) and not find("not_budget_rate", text):
        mention.role = "completion"
    elif found := find("change", text):
        mention.role, mention.word = "growth", found["word"]
        mention.other, mention.label = found["other"] or "", text[: found.start()]
        mention.base = "上年" if grammar.find("since", found[0]) else ""


def money_role(mention: Mention, piece: str, grammar: Grammar) -> None:
    find, text = grammar.find, piece.strip()
    mention.role = "amount"
    if find("per_head", text):
        mention.role = "percapita"
    elif find("previous", text):
        mention.role, mention.base = "previous", find("previous", text)["base"]
    elif found := find("change", text):
        mention.role, mention.word = "difference", found["word"]
        mention.other, mention.label = found["other"] or "", text[: found.start()]
        mention.base = "上年" if grammar.find("since", found[0]) else ""
