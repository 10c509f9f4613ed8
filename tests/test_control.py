"""指标控制: what has no appropriation left is refused, with what was tried, what is left and who
used it."""

import pytest
from bureau import PROJECT, UNITS, YEAR, opened, spending
from hypothesis import given, settings
from hypothesis import strategies as st

from mingzhang import audit, packs
from mingzhang.control import Key
from mingzhang.registers import yuan
from mingzhang.store import Line, Refused


@pytest.fixture
def store(tmp_path):
    with opened(tmp_path / "books.db") as made:
        yield made


def refused(store, *entries) -> list[tuple[int, str, str]]:
    """What is against the entries: place, field, reason."""
    with pytest.raises(Refused) as error:
        store.append(entries)
    return [(r.at, r.field, r.reason) for r in error.value.refusals]


def test_a_payment_without_appropriation_left(store):
    store.append([spending("appropriation", 10_000)])
    store.append([spending("payment", 4_000, voucher="记-1"), spending("payment", 5_000)])
    with pytest.raises(Refused) as error:
        store.append([spending("payment", 1_001)])
    (refusal,) = error.value.refusals
    said = packs.load_toml("text/zh.toml")["books"]["wrong"][refusal.reason]
    assert said.format(**refusal.told) == (
        "指标不够：202001·2022·一般公共预算·当年资金·2101501行政运行·公用经费，要付 10.01 元，"
        "只剩 10.00 元（指标 100.00 元，已支出 90.00 元），差 0.01 元。"
        "最近用它的分录：2（记-1 40.00）、3（50.00）。"
    )
    store.append([spending("payment", 1_000)])


def test_the_line_of_control(store):
    """One line for a unit, a fund, an age of money, a function and a project or nature; the
    economic subject is free within it."""
    store.append([
        spending("appropriation", 10_000, economic="30201"),
        spending("appropriation", 500, nature="project", project=PROJECT),
    ])  # fmt: skip
    store.append([spending("payment", 10_000, economic="30202")])
    project = {"nature": "project", "project": PROJECT}
    for other in (
        {"unit": "202002"},
        {"fund": "government"},
        {"layer": "carried"},
        {"function": "2101502"},
        {"nature": "personnel"},
        project,
        project | {"function": "2101502"},
    ):
        assert refused(store, spending("payment", 501, **other))[0][2] == "short", other
    store.append([spending("payment", 500, **project)])


def test_adjustments_grant_and_take_back(store):
    store.append([spending("appropriation", 10_000), spending("payment", 6_000)])
    assert refused(store, spending("adjustment", -4_001)) == [(0, "amount", "undercut_short")]
    store.append([spending("adjustment", -4_000)])
    assert refused(store, spending("payment", 1)) == [(0, "amount", "short")]
    store.append([spending("payment", 7), spending("adjustment", 7)])
    with pytest.raises(Refused) as error:
        store.reverse(1, "撤销批复")
    assert [r.reason for r in error.value.refusals] == ["undercut_short"]


def test_a_reversed_payment_may_be_spent_again(store):
    store.append([spending("appropriation", 100), spending("payment", 100)])
    store.reverse(2, "退回")
    store.append([spending("payment", 100)])


def test_the_three_public_expenses_have_limits_of_their_own(store):
    reception = {"economic": "30217"}
    store.append([spending("appropriation", 10_000), spending("appropriation", 300, **reception)])
    store.append([spending("payment", 300, **reception)])
    assert refused(store, spending("payment", 1, **reception)) == [(0, "amount", "capped")]
    store.append([spending("appropriation", 50, fund="operational", **reception)])
    store.append([spending("payment", 50, fund="operational", **reception)])
    store.append([spending("adjustment", 5, economic="")])  # no longer told by subject
    store.append([spending("payment", 1, **reception)])


def test_years_before_the_books_are_not_controlled(store):
    store.append([spending("payment", 10_000, year=YEAR - 1, function="2100000")])
    assert refused(store, spending("payment", 1))[0][2] == "short"


WRONG = {
    "no_kind": ("kind", {"kind": "gift"}),
    "no_flow": ("flow", {"kind": "receipt"}),
    "no_member": ("fund", {"fund": "general+gold"}),
    "no_unit": ("unit", {"unit": "999"}),
    "no_project": ("project", {"nature": "project", "project": "x"}),
    "other_unit": ("project", {"unit": "202002", "nature": "project", "project": PROJECT}),
    "no_code": ("function", {"function": "2109876"}),
    "no_level_function": ("function", {"function": "21015"}),
    "no_level_economic": ("economic", {"economic": "302"}),
    "missing": ("nature", {"nature": ""}),
    "nothing": ("amount", {"kind": "adjustment", "amount": 0}),
    "negative": ("amount", {"amount": -1}),
    "too_much": ("amount", {"amount": 10**15}),
    "not_fen": ("amount", {"amount": "1"}),
    "not_date": ("date", {"date": "2022-02-30"}),
    "control": ("memo", {"memo": "a\x1fb"}),
    "blanks": ("voucher", {"voucher": " 记-1"}),
    "not_year": ("year", {"year": 20022}),
}


