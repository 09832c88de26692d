"""How much of a province stands behind consolidated figures: who is missing, and what share of the people that is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from namro.kernel.elements import TOTAL
from namro.reporting.models import Figure
from namro.reporting.queries.totals import Consolidated
from namro.reporting.rules import ReportState

# «Nhân khẩu hiện đang cư trú» of the communes' own form.
POPULATION = "residents_current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """units, missing: communes that are asked, and those whose figures do not count yet, in the order of names.

    people: residents of all of them, by the newest figure of each; None where one of them has never told.
    """

    units: tuple[int, ...]
    missing: tuple[int, ...]
    people: Decimal | None
    missing_people: Decimal | None

    @property
    def share(self) -> Fraction | None:
        """Of the people, those who live in the missing units; None where that is not known."""
        if not self.people or self.missing_people is None:
            return None
        return Fraction(self.missing_people) / Fraction(self.people)


def coverage(found: Consolidated) -> Coverage:
    """Of the units that report their population. One query."""
    counted = {ReportState.ACCEPTED, *([ReportState.SUBMITTED] if found.includes_unaccepted else [])}
    asked = {leaf.unit for leaf in found.this.leaves if any(key.element == POPULATION for key in leaf.cells)}
    here = {line.unit: line.state in counted for line in found.lines}
    units = tuple(unit for unit in found.reading.book.order if unit in asked)
    missing = tuple(unit for unit in units if not here.get(unit, False))
    newest = dict(
        Figure.objects.filter(
            unit__in=units,
            element__code=POPULATION,
            breakdown=TOTAL,
            value__isnull=False,
            window_end__lte=found.period.end,
        )
        .order_by("unit_id", "window_end", "-supplier_id")
        .values_list("unit_id", "value")
    )
    return Coverage(units=units, missing=missing, people=_sum(units, newest), missing_people=_sum(missing, newest))


def _sum(units: Iterable[int], newest: dict[int, Decimal | None]) -> Decimal | None:
    known = [newest.get(unit) for unit in units]
    return None if None in known else sum((people for people in known if people is not None), Decimal(0))
