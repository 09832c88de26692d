"""Freezing the letter that asks late units for their report."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import queries as organisations
from namro.organisations.models import Person
from namro.plans.models import Plan
from namro.publishing.actions import freeze
from namro.publishing.builders.assignment import official_name
from namro.publishing.builders.reminder_letter import LateReports, build_reminder_letter, lower_first
from namro.publishing.models import Publication, PublicationKind
from namro.reporting.queries import reminders
from namro.reporting.rules import Standing


def publish_reminder_letter(*, by: Person, at: datetime, plan: Plan, period_code: str) -> Publication:
    """Make the letter for those who are late on that day. Raises Refused where nobody is; who is asked never is."""
    on = timezone.localdate(at)
    found = late_reports(plan, period_code, on=on)
    document = build_reminder_letter(found, on=on, demo=organisations.is_demonstration())
    return freeze(
        by=by,
        at=at,
        kind=PublicationKind.REMINDER_LETTER,
        plan=plan,
        unit=plan.owner,
        title=f"Công văn đôn đốc gửi báo cáo {lower_first(found.period.label)}",
        filename=f"cong-van-don-doc-{found.period.code}.docx",
        document=document,
        period=found.period,
    )


def late_reports(plan: Plan, period_code: str, *, on: date) -> LateReports:
    found = reminders.unsent(reminders.lines_of_period(plan, period_code, on=on))
    lines = [line for line in found if line.unit != plan.standing_unit_id]  # nobody writes letters to oneself
    late = [line for line in lines if line.standing is Standing.OVERDUE]
    returned = [line for line in lines if line.standing is Standing.RETURNED and not line.asked and line.due_on < on]
    if not late and not returned:
        raise Refused("none-late", "Không có đơn vị nào quá hạn ở kỳ này nên không phải đôn đốc bằng công văn.")
    units = organisations.units_on(on)
    rule = plan.report_rules.first()
    return LateReports(
        plan=plan,
        period=(late or returned)[0].period,
        late=late,
        returned=returned,
        standing=units[plan.standing_unit_id],
        receiver=units[rule.receiver_id if rule else plan.standing_unit_id],
        owner=units[plan.owner_id],
        names={
            line.unit: official_name(units[line.unit]) if line.unit in units else line.unit_name
            for line in (*late, *returned)
        },
    )
