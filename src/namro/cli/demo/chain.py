"""Taking one report along its chain, by the people whose work each step is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from namro.cli.demo import words
from namro.cli.demo.people import SECOND_RECEIVER
from namro.cli.demo.story import Fate
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure
from namro.kernel.forms import FormSpec
from namro.kernel.times import Period
from namro.organisations.models import Person, RoleAssignment, UnitName
from namro.organisations.rules import Role
from namro.reporting import actions, queries
from namro.reporting.actions import PastReport
from namro.reporting.models import Report
from namro.reporting.rules import EntrySource, ReportState, Typed
from namro.reporting.stored import form_of, period_of

Values = Mapping[CellKey, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class Staff:
    """Who fills and who signs, by unit; under which symbol it writes; who receives."""

    fills: Mapping[int, Person]
    signs: Mapping[int, Person]
    symbols: Mapping[int, str]
    receiver: Person
    second: Person


def staff() -> Staff:
    held = RoleAssignment.objects.filter(section_owner="").select_related("person").order_by("-pk")
    by_role = {
        role: {r.unit_id: r.person for r in held if r.role == role} for role in (Role.FOCAL_POINT, Role.APPROVER)
    }
    return Staff(
        fills=by_role[Role.FOCAL_POINT],
        signs=by_role[Role.APPROVER],
        symbols=dict(UnitName.objects.values_list("unit_id", "document_symbol")),
        receiver=Person.objects.get(username="thuongtruc"),
        second=Person.objects.get(username=SECOND_RECEIVER),
    )


def past(report: Report, values: Values, fate: Fate, *, people: Staff, until: datetime, text: str = "") -> PastReport:
    """A report up to its sending, and its acceptance where nothing came between. text: of a report in words."""
    assert fate.filled_at is not None
    assert fate.sent_at is not None
    code, signed_at = report.unit.code, fate.sent_at - timedelta(hours=1)
    is_kept = fate.accepted_at is not None and fate.accepted_at <= until and fate.returned_at is None
    accepted_at = fate.accepted_at if is_kept else None
    return PastReport(
        report=report.pk,
        values=values,
        texts={"results": text} if text else _texts(report, values),
        reason=lambda problem: words.reason(form_of(report).code, problem.code),
        filled_by=people.fills[report.unit_id],
        filled_at=fate.filled_at,
        printed_at=signed_at,
        number=words.document_number(code, period_of(report), people.symbols[report.unit_id]),
        issued_on=timezone.localdate(signed_at),
        sent_by=people.signs[report.unit_id],
        sent_at=fate.sent_at,
        accepted_by=people.receiver if accepted_at is not None else None,
        accepted_at=accepted_at,
    )


def _texts(report: Report, values: Values) -> dict[str, str]:
    is_commune = report.unit.kind == "commune"
    return words.narratives(report.unit.code, period_of(report), values, is_commune=is_commune)


@transaction.atomic
def play(report_id: int, values: Values, fate: Fate, *, people: Staff, until: datetime) -> None:
    """What has happened to one report by a moment, on from where it stands: all of it is stored, or nothing."""
    report = queries.reports().select_related("unit").get(pk=report_id)
    _Play(report, values, fate, people=people, until=until).play()


class _Play:
    def __init__(self, report: Report, values: Values, fate: Fate, *, people: Staff, until: datetime) -> None:
        self.report, self.values, self.fate, self.until = report, values, fate, until
        self.form: FormSpec = form_of(report)
        self.period: Period = period_of(report)
        self.people = people
        is_typed = fate.typed_by_standing
        self.source = EntrySource.FOR_UNIT if is_typed else EntrySource.OWN
        self.filler = people.receiver if is_typed else people.fills[report.unit_id]
        self.sender = people.receiver if is_typed else people.signs[report.unit_id]
        self.receiver = people.second if is_typed else people.receiver

    def play(self) -> None:
        """Steps in order of time; the first that has not come yet ends the story."""
        fate = self.fate
        steps: list[tuple[datetime | None, Callable[[datetime], None]]] = []
        if self.report.state == ReportState.DRAFT:
            steps += [(fate.filled_at, self.fill), (fate.sent_at, self.send)]
        if fate.returned_at is not None:
            steps += [(fate.returned_at, self.give_back), (fate.resent_at, self.mend)]
        if self.report.state != ReportState.ACCEPTED:
            steps.append((fate.accepted_at, self.accept))
        steps.append((fate.corrected_at, self.correct))
        for at, step in steps:
            if at is None or at > self.until:
                return
            step(at)

    # ---- filling ----

    @property
    def reference(self) -> str:
        """The letter of a unit for which the standing agency types."""
        if not self.fate.typed_by_standing or self.fate.filled_at is None:
            return ""
        day = timezone.localdate(self.fate.filled_at)
        unit = self.report.unit
        return words.LETTER.format(number=unit.pk % 97 + 11, day=day, unit=unit.names.get().name)

    def fill(self, at: datetime) -> None:
        sections = self.form.sections[: self.fate.parts]
        boxes = {cell.key for section in sections for cell in section.cells}
        self.write({key: value for key, value in self.values.items() if key in boxes}, at)
        if self.fate.parts is None:
            self.write_words(at)
        # Whoever is still at work has confirmed the first section only.
        for section in sections if self.fate.parts is None else sections[:1]:
            actions.finish_part(
                by=self.filler,
                at=at,
                report=self.report,
                section=section.code,
                source=self.source,
                source_reference=self.reference,
            )
        if self.fate.parts is None:
            self.explain(at)

    def write(self, values: Values, at: datetime) -> None:
        if values:
            actions.record_figures(
                by=self.filler,
                at=at,
                report=self.report,
                entries={key: Typed(value) for key, value in values.items()},
                source=self.source,
                source_reference=self.reference,
            )

    def write_words(self, at: datetime) -> None:
        for heading, text in _texts(self.report, self.values).items():
            actions.write_narrative(
                by=self.filler, at=at, report=self.report, code=heading, text=text, base_version=0, source=self.source
            )

    def explain(self, at: datetime) -> None:
        for problem in queries.report_page(self.report).unexplained:
            actions.explain_warning(
                by=self.filler,
                at=at,
                report=self.report,
                rule=problem.code,
                place=problem.place,
                reason=words.reason(self.form.code, problem.code),
                source=self.source,
            )

    # ---- the chain ----

    def send(self, at: datetime) -> None:
        self.sign(at)
        actions.submit_report(by=self.sender, at=at, report=self.report, source_reference=self.reference)

    def sign(self, at: datetime) -> None:
        """Printed, signed, given a number by the registry, an hour before it is sent."""
        before = at - timedelta(hours=1)
        actions.print_report(by=self.filler, at=before, report=self.report)
        actions.record_document(
            by=self.filler,
            at=before,
            report=self.report,
            number=words.document_number(self.report.unit.code, self.period, self.people.symbols[self.report.unit_id]),
            issued_on=timezone.localdate(before),
        )

    def accept(self, at: datetime) -> None:
        actions.accept_report(by=self.receiver, at=at, report=self.report)

    def give_back(self, at: datetime) -> None:
        element, comment = words.RETURNS[self.report.unit_id % len(words.RETURNS)]
        key = CellKey(element)
        cells = {key: comment} if self.form.cell(key) else {}
        actions.return_report(by=self.people.receiver, at=at, report=self.report, comment=comment, cells=cells)

    def mend(self, at: datetime) -> None:
        """The unit counts one more broadcast, prints and signs again, and sends."""
        self.change(at - timedelta(hours=2))
        self.send(at)

    def change(self, at: datetime) -> None:
        key = CellKey("grassroots_broadcasts" if self.report.unit.kind == "commune" else "directives_issued")
        page = queries.report_page(queries.reports().get(pk=self.report.pk))
        more = {key: Typed(self.one_more(key), page.versions.get(key, 0))}
        actions.record_figures(by=self.filler, at=at, report=self.report, entries=more)
        section = next(s for s in self.form.sections if any(c.key == key for c in s.cells))
        actions.finish_part(by=self.filler, at=at, report=self.report, section=section.code)

    def one_more(self, key: CellKey) -> Figure:
        value = self.values[key]
        assert value.value is not None
        return Figure(value.state, value.value + 1)

    def correct(self, at: datetime) -> None:
        key = CellKey("grassroots_broadcasts" if self.report.unit.kind == "commune" else "directives_issued")
        page = queries.report_page(queries.reports().get(pk=self.report.pk))
        actions.correct_figures(
            by=self.people.fills[self.report.unit_id],
            at=at,
            report=self.report,
            entries={key: Typed(self.one_more(key), page.versions[key])},
            reason=words.CORRECTION,
        )
