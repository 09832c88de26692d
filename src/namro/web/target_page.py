"""What the page of a target shows: its arithmetic, chart, path, shares of units and history, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from rapidfuzz import fuzz

from namro.catalogue import queries as catalogue
from namro.catalogue.models import Indicator
from namro.kernel import vietnamese
from namro.kernel.allocations import SumCheck, check_sum
from namro.kernel.figures import format_exact
from namro.kernel.paths import said_by
from namro.kernel.times import Period, short_date
from namro.organisations.queries import UnitRow
from namro.plans import wording
from namro.plans.models import Goal, Plan, Target, TargetChange, Task
from namro.plans.rules import Comparator
from namro.plans.target_states import Facet, in_words
from namro.publishing.models import Publication
from namro.reporting.queries import Consolidated, TargetResult
from namro.reporting.queries.target_trend import Trend, shown_value
from namro.reporting.queries.target_units import cells_of
from namro.web.views.consolidated import told
from namro.writing.charts import Chart, Line, line_chart

FACETS = {
    Facet.SETTINGS: "cách tính",
    Facet.PATH: "lộ trình",
    Facet.SHARES: "phân bổ",
    Facet.ABOVE: "chỉ tiêu cấp trên",
}


def goal_in_words(target: Goal) -> str:
    return wording.goal(Comparator(target.comparator), target.value, target.value_to, target.unit_label)


def base_in_words(target: Target) -> str:
    """What a growth or a fall is measured from; "" for a goal that is not measured from anything."""
    if not target.comparator.startswith(("increase", "decrease")):
        return ""
    on_map = f", bản đồ ngày {short_date(target.base_map_on)}" if target.base_map_on else ""
    again = ", đã cộng lại về bản đồ đơn vị hiện nay" if target.base_value is None else ""
    if target.base_value is not None:
        return f"{wording.quantity(target.base_value, '')} theo {target.base_source}{on_map}"
    if target.base_year is not None:
        return f"số liệu năm {target.base_year} đã có trong hệ thống{on_map}{again}"
    return f"số liệu năm trước đã có trong hệ thống{on_map}{again}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRow:
    """One box that the indicator reads: from the start of the year, at its opening, the same time last year."""

    label: str
    unit: str
    now: str
    opening: str
    last_year: str
    missing: int
    trace: str
    series: str


def cell_rows(found: TargetResult, figures: Consolidated) -> list[CellRow]:
    if found.indicator is None:
        return []
    specs = catalogue.indicators_by_code(figures.period.end)
    parts = [specs[code] for code in found.indicator.parts if code in specs]
    rows = []
    for key in sorted(cells_of([found.indicator, *parts])):
        element = figures.elements.get(key.element)
        if element is None:
            continue
        total = figures.year_to_date.totals.get(key)
        breakdown = dict(element.breakdowns).get(key.breakdown, "")
        place = [figures.plan.pk, figures.period.code, key.element, key.breakdown]
        rows.append(
            CellRow(
                label=f"{element.name}: {breakdown}" if breakdown else element.name,
                unit=element.unit,
                now=told(total, element.decimals),
                opening=told(figures.year_opening.get(key), element.decimals),
                last_year=told(figures.comparable_last_year.get(key), element.decimals),
                missing=len(total.missing) if total else 0,
                trace=reverse("reports:trace-total", args=place) if key in figures.this.totals else "",
                series=reverse("reports:series", args=[place[0], *place[2:]]),
            )
        )
    return rows


def chart_of(trend: Trend, found: TargetResult) -> Chart | None:
    """The whole year on the axis, so that what is still to come can be seen."""
    values = [shown_value(point.result) for point in trend.points]
    if all(value is None for value in values) or found.indicator is None:
        return None
    rest = [None] * (len(trend.periods) - len(values))
    is_percent = found.indicator.unit == "%" and found.indicator.transform not in ("growth", "reduction")
    before = [point.before * 100 if is_percent and point.before is not None else point.before for point in trend.points]
    lines = [Line(_("Năm nay"), (*values, *rest))]
    if any(value is not None for value in before):
        lines.append(Line(_("Năm trước"), (*before, *rest)))
    due = [_due_as_shown(point.due, point.result.denominator, found) for point in trend.points]
    return line_chart(
        found.target.measure,
        [_short(period) for period in trend.periods],
        lines,
        unit="%" if is_percent else found.result.counted if found.result else "",
        target=_goal_as_shown(found),
        path=[*due, *rest] if any(value is not None for value in due) else None,
    )


def _short(period: Period) -> str:
    return period.label.split("/")[0]


def _goal_as_shown(found: TargetResult) -> Fraction | None:
    """The level line: the target's own value, or the figure that a growth or a fall comes to."""
    if found.target.value_to is not None or found.target.each_unit:
        return None
    base = found.result.denominator if found.result else None
    return _due_as_shown(Fraction(found.target.value), base, found) if found.final or not _is_growth(found) else None


