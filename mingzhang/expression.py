"""The closed language of rules: parsed once, evaluated on records with exact intervals.

    formula = "score = full * actual / budget"      when = 'full > 0 and operator in (">=", "<=")'

Names, exact decimals, strings, ``+ - * /``, comparisons, ``and or not``, ``min max sum abs``,
``x is missing|word|number`` (also ``is not``) and ``x in ("a", "b")``; nothing else. A name stands
for a field of the record: the interval that its last printed digit leaves open, or a word.

* ``=``   AGREES when the computed value, rounded like the printed one, equals it; ROUNDING when
  only the intervals meet; DIFFERS when no values inside them can be equal.
* ``<=``  AGREES when it holds as printed; DIFFERS when even the most favourable values break it.
* A missing field, or a denominator that may be zero, gives UNCHECKED with the reason.

A name that occurs twice in a formula widens its interval: fewer errors, never a false one.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import NamedTuple

from mingzhang.model import Interval, Outcome, Value


class Node(NamedTuple):
    """A node of a parsed formula: an operation and its operands (nodes, or a literal)."""

    op: str
    args: tuple


class Measured(NamedTuple):
    """A computed number: its value as printed and the interval around it, all over one ``scale``.

    Integers over a positive scale are as exact as fractions and ten times faster to compare.
    """

    mid: int
    lo: int
    hi: int
    scale: int

    @property
    def exact(self) -> Fraction:
        """The value as printed."""
        return Fraction(self.mid, self.scale)


class Unknown(NamedTuple):
    """Why an expression has no value."""

    reason: str


class Truth(NamedTuple):
    """How a condition ended, and why it could not be checked."""

    outcome: Outcome
    reason: str = ""


Given = Mapping[str, Measured | str]
Names = Mapping[str, str]


class Condition(NamedTuple):
    """A parsed condition: the fields that it speaks of, and how it ends on what is given."""

    names: frozenset[str]
    run: Callable[[Given, Names], Truth]


class Computed(NamedTuple):
    """A parsed expression: the fields that it speaks of, and what it comes to."""

    names: frozenset[str]
    run: Callable[[Given, Names], Measured | str | Unknown]


class BadRule(ValueError):
    """A rule of a pack that cannot be used. ``str(error)`` is the sentence for its author."""


_PIECE = re.compile(r"\"[^\"]*\"|'[^']*'|<=|>=|!=|=")
_DECIMAL = re.compile(r"\d+(\.\d+)?")
_FUNCTIONS = ("min", "max", "sum", "abs")
_CONDITIONS = ("=", "!=", "<=", ">=", "<", ">", "and", "or", "not", "is", "in")
_SIGNS = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.USub: "negative",
    ast.Eq: "=", ast.NotEq: "!=", ast.LtE: "<=", ast.GtE: ">=", ast.Lt: "<", ast.Gt: ">",
    ast.And: "and", ast.Or: "or", ast.Not: "not",
}  # fmt: skip


def parse(text: str) -> Condition:
    """A condition, ready to run; BadRule when the text is none."""
    node = _tree(text)
    if node.op not in _CONDITIONS:
        raise BadRule(f"公式「{text}」不是条件：缺少比较")
    return Condition(frozenset(_names_in(node)), _condition(node))


def parse_value(text: str) -> Computed:
    """An expression that has a value (no condition), ready to run."""
    node = _tree(text)
    if node.op in _CONDITIONS:
        raise BadRule(f"公式「{text}」应是数或字，不是条件")
    return Computed(frozenset(_names_in(node)), _value(node))


def _tree(text: str) -> Node:
    """Python's own grammar reads the text ("=" becomes "=="); whatever is not listed is refused."""
    source = _PIECE.sub(lambda m: "==" if m.group() == "=" else m.group(), text.strip())
    source = source.replace("\n", " ")  # one line, so that positions are columns
    try:
        return _node(ast.parse(source, mode="eval").body, source)
    except (SyntaxError, KeyError, BadRule) as error:
        raise BadRule(f"公式「{text}」读不懂：{error}") from error


