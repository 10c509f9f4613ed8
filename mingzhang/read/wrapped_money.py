"""Money tables 金额表 (收支总表, 支出表, 基本支出表, 三公, ...) in text without a grid.

A title, a header, then entries: code, name, numbers. A line with two sides (收入 | 支出) gives two
entries. Which column a number is in follows from the identities (``wrapped_sums``). Floor 3.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from mingzhang.model import Row, Table, Text
from mingzhang.read.wrapped_heads import Head, MoneyWords, Panel, read_head
from mingzhang.read.wrapped_lines import FULL, HALF, PAGE, SPACE, Flow, width
from mingzhang.read.wrapped_sums import NONE, SEVERAL, Placed, settle, ways

MORE = "这一行的数多于表头的栏"
TWICE = "表头中同一栏名重复出现，栏的归属不能确定"
UNFIT = "半数以上的行与表头的栏对不上，表头或标题可能不属于这些行"
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?|[-—]+")
_INTEGER = re.compile(r"\d{1,3}")
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_LONG_CODE = re.compile(r"(?=[\dA-Z]*\d{3})[\dA-Z]{6,21}|\d{3,21}[A-Z]?\d*")
_BARE_ORDINAL = re.compile(r"[一二三四五六七八九十廿卅]{1,3}、|\([一二三四五六七八九十廿卅]{1,3}\)|\d{1,2}[、.]|\(\d{1,2}\)")
_PAIR = re.compile(r"\d\d")
_ORDINAL = re.compile(
    r"[一二三四五六七八九十廿卅]{1,3}、|\([一二三四五六七八九十廿卅]{1,3}\)|\d{1,2}[、.](?!\d)|\(\d{1,2}\)|其中:")
_TOP = re.compile(r"[一二三四五六七八九十廿卅]{1,3}、")
_STOP = re.compile(r"第[一二三四五六七八九十廿卅]+部分|目录$")
_UNIT = re.compile(r"单位:\s*([百千万亿]*元)")
_NUMBERED_TITLE = re.compile(r"(?:公开)?(?:附?表)?[一二三四五六七八九十\d-]{1,5}(?:表)?[:、.]?")


@dataclass(slots=True)
class Entry:
    """One row of one panel, as cut out of the flow (flat ranges)."""

    codes: list[tuple[int, int]] = field(default_factory=list)
    names: list[tuple[int, int]] = field(default_factory=list)
    numbers: list[tuple[int, int]] = field(default_factory=list)
    row_number: tuple[int, int] | None = None
    panel: int = 0

    def start(self) -> int:
        return min(a for a, _ in [*self.codes, *self.names, *self.numbers])

    def end(self) -> int:
        return max(b for _, b in [*self.codes, *self.names, *self.numbers])


def find(flow: Flow, words: dict[str, Any], taken: list[tuple[int, int]]
         ) -> list[tuple[int, int, Table]]:
    """The money tables outside the lines ``taken``: first line, end line (exclusive), table."""
    vocabulary = MoneyWords.of(words["money"])
    titles = _titles(flow, vocabulary)
    found: list[tuple[int, int, Table]] = []
    for order, (start, end) in enumerate(titles):
        limit = titles[order + 1][0] if order + 1 < len(titles) else len(flow.flat)
        line = flow.line_of(start)
        if any(a <= line < b for a, b in taken):
            continue
        after = [a for a, _ in taken if a > line]
        if after:
            limit = min(limit, _flat_at(flow, min(after)))
        table = _table(flow, start, end, limit, vocabulary)
        if table:
            before = found[-1][1] if found else 0
            found.append((max(before, table[0]), max(before, table[1]), table[2]))
    return found


def _flat_at(flow: Flow, line: int) -> int:
    for piece in flow.pieces:
        if piece.line >= line:
            return piece.start
    return len(flow.flat)


def _titles(flow: Flow, words: MoneyWords) -> list[tuple[int, int]]:
    """(start, end) of every line that may be the title of a money table."""
    found = []
    opening = [p for p in flow.pieces if p.gap >= HALF]
    for order, piece in enumerate(opening):
        end = opening[order + 1].start if order + 1 < len(opening) else len(flow.flat)
        line = flow.flat[piece.start:end]
        if len(line) > 70 or "表" not in line:
            continue
        hit = words.title.search(line)
        if not hit or not words.subject.search(line, 0, hit.end()) or hit.end() > 45:
            continue
        if re.search(r"[。;]", line[:hit.end()]):
            continue
        found.append((piece.start, piece.start + hit.end()))
    return found


def _table(flow: Flow, start: int, title_end: int, limit: int, words: MoneyWords
           ) -> tuple[int, int, Table] | None:
    first = flow.piece_at(title_end) if title_end < len(flow.flat) else len(flow.pieces)
    last = flow.piece_at(limit) if limit < len(flow.flat) else len(flow.pieces)
    head = read_head(flow, first, last, words)
    columns = [c for p in head.panels for c in p.columns]
    if not columns or len(head.words) < 2:
        return None
    entries, stop, notes = _entries(flow, head, last, words)
    if not any(e.numbers for e in entries) and len(head.words) < 4:
        return None
    rows, extra = _rows(flow, head, entries, words)
    end_piece = flow.pieces[stop - 1] if stop > head.end else flow.pieces[head.end - 1]
    first_line, last_line = flow.line_of(start), end_piece.line + 1
    unit = _UNIT.search(flow.flat, start, flow.pieces[head.end].start if head.end < len(
        flow.pieces) else len(flow.flat))
    title = flow.text(start, title_end)
    two = len(head.panels) > 1
    paths = [
        f"{re.sub(chr(92) + 's', '', p.name.text)}/{c}" if two and p.name else c
        for p in head.panels for c in p.columns
    ]
    pages = [t for n, t in flow.furniture.items() if first_line <= n < last_line]
    unfit = sum(1 for r in rows if r.doubt in (MORE, NONE)) * 2 > sum(1 for r in rows if r.cells)
    doubt = TWICE if any(re.search(r"\(\d\)$", c) for c in columns) else UNFIT if unfit else ""
    number = _NUMBERED_TITLE.match(flow.flat, start, title_end)
    table = Table(
        number=number[0] if number and "表" in number[0] else "", title=title,
        unit=unit[1] if unit else "", line=flow.lines[first_line].line,
        columns=tuple(dict.fromkeys(paths)),
        label_columns=tuple(dict.fromkeys(w for w in head.words if w in words.labels)),
        rows=tuple(rows), headers=tuple(head.texts), notes=tuple(notes),
        last_line=flow.lines[last_line - 1].line, furniture=(*head.furniture, *extra, *pages),
        doubt=doubt,
    )
    return first_line, last_line, table


def _entries(flow: Flow, head: Head, last: int, words: MoneyWords
             ) -> tuple[list[Entry], int, list[Text]]:
    """The entries from the end of the header on, the piece after the table, its notes."""
    cut = _Cutter(flow, head, words, _decimals(flow, head.end, last))
    index, notes, quiet = head.end, [], 0
    while index < last:
        piece = flow.pieces[index]
        run = flow.flat[piece.start:piece.end]
        if piece.gap >= HALF:
            if _STOP.match(run) or run.endswith(words.stops) and _closes(flow, index, last):
                break
            if words.notes.match(flow.flat, piece.start):
                end = _note_end(flow, index, last)
                notes.append(flow.text(piece.start, flow.pieces[end - 1].end))
                cut.close()
                return _settled(cut), end, notes
            if _sentence(flow, index, last):
                break
        step = cut.take(index, last)
        quiet = 0 if step > 0 else quiet + 1
        index += max(step, 1)
    cut.close()
    entries = _settled(cut)
    end = max((e.end() for e in entries), default=0)
    return entries, (flow.piece_at(end - 1) + 1 if end else head.end), notes


def _closes(flow: Flow, index: int, last: int) -> bool:
    """True when piece ``index`` ends its line."""
    return index + 1 >= last or flow.pieces[index + 1].gap >= HALF


def _settled(cut: _Cutter) -> list[Entry]:
    """The entries without a tail of words that no number follows and no ordinal opens."""
    entries = cut.entries
    while entries and not entries[-1].numbers and not entries[-1].codes and not (
            _ORDINAL.match(cut.flow.flat, entries[-1].start())):
        entries.pop()
    return entries


def _note_end(flow: Flow, index: int, last: int) -> int:
    """The piece after a note: to the end of its line, and on while lines are full."""
    line, before, size = flow.pieces[index].line, 0, 0
    for at in range(index, last):
        piece = flow.pieces[at]
        if piece.line != line:
            if size < 60 or flow.flat[piece.start - 1] in "。;" or piece.gap in (PAGE,):
                return at
            line, before, size = piece.line, size, 0
        size += width(flow.flat[piece.start:piece.end])
    return last


def _sentence(flow: Flow, index: int, last: int) -> bool:
    """True when the line that begins at piece ``index`` is running text, not cells."""
    end = index + 1
    while end < last and flow.pieces[end].gap < HALF:
        end += 1
    line = flow.flat[flow.pieces[index].start:flow.pieces[end - 1].end]
    return "。" in line or len(line) > 24 and line.count(",") - len(re.findall(r",\d{3}", line)) > 0 \
        and not _NUMBER.fullmatch(flow.flat, flow.pieces[end - 1].start, flow.pieces[end - 1].end)


def _decimals(flow: Flow, first: int, last: int) -> bool:
    """True when this table prints its amounts with decimals."""
    runs = [flow.flat[p.start:p.end] for p in flow.pieces[first:min(last, first + 600)]]
    numbers = [r for r in runs if _NUMBER.fullmatch(r)]
    places = {len(r.rpartition(".")[2]) for r in numbers if "." in r}
    commas = sum(1 for r in numbers if "," in r)
    points = sum(1 for r in numbers if "." in r)
    return points > 1 and len(places) == 1 or commas > 1 and not points


@dataclass(slots=True)
class _Cutter:
    """Cuts the flow into entries, piece by piece."""

    flow: Flow
    head: Head
    words: MoneyWords
    decimals: bool
    entries: list[Entry] = field(default_factory=list)
    now: Entry = field(default_factory=Entry)
    furniture: list[tuple[int, int]] = field(default_factory=list)
    widest: int = 0
    expected: int = 1  # the next row number
    ordinals: int = 0  # entries so far that begin with an ordinal

    def close(self) -> None:
        """The entry is complete."""
        if self.now.codes or self.now.names or self.now.numbers:
            self.entries.append(self.now)
            names = self.now.names
            self.ordinals += bool(names and _ORDINAL.match(self.flow.flat, names[0][0]))
        self.now = Entry()

    def take(self, index: int, last: int) -> int:
        """Take the piece (or pieces) at ``index``; how many were taken."""
        flow = self.flow
        piece = flow.pieces[index]
        run = flow.flat[piece.start:piece.end]
        code = self.code(index, last)
        if code:
            if self.now.numbers or self.now.codes or self.now.names and not self.before_code():
                self.close()
            self.now.codes.append((piece.start, flow.pieces[index + code - 1].end))
            return code
        if _NUMBER.fullmatch(run):
            if self.is_row_number(index, run, last):
                self.furniture.append((piece.start, piece.end))
                self.now.row_number = (piece.start, piece.end)
                return 1
            self.now.numbers.append((piece.start, piece.end))
            return 1
        again = self.header_again(index, last)
        if again:
            self.furniture.append((piece.start, flow.pieces[index + again - 1].end))
            return again
        self.text(index, run)
        return 1

    def header_again(self, index: int, last: int) -> int:
        """Pieces of a header repeated after a page break (0: none)."""
        flow = self.flow
        if flow.pieces[index].gap < HALF:
            return 0
        at, count = flow.pieces[index].start, 0
        while at < len(flow.flat):
            hit = self.words.head.match(flow.flat, at)
            if not hit or hit[0] not in self.head.words and hit[0].split("(")[0] not in self.head.words:
                break
            count, at = count + 1, hit.end()
        if count < 3 or not flow.is_edge(at):
            return 0
        return (flow.piece_at(at) if at < len(flow.flat) else len(flow.pieces)) - index

    def code(self, index: int, last: int) -> int:
        """How many pieces at ``index`` are a code (210, 210 13 01, 2101301); 0 when none."""
        flow = self.flow
        piece = flow.pieces[index]
        run = flow.flat[piece.start:piece.end]
        if self.coded(index, last):
            count = 1
            while _PAIR.fullmatch(flow.flat, flow.pieces[index + count].start,
                                  flow.pieces[index + count].end):
                count += 1
            return count
        if self.decimals and piece.gap >= HALF and _LONG_CODE.fullmatch(run) and not (
                _CODE.fullmatch(run)) and (self.now.numbers or not self.now.names) and index + 1 < last:
            after = flow.pieces[index + 1]
            if not _NUMBER.fullmatch(flow.flat, after.start, after.end):
                return 1
        if not _CODE.fullmatch(run):
            return 0
        if self.now.names and not self.now.numbers and not self.before_code() and not (
                self.decimals and self.now.codes):
            return 0
        count = 1
        while len(run) + 2 * count <= 7 and index + count < last and _PAIR.fullmatch(
                flow.flat, flow.pieces[index + count].start, flow.pieces[index + count].end):
            count += 1
        after = index + count
        if after >= last or self.now.numbers and piece.gap < HALF and not self.decimals:
            return 0
        following = flow.flat[flow.pieces[after].start:flow.pieces[after].end]
        if _NUMBER.fullmatch(following):
            return count if len(run) + 2 * count - 2 in (3, 5, 7) and piece.gap >= HALF and (
                self.before_code() and self.now.names != []) else 0
        return count

    def coded(self, index: int, last: int) -> bool:
        """True when short integers open a line before words, where entries have codes."""
        flow = self.flow
        if flow.pieces[index].gap < HALF or not self.decimals or self.head.numbered:
            return False
        if not self.now.numbers or not any(e.codes for e in self.entries[-3:]):
            return False
        for at in range(index, min(index + 4, last)):
            run = flow.flat[flow.pieces[at].start:flow.pieces[at].end]
            if not _INTEGER.fullmatch(run):
                return at > index and not _NUMBER.fullmatch(run)
        return False

    def before_code(self) -> bool:
        """True when the words before a code may be the upper half of its wrapped name."""
        if not self.now.names or self.now.numbers or self.now.codes:
            return False
        text = self.flow.flat[self.now.names[0][0]:self.now.names[-1][1]]
        coded = sum(1 for e in self.entries[-6:] if e.codes)
        return coded >= 2 and text not in self.words.totals and not _ORDINAL.match(text)

    def is_row_number(self, index: int, run: str, last: int) -> bool:
        """行次 or 序号: the number that the count of rows expects."""
        if not self.head.numbered or not _INTEGER.fullmatch(run) or self.now.row_number:
            return False
        if int(run) == self.expected and not self.now.numbers:
            self.expected += 1
            return True
        # the other panel counts on from its own start
        if self.decimals and run != "0" and not self.now.numbers:
            return True
        return False

    def text(self, index: int, run: str) -> None:
        """Words: go on with the name, begin another cell of it, or begin another entry."""
        piece = self.flow.pieces[index]
        now = self.now
        if now.numbers or now.row_number and now.names:
            self.close()
            now = self.now
        if not now.names:
            now.names.append((piece.start, piece.end))
        elif now.codes or not self.begins(index, run):
            upper = self.flow.pieces[index - 1]
            filled = width(self.flow.flat[upper.start:upper.end]) >= max(10, self.widest - 3)
            if now.codes and self.head.name_columns > 1 and len(run) > 1 and not (
                    piece.gap == FULL and filled):
                now.names.append((piece.start, piece.end))
            else:
                now.names[-1] = (now.names[-1][0], piece.end)
        else:
            self.close()
            self.now.names.append((piece.start, piece.end))
        self.widest = max(self.widest, width(run))

    def begins(self, index: int, run: str) -> bool:
        """True when the words at ``index`` begin another entry, the one before having no number."""
        piece = self.flow.pieces[index]
        before = self.flow.flat[self.now.names[-1][0]:self.now.names[-1][1]]
        if _BARE_ORDINAL.fullmatch(before):
            return False
        if _ORDINAL.match(run) or run in self.words.totals or before in self.words.totals:
            return True
        if len(run) <= 2 and len(before) <= 2 and piece.gap == SPACE:
            return False
        if piece.gap in (SPACE, HALF, PAGE):
            return not (piece.gap == SPACE and len(run) == 1)
        if run[0] in self.words.joiners and piece.gap != SPACE:
            return False
        if _ORDINAL.match(before) and self.ordinals * 2 > len(self.entries):
            return run.startswith(self.words.openers)
        upper = self.flow.pieces[index - 1]
        return width(self.flow.flat[upper.start:upper.end]) < max(12, self.widest - 3)


def _rows(flow: Flow, head: Head, entries: list[Entry], words: MoneyWords
          ) -> tuple[list[Row], list[Text]]:
    """The entries as rows, every number in its column."""
    two = len(head.panels) > 1
    _tails(flow, entries)
    if two:
        _sides(flow, entries, words)
    placed: list[Placed | None] = [None] * len(entries)
    for side, panel in enumerate(head.panels):
        _place(flow, entries, placed, side, panel, words)
    rows = []
    for entry, place in zip(entries, placed, strict=True):
        panel = head.panels[entry.panel]
        rows.append(_row(flow, entry, place, panel, two))
    extra = [flow.text(*e.row_number) for e in entries if e.row_number]
    return rows, extra


def _tails(flow: Flow, entries: list[Entry]) -> None:
    """Words around a coded line without a name are its name (a wrapped name, centred)."""
    for index, entry in enumerate(entries):
        if not entry.codes or not entry.names or index + 1 >= len(entries):
            continue
        if entry.names[0][0] > entry.codes[0][0]:
            continue
        after = entries[index + 1]
        if not after.codes and not after.numbers and after.names and not _ORDINAL.match(
                flow.flat, after.start()):
            entry.names.append(after.names.pop(0))
    entries[:] = [e for e in entries if e.codes or e.names or e.numbers]


def _sides(flow: Flow, entries: list[Entry], words: MoneyWords) -> None:
    """收入 or 支出: by the words of the line; a word of total by turns."""
    total_turn = 0
    for index, entry in enumerate(entries):
        text = "".join(flow.flat[a:b] for a, b in entry.names)
        bare = _ORDINAL.sub("", text)
        right = any(w in bare for w in words.right)
        left = any(w in bare for w in words.left)
        if right != left:
            entry.panel = int(right)
        elif right and left:
            entry.panel = int("支出" in bare and not bare.startswith(("上年", "年初")))
        elif bare in words.totals:
            entry.panel, total_turn = total_turn, 1 - total_turn
        elif index:
            entry.panel = entries[index - 1].panel


def _amount(text: str) -> tuple[int, int]:
    """(digits, decimals) of a printed number; a dash is zero."""
    bare = text.replace(",", "").rstrip("%")
    if not re.search(r"\d", bare):
        return 0, 0
    whole, _, decimals = bare.partition(".")
    return int(whole + decimals), len(decimals)


def _place(flow: Flow, entries: list[Entry], placed: list[Placed | None], side: int,
           panel: Panel, words: MoneyWords) -> None:
    """Find the columns of one panel's numbers."""
    mine = [n for n, e in enumerate(entries) if e.panel == side and e.numbers]
    size = len(panel.columns)
    amounts = {n: [_amount(flow.flat[a:b]) for a, b in entries[n].numbers] for n in mine}
    places = max((d for v in amounts.values() for _, d in v), default=0)
    scaled = [tuple(digits * 10 ** (places - d) for digits, d in amounts[n]) for n in mine]
    local = [ways(row, size, panel.identities) for row in scaled]
    for columns, laws in panel.others:
        if len(columns) == size:
            other = [ways(row, size, laws) for row in scaled]
            if sum(p.holds for p in other) > sum(p.holds for p in local):
                local, panel.columns, panel.identities = other, columns, laws
    ties = _ties(flow, [entries[n] for n in mine], words)
    settle(local, size, ties)
    for n, place in zip(mine, local, strict=True):
        place.certain = place.holds and len(place.ways) == 1
        placed[n] = place
    used: dict[int, int] = {}
    for place in local:
        for column in place.ways[0] if place.certain else ():
            used[column] = used.get(column, 0) + 1
    for n, place in sorted(zip(mine, local, strict=True), key=lambda p: _depth(flow, entries[p[0]])):
        if len(place.ways) > 1:
            place.ways = [_likely(flow, entries[n], place, panel, words, used)]
            settle(local, size, ties)


