"""How exactly scanned tables are read: this project and public programs on the same scans.

    python bench/extraction/scans.py [--seed N] [--each N] [--dots N,...] [--only NAME,...]
        [--kinds NAME,...] [--show]

Prints the tables of ``truth`` by three unrelated producers, scans them (150, 200 and 300 dots
to the inch; askew, unevenly lit, noisy, blurred, as JPEG); each program reads the same pictures.
For each it says: cells whose text is exact at its row and column; amounts exact, unread, and wrong
(printed nowhere in the table, yet given as read); tables with the right rows and columns; pages
per second and peak memory. Page readers that know no tables are given the cells that this project
found. Needs ``requirements.in`` and ``requirements-scans.in`` of this folder, and tesseract with
chi_sim; what is not installed is left out and said so.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from functools import cache
from pathlib import Path

import cv2
import numpy
import printers
import pypdfium2
import truth
from measure import normal, peak, score, stitched

from mingzhang import packs
from mingzhang.model import UNCLEAR
from mingzhang.read import pdf
from mingzhang.read.pdf.grids import ruled_grids
from mingzhang.read.pdf.pictured import Raster
from mingzhang.read.scan.drawn import drawn
from mingzhang.read.scan.seen import seen
from mingzhang.read.scan.upright import flattened, levelled, slope

Tables = list[list[list[str]]]
PRINTERS = ("weasyprint", "typst", "reportlab")
AMOUNT = re.compile(r"-?[\d,]*\d[.,]\d\d")
LOOKS = re.compile(r"[-\d,.]{4,}")


def main() -> None:
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=700)
    asked.add_argument("--each", type=int, default=1)
    asked.add_argument("--dots", default="150,200,300")
    asked.add_argument("--only", default="")
    asked.add_argument("--kinds", default="")
    asked.add_argument("--show", action="store_true")
    asked.add_argument("--worker", nargs=2)
    options = asked.parse_args()
    if options.worker:
        work(*options.worker)
        return
    names = [n for n in READERS if not options.only or n in options.only.split(",")]
    lacking = [n for n in names if not all(there(need) for need in NEEDS[n])]
    for name in lacking:
        print(f"{name}: not installed, left out")
    names = [n for n in names if n not in lacking]
    kinds = options.kinds.split(",") if options.kinds else list(truth.CLASSES)
    for dots in map(int, options.dots.split(",")):
        with tempfile.TemporaryDirectory() as folder:
            scans = scanned(Path(folder), options.seed, options.each, dots, kinds)
            results = {n: run(n, Path(folder)) for n in names}
            report(dots, results, scans, kinds, options.show)


def there(need: str) -> bool:
    if need == "tesseract":
        return bool(shutil.which(need))
    return importlib.util.find_spec(need) is not None


def scanned(
    folder: Path, seed: int, each: int, dots: int, kinds: list[str]
) -> dict[str, tuple[str, list[list[str]]]]:
    """Scans every table: name -> (class, true grid). The pages are name~1.png, name~2.png, ..."""
    made = {}
    for kind, table in truth.tables(seed, each):
        if kind not in kinds:
            continue
        for printer in PRINTERS:
            if not importlib.util.find_spec(printers.NEEDS[printer]):
                continue
            name = f"{table.name}~{printer}".replace(" ", "_")
            opened = pypdfium2.PdfDocument(printers.PRINTERS[printer](table))
            for number, page in enumerate(opened, 1):
                drawn_ = page.render(scale=dots / 72).to_numpy()[..., :3]
                grey = cv2.cvtColor(drawn_, cv2.COLOR_BGR2GRAY)
                lot = numpy.random.default_rng([seed, dots, *name.encode(), number])
                cv2.imwrite(str(folder / f"{name}~{number}.png"), worn(grey, lot))
            opened.close()
            made[name] = (kind, table.grid)
    (folder / "dots").write_text(str(dots))
    return made


def worn(grey: numpy.ndarray, lot: numpy.random.Generator) -> numpy.ndarray:
    """The page as a scanner gives it."""
    high, wide = grey.shape
    turn = cv2.getRotationMatrix2D((wide / 2, high / 2), lot.uniform(-1.5, 1.5), 1)
    made = cv2.warpAffine(grey, turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=255)
    made = cv2.GaussianBlur(made, (0, 0), lot.uniform(0.4, 0.8)).astype(float)
    made = made * lot.uniform(0.85, 0.95) + 8
    made -= numpy.linspace(0, lot.uniform(0, 25), wide)[None, :]
    made += lot.normal(0, lot.uniform(3, 9), made.shape)
    how = [cv2.IMWRITE_JPEG_QUALITY, int(lot.integers(60, 85))]
    _, packed = cv2.imencode(".jpg", made.clip(0, 255).astype("uint8"), how)
    return cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)


def run(name: str, folder: Path) -> dict:
    """One program over all scans, in a process of its own."""
    command = [sys.executable, __file__, "--worker", name, str(folder)]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    sys.stderr.write(answer.stderr[-2000:] if answer.returncode else "")
    lines = answer.stdout.splitlines()
    return json.loads(lines[-1]) if lines else {"grids": {}, "seconds": 0, "pages": 0, "memory": 0}


def work(name: str, folder: str) -> None:
    dots = int((Path(folder) / "dots").read_text())
    names = sorted({f.stem.rsplit("~", 1)[0] for f in Path(folder).glob("*.png")})
    grids, pages, seconds = {}, 0, 0.0
    for scan in names:
        files = sorted(Path(folder).glob(f"{scan}~*.png"), key=lambda f: int(f.stem.split("~")[-1]))
        start = time.perf_counter()
        try:
            grids[scan] = READERS[name](files, dots)
        except Exception as error:
            print(f"{name} {scan}: {error}", file=sys.stderr)
        seconds += time.perf_counter() - start
        pages += len(files)
    answer = {"grids": grids, "seconds": seconds, "pages": pages, "memory": peak()}
    print(json.dumps(answer))


def _grey(file: Path) -> numpy.ndarray:
    return cv2.imread(str(file), cv2.IMREAD_GRAYSCALE)


def mingzhang(files: list[Path], dots: int) -> Tables:
    """This project: the rows that its tables are made of."""
    sheets = []
    for number, file in enumerate(files, 1):
        grey = _grey(file)
        high, wide = grey.shape
        found = seen(Raster(wide, high, grey.tobytes(), dots / 72))
        sheets.append(
            pdf.Sheet(
                number, found.width, found.height, found.glyphs, found.level, found.upright,
                [], 0, False, 0, 0,
            )
        )  # fmt: skip
    lines = pdf.laid(sheets, packs.load_toml("pdf.toml"), "PDF").lines
    rows = [(line.page, line.text.split("\t")) for line in lines if line.kind == "row"]
    return [[row for at, row in rows if at == page] for page in sorted({p for p, _ in rows})]


def _in_cells(grey: numpy.ndarray, dots: int, words: list[tuple[float, float, str]]) -> Tables:
    """Words by the middle of their box (pixels of the levelled page), in this project's cells."""
    scale = dots / 72
    rules = drawn(grey, scale)
    grids, _ = ruled_grids(rules.level, rules.upright)
    tables = []
    for grid in grids:
        texts: dict[int, list[str]] = {}
        for x, y, text in words:
            cell = grid.cell_at(x / scale, y / scale)
            if cell is not None:
                texts.setdefault(cell, []).append(text)
        rows = [[""] * (len(grid.xs) - 1) for _ in range(len(grid.ys) - 1)]
        for number, cell in enumerate(grid.cells):
            rows[cell.row][cell.column] = "".join(texts.get(number, []))
        tables.append(rows)
    return tables


