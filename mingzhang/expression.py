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
from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from mingzhang.model import Interval, Outcome, Value


class Node(NamedTuple):
    """A node of a parsed formula: an operation and its operands (nodes, or a literal)."""

    op: str
    args: tuple


class Measured(NamedTuple):
    """A computed number: its value as printed, and the interval around it."""

    mid: Fraction
    lo: Fraction
    hi: Fraction


class Unknown(NamedTuple):
    """Why an expression has no value."""

    reason: str


class Truth(NamedTuple):
    """How a condition ended, and why it could not be checked."""

    outcome: Outcome
    reason: str = ""


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


def parse(text: str) -> Node:
    """The tree of a condition; BadRule when it is none."""
    node = _tree(text)
    if node.op not in _CONDITIONS:
        raise BadRule(f"公式「{text}」不是条件：缺少比较")
    return node


def parse_value(text: str) -> Node:
    """The tree of an expression that has a value (no condition)."""
    node = _tree(text)
    if node.op in _CONDITIONS:
        raise BadRule(f"公式「{text}」应是数或字，不是条件")
    return node


def _tree(text: str) -> Node:
    """Python's own grammar reads the text ("=" becomes "=="); whatever is not listed is refused."""
    source = _PIECE.sub(lambda m: "==" if m.group() == "=" else m.group(), text.strip())
    try:
        return _node(ast.parse(source, mode="eval").body, source)
    except (SyntaxError, KeyError, BadRule) as error:
        raise BadRule(f"公式「{text}」读不懂：{error}") from error


def _node(part: ast.expr, source: str) -> Node:
    match part:
        case ast.Constant(value=str(word)):
            return Node("string", (word,))
        case ast.Constant():
            digits = ast.get_source_segment(source, part) or ""
            if not _DECIMAL.fullmatch(digits):
                raise BadRule(digits)
            exact = Fraction(digits)
            return Node("number", (Measured(exact, exact, exact),))
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
    raise BadRule(ast.get_source_segment(source, part) or "")


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


def names_in(node: Node) -> set[str]:
    """All field names that a formula speaks of."""
    if node.op == "name":
        return {node.args[0]}
    return set().union(*(names_in(a) for a in node.args if isinstance(a, Node)), set())


Fields = Mapping[str, Value]


def measured(interval: Interval) -> Measured:
    """The number of a printed figure: its middle is what is printed."""
    if interval.lo is interval.hi:
        return Measured(interval.lo, interval.lo, interval.lo)
    return Measured((interval.lo + interval.hi) / 2, interval.lo, interval.hi)


def _product(a: Measured, b: Measured) -> Measured:
    ends = (a.lo * b.lo, a.lo * b.hi, a.hi * b.lo, a.hi * b.hi)
    return Measured(a.mid * b.mid, min(ends), max(ends))


def _quotient(a: Measured, b: Measured) -> Measured | Unknown:
    if b.lo <= 0 <= b.hi:
        return Unknown("分母为零")
    ends = (a.lo / b.lo, a.lo / b.hi, a.hi / b.lo, a.hi / b.hi)
    return Measured(a.mid / b.mid, min(ends), max(ends))


def _absolute(a: Measured) -> Measured:
    if a.lo >= 0:
        return a
    if a.hi <= 0:
        return Measured(-a.mid, -a.hi, -a.lo)
    return Measured(abs(a.mid), Fraction(0), max(-a.lo, a.hi))


def _apply(op: str, parts: list[Measured]) -> Measured | Unknown:
    if op == "negative":
        return Measured(-parts[0].mid, -parts[0].hi, -parts[0].lo)
    if op in ("+", "sum"):
        return Measured(*(sum(column, Fraction(0)) for column in zip(*parts, strict=True)))
    if op == "-":
        a, b = parts
        return Measured(a.mid - b.mid, a.lo - b.hi, a.hi - b.lo)
    if op == "*":
        return _product(*parts)
    if op == "/":
        return _quotient(*parts)
    if op == "abs":
        return _absolute(parts[0])
    pick = min if op == "min" else max
    return Measured(*(pick(column) for column in zip(*parts, strict=True)))


