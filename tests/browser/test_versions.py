"""Two versions of a plan compared in a real browser, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from namro.plans.models import Draft
from tests.apps.test_plan_versions import LATER, make_earlier, publish
from tests.apps.test_plans import accept_all, upload
from tests.browser.test_search import Open, opened  # noqa: F401
from tests.cast import Cast, make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    start_chain_anew()
    made = make_cast()
    make_earlier(made)
    accept_all(made, upload(made, LATER))
    return made


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_replacement_from_the_choice_to_what_ends(
    size: str,
    cast: Cast,
    opened: Open,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    draft = Draft.objects.latest("pk")
    page = opened("standing", size)
    page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/phien-ban/")
    expect(page.get_by_label("Kế hoạch cũ")).to_contain_text("12/KH-UBND")
    accessible(page)
    page.get_by_role("button", name="Ghi và so sánh").click()
    expect(page.locator("del", has_text="30%")).to_be_visible()
    expect(page.locator("ins", has_text="40%")).to_be_visible()
    accessible(page)
    page.get_by_role("button", name="Mang theo các mục đã đánh dấu").click()
    expect(page.get_by_text("Không còn gì để mang theo")).to_be_visible()
    page.get_by_role("link", name="Không còn", exact=False).first.click()
    expect(page.locator("tbody del")).to_have_count(1)
    page.get_by_role("checkbox", name="Rà soát, lập danh sách").uncheck()
    page.get_by_role("button", name="Lưu kết thúc, tiếp tục").click()
    expect(page.get_by_role("checkbox", name="Rà soát, lập danh sách")).not_to_be_checked()
    later = publish(cast, draft)
    page.goto(f"/ke-hoach/{later.pk}/phien-ban/")
    expect(page.get_by_text("Tiếp tục").first).to_be_visible()
    accessible(page)
