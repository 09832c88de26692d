"""Figures that were corrected after someone had built on them: which reports, and what in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, QuerySet

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.kernel.times import Period
from namro.organisations import queries as organisations
from namro.plans.models import Plan
from namro.reporting.models import CorrectionNote, FigureRevision, PinnedRevision, Report, ReportVersion, SentUp
from namro.reporting.rules import SENT_STATES, VersionKind, in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """One figure that somebody built on and that has another value now. report: where it was corrected, if in one."""

    unit: int
    unit_name: str
    key: CellKey
    name: str
    measured_in: str
    window: tuple[date, date]
    before: str
    after: str
    by: str
    at: datetime
    reason: str
    report: int | None
    is_opening: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """What under a report was corrected after it was sent. notes: what whoever answers for it has said to it."""

    figures: tuple[Corrected, ...]
    notes: tuple[CorrectionNote, ...]

    @property
    def waiting(self) -> tuple[Corrected, ...]:
        """Those that nobody has taken note of yet."""
        noted = max((note.at for note in self.notes), default=None)
        return tuple(figure for figure in self.figures if noted is None or figure.at > noted)


def corrected_under(report: Report) -> Stale:
    """Of a sent report: figures of its last version that are not current any more. Three queries."""
    if report.state not in SENT_STATES:
        return Stale(figures=(), notes=())
    pins = _outdated(Q(version__report=report))
    openings = {pin.revision_id for pin in pins if pin.is_opening}
    found = corrected((pin.revision for pin in pins), openings=openings, on=report.window_end)
    return Stale(figures=found, notes=tuple(report.correction_notes.select_related("by")))


def reports_to_mark(ids: Iterable[int]) -> frozenset[int]:
    """Which of these reports stand on a figure that was corrected since, and nobody has noted it. Two queries."""
    outdated = _outdated(Q(version__report__in=list(ids), version__report__state__in=SENT_STATES))
    by_report: dict[int, list[FigureRevision]] = {}
    for pin in outdated:
        by_report.setdefault(pin.version.report_id, []).append(pin.revision)
    noted: dict[int, datetime] = {}
    for note in CorrectionNote.objects.filter(report__in=by_report):
        noted[note.report_id] = max(note.at, noted.get(note.report_id, note.at))
    newest = newest_of(revision for revisions in by_report.values() for revision in revisions)
    return frozenset(
        report
        for report, revisions in by_report.items()
        if any(report not in noted or newest[place_of(r)].at > noted[report] for r in revisions)
    )


def _outdated(among: Q) -> QuerySet[PinnedRevision]:
    return (
        PinnedRevision.objects.filter(
            among, version__number=F("version__report__last_version"), revision__figure__isnull=True
        )
        .exclude(revision__state="")
        .select_related("version", "revision__element")
        .defer("revision__element__spec")
    )


_Place = tuple[int, int, int, str, date, date]


def place_of(revision: FigureRevision) -> _Place:
    return (
        revision.unit_id,
        revision.supplier_id,
        revision.element_id,
        revision.breakdown,
        revision.window_start,
        revision.window_end,
    )


def newest_of(revisions: Iterable[FigureRevision]) -> dict[_Place, FigureRevision]:
    """The newest revision in the place of each of these. One query."""
    places = {place_of(revision) for revision in revisions}
    if not places:
        return {}
    found = FigureRevision.objects.filter(
        unit__in={p[0] for p in places},
        element__in={p[2] for p in places},
        window_start__in={p[4] for p in places},
        window_end__in={p[5] for p in places},
    ).select_related("by", "element")
    newest: dict[_Place, FigureRevision] = {}
    for revision in found.defer("element__spec").order_by("version"):
        if (place := place_of(revision)) in places:
            newest[place] = revision
    return newest


def corrected(revisions: Iterable[FigureRevision], *, on: date, openings: Iterable[int] = ()) -> tuple[Corrected, ...]:
    """revisions that are not current any more, each with what has taken its place; by unit and figure."""
    old = list(revisions)
    newest = newest_of(old)
    names = organisations.names_at(on, {revision.unit_id for revision in old})
    as_opening = set(openings)
    found = (
        _corrected(revision, newest[place_of(revision)], names[revision.unit_id], is_opening=revision.pk in as_opening)
        for revision in old
    )
    return tuple(sorted(found, key=lambda one: (one.unit_name, one.name, one.key, one.window)))


def _corrected(old: FigureRevision, new: FigureRevision, unit_name: str, *, is_opening: bool) -> Corrected:
    element = catalogue.elements()[old.element.code]
    part = dict(element.breakdowns).get(old.breakdown, "")
    return Corrected(
        unit=old.unit_id,
        unit_name=unit_name,
        key=CellKey(element.code, old.breakdown),
        name=f"{element.name}: {part}" if part else element.name,
        measured_in=element.unit,
        window=(old.window_start, old.window_end),
        before=in_words(value_of(old), element.decimals),
        after=in_words(value_of(new), element.decimals),
        by=new.by.full_name,
        at=new.at,
        reason=new.reason,
        report=new.report_id,
        is_opening=is_opening,
    )


def value_of(revision: FigureRevision) -> Value | None:
    return Value(FigureState(revision.state), revision.value, revision.note) if revision.state else None


def corrections_in(plan: Plan, period: Period) -> tuple[ReportVersion, ...]:
    """Corrected versions of a plan's reports whose window lies in a period, the newest first."""
    return tuple(
        ReportVersion.objects.filter(
            kind=VersionKind.CORRECTED,
            report__rule__plan=plan,
            report__window_start__gte=period.start,
            report__window_end__lte=period.end,
        )
        .select_related("report", "by")
        .order_by("-at")
    )


def sent_up_of(report: Report) -> tuple[tuple[SentUp, ReportVersion], ...]:
    """When a report went up, and in which version; the newest first."""
    found = SentUp.objects.filter(versions__report=report).select_related("by").prefetch_related("versions")
    pairs = ((one, version) for one in found for version in one.versions.all() if version.report_id == report.pk)
    return tuple(sorted(pairs, key=lambda pair: pair[0].at, reverse=True))


def sent_up_versions(units: Iterable[int]) -> dict[int, int]:
    """By report of these units, the newest version that went up."""
    rows = SentUp.objects.filter(versions__report__unit__in=list(units)).values_list(
        "versions__report", "versions__number"
    )
    newest: dict[int, int] = {}
    for report, number in rows:
        newest[report] = max(number, newest.get(report, 0))
    return newest
