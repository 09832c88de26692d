"""Boundaries taken in, and the map that they give: on a desk and on a phone, by the keyboard as well."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import FilePayload, Page, expect

from namro.plans.models import Plan
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, accepted, baseline, make_plan
from tests.apps.test_boundaries import geojson
from tests.browser.test_search import Open, opened  # noqa: F401
from tests.cast import Cast, make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    start_chain_anew()
    made = make_cast()
    make_plan(made)
    baseline(made, made.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(made, made.a, by=made.clerk_a, addicts_counselled=9)
    return made


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_a_file_of_boundaries_to_the_page_of_a_commune(
    size: str,
    cast: Cast,
    opened: Open,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    page = opened("admin", size)
    page.goto("/ban-do/ranh-gioi/")
    file = FilePayload(name="xa.geojson", mimeType="application/geo+json", buffer=geojson("99001"))
    page.get_by_label("Tệp ranh giới").set_input_files(files=file)
    page.get_by_label("Nguồn").fill("Sở thử")
    page.get_by_label("Giấy phép").fill("CC0")
    page.get_by_role("button", name="Xem trước").click()
    accessible(page)
    page.get_by_role("button", name="Nhập ranh giới của 1 đơn vị").click()
    expect(page.get_by_role("table")).to_contain_text("Sở thử")
    accessible(page)
    page = opened("standing", size)
    page.goto("/ban-do/?chi-bao=addicts_counselled_share")
    accessible(page)
    commune = page.get_by_role("link", name="Xã An Thử: 20%").locator("visible=true")
    expect(commune).to_have_count(1)
    commune.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xã An Thử")
    page.go_back()
    page.get_by_label("Xem trên bản đồ").select_option("Xếp loại xã, phường")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Xếp loại xã, phường")
    accessible(page)
    page.goto(f"/bao-cao/tong-hop/{Plan.objects.get().pk}/chuoi/addicts_counselled_share/")
    accessible(page)
