"""Verdicts over a province: computed from the figures each time, never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from namro.assessment import known
from namro.assessment.facts import FactBook, fact_book
from namro.assessment.years import year_to_date
from namro.kernel.classification import Facts, Verdict, evaluate
from namro.kernel.classification_changes import OtherReading, other_readings
from namro.kernel.rule_sets import Measure, RuleSet
from namro.kernel.spans import Span, exactly
from namro.reporting.queries.kept import kept


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Every commune of a map under one rule set, as its open places are read."""

    rule_set: RuleSet
    options: Mapping[str, str]
    book: FactBook

    @cached_property
    def verdicts(self) -> Mapping[int, Verdict]:
        """By commune, in order of names."""
        return {unit: self.of(facts) for unit, facts in self.book.by_unit.items()}

    def verdict_of(self, unit: int) -> Verdict | None:
        """Of one commune alone; None for one that is not on the map."""
        facts = self.book.by_unit.get(unit)
        return None if facts is None else self.of(facts)

    def of(self, facts: Facts) -> Verdict:
        return evaluate(self.rule_set, facts, self.options)

    @cached_property
    def other_readings(self) -> Mapping[int, tuple[OtherReading, ...]]:
        """By commune, the readings under which it would be something else."""
        return {unit: other_readings(verdict) for unit, verdict in self.verdicts.items()}

    @cached_property
    def province(self) -> Verdict | None:
        """None where the rule set says nothing of provinces."""
        if all(scale.code != "province" for scale in self.rule_set.scales):
            return None
        counted = {
            measure.code: self._counted(measure)
            for measure in self.rule_set.measures.values()
            if measure.counts_of == "commune"
        }
        facts = replace(self.book.province, counted=counted)
        return evaluate(self.rule_set, facts, self.options, scale="province")

    def _counted(self, measure: Measure) -> Span:
        """From those that are certainly of the classes up to those that may be."""
        verdicts = self.verdicts.values()
        if not measure.counts:
            return exactly(len(verdicts))
        wanted = set(measure.counts)
        sure = sum(set(verdict.class_codes) <= wanted for verdict in verdicts)
        may_be = sum(bool(set(verdict.class_codes) & wanted) for verdict in verdicts)
        return Span(sure, may_be)


def judged(
    year_end: date,
    *,
    on: date,
    rule_set: RuleSet | None = None,
    options: Mapping[str, str] | None = None,
    include_unaccepted: bool = False,
) -> Judged:
    """year_end: the last day counted, the end of a quarter; before the year's own end the result is provisional.

    on: the day of whose map the communes are. rule_set: None for the one that applies to a year that ends then;
    options: None for the readings settled by the day `on`. Raises Refused for another day.
    """
    rules = rule_set or known.in_force(year_end)
    settled = rules.settled(known.options_of(rules.code, on) if options is None else options)
    year = year_to_date(year_end, rules.regime)

    def judge() -> Judged:
        book = fact_book(rules, year, on=on, include_unaccepted=include_unaccepted)
        return Judged(rule_set=rules, options=settled, book=book)

    return kept(("judged", rules.code, rules.digest, year, on, include_unaccepted, *sorted(settled.items())), judge)


def verdicts_of(year_end: date, *, on: date, rule_set: RuleSet | None = None) -> Mapping[int, Verdict]:
    """Every commune of the map of `on`, in order of names. See `judged`."""
    return judged(year_end, on=on, rule_set=rule_set).verdicts
