"""Entries of a money table: code, name, numbers, cut out of a flow of cells.

Floor 3, pure. What column a number is in is not decided here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from mingzhang.model import Text
from mingzhang.read.wrapped_heads import Head
from mingzhang.read.wrapped_lines import FULL, HALF, PAGE, SPACE, Flow, width
from mingzhang.read.wrapped_statements import MoneyWords

MOST_NUMBERS = 300  # no row of a statement prints more
_NUMBER = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?%?|[-—]+")
_INTEGER = re.compile(r"\d{1,3}")
_CODE = re.compile(r"\d{3}(?:\d\d){0,2}")
_LONG_CODE = re.compile(r"(?=[\dA-Z]*\d{3})[\dA-Z]{6,21}|\d{3,21}[A-Z]?\d*")
_BARE_ORDINAL = re.compile(
    r"[一二三四五六七八九十廿卅]{1,3}、|\([一二三四五六七八九十廿卅]{1,3}\)|\d{1,2}[、.]|\(\d{1,2}\)"
)
_PAIR = re.compile(r"\d\d")
_STOP = re.compile(r"第[一二三四五六七八九十廿卅]+部分|目录$")
ORDINAL = re.compile(
    r"[一二三四五六七八九十廿卅]{1,3}、|\([一二三四五六七八九十廿卅]{1,3}\)|\d{1,2}[、.](?!\d)|\(\d{1,2}\)|其中:"
)


@dataclass(slots=True)
class Entry:
    """One row of one panel, as cut out of the flow (flat ranges)."""

    codes: list[tuple[int, int]] = field(default_factory=list)
    names: list[tuple[int, int]] = field(default_factory=list)
    numbers: list[tuple[int, int]] = field(default_factory=list)
    row_number: tuple[int, int] | None = None
    panel: int = 0
    torn: bool = False  # the page broke in its name

    def start(self) -> int:
        return min(a for a, _ in [*self.codes, *self.names, *self.numbers])

    def end(self) -> int:
        return max(b for _, b in [*self.codes, *self.names, *self.numbers])


def read_entries(
    flow: Flow, head: Head, last: int, words: MoneyWords
) -> tuple[list[Entry], int, list[Text], list[Text]]:
    """The entries from the end of the header on, the piece after the table, notes, furniture."""
    cut = Cutter(flow, head, words, _decimals(flow, head.end, last))
    index, notes, end = head.end, [], 0
    while index < last:
        piece = flow.pieces[index]
        run = flow.flat[piece.start : piece.end]
        if piece.gap >= HALF:
            if _STOP.match(run) or (run.endswith(words.stops) and _closes(flow, index, last)):
                break
            if words.notes.match(flow.flat, piece.start):
                end = _note_end(flow, index, last)
                notes.append(flow.text(piece.start, flow.pieces[end - 1].end))
                break
            if _sentence(flow, index, last):
                break
        index += max(cut.take(index, last), 1)
    cut.close()
    _late_totals(cut)
    entries = _settled(cut)
    if not end:
        end = max((flow.piece_at(e.end() - 1) + 1 for e in entries), default=head.end)
    limit = flow.pieces[end - 1].end
    furniture = [flow.text(a, b) for a, b in cut.furniture if b <= limit]
    return entries, end, notes, furniture


def _closes(flow: Flow, index: int, last: int) -> bool:
    """True when piece ``index`` ends its line."""
    return index + 1 >= last or flow.pieces[index + 1].gap >= HALF


def _late_totals(cut: Cutter) -> None:
    """A word of total printed behind its numbers, on their line, takes them from the row before."""
    flow = cut.flow
    for before, entry in pairwise(cut.entries):
        if (
            entry.numbers
            or entry.codes
            or flow.flat[entry.start() : entry.end()] not in (cut.words.totals)
        ):
            continue
        line = flow.line_of(entry.start())
        late = [n for n in before.numbers if flow.line_of(n[0]) == line]
        if late and len(late) < len(before.numbers) and flow.line_of(before.start()) != line:
            before.numbers = before.numbers[: -len(late)]
            entry.numbers = late


def _settled(cut: Cutter) -> list[Entry]:
    """The entries without a tail of words that no number follows and no ordinal opens."""
    entries = cut.entries
    while (
        entries
        and not entries[-1].numbers
        and not entries[-1].codes
        and not (ORDINAL.match(cut.flow.flat, entries[-1].start()))
    ):
        entries.pop()
    return entries


def _note_end(flow: Flow, index: int, last: int) -> int:
    """The piece after a note: to the end of its line, and on while lines are full."""
    line, size = flow.pieces[index].line, 0
    for at in range(index, last):
        piece = flow.pieces[at]
        if piece.line != line:
            if size < 60 or flow.flat[piece.start - 1] in "。;" or piece.gap in (PAGE,):
                return at
            line, size = piece.line, 0
        size += width(flow.flat[piece.start : piece.end])
    return last


def _sentence(flow: Flow, index: int, last: int) -> bool:
    """True when the line that begins at piece ``index`` is running text, not cells."""
    end = index + 1
    while end < last and flow.pieces[end].gap < HALF:
        end += 1
    line = flow.flat[flow.pieces[index].start : flow.pieces[end - 1].end]
    return "。" in line or (
        len(line) > 24
        and line.count(",") - len(re.findall(r",\d{3}", line)) > 0
        and not _NUMBER.fullmatch(flow.flat, flow.pieces[end - 1].start, flow.pieces[end - 1].end)
    )


def _decimals(flow: Flow, first: int, last: int) -> bool:
    """True when this table prints its amounts with decimals."""
    runs = [flow.flat[p.start : p.end] for p in flow.pieces[first : min(last, first + 600)]]
    numbers = [r for r in runs if _NUMBER.fullmatch(r)]
    places = {len(r.rpartition(".")[2]) for r in numbers if "." in r}
    commas = sum(1 for r in numbers if "," in r)
    points = sum(1 for r in numbers if "." in r)
    return (points > 1 and len(places) == 1) or (commas > 1 and not points)


@dataclass(slots=True)
class Cutter:
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
    turned: int = -1  # where the print goes on after a page break (flat)

    def close(self) -> None:
        """The entry is complete."""
        if self.now.codes or self.now.names or self.now.numbers:
            self.entries.append(self.now)
            names = self.now.names
            self.ordinals += bool(names and ORDINAL.match(self.flow.flat, names[0][0]))
        self.now = Entry()

    def take(self, index: int, last: int) -> int:
        """Take the piece (or pieces) at ``index``; how many were taken."""
        flow = self.flow
        piece = flow.pieces[index]
        run = flow.flat[piece.start : piece.end]
        if self.head.leading and self.opens_row(index, run, last):
            self.close()
            self.now.row_number = (piece.start, piece.end)
            self.furniture.append((piece.start, piece.end))
            self.expected = int(run) + 1
            return 1
        if self.is_page_number(index, run, last) or self.is_page_end(index, run, last):
            self.furniture.append((piece.start, piece.end))
            return 1
        code = self.code(index, last)
        if code:
            if self.now.numbers or self.now.codes or (self.now.names and not self.before_code()):
                self.close()
            self.now.codes.append((piece.start, flow.pieces[index + code - 1].end))
            return code
        if _NUMBER.fullmatch(run):
            if self.is_row_number(index, run, last):
                self.furniture.append((piece.start, piece.end))
                self.now.row_number = (piece.start, piece.end)
                return 1
            if len(self.now.numbers) < MOST_NUMBERS:
                self.now.numbers.append((piece.start, piece.end))
            elif self.furniture and self.furniture[-1][1] == piece.start:
                self.furniture[-1] = (self.furniture[-1][0], piece.end)
            else:
                self.furniture.append((piece.start, piece.end))
            return 1
        again = self.header_again(index, last)
        if again:
            self.furniture.append((piece.start, flow.pieces[index + again - 1].end))
            self.turned = flow.pieces[index + again - 1].end
            return again
        if self.torn(index, run):
            self.entries[-1].names.append((piece.start, piece.end))
            self.entries[-1].torn = True
            self.turned = piece.end
            return 1
        self.text(index, run)
        return 1

    def is_page_number(self, index: int, run: str, last: int) -> bool:
        """A small number alone on its line, where amounts have decimals and rows no number."""
        if not self.decimals or self.head.numbered or not _INTEGER.fullmatch(run) or run == "0":
            return False
        alone = index + 1 >= last or self.flow.pieces[index + 1].gap >= HALF
        return alone and self.flow.pieces[index].gap >= FULL and not _CODE.fullmatch(run)

    def is_page_end(self, index: int, run: str, last: int) -> bool:
        """A small number alone on its line before a header that is printed again."""
        if index + 1 >= last or not _INTEGER.fullmatch(run) or not self.head.printed:
            return False
        after = self.flow.pieces[index + 1]
        return (
            self.flow.pieces[index].gap >= HALF
            and after.gap >= HALF
            and self.flow.flat.startswith(self.head.printed, after.start)
        )

    def header_again(self, index: int, last: int) -> int:
        """Pieces of a header repeated after a page break (0: none)."""
        flow = self.flow
        if flow.pieces[index].gap < HALF:
            return 0
        at, count = flow.pieces[index].start, 0
        end = at + len(self.head.printed)
        if flow.flat.startswith(self.head.printed, at) and end > at and flow.is_edge(end):
            return (flow.piece_at(end) if end < len(flow.flat) else len(flow.pieces)) - index
        while at < len(flow.flat):
            hit = self.words.head.match(flow.flat, at)
            if not hit or (
                hit[0] not in self.head.words and hit[0].split("(")[0] not in self.head.words
            ):
                break
            count, at = count + 1, hit.end()
        if count < 3 or not flow.is_edge(at):
            return 0
        stop = flow.piece_at(at) if at < len(flow.flat) else len(flow.pieces)
        after = stop
        while after < last and flow.flat[flow.pieces[after].start : flow.pieces[after].end] == str(
            after - stop + 1
        ):
            after += 1
        return (after if after - stop > 1 else stop) - index

    def code(self, index: int, last: int) -> int:
        """How many pieces at ``index`` are a code (210, 210 13 01, 2101301); 0 when none."""
        flow = self.flow
        piece = flow.pieces[index]
        run = flow.flat[piece.start : piece.end]
        if self.coded(index, last):
            count = 1
            while _PAIR.fullmatch(
                flow.flat, flow.pieces[index + count].start, flow.pieces[index + count].end
            ):
                count += 1
            return count
        if (
            self.decimals
            and piece.gap >= HALF
            and _LONG_CODE.fullmatch(run)
            and not (_CODE.fullmatch(run))
            and (self.now.numbers or not self.now.names)
            and index + 1 < last
        ):
            after = flow.pieces[index + 1]
            if not _NUMBER.fullmatch(flow.flat, after.start, after.end):
                return 1
        if not _CODE.fullmatch(run):
            return 0
        if (
            self.now.names
            and not self.now.numbers
            and not self.before_code()
            and not (self.decimals and self.now.codes)
        ):
            return 0
        count = 1
        while (
            len(run) + 2 * count <= 7
            and index + count < last
            and _PAIR.fullmatch(
                flow.flat, flow.pieces[index + count].start, flow.pieces[index + count].end
            )
        ):
            count += 1
        after = index + count
        if after >= last:
            return 0
        if (
            self.now.numbers
            and piece.gap < HALF
            and not (self.head.beside or (self.decimals and flow.pieces[after].gap == SPACE))
        ):
            return 0
        following = flow.flat[flow.pieces[after].start : flow.pieces[after].end]
        if _NUMBER.fullmatch(following):
            if self.nameless(index, after):
                return count
            return (
                count
                if len(run) + 2 * count - 2 in (3, 5, 7)
                and piece.gap >= HALF
                and (self.before_code() and self.now.names != [])
                else 0
            )
        return count

    def nameless(self, index: int, after: int) -> bool:
        """True when a code opens a row whose name stands on the next page."""
        piece, now = self.flow.pieces[index], self.now
        if not self.decimals or (now.names and not now.numbers):
            return False
        begins = piece.gap >= HALF or (now.row_number is not None and not now.numbers)
        following = self.flow.flat[self.flow.pieces[after].start : self.flow.pieces[after].end]
        return (
            begins
            and "." in following
            and self.flow.pieces[after].gap == SPACE
            and (len(self.entries) < 2 or self.entries[-1].codes != [])
            and (bool(self.entries) or bool(now.numbers))
            and (not self.head.numbered or now.row_number is not None)
        )

    def coded(self, index: int, last: int) -> bool:
        """True when short integers open a line before words, where entries have codes."""
        flow = self.flow
        if flow.pieces[index].gap < HALF or not self.decimals or self.head.numbered:
            return False
        if not self.now.numbers or not any(e.codes for e in self.entries[-3:]):
            return False
        for at in range(index, min(index + 4, last)):
            run = flow.flat[flow.pieces[at].start : flow.pieces[at].end]
            if not _INTEGER.fullmatch(run):
                return at > index and not _NUMBER.fullmatch(run)
        return False

    def before_code(self) -> bool:
        """True when the words before a code may be the upper half of its wrapped name."""
        if not self.now.names or self.now.numbers or self.now.codes:
            return False
        text = self.flow.flat[self.now.names[0][0] : self.now.names[-1][1]]
        coded = sum(1 for e in self.entries[-6:] if e.codes)
        return coded >= 2 and text not in self.words.totals and not ORDINAL.match(text)

    def opens_row(self, index: int, run: str, last: int) -> bool:
        """序号 before a label: a small number before words or a code."""
        if (
            not _INTEGER.fullmatch(run)
            or index + 1 >= last
            or (self.now.row_number and not (self.now.names or self.now.codes or self.now.numbers))
        ):
            return False
        piece, after = self.flow.pieces[index], self.flow.pieces[index + 1]
        following = self.flow.flat[after.start : after.end]
        words = not _NUMBER.fullmatch(following) or _CODE.fullmatch(following) is not None
        if piece.gap >= HALF:
            return words and (int(run) == self.expected or self.decimals)
        return words and self.decimals and after.gap == SPACE and not _CODE.fullmatch(run)

    def is_row_number(self, index: int, run: str, last: int) -> bool:
        """行次 or 序号: the number that the count of rows expects."""
        if (
            not self.head.numbered
            or self.head.leading
            or not _INTEGER.fullmatch(run)
            or self.now.row_number
        ):
            return False
        if int(run) == self.expected and not self.now.numbers:
            self.expected += 1
            return True
        # the other panel counts on from its own start
        return self.decimals and run != "0" and not self.now.numbers

    def torn(self, index: int, run: str) -> bool:
        """Words right after a page break that end the name of the row before it."""
        piece = self.flow.pieces[index]
        if piece.gap == PAGE and self.turned < 0:
            self.turned = piece.start
        if piece.start != self.turned:
            return False
        if self.now.codes and self.now.numbers:
            self.close()
        whole = not (self.now.codes or self.now.names or self.now.numbers)
        return (
            whole
            and bool(self.entries and self.entries[-1].codes)
            and all(
                not (e.codes and e.names) or e.names[0][0] > e.codes[0][0] for e in self.entries
            )
            and run not in self.words.totals
            and not ORDINAL.match(run)
        )

    def text(self, index: int, run: str) -> None:
        """Words: go on with the name, begin another cell of it, or begin another entry."""
        piece = self.flow.pieces[index]
        now = self.now
        if now.numbers or (now.row_number and now.names and not self.head.leading):
            self.close()
            now = self.now
        if not now.names:
            now.names.append((piece.start, piece.end))
        elif now.codes or not self.begins(index, run):
            upper = self.flow.pieces[index - 1]
            filled = width(self.flow.flat[upper.start : upper.end]) >= max(10, self.widest - 3)
            if (
                now.codes
                and self.head.name_columns > 1
                and len(run) > 1
                and not (piece.gap == FULL and filled)
            ):
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
        before = self.flow.flat[self.now.names[-1][0] : self.now.names[-1][1]]
        if _BARE_ORDINAL.fullmatch(before):
            return False
        if ORDINAL.match(run) or run in self.words.totals or before in self.words.totals:
            return True
        if len(run) <= 2 and len(before) <= 2 and piece.gap == SPACE:
            return False
        known = self.ordinals * 2 >= len(self.entries) and ORDINAL.match(before)
        if piece.gap == SPACE and known:
            return run.startswith(self.words.openers)
        if piece.gap in (SPACE, HALF, PAGE):
            return not (piece.gap == SPACE and len(run) == 1)
        if run[0] in self.words.joiners and piece.gap != SPACE:
            return False
        if ORDINAL.match(before) and self.ordinals * 2 > len(self.entries):
            return run.startswith(self.words.openers)
        upper = self.flow.pieces[index - 1]
        return width(self.flow.flat[upper.start : upper.end]) < max(12, self.widest - 3)


def join_tails(flow: Flow, entries: list[Entry]) -> None:
    """Words around a coded line without a name are its name (a wrapped name, centred)."""
    for index, entry in enumerate(entries):
        if not entry.codes or not entry.names or index + 1 >= len(entries):
            continue
        if entry.names[0][0] > entry.codes[0][0]:
            continue
        after = entries[index + 1]
        if (
            not after.codes
            and not after.numbers
            and after.names
            and not ORDINAL.match(flow.flat, after.start())
        ):
            entry.names.append(after.names.pop(0))
    entries[:] = [e for e in entries if e.codes or e.names or e.numbers]


def set_sides(flow: Flow, entries: list[Entry], words: MoneyWords) -> None:
    """收入 or 支出: by the words of the line; a word of total by turns."""
    total_turn = 0
    for index, entry in enumerate(entries):
        text = "".join(flow.flat[a:b] for a, b in entry.names)
        bare = ORDINAL.sub("", text)
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
