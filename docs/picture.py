"""Makes the pictures of docs/pictures: python docs/picture.py

``report.png`` is the report of the demo in a headless Chromium, at its first finding, 1440 by 900
points; ``disclosure.png`` three pages of a published disclosure side by side.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2
from PIL import Image

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "msedge")
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--hide-scrollbars",
    "--window-size=1440,900",
)


PAGES = (5, 7, 24)  # from 0: a table, a table with spending on its side, sentences and charts


def main() -> None:
    """Both pictures."""
    (ROOT / "docs" / "pictures").mkdir(exist_ok=True)
    report()
    disclosure()


def disclosure() -> None:
    """Publish an example, draw some of its pages beside one another."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mingzhang", "publish", "examples/qingshan-2022-budget"]
        command += ["--layout", "wuhan-budget", "--to", folder, "--formats", "pdf"]
        subprocess.run(command, cwd=ROOT, check=True)
        file = pypdfium2.PdfDocument(next(Path(folder).glob("*.pdf")))
        pages = [file[n].render(scale=1).to_pil() for n in PAGES]
    gap, height = 12, max(p.height for p in pages)
    wide = sum(p.width for p in pages) + gap * (len(pages) + 1)
    whole = Image.new("RGB", (wide, height + 2 * gap), "#d8dce0")
    at = gap
    for page in pages:
        whole.paste(page, (at, gap))
        at += page.width + gap
    whole.quantize(64).save(ROOT / "docs" / "pictures" / "disclosure.png", optimize=True)


def report() -> None:
    """Audit the flawed example, open its report, write the picture."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"no browser is installed: none of {', '.join(BROWSERS)}")
    picture = ROOT / "docs" / "pictures" / "report.png"
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "mingzhang", "audit", "examples/flawed.txt"]
        subprocess.run([*command, "--out", folder], cwd=ROOT, check=False)
        page = (Path(folder) / "report.html").as_uri() + "#k1"
        profile = f"--user-data-dir={Path(folder) / 'profile'}"
        subprocess.run(
            [browser, *QUIET, profile, f"--screenshot={picture}", page],
            check=True,
            capture_output=True,
        )


if __name__ == "__main__":
    main()
