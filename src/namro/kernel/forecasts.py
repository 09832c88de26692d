"""A forecast of a target's figure at the end of its time, only where its own past carries one.

Four past periods of the same kind are the least. With a year and four periods more behind it each period to come is
taken as the same period a year before; else a straight line is drawn through the past. The interval is the largest
error that the same method made, one period ahead, on this very past: no promise, and said so.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

LEAST = 4
Values = Sequence[Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """low to high: the value with the largest past error of the method for each period still to come."""

    value: Fraction
    low: Fraction
    high: Fraction
    method: str
    points: int


def forecast(
    past: Values, *, ahead: int, season: int, adds_up: bool, so_far: Fraction = Fraction(0)
) -> Forecast | None:
    """past: one count a period, oldest first, none missing. ahead: periods still to come; season: periods in a year.

    adds_up: the figure is the sum over periods (`so_far` since the start of the year); else its value at the end.
    None where the past is too short, or nothing is to come.
    """
    if len(past) < LEAST or ahead < 1:
        return None
    seasonal = len(past) >= season + LEAST and ahead <= season
    step = _same_season(season) if seasonal else _line
    first = season if seasonal else LEAST - 1
    errors = [abs(past[n] - step(past[:n], 1)[0]) for n in range(first, len(past))]
    coming = step(past, ahead)
    value = so_far + sum(coming) if adds_up else coming[-1]
    spread = max(errors) * ahead
    return Forecast(
        value=value,
        low=max(Fraction(0), value - spread),
        high=value + spread,
        method="theo cùng kỳ năm trước" if seasonal else "theo đường thẳng qua các kỳ",
        points=len(past),
    )


def _same_season(season: int) -> Callable[[Values, int], list[Fraction]]:
    def step(past: Values, ahead: int) -> list[Fraction]:
        return [past[len(past) - season + n] for n in range(ahead)]

    return step


def _line(past: Values, ahead: int) -> list[Fraction]:
    """Least squares over the numbers of the periods; counts are never below zero."""
    count = len(past)
    middle, mean = Fraction(count - 1, 2), sum(past, Fraction(0)) / count
    spread = sum(((n - middle) ** 2 for n in range(count)), Fraction(0))
    slope = sum(((n - middle) * (value - mean) for n, value in enumerate(past)), Fraction(0)) / spread
    return [max(Fraction(0), mean + slope * (count - 1 + n - middle)) for n in range(1, ahead + 1)]
