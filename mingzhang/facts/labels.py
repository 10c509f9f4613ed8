"""Row labels 行名 understood: codes, projects, units, words under their headings.

The codes of a row count only together with its name or under a header that says what they are.
Ordinals nest; an unnumbered heading restarts them; a total closes the block above it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from mingzhang.lexicon import Lexicon, Meaning, Reading, Term, plain, without_ordinal
from mingzhang.model import Places, Region, Row, Table

_CODE = re.compile(r"^[\[(]?(\d{3}(?:\d\d){0,2})[\])]?(?=$|\D)")
_UNIT_CODE = re.compile(r"^(\d{3,9})(?=$|\D)")
_BRACKETED = re.compile(r"^[\[(]([A-Z]?\d{2,12})[\])](.*)$")
_PROJECT_CODE = re.compile(r"^\d{8}[0-9]{0,3}([A-Z])\d{9,12}$")
_SHORT_CODE = re.compile(r"^\d{1,9}$")
_CHINESE_ONE = re.compile(r"^(?:[一1][、.．]|\([一1]\)|①)")
_LEVELS = (
    re.compile(r"^[一二三四五六七八九十廿]+[、.．]"),
    re.compile(r"^\([一二三四五六七八九十廿]+\)"),
    re.compile(r"^\d+[.．、]"),
    re.compile(r"^\(\d+\)"),
    re.compile(r"^[①-⑳]"),
)


@dataclass(frozen=True, slots=True)
class Frame:
    """What binding needs besides the table: the lexicon, names of codes, year, stage, units.

    ``name_of(kind, code)`` gives the name of a code in the classification of the year or None;
    ``code_of(kind, name)`` the only code of a class name or None.
    """

    lexicon: Lexicon
    name_of: Callable[[str, str], str | None]
    code_of: Callable[[str, str], str | None]
    words: dict
    year: int | None
    stage: str
    unit: str = "万元"
    known_units: dict[int, str] = field(default_factory=dict)
    places: Places = field(default_factory=Places)


@dataclass(slots=True)
class _Heading:
    level: int
    terms: tuple[Term, ...]
    phrase: str


@dataclass(slots=True)
class Label:
    """A row label understood: its terms with those above it, what is unread, flags."""

    terms: list[tuple[Term, ...]]
    phrases: tuple[str, ...]
    unread: str = ""
    partial: bool = False
    unit: str = ""
    entity: str = ""
    project: str = ""
    closing_flow: tuple[Term, ...] = ()


class Labels:
    """The labels of one table, read from top to bottom.

    ``natures`` tells whether the table's own columns or panels say 人员 and 公用.
    """

    def __init__(
        self, table: Table, frame: Frame, form: Region | None, natures: Callable[[], bool]
    ) -> None:
        self.table, self.frame, self.form, self.natures = table, frame, form, natures
        self.space = frame.lexicon.space
        self.stack: dict[int, list[_Heading]] = {}
        self.entity: list[str] = []
        self.group = ""
        self._functions: bool | None = None
        self.kind = self._kind_of_codes()
        self.listing = self._lists_purchases()

    def read(self) -> list[Label]:
        """One label for each row of the table."""
        labels = [self._label(row) for row in self.table.rows]
        self._widen_totals(labels)
        self._close_blocks(labels)
        if self.listing:
            self._tell_rows_apart(labels)
        return labels

    def _lists_purchases(self) -> bool:
        """True for a register whose rows bear names of their own: purchases, services bought."""
        if self.form is not None:
            return False
        topic = self.frame.lexicon.read(self.table.title.text, "title").region.topic
        return topic in self.frame.words["listing"]["topics"]

    def _tell_rows_apart(self, labels: list[Label]) -> None:
        """Rows of one name are two purchases. Where every row stands under a row that names its
        group, a group is the sum of its rows."""
        over = self._groups()
        for at, (row, label) in enumerate(zip(self.table.rows, labels, strict=True)):
            if not label.project or not label.partial:
                continue
            if over is None:
                label.project = f"{row.line}/{label.project}"
            else:
                group = over[at]
                label.project = f"{labels[group].project if group is not None else ''}{row.line}/"
                label.partial = False

    def _groups(self) -> list[int | None] | None:
        """For each row the row above that names its group, by the labels carried down; None where
        some row that has labels of others over its own has no such row."""
        texts = ([plain(t.text) for t in row.label] for row in self.table.rows)
        names = [tuple(filter(None, said)) for said in texts]
        found: list[int | None] = []
        last: dict[tuple[str, ...], int] = {}
        for at, name in enumerate(names):
            heads = (name[:length] for length in range(len(name) - 1, 0, -1))
            found.append(next((last[head] for head in heads if head in last), None))
            if len(name) > 1 and found[at] is None:
                return None
            last[name] = at
        return found if any(i is not None for i in found) else None

    def panel(self, row: Row) -> str:
        """The panel 收入 or 支出 that a row stands in; "" where there is none."""
        first = plain(row.label[0].text) if row.label and self.form is None else ""
        return first if first in self.frame.words["panel"] and len(row.label) > 1 else ""

    def _kind_of_codes(self) -> str:
        head = plain("".join(self.table.label_columns))
        for kind in ("project", "function", "economic", "entity", "code"):
            if any(word in head for word in self.frame.words["label"][kind]):
                return kind
        return ""

    def _label(self, row: Row) -> Label:
        texts = [t.text.strip() for t in row.label if t.text.strip()]
        panel = self.panel(row)
        terms: list[tuple[Term, ...]] = []
        if panel:
            texts = texts[1:]
            terms.append(self._panel_terms(panel))
        if not texts:
            found = Label(terms, ())
        elif self.kind == "project" and _SHORT_CODE.match(texts[0]) and len(texts) > 1:
            found = self._project_group(texts, terms)
        elif _PROJECT_CODE.match(texts[0]):
            found = self._project(texts, terms)
        else:
            found = self._coded(texts, terms) or self._worded(
                self._without_pieces(texts), terms, row.panel, panel
            )
        found.entity = found.entity or "/".join(self.entity)
        return found

    def _panel_terms(self, panel: str) -> tuple[Term, ...]:
        meaning = self.frame.lexicon.meaning(self.frame.words["panel"][panel])
        return (Term(panel, frozenset(), (meaning,)),)

    def _project_group(self, texts: list[str], terms: list) -> Label:
        code, name = texts[0], texts[1]
        if self._is_entity(name):
            self.entity = [e for e in self.entity if code.startswith(e) and e != code] + [code]
            return Label(terms, (code, name))
        self.group = code
        return Label(terms, (code, name), project=code)

    def _project(self, texts: list[str], terms: list) -> Label:
        letter = _PROJECT_CODE.match(texts[0])[1]
        nature = self.frame.words["letter"].get(letter)
        if nature:
            bits = self.space.members("nature", nature)
            terms = [*terms, (Term(letter, frozenset(), (Meaning((("nature", bits, True),)),)),)]
        return Label(terms, tuple(texts[:2]), project=f"{self.group}/{texts[0]}")

    def _coded(self, texts: list[str], terms: list) -> Label | None:
        """Rows that carry codes of a classification or of units."""
        meanings, phrases, entity, letters = [], [], "", []
        for i, text in enumerate(texts):
            bracketed = _BRACKETED.match(text)
            code, rest = (bracketed[1], bracketed[2]) if bracketed else (text, "")
            if not bracketed:
                found = (_UNIT_CODE if self.kind == "entity" else _CODE).match(text)
                if not found:
                    continue
                code, rest = found[1], text[found.end() :].strip()
            name = rest or (texts[i + 1] if i + 1 < len(texts) else "")
            if bracketed and code[0] in self.frame.words["procurement"]:
                letters.append(self.frame.words["procurement"][code[0]])
                continue
            kind = self._kind(code, name)
            if kind == "entity":
                entity = code
                self.entity = [e for e in self.entity if code.startswith(e) and e != code] + [code]
            elif kind:
                meanings.append((f"{code} {name}".strip(), self._meant(kind, code, name)))
            else:
                continue
            phrases.append(f"{code} {name}".strip())
        if not phrases:
            return None
        terms = [
            *terms,
            tuple(Term(said, frozenset(), (meaning,)) for said, meaning in meanings),
        ]
        for letter in letters:
            meaning = Meaning((("kind", self.space.members("kind", letter), False),))
            terms.append((Term(letter, frozenset(), (meaning,)),))
        economic = next((m.economic for _, m in meanings if m.economic), "")
        if economic:
            terms.append(self._nature_of_economic(economic))
        label = Label(terms, tuple(phrases), entity="/".join(self.entity) if entity else "")
        if letters:
            label.project = plain(texts[1]) if len(texts) > 1 else ""
        return label

    def _without_pieces(self, texts: list[str]) -> list[str]:
        """The name alone after the pieces of a code that is misprinted: 7, 11, 02 for 2101102."""
        coded = self.kind in ("function", "economic", "code")
        pieces = len(texts) > 2 and all(t.isdecimal() and len(t) <= 3 for t in texts[:-1])
        return texts[-1:] if coded and pieces else texts

    def _nature_of_economic(self, code: str) -> tuple[Term, ...]:
        nature = self.frame.words["nature"].get(code[:3])
        if not nature or self.natures():
            return ()
        bits = self.space.members("nature", nature)
        return (Term(code, frozenset(), (Meaning((("nature", bits, True),)),)),)

    def _kind(self, code: str, name: str) -> str:
        """ "function", "economic", "entity" or "" for a code and the name beside it."""
        for kind, heads in (("function", "2"), ("economic", "35")):
            if code[0] in heads:
                official = self.frame.name_of(kind, code)
                if official is not None and alike(official, name):
                    return kind
        if self.kind == "entity" or self._is_entity(name):
            return "entity"
        if self.kind in ("function", "code") and code[0] == "2":
            return "function"
        if self.kind in ("economic", "code") and code[0] in "35":
            return "economic"
        return ""

    def _meant(self, kind: str, code: str, name: str) -> Meaning:
        """The code as a region; one with another name than its own is a subject of its own."""
        official = self.frame.name_of(kind, code)
        other = official is not None and len(code) > 3 and not alike(official, name)
        return Meaning(**{kind: code + "~" if other else code})

    def _is_entity(self, name: str) -> bool:
        text = plain(name)
        return any(text.endswith(end) for end in self.frame.words["entity"]["ends"])

    def _worded(self, texts: list[str], terms: list, panel: int, side: str) -> Label:
        """Rows named in words: ordinals nest, an unnumbered heading restarts them."""
        lexicon, phrase = self.frame.lexicon, texts[-1]
        ordinal, rest = without_ordinal(phrase)
        reading = lexicon.read(phrase, "row")
        name = self._project_name(texts)
        outer = [lexicon.read(t, "row") for t in texts[:-1] if t != name]
        own, unread = reading.terms, reading.unread
        code = self.frame.code_of("function", plain(rest)) if side != "收入" else None
        if code and (side or ordinal) and self._lists_functions():
            own, unread = (Term(rest, frozenset(), (Meaning(function=code),)),), ""
            weak = Meaning((("flow", self.space.members("flow", "expenditure"), True),))
            own += (Term(rest, frozenset(), (weak,)),)
        if self.form is None and unread and self._is_entity(rest):
            return self._named_entity(texts, terms)
        level = next((i for i, p in enumerate(_LEVELS) if p.match(ordinal)), -1) + 1
        stack = self.stack.setdefault(panel, [])
        above = self._above(stack, level, ordinal, reading, rest)
        if not unread and texts == ["小计"] and not above and not side:
            unread = "小计"  # of what is not printed
        label = Label(
            [*terms, *above, *(r.terms for r in outer), own],
            tuple(texts),
            unread or next((r.unread for r in outer if r.unread), ""),
            reading.partial,
            reading.unit,
        )
        if name and name in texts[:-1] and not _is_total(name, self.frame.words["total"]["words"]):
            label.project, label.unread = plain(name), ""
        elif label.unread and self.form is not None:
            self._name_of_form(label, texts, unread)
        elif self.listing and (len(texts) > 1 or label.unread):
            # Which rows are groups of others is not printed: no sum over them is sure.
            kinds = [r.terms for r in outer[:1] if not r.unread]
            names = "/".join(plain(t) for t in texts[len(kinds) :])
            label = Label([*terms, *kinds], tuple(texts), partial=True, project=names)
        if _is_total(rest, self.frame.words["total"]["words"]):
            label.closing_flow = own
        return label

    def _name_of_form(self, label: Label, texts: list[str], unread: str) -> None:
        """In a form a name that no term reads is a project's own; over it stand section heads."""
        if unread:
            label.project = plain(texts[-1])
        elif self.kind == "project":
            label.project = plain(texts[0])
        label.unread = ""

    def _project_name(self, texts: list[str]) -> str:
        """The text under 项目名称 in a form, where the last labels are those of the row; else "". A
        task 任务 may be several projects, so its name is none."""
        if self.form is None:
            return ""
        heads, named = self.table.label_columns, self.frame.words["label"]["named"]
        over = zip(reversed(heads), reversed(texts), strict=False)
        return next((text for head, text in over if plain(head) in named), "")

    def _named_entity(self, texts: list[str], terms: list) -> Label:
        name = plain(texts[0])
        if not any(name.startswith(e) for e in self.entity):
            self.entity = [*self.entity]
        self.entity.append(name)
        return Label(terms, tuple(texts), entity="/".join(self.entity))

    def _lists_functions(self) -> bool:
        """True when at least three rows of the table are named like classes of the functions."""
        if self._functions is None:
            names = (without_ordinal(r.label[-1].text)[1] for r in self.table.rows if r.label)
            found = sum(bool(self.frame.code_of("function", plain(n))) for n in names)
            self._functions = found >= 3
        return self._functions

    def _above(
        self, stack: list[_Heading], level: int, ordinal: str, reading: Reading, rest: str
    ) -> list[tuple[Term, ...]]:
        """The terms of the headings a row stands under; keeps the stack."""
        if level == 0:
            if reading.partial:
                return [h.terms for h in stack]
            stack.clear()
            if not _is_total(rest, self.frame.words["total"]["words"]):
                stack.append(_Heading(0, reading.terms, rest))
            return []
        while stack and stack[-1].level >= level:
            stack.pop()
        if len(stack) == 1 and stack[0].level == 0 and level == 1:
            if not _CHINESE_ONE.match(ordinal) and not stack[0].phrase.startswith("\0"):
                stack.clear()
            else:
                stack[0].phrase = "\0" + stack[0].phrase.lstrip("\0")
        above = [h.terms for h in stack]
        stack.append(_Heading(level, reading.terms, rest))
        return above

    def _widen_totals(self, labels: list[Label]) -> None:
        """收入合计 under 当年收入小计 and 上年结转 is the total of both, as 收入总计 is."""
        grand = self.frame.words["total"]["grand"]
        above: dict[int, list[int]] = {}
        for row, label in zip(self.table.rows, labels, strict=True):
            if not label.terms or not label.phrases:
                continue
            flows, over = _flows(label.terms[-1]), above.setdefault(row.panel, [])
            wider = grand.get(plain(without_ordinal(label.phrases[-1])[1]))
            if wider and label.closing_flow and flows in over and over[-1] != flows:
                terms = self.frame.lexicon.read(wider, "row").terms
                label.terms[-1] = label.closing_flow = terms
            elif flows:
                over.append(flows)

    def _close_blocks(self, labels: list[Label]) -> None:
        """本年收入合计 closes a block and gives its flow to the rows above it."""
        blocks: dict[int, list[Label]] = {}
        for row, label in zip(self.table.rows, labels, strict=True):
            block = blocks.setdefault(row.panel, [])
            if label.closing_flow:
                flows = tuple(
                    Term(t.text, frozenset(), (_weakened(t.meanings[0]),))
                    for t in label.closing_flow
                    if any(c[0] == "flow" for c in t.meanings[0].constraints)
                )
                if flows:
                    for other in block:
                        other.terms.append(flows)
                block.clear()
            elif label.phrases and not without_ordinal(label.phrases[-1])[0]:
                block.clear()
            else:
                block.append(label)


def _flows(terms: tuple[Term, ...]) -> int:
    """The flows that the words of a row name, as bits; 0 where they name none."""
    return next((b for t in terms for n, b, _ in t.meanings[0].constraints if n == "flow"), 0)


def _weakened(meaning: Meaning) -> Meaning:
    flows = tuple((n, b, True) for n, b, _ in meaning.constraints if n == "flow")
    return Meaning(flows)


def _is_total(text: str, words: list[str]) -> bool:
    said = plain(text)
    return any(said.endswith(word) for word in words)


def alike(official: str, printed: str) -> bool:
    """A printed name counts as a code's when either begins with the other's first words."""
    a, b = plain(official), plain(printed)
    return bool(b) and (a.startswith(b) or b.startswith(a) or a[:4] == b[:4])
