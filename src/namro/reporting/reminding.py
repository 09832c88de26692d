"""When units are reminded of a report: the steps around its due day, and the hours in which no mail goes out. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from namro.kernel.calendars import is_working_day, last_working_day_on_or_before, next_working_day
from namro.kernel.problems import Refused
from namro.kernel.times import ONE_DAY

# A step that was missed (the machine was off) is made up for within so many days, later ones would only surprise.
CATCH_UP = timedelta(days=3)
LONGEST_BEFORE, LONGEST_AFTER, MOST_STEPS = 30, 60, 10


class Channel(StrEnum):
    APP = "APP"
    MAIL = "MAIL"


class MailKind(StrEnum):
    REMINDERS = "REMINDERS"
    DIGEST = "DIGEST"
    ESCALATION = "ESCALATION"
    STEPS = "STEPS"


class MailOutcome(StrEnum):
    """NEEDLESS: all was done before the mail could go. REFUSED: the server will never take it. UNCLEAR: the connection
    broke while sending; such a mail is not sent again, since it may have arrived."""

    WAITING = "WAITING"
    SENT = "SENT"
    NEEDLESS = "NEEDLESS"
    REFUSED = "REFUSED"
    UNCLEAR = "UNCLEAR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """steps: days from the due day, in order; before it (negative) working days count, after it all days.

    No mail between quiet_from in the evening and quiet_until in the morning, nor on days that are no working days.
    digest_at: when the standing agency gets its daily mail; None: it gets none.
    """

    steps: tuple[int, ...]
    quiet_from: time
    quiet_until: time
    digest_at: time | None


# What holds until the standing agency lays down something else.
DEFAULT = Schedule(steps=(-3, 0, 1, 3), quiet_from=time(20), quiet_until=time(7), digest_at=time(7, 30))


def check_schedule(schedule: Schedule) -> None:
    """Raises Refused with what to change."""
    steps = schedule.steps
    if len(steps) > MOST_STEPS:
        raise Refused("steps", f"Nhắc nhiều nhất {MOST_STEPS} lần cho một báo cáo.")
    if any(not -LONGEST_BEFORE <= step <= LONGEST_AFTER for step in steps):
        raise Refused(
            "steps", f"Chỉ nhắc từ {LONGEST_BEFORE} ngày làm việc trước hạn đến {LONGEST_AFTER} ngày sau hạn."
        )
    if schedule.quiet_from <= schedule.quiet_until:
        raise Refused("quiet", "Giờ nghỉ phải bắt đầu buổi tối và hết vào sáng hôm sau, ví dụ từ 20:00 đến 07:00.")
    if schedule.digest_at and is_quiet(schedule, schedule.digest_at):
        raise Refused("digest", "Giờ gửi thư tổng hợp hằng ngày phải ở ngoài giờ nghỉ.")


def is_quiet(schedule: Schedule, clock: time) -> bool:
    return clock >= schedule.quiet_from or clock < schedule.quiet_until


def day_of(step: int, due_on: date) -> date:
    """The day of a step: a working day, before the due day for steps up to it and after it for later ones."""
    if step > 0:
        return next_working_day(due_on + step * ONE_DAY)
    day = last_working_day_on_or_before(due_on)
    for _ in range(-step):
        day = last_working_day_on_or_before(day - ONE_DAY)
    return day


def step_on(steps: Iterable[int], *, due_on: date, on: date) -> int | None:
    """The last step whose day has come, if it has come lately; None where nothing is to be said on this day."""
    come = [step for step in sorted(steps) if day_of(step, due_on) <= on]
    return come[-1] if come and on <= day_of(come[-1], due_on) + CATCH_UP else None


def step_code(step: int) -> str:
    """How a step is stored: «-3», «+0», «+1»."""
    return f"{step:+d}"


def returned_code(version: int) -> str:
    """The one reminder of a return; a report that is returned again has another version."""
    return f"returned-{version}"


def by_hand_code(on: date) -> str:
    """What an officer sends beside the schedule: at most once a day."""
    return f"by-hand-{on.isoformat()}"


def next_allowed(schedule: Schedule, moment: datetime) -> datetime:
    """The first instant from `moment` on at which mail may go out. `moment` is on the clock of Vietnam."""
    day, clock = moment.date(), moment.time()
    if is_working_day(day) and not is_quiet(schedule, clock):
        return moment
    if not is_working_day(day) or clock >= schedule.quiet_until:
        day = next_working_day(day + ONE_DAY)
    return datetime.combine(day, schedule.quiet_until, tzinfo=moment.tzinfo)
