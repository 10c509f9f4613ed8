"""Records of projects that the text and a form both tell of 文字与项目表.

* ``told``        one project: ``text_budget``, ``form_budget``, ``text_actual``, ``form_actual``,
                  in the unit that both print (a form in another unit is not compared)
* ``told_forms``  as many projects as there are forms: ``count``, ``stated`` (their money by the
                  text), ``added`` (the sum of the forms, in the unit of the text)
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from mingzhang.model import Interval, Record
from mingzhang.performance.draft import Draft
from mingzhang.performance.words import bare

_UNITS = (10_000, 1_000)  # 元, 千元 in 万元, 百万元: another unit, not another amount
_ONE_SIZE = 2  # amounts of one unit differ by less than so many times
_SHORTEST = 5  # characters of a name that tell a project from its neighbours


def told(made: Iterable[Record]) -> list[Record]:
    """One record for each project of the text whose form is in the document.

    The text's name must hold the form's whole name; of several the longest is meant.
    """
    made = list(made)
    projects = [r for r in made if r.kind == "project"]
    forms = [r for r in projects if isinstance(r.fields.get("name"), str)]
    found = _together([r for r in made if r.kind == "projects"], forms)
    for text in projects:
        if text in forms:
            continue
        said = bare(text.subject)
        names = {bare(str(f.fields["name"])): f for f in forms}
        held = [n for n in names if len(n) >= _SHORTEST and n in said]
        if held:
            found.append(_pair(text, names[max(held, key=len)]))
    return found


def _together(stated: list[Record], forms: list[Record]) -> list[Record]:
    """The money of so many projects as the document has forms, against the sum of these."""
    budgets = [f.fields.get("budget") for f in forms]
    known = [b for b in budgets if isinstance(b, Interval)]
    if len(forms) < 2 or len(known) < len(forms):
        return []
    added = Interval(
        sum((b.lo for b in known), Fraction(0)), sum((b.hi for b in known), Fraction(0))
    )
    found = []
    for text in stated:
        count, money = text.fields.get("stated_count"), text.fields.get("stated")
        if not isinstance(count, Interval) or not isinstance(money, Interval):
            continue
        sized = [s for s in (added, *(_scaled(added, n) for n in _UNITS)) if _one_size(s, money)]
        if count.lo != len(forms) or not sized:
            continue
        draft = Draft()
        draft.put("added", sized[0])
        for name, field in (("count", "stated_count"), ("stated", "stated")):
            draft.put(name, text.fields[field])
            draft.printed[name], draft.places[name] = text.printed[field], text.places[field]
        for n, form in enumerate(forms, 1):
            name = "added" if n == 1 else f"added {n}"
            draft.printed[name], draft.places[name] = form.printed["budget"], form.places["budget"]
        draft.printed["added"] = ""
        found.append(draft.record("told_forms", text.subject, text.doubt))
    return found


def _scaled(amount: Interval, by: int) -> Interval:
    return Interval(amount.lo / by, amount.hi / by)


def _one_size(one: Interval, other: Interval) -> bool:
    return one.lo < _ONE_SIZE * other.hi and other.lo < _ONE_SIZE * one.hi


def _pair(text: Record, form: Record) -> Record:
    draft = Draft()
    for name in ("budget", "actual"):
        one, other = text.fields.get(name), form.fields.get(name)
        if not isinstance(one, Interval) or not isinstance(other, Interval):
            continue
        if _in_other_unit(one, other):
            continue
        for side, record, value in (("text", text, one), ("form", form, other)):
            key = f"{side}_{name}"
            draft.put(key, value)
            draft.printed[key], draft.places[key] = record.printed[name], record.places[name]
    return draft.record("told", str(form.fields["name"]), text.doubt or form.doubt)


def _in_other_unit(one: Interval, other: Interval) -> bool:
    """True when the two would be the same amount in units that differ."""
    if one.meets(other):
        return False
    scaled = [_scaled(other, n) for n in _UNITS]
    scaled += [Interval(other.lo * n, other.hi * n) for n in _UNITS]
    return any(one.meets(s) for s in scaled)
