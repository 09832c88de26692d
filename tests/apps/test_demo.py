"""The demonstration as visitors find it on 22 November 2026: three quarters over, the fourth open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Max, Model
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.plugin import DjangoDbBlocker

from namro.assessment.queries import judged
from namro.cli.demo import figures, make, people, province, story
from namro.kernel.classification_words import verdict_words
from namro.kernel.elements import CellKey
from namro.kernel.figures import FigureState
from namro.kernel.problems import Severity
from namro.kernel.times import Period
from namro.organisations.models import AuditEntry, Person, Unit, UnitName
from namro.organisations.official_list import DATA, communes_of
from namro.plans.models import DraftItem, Plan
from namro.plans.rules import ItemState
from namro.publishing.models import Publication
from namro.reporting import queries
from namro.reporting.models import Figure, FigureRevision, Report, ReportPart, ReportStep, WarningReason
from namro.reporting.rules import SENT_STATES, EntrySource, ReportState

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

NOW = datetime(2026, 11, 22, 15, 0, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
TODAY = NOW.date()
NEWEST, OPEN = "2026-Q3", "2026-Q4"


@pytest.fixture(scope="module")
def plan(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Plan]:
    """The whole demonstration, made once and taken back after the last test of this module."""
    with django_db_blocker.unblock(), transaction.atomic(), connection.cursor() as cursor:
        # Nothing is committed, so that autovacuum never counts the rows; without counts some queries take seconds.
        make.make(at=NOW, say=lambda _: cursor.execute("ANALYZE"))
        connection.check_constraints()  # what waits for the commit, once; else after every single test
        yield Plan.objects.get()
        transaction.set_rollback(True)


@pytest.fixture
def grid(plan: Plan) -> queries.Grid:
    return queries.completeness_grid(plan, on=TODAY)


def tally(grid: queries.Grid, code: str) -> queries.PeriodTally:
    return next(tally for tally in grid.tallies if tally.period.code == code)


# What is said of units and people


def test_the_province_is_marked_and_bears_no_real_name(plan: Plan) -> None:
    assert make.is_unfinished() is False
    codes = [line.split(",")[0] for line in (DATA / "provinces.csv").read_text("utf-8").splitlines()[1:]]
    real = {commune.name for code in codes for commune in communes_of(code)}
    assert real & set(UnitName.objects.filter(unit__kind="commune").values_list("name", flat=True)) == set()
    assert Unit.objects.filter(kind="commune").count() == 130


def test_nobody_but_those_on_the_sign_in_page_can_sign_in(plan: Plan) -> None:
    able = {person.username for person in Person.objects.all() if person.has_usable_password()}
    assert able == {officer.username for officer in province.officers() if officer.sign_in}


def test_every_page_says_that_it_is_a_demonstration(plan: Plan, client: Client) -> None:
    assert "Bản trình diễn" in client.get("/tai-khoan/dang-nhap/").content.decode()
    client.force_login(
        Person.objects.get(username="thuongtruc"), backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    for path in ("/", "/ke-hoach/", f"/ke-hoach/{plan.pk}/", "/bao-cao/"):
        page = client.get(path, follow=True)
        assert page.status_code == 200, path
        assert "Bản trình diễn" in page.content.decode(), path


# The plan


def test_the_plan_was_read_reviewed_and_settled(plan: Plan) -> None:
    assert plan.number == "58/KH-UBND"
    assert plan.issued_on == date(2026, 2, 10)
    states = set(DraftItem.objects.filter(draft=plan.draft).values_list("state", flat=True))
    assert states == {ItemState.ACCEPTED, ItemState.CORRECTED, ItemState.REJECTED}
    assert plan.targets.count() >= 40
    assert not plan.targets.filter(officer=None).exists()
    assert not plan.targets.filter(indicator=None).exists()


def test_the_text_of_the_plan_follows_the_year() -> None:
    text = province.plan_text(2031).decode()
    assert "{" not in text
    assert "năm 2031" in text
    assert "14/12/2030" in text
    assert "Nghị định số 09/2019/NĐ-CP ngày 24 tháng 01 năm 2019" in text


@pytest.mark.parametrize(
    ("today", "year"),
    [
        (date(2026, 6, 14), 2025),
        (date(2026, 6, 15), 2026),
        (date(2026, 12, 14), 2026),
        (date(2026, 12, 15), 2026),
        (date(2027, 3, 1), 2026),
    ],
)
def test_the_demonstration_is_of_a_year_with_two_quarters_over(today: date, year: int) -> None:
    assert province.demonstration_year(today) == year


# The reports


def test_past_quarters_are_sent_and_some_were_late(grid: queries.Grid) -> None:
    for code in ("2026-Q1", "2026-Q2"):
        past = tally(grid, code)
        assert past.sent == past.accepted == past.expected == 147
        assert len(past.late) == 9


def test_the_newest_quarter_has_missing_returned_and_waiting_reports(grid: queries.Grid) -> None:
    newest = tally(grid, NEWEST)
    assert len(newest.missing) == 2
    assert len(newest.returned) == 1
    assert newest.sent - newest.accepted == 5
    returns = ReportStep.objects.filter(report__period_code=NEWEST, to_state=ReportState.RETURNED)
    assert returns.count() == 3
    assert all(step.comment for step in returns)


def test_of_the_open_quarter_a_little_has_happened(grid: queries.Grid) -> None:
    now = tally(grid, OPEN)
    assert (now.sent, now.accepted, now.missing) == (6, 2, ())
    begun = Report.objects.filter(period_code=OPEN, state=ReportState.DRAFT, revisions__isnull=False).distinct()
    assert begun.count() == 10


def test_every_report_that_was_sent_holds_to_its_form(plan: Plan) -> None:
    sent = queries.reports().filter(rule__plan=plan, state__in=SENT_STATES, form_version__isnull=False).order_by("pk")
    for report in sent[::5]:
        page = queries.report_page(report)
        assert [p for p in page.problems if p.severity is Severity.ERROR] == []
        assert page.unexplained == ()
        assert all(page.blanks_in(section) == () for section in page.form.sections)
        assert not page.changed_since_print or report.corrected_at
        assert report.document_number


def test_a_correction_an_entry_for_another_and_all_states_of_figures_can_be_seen(plan: Plan) -> None:
    assert Report.objects.exclude(corrected_at=None).exists()
    typed = FigureRevision.objects.filter(source=EntrySource.FOR_UNIT)
    assert typed.values("report").distinct().count() == 1
    assert typed.exclude(source_reference="").exists()
    report = Report.objects.filter(revisions__in=typed).distinct().get()
    assert report.accepted_by_id not in {None, report.submitted_by_id}
    assert set(Figure.objects.values_list("state", flat=True)) == set(FigureState)


def test_totals_are_the_sums_of_communes(plan: Plan) -> None:
    found = queries.consolidated(plan, province.quarter(2026, 2), on=TODAY)
    row = next(row for section in found.sections for row in section.rows if row.key == CellKey("addicts_closing"))
    assert (row.this.reported, row.this.expected) == (130, 130)
    expected = sum(
        value.value or 0
        for commune in province.communes()
        for value in [figures.commune_year(commune).quarters[1][CellKey("addicts_closing")]]
    )
    assert row.this.value == expected


def test_a_third_of_communes_has_nothing_to_report() -> None:
    flows = [CellKey(code) for code in ("addicts_new", "users_new", "post_rehab_entered", "arrests_in_area")]
    quarters = [year.quarters[1] for year in map(figures.commune_year, province.communes())]
    quiet = [values for values in quarters if all(values[key].value == 0 for key in flows)]
    assert 130 // 3 <= len(quiet) <= 130 * 2 // 3


def test_communes_come_out_in_every_class_and_are_judged_in_few_queries(plan: Plan) -> None:
    end = province.quarter(plan.period_from.year, 3).end
    with CaptureQueriesContext(connection) as asked:
        found = judged(end, on=TODAY)
        said = Counter(verdict_words(verdict) for verdict in found.verdicts.values())
    assert len(asked) < 40
    assert set(said) == {"loại I", "loại II", "loại III", "không ma túy", "chưa đủ số liệu"}
    assert sum(said.values()) == 130
    last_year = judged(date(2025, 12, 14), on=TODAY).verdicts.values()
    assert {"loại I", "loại II", "loại III"} <= {verdict_words(verdict) for verdict in last_year}


def test_one_report_of_the_province_is_out(plan: Plan) -> None:
    publication = Publication.objects.get()
    assert publication.period_code == NEWEST
    assert publication.lines
    assert publication.revisions.exists()


# Time, chance, and calling twice


def test_nothing_is_dated_in_the_future(plan: Plan) -> None:
    instants: list[tuple[type[Model], str]] = [
        (AuditEntry, "at"), (FigureRevision, "at"), (ReportStep, "at"), (ReportPart, "done_at"),
        (WarningReason, "at"), (Report, "printed_at"), (Report, "accepted_at"), (Report, "corrected_at"),
        (Publication, "at"), (DraftItem, "decided_at"),
    ]  # fmt: skip
    for model, field in instants:
        newest = model._default_manager.aggregate(newest=Max(field))["newest"]
        assert newest <= NOW, (model, field)
    signed = Report.objects.aggregate(newest=Max("document_date"))["newest"]
    assert signed <= TODAY


def test_each_report_went_its_way_in_order_of_time(plan: Plan) -> None:
    for report in Report.objects.exclude(state=ReportState.DRAFT).prefetch_related("steps"):
        steps = list(report.steps.all())
        assert report.printed_at is not None
        assert report.printed_at <= steps[-1].at
        assert all(one.at <= other.at and one.to_state == other.from_state for one, other in pairwise(steps))


def test_chance_is_the_same_every_time() -> None:
    commune = province.communes()[5]
    assert figures.commune_year(commune) == figures.commune_year(commune)
    assert people.invented_name("90001-ky") == people.invented_name("90001-ky")
    quarter: Period = province.quarter(2026, 1)
    codes = [commune.code for commune in province.communes()]
    told = [story.of_past_quarter(quarter, date(2026, 3, 15), given, is_newest=True) for given in (codes, codes[::-1])]
    assert told[0] == told[1]


def test_a_second_call_is_refused(plan: Plan) -> None:
    with pytest.raises(CommandError, match="chỉ dựng được trên cơ sở dữ liệu trống"):
        call_command("demo")


def test_a_step_that_was_done_is_not_done_again(plan: Plan) -> None:
    before = FigureRevision.objects.count(), ReportStep.objects.count(), Publication.objects.count()
    make.make(at=NOW, say=lambda _: None)
    assert (FigureRevision.objects.count(), ReportStep.objects.count(), Publication.objects.count()) == before
