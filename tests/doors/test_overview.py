"""The overview: who sees it, that its numbers are those of the other pages, that its filters filter."""

from __future__ import annotations

import html
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from docx import Document
from pytest_django import DjangoDbBlocker

from namro.catalogue.models import Indicator
from namro.kernel.targets import LABELS
from namro.organisations import audit
from namro.organisations.models import Person
from namro.plans.models import Plan, Project, Target
from namro.plans.rules import Comparator
from namro.publishing import overview
from namro.publishing.actions import publish_consolidated_report
from namro.reporting import queries
from namro.reporting.actions.difficulties import raise_difficulty
from namro.reporting.difficulty_rules import DifficultyKind
from tests.apps.reporting import CLOSINGS, IN_TIME, NOTHING_LEFT, Q1, accepted, baseline, make_plan
from tests.cast import Cast, make_cast, start_chain_anew

pytestmark = pytest.mark.django_db
localdate = timezone.localdate
# The first quarter has been due for a month: commune b and the health department are late, the court is only asked.
NOW = datetime(2026, 4, 14, 2, 0, tzinfo=UTC)
TARGETS = (
    ("addicts_counselled_share", Comparator.AT_LEAST, "45"),
    ("hotspots_eliminated_rate", Comparator.AT_LEAST, "100"),
    ("communes_drug_free_share", Comparator.AT_LEAST, "30"),
)


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    with django_db_blocker.unblock(), transaction.atomic():
        start_chain_anew()
        yield make_cast()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def plan(cast: Cast) -> Plan:
    """Three targets, commune a accepted, a proposal that waits."""
    plan = make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=1)
    raise_difficulty(by=cast.clerk_a, at=IN_TIME, unit=cast.a, kind=DifficultyKind.PROPOSAL, text="Cấp thêm que thử.")
    for indicator, comparator, value in TARGETS:
        add_target(cast, plan, indicator, comparator, value)
    return plan


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pages read the clock once, by this function."""
    monkeypatch.setattr(timezone, "localdate", lambda value=None, *_: localdate(value or NOW))


def add_target(cast: Cast, plan: Plan, indicator: str, comparator: Comparator, value: str, **more: Any) -> Target:
    """With the entry that every action writes: by it, kept answers end."""
    audit.record(by=None, at=IN_TIME, action="plan.publish", subject=plan)
    found = Indicator.objects.get(code=indicator)
    return Target.objects.create(
        item=plan.draft.items.get(),
        document=plan.draft.document,
        plan=plan,
        measure=more.pop("measure", found.spec["name"]),
        comparator=comparator,
        value=Decimal(value),
        unit_label="%",
        responsible_unit=more.pop("unit", cast.drug_police),
        indicator=found,
        **more,
    )


def client_of(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def shown(person: Person, name: str = "show-programme", *args: object, **query: Any) -> str:
    answer = client_of(person).get(reverse(f"overview:{name}", args=args), query)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def facts(plan: Plan, **more: Any) -> overview.Programme:
    return overview.programme(plan, Q1, on=NOW.date(), today=NOW.date(), **more)


# ---- who sees what ----


def test_the_programme_is_for_those_who_see_the_whole_province(cast: Cast, plan: Plan) -> None:
    for person in (cast.leader, cast.standing, cast.inspector):
        assert plan.title in shown(person)
    for person in (cast.clerk_a, cast.health_clerk, cast.admin):
        assert client_of(person).get(reverse("overview:show-programme")).status_code == 403


def test_a_unit_sees_its_own_picture_and_no_other(cast: Cast, plan: Plan) -> None:
    own = shown(cast.clerk_a, "show-unit", cast.a.pk)
    assert "Xã An Thử" in own
    assert "Cấp thêm que thử" in own
    assert f'href="{reverse("overview:show-programme")}"' not in own
    assert f'href="{reverse("overview:show-programme")}?' not in own
    for name in ("show-unit", "unit-workbook"):
        assert client_of(cast.clerk_b).get(reverse(f"overview:{name}", args=[cast.a.pk])).status_code == 404
    assert "Xã An Thử" in shown(cast.leader, "show-unit", cast.a.pk)


def test_a_unit_says_from_whom_it_came(cast: Cast, plan: Plan) -> None:
    assert "Xã Cẩm Thử" in shown(cast.leader, "show-unit", cast.b.pk, **{"ban-do": "2026-08-01"})


# ---- the same numbers everywhere ----


def test_targets_say_what_the_consolidated_page_and_the_document_say(cast: Cast, plan: Plan) -> None:
    found = facts(plan)
    results = queries.target_results(plan, Q1, on=NOW.date())
    assert {t.id: t.status for t in found.targets} == {r.target.pk: r.status for r in results}
    page = shown(cast.leader)
    where = reverse("reports:consolidated", args=[plan.pk, Q1.code])
    consolidated = html.unescape(client_of(cast.leader).get(where).content.decode())
    publication = publish_consolidated_report(by=cast.standing, at=NOW, plan=plan, period_code=Q1.code)
    document = text_of(bytes(publication.content))
    for target in found.targets:
        assert target.sentence in page
        assert target.sentence in consolidated
        assert LABELS[target.status].lower() in document.lower()
    known = [t for t in found.targets if re.search(r"\d+/\d+", t.sentence)]
    for target in known:
        assert re.search(r"\d+/\d+", target.sentence)[0] in document  # type: ignore[index]


def text_of(content: bytes) -> str:
    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_last_point_of_a_trend_is_the_consolidated_figure(cast: Cast, plan: Plan) -> None:
    totals = queries.consolidated(plan, Q1, on=NOW.date()).this.totals
    trends = facts(plan).trends
    assert trends
    for trend in trends:
        point = next(p for p in trend.series.points if p.period == Q1)
        assert point.total is not None
        assert point.total.value == totals[trend.key].value


def test_whoever_is_late_is_named_and_bodies_that_are_asked_never(cast: Cast, plan: Plan) -> None:
    found = facts(plan)
    assert {unit.unit for unit in found.late} == {cast.b.pk, cast.health.pk}
    sheet = shown(cast.leader, "one-page")
    assert "2 đơn vị được giao còn nợ 2 báo cáo đã quá hạn" in sheet
    assert "Tòa án" not in sheet
    assert found.tally.missing == ("Phường Bình Thử", "Sở Y tế")


def test_missing_communes_are_those_of_the_consolidated_page(cast: Cast, plan: Plan) -> None:
    assert "Số liệu Quý I/2026 còn thiếu 1/2 xã, phường: Phường Bình Thử." in shown(cast.leader)


# ---- filters ----


def test_filters_filter(cast: Cast, plan: Plan) -> None:
    project = Project.objects.create(
        plan=plan, item=plan.draft.items.get(), document=plan.draft.document, code="Dự án 1", name="Giảm cầu"
    )
    add_target(
        cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "1", measure="Chỉ tiêu riêng", project=project
    )
    assert "Chỉ tiêu riêng" in shown(cast.leader)
    assert "Chỉ tiêu riêng" in shown(cast.leader, "show-programme", **{"du-an": project.pk})
    names = [target.measure for target in facts(plan).targets if target.measure != "Chỉ tiêu riêng"]
    narrowed = shown(cast.leader, "show-programme", **{"du-an": project.pk})
    assert [name for name in names if name in narrowed] == []


def test_a_unit_narrows_who_is_late_and_what_waits(cast: Cast, plan: Plan) -> None:
    only_a = facts(plan, scope=frozenset({cast.a.pk}))
    assert not only_a.late
    assert len(only_a.waiting) == 1
    only_b = facts(plan, scope=frozenset({cast.b.pk}))
    assert [unit.unit for unit in only_b.late] == [cast.b.pk]
    assert not only_b.waiting
    assert "Không có đơn vị được giao nào đang chậm." in shown(cast.leader, "show-programme", **{"don-vi": cast.a.pk})


def test_a_state_narrows_the_table_and_stays_in_the_links(cast: Cast, plan: Plan) -> None:
    page = shown(cast.leader, "show-programme", **{"tinh-trang": "no_data", "ky": Q1.code})
    table = page.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in page else ""
    states = {target.status for target in facts(plan).targets}
    assert len(states) > 1
    assert f"ky={Q1.code}" in page
    assert LABELS["reached"] not in table  # type: ignore[index]


def test_another_period_is_another_answer(cast: Cast, plan: Plan) -> None:
    assert "đến hết 6 tháng đầu năm 2026" in shown(cast.leader, ky="2026-H1")


@pytest.mark.parametrize("query", [{"ban-do": "hôm qua"}, {"don-vi": "999999"}])
def test_a_choice_that_cannot_be_is_told(cast: Cast, plan: Plan, query: dict[str, str]) -> None:
    assert client_of(cast.leader).get(reverse("overview:show-programme"), query).status_code == 409


# ---- files ----


def test_workbooks_hold_every_table(cast: Cast, plan: Plan) -> None:
    content = client_of(cast.leader).get(reverse("overview:programme-workbook")).content
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert {"Tóm tắt", "Chỉ tiêu", "Đơn vị chậm", "Qua các kỳ", "Kiến nghị"} <= set(book.sheetnames)
    late = [row[1] for row in book["Đơn vị chậm"].iter_rows(values_only=True)]
    assert "Phường Bình Thử" in late
    own = client_of(cast.clerk_a).get(reverse("overview:unit-workbook", args=[cast.a.pk])).content
    assert "Báo cáo" in openpyxl.load_workbook(io.BytesIO(own)).sheetnames


def test_the_sheet_is_one_page_even_with_many_targets_and_says_how_many_more(cast: Cast, plan: Plan) -> None:
    with transaction.atomic():
        long = "Tỷ lệ người nghiện được tư vấn, hỗ trợ tại cộng đồng trên địa bàn toàn tỉnh theo kế hoạch đã ban hành "
        for number in range(40):
            add_target(
                cast, plan, "addicts_counselled_share", Comparator.AT_LEAST, "99", measure=f"{long}{number} " * 2
            )
        sheet = overview.leader_sheet(facts(plan))
        assert any(re.search(r"Còn \d+ chỉ tiêu khác", line) for part in sheet.parts for line in part.lines)
        client = client_of(cast.leader)
        printed = client.get(reverse("overview:one-page-file", args=["pdf"])).content
        assert re.findall(rb"/Count (\d+)", printed) == [b"1"]
        words = text_of(client.get(reverse("overview:one-page-file", args=["docx"])).content)
        for part in sheet.parts:
            for line in part.lines:
                assert line in words
        transaction.set_rollback(True)


# ---- cost ----


def test_pages_ask_little_when_nothing_was_written_since(cast: Cast, plan: Plan) -> None:
    client = client_of(cast.leader)
    for url in (
        reverse("overview:show-programme"),
        reverse("overview:one-page"),
        reverse("overview:show-unit", args=[cast.a.pk]),
    ):
        with CaptureQueriesContext(connection) as first:
            client.get(url)
        assert len(first) <= 130, url
        with CaptureQueriesContext(connection) as again:
            client.get(url)
        assert len(again) <= 12, (url, len(again))
