"""Totals that the database adds up are those of the pure roll-up, in any world of figures, reports and maps."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from namro.catalogue.models import DataElement, FormVersion
from namro.kernel.consolidation import Total, combine_windows, consolidate
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.kernel.succession import spread_figure
from namro.kernel.times import Period, PeriodKind, Regime, campaign, period_of
from namro.organisations.models import Succession, Unit
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.models import Figure, FigureRevision, Report
from namro.reporting.queries.books import Reading, open_plan
from namro.reporting.queries.leaves import WHOLE, Leaf
from namro.reporting.rules import EntrySource, ReportState
from namro.reporting.stored import by_window, entries, settled
from tests.apps.reporting import IN_TIME, make_plan
from tests.cast import C_GOES_INTO_B, Cast

pytestmark = pytest.mark.django_db


def statutory(kind: PeriodKind, year: int, number: int = 1) -> Period:
    return period_of(kind, Regime.STATUTORY, year, number)


QUARTERS = [statutory(PeriodKind.QUARTER, year, n) for year in (2025, 2026) for n in (1, 2, 3, 4)]
LONGER = [
    statutory(PeriodKind.HALF_YEAR, 2026, 1),
    statutory(PeriodKind.NINE_MONTHS, 2026),
    statutory(PeriodKind.YEAR, 2025),
    statutory(PeriodKind.HALF_YEAR, 2025, 1),
]
PERIODS = [*QUARTERS[4:7], *LONGER[:2], statutory(PeriodKind.MONTH, 2026, 2), statutory(PeriodKind.YEAR, 2026)]
ON = date(2026, 9, 14)
CELLS = [
    CellKey("addicts_new"),  # flow
    CellKey("addicts_closing"),  # stock
    CellKey("addicts_counselled"),  # persons once in the year
    CellKey("residents_current"),  # base
    CellKey("managed_addicts"),  # computed
    CellKey("informed_people", "families"),  # broken down
]
NUMBERS = st.decimals(0, 10**9, places=4)


@dataclass(frozen=True)
class Entered:
    """One figure of a world: whose (and by whom), in which window, of which box, what, and from what source."""

    unit: int
    supplier: int
    window: int
    cell: int
    state: FigureState
    number: Decimal
    baseline: bool


@dataclass(frozen=True)
class World:
    figures: list[Entered]
    states: dict[tuple[int, int], ReportState]
    split: bool


ENTERED = st.builds(
    Entered,
    unit=st.integers(0, 2),
    supplier=st.sampled_from([-1, -1, -1, 0, 3]),
    window=st.integers(0, len(QUARTERS) + len(LONGER) - 1),
    cell=st.integers(0, len(CELLS) - 1),
    state=st.sampled_from([*FigureState, FigureState.REPORTED, FigureState.REPORTED]),
    number=NUMBERS,
    baseline=st.booleans(),
)
WORLDS = st.builds(
    World,
    figures=st.lists(ENTERED, max_size=40, unique_by=lambda e: (e.unit, e.supplier, e.window, e.cell)),
    states=st.dictionaries(
        st.tuples(st.integers(0, 2), st.integers(4, 6)), st.sampled_from(list(ReportState)), max_size=9
    ),
    split=st.booleans(),
)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    """As elsewhere, and commune c reports too, as long as it exists."""
    made = make_plan(cast)
    rule = made.report_rules.get()
    form = FormVersion.objects.get(form__code="X-Q")
    for quarter in QUARTERS[4:6]:
        Report.objects.create(
            rule=rule,
            unit=cast.c,
            form_version=form,
            window_start=quarter.start,
            window_end=quarter.end,
            period_code=quarter.code,
            due_on=quarter.end,
        )
    return made


def build(world: World, cast: Cast) -> None:
    """Store a world, whatever the chain of a report would have asked on the way."""
    units = [cast.a, cast.b, cast.c, cast.health]
    if world.split:
        Succession.objects.filter(from_unit=cast.c).update(share=Decimal("0.33333333"))
        Succession.objects.create(
            from_unit=cast.c,
            to_unit=cast.a,
            share=Decimal("0.66666667"),
            effective_on=C_GOES_INTO_B,
            legal_reference="Nghị quyết thử",
        )
    for (unit, quarter), state in world.states.items():
        period = QUARTERS[quarter]
        Report.objects.filter(unit=units[unit], window_start=period.start, window_end=period.end).update(state=state)
    ids = dict(DataElement.objects.values_list("code", "pk"))
    seen = set()
    for e in world.figures:
        supplier = e.unit if e.supplier < 0 else e.supplier
        if (e.unit, supplier, e.window, e.cell) in seen:
            continue
        seen.add((e.unit, supplier, e.window, e.cell))
        window = [*QUARTERS, *LONGER][e.window]
        has_number = e.state in (FigureState.REPORTED, FigureState.ESTIMATED)
        written = {
            "unit": units[e.unit],
            "supplier": units[supplier],
            "element_id": ids[CELLS[e.cell].element],
            "breakdown": CELLS[e.cell].breakdown,
            "window_start": window.start,
            "window_end": window.end,
            "version": 1,
            "state": e.state,
            "value": e.number if has_number else None,
            "source": EntrySource.BASELINE if e.baseline else EntrySource.OWN,
        }
        revision = FigureRevision.objects.create(**written, by=cast.standing, at=IN_TIME)
        Figure.objects.create(**written, revision=revision)


def pure(reading: Reading, leaves: Iterable[Leaf]) -> dict[CellKey, Total[int]]:
    """What the kernel makes of the same figures, one by one."""
    stored = by_window(settled(entries(Figure.objects.all()), reading.book.given))
    expected: dict[CellKey, list[int]] = {}
    values: dict[int, dict[CellKey, Value]] = {unit: {} for unit in reading.book.order}
    for leaf in leaves:
        for key in leaf.cells:
            element = reading.book.elements[key.element]
            if not leaf.answers(element):
                continue
            expected.setdefault(key, []).append(leaf.unit)
            for windows in leaf.alternatives:
                told = {w: stored.get((leaf.unit, w), {}).get(key) for w in windows}
                parts = [
                    (campaign(*w), one and _portion(reading, leaf, one.value, key, w[1])) for w, one in told.items()
                ]
                if figure := combine_windows(element.kind, parts):
                    values[leaf.unit][key] = figure
                    break
    return {
        key: consolidate([u for u in reading.book.order if u in units], values, [reading.book.elements[key.element]])[
            key
        ]
        for key, units in expected.items()
    }


def _portion(reading: Reading, leaf: Leaf, figure: Value, key: CellKey, ends: date) -> Value:
    if leaf.portions == WHOLE:
        return figure
    shares = reading.maps.lineage.weights(leaf.unit, ends, reading.maps.on)
    parts = spread_figure(figure, reading.book.elements[key.element].kind, shares)
    scope = reading.maps.scope or frozenset()
    inside = [part for heir, part in parts.items() if heir in scope]
    if figure.value is None:
        return inside[0]
    return Value(FigureState.ESTIMATED, sum((p.value for p in inside if p.value is not None), Decimal(0)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS, period=st.sampled_from(PERIODS), wide=st.booleans(), scope=st.sampled_from(["", "a", "b", "ab"]))
def test_the_database_adds_up_what_the_kernel_says(
    cast: Cast, plan: Plan, world: World, period: Period, wide: bool, scope: str
) -> None:
    with transaction.atomic():
        build(world, cast)
        year = period.year_to_date()
        spans = [(period, period), (period.same_last_year(), period), (year, year), (year.same_last_year(), year)]
        if period.kind not in (PeriodKind.YEAR, PeriodKind.NINE_MONTHS):
            spans.append((period.previous(), period))
        reading = open_plan(
            plan,
            spans,
            on=ON,
            eve=date(2025, 12, 14),
            include_unaccepted=wide,
            scope=frozenset({"a": cast.a.pk, "b": cast.b.pk}[unit] for unit in scope) or None,
        )
        groups = [reading.leaves(*span) for span in spans] + [reading.opening(date(2025, 12, 14), year)]
        for leaves, (totals, _) in zip(groups, reading.book.totals(groups), strict=True):
            assert dict(totals) == pure(reading, leaves)
        transaction.set_rollback(True)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS, period=st.sampled_from(PERIODS[:5]))
def test_parts_of_the_map_add_up_to_the_whole(cast: Cast, plan: Plan, world: World, period: Period) -> None:
    """The communes of the map of now, one by one, give together what all give, whoever was there before them."""
    with transaction.atomic():
        build(world, cast)
        everywhere = queries.consolidated(plan, period, on=ON)
        each = [queries.consolidated(plan, period, on=ON, scope=frozenset({u.pk})) for u in (cast.a, cast.b)]
        for column in ("this", "last_year", "year_to_date"):
            for key in CELLS:
                total = getattr(everywhere, column).total(key)
                parts = [found for one in each if (found := getattr(one, column).total(key)) is not None]
                known = [part.value for part in parts if part.value is not None]
                assert (total.value if total else None) == (sum(known, Decimal(0)) if known else None)
        transaction.set_rollback(True)


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=WORLDS, period=st.sampled_from(PERIODS[:5]))
def test_every_total_can_name_its_figures_and_their_revisions(
    cast: Cast, plan: Plan, world: World, period: Period
) -> None:
    with transaction.atomic():
        build(world, cast)
        found = queries.consolidated(plan, period, on=ON, with_revisions=True)
        told = found.each(found.this, CELLS)
        for key in CELLS:
            total = found.this.total(key)
            parts = told.get(key, {})
            if total is None:
                assert not parts
                continue
            numbers = {unit: one.figure.value for unit, one in parts.items() if one.figure.value is not None}
            assert (total.leaves, total.value) == (tuple(numbers), sum(numbers.values()) if numbers else None)
            assert found.this.revisions.get(key, ()) == tuple(
                sorted(r for one in parts.values() for r in one.revisions)
            )
        transaction.set_rollback(True)


def add(cast: Cast, unit: Unit, period: Period, key: CellKey, number: int) -> None:
    where = {cast.a.pk: 0, cast.b.pk: 1, cast.c.pk: 2}[unit.pk]
    window = [*QUARTERS, *LONGER].index(period)
    one = Entered(where, -1, window, CELLS.index(key), FigureState.REPORTED, Decimal(number), baseline=True)
    build(World([one], {}, split=False), cast)


def test_a_dissolved_commune_counts_towards_its_successor(cast: Cast, plan: Plan) -> None:
    """c goes into b on 1 July: what c told of the first quarter is b's on the map of today, and only there."""
    new, closing = CELLS[:2]
    for unit, number in ((cast.b, 10), (cast.c, 5)):
        add(cast, unit, QUARTERS[4], new, number)
        add(cast, unit, QUARTERS[4], closing, number * 10)
    add(cast, cast.b, QUARTERS[6], closing, 149)
    then = queries.consolidated(plan, QUARTERS[4], on=ON, scope=frozenset({cast.b.pk}))
    assert (then.this.totals[new].value, then.this.totals[new].leaves) == (15, (cast.b.pk, cast.c.pk))
    now = queries.consolidated(plan, QUARTERS[6], on=ON)
    assert now.this.totals[closing].value == 149
    # The people of c are among those of b now: its last figure is not added once more.
    assert now.year_to_date.totals[closing].value == 149
    assert now.breaks == (C_GOES_INTO_B,)
    assert cast.c.pk not in now.this.totals[closing].missing


def test_on_the_map_of_that_time_the_commune_stands_for_itself(cast: Cast, plan: Plan) -> None:
    new = CELLS[0]
    add(cast, cast.c, QUARTERS[4], new, 5)
    before = queries.consolidated(plan, QUARTERS[4], on=date(2026, 3, 14), scope=frozenset({cast.c.pk}))
    assert before.this.totals[new].value == 5
    after = queries.consolidated(plan, QUARTERS[4], on=ON, scope=frozenset({cast.c.pk}))
    assert new not in after.this.totals
