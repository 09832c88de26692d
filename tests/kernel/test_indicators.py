import json
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure, FigureState, estimated, reported
from namro.kernel.indicators import (
    IndicatorFacts,
    Outcome,
    evaluate,
    indicator_from_dict,
    indicator_to_dict,
)
from tests.kernel.facts import A, B, indicator, result, total


@pytest.mark.parametrize(
    ("transform", "now", "base", "value", "words"),
    [
        ("count", 12, None, Fraction(12), "12 vụ"),
        ("ratio", 312, 690, Fraction(52, 115), "312/690 vụ = 45,22%"),
        ("growth", 112, 100, Fraction(12, 100), "112 vụ, cùng kỳ 100 vụ, tăng 12 vụ (12%)"),
        ("growth", 100, 100, Fraction(0), "100 vụ, cùng kỳ 100 vụ, không thay đổi"),
        ("reduction", 75, 100, Fraction(1, 4), "đầu kỳ 100 vụ, nay 75 vụ, giảm 25 vụ (25%)"),
        ("reduction", 110, 100, Fraction(-1, 10), "đầu kỳ 100 vụ, nay 110 vụ, tăng 10 vụ (10%)"),
        ("attested", Decimal("85.25"), None, Fraction(8525, 10000), "85,25% (cơ quan chủ trì xác nhận)"),
    ],
)
def test_a_value_is_exact_and_shows_its_arithmetic(
    transform: str, now: int, base: int | None, value: Fraction, words: str
) -> None:
    found = result(transform, now, base)
    assert (found.outcome, found.value, found.explanation) == (Outcome.KNOWN, value, words)


def test_without_figures_there_is_no_value() -> None:
    found = evaluate(indicator("ratio"), IndicatorFacts(now={B: total(100)}))
    assert (found.outcome, found.value, found.explanation) == (Outcome.NO_DATA, None, "chưa có số liệu")
    no_base = result("growth", 12)
    assert (no_base.outcome, no_base.explanation) == (Outcome.NO_DATA, "12 vụ, chưa có số để so")


def test_a_ratio_of_nothing_is_no_occurrence() -> None:
    assert result("ratio", 0, 0).outcome is Outcome.NO_OCCURRENCE


def test_open_reads_the_eve_of_the_window() -> None:
    managed = indicator("ratio", denominator="open(b) + c")
    now, opening = {A: total(9), B: total(99), CellKey("c"): total(2)}, {B: total(10)}
    assert evaluate(managed, IndicatorFacts(now=now, opening=opening)).value == Fraction(9, 12)


def test_what_weakens_a_value_is_said_with_it() -> None:
    facts = IndicatorFacts(
        now={A: total(9, missing=("x", "y"), estimated=1), B: total(10, missing=("y", "z"), not_stored=("w",))}
    )
    found = evaluate(indicator("ratio"), facts)
    assert (found.missing, found.not_stored, found.estimated) == (("x", "y", "z"), ("w",), True)
    assert found.explanation == "9/10 = 90%; thiếu số của 3 đơn vị; 1 đơn vị không lưu số ở đây; có số ước"


def test_units_missing_from_last_year_are_kept_apart() -> None:
    facts = IndicatorFacts(now={A: total(9)}, last_year={A: total(8, missing=("x",))})
    found = evaluate(indicator("growth"), facts)
    assert (found.missing, found.base_missing) == ((), ("x",))
    assert found.explanation.endswith("; số gốc thiếu 1 đơn vị")


UNITS = {
    "xa_1": {A: reported(3)},
    "xa_2": {A: reported(0)},
    "xa_3": {A: estimated(1)},
    "xa_4": {},
    "xa_5": {A: Figure(FigureState.NOT_STORED, note="12/HS")},
}


def test_a_share_of_units_counts_units_and_names_the_silent() -> None:
    found = evaluate(indicator("share_of_units", note_unit="xã"), IndicatorFacts(units=UNITS))
    assert (found.numerator, found.denominator, found.estimated) == (Fraction(2), Fraction(5), True)
    assert (found.missing, found.not_stored) == (("xa_4",), ("xa_5",))
    assert found.explanation.startswith("2/5 xã = 40%")


def test_a_share_may_be_of_tagged_units_only() -> None:
    tags = {"xa_1": frozenset({"class_1"}), "xa_2": frozenset({"class_2", "border"}), "xa_3": frozenset({"border"})}
    key_communes = indicator("share_of_units", units_tagged=["class_1", "class_2"])
    found = evaluate(key_communes, IndicatorFacts(units=UNITS, tags=tags))
    assert (found.numerator, found.denominator) == (Fraction(1), Fraction(2))


