"""Packages: a zip that depends on its parts alone."""

import io
import zipfile

from mingzhang.write import archive


def test_the_same_parts_give_the_same_bytes():
    parts = {"a.xml": "甲", "b.png": b"\x89PNG"}
    data = archive.zipped(parts)
    assert data == archive.zipped(dict(parts))
    opened = zipfile.ZipFile(io.BytesIO(data))
    assert opened.namelist() == ["a.xml", "b.png"] and opened.read("a.xml").decode() == "甲"
    assert opened.getinfo("b.png").compress_type == zipfile.ZIP_STORED
