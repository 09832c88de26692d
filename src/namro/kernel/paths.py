"""Where a target should stand by the end of each period: typed by the standing agency, or the usual way.

A path is a staircase: what was due at the last milestone holds until the next one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from namro.kernel.elements import ElementKind, ElementSpec
from namro.kernel.indicators import IndicatorSpec, Transform
from namro.kernel.times import Period, PeriodKind, Regime, period_containing, short_date


@dataclass(frozen=True, slots=True, order=True)
class Milestone:
    """`value` is in the target's unit."""

    ends_on: date
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """milestones: by day. is_typed: somebody laid this path out; else it is the usual one, `source` says by what."""

    milestones: tuple[Milestone, ...]
    is_typed: bool
    source: str = ""

    def due_on(self, day: date) -> Milestone | None:
        """The last milestone that lies behind a day; None before the first: nothing is due yet."""
        passed = [milestone for milestone in self.milestones if milestone.ends_on <= day]
        return passed[-1] if passed else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The usual path of one kind of goal, in force from a day: shares of the value due at the end of each quarter.

    at_once: due from the first day on, since both sides of the comparison grow together.
    """

    kind: str
    shares: tuple[Fraction, ...]
    at_once: bool
    valid_from: date
    source: str


def pace_kind(indicator: IndicatorSpec, elements: Mapping[str, ElementSpec]) -> str:
    """Which usual path fits: «growth», «reduction», «coverage»; "" where nothing may be interpolated."""
    match indicator.transform:
        case Transform.GROWTH:
            return "growth"
        case Transform.REDUCTION:
            return "reduction"
        case Transform.RATIO if indicator.numerator and all(
            elements[cell.key.element].kind is ElementKind.YTD for cell in indicator.numerator.cells()
        ):
            return "coverage"
    return ""


def usual_path(kind: str, value: Fraction, period: Period, paces: Sequence[Pace]) -> Path | None:
    """The path of the year in which a period lies; None for a kind without one."""
    year = period_containing(period.end, PeriodKind.YEAR, period.regime)
    pace = next((p for p in sorted(paces, key=lambda p: p.valid_from, reverse=True) if _fits(p, kind, year)), None)
    if pace is None:
        return None
    steps = [
        Milestone(quarter.end, value * share / 100) for quarter, share in zip(year.quarters(), pace.shares, strict=True)
    ]
    if pace.at_once:
        steps.insert(0, Milestone(year.start, value * pace.shares[0] / 100))
    return Path(milestones=tuple(steps), is_typed=False, source=pace.source)


def _fits(pace: Pace, kind: str, year: Period) -> bool:
    return pace.kind == kind and pace.valid_from <= year.end


def typed_path(values: Mapping[date, Fraction]) -> Path | None:
    """None where nobody typed any value."""
    if not values:
        return None
    return Path(milestones=tuple(Milestone(day, values[day]) for day in sorted(values)), is_typed=True)


def falls_back(path: Path) -> tuple[Milestone, Milestone] | None:
    """The first two milestones that go backwards, which is nearly always a slip of the hand."""
    pairs = zip(path.milestones, path.milestones[1:], strict=False)
    return next(((one, after) for one, after in pairs if after.value < one.value), None)


def said_by(day: date, regime: Regime) -> str:
    """«quý II/2026» for the last day of a period, else the day itself."""
    for kind in (PeriodKind.YEAR, PeriodKind.QUARTER, PeriodKind.MONTH):
        period = period_containing(day, kind, regime)
        if period.end == day:
            return period.label[:1].lower() + period.label[1:]
    return f"ngày {short_date(day)}"
