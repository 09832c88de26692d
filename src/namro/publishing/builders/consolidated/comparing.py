"""Which earlier figure a sentence compares with, and how it says so."""

from __future__ import annotations

from dataclasses import dataclass

from namro.kernel.consolidation import Total
from namro.kernel.elements import ElementKind
from namro.kernel.times import FREE_KINDS, Period, PeriodKind
from namro.publishing.builders.consolidated.material import Material
from namro.reporting.queries import Comparable, TotalRow
from namro.writing import words

_BEFORE = {
    PeriodKind.MONTH: "tháng trước",
    PeriodKind.QUARTER: "quý trước",
    PeriodKind.HALF_YEAR: "6 tháng trước",
    PeriodKind.YEAR: "năm trước",
    PeriodKind.STAGE: "giai đoạn trước",
}


@dataclass(frozen=True, slots=True)
class Base:
    """What a figure is compared with. against: «cùng kỳ», «quý trước»."""

    total: Total[int]
    revisions: tuple[int, ...]
    against: str


def last_year(row: TotalRow, material: Material) -> Base | None:
    """The same time of last year; None where it cannot be compared or nobody gave a figure for it."""
    if row.last_year is None:
        return None
    return _base(row, material.last_year, name_of_last_year(material.figures.period))


def name_of_last_year(period: Period) -> str:
    """A whole year is compared with the year before, a stage with the stage before."""
    whole = (PeriodKind.YEAR, PeriodKind.STAGE)
    return _BEFORE[period.kind] if period.kind in whole else "cùng kỳ"


def base_of(row: TotalRow, material: Material) -> Base | None:
    """The same time of last year, else the period before; for what stands at the end of a year's part, its opening.

    Persons counted once in the year have no period before.
    """
    found = last_year(row, material)
    period = material.figures.period
    if found or row.kind is ElementKind.YTD:
        return found
    if row.kind is ElementKind.STOCK and period.year_to_date() == period:
        return _base(row, material.opening, "đầu năm")
    if material.previous is None or row.previous is None:
        return None
    against = _BEFORE.get(period.kind)
    return _base(row, material.previous, against) if against else None


def _base(row: TotalRow, window: Comparable, against: str) -> Base | None:
    before = window.before(row.key, row.this)
    return Base(before, window.revisions.get(row.key, ()), against) if before else None


def change(row: TotalRow, base: Base) -> str:
    assert row.this.value is not None
    assert base.total.value is not None
    return words.change_in_words(
        row.this.value, base.total.value, row.unit_label, decimals=row.decimals, against=base.against
    )


def accumulates(row: TotalRow, period: Period) -> bool:
    """Its figure since the start of the year says more than that of the period."""
    return row.kind is ElementKind.FLOW and period.kind not in FREE_KINDS and period.year_to_date() != period
