"""Reading in a process of its own: what it gives back, and whatever else may become of it."""

import ctypes
import os
import re
import signal
import socket
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from office import book, ods, page, word
from printed_pdf import Sheet, pdf

from mingzhang import packs, read
from mingzhang.model import Interval, Text, Unreadable
from mingzhang.read import apart

SMALL = apart.Limits(memory=200 << 20, work=1, wait=3, answer=1 << 20)
PAGE = ["一、收支情况", [["项目", "预算数"], ["合计", "1.00"]]]
POSIX = pytest.mark.skipif(os.name != "posix", reason="no signals and no fork there")
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="told from /proc")
WAYS = [pytest.param(False, id="forked", marks=POSIX), pytest.param(True, id="anew")]


def _turn() -> None:
    while True:
        pass


def _fail(error: Exception) -> None:
    raise error


def _deep() -> None:
    _deep()


@pytest.fixture(params=WAYS)
def run(request, monkeypatch):
    """``apart.run`` in each of its two ways, with small limits."""
    monkeypatch.setattr(sys, "path", [*sys.path, str(Path(__file__).parent)])
    return partial(apart.run, limits=SMALL, anew=request.param)


@pytest.fixture(autouse=True)
def nothing_is_left():
    """After every test: no process, and no open file that was not there before."""
    places = Path("/proc/self/fd")
    before = len(list(places.iterdir())) if places.is_dir() else 0
    yield
    if os.name == "posix":
        with pytest.raises(ChildProcessError):
            os.waitpid(-1, os.WNOHANG)
    assert before == (len(list(places.iterdir())) if places.is_dir() else 0)


def refusal(run, work) -> str:
    """The sentence in which the work ends."""
    with pytest.raises(Unreadable) as refused:
        run(work)
    assert re.search(r"[\u4e00-\u9fff].*。$", str(refused.value))
    return str(refused.value)


def test_records_come_back_as_they_are(run):
    found = run(partial(Text.of, "合计\t929.84", 7))
    assert found == Text.of("合计\t929.84", 7)
    assert type(run(partial(Interval, 1, 2))) is Interval


def test_a_refusal_comes_back_word_for_word(run):
    assert refusal(run, partial(_fail, Unreadable("PDF 加了密码。"))) == "PDF 加了密码。"


@pytest.mark.parametrize(
    ("work", "kind", "message"),
    [
        (partial(_fail, IndexError("of a list")), IndexError, "of a list"),
        (partial(_fail, OSError(5, "wrong")), OSError, "wrong"),
        (partial(_fail, re.error("odd")), RuntimeError, "odd"),
        (partial(b"\xff".decode, "utf-8"), RuntimeError, "UnicodeDecodeError"),
        (_deep, RecursionError, "depth"),
    ],
)
def test_a_defect_comes_back_by_its_name_with_its_trace(run, work, kind, message):
    with pytest.raises(kind, match=message) as failed:
        run(work)
    assert "Traceback" in failed.value.__notes__[0]


@POSIX
def test_more_memory_than_allowed(run):
    assert "内存超过 200 MB" in refusal(run, partial(bytearray, 1 << 30))


@POSIX
def test_more_work_than_allowed(run):
    began = time.monotonic()
    assert "超过 1 秒" in refusal(run, _turn)
    assert time.monotonic() - began < SMALL.wait


def test_a_longer_wait_than_allowed(run):
    began = time.monotonic()
    assert "超过 3 秒" in refusal(run, partial(time.sleep, 60))
    assert time.monotonic() - began < 2 * SMALL.wait


def test_a_larger_answer_than_allowed(run):
    assert "内存超过 1 MB" in refusal(run, partial(bytes, 2 << 20))


@pytest.mark.parametrize(
    "work", [partial(ctypes.string_at, 1), os.abort, partial(os._exit, 3), partial(sys.exit, 0)]
)
def test_a_process_that_comes_to_an_end(run, work):
    """As a fault inside a native library ends it."""
    assert "没有读取" in refusal(run, work)


def test_only_records_are_taken_from_the_process(run):
    assert "意外终止" in refusal(run, partial(Path, "a"))
    assert "意外终止" in refusal(run, partial(re.compile, "a"))
    assert "意外终止" in refusal(run, partial(partial, os.abort))


@pytest.mark.parametrize(
    "work",
    [
        partial(os.system, "exit 0"),
        partial(subprocess.run, [sys.executable, "-c", ""]),
        partial(socket.create_connection, ("127.0.0.1", 9)),
        partial(socket.getaddrinfo, "localhost", 80),
    ],
)
def test_nothing_is_started_and_nothing_fetched(run, work):
    with pytest.raises(PermissionError, match="reading may not"):
        run(work)


def test_no_file_is_written_and_none_removed(run, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("合计")
    for work in (
        partial(kept.write_text, "另一份"),
        partial(os.open, kept, os.O_RDWR),
        partial(os.remove, kept),
        partial(open, tmp_path / "new", "w"),
    ):
        with pytest.raises(PermissionError):
            run(work)
    assert kept.read_text() == "合计"
    assert list(tmp_path.iterdir()) == [kept]


CALL = "import time, sys; from mingzhang.read import apart; apart.run(partial(time.sleep, 60))"


@LINUX
@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_the_process_ends_with_the_program(end):
    """Ctrl-C passes on to the program; whatever ends it ends the process too."""
    # What starts the tests may ignore Ctrl-C, as a shell does for what it puts in the background.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    program = subprocess.Popen(
        [sys.executable, "-c", f"from functools import partial; {heard}; {CALL}"],
        stderr=subprocess.PIPE,
    )
    children = Path(f"/proc/{program.pid}/task/{program.pid}/children")
    until = time.monotonic() + 20
    while not (child := children.read_text().split()) and time.monotonic() < until:
        time.sleep(1 / 100)
    time.sleep(1 / 5)  # it has taken its limits
    program.send_signal(end)
    _, said = program.communicate(timeout=20)
    assert program.returncode == -end
    assert (b"KeyboardInterrupt" in said) is (end == signal.SIGINT)
    while (gone := Path(f"/proc/{child[0]}")).exists() and time.monotonic() < until:
        time.sleep(1 / 100)
    assert not gone.exists()


@pytest.fixture(scope="module")
def words() -> dict:
    every = packs.words()
    return every["forms"] | {key: every[key] for key in ("wrapped", "pdf")}


FILES = {
    "word": word(PAGE),
    "xlsx": book(PAGE),
    "ods": ods(PAGE),
    "page": page(PAGE).encode(),
    "pdf": pdf([Sheet().text(50, 50, "合计 1.00")]),
}


@pytest.mark.parametrize("kind", FILES)
def test_a_file_reads_the_same_apart(kind, words, monkeypatch):
    asked = []
    monkeypatch.setattr(apart, "run", lambda work, real=apart.run: asked.append(1) or real(work))
    assert read.guarded(FILES[kind], kind, words) == read.read(FILES[kind], kind, words)
    assert asked == [1]


def test_bare_text_is_read_at_once(words, monkeypatch):
    monkeypatch.setattr(apart, "run", None)
    data = "收支总表\n项目\t预算数\n合计\t1.00\n".encode()
    assert read.guarded(data, "a", words) == read.read(data, "a", words)
