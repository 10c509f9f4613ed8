"""楼层: imports fall. The plan stands in floors.toml; the guard is tried on planted offences."""

import ast
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

PLAN = tomllib.loads(Path(__file__).with_name("floors.toml").read_text(encoding="utf-8"))
PACKAGE = "mingzhang"


def offences(package: Path, plan: dict) -> list[str]:
    """Every sentence about a module below ``package`` that breaks ``plan``."""
    floors = {room: i for i, step in enumerate(plan["step"]) for room in step["rooms"]}
    found, seen = [], set()
    for path in sorted(package.rglob("*.py")):
        module = path.relative_to(package).with_suffix("").parts
        where, room = "/".join(module), module[0]
        seen.add(room)
        if room not in floors:
            found.append(f"{where}: stands on no floor")
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found += [f"{where}: {text}" for text in _of_module(tree, module, floors, plan)]
    found += [f"{room}: has a floor but no file" for room in floors if room not in seen]
    return found


def _of_module(tree: ast.Module, module: tuple, floors: dict, plan: dict) -> Iterator[str]:
    room = module[0]
    pure = plan["step"][floors[room]]["pure"]
    for target in _imports(tree, module):
        top, *rest = target
        if top == PACKAGE:
            other = rest[0] if rest and rest[0][:2] != "__" else "__init__"
            if other not in floors:
                yield f"imports {other}, which stands on no floor"
            elif other != room and floors[other] >= floors[room]:
                yield f"imports {other}, which does not stand lower"
        elif top not in sys.stdlib_module_names:
            if pure or top not in plan["third_party"]["modules"]:
                yield f"imports the third-party {top}"
        elif pure and top not in plan["pure"]["modules"]:
            yield f"imports {top} on a pure floor"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            inner = (n for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom))
            yield from (f"line {n.lineno}: import inside a function" for n in inner)
        called = node.func if pure and isinstance(node, ast.Call) else None
        if isinstance(called, ast.Name) and called.id in plan["pure"]["no_calls"]:
            yield f"line {node.lineno}: calls {called.id} on a pure floor"


def _imports(tree: ast.Module, module: tuple) -> Iterator[tuple[str, ...]]:
    """The dotted targets of every import; a name imported from the package is a module of it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (tuple(alias.name.split(".")) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = tuple(node.module.split(".")) if node.module else ()
            if node.level:
                base = (PACKAGE, *module[: len(module) - node.level], *base)
            if base == (PACKAGE,):
                yield from ((PACKAGE, alias.name) for alias in node.names)
            else:
                yield base


def test_imports_fall(root):
    assert offences(root / PACKAGE, PLAN) == []


SMALL = {
    "step": [
        {"rooms": ["noun"], "pure": True},
        {"rooms": ["room", "next"], "pure": True},
        {"rooms": ["outer"], "pure": False},
    ],
    "pure": {"modules": ["re"], "no_calls": ["open"]},
    "third_party": {"modules": ["rich"]},
}
SOUND = {
    "noun.py": "import re\n",
    "room.py": "from mingzhang.noun import x\n",
    "next.py": "from mingzhang import noun\n",
    "outer/__init__.py": "import os\nimport rich\nfrom mingzhang import room\nfrom . import part\n",
    "outer/part.py": "from mingzhang.next import y\nfrom mingzhang.outer import z\n",
}
PLANTED = [
    ("upwards", "noun.py", "from mingzhang.room import x\n", "imports room"),
    ("upwards by a plain import", "noun.py", "import mingzhang.outer.part\n", "imports outer"),
    ("sideways", "room.py", "from mingzhang import next\n", "imports next"),
    ("upwards, relative", "room.py", "from .outer import part\n", "imports outer"),
    ("in a function", "outer/part.py", "def f():\n    import re\n", "inside a function"),
    ("in a method", "room.py", "class A:\n    def f(self):\n        import re\n", "inside a"),
    ("a file", "noun.py", "import pathlib\n", "imports pathlib on a pure floor"),
    ("a clock", "room.py", "from time import time\n", "imports time on a pure floor"),
    ("a network", "next.py", "import urllib.request\n", "imports urllib on a pure floor"),
    ("an opened file", "room.py", "open('x')\n", "calls open on a pure floor"),
    ("a third-party library below", "room.py", "import rich\n", "third-party rich"),
    ("an unlisted library above", "outer/part.py", "import numpy\n", "third-party numpy"),
    ("a new room", "cellar.py", "", "stands on no floor"),
    ("an import for types only", "noun.py", "if T:\n    import mingzhang.room\n", "imports room"),
]


def build(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder / PACKAGE


def test_a_sound_house_has_no_offence(tmp_path):
    assert offences(build(tmp_path, SOUND), SMALL) == []


@pytest.mark.parametrize(("name", "file", "text", "sentence"), PLANTED, ids=[p[0] for p in PLANTED])
def test_a_planted_offence_is_caught(tmp_path, name, file, text, sentence):
    found = offences(build(tmp_path, SOUND | {file: text}), SMALL)
    assert any(sentence in offence for offence in found), found
    assert all(offence.startswith(file.removesuffix(".py")) for offence in found), found


def test_a_room_without_a_file_is_an_offence(tmp_path):
    rest = {name: text for name, text in SOUND.items() if name != "next.py"}
    rest["outer/part.py"] = ""
    assert offences(build(tmp_path, rest), SMALL) == ["next: has a floor but no file"]
