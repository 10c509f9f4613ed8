"""Records of the registers inside performance forms, and of procurement tables.

* ``funds``: column, side (income | expenditure), total, parts; ``income_total`` beside it
* ``share`` 占比: part, whole, share · ``composition``: basic, project, total, listed
* ``task``: total, fiscal, other, actual, rate · ``column``: total, parts (of a column of rows)
* ``amounts``: total, fiscal, other · ``options``: key, ticked, first, disorder
* ``procurement``: quantity, price, amount, sme, micro, measure, row (item | total)
* ``match``: the same project in a task table and in its own form
"""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import SequenceMatcher
from fractions import Fraction

from mingzhang.model import Document, Interval, Place, Record, Table, Value
from mingzhang.performance.draft import Draft, point
from mingzhang.performance.forms import Cell, Form, Line, line_of, name_of
from mingzhang.performance.words import Vocabulary, bare, figure, plain, role

CODED = re.compile(r"[\[【(]?[A-C]\d")


def of_form(form: Form, words: Vocabulary) -> list[Record]:
    """All register records of one form."""
    return [
        *_funds(form, words),
        *_tasks(form, words),
        *_composition(form),
        *_amounts(form),
        *_options(form, words),
    ]


def _label(line: Line) -> str:
    return "".join(bare(t.text) for t in line.row.label)


def _number(cell: Cell | None) -> Interval | None:
    found = figure(cell.said) if cell else None
    return found.interval if found else None


def _count(cell: Cell | None, source: str) -> Interval | None:
    """A number of the column; what is counted is exact."""
    found = _number(cell)
    middle = found and (found.lo + found.hi) / 2
    return point(middle) if source == "quantity" else found


def _add(some: list[Interval | None]) -> Interval | None:
    """The sum of what is printed; None when nothing is. Blank parts of a block add nothing."""
    given = [i for i in some if i is not None]
    if not given:
        return None
    low, high = (sum((getattr(i, e) for i in given), Fraction(0)) for e in ("lo", "hi"))
    return Interval(low, high)


# ---------------------------------------------------------------- 收支构成


def _funds(form: Form, words: Vocabulary) -> list[Record]:
    sides: dict[str, list[Line]] = {}
    for line in form.funds:
        for side, word in words.pack["totals"]["sides"]:
            if any(bare(t.text).startswith(word) for t in line.row.label):
                sides.setdefault(side, []).append(line)
    sums: dict[str, list[tuple[str, Cell, Interval]]] = {}
    found = []
    for side, lines in sides.items():
        total = next((li for li in lines if _is_sum(li)), None)
        some = [li for li in lines if not _is_sum(li) and not _is_part(li)]
        if not total or not some:
            continue
        for path, cell in _money(total):
            whole = _number(cell)
            given = [_at(li, path) for li in some]
            draft = Draft()
            draft.put("total", whole, cell)
            draft.put("parts", _add([_number(c) for c in given]))
            for i, part in enumerate(given[:3]):
                if part:
                    draft.printed[f"part{i + 1}"] = part.said
                    draft.places[f"part{i + 1}"] = part.place
            record = draft.record("funds", _subject(form, total, path), form.doubt)
            found.append(record)
            added = draft.fields["parts"]
            if whole and isinstance(added, Interval) and whole.meets(added):
                sums.setdefault(path, []).append((side, cell, whole))
        found += _shares(form, some, total)
    return found + _balances(form, sums)


def _is_sum(line: Line) -> bool:
    return _label(line).endswith(("合计", "总计"))


def _is_part(line: Line) -> bool:
    """True for a row 其中, which breaks down the row above it."""
    return bool(line.row.label) and bare(line.row.label[-1].text).startswith("其中")


def _money(line: Line) -> list[tuple[str, Cell]]:
    return [(c.path, c) for name in ("this_year", "year") for c in line.cells.get(name, [])]


def _at(line: Line, path: str) -> Cell | None:
    return next((c for _, c in _money(line) if c.path == path), None)


