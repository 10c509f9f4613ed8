"""Records of indicators 绩效指标: what is aimed at, what was reached, how it was scored."""

from __future__ import annotations

import re
from dataclasses import replace

from mingzhang.model import Interval, Place, Record
from mingzhang.performance.draft import Draft
from mingzhang.performance.forms import Cell, Form, Line, name_of
from mingzhang.performance.scheme import Scheme
from mingzhang.performance.words import (
    Target,
    Vocabulary,
    bare,
    clauses,
    figure,
    name_kind,
    plain,
    same_unit,
    target,
    unit_of_name,
)


def indicator(line: Line, form: Form, scheme: Scheme, words: Vocabulary) -> list[Record]:
    """The records of one indicator row: one for each term, or for each figure of a sentence."""
    made = []
    targets = line.cells.get("target") or [None]
    for cell in targets:
        if cell and len(targets) > 1 and not cell.said:
            continue
        said = target(cell.said if cell else "", words)
        if cell and not line.levels.name:
            parts = clauses(cell.said, words)
            if parts:
                made += [_clause(line, form, cell, name, part, words) for name, part in parts]
                continue
        made.append(_whole(line, form, scheme, cell, said, words))
    return made


def _base(line: Line, form: Form, name: str, cell: Cell | None, words: Vocabulary) -> Draft:
    made = Draft()
    long = re.search(r"长期|中期|实施期", (cell.path if cell else "") + line.goal)
    made.put("form", name_of(form))
    made.put("goal", line.goal or None)
    made.put("term", "long" if long else "year")
    made.put("level1", words.first.get(line.levels.first) or None)
    made.put("level2", words.second.get(line.levels.second) or None)
    made.put("level1_name", line.levels.first or None)
    made.put("level2_name", line.levels.second or None)
    made.put("name", name or None)
    made.put("name_kind", name_kind(name, words))
    other = words.pack["names"]["other"]
    forward = bare(name).endswith((*other["bounded"], *other["forward"]))
    reverse = any(word in name for word in other["reverse"]) and not forward
    made.put("reverse", "yes" if reverse else "no")
    made.put("forward", "yes" if forward else "no")
    made.put("bounded", "yes" if bare(name).endswith(tuple(other["bounded"])) else "no")
    vehicles = words.patterns["names.vehicles"].search(bare(name))
    made.put("vehicles", "yes" if vehicles else "no")
    satisfied = any(word in name for word in other["satisfied"])
    made.put("satisfied", "yes" if satisfied else "no")
    return made


def _value(made: Draft, name: str, said: Target, cell: Cell | None, words: Vocabulary) -> None:
    made.put(name, said.exact if said.kind in ("number", "percent") else None, cell)
    made.put(f"{name}_kind", said.kind or None)
    made.put(f"{name}_unit", said.unit or None)
    if name == "target":
        made.put("monetary", "yes" if {*said.unit} & {*words.pack["values"]["money"]} else "no")


def _with_unit(said: Target, unit: str) -> Target:
    """The value in the unit of its own column, where it prints none itself."""
    if said.kind != "number" or said.unit or not unit:
        return said
    return said._replace(unit=unit, kind="percent" if unit == "%" else "number")


