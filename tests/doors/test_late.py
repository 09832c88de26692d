"""The pages that follow up late reports: grid and workbook, reminding, the leader, the calendar, the first page."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from icalendar import Calendar
from openpyxl import load_workbook

from namro.organisations import actions as organisations
from namro.organisations.models import Person, UnitTag
from namro.organisations.rules import Role
from namro.plans.models import Plan, TaskUnit
from namro.plans.rules import Part, TaskState
from namro.publishing.models import Publication, PublicationKind
from namro.reporting.actions import feeds as feed_actions
from namro.reporting.actions import reminders as actions
from namro.reporting.models import CalendarFeed, Escalation, Reminder, ReminderPolicy, Report
from namro.writing.text import body_text
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, Q2, baseline, make_plan, report_of, sent
from tests.apps.test_plans import published
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    return make_plan(cast)


@pytest.fixture
def overdue(plan: Plan) -> Plan:
    """The first quarter's reports were due yesterday, whatever day it is."""
    Report.objects.filter(period_code=Q1.code).update(due_on=timezone.localdate() - timedelta(days=1))
    return plan


def signed_in(person: Person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(person: Person, name: str, *args: object, **query: str) -> str:
    answer = signed_in(person).get(reverse(f"reports:{name}", args=args, query=query or None))
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def rows_of(text: str) -> set[str]:
    """The units of the grid."""
    return set(re.findall(r'class="filterable"><th scope="row">([^<]+)<', text))


# ---- the grid ----

EVERYBODY = {"Xã An Thử", "Phường Bình Thử", "Sở Y tế", "Tòa án nhân dân tỉnh"}


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({}, EVERYBODY),
        ({"cap": "xa"}, {"Xã An Thử", "Phường Bình Thử"}),
        ({"nhom": "communes"}, {"Xã An Thử", "Phường Bình Thử"}),
        ({"nhom": "departments"}, {"Sở Y tế"}),
        ({"bieu": "YT"}, {"Sở Y tế"}),
        ({"the": "border"}, {"Xã An Thử"}),
        ({"the": "border", "nhom": "departments"}, set()),
        ({"nhom": "no-such-group", "bieu": "X'--", "the": "<b>"}, EVERYBODY),
    ],
)
def test_the_grid_is_narrowed_by_group_form_and_tag(
    cast: Cast, plan: Plan, query: dict[str, str], shown: set[str]
) -> None:
    UnitTag.objects.create(unit=cast.a, tag="border", valid=(date(2025, 7, 1), None))
    assert rows_of(page(cast.standing, "completeness", **query)) == shown


def test_what_a_narrowed_grid_sums_up_is_of_its_own_units(cast: Cast, plan: Plan) -> None:
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    sent(cast, cast.a, by=cast.clerk_a)
    tally = r"<b>(\d+)</b>/(\d+) đơn vị đã gửi"
    assert ("1", "3") in re.findall(tally, page(cast.standing, "completeness"))
    assert ("1", "2") in re.findall(tally, page(cast.standing, "completeness", cap="xa"))


def test_only_late_units_leave_out_those_that_are_asked(cast: Cast, overdue: Plan) -> None:
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    sent(cast, cast.a, by=cast.clerk_a)
    Report.objects.exclude(period_code=Q1.code).update(due_on=timezone.localdate() + timedelta(days=90))
    assert rows_of(page(cast.standing, "completeness", tre="1")) == {"Phường Bình Thử", "Sở Y tế"}


def test_the_workbook_holds_the_grid_as_it_is_shown(cast: Cast, overdue: Plan) -> None:
    cast.a.names.update(name="=HYPERLINK(1)")
    answer = signed_in(cast.standing).get(
        reverse("reports:completeness-workbook", args=[overdue.pk], query={"cap": "xa"})
    )
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    table = [[cell.value for cell in row] for row in sheet.iter_rows() if row[1].value]
    assert table[0][:4] == ["TT", "Đơn vị", "Giao hay đề nghị", "Quý I/2026"]
    assert {row[1]: row[3] for row in table[1:]} == {"=HYPERLINK(1)": "Quá hạn", "Phường Bình Thử": "Quá hạn"}
    assert all(cell.data_type != "f" for row in sheet.iter_rows() for cell in row)


