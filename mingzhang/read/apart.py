"""Reading apart 隔离读取: a hostile or broken file is read in a process of its own, within limits.

The process is forked where that is safe, started anew elsewhere (Windows, a program with threads);
it can start nothing, connect to nothing and write no file. What it read comes back through a pipe;
whatever else becomes of it is one sentence. It never outlives the call.
"""

from __future__ import annotations

import builtins
import contextlib
import ctypes
import faulthandler
import gc
import io
import os
import pickle
import selectors
import signal
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any, NamedTuple, NoReturn, TypeVar

from mingzhang.model import Unreadable

try:
    import resource
except ImportError:  # Windows: the time stays bounded
    resource = None  # type: ignore[assignment]


class Limits(NamedTuple):
    """What reading one file may take: ``memory`` in bytes beyond what the program already holds,
    ``work`` in seconds of one core, ``wait`` in seconds by the clock, ``answer`` in bytes."""

    memory: int
    work: int
    wait: int
    answer: int


# A disclosure of a hundred pages takes 3 seconds and 70 MB; the largest that the readers let pass
# (600 pages full of tables, half a million cells) take 40 seconds and 500 MB. The clock runs longer
# than the work, for a machine that does much at once. Answers are a few MB.
USUAL = Limits(memory=1 << 30, work=60, wait=180, answer=256 << 20)

_CHUNK = 1 << 20
_DONE, _REFUSED, _FULL, _FAILED = b"D", b"U", b"M", b"E"
_ADVICE = "文件可能过大、已损坏或被做过手脚，请拆开或另存一份再审核。"
_LATE = "读取用时超过 {0} 秒的上限，没有读取。" + _ADVICE
_LARGE = "读取所需内存超过 {0} MB 的上限，没有读取。" + _ADVICE
_CRASHED = "读取时程序意外终止（{0}），没有读取。文件可能已损坏或被做过手脚，请另存一份再审核。"
_BARRED = ("socket.", "subprocess.", "urllib.", "ftplib.", "http.", "os.system", "os.exec",
           "os.posix_spawn", "os.spawn", "os.fork", "os.startfile", "pty.", "webbrowser.",
           "os.kill", "os.remove", "os.rename", "os.rmdir", "os.chmod", "shutil.")  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
_START = "import sys; sys.path[:] = {0!r}; from mingzhang.read import apart; apart.served()"
_FILES = 4096  # open files of the program that the process lets go
_PARTING = 2000  # milliseconds that a process has to end once it has answered
_TIED = 1  # PR_SET_PDEATHSIG of Linux
Found = TypeVar("Found")


def run(work: Callable[[], Found], limits: Limits = USUAL, anew: bool | None = None) -> Found:
    """What ``work()`` returns (records of this package, plain values), made in another process.

    Raises ``model.Unreadable`` when it does, and when it takes more than ``limits`` or crashes. Any
    other exception is raised again by its name, with the trace of the process as a note. ``anew``
    starts a fresh interpreter, to which ``work`` goes pickled; None chooses what is safe.
    """
    if anew is None:
        anew = not hasattr(os, "fork") or threading.active_count() > 1
    answer, status = (_started if anew else _forked)(work, limits)
    return _told(answer, status, limits)


def _forked(work: Callable[[], Any], limits: Limits) -> tuple[bytes, int]:
    """The answer of a forked process and its exit status (-n: ended by signal n)."""
    source, sink = os.pipe()
    child = os.fork()
    if not child:
        _answer(work, limits, sink)
    try:
        os.close(sink)
        with contextlib.suppress(OSError):  # it may have done so itself, or be over
            os.setpgid(child, child)
        answer = _received(source, limits)
    except BaseException:
        _ended(child, 0)
        raise
    finally:
        os.close(source)
    return answer, _ended(child, _PARTING)


def _ended(child: int, patience: int) -> int:
    """The exit status of a process; it is ended with its whole group when it is not over within
    ``patience`` milliseconds."""
    over = status = 0
    with contextlib.suppress(ChildProcessError):
        for _ in range(patience):
            over, status = os.waitpid(child, os.WNOHANG)
            if over:
                break
            time.sleep(1 / 1000)
    _killed(child)
    if not over:
        with contextlib.suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def _killed(group: int) -> None:
    """End what is left of a group of processes."""
    if os.name == "posix":
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


def _received(source: int, limits: Limits) -> bytes:
    """All that comes through the pipe; raises Unreadable when it takes too long or is too much."""
    parts: list[bytes] = []
    size, until = 0, time.monotonic() + limits.wait
    with selectors.DefaultSelector() as ready:
        ready.register(source, selectors.EVENT_READ)
        while True:
            left = until - time.monotonic()
            if left <= 0:
                raise Unreadable(_LATE.format(limits.wait))
            if not ready.select(left):
                continue
            part = os.read(source, _CHUNK)
            if not part:
                return b"".join(parts)
            parts.append(part)
            size += len(part)
            if size > limits.answer:
                raise Unreadable(_LARGE.format(limits.answer >> 20))


