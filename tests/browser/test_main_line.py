"""The main job from end to end, in a real browser: a plan goes in, a consolidated report comes out.

The officer of the standing agency works at a desk, the communes and the department on phones.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from namro.catalogue.actions import load_catalogue
from namro.cli.demo.province import plan_text
from namro.organisations import actions as organisations
from namro.organisations import official_list
from namro.organisations.audit import first_broken_link
from namro.organisations.models import Unit
from namro.organisations.official_list import Province
from namro.organisations.rules import Role
from namro.plans.models import Plan
from namro.publishing.models import Publication
from namro.reporting import actions as reporting
from namro.reporting.models import Report
from namro.reporting.stored import period_of
from namro.writing.text import body_text
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, cells
from tests.browser.conftest import SIZES
from tests.cast import PASSWORD, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

COMMUNES = ("Xã An Thử", "Phường Bình Thử", "Xã Cẩm Thử")
# What happened in Xã An Thử; everything else in its form is «không phát sinh» or stays as it was.
TYPED = {
    "residents_current": "9000",
    "addicts_new": "3",
    "addicts_closing": "48",
    "addicts_in_substitution": "0",
    "addicts_in_home_rehab": "0",
    "addicts_counselled": "5",
    "informed_people--addicts": "5",
    "informed_people--users": "0",
    "informed_people--post_rehab": "0",
    "informed_people--families": "4",
    "families_with_addict": "40",
    "communication_events": "2",
    "residents_reached": "500",
    "grassroots_broadcasts": "12",
    "post_rehab_supported": "2",
}


@pytest.fixture
def units() -> dict[str, Unit]:
    """An invented province with the usual agencies and three communes, and people with passwords."""
    start_chain_anew()
    at, province = timezone.now(), Province("99", "Tỉnh Thử")
    communes = [official_list.commune(f"9900{n}", name, "99") for n, name in enumerate(COMMUNES, 1)]
    made = organisations.add_units(
        by=None,
        at=at,
        valid_from=date(2025, 7, 1),
        units=[official_list.top_unit(province), *official_list.agencies_of(province), *communes],
    )
    load_catalogue(by=None, at=at)
    for username, role, code in (
        ("thuongtruc", Role.STANDING_AGENCY, "99.PC04"),
        ("xa", Role.FOCAL_POINT, "99001"),
        ("soyte", Role.FOCAL_POINT, "99.SYT"),
    ):
        person = organisations.open_account(
            by=None, at=at, username=username, full_name=f"Người {username}", password=PASSWORD
        )
        organisations.give_role(by=None, at=at, person=person, unit=made[code], role=role, valid_from=date(2025, 7, 1))
    return made


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer) -> Iterator[Callable[[str, str], Page]]:
    """Sign in as someone at a size; each person has a browser of their own."""
    contexts = []

    def sign_in(username: str, size: str) -> Page:
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            base_url=live_server.url,
            locale="vi-VN",
            accept_downloads=True,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(20_000)
        page.goto("/tai-khoan/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Chào")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def test_from_the_signed_plan_to_the_report(
    tmp_path: Path,
    units: dict[str, Unit],
    opened: Callable[[str, str], Page],
    accessible: Callable[[Page], None],
) -> None:
    file = tmp_path / "ke-hoach.txt"
    file.write_bytes(plan_text(2026))
    desk = opened("thuongtruc", "desktop")
    upload(desk, file, accessible)
    review(desk, accessible)
    publish(desk, accessible)
    plan = Plan.objects.get()
    assert plan.targets.count() > 30
    assert plan.tasks.exists()

    report = Report.objects.filter(unit=units["99001"], form_version__form__code="X-Q").order_by("window_end")[0]
    give_baseline(report)
    phone = opened("xa", "phone")
    fill_commune(phone, report, accessible)
    send(phone, report, accessible)
    fill_in_words_only(opened("soyte", "phone"), units["99.SYT"], accessible)

    accept(desk, report, accessible)
    desk.goto(f"/bao-cao/tinh-hinh-nop/?ke-hoach={plan.pk}")
    accessible(desk)
    content = make_report(desk, plan, report, accessible)

    text = body_text(content).replace("\xa0", " ")
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Người nghiện mới đưa vào danh sách trong kỳ: 3 người" in text
    assert "Phường Bình Thử" in text  # has sent nothing and is named
    trace(desk, accessible)
    assert first_broken_link() is None


def upload(desk: Page, file: Path, accessible: Callable[[Page], None]) -> None:
    desk.goto("/ke-hoach/")
    accessible(desk)
    desk.goto("/ke-hoach/tai-len/")
    accessible(desk)
    desk.set_input_files("input[type=file]", str(file))
    desk.get_by_role("button", name="Đọc văn bản").click()
    desk.wait_for_url("**/ban-nhap/**")


def review(desk: Page, accessible: Callable[[Page], None]) -> None:
    """Look one item up in the text, correct nothing, accept all that is shown."""
    accessible(desk)
    item = desk.locator("article.item").first
    item.get_by_role("link", name="xem trong văn bản").click()
    expect(desk.locator(f".mark--lit[data-pair='{item.get_attribute('data-pair')}']").first).to_be_visible()
    desk.get_by_role("link", name="mục đang hiện").click()
    accessible(desk)
    desk.get_by_role("button", name="Nhận").click()
    expect(desk.get_by_role("status").filter(has_text="Đang hiện")).to_contain_text(" 0 chờ xem")


def publish(desk: Page, accessible: Callable[[Page], None]) -> None:
    desk.get_by_role("link", name="Sang công bố").click()
    desk.wait_for_url("**/cong-bo/**")
    accessible(desk)
    for label in ("Chỉ tiêu văn bản không nêu đơn vị giao cho", "Nhiệm vụ không nêu cơ quan giao cho"):
        if (field := desk.get_by_label(label)).count():
            field.fill("Công an tỉnh")
            field.locator("xpath=ancestor::form").get_by_role("button").click()
            desk.wait_for_load_state()
    for name in desk.locator("input[name^='body:'][value='']").all():
        if name.is_visible():
            name.fill("-")
    if (save := desk.get_by_role("button", name="Lưu tên cơ quan")).count():
        save.click()
        desk.wait_for_load_state()
    while (unanswered := desk.locator("input[aria-invalid=true]")).count():
        left = unanswered.count()
        unanswered.first.fill("Công an tỉnh")
        unanswered.first.press("Tab")
        expect(unanswered).to_have_count(left - 1)
    desk.get_by_role("button", name="Xem lại rồi công bố").click()
    desk.wait_for_url("**/cong-bo/xac-nhan/")
    accessible(desk)
    desk.get_by_role("button", name="Công bố kế hoạch").click()
    desk.wait_for_url("**/ke-hoach/*/")
    expect(desk.get_by_role("heading", level=1)).to_contain_text("Kế hoạch")
    accessible(desk)
    for download in ("Bảng phân công (DOCX)", "Công văn gửi (DOCX)"):
        with desk.expect_download() as waiting:
            desk.get_by_role("link", name=download).first.click()
        with zipfile.ZipFile(waiting.value.path()) as package:
            assert "word/document.xml" in package.namelist()


def give_baseline(report: Report) -> None:
    """Openings from before the first report, on the authority of a document."""
    reporting.record_baseline(
        by=Plan.objects.get().published_by,
        at=timezone.now(),
        unit=report.unit,
        period=period_of(report).previous(),
        figures=cells(**CLOSINGS, **NOTHING_LEFT),
        document="Công văn số 01/CV-UBND",
    )


def fill_commune(phone: Page, report: Report, accessible: Callable[[Page], None]) -> None:
    phone.goto("/bao-cao/")
    accessible(phone)
    phone.goto(f"/bao-cao/{report.pk}/dien/")
    accessible(phone)
    for code in "ABCDEFG":
        section = phone.locator(f"#muc-{code}")
        if section.get_attribute("open") is None:
            section.locator("summary").first.click()
        for box in section.locator("input[type=text][id^='id-']").all():
            name = (box.get_attribute("name") or "").removesuffix("--total")
            if box.is_visible() and name in TYPED and box.is_editable():
                box.fill(TYPED[name])
                box.press("Tab")
        nothing = section.get_by_text("Không phát sinh trong kỳ", exact=True)
        if nothing.count() and code != "B":
            nothing.click()
            section.get_by_role("button", name="Đúng, không phát sinh").click()
        else:
            for box in section.locator("input[type=text][id^='id-']").all():
                if box.is_visible() and box.is_editable() and not box.input_value():
                    box.fill("0")
            section.get_by_role("button", name="Xong mục này").click()
        phone.wait_for_load_state()
        if code != "B" and phone.locator(f"#muc-{code}").get_by_role("button", name="Xong mục này").count():
            finish(phone, code)
    accessible(phone)


def finish(phone: Page, code: str) -> None:
    section = phone.locator(f"#muc-{code}")
    if section.get_attribute("open") is None:
        section.locator("summary").first.click()
    for box in section.locator("input[type=text][id^='id-']").all():
        if box.is_visible() and box.is_editable() and not box.input_value():
            box.fill("0")
    section.get_by_role("button", name="Xong mục này").click()
    phone.wait_for_load_state()


def send(phone: Page, report: Report, accessible: Callable[[Page], None]) -> None:
    for reason in phone.get_by_label("Lý do", exact=True).all():
        reason.fill("Đã đối chiếu danh sách.")
        reason.press("Tab")
    phone.goto(f"/bao-cao/{report.pk}/")
    accessible(phone)
    with phone.expect_download() as waiting:
        phone.get_by_role("button", name="In báo cáo (DOCX)").click()
    assert "ỦY BAN NHÂN DÂN" in body_text(Path(waiting.value.path()).read_bytes())
    phone.goto(f"/bao-cao/{report.pk}/")
    phone.get_by_label("Số, ký hiệu").fill("12/BC-UBND")
    phone.get_by_label("Ngày").first.fill(timezone.localdate().isoformat())
    phone.get_by_role("button", name="Ghi số, ngày").click()
    phone.wait_for_load_state()
    phone.set_input_files(
        "input[type=file]", {"name": "bao-cao.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.4\n"}
    )
    phone.get_by_role("button", name="Tải bản ký lên").click()
    phone.wait_for_load_state()
    phone.get_by_role("button", name="Gửi báo cáo").click()
    phone.wait_for_load_state()
    assert Report.objects.get(pk=report.pk).state == "SUBMITTED"


def fill_in_words_only(phone: Page, health: Unit, accessible: Callable[[Page], None]) -> None:
    """A department opens its own form on a phone and stores a figure; a unit elsewhere is not shown to it."""
    report = Report.objects.filter(unit=health, form_version__form__code="YT").order_by("window_end")[0]
    phone.goto(f"/bao-cao/{report.pk}/dien/")
    accessible(phone)
    other = Report.objects.exclude(unit=health).order_by("pk")[0]
    answer = phone.goto(f"/bao-cao/{other.pk}/")
    assert answer is not None
    assert answer.status == 404


def accept(desk: Page, report: Report, accessible: Callable[[Page], None]) -> None:
    desk.goto("/bao-cao/cho-tiep-nhan/")
    accessible(desk)
    desk.goto(f"/bao-cao/{report.pk}/")
    accessible(desk)
    desk.get_by_role("button", name="Tiếp nhận").click()
    desk.wait_for_load_state()
    assert Report.objects.get(pk=report.pk).state == "ACCEPTED"


def make_report(desk: Page, plan: Plan, report: Report, accessible: Callable[[Page], None]) -> bytes:
    desk.goto(f"/bao-cao/tong-hop/{plan.pk}/{report.period_code}/")
    accessible(desk)
    desk.get_by_role("link", name="Lập báo cáo tổng hợp").click()
    accessible(desk)
    desk.get_by_role("button", name="Lập ngay, không thêm lời").click()
    desk.wait_for_url("**/cong-bo/*/")
    accessible(desk)
    with desk.expect_download() as waiting:
        desk.get_by_role("link", name="Tải DOCX").click()
    content = Path(waiting.value.path()).read_bytes()
    assert content == bytes(Publication.objects.get().content)
    assert zipfile.is_zipfile(io.BytesIO(content))
    return content


def trace(desk: Page, accessible: Callable[[Page], None]) -> None:
    """From the printed 3 down to who typed it."""
    row = desk.get_by_role("row").filter(has_text="Người nghiện mới đưa vào danh sách trong kỳ").first
    row.get_by_role("link").click()
    expect(desk.get_by_role("row").filter(has_text="Xã An Thử")).to_contain_text("Người xa")
    accessible(desk)
