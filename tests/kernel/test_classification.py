"""The engine against evaluations written straight from the two decisions, on random figures and every reading."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from namro.kernel.classification import Facts, Known, Verdict, evaluate
from namro.kernel.classification_changes import changes, other_readings
from namro.kernel.rule_sets import RuleSet
from namro.kernel.spans import Truth
from tests.spec.test_classification_vectors import cell, rule_set

D28, D3122 = rule_set("qd-28-2025"), rule_set("qd-3122-2010")
FIGURES = (
    "addicts_closing",
    "users_closing",
    "addicts_in_substitution",
    "addicts_in_home_rehab",
    "year_open(hotspots_active)",
    "hotspots_active",
    "hotspots_detected",
    "arrests_in_area",
    "resident_violators",
    "fugitives_found_hiding",
    "illicit_plants[found]",
    "illicit_plant_area[found]",
    "residents_current",
    "year_open(residents_current)",
    "addicts_new",
    "addicts_moved_in",
    "users_new",
    "users_moved_in",
)
SMALL = st.one_of(st.just(0), st.integers(0, 12), st.integers(0, 130))
SIZES: dict[str, st.SearchStrategy[Any]] = {
    "residents_current": st.integers(1, 30_000),
    "year_open(residents_current)": st.integers(1, 30_000),
    "hotspots_detected": st.integers(0, 3),
    "hotspots_active": st.integers(0, 3),
    "year_open(hotspots_active)": st.integers(0, 2),
    "illicit_plants[found]": st.sampled_from([0, 0, 1, 499, 500, 2999, 3000]),
    "illicit_plant_area[found]": st.sampled_from([0, 0, Fraction(1249, 10), 125, 749, 750, 999, 1000, 2000]),
}
FIGURE_SETS = st.fixed_dictionaries({name: SIZES.get(name, SMALL) for name in FIGURES})


def readings(rules: RuleSet) -> st.SearchStrategy[dict[str, str]]:
    return st.fixed_dictionaries({o.code: st.sampled_from([c.code for c in o.choices]) for o in rules.options})


def known(figures: dict[str, Any], *, on_route: bool) -> Facts:
    return Facts(
        values={cell(name): Known(Fraction(value)) for name, value in figures.items()}, flags={"on_route": on_route}
    )


def outcome(verdict: Verdict) -> tuple[str | None, bool]:
    return verdict.class_code, verdict.drug_free is Truth.YES


def plant_level(count: Any, steps: tuple[int, int], *, zero_counts: bool) -> int:
    return 3 if count >= steps[1] else 2 if count >= steps[0] else 1 if count > 0 or zero_counts else 0


def plant_criterion(level: int, plants: int, area: int, *, strict: bool, letter: bool) -> bool:
    if not strict:
        return max(plants, area) >= level
    return level in (plants, area) if letter else max(plants, area) == level


def decision_28(f: dict[str, Any], o: dict[str, str], *, on_route: bool) -> tuple[str, bool]:
    strict, zero = o["higher"] == "strict", o["zero"] == "counts"
    pop = f["residents_current"] if o["population_on"] == "cut_off" else f["year_open(residents_current)"]
    p, arrested = f["addicts_closing"] + f["users_closing"], f["arrests_in_area"]
    in_year = f["year_open(hotspots_active)"] + f["hotspots_detected"]
    spots = in_year if o["hotspot_count"] == "in_year" else f["hotspots_active"]
    plants = plant_level(f["illicit_plants[found]"], (500, 3000), zero_counts=zero)
    area = plant_level(f["illicit_plant_area[found]"], (125, 750), zero_counts=zero)

    def d(level: int) -> bool:
        return plant_criterion(level, plants, area, strict=strict, letter=o["either"] == "letter")

    first = [1000 * p >= 5 * pop, spots >= 2, 1000 * arrested >= pop, d(3)]
    second = [
        1000 * p >= pop and (not strict or 1000 * p < 5 * pop),
        spots == 1 or (spots > 1 and not strict),
        10000 * arrested >= 5 * pop and (not strict or 1000 * arrested < pop),
        d(2),
    ]
    third = [
        (p > 0 or zero) and (not strict or 1000 * p < pop),
        False,
        (arrested > 0 or zero) and (not strict or 10000 * arrested < 5 * pop),
        d(1),
    ]
    two_of_second = sum(x or y for x, y in zip(first, second, strict=True)) >= 2
    two_of_third = sum(x or y or z for x, y, z in zip(first, second, third, strict=True)) >= 2
    spot_counts = not strict and o["below_class"] == "counts" and spots >= 1
    found = ""
    if sum(first) + (on_route and two_of_second) >= 3:
        found = "I"
    elif sum(second) + (on_route and two_of_third) >= 3:
        found = "II"
    elif any(third) or spot_counts:
        found = "III"
    there = p
    if o["free_when"] == "whole_year":
        there += f["addicts_new"] + f["addicts_moved_in"] + f["users_new"] + f["users_moved_in"]
    nobody = there <= f["addicts_in_substitution"] + f["addicts_in_home_rehab"]
    free = nobody and not f["resident_violators"] and not f["fugitives_found_hiding"] and not spots
    if not (found and free) or o["conflict"] == "both":
        return found, free
    return ("", True) if found == "III" and o["conflict"] == "drug_free" else (found, False)


def decision_3122(f: dict[str, Any], o: dict[str, str], *, on_route: bool) -> tuple[str, bool]:
    strict, zero = o["higher"] == "strict", o["zero"] == "counts"
    pop, arrested = f["residents_current"], f["arrests_in_area"]
    spots = f["year_open(hotspots_active)"] + f["hotspots_detected"]
    plants = plant_level(f["illicit_plants[found]"], (500, 3000), zero_counts=zero)
    area = plant_level(f["illicit_plant_area[found]"], (1000, 2000), zero_counts=zero)

    def met(edges: list[tuple[bool, bool]], level: int) -> bool:
        """edges: for addicts, spots, offenders, whether the lower end of this class and of the next are reached."""
        plain = any(low and (not strict or not high) for low, high in edges)
        return plain or plant_criterion(level, plants, area, strict=strict, letter=o["either"] == "letter")

    def reached(addicts: int, points: int, per_mille: int) -> list[bool]:
        return [f["addicts_closing"] >= addicts, spots >= points, 1000 * arrested >= per_mille * pop]

    one, two, three = reached(100, 5, 5), reached(60, 3, 3), reached(20, 1, 1)
    first = met([(x, False) for x in one], 3)
    second = met(list(zip(two, one, strict=True)), 2)
    third = met(list(zip(three, two, strict=True)), 1)
    found = ""
    if first or (on_route and second):
        found = "I"
    elif second or (on_route and third):
        found = "II"
    elif third:
        found = "III"
    free = not any(f[x] for x in ("addicts_closing", "arrests_in_area", "resident_violators", "users_closing"))
    if found:
        return found, False
    return ("", True) if free else ("IPT" if f["addicts_closing"] < 20 else "", False)


@settings(max_examples=200, deadline=None)
@given(FIGURE_SETS, readings(D28), st.booleans())
def test_decision_28_agrees_with_its_own_words(figures: dict[str, Any], o: dict[str, str], on_route: bool) -> None:
    verdict = evaluate(D28, known(figures, on_route=on_route), o)
    assert outcome(verdict) == decision_28(figures, o, on_route=on_route)


@settings(max_examples=150, deadline=None)
@given(FIGURE_SETS, readings(D3122), st.booleans())
def test_decision_3122_agrees_with_its_own_words(figures: dict[str, Any], o: dict[str, str], on_route: bool) -> None:
    verdict = evaluate(D3122, known(figures, on_route=on_route), o)
    assert outcome(verdict) == decision_3122(figures, o, on_route=on_route)


@settings(max_examples=120, deadline=None)
@given(FIGURE_SETS, readings(D28), st.sets(st.sampled_from(FIGURES)), st.booleans())
def test_a_verdict_without_some_figures_holds_whatever_they_turn_out_to_be(
    figures: dict[str, Any], o: dict[str, str], hidden: set[str], on_route: bool
) -> None:
    whole = evaluate(D28, known(figures, on_route=on_route), o)
    partly = evaluate(D28, known({n: v for n, v in figures.items() if n not in hidden}, on_route=on_route), o)
    assert whole.class_code in partly.class_codes
    assert partly.drug_free in (whole.drug_free, Truth.OPEN)
    if not partly.is_decided:
        assert {str(one) for one in partly.missing} <= {str(cell(name)) for name in hidden}
        assert partly.missing


def test_what_is_missing_does_not_matter_where_the_rest_decides() -> None:
    figures = {"residents_current": 10_000, "addicts_closing": 60, "hotspots_detected": 2, "arrests_in_area": 10}
    verdict = evaluate(D28, known(figures, on_route=False))
    assert verdict.class_code == "I"
    without_arrests = {name: value for name, value in figures.items() if name != "arrests_in_area"}
    open_one = evaluate(D28, known(without_arrests, on_route=False))
    assert open_one.class_codes == ("I", "II", "III")
    assert "arrests_in_area[total]" in {str(one) for one in open_one.missing}


def test_what_is_there_at_least_of_a_figure_missing_in_part_counts() -> None:
    figures = {"residents_current": 10_000, "addicts_closing": 60, "hotspots_detected": 2}
    verdict = evaluate(
        D28,
        Facts(values=known(figures, on_route=False).values, floors={cell("arrests_in_area"): Fraction(10)}),
    )
    assert verdict.class_code == "I"


WORKED_ON = ("addicts_closing", "hotspots_detected", "arrests_in_area", "addicts_in_substitution", "resident_violators")


@settings(max_examples=25, deadline=None)
@given(FIGURE_SETS, st.integers(1, 3000), st.sampled_from(WORKED_ON), st.booleans())
def test_the_change_told_is_the_nearest_there_is(
    figures: dict[str, Any], population: int, name: str, on_route: bool
) -> None:
    figures = figures | {"residents_current": population}
    verdict = evaluate(D28, known(figures, on_route=on_route))
    told = {c.step: c.after for c in changes(verdict) if cell(name) in c.cells}
    for direction in (1, -1):
        nearest = None
        for size in range(1, 40):
            changed = figures | {name: figures[name] + direction * size}
            if changed[name] < 0:
                break
            after = evaluate(D28, known(changed, on_route=on_route))
            if outcome(after) != outcome(verdict):
                nearest = direction * size
                break
        of_this_direction = [step for step in told if step * direction > 0]
        if nearest is not None:
            assert of_this_direction == [nearest]
        else:
            assert all(abs(step) >= 40 for step in of_this_direction) or (direction < 0 and not of_this_direction)


def test_readings_that_make_a_difference_are_told() -> None:
    figures = dict.fromkeys(FIGURES, 0) | {"residents_current": 10_000, "addicts_closing": 49, "hotspots_detected": 2}
    verdict = evaluate(D28, known(figures | {"arrests_in_area": 10}, on_route=False))
    assert verdict.class_code == "II"
    told = {(one.option, one.choice): one.verdict.class_code for one in other_readings(verdict)}
    assert told[("higher", "strict")] == ""
    assert told[("hotspot_count", "remaining")] == "III"
