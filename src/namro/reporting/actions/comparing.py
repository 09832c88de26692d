"""What a person typed beside what stands in the boxes now: what changed, and where somebody else was quicker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F

from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.kernel.forms import FormSpec
from namro.reporting import rules
from namro.reporting.models import FigureRevision, Report
from namro.reporting.rules import Conflict, Typed
from namro.reporting.stored import Window


class Past(NamedTuple):
    """One value that a box had. state: "" where it was cleared. by: the full name of whoever wrote it."""

    state: str
    value: Decimal | None
    note: str
    by: str


History = Mapping[CellKey, Mapping[int, Past]]


def compared(
    form: FormSpec, elements: Mapping[str, ElementSpec], past: History, entries: Mapping[CellKey, Typed]
) -> tuple[dict[CellKey, Value | None], list[Conflict]]:
    """What a person changed, and in which boxes somebody else was quicker. past: every revision of the boxes."""
    changes: dict[CellKey, Value | None] = {}
    conflicts: list[Conflict] = []
    for key, typed in entries.items():
        versions = past.get(key, {})
        newest = max(versions, default=0)
        now = versions[newest] if newest else None
        opened = versions.get(typed.base_version)
        if typed.figure == value_of(opened) or typed.figure == value_of(now):
            continue
        cell = form.cell(key)
        assert cell is not None
        if typed.figure is not None:
            rules.check_figure(typed.figure, cell, elements[key.element])
        if typed.base_version == newest:
            changes[key] = typed.figure
        else:
            by = now.by if now else ""
            conflicts.append(
                Conflict(
                    key=key, label=cell.label, mine=typed.figure, theirs=value_of(now), theirs_by=by, version=newest
                )
            )
    return changes, conflicts


def histories(reports: Iterable[Report], elements: Iterable[str]) -> dict[tuple[int, Window], History]:
    """By unit and window, every revision of these elements by box and version. One query for all reports."""
    places = {(report.unit_id, window_of(report)) for report in reports}
    found: dict[tuple[int, Window], dict[CellKey, dict[int, Past]]] = {place: {} for place in places}
    revisions = FigureRevision.objects.filter(
        unit__in={unit for unit, _ in places},
        supplier=F("unit"),
        element__code__in=set(elements),
        window_start__in={window[0] for _, window in places},
        window_end__in={window[1] for _, window in places},
    )
    rows = revisions.values_list(
        "unit_id", "window_start", "window_end", "element__code", "breakdown", "version",
        "state", "value", "note", "by__full_name",
    )  # fmt: skip
    for unit, start, end, element, breakdown, version, state, value, note, by in rows:
        place = (unit, (start, end))
        if place in found:
            found[place].setdefault(CellKey(element, breakdown), {})[version] = Past(state, value, note, by)
    return dict(found)


def window_of(report: Report) -> Window:
    return (report.window_start, report.window_end)


def value_of(revision: Past | None) -> Value | None:
    """The figure that a revision holds; None for a cleared box or no revision."""
    if revision is None or not revision.state:
        return None
    return Value(FigureState(revision.state), revision.value, revision.note)
