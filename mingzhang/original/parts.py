"""Parts of a package 部件 changed by hand: what is put in stands between bytes that stay.

No part is written anew from what was understood of it: a library that does so loses what it does
not know (shapes, extensions of a vendor). Names of vocabularies are taken from the file itself.
"""

from __future__ import annotations

import copy
import io
import re
import zipfile
from collections.abc import Callable, Iterable
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from mingzhang.model import Unreadable
from mingzhang.read.package import Package

TYPES = "[Content_Types].xml"
_ROOT = "_rels/.rels"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # of a zip: a new part has no date
_BROKEN = "文件里有一部分不是 UTF-8 编码的 XML，没有写批注。"
_SPACE = re.compile(rb"""xmlns(?::(\w[\w.-]*))?\s*=\s*["']([^"']*)["']""")

Walk = Callable[[str, dict[str, str], int], None]


class Insertions:
    """Bytes to be put into a part, each at a place of the part as it was; in order of coming."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._put: dict[int, list[bytes]] = {}
        self._gone: dict[int, int] = {}

    def at(self, place: int, text: str) -> None:
        """Put ``text`` before the byte at ``place``."""
        self._put.setdefault(place, []).append(text.encode())

    def instead(self, start: int, end: int, text: str) -> None:
        """Put ``text`` where the bytes from ``start`` to ``end`` were."""
        self.at(start, text)
        self._gone[start] = end

    def once(self, place: int, text: str) -> None:
        """As ``at``, where the same text is not to be put twice."""
        if text.encode() not in self._put.get(place, ()):
            self.at(place, text)

    def done(self) -> bytes:
        """The part with all that was put in."""
        made, last = [], 0
        for place in sorted(self._put):
            made += [self.data[last:place], *self._put[place]]
            last = self._gone.get(place, place)
        return b"".join([*made, self.data[last:]])


def walk(data: bytes, start: Walk, end: Walk, said: Callable[[str, int], None]) -> None:
    """Calls ``start``, ``end`` (name as written, attributes, place of the tag) and ``said`` (text,
    its place) for a part. Raises ``model.Unreadable`` for what is no XML in UTF-8."""
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = False

    def refused(*_: object) -> None:
        raise Unreadable(_BROKEN)

    calls = {  # by the names that the parser has for them
        "StartDoctypeDeclHandler": refused,
        "StartElementHandler": lambda name, own: start(name, own, parser.CurrentByteIndex),
        "EndElementHandler": lambda name: end(name, {}, parser.CurrentByteIndex),
        "CharacterDataHandler": lambda text: said(text, parser.CurrentByteIndex),
    }
    for name, call in calls.items():
        setattr(parser, name, call)
    try:
        data.decode("utf-8")
        parser.Parse(data, True)
    except (expat.ExpatError, UnicodeDecodeError) as error:
        raise Unreadable(_BROKEN) from error


def local(name: str) -> str:
    """A name without its prefix."""
    return name.rpartition(":")[2]


def prefix(name: str) -> str:
    """The prefix of a name with its colon; "" when it has none."""
    return name[: len(name) - len(local(name))]


def after(data: bytes, tag: int) -> int:
    """The place behind the tag that begins at ``tag``."""
    quote = 0
    for place in range(tag, len(data)):
        char = data[place]
        if quote:
            quote = 0 if char == quote else quote
        elif char in b"\"'":
            quote = char
        elif char == 0x3E:
            return place + 1
    return len(data)


def behind(data: bytes, name: str, place: int) -> int:
    """The place behind an element whose end is told at ``place``: its end tag stands there, or it
    was an empty element."""
    return after(data, place) if data.startswith(b"</" + name.encode(), place) else place


def root(data: bytes) -> tuple[str, dict[str, str]]:
    """The name of the root of a part, and the vocabularies that it declares by prefix."""
    found: list[tuple[str, int]] = []

    def start(name: str, own: dict[str, str], place: int) -> None:
        if not found:
            found.append((name, place))

    walk(data, start, lambda *_: None, lambda *_: None)
    name, place = found[0]
    declared = _SPACE.findall(data[place : after(data, place)])
    return name, {key.decode(): value.decode() for key, value in declared}


def appended(data: bytes, inside: str) -> bytes:
    """A part with something more as the last thing in its root."""
    name, _ = root(data)
    end = data.rfind(b"</" + name.encode())
    if end >= 0:
        return data[:end] + inside.encode() + data[end:]
    close = data.rstrip().rfind(b"/>")  # the root is an empty element
    return data[:close] + b">" + inside.encode() + f"</{name}>".encode() + data[close + 2 :]


def typed(types: bytes, part: str, kind: str) -> bytes:
    """The list of content types with that of one part more."""
    name, _ = root(types)
    said = f'<{prefix(name)}Override PartName={quoteattr("/" + part)} ContentType="{kind}"/>'
    return appended(types, said)


def extended(types: bytes, extension: str, kind: str) -> bytes:
    """The list of content types with that of all parts of an extension, if it has none."""
    if re.search(rb'Extension\s*=\s*["\']' + extension.encode() + rb'["\']', types, re.IGNORECASE):
        return types
    name, _ = root(types)
    place = after(types, types.index(b"<" + name.encode()))
    said = f'<{prefix(name)}Default Extension="{extension}" ContentType="{kind}"/>'
    return types[:place] + said.encode() + types[place:]


class Relations:
    """The relations of a part of a package, to be added to."""

    def __init__(self, package: Package, part: str) -> None:
        folder, _, name = part.rpartition("/")
        self.part = f"{folder}/_rels/{name}.rels"
        top = package.part(_ROOT)
        self.data = package.part(self.part)
        self.base = _base(top)
        if not self.data:
            known = root(top)[1].get("", "")
            self.data = f"<Relationships xmlns={quoteattr(known)}></Relationships>".encode()

    def add(self, kind: str, target: str) -> str:
        """A relation of a kind to a part of this name from the root; its id."""
        known = set(re.findall(rb'\bId\s*=\s*["\']([^"\']*)["\']', self.data))
        number = 1
        while f"mz{number}".encode() in known:
            number += 1
        name, _ = root(self.data)
        self.data = appended(
            self.data,
            f'<{prefix(name)}Relationship Id="mz{number}" Type="{self.base}/{kind}"'
            f" Target={quoteattr('/' + target)}/>",
        )
        return f"mz{number}"


def _base(relations: bytes) -> str:
    """What the kinds of relations begin with in this file."""
    found = re.search(rb'Type\s*=\s*["\']([^"\']*)/officeDocument["\']', relations)
    if not found:
        raise Unreadable(_BROKEN)
    return found[1].decode()


def unused(known: Iterable[str], stem: str, extension: str) -> str:
    """A name for a new part that none of the known ones has."""
    taken = {name.lower() for name in known}
    number = 1
    while f"{stem}{number}.{extension}".lower() in taken:
        number += 1
    return f"{stem}{number}.{extension}"


def signed(package: Package) -> bool:
    """Whether a package has a digital signature."""
    return any(name.lower().startswith("_xmlsignatures/") for name in package.parts)


def rewritten(data: bytes, changed: dict[str, bytes]) -> bytes:
    """The package with some parts changed or added; all others, and their order, as they were."""
    made = io.BytesIO()
    package = Package(data)
    left = dict(changed)
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(made, "w") as new:
        for entry in old.infolist():
            name = entry.filename.lstrip("/")
            kept = copy.copy(entry)
            said = left.pop(name, None) if name in changed else package.part(name)
            if said is not None:
                new.writestr(kept, said, compress_type=entry.compress_type)
        for name, said in left.items():
            new.writestr(zipfile.ZipInfo(name, _EARLIEST), said, zipfile.ZIP_DEFLATED)
    return made.getvalue()
