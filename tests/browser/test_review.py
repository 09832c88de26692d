"""Checking a plan in a real browser: by keys, by mouse, on a phone, by two people, and without script."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, Locator, Page, expect
from pytest_django.live_server_helper import LiveServer

from namro.plans import actions
from namro.plans.models import Draft, DraftItem, FindingDismissal, ReviewStep
from namro.plans.rules import ItemKind, ItemState, StepKind
from tests.apps.plan_text import PLAN
from tests.browser.conftest import SIZES
from tests.cast import PASSWORD, Cast, make_cast, start_chain_anew

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

# «Rung» is nobody: a body that the officer has to pick anew. The deadline lies before the day of issue.
TEXT = PLAN.replace("2. Sở Y tế\na)", "2. Chi cục Rừng Xanh\na)").replace(
    "b) Theo dõi, đôn đốc, tổng hợp kết quả thực hiện.",
    "b) Theo dõi, đôn đốc, tổng hợp kết quả thực hiện; hoàn thành trước ngày 10/01/2026.",
)
PICTURES = os.environ.get("NAMRO_PICTURES")


@pytest.fixture
def world() -> Cast:
    start_chain_anew()
    return make_cast()


@pytest.fixture
def draft(world: Cast) -> Draft:
    """The plan as read; one target reading is not sure of."""
    found = actions.upload_document(
        by=world.standing, at=timezone.now(), unit=world.province, filename="ke-hoach.txt", data=TEXT.encode()
    ).draft
    doubted = found.items.filter(kind=ItemKind.TARGET).order_by("-position")[0]
    doubted.confidence, doubted.doubts = 0.4, ["con số đứng xa đơn vị tính"]
    doubted.save()
    return found


@pytest.fixture
def opened(browser: Browser, live_server: LiveServer) -> Iterator[Callable[..., Page]]:
    contexts = []

    def sign_in(person: str, size: str = "desktop", *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport=SIZES[size],  # type: ignore[arg-type]
            base_url=live_server.url,
            locale="vi-VN",
            java_script_enabled=script,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.goto("/tai-khoan/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(person)
        page.get_by_label("Mật khẩu").fill(PASSWORD)
        page.get_by_role("button", name="Đăng nhập").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text("Chào")
        return page

    yield sign_in
    for context in contexts:
        context.close()


def picture(page: Page, name: str) -> None:
    """For the guide and for a look: only where a folder is named."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"))


def entry(page: Page, item: DraftItem) -> Locator:
    return page.locator(f"#i{item.pk}")


def waiting(draft: Draft) -> int:
    return draft.items.filter(state=ItemState.PROPOSED).count()


def first(draft: Draft, kind: ItemKind) -> DraftItem:
    return draft.items.filter(kind=kind).order_by("position")[0]


