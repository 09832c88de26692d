"""A commune officer fills the quarter on a phone while the network comes and goes; nothing is lost or sent twice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from namro.kernel.elements import CellKey
from namro.organisations.audit import first_broken_link
from namro.reporting import queries
from namro.reporting.models import FigureRevision, Report
from namro.reporting.rules import ReportState
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, QUIET, baseline, fill, make_plan, report_of
from tests.browser.conftest import SIZES
from tests.cast import PASSWORD, Cast, make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast() -> Cast:
    start_chain_anew()
    made = make_cast()
    make_plan(made)
    baseline(made, made.a, **CLOSINGS, **NOTHING_LEFT)
    return made


@pytest.fixture
def phone(browser: Browser, live_server: LiveServer, cast: Cast) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=SIZES["phone"], base_url=live_server.url, locale="vi-VN")  # type: ignore[arg-type]
    page = context.new_page()
    sign_in(page, "clerk_a")
    page.close()
    yield context
    context.close()


def sign_in(page: Page, username: str) -> None:
    page.goto("/tai-khoan/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Chào")


def opened(phone: BrowserContext, report: Report) -> Page:
    """The form once with a network, until the phone has its copy and the page for times without one."""
    page = phone.new_page()
    page.set_default_timeout(20_000)
    page.goto(f"/bao-cao/{report.pk}/dien/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    eventually(page, f"Outbox.report({report.pk}).then(r => !!r)")
    return page


def eventually(page: Page, true: str) -> None:
    """Wait until a promise of the page is kept with something true; the driver's own waiting does not await one."""
    for _ in range(200):
        if page.evaluate(true):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"never true: {true}")


def box(page: Page, name: str) -> Any:
    return page.locator(f"[name='{name}--total']")


def type_in(page: Page, name: str, value: str) -> None:
    box(page, name).fill(value)
    box(page, name).press("Tab")


def section(page: Page, code: str) -> Any:
    found = page.locator(f"#muc-{code}")
    if found.get_attribute("open") is None:
        found.locator("summary").first.click()
    return found


def waiting(page: Page) -> int:
    return int(page.evaluate("Outbox.waiting().then(items => items.length)"))


def everything_is_sent(page: Page) -> None:
    eventually(page, "Outbox.waiting().then(items => !items.length)")


def value(report: Report, code: str) -> object:
    figure = queries.report_page(report).values.get(CellKey(code))
    return figure and figure.value


def test_a_quarter_is_filled_and_sent_with_the_network_cut_in_the_middle(
    phone: BrowserContext, cast: Cast, accessible: Callable[[Page], None]
) -> None:
    report = report_of(cast.a)
    page = opened(phone, report)
    type_in(page, "residents_current", "9000")
    expect(page.locator("#saved")).to_contain_text("Đã lưu lúc")

    phone.set_offline(True)
    section(page, "B")
    type_in(page, "addicts_new", "3")
    expect(page.locator("#saved")).to_contain_text("giữ trên máy")
    page.reload()
    expect(page.get_by_text("Đang mất mạng")).to_be_visible()
    assert box(page, "residents_current").input_value() == "9.000"
    section(page, "B")
    assert box(page, "addicts_new").input_value() == "3"
    type_in(page, "addicts_died", "1")
    type_in(page, "addicts_closing", "46")
    section(page, "B").get_by_role("button", name="Không phát sinh trong kỳ").click()
    expect(page.locator("#said-addicts_closing--total")).to_contain_text("đầu kỳ 45 + 3 vào − 1 ra = 47")
    accessible(page)

    page.close()
    page = phone.new_page()
    page.goto(f"/bao-cao/{report.pk}/dien/")
    section(page, "B")
    type_in(page, "addicts_closing", "47")
    expect(page.locator("#said-addicts_closing--total")).not_to_contain_text("đầu kỳ")
    fill_the_rest(page)
    page.get_by_role("button", name="Gửi khi có mạng").click()
    expect(page.locator("#saved")).to_contain_text("tự gửi khi có mạng")
    assert value(report, "addicts_new") is None, "nothing has left the phone"

    phone.set_offline(False)
    everything_is_sent(page)
    report.refresh_from_db()
    assert report.state == ReportState.SUBMITTED
    assert (value(report, "addicts_new"), value(report, "addicts_closing")) == (3, 47)
    numbers = FigureRevision.objects.filter(report=report).values_list("element", "breakdown", "version")
    assert len(numbers) == len(set(numbers))
    assert first_broken_link() is None


