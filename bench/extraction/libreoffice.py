"""Files converted by LibreOffice, many at a time, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

PROGRAM = shutil.which("soffice") or shutil.which("libreoffice") or ""
ABSENT = "LibreOffice: not installed, left out"
_PIECE = 100  # files of one run


def converted(files: list[bytes], source: str, kind: str) -> list[bytes]:
    """The ``files`` (with the ending ``source``) as another kind, "pdf" or "doc:MS Word 97"."""
    made: list[bytes] = []
    for start in range(0, len(files), _PIECE):
        made += _piece(files[start : start + _PIECE], source, kind)
    return made


def _piece(files: list[bytes], source: str, kind: str) -> list[bytes]:
    with tempfile.TemporaryDirectory() as name:
        folder, out = Path(name), Path(name) / "out"
        paths = [folder / f"{number}.{source}" for number in range(len(files))]
        for path, data in zip(paths, files, strict=True):
            path.write_bytes(data)
        home = f"-env:UserInstallation={(folder / 'home').as_uri()}"
        command = [PROGRAM, home, "--headless", "--convert-to", kind, "--outdir", out, *paths]
        subprocess.run(command, check=True, capture_output=True)
        ending = kind.partition(":")[0]
        return [(out / f"{path.stem}.{ending}").read_bytes() for path in paths]
