"""Records of projects that the text and a form both tell of 文字与项目表: ``told``.

Fields: ``text_budget``, ``form_budget``, ``text_actual``, ``form_actual``, in the unit that both
print (a form in another unit than the text is not compared).
"""

from __future__ import annotations

from collections.abc import Iterable

from mingzhang.model import Interval, Record
from mingzhang.performance.draft import Draft
from mingzhang.performance.words import bare

_UNITS = (10_000, 1_000)  # 元, 千元 in 万元, 百万元: another unit, not another amount
_SHORTEST = 5  # characters of a name that tell a project from its neighbours


def told(made: Iterable[Record]) -> list[Record]:
    """One record for each project of the text whose form is in the document.

    The text's name must hold the form's whole name; of several the longest is meant.
    """
    projects = [r for r in made if r.kind == "project"]
    forms = [r for r in projects if isinstance(r.fields.get("name"), str)]
    found = []
    for text in projects:
        if text in forms:
            continue
        said = bare(text.subject)
        names = {bare(str(f.fields["name"])): f for f in forms}
        held = [n for n in names if len(n) >= _SHORTEST and n in said]
        if held:
            found.append(_pair(text, names[max(held, key=len)]))
    return found


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
    scaled = [Interval(other.lo / n, other.hi / n) for n in _UNITS]
    scaled += [Interval(other.lo * n, other.hi * n) for n in _UNITS]
    return any(one.meets(s) for s in scaled)
