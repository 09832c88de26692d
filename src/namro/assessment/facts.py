"""What figures say of each commune in a year: the accepted ones, on the map of a day, with where each comes from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction

from namro.assessment.years import YearToDate
from namro.kernel.classification import Facts, Known
from namro.kernel.elements import CellKey
from namro.kernel.expressions import Cell, Gap
from namro.kernel.figures import Figure, FigureState
from namro.kernel.rule_sets import RuleSet
from namro.kernel.succession import spread
from namro.kernel.times import ONE_DAY, Period
from namro.organisations import queries as organisations
from namro.organisations.models import UnitTag
from namro.organisations.queries import UnitRow
from namro.organisations.rules import UnitLevel
from namro.plans.models import Plan
from namro.reporting.models import Report
from namro.reporting.queries.books import Reading, open_plan
from namro.reporting.queries.leaves import Leaf, carries_over


@dataclass(frozen=True, slots=True)
class Source:
    """What one unit gave towards a figure. share: how much of it belongs here."""

    unit: int
    figure: Figure
    revisions: tuple[int, ...]
    share: Fraction


@dataclass(slots=True)
class _Sum:
    """Everything that units were asked for one cell of one area."""

    sources: list[Source] = field(default_factory=list)
    total: Decimal = Decimal(0)
    is_missing: bool = False
    is_elsewhere: bool = False
    is_estimate: bool = False

    def add(self, source: Source | None, value: Decimal | None) -> None:
        """None: somebody was asked and has given nothing."""
        if source is None:
            self.is_missing = True
            return
        self.sources.append(source)
        self.is_elsewhere |= source.figure.state is FigureState.NOT_STORED
        self.is_estimate |= source.figure.state is FigureState.ESTIMATED or source.share != 1
        self.total += value or Decimal(0)

    @property
    def is_whole(self) -> bool:
        return not self.is_missing and not self.is_elsewhere

    def better_than(self, other: _Sum | None) -> bool:
        return other is None or (self.is_whole and not other.is_whole)


Book = Mapping[int, Mapping[Cell, _Sum]]


@dataclass(frozen=True, kw_only=True)
class FactBook:
    """communes: those of the map, in order of their names. by_unit: what is known of each; province: of the whole.

    names: of every unit that gave something, gone ones included.
    """

    year: YearToDate
    on: date
    communes: Mapping[int, UnitRow]
    province_unit: UnitRow | None
    by_unit: Mapping[int, Facts]
    province: Facts
    sources: Mapping[int, Mapping[Cell, tuple[Source, ...]]]
    names: Mapping[int, str]


def fact_book(rule_set: RuleSet, year: YearToDate, *, on: date, include_unaccepted: bool = False) -> FactBook:
    """About twenty queries for each plan that asks communes in the year, whatever the number of communes."""
    units = organisations.units_on(on)
    levels = rule_set.scale("commune").levels
    communes = {unit.id: unit for unit in units.values() if unit.level in levels}
    cells = {cell for formula in rule_set.formulas() for cell in formula.cells()}
    book: dict[int, dict[Cell, _Sum]] = defaultdict(dict)
    names: dict[int, str] = {}
    for reading, span, like in _readings(year, on, include_unaccepted=include_unaccepted):
        names |= reading.names
        for unit, own in _read(reading, span, like, cells, on).items():
            for cell, found in own.items():
                if found.better_than(book[unit].get(cell)):
                    book[unit][cell] = found
    flags = _flags(
        rule_set, communes.keys() | {u.id for u in units.values() if u.level is UnitLevel.PROVINCE}, year, on
    )
    top = next((unit for unit in units.values() if unit.level is UnitLevel.PROVINCE), None)
    return FactBook(
        year=year,
        on=on,
        communes=communes,
        province_unit=top,
        by_unit={unit: _facts(book.get(unit, {}), flags.get(unit, {})) for unit in communes},
        province=_facts(_of_all(book, communes, cells), flags.get(top.id, {}) if top else {}),
        sources={unit: {c: tuple(s.sources) for c, s in own.items()} for unit, own in book.items()},
        names=names,
    )


def _readings(year: YearToDate, on: date, *, include_unaccepted: bool) -> Iterator[tuple[Reading, Period, Period]]:
    """Every plan that asks communes in the year; for a year in which none did, those of the next, seen from there."""
    for like in (year.period, year.period_next_year):
        asked = Report.objects.filter(
            window_start__gte=like.start,
            window_end__lte=like.end,
            form_version__isnull=False,
            unit__level=UnitLevel.COMMUNE,
            rule__regime=like.regime,
        )
        plans = Plan.objects.filter(pk__in=asked.values("rule__plan")).order_by("-published_at", "-pk")
        found = [
            (
                open_plan(
                    plan,
                    [(year.period, like)],
                    on=on,
                    eve=year.period.start - ONE_DAY,
                    include_unaccepted=include_unaccepted,
                ),
                year.period,
                like,
            )
            for plan in plans
        ]
        if found:
            yield from found
            return


def _read(
    reading: Reading, span: Period, like: Period, cells: Collection[Cell], on: date
) -> dict[int, dict[Cell, _Sum]]:
    """By unit of the map of `on`, what was asked of it and of its forebears."""
    eve = span.start - ONE_DAY
    parts = (("", reading.leaves(span, like)), ("year_open", reading.opening(eve, like)))
    keys = [{cell.key for cell in cells if cell.function == function} for function, _ in parts]
    wanted = keys[0] | keys[1]
    told = reading.book.told([leaves for _, leaves in parts], wanted)
    found: dict[int, dict[Cell, _Sum]] = defaultdict(dict)
    for (function, leaves), own, answers in zip(parts, keys, told, strict=True):
        for leaf in leaves:
            last = leaf.alternatives[-1][-1]
            shares = reading.maps.lineage.weights(leaf.unit, last[1], on)
            for key in own & leaf.cells:
                if not _answers(leaf, key, shares, reading):
                    continue
                given = answers.get(key, {}).get(leaf.unit)
                value = given.figure.value if given else None
                portions = spread(value, shares) if value is not None else dict.fromkeys(shares)
                for heir, portion in portions.items():
                    source = None
                    if given is not None:
                        source = Source(leaf.unit, given.figure, given.revisions, shares[heir])
                    found[heir].setdefault(Cell(function, key), _Sum()).add(source, portion)
    return found


def _answers(leaf: Leaf, key: CellKey, shares: Mapping[int, Fraction], reading: Reading) -> bool:
    element = reading.book.elements[key.element]
    return leaf.answers(element) and (shares == {leaf.unit: Fraction(1)} or carries_over(element))


def _of_all(book: Book, communes: Collection[int], cells: Iterable[Cell]) -> Mapping[Cell, _Sum]:
    """The province's own figures: of its communes where they are asked, else of whoever is."""
    found = {}
    for cell in cells:
        asked = [own[cell] for unit, own in book.items() if cell in own and unit in communes]
        asked = asked or [own[cell] for own in book.values() if cell in own]
        if not asked:
            continue
        whole = _Sum()
        for part in asked:
            whole.total += part.total
            whole.is_missing |= part.is_missing
            whole.is_elsewhere |= part.is_elsewhere
            whole.is_estimate |= part.is_estimate
        found[cell] = whole
    return found


