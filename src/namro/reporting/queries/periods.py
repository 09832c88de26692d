"""The periods for which a plan asks reports."""

from __future__ import annotations

from namro.kernel.problems import Refused
from namro.kernel.times import Period
from namro.plans.models import Plan
from namro.reporting.models import Report
from namro.reporting.stored import period_of


def period_of_plan(plan: Plan, period_code: str) -> Period:
    """The period of that code as the plan counts it. Raises Refused("period") where the plan asks no report for it."""
    report = Report.objects.filter(rule__plan=plan, period_code=period_code).select_related("rule").first()
    if report is None:
        raise Refused("period", f"Kế hoạch này không có báo cáo nào của kỳ {period_code}; chọn kỳ khác.")
    return period_of(report)
