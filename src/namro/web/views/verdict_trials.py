"""What would be if: other figures for one commune, another rule set for all. Nothing is stored."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from namro.assessment import known
from namro.assessment.queries import judged
from namro.kernel.classification import Facts, Verdict
from namro.kernel.expressions import Cell
from namro.kernel.figures import format_exact, parse_figure
from namro.organisations.rules import Permission
from namro.web import verdict_page as told
from namro.web.access import Request, requires
from namro.web.pages import page
from namro.web.verdict_choice import Choice, chosen, of_commune


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="verdicts/try.html")
def try_figures(request: Request, unit_id: int) -> dict[str, Any]:
    """The real figures in boxes; whoever changes them sees the verdict that they would give, beside the real one."""
    choice, found, verdict = of_commune(request, unit_id)
    names = told.Names()
    boxes, typed = _boxes(request, verdict, names)
    flags = _flags(request, verdict)
    facts = _as_if(verdict.facts, typed, {flag["code"]: flag["holds"] for flag in flags})
    trial = found.of(facts)
    return {
        "choice": choice,
        "unit": found.book.communes[unit_id],
        "verdict": verdict,
        "badge": told.badge(verdict),
        "free": told.free_badge(verdict),
        "boxes": boxes,
        "flags": flags,
        "is_tried": "thu" in request.GET,
        "has_errors": any(box["error"] for box in boxes),
        "trial": trial,
        "trial_badge": told.badge(trial),
        "trial_free": told.free_badge(trial),
        "trial_possible": told.open_words(trial),
        "trial_missing": told.missing_lines(trial, names),
        "classes": told.class_tables(trial),
        "readings": told.reading_lines(trial),
    }


def _boxes(
    request: Request, verdict: Verdict, names: told.Names
) -> tuple[list[dict[str, Any]], dict[Cell, Fraction | None]]:
    """A box for every figure, and what was typed: None for a figure that is to be missing."""
    boxes, typed = [], dict[Cell, Fraction | None]()
    is_tried = "thu" in request.GET
    for number, cell in enumerate(told.used_cells(verdict)):
        known_one = verdict.facts.values.get(cell)
        real = "" if known_one is None else format_exact(known_one.value)
        text = request.GET.get(f"so-{number}", "").strip() if is_tried else real
        error = ""
        try:
            figure = parse_figure(text, max(names.decimals(cell), 1 if "," in real else 0))
        except ValueError as wrong:
            error, figure = str(wrong), None
        if not error:
            typed[cell] = Fraction(figure.value) if figure is not None and figure.value is not None else None
        boxes.append(
            {
                "name": f"so-{number}",
                "label": names.of(cell),
                "unit": names.unit(cell),
                "text": text,
                "real": real or _("chưa có số"),
                "error": error,
                "changed": text != real,
            }
        )
    return boxes, typed


def _flags(request: Request, verdict: Verdict) -> list[dict[str, Any]]:
    used = {c.flag for rule in verdict.scale.classes for c in rule.criteria if c.flag}
    is_tried = "thu" in request.GET
    return [
        {
            "code": code,
            "name": flag.name,
            "real": verdict.facts.flags.get(code, False),
            "holds": f"co-{code}" in request.GET if is_tried else verdict.facts.flags.get(code, False),
        }
        for code, flag in verdict.rule_set.flags.items()
        if code in used
    ]


def _as_if(facts: Facts, typed: dict[Cell, Fraction | None], flags: dict[str, bool]) -> Facts:
    """The facts with what was typed; a figure that cannot be read stays as it is."""
    blank = {cell for cell, value in typed.items() if value is None}
    kept = {cell: known_one for cell, known_one in facts.values.items() if cell not in blank}
    changed = {
        cell: value
        for cell, value in typed.items()
        if value is not None and (cell not in facts.values or facts.values[cell].value != value)
    }
    return replace(facts, values=kept, flags=flags).having(changed)


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="verdicts/compare.html")
def compare_rule_sets(request: Request) -> dict[str, Any]:
    """Two rule sets over the same figures: how many communes go from which class to which, and who they are."""
    choice = chosen(request)
    others = {code: one for code, one in known.rule_sets().items() if code != choice.rule_set.code}
    wanted = request.GET.get("voi", "") or next(iter(others), "")
    if wanted not in others:
        return {
            "choice": choice,
            "others": list(others.values()),
            "other": None,
            "rule_sets": known.rule_sets().values(),
        }
    return {
        "choice": choice,
        "rule_sets": known.rule_sets().values(),
        "others": list(others.values()),
        "other": others[wanted],
        **comparison(choice, others[wanted], request.units),
    }


def comparison(choice: Choice, other: Any, seen: frozenset[int]) -> dict[str, Any]:
    """The matrix, and the communes of each of its cells that are not the same on both sides."""
    ours = choice.judged()
    theirs = judged(choice.year.period.end, on=choice.today, rule_set=other, include_unaccepted=choice.wide)
    ours_scale, theirs_scale = ours.rule_set.scale("commune"), theirs.rule_set.scale("commune")
    cells: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for unit, verdict in ours.verdicts.items():
        if unit in seen:
            pair = (told.outcome_of(verdict), told.outcome_of(theirs.verdicts[unit]))
            cells[pair].append({"unit": unit, "name": ours.book.communes[unit].name})
    rows = [code for code in told.outcomes(ours_scale) if any(pair[0] == code for pair in cells)]
    columns = [code for code in told.outcomes(theirs_scale) if any(pair[1] == code for pair in cells)]
    left = {code: told.outcome_badge(ours_scale, code) for code in rows}
    right = {code: told.outcome_badge(theirs_scale, code) for code in columns}
    return {
        "columns": [right[code] for code in columns],
        "matrix": [
            {
                "badge": left[row],
                "cells": [
                    {"n": len(cells[row, column]), "same": left[row].label == right[column].label} for column in columns
                ],
                "n": sum(len(cells[row, column]) for column in columns),
            }
            for row in rows
        ],
        "moves": [
            {"before": left[row], "after": right[column], "communes": cells[row, column]}
            for row in rows
            for column in columns
            if cells[row, column] and left[row].label != right[column].label
        ],
        "total": sum(map(len, cells.values())),
    }
