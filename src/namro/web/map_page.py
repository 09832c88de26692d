"""What the map shows: by commune its class or the value of an indicator, in words, and where it lies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from functools import lru_cache

from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from namro.assessment import queries as assessment
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


@dataclass(frozen=True, slots=True, kw_only=True)
class MapRow:
    """One commune. rank: by which the table may be sorted, None where there is no value. how: the arithmetic."""

    unit: UnitRow
    kind: Kind
    value: str
    brief: str
    how: str
    rank: Fraction | None

    @property
    def url(self) -> str:
        return reverse("overview:show-unit", args=[self.unit.id])


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """chart: None where nothing may be shaded, or there is no commune. refusal: why there is no value at all."""

    title: str
    head: str
    rows: tuple[MapRow, ...]
    chart: Chart | None
    sources: list[BoundarySet]
    refusal: str = ""


def map_page(asked: MapChoice, today: date) -> MapPage:
    rows, head, refusal = _rows(asked, today)
    ordered = _sorted(rows, asked)
    title = f"{asked.indicator.name if asked.indicator else _('Xếp loại xã, phường')}: {asked.period.label}"
    newest = boundaries.newest_on(asked.choice.on) if asked.is_shaded else {}
    own = {row.unit.id: newest[row.unit.id] for row in rows if row.unit.id in newest}
    return MapPage(
        title=title,
        head=head,
        rows=ordered,
        chart=_chart(title, head, rows, own) if rows and asked.is_shaded else None,
        sources=boundaries.sources_of(own) if own else [],
        refusal=refusal,
    )


def _rows(asked: MapChoice, today: date) -> tuple[list[MapRow], str, str]:
    choice = asked.choice
    communes = [
        row
        for row in choice.units.values()
        if row.level is UnitLevel.COMMUNE and (choice.scope is None or row.id in choice.scope)
    ]
    if asked.indicator is None:
        try:
            return _classified(communes, asked), _("Loại"), ""
        except Refused as refused:
            return [], _("Loại"), refused.message
    unit = asked.indicator.unit
    return _measured(communes, asked, asked.indicator), f"{_('Giá trị')} ({unit})" if unit else _("Giá trị"), ""


def _sorted(rows: Iterable[MapRow], asked: MapChoice) -> tuple[MapRow, ...]:
    """In order of names, or from the highest value; those without one come last."""
    if asked.sort == "ten" or not asked.is_shaded:
        return tuple(rows)
    return tuple(sorted(rows, key=lambda row: (row.rank is None, -(row.rank or 0))))


def _classified(communes: Sequence[UnitRow], asked: MapChoice) -> list[MapRow]:
    """Of the year up to the last quarter that the period holds; the whole year before while none is over."""
    quarter = period_containing(asked.period.end, PeriodKind.QUARTER, asked.period.regime)
    end = quarter.end if quarter.end <= asked.period.end else quarter.previous().end
    verdicts = assessment.verdicts_of(end, on=asked.choice.on)
    return [_class_row(unit, verdicts.get(unit.id)) for unit in communes]


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


def _measured(communes: Sequence[UnitRow], asked: MapChoice, indicator: IndicatorSpec) -> list[MapRow]:
    plan, period, choice = asked.plan, asked.period, asked.choice
    results = kept(
        ("by unit", plan.pk, indicator.code, period, choice.on, choice.wide),
        lambda: queries.indicator_by_unit(plan, [indicator.code], period, on=choice.on, include_unaccepted=choice.wide),
    )
    rows = [_measured_row(unit, results.get(unit.id, {}).get(indicator.code), indicator) for unit in communes]
    if indicator.condition:
        return rows
    kinds, of = steps({str(row.unit.id): row.rank for row in rows}, indicator.unit)
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


def _chart(title: str, head: str, rows: Sequence[MapRow], own: Mapping[int, int]) -> Chart:
    outlines = _outlines(tuple(sorted(own.items())))
    areas = [Area(str(row.unit.id), row.unit.name, row.kind.code, row.value, row.brief, row.url) for row in rows]
    kinds = {row.kind.code: row.kind for row in sorted(rows, key=lambda row: (row.rank is None, row.rank or 0))}
    return commune_map(title, areas, list(kinds.values()), value_head=head, outlines=outlines)


@lru_cache(maxsize=16)
def _outlines(own: tuple[tuple[int, int], ...]) -> Outlines | None:
    """Shapes never change under their id, so that a map once made flat is kept."""
    shapes = boundaries.shapes([pk for _unit, pk in own])
    return outlines_of({str(unit): shapes[pk] for unit, pk in own if pk in shapes})
