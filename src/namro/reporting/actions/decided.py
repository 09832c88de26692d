"""Figures that nobody counts: what the competent authority decided of units, on the strength of its decision."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey, ElementKind
from namro.kernel.figures import Figure as Value
from namro.kernel.problems import Refused
from namro.kernel.times import Period
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.reporting import rules
from namro.reporting.actions.storing import Writing, store_all
from namro.reporting.models import Figure
from namro.reporting.rules import EntrySource


@transaction.atomic
def record_decided_figures(
    *,
    by: Person,
    at: datetime,
    decider: Unit,
    period: Period,
    figures: Mapping[int, Mapping[CellKey, Value]],
    document: str,
    reason: str = "",
) -> int:
    """Store what a decision makes of units, by their ids; answers how many figures are new or changed.

    Entries of a register alone can be decided. A figure that a decision gave before gets another revision, with the
    reason; one that stays the same is not written again.
    """
    access.require(by, Permission.ASSESSMENT_DECIDE, unit=decider.pk, on=timezone.localdate(at))
    rules.check_source(EntrySource.DECIDED, document)
    elements = catalogue.elements()
    for key in {key for cells in figures.values() for key in cells}:
        if key.element not in elements or elements[key.element].kind is not ElementKind.REGISTER:
            raise Refused("no-such-register", f"«{key}» không phải là số đếm từ danh sách có quyết định.")
    list(Unit.objects.select_for_update().filter(pk__in=figures).order_by("pk"))
    window = (period.start, period.end)
    stored = {
        (row.unit_id, CellKey(row.element.code, row.breakdown)): Value(row.state, row.value, row.note)  # type: ignore[arg-type]
        for row in Figure.objects.filter(
            supplier=decider, unit__in=figures, window_start=window[0], window_end=window[1]
        ).select_related("element")
    }
    about = {
        "by": by,
        "at": at,
        "source": EntrySource.DECIDED,
        "source_reference": document.strip(),
        "reason": reason.strip(),
    }
    writings = [
        Writing(unit=unit, window=window, changes=changes, supplier=decider.pk, about=about)
        for unit, cells in figures.items()
        if (changes := {key: value for key, value in cells.items() if stored.get((unit, key)) != value})
    ]
    made = store_all(writings)
    if made:
        audit.record(
            by=by, at=at, action="figures.decided", subject=decider, unit=decider, window=period.code, cells=len(made)
        )
    return len(made)