@pytest.mark.parametrize(("units", "outcome"), [({}, Outcome.NO_OCCURRENCE), ({"xa_4": {}}, Outcome.NO_DATA)])
def test_a_share_of_no_units_or_of_silent_ones_has_no_value(
    units: dict[str, dict[CellKey, Figure]], outcome: Outcome
) -> None:
    found = evaluate(indicator("share_of_units"), IndicatorFacts(units=units))
    assert (found.outcome, found.value) == (outcome, None)


@pytest.mark.parametrize("transform", ["count", "ratio", "growth", "share_of_units"])
def test_an_indicator_goes_to_json_and_back(transform: str) -> None:
    spec = indicator(transform, units_tagged=["border"])
    assert indicator_from_dict(json.loads(json.dumps(indicator_to_dict(spec)))) == spec


@pytest.mark.parametrize(
    "change", [{"denominator": "b"}, {"numerator": ""}, {"condition": "a > 1"}, {"transform": "average"}]
)
def test_an_indicator_that_does_not_hold_together_is_turned_down(change: dict[str, str]) -> None:
    given = {"code": "x", "name": "x", "unit": "%", "direction": "up", "transform": "count", "source": ""}
    with pytest.raises(ValueError, match=r"công thức không hợp|average"):
        indicator_from_dict({**given, "numerator": "a", **change})


def test_units_that_meet_a_condition_may_be_counted_alone() -> None:
    found = evaluate(indicator("count_of_units", unit="xã", condition="a >= 1"), IndicatorFacts(units=UNITS))
    assert (found.value, found.denominator) == (Fraction(2), None)
    assert (found.meeting, found.failing) == (("xa_1", "xa_3"), ("xa_2",))
    assert found.explanation.startswith("2 xã; thiếu số của 1 đơn vị")


def test_units_of_another_group_are_not_counted() -> None:
    groups = {"xa_1": frozenset({"commune"}), "xa_2": frozenset({"department"}), "xa_3": frozenset({"commune"})}
    found = evaluate(indicator("share_of_units", units_of="commune"), IndicatorFacts(units=UNITS, groups=groups))
    assert (found.numerator, found.denominator) == (Fraction(2), Fraction(2))


PAIR = indicator("all_of", parts=["one", "other"])


@pytest.mark.parametrize(
    ("parts", "outcome", "value"),
    [
        ([("ratio", 9, 10), ("ratio", 4, 5)], Outcome.KNOWN, Fraction(4, 5)),
        ([("ratio", 9, 10), ("ratio", 0, 0)], Outcome.KNOWN, Fraction(9, 10)),
        ([("ratio", 0, 0), ("ratio", 0, 0)], Outcome.NO_OCCURRENCE, None),
        ([("ratio", 9, 10), ("ratio", 4, None)], Outcome.NO_DATA, None),
    ],
)
def test_a_row_of_two_indicators_is_as_far_as_the_one_behind(
    parts: list[tuple[str, int, int | None]], outcome: Outcome, value: Fraction | None
) -> None:
    found = evaluate(PAIR, IndicatorFacts(), parts=[result(*part) for part in parts])
    assert (found.outcome, found.value, len(found.parts)) == (outcome, value, 2)


counts = st.integers(0, 10**9)


@given(counts, counts)
def test_no_value_is_ever_rounded(a: int, b: int) -> None:
    """Undone by multiplication, each value gives back the very figures."""
    values = {kind: result(kind, a, b).value for kind in ("ratio", "growth", "reduction")}
    if b == 0:
        assert set(values.values()) == {None}
        return
    assert values["ratio"] is not None
    assert values["growth"] is not None
    assert values["reduction"] is not None
    assert values["ratio"] * b == a
    assert values["growth"] * b + b == a
    assert b - values["reduction"] * b == a


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.one_of(st.none(), st.integers(0, 3)), max_size=12))
def test_a_share_of_units_is_what_counting_on_fingers_gives(given_by: dict[str, int | None]) -> None:
    units = {unit: {} if figure is None else {A: reported(figure)} for unit, figure in given_by.items()}
    found = evaluate(indicator("share_of_units"), IndicatorFacts(units=units))
    met = [unit for unit, figure in given_by.items() if figure is not None and figure >= 1]
    silent = [unit for unit, figure in given_by.items() if figure is None]
    assert (found.meeting, found.missing) == (tuple(met), tuple(silent))
    if given_by and len(silent) < len(given_by):
        assert found.value == Fraction(len(met), len(given_by))