def test_one_hand_on_the_keys_works_through_the_list(
    draft: Draft, opened: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = opened("standing")
    page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/")
    accessible(page)
    picture(page, "review-desktop")
    targets = list(draft.items.filter(kind=ItemKind.TARGET).order_by("position"))

    page.keyboard.press("j")
    expect(entry(page, targets[0])).to_be_focused()
    expect(page.locator(f"#m{targets[0].pk}")).to_have_class("mark mark--lit")
    page.keyboard.press("a")
    expect(entry(page, targets[0])).to_have_attribute("data-state", "ACCEPTED")
    expect(entry(page, targets[1])).to_be_focused()
    expect(page.locator("#review-summary")).to_contain_text(f"đã xem 1/{draft.items.count()}")

    page.keyboard.press("r")
    expect(entry(page, targets[1])).to_have_attribute("data-state", "REJECTED")
    expect(entry(page, targets[2])).to_be_focused()
    page.keyboard.press("u")
    expect(entry(page, targets[1])).to_have_attribute("data-state", "PROPOSED")
    expect(entry(page, targets[1])).to_be_focused()

    page.keyboard.press("ArrowUp")
    expect(entry(page, targets[0])).to_be_focused()
    page.keyboard.press("n")
    expect(entry(page, targets[1])).to_be_focused()
    page.keyboard.press("e")
    box = entry(page, targets[1]).get_by_label("Đo cái gì")
    expect(box).to_be_focused()
    page.keyboard.press("a")  # a letter in a box is a letter
    page.keyboard.press("Escape")
    expect(entry(page, targets[1])).to_be_focused()
    targets[1].refresh_from_db()
    assert targets[1].state == ItemState.PROPOSED

    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Phím tắt khi kiểm tra")).to_be_visible()
    accessible(page)
    picture(page, "review-keys")
    page.get_by_label("Dùng phím tắt trên máy này").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    expect(page.locator("article.item--lit")).to_have_count(0)


def test_the_list_is_narrowed_and_accepted_as_shown_and_undone_as_one(
    draft: Draft, opened: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = opened("standing")
    page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/?order=unsure")
    expect(page.locator("#cac-muc h3").first).to_contain_text("Không chắc 1")
    expect(page.locator("article.item").first).to_contain_text("Con số đứng xa đơn vị tính.")
    accessible(page)
    picture(page, "review-unsure")

    page.get_by_text("Lọc và xếp").click()
    page.get_by_label("Loại").select_option("DUTY")
    number = draft.items.filter(kind=ItemKind.DUTY).count()
    expect(page.get_by_role("status").filter(has_text="Đang hiện")).to_contain_text(f"Đang hiện {number}/")
    assert "kind=DUTY" in page.url
    page.get_by_role("link", name=f"Nhận {number} mục đang hiện").click()
    accessible(page)
    page.get_by_role("button", name=f"Nhận {number} mục").click()
    page.wait_for_url("**/ban-nhap/**")
    assert draft.items.filter(kind=ItemKind.DUTY, state=ItemState.ACCEPTED).count() == number
    page.get_by_role("button", name="Hoàn tác").click()
    expect(page.get_by_text(f"Đã hoàn tác: nhận {number} mục.")).to_be_visible()
    assert waiting(draft) == draft.items.count()
    assert list(ReviewStep.objects.order_by("pk").values_list("kind", flat=True)) == [StepKind.ACCEPT, StepKind.UNDO]


def test_a_body_is_picked_from_those_of_the_day_without_marks(
    draft: Draft, opened: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    duty = draft.items.get(kind=ItemKind.DUTY, data__agencies=["Chi cục Rừng Xanh"])
    page = opened("standing")
    page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/#i{duty.pk}")
    expect(entry(page, duty)).to_contain_text("không có đơn vị nào tên «Chi cục Rừng Xanh»", ignore_case=True)
    entry(page, duty).get_by_role("link", name="Sửa").click()
    form = entry(page, duty)
    form.get_by_role("button", name="Bỏ Chi cục Rừng Xanh").click()
    box = form.get_by_role("combobox", name="Cơ quan thực hiện")
    box.press_sequentially("so y")
    expect(form.get_by_role("option").first).to_contain_text("Sở Y tế")
    accessible(page)
    picture(page, "review-bodies")
    box.press("ArrowDown")
    box.press("Enter")
    box.press_sequentially("ubnd cac xa")
    group = form.get_by_role("option").filter(has_text="nhóm, 3 đơn vị").first
    expect(group).to_be_visible()
    group.click()
    form.get_by_role("button", name="Lưu và nhận").click()
    expect(entry(page, duty)).to_have_attribute("data-state", "CORRECTED")
    expect(entry(page, duty)).to_contain_text("UBND các xã, phường (3 đơn vị)")
    duty.refresh_from_db()
    assert duty.data["agencies"] == ["Sở Y tế", "UBND các xã, phường"]


def test_the_slower_of_two_sees_both_values_and_decides(draft: Draft, opened: Callable[..., Page]) -> None:
    target = first(draft, ItemKind.TARGET)
    mine, theirs = opened("standing"), opened("second_standing")
    for page in (mine, theirs):
        page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/")
    expect(theirs.get_by_text("Người standing cũng đang mở bản này.")).to_be_visible()
    entry(mine, target).get_by_role("link", name="Sửa").click()
    entry(mine, target).get_by_label("Giá trị", exact=True).fill("7")
    entry(mine, target).get_by_role("button", name="Lưu và nhận").click()
    expect(entry(mine, target)).to_have_attribute("data-state", "CORRECTED")

    entry(theirs, target).get_by_role("button", name="Bỏ").click()
    notice = entry(theirs, target).locator(".notice")
    expect(notice).to_contain_text("Người standing vừa sửa mục này")
    expect(notice).to_contain_text("Anh, chị thấy: «Chờ xem · Tăng ít nhất 5%")
    expect(notice).to_contain_text("Nay là: «Đã sửa · Tăng ít nhất 7%")
    target.refresh_from_db()
    assert (target.state, target.data["value"]) == (ItemState.CORRECTED, 7)


def test_an_item_is_split_merged_followed_and_tells_its_history(
    draft: Draft, opened: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    task = draft.items.get(kind=ItemKind.GENERAL_TASK, quote__contains="Rà soát, lập danh sách")
    page = opened("standing")
    page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/?kind=GENERAL_TASK")
    entry(page, task).get_by_text("Việc khác").click()
    entry(page, task).get_by_role("link", name="Tách làm hai").click()
    accessible(page)
    picture(page, "review-split")
    page.get_by_role("button", name="Tách").click()
    page.wait_for_url("**kind=GENERAL_TASK#i*")
    task.refresh_from_db()
    assert task.quote == "Rà soát,"
    expect(entry(page, task)).to_be_focused()

    entry(page, task).get_by_text("Việc khác").click()
    entry(page, task).get_by_role("link", name="Lịch sử").click()
    expect(entry(page, task)).to_contain_text("Tách · Người standing")
    entry(page, task).get_by_role("link", name="Gộp với mục sau").click()
    accessible(page)
    page.get_by_role("button", name="Gộp").click()
    page.wait_for_url("**kind=GENERAL_TASK#i*")
    task.refresh_from_db()
    assert task.quote.startswith("Rà soát, lập danh sách")

    target = first(draft, ItemKind.TARGET)
    page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/")
    entry(page, target).get_by_text("Việc khác").click()
    entry(page, target).get_by_role("button", name="Theo dõi, không phải chỉ tiêu của mình").click()
    expect(entry(page, target).locator(".status").first).to_have_text("Theo dõi")


def test_a_finding_leads_to_its_place_and_is_let_stand_with_a_reason(
    draft: Draft, opened: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    page = opened("standing")
    page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/")
    page.locator(".review-findings > summary").click()
    finding = page.locator(".findings > li").filter(has_text="10/01/2026")
    expect(finding).to_be_visible()
    accessible(page)
    picture(page, "review-findings")
    finding.get_by_role("link", name="tới chỗ đó").click()
    expect(page.locator(".source .is-asked")).to_contain_text("hoàn thành trước ngày 10/01/2026")
    finding.locator("summary").click()
    finding.get_by_label("Lý do để nguyên").fill("văn bản gốc ghi như vậy")
    finding.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("1 điểm đã xem và để nguyên")).to_be_visible()
    assert FindingDismissal.objects.get().reason == "văn bản gốc ghi như vậy"
    page.get_by_text("1 điểm đã xem và để nguyên").click()
    page.get_by_role("button", name="Hỏi lại điểm này").click()
    expect(page.get_by_text("đã xem và để nguyên")).to_have_count(0)
    assert not FindingDismissal.objects.exists()


def test_on_a_phone_document_and_items_are_one_touch_apart(
    draft: Draft, opened: Callable[..., Page], accessible: Callable[[Page], None]
) -> None:
    target = first(draft, ItemKind.TARGET)
    page = opened("standing", "phone")
    page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/")
    accessible(page)
    page.get_by_role("navigation", name="Chuyển khung").get_by_role("link", name="Các mục").click()
    expect(entry(page, target)).to_be_in_viewport()
    picture(page, "review-phone")
    entry(page, target).get_by_role("link", name="xem trong văn bản").click()
    expect(page.locator(f"#m{target.pk}")).to_be_in_viewport()
    page.locator(f"#m{target.pk}").click()
    expect(entry(page, target)).to_be_in_viewport()
    entry(page, target).get_by_role("link", name="Sửa").click()
    accessible(page)
    picture(page, "review-phone-form")
    entry(page, target).get_by_role("link", name="Thôi").click()
    entry(page, target).get_by_role("button", name="Nhận", exact=True).click()
    expect(entry(page, target)).to_have_attribute("data-state", "ACCEPTED")
    accessible(page)


def test_everything_works_without_script(draft: Draft, opened: Callable[..., Page]) -> None:
    target, duty = first(draft, ItemKind.TARGET), first(draft, ItemKind.DUTY)
    page = opened("standing", script=False)
    page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/?state=PROPOSED")
    entry(page, target).get_by_role("button", name="Nhận").click()
    page.wait_for_url(f"**state=PROPOSED#i{target.pk}")
    entry(page, duty).get_by_role("link", name="Sửa").click()
    page.get_by_label("Cơ quan thực hiện").fill("Sở Y tế")
    page.get_by_role("button", name="Lưu và nhận").click()
    page.wait_for_url(f"**state=PROPOSED#i{duty.pk}")
    page.get_by_role("button", name="Hoàn tác").click()
    target.refresh_from_db()
    duty.refresh_from_db()
    assert (target.state, duty.state) == (ItemState.ACCEPTED, ItemState.PROPOSED)
    page.get_by_role("link", name="Phím tắt").click()
    page.goto(f"/ke-hoach/ban-nhap/{draft.pk}/soat-loi/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Soát lỗi văn bản")