# ---- following up ----


def test_the_words_for_a_group_name_late_units_and_hold_no_figure(cast: Cast, overdue: Plan) -> None:
    text = page(cast.standing, "remind", overdue.pk, Q1.code)
    (message,) = re.findall(r'<textarea id="loi-nhan"[^>]*>([^<]+)<', text)
    assert "Đã quá hạn, chưa gửi: Phường Bình Thử, Sở Y tế, Xã An Thử." in message
    assert "Tòa án" not in message
    day = timezone.localdate() - timedelta(days=1)
    assert re.findall(r"\d+", message) == ["2026", *map(str, (f"{day.day:02}", message_month(day), day.year))]


def message_month(day: date) -> str:
    return f"{day.month:02}" if day.month < 3 else str(day.month)


def test_bodies_that_are_asked_are_there_to_be_ticked_and_are_not_ticked(cast: Cast, overdue: Plan) -> None:
    text = page(cast.standing, "remind", overdue.pk, Q1.code)
    ticked = dict(re.findall(r'name="reports" value="(\d+)"( checked)?', text))
    assert ticked[str(report_of(cast.a).pk)] == " checked"
    assert ticked[str(report_of(cast.court).pk)] == ""
    answer = signed_in(cast.standing).post(
        reverse("reports:remind", args=[overdue.pk, Q1.code]), {"reports": [report_of(cast.a).pk]}
    )
    assert answer.status_code == 302
    assert set(Reminder.objects.values_list("report__unit", flat=True)) == {cast.a.pk}


def test_a_report_of_another_period_cannot_be_slipped_in(cast: Cast, overdue: Plan) -> None:
    answer = signed_in(cast.standing).post(
        reverse("reports:remind", args=[overdue.pk, Q1.code]), {"reports": [report_of(cast.a, Q2).pk]}
    )
    assert answer.status_code == 422
    assert not Reminder.objects.exists()


def test_the_letter_names_late_units_and_never_those_that_are_asked(cast: Cast, overdue: Plan) -> None:
    answer = signed_in(cast.standing).post(reverse("reports:reminder-letter", args=[overdue.pk, Q1.code]))
    publication = Publication.objects.get(kind=PublicationKind.REMINDER_LETTER)
    assert answer["Location"] == reverse("publications:show-publication", args=[publication.pk])
    text = body_text(bytes(publication.content))
    assert "V/v đôn đốc gửi báo cáo quý I/2026" in text
    for name in ("Ủy ban nhân dân xã An Thử", "Ủy ban nhân dân phường Bình Thử", "Sở Y tế"):
        assert name in text
    assert "Tòa án" not in text
    assert "còn 03 đơn vị chưa gửi báo cáo" in text
    assert "quá hạn 1 ngày" in text
    assert zipfile.ZipFile(io.BytesIO(bytes(publication.content))).testzip() is None


def test_there_is_no_letter_and_no_word_to_a_leader_where_nobody_is_late(cast: Cast, plan: Plan) -> None:
    Report.objects.update(due_on=timezone.localdate())
    answer = signed_in(cast.standing).post(reverse("reports:reminder-letter", args=[plan.pk, Q1.code]))
    assert (answer.status_code, Publication.objects.count()) == (409, 0)
    assert "không phải đôn đốc" in answer.content.decode()
    assert "Không có đơn vị nào quá hạn" in page(cast.standing, "escalate", plan.pk, Q1.code)


# ---- the leader ----