def _due_as_shown(due: Fraction | None, base: Fraction | None, found: TargetResult) -> Fraction | None:
    assert found.indicator is not None
    if due is None or found.indicator.transform not in ("growth", "reduction"):
        return due
    if base is None:
        return None
    by = due / 100 * base if found.target.unit_label == "%" else due
    falls = found.indicator.transform == "reduction" or found.target.comparator.startswith("decrease")
    return base - by if falls else base + by


def _is_growth(found: TargetResult) -> bool:
    return found.indicator is not None and found.indicator.transform == "growth"


def forecast_in_words(trend: Trend, found: TargetResult) -> str:
    """The forecast with its interval, or why there is none and what is left to do."""
    made = trend.forecast
    if made is None:
        return _("Chưa dự báo: %s.") % trend.why_none if trend.why_none else ""
    counted = found.result.counted if found.result else ""
    low, value, high = (format_exact(round(number)) for number in (made.low, made.value, made.high))
    return _(
        "Dự báo đến %(day)s: %(value)s %(counted)s (từ %(low)s đến %(high)s), %(method)s, trên %(points)s kỳ đã qua. "
        "Khoảng này là sai số lớn nhất của chính cách tính ấy trên các kỳ đã qua, không phải cam kết."
    ) % {
        "day": short_date(trend.periods[-1].end),
        "value": value,
        "counted": counted,
        "low": low,
        "high": high,
        "method": made.method,
        "points": made.points,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class PathRow:
    """until: «quý II/2026». due: as the goal is written. is_passed: the day lies behind the measured period."""

    until: str
    due: str
    is_passed: bool


def path_rows(found: TargetResult, period: Period) -> list[PathRow]:
    if found.path is None:
        return []
    unit = found.target.unit_label
    milestones = {m.value: m for m in reversed(found.path.milestones)} if _is_flat(found) else None
    kept = milestones.values() if milestones else found.path.milestones
    return [
        PathRow(
            until=_("mọi kỳ trong năm") if milestones else said_by(m.ends_on, period.regime),
            due=f"{format_exact(m.value)}%" if unit == "%" else f"{format_exact(m.value)} {unit}",
            is_passed=m.ends_on <= period.end,
        )
        for m in kept
    ]


def _is_flat(found: TargetResult) -> bool:
    assert found.path is not None
    return not found.path.is_typed and len({m.value for m in found.path.milestones}) == 1


def share_rows(found: TargetResult, units: Mapping[int, UnitRow], names: Mapping[int, str]) -> list[dict[str, Any]]:
    """What was given to each unit and what it has come to; `units`: those whose rows may be shown."""
    unit = found.target.unit_label
    return [
        {
            "name": names.get(share.unit) or _("đơn vị đã sắp xếp lại"),
            "goal": wording.quantity(share.value, unit),
            "now": share.result.explanation if share.result else "",
            "lacking": format_exact(share.lacking) if share.lacking else "",
            "status": share.status,
        }
        for share in sorted(found.shares, key=lambda share: -(share.lacking or 0))
        if share.unit in units
    ]


def sum_of_shares(found: TargetResult) -> SumCheck | None:
    if not found.shares or found.target.each_unit:
        return None
    values: Iterable[Decimal] = (share.value for share in found.shares)
    return check_sum(found.target.value, list(values), found.target.unit_label)


def history_of(target: Target) -> list[dict[str, Any]]:
    """Every change, the newest first; the newest of each part can be undone."""
    newest: set[str] = set()
    rows = []
    for change in target.changes.select_related("by"):
        facet = Facet(change.what)
        rows.append(
            {
                "change": change,
                "facet": FACETS[facet],
                "lines": _changed(change, facet),
                "may_undo": change.what not in newest,
            }
        )
        newest.add(change.what)
    return rows


def _changed(change: TargetChange, facet: Facet) -> list[tuple[str, str, str]]:
    said = in_words(facet, change.before, change.after)
    names = dict(_names_of_indicators([change.before, change.after])) if facet is Facet.SETTINGS else {}
    return [(label, names.get(before, before), names.get(after, after)) for label, before, after in said]


def _names_of_indicators(states: Iterable[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    keys = [state["indicator_id"] for state in states if state.get("indicator_id")]
    return ((str(pk), name) for pk, name in Indicator.objects.filter(pk__in=keys).values_list("pk", "name"))


NEAR_ENOUGH, MOST_NEAR = 62, 6


def near(target: Target) -> dict[str, Any]:
    """Tasks whose words are nearest to what the target measures, best first; and what was sent about the plan."""
    plan: Plan = target.plan
    words = vietnamese.search_key(target.measure)
    scored = [
        (fuzz.token_set_ratio(words, vietnamese.search_key(task.text)), task) for task in Task.objects.filter(plan=plan)
    ]
    scored.sort(key=lambda pair: -pair[0])
    return {
        "tasks": [task for score, task in scored[:MOST_NEAR] if score >= NEAR_ENOUGH],
        "publications": list(Publication.objects.filter(plan=plan).defer("content").order_by("-at", "-pk")[:5]),
    }
