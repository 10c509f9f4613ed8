"""Makes docs/pictures/report.png from the demo with a headless Chromium: python docs/picture.py

The page is opened at its first finding, 1440 by 900 points.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

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


def main() -> None:
    """Audit the flawed example, open its report, write the picture."""
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        sys.exit(f"no browser is installed: none of {', '.join(BROWSERS)}")
    picture = ROOT / "docs" / "pictures" / "report.png"
    picture.parent.mkdir(exist_ok=True)
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
