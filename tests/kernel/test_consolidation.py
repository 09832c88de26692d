from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.consolidation import Total, combine_windows, consolidate, roll_up
from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import NOT_APPLICABLE, Figure, FigureState, estimated, reported
from namro.kernel.times import Period, PeriodKind, Regime, period_of
from namro.kernel.trees import Tree


def element(code: str, kind: ElementKind, *breakdowns: str) -> ElementSpec:
    return ElementSpec(
        code=code,
        name=code,
        kind=kind,
        unit="người",
        breakdowns=tuple((b, b) for b in breakdowns),
        supplier="Công an xã",
        source="",
        valid_from=date(2025, 12, 15),
    )


ELEMENTS = [element("a", ElementKind.FLOW), element("b", ElementKind.STOCK, "men", "women")]
CELLS = [key for e in ELEMENTS for key in e.cells()]
ELSEWHERE = Figure(FigureState.NOT_STORED, note="12/HS")

figures = st.one_of(
    st.integers(0, 1000).map(reported), st.integers(0, 1000).map(estimated), st.just(NOT_APPLICABLE), st.just(ELSEWHERE)
)
given_cells = st.dictionaries(st.sampled_from(CELLS), figures)
Given = Mapping[int, Mapping[CellKey, Figure]]


@st.composite
def provinces(draw: st.DrawFn) -> tuple[Tree[int], list[int], Given]:
    size = draw(st.integers(1, 15))
    tree = Tree([(0, None)] + [(n, draw(st.integers(0, n - 1))) for n in range(1, size)])
    expected = draw(st.lists(st.sampled_from(range(size)), unique=True))
    return tree, expected, draw(st.dictionaries(st.integers(0, size), given_cells))


def naive(units: list[int], values: Given, key: CellKey) -> Total[int]:
    """The definition, one count at a time."""
    total: Decimal | None = None
    counts = dict.fromkeys(FigureState, 0)
    missing, elsewhere, leaves = [], [], []
    for unit in units:
        if unit not in values or key not in values[unit]:
            missing.append(unit)
            continue
        figure = values[unit][key]
        counts[figure.state] += 1
        if figure.value is not None:
            total = figure.value if total is None else total + figure.value
            leaves.append(unit)
        if figure.state is FigureState.NOT_STORED:
            elsewhere.append(unit)
    return Total(
        value=total,
        reported=len(leaves),
        expected=len(units),
        estimated=counts[FigureState.ESTIMATED],
        not_applicable=counts[FigureState.NOT_APPLICABLE],
        not_stored=tuple(elsewhere),
        missing=tuple(missing),
        leaves=tuple(leaves),
    )


@given(provinces())
def test_a_total_is_what_counting_by_hand_gives(province: tuple[Tree[int], list[int], Given]) -> None:
    _, expected, values = province
    assert consolidate(expected, values, ELEMENTS) == {key: naive(expected, values, key) for key in CELLS}


@given(provinces())
def test_rolling_up_the_tree_is_the_flat_sum_over_what_lies_below(province: tuple[Tree[int], list[int], Given]) -> None:
    tree, expected, values = province
    for unit, totals in roll_up(tree, expected, values, ELEMENTS).items():
        below = [u for u in (unit, *tree.descendants(unit)) if u in expected]
        assert totals == {key: naive(below, values, key) for key in CELLS}


@given(provinces())
def test_a_parent_is_the_sum_of_its_children_and_itself(province: tuple[Tree[int], list[int], Given]) -> None:
    tree, expected, values = province
    totals = roll_up(tree, expected, values, ELEMENTS)
    for unit in tree:
        own = consolidate([unit] if unit in expected else [], values, ELEMENTS)
        parts = [own, *(totals[child] for child in tree.children(unit))]
        for key in CELLS:
            known = [part[key].value for part in parts if part[key].value is not None]
            assert totals[unit][key].value == (sum(v for v in known if v is not None) if known else None)
            assert totals[unit][key].expected == sum(part[key].expected for part in parts)


@given(provinces())
def test_every_expected_unit_is_counted_once(province: tuple[Tree[int], list[int], Given]) -> None:
    _, expected, values = province
    for total in consolidate(expected, values, ELEMENTS).values():
        answered = total.reported + total.not_applicable + len(total.not_stored)
        assert answered + len(total.missing) == total.expected == len(expected)


def test_attested_rates_are_never_added() -> None:
    rate = element("rate", ElementKind.ATTESTED)
    key = CellKey("rate")
    one = {1: {key: reported(85)}}
    assert consolidate([1, 2], one, [rate])[key].value == 85
    assert consolidate([1, 2], {**one, 2: {key: reported(90)}}, [rate])[key].value is None


def test_a_total_given_beside_the_breakdowns_is_kept() -> None:
    values = {1: {CellKey("b"): reported(9), CellKey("b", "men"): reported(5)}}
    assert consolidate([1], values, ELEMENTS)[CellKey("b")].value == 9


def quarter(number: int, year: int = 2026) -> Period:
    return period_of(PeriodKind.QUARTER, Regime.STATUTORY, year, number)


def half_year(kind: ElementKind, first: Figure | None, second: Figure | None) -> Figure | None:
    return combine_windows(kind, [(quarter(1), first), (quarter(2), second)])


@pytest.mark.parametrize("kind", [kind for kind in ElementKind if kind is not ElementKind.FLOW])
def test_only_flows_add_up_over_time(kind: ElementKind) -> None:
    assert half_year(kind, reported(3), reported(4)) == reported(4)
    assert half_year(kind, reported(3), None) is None


@pytest.mark.parametrize(
    ("first", "second", "both"),
    [
        (reported(3), reported(4), reported(7)),
        (reported(3), estimated(4), estimated(7)),
        (reported(3), None, None),
        (reported(3), NOT_APPLICABLE, reported(3)),
        (NOT_APPLICABLE, NOT_APPLICABLE, NOT_APPLICABLE),
        (reported(3), ELSEWHERE, ELSEWHERE),
    ],
)
def test_a_flow_is_whole_only_if_its_parts_are(first: Figure, second: Figure | None, both: Figure | None) -> None:
    assert half_year(ElementKind.FLOW, first, second) == both


def test_windows_are_combined_only_in_order_and_without_a_gap() -> None:
    for parts in ([quarter(1), quarter(3)], [quarter(2), quarter(1)], [quarter(1), quarter(1)]):
        with pytest.raises(ValueError, match="liền nhau"):
            combine_windows(ElementKind.FLOW, [(period, reported(1)) for period in parts])


def test_a_figure_since_the_start_of_the_year_stays_in_its_year() -> None:
    parts = [(quarter(4), reported(9)), (quarter(1, 2027), reported(2))]
    assert combine_windows(ElementKind.FLOW, parts) == reported(11)
    with pytest.raises(ValueError, match="qua năm"):
        combine_windows(ElementKind.YTD, parts)