def _depth(flow: Flow, entry: Entry) -> int:
    """Totals first, then codes from the shortest: a choice above settles what is below."""
    return sum(b - a for a, b in entry.codes)


def _ties(flow: Flow, entries: list[Entry], words: MoneyWords) -> list[tuple[int, list[int]]]:
    """(whole, parts): a code and the codes right under it; a total and the rows it closes."""
    codes: dict[str, int] = {}
    for n, entry in enumerate(entries):
        if entry.codes:
            codes.setdefault("".join(flow.flat[a:b] for a, b in entry.codes), n)
    parts: dict[int, list[int]] = {}
    top = []
    for code, n in codes.items():
        parent = next((codes[code[:k]] for k in range(len(code) - 1, 2, -1) if code[:k] in codes),
                      None)
        if parent is None:
            top.append(n)
        else:
            parts.setdefault(parent, []).append(n)
    names = ["".join(flow.flat[a:b] for a, b in e.names) for e in entries]
    shortest = min(map(len, codes), default=0)
    top = [n for n in top if any(codes.get(c) == n for c in codes if len(c) == shortest)]
    if not codes:
        top = [n for n, name in enumerate(names) if _TOP.match(name)]
    ties = list(parts.items())
    for n, name in enumerate(names):
        if name in words.totals and top:
            ties.append((n, [t for t in top if codes or t < n] or top))
            break
    return ties


