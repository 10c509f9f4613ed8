"""The checks that follow from regions, case by case as the pack tells them."""

import tomllib

import pytest
from ledger import SPACE, bound

from mingzhang import check, packs
from mingzhang.model import Outcome

FILE = packs.FOLDER / "rules" / "regions.cases.toml"
CASES = tomllib.loads(FILE.read_text(encoding="utf-8"))["relation_case"]
RELATIONS = packs.load_toml("rules/regions.toml")["relation"]


def outcomes(relation: str, tables: list[list[str]]) -> set[str]:
    """How the checks of one relation over these tables ended."""
    found = [bound(*t, labels=2 if t[1].startswith("面 ") else 1) for t in tables]
    facts = [f for b in found for f in b.facts]
    checks = [c for b in found for line in b.lines for c in check.roll_ups(SPACE, line)]
    checks += [c for b in found for line in b.lines for c in check.balances(SPACE, line)]
    checks += check.identities(SPACE, facts, check.zeros(SPACE, facts, checks))
    checks += check.earlier(SPACE, facts)
    return {c.outcome.value for c in checks if c.rule == relation}


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c['relation']}-{c['expect']}")
def test_the_case_ends_as_the_pack_says(case):
    wanted = set() if case["expect"] == "none" else {case["expect"]}
    assert outcomes(case["relation"], case["tables"]) == wanted


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda r: r["id"])
def test_every_relation_is_told_and_has_a_passing_a_failing_and_a_missing_case(relation):
    told = {c["expect"] for c in CASES if c["relation"] == relation["id"]}
    assert {"agrees", "differs"} <= told and told & {"none", Outcome.UNCHECKED.value}
    for key in ("sentence", "authority", "message", "fix"):
        assert relation[key]
    for key in ("sentence_en", "message_en", "fix_en", "name_en"):
        assert relation[key].isascii()
