"""Bad input: whatever is fed in, the answer is one clear sentence and exit status 2.

Each case runs the command in a process of its own with bounds of memory and time.
"""

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from office import docx, paragraph, said, sheet, word_table, xlsx
from printed_pdf import Sheet, pdf

try:
    import resource
except ImportError:  # Windows has no such limit; the cases run without it
    resource = None

MEMORY = 1 << 30
SECONDS = 30
POEM = "\n".join(["夜里下过一场小雨", "院子里的石榴开了", "猫在窗台上数着云", "谁也没有说话"])


def run(*arguments: object) -> subprocess.CompletedProcess[bytes]:
    """``mingzhang`` with ``arguments`` in at most 1 GiB and 30 seconds."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))

    return subprocess.run(
        [sys.executable, "-m", "mingzhang", *map(str, arguments)],
        capture_output=True,
        timeout=SECONDS,
        check=False,
        preexec_fn=bound if resource else None,
    )


def refused(answer: subprocess.CompletedProcess[bytes], name: str) -> str:
    """The sentence of a refusal; fails when it is none, too long, or a traceback."""
    said, errors = answer.stdout.decode("utf-8"), answer.stderr.decode("utf-8")
    assert answer.returncode == 2, (answer.returncode, said, errors)
    assert "Traceback" not in said + errors
    lines = [line for line in errors.splitlines() if line.strip()]
    assert len(lines) == 1, errors
    assert name in lines[0], "the sentence says which file"
    assert len(lines[0]) < 300
    return lines[0]


def clean(root: Path) -> str:
    return (root / "examples" / "clean.txt").read_text(encoding="utf-8")


def cut(text: str, encoding: str) -> bytes:
    """About half of ``text`` in ``encoding``, cut inside a character."""
    half = text[: len(text) // 2].rstrip("\n\t 0123456789.")
    return half.encode(encoding)[:-1]


UNREADABLE = {
    "empty": lambda text: b"",
    "white": lambda text: b" \n\t\n" * 50,
    "binary": lambda text: bytes(range(256)) * 400,
    "zeros": lambda text: bytes(100_000),
    "picture": lambda text: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
    "utf-8 cut": lambda text: cut(text, "utf-8"),
    "utf-16 cut": lambda text: cut(text, "utf-16"),
    "gb18030 cut": lambda text: cut(text, "gb18030"),
    "utf-32": lambda text: text.encode("utf-32"),
    "million columns": lambda text: b"\t".join([b"1"] * 1_000_000) + b"\n" + b"1\t" * 1_000_000,
    "million rows": lambda text: "基本支出\t1.00\n".encode() * 1_000_000,
    "one long word": lambda text: "支出".encode() * 500_000,
    "digits": lambda text: b"9" * 5_000_000,
}
NOTHING_TO_CHECK = {
    "wrong encoding": lambda text: text.encode("utf-8").decode("latin-1").encode("utf-8"),
    "poem": lambda text: POEM.encode(),
    "english": lambda text: b"The quick brown fox jumps over the lazy dog.\n" * 40,
    "a number": lambda text: b"929.84\n",
    "brackets": lambda text: "（".encode() * 200_000,
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_what_cannot_be_read_is_refused_in_one_sentence(root, tmp_path, case):
    path = tmp_path / f"{case.replace(' ', '-')}.txt"
    path.write_bytes(UNREADABLE[case](clean(root)))
    refused(run("audit", path, "--out", tmp_path / "out"), path.name)
    assert not (tmp_path / "out").exists(), "nothing is written about what was not read"


@pytest.mark.parametrize("case", NOTHING_TO_CHECK)
def test_what_holds_nothing_to_check_did_not_pass(root, tmp_path, case):
    path = tmp_path / "other.txt"
    path.write_bytes(NOTHING_TO_CHECK[case](clean(root)))
    answer = run("audit", path, "--out", tmp_path / "out")
    said = (answer.stdout + answer.stderr).decode("utf-8")
    assert answer.returncode == 2, (answer.returncode, said[:2000])
    assert said.strip() and "Traceback" not in said


def test_two_hundred_megabytes_of_digits(tmp_path):
    path = tmp_path / "digits.txt"
    with path.open("wb") as file:
        for _ in range(200):
            file.write(b"8" * 1_000_000)
    refused(run("audit", path, "--out", tmp_path / "out"), path.name)


@pytest.mark.parametrize("verb", ["read", "audit"])
def test_no_file_and_no_file_but_a_folder(tmp_path, verb):
    out = ["--json", tmp_path / "x.json"] if verb == "read" else ["--out", tmp_path / "out"]
    refused(run(verb, tmp_path / "nothing.txt", *out), "nothing.txt")
    (tmp_path / "folder").mkdir()
    refused(run(verb, tmp_path / "folder", *out), "folder")


def test_a_folder_that_cannot_be_written_to(root, tmp_path):
    (tmp_path / "out").write_text("a file stands where the folder should be")
    refused(run("audit", root / "examples" / "clean.txt", "--out", tmp_path / "out"), "out")


def test_the_good_files_of_a_list_are_audited_all_the_same(root, tmp_path):
    (tmp_path / "empty.txt").write_bytes(b"")
    good = root / "examples" / "clean.txt"
    answer = run("audit", tmp_path / "empty.txt", good, "--out", tmp_path / "out")
    assert answer.returncode == 2, "one could not be read"
    assert "empty.txt" in answer.stderr.decode("utf-8")
    assert list((tmp_path / "out").rglob("findings.json"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_a_whole_file_in_any_usual_encoding_is_no_bad_input(root, tmp_path, encoding):
    path = tmp_path / "clean.txt"
    path.write_bytes(clean(root).encode(encoding))
    answer = run("audit", path, "--out", tmp_path / "out")
    assert answer.returncode == 0, answer.stdout.decode("utf-8") + answer.stderr.decode("utf-8")


TABLE = [["项目", "预算数"], ["合计", "1.25"]]
ACTION = "<< /S /URI /URI ({0}) /Next << /S /Launch /F ({0}) >> >>"
LINKED: dict[str, Callable[[str], bytes]] = {
    "a page that opens an address": lambda address: pdf(
        [Sheet().text(50, 50, "合计 1.25")]
    ).replace(b"/Type /Catalog", f"/Type /Catalog /OpenAction {ACTION.format(address)}".encode()),
    "a picture, a template and a field elsewhere": lambda address: docx(
        f'<w:p><w:r><w:instrText>INCLUDETEXT "{address}"</w:instrText></w:r></w:p>'
        f'<w:altChunk id="a"/>{paragraph("一、收支情况")}{word_table(TABLE)}',
        settings=f'<w:settings xmlns:w="w"><w:attachedTemplate Target="{address}"/></w:settings>',
    ),
    "a formula of an address": lambda address: xlsx(
        {
            "收支总表": sheet(
                {
                    "A1": said("项目"),
                    "B1": said("预算数"),
                    "A2": said("合计"),
                    "B2": f'<c><f>WEBSERVICE("{address}")</f><v>1.25</v></c>',
                }
            )
        }
    ),
    "a web page of things elsewhere": lambda address: (
        f'<!DOCTYPE html SYSTEM "{address}"><html><head><link rel=stylesheet href="{address}">'
        f'<meta http-equiv=refresh content="0;url={address}"></head><body><img src="{address}">'
        f'<iframe src="{address}"></iframe><table><tr><td>合计<td>1.25</table></body></html>'
    ).encode(),
}


@pytest.mark.parametrize("case", LINKED)
def test_nothing_is_fetched(tmp_path, case):
    """The file is read, and nobody calls at the address it names."""
    path = tmp_path / "linked"
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        path.write_bytes(LINKED[case](f"http:{'/' * 2}127.0.0.1:{server.getsockname()[1]}/a"))
        answer = run("read", path, "--json", tmp_path / "x.json")
        with pytest.raises(BlockingIOError):
            server.accept()
    assert answer.returncode == 0, answer.stderr.decode("utf-8")
    assert '"1.25"' in (tmp_path / "x.json").read_text(encoding="utf-8")
