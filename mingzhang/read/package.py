"""Packages 压缩包格式: the parts of a .docx, .xlsx or .ods, unpacked and parsed within bounds.

Sizes are checked before and while a part is unpacked. A document type or an entity in a part is
refused: these formats have none, and only a hostile file declares one. Nothing is fetched.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from xml.etree.ElementTree import ParseError, XMLParser

import olefile

from mingzhang.model import Unreadable

MAX_PART = 64 * 2**20
MAX_PARTS = 20_000
MAX_DEPTH = 400
MAX_NODES = 4_000_000
MAX_TEXTS = 500_000  # paragraphs, cells or strings of one file
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
LOCKED = "文件有密码保护，无法读取。请先去掉密码再审核。"
_BROKEN = "文件不完整或已损坏，打不开。请重新取得整个文件。"
_CHUNK = 1 << 20
_TELLING = frozenset({
    "EncryptedPackage", "WordDocument", "Workbook", "Book", "_VBA_PROJECT_CUR",
    "PowerPoint Document",
})  # fmt: skip
_SECRET = 1  # bit of the flags of an entry

Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]
Said = Callable[[str], None]


class Package:
    """The parts of a zip file by name, as ``bytes``."""

    def __init__(self, data: bytes) -> None:
        """Opens ``data``; raises ``model.Unreadable``."""
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise Unreadable(_BROKEN) from error
        if len(entries) > MAX_PARTS:
            raise Unreadable(f"压缩包里有 {len(entries)} 个文件，不像一份公开文件，没有读取。")
        self.parts = {e.filename.lstrip("/"): e for e in entries}

    def __contains__(self, name: str) -> bool:
        return name in self.parts

    def part(self, name: str) -> bytes:
        """The bytes of a part; b"" when there is none. Raises Unreadable when it is too large."""
        entry = self.parts.get(name)
        if entry is None:
            return b""
        if entry.flag_bits & _SECRET:
            raise Unreadable(LOCKED)
        if entry.file_size > MAX_PART:
            raise Unreadable(_too_large(entry.file_size))
        try:
            with self._zip.open(entry) as stream:
                data = stream.read(MAX_PART + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
                RuntimeError, ValueError) as error:  # fmt: skip
            raise Unreadable(_BROKEN) from error
        if len(data) > MAX_PART:
            raise Unreadable(_too_large(len(data)))
        return data


def counted(number: int) -> None:
    """Raises Unreadable when a file has more texts than any disclosure."""
    if number > MAX_TEXTS:
        raise Unreadable(
            f"文件里的段落或单元格超过 {MAX_TEXTS} 个的上限，不像一份公开文件，没有读取。"
        )


def _too_large(size: int) -> str:
    most = MAX_PART >> 20
    return f"文件解开后有一部分超过 {max(size >> 20, most)} MB，不像一份公开文件，没有读取。"


class _Target:
    """What the parser calls: depth and number of elements are counted, names lose their
    namespace."""

    def __init__(
        self, start: Start, end: End, said: Said | None, only: frozenset[str] | None
    ) -> None:
        self._only = only
        self._depth = self._nodes = 0
        self._start, self._end = start, end
        self._locals: dict[str, str] = {}
        self._wanted: dict[str, str] = {}  # by whole name; "" for an element that nobody asks for
        self.data = said or (lambda text: None)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._nodes += 1
        if self._depth > MAX_DEPTH or self._nodes > MAX_NODES:
            raise Unreadable("文件里的标记层次太深或太多，不像一份公开文件，没有读取。")
        local = self._wanted.get(name)
        if local is None:
            local = self._want(name)
        if not local:
            return
        for key in attributes:
            if key[0] == "{":
                attributes = self._own(attributes)
                break
        self._start(local, attributes)

    def end(self, name: str) -> None:
        self._depth -= 1
        local = self._wanted[name]
        if local:
            self._end(local)

    def _want(self, name: str) -> str:
        local = name.rpartition("}")[2]
        self._wanted[name] = made = local if self._only is None or local in self._only else ""
        return made

    def _own(self, attributes: dict[str, str]) -> dict[str, str]:
        """The attributes by their names without namespace."""
        known = self._locals
        for key in attributes:
            if key not in known:
                known[key] = key.rpartition("}")[2]
        return {known[key]: value for key, value in attributes.items()}

    @staticmethod
    def doctype(*_: object) -> None:
        raise Unreadable("文件里声明了 XML 文档类型或实体，正常的文件没有，没有读取。")


def parse(
    data: bytes,
    start: Start,
    end: End,
    said: Said | None = None,
    only: frozenset[str] | None = None,
) -> None:
    """Calls ``start``, ``end`` and ``said`` for the elements and texts of an XML part.

    Names are without their namespace; ``start`` and ``end`` are called for those in ``only``.
    Raises Unreadable when it is no XML or has a document type.
    """
    parser = XMLParser(target=_Target(start, end, said, only))
    try:
        for at in range(0, len(data), _CHUNK):
            parser.feed(data[at : at + _CHUNK])
        parser.close()
    except (ParseError, LookupError, ValueError) as error:
        raise Unreadable(_BROKEN) from error


def related(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """The relations of a part: id to (kind, name of the part). Links outside are left out."""
    folder, _, name = part.rpartition("/")
    found: dict[str, tuple[str, str]] = {}

    def start(tag: str, said: dict[str, str]) -> None:
        if tag == "Relationship" and said.get("TargetMode") != "External":
            kind = said.get("Type", "").rpartition("/")[2]
            found[said.get("Id", "")] = (kind, resolved(folder, said.get("Target", "")))

    data = package.part(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels")
    if data:
        parse(data, start, lambda tag: None)
    return found


def resolved(folder: str, target: str) -> str:
    """The name of a part that another part in ``folder`` calls ``target``."""
    if target.startswith("/"):
        return target[1:]
    parts = folder.split("/") if folder else []
    for step in target.split("/"):
        if step == "..":
            parts = parts[:-1]
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts)


def has_macros(package: Package) -> bool:
    """Whether a package carries macros; they are never run."""
    return any(name.endswith("vbaProject.bin") for name in package.parts)


def is_ole(data: bytes) -> bool:
    """Whether ``data`` is a compound file: a legacy Word file or workbook, or an encrypted one."""
    return data.startswith(OLE)


def streams(data: bytes) -> set[str]:
    """The names of the streams that tell what a compound file is; those of files inside it tell
    nothing. Of a broken file they are sought wherever they may stand."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as file:
            return {path[0] for path in file.listdir(streams=True, storages=True)} & _TELLING
    except (MemoryError, Unreadable):
        raise
    except Exception:  # whatever a broken file makes the library stumble on
        return {name for name in _TELLING if name.encode("utf-16-le") + b"\x00\x00" in data}
