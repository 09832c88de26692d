"""What a report has to do with the unit's others: estimates of before, a local cut-off, a longer one due that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from namro.reporting.models import Report
from namro.reporting.queries.estimates import Estimated, early_cut_off, open_estimates
from namro.reporting.queries.nested import Longer, open_longer_than


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbours:
    """early_cut_off: None where figures count to the end of the window."""

    estimates: tuple[Estimated, ...]
    early_cut_off: date | None
    longer: tuple[Longer, ...]


def neighbours_of(report: Report) -> Neighbours:
    """Four queries where there is nothing to tell."""
    return Neighbours(
        estimates=open_estimates([report.unit_id], before=report.window_end),
        early_cut_off=early_cut_off(report),
        longer=open_longer_than(report),
    )
