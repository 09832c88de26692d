"""Estimates: when a local rule closes figures early, and how they are replaced by what they turned out to be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.deadlines import cut_off
from namro.kernel.elements import CellKey
from namro.kernel.figures import FigureState
from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans.models import ReportRule
from namro.reporting import queries
from namro.reporting.actions.figures import record_figures, source_of
from namro.reporting.actions.nested import correct_with_longer
from namro.reporting.models import EarlyCutOff, Report
from namro.reporting.rules import EntrySource, ReportState, Typed
from namro.reporting.stored import period_of

REASON = "Chốt số đã ước"


@transaction.atomic
def true_up(
    *, by: Person, at: datetime, report: Report, entries: Mapping[CellKey, Typed], source_reference: str = ""
) -> Report:
    """Replace estimates of an earlier report by true figures: a correction where it was accepted, else plain typing.

    Refused for a figure that is still an estimate, and while the report waits for acceptance.
    """
    if any(typed.figure is None or typed.figure.state is FigureState.ESTIMATED for typed in entries.values()):
        raise Refused("still-estimated", "Ghi số thật cho từng ô; ô nào chưa có số thật thì chưa đánh dấu.")
    if not entries:
        raise Refused("nothing", "Chưa đánh dấu ô nào để chốt.")
    state = ReportState(report.state)
    if state is ReportState.SUBMITTED:
        raise Refused("report-waits", "Báo cáo kỳ ấy đang chờ tiếp nhận; tiếp nhận hoặc trả lại rồi mới chốt số.")
    if state is ReportState.ACCEPTED:
        return correct_with_longer(by=by, at=at, report=report, entries=entries, reason=REASON)
    source = source_of(by, report=report, on=timezone.localdate(at))
    letter = source_reference if source is EntrySource.FOR_UNIT else ""
    record_figures(by=by, at=at, report=report, entries=entries, source=source, source_reference=letter)
    return queries.reports().get(pk=report.pk)


@transaction.atomic
def set_early_cut_off(*, by: Person, at: datetime, rule: ReportRule, days: int, basis: str) -> EarlyCutOff | None:
    """Close figures some days before the cut-off of the law; 0 days takes the rule back (None).

    basis: the document that lays it down.
    """
    on = timezone.localdate(at)
    access.require(by, Permission.PLAN_PUBLISH, unit=rule.plan.owner_id if rule.plan else rule.receiver_id, on=on)
    if days == 0:
        gone, _ = EarlyCutOff.objects.filter(rule=rule).delete()
        if gone:
            audit.record(by=by, at=at, action="cut_off.remove", subject=rule)
        return None
    if not 1 <= days <= 31:
        raise Refused("days", "Chốt sớm từ 1 đến 31 ngày.")
    if not basis.strip():
        raise Refused("basis", "Ghi văn bản quy định chốt sớm.")
    for report in rule.reports.select_related("rule")[:50]:
        try:
            cut_off(period_of(report), days)
        except ValueError as problem:
            raise Refused("days", str(problem)) from None
    made, _ = EarlyCutOff.objects.update_or_create(
        rule=rule, defaults={"days": days, "basis": basis.strip(), "by": by, "at": at}
    )
    audit.record(by=by, at=at, action="cut_off.set", subject=rule, days=days)
    return made
