"""Tags and text 标记: a web page cut into start tags, end tags and text, in linear time.

Comments, scripts, styles and whatever is never printed are left out. Nothing is fetched.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import NamedTuple

_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9:_-]{0,40})")
_ATTRIBUTE = re.compile(r"([A-Za-z_:][\w:.-]{0,60})\s*(?:=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'>]+))?")
_QUOTE = re.compile(r"[\"'>]")
_RAW = {
    name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE)
    for name in ("script", "style", "title", "textarea", "xmp", "iframe", "noembed", "noframes")
}
_KEPT = frozenset({"rowspan", "colspan", "style", "hidden", "width"})


class Tag(NamedTuple):
    """A start tag, or an end tag when ``ends``. ``said`` holds the attributes that matter."""

    name: str
    ends: bool
    said: dict[str, str]


def cut(text: str) -> Iterator[Tag | str]:
    """The tags and texts of a page in order; entities in texts are resolved."""
    at, told, size = 0, 0, len(text)
    while at < size:
        mark = text.find("<", at)
        if mark < 0:
            break
        if text.startswith("<!--", mark):
            end = text.find("-->", mark + 4)
            end = size if end < 0 else end + 3
        elif text.startswith(("<!", "<?"), mark):
            end = text.find(">", mark)
            end = size if end < 0 else end + 1
        else:
            found = _NAME.match(text, mark)
            if not found:
                at = mark + 1
                continue
            end = _end(text, found.end())
        if mark > told:
            yield html.unescape(text[told:mark])
        if text[mark + 1] not in "!?":
            tag = _tag(text[mark:end], found)
            yield tag
            if not tag.ends and tag.name in _RAW:
                over = _RAW[tag.name].search(text, end)
                end = over.start() if over else size
        at = told = end
    if told < size:
        yield html.unescape(text[told:])


def _end(text: str, at: int) -> int:
    """Where the tag ends that is open at ``at``: after a > that stands in no quotes.

    A quote that is not closed within the next 100,000 characters is none.
    """
    start = at
    while True:
        found = _QUOTE.search(text, at)
        if not found:
            return len(text)
        if found[0] == ">":
            return found.end()
        close = text.find(found[0], found.end(), found.end() + 100_000)
        if close < 0 or found.end() - start > 400_000:
            end = text.find(">", found.end())
            return len(text) if end < 0 else end + 1
        at = close + 1


def _tag(text: str, name: re.Match[str]) -> Tag:
    word = name[1].lower()
    if text[1] == "/":
        return Tag(word, True, {})
    said: dict[str, str] = {}
    if len(text) > len(name[0]) + 1:
        for key, value in _ATTRIBUTE.findall(text, len(name[0]), min(len(text), 4000)):
            if key.lower() in _KEPT:
                said.setdefault(key.lower(), html.unescape(value.strip("\"'")))
    return Tag(word, False, said)