@pytest.mark.parametrize("reason", WRONG)
def test_what_no_entry_may_say(store, reason):
    field, said = WRONG[reason]
    kind, amount = said.get("kind", "appropriation"), said.get("amount", 100)
    rest = {k: v for k, v in said.items() if k not in ("kind", "amount")}
    assert (0, field, reason) in refused(store, spending(kind, amount, **rest))


def test_every_reason_has_its_sentence(store):
    said = packs.load_toml("text/zh.toml")["books"]["wrong"]
    assert set(WRONG) <= set(said)


def test_a_recalled_subject_is_a_warning(store):
    listed = audit.classification().entries("function", YEAR)
    recalled = next(e.code for e in listed if len(e.code) == 7 and not e.verified)
    made = store.append([spending("appropriation", 100, function=recalled)])
    assert [(w.field, w.reason) for w in made.warnings] == [("function", "recalled")]


def test_a_subject_of_ones_own(store):
    own = {"year": "2022", "list": "功能科目", "code": "2109876", "name": "新", "basis": "通知"}
    store.write([Line("subjects", own)])
    store.append([spending("appropriation", 100, function="2109876")])
    assert refused(store, spending("payment", 1, function="2109876", year=YEAR + 1))


def test_income_and_expenditure_must_balance(store):
    income = {"flow": "income", "nature": "", "function": "", "economic": ""}
    store.append([spending("appropriation", 100), spending("appropriation", 90, **income)])
    (found,) = store.differences(YEAR)
    assert (found.unit, found.stage, found.fund, found.fen) == (
        "202001",
        "original",
        "general",
        -10,
    )
    store.append([spending("appropriation", 10, **{**income, "flow": "opening"})])
    assert store.differences(YEAR) == []
    store.append([spending("payment", 100), spending("receipt", 70, **income),
                  spending("carry", 10, **{**income, "flow": "opening"})])  # fmt: skip
    assert [(d.stage, d.receipts, d.uses) for d in store.differences(YEAR)] == [("actual", 80, 100)]


def test_a_year_opens_with_what_the_last_one_closed_with(store):
    plain = {"nature": "", "function": "", "economic": ""}
    store.append([spending("carry", 300, flow="closing", **plain)])
    assert store.unlinked(YEAR + 1) == []
    following = [Line("units", {**line.fields, "year": str(YEAR + 1)}) for line in UNITS]
    store.write(following)
    store.append([spending("carry", 200, flow="opening", year=YEAR + 1, **plain)])
    assert [(d.unit, d.fund, d.fen) for d in store.unlinked(YEAR + 1)] == [
        ("202001", "general", 100)
    ]
    store.append([spending("carry", 100, flow="opening", year=YEAR + 1, **plain)])
    assert store.unlinked(YEAR + 1) == [] == store.unlinked(YEAR)


MOVES = st.lists(
    st.tuples(st.sampled_from(["appropriation", "adjustment", "payment", "reverse"]),
              st.integers(-50, 100), st.sampled_from(["public", "personnel"])),
    max_size=40,
)  # fmt: skip


@settings(deadline=None)
@given(MOVES)
def test_no_appropriation_is_ever_overdrawn(tmp_path_factory, moves):
    """Whatever is tried, what is left is never below zero and always what the entries say."""
    with opened(tmp_path_factory.mktemp("books") / "books.db") as store:
        store.connection.execute("PRAGMA synchronous = OFF")
        sums: dict[str, list[int]] = {"public": [0, 0], "personnel": [0, 0]}
        for kind, amount, nature in moves:
            try:
                if kind == "reverse":
                    store.reverse(abs(amount), "冲")
                else:
                    store.append([spending(kind, amount, nature=nature)])
            except Refused:
                continue
        for _, entry in store.entries():
            sums[entry.nature][entry.kind == "payment"] += entry.amount
        for nature, (granted, paid) in sums.items():
            key = Key("202001", YEAR, "general", "current", "2101501", nature)
            assert store.control().left(key) == granted - paid >= 0, yuan(granted - paid)
