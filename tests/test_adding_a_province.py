"""加一个省：照着说明文件做一遍，代码块一个不差。"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib

import pytest

KEY = re.compile(r"`([a-z_]+)`")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def tree(root, tmp_path):
    """The program and its examples, copied: what the page changes is changed there."""
    plain = shutil.ignore_patterns("__pycache__")
    shutil.copytree(root / "mingzhang", tmp_path / "mingzhang", ignore=plain)
    shutil.copytree(root / "examples", tmp_path / "examples", ignore=plain)
    return tmp_path


def run(tree, line: str) -> tuple[int, str]:
    """The status of a command of the page and all that it says."""
    program, *arguments = shlex.split(line)
    assert program == "mingzhang"
    done = subprocess.run(
        [sys.executable, "-m", "mingzhang", *arguments],
        cwd=tree,
        env={**os.environ, "PYTHONPATH": str(tree), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        check=False,
    )
    return done.returncode, (done.stdout + done.stderr).decode("utf-8")


def test_the_page_does_what_it_says(root, tree):
    page = (root / "docs/adding-a-province.md").read_text(encoding="utf-8")
    status, said, statuses = 0, "", []
    for kind, text in BLOCK.findall(page):
        if kind == "toml":
            (name,) = re.findall(r'^id = "(.+)"$', text, re.MULTILINE)
            path = tree / f"mingzhang/packs/layouts/{name}.toml"
            assert f"`{path.relative_to(tree).as_posix()}`" in page and not path.exists()
            path.write_text(text, encoding="utf-8")
        elif kind == "csv":
            with (tree / "mingzhang/packs/lexicon/terms.csv").open("a", encoding="utf-8") as file:
                file.write(text)
        elif kind == "sh":
            status, said = run(tree, text)
            statuses.append(status)
        else:
            assert [line for line in text.splitlines() if line not in said] == []
    assert statuses == [2, 0, 0]
    assert (tree / "out/manifest.json").exists()


def asked(rows: list) -> set[str]:
    """The keys of rows, and of the rows in them."""
    items = [row for row in rows if isinstance(row, dict)]
    return {key for item in items for key in {*item} | asked(item.get("rows", []))}


def test_the_page_names_every_key_of_the_layouts(root):
    """What the forms of the packs say is explained, and nothing else is."""
    page = (root / "docs/adding-a-province.md").read_text(encoding="utf-8")
    used = set()
    for path in (root / "mingzhang/packs/layouts").glob("*.toml"):
        layout = tomllib.loads(path.read_text(encoding="utf-8"))
        used |= {*layout}
        for table in (layout.get("usual", {}), *layout["table"].values()):
            panels = table.get("panel", [])
            panels = list(panels.values()) if isinstance(panels, dict) else panels
            used |= {*table} | asked([table.get("per"), *panels])
            used |= asked([*table.get("rows", []), *table.get("tail", [])])
    used -= {"table"}
    assert sorted(key for key in used if f"`{key}`" not in page) == []
    tables = page[page.index("| key of a table") : page.index("| in cells")]
    named = [line.split("|")[1] for line in tables.splitlines() if line.startswith("|")]
    keys = {key for cell in named for key in KEY.findall(cell)}
    assert sorted(keys - used) == []
