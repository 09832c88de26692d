"""Numbers as charts say them, and axes with round steps."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from namro.kernel.figures import format_number, format_percent
from namro.writing.charts.model import Number, Value

_ROUND = (1, 2, 5, 10)
_LARGE = ((10**9, "tỷ"), (10**6, "triệu"))


def said(value: Value, unit: str = "") -> str:
    """«45,2%» where the unit is «%» (values per hundred, as targets are written), «1.234,5» else, «–» for none."""
    if value is None:
        return "–"
    exact = Fraction(value)
    if unit == "%":
        text = format_percent(exact / 100)
    else:
        text = format_number(exact, next((n for n in range(2) if (exact * 10**n).denominator == 1), 2))
    return text.replace("-", "−")


@dataclass(frozen=True, slots=True)
class Axis:
    """From `low` to `high`, both among the ticks; zero is always on it."""

    low: Fraction
    high: Fraction
    ticks: tuple[Fraction, ...]

    def share(self, value: Number) -> Fraction:
        """0 at the low end, 1 at the high end."""
        return (Fraction(value) - self.low) / (self.high - self.low)


def axis_of(values: Iterable[Value], *, most: int = 4) -> Axis:
    """An axis on which all values have a place; from 0 to 1 where there is none but zero."""
    known = [Fraction(value) for value in values if value is not None]
    low, high = min([*known, Fraction(0)]), max([*known, Fraction(0)])
    if low == high:
        return Axis(Fraction(0), Fraction(1), (Fraction(0), Fraction(1)))
    step = _step((high - low) / most, whole=all(value.denominator == 1 for value in known))
    first, last = floor(low / step), ceil(high / step)
    ticks = tuple(step * number for number in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks)


def _step(least: Fraction, *, whole: bool) -> Fraction:
    """The smallest of 1, 2, 5 times a power of ten that is not below `least`; never a part of one for counts."""
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    step = next(power * number for number in _ROUND if power * number >= least)
    return max(step, Fraction(1)) if whole else step


def tick_words(value: Fraction, unit: str) -> str:
    """Short, for it stands in a narrow margin: «15 triệu»."""
    for size, name in _LARGE:
        if abs(value) >= size and unit != "%":
            return f"{said(value / size)} {name}"
    return said(value, unit)
