"""The document as it was read 识读原文, as HTML: every block of it, with every number marked."""

from __future__ import annotations

import re

from mingzhang.model import Finding, Paragraph, Row, Status, Table, Text
from mingzhang.write.audited import Audited
from mingzhang.write.marks import Mark, Marks
from mingzhang.write.veil import Veil

LETTERS = {Status.FACT: "f", Status.CLAIM: "c", Status.LABEL: "l", Status.UNREAD: "u"}
_FIGURE = re.compile(r"[-−－]?[\d,，]+(?:[.．]\d+)?\s*[%％]?|[-—－/]+|")
_LINE = re.compile(r' id="(L\d+)"')
_SPACE = re.compile(r"\s+")
_DEEPEST = 6


def escape(text: str) -> str:
    """Text as it stands between tags or inside quotes of HTML."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&quot;").replace("'", "&#39;")


class Sheet:
    """The right half of the report while it is being written.

    ``findings`` come in the order of the page, so that the ordinals at their figures are theirs.
    """

    def __init__(self, audit: Audited, findings: list[Finding], veil: Veil, words: dict) -> None:
        self.marks = Marks(audit.numbers, findings)
        self.contents: list[tuple[str, str]] = []
        self._letters = [LETTERS[number.status] for number in audit.numbers]
        self._severity = [finding.severity.value[0] for finding in findings]
        self._document = audit.document
        self._veil = veil
        self._words = words
        self._page: int | None = None

    def html(self) -> str:
        """The whole document, and after it the lines whose numbers stand in no block of it."""
        out: list[str] = []
        for block in self._document.blocks:
            if block.page is not None and block.page != self._page:
                self._page = block.page
                out.append(f'<p class="page">{self._words["page"].format(n=block.page)}</p>')
            out.append(self._table(block) if isinstance(block, Table) else self._paragraph(block))
        out.append(self._rest())
        whole = self.marks.whole_lines()

        def struck(found: re.Match) -> str:
            ordinals = whole.get(found[1])
            return found[0] + self._told(ordinals, "data-x") if ordinals else found[0]

        return _LINE.sub(struck, "\n".join(out))

    def _told(self, ordinals: list[int], name: str) -> str:
        worst = min((self._severity[k - 1] for k in ordinals), key="ewn".index)
        return f' data-k="{" ".join(map(str, ordinals))}" {name}="{worst}"'

    def _paragraph(self, block: Paragraph) -> str:
        shown = self._text(block.text)
        if not shown.strip():
            return ""
        anchor = self.marks.open_line(block.text.line)
        if not block.level:
            return f"<p{anchor}>{shown}</p>"
        if anchor and block.level == 1:
            self.contents.append((anchor[5:-1], self._veil.text(block.text)))
        tag = f"h{min(block.level + 2, _DEEPEST)}"
        return f"<{tag}{anchor}>{shown}</{tag}>"

    def _text(self, text: Text) -> str:
        """A text with its numbers and findings' figures as elements, personal data masked."""
        numbers, around = self.marks.inside(text)
        shown = self._veil.text(text)
        if not numbers and not around:
            return escape(shown)
        if len(shown) != len(text.text):
            numbers = _moved(numbers, text.text, shown)
            around = _moved(around, text.text, shown)
        pieces, at = [], 0
        for mark in around:
            pieces.append(self._figures(shown, at, mark.start, numbers))
            inner = self._figures(shown, mark.start, mark.end, numbers)
            pieces.append(self._element("mark", mark.id, "", inner))
            at = mark.end
        pieces.append(self._figures(shown, at, len(shown), numbers))
        return "".join(pieces)

    def _figures(self, shown: str, start: int, end: int, numbers: list[Mark]) -> str:
        pieces, at = [], start
        for mark in numbers:
            if mark.start < start or mark.start >= end:
                continue
            pieces.append(escape(shown[at : mark.start]))
            inner = escape(shown[mark.start : mark.end])
            pieces.append(self._element("span", mark.id, self._letters[mark.number], inner))
            at = mark.end
        pieces.append(escape(shown[at:end]))
        return "".join(pieces)

    def _element(self, tag: str, name: str, letter: str, inner: str) -> str:
        ordinals = self.marks.struck.get(name, ())
        look, told = letter, ""
        if ordinals:
            worst = min((self._severity[k - 1] for k in ordinals), key="ewn".index)
            look = f"{letter} x {worst}".strip()
            told = f' data-k="{" ".join(map(str, ordinals))}"'
        if name in self.marks.shown:
            return f'<{tag} class="{look}">{inner}</{tag}>'
        self.marks.shown.add(name)
        return f'<{tag} class="{look}" id="{name}"{told}>{inner}</{tag}>'

    def _rest(self) -> str:
        lines = self.marks.unseen()
        if not lines:
            return ""
        out = [f'<section class="rest"><h3>{escape(self._words["rest"])}</h3>']
        for line in lines:
            if 0 < line <= len(self._document.lines):
                shown = self._text(Text.of(self._document.lines[line - 1], line))
                head = self._words["line"].format(n=line)
                out.append(f"<p{self.marks.open_line(line)}><small>{head}</small> {shown}</p>")
        return "\n".join((*out, "</section>"))

    # Tables

    def _table(self, table: Table) -> str:
        anchor = self.marks.open_line(table.line)
        heads = _Heads(table.headers)
        title = " ".join(filter(None, (self._number(table), self._text(table.title))))
        name = " ".join(filter(None, (table.number, self._veil.text(table.title))))
        if anchor:
            self.contents.append((anchor[5:-1], name))
        unit = self._words["unit"].format(unit=table.unit) if table.unit else ""
        said = _SPACE.sub("", name)
        small = [
            self._text(text)
            for text in table.furniture
            if _SPACE.sub("", text.text).rstrip(".．、") not in said
        ]
        if unit and not any(table.unit in text.text for text in table.furniture):
            small.append(escape(unit))
        if table.doubt:
            small.append(self._doubt(table.doubt))
        panels: dict[int, list[Row]] = {}
        for row in table.rows:
            panels.setdefault(row.panel, []).append(row)
        grids = [
            self._grid(table, rows, len(panels) > 1, heads) for _, rows in sorted(panels.items())
        ] or [self._grid(table, [], False, heads)]
        again = [self._text(t) for t in heads.rest() if any(c.isdigit() for c in t.text)]
        if again:
            head = escape(self._words["again"].format(n=len(again)))
            small.append(f"<details><summary>{head}</summary>{' · '.join(again)}</details>")
        notes = "".join(f"<p>{self._text(note)}</p>" for note in table.notes)
        return (
            f'<section class="table"{anchor}><h4>{title}</h4>'
            f'<div class="fur">{" · ".join(filter(None, small))}</div>'
            f'<div class="wide" tabindex="0" role="region" aria-label="{escape(name)}">'
            f"{''.join(grids)}</div>{notes}</section>"
        )

    def _number(self, table: Table) -> str:
        """The table's number, found on the printed lines around its title so that it is marked."""
        lines, first = self._document.lines, table.title.line or table.line
        for line in (first, first - 1, first + 1, first - 2, first + 2) if table.number else ():
            at = lines[line - 1].find(table.number) if 0 < line <= len(lines) else -1
            if at >= 0:
                return self._text(Text.of(table.number, line, at))
        return escape(self._veil.words(table.number))

    def _doubt(self, why: str) -> str:
        text = escape(self._words["doubt"].format(why=self._veil.words(why)))
        return f'<em class="doubt">{text}</em>'

    def _grid(self, table: Table, rows: list[Row], panelled: bool, heads: _Heads) -> str:
        named = {_SPACE.sub("", row.label[0].text) for row in rows if row.label}
        panel = named.pop() if panelled and len(named) == 1 else ""
        skip = 1 if panel else 0
        labels = list(table.label_columns)
        if panelled:
            own = [c for c in labels if panel and c.split("/")[0] == panel]
            labels = own or labels[:1]
        depth = max([len(row.label) - skip for row in rows] + [len(labels)])
        labels += [""] * (depth - len(labels))
        columns = _value_columns(table, rows, panelled)
        full = {c: f"{panel}/{c}" if f"{panel}/{c}" in table.columns else c for c in columns}
        paths = labels + [full[c] for c in columns]
        body = self._rows(rows, skip, depth, columns)
        head = self._head(paths, heads)
        if panel and not any(path.split("/")[0] == panel for path in paths):
            name = f'<tr><th colspan="{len(paths)}">{escape(panel)}</th></tr>'
            head = name + head
        return f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"

    def _head(self, paths: list[str], heads: _Heads) -> str:
        split = [path.split("/") for path in paths]
        depth = max((len(parts) for parts in split), default=0)
        out = []
        for level in range(depth):
            cells, at = [], 0
            while at < len(split):
                parts = split[at]
                end = at + 1
                if len(parts) <= level:
                    at = end
                    continue
                leaf = len(parts) == level + 1
                while (
                    not leaf
                    and end < len(split)
                    and len(split[end]) > level + 1
                    and split[end][: level + 1] == parts[: level + 1]
                ):
                    end += 1
                text = heads.take(parts[level])
                inner = self._text(text) if text else escape(self._veil.words(parts[level]))
                size = f' colspan="{end - at}"' if end - at > 1 else ""
                tall = f' rowspan="{depth - level}"' if leaf and depth - level > 1 else ""
                scope = "col" if leaf else "colgroup"
                cells.append(f'<th scope="{scope}"{size}{tall}>{inner}</th>')
                at = end
            out.append(f"<tr>{''.join(cells)}</tr>")
        return "".join(out)

    def _rows(self, rows: list[Row], skip: int, depth: int, columns: list[str]) -> str:
        known = set(columns)
        plain = [not row.cells or not known.isdisjoint(row.cells) for row in rows]
        whole = [known.issuperset(row.cells) for row in rows]
        runs = _runs(rows, whole, skip, depth)
        out = []
        for i, row in enumerate(rows):
            anchor = self.marks.open_line(row.line)
            cells = self._labels(row, skip, depth, runs[i]) if plain[i] else []
            if plain[i]:
                cells += [self._cell(row.cells.get(column)) for column in columns]
            elif row.label[skip:]:
                texts = (self._text(label) for label in row.label[skip:])
                cells.append(f'<th scope="row" colspan="{max(depth, 1)}">{" ".join(texts)}</th>')
            said = _SPACE.sub("", row.label[-1].text) if row.label else ""
            extra = [
                self._pair("" if _SPACE.sub("", name) == said else name, cell)
                for name, cell in row.cells.items()
                if name not in known
            ]
            if extra:
                width = len(columns) if not plain[i] and row.label[skip:] else depth + len(columns)
                pairs = f'<td class="kv" colspan="{max(width, 1)}">{"<br>".join(extra)}</td>'
                cells.append(pairs if not plain[i] else f"</tr><tr>{pairs}")
            if row.doubt and cells:
                last = max((k for k, cell in enumerate(cells) if cell[:3] == "<th"), default=0)
                cells[last] = cells[last].replace("</t", self._doubt(row.doubt) + "</t", 1)
            out.append(f"<tr{anchor}>{''.join(cells)}</tr>")
        return "".join(out)

    def _pair(self, name: str, cell: Text) -> str:
        lead = f"<b>{escape(self._veil.words(name))}</b> " if name else ""
        return lead + self._text(cell)

    def _labels(self, row: Row, skip: int, depth: int, spans: list[int]) -> list[str]:
        labels = row.label[skip:]
        cells = []
        for i, label in enumerate(labels):
            if not spans[i]:
                continue
            last = i == len(labels) - 1
            wide = f' colspan="{depth - i}"' if last and depth - i > 1 else ""
            tall = f' rowspan="{spans[i]}"' if spans[i] > 1 else ""
            cells.append(f'<th scope="row"{wide}{tall}>{self._text(label)}</th>')
        if not labels and depth:
            cells.append(f'<th colspan="{depth}"></th>')
        return cells

    def _cell(self, text: Text | None) -> str:
        if text is None:
            return '<td class="na"></td>'
        if not text.text:
            name = self.marks.blank(text)
            return self._element("td", name, "", "") if name else "<td></td>"
        right = ' class="r"' if _FIGURE.fullmatch(text.text.strip()) else ""
        return f"<td{right}>{self._text(text)}</td>"


