"""The map page and its boundaries, as those who use them meet them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from namro.kernel.indicators import indicator_from_dict
from namro.organisations.models import BoundarySet
from namro.plans.models import Plan
from namro.web.map_choices import may_be_shaded
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, accepted, baseline, make_plan
from tests.apps.test_boundaries import geojson
from tests.cast import FROM, Cast

pytestmark = pytest.mark.django_db
SHARE = "addicts_counselled_share"


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """Commune a has counselled 9 of its 45 addicts; b has told nothing."""
    made = make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_counselled=9)
    return made


def client_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def asked(plan: Plan, what: str = SHARE, **more: str) -> dict[str, str]:
    return {"ke-hoach": str(plan.pk), "ky": Q1.code, "chi-bao": what, **more}


def page(cast: Cast, plan: Plan, what: str = SHARE, **more: str) -> Any:
    return client_of(cast.standing).get(reverse("map:show-map"), asked(plan, what, **more))


def test_each_commune_stands_on_the_map_and_in_the_table_with_its_value(cast: Cast, plan: Plan) -> None:
    answer = page(cast, plan)
    rows = {row.unit.id: row for row in answer.context["map"].rows}
    assert set(rows) == {cast.a.pk, cast.b.pk}
    assert (rows[cast.a.pk].value, rows[cast.b.pk].value) == ("20%", "Chưa có số")
    shown = answer.content.decode()
    for row in rows.values():
        assert f'aria-label="{row.unit.name}: {row.value}"' in shown
        assert shown.count(f'href="{row.url}"') == 3, "the table, the map, and the map of a phone"


def test_classes_come_with_the_sentence_that_says_until_when(cast: Cast, plan: Plan) -> None:
    found = page(cast, plan, "xep-loai").context["map"]
    assert found.title.startswith("Xếp loại xã, phường: Năm 2026")
    assert {row.value for row in found.rows} <= {"Không có ma túy", "Loại III", "Chưa đủ số liệu để xếp loại"}


def test_the_table_is_sorted_by_value_when_asked(cast: Cast, plan: Plan) -> None:
    names = [row.unit.id for row in page(cast, plan, xep="ten").context["map"].rows]
    values = [row.unit.id for row in page(cast, plan, xep="gia-tri").context["map"].rows]
    assert names == [cast.b.pk, cast.a.pk], "Phường Bình Thử before Xã An Thử"
    assert values == [cast.a.pk, cast.b.pk]


def test_the_map_of_another_day_and_a_tag_narrow_what_is_shown(cast: Cast, plan: Plan) -> None:
    then = page(cast, plan, **{"ban-do": FROM.isoformat()}).context["map"]
    assert {row.unit.id for row in then.rows} == {cast.a.pk, cast.b.pk, cast.c.pk}
    cast.a.tags.create(tag="border", valid=cast.a.valid)
    assert [row.unit.id for row in page(cast, plan, the="border").context["map"].rows] == [cast.a.pk]


def test_the_workbook_has_what_the_page_has(cast: Cast, plan: Plan) -> None:
    answer = client_of(cast.leader).get(reverse("map:map-workbook"), asked(plan))
    sheet = load_workbook(io.BytesIO(answer.content)).active
    cells = {row[0]: row[1] for row in sheet.iter_rows(values_only=True) if row[0]}  # type: ignore[union-attr]
    assert (cells["Xã An Thử"], cells["Phường Bình Thử"]) == ("20%", "Chưa có số")


def test_an_indicator_that_communes_do_not_give_is_refused_in_a_sentence(cast: Cast, plan: Plan) -> None:
    answer = page(cast, plan, "khong_co")
    assert answer.status_code == 409
    assert "không tính được cho từng xã" in answer.content.decode()


@pytest.mark.parametrize(
    ("about", "shaded"),
    [
        ({"direction": "up", "topic": "rehabilitation"}, True),
        ({"direction": "up", "topic": "crime"}, False),
        ({"direction": "none"}, False),
    ],
)
def test_numbers_of_cases_are_never_shaded(about: dict[str, str], shaded: bool) -> None:
    spec = {"code": "x", "name": "x", "unit": "vụ", "transform": "count", "numerator": "a", "source": "thử"}
    assert may_be_shaded(indicator_from_dict({**spec, **about})) is shaded


def test_boundaries_are_looked_at_then_taken_in_without_choosing_the_file_again(cast: Cast, plan: Plan) -> None:
    client, url = client_of(cast.admin), reverse("map:import-boundaries")
    given = {"from_day": FROM.isoformat(), "source": "Sở thử", "licence": "CC0"}
    looked_at = client.post(url, {**given, "file": SimpleUploadedFile("a.geojson", geojson("99001", "77777"))})
    assert [row.id for row, _ in looked_at.context["matching"].matched] == [cast.a.pk]
    assert "ma_xa = 77777" in looked_at.content.decode()
    assert not BoundarySet.objects.exists()
    kept = looked_at.context["form"].cleaned_data["kept"]
    answer = client.post(url, {**given, "kept": kept, "property_name": "ma_xa", "ghi": "1"})
    assert answer.status_code == 302
    made = BoundarySet.objects.get()
    shown = page(cast, plan).content.decode()
    assert "Ranh giới: Sở thử. CC0" in shown
    assert "Chưa có ranh giới" in shown, "commune b is there as a square"
    assert client.post(reverse("map:remove-boundaries", args=[made.pk])).status_code == 302
    assert not BoundarySet.objects.exists()


def test_a_broken_file_is_answered_with_one_sentence(cast: Cast) -> None:
    given = {"from_day": FROM.isoformat(), "source": "Sở thử", "licence": "CC0"}
    file = SimpleUploadedFile("a.geojson", b"[" * 5000)
    answer = client_of(cast.admin).post(reverse("map:import-boundaries"), {**given, "file": file})
    assert answer.status_code == 422
    assert "GeoJSON" in answer.content.decode()


def test_an_indicator_can_be_followed_over_the_periods(cast: Cast, plan: Plan) -> None:
    client = client_of(cast.standing)
    url = reverse("reports:indicator-series", args=[plan.pk, SHARE])
    answer = client.get(url, {"ky": Q1.code})
    (row,) = answer.context["pictured"].rows
    assert row.cells[0] == "20%"
    assert "9/45" in row.how
    picked = client.get(reverse("reports:pick-series", args=[plan.pk]), {"chuoi": SHARE, "ky": Q1.code})
    assert picked["Location"] == f"{url}?ky={Q1.code}"
    sheet = load_workbook(io.BytesIO(client.get(url, {"ky": Q1.code, "dang": "xlsx"}).content)).active
    assert "20%" in [cell for row in sheet.iter_rows(values_only=True) for cell in row]  # type: ignore[union-attr]


def test_the_map_asks_few_questions_when_nothing_has_changed(cast: Cast, plan: Plan) -> None:
    client = client_of(cast.standing)
    client.get(reverse("map:show-map"), asked(plan))
    with CaptureQueriesContext(connection) as captured:
        client.get(reverse("map:show-map"), asked(plan))
    assert len(captured) <= 60
