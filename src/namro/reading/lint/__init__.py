"""The clerk's eye: what an experienced clerk would query in a plan before it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from namro.reading.lint import abbreviations, bodies, citations, names, parts, slips, sums, targets, times, twins
from namro.reading.lint.findings import Finding, LintContext, NameCheck, Place
from namro.reading.lint.sheet import Sheet
from namro.reading.reading import Reading

__all__ = ["Finding", "LintContext", "NameCheck", "Place", "lint"]

_RULES: tuple[Callable[[Sheet, LintContext], Iterable[Finding]], ...] = (
    parts.repeated_parts,
    parts.other_documents,
    parts.incomplete_headers,
    parts.annexes_of_another_number,
    parts.lost_headings,
    times.early_deadlines,
    times.close_deadlines,
    times.windowless_dues,
    sums.wrong_totals,
    bodies.duties_without_body,
    bodies.bodies_without_duty,
    bodies.bodies_not_told,
    targets.without_owner,
    targets.without_measure,
    targets.without_unit,
    targets.without_date,
    targets.without_base,
    targets.counts_given_as_shares,
    targets.quotas_elsewhere,
    twins.two_values,
    twins.one_number_for_two,
    twins.weaker_than_above,
    twins.repeated_tasks,
    citations.undated_citations,
    citations.twice_dated_citations,
    citations.later_citations,
    names.unknown_units,
    names.district_slips,
    names.body_slips,
    abbreviations.undeclared_abbreviations,
    slips.doubled_words,
    slips.repeated_names,
    slips.repeated_times,
    slips.misspelt_terms,
)


def lint(reading: Reading, context: LintContext | None = None) -> list[Finding]:
    """Every finding once, in the order of the text. Without a context, only what the document itself shows.

    A rule that a hostile text makes too slow says nothing.
    """
    sheet, context = Sheet(reading), context or LintContext()
    found = dict.fromkeys(finding for rule in _RULES for finding in _asked(rule, sheet, context))
    return sorted(found, key=lambda finding: (finding.place.start, finding.place.end, finding.code))


def _asked(
    rule: Callable[[Sheet, LintContext], Iterable[Finding]], sheet: Sheet, context: LintContext
) -> list[Finding]:
    try:
        return list(rule(sheet, context))
    except TimeoutError:
        return []
