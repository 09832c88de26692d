"""The pages of indicators: found, read, tried on real figures, changed from a day on, gone back to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from namro.catalogue.actions import load_catalogue
from namro.catalogue.models import Indicator, IndicatorVersion
from namro.catalogue.queries import indicators_by_code
from namro.kernel.indicators import Transform
from namro.organisations.models import AuditEntry
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, accepted, baseline, make_plan
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)


@pytest.fixture
def province(cast: Cast) -> Cast:
    """Commune a: 45 addicts at the start of the year, 3 new ones in the first quarter."""
    load_catalogue(by=None, at=AT)
    make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=3, addicts_counselled=12)
    return cast


def page(client: Client, path: str, *, status: int = 200, asked: Mapping[str, str] | None = None) -> str:
    answer = client.get(path, asked)
    assert answer.status_code == status, answer.content.decode()[:400]
    return " ".join(answer.content.decode().split())


def as_standing(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.standing)
    return client


def test_the_list_is_filtered_and_downloaded(province: Cast) -> None:
    client = as_standing(province)
    assert "/chi-bao/mmt_patients_count/" in page(client, "/chi-bao/", asked={"tim": "dieu tri thay the"})
    health = page(client, "/chi-bao/", asked={"chu-de": "health"})
    assert "/chi-bao/mmt_patients_count/" in health
    assert "/chi-bao/cases_cyber_growth/" not in health
    book = load_workbook(BytesIO(client.get("/chi-bao/bang-tinh/", {"kieu": "all_of"}).content))
    codes = [row[0].value for row in book.active.iter_rows()]  # type: ignore[union-attr]
    assert {"sellers_and_plants_handled", "grassroots_info_share"} <= set(codes)
    assert "mmt_patients_count" not in codes


def test_an_indicator_is_shown_on_real_figures_with_its_readings(province: Cast) -> None:
    html = page(as_standing(province), "/chi-bao/addicts_users_reduction/", asked={"ky": Q1.code})
    assert "Toàn bộ có hồ sơ" in html
    assert "Danh sách cấp xã" in html
    assert "/bieu-mau/so-lieu/addicts_closing/" in html
    assert "đầu kỳ 57 người, nay 60 người, tăng 3 người" in html.lower()


def test_what_one_types_is_computed_at_once(province: Cast) -> None:
    client = as_standing(province)
    typed = {"transform": "ratio", "unit": "%", "note_unit": "người", "ky": Q1.code, "denominator": "managed_addicts"}
    right = page(client, "/chi-bao/xem-thu/", asked={**typed, "numerator": "addicts_counselled"})
    assert "12/48 người = 25%" in right
    wrong = page(client, "/chi-bao/xem-thu/", asked={**typed, "numerator": "addicts_counseled"})
    assert "không có số liệu «addicts_counseled» (tử số, vị trí 1)" in wrong
    assert "addicts_counselled" in wrong
    counted = {"transform": "count_of_units", "unit": "xã", "condition": "addicts_new >= 1", "ky": Q1.code}
    by_unit = page(client, "/chi-bao/xem-thu/", asked=counted)
    assert "1 đơn vị đạt điều kiện" in by_unit
    assert "Xã An Thử" in by_unit


POSTED = {
    "name": "Tỷ lệ người nghiện được tư vấn cai nghiện",
    "topic": "rehabilitation",
    "transform": "ratio",
    "numerator": "addicts_counselled",
    "denominator": "addicts_closing",
    "unit": "%",
    "note_unit": "người",
    "direction": "up",
    "source": "KH107 PL I.3.2",
    "valid_from": "2026-07-01",
}


def test_a_change_holds_from_its_day_and_is_gone_back_on(province: Cast) -> None:
    client, path = as_standing(province), "/chi-bao/addicts_counselled_share/"
    assert client.post(f"{path}sua/", POSTED).status_code == 422  # why is not said
    assert client.post(f"{path}sua/", {**POSTED, "reason": "Theo số cuối kỳ"}).status_code == 302
    before, after = indicators_by_code(date(2026, 6, 30)), indicators_by_code(date(2026, 7, 1))
    assert str(before["addicts_counselled_share"].denominator) == "managed_addicts"
    assert str(after["addicts_counselled_share"].denominator) == "addicts_closing"
    back = {"valid_from": "2026-09-01", "reason": "Nhầm mẫu số"}
    assert client.post(f"{path}phien-ban/1/", back).status_code == 302
    assert str(indicators_by_code(date(2026, 9, 1))["addicts_counselled_share"].denominator) == "managed_addicts"
    assert IndicatorVersion.objects.filter(indicator__code="addicts_counselled_share").count() == 3
    assert AuditEntry.objects.filter(action="indicator.change").count() == 2


def test_an_impossible_formula_is_not_kept(province: Cast) -> None:
    client = as_standing(province)
    wrong = {**POSTED, "denominator": "addicts_counselled", "reason": "Thử"}
    answer = client.post("/chi-bao/addicts_counselled_share/sua/", wrong)
    assert answer.status_code == 422
    assert "luôn là 100%" in answer.content.decode()


def test_a_new_indicator_is_there_from_its_day(province: Cast) -> None:
    client = as_standing(province)
    posted = {
        **POSTED,
        "name": "Số xã có người nghiện mới",
        "transform": "count_of_units",
        "unit": "xã",
        "units_of": "commune",
    }
    answer = client.post("/chi-bao/moi/", {**posted, "condition": "addicts_new >= 1"})
    assert answer.status_code == 302
    row = Indicator.objects.get(code="so_xa_co_nguoi_nghien_moi")
    assert answer["Location"] == f"/chi-bao/{row.code}/"
    assert "Tử số" not in page(client, answer["Location"])
    assert indicators_by_code(date(2026, 7, 1))[row.code].transform is Transform.COUNT_OF_UNITS
    assert row.code not in indicators_by_code(date(2026, 6, 30))


def test_who_may_read_may_not_change(province: Cast) -> None:
    client = Client()
    client.force_login(province.clerk_a)
    assert "Đổi cách tính" not in page(client, "/chi-bao/addicts_counselled_share/")
    page(client, "/chi-bao/addicts_counselled_share/sua/", status=403)
    page(client, "/chi-bao/xem-thu/", status=403)
