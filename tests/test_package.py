"""Packages of parts: what is too large, locked, broken or hostile is refused in one sentence."""

import io
import zipfile

import pytest
from office import relations, zipped

from mingzhang.model import Unreadable
from mingzhang.read import package
from mingzhang.read.package import Package, parse, related


def elements(data: bytes) -> list[str]:
    """What the parser says of an XML part."""
    said: list[str] = []
    parse(data, lambda tag, own: said.append(f"<{tag}{own or ''}"), said.append, said.append)
    return said


def test_names_lose_their_namespace():
    data = '<a xmlns="urn:1" xmlns:b="urn:2"><b:c b:d="1">甲</b:c></a>'.encode()
    assert elements(data) == ["<a", "<c{'d': '1'}", "甲", "c", "a"]


@pytest.mark.parametrize(
    "data",
    [
        b"<!DOCTYPE a [<!ENTITY b 'bbbbbbbb'><!ENTITY c '&b;&b;&b;'>]><a>&c;</a>",
        b"<!DOCTYPE a SYSTEM 'urn:elsewhere'><a/>",
        b"<!DOCTYPE a [<!ENTITY b SYSTEM 'urn:elsewhere'>]><a>&b;</a>",
        b"<a>&b;</a>",
        b"<a><b></a>",
        b"<a>",
        b"",
        b"<?xml version='1.0' encoding='nothing'?><a/>",
        b"<a>" * 100_000,
    ],
    ids=["bomb", "outside", "entity", "unknown", "crossed", "open", "empty", "encoding", "deep"],
)
def test_a_part_that_is_broken_or_hostile_is_refused(data):
    with pytest.raises(Unreadable, match=r"。$"):
        elements(data)


def test_a_part_that_unpacks_to_too_much_is_refused():
    data = zipped({"bomb": bytes(package.MAX_PART + 1)})
    assert len(data) < 100_000
    with pytest.raises(Unreadable, match="MB"):
        Package(data).part("bomb")


def test_a_part_that_lies_about_its_size_is_refused():
    data = zipped({"bomb": bytes(package.MAX_PART + 1)})
    size = (package.MAX_PART + 1).to_bytes(4, "little")
    assert data.count(size) == 2
    with pytest.raises(Unreadable):
        Package(data.replace(size, (100).to_bytes(4, "little"))).part("bomb")


@pytest.mark.parametrize("cut", [10, 40, 120, 200])
def test_a_truncated_package_is_refused(cut):
    data = zipped({"a": "甲" * 5000, "b": "乙" * 5000})
    with pytest.raises(Unreadable, match="损坏"):
        Package(data[:cut])


def test_a_damaged_part_is_refused():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a", "甲" * 5000)
    data = bytearray(file.getvalue())
    data[2000] ^= 1
    with pytest.raises(Unreadable, match="损坏"):
        Package(bytes(data)).part("a")


def test_a_locked_part_is_refused():
    data = bytearray(zipped({"a": "甲"}))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unreadable, match="密码"):
        Package(bytes(data)).part("a")


def test_a_missing_part_is_blank():
    assert Package(zipped({"a": "甲"})).part("b") == b""


def test_relations_stay_inside_the_package():
    text = relations({"a": ("styles", "styles.xml"), "b": ("image", "../media/1.png")})
    text = text.replace(
        "</Relationships>",
        '<Relationship Id="c" Type="urn:x/link" TargetMode="External" Target="urn:y"/>'
        '<Relationship Id="d" Type="urn:x/theme" Target="/theme.xml"/></Relationships>',
    )
    found = related(Package(zipped({"word/_rels/document.xml.rels": text})), "word/document.xml")
    assert found == {
        "a": ("styles", "word/styles.xml"),
        "b": ("image", "media/1.png"),
        "d": ("theme", "theme.xml"),
    }
