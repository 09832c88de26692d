"""Following up late reports in a real browser: the officer at a desk, the commune and the leader on phones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from namro.organisations.models import Person
from namro.reporting.models import Report
from tests.apps.reporting import Q1, make_plan
from tests.browser.conftest import SIZES
from tests.cast import make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[Person, str], Page]]:
    """Someone at a size, already signed in: signing in by hand is looked at elsewhere."""
    contexts = []

    def open_for(person: Person, size: str) -> Page:
        client = Client()
        client.force_login(person)
        context = browser.new_context(viewport=SIZES[size], base_url=live_server.url, locale="vi-VN")  # type: ignore[arg-type]
        context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}])
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        return page

    yield open_for
    for context in contexts:
        context.close()


def test_an_officer_follows_up_and_everybody_sees_it(
    opened: Callable[[Person, str], Page], accessible: Callable[[Page], None]
) -> None:
    start_chain_anew()
    cast = make_cast()
    plan = make_plan(cast)
    Report.objects.filter(period_code=Q1.code).update(due_on=timezone.localdate() - timedelta(days=2))

    desk = opened(cast.standing, "desktop")
    desk.goto("/bao-cao/tinh-hinh-nop/")
    accessible(desk)
    desk.get_by_label("Nhóm").select_option(label="UBND các xã, phường")
    expect(desk.locator("tr.filterable")).to_have_count(2)
    desk.get_by_role("link", name="Đôn đốc").first.click()
    desk.goto(f"/bao-cao/tinh-hinh-nop/{plan.pk}/{Q1.code}/")
    accessible(desk)
    # Clipboard rights are not given: the text is copied the old way or left selected, and the person is told.
    desk.get_by_role("button", name="Chép lời nhắn").click()
    expect(desk.locator("#saved")).to_contain_text("Đã")
    assert desk.evaluate("window.getSelection().toString() || document.activeElement.id") != ""
    desk.get_by_role("button", name="Nhắc các đơn vị đã chọn").click()
    expect(desk.get_by_text("Đã nhắc 5 người.")).to_be_visible()
    desk.get_by_role("link", name="Báo cáo lãnh đạo").click()
    accessible(desk)
    desk.get_by_label("Tôi đã liên hệ").check()
    desk.get_by_role("button", name="Gửi lãnh đạo").click()
    expect(desk.get_by_text("Đã báo cáo lãnh đạo")).to_be_visible()
    desk.goto("/bao-cao/tinh-hinh-nop/lich-nhac/")
    accessible(desk)

    phone = opened(cast.clerk_a, "phone")
    phone.goto("/")
    expect(phone.get_by_text("1 lời nhắc chưa đọc")).to_be_visible()
    accessible(phone)
    phone.get_by_role("link", name="Đưa hạn vào lịch điện thoại").click()
    phone.get_by_role("button", name="Lập địa chỉ lịch").click()
    expect(phone.get_by_label("Địa chỉ lịch mới")).to_have_value(re.compile(r"/lich/.{43}\.ics$"))
    accessible(phone)
    phone.goto("/bao-cao/nhac-viec/")
    accessible(phone)
    phone.goto("/")
    phone.get_by_role("link", name="Điền báo cáo").first.click()
    expect(phone).to_have_url(re.compile(r"/dien/$"))

    leader = opened(cast.leader, "phone")
    leader.goto("/")
    leader.get_by_role("link", name="Xem", exact=True).click()
    accessible(leader)
    leader.get_by_role("button", name="Tôi đã xem").click()
    expect(leader.get_by_text("Lãnh đạo đã xem")).to_be_visible()
