"""Lists for programs and spreadsheets: the JSON of ``read``, findings.json, facts.csv, numbers.csv.

CSV files are UTF-8 with a byte order mark and lines ended by CRLF, so that Excel opens them; a cell
that a spreadsheet would take for a formula gets an apostrophe before it, unless it is a number.
"""

from __future__ import annotations

import csv
import io
import json
import re

from mingzhang.model import Fact, Figure, Finding, Number, Place, Row, Table
from mingzhang.write.audited import Audited, conclusion, outcomes, severities, statuses
from mingzhang.write.pins import Ground
from mingzhang.write.veil import Veil

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_NUMBER = re.compile(r"[-+−－＋]?\d[\d,，]*(?:[.．]\d+)?[%％]?")


def reading(audit: Audited, veil: Veil) -> str:
    """The JSON of ``mingzhang read``: document, tables, facts, numbers; cell text as printed."""
    return _json(
        {
            "document": _document(audit, veil),
            "tables": [_table(table, veil) for table in audit.document.tables],
            "facts": [_fact(fact, audit, veil) for fact in audit.facts],
            "numbers": [_number(number, veil) for number in audit.numbers],
        }
    )


def findings(audit: Audited, veil: Veil, words: dict) -> str:
    """The JSON of ``findings.json``: document, conclusion, checks by outcome, findings."""
    ground = Ground(audit.document)
    return _json(
        {
            "document": _document(audit, veil),
            "conclusion": conclusion(audit, words),
            "checks": outcomes(audit),
            "numbers": statuses(audit),
            "severities": severities(audit),
            "findings": [_finding(finding, veil, ground) for finding in audit.findings],
        }
    )


def facts_csv(audit: Audited, veil: Veil, words: dict) -> str:
    """Every figure 数, one in a line: place, text, fen and its interval, region."""
    yesno = words["yesno"]
    rows = (
        (
            *_place_cells(fact.place, veil),
            veil.words(fact.text),
            fact.unit,
            str(fact.amount.fen),
            str(fact.amount.lo),
            str(fact.amount.hi),
            veil.words(audit.describe(fact.region)),
            veil.words(" › ".join(fact.path)),
            words["said"].get(fact.said, fact.said),
            yesno[fact.blank],
            veil.words(fact.doubt),
        )
        for fact in audit.facts
    )
    return _csv("facts", rows, words)


def numbers_csv(audit: Audited, veil: Veil, words: dict) -> str:
    """Every number of the document, one in a line: text, place, status, region or reason."""
    status = words["states"]
    rows = (
        (
            veil.number(number),
            *_place_cells(number.place, veil),
            status[number.status],
            veil.words(number.why),
        )
        for number in audit.numbers
    )
    return _csv("numbers", rows, words)


def summary_csv(rows: list[tuple[str, ...]], words: dict) -> str:
    """One line for each file of a run over several files."""
    return _csv("summary", rows, words)


def place(where: Place, veil: Veil) -> dict:
    """A place as JSON: page or line, and table, row, column where they are known."""
    found: dict = {"page": where.page} if where.page is not None else {"line": where.line}
    found |= {"line": where.line, "offset": where.offset}
    for name in ("table", "row", "column"):
        text = getattr(where, name)
        if text:
            found[name] = veil.words(text)
    return found


def _document(audit: Audited, veil: Veil) -> dict:
    document, profile = audit.document, audit.profile
    return {
        "name": veil.words(document.name),
        "kind": document.kind,
        "encoding": document.encoding,
        "lines": len(document.lines),
        "year": profile.year,
        "stage": profile.kind,
        "entity": veil.words(profile.entity),
        "warnings": [veil.words(warning) for warning in document.warnings],
    }


def _table(table: Table, veil: Veil) -> dict:
    found = {
        "number": table.number,
        "title": veil.text(table.title),
        "unit": table.unit,
        "line": table.line,
        "columns": [veil.words(column) for column in table.columns],
        "label_columns": [veil.words(column) for column in table.label_columns],
        "rows": [_row(row, table, veil) for row in table.rows],
    }
    if table.page is not None:
        found["page"] = table.page
    if table.notes:
        found["notes"] = [veil.text(note) for note in table.notes]
    if table.doubt:
        found["doubt"] = veil.words(table.doubt)
    return found


def _row(row: Row, table: Table, veil: Veil) -> dict:
    named = any(label.text.strip() for label in row.label) or not row.cells
    found: dict = {
        "label": [veil.text(label) for label in row.label] if named else [_unnamed(table)],
        "line": row.line,
        "cells": {veil.words(column): veil.text(cell) for column, cell in row.cells.items()},
    }
    if row.panel:
        found["panel"] = row.panel
    if row.doubt:
        found["doubt"] = veil.words(row.doubt)
    return found


def _unnamed(table: Table) -> str:
    """The name of a row that prints none: a total. "~" tells that it is not printed."""
    indicators = any("指标" in column for column in table.label_columns)
    return "~指标合计行" if indicators else "~合计"


def _fact(fact: Fact, audit: Audited, veil: Veil) -> dict:
    found = {
        "text": veil.words(fact.text),
        "unit": fact.unit,
        "fen": fact.amount.fen,
        "interval": [fact.amount.lo, fact.amount.hi],
        "region": veil.words(audit.describe(fact.region)),
        "path": [veil.words(part) for part in fact.path],
        "said": fact.said,
        "blank": fact.blank,
        **place(fact.place, veil),
    }
    return found | {"doubt": veil.words(fact.doubt)} if fact.doubt else found


def _number(number: Number, veil: Veil) -> dict:
    return {
        "text": veil.number(number),
        "status": number.status.value,
        "why": veil.words(number.why),
        **place(number.place, veil),
    }


def _finding(finding: Finding, veil: Veil, ground: Ground) -> dict:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "message": veil.words(finding.message),
        "criterion": veil.words(finding.criterion),
        "places": [_figure(figure, veil, ground) for figure in finding.places],
        "expected": veil.words(finding.expected),
        "difference": veil.words(finding.difference),
        "fix": veil.words(finding.fix),
        "compared": [_figure(figure, veil, ground) for figure in finding.compared],
    }


def _figure(figure: Figure, veil: Veil, ground: Ground) -> dict:
    found = place(figure.place, veil) | {"printed": veil.words(figure.printed)}
    if address := ground.address(figure.place):
        found["address"] = veil.words(address)
    if boxes := ground.sought(figure.place.line, *ground.stretch(figure)):
        found["boxes"] = [sought.box._asdict() for sought in boxes]
    return found | {"name": veil.words(figure.name)} if figure.name else found


def _place_cells(where: Place, veil: Veil) -> tuple[str, ...]:
    page = "" if where.page is None else str(where.page)
    named = (veil.words(text) for text in (where.table, where.row, where.column))
    return (str(where.line), str(where.offset), page, *named)


def _json(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _csv(name: str, rows: object, words: dict) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(words["columns"][name])
    writer.writerows([_cell(text) for text in row] for row in rows)  # type: ignore[attr-defined]
    return "\ufeff" + out.getvalue()


def _cell(text: str) -> str:
    if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text):
        return "'" + text
    return text