def _node(part: ast.expr, source: str) -> Node:
    match part:
        case ast.Constant(value=str(word)):
            return Node("string", (word,))
        case ast.Constant():
            digits = _printed(part, source)
            if not _DECIMAL.fullmatch(digits):
                raise BadRule(digits)
            exact = Fraction(digits)
            return Node("number", (measured(Interval(exact, exact)),))
        case ast.Name(id=name) if name not in _FUNCTIONS:
            return Node("name", (name,))
        case ast.BinOp(left=left, op=op, right=right):
            return _over(_SIGNS[type(op)], (left, right), source)
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _joined("not", [operand], source)
        case ast.UnaryOp(op=op, operand=operand):
            return _over(_SIGNS[type(op)], (operand,), source)
        case ast.BoolOp(op=op, values=values):
            return _joined(_SIGNS[type(op)], values, source)
        case ast.Call(func=ast.Name(id=name), args=args, keywords=[]) if name in _FUNCTIONS:
            return _over(name, tuple(args), source)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _comparison(left, op, right, source)
    raise BadRule(_printed(part, source))


def _printed(part: ast.expr, source: str) -> str:
    """The text of a part: positions count bytes; ``ast.get_source_segment`` takes far longer."""
    return source.encode()[part.col_offset : part.end_col_offset].decode()


def _over(op: str, parts: tuple[ast.expr, ...], source: str) -> Node:
    """An operation on values."""
    nodes = tuple(_node(p, source) for p in parts)
    if not nodes or any(n.op in _CONDITIONS for n in nodes):
        raise BadRule(f"{op} 的各项应是数")
    return Node(op, nodes)


def _joined(op: str, parts: list[ast.expr], source: str) -> Node:
    """An operation on conditions."""
    nodes = tuple(_node(p, source) for p in parts)
    if any(n.op not in _CONDITIONS for n in nodes):
        raise BadRule(f"{op} 的各项应是条件")
    return Node(op, nodes)


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, source: str) -> Node:
    match op, right:
        case ((ast.Is() | ast.IsNot()), ast.Name(id="missing" | "word" | "number" as kind)):
            node = Node("is", (_over("is", (left,), source).args[0], kind))
        case ((ast.In() | ast.NotIn()), ast.Tuple(elts=choices)):
            nodes = _over("in", (left, *choices), source).args
            node = Node("in", (nodes[0], nodes[1:]))
        case _:
            return _over(_SIGNS[type(op)], (left, right), source)
    return Node("not", (node,)) if isinstance(op, ast.IsNot | ast.NotIn) else node


def _names_in(node: Node) -> set[str]:
    """All field names that a formula speaks of."""
    if node.op == "name":
        return {node.args[0]}
    parts = [*node.args[:1], *node.args[1]] if node.op == "in" else node.args
    return set().union(*(_names_in(a) for a in parts if isinstance(a, Node)), set())


def given(fields: Mapping[str, Value]) -> Given:
    """The fields of a record as formulas take them: measured once for all rules over it.

    A missing field is left out.
    """
    return {
        name: found if isinstance(found, str) else measured(found)
        for name, found in fields.items()
        if found is not None
    }


def measured(interval: Interval) -> Measured:
    """The number of a printed figure: its middle is what is printed."""
    low, below = interval.lo.numerator, interval.lo.denominator
    if interval.lo is interval.hi:
        return Measured(low, low, low, below)
    high, above = interval.hi.numerator, interval.hi.denominator
    if below != above:
        low, high, below = low * above, high * below, below * above
    return Measured(low + high, 2 * low, 2 * high, 2 * below)


def _level(a: Measured, b: Measured) -> tuple[Measured, Measured]:
    """The two over a common scale."""
    if a.scale == b.scale:
        return a, b
    x, y = b.scale, a.scale
    return (
        Measured(a.mid * x, a.lo * x, a.hi * x, x * y),
        Measured(b.mid * y, b.lo * y, b.hi * y, x * y),
    )