def _code_text(flow: Flow, entry: Entry) -> Text:
    """210 13 01 is one code, 2101301."""
    start, end = entry.codes[0][0], entry.codes[-1][1]
    pieces = flow.pieces[flow.piece_at(start):flow.piece_at(end - 1) + 1]
    return Text.join([flow.text(p.start, p.end) for p in pieces])


def _likely(flow: Flow, entry: Entry, place: Placed, panel: Panel, words: MoneyWords,
            used: dict[int, int]) -> tuple[int, ...]:
    """Of several ways the likeliest: by the nature of the line, then by the columns in use."""
    name = "".join(flow.flat[a:b] for a, b in entry.names)
    code = "".join(flow.flat[a:b] for a, b in entry.codes)
    liked: dict[int, int] = {}
    for nature in words.natures:
        if any(code.startswith(c) for c in nature.get("codes", ())) or any(
                n in name for n in nature.get("names", ())):
            for n, column in enumerate(panel.columns):
                last = re.sub(r"\([^()]*\)$", "", column.rsplit("/", 1)[-1])
                if last in nature["columns"]:
                    liked.setdefault(n, len(liked))
    totals = {i.total for i in panel.identities}

    present = {n for n, c in enumerate(panel.columns)
               if any(w in c for w in words.present)}

    def rank(way: tuple[int, ...]) -> tuple[int, int, int, tuple[int, ...]]:
        now = sum(1 for c in way if c in present)
        best = min((liked.get(c, 999) for c in way if c not in totals), default=999)
        return -now, best, -sum(used.get(c, 0) for c in way), way

    return min(place.ways, key=rank)