def test_a_leader_is_told_only_after_the_officer_writes_and_confirms(cast: Cast, overdue: Plan) -> None:
    where = reverse("reports:escalate", args=[overdue.pk, Q1.code])
    officer, leader = signed_in(cast.standing), signed_in(cast.leader)
    said = {"to": [cast.leader.pk], "text": "Ba đơn vị đã được nhắc hai lần."}
    assert officer.get(where).status_code == 200
    assert officer.post(where, said).status_code == 422
    assert officer.post(where, {**said, "to": [cast.clerk_a.pk], "confirmed": "on"}).status_code == 422
    assert Escalation.objects.count() == 0
    assert "báo cáo anh, chị về đơn vị chậm" not in leader.get("/").content.decode()

    assert officer.post(where, {**said, "confirmed": "on"}).status_code == 302
    told = Escalation.objects.get()
    assert {r.unit for r in told.reports.all()} == {cast.a, cast.b, cast.health}
    assert "báo cáo anh, chị về đơn vị chậm" in leader.get("/").content.decode()
    shown = reverse("reports:show-escalation", args=[told.pk])
    assert officer.post(shown).status_code == 403  # only the leader says that it was seen
    assert "Ba đơn vị đã được nhắc" in leader.get(shown).content.decode()
    leader.post(shown)
    assert "báo cáo anh, chị về đơn vị chậm" not in leader.get("/").content.decode()
    assert "Lãnh đạo đã xem" in officer.get(shown).content.decode()


def test_what_one_leader_is_told_no_other_reads(cast: Cast, overdue: Plan) -> None:
    told = Escalation.objects.create(
        plan=overdue, period_code=Q1.code, to=cast.leader, text="Chậm.", by=cast.standing, at=timezone.now()
    )
    where = reverse("reports:show-escalation", args=[told.pk])
    assert signed_in(cast.inspector).get(where).status_code == 404
    assert signed_in(cast.second_standing).get(where).status_code == 200


# ---- the schedule ----

USUAL = {
    "before": "5, 2",
    "on_the_day": "on",
    "after": "1; 4",
    "quiet_from": "19:00",
    "quiet_until": "06:30",
    "digest_at": "08:00",
}


def test_the_schedule_is_laid_down_on_a_page(cast: Cast) -> None:
    today = timezone.localdate()
    client, where = signed_in(cast.standing), reverse("reports:reminder-schedule")
    assert client.post(where, {**USUAL, "valid_from": today.isoformat()}).status_code == 302
    assert ReminderPolicy.objects.get().steps == [-5, -2, 0, 1, 4]
    text = client.get(where).content.decode()
    assert "5 ngày làm việc trước hạn, 2 ngày làm việc trước hạn, đúng ngày hạn, 1 ngày sau hạn, 4 ngày sau hạn" in text
    assert 'value="5, 2"' in text


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"before": "ba ngày"}, "Ghi các số ngày nguyên dương"),
        ({"before": "-3"}, "Ghi các số ngày nguyên dương"),
        ({"after": "61"}, "60 ngày sau hạn"),
        ({"quiet_from": "07:00", "quiet_until": "20:00"}, "Giờ nghỉ phải bắt đầu buổi tối"),
        ({"digest_at": "05:00"}, "ở ngoài giờ nghỉ"),
        ({"valid_from": "2026-01-01"}, "từ hôm nay trở đi"),
    ],
)
def test_a_wrong_schedule_is_told_in_a_sentence(cast: Cast, wrong: dict[str, str], sentence: str) -> None:
    given = {**USUAL, "valid_from": timezone.localdate().isoformat(), **wrong}
    answer = signed_in(cast.standing).post(reverse("reports:reminder-schedule"), given)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not ReminderPolicy.objects.exists()


# ---- the first page ----


def home_of(person: Person) -> str:
    return str(signed_in(person).get("/").content.decode())


def test_the_first_page_shows_the_week_overdue_first_with_one_tap_to_fill(cast: Cast, overdue: Plan) -> None:
    Report.objects.filter(unit=cast.a, period_code=Q2.code).update(due_on=timezone.localdate())
    text = home_of(cast.clerk_a)
    order = [text.index(f'href="{reverse("reports:fill-report", args=[report_of(cast.a, q).pk])}"') for q in (Q1, Q2)]
    assert order == sorted(order)
    assert "Quá hạn" in text
    assert "Phường Bình Thử" not in text


