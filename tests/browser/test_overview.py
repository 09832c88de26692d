"""The overview in a real browser: from the answer to its parts by keyboard, and one sheet of paper for the leader."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from namro.catalogue.models import Indicator
from namro.plans.models import Target
from namro.plans.rules import Comparator
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, accepted, baseline, make_plan
from tests.browser.conftest import SIZES
from tests.cast import make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LONG = "Tỷ lệ người nghiện được tư vấn, hỗ trợ tại cộng đồng trên địa bàn toàn tỉnh theo kế hoạch đã ban hành, đợt "


def test_a_leader_goes_from_the_answer_to_its_parts_and_prints_one_page(
    browser: Browser, live_server: LiveServer, accessible: Callable[[Page], None]
) -> None:
    start_chain_anew()
    cast = make_cast()
    plan = make_plan(cast)
    item = plan.draft.items.get()
    indicator = Indicator.objects.get(code="addicts_counselled_share")
    for number in range(40):
        Target.objects.create(
            item=item,
            document=item.draft.document,
            plan=plan,
            measure=f"{LONG}{number}",
            comparator=Comparator.AT_LEAST,
            value=Decimal(99),
            unit_label="%",
            responsible_unit=cast.drug_police,
            indicator=indicator,
        )
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a)
    client = Client()
    client.force_login(cast.leader)
    cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}

    for size in SIZES:
        context = browser.new_context(viewport=SIZES[size], base_url=live_server.url, locale="vi-VN")  # type: ignore[arg-type]
        context.add_cookies([cookie])  # type: ignore[list-item]
        page = context.new_page()
        page.goto("/tong-quan/")
        expect(page.get_by_role("heading", name="Tóm tắt")).to_be_visible()
        accessible(page)
        page.get_by_role("link", name=re.compile("^Phường Bình Thử")).first.focus()
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1, name="Phường Bình Thử")).to_be_visible()
        accessible(page)
        page.goto("/tong-quan/mot-trang/")
        expect(page.locator(".sheet-of-words")).to_contain_text("chỉ tiêu")
        accessible(page)
        if size == "desktop":
            printed = page.pdf(prefer_css_page_size=True)
            assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
        context.close()
