"""Numbers of which only a part may be known: what is missing lies somewhere from nothing upwards, and is never zero."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

Number = int | Fraction


class Truth(StrEnum):
    YES = "yes"
    NO = "no"
    OPEN = "open"
    """Hangs on a figure that is missing."""

    @property
    def opposite(self) -> Truth:
        return {Truth.YES: Truth.NO, Truth.NO: Truth.YES}.get(self, Truth.OPEN)


def both(truths: Iterable[Truth]) -> Truth:
    found = set(truths)
    return Truth.NO if Truth.NO in found else Truth.OPEN if Truth.OPEN in found else Truth.YES


def either(truths: Iterable[Truth]) -> Truth:
    found = set(truths)
    return Truth.YES if Truth.YES in found else Truth.OPEN if Truth.OPEN in found else Truth.NO


def at_least_of(truths: Iterable[Truth], wanted: int) -> Truth:
    """Whether at least so many hold."""
    found = list(truths)
    if found.count(Truth.YES) >= wanted:
        return Truth.YES
    return Truth.OPEN if found.count(Truth.YES) + found.count(Truth.OPEN) >= wanted else Truth.NO


@dataclass(frozen=True, slots=True)
class Span:
    """low <= the number <= high; high is None where nothing bounds it. No number here is negative.

    Whole numbers are kept as int, which is many times quicker than Fraction.
    """

    low: Number
    high: Number | None

    @property
    def exact(self) -> Number | None:
        return self.low if self.low == self.high else None

    def plus(self, other: Span) -> Span:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Span(self.low + other.low, high)

    def less(self, other: Span) -> Span:
        """What is left of this when the other, which is a part of it, is taken off."""
        low = 0 if other.high is None else max(0, self.low - other.high)
        return Span(low, None if self.high is None else max(0, self.high - other.low))

    def is_zero(self) -> Truth:
        if self.low > 0:
            return Truth.NO
        return Truth.YES if self.high == 0 else Truth.OPEN

    def reaches(self, threshold: Fraction, per: Span | None = None) -> Truth:
        """number >= threshold, or number / per >= threshold, by cross-multiplication.

        OPEN for a rate of nobody: it has no value.
        """
        above, below = threshold.numerator, threshold.denominator
        if per is None:
            return _compared(self, below, above, above)
        if per.high == 0:
            return Truth.OPEN
        return _compared(self, below, above * max(per.low, 1), None if per.high is None else above * per.high)


ANYTHING = Span(0, None)


def exactly(value: Number) -> Span:
    plain = value.numerator if value.denominator == 1 else value
    return Span(plain, plain)


def _compared(span: Span, times: int, least: Number, most: Number | None) -> Truth:
    """The span, multiplied, against a bar that lies somewhere in least..most."""
    if most is not None and span.low * times >= most:
        return Truth.YES
    return Truth.NO if span.high is not None and span.high * times < least else Truth.OPEN
