"""The consolidated figures of a plan in a period: totals that name their units, beside earlier windows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import reported
from namro.kernel.form_checks import check_form
from namro.kernel.form_facts import FormFacts
from namro.kernel.form_rules import Scope
from namro.kernel.forms import FormSpec
from namro.kernel.problems import Problem
from namro.kernel.times import FREE_KINDS, ONE_DAY, Period
from namro.organisations.queries import UnitRow
from namro.plans.models import Plan
from namro.reporting.models import Narrative, Report
from namro.reporting.queries.books import ACCEPTED_ONLY, Reading, open_plan
from namro.reporting.queries.leaves import Leaf, carries_over
from namro.reporting.queries.lists import PeriodTally, ReportLine, report_lines, tally
from namro.reporting.queries.sums import Revisions, Told, Totals
from namro.reporting.queries.surroundings import year_start
from namro.reporting.rules import ASKS_FOR_A_PLAN, SENT_STATES, Standing
from namro.reporting.stored import forms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """All totals of one span of time. leaves: who answers for it.

    revisions: by box, all that its total stands on; empty unless asked for.
    """

    period: Period
    totals: Totals
    revisions: Revisions
    leaves: tuple[Leaf, ...]

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
    """One heading in words, with what each unit wrote under it, in order of the units' names.

    reports: those in which they wrote it, in the same order.
    """

    code: str
    label: str
    texts: tuple[tuple[int, str], ...]
    reports: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Consolidated:
    """A plan's figures for a period, of all units or of those in `scope`, on the map of one day.

    lines: the reports of exactly this period, or, where it is put together, of those inside it, one a unit: the one
    furthest from being accepted. units: everyone on the map. breaks: days on which the map changed since the same time
    of last year.
    """

    plan: Plan
    period: Period
    includes_unaccepted: bool
    scope: frozenset[int] | None
    this: Column
    previous: Column | None
    last_year: Column
    year_to_date: Column
    # Over the units that have given figures this time: one that is missing now would make every comparison a fall.
    comparable_last_year: Totals
    comparable_revisions: Revisions
    # Stock at the start of the year, compared the same way.
    year_opening: Totals
    opening_revisions: Revisions
    sections: tuple[TotalSection, ...]
    lines: tuple[ReportLine, ...]
    tally: PeriodTally
    narratives: tuple[Gathered, ...]
    problems: tuple[Problem, ...]
    units: Mapping[int, UnitRow]
    elements: Mapping[str, ElementSpec]
    breaks: tuple[date, ...]
    reading: Reading

    def unit_names(self, ids: Iterable[int]) -> tuple[str, ...]:
        return tuple(self.reading.names[u] for u in ids if u in self.reading.names)

    def each(self, column: Column, keys: Collection[CellKey]) -> dict[CellKey, dict[int, Told]]:
        """What each unit gives for some boxes in a column, in the order of units. One query."""
        return self.reading.book.told([column.leaves], keys)[0]


def consolidated(
    plan: Plan,
    period: Period,
    *,
    on: date,
    include_unaccepted: bool = False,
    scope: frozenset[int] | None = None,
    with_revisions: bool = False,
) -> Consolidated:
    """About twenty queries, whatever the number of units and figures.

    Counts what reports that were accepted gave (and, if wanted, those sent and not yet accepted), and baselines.
    Units are those of the map of the day `on`, with what their forebears gave; scope: the ones that are wanted.
    """
    spans = _spans(period)
    year = period.year_to_date()
    eve = year_start(period) - ONE_DAY
    reading = open_plan(plan, list(spans.values()), on=on, eve=eve, include_unaccepted=include_unaccepted, scope=scope)
    columns = _columns(reading, spans, with_revisions=with_revisions)
    last_year, opening = _comparable(reading, year, eve, columns["year_to_date"], with_revisions=with_revisions)
    lines = _lines(plan, period, on, scope)
    shown = {name: columns.get(name) for name in ("this", "previous", "last_year", "year_to_date")}
    breaks = _breaks(reading, columns["this"], since=columns["last_year"].period.end)
    forms = list(forms_of(reading.forms).values())
    return Consolidated(
        plan=plan,
        period=period,
        includes_unaccepted=include_unaccepted,
        scope=scope,
        this=columns["this"],
        previous=columns.get("previous"),
        last_year=columns["last_year"],
        year_to_date=columns["year_to_date"],
        comparable_last_year=last_year[0],
        comparable_revisions=last_year[1],
        year_opening=opening[0],
        opening_revisions=opening[1],
        sections=tuple(_sections(forms, shown, reading, breaks)),
        lines=lines,
        tally=tally(period, lines),
        narratives=tuple(_gathered(plan, period, reading, include_unaccepted=include_unaccepted)),
        problems=tuple(_problems(forms, columns["this"], reading.book.elements)) if scope is None else (),
        units=reading.units,
        elements=reading.book.elements,
        breaks=breaks,
        reading=reading,
    )


def _columns(
    reading: Reading, spans: Mapping[str, tuple[Period, Period]], *, with_revisions: bool
) -> dict[str, Column]:
    wanted = {name: pair for name, pair in spans.items() if name != "year_to_date_last_year"}
    # In the first quarter the year to date is the quarter itself.
    distinct = {pair: reading.leaves(*pair) for pair in wanted.values()}
    found = dict(
        zip(distinct, reading.book.totals(list(distinct.values()), with_revisions=with_revisions), strict=True)
    )
    return {
        name: Column(period=pair[0], totals=found[pair][0], revisions=found[pair][1], leaves=distinct[pair])
        for name, pair in wanted.items()
    }


Found = tuple[Totals, Revisions]


def _comparable(reading: Reading, year: Period, eve: date, now: Column, *, with_revisions: bool) -> tuple[Found, Found]:
    """Totals of the same time last year and of the year's opening, over the units that have given figures now."""
    told = {unit for total in now.totals.values() for unit in (*total.leaves, *total.not_stored)}
    silent = frozenset(leaf.unit for leaf in now.leaves) - told
    earlier = [reading.leaves(year.same_last_year(), year), reading.opening(eve, year)]
    compared = [without(leaves, silent) for leaves in earlier]
    last_year, opening = reading.book.totals(compared, with_revisions=with_revisions)
    return last_year, opening


