"""What the page of a series shows: a chart, and the same period by period in a table, of a figure or an indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from namro.kernel.indicators import IndicatorSpec, Outcome, Result, Transform
from namro.kernel.times import short_date
from namro.reporting.queries import IndicatorSeries, Point, Series
from namro.writing.charts import Break, Chart, Line, line_chart, said

Breaks = Sequence[tuple[date, tuple[str, ...]]]
_CHANGES = (Transform.GROWTH, Transform.REDUCTION)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One period. after: changes of the map that come before it. cells: as the head of the page's table says."""

    label: str
    cells: tuple[str, ...]
    after: Breaks
    how: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictured:
    """chart: None where no period has begun."""

    title: str
    unit: str
    chart: Chart | None
    head: tuple[str, ...]
    rows: tuple[Row, ...]


def element_pictured(found: Series, breakdown: str) -> Pictured:
    element, points = found.element, found.points
    part = dict(element.breakdowns).get(breakdown, "")
    title = f"{element.name}: {part}" if part else element.name
    totals = [point.total for point in points]
    line = Line(
        title,
        tuple(total.value if total else None for total in totals),
        frozenset(n for n, total in enumerate(totals) if total and total.estimated),
        frozenset(n for n, total in enumerate(totals) if total and total.missing),
    )
    labels = [_short(point.period.label) for point in points]
    chart = line_chart(title, labels, [line], unit=element.unit, breaks=_breaks([p.after for p in points]))
    return Pictured(
        title=title,
        unit=element.unit,
        chart=chart if points else None,
        head=(_("Số liệu"), _("Đơn vị có số")),
        rows=tuple(_row_of_element(point, line.remark(number)) for number, point in enumerate(points)),
    )


def _row_of_element(point: Point, remark: str) -> Row:
    total = point.total
    value = said(total.value if total else None)
    counted = f"{total.reported}/{total.expected}" if total else "–"
    return Row(label=point.period.label, cells=(f"{value} ({remark})" if remark else value, counted), after=point.after)


def indicator_pictured(found: IndicatorSeries) -> Pictured:
    """Growth and fall as the figure that is counted, so that it can stand beside that of last year."""
    indicator, points = found.indicator, found.points
    unit = indicator.counted if indicator.transform in _CHANGES else indicator.unit
    this = Line(
        _("Năm nay"),
        tuple(shown(point.result, indicator) for point in points),
        frozenset(n for n, point in enumerate(points) if point.result.estimated),
        frozenset(n for n, point in enumerate(points) if point.result.missing),
    )
    last = Line(_("Cùng kỳ năm trước"), tuple(_before(point.before, indicator) for point in points))
    lines = [this, last] if any(value is not None for value in last.values) else [this]
    labels = [_short(point.period.label) for point in points]
    chart = line_chart(indicator.name, labels, lines, unit=unit, breaks=_breaks([p.breaks for p in points]))
    return Pictured(
        title=indicator.name,
        unit=unit,
        chart=chart if points else None,
        head=(_("Từ đầu năm"), _("Cùng kỳ năm trước")),
        rows=tuple(
            Row(
                label=point.period.label,
                cells=(said(this.values[n], unit), said(last.values[n], unit)),
                after=point.breaks,
                how=point.result.explanation,
            )
            for n, point in enumerate(points)
        ),
    )


def shown(result: Result[int], indicator: IndicatorSpec) -> Fraction | None:
    """The value as a chart takes it: per hundred where it is in %, the figure itself where it is a change."""
    if result.transform is Transform.GROWTH:
        return result.numerator
    if result.transform is Transform.REDUCTION:
        known = result.denominator is not None and result.numerator is not None
        return result.denominator - result.numerator if known else None  # type: ignore[operator]
    if result.outcome is not Outcome.KNOWN or result.value is None:
        return None
    return result.value * 100 if indicator.unit == "%" else result.value


def _before(value: Fraction | None, indicator: IndicatorSpec) -> Fraction | None:
    in_percent = indicator.unit == "%" and indicator.transform not in _CHANGES
    return value * 100 if value is not None and in_percent else value


def _breaks(changes: Sequence[Breaks]) -> list[Break]:
    return [Break(n, _said_break(found)) for n, found in enumerate(changes) if found]


def _said_break(found: Breaks) -> str:
    days = "; ".join(short_date(day) for day, _texts in found)
    texts = ", ".join(dict.fromkeys(text for _day, named in found for text in named))
    return f"{days}: đơn vị thay đổi ({texts})" if texts else f"{days}: đơn vị thay đổi"


def _short(label: str) -> str:
    """«Quý II/2026» is «Q.II/26»: four of them fit on a phone."""
    name, _slash, year = label.rpartition("/")
    return f"{name.replace('Quý ', 'Q.').replace('Tháng ', 'T.')}/{year[-2:]}" if name and year.isdecimal() else label