def _facts(sums: Mapping[Cell, _Sum], flags: Mapping[str, bool]) -> Facts:
    whole = {cell: one for cell, one in sums.items() if one.is_whole}
    part = {cell: one for cell, one in sums.items() if not one.is_whole}
    return Facts(
        values={cell: Known(Fraction(one.total), one.is_estimate) for cell, one in whole.items()},
        floors={cell: Fraction(one.total) for cell, one in part.items()},
        gaps={cell: Gap.BLANK if one.is_missing else Gap.NOT_STORED for cell, one in part.items()},
        flags=flags,
    )


def _flags(rule_set: RuleSet, units: Collection[int], year: YearToDate, on: date) -> dict[int, dict[str, bool]]:
    """What was decided of units by the end of the year, or on the first day of those that came later."""
    tags = {tag for flag in rule_set.flags.values() for tag in flag.tags}
    day = min(year.period.end, on)
    rows = UnitTag.objects.filter(tag__in=tags, unit__in=list(units)).values_list("unit", "tag", "valid", "unit__valid")
    found: dict[int, dict[str, bool]] = defaultdict(dict)
    for unit, tag, valid, exists in rows:
        asked = max(day, exists.lower) if exists.lower else day
        if (valid.lower is None or valid.lower <= asked) and (valid.upper is None or asked < valid.upper):
            found[unit] |= {flag.code: True for flag in rule_set.flags.values() if tag in flag.tags}
    return found
