"""Formulas as sums of cells: are two the same but for a factor, can a condition come out both ways?

Figures are taken to be zero or more, which holds for everything that is counted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product

from namro.kernel.expressions import Cell, Comparison, Logic, Node, Number, Product, Sum, compare

# Conditions with more different sums than this are not worked through.
MOST_SUMS = 6


@dataclass(frozen=True, slots=True)
class Linear:
    """`constant` plus each cell times its factor; cells with factor zero are left out."""

    factors: Mapping[Cell, Fraction]
    constant: Fraction = Fraction(0)

    def times(self, by: Fraction) -> "Linear":
        return Linear({cell: factor * by for cell, factor in self.factors.items() if by}, self.constant * by)


def linear(node: Node) -> Linear | None:
    """None for a product of two figures and for a condition."""
    match node:
        case Number(value):
            return Linear({}, Fraction(value))
        case Cell():
            return Linear({node: Fraction(1)})
        case Sum(terms):
            parts = [(sign, linear(part)) for sign, part in terms]
            known = [part.times(Fraction(sign)) for sign, part in parts if part is not None]
            return _added(known) if len(known) == len(parts) else None
        case Product(factors):
            whole = Linear({}, Fraction(1))
            for factor in factors:
                part = linear(factor)
                if part is None or (part.factors and whole.factors):
                    return None
                whole = part.times(whole.constant) if part.factors else whole.times(part.constant)
            return whole
        case _:
            return None


def _added(parts: list[Linear]) -> Linear:
    factors: dict[Cell, Fraction] = {}
    for part in parts:
        for cell, factor in part.factors.items():
            factors[cell] = factors.get(cell, Fraction(0)) + factor
    return Linear({c: f for c, f in factors.items() if f}, sum((p.constant for p in parts), Fraction(0)))


def ratio_of(above: Linear, below: Linear) -> Fraction | None:
    """What the one divided by the other always is; None where that depends on figures."""
    if above.factors.keys() != below.factors.keys() or not below.factors:
        return None
    ratios = {above.factors[cell] / factor for cell, factor in below.factors.items()}
    ratio = ratios.pop()
    return ratio if not ratios and above.constant == ratio * below.constant else None


@dataclass(frozen=True, slots=True)
class _Threshold:
    """A comparison as `sum sign limit`; key: which sum, alike for sums that differ only by a factor."""

    key: frozenset[tuple[Cell, Fraction]]
    sign: str
    limit: Fraction


_MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "=", "!=": "!="}


def constant_truth(node: Node) -> bool | None:
    """What a condition is whatever the figures are; None where they decide, or where it is too long to tell."""
    thresholds = list(_thresholds(node))
    if any(threshold is None for threshold in thresholds):
        return None
    known = [threshold for threshold in thresholds if threshold is not None]
    sums = list(dict.fromkeys(threshold.key for threshold in known if threshold.key))
    if len(sums) > MOST_SUMS:
        return None
    values = [_telling_values(key, [t.limit for t in known if t.key == key]) for key in sums]
    outcomes = {_truth_at(node, dict(zip(sums, chosen, strict=True))) for chosen in product(*values)}
    return outcomes.pop() if len(outcomes) == 1 else None


def _thresholds(node: Node) -> Iterator[_Threshold | None]:
    match node:
        case Comparison():
            yield _threshold(node)
        case Logic(_, parts):
            for part in parts:
                yield from _thresholds(part)


def _threshold(node: Comparison) -> _Threshold | None:
    left, right = linear(node.left), linear(node.right)
    if left is None or right is None:
        return None
    whole = _added([left, right.times(Fraction(-1))])
    if not whole.factors:
        return _Threshold(frozenset(), node.sign, -whole.constant)
    lead = whole.factors[min(whole.factors, key=str)]
    sign = node.sign if lead > 0 else _MIRRORED[node.sign]
    key = frozenset((cell, factor / lead) for cell, factor in whole.factors.items())
    return _Threshold(key, sign, -whole.constant / lead)


def _telling_values(key: frozenset[tuple[Cell, Fraction]], limits: list[Fraction]) -> list[Fraction]:
    """Each limit, a value between every two of them, and one beyond either end, as far as the sum can come."""
    ordered = sorted(set(limits))
    between = [(a + b) / 2 for a, b in pairwise(ordered)]
    values = [ordered[0] - 1, *ordered, *between, ordered[-1] + 1]
    if all(factor > 0 for _, factor in key):
        return sorted({max(value, Fraction(0)) for value in values} | {Fraction(0)})
    return values


def _truth_at(node: Node, values: Mapping[frozenset[tuple[Cell, Fraction]], Fraction]) -> bool:
    match node:
        case Logic("not", (part,)):
            return not _truth_at(part, values)
        case Logic("or", parts):
            return any(_truth_at(part, values) for part in parts)
        case Logic(_, parts):
            return all(_truth_at(part, values) for part in parts)
        case Comparison():
            found = _threshold(node)
            assert found is not None
            return compare(values.get(found.key, Fraction(0)), found.sign, found.limit)
        case _:
            raise TypeError("a number is no condition")
