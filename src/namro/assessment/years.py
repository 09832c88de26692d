"""The span of an assessment year that has been counted: the whole of it, or up to the end of a quarter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.kernel.problems import Refused
from namro.kernel.rule_sets import RuleSet
from namro.kernel.times import Period, PeriodKind, Regime, period_containing, period_of, short_date


@dataclass(frozen=True, slots=True)
class YearToDate:
    """period: from the first day of the year on. period_next_year: the same time of the year after."""

    period: Period

    @property
    def number(self) -> int:
        return self.period.year if self.is_whole else self.whole.year

    @property
    def whole(self) -> Period:
        return period_containing(self.period.start, PeriodKind.YEAR, self.period.regime)

    @property
    def is_whole(self) -> bool:
        return self.period.kind is PeriodKind.YEAR

    @property
    def period_next_year(self) -> Period:
        return period_of(self.period.kind, self.period.regime, self.period.year + 1, self.period.number)

    def last_year(self) -> YearToDate:
        """The whole of the year before."""
        return YearToDate(period_of(PeriodKind.YEAR, self.period.regime, self.number - 1))

    @property
    def label(self) -> str:
        if self.is_whole:
            return f"Năm {self.number}"
        last = period_containing(self.period.end, PeriodKind.QUARTER, self.period.regime).label
        return f"Năm {self.number}, tạm tính đến hết {last[0].lower()}{last[1:]}"


def year_to_date(end: date, regime: Regime) -> YearToDate:
    """Raises Refused for a day that is not the last one of a quarter."""
    quarter = period_containing(end, PeriodKind.QUARTER, regime)
    if quarter.end != end:
        raise Refused(
            "year-end", f"Ngày {short_date(end)} không phải ngày chốt quý; ngày chốt là {short_date(quarter.end)}."
        )
    return YearToDate(quarter.year_to_date())


def counted_years(rule_set: RuleSet, today: date) -> tuple[YearToDate, ...]:
    """What may be looked at today: the quarters of this year that are over, and last year; the newest in front."""
    year = period_containing(today, PeriodKind.YEAR, rule_set.regime)
    over = [quarter for quarter in year.quarters() if quarter.end < today]
    spans = [YearToDate(quarter.year_to_date()) for quarter in reversed(over)]
    return (*spans, YearToDate(year.previous()))
