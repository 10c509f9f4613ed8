"""Notes in a Word file 批注: comments anchored on the very characters of a figure.

Paragraphs and cells are counted as the reader counts them (``read.docx``). A run that holds more
than the figure is parted where the comment begins and ends, as Word does it; nothing else of the
text is touched. Comments that the file has are kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from mingzhang.model import Page, Unreadable
from mingzhang.original import parts
from mingzhang.original.parts import Insertions, Relations, local, prefix
from mingzhang.read.docx import LOST, MARKS
from mingzhang.read.package import Package, related
from mingzhang.write.notes import Note

_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_AROUND = frozenset({"p", "hyperlink", "ins", "moveTo", "smartTag", "sdtContent", "fldSimple"})
_SPACED = ' xml:space="preserve"'


@dataclass(slots=True)
class _Run:
    """A run: the places of its tags, its properties as written, and whether it may be parted."""

    start: int
    end: int = 0
    properties: str = ""
    free: bool = True


@dataclass(slots=True)
class _Char:
    """A printed character: where its bytes begin and end, in which text of which run."""

    said: str
    start: int
    end: int
    text: int  # place of the tag of its <t>
    run: _Run | None


@dataclass(slots=True)
class _Paragraph:
    """A paragraph: where it and its content begin and its content ends, and its characters."""

    start: int
    inside: int
    end: int = 0
    chars: list[_Char] = field(default_factory=list)


class _Story:
    """The paragraphs of the main part by address, as its elements come."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.prefix = ""
        self.at: dict[str, list[_Paragraph]] = {}  # in the order of their starts
        self._names: list[str] = []
        self._open: list[_Paragraph] = []
        self._tables: list[list[int]] = []  # number of the table, of its row, of the cell
        self._cells: list[str] = []
        self._runs: list[_Run] = []
        self._count = {"p": 0, "tbl": 0}
        self._lost = 0
        self._text = self._properties = -1
        self._hidden = False
        parts.walk(data, self._start, self._end, self._said)

    def _start(self, name: str, own: dict[str, str], place: int) -> None:
        tag = local(name)
        if self._lost or tag in LOST:
            self._lost += 1
            return
        if not self._names:
            self.prefix = prefix(name)
        parent = self._names[-1] if self._names else ""
        self._names.append(tag)
        if tag == "p":
            self._paragraph(place)
        elif tag == "tbl":
            self._count["tbl"] += 1
            self._tables.append([self._count["tbl"], 0, 0])
        elif tag == "tr" and self._tables:
            self._tables[-1][1:] = [self._tables[-1][1] + 1, 0]
        elif tag == "tc" and self._tables:
            self._tables[-1][2] += 1
            table, row, cell = self._tables[-1]
            self._cells.append(f"tbl[{table}]/tr[{row}]/tc[{cell}]")
        elif tag == "r":
            self._runs.append(_Run(place, free=parent in _AROUND))
            self._hidden = False
        elif tag == "rPr" and self._runs and parent == "r":
            self._properties = place
        elif tag == "vanish" and self._runs:
            value = next((v for k, v in own.items() if local(k) == "val"), "1")
            self._hidden = value not in ("0", "false", "off")
        elif tag == "t":
            self._text = place
        elif tag in MARKS and self._runs and self._open and not self._hidden:
            self._open[-1].chars.append(_Char(" ", place, place, -1, None))

    def _paragraph(self, place: int) -> None:
        self._count["p"] += 1
        made = _Paragraph(place, parts.after(self.data, place))
        self._open.append(made)
        shown = self._open[0]  # no comment may stand in a text box: it goes to what that hangs on
        self.at.setdefault(f"p[{self._count['p']}]", []).append(shown)
        if self._cells:
            self.at.setdefault(self._cells[-1], []).append(shown)

    def _end(self, name: str, _: dict[str, str], place: int) -> None:
        if self._lost:
            self._lost -= 1
            return
        tag = self._names.pop()
        if tag == "p" and self._open:
            self._open.pop().end = place
        elif tag == "pPr" and self._open and self._names[-1:] == ["p"]:
            self._open[-1].inside = parts.behind(self.data, name, place)
        elif tag == "tbl" and self._tables:
            self._tables.pop()
        elif tag == "tc" and self._cells:
            self._cells.pop()
        elif tag == "r" and self._runs:
            self._runs.pop().end = parts.behind(self.data, name, place)
            self._hidden = False
        elif tag == "rPr" and self._properties >= 0 and self._runs:
            written = self.data[self._properties : parts.behind(self.data, name, place)]
            self._runs[-1].properties = written.decode()
            self._properties = -1
        elif tag == "t":
            self._text = -1

    def _said(self, text: str, place: int) -> None:
        if self._lost or self._text < 0 or self._hidden or not self._open or not self._runs:
            return
        run, chars = self._runs[-1], self._open[-1].chars
        written = self.data[place : place + len(text.encode())] == text.encode()
        for char in text:
            size = len(char.encode()) if written else 0
            chars.append(_Char(char, place, place + size, self._text, run))
            place += size
        if not written:  # an entity: it ends where its semicolon does
            chars[-1].end = self.data.index(b";", place) + 1


