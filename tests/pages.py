"""Pages made by hand, for tests of what is checked in text: paragraphs, and tables with titles."""

from dataclasses import dataclass

from mingzhang import formula, packs, wording
from mingzhang.codes import Classification
from mingzhang.model import Document, Finding, Outcome, Paragraph, Record, Row, Table, Text

WORDS = packs.words()
LISTS = Classification(packs.codes())
NAMES = ("wording", "structure", "personal")
RULES = formula.load(
    [r for name in NAMES for r in packs.load_toml(f"rules/{name}.toml")["rule"]], packs.fields()
)


@dataclass(frozen=True)
class Grid:
    """A table: title, lines with tabs (the first is the header), notes; ``labels`` columns first.

    In a form every line is a key and its value.
    """

    title: str
    lines: tuple[str, ...]
    labels: int = 1
    unit: str = ""
    notes: tuple[str, ...] = ()
    form: bool = False


def grid(title: str, *lines: str, **more) -> Grid:
    """A table of lines in which ⇥ stands for a tab."""
    return Grid(title, tuple(line.replace("⇥", "\t") for line in lines), **more)


def document(*items: str | Grid) -> Document:
    """A document: each text is a paragraph of one line, each grid a table under its title."""
    blocks: list[Paragraph | Table] = []
    lines: list[str] = []
    for item in items:
        if isinstance(item, str):
            lines.append(item)
            blocks.append(Paragraph(Text.of(item, len(lines))))
            continue
        lines.append(item.title)
        blocks.append(_table(item, len(lines)))
        lines += [*item.lines, *item.notes]
    return Document("试", "text", "utf-8", tuple(blocks), tuple(lines))


def _table(item: Grid, line: int) -> Table:
    title = Text.of(item.title, line)
    cells = [
        [Text.of(text, line + 1 + n) for text in row.split("\t")]
        for n, row in enumerate(item.lines)
    ]
    last = line + len(item.lines)
    notes = tuple(Text.of(note, last + 1 + n) for n, note in enumerate(item.notes))
    if item.form:
        rows = [Row((), {key.text: value}, key.line) for key, value in cells]
        return Table("", title, item.unit, line, tuple(k.text for k, _ in cells), (), tuple(rows),
                     notes=notes, last_line=last)  # fmt: skip
    head, body = cells[0], cells[1:]
    columns = [text.text for text in head]
    rows = [
        Row(
            tuple(t for t in row[: item.labels] if t.text),
            dict(zip(columns[item.labels :], row[item.labels :], strict=True)),
            row[0].line,
        )
        for row in body
    ]
    return Table("", title, item.unit, line, tuple(columns[item.labels :]),
                 tuple(columns[: item.labels]), tuple(rows), headers=tuple(head), notes=notes,
                 last_line=last)  # fmt: skip


def findings(doc: Document, *rooms) -> dict[str, list[Finding]]:
    """What differs in a document by rule, from the records of the rooms given."""
    context = wording.context(doc, WORDS, LISTS)
    records: list[Record] = [r for room in rooms for r in room.records(doc, context)]
    by_id = {rule.id: rule for rule in RULES}
    found: dict[str, list[Finding]] = {}
    for check in wording.findings(doc, RULES, context, records):
        if check.outcome is Outcome.DIFFERS:
            found.setdefault(check.rule, []).append(wording.finding(by_id[check.rule], check))
    return found