def _sum(first: Measured, *others: Measured) -> Measured:
    for other in others:
        a, b = _level(first, other)
        first = Measured(a.mid + b.mid, a.lo + b.lo, a.hi + b.hi, a.scale)
    return first


def _difference(a: Measured, b: Measured) -> Measured:
    a, b = _level(a, b)
    return Measured(a.mid - b.mid, a.lo - b.hi, a.hi - b.lo, a.scale)


def _negative(a: Measured) -> Measured:
    return Measured(-a.mid, -a.hi, -a.lo, a.scale)


def _product(a: Measured, b: Measured) -> Measured:
    ends = (a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi)
    return Measured(a.mid * b.mid, min(ends), max(ends), a.scale * b.scale)


def _quotient(a: Measured, b: Measured) -> Measured | Unknown:
    if b.lo <= 0 <= b.hi:
        return Unknown("分母为零")
    if b.hi < 0:
        a, b = _negative(a), _negative(b)
    if b.lo == b.hi:
        up = b.scale
        return Measured(a.mid * up, a.lo * up, a.hi * up, a.scale * b.mid)
    # over a.scale * b.lo * b.mid * b.hi, which is positive, every quotient is an integer
    by_low, by_high = b.scale * b.mid * b.hi, b.scale * b.mid * b.lo
    ends = (a.lo * by_low, a.lo * by_high, a.hi * by_low, a.hi * by_high)
    middle = a.mid * b.scale * b.lo * b.hi
    return Measured(middle, min(ends), max(ends), a.scale * b.lo * b.mid * b.hi)


def _absolute(a: Measured) -> Measured:
    if a.lo >= 0:
        return a
    if a.hi <= 0:
        return _negative(a)
    return Measured(abs(a.mid), 0, max(-a.lo, a.hi), a.scale)


def _least(first: Measured, *others: Measured) -> Measured:
    for other in others:
        a, b = _level(first, other)
        first = Measured(min(a.mid, b.mid), min(a.lo, b.lo), min(a.hi, b.hi), a.scale)
    return first


def _greatest(first: Measured, *others: Measured) -> Measured:
    for other in others:
        a, b = _level(first, other)
        first = Measured(max(a.mid, b.mid), max(a.lo, b.lo), max(a.hi, b.hi), a.scale)
    return first


_OPERATIONS: dict[str, Callable[..., Measured | Unknown]] = {
    "negative": _negative, "+": _sum, "sum": _sum, "-": _difference, "*": _product,
    "/": _quotient, "abs": _absolute, "min": _least, "max": _greatest,
}  # fmt: skip


def _value(node: Node) -> Callable[[Given, Names], Measured | str | Unknown]:
    """The expression as a function: the tree is walked once, when the rule is loaded."""
    if node.op in ("number", "string"):
        constant = node.args[0]
        return lambda given, names: constant
    if node.op == "name":
        return _named(node.args[0])
    parts = [_value(part) for part in node.args]
    operation = _OPERATIONS[node.op]

    def run(given: Given, names: Names) -> Measured | str | Unknown:
        found = []
        for part in parts:
            got = part(given, names)
            if isinstance(got, Unknown):
                return got
            if isinstance(got, str):
                return Unknown(f"「{got}」不是数")
            found.append(got)
        return operation(*found)

    return run


def _named(name: str) -> Callable[[Given, Names], Measured | str | Unknown]:
    def run(given: Given, names: Names) -> Measured | str | Unknown:
        found = given.get(name)
        return Unknown(f"缺「{names.get(name, name)}」") if found is None else found

    return run


# Members of an enumeration are slow to look up, and a Truth without a reason is always the same.
_AGREES, _ROUNDING, _UNCHECKED, _DIFFERS = _RANK = (
    Outcome.AGREES, Outcome.ROUNDING, Outcome.UNCHECKED, Outcome.DIFFERS,
)  # fmt: skip
_AGREED, _ROUNDED, _DIFFERED = Truth(_AGREES), Truth(_ROUNDING), Truth(_DIFFERS)


def _rank(found: Truth) -> int:
    return _RANK.index(found.outcome)


