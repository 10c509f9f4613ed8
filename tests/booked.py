"""Invented books 假设的账 that balance, for the tests of what is compiled from books."""

from collections.abc import Iterable

from hypothesis import strategies as st

from mingzhang import audit, packs
from mingzhang.books import Books, Entry, Meaning, Unit, gathered
from mingzhang.registers import yuan

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
LEAST = 5000  # fen: what 万元 with two decimals can still show


ASSETS = {
    "asof": f"{YEAR - 1}年12月31日", "vehicles": "3", "vehicles_patrol": "1", "vehicles_other": "2",
    "equipment_50": "1", "equipment_100": "0",
}  # fmt: skip
RECEPTIONS = {
    "groups": "1", "travellers": "4", "vehicles_bought": "0", "vehicles_kept": "2",
    "home": "12", "home_guests": "136", "overseas": "0", "overseas_guests": "0",
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
            fen = draw(st.integers(10**4, 10**11))  # the last printed digit and more
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


def evaluated(points: int, entries: Iterable[Entry] = ()) -> dict[str, tuple]:
    """The registers of a self-evaluation 绩效自评 whose indicators have so many points, and whose
    tasks are what the entries spend, as it was granted."""
    kinds = (
        ("产出指标", "数量指标", "政策宣传次数", "次", "40.00"),
        ("效益指标", "社会效益指标", "政策知晓率", "%", "30.00"),
        ("满意度指标", "服务对象满意度指标", "群众满意度", "%", f"{points - 70}.00"),
    )
    fields = ("level1", "level2", "level3", "target_unit", "weight", "score")
    met = {
        "term": "年度",
        "goal": "1",
        "sign": "≥",
        "target": "90",
        "done": "95",
        "reason": "已完成",
    }
    goal = {"term": "年度", "number": "1", "goal": "做好医疗保障工作。", "done": "目标已经完成。"}
    project_row = {"code": "36024T01", "name": "医保宣传经费", "unit": UNITS[0].code}
    return {
        "projects": (project_row,),
        "goals": tuple(goal | {"project": code} for code in ("36024T01", "")),
        "indicators": tuple(
            met | {"project": code} | dict(zip(fields, (*kind, kind[-1]), strict=True))
            for code in ("36024T01", "")
            for kind in kinds
        ),
        "tasks": (_task("基本运转", entries, True), _task("专项工作", entries, False)),
    }


def _task(name: str, entries: Iterable[Entry], basic: bool) -> dict[str, str]:
    """A task 重点工作任务 that is all that is paid for basic spending, or all the rest."""
    paid = [e for e in entries if e.kind == "payment" and (e.nature in BASIC) == basic]
    fiscal = sum(e.amount for e in paid if e.fund in ("general", "government", "capital"))
    spent = sum(e.amount for e in paid)
    granted = {"granted": yuan(fiscal), "granted_other": yuan(spent - fiscal)}
    return {"name": name, "level": "本级", **granted, "spent": yuan(spent)}


@st.composite
def accounts(draw: st.DrawFn, points: int = 90) -> Books:
    """Any final account that balances: of each fund, subject and nature, what was carried over
    and came in is what was spent and is carried on."""
    entries: list[Entry] = []
    for fund in ("general", "government", "capital", "operational", "upper", "lower", "other"):
        if fund != "general" and not draw(st.booleans()):
            continue
        for function in draw(st.sets(st.sampled_from(FUNCTIONS), min_size=1)):
            nature = draw(st.sampled_from(("basic", "project")))
            if fund in ("government", "capital"):
                nature = "project"
            entries += draw(_balanced(fund, function, nature))
    registers = evaluated(points, [*entries])
    last = draw(st.integers(10**6, 10**11))
    for kind, flow in (("receipt", "income"), ("payment", "expenditure")):
        entries.append(Entry(UNITS[0].code, YEAR - 1, kind, flow, last, fund="general"))
    assets = ({**ASSETS, "asof": f"{YEAR}年12月31日"},)
    texts = (*TEXTS, {"key": "evaluation", "text": "自评结果为优，项目绩效目标已经完成。"})
    registers |= {"receptions": (RECEPTIONS,), "assets": assets, "texts": texts}
    return books(entries, **registers)


@st.composite
def _balanced(draw: st.DrawFn, fund: str, function: str, nature: str) -> list[Entry]:
    """Opening, income, spending and closing of one subject; none is so small that it prints 0.00
    in 万元, which a reader takes for nothing."""
    leaf = dict(fund=fund, function=function, nature=nature)
    if nature == "basic":
        leaf["nature"] = "personnel+public"
    status = "forward" if nature == "basic" else draw(st.sampled_from(("forward", "balance")))
    opening = draw(st.just(0) | st.integers(LEAST, 10**10))
    income = draw(st.integers(10**8, 10**11))
    entries = [entry("income", income, "receipt", **leaf)]
    left = opening + income
    for _ in range(draw(st.integers(1, 3))):
        spent = draw(st.integers(left // 4, left))
        spent = left if spent < LEAST or left - spent < LEAST else spent
        left -= spent
        kind = draw(st.sampled_from((*BASIC,))) if nature == "basic" else "project"
        economic = draw(st.sampled_from(BASIC.get(kind, ("30227", "30299", "31002"))))
        paid = leaf | dict(nature=kind, economic=economic)
        entries.append(entry("expenditure", spent, "payment", **paid))
        entries.append(entry("expenditure", spent, **paid))
    entries.append(entry("opening", opening, "carry", status=status, **leaf))
    entries.append(entry("closing", left, "carry", status=status, **leaf))
    return entries
