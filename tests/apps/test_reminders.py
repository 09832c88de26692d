"""Who is reminded of what, when, and never twice; what a mail says, and how it meets a real server."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from asgiref.sync import sync_to_async
from django.db import IntegrityError, connection, connections, transaction
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import Settings

from namro.kernel.problems import Refused
from namro.organisations import actions as organisations
from namro.organisations.models import AuditEntry, Person
from namro.organisations.rules import Role
from namro.reporting import actions as reports
from namro.reporting import reminding
from namro.reporting.actions import escalations, mails, reminders
from namro.reporting.mails import Delivery
from namro.reporting.models import Mail, Reminder, Report
from namro.reporting.queries import reminders as queries
from namro.reporting.reminding import Channel, MailOutcome, Schedule
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, baseline, complete, make_plan, report_of
from tests.cast import Cast, make_cast, start_chain_anew

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
ADDRESS = "https://namro.tinh.example"


def at(text: str) -> datetime:
    """«2026-03-11 08:00» on the clock of Vietnam."""
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=VIETNAM)


# The quarter's report is due on Saturday, 14 March 2026.
THREE_BEFORE, ON_THE_DAY, ONE_AFTER = at("2026-03-10 08:00"), at("2026-03-13 08:00"), at("2026-03-16 08:00")


# ---- the rules, without a database ----

FRIDAY = date(2026, 3, 13)


@pytest.mark.parametrize(
    ("step", "due_on", "day"),
    [
        (0, date(2026, 3, 12), date(2026, 3, 12)),
        (0, date(2026, 3, 14), FRIDAY),  # a Saturday: the working day before
        (-3, date(2026, 3, 12), date(2026, 3, 9)),
        (-3, date(2026, 3, 16), date(2026, 3, 11)),  # over a weekend
        (-3, date(2026, 5, 4), date(2026, 4, 24)),  # over 1/5, 30/4 and Giỗ Tổ
        (1, date(2026, 3, 12), FRIDAY),
        (1, FRIDAY, date(2026, 3, 16)),  # a Saturday: the working day after
        (3, FRIDAY, date(2026, 3, 16)),
    ],
)
def test_the_day_of_a_step_is_a_working_day(step: int, due_on: date, day: date) -> None:
    assert reminding.day_of(step, due_on) == day


def test_of_several_steps_only_the_last_that_has_come_is_said() -> None:
    said = {
        day: reminding.step_on((-3, 0, 1, 3), due_on=date(2026, 3, 18), on=date(2026, 3, day)) for day in range(12, 28)
    }
    assert said == {
        12: None,
        13: -3,
        14: -3,
        15: -3,
        16: -3,
        17: None,
        18: 0,
        19: 1,
        20: 1,
        21: 1,
        22: 1,
        23: 3,
        24: 3,
        25: 3,
        26: 3,
        27: None,
    }


@pytest.mark.parametrize(
    ("wanted", "allowed"),
    [
        ("2026-03-11 07:00", "2026-03-11 07:00"),
        ("2026-03-11 19:59", "2026-03-11 19:59"),
        ("2026-03-11 20:00", "2026-03-12 07:00"),
        ("2026-03-11 03:30", "2026-03-11 07:00"),
        ("2026-03-13 21:00", "2026-03-16 07:00"),  # Friday evening
        ("2026-03-14 10:00", "2026-03-16 07:00"),  # Saturday
        ("2026-04-29 22:00", "2026-05-04 07:00"),  # before 30/4, 1/5 and a weekend
    ],
)
def test_mail_waits_for_the_next_allowed_hour(wanted: str, allowed: str) -> None:
    assert reminding.next_allowed(reminding.DEFAULT, at(wanted)) == at(allowed)


@pytest.mark.parametrize(
    "changed",
    [
        {"steps": (-31,)},
        {"steps": (61,)},
        {"steps": tuple(range(11))},
        {"quiet_from": time(7), "quiet_until": time(20)},
        {"digest_at": time(6)},
    ],
)
def test_a_schedule_that_makes_no_sense_is_refused(changed: dict[str, Any]) -> None:
    usual = {"steps": (0,), "quiet_from": time(20), "quiet_until": time(7), "digest_at": time(8)}
    with pytest.raises(Refused):
        reminding.check_schedule(Schedule(**{**usual, **changed}))


def test_the_worker_knows_the_jobs_by_the_names_under_which_they_are_queued() -> None:
    app.perform_import_paths()
    assert {mails.SEND_MAIL, "namro.reporting.jobs.remind_due"} <= set(app.tasks)


# ---- with a database ----


@pytest.fixture
def mail_server_named(settings: Settings) -> None:
    settings.EMAIL_HOST, settings.PUBLIC_ADDRESS = "127.0.0.1", ADDRESS


def with_addresses(cast: Cast) -> Cast:
    for person in (cast.clerk_a, cast.approver_a, cast.clerk_b, cast.standing, cast.leader):
        person.email = f"{person.username}@tinh.example"
        person.save()
    return cast


@pytest.fixture
def world(cast: Cast, mail_server_named: None) -> Cast:
    """Communes a and b, health and (asked) the court owe a report for the first quarter."""
    make_plan(cast)
    return with_addresses(cast)


def told(channel: Channel = Channel.APP) -> set[tuple[str, str]]:
    """(who, step)"""
    return set(Reminder.objects.filter(channel=channel).values_list("person__username", "step"))


@pytest.mark.django_db
class TestTheSchedule:
    def test_each_unit_is_told_before_on_and_after_the_day(self, world: Cast) -> None:
        reminders.remind_due(by=None, at=at("2026-03-09 08:00"))
        assert told() == set()
        for moment, step in ((THREE_BEFORE, "-3"), (ON_THE_DAY, "+0"), (ONE_AFTER, "+1")):
            Reminder.objects.all().delete()
            reminders.remind_due(by=None, at=moment)
            people = ["clerk_a", "approver_a", "section_owner_a", "clerk_b", "health_clerk"]
            expected = {(name, step) for name in people}
            assert told() == expected

    def test_a_body_that_is_asked_is_never_told_by_itself(self, world: Cast) -> None:
        court = report_of(world.court)
        for day in range(1, 31):
            reminders.remind_due(by=None, at=at(f"2026-03-{day:02} 08:00"))
        assert not Reminder.objects.filter(report=court).exists()
        assert Reminder.objects.exists()

    def test_mail_goes_to_those_who_have_an_address_and_one_mail_a_person(self, world: Cast) -> None:
        reminders.remind_due(by=None, at=THREE_BEFORE)
        assert told(Channel.MAIL) == {("clerk_a", "-3"), ("approver_a", "-3"), ("clerk_b", "-3")}
        assert Mail.objects.count() == 3

    def test_without_a_server_the_program_alone_tells(self, world: Cast, settings: Settings) -> None:
        settings.EMAIL_HOST = ""
        reminders.remind_due(by=None, at=THREE_BEFORE)
        assert (len(told()), len(told(Channel.MAIL)), Mail.objects.count()) == (5, 0, 0)

    def test_who_has_sent_is_left_alone(self, world: Cast) -> None:
        Report.objects.filter(unit=world.a).update(state="SUBMITTED", first_submitted_at=THREE_BEFORE)
        reminders.remind_due(by=None, at=THREE_BEFORE)
        assert {name for name, _step in told()} == {"clerk_b", "health_clerk"}

    def test_the_owner_of_a_part_that_is_done_is_left_alone(self, world: Cast) -> None:
        baseline(world, world.a, **CLOSINGS, **NOTHING_LEFT)
        report = report_of(world.a)
        complete(world.clerk_a, report, at=at("2026-03-09 08:00"))
        reminders.remind_due(by=None, at=THREE_BEFORE)
        assert {name for name, _step in told()} & {"clerk_a", "section_owner_a"} == {"clerk_a"}

    def test_a_return_is_told_once_and_never_as_late(self, world: Cast) -> None:
        baseline(world, world.a, **CLOSINGS, **NOTHING_LEFT)
        report = complete(world.clerk_a, report_of(world.a), at=at("2026-03-12 08:00"))
        report = reports.submit_report(by=world.approver_a, at=at("2026-03-12 09:00"), report=report)
        reports.return_report(by=world.standing, at=at("2026-03-16 09:00"), report=report, comment="Xem lại mục B.")
        for hour in (9, 10, 11):
            reminders.remind_due(by=None, at=at(f"2026-03-16 {hour}:30"))
        reminders.remind_due(by=None, at=at("2026-03-18 08:00"))
        steps = [step for name, step in told() if name == "clerk_a"]
        assert len(steps) == 1
        assert steps[0].startswith("returned-")

    def test_nobody_is_told_of_what_is_long_past(self, world: Cast) -> None:
        reminders.remind_due(by=None, at=at("2026-09-01 08:00"))
        assert not Reminder.objects.filter(report__window_end=Q1.end).exists()

    def test_the_schedule_laid_down_last_holds_from_its_day(self, world: Cast) -> None:
        schedule = Schedule(steps=(-5,), quiet_from=time(19), quiet_until=time(8), digest_at=None)
        reminders.set_schedule(
            by=world.standing, at=at("2026-03-01 08:00"), valid_from=date(2026, 3, 5), schedule=schedule
        )
        assert queries.schedule_on(date(2026, 3, 4)) == reminding.DEFAULT
        assert queries.schedule_on(date(2026, 3, 5)) == schedule
        reminders.remind_due(by=None, at=at("2026-03-06 08:00"))
        assert {step for _name, step in told()} == {"-5"}

    def test_only_the_standing_agency_lays_it_down_and_never_backwards(self, world: Cast) -> None:
        when = at("2026-03-10 08:00")
        for person in (world.clerk_a, world.leader, world.admin, world.inspector):
            with pytest.raises(Refused):
                reminders.set_schedule(by=person, at=when, valid_from=date(2026, 4, 1), schedule=reminding.DEFAULT)
        with pytest.raises(Refused):
            reminders.set_schedule(by=world.standing, at=when, valid_from=date(2026, 3, 9), schedule=reminding.DEFAULT)


@pytest.mark.django_db
class TestByHand:
    def test_an_officer_reminds_at_most_once_a_day(self, world: Cast) -> None:
        report = report_of(world.a)
        plan = report.rule.plan
        assert plan
        first, again = at("2026-03-20 09:00"), at("2026-03-20 15:00")
        assert reminders.remind_now(by=world.standing, at=first, plan=plan, reports=[report.pk]) == 3
        assert reminders.remind_now(by=world.standing, at=again, plan=plan, reports=[report.pk]) == 0
        assert reminders.remind_now(by=world.standing, at=at("2026-03-21 09:00"), plan=plan, reports=[report.pk]) == 3

    def test_a_body_that_is_asked_is_told_where_the_officer_says_so(self, world: Cast) -> None:
        court = report_of(world.court)
        clerk = clerk_of_court(world)
        plan = court.rule.plan
        assert plan
        assert reminders.remind_now(by=world.standing, at=ON_THE_DAY, plan=plan, reports=[court.pk]) == 1
        notice = queries.notices_of(clerk, on=date(2026, 3, 20))[0]
        assert notice.line.standing == "asked"

    def test_nobody_else_reminds(self, world: Cast) -> None:
        report = report_of(world.a)
        for person in (world.clerk_b, world.leader, world.admin):
            with pytest.raises(Refused):
                reminders.remind_now(by=person, at=ON_THE_DAY, plan=report.rule.plan, reports=[report.pk])  # type: ignore[arg-type]


def clerk_of_court(cast: Cast) -> Person:
    clerk = organisations.open_account(
        by=None, at=ON_THE_DAY, username="court_clerk", full_name="Người tòa án", password=None
    )
    organisations.give_role(
        by=None, at=ON_THE_DAY, person=clerk, unit=cast.court, role=Role.FOCAL_POINT, valid_from=date(2025, 7, 1)
    )
    return clerk


# ---- against a real mail server ----


class Postbox:
    """A mail server on loopback that keeps what it is given, or answers as a test wants it to."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self.answer = "250 OK"
        self.signed_in: list[bytes] = []

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, to: str, _options: Any
    ) -> str:
        envelope.rcpt_tos.append(to)
        return self.answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        made = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        assert isinstance(made, EmailMessage)
        self.messages.append(made)
        return "250 OK"

    def authenticate(self, *words: Any) -> AuthResult:
        login = words[-1]
        assert isinstance(login, LoginPassword)
        self.signed_in.append(login.login)
        return AuthResult(success=login.password == b"m/t", handled=False)


