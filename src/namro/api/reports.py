"""Filling a report through the API: what the phone reads before the network goes, and what it sends when it is back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils import timezone
from ninja import Path, Schema
from pydantic import Field

from namro.api.door import REFUSALS, Key, ReportId, Strict, Version, api, text
from namro.api.wire import elements_to_dict, facts_to_dict, figures_to_dict
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure, FigureState
from namro.kernel.forms import form_to_dict
from namro.organisations import access, idempotency
from namro.organisations.asking import asked_once
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.reporting import actions, queries
from namro.reporting.models import Report
from namro.reporting.rules import OPEN_STATES, EntrySource, Typed

CELL = r"^[a-z][a-z0-9_]{0,79}\[[a-z][a-z0-9_]{0,39}\]$"
NUMBER = r"^\d{1,15}(\.\d{1,4})?$"


class ReportShape(Schema):
    """A report as a phone keeps it: the form with its rules, the figures around it, no words and no names of people.

    facts and form are what kernel.form_facts and kernel.forms describe; versions are those of every box ever filled.
    """

    id: int
    title: str
    unit: str
    period: str
    in_words: str
    due_on: date
    read_at: datetime
    may_fill: list[str]
    may_submit: bool
    may_estimate: bool
    done: list[str]
    form: dict[str, Any]
    elements: dict[str, dict[str, Any]]
    facts: dict[str, Any]
    given: dict[str, dict[str, str | None]]
    versions: dict[str, int]
    carried: dict[str, str]
    locked: list[str]
    reasons: list[dict[str, str]]


class Entry(Strict):
    """What a person left in one box. state "" clears it; base_version: what stood there before (0: nothing)."""

    cell: Annotated[str, Field(pattern=CELL)]
    state: Literal["", "reported", "estimated", "not_applicable", "not_stored"]
    value: Annotated[str, Field(pattern=NUMBER)] | None = None
    note: text(300) = ""  # type: ignore[valid-type]
    base_version: Version = 0


class Entries(Strict):
    entries: Annotated[list[Entry], Field(min_length=1, max_length=500)]
    source_reference: text(300) = ""  # type: ignore[valid-type]


class Stored(Schema):
    """versions: the new version of each box that changed."""

    stored: int
    versions: dict[str, int]


class Reason(Strict):
    rule: text(20, least=1)  # type: ignore[valid-type]
    place: text(160) = ""  # type: ignore[valid-type]
    reason: text(500) = ""  # type: ignore[valid-type]


class Letter(Strict):
    """The unit's own letter, from whoever types for it."""

    source_reference: text(300) = ""  # type: ignore[valid-type]


class Done(Schema):
    state: str