def _turned(found: Truth) -> Truth:
    if found.outcome is _AGREES:
        return _DIFFERED
    return _AGREED if found.outcome is _DIFFERS else found


def _equal(a: Measured, b: Measured, left: bool, right: bool) -> Truth:
    """``left``, ``right``: whether that side is a printed figure, which may have been rounded."""
    a, b = _level(a, b)
    allowed = max(a.hi - a.lo if left else 0, b.hi - b.lo if right else 0)
    if 2 * abs(a.mid - b.mid) <= allowed:
        return _AGREED
    return _ROUNDED if a.lo <= b.hi and b.lo <= a.hi else _DIFFERED


def _ordered(a: Measured, b: Measured, or_equal: bool) -> Truth:
    a, b = _level(a, b)
    if a.mid < b.mid or (or_equal and a.mid == b.mid):
        return _AGREED
    possible = a.lo < b.hi or (or_equal and a.lo == b.hi)
    return _ROUNDED if possible else _DIFFERED


def _comparing(node: Node) -> Callable[[Given, Names], Truth]:
    if node.op in ("=", "!=") and (node.args[0].op, node.args[1].op) == ("name", "string"):
        return _saying(node.args[0].args[0], node.args[1].args[0], node.op == "=")
    left, right, sign = _value(node.args[0]), _value(node.args[1]), node.op
    printed = node.args[0].op == "name", node.args[1].op == "name"

    def run(given: Given, names: Names) -> Truth:
        a, b = left(given, names), right(given, names)
        if isinstance(a, Measured) and isinstance(b, Measured):
            if sign == "=":
                return _equal(a, b, *printed)
            if sign == "!=":
                return _turned(_equal(a, b, *printed))
            first, second = (a, b) if sign in ("<=", "<") else (b, a)
            return _ordered(first, second, sign in ("<=", ">="))
        for got in (a, b):
            if isinstance(got, Unknown):
                return Truth(_UNCHECKED, got.reason)
        if sign in ("=", "!=") and isinstance(a, str) and isinstance(b, str):
            return _AGREED if (a == b) == (sign == "=") else _DIFFERED
        return Truth(_UNCHECKED, f"「{a if isinstance(a, str) else b}」不是数")

    return run


def _saying(name: str, word: str, same: bool) -> Callable[[Given, Names], Truth]:
    """A field compared with a word: most conditions of rules are that."""

    def run(given: Given, names: Names) -> Truth:
        found = given.get(name)
        if isinstance(found, str):
            return _AGREED if (found == word) is same else _DIFFERED
        missing = f"缺「{names.get(name, name)}」"
        return Truth(_UNCHECKED, missing if found is None else f"「{word}」不是数")

    return run


_KINDS = {"word": str, "number": Measured, "missing": Unknown}


def _being(node: Node) -> Callable[[Given, Names], Truth]:
    run, kind = _value(node.args[0]), _KINDS[node.args[1]]
    return lambda given, names: _AGREED if isinstance(run(given, names), kind) else _DIFFERED


def _joining(parts: list[Callable[[Given, Names], Truth]], all_of: bool) -> Callable:
    """The worst part of "and", the best of "or"; what decides it ends the search."""
    final, pick = (_DIFFERS, max) if all_of else (_AGREES, min)

    def run(given: Given, names: Names) -> Truth:
        best: Truth | None = None
        for part in parts:
            found = part(given, names)
            if found.outcome is final:
                return found
            if best is None:
                best = found
            elif found.outcome is not best.outcome:
                best = pick(best, found, key=_rank)
        assert best is not None
        return best

    return run


def _condition(node: Node) -> Callable[[Given, Names], Truth]:
    """The condition as a function."""
    if node.op in ("and", "or"):
        return _joining([_condition(part) for part in node.args], node.op == "and")
    if node.op == "in":
        choices = [Node("=", (node.args[0], choice)) for choice in node.args[1]]
        return _joining([_comparing(choice) for choice in choices], False)
    if node.op == "not":
        inner = _condition(node.args[0])
        return lambda given, names: _turned(inner(given, names))
    return _being(node) if node.op == "is" else _comparing(node)
