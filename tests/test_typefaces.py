"""The typefaces: all that books may hold can be printed, and what cannot is told."""

import pytest
from fontTools.ttLib import TTFont

from mingzhang import packs
from mingzhang.write import typefaces


def test_every_layout_and_subject_can_be_printed():
    layouts = (packs.FOLDER / "layouts").glob("*.toml")
    said = [path.read_text(encoding="utf-8") for path in layouts]
    said += [line["name"] for line in packs.codes()]
    assert typefaces.lacking("".join(said)) == ""


@pytest.mark.parametrize("text", ["堃玥镕喆", "㎡≥①", "𬭊", "ⅠⅡ"])
def test_rare_characters_of_names_can_be_printed(text):
    assert typefaces.lacking(text) == ""


def test_what_no_typeface_has_is_told_once():
    assert typefaces.lacking("甲\ue000乙\ue000\U0001f600") == "\ue000\U0001f600"


def test_the_own_typeface_has_what_it_says_and_a_name_of_its_own(root):
    path = root / "mingzhang/write/assets/typefaces/MingzhangSong-Regular.otf"
    font = TTFont(path)
    known = font.getBestCmap()
    assert all(ord(c) in known for c in "明账医疗保障局，。（）“”—0123456789,.%")
    names = {record.nameID: str(record) for record in font["name"].names}
    assert names[1] == typefaces.SONG and "Open Font License" in names[13]
    assert not any("Noto" in text or "Source" in text for text in names.values())
