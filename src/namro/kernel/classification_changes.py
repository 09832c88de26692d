"""What would make a verdict another one: the smallest change of a single figure, and another reading of the rules."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

from namro.kernel.classification import Facts, Outcome, Verdict, evaluate, summed
from namro.kernel.expressions import Cell, Expression, Sum
from namro.kernel.rule_sets import READINGS, Choice, Criterion
from namro.kernel.spans import Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """If one of these figures were `step` higher (lower where negative), the outcome would be `after`.

    measure: what they are added up to; cells: several where a change of any one of them does the same. flag: where a
    decision is what would change.
    """

    measure: str
    cells: tuple[Cell, ...]
    step: Fraction
    after: Outcome
    flag: str = ""


@dataclass(frozen=True, kw_only=True)
class OtherReading:
    """With this choice for this option alone, the same figures give another verdict."""

    option: str
    choice: str
    verdict: Verdict


def other_readings(verdict: Verdict) -> tuple[OtherReading, ...]:
    """In the order of the file; only those that differ, and of a decided verdict only those that are decided too."""
    found = []
    for option in verdict.rule_set.options:
        for choice in option.choices:
            if choice.code == verdict.options[option.code] or _cannot_matter(verdict, option.code, choice):
                continue
            other = _again(verdict, verdict.facts, {**verdict.options, option.code: choice.code})
            differs = (other.class_codes, other.drug_free) != (verdict.class_codes, verdict.drug_free)
            if differs and (other.is_decided or not verdict.is_decided):
                found.append(OtherReading(option=option.code, choice=choice.code, verdict=other))
    return tuple(found)


def _cannot_matter(verdict: Verdict, option: str, choice: Choice) -> bool:
    """Seen without judging again: no conflict, or other formulas that give the same numbers."""
    is_strict = verdict.rule_set.reading(verdict.options, "higher") == "strict"
    match option:
        case "conflict":
            return not verdict.conflicts
        case "either":
            return not is_strict
        case "below_class":
            return is_strict
    if option in READINGS:
        return False
    options = {**verdict.options, option: choice.code}
    return all(_spans(verdict, code, verdict.options) == _spans(verdict, code, options) for code in _used(verdict))


def _used(verdict: Verdict) -> tuple[str, ...]:
    used = [code for rule in verdict.scale.classes for c in rule.criteria for code in c.measures()]
    return tuple(dict.fromkeys(used))


def _spans(verdict: Verdict, measure: str, options: Mapping[str, str]) -> Span | None:
    formula = verdict.rule_set.formula(verdict.rule_set.measures[measure], options)
    return None if formula is None else summed(formula, verdict.facts)


def changes(verdict: Verdict) -> tuple[Change, ...]:
    """The nearest change in each direction of every figure of the year; () while the verdict is open.

    Figures of the year's eve are settled, and the number of residents is nothing that one works on: they stay.
    """
    if len(verdict.possible) != 1:
        return ()
    now = verdict.possible[0]
    found: dict[tuple[str, Fraction, Outcome, str], list[Cell]] = {}
    for (cell, measure), candidates in _candidates(verdict).items():
        value = verdict.facts.values[cell].value
        for direction in (1, -1):
            steps = sorted({v - value for v in candidates if v >= 0 and (v - value) * direction > 0}, key=abs)
            for step in steps:
                outcome = _outcome(verdict, verdict.facts.having({cell: value + step}))
                if outcome is not None and _differs(outcome, now):
                    found.setdefault((measure, step, outcome, ""), []).append(cell)
                    break
    for flag in _flags(verdict):
        turned = not verdict.facts.flags.get(flag, False)
        outcome = _outcome(verdict, replace(verdict.facts, flags={**verdict.facts.flags, flag: turned}))
        if outcome is not None and _differs(outcome, now):
            found["", Fraction(1 if turned else -1), outcome, flag] = []
    return tuple(
        Change(measure=measure, cells=tuple(cells), step=step, after=after, flag=flag)
        for (measure, step, after, flag), cells in found.items()
    )


def _differs(one: Outcome, other: Outcome) -> bool:
    return (one.class_code, one.drug_free) != (other.class_code, other.drug_free)


def _again(verdict: Verdict, facts: Facts, options: dict[str, str]) -> Verdict:
    return evaluate(verdict.rule_set, facts, options, scale=verdict.scale.code)


def _outcome(verdict: Verdict, facts: Facts) -> Outcome | None:
    """None where it would be open."""
    possible = _again(verdict, facts, dict(verdict.options)).possible
    return possible[0] if len(possible) == 1 else None


def _flags(verdict: Verdict) -> tuple[str, ...]:
    used = [c.flag for rule in verdict.scale.classes for c in rule.criteria if c.flag]
    return tuple(dict.fromkeys(used))


def _candidates(verdict: Verdict) -> dict[tuple[Cell, str], set[Fraction]]:
    """By figure, the values on either side of every threshold; between two of them nothing can change.

    Each figure beside the first measure that it is a part of.
    """
    found: dict[Cell, set[Fraction]] = {}
    first: dict[Cell, str] = {}
    for rule in verdict.scale.classes:
        for criterion in rule.criteria:
            for measure, edges in _edges(verdict, criterion):
                formula = _formula(verdict, measure)
                value = _value(verdict, measure)
                if formula is None or value is None:
                    continue
                for sign, cell in _terms(formula):
                    if not cell.function and cell in verdict.facts.values:
                        own = verdict.facts.values[cell].value
                        first.setdefault(cell, measure)
                        found.setdefault(cell, set()).update(own + sign * (edge - value) for edge in edges)
    return {(cell, first[cell]): values for cell, values in found.items()}


def _edges(verdict: Verdict, criterion: Criterion) -> Iterator[tuple[str, set[Fraction]]]:
    """The values of each measure of a criterion that lie on either side of its thresholds."""
    for band in criterion.bands:
        grain = _grain(verdict, band.measure)
        per = _value(verdict, band.per) if band.per else Fraction(1)
        if per is None:
            continue
        edges = {Fraction(0), grain}
        for threshold in (band.at_least, band.below):
            if threshold is not None:
                first = ceil(threshold * per / grain) * grain
                edges |= {first, first - grain}
        yield band.measure, edges
    if criterion.zero:
        whole = _value(verdict, criterion.zero)
        taken = {code: _value(verdict, code) for code in criterion.exempt}
        if whole is None or None in taken.values():
            return
        exempted = sum((value for value in taken.values() if value is not None), Fraction(0))
        grain = _grain(verdict, criterion.zero)
        yield criterion.zero, {Fraction(0), exempted, exempted + grain}
        for code, value in taken.items():
            assert value is not None
            rest = whole - exempted + value
            yield code, {rest, rest - grain}


def _formula(verdict: Verdict, measure: str) -> Expression | None:
    return verdict.rule_set.formula(verdict.rule_set.measures[measure], verdict.options)


def _terms(formula: Expression) -> tuple[tuple[int, Cell], ...]:
    terms = formula.node.terms if isinstance(formula.node, Sum) else ((1, formula.node),)
    return tuple((sign, cell) for sign, cell in terms if isinstance(cell, Cell))


def _value(verdict: Verdict, measure: str) -> Fraction | None:
    """None where a figure of it is missing, or where units are counted."""
    formula = _formula(verdict, measure)
    if formula is None:
        exact = verdict.facts.counted[measure].exact if measure in verdict.facts.counted else None
        return None if exact is None else Fraction(exact)
    total = Fraction(0)
    for sign, cell in _terms(formula):
        known = verdict.facts.values.get(cell)
        if known is None:
            return None
        total += sign * known.value
    return total


def _grain(verdict: Verdict, measure: str) -> Fraction:
    return Fraction(1, 10 ** verdict.rule_set.measures[measure].decimals)