def _level(file: Path) -> numpy.ndarray:
    even = flattened(_grey(file))
    return levelled(even, slope(even))


@cache
def _rapid():
    from rapidocr import RapidOCR  # noqa: PLC0415

    return RapidOCR(params={"Global.max_side_len": 5000, "Global.log_level": "error"})


def rapidocr(files: list[Path], dots: int) -> Tables:
    """rapidocr reads the page, its boxes go into this project's cells."""
    tables = []
    for file in files:
        grey = _level(file)
        found = _rapid()(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR))
        boxes = [] if found.boxes is None else found.boxes
        order = sorted(
            (round(box[:, 1].mean()), float(box[:, 0].mean()), text)
            for box, text in zip(boxes, found.txts or (), strict=True)
        )
        tables += _in_cells(grey, dots, [(x, float(y), text) for y, x, text in order])
    return tables


def tesseract(files: list[Path], dots: int) -> Tables:
    """tesseract reads the page with its rules taken out, its words go into this project's cells."""
    tables = []
    for file in files:
        grey = _level(file)
        rest = drawn(grey, dots / 72).rest
        _, packed = cv2.imencode(".png", rest)
        answer = subprocess.run(
            ["tesseract", "-", "-", "-l", "chi_sim+eng", "--psm", "6", "--dpi", str(dots), "tsv"],
            input=packed.tobytes(), capture_output=True, check=True,
            env=os.environ | {"OMP_THREAD_LIMIT": "1"},
        ).stdout.decode()  # fmt: skip
        words = []
        for line in answer.splitlines()[1:]:
            parts = line.split("\t")
            if len(parts) == 12 and parts[11].strip():
                x, y, wide, high = map(int, parts[6:10])
                words.append((x + wide / 2, y + high / 2, parts[11]))
        tables += _in_cells(grey, dots, words)
    return tables


