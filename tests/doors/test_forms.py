"""The pages of elements, forms, requests, reconciliation and baselines, as a browser without script uses them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from namro.catalogue.models import DataElement, Form, FormDraft, FormVersion
from namro.kernel.elements import CellKey
from namro.kernel.figures import reported
from namro.organisations.models import Person
from namro.plans.models import Plan
from namro.reporting.actions.reconciliation import give_other_figures
from namro.reporting.models import BaselineAnswer, Figure, FigureRequest, Report
from tests.apps.reporting import IN_TIME, Q1, fill, make_plan, report_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(cast: Cast) -> Cast:
    make_plan(cast)
    return cast


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def text_of(client: Client, url: str) -> str:
    answer = client.get(url, follow=True)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def begun(client: Client, code: str = "X-Q") -> str:
    """The address of the composer, with a draft of a form begun."""
    form = Form.objects.get(code=code)
    client.post(reverse("forms:start-draft", args=[form.pk]))
    return reverse("forms:compose", args=[FormDraft.objects.get(form=form).pk])


# ---- elements ----


@pytest.mark.parametrize("words", ["người nghiện chuyển đi", "nguoi nghien chuyen di", "CHUYỂN ĐI nghiện"])
def test_elements_are_found_with_and_without_marks(world: Cast, words: str) -> None:
    page = text_of(signed_in(world.clerk_a), reverse("forms:list-elements", query={"tim": words}))
    assert "Người nghiện chuyển đi nơi khác" in page
    assert "Cuộc truyền thông trực tiếp" not in page


def test_elements_are_narrowed_by_kind_supplier_and_form(world: Cast) -> None:
    form = Form.objects.get(code="YT")
    page = text_of(
        signed_in(world.clerk_a), reverse("forms:list-elements", query={"loai": "S", "noi": "health", "bieu": form.pk})
    )
    assert "mmt_patients" in page
    assert "addicts_closing" not in page


def test_an_element_says_what_it_counts_where_it_is_asked_and_what_it_measures(world: Cast) -> None:
    page = text_of(signed_in(world.clerk_a), reverse("forms:show-element", args=["addicts_counselled"]))
    assert "tư vấn" in page
    assert "mục E" in page
    assert "H11a" in page
    assert "Người nghiện được tư vấn cai nghiện" in page


def test_an_element_is_added_and_told_when_it_is_there_already(world: Cast) -> None:
    client, address = signed_in(world.standing), reverse("forms:define-element")
    given = {
        "name": "Tổ liên gia an toàn",
        "definition": "Số tổ đang hoạt động tại ngày chốt.",
        "kind": "R",
        "unit": "tổ",
        "decimals": "0",
        "supplier": "commune",
        "source": "Kế hoạch số 1",
        "valid_from": "2025-12-15",
        "breakdowns": "Thôn\r\nTổ dân phố",
    }
    client.post(address, given)
    assert DataElement.objects.get(code="to_lien_gia_an_toan").spec["breakdowns"] == [
        ["thon", "Thôn"],
        ["to_dan_pho", "Tổ dân phố"],
    ]
    again = client.post(address, given)
    assert again.status_code == 422
    assert "Danh mục đã có" in again.content.decode()


# ---- composing ----


def test_a_form_is_changed_and_issued_without_script(world: Cast) -> None:
    client = signed_in(world.standing)
    client.post(reverse("forms:start-form"), {"code": "X-BG", "title": "Biểu biên giới"})
    draft = FormDraft.objects.get(form=None)
    head = {"title": "Biểu biên giới", "source": "Kế hoạch số 1", "valid_from": "2026-06-15"}
    client.post(
        reverse("forms:change-head", args=[draft.pk]), head | {"audience": ["commune"], "period_kinds": ["month"]}
    )
    client.post(reverse("forms:add-section", args=[draft.pk]))
    section = reverse("forms:change-section", args=[draft.pk, "A"])
    client.post(section, {"title": "Đường biên", "owner": "Đồn Biên phòng", "zero_button": "1"})
    cells = ["cases_border_gate[total]", "communication_events[total]"]
    client.post(reverse("forms:add-cells", args=[draft.pk, "A"]), {"cell": cells})
    client.post(reverse("forms:change-cell", args=[draft.pk, "communication_events", "total"]), {"do": "up"})
    page = text_of(client, reverse("forms:issue", args=[draft.pk]))
    assert "Chưa ban hành được" not in page
    client.post(reverse("forms:issue", args=[draft.pk]))
    version = FormVersion.objects.get(form__code="X-BG")
    assert [c["element"] for c in version.spec["sections"][0]["cells"]] == ["communication_events", "cases_border_gate"]
    assert version.spec["sections"][0]["zero_button"] is True
    assert version.made_by == world.standing


def test_moving_keeps_the_focus_on_the_button(world: Cast) -> None:
    client = signed_in(world.standing)
    begun(client)
    draft = FormDraft.objects.get()
    answer = client.post(reverse("forms:change-cell", args=[draft.pk, "addicts_died", "total"]), {"do": "up"})
    page = text_of(client, answer["Location"])
    assert re.search(r'<li id="o-addicts_died--total">.*?value="up"[^>]*autofocus', page, re.DOTALL)


def test_typing_saves_and_answers_with_the_checks_alone(world: Cast) -> None:
    client = signed_in(world.standing)
    begun(client)
    draft = FormDraft.objects.get()
    answer = client.post(
        reverse("forms:change-section", args=[draft.pk, "B"]),
        {"title": "", "owner": "Công an xã"},
        headers={"HX-Request": "true"},
    )
    said = answer.content.decode()
    assert "saved" in answer["HX-Trigger"]
    assert "Mục B chưa có tên" in said
    assert "<html" not in said


def test_removing_a_box_that_an_identity_needs_is_told_and_undone(world: Cast) -> None:
    client = signed_in(world.standing)
    address = begun(client)
    draft = FormDraft.objects.get()
    client.post(reverse("forms:change-cell", args=[draft.pk, "addicts_moved_out", "total"]), {"do": "remove"})
    assert "Đẳng thức H1 nói tới ô «Người nghiện chuyển đi nơi khác»" in text_of(client, address)
    client.post(reverse("forms:undo", args=[draft.pk]))
    assert "Biểu khớp, ban hành được" in text_of(client, address)


def test_the_preview_is_the_page_that_a_unit_fills(world: Cast) -> None:
    client = signed_in(world.standing)
    begun(client)
    draft = FormDraft.objects.get()
    cell = reverse("forms:change-cell", args=[draft.pk, "addicts_new", "total"])
    client.post(cell, {"label": "Mới vào danh sách quý này", "required": "1"})
    answer = client.get(reverse("forms:preview", args=[draft.pk]))
    page = answer.content.decode()
    assert "Mới vào danh sách quý này" in page
    assert 'id="id-addicts_new--total"' in page
    # Nothing runs and nothing is sent from inside the frame.
    assert 'sandbox="allow-same-origin"' in text_of(client, reverse("forms:compose", args=[draft.pk]))
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]


def test_other_pages_are_framed_by_nobody(world: Cast) -> None:
    answer = signed_in(world.standing).get(reverse("forms:list-forms"))
    assert answer["X-Frame-Options"] == "DENY"


def test_an_identity_is_put_together_without_code(world: Cast) -> None:
    client = signed_in(world.standing)
    address = begun(client, "YT")
    draft = FormDraft.objects.get()
    boxes = re.findall(r'<option value="([a-z_]+\[total\])"', text_of(client, address))
    given = {"result": boxes[0], "sign": "<=", "plus": [boxes[1]], "message": "Nhiều hơn tổng."}
    client.post(reverse("forms:add-balance", args=[draft.pk]), given)
    draft.refresh_from_db()
    assert draft.spec["identities"][-1]["must"] == f"{boxes[0]} <= {boxes[1]}"


# ---- requests ----


def test_three_clicks_ask_every_commune_within_the_hour(world: Cast) -> None:
    """Open the page, tick a figure, send: everything else stands as the page offers it."""
    client, address = signed_in(world.standing), reverse("requests:new-request")
    page = text_of(client, address)
    assert re.search(r'name="cell" value="addicts_closing\[total\]"', page)
    offered = dict(re.findall(r'type="(?:checkbox|radio)" name="(group|due)" value="([^"]+)" checked', page))
    days = dict(re.findall(r'<input type="date" name="(start|end)" value="([^"]+)"', page))
    answer = client.post(address, {"cell": "addicts_closing[total]", **offered, **days})
    assert answer.status_code == 302
    made = FigureRequest.objects.get()
    communes = {world.a.pk, world.b.pk}
    assert set(Report.objects.filter(rule=made.rule).values_list("unit", flat=True)) == communes
    assert timedelta(minutes=50) < made.due_at - timezone.now() <= timedelta(hours=1)


def test_what_is_ticked_stays_while_one_searches_on(world: Cast) -> None:
    client = signed_in(world.standing)
    search = {"tim": "methadone thay the", "cell": "legal_aid_drug_served[total]"}
    answer = client.get(reverse("requests:new-request", query=search), headers={"HX-Partial": "found"})
    assert re.search(r'value="legal_aid_drug_served\[total\]" checked', answer.content.decode())
    begun(client)
    address = reverse("forms:add-cells", args=[FormDraft.objects.get().pk, "A"], query=search)
    assert re.search(r'value="legal_aid_drug_served\[total\]" checked', text_of(client, address))


def test_a_request_without_a_figure_keeps_what_was_chosen(world: Cast) -> None:
    client, address = signed_in(world.standing), reverse("requests:new-request")
    days = {"start": "2026-01-01", "end": timezone.localdate().isoformat()}
    answer = client.post(address, {"group": "commune", "due": "2h", "title": "Hỏi gấp", **days})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Chọn từ 1 đến" in page
    assert 'value="Hỏi gấp"' in page


def test_the_unit_sees_the_hour(world: Cast) -> None:
    test_three_clicks_ask_every_commune_within_the_hour(world)
    due = timezone.localtime(FigureRequest.objects.get().due_at)
    assert f"{due:%H:%M}" in text_of(signed_in(world.clerk_a), reverse("reports:my-reports"))


def test_answers_stand_in_a_table_until_it_is_closed(world: Cast) -> None:
    test_three_clicks_ask_every_commune_within_the_hour(world)
    made = FigureRequest.objects.get()
    leader, standing = signed_in(world.leader), signed_in(world.standing)
    page = text_of(leader, reverse("requests:show-request", args=[made.pk]))
    assert "Xã An Thử" in page
    assert "Đóng yêu cầu" not in page
    standing.post(reverse("requests:close-request", args=[made.pk]))
    assert "không trả lời" in text_of(leader, reverse("requests:show-request", args=[made.pk]))


# ---- reconciliation ----


def test_two_sources_stand_side_by_side_and_one_is_noted(world: Cast) -> None:
    fill(world.clerk_a, report_of(world.a), arrests_in_area=2)
    give_other_figures(
        by=world.standing,
        at=IN_TIME,
        supplier=world.drug_police,
        key=CellKey("arrests_in_area"),
        window=(Q1.start, Q1.end),
        figures={world.a.pk: reported(5)},
        document="Bảng thống kê số 3",
    )
    client, address = signed_in(world.standing), reverse("requests:reconcile")
    page = text_of(client, address)
    assert "Quý I/2026" in page
    assert "đơn vị tự khai" in page
    assert "Phòng Cảnh sát điều tra tội phạm về ma túy" in page
    window = f"{Q1.start.isoformat()}.{Q1.end.isoformat()}"
    given = {
        "ky": window,
        "cell": "arrests_in_area[total]",
        "supplier": world.drug_police.pk,
        "reason": "Theo nơi bắt.",
    }
    client.post(reverse("requests:note-difference", args=[world.a.pk]), given | {"reason": "Theo nơi bắt."})
    assert Figure.objects.get(supplier=world.a, element__code="arrests_in_area").is_set_aside
    assert "Theo nơi bắt." in text_of(client, f"{address}?xem=het")


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("Xã An Thử\t4\nXã Không Có\t1", "Dòng 2"),
        ("Xã An Thử\tbốn", "Dòng 1"),
        ("Xã An Thử\t4\nPhường Bình Thử\t0", ""),
    ],
)
def test_two_columns_are_pasted_and_a_bad_line_is_named(world: Cast, lines: str, told: str) -> None:
    client, address = signed_in(world.standing), reverse("requests:other-figures")
    period = re.findall(r'<option value="(\d{4}-Q\d)"', text_of(client, address))[0]
    given = {"cell": "arrests_in_area[total]", "period": period, "supplier": world.drug_police.pk, "lines": lines}
    answer = client.post(address, given | {"document": "Bảng số 3"})
    assert answer.status_code == (422 if told else 302)
    assert told in answer.content.decode()
    assert Figure.objects.filter(supplier=world.drug_police).count() == (0 if told else 2)


# ---- baselines ----


def test_a_round_is_opened_answered_and_confirmed_on_its_pages(world: Cast) -> None:
    standing, clerk = signed_in(world.standing), signed_in(world.clerk_a)
    due = (timezone.localdate() + timedelta(days=10)).isoformat()
    standing.post(reverse("requests:list-rounds"), {"plan": Plan.objects.get().pk, "due_on": due})
    answer = BaselineAnswer.objects.get(unit=world.a)
    address = reverse("requests:answer-round", args=[answer.pk])
    assert address in text_of(clerk, reverse("reports:my-reports"))
    wrong = clerk.post(address, {"version": "1", "addicts_closing--total": "x", "users_closing--total": "7"})
    assert wrong.status_code == 422
    assert 'value="7"' in wrong.content.decode()
    given = {"version": "1", "addicts_closing--total": "45", "document": "Công văn số 5/CV", "do": "send"}
    assert clerk.post(address, given).status_code == 302
    standing.post(reverse("requests:confirm-answer", args=[answer.pk]))
    assert Figure.objects.get(unit=world.a).value == 45
    assert "Đã xác nhận" in text_of(standing, reverse("requests:show-round", args=[answer.round_id]))