class _Heads:
    """The texts of a table's header, each taken once: a header word keeps its numbers marked."""

    def __init__(self, texts: tuple[Text, ...]) -> None:
        self._waiting: dict[str, list[Text]] = {}
        for text in texts:
            self._waiting.setdefault(_SPACE.sub("", text.text), []).append(text)

    def take(self, word: str) -> Text | None:
        """The next header text that reads ``word``, or None."""
        waiting = self._waiting.get(_SPACE.sub("", word))
        return waiting.pop(0) if waiting else None

    def rest(self) -> list[Text]:
        """What was not taken."""
        return [text for waiting in self._waiting.values() for text in waiting]


def _value_columns(table: Table, rows: list[Row], panelled: bool) -> list[str]:
    """The columns of cells, in printed order; in a table of panels those that these rows use."""
    if not panelled:
        return [c for c in table.columns if c not in table.label_columns]
    place = {column: i for i, column in enumerate(table.columns)}
    used = dict.fromkeys(name for row in rows for name in row.cells)
    return sorted(used, key=lambda c: place.get(c, len(place)))


def _runs(rows: list[Row], whole: list[bool], skip: int, depth: int) -> list[list[int]]:
    """How many rows each label covers downwards; 0 where the label above covers it.

    A label that several rows inherit is one printed text: its places are the same.
    """
    runs = [[1] * len(row.label[skip:]) for row in rows]
    for i in range(len(rows) - 1, 0, -1):
        above, here = rows[i - 1].label[skip:], rows[i].label[skip:]
        if not (whole[i] and whole[i - 1]) or len(above) != len(here) or len(here) != depth:
            continue
        for k in range(depth - 1):
            if not here[k].text or here[k] != above[k]:
                break
            runs[i - 1][k] += runs[i][k]
            runs[i][k] = 0
    return runs


def _moved(marks: list[Mark], before: str, after: str) -> list[Mark]:
    """Marks that still stand after a mask that changed the length of a text: at both ends of it."""
    head = next(
        (i for i, (a, b) in enumerate(zip(before, after, strict=False)) if a != b),
        min(len(before), len(after)),
    )
    tail = 0
    room = min(len(before), len(after)) - head
    while tail < room and before[-1 - tail] == after[-1 - tail]:
        tail += 1
    shift = len(after) - len(before)
    kept = []
    for mark in marks:
        if mark.end <= head:
            kept.append(mark)
        elif mark.start >= len(before) - tail:
            kept.append(Mark(mark.start + shift, mark.end + shift, mark.id, mark.number))
    return kept
