"""Word files of the old kind: they print what the same page prints as a .docx."""

import shutil
import struct
import subprocess

import pytest
from biff import compounds
from grids import WORDS, compared, pages, split
from hypothesis import given, settings
from office import Box, page, placed, tabbed, word
from word97 import (
    DEFINE,
    DEPTH,
    FAR,
    IN_TABLE,
    INNER_CELL,
    ROW,
    Part,
    defined,
    doc,
    sprm,
    table,
    word97,
)

from mingzhang.model import Document, Unreadable
from mingzhang.read import doc as reader
from mingzhang.read import docx as other
from mingzhang.read import magic, read

INSIDE = sprm(IN_TABLE, 1)


def opened(data: bytes) -> Document:
    return reader.read(data, "a.doc", WORDS)


def lines(main: list[Part], **more) -> list[str]:
    return list(opened(doc(main, **more)).lines)


def said(*texts: str) -> list[Part]:
    return [Part(text + "\r") for text in texts]


@settings(max_examples=150, deadline=None)
@given(pages())
def test_tables_of_a_file_are_those_of_the_text(items):
    for item in items:  # an edge that no row has, nobody can see
        if not isinstance(item, str):
            item.append(["12"] * max(c + b.columns for row in placed(item) for c, b in row))
    found = opened(word97(items))
    assert compared(found) == compared(read(tabbed(items).encode(), "a", WORDS))
    assert found.lines == other.read(word(items), "a", WORDS).lines


@pytest.mark.parametrize("example", ["clean", "flawed"])
def test_an_example_printed_as_a_file_is_the_same(root, example):
    text = (root / "examples" / f"{example}.txt").read_text(encoding="utf-8")
    found = opened(word97(split(text)))
    assert compared(found) == compared(read(text.encode(), "a", WORDS))


def row(edges: list[int], flags: list[int], *cells: str, more: bytes = b"") -> list[Part]:
    own = [Part(cell + "\x07", INSIDE) for cell in cells]
    return [*own, Part("\x07", INSIDE + sprm(ROW, 1) + defined(edges, flags) + more)]


@pytest.mark.parametrize(
    ("rows", "printed"),
    [
        (row([0, 9, 20], [0, 0], "一", "2"), ["一\t2"]),
        (row([0, 500, 900], [0, 0], "甲", "2") + row([3, 508, 902], [0, 0], "乙", "3"),
         ["甲\t2", "乙\t3"]),
        (row([0, 500, 900], [0, 0], "甲", "2") + row([0, 900], [0], "乙"), ["甲\t2", "乙\t"]),
        (row([0, 500, 900], [0, 0], "甲", "2") + row([500, 900], [0], "3"), ["甲\t2", "\t3"]),
        (row([0, 500, 900, 1300], [1, 2, 0], "甲", "", "2") + row([0, 500, 900, 1300], [0, 0, 0],
         "一", "二", "三"), ["甲\t\t2", "一\t二\t三"]),
        (row([0, 500, 900, 1300], [2, 1, 0], "甲", "", "2") + row([0, 500, 900, 1300], [0, 0, 0],
         "一", "二", "三"), ["甲\t\t2", "一\t二\t三"]),
        (row([0, 500, 900], [0, 0], "甲", "", more=struct.pack("<HBB", 0x5624, 0, 2))
         + row([0, 500, 900], [0, 0], "一", "二"), ["甲", "一\t二"]),
        (row([0, 500, 900], [3 << 5, 0], "甲", "1") + row([0, 500, 900], [1 << 5, 0], "", "2"),
         ["甲\t1", "\t2"]),
        ([Part("一\x07", INSIDE), Part("2\x07", INSIDE), Part("\x07", INSIDE + sprm(ROW, 1))],
         ["一\t2"]),
        (row([0, 500, 900], [0, 0], "甲\r乙", "2"), ["甲 乙\t2"]),
        ([Part("一\x07", INSIDE), Part("没有行尾\r", INSIDE)], ["一", "没有行尾"]),
    ],
    ids=["edges", "near edges", "wide cell", "late row", "merged", "merged, the other bits",
         "merged later", "merged down", "no edges", "paragraphs", "no end of row"],
)  # fmt: skip
def test_what_a_table_prints(rows, printed):
    assert lines(rows) == printed


