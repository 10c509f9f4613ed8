"""Makes the typeface 明账宋 of printed disclosures from Noto Serif CJK SC. Run by hand, once.

    python docs/typeface.py NotoSerifCJK-Regular.ttc

The characters are those of GB/T 2312 and the signs that disclosures print; any other is set in the
sans typeface that knows them all. Needs fonttools. Both are under the SIL Open Font License.
"""

import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection, TTFont

FAMILY = "Mingzhang Song"
FOLDER = Path(__file__).resolve().parent.parent / "mingzhang" / "write" / "assets" / "typefaces"
SIGNS = "—…“”‘’·×≥≤≠±％‰①②③④⑤⑥⑦⑧⑨⑩〇㎡℃√\u00a0\u2003\u3000"
UNUSED = ["BASE", "GPOS", "GSUB", "VORG", "vhea", "vmtx"]


def characters() -> set[str]:
    """GB/T 2312, ASCII and the signs."""
    pairs = (bytes((row, cell)) for row in range(0xA1, 0xF8) for cell in range(0xA1, 0xFF))
    return {c for pair in pairs for c in pair.decode("gb2312", "ignore")} | {
        *map(chr, range(32, 127)),
        *SIGNS,
    }


def named(font: TTFont) -> None:
    """Another name than that of the typeface it is made from, as its licence wishes."""
    for record in list(font["name"].names):
        if record.nameID in (0, 5, 13, 14):
            continue
        font["name"].removeNames(nameID=record.nameID)
    plain = FAMILY.replace(" ", "")
    for number, text in ((1, FAMILY), (2, "Regular"), (4, FAMILY), (6, f"{plain}-Regular")):
        font["name"].setName(text, number, 3, 1, 0x409)
    table = font["CFF "].cff
    table.fontNames = [f"{plain}-Regular"]
    table[0].FamilyName = table[0].FullName = FAMILY


def main(source: str) -> None:
    fonts = TTCollection(source).fonts
    font = next(f for f in fonts if f["name"].getDebugName(1) == "Noto Serif CJK SC")
    options = subset.Options(
        hinting=False,
        layout_features=[],
        name_IDs=["*"],
        notdef_outline=True,
        recalc_timestamp=False,
    )
    options.drop_tables += UNUSED
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=sorted(map(ord, characters())))
    subsetter.subset(font)
    named(font)
    font.save(FOLDER / "MingzhangSong-Regular.otf")


if __name__ == "__main__":
    main(*sys.argv[1:])
