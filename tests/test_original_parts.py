"""Parts of a package with something put in: all other bytes stand where they stood."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mingzhang.model import Unreadable
from mingzhang.original import parts
from mingzhang.read.package import Package

WORDS = st.lists(st.sampled_from(["<a>", "</a>", "文", " ", "&amp;"]), max_size=12).map("".join)


@given(st.binary(max_size=40), st.lists(st.tuples(st.integers(0, 40), WORDS), max_size=6))
def test_what_is_put_in_takes_nothing_out(data, put):
    insertions = parts.Insertions(data)
    placed = [(min(place, len(data)), text) for place, text in put]
    for place, text in placed:
        insertions.at(place, text)
    wanted, last = b"", 0
    for place, text in sorted(placed, key=lambda each: each[0]):
        wanted += data[last:place] + text.encode()
        last = place
    assert insertions.done() == wanted + data[last:]


@pytest.mark.parametrize(
    ("xml", "grown"),
    [
        ("<a><b/></a>", "<a><b/><n/></a>"),
        ("<?xml version='1.0'?>\n<w:a x='>'><w:a/></w:a >\n", None),
        ("<a/>", "<a><n/></a>"),
        ("<a b='1' />\n", "<a b='1' ><n/></a>\n"),
    ],
)
def test_the_last_thing_in_the_root(xml, grown):
    made = parts.appended(xml.encode(), "<n/>").decode()
    assert made == (grown or xml.replace("</w:a >", "<n/></w:a >"))
    assert parts.root(made.encode())[0] == parts.root(xml.encode())[0]


@pytest.mark.parametrize(
    "data",
    [b"", b"<a>", b"<a>\xff</a>", "<a/>".encode("utf-16"),
     b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ids=["nothing", "cut", "bytes", "utf-16", "entity"],
)  # fmt: skip
def test_what_is_no_xml_in_utf8_is_refused(data):
    with pytest.raises(Unreadable, match="没有写批注"):
        parts.root(data)


def test_a_package_is_written_in_its_order():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr(zipfile.ZipInfo("b", (2020, 2, 2, 2, 2, 2)), b"1" * 99, zipfile.ZIP_STORED)
        made.writestr("a", b"2" * 99, zipfile.ZIP_DEFLATED)
    after = parts.rewritten(file.getvalue(), {"a": b"3", "c": b"4"})
    with zipfile.ZipFile(io.BytesIO(after)) as read:
        assert [(i.filename, read.read(i)) for i in read.infolist()] == [
            ("b", b"1" * 99), ("a", b"3"), ("c", b"4"),
        ]  # fmt: skip
        assert read.getinfo("b").date_time == (2020, 2, 2, 2, 2, 2)
        assert read.getinfo("b").compress_type == zipfile.ZIP_STORED
    assert after == parts.rewritten(file.getvalue(), {"a": b"3", "c": b"4"})


def test_relations_are_added_to_those_that_are_there():
    base = "urn:relations"
    top = f'<Relationships xmlns="urn:p"><Relationship Id="a" Type="{base}/officeDocument"/>'
    own = '<p:Relationships xmlns:p="urn:p"><p:Relationship Id="mz1" Type="x"/></p:Relationships>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("_rels/.rels", top + "</Relationships>")
        made.writestr("w/_rels/d.xml.rels", own)
    package = Package(file.getvalue())
    known, new = parts.Relations(package, "w/d.xml"), parts.Relations(package, "w/e.xml")
    assert known.add("comments", "w/c.xml") == "mz2"
    assert (
        b'<p:Relationship Id="mz2" Type="urn:relations/comments" Target="/w/c.xml"/>' in known.data
    )
    assert new.add("comments", "w/c.xml") == "mz1"
    assert new.data.startswith(b'<Relationships xmlns="urn:p"><Relationship Id="mz1"')


def test_names_and_types_are_given_once():
    assert parts.unused(["x/Comments1.xml", "x/comments2.XML"], "x/comments", "xml") == (
        "x/comments3.xml"
    )
    types = b'<Types xmlns="urn:t"><Default Extension="VML" ContentType="a"/></Types>'
    assert parts.extended(types, "vml", "b") == types
    assert b'<Default Extension="png" ContentType="c"/>' in parts.extended(types, "png", "c")
    assert parts.typed(types, "x/y.xml", "d").endswith(
        b'<Override PartName="/x/y.xml" ContentType="d"/></Types>'
    )
