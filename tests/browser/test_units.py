"""A merger entered on a phone and on a desk: shown, written, found in the history, undone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_search import Open, opened  # noqa: F401
from tests.cast import Cast, make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    start_chain_anew()
    return make_cast()


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_merger_from_the_form_to_undoing_it(
    size: str,
    cast: Cast,
    opened: Open,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    page = opened("admin", size)
    page.goto("/don-vi/thay-doi/")
    page.get_by_role("link", name="Sáp nhập").click()
    page.get_by_label("Lọc theo tên").fill("an thu")
    expect(page.get_by_label("Phường Bình Thử")).to_be_hidden()
    page.get_by_label("Xã An Thử").press("Space")
    page.get_by_label("Nhập vào").select_option("Phường Bình Thử")
    page.get_by_label("Có hiệu lực từ ngày").fill("2026-08-01")
    page.get_by_label("Căn cứ").fill("Nghị quyết số 9/NQ-TN")
    accessible(page)
    page.get_by_role("button", name="Xem trước").press("Enter")
    expect(page.get_by_text("Xem trước; chưa ghi gì.")).to_be_visible()
    expect(page.get_by_role("row", name="tiếp nhận trọn")).to_contain_text("Xã An Thử")
    accessible(page)
    page.get_by_role("button", name="Ghi thay đổi").click()
    accessible(page)
    page.goto(f"/don-vi/{cast.b.pk}/")
    expect(page.get_by_text("Nhận từ Xã An Thử")).to_be_visible()
    accessible(page)
    page.goto(f"/don-vi/ghi/chia-tach/?don-vi={cast.b.pk}")
    accessible(page)
    page.goto("/don-vi/nhap/")
    accessible(page)
    page.goto("/don-vi/thay-doi/")
    page.get_by_role("row", name="Nghị quyết số 9/NQ-TN").get_by_role("link").click()
    page.get_by_role("link", name="Hoàn tác").click()
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text("mọi thứ trở lại như trước")).to_be_visible()
    accessible(page)