def without(leaves: Iterable[Leaf], silent: frozenset[int]) -> list[Leaf]:
    """The same leaves, of which those give nothing whose heirs are all silent now; they are still expected."""
    return [replace(leaf, alternatives=()) if leaf.heirs <= silent else leaf for leaf in leaves]


def _breaks(reading: Reading, column: Column, *, since: date) -> tuple[date, ...]:
    """The days after `since` on which the area of some unit of a column changed."""
    lineage, until = reading.maps.lineage, column.period.end
    heirs = {heir for leaf in column.leaves for heir in leaf.heirs}
    return tuple(sorted({day for unit in heirs for day in lineage.breaks(unit, since, until)}))


def _lines(plan: Plan, period: Period, on: date, scope: frozenset[int] | None) -> tuple[ReportLine, ...]:
    """Reports of the very period; where there are none, of those inside it, one a unit: the furthest from accepted."""
    of_plan = Report.objects.filter(rule__plan=plan)
    if scope is not None:
        of_plan = of_plan.filter(unit__in=scope)
    lines = report_lines(of_plan.filter(window_start=period.start, window_end=period.end), on)
    if not lines:
        inside = report_lines(of_plan.filter(window_start__gte=period.start, window_end__lte=period.end), on)
        lines = list(
            {line.unit: line for line in sorted(inside, key=lambda line: -_FURTHEST.index(line.standing))}.values()
        )
        places = {line.unit: n for n, line in enumerate(inside)}
        lines.sort(key=lambda line: places[line.unit])
    return tuple(lines)


_FURTHEST = (
    Standing.OVERDUE,
    Standing.RETURNED,
    Standing.NOT_DUE,
    Standing.ASKED,
    Standing.LATE,
    Standing.SUBMITTED,
    Standing.ACCEPTED_LATE,
    Standing.ACCEPTED,
)


