"""A verdict read on a desk and on a phone: why, what would change it, other figures tried, the rules themselves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, accepted, baseline, make_plan
from tests.browser.test_search import Open, opened  # noqa: F401
from tests.cast import Cast, make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    start_chain_anew()
    made = make_cast()
    make_plan(made)
    baseline(made, made.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(made, made.a, by=made.clerk_a, residents_current=9000, arrests_in_area=4, hotspots_detected=1)
    return made


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_from_the_list_to_why_and_what_if(
    size: str,
    cast: Cast,
    opened: Open,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    page = opened("standing", size)
    page.goto(f"/xep-loai/?den={Q1.end}")
    expect(page.get_by_role("row", name="Phường Bình Thử")).to_contain_text("Chưa đủ số liệu")
    accessible(page)
    page.get_by_role("link", name="Xã An Thử").click()
    expect(page.get_by_text("57 người trên 9.000 nhân khẩu").first).to_be_visible()
    accessible(page)
    page.get_by_role("link", name="Thử số khác").click()
    page.get_by_label("Người bị bắt về tội phạm ma túy tại địa bàn xã").fill("5")
    page.get_by_role("button", name="Thử").press("Enter")
    expect(page.locator("#thu")).to_contain_text("Loại II")
    accessible(page)
    for path in ("so-sanh/", "tinh/", "bo-tieu-chi/QD-28-2025/"):
        page.goto(f"/xep-loai/{path}?den={Q1.end}")
        accessible(page)
