"""The whole way of a commune in a real browser: proposed on a phone, verified and decided at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from namro.assessment.queries import recognition as queries
from namro.assessment.rules import AreaClass
from namro.catalogue.actions import load_catalogue
from namro.organisations.models import Person
from tests.browser.conftest import SIZES
from tests.cast import make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[Person, str], Page]]:
    contexts = []

    def open_for(person: Person, size: str) -> Page:
        client = Client()
        client.force_login(person)
        context = browser.new_context(viewport=SIZES[size], base_url=live_server.url, locale="vi-VN")  # type: ignore[arg-type]
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        return page

    yield open_for
    for context in contexts:
        context.close()


def test_a_commune_proposes_on_a_phone_and_is_verified_and_decided_at_a_desk(
    opened: Callable[[Person, str], Page], accessible: Callable[[Page], None]
) -> None:
    start_chain_anew()
    cast = make_cast()
    load_catalogue(by=None, at=timezone.now())
    today = timezone.localdate()
    year = queries.year_of(today) - 1  # whatever the day of the run, its proposals are open
    yesterday = (today - timedelta(days=1)).isoformat()

    phone = opened(cast.clerk_a, "phone")
    phone.goto(f"/xep-loai/cong-nhan/{year}/")
    accessible(phone)
    phone.get_by_role("link", name="Tự đánh giá, đề nghị").click()
    accessible(phone)
    phone.get_by_label("Không có ma túy").check()
    phone.get_by_label("Số, ký hiệu").fill("15/TTr-UBND")
    phone.get_by_label("Ngày ký").fill(yesterday)
    phone.get_by_label("Tệp kèm theo").set_input_files(
        {"name": "tt.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4"}
    )
    phone.get_by_role("button", name="Đề nghị").click()
    expect(phone.get_by_text("Chờ thẩm định").first).to_be_visible()
    accessible(phone)

    desk = opened(cast.standing, "desktop")
    desk.goto(f"/xep-loai/cong-nhan/{year}/")
    accessible(desk)
    desk.get_by_role("link", name="Thẩm định (1 chờ)").click()
    accessible(desk)
    desk.get_by_role("link", name="Xã An Thử").click()
    accessible(desk)
    desk.get_by_role("button", name="Nhất trí").click()
    expect(desk.get_by_text("Ghi lý do: máy chưa đủ số để xếp loại.").first).to_be_visible()
    desk.locator("section[aria-labelledby=tham-dinh] textarea").fill("Đã kiểm tra hồ sơ, danh sách quản lý của xã.")
    desk.get_by_role("button", name="Nhất trí").click()
    expect(desk).to_have_url(re.compile(f"/{year}/tham-dinh/"))

    desk.goto(f"/xep-loai/cong-nhan/{year}/quyet-dinh/")
    accessible(desk)
    desk.get_by_label("Số, ký hiệu").fill("3100/QĐ-UBND")
    desk.get_by_label("Ngày ký").fill(yesterday)
    desk.get_by_label("Có hiệu lực từ ngày").fill(yesterday)
    expect(desk.get_by_label("Xã An Thử")).to_have_value(AreaClass.DRUG_FREE)
    desk.get_by_role("button", name="Ghi quyết định").click()
    expect(desk.get_by_role("cell", name=re.compile("Không có ma túy"))).to_be_visible()
    accessible(desk)
    desk.goto("/xep-loai/cong-nhan/danh-sach/")
    expect(desk.get_by_role("link", name="Xã An Thử")).to_be_visible()
    accessible(desk)
    desk.goto(f"/xep-loai/cong-nhan/{year}/?loc=quyet-dinh")
    expect(desk.locator("tr.filterable")).to_have_count(1)
    accessible(desk)
