"""A plan with reports, for tests of reporting: made directly, since reading and publishing have tests of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

from namro.catalogue.actions import load_catalogue
from namro.catalogue.models import FormVersion
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure, FigureState, reported
from namro.kernel.times import PeriodKind, Regime, period_of
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Relation
from namro.plans.models import Document, Draft, DraftItem, Plan, Reporter, ReportRule
from namro.plans.rules import ItemKind
from namro.reporting import actions, queries
from namro.reporting.models import Report
from namro.reporting.rules import EntrySource, Typed
from tests.cast import Cast

Q1 = period_of(PeriodKind.QUARTER, Regime.STATUTORY, 2026, 1)
Q2 = period_of(PeriodKind.QUARTER, Regime.STATUTORY, 2026, 2)
IN_TIME = datetime(2026, 3, 13, 2, 0, tzinfo=UTC)
LATE = datetime(2026, 3, 20, 2, 0, tzinfo=UTC)

CLOSINGS = {"addicts_closing": 45, "users_closing": 12, "post_rehab_closing": 7, "hotspots_active": 0}
NOTHING_LEFT = {"illicit_plants_remaining": 0, "illicit_plant_area_remaining": 0}


def make_plan(cast: Cast) -> Plan:
    """A plan of 2026 for which communes a and b, health and (asked) the court report every quarter before the 15th."""
    load_catalogue(by=None, at=IN_TIME)
    document = Document.objects.create(
        owner=cast.province,
        filename="ke-hoach.txt",
        kind="txt",
        content=b"",
        digest="0" * 64,
        text="",
        uploaded_by=cast.standing,
        uploaded_at=IN_TIME,
    )
    draft = Draft.objects.create(document=document, created_at=IN_TIME)
    item = DraftItem.objects.create(draft=draft, kind=ItemKind.REPORTING, position=1, data={})
    plan = Plan.objects.create(
        draft=draft,
        owner=cast.province,
        standing_unit=cast.drug_police,
        kind="Kế hoạch",
        number="1/KH-UBND",
        title="Phòng, chống ma túy năm 2026",
        issued_on=date(2026, 1, 5),
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
        published_by=cast.standing,
        published_at=IN_TIME,
    )
    rule = ReportRule.objects.create(
        item=item,
        document=document,
        plan=plan,
        title="Báo cáo quý",
        what="report",
        period_kind=PeriodKind.QUARTER,
        rule="quarter:last-15",
        receiver=cast.police,
    )
    for unit, relation in (
        (cast.a, Relation.ORDERED),
        (cast.b, Relation.ORDERED),
        (cast.health, Relation.ORDERED),
        (cast.court, Relation.REQUESTED),
    ):
        code = {"commune": "X-Q", "health": "YT"}.get(unit.kind, "CQ")
        form = FormVersion.objects.get(form__code=code)
        Reporter.objects.create(rule=rule, unit=unit, form_version=form, relation=relation)
    actions.open_due_reports(by=cast.standing, at=IN_TIME, plan=plan)
    return plan


def report_of(unit: Unit, period: object = Q1) -> Report:
    return queries.reports().get(unit=unit, window_end=period.end)  # type: ignore[attr-defined]


def baseline(cast: Cast, unit: Unit, **figures: int) -> None:
    """What was there on the eve of 2026, on the authority of a document."""
    actions.record_baseline(
        by=cast.standing,
        at=IN_TIME,
        unit=unit,
        period=Q1.previous(),
        figures=cells(**figures),
        document="Công văn số 1/CV",
    )


def cells(**values: int | str | Figure | None) -> dict[CellKey, Figure]:
    """`addicts_new=3`, `informed_people__families=2`; a string is the number of a file that holds the figure."""
    return {key: value for key, value in given(**values).items() if value is not None}


def given(**values: int | str | Figure | None) -> dict[CellKey, Figure | None]:
    return {_key(name): _figure(value) for name, value in values.items()}


def _key(name: str) -> CellKey:
    element, _, breakdown = name.partition("__")
    return CellKey(element, breakdown or "total")


def _figure(value: int | str | Figure | None) -> Figure | None:
    match value:
        case None | Figure():
            return value
        case str():
            return Figure(FigureState.NOT_STORED, None, value)
    return reported(Decimal(value))


def fill(
    by: Person, report: Report, *, at: datetime = IN_TIME, **values: int | str | Figure | None
) -> dict[str, object]:
    """Type values over whatever stands in the boxes now."""
    versions = queries.report_page(report).versions
    typed = {key: Typed(figure, versions.get(key, 0)) for key, figure in given(**values).items()}
    return actions.record_figures(by=by, at=at, report=report, entries=typed)


# A quarter of a commune in which little happens; what is left out is filled by «không phát sinh».
QUIET: Mapping[str, int] = {
    "residents_current": 9000,
    "addicts_in_substitution": 0,
    "addicts_in_home_rehab": 0,
    "addicts_counselled": 0,
    "informed_people__addicts": 0,
    "informed_people__users": 0,
    "informed_people__post_rehab": 0,
    "informed_people__families": 0,
    "families_with_addict": 40,
    "addiction_determinations__addicted": 0,
    "addiction_determinations__not_addicted": 0,
    "communication_events": 2,
    "residents_reached": 500,
    "grassroots_broadcasts": 12,
    "key_people_trained__health_intake": 0,
    "key_people_trained__mass": 0,
    "key_people_trained__propagandist": 0,
    "key_people_trained__respected": 0,
}


def complete(by: Person, report: Report, *, at: datetime = IN_TIME, **values: int | Figure) -> Report:
    """Fill a commune's quarter, in which nothing happens but what `values` say, and finish every section."""
    fill(by, report, at=at, **{**QUIET, **values})
    page = queries.report_page(report)
    for section in page.form.sections:
        if section.zero_button:
            actions.declare_nothing(by=by, at=at, report=report, section=section.code)
        actions.finish_part(by=by, at=at, report=report, section=section.code)
    for problem in queries.report_page(report).unexplained:
        actions.explain_warning(
            by=by, at=at, report=report, rule=problem.code, place=problem.place, reason="Đã đối chiếu danh sách."
        )
    return report


def sent(
    cast: Cast, unit: Unit, period: object = Q1, *, by: Person, at: datetime = IN_TIME, **values: int | Figure
) -> Report:
    report = complete(by, report_of(unit, period), at=at, **values)
    return actions.submit_report(by=by, at=at, report=report)


def accepted(
    cast: Cast, unit: Unit, period: object = Q1, *, by: Person, at: datetime = IN_TIME, **values: int | Figure
) -> Report:
    report = sent(cast, unit, period, by=by, at=at, **values)
    return actions.accept_report(by=cast.standing, at=at, report=report)


FOR_UNIT = EntrySource.FOR_UNIT
