"""The consolidated figures of a plan in a period: totals that name their units, beside earlier windows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from django.db.models import Q

from namro.catalogue import queries as catalogue
from namro.kernel.consolidation import Total, combine_windows, consolidate
from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import reported
from namro.kernel.form_checks import check_form
from namro.kernel.form_facts import FormFacts
from namro.kernel.form_rules import Scope
from namro.kernel.forms import FormSpec
from namro.kernel.problems import Problem
from namro.kernel.times import ONE_DAY, Period, PeriodKind, period_containing
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.plans.models import Plan
from namro.reporting.models import Figure, Narrative, Report
from namro.reporting.queries.lists import PeriodTally, ReportLine, report_lines, tally
from namro.reporting.queries.surroundings import closing_on, year_start
from namro.reporting.rules import SENT_STATES, ReportState
from namro.reporting.stored import (
    Entry,
    Window,
    by_window,
    cells_given,
    entries,
    forms_of,
    in_windows,
    period_of,
    settled,
    stored_cells,
)

ACCEPTED_ONLY = frozenset({ReportState.ACCEPTED})
Totals = Mapping[CellKey, Total[int]]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a plan asks of one unit up to the end of a period: a form, in windows of one kind."""

    unit: int
    form: FormSpec
    cells: frozenset[CellKey]
    periods: tuple[Period, ...]

    def tiles(self, span: Period, like: Period) -> tuple[Period, ...]:
        """The windows in `span` that match, one by one, those that are asked for in `like`."""
        return _tiles(self.periods, span, like)


@lru_cache(maxsize=1024)
def _tiles(periods: tuple[Period, ...], span: Period, like: Period) -> tuple[Period, ...]:
    own = [p for p in periods if like.start <= p.start and p.end <= like.end]
    if not own or own[-1].kind is PeriodKind.CAMPAIGN:
        return tuple(own[-1:]) if span == like else ()
    wanted = _count(own[-1], like.start)
    tile = period_containing(span.start, own[-1].kind, own[-1].regime)
    found: list[Period] = []
    while len(found) < wanted and tile.end <= span.end:
        found.append(tile)
        tile = tile.next()
    return tuple(found)


