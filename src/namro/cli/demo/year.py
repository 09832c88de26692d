"""The year as it went: base figures, the plans of units, then quarter after quarter of reports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from django.db import transaction

from namro.cli.demo import chain, figures, province, story, words
from namro.cli.demo.chain import Staff, Values
from namro.cli.demo.chance import chance_of
from namro.cli.demo.figures import CommuneYear
from namro.cli.demo.province import moment
from namro.cli.demo.story import Fate
from namro.organisations.models import Unit
from namro.plans.models import Plan
from namro.publishing.actions import publish_consolidated_report
from namro.publishing.models import Publication
from namro.reporting import actions
from namro.reporting.models import FigureRevision, Report
from namro.reporting.rules import EntrySource, ReportState
from namro.reporting.stored import form_of

TOGETHER = 75
"""How many reports go in at once: each lot is stored as a whole, so that pages fill up while it lasts."""
PLAN_LETTER = "Gửi Kế hoạch phòng, chống ma túy năm {} của đơn vị, kèm phân công nhiệm vụ và kinh phí."
POLICE_REPORT = (
    "Đã tổng hợp số liệu của các sở, ban, ngành và các xã, phường trong kỳ; tình hình ma túy trên địa bàn cơ bản được "
    "kiểm soát. Cơ quan thường trực kiến nghị tiếp tục đôn đốc các đơn vị gửi báo cáo chậm."
)


@cache
def commune_years() -> Mapping[str, CommuneYear]:
    return {commune.code: figures.commune_year(commune) for commune in province.communes()}


def agency_code(unit: str) -> str:
    """«SYT» from «90.SYT»."""
    return unit.partition(".")[2]


@transaction.atomic
def record_baselines(plan: Plan, people: Staff) -> None:
    """What there was on 14 December, and last year's quarters of those whose growth is measured."""
    year = plan.period_from.year
    done = set(FigureRevision.objects.filter(source=EntrySource.BASELINE).values_list("unit_id", flat=True))
    for unit in Unit.objects.exclude(pk__in=done).prefetch_related("names"):
        for number, values in _baseline(unit.code):
            day = date(year, 2, 23) + timedelta(days=unit.pk % 9)
            symbol = unit.names.all()[0].document_symbol
            actions.record_baseline(
                by=people.fills[unit.pk],
                at=moment(day, 8 + unit.pk % 8, unit.pk % 60),
                unit=unit,
                period=province.quarter(year - 1, number),
                figures=values,
                document=words.BASELINE.format(number=unit.pk % 80 + 5, symbol=symbol, day=day),
            )


def _baseline(code: str) -> Iterator[tuple[int, Values]]:
    if code in commune_years():
        yield 4, commune_years()[code].opening | commune_years()[code].base
        return
    agency = agency_code(code)
    for number in range(1, 5):
        values = figures.agency_last_year(agency, number) | (figures.agency_opening(agency) if number == 4 else {})
        if values:
            yield number, values


def send_plans(plan: Plan, people: Staff, *, until: datetime) -> None:
    """Units send their own plans by the day that the province's plan names; a few some days later."""
    tellings = []
    for report in _untouched(plan, "C"):
        chance = chance_of("plan", report.unit.code)
        day = report.due_on - timedelta(days=chance.randint(0, 6) if chance.random() > 0.05 else -3)
        sent = moment(day, chance.randint(8, 16), chance.randint(0, 59))
        tellings.append(Telling(report, {}, _in_a_day(sent), PLAN_LETTER.format(plan.period_from.year)))
    tell(tellings, people, until=until)


def tell_quarter(plan: Plan, number: int, people: Staff, *, until: datetime, is_newest: bool) -> None:
    """All reports of a quarter that is over."""
    period = province.quarter(plan.period_from.year, number)
    everyone = Report.objects.filter(rule__plan=plan, period_code=period.code, form_version__isnull=False)
    codes = list(everyone.values_list("unit__code", flat=True))
    due_on = everyone.values_list("due_on", flat=True)[0]
    fates = story.of_past_quarter(period, due_on, codes, is_newest=is_newest)
    tellings = [
        Telling(report, _values(report, number), fates[report.unit.code], "")
        if report.form_version_id
        else Telling(report, {}, _in_a_day(moment(report.due_on, 15)), POLICE_REPORT)
        for report in _untouched(plan, period.code)
    ]
    tell([one for one in tellings if one.values or one.text], people, until=until)


def tell_open_quarter(plan: Plan, number: int, people: Staff, *, until: datetime) -> None:
    """Of the quarter that is open, the little that has happened so far."""
    period = province.quarter(plan.period_from.year, number)
    before = Report.objects.filter(
        rule__plan=plan, period_code=period.previous().code, state=ReportState.ACCEPTED, form_version__isnull=False
    )
    fates = story.of_open_quarter(period, list(before.values_list("unit__code", flat=True)), now=until)
    tellings = [
        Telling(report, figures.estimates(_values(report, number)), fates[report.unit.code], "")
        for report in _untouched(plan, period.code)
        if report.form_version_id and report.unit.code in fates
    ]
    tell(tellings, people, until=until)


def publish_report(plan: Plan, over: Sequence[int], people: Staff, *, until: datetime) -> None:
    """The consolidated report of the newest quarter that has been over for two weeks."""
    if Publication.objects.filter(plan=plan).exists():
        return
    periods = [province.quarter(plan.period_from.year, number) for number in over]
    dates = [(moment(period.end + timedelta(days=15), 9), period) for period in periods]
    for at, period in reversed(dates):
        if at <= until:
            publish_consolidated_report(by=people.receiver, at=at, plan=plan, period_code=period.code)
            return


@dataclass(frozen=True, slots=True)
class Telling:
    report: Report
    values: Values
    fate: Fate
    text: str


def tell(tellings: Sequence[Telling], people: Staff, *, until: datetime) -> None:
    """Reports up to their sending go in by the dozen; what else happens, step by step as people take it."""
    sent = [one for one in tellings if one.fate.is_sent_by_unit(until)]
    for start in range(0, len(sent), TOGETHER):
        with transaction.atomic():
            some = sent[start : start + TOGETHER]
            past = [chain.past(o.report, o.values, o.fate, people=people, until=until, text=o.text) for o in some]
            actions.take_in_reports(by=people.receiver, at=until, past=past)
            for one in some:
                if one.fate.returned_at is not None or one.fate.corrected_at is not None:
                    chain.play(one.report.pk, one.values, one.fate, people=people, until=until)
    for one in tellings:
        if not one.fate.is_sent_by_unit(until):
            chain.play(one.report.pk, one.values, one.fate, people=people, until=until)


def _in_a_day(sent: datetime) -> Fate:
    return Fate(filled_at=sent - timedelta(hours=2), sent_at=sent, accepted_at=sent + timedelta(days=1))


def _untouched(plan: Plan, period: str) -> list[Report]:
    """Reports that nothing has happened to yet, so that a broken-off making goes on where it stopped.

    period: how the period's code begins; that of what is due once begins with C.
    """
    found = Report.objects.filter(rule__plan=plan, state=ReportState.DRAFT, revisions=None, narratives=None)
    found = found.filter(period_code__startswith=period)
    return list(found.select_related("unit", "rule", "form_version", "form_version__form").order_by("pk"))


def _values(report: Report, number: int) -> Values:
    code = report.unit.code
    if code in commune_years():
        return commune_years()[code].quarters[number - 1]
    return figures.agency_quarter(agency_code(code), form_of(report), number)
