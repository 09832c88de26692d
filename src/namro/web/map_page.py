"""What the map shows: by commune its class or the value of an indicator, in words, and where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, lru_cache

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from namro.assessment import queries as assessment
from namro.assessment.years import year_to_date
from namro.kernel.classification import Verdict
from namro.kernel.indicators import IndicatorSpec, Outcome, Result
from namro.kernel.problems import Refused
from namro.kernel.spans import Truth
from namro.kernel.times import PeriodKind, period_containing
from namro.organisations import boundaries
from namro.organisations.models import BoundarySet
from namro.organisations.queries import UnitRow
from namro.organisations.rules import UnitLevel
from namro.reporting import queries
from namro.reporting.queries.kept import kept
from namro.web.map_choices import MapChoice
from namro.writing.charts import Chart, said
from namro.writing.maps import NO_DATA, Area, Kind, commune_map, steps
from namro.writing.outlines import Outlines, outlines_of

MET, NOT_MET = Kind("met", "Đạt", "good"), Kind("not-met", "Chưa đạt", "warn")
NOTHING_TO_MEASURE = Kind("nothing", "Không phát sinh, không thuộc diện", "calm")
NO_CLASS = Kind("no-class", "Không thuộc loại nào", "calm")
UNDECIDED = Kind("undecided", "Chưa đủ số liệu để xếp loại", "none")
DRUG_FREE = Kind("drug-free", "Không có ma túy", "good")
_LOOKS = {3: "bad", 2: "warn", 1: "wait", 0: "calm"}


@dataclass(frozen=True, kw_only=True)
class MapRow:
    """One commune. rank: by which the table may be sorted, None where there is no value. how: the arithmetic."""

    unit: UnitRow
    kind: Kind
    value: str
    brief: str
    how: str
    rank: Fraction | None

    @cached_property
    def url(self) -> str:
        return reverse("overview:show-unit", args=[self.unit.id])


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """chart: None where nothing may be shaded, or there is no commune. refusal: why there is no value at all."""

    title: str
    head: str
    rows: tuple[MapRow, ...] = ()
    chart: Chart | None = None
    sources: list[BoundarySet] = field(default_factory=list)
    refusal: str = ""


def map_page(asked: MapChoice) -> MapPage:
    """Drawn once for all who ask the same in the same language, until something is written."""
    choice = asked.choice
    question = ("map", get_language(), asked.plan.pk, asked.what, asked.period, choice.on, choice.wide, asked.sort)
    return kept((*question, choice.scope), lambda: _drawn(asked))


def _drawn(asked: MapChoice) -> MapPage:
    shown = _of_classes(asked) if asked.indicator is None else _of_indicator(asked, asked.indicator)
    if not asked.is_shaded or not shown.rows:
        return shown
    newest = boundaries.newest_on(asked.choice.on)
    own = {row.unit.id: newest[row.unit.id] for row in shown.rows if row.unit.id in newest}
    return replace(
        shown,
        rows=_sorted(shown.rows, asked),
        chart=_chart(shown, own),
        sources=boundaries.sources_of(own) if own else [],
    )


def _communes(asked: MapChoice) -> list[UnitRow]:
    """Those that were chosen, in order of names."""
    scope = asked.choice.scope
    return [
        row
        for row in asked.choice.units.values()
        if row.level is UnitLevel.COMMUNE and (scope is None or row.id in scope)
    ]


def _sorted(rows: Iterable[MapRow], asked: MapChoice) -> tuple[MapRow, ...]:
    """In order of names, or from the highest value; those without one come last."""
    if asked.sort == "ten" or not asked.is_shaded:
        return tuple(rows)
    return tuple(sorted(rows, key=lambda row: (row.rank is None, -(row.rank or 0))))


def _of_classes(asked: MapChoice) -> MapPage:
    """Of the year up to the last quarter that is over by the end of the period."""
    quarter = period_containing(asked.period.end, PeriodKind.QUARTER, asked.period.regime)
    end = quarter.end if quarter.end <= asked.period.end else quarter.previous().end
    title, head = _("Xếp loại xã, phường"), _("Loại")
    try:
        found = assessment.judged(end, on=asked.choice.on)
    except Refused as refused:
        return MapPage(title=title, head=head, refusal=refused.message)
    label = year_to_date(end, found.rule_set.regime).label
    rows = [_class_row(unit, found.verdicts.get(unit.id)) for unit in _communes(asked)]
    return MapPage(title=f"{title}: {label}", head=head, rows=tuple(rows))


def _class_row(unit: UnitRow, verdict: Verdict | None) -> MapRow:
    kind, brief, rank = _class_of(verdict)
    return MapRow(unit=unit, kind=kind, value=kind.label, brief=brief, how="", rank=rank)


def _class_of(verdict: Verdict | None) -> tuple[Kind, str, Fraction | None]:
    if verdict is None or not verdict.is_decided:
        return UNDECIDED, "?", None
    rule = verdict.scale.class_of(verdict.class_code or "")
    if rule is not None and not rule.drug_free:
        look = "calm" if rule.fallback else _LOOKS.get(rule.rank, "calm")
        return Kind(rule.code, capfirst(rule.name), look), _in_brief(rule.name), Fraction(rule.rank)
    if verdict.drug_free is Truth.YES:
        return DRUG_FREE, "✓", Fraction(-1)
    return NO_CLASS, "–", Fraction(0)


def _in_brief(name: str) -> str:
    """«Loại II» is II."""
    last = name.split()[-1]
    return last if len(last) <= 4 else name[:4]


def _of_indicator(asked: MapChoice, indicator: IndicatorSpec) -> MapPage:
    plan, period, choice = asked.plan, asked.period, asked.choice
    results = queries.indicator_by_unit(plan, [indicator.code], period, on=choice.on, include_unaccepted=choice.wide)
    rows = [_measured_row(unit, results.get(unit.id, {}).get(indicator.code), indicator) for unit in _communes(asked)]
    return MapPage(
        title=f"{indicator.name}: {period.year_to_date().label}",
        head=f"{_('Giá trị')} ({indicator.unit})" if indicator.unit and not indicator.condition else _("Kết quả"),
        rows=tuple(rows if indicator.condition else _in_steps(rows, indicator.unit)),
    )


def _in_steps(rows: Sequence[MapRow], unit: str) -> list[MapRow]:
    kinds, of = steps({str(row.unit.id): row.rank for row in rows}, unit)
    named = {kind.code: kind for kind in kinds}
    return [row if row.kind is NOTHING_TO_MEASURE else replace(row, kind=named[of[str(row.unit.id)]]) for row in rows]


def _measured_row(unit: UnitRow, result: Result[int] | None, indicator: IndicatorSpec) -> MapRow:
    how = result.explanation if result else ""
    if result is None or result.outcome is Outcome.NO_DATA:
        return MapRow(unit=unit, kind=NO_DATA, value=NO_DATA.label, brief="–", how="", rank=None)
    if result.outcome is Outcome.NO_OCCURRENCE or result.value is None:
        label = NOTHING_TO_MEASURE.label
        return MapRow(unit=unit, kind=NOTHING_TO_MEASURE, value=label, brief="0", how=how, rank=None)
    if indicator.condition:
        kind = MET if result.value else NOT_MET
        return MapRow(
            unit=unit, kind=kind, value=kind.label, brief="✓" if result.value else "✗", how="", rank=result.value
        )
    value = in_unit(result, indicator)
    told = said(value, indicator.unit)
    estimated = _(" (ước)") if result.estimated else ""
    return MapRow(unit=unit, kind=NO_DATA, value=f"{told}{estimated}", brief=told, how=how, rank=value)


def in_unit(result: Result[int], indicator: IndicatorSpec) -> Fraction:
    """The value as charts take it: per hundred where the indicator is counted in %."""
    assert result.value is not None
    return result.value * 100 if indicator.unit == "%" else result.value


def _chart(shown: MapPage, own: Mapping[int, int]) -> Chart:
    areas = [Area(str(row.unit.id), row.unit.name, row.kind.code, row.value, row.brief, row.url) for row in shown.rows]
    ranked = sorted(shown.rows, key=lambda row: (row.rank is None, row.rank or 0))
    kinds = {row.kind.code: row.kind for row in ranked}
    outlines = _outlines(tuple(sorted(own.items())))
    return commune_map(shown.title, areas, list(kinds.values()), value_head=shown.head, outlines=outlines)


@lru_cache(maxsize=16)
def _outlines(own: tuple[tuple[int, int], ...]) -> Outlines | None:
    """Shapes never change under their id, so that a map once made flat is kept."""
    shapes = boundaries.shapes([pk for _unit, pk in own])
    return outlines_of({str(unit): shapes[pk] for unit, pk in own if pk in shapes})
