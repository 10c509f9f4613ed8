"""Files put in place: whole or not at all, so that an older report outlives a failed writing."""

from __future__ import annotations

import os
import re
from pathlib import Path

_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST = 80  # characters; four bytes each at most stay below the limit of every file system


def put(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 beside ``path``, then rename it over; OSError leaves the old file.

    Characters that are no text (half of a surrogate pair) are written as "?".
    """
    put_all({path: text})


def put_all(files: dict[Path, str]) -> None:
    """Write several files that belong together; the renaming begins when all are on the disk."""
    waiting: list[tuple[Path, Path]] = []
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            beside = path.with_name(f".{path.name}.{os.getpid()}.part")
            waiting.append((beside, path))
            beside.write_bytes(text.encode("utf-8", "replace"))
        while waiting:
            beside, path = waiting[0]
            os.replace(beside, path)
            waiting.pop(0)
    finally:
        for beside, _ in waiting:
            beside.unlink(missing_ok=True)


def folder_names(paths: list[str]) -> list[str]:
    """A folder name for each file, after the file; no two alike, also where case is ignored."""
    names: list[str] = []
    taken: set[str] = set()
    for path in paths:
        stem = _UNSAFE.sub("_", Path(path).stem)[:_LONGEST].strip(". ") or "file"
        if _RESERVED.fullmatch(stem):
            stem = f"_{stem}"
        name, n = stem, 1
        while name.casefold() in taken:
            n += 1
            name = f"{stem}-{n}"
        taken.add(name.casefold())
        names.append(name)
    return names