def _whole(
    line: Line, form: Form, scheme: Scheme, cell: Cell | None, said: Target, words: Vocabulary
) -> Record:
    name = line.levels.name
    made = _base(line, form, name, cell, words)
    unit_cell, sign_cell, done = line.first("target_unit"), line.first("sign"), line.first("done")
    unit = plain(unit_cell.said) if unit_cell else ""
    unit = unit or unit_of_name(name)
    said = _with_unit(said, unit)
    got = _with_unit(target(done.said, words) if done else Target("", None, "", ""), unit)
    sign = said.sign or (words.signs.get(plain(sign_cell.said), "") if sign_cell else "")
    made.put("sign", sign or "none", sign_cell)
    _value(made, "target", said, cell, words)
    _value(made, "actual", got, done, words)
    made.put("direction", _direction(sign, made, said))
    if unit_cell and unit_cell.said:
        made.put("target_unit", said.unit or unit, unit_cell)
    made.put("actual_sign", got.sign or "none", done)
    again = said.kind == "word" and said.text in name and name_kind(said.text, words) != "plain"
    made.put("restated", "yes" if again else "no")
    _compare(made, said, got, words)
    made.put("met", _met(made, said, got))
    made.number("weight", line.first("weight"), exact=True)
    made.number("score", line.first("score"))
    made.number("points", line.first("score"), exact=True)
    made.put("marks", made.fields["weight"], line.first("weight"))
    made.put("marks_from", "printed" if made.fields["weight"] else None)
    made.put("scored", "yes" if any(_says(i, "score") for i in form.indicators) else "no")
    made.put("formula", "printed" if scheme.positive else "national")
    _earlier(made, line, unit, words)
    made.put("aimed", "yes" if any(i.cells.get("target") for i in form.indicators) else "no")
    made.put("reported", "yes" if any(_filled(i, "done") for i in form.indicators) else "no")
    if cell is None and line.levels.name:
        made.places["name"] = Place(line.row.line, 0, line.table.page, form.title, name)
    elif cell:
        made.places["name"] = cell.place
    note = line.first("note") or form.reason
    made.put("note", note.said if note and note.said else None, note)
    idle = words.pack["values"]["unexplained"]
    silent = note is not None and plain(note.said) in idle
    made.put("explained", None if note is None else "no" if silent else "yes")
    counted = str(made.fields["target_unit"] or "") in words.pack["values"]["count_units"]
    made.put("counted", "yes" if counted else "no")
    return made.record("indicator", name or form.name, line.row.doubt or line.table.doubt)


def _says(line: Line, name: str) -> bool:
    cell = line.first(name)
    return bool(cell and figure(cell.said))


def _filled(line: Line, name: str) -> bool:
    cell = line.first(name)
    return bool(cell and cell.said)


def _direction(sign: str, made: Draft, said: Target) -> str | None:
    """Whether more is better. Without a sign that is known of counts, of coverage, of 100 %."""
    if sign in ("<=", ">="):
        return "up" if sign == ">=" else "down"
    if made.fields["reverse"] == "yes":
        return None
    whole = said.kind == "percent" and said.number is not None and said.number.exact == 100
    counts = made.fields["name_kind"] in ("count", "satisfaction")
    return "up" if whole or counts or made.fields["forward"] == "yes" else None


def _compare(made: Draft, said: Target, got: Target, words: Vocabulary) -> None:
    """Whether target and actual count the same thing."""
    numbers = said.exact is not None and got.exact is not None
    plain_kinds = said.kind in ("number", "percent") and got.kind in ("number", "percent")
    fits = same_unit(said.unit, got.unit, words)
    zero = got.number is not None and got.number.digits == 0 and not got.unit
    made.put("comparable", "yes" if numbers and plain_kinds and (fits or zero) else "no")
    share = said.kind == "percent" and got.kind == "number" and bool(got.unit) and not zero
    count = got.kind == "percent" and said.kind == "number" and bool(said.unit)
    share_of, money = words.pack["values"]["money"]
    other = said.kind == got.kind == "text" and (
        (share_of in said.text, money in said.text) == (True, False)
        and (share_of in got.text, money in got.text) == (False, True)
    )
    made.put("mismatch", "yes" if share or count or other else "no")


def _met(made: Draft, said: Target, got: Target) -> str:
    """Whether the target was reached: yes, no, or open when that cannot be said."""
    if said.kind == "range" and got.exact and said.exact and said.upper:
        fits = said.unit == got.unit and said.exact.lo <= got.exact.lo <= said.upper.exact
        return "yes" if fits else "open"
    if said.exact and got.exact and made.fields["comparable"] == "yes":
        direction = made.fields["direction"]
        if said.exact == got.exact:
            return "yes"
        if direction is None:
            return "open"
        return "yes" if (got.exact.lo > said.exact.lo) == (direction == "up") else "no"
    return "yes" if said.text == got.text and said.text else "open"


