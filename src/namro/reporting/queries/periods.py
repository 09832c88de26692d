"""The periods for which a plan has figures: those it asks reports for, and longer ones put together from them."""

from __future__ import annotations

from itertools import pairwise

from namro.kernel.problems import Refused
from namro.kernel.times import FREE_KINDS, ONE_DAY, Period, PeriodKind, period_of
from namro.plans.models import Plan
from namro.reporting.models import Report
from namro.reporting.stored import period_of as period_of_report

_PUT_TOGETHER = (PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.NINE_MONTHS, PeriodKind.YEAR)


def periods_asked(plan: Plan) -> tuple[Period, ...]:
    """In order of time. One query."""
    rows = Report.objects.filter(rule__plan=plan).select_related("rule").order_by("rule_id", "period_code")
    return tuple(sorted({period_of_report(r) for r in rows.distinct("rule_id", "period_code")}))


def periods_of_plan(plan: Plan) -> tuple[Period, ...]:
    """Those asked for, and those that begin with one asked for and are wholly made of such."""
    asked = periods_asked(plan)
    return tuple(sorted({*asked, *_longer(asked)}))


def _longer(asked: tuple[Period, ...]) -> set[Period]:
    regular = [p for p in asked if p.kind not in FREE_KINDS]
    found = set()
    for regime, year in {(p.regime, p.year) for p in regular}:
        for kind in _PUT_TOGETHER:
            for number in range(1, {PeriodKind.QUARTER: 4, PeriodKind.HALF_YEAR: 2}.get(kind, 1) + 1):
                longer = period_of(kind, regime, year, number)
                if any(_is_made_of([p for p in regular if p.kind is one], longer) for one in PeriodKind):
                    found.add(longer)
    return found


def _is_made_of(parts: list[Period], longer: Period) -> bool:
    inside = [p for p in parts if longer.start <= p.start and p.end <= longer.end]
    whole = len(inside) > 1 and inside[0].start == longer.start and inside[-1].end == longer.end
    return whole and all(after.start - before.end == ONE_DAY for before, after in pairwise(inside))


def period_of_plan(plan: Plan, period_code: str) -> Period:
    """The period of that code as the plan counts it. Raises Refused("period") where the plan has no figures for it."""
    for period in periods_of_plan(plan):
        if period.code == period_code:
            return period
    raise Refused("period", f"Kế hoạch này không có báo cáo nào của kỳ {period_code}; chọn kỳ khác.")