def _count(last: Period, since: date) -> int:
    """How many windows of the kind of `last` lie between a day and the end of `last`."""
    count = 0
    while last.start >= since:
        count, last = count + 1, last.previous()
    return count


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """All totals of one span of time.

    values: by unit, what counted; a unit that gave nothing is absent. revisions: by cell and unit, the revisions that
    the figure stands on (several where a longer window is put together from shorter ones).
    """

    period: Period
    totals: Totals
    values: Mapping[int, Mapping[CellKey, Value]]
    revisions: Mapping[CellKey, Mapping[int, tuple[int, ...]]]

    def total(self, key: CellKey) -> Total[int] | None:
        return self.totals.get(key)


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalRow:
    """One cell of a form over all units. previous, last_year: None where no such window exists."""

    key: CellKey
    label: str
    unit_label: str
    decimals: int
    kind: ElementKind
    is_part: bool
    this: Total[int]
    previous: Total[int] | None
    last_year: Total[int] | None
    year_to_date: Total[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalSection:
    form: FormSpec
    code: str
    title: str
    rows: tuple[TotalRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """One heading in words, with what each unit wrote under it, in order of the units' names."""

    code: str
    label: str
    texts: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """A plan's figures for a period. lines: the reports of exactly this period; units: everyone who is named."""

    plan: Plan
    period: Period
    includes_unaccepted: bool
    this: Column
    previous: Column | None
    last_year: Column
    year_to_date: Column
    # Over the units that have given figures this time: one that is missing now would make every comparison a fall.
    comparable_last_year: Totals
    # Stock at the start of the year, compared the same way.
    year_opening: Totals
    sections: tuple[TotalSection, ...]
    lines: tuple[ReportLine, ...]
    tally: PeriodTally
    narratives: tuple[Gathered, ...]
    problems: tuple[Problem, ...]
    units: Mapping[int, UnitRow]
    elements: Mapping[str, ElementSpec]

    def unit_names(self, ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.units[u].name for u in ids if u in self.units)


@dataclass(kw_only=True)
class _Book:
    """Everything that was fetched for one consolidation."""

    asked: tuple[Asked, ...]
    elements: Mapping[str, ElementSpec]
    order: Mapping[int, int]
    counted: list[Entry] = field(default_factory=list)
    figures: dict[tuple[int, Window], dict[CellKey, Entry]] = field(default_factory=dict)

    def fetch(self, windows: Iterable[Window], eve: date, states: frozenset[ReportState]) -> None:
        """Two queries: the figures of these windows and those that end on `eve`; the reports that make them count."""
        units = {a.unit for a in self.asked}
        wanted = in_windows(windows) | Q(window_end=eve)
        given = cells_given(Report.objects.filter(wanted, unit__in=units, state__in=states))
        self.counted = settled(entries(Figure.objects.filter(wanted, unit__in=units)), given)
        self.figures = by_window(self.counted)

    def column(self, span: Period, like: Period) -> Column:
        values: dict[int, dict[CellKey, Value]] = defaultdict(dict)
        revisions: dict[CellKey, dict[int, tuple[int, ...]]] = defaultdict(dict)
        for asked in self.asked:
            own = values[asked.unit]
            for key, value, stands_on in self._found(asked, span, like):
                own[key] = value
                revisions[key][asked.unit] = stands_on
        return Column(period=span, totals=self._totals(values, like), values=values, revisions=revisions)

    def _found(self, asked: Asked, span: Period, like: Period) -> Iterator[tuple[CellKey, Value, tuple[int, ...]]]:
        """One unit's figures of a span. What was given for the very span goes before what is put together."""
        exact = self.figures.get((asked.unit, (span.start, span.end)), {})
        yield from ((key, e.value, (e.revision,)) for key, e in exact.items() if key in asked.cells)
        parts = [(p, self.figures.get((asked.unit, (p.start, p.end)), {})) for p in asked.tiles(span, like)]
        if not parts or (len(parts) == 1 and parts[0][1] is exact):
            return
        for key in asked.cells - exact.keys():
            kind = self.elements[key.element].kind
            used = parts if kind is ElementKind.FLOW else parts[-1:]
            found = [(p, part.get(key)) for p, part in used]
            value = combine_windows(kind, [(p, e.value if e else None) for p, e in found])
            if value is not None:
                yield key, value, tuple(e.revision for _, e in found if e)

    def opening(self, eve: date) -> dict[int, dict[CellKey, Value]]:
        """What each unit had at the end of a day."""
        by_unit: dict[int, list[Entry]] = defaultdict(list)
        for entry in self.counted:
            by_unit[entry.unit].append(entry)
        return {unit: closing_on(own, eve, self.elements) for unit, own in by_unit.items()}

    def comparable(self, before: Mapping[int, Mapping[CellKey, Value]], now: Column) -> Totals:
        """Totals of earlier figures over the units that have given figures now."""
        return self._totals({unit: cells for unit, cells in before.items() if now.values.get(unit)}, now.period)

    def _totals(self, values: Mapping[int, Mapping[CellKey, Value]], like: Period) -> Totals:
        """Each element over the units of which it is asked in `like`; elements asked of the same units go together."""
        expected: dict[str, dict[int, None]] = defaultdict(dict)
        for asked in self.asked:
            if asked.tiles(like, like):
                for key in asked.cells:
                    expected[key.element][asked.unit] = None
        groups: dict[tuple[int, ...], list[ElementSpec]] = defaultdict(list)
        for element, units in expected.items():
            groups[tuple(sorted(units, key=self._place))].append(self.elements[element])
        totals: dict[CellKey, Total[int]] = {}
        for together, elements in groups.items():
            totals |= consolidate(together, values, elements)
        return totals

    def _place(self, unit: int) -> int:
        return self.order.get(unit, len(self.order))


def consolidated(plan: Plan, period: Period, *, on: date, include_unaccepted: bool = False) -> Consolidated:
    """About fifteen queries, whatever the number of units and figures.

    Counts what reports that were accepted gave (and, if wanted, those sent and not yet accepted), and baselines.
    Units are named and ordered as they are on the day `on`.
    """
    year = period.year_to_date()
    reports = list(
        Report.objects.filter(
            rule__plan=plan, window_start__gte=min(year.start, period.start), window_end__lte=period.end
        ).select_related("rule")
    )
    units = organisations.units_on(on, {r.unit_id for r in reports})
    asked = what_is_asked(reports)
    elements = catalogue.elements()
    book = _Book(asked=asked, elements=elements, order={unit: n for n, unit in enumerate(units)})
    spans = _spans(period)
    windows = {(t.start, t.end) for span, like in spans.values() for a in asked for t in (*a.tiles(span, like), span)}
    eve = year_start(period) - ONE_DAY
    book.fetch(windows, eve, SENT_STATES if include_unaccepted else ACCEPTED_ONLY)
    columns = {name: book.column(span, like) for name, (span, like) in spans.items()}
    lines = tuple(report_lines(Report.objects.filter(rule__plan=plan, **_exactly(period)), on))
    return Consolidated(
        plan=plan,
        period=period,
        includes_unaccepted=include_unaccepted,
        this=columns["this"],
        previous=columns.get("previous"),
        last_year=columns["last_year"],
        year_to_date=columns["year_to_date"],
        comparable_last_year=book.comparable(columns["year_to_date_last_year"].values, columns["year_to_date"]),
        year_opening=book.comparable(book.opening(eve), columns["year_to_date"]),
        sections=tuple(_sections(asked, columns, elements)),
        lines=lines,
        tally=tally(period, lines),
        narratives=tuple(_gathered(lines, include_unaccepted=include_unaccepted)),
        problems=tuple(_problems(asked, columns, elements)),
        units=units,
        elements=elements,
    )


def _exactly(period: Period) -> dict[str, date]:
    return {"window_start": period.start, "window_end": period.end}


def _spans(period: Period) -> dict[str, tuple[Period, Period]]:
    """Each span with the present one whose windows it mirrors."""
    year = period.year_to_date()
    spans = {
        "this": (period, period),
        "last_year": (period.same_last_year(), period),
        "year_to_date": (year, year),
        "year_to_date_last_year": (year.same_last_year(), year),
    }
    if period.kind is not PeriodKind.CAMPAIGN:
        spans["previous"] = (period.previous(), period)
    return spans


def what_is_asked(reports: Iterable[Report]) -> tuple[Asked, ...]:
    """By unit and form, the windows of the shortest kind; reports in words only ask for no figure."""
    found: dict[tuple[int, int], list[Period]] = defaultdict(list)
    for report in reports:
        if report.form_version_id:
            found[report.unit_id, report.form_version_id].append(period_of(report))
    forms = forms_of({version for _, version in found})
    cells = {version: stored_cells(form) for version, form in forms.items()}
    asked = []
    for (unit, version), periods in found.items():
        kinds = {p.kind for p in periods}
        shortest = next(kind for kind in PeriodKind if kind in kinds)
        own = tuple(sorted(p for p in periods if p.kind is shortest))
        asked.append(Asked(unit, forms[version], cells[version], own))
    return tuple(asked)


def _sections(
    asked: Iterable[Asked], columns: Mapping[str, Column], elements: Mapping[str, ElementSpec]
) -> Iterator[TotalSection]:
    """The boxes of every form once, in the order of the forms; what a form computes comes last."""
    seen: set[CellKey] = set()
    for form in sorted({a.form.code: a.form for a in asked}.values(), key=lambda form: form.code):
        boxes = [(s.code, s.title, [(c.key, c.label, c.of_which is not None) for c in s.cells]) for s in form.sections]
        computed = ("", "Số máy tính từ biểu", [(d.key, d.label, False) for d in form.derived])
        for code, title, cells in [*boxes, computed]:
            new = [cell for cell in cells if cell[0] not in seen and cell[0] in columns["this"].totals]
            seen.update(key for key, _, _ in new)
            if new:
                rows = tuple(_row(key, label, elements, columns, is_part=part) for key, label, part in new)
                yield TotalSection(form=form, code=code, title=title, rows=rows)


def _row(
    key: CellKey, label: str, elements: Mapping[str, ElementSpec], columns: Mapping[str, Column], *, is_part: bool
) -> TotalRow:
    element = elements[key.element]
    return TotalRow(
        key=key,
        label=label,
        unit_label=element.unit,
        decimals=element.decimals,
        kind=element.kind,
        is_part=is_part,
        this=columns["this"].totals[key],
        previous=columns["previous"].totals.get(key) if "previous" in columns else None,
        last_year=columns["last_year"].totals.get(key),
        year_to_date=columns["year_to_date"].totals[key],
    )


def _gathered(lines: Sequence[ReportLine], *, include_unaccepted: bool) -> Iterator[Gathered]:
    """What units wrote, side by side under each heading, in the order in which the forms have them."""
    counted = SENT_STATES if include_unaccepted else ACCEPTED_ONLY
    places = {line.id: (n, line.unit) for n, line in enumerate(lines) if line.state in counted}
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    written = [n for n in Narrative.objects.filter(report__in=list(places)) if n.text.strip()]
    for narrative in sorted(written, key=lambda n: places[n.report_id]):
        found[narrative.code].append((places[narrative.report_id][1], narrative.text.strip()))
    labels = {"results": "Kết quả nổi bật", "difficulties": "Khó khăn, vướng mắc", "proposals": "Kiến nghị, đề xuất"}
    for code in sorted(found, key=lambda c: (list(labels).index(c) if c in labels else len(labels), c)):
        yield Gathered(code=code, label=labels.get(code, code), texts=tuple(found[code]))


def _problems(
    asked: Iterable[Asked], columns: Mapping[str, Column], elements: Mapping[str, ElementSpec]
) -> Iterator[Problem]:
    """What the rules for all units together find."""
    totals = {key: reported(t.value) for key, t in columns["this"].totals.items() if t.value is not None}
    for form in {a.form.code: a.form for a in asked}.values():
        yield from check_form(form, elements, FormFacts(values=totals), scope=Scope.ALL_UNITS)