def _person(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


def _report(person: Person, report_id: int, on: date) -> Report:
    seen = access.units_for(person, Permission.REPORT_VIEW, on=on)
    return get_object_or_404(queries.reports(), pk=report_id, unit__in=seen)


def _figure(entry: Entry) -> Figure | None:
    """None for a cleared box, and for a number that is missing."""
    if entry.state in ("not_applicable", "not_stored"):
        return Figure(FigureState(entry.state), None, " ".join(entry.note.split()))
    if entry.state == "" or entry.value is None:
        return None
    return Figure(FigureState(entry.state), Decimal(entry.value))


@api.get("/reports/{report_id}", response={200: ReportShape, **REFUSALS}, url_name="read-report")
def read_report(request: HttpRequest, report_id: Annotated[ReportId, Path()]) -> dict[str, Any]:
    """One report with its form, its rules and the figures around it."""
    person, at = _person(request), timezone.now()
    on = timezone.localdate(at)
    found = queries.report_page(_report(person, report_id, on))
    source = actions.source_of(person, report=found.report, on=on)
    may = actions.sections_open_to(person, report=found.report, form=found.form, on=on, source=source)
    cells = found.form.cells()
    carried = {c.key: found.carried(c.key) for c in cells}
    return {
        "id": found.report.pk,
        "title": found.form.title,
        "unit": found.unit.name,
        "period": found.period.label,
        "in_words": found.period.in_words,
        "due_on": found.report.due_on,
        "read_at": at,
        "may_fill": sorted(may) if found.state in OPEN_STATES and source is EntrySource.OWN else [],
        "may_submit": access.may(person, Permission.REPORT_SUBMIT, unit=found.report.unit_id, on=on),
        "may_estimate": on <= found.period.end,
        "done": [s.code for s in found.form.sections if found.is_done(s.code)],
        "form": form_to_dict(found.form),
        "elements": elements_to_dict(
            found.elements, {c.element for c in cells} | {d.element for d in found.form.derived}
        ),
        "facts": facts_to_dict(found.facts),
        "given": figures_to_dict({key: entry.value for key, entry in found.around.values.items()}),
        "versions": {str(key): version for key, version in found.versions.items()},
        "carried": {str(key): f"{value.normalize():f}" for key, value in carried.items() if value is not None},
        "locked": sorted(str(key) for key in found.around.locked),
        "reasons": [
            {"rule": rule, "place": place, "reason": given.reason} for (rule, place), given in found.reasons.items()
        ],
    }


@api.post("/reports/{report_id}/entries", response={200: Stored, **REFUSALS}, url_name="record-entries")
def record_entries(request: HttpRequest, report_id: Annotated[ReportId, Path()], key: Key, body: Entries) -> Any:
    """Store boxes, all or none. The same key gives the same answer again; 409 tells what others changed meanwhile."""
    person, at = _person(request), timezone.now()
    on = timezone.localdate(at)
    with asked_once():
        report = _report(person, report_id, on)
        return actions.record_figures(
            by=person,
            at=at,
            report=report,
            entries={CellKey.parse(e.cell): Typed(_figure(e), e.base_version) for e in body.entries},
            source=actions.source_of(person, report=report, on=on),
            source_reference=body.source_reference,
            key=key,
        )


@api.post("/reports/{report_id}/reasons", response={200: Done, **REFUSALS}, url_name="explain-warning")
def explain_warning(request: HttpRequest, report_id: Annotated[ReportId, Path()], key: Key, body: Reason) -> Any:
    """Say why a doubted figure is right; an empty reason takes it back."""
    person, at = _person(request), timezone.now()
    on = timezone.localdate(at)
    report = _report(person, report_id, on)

    def explain() -> dict[str, Any]:
        source = actions.source_of(person, report=report, on=on)
        actions.explain_warning(by=person, at=at, report=report, source=source, **body.dict())
        return {"state": "explained"}

    return idempotency.once(person=person, key=key, at=at, make=explain)


@api.post("/reports/{report_id}/sections/{section}/finish", response={200: Done, **REFUSALS}, url_name="finish-section")
def finish_section(
    request: HttpRequest,
    report_id: Annotated[ReportId, Path()],
    section: Annotated[str, Path(max_length=20, pattern=r"^[A-Za-z0-9_-]+$")],
    key: Key,
    body: Letter,
) -> Any:
    """«Xong mục này». Refused while a box is blank or an identity is broken."""
    person, at = _person(request), timezone.now()
    on = timezone.localdate(at)
    report = _report(person, report_id, on)

    def finish() -> dict[str, Any]:
        source = actions.source_of(person, report=report, on=on)
        part = actions.finish_part(
            by=person, at=at, report=report, section=section, source=source, source_reference=body.source_reference
        )
        return {"state": part.state}

    return idempotency.once(person=person, key=key, at=at, make=finish)


@api.post("/reports/{report_id}/submit", response={200: Done, **REFUSALS}, url_name="submit-report")
def submit_report(request: HttpRequest, report_id: Annotated[ReportId, Path()], key: Key, body: Letter) -> Any:
    """Send the report. Refused, with the first things to settle, unless all parts are done and nothing is wrong."""
    person, at = _person(request), timezone.now()
    report = _report(person, report_id, timezone.localdate(at))

    def submit() -> dict[str, Any]:
        sent = actions.submit_report(by=person, at=at, report=report, source_reference=body.source_reference)
        return {"state": sent.state}

    return idempotency.once(person=person, key=key, at=at, make=submit)
