"""All records of the performance forms of a document."""

from __future__ import annotations

from mingzhang.model import Document, Record
from mingzhang.performance import registers, totals
from mingzhang.performance.forms import Form, forms
from mingzhang.performance.indicators import echoes, implied, indicator
from mingzhang.performance.scheme import Scheme, read
from mingzhang.performance.words import Vocabulary


def records(
    document: Document,
    words: Vocabulary,
    year: int | None = None,
    known: list[Form] | None = None,
) -> list[Record]:
    """The records, form by form. ``year`` is the fiscal year of the document, if known; ``known``
    are its forms where they have been read already."""
    found = forms(document, words) if known is None else known
    schemes = [read("\n".join(form.notes), words) for form in found]
    common = Scheme()
    for scheme in schemes:
        common = common.over(scheme)
    made: list[Record] = []
    for form, scheme in zip(found, schemes, strict=True):
        made += _records(form, scheme.over(common), year, words)
    return made + registers.matches(made, words) + registers.procurement(document, words)


def _records(form: Form, scheme: Scheme, year: int | None, words: Vocabulary) -> list[Record]:
    executed = [totals.execution(line, form, scheme, words) for line in form.executions]
    main = next((e for e in executed if e.fields["row"] == "total"), None)
    made = echoes([m for li in form.indicators for m in indicator(li, form, scheme, words)])
    goals = []
    for key, cell in form.goals.items():
        position = 1 + sum(_series(str(g.fields["number"])) == _series(key) for g in goals)
        goal = totals.goal(key, cell, form, made, position, words)
        if goal:
            goals.append(goal)
            made = implied(made, goal, words)
    whole = totals.whole(form, scheme, made, goals, main, words)
    others = [totals.years(form, year), totals.project(form, main, whole)]
    return [
        *executed,
        *totals.parts(form, words),
        *made,
        *goals,
        whole,
        *(record for record in others if record),
        *registers.of_form(form, words),
    ]


def _series(key: str) -> str:
    """年度 or 长期: what stands before the number of a goal."""
    return key.split("目标")[0].removesuffix("绩效")