def _subject(form: Form, line: Line, path: str) -> str:
    return f"{_label(line)}（{plain(path.split('/')[-1])}）"


def _shares(form: Form, some: list[Line], total: Line) -> list[Record]:
    """Shares are of the sum of the parts: a slip in the total is reported once, as a total."""
    column = (total.first("this_year") or Cell("", total.row.label[0], Place(0))).path
    whole = _add([_number(_at(li, column)) for li in some])
    found = []
    for line in some:
        part, share = _at(line, column), line.first("share")
        if not part or not share or not share.said:
            continue
        draft = Draft()
        draft.put("part", _number(part), part)
        draft.put("whole", whole, total.first("this_year"))
        draft.number("share", share)
        found.append(draft.record("fund_share", f"{_label(line)}", form.doubt))
    return found


def _balances(form: Form, sums: dict[str, list[tuple[str, Cell, Interval]]]) -> list[Record]:
    """Income against expenditure, where each is the sum of its own items."""
    found = []
    for path, both in sums.items():
        if {side for side, _, _ in both} != {"income", "expenditure"}:
            continue
        draft = Draft()
        for side, cell, whole in both:
            draft.put(side, whole, cell)
        found.append(draft.record("fund_balance", plain(path.split("/")[-1]), form.doubt))
    return found


# ---------------------------------------------------------------- 重点工作任务


def _tasks(form: Form, words: Vocabulary) -> list[Record]:
    found, rows, total = [], [], None
    for line in form.tasks:
        name = bare(line.row.label[0].text) if line.row.label else ""
        draft = Draft()
        draft.put("total", _number(line.first("task_total")), line.first("task_total"))
        for field, source in (("fiscal", "fund_fiscal"), ("other", "fund_other")):
            draft.put(field, _number(line.first(source)), line.first(source))
        draft.put("actual", _number(line.first("task_spent")), line.first("task_spent"))
        draft.number("rate", line.first("rate"))
        draft.put("spent_column", "yes" if "task_spent" in line.cells else "no")
        if not name or words.patterns["totals.row"].match(name):
            total = line
        else:
            rows.append(line)
            draft.put("name", name)
        doubt = line.row.doubt or line.table.doubt
        found.append(draft.record("task", name or "合计", doubt))
    return found + (_columns(form, total, rows) if total else [])


def _columns(form: Form, total: Line, rows: list[Line]) -> list[Record]:
    found = []
    for source in ("task_total", "fund_fiscal", "fund_other", "task_spent"):
        cell = total.first(source)
        if cell and cell.said:
            draft = Draft()
            draft.put("total", _number(cell), cell)
            draft.put("parts", _add([_number(li.first(source)) for li in rows]))
            found.append(draft.record("column", plain(cell.path), form.doubt))
    return found


def matches(made: list[Record], words: Vocabulary) -> list[Record]:
    """The same project where a task table and project forms both give its amounts.

    One task may have several forms (a first and a second batch): any sum of forms that are
    named alike will do.
    """
    projects = [r for r in made if r.kind == "project" and r.fields.get("budget")]
    found = []
    for task in made:
        name = task.fields.get("name")
        if task.kind != "task" or not isinstance(name, str):
            continue
        least = words.pack["names"]["alike"]
        alike = [p for p in projects if _alike(name, str(p.fields["name"]), least)]
        best = max(alike, key=lambda p: _likeness(name, str(p.fields["name"])), default=None)
        total = task.fields.get("total")
        if not best or not isinstance(total, Interval):
            continue
        draft = Draft()
        draft.put("task", total)
        draft.put("form", _nearest(total, best, alike))
        draft.put("initial", best.fields.get("budget_initial") or draft.fields["form"])
        for name_, record, source in (("task", task, "total"), ("form", best, "budget")):
            draft.printed[name_], draft.places[name_] = (
                record.printed[source],
                record.places[source],
            )
        draft.put("project", best.fields["name"])
        found.append(draft.record("match", name, task.doubt or best.doubt))
    return found


