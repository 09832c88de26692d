"""What the address of the map asks for, and what may be asked for.

?ke-hoach= plan, ?ky= period, ?chi-bao= indicator or «xep-loai»; ?nhom=, ?the=, ?don-vi=, ?ban-do= as on a consolidated
page (consolidated_choice); ?xep= the column by which the table is sorted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from namro.catalogue import queries as catalogue
from namro.kernel import vietnamese
from namro.kernel.indicators import Direction, IndicatorSpec, Topic, Transform
from namro.kernel.problems import Refused
from namro.kernel.times import Period
from namro.plans.models import Plan
from namro.reporting.queries.kept import kept
from namro.web.access import Request
from namro.web.consolidated_choice import Choice
from namro.web.overview_choice import asked_for, plans_in_force

CLASSES = "xep-loai"
SORTS = ("ten", "gia-tri")
_AUDIENCE = "commune"  # the kind of units that forms of communes address


@dataclass(frozen=True, slots=True, kw_only=True)
class MapChoice:
    """indicator: None for the classes of communes. period: the figures from the start of its year up to its end."""

    plan: Plan
    plans: list[Plan]
    period: Period
    periods: tuple[Period, ...]
    choice: Choice
    indicator: IndicatorSpec | None
    indicators: tuple[IndicatorSpec, ...]
    sort: str

    @property
    def what(self) -> str:
        return self.indicator.code if self.indicator else CLASSES

    @property
    def is_shaded(self) -> bool:
        """False for numbers of cases and arrests: a unit is never ranked by how many people it punishes."""
        return self.indicator is None or may_be_shaded(self.indicator)


def may_be_shaded(indicator: IndicatorSpec) -> bool:
    """Only what has a good direction, and is no result of the fight against crime."""
    return indicator.topic is not Topic.CRIME and indicator.direction is not Direction.NONE


def map_choice(request: Request) -> MapChoice | None:
    """None where there is no plan, or none of whose periods has begun. Raises Refused for what cannot be shown."""
    plans = plans_in_force(Plan.objects.filter(owner__in=request.units), request.today)
    asked = asked_for(request, plans)
    if asked is None or asked.period is None:
        return None
    end = asked.period.end
    indicators = kept(("indicators of communes", end), lambda: indicators_of_communes(end))
    return MapChoice(
        plan=asked.plan,
        plans=plans,
        period=asked.period,
        periods=asked.periods,
        choice=asked.choice,
        indicator=_wanted(request.GET.get("chi-bao", CLASSES), indicators),
        indicators=indicators,
        sort=request.GET["xep"] if request.GET.get("xep") in SORTS else SORTS[0],
    )


def _wanted(code: str, indicators: Iterable[IndicatorSpec]) -> IndicatorSpec | None:
    if code in ("", CLASSES):
        return None
    for one in indicators:
        if one.code == code:
            return one
    raise Refused("map-indicator", "Chỉ báo này không tính được cho từng xã, phường; hãy chọn chỉ báo khác.")


def indicators_of_communes(on: date) -> tuple[IndicatorSpec, ...]:
    """Those computed from nothing but figures that communes give; in order of their names."""
    forms = [catalogue.spec_of(version) for version in catalogue.form_versions_on(on)]
    given = {
        key.element
        for form in forms
        if _AUDIENCE in form.audience
        for key in (*(cell.key for s in form.sections for cell in s.cells), *(d.key for d in form.derived))
    }
    specs = catalogue.indicator_specs(on).values()
    found = [s for s in specs if s.transform is not Transform.ALL_OF and s.elements() and s.elements() <= given]
    return tuple(sorted(found, key=lambda spec: vietnamese.sort_key(spec.name)))
