"""The libraries that see 底层库: arrays, pictures and the model that recognises printed lines.

They are an extra of the package and slow to load, so each is loaded when it is first asked for
something. Of ``rapidocr`` only the model in its package is used (PP-OCR, Apache-2.0).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from os import cpu_count
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

MOST_THREADS = 4
HEIGHT = 48  # pixels of a line as the model wants it
WIDEST = 2400
_MODEL = "PP-OCRv6_rec_small.onnx"
_NEEDED = ("numpy", "cv2", "onnxruntime", "PIL", "rapidocr")
Given, Made = TypeVar("Given"), TypeVar("Made")


class Late:
    """A library that is loaded when something of it is asked for, or set in it."""

    def __init__(self, name: str) -> None:
        object.__setattr__(self, "_name", name)

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module(self._name), name)
        object.__setattr__(self, name, found)
        return found

    def __setattr__(self, name: str, value: Any) -> None:
        setattr(import_module(self._name), name, value)


numpy = Late("numpy")
cv2 = Late("cv2")
images = Late("PIL.Image")
_runtime = Late("onnxruntime")


class Said(NamedTuple):
    """What the model reads in a line: characters, the middle of each as a share of the width of
    the line, and how sure it is of each, both from 0 to 1."""

    text: str
    at: tuple[float, ...]
    sure: tuple[float, ...]


@cache
def installed() -> bool:
    """Whether all that is needed to read pictures is installed."""
    return all(find_spec(name) for name in _NEEDED) and _model_file().exists()


def _model_file() -> Path:
    found = find_spec("rapidocr")
    folders = found.submodule_search_locations if found else None
    return Path(folders[0] if folders else "") / "models" / _MODEL


@cache
def _model() -> tuple[Any, str, list[str]]:
    """The model, the name of what it takes, and its characters by position."""
    options = _runtime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    session = _runtime.InferenceSession(
        str(_model_file()), options, providers=["CPUExecutionProvider"]
    )
    characters = session.get_modelmeta().custom_metadata_map["character"].split("\n")
    return session, session.get_inputs()[0].name, ["", *characters, " "]


def recognised(line: Any) -> Said:
    """What the grey picture of one printed line says; the picture is ``HEIGHT`` pixels high."""
    session, name, characters = _model()
    given = (line.astype("float32") - 127.5) / 127.5
    given = numpy.repeat(given[None, None], 3, axis=1)
    (shares,) = session.run(None, {name: given})
    best = shares[0].argmax(axis=1)
    sure = shares[0].max(axis=1)
    steps = len(best)
    text, at, how = [], [], []
    start = 0
    while start < steps:
        end = start + 1
        while end < steps and best[end] == best[start]:
            end += 1
        if best[start] and best[start] < len(characters):
            text.append(characters[best[start]])
            at.append((start + end) / 2 / steps)
            how.append(float(sure[start:end].max()))
        start = end
    return Said("".join(text), tuple(at), tuple(how))


def at_once(work: Callable[[Given], Made], given: Iterable[Given]) -> list[Made]:
    """``work`` of everything given, in order; each piece by itself, so that how many run at once
    changes nothing of the result."""
    _model()
    with ThreadPoolExecutor(min(MOST_THREADS, cpu_count() or 1)) as threads:
        return list(threads.map(work, given))
