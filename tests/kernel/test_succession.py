"""Random histories of mergers and splits: nothing is lost, nothing is invented, and both ways of asking agree."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.elements import ElementKind
from namro.kernel.figures import NOT_APPLICABLE, Figure, FigureState, estimated, reported
from namro.kernel.succession import Handover, Lineage, spread, spread_figure

START = date(2025, 1, 1)


def day(n: int) -> date:
    """Handovers of a history happen on days 10, 20, 30 …; figures are of the days between."""
    return START + timedelta(days=n)


@dataclass(frozen=True)
class History:
    """A few units that merge, split, cede a part and vanish, one reform after another."""

    handovers: tuple[Handover[int], ...]
    alive: tuple[frozenset[int], ...]  # after no reform, after the first …

    @property
    def lineage(self) -> Lineage[int]:
        return Lineage(self.handovers)

    @property
    def reforms(self) -> int:
        return len(self.alive) - 1

    def on(self, moment: int) -> date:
        """A day after that many reforms."""
        return day(10 * moment + 5)


shares = st.sampled_from(["0.5", "0.25", "0.33333333", "0.1", "0.00000001"]).map(Decimal)


@st.composite
def histories(draw: st.DrawFn) -> History:
    alive = set(range(draw(st.integers(2, 6))))
    moments, handovers, fresh = [frozenset(alive)], [], 100
    for n in range(1, draw(st.integers(1, 4)) + 1):
        units = draw(st.permutations(sorted(alive)))
        giver, other = units[0], units[1] if len(units) > 1 else None
        kind = draw(st.sampled_from(["merge", "split", "cede", "found"]))
        if kind == "split" or other is None:
            first = draw(shares)
            gifts = {fresh: first, fresh + 1: 1 - first}
        elif kind == "cede":
            gifts = {other: draw(shares)}
        else:
            gifts = {other if kind == "merge" else fresh: Decimal(1)}
        if sum(gifts.values()) == 1:
            alive.discard(giver)
        alive |= set(gifts)
        fresh += 2
        handovers += [
            Handover(from_unit=giver, to_unit=to, share=share, effective_on=day(10 * n)) for to, share in gifts.items()
        ]
        moments.append(frozenset(alive))
    return History(tuple(handovers), tuple(moments))


@st.composite
def journeys(draw: st.DrawFn) -> tuple[History, int, int]:
    """A history, and two of its moments in order."""
    history = draw(histories())
    first, last = sorted(draw(st.tuples(*[st.integers(0, history.reforms)] * 2)))
    return history, first, last


def carried(history: History, counts: Mapping[int, Fraction], first: int, last: int) -> dict[int, Fraction]:
    found: dict[int, Fraction] = {}
    for unit, count in counts.items():
        for to, share in history.lineage.weights(unit, history.on(first), history.on(last)).items():
            found[to] = found.get(to, Fraction(0)) + count * share
    return found


@given(journeys(), st.data())
def test_whatever_merges_and_splits_the_total_stays(journey: tuple[History, int, int], data: st.DataObject) -> None:
    history, first, last = journey
    counts = {u: Fraction(data.draw(st.integers(0, 10**6))) for u in sorted(history.alive[first])}
    after = carried(history, counts, first, last)
    assert sum(after.values()) == sum(counts.values())
    assert set(after) <= history.alive[last]


@given(journeys())
def test_a_count_is_wholly_handed_over_to_units_that_exist(journey: tuple[History, int, int]) -> None:
    history, first, last = journey
    for unit in history.alive[first]:
        weights = history.lineage.weights(unit, history.on(first), history.on(last))
        assert sum(weights.values()) == 1
        assert all(share > 0 for share in weights.values())
        assert set(weights) <= history.alive[last]


@given(journeys())
def test_where_no_day_is_a_break_everything_stays(journey: tuple[History, int, int]) -> None:
    history, first, last = journey
    for unit in history.alive[first] & history.alive[last]:
        weights = history.lineage.weights(unit, history.on(first), history.on(last))
        origins = history.lineage.origins(unit, history.on(first), history.on(last))
        if not history.lineage.breaks(unit, history.on(first), history.on(last)):
            assert weights == origins == {unit: 1}


@given(journeys(), st.data())
def test_going_in_two_steps_is_going_in_one(journey: tuple[History, int, int], data: st.DataObject) -> None:
    history, first, last = journey
    between = data.draw(st.integers(first, last))
    counts = {u: Fraction(data.draw(st.integers(0, 1000))) for u in sorted(history.alive[first])}
    halfway = carried(history, counts, first, between)
    assert carried(history, halfway, between, last) == carried(history, counts, first, last)


@given(journeys())
def test_what_a_unit_is_made_of_is_who_handed_over_to_it(journey: tuple[History, int, int]) -> None:
    history, first, last = journey
    forward = {
        (old, new): share
        for old in history.alive[first]
        for new, share in history.lineage.weights(old, history.on(first), history.on(last)).items()
    }
    backward = {
        (old, new): share
        for new in history.alive[last]
        for old, share in history.lineage.origins(new, history.on(first), history.on(last)).items()
        if old in history.alive[first]
    }
    assert forward == backward


@given(journeys())
def test_figures_are_not_touched_on_an_older_map(journey: tuple[History, int, int]) -> None:
    history, first, last = journey
    for unit in history.alive[last]:
        assert history.lineage.weights(unit, history.on(last), history.on(first)) == {unit: 1}


@given(journeys())
def test_moved_units_are_those_whose_weights_are_not_their_own(journey: tuple[History, int, int]) -> None:
    history, first, last = journey
    moved = history.lineage.moved(history.on(first), history.on(last))
    for unit in history.alive[first]:
        weights = history.lineage.weights(unit, history.on(first), history.on(last))
        assert moved.get(unit, {unit: 1}) == weights


@given(journeys())
def test_whoever_is_made_of_something_else_has_a_break(journey: tuple[History, int, int]) -> None:
    history, first, last = journey
    for unit in history.alive[first] & history.alive[last]:
        origins = history.lineage.origins(unit, history.on(first), history.on(last))
        if origins != {unit: 1}:
            assert history.lineage.breaks(unit, history.on(first), history.on(last))


counts = st.decimals(0, 10**9, places=4, allow_nan=False)
parts_of_one = st.lists(st.integers(1, 10**8), min_size=1, max_size=6).map(
    lambda parts: {n: Fraction(part, sum(parts)) for n, part in enumerate(parts)}
)


@given(counts, parts_of_one)
def test_a_count_in_parts_adds_up_to_itself(value: Decimal, weights: dict[int, Fraction]) -> None:
    parts = spread(value, weights)
    assert sum(parts.values()) == value
    for unit, part in parts.items():
        assert part == part.quantize(Decimal("0.0001"))
        assert part >= 0
        assert abs(Fraction(part) - Fraction(value) * weights[unit]) < len(parts) * Fraction(1, 10**4)


A, B, C, D = "ABCD"
REFORM, LATER = date(2025, 7, 1), date(2026, 3, 1)
BEFORE, BETWEEN, AFTER = date(2025, 6, 14), date(2025, 12, 14), date(2026, 6, 14)


def handover(giver: str, to: str, share: str, on: date) -> Handover[str]:
    return Handover(from_unit=giver, to_unit=to, share=Decimal(share), effective_on=on)


def test_two_communes_of_30_and_40_are_one_of_70() -> None:
    lineage = Lineage([handover(A, C, "1", REFORM), handover(B, C, "1", REFORM)])
    assert [lineage.weights(unit, BEFORE, AFTER) for unit in (A, B)] == [{C: 1}, {C: 1}]
    assert {u: s for u, s in lineage.origins(C, BEFORE, AFTER).items() if u != C} == {A: 1, B: 1}


def test_a_unit_that_cedes_a_part_keeps_the_rest() -> None:
    lineage = Lineage([handover(A, B, "0.2", REFORM)])
    assert lineage.weights(A, BEFORE, AFTER) == {A: Fraction(4, 5), B: Fraction(1, 5)}
    assert lineage.weights(A, REFORM, AFTER) == {A: 1}


def test_two_units_may_exchange_parts_on_one_day() -> None:
    lineage = Lineage([handover(A, B, "0.5", REFORM), handover(B, A, "0.25", REFORM)])
    assert lineage.weights(A, BEFORE, AFTER) == {A: Fraction(1, 2), B: Fraction(1, 2)}
    assert lineage.weights(B, BEFORE, AFTER) == {A: Fraction(1, 4), B: Fraction(3, 4)}


def test_heirs_of_heirs_inherit() -> None:
    lineage = Lineage([handover(A, B, "1", REFORM), handover(B, C, "0.5", LATER), handover(B, D, "0.5", LATER)])
    assert lineage.weights(A, BEFORE, BETWEEN) == {B: 1}
    assert lineage.weights(A, BEFORE, AFTER) == {C: Fraction(1, 2), D: Fraction(1, 2)}
    assert lineage.breaks(C, BEFORE, AFTER) == (REFORM, LATER)


def test_the_last_figure_of_a_unit_that_went_within_the_window_goes_over_too() -> None:
    assert Lineage([handover(A, B, "1", REFORM)]).weights(A, BETWEEN, AFTER) == {B: 1}


def test_the_first_day_of_the_new_map_is_the_day_of_the_handover() -> None:
    lineage = Lineage([handover(A, B, "0.5", REFORM)])
    assert lineage.weights(A, BEFORE, REFORM - timedelta(days=1)) == {A: 1}
    assert lineage.weights(A, BEFORE, REFORM) == {A: Fraction(1, 2), B: Fraction(1, 2)}


def test_breaks_of_a_unit_are_its_own() -> None:
    lineage = Lineage([handover(A, B, "1", REFORM), handover(C, D, "1", LATER)])
    assert lineage.breaks(B, BEFORE, AFTER) == (REFORM,)
    assert lineage.breaks(B, REFORM, AFTER) == ()


@pytest.mark.parametrize(
    ("handovers", "sentence"),
    [
        ([handover(A, A, "1", REFORM)], "kế thừa chính mình"),
        ([handover(A, B, "0", REFORM)], "phải lớn hơn 0"),
        ([handover(A, B, "0.6", REFORM), handover(A, C, "0.5", REFORM)], "không quá 1"),
    ],
)
def test_what_is_no_history_is_turned_down(handovers: list[Handover[str]], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Lineage(handovers)


HALVES = {B: Fraction(1, 2), C: Fraction(1, 2)}


def test_a_whole_figure_stays_what_it_was() -> None:
    assert spread_figure(reported(7), ElementKind.STOCK, {B: Fraction(1)}) == {B: reported(7)}


def test_a_share_of_a_figure_is_an_estimate() -> None:
    assert spread_figure(reported(7), ElementKind.STOCK, HALVES) == {
        B: estimated(Decimal("3.5")),
        C: estimated(Decimal("3.5")),
    }


@pytest.mark.parametrize("figure", [NOT_APPLICABLE, Figure(FigureState.NOT_STORED, note="12/HS")])
def test_what_has_no_number_holds_for_every_heir(figure: Figure) -> None:
    assert spread_figure(figure, ElementKind.FLOW, HALVES) == {B: figure, C: figure}


def test_a_rate_is_never_carried_over() -> None:
    assert spread_figure(reported(98), ElementKind.ATTESTED, {B: Fraction(1)}) == {}
