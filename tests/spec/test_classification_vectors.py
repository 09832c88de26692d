"""The worked examples of the law: what each decree makes of an area, computed by hand."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from importlib.resources import files

import pytest

from namro.kernel.classification import Facts, Known, Verdict, evaluate
from namro.kernel.expressions import Cell, parse
from namro.kernel.rule_set_files import read_rule_set
from namro.kernel.rule_sets import RuleSet
from namro.kernel.spans import Truth, exactly

# Letters of the table -> figures. x: persons of p in substitution treatment; v: residents who violate; f: fugitives.
LETTERS = {
    "p": "addicts_closing",
    "x": "addicts_in_substitution",
    "s": "hotspots_detected",
    "a": "arrests_in_area",
    "c": "illicit_plants[found]",
    "m": "illicit_plant_area[found]",
    "v": "resident_violators",
    "f": "fugitives_found_hiding",
    "pop": "residents_current",
}
OTHERS = ("users_closing", "addicts_in_home_rehab", "year_open(hotspots_active)")
STRICT = {"higher": "strict", "either": "letter"}
MONOTONE = {"higher": "monotone", "below_class": "own"}


@cache
def rule_set(name: str) -> RuleSet:
    content = (files("namro.assessment") / "rulesets" / f"{name}.toml").read_bytes()
    return read_rule_set(content, f"{name}.toml")


def cell(text: str) -> Cell:
    node = parse(text).node
    assert isinstance(node, Cell)
    return node


def facts(text: str) -> Facts:
    """«p 50, s 2, R»: what is not named is 0; the population is 10.000."""
    given = {"pop": 10_000}
    flags = {}
    for word in filter(None, text.split(", ")):
        if word == "R":
            flags = {"on_route": True}
        else:
            letter, number = word.split()
            given[letter] = int(number)
    values = {cell(name): Known(Fraction(given.get(letter, 0))) for letter, name in LETTERS.items()}
    return Facts(values=values | {cell(name): Known(Fraction(0)) for name in OTHERS}, flags=flags)


def said(verdict: Verdict) -> str:
    assert verdict.class_code is not None
    return verdict.class_code or "–"


@pytest.mark.parametrize(
    ("number", "given", "strict", "monotone", "drug_free"),
    [
        ("1", "p 50, s 2, a 10", "I", "I", False),
        ("2", "p 49, s 2, a 10", "–", "II", False),
        ("3", "p 10, s 1, a 5", "II", "II", False),
        ("4", "p 50, s 2, R", "I", "I", False),
        ("5", "p 30, s 1, R", "II", "II", False),
        ("6", "p 50, s 1, R", "–", "II", False),
        ("7", "p 30", "–", "III", False),
        ("8", "p 5", "III", "III", False),
        ("10", "f 1", "–", "–", False),
        ("11", "c 3000, m 100, v 1", "III", "III", False),
        ("12", "c 499, m 750, v 1", "III", "III", False),
        ("13a", "pop 5000, a 2, v 1", "III", "III", False),
        ("13b", "pop 5000, a 3, v 1", "–", "III", False),
        ("14", "p 25, pop 4999", "–", "III", False),
        ("15", "p 25, pop 5001", "–", "III", False),
        ("16", "", "–", "–", True),
        ("20", "s 1", "–", "–", False),
    ],
)
def test_decision_28(number: str, given: str, strict: str, monotone: str, drug_free: bool) -> None:
    rules = rule_set("qd-28-2025")
    read_strictly = evaluate(rules, facts(given), STRICT)
    read_monotone = evaluate(rules, facts(given), MONOTONE)
    assert (said(read_strictly), said(read_monotone)) == (strict, monotone)
    assert {read_strictly.drug_free, read_monotone.drug_free} == {Truth.YES if drug_free else Truth.NO}


@pytest.mark.parametrize(
    ("conflict", "expected"), [("drug_free", ("–", "yes")), ("class", ("III", "no")), ("both", ("III", "yes"))]
)
def test_9_only_people_in_substitution_treatment(conflict: str, expected: tuple[str, str]) -> None:
    verdict = evaluate(rule_set("qd-28-2025"), facts("p 5, x 5"), {"conflict": conflict})
    assert (said(verdict), verdict.drug_free) == expected
    assert verdict.conflicts


def test_11_and_12_pass_the_drug_free_test_unless_a_resident_grew_the_plants() -> None:
    grown = evaluate(rule_set("qd-28-2025"), facts("c 3000, m 100"))
    assert grown.conflicts
    assert grown.drug_free is Truth.YES


def test_the_share_at_the_edge_of_class_1_is_never_rounded() -> None:
    rules = rule_set("qd-28-2025")
    just_over = evaluate(rules, facts("p 25, pop 4999, s 2, a 5"))
    just_under = evaluate(rules, facts("p 25, pop 5001, s 2, a 6"))
    assert said(just_over) == "I"
    assert said(just_under) == "II"


def test_20_a_spot_alone_counts_for_class_3_where_criteria_of_higher_classes_do() -> None:
    verdict = evaluate(rule_set("qd-28-2025"), facts("s 1"))
    assert said(verdict) == "III"
    assert verdict.drug_free is Truth.NO
    third = verdict.trace("III")
    assert third is not None
    assert [c.from_class for c in third.criteria if c.outcome is Truth.YES] == ["II"]


@pytest.mark.parametrize(("given", "expected"), [("p 60", "II"), ("s 1, R", "II"), ("s 1", "III"), ("p 100", "I")])
def test_17_and_18_decision_3122(given: str, expected: str) -> None:
    assert said(evaluate(rule_set("qd-3122-2010"), facts(given))) == expected


@pytest.mark.parametrize(
    ("given", "expected", "drug_free"), [("p 19", "IPT", "no"), ("", "–", "yes"), ("v 1", "IPT", "no")]
)
def test_decision_3122_below_class_3(given: str, expected: str, drug_free: str) -> None:
    verdict = evaluate(rule_set("qd-3122-2010"), facts(given))
    assert (said(verdict), verdict.drug_free) == (expected, drug_free)


@pytest.mark.parametrize(("complex_communes", "expected"), [(4, "TD"), (3, "–")])
def test_19_a_province(complex_communes: int, expected: str) -> None:
    known = facts("p 17, s 6, a 5")
    known = Facts(
        values=known.values,
        flags={"on_inter_route": True},
        counted={"complex_communes": exactly(complex_communes), "communes": exactly(130)},
    )
    verdict = evaluate(rule_set("qd-28-2025"), known, scale="province")
    assert said(verdict) == expected
    assert verdict.drug_free is Truth.NO
    first = verdict.trace("TD")
    assert first is not None
    assert first.met == (4 if expected == "TD" else 3)
