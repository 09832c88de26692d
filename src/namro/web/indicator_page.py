"""What the pages of indicators show of one: on which figures, what it comes to, who uses it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from namro.catalogue import browsing, queries
from namro.catalogue.models import Indicator
from namro.kernel.elements import ElementSpec
from namro.kernel.figures import format_exact, format_percent
from namro.kernel.indicators import IndicatorSpec, Outcome, Result, Transform
from namro.kernel.times import Period
from namro.organisations import access
from namro.organisations.rules import Permission
from namro.plans.models import Plan, Target
from namro.reporting import queries as reporting
from namro.reporting.queries import Consolidated
from namro.web.access import Request

# So many units are named below a value; the rest are counted.
UNITS_NAMED = 40


@dataclass(frozen=True, kw_only=True)
class Basis:
    """The plan and period whose figures are shown; None where no plan has had a period yet."""

    plan: Plan | None
    period: Period | None
    plans: Sequence[Plan]
    periods: Sequence[Period]

    def figures(self, on: date) -> Consolidated | None:
        if self.plan is None or self.period is None:
            return None
        return reporting.consolidated(self.plan, self.period, on=on)


def basis_of(request: Request, indicator: Indicator | None = None) -> Basis:
    """?ke-hoach=ID and ?ky=CODE; else the newest plan that uses the indicator, and its newest period that is over."""
    plans = list(Plan.objects.order_by("-published_at"))
    using = set(indicator.targets.values_list("plan_id", flat=True)) if indicator else set()
    asked = request.GET.get("ke-hoach", "")
    ordered = sorted(plans, key=lambda plan: (str(plan.pk) != asked, plan.pk not in using))
    plan = ordered[0] if ordered else None
    known = [p for p in reporting.periods_of_plan(plan) if p.start <= request.today] if plan else []
    over = [p for p in known if p.end <= request.today] or known
    period = next((p for p in known if p.code == request.GET.get("ky")), max(over, key=_lateness) if over else None)
    return Basis(plan=plan, period=period, plans=plans, periods=sorted(known, key=_lateness, reverse=True))


def _lateness(period: Period) -> tuple[date, date]:
    """The latest end, and of those the longest."""
    return period.end, date.fromordinal(date.max.toordinal() - period.start.toordinal())


def value_in_words(result: Result[int]) -> str:
    """The value alone, for a large figure; "–" where there is none."""
    if result.value is None:
        return "–"
    if result.denominator is not None or result.transform is Transform.ALL_OF:
        return format_percent(result.value, 2)
    return f"{format_exact(result.value)} {result.counted}".strip()


def value_of(result: Result[int], figures: Consolidated, *, may_name: bool) -> dict[str, Any]:
    """A value as a page shows it. may_name: whether figures of other units may be told apart."""
    groups = [("met", result.meeting), ("failed", result.failing), ("missing", result.missing)]
    named = [(kind, figures.unit_names(units)) for kind, units in groups if units] if may_name else []
    return {
        "big": value_in_words(result),
        "sentence": result.explanation,
        "is_known": result.outcome is Outcome.KNOWN,
        "is_nothing": result.outcome is Outcome.NO_OCCURRENCE,
        "units": [(kind, names[:UNITS_NAMED], len(names), max(0, len(names) - UNITS_NAMED)) for kind, names in named],
        "parts": [(part.name, value_in_words(part), part.explanation) for part in result.parts],
    }


def may_name_units(request: Request, plan: Plan) -> bool:
    return access.may(request.user, Permission.CONSOLIDATE, unit=plan.owner_id, on=request.today)


def reading_rows(
    readings: Sequence[IndicatorSpec], figures: Consolidated | None, *, may_name: bool
) -> list[dict[str, Any]]:
    results = reporting.indicator_values(figures, readings) if figures else {}
    return [
        {
            "spec": spec,
            "value": value_of(results[spec.code], figures, may_name=may_name) if figures else None,
        }
        for spec in readings
    ]


def element_rows(specs: Iterable[IndicatorSpec], on: date) -> list[tuple[ElementSpec, list[str]]]:
    """The elements that formulas read, with the codes of the forms in force that ask for them."""
    elements, asked = queries.elements(), browsing.asked_on(on)
    codes = dict.fromkeys(cell.key.element for s in specs for _, f in s.formulas for cell in f.cells())
    return [
        (elements[code], sorted({asking.code for asking in asked.get(code, ())})) for code in codes if code in elements
    ]


def targets_using(codes: Iterable[str]) -> QuerySet[Target]:
    """Targets that these indicators measure, those of the newest plans first."""
    found = Target.objects.filter(indicator__code__in=list(codes)).select_related("plan")
    return found.order_by("-plan__published_at", "position")


def composites_of(code: str, known: Mapping[str, IndicatorSpec]) -> list[IndicatorSpec]:
    return [spec for spec in known.values() if code in spec.parts]


def used_in(plan: int | None) -> set[int]:
    """Keys of the indicators that targets are measured by; of one plan, or of any."""
    where = Q(plan=plan) if plan is not None else Q()
    return set(Target.objects.filter(where, indicator__isnull=False).values_list("indicator_id", flat=True))