def test_a_row_too_long_for_its_page_stands_elsewhere():
    wide = 40
    whole = table([[str(c) for c in range(wide)], ["x"] * wide])
    held, made = b"", []
    for part in whole:
        at = part.modifiers.find(struct.pack("<H", DEFINE))
        if at < 0:
            made.append(part)
            continue
        made.append(Part(part.text, part.modifiers[:at] + sprm(FAR, len(held))))
        held += struct.pack("<H", len(part.modifiers) - at) + part.modifiers[at:]
    assert lines(made, data=held)[0].split("\t") == [str(c) for c in range(wide)]


def test_tables_in_tables():
    inner = table([["内", "1"], ["里", "2"]], depth=2)
    outer = [Part("外\x07", INSIDE), *inner, Part("\x07", INSIDE)]
    end = Part("\x07", INSIDE + sprm(ROW, 1) + defined([0, 500, 900], [0, 0]))
    assert lines([*outer, end, *row([0, 500, 900], [0, 0], "下", "3")]) == [
        "外", "内\t1", "里\t2", "下\t3",
    ]  # fmt: skip
    deep = [Part("深\r", INSIDE + sprm(DEPTH, 3_000_000_000) + sprm(INNER_CELL, 1))]
    with pytest.raises(Unreadable, match="层次太深"):
        lines(deep)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("一\x13 PAGE \x147\x15二", ["一7二"]),
        ("一\x13 TOC \x14\x13 HYPERLINK \x14目录\x15\t3\x15", ["一目录 3"]),
        ("\x13 SET \x13 REF \x14甲\x15 \x15乙", ["乙"]),
        ("一\x13 没有完的域", ["一 没有完的域"]),
        ("一\x0b二", ["一", "二"]),
        ("一\x0c二", ["一", "二"]),
        ("1\x1e2\x1f3", ["1-23"]),
        ("\U00020bb7一", ["\U00020bb7一"]),
    ],
)
def test_what_a_paragraph_prints(text, printed):
    assert lines(said(text)) == printed


def test_hidden_text_is_not_printed():
    assert lines(said("甲乙丙丁", "戊"), hidden=[(1, 3)]) == ["甲丁", "戊"]


def test_footnotes_stand_at_the_end_and_boxes_after_their_paragraph():
    main = said("甲\x02", "乙\x08", "丙")
    assert lines(main, footnotes=said("\x02 注")) == ["甲", "乙", "丙", "注"]
    boxes = struct.pack("<II", 0, 2) + bytes(14) + struct.pack("<II", 77, 0)
    shapes = struct.pack("<II", 4, 5) + struct.pack("<I", 77) + bytes(22)
    found = {"boxes": boxes, "shapes": shapes}
    assert lines(main, boxes=said("框"), pairs=found) == ["甲", "乙", "框", "丙"]
    loose = {"boxes": boxes}
    assert lines(main, boxes=said("框"), pairs=loose) == ["甲", "乙", "丙", "框"]


def style(base: int, modifiers: bytes = b"", built_in: int = 0xFFE) -> bytes:
    own = struct.pack("<HHHHH", built_in, 1 | base << 4, 1, 0, 0) + struct.pack("<HH", 0, 0)
    own += struct.pack("<HH", len(modifiers) + 2, 0) + modifiers
    return struct.pack("<H", len(own)) + own + bytes(len(own) % 2)


def test_headings_have_the_level_of_their_style():
    every = [style(0xFFF), style(0, sprm(0x2640, 1)), style(1), style(0, built_in=3)]
    head = struct.pack("<HHH", 4, len(every), 10)
    parts = [Part(f"题{n}\r", b"", n) for n in range(4)]
    parts.append(Part("改\r", sprm(0x2640, 4), 1))
    found = opened(doc(parts, pairs={"styles": head + b"".join(every)}))
    assert [p.level for p in found.paragraphs] == [0, 2, 2, 3, 5]


def level(form: int, text: str, start: int = 1) -> bytes:
    said_ = text.encode("utf-16-le")
    return struct.pack("<IB", start, form) + bytes(23) + struct.pack("<H", len(text)) + said_