def _row(flow: Flow, entry: Entry, place: Placed | None, panel: Panel, two: bool) -> Row:
    label: list[Text] = []
    prefix = ""
    if two and panel.name:
        label.append(panel.name)
        prefix = re.sub(r"\s", "", panel.name.text) + "/"
    if entry.codes:
        label.append(_code_text(flow, entry))
    if entry.codes and entry.names and entry.names[0][0] < entry.codes[0][0]:
        label.append(Text.join([flow.text(a, b) for a, b in entry.names]))
    else:
        label += [flow.text(a, b) for a, b in entry.names]
    line = flow.lines[flow.line_of(entry.start())].line
    cells: dict[str, Text] = {}
    doubt = ""
    if place and entry.numbers:
        if not place.ways:
            doubt = MORE
            chosen: tuple[int, ...] = tuple(range(len(panel.columns)))
        else:
            chosen = place.ways[0]
            if not place.holds:
                doubt = NONE
            elif not place.certain:
                doubt = SEVERAL
        texts = [flow.text(a, b) for a, b in entry.numbers]
        line = texts[0].line
        for column, text in zip(chosen, texts, strict=False):
            cells[prefix + panel.columns[column]] = text
        for extra, text in enumerate(texts[len(chosen):], 1):
            cells[f"{prefix}未知栏{extra}"] = text
    if not doubt:
        for column in panel.columns:
            cells.setdefault(prefix + column, Text.of("", line))
    return Row(tuple(label), cells, line, panel=entry.panel, doubt=doubt)
