"""Every rule of every pack: complete, and proved on its cases (law 8)."""

from collections import defaultdict

import pytest
from cases import record_of

from mingzhang import formula, packs
from mingzhang.model import Outcome

RULES = {rule.id: rule for rule in formula.load(packs.rules(), packs.fields())}
CASES = packs.cases()
WRITTEN = ("id", "name", "name_en", "sentence", "sentence_en", "authority", "years", "severity",
           "on", "message", "message_en", "fix", "fix_en")  # fmt: skip


@pytest.mark.parametrize("record", packs.rules(), ids=lambda r: r.get("id", "?"))
def test_every_rule_says_what_whence_since_when_and_what_to_do(record):
    assert [key for key in WRITTEN if not record.get(key)] == []
    first, last = record["years"]
    assert 1995 <= first <= last
    if "formula" in record:
        assert record.get("subject"), "a finding needs a field to point at"


def test_no_two_rules_have_one_id():
    assert len(RULES) == len(packs.rules())


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['rule']}-{c['expect']}")
def test_case(case):
    rule = RULES[case["rule"]]
    record = record_of(rule.on, case["record"], case.get("subject", "某项"))
    check = formula.evaluate(rule, record, case.get("year"))
    assert (check.outcome if check else "inapplicable") == case["expect"], check
    if check and check.outcome is Outcome.DIFFERS:
        for language in ("zh", "en"):
            found = formula.finding(rule, check, language)
            assert found.message and found.criterion and found.fix
            assert "{" not in found.message


def test_every_rule_has_a_passing_a_failing_and_a_missing_case():
    ends = defaultdict(set)
    for case in CASES:
        ends[case["rule"]].add(case["expect"])
    lacking = {}
    for rule in RULES:
        wanted = {"agrees", "differs"} - ends[rule]
        if not ends[rule] & {"unchecked", "inapplicable"}:
            wanted.add("missing")
        if wanted:
            lacking[rule] = sorted(wanted)
    assert lacking == {}
