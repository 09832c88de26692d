"""What a consolidated figure means, drawn as small tables: who counts, who is missing, what a longer window is."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from namro.catalogue.queries import elements
from namro.kernel.consolidation import consolidate
from namro.kernel.elements import CellKey
from namro.kernel.figures import NOT_APPLICABLE, Figure, FigureState, reported
from namro.kernel.times import PeriodKind, Regime, period_of
from namro.organisations.models import Unit
from namro.plans.models import Plan
from namro.reporting import actions, queries
from namro.reporting.models import Report
from namro.reporting.rules import ReportState
from tests.apps.reporting import CLOSINGS, IN_TIME, NOTHING_LEFT, Q1, Q2, accepted, baseline, make_plan, sent
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ON = IN_TIME.date()
HALF = period_of(PeriodKind.HALF_YEAR, Regime.STATUTORY, 2026, 1)


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    return made


def put(cast: Cast, unit: Unit, period: object, **figures: Figure) -> None:
    """Place figures and accept the report of the window, whatever else the form would ask."""
    report = Report.objects.get(unit=unit, window_end=period.end)  # type: ignore[attr-defined]
    actions.record_baseline(
        by=cast.standing,
        at=IN_TIME,
        unit=unit,
        period=period,  # type: ignore[arg-type]
        figures={CellKey(code): figure for code, figure in figures.items()},
        document="Số gốc",
    )
    report.state = ReportState.ACCEPTED
    report.save()


def figure(text: str) -> Figure | None:
    match text.split():
        case ["-"]:
            return None
        case ["n/a"]:
            return NOT_APPLICABLE
        case ["file", number]:
            return Figure(FigureState.NOT_STORED, None, number)
        case ["est", number]:
            return Figure(FigureState.ESTIMATED, Decimal(number))
        case [number]:
            return reported(int(number))
    raise AssertionError(text)


MEANING = """
a      | b      | total | reported | expected | estimated | missing | not stored
3      | 4      | 7     | 2        | 2        | 0         |         |
3      | 0      | 3     | 2        | 2        | 0         |         |
0      | 0      | 0     | 2        | 2        | 0         |         |
3      | -      | 3     | 1        | 2        | 0         | b       |
-      | -      | none  | 0        | 2        | 0         | a b     |
3      | n/a    | 3     | 1        | 2        | 0         |         |
3      | file 9 | 3     | 1        | 2        | 0         |         | b
file 8 | file 9 | none  | 0        | 2        | 0         |         | a b
est 3  | 4      | 7     | 2        | 2        | 1         |         |
"""


@pytest.mark.parametrize("row", MEANING.strip().splitlines()[1:])
def test_zero_blank_not_applicable_and_not_stored_add_up_differently(cast: Cast, plan: Plan, row: str) -> None:
    a, b, value, count, expected, estimated, missing, elsewhere = (cell.strip() for cell in row.split("|"))
    names = {"a": cast.a.pk, "b": cast.b.pk}
    for unit, text in ((cast.a, a), (cast.b, b)):
        if given_figure := figure(text):
            put(cast, unit, Q1, fugitives_found_hiding=given_figure)
    total = queries.consolidated(plan, Q1, on=ON).this.totals[CellKey("fugitives_found_hiding")]
    assert (total.value, total.reported, total.expected, total.estimated) == (
        None if value == "none" else Decimal(value),
        int(count),
        int(expected),
        int(estimated),
    )
    assert set(total.missing) == {names[name] for name in missing.split()}
    assert set(total.not_stored) == {names[name] for name in elsewhere.split()}


def test_only_accepted_reports_count_unless_asked_for(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=2)
    sent(cast, cast.b, by=cast.clerk_b, addicts_new=5)
    new = CellKey("addicts_new")
    strict = queries.consolidated(plan, Q1, on=ON)
    assert (strict.this.totals[new].value, strict.this.totals[new].missing) == (2, (cast.b.pk,))
    wide = queries.consolidated(plan, Q1, on=ON, include_unaccepted=True)
    assert (wide.this.totals[new].value, wide.this.totals[new].missing) == (7, ())
    assert wide.includes_unaccepted


LONGER = """
element            | Q1 | Q2 | half year
addicts_new        | 2  | 3  | 5
addicts_new        | 2  | -  | none
addicts_closing    | 45 | 47 | 47
addicts_closing    | 45 | -  | none
addicts_counselled | 9  | 11 | 11
residents_current  | 90 | 91 | 91
"""


@pytest.mark.parametrize("row", LONGER.strip().splitlines()[1:])
def test_a_longer_window_is_made_of_its_quarters(cast: Cast, plan: Plan, row: str) -> None:
    element, first, second, half = (cell.strip() for cell in row.split("|"))
    for period, text in ((Q1, first), (Q2, second)):
        if given_figure := figure(text):
            put(cast, cast.a, period, **{element: given_figure})
    total = queries.consolidated(plan, HALF, on=ON).this.totals[CellKey(element)]
    assert total.value == (None if half == "none" else Decimal(half))


def test_every_total_names_the_revisions_it_stands_on(cast: Cast, plan: Plan) -> None:
    report = accepted(cast, cast.a, by=cast.clerk_a, addicts_new=2)
    found = queries.consolidated(plan, Q1, on=ON, with_revisions=True)
    (revision,) = found.this.revisions[CellKey("addicts_new")]
    assert revision in set(report.versions.get().pinned.values_list("revision_id", flat=True))
    assert found.year_to_date.totals[CellKey("addicts_new")].value == 2
    assert found.tally.missing == ()
    assert found.unit_names(found.this.totals[CellKey("addicts_new")].missing) == ("Phường Bình Thử",)


def test_comparison_is_with_the_window_before_and_the_same_one_last_year(cast: Cast, plan: Plan) -> None:
    baseline(cast, cast.a, cases_total=4, addicts_new=1)
    actions.record_baseline(
        by=cast.standing,
        at=IN_TIME,
        unit=cast.a,
        period=Q1.same_last_year(),
        figures={CellKey("addicts_new"): reported(9)},
        document="Báo cáo năm 2025",
    )
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=2)
    found = queries.consolidated(plan, Q1, on=ON)
    row = next(r for section in found.sections for r in section.rows if r.key == CellKey("addicts_new"))
    assert row.previous is not None
    assert row.last_year is not None
    assert (row.this.value, row.previous.value, row.last_year.value) == (2, 1, 9)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 10**6)), max_size=2, unique_by=lambda pair: pair[0]))
def test_pure_roll_up_sql_sum_and_page_agree(cast: Cast, plan: Plan, values: list[tuple[str, int]]) -> None:
    units = {"a": cast.a, "b": cast.b}
    new = CellKey("addicts_new")
    for unit in units.values():
        put(cast, unit, Q1, addicts_new=reported(0))
    for name, value in values:
        put(cast, units[name], Q1, addicts_new=reported(value))
    given_values = {u.pk: {new: reported(dict(values).get(name, 0))} for name, u in units.items()}
    pure = consolidate([cast.a.pk, cast.b.pk], given_values, [elements()["addicts_new"]])[new].value
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(f.value) FROM reporting_figure f JOIN catalogue_dataelement e ON e.id = f.element_id"
            " WHERE e.code = 'addicts_new' AND f.window_start = %s AND f.window_end = %s",
            [Q1.start, Q1.end],
        )
        (by_database,) = cursor.fetchone()
    assert pure == by_database == queries.consolidated(plan, Q1, on=ON).this.totals[new].value
