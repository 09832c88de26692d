"""How a target is measured, as the kernel takes it: from the settings that are stored with it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from namro.kernel.elements import ElementSpec
from namro.kernel.indicators import IndicatorSpec
from namro.kernel.margins import Aim, Margin, margin
from namro.kernel.paths import Path, pace_kind, typed_path, usual_path
from namro.kernel.targets import Comparator, TargetSpec
from namro.kernel.times import Period, PeriodKind, period_of
from namro.plans.models import Allocation, FollowedTarget, Target
from namro.plans.paths import paces


def spec_of(target: Target, value: Decimal | None = None) -> TargetSpec:
    """value: another value than the target's own, for the share of one unit."""
    return TargetSpec(
        comparator=Comparator(target.comparator),
        value=target.value if value is None else value,
        value_to=target.value_to,
        unit=target.unit_label,
        plain=Comparator.EQ if target.comparator == Comparator.EQ else Comparator.GE,
        reached_without_occurrence=target.nothing_counts,
        part_values=tuple(Decimal(text) for text in target.part_values),
    )


def path_of(
    target: Target, indicator: IndicatorSpec | None, elements: Mapping[str, ElementSpec], period: Period
) -> Path | None:
    """What was typed for the target, else what is usual for its kind; None where nothing may be interpolated."""
    if typed := typed_path({date.fromisoformat(day): Fraction(text) for day, text in target.path.items()}):
        return typed
    if indicator is None or target.each_unit:
        return None
    return usual_path(pace_kind(indicator, elements), Fraction(target.value), period, paces())


def is_final(target: Target, period: Period) -> bool:
    """The time of a target is over: its own day, else the end of the year.

    A month's last day («đến hết tháng 6») stands for the month's last day of counting (14/6 under the statute).
    """
    if target.due_on is None:
        return period.end == period_of(PeriodKind.YEAR, period.regime, period.year).end
    month = period_of(PeriodKind.MONTH, period.regime, target.due_on.year, target.due_on.month)
    is_whole_month = _is_last_of_month(target.due_on)
    return period.end >= (min(month.end, target.due_on) if is_whole_month else target.due_on)


def _is_last_of_month(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).month != day.month


def margin_of(target: Target, laid_on_us: Mapping[int, Allocation]) -> Margin | None:
    """Against the goal above, where one is linked. laid_on_us: by target above, the share that it gives to our unit."""
    own = aim_of(target)
    if target.above is not None:
        share = laid_on_us.get(target.above.pk)
        return margin(own, aim_of(target.above, is_our_share=share is not None, value=share.value if share else None))
    if target.above_followed is not None:
        return margin(own, aim_of(target.above_followed, is_our_share=False))
    if target.above_typed:
        return margin(own, _typed_aim(target.above_typed))
    return None


def aim_of(goal: Target | FollowedTarget, *, is_our_share: bool = True, value: Decimal | None = None) -> Aim:
    return Aim(
        comparator=Comparator(goal.comparator),
        value=goal.value if value is None else value,
        value_to=goal.value_to,
        unit=goal.unit_label,
        year=goal.due_on.year if goal.due_on else None,
        yearly=goal.recurring,
        is_our_share=is_our_share,
    )


def _typed_aim(typed: Mapping[str, object]) -> Aim:
    upper = typed.get("value_to")
    year = typed.get("year")
    return Aim(
        comparator=Comparator(str(typed["comparator"])),
        value=Decimal(str(typed["value"])),
        value_to=Decimal(str(upper)) if upper else None,
        unit=str(typed["unit"]),
        year=int(str(year)) if year else None,
        yearly=bool(typed.get("yearly")),
        is_our_share=bool(typed.get("is_our_share")),
    )