def test_a_body_that_is_asked_reads_no_word_of_being_late(cast: Cast, overdue: Plan) -> None:
    clerk = organisations.open_account(
        by=None, at=timezone.now(), username="court_clerk", full_name="Người tòa án", password=None
    )
    organisations.give_role(
        by=None, at=timezone.now(), person=clerk, unit=cast.court, role=Role.FOCAL_POINT, valid_from=date(2025, 7, 1)
    )
    Report.objects.filter(unit=cast.court, period_code=Q2.code).update(due_on=timezone.localdate())
    assert "quá hạn" not in home_of(clerk).lower()


def test_a_notice_is_there_until_it_is_read(cast: Cast, overdue: Plan) -> None:
    actions.remind_now(by=cast.standing, at=timezone.now(), plan=overdue, reports=[report_of(cast.a).pk])
    assert "1 lời nhắc chưa đọc" in home_of(cast.clerk_a)
    assert "lời nhắc chưa đọc" not in home_of(cast.clerk_b)
    assert "Xã An Thử" in page(cast.clerk_a, "notices")
    assert "Xã An Thử" not in page(cast.clerk_b, "notices")
    notice = Reminder.objects.get(person=cast.clerk_a)
    signed_in(cast.clerk_b).post(reverse("reports:notices"), {"notice": notice.pk})
    assert "1 lời nhắc chưa đọc" in home_of(cast.clerk_a)  # nobody reads for somebody else
    signed_in(cast.clerk_a).post(reverse("reports:notices"), {"notice": notice.pk})
    assert "lời nhắc chưa đọc" not in home_of(cast.clerk_a)
    assert "1 lời nhắc chưa đọc" in home_of(cast.approver_a)


def test_everybody_keeps_the_own_address_for_reminders(cast: Cast) -> None:
    client, where = signed_in(cast.clerk_a), reverse("reports:notices")
    assert client.post(where, {"email": "an@tinh.example"}).status_code == 302
    assert Person.objects.get(pk=cast.clerk_a.pk).email == "an@tinh.example"
    wrong = client.post(where, {"email": "an tại tỉnh"})
    assert (wrong.status_code, "Địa chỉ thư chưa đúng" in wrong.content.decode()) == (409, True)
    assert Person.objects.get(pk=cast.clerk_a.pk).email == "an@tinh.example"


def test_tasks_that_are_due_stand_on_the_first_page_until_they_are_done(cast: Cast) -> None:
    programme = published(cast)
    part = TaskUnit.objects.filter(task__plan=programme, task__recurring=False, part=Part.LEAD)[0]
    clerk = organisations.open_account(by=None, at=timezone.now(), username="lead", full_name="Người lo", password=None)
    organisations.give_role(
        by=None, at=timezone.now(), person=clerk, unit=part.unit, role=Role.FOCAL_POINT, valid_from=date(2025, 7, 1)
    )
    part.task.due_on = timezone.localdate()
    part.task.save()
    link = f"#n{part.task_id}"
    assert link in home_of(clerk)
    part.state = TaskState.DONE
    part.save()
    assert link not in home_of(clerk)


# ---- the calendar ----


def new_address(person: Person, unit: int) -> str:
    text = signed_in(person).post(reverse("reports:calendar-feeds"), {"unit": unit}).content.decode()
    (address,) = re.findall(r'<textarea id="dia-chi"[^>]*>http://testserver([^<]+)<', text)
    return str(address)


