"""Files put in place: whole or not at all, so that an older report outlives a failed writing."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

_UNSAFE = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_LONGEST = 60  # characters; four bytes each at most stay below the limit of every file system


def put(path: Path, text: str) -> None:
    """Write ``text`` as UTF-8 beside ``path``, then rename it over; OSError leaves the old file.

    Characters that are no text (half of a surrogate pair) are written as "?".
    """
    put_all({path: text})


def put_all(files: Mapping[Path, str | bytes]) -> None:
    """Write several files that belong together: all of them, or none.

    The renaming begins when all are on the disk. Should one be refused (a spreadsheet has the old
    one open), those already renamed are put back from a second link to the old file.
    """
    new: dict[Path, Path] = {}
    old: dict[Path, Path] = {}
    done: list[Path] = []
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            new[path] = path.with_name(f".{path.name}.{os.getpid()}.part")
            data = text.encode("utf-8", "replace") if isinstance(text, str) else text
            new[path].write_bytes(data)
        for path, beside in new.items():
            with suppress(OSError):  # there is no old file, or this file system has no links
                backup = path.with_name(f".{path.name}.{os.getpid()}.old")
                os.link(path, backup)
                old[path] = backup
            os.replace(beside, path)
            done.append(path)
    except BaseException:
        for path in done:
            if path in old:
                os.replace(old[path], path)
            else:
                path.unlink()
        raise
    finally:
        for beside in (*new.values(), *old.values()):
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
