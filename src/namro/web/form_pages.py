"""What the composer shows: the draft part by part, its mistakes at their places, what it changes."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

from namro.catalogue import browsing, queries
from namro.catalogue.models import FormDraft
from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.form_differences import Difference, differences
from namro.kernel.form_drafts import Draft, key_of
from namro.kernel.form_mistakes import Examined, examine
from namro.kernel.form_words import rule_in_words
from namro.kernel.forms import FormSpec, Prefill, rule_from_dict
from namro.kernel.problems import Problem
from namro.web.form_labels import ELEMENT_KINDS, PERIODS, PREFILLS, audience_choices
from namro.web.forms.catalogue import HeadForm


def compose_context(draft: FormDraft, on: date) -> dict[str, Any]:
    spec, elements = draft.spec, queries.elements()
    found = examine(spec, elements)
    at: dict[str, list[Problem]] = defaultdict(list)
    for problem in found.problems:
        at[problem.place].append(problem)
    return {
        "draft": draft,
        "spec": spec,
        "head": HeadForm(on, initial=spec),
        "head_problems": at["head"],
        "audience": audience_choices(on),
        "periods": PERIODS,
        "owners": queries.section_owners(on),
        "sections": [_section(section, spec, elements, at) for section in spec["sections"]],
        "boxes": [(str(key_of(c)), c.get("label", "")) for s in spec["sections"] for c in s["cells"]],
        "narratives": [(n, at[f"narrative:{n['code']}"]) for n in spec["narratives"]],
        "rules": _rules(spec, found, at),
        "problems": found.problems,
        "changes": changes_of(draft, found),
        "last_step": draft.steps.order_by("-pk").select_related("by").first(),
        "preview_version": int(draft.changed_at.timestamp() * 1000),
    }


def _section(
    section: Draft, spec: Draft, elements: dict[str, ElementSpec], at: dict[str, list[Problem]]
) -> dict[str, Any]:
    keys = [(str(key_of(c)), c.get("label", "")) for s in spec["sections"] for c in s["cells"]]
    return {
        "spec": section,
        "id": f"muc-{section['code']}",
        "problems": at[f"section:{section['code']}"],
        "cells": [_cell(cell, elements, keys, at) for cell in section["cells"]],
        "has_optional": any(not cell.get("required", True) for cell in section["cells"]),
    }


def _cell(
    cell: Draft, elements: dict[str, ElementSpec], keys: list[tuple[str, str]], at: dict[str, list[Problem]]
) -> dict[str, Any]:
    key = key_of(cell)
    element = elements.get(key.element)
    return {
        "spec": cell,
        "element": key.element,
        "breakdown": key.breakdown,
        "id": f"o-{key.element}--{key.breakdown}",
        "known": element,
        "kind": ELEMENT_KINDS[element.kind] if element else "",
        "required": cell.get("required", True),
        "prefills": [(str(p), label) for p, label in PREFILLS.items() if _offers(p, element)],
        "others": [pair for pair in keys if pair[0] != str(key)],
        "problems": at[str(key)],
    }


def _offers(prefill: Prefill, element: ElementSpec | None) -> bool:
    """What was there before says nothing of what happens in a window, nor of what is attested anew."""
    if prefill is Prefill.NONE or element is None:
        return True
    if prefill is Prefill.OPENING_DERIVED:
        return element.kind is ElementKind.STOCK
    return element.kind not in (ElementKind.FLOW, ElementKind.ATTESTED)


def _rules(spec: Draft, found: Examined, at: dict[str, list[Problem]]) -> list[dict[str, Any]]:
    label = _Labels(found.form, spec)
    rows = []
    for name in ("identities", "warnings"):
        for rule in spec.get(name, ()):
            try:
                said = rule_in_words(rule_from_dict(rule), label)
            except ValueError:
                said = ""
            place = at[f"rule:{rule.get('id', '')}"]
            rows.append({"id": rule.get("id", ""), "said": said, "problems": place, "derived": False})
    for item in spec.get("derived", ()):
        place = at[f"derived:{item['element']}"]
        rows.append({"id": item["element"], "said": item.get("label", ""), "problems": place, "derived": True})
    return rows


class _Labels(browsing.Labels):
    """As the draft calls its boxes, those included that do not hold together."""

    def __init__(self, form: FormSpec, spec: Draft) -> None:
        super().__init__(form)
        self._typed = {key_of(c): c.get("label", "") for s in spec["sections"] for c in s["cells"]}

    def __call__(self, key: CellKey) -> str:
        return self._typed.get(key) or super().__call__(key)


def changes_of(draft: FormDraft, found: Examined) -> tuple[Difference, ...] | None:
    """Against the version in force; None for a form that is new."""
    return differences(queries.spec_of(draft.base), found.form) if draft.base else None


def issue_context(draft: FormDraft, on: date) -> dict[str, Any]:
    found = examine(draft.spec, queries.elements())
    return {
        "draft": draft,
        "spec": draft.spec,
        "form": found.form,
        "problems": found.problems,
        "changes": changes_of(draft, found),
        "backdated": found.form.valid_from < on,
    }
