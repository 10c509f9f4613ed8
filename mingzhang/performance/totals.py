"""Records of a whole form: execution, goals, totals, grade, years compared, the project."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from mingzhang.model import Interval, Place, Record, quantity
from mingzhang.performance.draft import Draft, point
from mingzhang.performance.forms import Cell, Form, Line, name_of
from mingzhang.performance.scheme import Scheme, grade, national, same_grade
from mingzhang.performance.words import Vocabulary, bare, figure, plain


def execution(line: Line, form: Form, scheme: Scheme, words: Vocabulary) -> Record:
    """One row of the block that compares budget and execution."""
    made = Draft()
    label = bare(line.row.label[-1].text) if line.row.label else ""
    main = bool(words.patterns["execution.total_rows"].search(label)) or not label
    made.put("row", "total" if main else "part")
    made.number("budget_initial", line.first("budget_initial"))
    made.number("budget", line.first("budget"))
    made.number("actual", line.first("spent"))
    made.number("rate", line.first("rate"))
    made.number("score", line.first("score"))
    _as_percent(made)
    weight = line.first("weight")
    if weight and figure(weight.said):
        made.number("full", weight, exact=True)
    elif main and "score" in line.cells and (weight is None or not weight.said):
        made.put("full", point(_full(form, scheme, words)))
    linear = any(words.patterns["execution.full"].search(plain(head)) for head in form.heads)
    made.put("linear", "printed" if linear else "assumed")
    return made.record("execution", f"{name_of(form)}{label}", line.row.doubt or line.table.doubt)


def _as_percent(made: Draft) -> None:
    """A rate printed as a ratio (0.94) becomes one in percent."""
    rate, printed = made.fields.get("rate"), made.printed.get("rate", "")
    budget, actual = made.fields.get("budget"), made.fields.get("actual")
    if not isinstance(rate, Interval) or "%" in plain(printed) or rate.hi > 2:
        return
    if isinstance(budget, Interval) and isinstance(actual, Interval) and budget.lo > 0:
        ratio = (actual.lo + actual.hi) / (budget.lo + budget.hi)
        if rate.lo <= ratio <= rate.hi:
            made.fields["rate"] = Interval(100 * rate.lo, 100 * rate.hi)


def _full(form: Form, scheme: Scheme, words: Vocabulary) -> Fraction | None:
    """Full marks for execution: said in a header, or else in the notes."""
    heads = [plain(head) for head in form.heads]
    section = words.patterns["execution.section"]
    for pattern, some in (
        (words.patterns["execution.full"], heads),
        (words.patterns["execution.points"], [h for h in heads if section.search(h)]),
    ):
        for head in some:
            found = pattern.search(head)
            if found:
                return Fraction(found[1])
    return scheme.execution


def parts(form: Form, words: Vocabulary) -> list[Record]:
    """For each money column of the execution block: its total and what its parts come to."""
    found = []
    rows = [(bare(line.row.label[-1].text), line) for line in form.executions if line.row.label]
    total = next((li for la, li in rows if words.patterns["execution.total_rows"].search(la)), None)
    some = [
        li for la, li in rows if li is not total and words.patterns["execution.parts"].search(la)
    ]
    if not total or len(some) < 2 or len(some) + 1 < len(rows):
        return []
    for name in ("budget_initial", "budget", "spent"):
        made = Draft()
        made.number("total", total.first(name))
        made.put("parts", _sum(figure(c.said) for li in some if (c := li.first(name))))
        cell = total.first(name)
        if cell:
            made.put("column", cell.path)
            found.append(made.record("execution_parts", name_of(form), form.doubt))
    return found


def _sum(some: Iterable) -> Interval | None:
    """The sum of what is printed; None when nothing is."""
    given = [q.interval for q in some if q]
    if not given:
        return None
    return Interval(sum(i.lo for i in given), sum(i.hi for i in given))  # type: ignore[arg-type]


def goal(
    key: str, cell: Cell, form: Form, made: list[Record], position: int, words: Vocabulary
) -> Record | None:
    """A goal 绩效目标 with the marks in its heading, and what its indicators come to."""
    weighted = words.patterns["goal.weight"].search(plain(cell.said))
    group = [i.fields for i in made if i.fields.get("goal") == key]
    if not group:
        return None
    draft = Draft()
    draft.put("number", key, cell)
    number = words.patterns["goal.heading"].match(key)
    draft.put("ordinal", point(int(number[1]) if number and number[1] else None), cell)
    draft.put("position", point(position))
    blank = bool(weighted and re.fullmatch(words.pack["goal"]["blank"], weighted[1]))
    draft.put("blank", "yes" if blank else "no", cell)
    known = quantity(weighted[1]) if weighted else None
    draft.put("weight", point(known.exact) if known else None, cell)
    draft.printed["weight"] = weighted[1] if weighted else ""
    draft.put("scores", _exact_sum(g.get("points") for g in group))
    draft.put("weights", _exact_sum(g.get("weight") for g in group))
    return draft.record("goal", f"{name_of(form)}{key}", form.doubt)


def _exact_sum(some: Iterable) -> Interval | None:
    """The sum of exact numbers; None when one is missing or none is there."""
    given = list(some)
    if not given or not all(isinstance(i, Interval) for i in given):
        return None
    return point(sum((i.lo for i in given), Fraction(0)))


def whole(
    form: Form, scheme: Scheme, made: list[Record], goals: list[Record], main: Record | None,
    words: Vocabulary,
) -> Record:  # fmt: skip
    """The form as a whole: total, grade, and what the marks in it come to."""
    draft = Draft()
    _printed_totals(draft, form, words)
    scores, weights = _marks(form, "score"), _marks(form, "weight")
    if weights is None and goals and all(g.fields["weight"] for g in goals):
        weights = sum((g.fields["weight"].lo for g in goals), Fraction(0))  # type: ignore[union-attr]
    draft.put("scores", _as_precise(_merged(form, scores, draft, main), form, draft, main))
    draft.put("weights", point(weights))
    _place_of_sum(draft, "weights", made)
    _execution_marks(draft, main)
    _as_printed(draft)
    full = draft.fields["execution_full"]
    if not weights and draft.fields.get("total") and isinstance(full, Interval):
        weights = 100 - full.lo
    if scores is not None and weights:
        draft.put("share", point(100 * scores / weights))
    cost = [i for i in made if i.fields.get("level1") == "cost"]
    draft.put("cost_first", point(len(cost)))
    for kind in ("output", "benefit", "satisfaction"):
        first = [i for i in made if i.fields.get("level1") == kind]
        draft.put(kind, _exact_sum(i.fields.get("weight") for i in first))
        _place_of_sum(draft, kind, first)
        some = [i for i in made if kind in (i.fields.get("level1"), i.fields.get("level2"))]
        draft.put(f"{kind}_count", point(len(some)))
    for part in ("output", "benefit", "satisfaction"):
        draft.put(f"split_{part}", point(getattr(scheme, part)))
    total = draft.fields.get("total")
    if isinstance(total, Interval):
        bands = scheme.bands or national(words)
        draft.put("bands", "printed" if scheme.bands else "national")
        draft.put("expected_grade", grade(total, bands, words) or None)
    unnamed = [i for i in form.indicators if not i.levels.name]
    unnamed = unnamed if any(not i.row.doubt for i in unnamed) else []
    draft.put("unnamed", point(len(unnamed)))
    if unnamed:
        row = unnamed[0].row
        first = Place(row.line, 0, unnamed[0].table.page, form.title)
        draft.places["unnamed"], draft.printed["unnamed"] = first, str(len(unnamed))
    if form.doubt:
        draft.put("doubtful", "yes")
    draft.places.setdefault("name", form.place)
    draft.put("name", name_of(form))
    return draft.record("form", name_of(form), form.doubt or _shortfall(form, draft, main))


def _shortfall(form: Form, draft: Draft, main: Record | None) -> str:
    """Why the sums of this form are not to be trusted: a doubtful row, or rows that seem unread."""
    total, scores, weights = (draft.fields.get(f) for f in ("total", "scores", "weights"))
    if not isinstance(total, Interval):
        return ""
    marked = [li for li in form.indicators if (c := li.first("score")) and c.said]
    doubts = [line.row.doubt for line in (*marked, *form.executions) if line.row.doubt]
    if doubts:
        return doubts[0]
    executed, full = (draft.fields.get(f) for f in ("execution_score", "execution_full"))
    some = (scores, weights, executed, full)
    if not all(isinstance(i, Interval) for i in some):
        return ""
    short = scores.hi + executed.hi < total.lo and weights.lo + full.lo < 100
    return "分值与得分都凑不足，可能有指标行没有读到" if short else ""


def _place_of_sum(draft: Draft, name: str, some: list[Record]) -> None:
    """A sum of weights is printed nowhere: it is shown where its first weight stands."""
    first = next((i for i in some if "weight" in i.places), None)
    if first is not None and draft.fields[name] is not None:
        draft.places[name] = first.places["weight"]


def _printed_totals(draft: Draft, form: Form, words: Vocabulary) -> None:
    for line in form.totals:
        cells = {name: line.first(name) for name in ("total", "total_weight", "grade", "score")}
        if cells["total"] is None:  # a row 总分 with its figure under 得分, 分值
            draft.number("total", cells["score"] or line.first(""))
            draft.number("total_weight", line.first("weight"), exact=True)
        else:
            draft.number("total", cells["total"])
            draft.number("total_weight", cells["total_weight"], exact=True)
        _two_totals(draft)
        if cells["grade"] and cells["grade"].said:
            draft.put("grade", same_grade(cells["grade"].said, words), cells["grade"])
    for line in form.subtotals[:1]:
        draft.number("subtotal_weight", line.first("weight"), exact=True)
        draft.number("subtotal_score", line.first("score"), exact=True)


def _two_totals(draft: Draft) -> None:
    """Where the cell holds both 总分值 and 总得分 (100 98.5), takes them apart."""
    numbers = [figure(part) for part in draft.printed.get("total", "").split()]
    if len(numbers) == 2 and all(numbers) and numbers[0].digits and not draft.fields["total"]:
        weight, total = numbers
        draft.fields["total_weight"], draft.fields["total"] = point(weight.exact), total.interval
        draft.printed["total"] = draft.printed["total"].split()[1]


def _marks(form: Form, name: str) -> Fraction | None:
    """The sum of a column of marks; None when no indicator prints one."""
    found = [figure(c.said) for line in form.indicators if (c := line.first(name))]
    known = [q.exact for q in found if q]
    return sum(known, Fraction(0)) if known else None


def _merged(
    form: Form, scores: Fraction | None, draft: Draft, main: Record | None
) -> Fraction | None:
    """The sum of scores; None when some are blank, unless the total agrees without them."""
    blank = [i for i in form.indicators if not (c := i.first("score")) or not c.said]
    draft.put("blank_scores", point(len(blank)))
    total = draft.fields.get("total")
    if not blank or scores is None:
        return scores
    executed = main.fields.get("score") if main else None
    extra = executed if isinstance(executed, Interval) else Interval(Fraction(0), Fraction(0))
    if isinstance(total, Interval):
        meets = total.lo <= scores + extra.hi and scores + extra.lo <= total.hi
        return scores if meets else None
    return None


def _as_printed(draft: Draft) -> None:
    """Where total and execution score have equal decimals and the other scores have no finer
    ones, rounding before or after adding comes to the same: they must agree as printed."""
    total, executed, scores = (draft.fields.get(n) for n in ("total", "execution_score", "scores"))
    if not all(isinstance(i, Interval) for i in (total, executed, scores)):
        return
    one, other = (figure(draft.printed.get(n, "")) for n in ("total", "execution_score"))
    if not one or not other or one.decimals != other.decimals or scores.lo != scores.hi:
        return
    if scores.lo * 10**one.decimals % 1 == 0:
        draft.fields["total"] = point((total.lo + total.hi) / 2)
        draft.fields["execution_score"] = point((executed.lo + executed.hi) / 2)


def _as_precise(
    scores: Fraction | None, form: Form, draft: Draft, main: Record | None
) -> Interval | None:
    """The sum of scores: exact, unless the total has decimals that none of its parts prints."""
    if scores is None:
        return None
    found = [figure(c.said) for line in form.indicators if (c := line.first("score"))]
    executed = figure(main.printed.get("score", "")) if main else None
    finest = max((q.decimals for q in (*found, executed) if q), default=0)
    total = figure(draft.printed.get("total", ""))
    if not total or total.decimals <= finest:
        return point(scores)
    return _sum(found)


def _execution_marks(draft: Draft, main: Record | None) -> None:
    """Whether execution is scored in this form, and with how many marks."""
    score = main.fields.get("score") if main else None
    full = main.fields.get("full") if main else None
    if main and score is not None:
        state = "scored"
    elif main and (full is not None or "score" in main.places):
        state = "blank"
    else:
        state, score, full = "none", point(0), point(0)
    draft.put("execution", state)
    for name, value in (("execution_score", score), ("execution_full", full)):
        draft.put(name, value)
        source = name.removeprefix("execution_")
        if main and source in main.places:
            draft.printed[name], draft.places[name] = main.printed[source], main.places[source]
    for name in ("rate", "budget", "actual"):
        if main:
            draft.put(name, main.fields.get(name))
            if name in main.places:
                draft.printed[name], draft.places[name] = main.printed[name], main.places[name]
    budget, actual = (main.fields.get(n) if main else None for n in ("budget", "actual"))
    if isinstance(budget, Interval) and isinstance(actual, Interval) and budget.lo > 0:
        draft.put("spent", Interval(100 * actual.lo / budget.hi, 100 * actual.hi / budget.lo))


def years(form: Form, year: int | None) -> Record | None:
    """The two years that the indicators are compared with, and the fiscal year."""
    cells: dict[str, Cell] = {}
    for line in form.indicators:
        for cell in line.cells.get("year", []):
            found = re.search(r"(20\d\d)", cell.path.split("/")[-1])
            if found:
                cells.setdefault(found[1], cell)
    fiscal = form.year or year
    if len(cells) != 2 or not fiscal:
        return None
    before, previous = sorted(cells)
    draft = Draft()
    draft.put("fiscal", point(fiscal))
    draft.printed["fiscal"] = str(fiscal)
    for name, said in (("previous", previous), ("before", before)):
        draft.put(name, point(int(said)), cells[said])
        draft.printed[name] = said
    return draft.record("years", name_of(form), form.doubt)


def project(form: Form, main: Record | None, total: Record) -> Record | None:
    """What others compare with text and tables: the amounts and the score of a project."""
    if not form.name:
        return None
    draft = Draft()
    draft.put("name", plain(form.name))
    draft.places["name"], draft.printed["name"] = form.place, form.name
    draft.put("applied", plain(form.applied) or None)
    draft.printed["applied"] = form.applied
    for name in ("budget_initial", "budget", "actual", "rate"):
        if main and name in main.places:
            draft.put(name, main.fields.get(name))
            draft.printed[name], draft.places[name] = main.printed[name], main.places[name]
    given = next((c for line in form.amounts if (c := line.first("fund_total"))), None)
    if given and not main:
        found = figure(given.said)
        draft.put("budget", found.interval if found else None, given)
    for name in ("total", "grade"):
        if name in total.places:
            draft.put(name, total.fields.get(name))
            draft.printed[name], draft.places[name] = total.printed[name], total.places[name]
    return draft.record("project", plain(form.name), form.doubt)