def _earlier(made: Draft, line: Line, unit: str, words: Vocabulary) -> None:
    """The values of the two years before, by heading or by year."""
    columns = [c for c in line.cells.get("year", []) if _column_year(c)]
    dated = sorted(columns, key=_column_year)
    previous = line.first("previous") or (dated[-1] if dated else None)
    before = line.first("before") or (dated[0] if len(dated) > 1 else None)
    for name, cell in (("previous", previous), ("before", before)):
        said = _with_unit(target(cell.said, words), unit) if cell else Target("", None, "", "")
        _value(made, name, said, cell, words)
    now, then = made.fields.get("target_unit") or "", made.fields.get("previous_unit") or ""
    made.put("same_unit", "yes" if same_unit(str(now), str(then), words) else "no")


def _column_year(cell: Cell) -> int:
    found = re.search(r"(20\d\d)", cell.path.split("/")[-1])
    return int(found[1]) if found else 0


def _clause(
    line: Line, form: Form, cell: Cell, name: str, said: Target, words: Vocabulary
) -> Record:
    """One figure of an indicator that is written as a sentence, with the same one of last year."""
    made = _base(line, form, name, cell, words)
    made.put("sign", said.sign or "none")
    _value(made, "target", said, cell, words)
    made.put("direction", _direction(said.sign, made, said))
    made.printed["target"] = said.text
    columns = sorted((c for c in line.cells.get("year", []) if _column_year(c)), key=_column_year)
    for field_name, column in zip(("previous", "before"), reversed(columns), strict=False):
        alike = [p for n, p in clauses(column.said, words) if bare(n) == bare(name)]
        if len(alike) == 1:
            _value(made, field_name, alike[0], column, words)
            made.printed[field_name] = alike[0].text
    then = str(made.fields.get("previous_unit") or "")
    made.put("same_unit", "yes" if same_unit(said.unit, then, words) else "no")
    made.put("comparable", "no")
    made.put("mismatch", "no")
    made.put("met", "open")
    return made.record("indicator", name, line.row.doubt or line.table.doubt)


def echoes(made: list[Record]) -> list[Record]:
    """Marks an indicator, and a pair of levels, that the same form already gave."""
    seen, pairs, found = set(), set(), []
    for record in made:
        pair = tuple(record.fields.get(f) for f in ("level1", "level2"))
        key = (record.fields.get("name"), record.fields.get("level2"), record.printed.get("target"))
        cell = record.places.get("target"), record.fields.get("name_kind")
        again = "yes" if (key in seen and key[0]) or cell in seen else None
        seen |= {key, cell} if cell[0] else {key}
        added = {"echo": again, "pair_echo": "yes" if pair in pairs else None}
        pairs.add(pair)
        found.append(replace(record, fields=record.fields | added))
    return found


def implied(made: list[Record], goal: Record, words: Vocabulary) -> list[Record]:
    """The marks of indicators whose form prints no weights, as far as they follow.

    The weights of a goal add up to the goal's own. So when all its scores do, each has full
    marks; and when exactly one target was missed, that one lost what the goal lacks.
    """
    weight, number = goal.fields.get("weight"), goal.fields.get("number")
    group = [i for i in made if i.fields.get("goal") == number]
    scores = [i.fields.get("points") for i in group]
    printed = [s.lo for s in scores if isinstance(s, Interval)]
    if not isinstance(weight, Interval) or not printed:
        return made
    lost = weight.lo - sum(printed)
    missed = [i for i in group if i.fields.get("met") == "no"]
    open_ = [i for i in group if i.fields.get("met") == "open"]
    if lost < 0 or (lost > 0 and (len(missed) != 1 or open_)):
        return made
    found = []
    for record in made:
        score = record.fields.get("points")
        if record.fields.get("goal") == number and isinstance(score, Interval):
            full = score.lo + (lost if lost and record is missed[0] else 0)
            added = {"marks": Interval(full, full), "marks_from": "implied"}
            record = replace(record, fields=record.fields | added)
        found.append(record)
    return found