def test_ordinals_are_printed_as_word_prints_them():
    one = struct.pack("<I", 7) + bytes(24)
    levels = level(39, "\x00、") + level(37, "（\x01）") + level(0, "\x02.", 3)
    levels += level(23, "l") + b"".join(level(0, "") for _ in range(5))
    use = struct.pack("<I", 7) + bytes(12)
    again = struct.pack("<I", 7) + bytes(8) + bytes([1]) + bytes(3)
    overrides = struct.pack("<I", 2) + use + again + b"\xff" * 4
    overrides += b"\xff" * 4 + struct.pack("<II", 5, 16)
    kept = {"lists": struct.pack("<H", 1) + one, "overrides": overrides}

    def part(text: str, number: int, at: int) -> Part:
        return Part(text + "\r", sprm(0x460B, number) + sprm(0x260A, at))

    main = [part("概况", 1, 0), part("职责", 1, 1), part("机构", 1, 1), part("甲", 1, 2),
            part("乙", 1, 3), part("收支", 1, 0), part("另起", 2, 0), Part("无\r")]  # fmt: skip
    data = doc(main, pairs=kept | {"lists": kept["lists"] + levels})
    assert list(opened(data).lines) == [
        "一、概况", "（一）职责", "（二）机构", "3.甲", "乙", "二、收支", "五、另起", "无",
    ]  # fmt: skip


def test_what_is_no_word_file_is_refused():
    whole = word97(["甲"])
    with pytest.raises(Unreadable, match="密码"):
        opened(doc(said("甲"), flags=0x0300))
    with pytest.raises(Unreadable, match="没有文字"):
        opened(doc(said("")))
    with pytest.raises(Unreadable, match="Word 95"):
        opened(whole.replace(b"\xec\xa5\xc1\x00", b"\xdc\xa5\x65\x00", 1))
    for cut in range(0, len(whole), 511):
        with pytest.raises(Unreadable):
            opened(whole[:cut])
    with pytest.raises(Unreadable, match="损坏"):
        opened(compounds({"WordDocument": b"", "1Table": b""}))


@pytest.mark.parametrize("seed", range(40))
def test_a_file_with_wrong_bytes_is_read_or_refused(seed):
    whole = bytearray(word97(["题", [["甲", Box("乙", 2)], ["丙"]], "尾"]))
    at = 512 + (seed * 7919) % (len(whole) - 512)
    for k in range(at, min(at + 1 + seed % 9, len(whole))):
        whole[k] = 0xFF if seed % 2 else whole[k] ^ (1 << seed % 8)
    try:
        reader.laid(bytes(whole))
    except Unreadable as refused:
        assert len(str(refused)) < 200


def test_pieces_that_overlap_are_refused():
    main = said("甲" * 1000)
    piece = struct.pack("<5I", 0, *(1000 * k for k in range(1, 5)))
    piece += struct.pack("<HIH", 0, 1024, 0) * 4
    pieces = {"pieces": b"\x02" + struct.pack("<I", len(piece)) + piece}
    with pytest.raises(Unreadable, match="损坏"):
        opened(doc(main, pairs=pieces))


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


@pytest.mark.skipif(not OFFICE, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_as_both_reads_the_same(root, tmp_path):
    text = (root / "examples" / "clean.txt").read_text(encoding="utf-8")
    items = [*split(text), [[Box("并", 2, 2), "1"], ["2"], ["3", Box("4", 1, 2)]]]
    (tmp_path / "a.html").write_text(page(items), encoding="utf-8")
    for source, kind in (("a.html", "odt"), ("a.odt", "doc:MS Word 97"), ("a.odt", "docx")):
        home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
        command = [OFFICE, home, "--headless", "--convert-to", kind, "--outdir", tmp_path]
        subprocess.run([*command, tmp_path / source], check=True, capture_output=True)
    old = (tmp_path / "a.doc").read_bytes()
    assert magic.kind(old) == "doc"
    new = other.laid((tmp_path / "a.docx").read_bytes())
    assert [x.text for x in reader.laid(old).lines] == [x.text for x in new.lines]
