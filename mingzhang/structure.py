"""Structure 结构: lists of contents and of attachments against the body.

Pure. ``records`` gives registers for the rules of ``packs/rules/structure.toml``:

* ``contents``  an entry of a list (目录, 附件): ``listed``, ``found`` (missing: absent), ``list``
* ``order``     a list whose entries stand in another order: ``listed``, ``found`` (sequences)
* ``listed``    tables that are only listed: ``tables``, ``read`` (counts), ``part``
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from mingzhang.model import Document, Paragraph, Place, Record, Table
from mingzhang.outline import (
    Heading,
    Ordinal,
    contents,
    squeezed,
)
from mingzhang.profile import Context, bare
from mingzhang.tally import exact

_LEAST_ALIKE = 74  # percent of the characters
_LONG_KEY = 8


def records(document: Document, context: Context) -> list[Record]:
    """All records of the structure of a document."""
    words = context.words["structure"]
    end, entries = contents(document, words["contents"])
    titles = _titles(document, context, words)
    found = []
    if entries:
        found += _compared(document, context, entries, [t for t in titles if t.block > end], words)
    found += _attached(document, context, titles, words)
    found += _only_listed(document, context, end, words)
    return found


class _Title(NamedTuple):
    """A title or an entry of a list: its number, words, key for comparison, part and place."""

    block: int
    place: Place
    ordinal: Ordinal | None
    words: str
    key: str
    part: int = 0


def _titles(document: Document, context: Context, words: Mapping[str, Any]) -> list[_Title]:
    """Every heading and every title of a table, in order, with the number of its part."""
    noise = re.compile(words["contents"]["noise"])
    headings = {h.block: h for h in context.outline.headings if not h.long}
    found, part = [], 0
    for index, block in enumerate(document.blocks):
        if isinstance(block, Table):
            text = squeezed(block.title.text)
            if text:
                digits = re.findall(r"\d+", block.number)
                number = Ordinal("table", int(digits[0]), 0) if digits else None
                where = Place(block.title.line or block.line, page=block.page, table=text)
                for piece in dict.fromkeys((text, *text.split("—"))):
                    key = bare(piece, context.profile, noise)
                    found.append(_Title(index, where, number, piece, key, part))
        elif index in headings:
            head = headings[index]
            if head.ordinal and head.ordinal.style == "part":
                part = head.ordinal.number
            key = bare(head.words, context.profile, noise)
            found.append(_Title(index, head.place, head.ordinal, head.words, key, part))
    return found


def _compared(
    document: Document,
    context: Context,
    entries: list[Heading],
    titles: list[_Title],
    words: Mapping[str, Any],
) -> Iterator[Record]:
    """Each entry of the contents list with the title it names, and the order of each part."""
    noise = re.compile(words["contents"]["noise"])
    listed, part = [], 0
    for entry in entries:
        assert entry.ordinal
        if entry.ordinal.style == "part":
            part = entry.ordinal.number
        key = bare(entry.words, context.profile, noise)
        listed.append(_Title(entry.block, entry.place, entry.ordinal, entry.words, key, part))
    start = titles[0].block if titles else len(document.blocks)
    generic = tuple(words["contents"]["generic"])
    matches = _matches(listed, titles, _body(document, start, noise), generic)
    named = re.compile(words["contents"]["table"])
    tables = [n for n, e in enumerate(listed) if named.search(e.words)]
    gone = [n for n in tables if matches[n] == "absent"]
    if len(gone) >= 3 and len(gone) * 2 >= len(tables):
        fields = {"tables": exact(len(gone)), "read": exact(0)}
        where = {"tables": listed[gone[0]].place}
        yield Record("listed", "目录", fields, {"tables": str(len(gone)), "read": "0"}, where)
        matches = ["" if n in gone else m for n, m in enumerate(matches)]
    yield from _entries(listed, matches, "目录")
    groups = defaultdict(list)
    for entry, title in zip(listed, matches, strict=True):
        same = isinstance(title, _Title) and title.key == entry.key
        if same and entry.ordinal and entry.ordinal.style != "part":
            groups[entry.part].append((entry, title))
    for pairs in groups.values():
        if len(pairs) > 2:
            yield _order(pairs)


def _body(document: Document, start: int, noise: re.Pattern[str]) -> str:
    pieces = [
        b.text.text if isinstance(b, Paragraph) else b.title.text for b in document.blocks[start:]
    ]
    return noise.sub("", squeezed("".join(pieces)))


def _matches(
    listed: list[_Title], titles: list[_Title], body: str, generic: tuple[str, ...] = ()
) -> list[_Title | str]:
    """For each entry its title; "" when it occurs in running text only; "absent" when nowhere.

    An entry that begins with a ``generic`` word is met by titles with a proper name instead.
    """
    taken: set[int] = set()
    found: list[_Title | str] = [""] * len(listed)
    by_key = defaultdict(list)
    for number, title in enumerate(titles):
        by_key[title.key].append(number)
    left = []
    for at, entry in enumerate(listed):
        same = [n for n in by_key.get(entry.key, ()) if n not in taken]
        best = min(same, key=lambda n: titles[n].part != entry.part, default=None)
        if best is None or not entry.key:
            left.append(at)
            continue
        taken.add(best)
        found[at] = titles[best]
    for at in left:
        entry = listed[at]
        part = _same_part(entry, titles)
        if part:
            found[at] = part
            continue
        if len(entry.key) >= _LONG_KEY and entry.key in body:
            continue
        rest = next((entry.key[len(g) :] for g in generic if entry.key.startswith(g)), "")
        if 2 * len(rest) >= _LONG_KEY and rest in body:
            continue
        alike = [
            (_alike(entry.key, t.key), -n)
            for n, t in enumerate(titles)
            if n not in taken and (t.part == entry.part or not t.part)
        ]
        score, number = max(alike, default=(0, 0))
        if score >= _LEAST_ALIKE:
            taken.add(-number)
            found[at] = titles[-number]
        elif entry.key and entry.key not in body:
            found[at] = "absent"
    return found


def _same_part(entry: _Title, titles: list[_Title]) -> _Title | None:
    """The part of the body with the number of a listed part, whatever it is called."""
    if not entry.ordinal or entry.ordinal.style != "part":
        return None
    return next((t for t in titles if t.ordinal and t.ordinal[:2] == entry.ordinal[:2]), None)


def _alike(one: str, other: str) -> int:
    """How many percent of two titles agree; nearly all when one holds the other."""
    longer = max(len(one), len(other))
    if not one or not other or abs(len(one) - len(other)) > longer // 2:
        return 0
    if one in other or other in one:
        return (
            99 if abs(len(one) - len(other)) <= 4 else 80 if min(len(one), len(other)) > 8 else 70
        )
    if 2 * len(set(one) & set(other)) < min(len(set(one)), len(set(other))):
        return 0
    same = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return 200 * sum(block.size for block in same) // (len(one) + len(other))


def _entries(listed: list[_Title], matches: list[_Title | str], name: str) -> Iterator[Record]:
    for entry, title in zip(listed, matches, strict=True):
        if title == "":
            continue
        fields: dict[str, Any] = {"listed": entry.key, "list": name, "found": None}
        printed = {"listed": entry.words, "list": name}
        at = {"listed": entry.place}
        if isinstance(title, _Title):
            alike = title.key == entry.key or title.key in entry.key or entry.key in title.key
            fields["found"] = entry.key if alike else title.key
            printed["found"] = title.words
            at["found"] = title.place
        yield Record("contents", entry.words, fields, printed, at)


def _order(pairs: list[tuple[_Title, _Title]]) -> Record:
    """The order of the entries of one part, as listed and as found."""
    by_body = sorted(range(len(pairs)), key=lambda n: pairs[n][1].block)
    moved = next((n for n, at in enumerate(by_body) if n != at), 0)
    as_listed = "、".join(str(n + 1) for n in range(len(pairs)))
    as_found = "、".join(str(n + 1) for n in by_body)
    first, then = pairs[moved], pairs[by_body[moved]]
    return Record(
        "order",
        f"第{first[0].part}部分" if first[0].part else "目录",
        {"listed": as_listed, "found": as_found, "entry": first[0].words, "body": then[1].words},
        {"listed": as_listed, "found": as_found},
        {"listed": first[0].place, "found": then[1].place},
    )


def _attached(
    document: Document, context: Context, titles: list[_Title], words: Mapping[str, Any]
) -> Iterator[Record]:
    """The list under a heading 附件 against the titles that follow it."""
    heading = re.compile(words["contents"]["attachments"])
    noise = re.compile(words["contents"]["noise"])
    heads = [h for h in context.outline.headings if not h.long]
    for at, head in enumerate(heads):
        if not heading.fullmatch(head.words):
            continue
        listed: list[_Title] = []
        for follower in heads[at + 1 :]:
            one = follower.ordinal
            if not one or one.style not in ("han", "arabic-dot", "arabic-comma"):
                break
            if one.number != len(listed) + 1 or (listed and listed[0].ordinal.style != one.style):
                break
            key = bare(follower.words, context.profile, noise)
            listed.append(_Title(follower.block, follower.place, one, follower.words, key))
        if len(listed) < 2:
            continue
        end = listed[-1].block
        later = [t._replace(part=0) for t in titles if t.block > end]
        body = _body(document, end + 1, noise)
        if later:
            yield from _entries(listed, _matches(listed, later, body), "附件目录")


def _only_listed(
    document: Document, context: Context, end: int, words: Mapping[str, Any]
) -> Iterator[Record]:
    """Runs of three or more headings that name tables, with no table in their part."""
    named = re.compile(words["contents"]["table"])
    run: list[Heading] = []
    heads = [h for h in context.outline.headings if h.block > end and not h.long]
    for head in [*heads, None]:
        one = head.ordinal if head else None
        follows = run and head and head.block == run[-1].block + 1
        if head and one and one.style in ("han", "arabic-comma", "arabic-dot") and (
            not run or (follows and one.number == len(run) + 1)
        ) and (run or one.number == 1):  # fmt: skip
            run.append(head)
            continue
        tables = [h for h in run if named.search(h.words)]
        if len(tables) >= 3 and len(tables) * 10 >= len(run) * 7:
            yield from _unread(document, context, run, tables)
        run = [head] if head and one and one.number == 1 and one.style == "han" else []


def _unread(
    document: Document, context: Context, run: list[Heading], tables: list[Heading]
) -> Iterator[Record]:
    """A run of names of tables: whether the tables, or at least their names, come after it."""
    noise = re.compile(context.words["structure"]["contents"]["noise"])
    body = _body(document, run[-1].block + 1, noise)
    read = sum(1 for h in tables if bare(h.words, context.profile, noise) in body)
    if read * 3 >= len(tables):
        return
    over = context.outline.over(run[0].block - 1)
    yield Record(
        "listed",
        over.text if over else "",
        {"tables": exact(len(tables)), "read": exact(read)},
        {"tables": str(len(tables)), "read": str(read)},
        {"tables": run[0].place},
    )
    yield from _cut_titles(run, tables)


def _cut_titles(run: list[Heading], tables: list[Heading]) -> Iterator[Record]:
    """The odd one among names of tables that all end in 表."""
    odd = [h for h in run if h not in tables]
    if len(odd) == 1:
        fields = {"title": odd[0].words, "ending": odd[0].words[-1:]}
        yield Record("table-name", odd[0].words, fields, {}, {"title": odd[0].place})
