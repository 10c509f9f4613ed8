"""The words of forms 表格用语, compiled from ``packs/forms.toml`` for the readers of tables.

A word is compared without white space, brackets and what they hold, quotation marks and the colon
at its end, in one width (``bare``).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_AROUND = re.compile(r"\([^()]*\)|[“”\"'‘’\s]|:$")
_SPACE = re.compile(r"\s+")
_YEAR = re.compile(r"(?:20\d\d年?度?|上年|本年|当年|去年|今年)(?:决算数|预算数|决算|预算|数)?")
_NUMBER = re.compile(
    r"[-−－+]?\s*(?:\d{1,3}(?:[,，]\d{3})+|\d+)(?:[.．]\d+)?\s*[%％‰]?(?:\s*(?:万元|元|亿元))?"
)
_CODE = re.compile(r"\d{3,21}[A-Z]?\d*")
_ORDINAL = re.compile(r"\s*(?:[（(]?[一二三四五六七八九十]+[)）、．.]|[（(]?\d{1,2}[)）、．.])")
_DASH = re.compile(r"[-—–－/／*]+")
LONG = 30
_WORD = 20  # characters of a header word known only by its ending


@lru_cache(maxsize=8192)
def bare(text: str) -> str:
    """The word that ``text`` prints: 「批复金额（万元）」 is 批复金额, 「项 目」 is 项目."""
    folded = _SPACE.sub("", unicodedata.normalize("NFKC", text))
    return _AROUND.sub("", folded).rstrip(":")


@lru_cache(maxsize=8192)
def tight(text: str) -> str:
    """``text`` without any white space: how header paths are written."""
    return _SPACE.sub("", text)


@lru_cache(maxsize=8192)
def is_number(text: str) -> bool:
    """Whether a cell prints one number, with its percent sign or unit of money if any."""
    return bool(_NUMBER.fullmatch(text.strip()))


def is_year(word: str) -> bool:
    """Whether a header word names a year: 2021年, 上年决算数."""
    return bool(_YEAR.fullmatch(word))


def is_dash(text: str) -> bool:
    """Whether a cell prints only a dash: ruled, and nothing there."""
    return bool(_DASH.fullmatch(text.strip()))


def is_code(text: str) -> bool:
    """Whether a cell may be a code of a subject, a unit or a project."""
    return bool(_CODE.fullmatch(text.strip()))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The compiled words; see the comments of the pack for what each set is."""

    labels: frozenset[str]
    values: frozenset[str]
    headers: frozenset[str]
    either: frozenset[str]
    endings: tuple[str, ...]
    over_labels: tuple[str, ...]
    codes: tuple[str, ...]
    ordinals: frozenset[str]
    totals: frozenset[str]
    levels: frozenset[str]
    contents: frozenset[str]
    described: frozenset[str]
    names: frozenset[str]
    closed: dict[str, str]
    keys: frozenset[str]
    key: re.Pattern[str]
    front: dict[str, re.Pattern[str]]
    titles: tuple[str, ...]
    captions: tuple[str, ...]
    inner: tuple[str, ...]
    content: str

    def is_header(self, text: str) -> bool:
        """Whether ``text`` is a word of a header, or a year over a column."""
        word = bare(text)
        return word in self.headers or is_year(word) or self.is_label(word)

    def is_strong(self, text: str) -> bool:
        """Whether ``text`` is a header word that is never the label of a row."""
        word = bare(text)
        return (word in self.headers or self.is_label(word)) and word not in self.either

    def is_label(self, word: str) -> bool:
        """Whether ``word`` (bare) stands over labels of rows, by itself or by its ending."""
        return word in self.labels or (len(word) <= _WORD and word.endswith(self.over_labels))

    def may_head(self, text: str) -> bool:
        """Whether ``text``, standing where a header is, may be one by its ending."""
        word = bare(text)
        return 0 < len(word) <= _WORD and word.endswith(self.endings)

    def is_key(self, text: str) -> bool:
        """Whether ``text`` is the key of a key-value cell 键."""
        if _ORDINAL.match(text):
            return False
        word = bare(text)
        if word in self.keys or self.key.fullmatch(word):
            return True
        return bool(self.key.fullmatch(tight(text)))

    def is_code_column(self, path: str) -> bool:
        """Whether a header path is over codes."""
        last = bare(path.rsplit("/", 1)[-1])
        return last in self.codes or last.endswith(tuple(c for c in self.codes if len(c) > 1))


def compiled(words: dict) -> Vocabulary:
    """The vocabulary of ``words``, the parsed ``packs/forms.toml``."""
    header, keys, front = words["header"], words["keys"], words["front"]

    def of(text: str) -> frozenset[str]:
        return frozenset(bare(w) for w in text.split())

    labels, values, groups = of(header["labels"]), of(header["values"]), of(header["groups"])
    totals, ordinals, contents = (
        of(header["totals"]),
        of(header["ordinals"]),
        of(header["contents"]),
    )
    closed: dict[str, str] = {}
    for column, said in words["closed"].items():
        for w in said.split():
            closed[w] = "" if w in closed else column
    patterns = "|".join(p for p in keys["patterns"] if p)
    return Vocabulary(
        labels=labels,
        values=values | contents,
        headers=labels | values | groups | totals | ordinals | contents,
        either=of(header["either"]) | totals | groups,
        endings=tuple(header["endings"].split()),
        over_labels=tuple(header["over_labels"].split()),
        codes=tuple(header["codes"].split()),
        ordinals=ordinals,
        totals=totals,
        levels=of(header["levels"]),
        contents=contents,
        described=of(header["described"]),
        names=of(header["names"]),
        closed=closed,
        keys=of(keys["words"]),
        key=re.compile(patterns),
        front={
            k: re.compile(front[k])
            for k in ("number", "titled", "department", "year", "notes", "unit", "lead", "again")
        },
        titles=tuple(front["titles"].split()),
        captions=tuple(front["captions"].split()),
        inner=tuple(front["inner"].split()),
        content=words["unnamed"]["content"],
    )
