"""房规: what may not stand in the tree. Every guard is tried on a planted offence."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from mingzhang import packs

RULES = tomllib.loads(Path(__file__).with_name("house.toml").read_text(encoding="utf-8"))
HAN = re.compile(r"[\u4e00-\u9fff]")
ADDRESS = re.compile(r"https?://([^/\s\"'<>)]+)")


def floats(text: str) -> Iterator[str]:
    """Float literals, and the word float, in code."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float | complex):
            yield f"line {node.lineno}: the float {node.value}"
        elif isinstance(node, ast.Name) and node.id == "float":
            yield f"line {node.lineno}: float"


def tolerance(text: str) -> Iterator[str]:
    """Any word for a tolerance, in code or in a pack."""
    words = RULES["tolerance"]["words"]
    for number, line in enumerate(text.splitlines(), 1):
        told = {part.lower() for part in re.findall(r"[A-Za-z]+|容差", line)}
        yield from (f"line {number}: {word}" for word in words if word in told)


def nouns(text: str) -> Iterator[str]:
    """Names given in code (not used from elsewhere) that contain a noun that says nothing."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            name = node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            name = node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            name = node.attr
        elif isinstance(node, ast.arg):
            name = node.arg
        else:
            continue
        yield from (f"line {node.lineno}: {name}" for _ in _empty_words(name))


def _empty_words(name: str) -> list[str]:
    parts = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+", name)
    return [part for part in parts if part.lower() in RULES["nouns"]["words"]]


def sizes(text: str) -> Iterator[str]:
    """Functions and files that do not fit."""
    if (lines := len(text.splitlines())) > RULES["sizes"]["file"]:
        yield f"{lines} lines"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            length = node.end_lineno - node.lineno + 1
            if length > RULES["sizes"]["function"]:
                yield f"line {node.lineno}: {node.name} has {length} lines"


def places(text: str) -> Iterator[str]:
    """Names of provinces and of the bureaus that the tests read."""
    small = text.lower()
    yield from (f"names {word}" for word in RULES["places"]["words"] if word in small)


def lists(text: str) -> Iterator[str]:
    """Collections and patterns in code that list Chinese terms."""
    most = RULES["lists"]["words"]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.List | ast.Tuple | ast.Set | ast.Dict):
            inner = (n for n in ast.walk(node) if isinstance(n, ast.Constant))
            terms = [n for n in inner if isinstance(n.value, str) and HAN.search(n.value)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            terms = [part for part in node.value.split("|") if HAN.search(part)]
        else:
            continue
        if len(terms) >= most:
            yield f"line {node.lineno}: a list of {len(terms)} terms"


def addresses(text: str) -> Iterator[str]:
    """Paths of a machine, and hosts that nobody has agreed on."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(RULES["addresses"]["paths"], line):
            yield f"line {number}: a path of one machine"
        for host in ADDRESS.findall(line):
            if host not in RULES["addresses"]["hosts"]:
                yield f"line {number}: the host {host}"


GUARDS = {g.__name__: g for g in (floats, tolerance, nouns, sizes, places, lists)}


@pytest.mark.parametrize("guard", GUARDS)
def test_the_tree_keeps_the_rule(root, guard):
    rule = RULES[guard]
    spared = {path for pattern in rule.get("not_in", ()) for path in root.glob(pattern)}
    paths = {path for pattern in rule["files"] for path in root.glob(pattern)} - spared
    assert paths
    found = [
        f"{path.relative_to(root)}: {offence}"
        for path in sorted(paths)
        for offence in GUARDS[guard](path.read_text(encoding="utf-8"))
    ]
    assert not found, "\n".join(found)


def test_no_file_is_named_by_an_empty_word(root):
    names = [path for pattern in RULES["nouns"]["files"] for path in root.glob(pattern)]
    assert not [path for path in names if _empty_words(path.stem)]


def test_no_rule_is_named_by_an_empty_word():
    assert not [rule["id"] for rule in packs.rules() if _empty_words(rule["id"])]


def tracked(root: Path) -> list[Path]:
    """The files that git knows; all that is not hidden where there is no git."""
    run = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False
    )
    if run.returncode == 0 and run.stdout:
        return [root / name for name in run.stdout.split("\0") if name]
    everything = (path for path in root.rglob("*") if path.is_file())
    return [p for p in everything if not any(x[0] == "." for x in p.relative_to(root).parts)]


def test_no_machine_and_no_download_address_is_named(root):
    found = []
    for path in tracked(root):
        if path.is_file() and b"\0" not in (data := path.read_bytes()):
            text = data.decode("utf-8")
            found += [f"{path.relative_to(root)}: {offence}" for offence in addresses(text)]
    assert not found, "\n".join(found)


PLANTED = [
    (floats, "rate = 0.005\n", "the float"),
    (floats, "def f(x):\n    return float(x)\n", "float"),
    (tolerance, "TOLERANCE = 1\n", "tolerance"),
    (tolerance, "if abs(a - b) < eps:\n    pass\n", "eps"),
    (tolerance, "容差 = 1\n", "容差"),
    (nouns, "class RuleEngine:\n    pass\n", "RuleEngine"),
    (nouns, "def row_helper():\n    pass\n", "row_helper"),
    (nouns, "def f(cell_info):\n    pass\n", "cell_info"),
    (nouns, "x = y.z\ny.utils = 1\n", "utils"),
    (sizes, "def f():\n" + "    pass\n" * 70, "f has 71 lines"),
    (sizes, "\n" * 501, "501 lines"),
    (places, "if '湖北' in title:\n    pass\n", "湖北"),
    (places, "def read_Qingshan():\n    pass\n", "qingshan"),
    (lists, "T = (" + "'收入', " * 16 + ")\n", "16 terms"),
    (lists, "P = '" + "支出|" * 16 + "'\n", "16 terms"),
    (addresses, "cd /" + "work/main\n", "path of one machine"),
    (addresses, "see 'https://" + "pypi.example/simple'\n", "pypi.example"),
]


@pytest.mark.parametrize(
    ("guard", "text", "sentence"), PLANTED, ids=[f"{g.__name__}-{s}" for g, _, s in PLANTED]
)
def test_a_planted_offence_is_caught(guard, text, sentence):
    assert any(sentence in offence for offence in guard(text))


SOUND = '''"""元, 万元."""
PER_UNIT = {"元": 100, "万元": 1_000_000}
half = PER_UNIT["元"] // 2
information = "service"


def step(engineer):
    return engineer.info
'''


@pytest.mark.parametrize("guard", [*GUARDS.values(), addresses], ids=[*GUARDS, "addresses"])
def test_a_sound_file_passes(guard):
    assert list(guard(SOUND)) == []
