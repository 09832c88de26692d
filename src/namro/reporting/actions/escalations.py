"""Telling a leader who is late: only an officer does it, in the officer's own words, and it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.reporting.actions.mails import queue_mails
from namro.reporting.models import Escalation
from namro.reporting.queries import reminders as queries
from namro.reporting.reminding import MailKind
from namro.reporting.rules import Standing

LONGEST_TEXT = 2000


@transaction.atomic
def escalate(
    *, by: Person, at: datetime, plan: Plan, period_code: str, to: Sequence[Person], text: str
) -> list[Escalation]:
    """Tell leaders which bodies that are ordered are late with a period. Raises Refused where none is."""
    on = timezone.localdate(at)
    access.require(by, Permission.REPORT_REVIEW, unit=plan.owner_id, on=on)
    lines = queries.lines_of_period(plan, period_code, on=on)
    overdue = [line.id for line in lines if line.standing is Standing.OVERDUE]
    leaders = {role.person_id for role in queries.leaders_on(on)}
    if not overdue:
        raise Refused("none-late", "Không có đơn vị nào quá hạn ở kỳ này nên không có gì phải báo cáo lãnh đạo.")
    if not to or any(person.pk not in leaders for person in to):
        raise Refused("leader", "Chọn lãnh đạo nhận báo cáo.")
    _check_text(text)
    letters = {mail.person_id: mail for mail in queue_mails(to, MailKind.ESCALATION, at=at)}
    made = []
    for person in to:
        told = Escalation.objects.create(
            plan=plan, period_code=period_code, to=person, text=text.strip(), mail=letters.get(person.pk), by=by, at=at
        )
        told.reports.set(overdue)
        audit.record(by=by, at=at, action="late.escalate", subject=told, unit=plan.owner, reports=len(overdue))
        made.append(told)
    return made


def _check_text(text: str) -> None:
    if not text.strip():
        raise Refused("text", "Ghi điều cần báo cáo lãnh đạo.")
    if len(text) > LONGEST_TEXT:
        raise Refused("text", f"Viết ngắn hơn {LONGEST_TEXT} ký tự.")


@transaction.atomic
def see_escalation(*, by: Person, at: datetime, escalation: Escalation) -> None:
    """The leader has read it. Only the leader whom it was sent to says so."""
    if escalation.to_id != by.pk:
        raise Refused("forbidden", "Chỉ lãnh đạo nhận báo cáo này mới ghi là đã xem.")
    if Escalation.objects.filter(pk=escalation.pk, seen_at=None).update(seen_at=at):
        audit.record(by=by, at=at, action="late.seen", subject=escalation, unit=escalation.plan.owner)