@pytest.fixture
def postbox(settings: Settings) -> Iterator[Postbox]:
    box = Postbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(
        box, hostname="127.0.0.1", port=port, authenticator=box.authenticate, auth_require_tls=False
    )
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.PUBLIC_ADDRESS = "127.0.0.1", port, ADDRESS
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "namro", "m/t"
    settings.DEFAULT_FROM_EMAIL = "Năm Rõ <namro@tinh.example>"
    yield box
    controller.stop()


def send_all(moment: datetime) -> list[Delivery | None]:
    return [mails.send_mail(at=moment, mail_id=mail.pk) for mail in Mail.objects.order_by("pk")]


def of_person(name: str) -> Mail:
    return Mail.objects.get(person__username=name)


@pytest.mark.django_db
class TestMail:
    def test_it_says_little_and_carries_one_link(self, cast: Cast, postbox: Postbox) -> None:
        make_plan(with_addresses(cast))
        reminders.remind_due(by=None, at=THREE_BEFORE)
        assert set(send_all(THREE_BEFORE)) == {Delivery.SENT}
        assert postbox.signed_in[0] == b"namro"
        letter = next(m for m in postbox.messages if m["To"] == "clerk_a@tinh.example")
        text = letter.get_content()
        assert letter["Subject"] == "Năm Rõ: nhắc việc"
        assert letter["Auto-Submitted"] == "auto-generated"
        assert "- Quý I/2026: hạn ngày 14/3/2026" in text
        assert text.count("http") == text.count(ADDRESS) == 1
        assert "ma túy" not in text + str(letter["Subject"])
        assert "Người clerk_b" not in text

    def test_it_says_what_is_true_when_it_goes_out(self, cast: Cast, postbox: Postbox) -> None:
        make_plan(with_addresses(cast))
        reminders.remind_due(by=None, at=at("2026-03-13 21:00"))
        Report.objects.filter(unit=cast.b).update(state="SUBMITTED", first_submitted_at=at("2026-03-15 09:00"))
        send_all(at("2026-03-16 07:00"))
        assert {m["To"] for m in postbox.messages} == {"clerk_a@tinh.example", "approver_a@tinh.example"}
        assert "đã quá hạn ngày 14/3/2026" in postbox.messages[0].get_content()
        assert of_person("clerk_b").outcome == MailOutcome.NEEDLESS

    def test_it_is_held_back_until_the_next_allowed_hour(self, cast: Cast, postbox: Postbox) -> None:
        make_plan(with_addresses(cast))
        reminders.remind_due(by=None, at=at("2026-03-13 21:00"))  # a Friday evening
        monday = at("2026-03-16 07:00")
        assert {mail.not_before for mail in Mail.objects.all()} == {monday}
        assert {job.scheduled_at for job in ProcrastinateJob.objects.all()} == {monday}
        assert send_all(at("2026-03-14 10:00")) == [None, None, None]  # a job that came too early queues another one
        assert postbox.messages == []
        assert ProcrastinateJob.objects.filter(scheduled_at=monday).count() == 6
        send_all(monday)
        assert len(postbox.messages) == 3

    @pytest.mark.parametrize(
        ("answer", "delivery", "outcome", "taken_then"),
        [
            ("451 try later", Delivery.LATER, MailOutcome.WAITING, True),
            ("550 no such mailbox", Delivery.REFUSED, MailOutcome.REFUSED, False),
        ],
    )
    def test_what_the_server_does_not_take_is_tried_again_only_where_it_may_yet(
        self,
        cast: Cast,
        postbox: Postbox,
        answer: str,
        delivery: Delivery,
        outcome: MailOutcome,
        taken_then: bool,
    ) -> None:
        make_plan(with_addresses(cast))
        reminders.remind_due(by=None, at=THREE_BEFORE)
        postbox.answer = answer
        mail = of_person("clerk_a")
        assert mails.send_mail(at=THREE_BEFORE, mail_id=mail.pk) is delivery
        mail.refresh_from_db()
        assert mail.outcome == outcome
        postbox.answer = "250 OK"
        mails.send_mail(at=THREE_BEFORE, mail_id=mail.pk)
        assert len(postbox.messages) == taken_then

    def test_a_wrong_password_or_no_server_loses_nothing(
        self, cast: Cast, postbox: Postbox, settings: Settings
    ) -> None:
        make_plan(with_addresses(cast))
        reminders.remind_due(by=None, at=THREE_BEFORE)
        mail = of_person("clerk_a")
        settings.EMAIL_HOST_PASSWORD = "sai"
        assert mails.send_mail(at=THREE_BEFORE, mail_id=mail.pk) is Delivery.LATER
        settings.EMAIL_HOST_PASSWORD, port = "m/t", settings.EMAIL_PORT
        settings.EMAIL_PORT = 1
        assert mails.send_mail(at=THREE_BEFORE, mail_id=mail.pk) is Delivery.LATER
        settings.EMAIL_PORT = port
        assert mails.send_mail(at=THREE_BEFORE, mail_id=mail.pk) is Delivery.SENT
        assert len(postbox.messages) == 1

    def test_a_program_that_died_while_sending_does_not_send_again(self, cast: Cast, postbox: Postbox) -> None:
        make_plan(with_addresses(cast))
        reminders.remind_due(by=None, at=THREE_BEFORE)
        mail = of_person("clerk_a")
        assert mails.claim_mail(by=None, at=THREE_BEFORE, mail_id=mail.pk)
        assert mails.send_mail(at=ON_THE_DAY, mail_id=mail.pk) is None
        assert postbox.messages == []

    def test_the_standing_agency_gets_one_digest_a_day_and_none_about_nothing(
        self, cast: Cast, postbox: Postbox
    ) -> None:
        make_plan(with_addresses(cast))
        moments = ["2026-03-13 08:00", "2026-03-16 06:00", "2026-03-16 07:40", "2026-03-16 09:00", "2026-03-21 09:00"]
        made = [mails.make_digests(by=None, at=at(moment)) for moment in moments]
        assert made == [0, 0, 1, 0, 0]  # nothing late yet; too early; once; not again; a Saturday
        send_all(at("2026-03-16 07:41"))
        (letter,) = postbox.messages
        assert (letter["To"], letter["Subject"]) == ("standing@tinh.example", "Năm Rõ: việc trong ngày")
        assert "- 3 báo cáo quá hạn, chưa gửi" in letter.get_content()  # a, b and health; never the court

    def test_a_leader_is_told_only_by_an_officer(self, cast: Cast, postbox: Postbox) -> None:
        plan = make_plan(with_addresses(cast))
        reminders.remind_due(by=None, at=ONE_AFTER)
        assert not Mail.objects.filter(person=cast.leader).exists()
        escalations.escalate(
            by=cast.standing, at=ONE_AFTER, plan=plan, period_code=Q1.code, to=[cast.leader], text="Ba đơn vị chậm."
        )
        assert mails.send_mail(at=ONE_AFTER, mail_id=of_person("leader").pk) is Delivery.SENT
        assert "Ba đơn vị" not in postbox.messages[0].get_content()


