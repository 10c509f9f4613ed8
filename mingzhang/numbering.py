"""Numbering 编号: the numbers of headings and of tables.

Pure. ``records`` gives registers for the rules of ``packs/rules/structure.toml``:

* ``heading``   a number that does not follow the one before it in its list (and one that does):
                ``number``, ``wanted``, ``last``, ``title``
* ``numbered``  a printed number of a table: ``number``, ``tables`` (how many differ), ``first``
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from mingzhang.model import Document, Paragraph, Place, Record
from mingzhang.outline import Heading, contents, han, squeezed
from mingzhang.profile import Context, bare
from mingzhang.tally import exact, places


def records(document: Document, context: Context) -> list[Record]:
    """All records of the numbers of a document; its contents list is not counted."""
    end = contents(document, context.words["structure"]["contents"])[0]
    return [*_headings(document, context, end), *_numbered(document, context)]


class _Item(NamedTuple):
    """A numbered heading, the number before it, and where that stands (or inside of what)."""

    heading: Heading
    number: int
    last: int
    since: Heading
    inner: bool = False


def _headings(document: Document, context: Context, end: int) -> Iterator[Record]:
    """Numbered headings and items that do not follow the one before, and one that does."""
    row = re.compile(context.words["structure"]["headings"]["row"])
    heads = [h for h in context.outline.headings if h.block > end and h.ordinal]
    items = list(_items(heads, merge=False))
    loose = {i.heading.block: i for i in _items(heads, merge=True)}
    skip = set()
    agreed = False
    for at, item in enumerate(items):
        head, wanted = item.heading, item.last + 1
        if item.number == wanted and agreed:
            continue
        other = loose.get(head.block)
        if item.number != wanted and (
            item.number < item.last
            or head.block in skip
            or (other and other.number == other.last + 1)
            or row.search(head.words)
            or (head.words == item.since.words and not item.inner)
        ):
            continue
        style = head.ordinal.style if head.ordinal else ""
        after = next((i for i in items[at + 1 :] if i.heading.ordinal.style == style), None)
        if item.number == wanted + 1 and after and after.number == after.last == item.number:
            skip.add(after.heading.block)
        agreed = agreed or item.number == wanted
        doubt = ""
        if item.number > wanted and _stands_between(document, item, wanted):
            doubt = f"第{wanted}可能在前面的文字或表里"
        elif item.number > wanted and style == "part":
            doubt = "部分的标题可能是图片"
        yield Record(
            "heading",
            head.text[:30],
            {
                "number": exact(item.number),
                "wanted": exact(wanted),
                "last": exact(item.last),
                "title": head.text[:30],
            },
            {"number": str(item.number), "wanted": str(wanted), "last": str(item.last)},
            {"number": head.place},
            doubt,
        )


def _stands_between(document: Document, item: _Item, wanted: int) -> bool:
    """Whether the wanted number is printed anywhere since the one before."""
    style = item.heading.ordinal.style if item.heading.ordinal else ""
    signs = "|".join([str(wanted)] if style.startswith("arabic") else han(wanted))
    pattern = re.compile(
        rf"[（(](?:{signs})[）)]"
        if style.endswith("bracket")
        else rf"第(?:{signs})(?:部分|章|篇|条)"
        if style in ("part", "article")
        else rf"(?<![\d十百])(?:{signs})[、．.)）]"
    )
    start = item.since.place.line
    between = document.lines[start : item.heading.place.line - 1]
    return any(pattern.search(squeezed(line)) for line in between) or any(
        pattern.search(squeezed(text))
        for text in (item.since.text[1:], *_titles_between(document, item))
    )


def _titles_between(document: Document, item: _Item) -> Iterator[str]:
    for block in document.blocks[item.since.block : item.heading.block]:
        if not isinstance(block, Paragraph):
            yield block.title.text


def _items(heads: list[Heading], merge: bool) -> Iterator[_Item]:
    """Follows the lists: 1 opens one, any heading above closes those below it."""
    stack: list[tuple[str, int, Heading, bool]] = []
    for head in heads:
        assert head.ordinal
        style = _family(head.ordinal.style) if merge else head.ordinal.style
        number = head.ordinal.number
        at = next((n for n in range(len(stack) - 1, -1, -1) if stack[n][0] == style), None)
        if at is not None:
            if number != 1:
                yield _Item(head, number, *stack[at][1:])
            del stack[at:]
        stack.append((style, number, head, False))
        for one in head.inner:
            inner = _family(one.style) if merge else one.style
            below = next((n for n, s in enumerate(stack) if s[0] == inner), len(stack))
            del stack[below:]
            stack.append((inner, one.number, head, True))


def _family(style: str) -> str:
    """The style, with 1. and 1、 and 1） taken for one."""
    return "arabic" if style in ("arabic-dot", "arabic-comma", "arabic-half") else style


def _numbered(document: Document, context: Context) -> Iterator[Record]:
    """Numbers printed over tables: the same number over different tables is a fault.

    Forms of one title that all bear one number are a series; they differ only where the document
    gives such forms numbers of their own.
    """
    words = context.words["structure"]
    project = re.compile(words["numbered"]["project"])
    noise = re.compile(words["contents"]["noise"])
    printed = _table_numbers(document, re.compile(words["numbered"]["line"]))
    seen: dict[int, list[_Use]] = defaultdict(list)
    for at, (index, text, number) in enumerate(printed):
        stop = printed[at + 1][0] if at + 1 < len(printed) else len(document.lines)
        title = _title_near(document.lines, index, text)
        body = "｜".join(squeezed(x.replace("\t", "｜")) for x in document.lines[index:stop][:40])
        named = project.search(body)
        key = bare(title, context.profile, noise)
        seen[number].append(_Use(index, text, title, key, named.group(1) if named else ""))
    numbers = defaultdict(set)
    for number, uses in seen.items():
        for use in uses:
            numbers[use.key].add(number)
    for uses in seen.values():
        kinds: list[_Use] = []
        for use in uses:
            if not any(_one_table(use, other, len(numbers[use.key]) > 1) for other in kinds):
                kinds.append(use)
        fields = {"number": uses[0].text, "tables": exact(len(kinds)), "first": uses[0].title}
        names = "、".join(f"“{use.project or use.title}”" for use in kinds)
        shown = {"number": uses[0].text, "tables": str(len(kinds))}
        at = places("number", [Place(use.index + 1) for use in (uses[-1], *uses[:-1])])
        yield Record("numbered", names, fields, shown, at)


class _Use(NamedTuple):
    """A printed number of a table: line, as printed, title, key of the title, project."""

    index: int
    text: str
    title: str
    key: str
    project: str


def _one_table(one: _Use, other: _Use, apart: bool) -> bool:
    """Whether two uses of a number are one table, or forms of one series (unless ``apart``); a line
    of the contents names the form and not its project."""
    if not one.key or not other.key:
        return True
    alike = one.key in other.key or other.key in one.key
    same = one.project == other.project or not (one.project and other.project)
    return alike and (same or not apart)


def _table_numbers(document: Document, pattern: re.Pattern[str]) -> list[tuple[int, str, int]]:
    found = []
    for index, line in enumerate(document.lines):
        if "表" in line:
            match = pattern.match(squeezed(line).lstrip("#*- "))
            if match:
                digits = next(group for group in match.groups() if group)
                found.append((index, match.group().strip(), int(digits)))
    return found


def _title_near(lines: tuple[str, ...], index: int, number: str) -> str:
    """The title printed beside a number: on its line, or within three lines around it."""
    rest = squeezed(lines[index]).lstrip("#*- ").removeprefix(number).strip(" .．、：:")
    if rest:
        return rest
    for distance in (-1, 1, -2, 2, -3, 3):
        if 0 <= index + distance < len(lines):
            text = squeezed(lines[index + distance]).lstrip("#*- ")
            if text.endswith("表") or text.endswith("情况"):
                return text
    return ""
