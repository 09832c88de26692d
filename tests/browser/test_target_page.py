"""A target as an officer reads it, and its path laid out and undone, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from namro.catalogue.models import Indicator
from namro.plans import targeting
from namro.plans.models import Target
from namro.plans.rules import Comparator
from tests.apps.reporting import CLOSINGS, IN_TIME, NOTHING_LEFT, Q1, accepted, baseline, make_plan
from tests.browser.test_search import Open, opened  # noqa: F401
from tests.cast import Cast, make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    start_chain_anew()
    return make_cast()


@pytest.fixture
def target(cast: Cast) -> Target:
    plan = make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_counselled=5, informed_people__addicts=1)
    made = Target.objects.create(
        item=plan.draft.items.get(),
        document=plan.draft.document,
        plan=plan,
        measure="Tỷ lệ người nghiện được tư vấn",
        quote="Ít nhất 45% người nghiện được tư vấn cai nghiện.",
        comparator=Comparator.AT_LEAST,
        value=Decimal(45),
        unit_label="%",
        due_on=date(2026, 12, 31),
        responsible_unit=cast.drug_police,
        indicator=Indicator.objects.get(code="addicts_counselled_share"),
    )
    shares = {cast.a.pk: Decimal(40), cast.b.pk: Decimal(50)}
    targeting.allot(by=cast.standing, at=IN_TIME, target=made, shares=shares, reason="Theo địa bàn.")
    return made


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_reading_a_target_and_laying_out_its_path(
    size: str,
    target: Target,
    opened: Open,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    page = opened("standing", size)
    page.goto(f"/ke-hoach/chi-tieu/{target.pk}/?ky={Q1.code}")
    expect(page.locator(".target-now")).to_contain_text("chậm ở Xã An Thử (còn 13 người)")
    accessible(page)
    page.locator("section").filter(has=page.get_by_role("heading", name="Lộ trình")).get_by_role(
        "link", name="Sửa"
    ).click()
    page.get_by_label("Đến hết quý I/2026").fill("11")
    page.get_by_label("Lý do").fill("Giao theo quý.")
    accessible(page)
    page.get_by_role("button", name="Lưu").press("Enter")
    page.goto(f"/ke-hoach/chi-tieu/{target.pk}/?ky={Q1.code}")
    expect(page.locator(".lead")).to_contain_text("Đúng tiến độ")
    page.get_by_role("button", name="Hoàn tác").first.click()
    expect(page.get_by_text("Hoàn tác: Giao theo quý.")).to_be_visible()
    accessible(page)
    for path in ("cach-tinh/", "phan-bo/", "cap-tren/", "xac-nhan/"):
        page.goto(f"/ke-hoach/chi-tieu/{target.pk}/{path}")
        accessible(page)