def fill_the_rest(page: Page) -> None:
    for code in "ABCDEFG":
        found = section(page, code)
        for name, number in QUIET.items():
            element, _, breakdown = name.partition("__")
            one = found.locator(f"[name='{element}--{breakdown or 'total'}']")
            if one.count() and not one.input_value():
                one.fill(str(number))
                one.press("Tab")
        nothing = found.get_by_role("button", name="Không phát sinh trong kỳ")
        if nothing.is_visible():
            nothing.click()
        found.get_by_role("button", name="Xong mục này").click()
        expect(found.locator("[data-put=state]")).to_have_text("xong")


def test_two_people_at_one_figure_choose_when_the_network_is_back(phone: BrowserContext, cast: Cast) -> None:
    report = report_of(cast.a)
    page = opened(phone, report)
    phone.set_offline(True)
    section(page, "B")
    type_in(page, "addicts_new", "6")
    type_in(page, "addicts_died", "2")
    expect(page.locator("#saved")).to_contain_text("giữ trên máy")
    fill(cast.section_owner_a, report, addicts_new=7)
    page.goto("/ngoai-tuyen/")
    expect(page.get_by_text("Mới đưa vào danh sách: 6")).to_be_visible()

    phone.set_offline(False)
    trouble = page.get_by_text("Người section_owner_a vừa ghi 7, anh, chị ghi 6. Giữ số nào?")
    expect(trouble).to_be_visible()
    expect(page.locator("#outbox-sign")).to_have_text("Cần xem lại: 1")
    eventually(page, "Outbox.waiting().then(items => items.length === 1)")
    assert (value(report, "addicts_new"), value(report, "addicts_died")) == (7, 2)
    page.get_by_role("button", name="6 (số của tôi)").click()
    everything_is_sent(page)
    assert value(report, "addicts_new") == 6


def test_what_was_held_on_the_open_page_is_sent_by_itself(phone: BrowserContext, cast: Cast) -> None:
    report = report_of(cast.a)
    page = opened(phone, report)
    section(page, "B")
    phone.set_offline(True)
    type_in(page, "addicts_new", "6")
    expect(page.locator("#saved")).to_contain_text("giữ trên máy")
    assert waiting(page) == 1
    phone.set_offline(False)
    everything_is_sent(page)
    expect(page.locator("#version-addicts_new--total")).to_have_value("1")
    type_in(page, "addicts_new", "8")
    expect(page.locator("#version-addicts_new--total")).to_have_value("2")
    assert value(report, "addicts_new") == 8


def test_nothing_stays_on_the_phone_after_signing_out(phone: BrowserContext, cast: Cast) -> None:
    page = opened(phone, report_of(cast.a))
    kept = page.evaluate("Promise.all([Outbox.reports(), caches.keys()]).then(([r, c]) => [r.length, c.length])")
    assert kept == [1, 1]
    stored = page.evaluate(
        "caches.keys().then(n => caches.open(n[0])).then(c => c.matchAll())"
        ".then(all => Promise.all(all.map(a => a.text()))).then(t => t.join())"
    )
    assert cast.clerk_a.full_name not in stored
    assert cast.a.code not in stored
    page.locator("details.person > summary").click()
    page.get_by_role("button", name="Đăng xuất").click()
    page.wait_for_url("**/dang-nhap/**")
    left = """async () => {
        const names = (await indexedDB.databases()).map(d => d.name);
        return [names.filter(n => n === "namro").length, (await caches.keys()).length,
                (await navigator.serviceWorker.getRegistrations()).length];
    }"""
    assert page.evaluate(left) == [0, 0, 0]


def test_figures_of_another_person_are_not_shown(phone: BrowserContext, cast: Cast) -> None:
    """The session ends without signing out, and a colleague signs in on the same phone."""
    report = report_of(cast.a, Q1)
    page = opened(phone, report)
    phone.clear_cookies()
    sign_in(page, "clerk_b")
    eventually(page, "Outbox.reports().then(found => !found.length)")
    phone.set_offline(True)
    page.goto(f"/bao-cao/{report.pk}/dien/")
    expect(page.get_by_text("Chưa có biểu nào trên máy này")).to_be_visible()