def value(node: Node, fields: Fields, names: Mapping[str, str]) -> Measured | str | Unknown:
    """What an expression comes to. ``names`` are the field names for the reason."""
    if node.op in ("number", "string"):
        return node.args[0]
    if node.op == "name":
        found = fields.get(node.args[0])
        if found is None:
            return Unknown(f"缺「{names.get(node.args[0], node.args[0])}」")
        return found if isinstance(found, str) else measured(found)
    parts = []
    for part in node.args:
        got = value(part, fields, names)
        if isinstance(got, Unknown):
            return got
        if isinstance(got, str):
            return Unknown(f"「{got}」不是数")
        parts.append(got)
    return _apply(node.op, parts)


_RANK = (Outcome.AGREES, Outcome.ROUNDING, Outcome.UNCHECKED, Outcome.DIFFERS)
_TURNED = {Outcome.AGREES: Outcome.DIFFERS, Outcome.DIFFERS: Outcome.AGREES}


def _printed_half(node: Node, got: Measured) -> Fraction:
    return (got.hi - got.lo) / 2 if node.op == "name" else Fraction(0)


def _equal(left: Node, right: Node, a: Measured, b: Measured) -> Outcome:
    allowed = max(_printed_half(left, a), _printed_half(right, b))
    if abs(a.mid - b.mid) <= allowed:
        return Outcome.AGREES
    return Outcome.ROUNDING if a.lo <= b.hi and b.lo <= a.hi else Outcome.DIFFERS


def _ordered(sign: str, a: Measured, b: Measured) -> Outcome:
    if sign in (">=", ">"):
        a, b, sign = b, a, {">=": "<=", ">": "<"}[sign]
    if a.mid < b.mid or (sign == "<=" and a.mid == b.mid):
        return Outcome.AGREES
    possible = a.lo < b.hi or (sign == "<=" and a.lo == b.hi)
    return Outcome.ROUNDING if possible else Outcome.DIFFERS


def _compared(node: Node, fields: Fields, names: Mapping[str, str]) -> Truth:
    left, right = node.args
    a, b = value(left, fields, names), value(right, fields, names)
    for got in (a, b):
        if isinstance(got, Unknown):
            return Truth(Outcome.UNCHECKED, got.reason)
    if isinstance(a, str) or isinstance(b, str):
        if node.op not in ("=", "!="):
            return Truth(Outcome.UNCHECKED, f"「{a if isinstance(a, str) else b}」不是数")
        if not (isinstance(a, str) and isinstance(b, str)):
            return Truth(Outcome.UNCHECKED, f"「{a if isinstance(a, str) else b}」不是数")
        return Truth(Outcome.AGREES if (a == b) == (node.op == "=") else Outcome.DIFFERS)
    assert isinstance(a, Measured) and isinstance(b, Measured)
    if node.op in ("=", "!="):
        outcome = _equal(left, right, a, b)
        return Truth(outcome if node.op == "=" else _TURNED.get(outcome, outcome))
    return Truth(_ordered(node.op, a, b))


def _kind_is(node: Node, fields: Fields, names: Mapping[str, str]) -> Truth:
    got = value(node.args[0], fields, names)
    kind = {str: "word", Measured: "number", Unknown: "missing"}[type(got)]
    return Truth(Outcome.AGREES if kind == node.args[1] else Outcome.DIFFERS)


def _among(node: Node, fields: Fields, names: Mapping[str, str]) -> Truth:
    choices = [Node("=", (node.args[0], choice)) for choice in node.args[1]]
    found = [_compared(choice, fields, names) for choice in choices]
    return min(found, key=lambda t: _RANK.index(t.outcome))


def _joined_truth(node: Node, fields: Fields, names: Mapping[str, str]) -> Truth:
    """The worst part of "and", the best of "or"; what decides it ends the search."""
    final = Outcome.DIFFERS if node.op == "and" else Outcome.AGREES
    pick = max if node.op == "and" else min
    best: Truth | None = None
    for part in node.args:
        found = truth(part, fields, names)
        if found.outcome is final:
            return found
        best = found if best is None else pick(best, found, key=lambda t: _RANK.index(t.outcome))
    assert best is not None
    return best


def truth(node: Node, fields: Fields, names: Mapping[str, str]) -> Truth:
    """How a condition ends on these fields."""
    if node.op in ("and", "or"):
        return _joined_truth(node, fields, names)
    if node.op == "not":
        inner = truth(node.args[0], fields, names)
        return Truth(_TURNED.get(inner.outcome, inner.outcome), inner.reason)
    if node.op == "is":
        return _kind_is(node, fields, names)
    if node.op == "in":
        return _among(node, fields, names)
    return _compared(node, fields, names)