def test_a_calendar_reads_dates_and_names_and_nothing_else(cast: Cast, plan: Plan) -> None:
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    Report.objects.update(due_on=timezone.localdate() + timedelta(days=5))
    sent(cast, cast.a, by=cast.clerk_a, addicts_new=987)
    answer = Client().get(new_address(cast.clerk_a, cast.a.pk))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    events = calendar.walk("VEVENT")
    assert len(events) == 3  # the first quarter was sent
    assert {event.decoded("dtstart") for event in events} == {timezone.localdate() + timedelta(days=5)}
    assert {event.decoded("dtend") for event in events} == {timezone.localdate() + timedelta(days=6)}
    assert len({str(event["uid"]) for event in events}) == 3
    assert all(event.decoded("dtstamp").tzinfo for event in events)
    assert calendar["version"] == "2.0"
    assert not calendar.errors
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    assert answer.content.count(b"\n") == answer.content.count(b"\r\n")
    assert b"987" not in answer.content
    assert cast.clerk_a.full_name.encode() not in answer.content
    assert "Bình Thử".encode() not in answer.content.replace(b"\r\n ", b"")


def test_an_unchanged_calendar_is_not_sent_again(cast: Cast, plan: Plan) -> None:
    Report.objects.update(due_on=timezone.localdate() + timedelta(days=5))
    address = new_address(cast.clerk_a, cast.a.pk)
    first = Client().get(address)
    assert Client().get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    Report.objects.update(due_on=timezone.localdate() + timedelta(days=6))
    second = Client().get(address, headers={"If-None-Match": first["ETag"]})
    assert (second.status_code, second["ETag"] == first["ETag"]) == (200, False)


def test_the_address_is_kept_as_a_hash_and_is_told_once(cast: Cast, plan: Plan) -> None:
    token = new_address(cast.clerk_a, cast.a.pk).removeprefix("/lich/").removesuffix(".ics")
    feed = CalendarFeed.objects.get()
    assert len(token) >= 43
    assert token not in str(list(CalendarFeed.objects.values()))
    assert token not in page(cast.clerk_a, "calendar-feeds")
    assert feed.unit == cast.a


def test_an_address_ends_when_it_is_ended_replaced_or_its_person_leaves(cast: Cast, plan: Plan) -> None:
    def status(address: str) -> int:
        return Client().get(address).status_code

    first = new_address(cast.clerk_a, cast.a.pk)
    other = new_address(cast.approver_a, cast.a.pk)
    assert (status(first), status(other)) == (200, 200)
    feed = CalendarFeed.objects.get(by=cast.clerk_a)
    client = signed_in(cast.approver_a)
    client.post(reverse("reports:end-feed", args=[feed.pk]))
    assert (status(first), status(other)) == (404, 200)
    replaced = client.post(reverse("reports:replace-feed", args=[CalendarFeed.objects.get(ended_at=None).pk]))
    (third,) = re.findall(r"http://testserver(/lich/[^<]+)<", replaced.content.decode())
    assert (status(other), status(third)) == (404, 200)
    organisations.close_account(by=cast.admin, at=timezone.now(), person=cast.approver_a)
    assert status(third) == 404
    assert status("/lich/nothing.ics") == 404


def test_nobody_makes_or_ends_an_address_of_another_unit(cast: Cast, plan: Plan) -> None:
    new_address(cast.clerk_a, cast.a.pk)
    feed, client = CalendarFeed.objects.get(), signed_in(cast.clerk_b)
    assert client.post(reverse("reports:calendar-feeds"), {"unit": cast.a.pk}).status_code == 404
    assert client.post(reverse("reports:end-feed", args=[feed.pk])).status_code == 404
    assert client.post(reverse("reports:replace-feed", args=[feed.pk])).status_code == 404
    assert CalendarFeed.objects.get().ended_at is None


def test_reading_is_noted_by_the_day(cast: Cast, plan: Plan) -> None:
    Client().get(new_address(cast.clerk_a, cast.a.pk))
    assert CalendarFeed.objects.get().last_read_on == timezone.localdate()
    feed_actions.note_reading(feed=CalendarFeed.objects.get(), on=date(2030, 1, 1))
    assert CalendarFeed.objects.get().last_read_on == date(2030, 1, 1)
