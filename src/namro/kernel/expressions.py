"""Conditions and sums over cells, written as text in data files and never executed as code.

    closing = open(closing) + new - left        part <= whole        2 * (x - prev(x)) > y and z[found] = 0

Operators by falling binding: `*`; `+ -`; `= != < <= > >=`; `not`; `and`; `or`. Parentheses, whole numbers, cells `x`
and `x[breakdown]`, and a cell inside one of the functions of `FUNCTIONS`. What can't be known is `Unknown`, never zero.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from math import prod

from namro.kernel.elements import TOTAL, CellKey

# Name -> how a sentence says it. "" is the cell's figure of this period.
FUNCTIONS = {
    "": "",
    "open": "đầu kỳ",
    "year_open": "đầu năm",
    "ytd": "từ đầu năm",
    "prev": "kỳ trước",
    "last_year": "cùng kỳ năm trước",
    "other": "theo nguồn khác",
}
_COMPARISONS = ("=", "!=", "<", "<=", ">", ">=")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+)|(?P<word>[a-z][a-z0-9_]*)|(?P<sign><=|>=|!=|[-+*=<>()\[\]])|(?P<bad>\S))", re.ASCII
)
_WORDS = ("and", "or", "not")
_MOST_NESTED = 50


class ExpressionError(ValueError):
    """`position` counts characters from 0."""

    def __init__(self, text: str, position: int, reason: str) -> None:
        super().__init__(f"{reason} (vị trí {position + 1} trong «{text}»)")
        self.position = position


@dataclass(frozen=True, slots=True)
class Number:
    value: int


@dataclass(frozen=True, slots=True)
class Cell:
    """`function` is a key of FUNCTIONS."""

    function: str
    key: CellKey

    def __str__(self) -> str:
        return f"{self.function}({self.key})" if self.function else str(self.key)


@dataclass(frozen=True, slots=True)
class Sum:
    """`terms` are (1 or -1, number)."""

    terms: tuple[tuple[int, "Node"], ...]


@dataclass(frozen=True, slots=True)
class Product:
    factors: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Logic:
    """`word` is "and", "or" or "not" (one part)."""

    word: str
    parts: tuple["Node", ...]


Node = Number | Cell | Sum | Product | Comparison | Logic


@dataclass(frozen=True, slots=True)
class Expression:
    """A parsed text; equal if the text is. `is_condition` tells a yes-or-no from a number."""

    text: str
    node: Node

    def __str__(self) -> str:
        return self.text

    @property
    def is_condition(self) -> bool:
        return isinstance(self.node, Comparison | Logic)

    def cells(self) -> tuple[Cell, ...]:
        """Each cell once, in order of first mention."""
        return tuple(dict.fromkeys(_cells(self.node)))


class Gap(StrEnum):
    """Why a cell has no number."""

    BLANK = "blank"
    NOT_STORED = "not_stored"


@dataclass(frozen=True, slots=True)
class Unknown:
    """The outcome hangs on cells without a number."""

    gaps: tuple[tuple[Cell, Gap], ...]


Lookup = Callable[[Cell], Fraction | Unknown]


def parse_number(text: str) -> Expression:
    """Reads a sum over cells; ExpressionError for anything else."""
    expression = parse(text)
    if expression.is_condition:
        raise ExpressionError(text, 0, "Cần một phép tính, không phải một điều kiện")
    return expression


def parse_condition(text: str) -> Expression:
    """Reads something that is true or false; ExpressionError for anything else."""
    expression = parse(text)
    if not expression.is_condition:
        raise ExpressionError(text, 0, "Cần một điều kiện, ví dụ «a <= b»")
    return expression


def parse(text: str) -> Expression:
    return Expression(text, _Parser(text).whole())


def number(node: Node, lookup: Lookup) -> Fraction | Unknown:
    match node:
        case Number(value):
            return Fraction(value)
        case Cell():
            return lookup(node)
        case Sum(terms):
            signed = [(sign, number(part, lookup)) for sign, part in terms]
            sums = [sign * value for sign, value in signed if isinstance(value, Fraction)]
            return sum(sums, Fraction(0)) if len(sums) == len(terms) else _all_gaps([value for _, value in signed])
        case Product(factors):
            values = [number(part, lookup) for part in factors]
            known = [value for value in values if isinstance(value, Fraction)]
            return prod(known, start=Fraction(1)) if len(known) == len(values) else _all_gaps(values)
        case Comparison() | Logic():
            raise TypeError("a condition is no number")


def truth(node: Node, lookup: Lookup) -> bool | Unknown:
    """Three-valued: «a or b» is true once one part is, «a and b» false once one part is, whatever is unknown."""
    match node:
        case Comparison(sign, left, right):
            a, b = number(left, lookup), number(right, lookup)
            if isinstance(a, Unknown) or isinstance(b, Unknown):
                return _all_gaps([a, b])
            return compare(a, sign, b)
        case Logic("not", (part,)):
            inner = truth(part, lookup)
            return inner if isinstance(inner, Unknown) else not inner
        case Logic(word, parts):
            values = [truth(part, lookup) for part in parts]
            deciding = word == "or"
            if deciding in values:
                return deciding
            return _all_gaps(values) if any(isinstance(v, Unknown) for v in values) else not deciding
        case _:
            raise TypeError("a number is no condition")


def compare(a: Fraction | int, sign: str, b: Fraction | int) -> bool:
    outcomes = {"=": a == b, "!=": a != b, "<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}
    return outcomes[sign]


def _all_gaps(values: "list[Fraction | Unknown] | list[bool | Unknown]") -> Unknown:
    return Unknown(tuple(dict.fromkeys(gap for value in values if isinstance(value, Unknown) for gap in value.gaps)))


def _cells(node: Node) -> Iterator[Cell]:
    match node:
        case Cell():
            yield node
        case Sum(terms):
            for _, part in terms:
                yield from _cells(part)
        case Product(parts) | Logic(_, parts):
            for part in parts:
                yield from _cells(part)
        case Comparison(_, left, right):
            yield from _cells(left)
            yield from _cells(right)
        case Number():
            pass


class _Parser:
    """Recursive descent, one method for each strength of binding; `_take` moves on if the next token is as asked."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = [
            (found.lastgroup or "", found[found.lastgroup or 0], found.start(found.lastgroup or 0))
            for found in _TOKEN.finditer(text)
        ]
        self.tokens.append(("end", "", len(text)))
        self.at = 0
        if sum(token in ("(", "not") for _, token, _ in self.tokens) > _MOST_NESTED:
            raise self._error("Quá nhiều ngoặc")

    def whole(self) -> Node:
        node = self._or()
        if self.tokens[self.at][0] != "end":
            raise self._error("Không hiểu từ đây")
        return node

    def _or(self) -> Node:
        return self._logic("or", self._and)

    def _and(self) -> Node:
        return self._logic("and", self._not)

    def _logic(self, word: str, inner: Callable[[], Node]) -> Node:
        parts = [inner()]
        while self._take(word):
            parts.append(inner())
        if len(parts) > 1 and not all(isinstance(part, Comparison | Logic) for part in parts):
            raise self._error(f"Hai vế của «{word}» phải là điều kiện")
        return Logic(word, tuple(parts)) if len(parts) > 1 else parts[0]

    def _not(self) -> Node:
        if not self._take("not"):
            return self._comparison()
        part = self._not()
        if not isinstance(part, Comparison | Logic):
            raise self._error("Sau «not» phải là điều kiện")
        return Logic("not", (part,))

    def _comparison(self) -> Node:
        left = self._sum()
        if not (sign := self._take(*_COMPARISONS)):
            return left
        return Comparison(sign, self._as_number(left), self._as_number(self._sum()))

    def _sum(self) -> Node:
        terms = [(-1 if self._take("-") else 1, self._product())]
        while sign := self._take("+", "-"):
            terms.append((1 if sign == "+" else -1, self._product()))
        if len(terms) == 1 and terms[0][0] == 1:
            return terms[0][1]
        return Sum(tuple((sign, self._as_number(part)) for sign, part in terms))

    def _product(self) -> Node:
        factors = [self._atom()]
        while self._take("*"):
            factors.append(self._atom())
        return Product(tuple(map(self._as_number, factors))) if len(factors) > 1 else factors[0]

    def _atom(self) -> Node:
        kind, token, _ = self.tokens[self.at]
        if self._take("("):
            node = self._or()
            self._expect(")")
            return node
        if kind == "number":
            self.at += 1
            return Number(int(token))
        if kind == "word" and token not in _WORDS:
            return self._cell()
        raise self._error("Thiếu một số hoặc một ô số liệu" if kind == "end" else f"Không hiểu «{token}»")

    def _cell(self) -> Cell:
        name = self._name()
        if not self._take("("):
            return Cell("", self._key(name))
        if name not in FUNCTIONS:
            self.at -= 2
            raise self._error(f"Không có hàm «{name}»")
        key = self._key(self._name())
        self._expect(")")
        return Cell(name, key)

    def _key(self, element: str) -> CellKey:
        if not self._take("["):
            return CellKey(element, TOTAL)
        breakdown = self._name()
        self._expect("]")
        return CellKey(element, breakdown)

    def _name(self) -> str:
        kind, token, _ = self.tokens[self.at]
        if kind != "word" or token in _WORDS:
            raise self._error("Thiếu mã số liệu")
        self.at += 1
        return token

    def _take(self, *wanted: str) -> str:
        kind, token, _ = self.tokens[self.at]
        if kind in ("word", "sign") and token in wanted:
            self.at += 1
            return token
        return ""

    def _expect(self, sign: str) -> None:
        if not self._take(sign):
            raise self._error(f"Thiếu «{sign}»")

    def _as_number(self, node: Node) -> Node:
        if isinstance(node, Comparison | Logic):
            raise self._error("Không cộng, trừ, nhân hay so sánh một điều kiện")
        return node

    def _error(self, reason: str) -> ExpressionError:
        return ExpressionError(self.text, self.tokens[self.at][2], reason)
