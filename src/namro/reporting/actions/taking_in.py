"""Taking in reports that went their way before this program kept them, all units of one window at a time.

The same rules hold as for a report that is typed here, since the same page checks it; only reading and writing are
done for all reports together. Four hundred reports take seconds instead of minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import Model
from django.utils import timezone

from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import reported
from namro.kernel.form_checks import derive
from namro.kernel.forms import FormSpec
from namro.kernel.problems import Problem, Refused
from namro.organisations import access
from namro.organisations.models import AuditEntry, Person, RoleAssignment
from namro.organisations.rules import Permission, Role, permissions_of
from namro.reporting import queries, rules
from namro.reporting.actions.figures import NOT_HERE
from namro.reporting.actions.storing import BATCH, Writing, store_all
from namro.reporting.actions.versions import code_of, pins_of, version_of
from namro.reporting.models import (
    CodedFigures,
    FigureRevision,
    Narrative,
    PinnedRevision,
    Report,
    ReportPart,
    ReportStep,
    ReportVersion,
    WarningReason,
)
from namro.reporting.rules import EntrySource, PartState, ReportState

Reasons = dict[tuple[str, str], WarningReason]


@dataclass(frozen=True, slots=True, kw_only=True)
class PastReport:
    """What is known of one report: its figures and words, who filled, sent and accepted it, and when.

    reason: why a doubted figure is right, asked for each warning. accepted_by is empty while nobody has accepted it.
    """

    report: int
    values: Mapping[CellKey, Value]
    texts: Mapping[str, str]
    reason: Callable[[Problem], str]
    filled_by: Person
    filled_at: datetime
    printed_at: datetime
    number: str
    issued_on: date
    sent_by: Person
    sent_at: datetime
    accepted_by: Person | None = None
    accepted_at: datetime | None = None


@transaction.atomic
def take_in_reports(*, by: Person, at: datetime, past: Sequence[PastReport]) -> int:
    """Store reports of one window with everything that happened to them; answers how many.

    by: of the standing agency. Raises Refused, and stores nothing, where a report is begun already, or would not have
    been let through if it had been typed here.
    """
    if not past:
        return 0
    told = {one.report: one for one in past}
    reports = list(queries.reports().filter(pk__in=told).select_related("unit").select_for_update(of=("self",)))
    _require(by, at, reports)
    _check_untouched(reports)
    pages = _pages(reports, told)
    _check_people(pages, told)
    for page in pages:
        _finish(page, told[page.report.pk])
    _store_figures(pages, told)
    _store_chain(pages, told)
    return len(reports)


def _require(by: Person, at: datetime, reports: Sequence[Report]) -> None:
    allowed = access.units_for(by, Permission.REPORT_FILL_FOR, on=timezone.localdate(at))
    if any(report.unit_id not in allowed for report in reports):
        raise Refused("forbidden", NOT_HERE)
    if len({(report.window_start, report.window_end) for report in reports}) > 1:
        raise Refused("windows", "Mỗi lần chỉ nhập báo cáo của một kỳ.")


def _check_untouched(reports: Sequence[Report]) -> None:
    window = {"window_start": reports[0].window_start, "window_end": reports[0].window_end}
    begun = set(
        FigureRevision.objects.filter(unit__in={r.unit_id for r in reports}, **window).values_list("unit_id", flat=True)
    )
    for report in reports:
        if report.state != ReportState.DRAFT or (report.form_version_id and report.unit_id in begun):
            raise Refused("report-begun", f"Báo cáo {report} đã có số liệu ở đây; sửa trên trang của báo cáo.")


def _check_people(pages: Sequence[queries.ReportPage], told: Mapping[int, PastReport]) -> None:
    """Whoever filled, sent and accepted a report had the right to, on that day."""
    everyone = (told[page.report.pk] for page in pages)
    may = _Rights(person for one in everyone for person in (one.filled_by, one.sent_by))
    for page in pages:
        one, unit = told[page.report.pk], page.unit.id
        steps = [
            (one.filled_by, Permission.REPORT_FILL, one.filled_at),
            (one.sent_by, Permission.REPORT_SUBMIT, one.sent_at),
        ]
        if one.accepted_by is not None and one.accepted_at is not None:
            steps.append((one.accepted_by, Permission.REPORT_REVIEW, one.accepted_at))
            rules.check_can_accept(submitted_by=one.sent_by.pk, by=one.accepted_by.pk)
        if not all(may(person, permission, unit, at) for person, permission, at in steps):
            raise Refused("forbidden", NOT_HERE)


class _Rights:
    """access.may for many people: roles at the units themselves are read at once, the others one by one."""

    def __init__(self, people: Iterable[Person]) -> None:
        self.own: dict[tuple[int, int], list[RoleAssignment]] = defaultdict(list)
        for role in RoleAssignment.objects.filter(person__in={person.pk for person in people}):
            self.own[role.person_id, role.unit_id].append(role)
        self.known: dict[tuple[int, Permission, date], frozenset[int]] = {}

    def __call__(self, person: Person, permission: Permission, unit: int, at: datetime) -> bool:
        on = timezone.localdate(at)
        held = (role for role in self.own[person.pk, unit] if on in role.valid and not role.section_owner)
        if person.is_active and any(permission in permissions_of(Role(role.role)) for role in held):
            return True
        key = (person.pk, permission, on)
        if key not in self.known:
            self.known[key] = access.units_for(person, permission, on=on)
        return unit in self.known[key]


# ---- what the page of each report shows ----


def _pages(reports: Sequence[Report], told: Mapping[int, PastReport]) -> list[queries.ReportPage]:
    """As they would be with what is told of them; no section is done."""
    found = queries.report_pages(reports)
    pages = []
    for report in reports:
        one, page = told[report.pk], found[report.pk]
        filled = queries.filled_with(page, _typed(page.form, page.elements, one))
        texts = {code: Narrative(report=report, code=code, text=text) for code, text in _texts(one)}
        pages.append(replace(filled, texts=texts, parts={}, reasons={}))
    return pages


def _texts(one: PastReport) -> Iterator[tuple[str, str]]:
    yield from ((code, text.strip()) for code, text in one.texts.items() if text.strip())


def _typed(form: FormSpec, elements: Mapping[str, ElementSpec], one: PastReport) -> dict[CellKey, Value]:
    """Figures as they were typed, and 0 in the flows that a form hides until they are needed."""
    hidden = {
        cell.key: reported(0)
        for cell in form.cells()
        if not cell.required and elements[cell.element].kind is ElementKind.FLOW
    }
    for key, value in one.values.items():
        cell = form.cell(key)
        if cell is None:
            raise Refused("no-such-box", f"Biểu này không có ô {key}.")
        rules.check_figure(value, cell, elements[key.element])
    return {**hidden, **one.values}


def _finish(page: queries.ReportPage, one: PastReport) -> None:
    """Every section done and every warning explained; Refused where the report could still not be sent."""
    report, parts, reasons = page.report, cast(dict[str, ReportPart], page.parts), cast(Reasons, page.reasons)
    for section in page.form.sections:
        if blank := page.blanks_in(section):
            raise Refused("blank", f"{page.unit.name}: mục {section.code} còn ô trống: {blank[0].label}.")
        parts[section.code] = ReportPart(
            report=report, section=section.code, state=PartState.DONE, done_by=one.filled_by, done_at=one.filled_at
        )
    for problem in page.warnings:
        reasons[problem.code, problem.place] = WarningReason(
            report=report,
            rule=problem.code,
            place=problem.place,
            reason=one.reason(problem),
            by=one.filled_by,
            at=one.filled_at,
        )
    if page.obstacles:
        said = " ".join(problem.message for problem in page.obstacles[:3])
        raise Refused("not-ready", f"{page.unit.name}, {page.period.label}: {said}")


# ---- figures ----


def _store_figures(pages: Sequence[queries.ReportPage], told: Mapping[int, PastReport]) -> None:
    """What was typed and what the form computes, each as the first revision of its box, to which the report is held."""
    given: dict[int | None, list[int]] = defaultdict(list)
    for revision in store_all([_writing(page, told[page.report.pk]) for page in pages]):
        given[revision.report_id].append(revision.pk)
    for page in pages:
        _mark_papers(page.report, page, told[page.report.pk])
    versions = ReportVersion.objects.bulk_create(
        version_of(page, by=told[page.report.pk].sent_by, at=told[page.report.pk].sent_at) for page in pages
    )
    PinnedRevision.objects.bulk_create(
        (
            pin
            for version, page in zip(versions, pages, strict=True)
            for pin in pins_of(version, page, given[page.report.pk])
        ),
        batch_size=BATCH,
    )
    CodedFigures.objects.bulk_create(
        code_of(page, by=told[page.report.pk].sent_by, at=told[page.report.pk].printed_at)
        for page in pages
        if page.form.sections
    )


def _writing(page: queries.ReportPage, one: PastReport) -> Writing:
    about = {"by": one.filled_by, "at": one.filled_at, "source": EntrySource.OWN, "report": page.report}
    changes = {**page.values, **_computed(page)}
    return Writing(unit=page.unit.id, window=page.window, changes=changes, about=about)


def _computed(page: queries.ReportPage) -> dict[CellKey, Value]:
    derived = derive(page.form, page.facts)
    return {item.key: derived[item.key] for item in page.form.derived if item.key in derived}


# ---- the chain ----


def _store_chain(pages: Sequence[queries.ReportPage], told: Mapping[int, PastReport]) -> None:
    Narrative.objects.bulk_create(text for page in pages for text in page.texts.values())
    ReportPart.objects.bulk_create((part for page in pages for part in page.parts.values()), batch_size=BATCH)
    WarningReason.objects.bulk_create(reason for page in pages for reason in page.reasons.values())
    for page in pages:
        _move(page, told[page.report.pk])
    fields = ("state", "version", "check_code", "printed_at", "document_number", "document_date", "last_version")
    times = ("first_submitted_at", "submitted_by", "submitted_at", "accepted_by", "accepted_at")
    Report.objects.bulk_update([page.report for page in pages], [*fields, *times], batch_size=200)
    ReportStep.objects.bulk_create(step for page in pages for step in _steps(page.report, told[page.report.pk]))
    AuditEntry.objects.bulk_create(entry for page in pages for entry in _audit(page, told[page.report.pk]))


def _mark_papers(report: Report, page: queries.ReportPage, one: PastReport) -> None:
    report.check_code, report.printed_at = page.check_code, one.printed_at
    report.document_number, report.document_date = one.number, one.issued_on


def _move(page: queries.ReportPage, one: PastReport) -> None:
    report = page.report
    report.first_submitted_at = report.submitted_at = one.sent_at
    report.submitted_by = one.sent_by
    report.state, report.version = ReportState.SUBMITTED, report.version + 1
    if one.accepted_by is not None:
        report.accepted_by, report.accepted_at = one.accepted_by, one.accepted_at
        report.state, report.version = ReportState.ACCEPTED, report.version + 1


def _steps(report: Report, one: PastReport) -> Iterator[ReportStep]:
    draft, sent, accepted = ReportState.DRAFT, ReportState.SUBMITTED, ReportState.ACCEPTED
    yield ReportStep(report=report, from_state=draft, to_state=sent, by=one.sent_by, at=one.sent_at)
    if one.accepted_by is not None and one.accepted_at is not None:
        yield ReportStep(report=report, from_state=sent, to_state=accepted, by=one.accepted_by, at=one.accepted_at)


def _audit(page: queries.ReportPage, one: PastReport) -> Iterator[AuditEntry]:
    report = page.report
    if page.around.values:
        yield _entry(report, one.filled_by, one.filled_at, "figures.record", cells=len(page.around.values))
    yield _entry(report, one.filled_by, one.printed_at, "report.print", check_code=report.check_code)
    yield _entry(report, one.filled_by, one.printed_at, "report.record_document")
    yield _entry(report, one.sent_by, one.sent_at, "report.submit")
    if one.accepted_by is not None and one.accepted_at is not None:
        yield _entry(report, one.accepted_by, one.accepted_at, "report.accept")


def _entry(subject: Report, by: Person, at: datetime, action: str, **detail: Any) -> AuditEntry:
    model: Model = subject
    return AuditEntry(
        at=at,
        by=by,
        unit_id=subject.unit_id,
        action=action,
        subject_type=model._meta.label_lower,
        subject_id=str(subject.pk),
        detail=detail,
    )
