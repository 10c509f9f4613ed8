"""The packs 知识包: what Mingzhang knows, as data. This module is the only one that reads them.

``packs/`` holds CSV and TOML files in UTF-8: ``codes/`` classifications, ``lexicon/`` terms,
``rules/`` rules, ``text/`` what the program says, and the vocabularies of the readers at the top.
Files that end in ``.cases.toml`` hold the cases of the rules and are read by tests only.

Every pack is read once in a process. What is returned is shared by all callers, who do not change
it. A pack that is missing or broken is a defect of the installation: FileNotFoundError, ValueError.
"""

import csv
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "packs"
CASES = ".cases.toml"


@cache
def load_toml(name: str) -> dict[str, Any]:
    """The TOML pack ``name``, a path below ``packs/`` such as ``rules/balance.toml``."""
    try:
        return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"packs/{name}: {error}") from error


@cache
def load_csv(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the CSV pack ``name`` by column name; ValueError when a row is too short or long.

    A line that begins with ``#`` is a comment.
    """
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        header = next(rows)
        found = []
        for row in rows:
            if not row or row[0].startswith("#"):
                continue
            if len(row) != len(header):
                raise ValueError(
                    f"packs/{name}:{rows.line_num}: {len(row)} cells, not {len(header)}"
                )
            found.append(dict(zip(header, row, strict=True)))
    return tuple(found)


@cache
def names(folder: str = "", ending: str = ".toml") -> tuple[str, ...]:
    """The packs in ``folder`` (below ``packs/``) that end so, in order of name; no cases."""
    files = sorted((FOLDER / folder).glob(f"*{ending}"))
    return tuple(f.relative_to(FOLDER).as_posix() for f in files if not f.name.endswith(CASES))


@cache
def words() -> dict[str, dict[str, Any]]:
    """The vocabularies 词汇 of the readers: ``words()["forms"]`` is ``packs/forms.toml``."""
    return {name.removesuffix(".toml"): load_toml(name) for name in names()}


@cache
def rules() -> tuple[dict[str, Any], ...]:
    """Every rule 审核公式 of ``packs/rules``, in order of file and place, of whatever year."""
    return tuple(rule for name in names("rules") for rule in load_toml(name).get("rule", ()))


@cache
def fields() -> dict[str, dict[str, list[str]]]:
    """For each kind of record, its fields with their [Chinese, English] names.

    They are the ``[names.KIND]`` tables of ``packs/rules``: the argument ``names`` of
    ``formula.load``.
    """
    found: dict[str, dict[str, list[str]]] = {}
    for name in names("rules"):
        for kind, said in load_toml(name).get("names", {}).items():
            found.setdefault(kind, {}).update(said)
    return found


@cache
def cases() -> tuple[dict[str, Any], ...]:
    """Every case 案例 that stands beside the rules. For tests: a run of the program reads none."""
    files = sorted((FOLDER / "rules").glob(f"*{CASES}"))
    return tuple(case for file in files for case in load_toml(f"rules/{file.name}").get("case", ()))


@cache
def terms() -> tuple[dict[str, str], ...]:
    """Every term 术语 of ``packs/lexicon/*.csv``, in order of file and place."""
    return tuple(row for name in names("lexicon", ".csv") for row in load_csv(name))


@cache
def codes() -> tuple[dict[str, str], ...]:
    """Every entry of the classifications 科目 in ``packs/codes/*.csv``, with its ``kind``.

    The kind is the name of the file: ``function``, ``economic_department``,
    ``economic_government``.
    """
    return tuple(
        row | {"kind": Path(name).stem} for name in names("codes", ".csv") for row in load_csv(name)
    )
