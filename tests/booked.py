"""Invented books 假设的账 that balance, for the tests of what is compiled from books."""

from hypothesis import strategies as st

from mingzhang import audit, packs
from mingzhang.books import Books, Entry, Meaning, Unit, gathered

DEPARTMENT = Unit("360", "某县医疗保障局")
UNITS = (Unit("360001", "某县医疗保障局本级"), Unit("360002", "某县医疗保险中心", "institution"))
TEXTS = (
    {"key": "duties", "text": "负责本县医疗保障工作，落实医疗保障制度。"},
    {"key": "organisation", "text": "部门预算由局本级和一个下属事业单位的预算组成。"},
    {"key": "staff", "text": "人员情况见部门人员登记簿。"},
)
BASIC = {
    "personnel": ("30101", "30102", "30103", "30113", "30302"),
    "public": ("30201", "30211", "30216", "30217", "30231"),
}
FUNCTIONS = ("2101501", "2101502", "2101301", "2080505", "2210201")
YEAR = 2024


ASSETS = {
    "asof": f"{YEAR - 1}年12月31日", "vehicles": "3", "vehicles_patrol": "1", "vehicles_other": "2",
    "equipment_50": "1", "equipment_100": "0",
}  # fmt: skip


def books(entries: list[Entry], year: int = YEAR, **registers: tuple) -> Books:
    """The books of these entries of the invented bureau."""
    meaning = Meaning(audit.space(), packs.words()["books"], UNITS)
    leaves = gathered(meaning.leaf(e) for e in entries)
    return Books(year, DEPARTMENT, UNITS, leaves, {"texts": TEXTS, **registers})


def entry(flow: str, fen: int, kind: str = "appropriation", **leaf: str) -> Entry:
    """One entry of the first unit."""
    return Entry(leaf.pop("unit", UNITS[0].code), YEAR, kind, flow, fen, **leaf)


@st.composite
def budgets(draw: st.DrawFn) -> Books:
    """Any budget that balances: each fund's income and carry-over are its spending."""
    last = draw(st.integers(10**6, 10**11))
    entries = [
        Entry(UNITS[0].code, YEAR - 1, "appropriation", "income", last, fund="general"),
        Entry(UNITS[0].code, YEAR - 1, "appropriation", "expenditure", last, fund="general"),
    ]
    for fund in ("general", "government", "capital", "special", "operational", "other"):
        if fund != "general" and not draw(st.booleans()):
            continue
        spent = {"current": 0, "carried": 0}
        for _ in range(draw(st.integers(0 if fund != "general" else 1, 8))):
            unit = draw(st.sampled_from(UNITS)).code
            layer = draw(st.sampled_from(("current", "current", "carried")))
            fen = draw(st.integers(1, 10**11))
            nature = draw(st.sampled_from(("personnel", "public", "project")))
            if fund in ("government", "capital"):
                nature = "project"
            economic = draw(st.sampled_from(BASIC.get(nature, ("30227", "30299", "31002"))))
            function = draw(st.sampled_from(FUNCTIONS))
            leaf = dict(fund=fund, nature=nature, economic=economic, function=function)
            entries.append(entry("expenditure", fen, unit=unit, layer=layer, **leaf))
            spent[layer] += fen
            flow = "income" if layer == "current" else "opening"
            entries.append(entry(flow, fen, unit=unit, fund=fund))
    return books(entries, assets=(ASSETS,))
