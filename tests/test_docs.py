"""The documentation is tested: whatever the program offers occurs in it, and its links lead on."""

import json
import re
import runpy
import subprocess
import sys
import tomllib

import pytest

from mingzhang import packs

LINK = re.compile(r"\]\(([^)#]+)\)")
TARGET = re.compile(r"^([a-z]+):", re.MULTILINE)


def page(root, name: str) -> str:
    return (root / name).read_text(encoding="utf-8")


def told(*arguments: str) -> str:
    """What the command prints."""
    line = [sys.executable, "-m", "mingzhang", *arguments]
    return subprocess.run(line, capture_output=True, check=True).stdout.decode("utf-8")


def test_every_verb_and_option_is_explained(root):
    usage = page(root, "docs/usage.md")
    verbs = re.findall(r"^ {2,8}([a-z]+) {2,}\S", told("--help"), re.MULTILINE)
    assert {"read", "audit"} <= set(verbs)
    for verb in verbs:
        assert f"mingzhang {verb}" in usage
        options = set(re.findall(r"--[a-z][a-z-]+", told(verb, "--help")))
        assert options
        assert [option for option in options if f"`{option}" not in usage] == [], verb


def keys(found: object) -> set[str]:
    """The keys of all objects in a JSON value, but not of cells: those are column names."""
    if isinstance(found, list):
        return set().union(*map(keys, found))
    if not isinstance(found, dict):
        return set()
    inner = (keys(value) for key, value in found.items() if key != "cells")
    return set(found).union(*inner)


def test_every_key_of_the_output_is_explained(root, tmp_path):
    flawed = str(root / "examples" / "flawed.txt")
    read = json.loads(told("read", flawed))
    subprocess.run(
        [sys.executable, "-m", "mingzhang", "audit", flawed, "--out", str(tmp_path)],
        capture_output=True,
        check=False,
    )
    audited = json.loads((tmp_path / "findings.json").read_text(encoding="utf-8"))
    assert audited["findings"] and read["tables"]
    formats = page(root, "docs/formats.md")
    unsaid = [key for key in keys(read) | keys(audited) if f"`{key}`" not in formats]
    assert unsaid == []


def test_the_reference_of_rules_is_up_to_date(root):
    made = runpy.run_path(str(root / "docs" / "rules.py"))["reference"]()
    assert made == page(root, "docs/rules.md"), "make docs"


def test_every_rule_is_in_the_reference(root):
    rules = page(root, "docs/rules.md")
    ids = [rule["id"] for rule in packs.rules()]
    assert ids
    assert [name for name in ids if f"`{name}`" not in rules] == []


def test_every_room_is_in_the_plan_of_the_house(root):
    plan = tomllib.loads(page(root, "tests/floors.toml"))
    house = page(root, "docs/architecture.md")
    rooms = [room for step in plan["step"] for room in step["rooms"] if room[0] != "_"]
    assert [room for room in rooms if f"`{room}`" not in house] == []


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_a_new_reader_finds_what_the_readme_names(root, name):
    readme = page(root, name)
    targets = set(TARGET.findall(page(root, "Makefile")))
    commands = set(re.findall(r"(?:^|`)make ([a-z]+)", readme, re.MULTILINE))
    assert {"demo", "test"} <= commands <= targets
    for link in ("docs/pictures/report.png", "docs/usage.md", "docs/rules.md"):
        assert link in LINK.findall(readme)


def test_every_link_inside_the_documentation_leads_somewhere(root):
    pages = [*root.glob("*.md"), *root.glob("docs/*.md"), *root.glob("examples/*.md")]
    broken = [
        f"{path.name}: {link}"
        for path in pages
        for link in LINK.findall(path.read_text(encoding="utf-8"))
        if "://" not in link and not (path.parent / link).exists()
    ]
    assert broken == []