def _likeness(one: str, other: str) -> Fraction:
    """How many percent of the characters of two names agree, in order."""
    same = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return Fraction(200 * sum(block.size for block in same), len(one) + len(other) or 1)


def _alike(one: str, other: str, least: int) -> bool:
    longest = SequenceMatcher(None, one, other, autojunk=False).find_longest_match().size
    return 3 * longest >= 2 * min(len(one), len(other)) or _likeness(one, other) > least


def _nearest(total: Interval, best: Record, alike: list[Record]) -> Interval:
    """The budget of the best form, or the sum of all forms alike where that is what is meant."""
    one = best.fields["budget"]
    together = _add([b for r in alike if isinstance(b := r.fields["budget"], Interval)])
    assert isinstance(one, Interval)
    return together if together and total.meets(together) else one


# ---------------------------------------------------------------- 基本＋项目, 项目资金, 选项


def _composition(form: Form) -> list[Record]:
    """Basic and project expenditure of a department against its total."""
    pairs = [li for li in form.amounts if len(li.row.cells) <= 2]
    basic = next((c for li in pairs if (c := li.first("basic"))), None)
    project = next((c for li in pairs if (c := li.first("project"))), None)
    if not basic or not project or not form.executions:
        return []
    main = form.executions[0]
    total = main.first("budget")
    draft = Draft()
    for name, cell in (("basic", basic), ("project", project), ("total", total)):
        draft.put(name, _number(cell), cell)
    for name, source in (("initial", "budget_initial"), ("spent", "spent")):
        draft.put(name, _number(main.first(source)) or draft.fields["total"])
    return [draft.record("composition", name_of(form), form.doubt)]


def _amounts(form: Form) -> list[Record]:
    """The funds of a project and where they come from; ``rest`` is what else is listed there."""
    found = []
    rest = [_number(c) for li in form.amounts for c in li.cells.get("fund_rest", [])]
    for ending in ("", "_year"):
        draft = Draft()
        alone = True
        for name in ("total", "fiscal", "other"):
            cells = [c for li in form.amounts for c in li.cells.get(f"fund_{name}{ending}", [])]
            cell = cells[0] if cells else None
            alone &= (
                len(cells) < 2
            )  # a second one belongs to another term, or breaks down the first
            said = _number(cell)
            draft.put(name, said if said or not cell else cell.said or None, cell)
        draft.put("rest", _add(rest) or point(0))
        if draft.fields["total"] and alone:
            found.append(draft.record("amounts", name_of(form), form.doubt))
    return found + _listed(form)


def _listed(form: Form) -> list[Record]:
    """The projects of a department's form against its project expenditure of the year."""
    some = [_number(li.first("list_year")) for li in form.listed]
    projects = [li for li in form.funds if _label(li).endswith("项目支出")]
    cell = projects[0].first("this_year") if projects else None
    if not some or not cell:
        return []
    draft = Draft()
    draft.put("total", _number(cell), cell)
    draft.put("parts", _add(some) if all(some) else None)
    return [draft.record("listed", name_of(form), form.doubt)]


def _options(form: Form, words: Vocabulary) -> list[Record]:
    boxes, ticked = (words.pack["options"][name] for name in ("boxes", "ticked"))
    found = []
    for line in form.options:
        for cells in line.cells.values():
            for cell in cells:
                if sum(cell.said.count(box) for box in boxes) < 2:
                    continue
                numbers = [int(n) for n in words.patterns["options.number"].findall(cell.said)]
                draft = Draft()
                draft.put("list", plain(cell.said), cell)
                draft.put("ticked", point(sum(cell.said.count(box) for box in ticked)))
                draft.put("boxes", point(sum(cell.said.count(box) for box in boxes)))
                whole = not numbers or numbers == list(range(1, len(numbers) + 1))
                numbered = "none" if not numbers else "right" if whole else "wrong"
                draft.put("numbered", numbered)
                subject = f"{name_of(form)}{bare(cell.path)}"
                found.append(draft.record("options", subject, line.row.doubt or form.doubt))
    return found