def img2table(files: list[Path], dots: int) -> Tables:
    """img2table finds the tables, tesseract reads them."""
    from img2table.document import Image  # noqa: PLC0415
    from img2table.ocr import TesseractOCR  # noqa: PLC0415

    reader = TesseractOCR(n_threads=1, lang="chi_sim+eng")
    tables = []
    for file in files:
        found = Image(src=str(file)).extract_tables(ocr=reader, borderless_tables=True)
        for table in found:
            rows, before = [], set()
            for cells in table.content.values():
                row = []
                for cell in cells:
                    box = (cell.bbox.x1, cell.bbox.y1, cell.bbox.x2, cell.bbox.y2)
                    row.append("" if box in before else cell.value or "")
                    before.add(box)
                rows.append(row)
            tables.append(rows)
    return tables


READERS = {
    "mingzhang": mingzhang,
    "rapidocr": rapidocr,
    "tesseract": tesseract,
    "img2table": img2table,
}
NEEDS = {
    "mingzhang": ("onnxruntime", "rapidocr"),
    "rapidocr": ("onnxruntime", "rapidocr"),
    "tesseract": ("tesseract",),
    "img2table": ("img2table", "tesseract"),
}


def report(
    dots: int, results: dict[str, dict], scans: dict[str, tuple], kinds: list[str], show: bool
) -> None:
    print(f"\n{dots} dots to the inch, {len(scans)} tables")
    print("cells exact in percent | amounts: exact, unread, wrong | rows and columns right")
    width = max(len(k) for k in kinds)
    print(" " * width, *[f"{n:>34}" for n in results])
    for kind in [*kinds, "all"]:
        shown = []
        for name, result in results.items():
            sums = Counter()
            for scan, (own, true) in scans.items():
                if kind in (own, "all"):
                    sums.update(judged(own, true, result["grids"].get(scan, [])))
                    if show and kind == "all" and name == "mingzhang":
                        _differences(scan, own, true, result["grids"].get(scan, []))
            share = 100 * sums["exact"] / max(1, sums["cells"])
            amounts = f"{sums['same']}, {sums['unread']}, {sums['wrong']} of {sums['amounts']}"
            shown.append(f"{share:6.2f} | {amounts} | {sums['shape']}/{sums['tables']}")
        print(f"{kind:{width}}", *[f"{s:>34}" for s in shown])
    for name, result in results.items():
        rate = result["pages"] / result["seconds"] if result["seconds"] else 0
        print(f"{name}: {rate:.2f} pages/s, {result['memory']} MB at most")


def judged(kind: str, true: list[list[str]], tables: Tables) -> Counter:
    """What became of one table. An amount that is given and printed nowhere in the table is wrong;
    one that is printed and not given is unread."""
    read = stitched(tables, truth.HEADERS[kind])
    exact, whole, said = score(true, read)
    printed = Counter(t for row in true for t in map(normal, row) if AMOUNT.fullmatch(t))
    every = {normal(t) for row in true for t in row}
    given = Counter(t for row in read for t in row if LOOKS.fullmatch(t) and t not in every)
    kept = Counter(t for row in read for t in row if AMOUNT.fullmatch(t))
    same = (printed & kept).total()
    wrong = given.total() + (kept - printed - given).total()
    full = [row for row in true if any(map(normal, row))]
    shape = len(full) == len(read) and {len(r) for r in full} == {len(r) for r in read}
    return Counter(
        exact=exact, cells=max(whole, said), amounts=printed.total(), same=same,
        unread=max(0, printed.total() - same - wrong), wrong=wrong, shape=shape, tables=1,
    )  # fmt: skip


def _differences(scan: str, kind: str, true: list[list[str]], tables: Tables) -> None:
    read = stitched(tables, truth.HEADERS[kind])
    own = [[normal(t) for t in row] for row in true]
    for row in read:
        if row not in own:
            print(f"  {scan} read {row}{' (unclear)' if UNCLEAR in ''.join(row) else ''}")
    for row in own:
        if any(row) and row not in read:
            print(f"  {scan} true {row}")


if __name__ == "__main__":
    main()
