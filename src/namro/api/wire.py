"""Figures and what rules compare them with, as the API sends them. Cells are named "addicts_new[total]"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.figures import Figure
from namro.kernel.form_facts import FormFacts


def figure_to_dict(figure: Figure) -> dict[str, str | None]:
    """A number travels as text, so that no client rounds it."""
    return {
        "state": str(figure.state),
        "value": None if figure.value is None else f"{figure.value.normalize():f}",
        "note": figure.note,
    }


def figures_to_dict(figures: Mapping[CellKey, Figure]) -> dict[str, dict[str, str | None]]:
    return {str(key): figure_to_dict(figure) for key, figure in figures.items()}


def facts_to_dict(facts: FormFacts) -> dict[str, Any]:
    """All but the words: those may name a person and stay on the server."""
    return {
        "values": figures_to_dict(facts.values),
        "opening": figures_to_dict(facts.opening),
        "year_opening": figures_to_dict(facts.year_opening),
        "history": [figures_to_dict(values) for values in facts.history],
        "periods_before_in_year": facts.periods_before_in_year,
        "last_year": figures_to_dict(facts.last_year),
        "other": figures_to_dict(facts.other),
        "tags": sorted(facts.tags),
    }


def elements_to_dict(elements: Mapping[str, ElementSpec], used: set[str]) -> dict[str, dict[str, Any]]:
    """Of each element what a form shows and checks."""
    return {
        code: {
            "name": element.name,
            "unit": element.unit,
            "kind": str(element.kind),
            "decimals": element.decimals,
            "sensitive": element.sensitive,
        }
        for code, element in elements.items()
        if code in used
    }
