"""The consolidated page, what it can be narrowed to, its workbook, one figure over time, and followed difficulties."""

from __future__ import annotations

import io

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse

from namro.organisations.models import Person
from namro.plans.models import Plan
from namro.reporting.models import Difficulty
from namro.reporting.stored import form_of
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, accepted, baseline, make_plan, report_of, sent
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Commune a is accepted with 3 new addicts, b has sent 5 that are not accepted yet."""
    made = make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    baseline(cast, cast.b, residents_current=3000)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=3, residents_current=9000)
    sent(cast, cast.b, by=cast.clerk_b, addicts_new=5, residents_current=3000)
    return made


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(cast: Cast, plan: Plan, view: str = "consolidated", *rest: str, **query: str | int) -> str:
    where = reverse(f"reports:{view}", args=[plan.pk, *rest] if rest else [plan.pk, "2026-Q1"])
    answer = signed_in(cast.standing).get(where, query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_whoever_is_missing_is_named_with_the_share_of_the_people(cast: Cast, plan: Plan) -> None:
    shown = page(cast, plan)
    assert "Phường Bình Thử" in shown
    assert "1 xã, phường chưa có số là 3.000 nhân khẩu, bằng 25% cả địa bàn." in shown
    assert "nhân khẩu, bằng" not in page(cast, plan, **{"ca-cho-tiep-nhan": "1"})


def test_one_unit_or_group_alone(cast: Cast, plan: Plan) -> None:
    new = ("2026-Q1", "addicts_new", "total")
    wide = {"ca-cho-tiep-nhan": "1"}
    assert '<p class="big">8 ' in page(cast, plan, "trace-total", *new, **wide)
    assert '<p class="big">3 ' in page(cast, plan, "trace-total", *new, **wide, **{"don-vi": cast.a.pk})
    everything_below = {"don-vi": cast.province.pk}
    assert '<p class="big">8 ' in page(cast, plan, "trace-total", *new, **wide, **everything_below)


def test_periods_are_put_together(cast: Cast, plan: Plan) -> None:
    shown = page(cast, plan)
    assert reverse("reports:consolidated", args=[plan.pk, "2026-H1"]) in shown
    assert page(cast, plan, "consolidated", "2026-H1")
    client = signed_in(cast.standing)
    assert client.get(reverse("reports:consolidated", args=[plan.pk, "2026-M02"])).status_code == 404


@pytest.mark.parametrize("query", [{"ban-do": "hôm qua"}, {"don-vi": "999999"}, {"don-vi": "x"}])
def test_a_choice_that_cannot_be_is_told(cast: Cast, plan: Plan, query: dict[str, str]) -> None:
    where = reverse("reports:consolidated", args=[plan.pk, "2026-Q1"])
    answer = signed_in(cast.standing).get(where, query)
    assert answer.status_code == 409
    assert "hãy chọn" in answer.content.decode()


def test_the_workbook_has_the_figures_of_the_page(cast: Cast, plan: Plan) -> None:
    where = reverse("reports:consolidated-workbook", args=[plan.pk, "2026-Q1"])
    content = signed_in(cast.standing).get(where, {"ca-cho-tiep-nhan": "1"}).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    label = next(cell.label for cell in form_of(report_of(cast.a)).cells() if cell.element == "addicts_new")
    (found,) = [row for row in rows if row[1] == label]
    assert (found[2], found[3], found[7]) == ("người", 8, "2/2")


def test_a_series_shows_where_it_breaks(cast: Cast, plan: Plan) -> None:
    shown = page(cast, plan, "series", "addicts_new", "total")
    assert "Từ ngày 1/7/2026: đơn vị thay đổi" in shown
    assert "Quý I/2026" in shown
    assert "<svg xmlns" in shown
    client = signed_in(cast.standing)
    assert client.get(reverse("reports:series", args=[plan.pk, "no_such", "total"])).status_code == 404


def test_from_the_words_of_a_report_to_an_answer(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    report.narratives.create(code="proposals", text="Đề nghị cấp que thử.")
    shown = page(cast, plan)
    where = reverse("difficulties:raise-difficulty") + f"?bao-cao={report.pk}&muc=proposals"
    assert where.replace("&", "&amp;") in shown
    client = signed_in(cast.standing)
    assert "Đề nghị cấp que thử." in client.get(where).content.decode()
    typed = {"unit": cast.a.pk, "kind": "PROPOSAL", "text": "Đề nghị cấp que thử."}
    item = client.post(where, typed)["Location"]
    assert Difficulty.objects.get().report == report
    settle = item + "xu-ly/"
    refused = client.post(settle, {"step": "ANSWERED", "text": ""})
    assert (refused.status_code, "Ghi nội dung trả lời." in refused.content.decode()) == (422, True)
    client.post(settle, {"step": "ANSWERED", "text": "Đã cấp 100 que."})
    assert "Đã cấp 100 que." in signed_in(cast.clerk_a).get(item).content.decode()
    assert signed_in(cast.clerk_b).get(item).status_code == 404
    assert "Đã cấp 100 que." in signed_in(cast.clerk_a).get(reverse("difficulties:list-difficulties")).content.decode()


def test_a_person_in_the_words_is_refused_on_the_page(cast: Cast, plan: Plan) -> None:
    typed = {"unit": cast.a.pk, "kind": "DIFFICULTY", "text": "Ông Lò Văn Thử, sinh năm 1990, không hợp tác"}
    answer = signed_in(cast.clerk_a).post(reverse("difficulties:raise-difficulty"), typed)
    assert answer.status_code == 422
    assert "Lời văn có vẻ ghi" in answer.content.decode()