def _started(work: Callable[[], Any], limits: Limits) -> tuple[bytes, int]:
    """As ``_forked``, by an interpreter started anew."""
    given = pickle.dumps((work, limits))
    new = {"process_group": 0} if os.name == "posix" else {"creationflags": 0x0800_0000}
    process = subprocess.Popen(
        [sys.executable, "-c", _START.format(sys.path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **new,
    )  # fmt: skip
    try:
        answer, _ = process.communicate(given, timeout=limits.wait)
    except subprocess.TimeoutExpired as error:
        raise Unreadable(_LATE.format(limits.wait)) from error
    finally:
        _killed(process.pid)
        process.kill()
        process.stdout.close()
        process.wait()
    if len(answer) > limits.answer:
        raise Unreadable(_LARGE.format(limits.answer >> 20))
    return answer, process.returncode


def _told(answer: bytes, status: int, limits: Limits) -> Any:
    """The result in an answer; else the exception that says what became of the process."""
    kind, said = answer[:1], memoryview(answer)[1:]
    if status == 0 and kind == _DONE:
        return _Records(io.BytesIO(said)).load()
    if status == 0 and kind == _REFUSED:
        raise Unreadable(str(said, "utf-8"))
    if status == 0 and kind == _FAILED:
        name, message, trace = str(said, "utf-8").split("\0", 2)
        error = getattr(builtins, name, None)
        known = isinstance(error, type) and issubclass(error, Exception)
        again = _made(error if known else RuntimeError, message if known else f"{name}: {message}")
        again.add_note(trace)
        raise again
    if kind == _FULL or status == -getattr(signal, "SIGKILL", 0):  # killed: memory ran out
        raise Unreadable(_LARGE.format(limits.memory >> 20))
    if status == -getattr(signal, "SIGXCPU", 0):
        raise Unreadable(_LATE.format(limits.work))
    with contextlib.suppress(ValueError):
        raise Unreadable(_CRASHED.format(signal.Signals(-status).name))
    raise Unreadable(_CRASHED.format(status))


def _made(kind: type[Exception], message: str) -> Exception:
    try:
        return kind(message)
    except TypeError:  # UnicodeDecodeError and its like want more
        return RuntimeError(f"{kind.__name__}: {message}")


class _Records(pickle.Unpickler):
    """Takes records of this package and nothing else from a process that read a hostile file."""

    def find_class(self, module: str, name: str) -> Any:
        ours = module.partition(".")[0] == __name__.partition(".")[0]
        found = getattr(sys.modules.get(module), name, None) if ours else None
        if not isinstance(found, type) or found.__module__ != module:
            raise Unreadable(_CRASHED.format(f"{module}.{name}"))
        return found


def _answer(work: Callable[[], Any], limits: Limits, sink: int) -> NoReturn:
    """Inside the process: do the work within the limits, write the answer, end."""
    try:
        _bound(limits, sink)
        answer = _result(work)
    except BaseException:
        answer = _FULL
    try:
        rest = memoryview(answer)
        while rest:
            rest = rest[os.write(sink, rest[:_CHUNK]) :]
    finally:
        os._exit(0)


def _result(work: Callable[[], Any]) -> bytes:
    """The answer: a letter for how it ended, and what is to be said of it."""
    try:
        return _DONE + pickle.dumps(work(), pickle.HIGHEST_PROTOCOL)
    except MemoryError:
        return _FULL
    except Unreadable as error:
        return _REFUSED + str(error).encode("utf-8", "replace")
    except Exception as error:
        trace = "".join(traceback.format_exception(error))[-4000:]
        parts = (type(error).__name__, str(error)[:1000].replace("\0", ""), trace)
        return _FAILED + "\0".join(parts).encode("utf-8", "replace")


def _bound(limits: Limits, sink: int) -> None:
    """Take from this process what it does not need for reading."""
    gc.freeze()
    faulthandler.disable()
    if os.name == "posix":
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGXCPU):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_TIED, signal.SIGKILL)
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in {0, 1, 2} - {sink}:
        os.dup2(nothing, stream)
    os.closerange(3, sink)
    os.closerange(max(3, sink + 1), _FILES)
    if resource:
        spent = resource.getrusage(resource.RUSAGE_SELF)
        work = int(spent.ru_utime + spent.ru_stime) + limits.work
        _most(resource.RLIMIT_AS, _held() + limits.memory)
        _most(resource.RLIMIT_CPU, work)
        _most(resource.RLIMIT_FSIZE, 0)
        _most(resource.RLIMIT_CORE, 0)
    sys.addaudithook(_barred)


def _most(kind: int, value: int) -> None:
    """Lower a limit of this process for good; what already holds is never raised."""
    held = [n for n in resource.getrlimit(kind) if n != resource.RLIM_INFINITY]
    soft = min(value, *held) if held else value
    hard = min([soft + 1, *held])  # the word of warning comes before the end
    with contextlib.suppress(ValueError, OSError):  # a system that knows no such limit
        resource.setrlimit(kind, (soft, hard))


def _held() -> int:
    """The bytes of addresses that this process has; 0 where that is not known."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 0


def _barred(event: str, arguments: tuple) -> None:
    """Stops what no reading does."""
    if event.startswith(_BARRED) or (event == "open" and arguments[2] & _WRITES):
        raise PermissionError(f"reading may not: {event}")


def served() -> NoReturn:
    """What an interpreter started anew runs: the work from its input, the answer to its output."""
    work, limits = pickle.load(sys.stdin.buffer)
    sink = os.dup(1)
    _answer(work, limits, sink)