# ---------------------------------------------------------------- 采购


def procurement(document: Document, words: Vocabulary) -> list[Record]:
    """Rows and totals of procurement tables."""
    found = []
    for table in document.tables:
        roles = {role(path, words) for path in (*table.columns, *table.label_columns)}
        if roles >= {"quantity", "amount"} and roles & {"catalogue", "price"}:
            found += _purchases(table, words)
    return found


def _purchases(table: Table, words: Vocabulary) -> list[Record]:
    found, made, items, totals = [], [], [], []
    for row in table.rows:
        line = line_of(row, table, words)
        item = _is_item(line, len(table.label_columns), words)
        (items if item else totals).append(line)
        made.append(_purchase(line, item, words))
    found += _leads(made)
    for line in totals:
        for source in ("quantity", "amount", "sme", "micro"):
            cell = line.first(source)
            same = [li for li in items if _within(li, line, totals)]
            if cell and cell.said and same:
                draft = Draft()
                draft.put("total", _number(cell), cell)
                draft.put("parts", _add([_count(li.first(source), source) for li in same]))
                subject = f"{_label(line)}{plain(cell.path.split('/')[-1])}"
                found.append(draft.record("column", subject, line.row.doubt or table.doubt))
    return found


def _is_item(line: Line, columns: int, words: Vocabulary) -> bool:
    """A purchase, not a total: it names what is bought; a total is printed under one name only."""
    label = [plain(t.text) for t in line.row.label if t.text.strip()]
    if any(words.patterns["totals.row"].match(part) for part in label):
        return False
    catalogue = line.first("catalogue")
    if any(CODED.match(part) for part in label) or (catalogue and catalogue.said):
        return True
    return len(label) > 1 or columns < 2


def _within(item: Line, total: Line, totals: list[Line]) -> bool:
    """True when the totals stand in one run above all items: each is the total of all of them."""
    return all(t.row.line < item.row.line for t in totals)


def _purchase(line: Line, item: bool, words: Vocabulary) -> Record:
    draft = Draft()
    for name in ("quantity", "price", "amount", "sme", "micro"):
        draft.put(name, _number(line.first(name)), line.first(name))
    draft.number("quantity", line.first("quantity"), exact=True)
    measure = line.first("target_unit")
    said = plain(measure.said) if measure else ""
    draft.put("measure", said or None, measure)
    draft.put("measure_kind", ("number" if figure(said) else "word") if said else None)
    draft.put("row", "item" if item else "total")
    label = [plain(t.text) for t in line.row.label if t.text.strip()]
    subject = next((la for la in label if CODED.match(la)), label[0] if label else "")
    catalogue = line.first("catalogue")
    if catalogue:
        subject = plain(catalogue.said) or subject
    return draft.record("procurement", subject, line.row.doubt or line.table.doubt)


def _leads(made: list[Record]) -> list[Record]:
    """Marks one row for each fault that runs down a whole column: the first that shows it."""
    tests = {
        "micro_lead": lambda f: _above(f.get("micro"), f.get("sme")),
        "measure_lead": lambda f: f.get("row") == "item" and f.get("measure_kind") == "number",
        "price_lead": lambda f: f.get("row") == "total" and f.get("price") is not None,
    }
    leads = {}
    for name, test in tests.items():
        faulty = [r for r in made if test(r.fields)]
        rows = [r for r in made if name != "measure_lead" or r.fields["row"] == "item"]
        leads[name] = (faulty or rows or [None])[0]
    return [
        replace(r, fields=r.fields | {n: "yes" if r is lead else None for n, lead in leads.items()})
        for r in made
    ]


def _above(one: Value, other: Value) -> bool:
    return isinstance(one, Interval) and isinstance(other, Interval) and one.lo > other.hi
