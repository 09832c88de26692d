"""Finding a sentence of a plan in a real browser: keyboard, phone, and without script."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.apps.plan_text import PLAN
from tests.apps.test_plans import published, upload
from tests.browser.conftest import SIZES
from tests.cast import PASSWORD, Cast, make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

Open = Callable[..., Page]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    start_chain_anew()
    made = make_cast()
    published(made)
    upload(made, PLAN.replace("12/KH-UBND", "13/KH-UBND"))
    return made


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer, cast: Cast) -> Iterator[Open]:
    contexts: list[BrowserContext] = []

    def sign_in(username: str, size: str = "desktop", *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            base_url=live_server.url,
            locale="vi-VN",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto("/tai-khoan/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url("**/")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def test_from_a_key_to_the_sentence_without_the_mouse(opened: Open, accessible: Callable[[Page], None]) -> None:
    page = opened("standing")
    page.goto("/ke-hoach/")
    accessible(page)
    page.keyboard.press("/")
    page.keyboard.type("tap huan")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ke-hoach/tim/?q=tap+huan")
    expect(page.get_by_role("status").filter(has_text="văn bản")).to_have_text("Tìm thấy trong 2 văn bản")
    assert page.locator(".hits mark").all_inner_texts() == ["tập", "huấn"] * 2
    accessible(page)
    page.locator("h2 a", has_text="12/KH-UBND").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/ke-hoach/*/?tab=van-ban#m*")
    expect(page.locator(".mark:target")).to_contain_text("tập huấn xác định tình trạng nghiện")
    expect(page.locator(".mark:target")).to_be_in_viewport()


def test_results_follow_the_typing_and_the_filters(opened: Open, accessible: Callable[[Page], None]) -> None:
    page = opened("standing", "phone")
    page.goto("/ke-hoach/tim/")
    accessible(page)
    page.get_by_label("Từ cần tìm").fill('"trạm y tế"')
    expect(page.locator("article.found")).to_have_count(2)
    page.get_by_text("Lọc theo loại văn bản").click()
    page.get_by_label("Tìm ở").select_option("TARGET")
    expect(page.locator(".hits li")).to_have_count(2)
    accessible(page)
    page.get_by_label("Từ cần tìm").fill("chữ không có")
    expect(page.get_by_text("Không tìm thấy chỗ nào")).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Bỏ các điều kiện lọc").click()
    expect(page.get_by_label("Tìm ở")).to_have_value("")


def test_without_script_a_clerk_finds_the_published_plan_only(opened: Open) -> None:
    page = opened("clerk_a", script=False)
    page.goto("/ke-hoach/tim/?q=xet+xu+luu+dong")
    expect(page.locator("article.found")).to_have_count(1)
    page.get_by_label("Từ cần tìm").fill("độc lập")
    page.get_by_role("button", name="Tìm").click()
    page.locator(".hits a").click()
    expect(page.locator("p:target")).to_contain_text("Độc lập - Tự do - Hạnh phúc")
