"""Filling on the phone: «không phát sinh» for a whole period, files beside figures, browsers inside other apps."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image

from namro.kernel.elements import CellKey
from namro.organisations.models import Person
from namro.plans.models import Plan
from namro.reporting import actions, queries
from namro.reporting.models import Attachment, Figure, FigureRevision
from namro.reporting.rules import EntrySource
from namro.web.in_app import app_around
from tests.apps.reporting import (
    CLOSINGS,
    IN_TIME,
    NOTHING_LEFT,
    Q2,
    QUIET,
    accepted,
    baseline,
    fill,
    make_plan,
    report_of,
    sent,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    return made


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def url(name: str, *args: object) -> str:
    return reverse(f"reports:{name}", args=args)


def asked_on(page: str) -> list[str]:
    """The boxes of a page that have to be typed in."""
    return re.findall(r'<input id="id-([a-z_]+--[a-z_]+)"', page)


def mark_on(page: str) -> str:
    found = re.search(r'name="mark" value="([0-9a-f]+)"', page)
    assert found
    return found[1]


# ---- nothing happened in the whole period ----


def test_a_quiet_quarter_is_looked_through_and_done_in_one_step(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a)
    client, report = signed_in(cast.clerk_a), report_of(cast.a, Q2)
    page = client.get(url("quiet-report", report.pk)).content.decode()
    asked = asked_on(page)
    assert set(asked) == {
        "addiction_determinations--addicted",
        "addiction_determinations--not_addicted",
        "communication_events--total",
        "grassroots_broadcasts--total",
    }
    assert "Người nghiện còn cuối kỳ: <b>45</b>" in page
    assert not Figure.objects.filter(window_end=Q2.end).exists(), "looking stores nothing"

    typed = {name: "2" if name.startswith("communication") else "0" for name in asked}
    answer = client.post(url("quiet-report", report.pk), {**typed, "mark": mark_on(page)})
    assert answer["Location"] == url("show-report", report.pk)
    found = queries.report_page(report)
    assert found.left == 0
    assert not found.errors
    assert found.values[CellKey("addicts_closing")].value == 45
    assert found.values[CellKey("communication_events")].value == 2
    assert found.values[CellKey("residents_reached")].value == QUIET["residents_reached"]


def test_what_was_typed_before_stays(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a)
    client, report = signed_in(cast.clerk_a), report_of(cast.a, Q2)
    fill(cast.clerk_a, report, addicts_new=3)
    page = client.get(url("quiet-report", report.pk)).content.decode()
    assert "Người nghiện còn cuối kỳ: <b>48</b>" in page
    typed = dict.fromkeys(asked_on(page), "1")
    client.post(url("quiet-report", report.pk), {**typed, "mark": mark_on(page)})
    found = queries.report_page(report)
    assert (found.values[CellKey("addicts_new")].value, found.values[CellKey("addicts_closing")].value) == (3, 48)


def test_what_changed_since_one_looked_is_looked_at_again(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a)
    client, report = signed_in(cast.clerk_a), report_of(cast.a, Q2)
    page = client.get(url("quiet-report", report.pk)).content.decode()
    fill(cast.section_owner_a, report, addicts_new=3)
    answer = client.post(url("quiet-report", report.pk), {"mark": mark_on(page)})
    assert answer.status_code == 409
    assert "Số liệu vừa thay đổi" in answer.content.decode()
    assert FigureRevision.objects.filter(window_end=Q2.end).count() == 1


def test_a_number_that_is_none_is_told_at_its_box(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a)
    client, report = signed_in(cast.clerk_a), report_of(cast.a, Q2)
    page = client.get(url("quiet-report", report.pk)).content.decode()
    answer = client.post(url("quiet-report", report.pk), {"communication_events--total": "hai", "mark": mark_on(page)})
    assert answer.status_code == 422
    assert "«hai» không phải là số." in answer.content.decode()
    assert not Figure.objects.filter(window_end=Q2.end).exists()


def test_a_section_owner_declares_their_own_sections_only(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a)
    client, report = signed_in(cast.section_owner_a), report_of(cast.a, Q2)
    page = client.get(url("quiet-report", report.pk)).content.decode()
    assert "G. Tuyên truyền" not in page
    client.post(url("quiet-report", report.pk), {"mark": mark_on(page)})
    found = queries.report_page(report)
    assert {code for code in "ABCDEFG" if found.is_done(code)} == {"A", "B", "C", "D", "F"}


def test_whoever_types_for_a_unit_types_what_its_letter_says(cast: Cast, plan: Plan) -> None:
    answer = signed_in(cast.standing).get(url("quiet-report", report_of(cast.a).pk))
    assert answer["Location"] == url("fill-report", report_of(cast.a).pk)


def test_hidden_zeros_carry_the_letter_they_were_typed_from(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    fill(cast.clerk_a, report, at=IN_TIME, **QUIET)
    actions.declare_nothing(by=cast.clerk_a, at=IN_TIME, report=report, section="F")
    hidden = FigureRevision.objects.filter(window_end=report.window_end, element__code="illicit_plants")
    hidden_before = hidden.count()
    actions.finish_part(
        by=cast.standing,
        at=IN_TIME,
        report=report,
        section="F",
        source=EntrySource.FOR_UNIT,
        source_reference="15/BC-UBND",
    )
    made = hidden.order_by("pk")[hidden_before:]
    assert {(r.source, r.source_reference) for r in made} <= {(EntrySource.FOR_UNIT, "15/BC-UBND")}


# ---- files ----


def picture(shade: int) -> bytes:
    written = io.BytesIO()
    Image.new("L", (4, 4), shade).save(written, "PNG")
    return written.getvalue()


PNG = picture(0)


def upload(name: str = "ảnh.png", content: bytes = PNG) -> dict[str, SimpleUploadedFile]:
    return {"file": SimpleUploadedFile(name, content)}


def test_a_file_lies_beside_a_section(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    for _ in range(2):
        client.post(url("attach-file", report.pk, "G"), upload())
    file = Attachment.objects.get()
    assert (file.section, file.filename, file.content_type, file.size) == ("G", "ảnh.png", "image/png", len(PNG))
    assert "ảnh.png" in client.get(url("fill-report", report.pk)).content.decode()
    where = url("download-file", report.pk, file.pk)
    assert client.get(where).content == PNG
    assert signed_in(cast.clerk_b).get(where).status_code == 404
    client.post(url("remove-file", report.pk, file.pk))
    assert not Attachment.objects.exists()


def test_sections_of_the_police_take_no_files(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    page = client.get(url("fill-report", report.pk)).content.decode()
    assert url("attach-file", report.pk, "G") in page
    assert url("attach-file", report.pk, "B") not in page
    answer = client.post(url("attach-file", report.pk, "B"), upload(), follow=True)
    assert "Mục B không nhận tệp kèm theo." in answer.content.decode()
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("content", "said"), [(b"\x7fELF", "Chỉ nhận"), (PNG + b"0" * 10 * 1024 * 1024, "Tệp lớn hơn 10 MB")]
)
def test_what_is_no_file_of_a_report_is_refused(cast: Cast, plan: Plan, content: bytes, said: str) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    answer = client.post(url("attach-file", report.pk, "G"), upload(content=content), follow=True)
    assert said in answer.content.decode()
    assert not Attachment.objects.exists()


def test_a_sent_report_keeps_its_files(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    client.post(url("attach-file", report.pk, "G"), upload())
    sent(cast, cast.a, by=cast.clerk_a)
    assert client.post(url("remove-file", report.pk, Attachment.objects.get().pk)).status_code == 409
    client.post(url("attach-file", report.pk, "G"), upload(content=picture(1)))
    assert Attachment.objects.count() == 1


# ---- the page ----


def test_opening_the_form_needs_few_queries(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    client.get(url("fill-report", report.pk))  # the descriptions of forms and elements are read once
    with CaptureQueriesContext(connection) as asked:
        client.get(url("fill-report", report.pk))
    assert len(asked) <= 23


def test_saving_a_section_needs_few_queries(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    where, boxes = url("save-section", report.pk, "B"), ("addicts_new--total", "addicts_closing--total")
    for version in ("0", "1"):
        typed = dict.fromkeys(boxes, f"1{version}") | {f"{name}-version": version for name in boxes}
        with CaptureQueriesContext(connection) as asked:
            client.post(where, typed, headers={"HX-Request": "true"})
    assert FigureRevision.objects.filter(report=report, version=2).count() == 2
    assert len(asked) <= 26


def test_rights_are_asked_once_in_a_request_and_anew_in_the_next(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url("fill-report", report.pk)).status_code == 200
    assert sum('FROM "organisations_roleassignment"' in query["sql"] for query in asked) == 1
    cast.clerk_a.roles.all().delete()
    assert client.get(url("fill-report", report.pk)).status_code == 403


def test_the_page_says_when_it_saved(cast: Cast, plan: Plan) -> None:
    client, report = signed_in(cast.clerk_a), report_of(cast.a)
    typed = {"addicts_new--total": "3", "addicts_new--total-version": "0"}
    said = client.post(url("save-section", report.pk, "B"), typed, headers={"HX-Request": "true"}).content.decode()
    assert re.search(r"Đã lưu lúc \d\d:\d\d\.", said)


def test_only_the_units_own_people_keep_a_copy_on_the_phone(cast: Cast, plan: Plan) -> None:
    report = report_of(cast.a)
    assert 'id="offline-copy"' in signed_in(cast.clerk_a).get(url("fill-report", report.pk)).content.decode()
    keyed = signed_in(cast.standing).get(url("fill-report", report.pk), {"can-cu": "15/BC-UBND"}).content.decode()
    assert 'id="muc-B"' in keyed
    assert 'id="offline-copy"' not in keyed


# ---- what a phone keeps, and browsers that keep nothing ----

ZALO = (
    "Mozilla/5.0 (Linux; Android 13; SM-A125F; wv) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36 Zalo android/12"
)
BROWSERS = {
    ZALO: "Zalo",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 [FBAN/FBIOS;FBAV/440]": "Facebook",
    "Mozilla/5.0 (Linux; Android 9; SM-J730G; wv) AppleWebKit/537.36 Version/4.0 Chrome/90 Mobile": "?",
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/126 Mobile Safari/537.36": "",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile/15E148 Safari/604": "",
    "": "",
}


@pytest.mark.parametrize("name", BROWSERS)
def test_a_browser_inside_an_app_is_noticed(name: str) -> None:
    assert app_around(name) == BROWSERS[name]


def test_an_officer_in_such_a_browser_is_told_how_to_leave_it(cast: Cast) -> None:
    sign_in = Client().get(reverse("account_login"), headers={"User-Agent": ZALO}).content.decode()
    assert "Trang đang mở bên trong ứng dụng Zalo." in sign_in
    assert 'value="http://testserver/tai-khoan/dang-nhap/"' in sign_in
    assert "in-app" not in Client().get(reverse("account_login")).content.decode()


def test_the_page_kept_on_the_phone_is_nobodys(cast: Cast) -> None:
    page = Client().get(reverse("offline:outbox"))
    assert page.status_code == 200
    assert 'name="person"' not in page.content.decode()
    worker = Client().get("/sw.js")
    assert worker["Content-Type"] == "text/javascript"
    assert f'"{reverse("offline:outbox")}"' in worker.content.decode()


def test_signing_out_empties_the_phone(cast: Cast) -> None:
    client = signed_in(cast.clerk_a)
    assert "Clear-Site-Data" not in client.get(reverse("account_logout"))
    assert client.post(reverse("account_logout"))["Clear-Site-Data"] == '"storage"'