def _spans(period: Period) -> dict[str, tuple[Period, Period]]:
    """Each span with the present one whose windows it mirrors."""
    year = period.year_to_date()
    spans = {
        "this": (period, period),
        "last_year": (period.same_last_year(), period),
        "year_to_date": (year, year),
        "year_to_date_last_year": (year.same_last_year(), year),
    }
    if period.kind not in FREE_KINDS:
        spans["previous"] = (period.previous(), period)
    return spans


def _sections(
    forms: Iterable[FormSpec],
    columns: Mapping[str, Column | None],
    reading: Reading,
    breaks: Collection[date],
) -> Iterator[TotalSection]:
    """The boxes of every form once, in the order of the forms; what a form computes comes last."""
    this = columns["this"]
    assert this is not None
    seen: set[CellKey] = set()
    for form in sorted({form.code: form for form in forms}.values(), key=lambda form: form.code):
        boxes = [(s.code, s.title, [(c.key, c.label, c.of_which is not None) for c in s.cells]) for s in form.sections]
        computed = ("", "Số máy tính từ biểu", [(d.key, d.label, False) for d in form.derived])
        for code, title, cells in [*boxes, computed]:
            new = [cell for cell in cells if cell[0] not in seen and cell[0] in this.totals]
            seen.update(key for key, _, _ in new)
            if new:
                rows = tuple(_row(key, label, columns, reading, breaks, is_part=part) for key, label, part in new)
                yield TotalSection(form=form, code=code, title=title, rows=rows)


def _row(
    key: CellKey,
    label: str,
    columns: Mapping[str, Column | None],
    reading: Reading,
    breaks: Collection[date],
    *,
    is_part: bool,
) -> TotalRow:
    element = reading.book.elements[key.element]

    def total(name: str) -> Total[int] | None:
        """None for an earlier class or rate where the map has changed since: it says nothing of the units of now."""
        column = columns[name]
        if column is None or (not carries_over(element) and any(day > column.period.end for day in breaks)):
            return None
        return column.totals.get(key)

    this = total("this")
    assert this is not None
    return TotalRow(
        key=key,
        label=label,
        unit_label=element.unit,
        decimals=element.decimals,
        kind=element.kind,
        is_part=is_part,
        this=this,
        previous=total("previous"),
        last_year=total("last_year"),
        year_to_date=total("year_to_date") or this,
    )


def _gathered(plan: Plan, period: Period, reading: Reading, *, include_unaccepted: bool) -> Iterator[Gathered]:
    """What units wrote, side by side under each heading, in the order in which the forms have them."""
    told = Narrative.objects.filter(
        report__rule__plan=plan,
        report__window_start__gte=period.start,
        report__window_end__lte=period.end,
        report__state__in=SENT_STATES if include_unaccepted else ACCEPTED_ONLY,
    ).exclude(report__rule__what=ASKS_FOR_A_PLAN)
    written = told.values_list("code", "report__unit_id", "report__window_end", "report_id", "text")
    places = {unit: n for n, unit in enumerate(reading.book.order)}
    scope = reading.maps.scope
    found: dict[str, list[tuple[int, date, int, int, str]]] = defaultdict(list)
    for code, unit, ends, report, text in written:
        if text.strip() and unit in reading.names and (scope is None or unit in scope):
            found[code].append((places.get(unit, len(places)), ends, report, unit, text.strip()))
    labels = {"results": "Kết quả nổi bật", "difficulties": "Khó khăn, vướng mắc", "proposals": "Kiến nghị, đề xuất"}
    for code in sorted(found, key=lambda c: (list(labels).index(c) if c in labels else len(labels), c)):
        said = sorted(found[code])
        yield Gathered(
            code=code,
            label=labels.get(code, code),
            texts=tuple((unit, text) for *_, unit, text in said),
            reports=tuple(report for _, _, report, *_ in said),
        )


def _problems(forms: Iterable[FormSpec], this: Column, elements: Mapping[str, ElementSpec]) -> Iterator[Problem]:
    """What the rules for all units together find."""
    totals = {key: reported(t.value) for key, t in this.totals.items() if t.value is not None}
    for form in {form.code: form for form in forms}.values():
        yield from check_form(form, elements, FormFacts(values=totals), scope=Scope.ALL_UNITS)