def annotated(
    data: bytes, notes: list[Note], author: str, _: tuple[Page, ...]
) -> tuple[bytes, str]:
    """The bytes of a .docx with its notes as comments, and ""; or none, and why: "signed".

    Raises ``model.Unreadable`` when the file cannot be opened or is not as the reader read it.
    """
    package = Package(data)
    if parts.signed(package):
        return b"", "signed"
    main = next((p for kind, p in related(package, "").values() if kind == "officeDocument"), "")
    main = main if main in package else "word/document.xml"
    story = _Story(package.part(main))
    _, spaces = parts.root(story.data)
    put = Insertions(story.data)
    part, comments, changed = _comments(package, main, story.prefix, spaces)
    known = [int(n) for n in re.findall(rb':id\s*=\s*["\'](\d{1,9})["\']', comments)]
    number = max(known, default=-1) + 1
    said = []
    for note in notes:
        _anchor(story, put, note, number)
        said.append(_comment(note, author, number, prefix(parts.root(comments)[0])))
        number += 1
    changed |= {main: put.done(), part: parts.appended(comments, "".join(said))}
    return parts.rewritten(data, changed), ""


def _comments(
    package: Package, main: str, own: str, spaces: dict[str, str]
) -> tuple[str, bytes, dict[str, bytes]]:
    """The part of the comments and its name, and what else has changed where it is a new one."""
    found = [p for kind, p in related(package, main).values() if kind == "comments"]
    if found and found[0] in package:
        return found[0], package.part(found[0]), {}
    part = parts.unused(package.parts, main.rpartition("/")[0] + "/comments", "xml")
    relations = Relations(package, main)
    relations.add("comments", part)
    types = parts.typed(package.part(parts.TYPES), part, _KIND)
    declared = f"xmlns{':' if own else ''}{own.rstrip(':')}={quoteattr(spaces.get(own[:-1], ''))}"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    made = f"{head}<{own}comments {declared}></{own}comments>".encode()
    return part, made, {relations.part: relations.data, parts.TYPES: types}


def _comment(note: Note, author: str, number: int, w: str) -> str:
    """A comment: its subject in bold, then its lines."""
    lines = []
    for n, line in enumerate(note.lines):
        bold = f"<{w}rPr><{w}b/></{w}rPr>" if not n else ""
        text = f"<{w}t{_SPACED}>{escape(_plain(line))}</{w}t>"
        lines.append(f"<{w}p><{w}r>{bold}{text}</{w}r></{w}p>")
    who = f"{w}author={quoteattr(author)} {w}initials={quoteattr(author[:1])}"
    return f'<{w}comment {w}id="{number}" {who}>{"".join(lines)}</{w}comment>'


def _plain(text: str) -> str:
    """Text without what XML cannot hold."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


def _anchor(story: _Story, put: Insertions, note: Note, number: int) -> None:
    """The marks of a comment around the characters of its figure, or in the paragraph that has
    them, or at the beginning of the text."""
    paragraphs = story.at.get(note.pin.address) or story.at.get("p[1]")
    if not paragraphs:
        raise Unreadable("文件里没有可以加批注的段落，没有写批注。")
    w = story.prefix
    begin = f'<{w}commentRangeStart {w}id="{number}"/>'
    end = (
        f'<{w}commentRangeEnd {w}id="{number}"/>'
        f'<{w}r><{w}commentReference {w}id="{number}"/></{w}r>'
    )
    found = _found(paragraphs, note.pin.text, note.pin.nth)
    if found:
        first, last = found
        _mark(put, w, first, first.start, begin, True)
        _mark(put, w, last, last.end, end, False)
        return
    told = next((p for p in paragraphs if p.chars), paragraphs[0])
    if put.data[told.inside - 2 : told.inside] == b"/>" and told.end == told.inside:
        own = put.data[told.start : told.inside - 2].decode()  # an empty element has no room inside
        put.instead(told.start, told.inside, f"{own}>{begin}{end}</{w}p>")
        return
    put.at(told.inside, begin)
    put.at(told.end, end)


def _found(paragraphs: list[_Paragraph], text: str, nth: int) -> tuple[_Char, _Char] | None:
    """The first and last character of the ``nth`` place where a text is printed, white space left
    out; the first place where there are not so many. None when it is not found in one paragraph, or
    stands where no comment may."""
    wanted = "".join(text.split())
    hits = []
    for paragraph in paragraphs if wanted else ():
        chars = [c for c in paragraph.chars if not c.said.isspace()]
        said = "".join(c.said for c in chars)
        hits += [
            (chars[m.start()], chars[m.start() + len(wanted) - 1])
            for m in re.finditer(re.escape(wanted), said)
        ]
    if not hits:
        return None
    first, last = hits[nth] if nth < len(hits) else hits[0]
    free = all(c.run is not None and c.run.free for c in (first, last))
    return (first, last) if free else None


def _mark(put: Insertions, w: str, char: _Char, place: int, mark: str, first: bool) -> None:
    """Puts a mark before (``first``) or behind a character: beside its run where it stands at that
    end of it, else in the run, parted."""
    run = char.run
    if run is None:
        return
    opened = parts.after(put.data, char.text)
    closed = put.data.index(b"<", place)
    own = put.data[run.start : run.end]
    texts = len(re.findall(rb"<(?:\w+:)?t[\s>]", own))
    if texts == 1 and first and place == opened:
        put.at(run.start, mark)
    elif texts == 1 and not first and place == closed:
        put.at(run.end, mark)
    else:
        if b"xml:space" not in put.data[char.text : opened]:
            put.once(opened - 1, _SPACED)
        put.at(place, f"</{w}t></{w}r>{mark}<{w}r>{run.properties}<{w}t{_SPACED}>")