# ---- never twice ----


def at_once(*work: Callable[[], object]) -> list[object]:
    """Do several things at the same time, each on a connection of its own; what they gave or raised."""
    start, given = threading.Barrier(len(work)), [None] * len(work)

    def run(number: int) -> None:
        try:
            start.wait(10)
            given[number] = work[number]()  # type: ignore[call-overload]
        except Exception as error:
            given[number] = error  # type: ignore[call-overload]
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return list(given)


async def work_off_the_queue() -> None:
    worker = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    async with worker.open_async():
        await worker.run_worker_async(wait=False, install_signal_handlers=False, delete_jobs="never")
    await sync_to_async(connections.close_all)()  # the thread in which periodic jobs are queued


@pytest.mark.django_db(transaction=True)
class TestNeverTwice:
    @pytest.fixture
    def world(self, postbox: Postbox) -> Cast:
        start_chain_anew()
        with connection.cursor() as cursor:  # emptying tables between tests does not know those of the queue
            cursor.execute("TRUNCATE procrastinate_jobs CASCADE")
        cast = make_cast()
        make_plan(cast)
        return with_addresses(cast)

    def test_sweeps_and_jobs_at_the_same_time_tell_everybody_once(self, world: Cast, postbox: Postbox) -> None:
        sweep = lambda: reminders.remind_due(by=None, at=THREE_BEFORE)  # noqa: E731
        made = at_once(sweep, sweep, sweep)
        assert sorted(made) == [0, 0, 5]  # type: ignore[type-var]
        assert sweep() == 0
        assert len(told()) == Reminder.objects.filter(channel=Channel.APP).count() == 5
        assert ProcrastinateJob.objects.filter(task_name=mails.SEND_MAIL).count() == Mail.objects.count() == 3
        numbers = list(Mail.objects.values_list("pk", flat=True))
        jobs = [lambda n=n: mails.send_mail(at=THREE_BEFORE, mail_id=n) for n in numbers for _again in range(3)]
        assert sorted(map(str, at_once(*jobs))) == ["Delivery.SENT"] * 3 + ["None"] * 6
        assert [mails.send_mail(at=THREE_BEFORE, mail_id=n) for n in numbers] == [None, None, None]
        assert sorted(m["To"] for m in postbox.messages) == [
            "approver_a@tinh.example",
            "clerk_a@tinh.example",
            "clerk_b@tinh.example",
        ]

    def test_the_worker_itself_sends_each_mail_once(
        self, world: Cast, postbox: Postbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reminders.remind_due(by=None, at=THREE_BEFORE)
        monkeypatch.setattr("django.utils.timezone.now", lambda: THREE_BEFORE)
        for _twice in range(2):
            asyncio.run(work_off_the_queue())
        assert len(postbox.messages) == 3
        assert set(ProcrastinateJob.objects.values_list("status", flat=True)) == {"succeeded"}

    def test_what_is_rolled_back_leaves_neither_reminder_nor_job(self, world: Cast) -> None:
        with transaction.atomic():
            assert reminders.remind_due(by=None, at=THREE_BEFORE) == 5
            transaction.set_rollback(True)
        assert (Reminder.objects.count(), Mail.objects.count(), ProcrastinateJob.objects.count()) == (0, 0, 0)

    def test_the_database_itself_refuses_a_second_one(self, world: Cast) -> None:
        reminders.remind_due(by=None, at=THREE_BEFORE)
        one = Reminder.objects.filter(channel=Channel.APP)[0]
        one.pk = None
        with pytest.raises(IntegrityError):
            one.save(force_insert=True)

    def test_each_sweep_that_told_somebody_is_in_the_audit(self, world: Cast) -> None:
        reminders.remind_due(by=None, at=THREE_BEFORE)
        reminders.remind_due(by=None, at=THREE_BEFORE)
        (entry,) = AuditEntry.objects.filter(action="reminders.make")
        assert len(entry.detail["reports"]) == 3
