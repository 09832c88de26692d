"""Who else has a report open, and what they have saved since."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.forms import FormSpec
from namro.organisations.models import Person
from namro.reporting.models import FigureRevision, Report
from namro.reporting.queries.corrections import value_of
from namro.reporting.rules import in_words
from namro.reporting.stored import form_of


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedBox:
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportFellow:
    """Somebody else at a report. saved: what they have stored since a moment, the newest value of each box."""

    name: str
    is_here: bool
    saved: tuple[SavedBox, ...]


def fellows_at(report: Report, *, but: Person, since: datetime, opened_at: datetime) -> list[ReportFellow]:
    """Who was seen at the report since a moment, and whoever stored something after this person opened the page.

    Two queries beside the form's own.
    """
    form = form_of(report)
    here = dict(
        report.presences.filter(seen_at__gte=since).exclude(person=but).values_list("person_id", "person__full_name")
    )
    saved: dict[int, dict[CellKey, FigureRevision]] = {}
    for revision in _since(report, opened_at).exclude(by=but):
        key = CellKey(revision.element.code, revision.breakdown)
        saved.setdefault(revision.by_id, {})[key] = revision
    names = {by: next(iter(boxes.values())).by.full_name for by, boxes in saved.items()} | here
    return [
        ReportFellow(name=names[by], is_here=by in here, saved=_told(form, saved.get(by, {})))
        for by in sorted(names, key=lambda by: names[by])
    ]


def _since(report: Report, moment: datetime) -> QuerySet[FigureRevision]:
    return (
        FigureRevision.objects.filter(
            unit=report.unit_id,
            supplier=report.unit_id,
            window_start=report.window_start,
            window_end=report.window_end,
            at__gt=moment,
        )
        .select_related("by", "element")
        .defer("element__spec")
        .order_by("version")
    )


def _told(form: FormSpec, boxes: dict[CellKey, FigureRevision]) -> tuple[SavedBox, ...]:
    elements = catalogue.elements()
    return tuple(
        SavedBox(label=cell.label, value=in_words(value_of(boxes[cell.key]), elements[cell.element].decimals))
        for cell in form.cells()
        if cell.key in boxes
    )
