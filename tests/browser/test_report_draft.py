"""A report from the first paragraph to its erratum, in a real browser, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from namro.plans.models import Plan
from namro.publishing.models import Publication, PublicationKind
from namro.reporting import actions as reporting
from namro.reporting import queries as reports
from namro.reporting.rules import Typed
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, accepted, baseline, given, make_plan, report_of
from tests.browser.test_search import Open, opened  # noqa: F401
from tests.cast import Cast, make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

NEW = "Người nghiện mới đưa vào danh sách trong kỳ"


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    start_chain_anew()
    made = make_cast()
    make_plan(made)
    baseline(made, made.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(made, made.a, by=made.clerk_a, addicts_new=3)
    return made


def correct(cast: Cast, new: int) -> None:
    report = report_of(cast.a)
    versions = reports.report_page(report).versions
    entries = {
        key: Typed(figure, versions.get(key, 0))
        for key, figure in given(addicts_new=new, addicts_closing=45 + new).items()
    }
    reporting.correct_figures(by=cast.clerk_a, at=timezone.now(), report=report, entries=entries, reason="Sót")


def test_a_report_from_its_first_paragraph_to_its_erratum(
    cast: Cast,
    opened: Open,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    plan = Plan.objects.get()
    desk = opened("standing", "desktop")
    desk.goto(f"/cong-bo/ke-hoach/{plan.pk}/{Q1.code}/")
    desk.get_by_role("button", name="Soạn báo cáo").click()
    desk.wait_for_url("**/du-thao/*/")
    accessible(desk)
    write(desk)
    correct(cast, 4)
    bring_up_to_date(desk, accessible)
    phone = opened("standing", "phone")
    phone.goto(desk.url)
    accessible(phone)
    desk.get_by_role("button", name="Chốt báo cáo").click()
    desk.wait_for_url("**/cong-bo/*/")
    expect(desk.get_by_text("Các đơn vị đã chủ động rà soát.")).to_be_visible()
    sign(desk, "05/BC-CAT", accessible)
    correct(cast, 6)
    put_right(desk, accessible)
    phone.goto("/cong-bo/")
    expect(phone.get_by_text("đã có đính chính")).to_be_visible()
    accessible(phone)


def write(desk: Page) -> None:
    box = desk.locator("#loi-merits")
    box.fill("Các đơn vị đã chủ động rà soát.")
    box.press("Tab")
    expect(desk.locator("#saved")).to_contain_text("Đã lưu lúc")


def bring_up_to_date(desk: Page, accessible: Callable[[Page], None]) -> None:
    desk.reload()
    expect(desk.get_by_text("3 → 4").first).to_be_visible()
    desk.get_by_role("button", name="Cập nhật số liệu").click()
    expect(desk.get_by_text("lời của cán bộ giữ nguyên").first).to_be_visible()
    expect(desk.locator("#loi-merits")).to_have_value("Các đơn vị đã chủ động rà soát.")
    accessible(desk)


def sign(desk: Page, number: str, accessible: Callable[[Page], None]) -> None:
    accessible(desk)
    desk.get_by_role("link", name="Ghi số, ngày, tệp đã ký").click()
    dialog = desk.get_by_role("dialog", name="Số, ngày và tệp đã ký")
    dialog.get_by_label("Số, ký hiệu").fill(number)
    dialog.get_by_label("Ngày ký").fill(timezone.localdate().isoformat())
    dialog.get_by_label("Tệp đã ký").set_input_files(
        {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n"}
    )
    accessible(desk)
    dialog.get_by_role("button", name="Ghi", exact=True).click()
    expect(desk.get_by_role("link", name="bao-cao.pdf")).to_be_visible()


def put_right(desk: Page, accessible: Callable[[Page], None]) -> None:
    desk.reload()
    desk.get_by_role("link", name="Lập đính chính").click()
    expect(desk.get_by_role("row").filter(has_text=NEW).first).to_contain_text("6")
    accessible(desk)
    desk.get_by_label("Lý do đính chính").fill("Sót hai người.")
    desk.get_by_role("button", name="Lập công văn đính chính").click()
    expect(desk.get_by_role("heading", name="Công văn đính chính")).to_be_visible()
    accessible(desk)
    erratum = Publication.objects.get(kind=PublicationKind.ERRATUM)
    assert erratum.corrections
    assert erratum.corrects is not None
