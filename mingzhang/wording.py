"""Wording 文字: template residue, stray forms of words, personal data 个人信息; rules over text.

Pure. Rules with a ``pattern`` are applied here; what they look at is their ``on``:

* ``all``        every paragraph and every cell
* ``text``       every paragraph, and every cell that holds running text
* ``paragraph``  paragraphs only
* ``title``      headings and titles of tables
* ``cell``       cells, labels, headers and notes of tables
* ``line``       lines of the source, and rows of tables

A match is a Record of that kind: ``text`` the matched words, ``count`` how often the rule matches
in the document, ``all`` what it matches, ``where`` the heading or table it stands in. All matches
of a rule are one Check: the first place is ``places["text"]``, the others ``places["text 2"]``,
... in order. Patterns see text without white space beside Chinese characters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from mingzhang import formula
from mingzhang.expression import given
from mingzhang.formula import Rule
from mingzhang.model import (
    Check,
    Document,
    Figure,
    Finding,
    Outcome,
    Paragraph,
    Place,
    Record,
    Table,
    Text,
)
from mingzhang.outline import cells, is_short, squeezed, unsqueezed
from mingzhang.profile import Context, Profile, context, profile
from mingzhang.tally import exact

__all__ = ["Context", "Profile", "context", "finding", "findings", "masker", "profile", "records"]

PATTERN_KINDS = ("all", "text", "paragraph", "title", "cell", "line")  # the first three: prose
_SENTENCE = re.compile(r"[，。；]")
_GAP = re.compile(r"\t|\s{3}")
_LONGEST_EXCERPT = 40
_MOST_PLACES = 100  # of one rule in one document
_MOST_WORDS = 6


class _Piece(NamedTuple):
    """A text to be looked at without spaces; where it is printed, and what it stands in."""

    tight: str
    printed: Text
    page: int | None = None
    table: str = ""
    row: str = ""
    column: str = ""
    where: str = ""

    def place(self, position: int) -> Place:
        """The place of ``tight[position]``."""
        if not self.printed.spans:
            return Place(0)
        found = self.printed.at(unsqueezed(self.printed.text, position))
        return Place(found.line, found.offset, self.page, self.table, self.row, self.column)

    def is_broken(self, start: int, end: int) -> bool:
        """Whether ``tight[start:end]`` is printed with a gap, as over two columns of a page."""
        first = unsqueezed(self.printed.text, start)
        return bool(_GAP.search(self.printed.text, first, unsqueezed(self.printed.text, end - 1)))


def findings(
    document: Document,
    rules: Iterable[Rule],
    context: Context,
    records: Sequence[Record] = (),
) -> list[Check]:
    """The checks of wording and structure: one or more for every rule that speaks of this year.

    ``rules`` are those of the packs wording, structure and personal; ``records`` are those of
    ``records`` of this module and of the other rooms of text. A rule whose kind of text or record
    does not occur is UNCHECKED with the reason; no rule passes unseen.
    """
    year = context.profile.year
    wanted = [r for r in rules if not year or r.years[0] <= year <= r.years[1]]
    pieces = _pieces(document, context)
    joined = {kind: "\n".join(p.tight for p in found) for kind, found in pieces.items()}
    by_kind = defaultdict(list)
    for record in records:
        by_kind[record.kind].append((record, given(record.fields)))
    checks: list[Check] = []
    for rule in wanted:
        if rule.pattern and rule.on in pieces:
            checks.append(_matched(rule, pieces[rule.on], joined[rule.on]))
        else:
            found = [formula.evaluate(rule, r, year, known) for r, known in by_kind[rule.on]]
            checks += _told(rule, [c for c in found if c])
    return checks


def records(document: Document, context: Context) -> list[Record]:
    """The records of this module. ``identity``: ``number``, ``genuine`` (yes or no)."""
    pattern = re.compile(context.words["wording"]["personal"]["identity"])
    found = []
    for line, text in enumerate(document.lines, 1):
        for match in pattern.finditer(text):
            number = match.group()
            fields = {"number": number, "genuine": "yes" if _genuine(number) else "no"}
            where = {"number": Place(line, match.start())}
            found.append(Record("identity", "", fields, {"number": number}, where))
    return found


def _genuine(number: str) -> bool:
    """Whether the last character of an identity number is its checksum (GB 11643-1999)."""
    total = sum(int(c) * 2 ** (17 - i) for i, c in enumerate(number[:17]))
    return "10X98765432"[total % 11] == number[17].upper()


def _told(rule: Rule, checks: list[Check]) -> list[Check]:
    """The checks of one rule over records; those that agree are told once."""
    if not checks:
        return [Check(rule.id, Outcome.UNCHECKED, reason="文件中没有可供核对的内容")]
    agrees = [c for c in checks if c.outcome is Outcome.AGREES]
    return [c for c in checks if c.outcome is not Outcome.AGREES] + agrees


def _matched(rule: Rule, pieces: list[_Piece], joined: str) -> Check:
    """The one check of a pattern rule over all its texts; ``joined`` holds them, one a line."""
    if not pieces:
        return Check(rule.id, Outcome.UNCHECKED, reason="文件中没有可供核对的文字")
    assert rule.pattern is not None
    places: dict[str, Place] = {}
    printed: dict[str, str] = {}
    seen: set[tuple[int, int]] = set()
    said: dict[str, None] = {}
    first, count = None, 0
    for piece in _touched(rule, pieces, joined):
        for found in rule.pattern.finditer(piece.tight):
            if rule.unless and rule.unless.search(piece.tight):
                break
            if rule.on != "line" and piece.is_broken(*found.span()):
                continue
            count += 1
            said.setdefault(found.group())
            if len(places) >= _MOST_PLACES:
                continue
            where = piece.place(found.start())
            if (where.line, where.offset) in seen:
                count -= 1
                continue
            seen.add((where.line, where.offset))
            key = f"text {len(places) + 1}" if places else "text"
            places[key] = where
            printed[key] = _excerpt(piece.tight, found)
            first = first or (found.group(), piece.where)
    if first is None:
        return Check(rule.id, Outcome.AGREES)
    every = "」「".join(list(said)[:_MOST_WORDS])
    fields = {"text": first[0], "count": exact(count), "all": every, "where": first[1] or None}
    record = Record(rule.on, first[1], fields, printed | {"count": str(count)}, places)
    detail = {"match": first[0], "start": "0", "end": str(len(first[0]))}
    return Check(rule.id, Outcome.DIFFERS, record=record, detail=detail)


def _touched(rule: Rule, pieces: list[_Piece], joined: str) -> Iterator[_Piece]:
    """The texts in which a match may begin: one search over all is faster than one over each."""
    assert rule.lines is not None
    at, index = 0, 0  # pieces[index] begins at joined[at]
    while found := rule.lines.search(joined, at):
        while (end := at + len(pieces[index].tight) + 1) <= found.start():
            at, index = end, index + 1
        yield pieces[index]
        at, index = end, index + 1
        if index == len(pieces):
            return


def _excerpt(text: str, found: re.Match[str]) -> str:
    """The match with the words before it to the last comma, cut to a readable length."""
    start = max(0, found.start() - _LONGEST_EXCERPT // 2)
    stops = [m.end() for m in _SENTENCE.finditer(text, start, found.start())]
    end = min(len(text), max(found.end(), found.start() + 12))
    return text[stops[-1] if stops else start : min(end, found.start() + _LONGEST_EXCERPT)]


def _pieces(document: Document, context: Context) -> dict[str, list[_Piece]]:
    """The texts of a document by what a rule is ``on``."""
    found: dict[str, list[_Piece]] = {kind: [] for kind in PATTERN_KINDS}
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            tight = squeezed(block.text.text)
            title = block.level > 0 or is_short(tight)
            over = context.outline.over(index)
            piece = _Piece(tight, block.text, block.page, where=over.text if over else "")
            kinds = ("all", "text", "paragraph", "title") if title else PATTERN_KINDS[:3]
            for kind in kinds:
                found[kind].append(piece)
            continue
        name = squeezed(block.title.text)
        found["title"].append(_Piece(name, block.title, block.page, name, where=name))
        for text, row, column in cells(block):
            piece = _Piece(squeezed(text.text), text, block.page, name, row, column, name)
            for kind in ("all", "cell", "text") if _SENTENCE.search(text.text) else ("all", "cell"):
                found[kind].append(piece)
        found["line"] += _rows(block, name)
    for number, line in enumerate(document.lines, 1):
        tight = squeezed(line)
        if tight:
            found["line"].append(_Piece(tight, Text.of(line, number)))
    return found


def _rows(table: Table, name: str) -> list[_Piece]:
    """Rows of forms whose keys and values are not printed on one line, each as one line."""
    found = []
    for row in table.rows:
        if len(row.cells) > 1 and any(cell.line != row.line for cell in row.cells.values()):
            keys = ((column.rpartition("/")[2], cell.text) for column, cell in row.cells.items())
            text = " ".join(f"{key} {value}" for key, value in keys)
            found.append(_Piece(squeezed(text), Text.of(text, row.line), table.page, name))
    return found


def finding(rule: Rule, check: Check, lang: str = "zh") -> Finding:
    """The finding of a check of this module: every further place is a place of the finding."""
    found = formula.finding(rule, check, lang)
    record = check.record
    more = [f for f in (record.places if record else ()) if re.fullmatch(r".+ \d+", f)]
    if not more:
        return found
    assert record is not None
    figures = [Figure(record.places[f], record.printed.get(f, "")) for f in more]
    return replace(found, places=(*found.places, *figures))


class _Hidden(NamedTuple):
    """A pattern of personal data and what of each match stays: so many at the head and tail."""

    pattern: re.Pattern[str]
    head: int
    tail: int


def masker(document: Document, words: Mapping[str, Any]) -> Callable[[str], str]:
    """A function that hides the personal data in a text and keeps its length.

    138****0000, 张*, 鄂L0****. Names of persons are those that the document gives beside the words
    of ``words["personal"]["roles"]`` (填报人, 联系人, ...); they are hidden wherever they stand.
    """
    table = words["wording"]["personal"]
    shown = [_Hidden(re.compile(p["pattern"]), p["head"], p["tail"]) for p in table["hide"]]
    role = re.compile(table["named"])
    lines = (squeezed(line) for line in document.lines)
    names = {m.group(1) for line in lines for m in role.finditer(line)}
    ordered = sorted(names, key=len, reverse=True)
    named = _Hidden(re.compile("|".join(map(re.escape, ordered))), 1, 0) if ordered else None
    everything = [*shown, named] if named else shown

    def mask(text: str) -> str:
        for hidden in everything:
            text = hidden.pattern.sub(lambda m, h=hidden: _hide(m, h), text)
        return text

    return mask


def _hide(found: re.Match[str], hidden: _Hidden) -> str:
    whole = found.group()
    secret = found.group(1) if found.lastindex else whole
    before, after = whole.split(secret, 1) if secret != whole else ("", "")
    stars = "*" * max(1, len(secret) - hidden.head - hidden.tail)
    return before + secret[: hidden.head] + stars + secret[len(secret) - hidden.tail :] + after
