"""«Không phát sinh» for a whole report: what would be written, and what only a person can say."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from namro.kernel.elements import CellKey, ElementKind
from namro.kernel.forms import CellSpec, SectionSpec
from namro.reporting.queries.page import ReportPage, nothing_happened


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietSection:
    """values: what the blank boxes get if nothing happened. asked: blank boxes that need a number from the person."""

    spec: SectionSpec
    values: dict[CellKey, Decimal]
    asked: tuple[CellSpec, ...]


def quiet_period(page: ReportPage, allowed: Collection[str]) -> tuple[QuietSection, ...]:
    """The unfinished sections of those that a person may fill."""
    return tuple(_quiet(page, s) for s in page.form.sections if s.code in allowed and not page.is_done(s.code))


def _quiet(page: ReportPage, section: SectionSpec) -> QuietSection:
    """A section without the button «không phát sinh» has its own flows asked; only what it hides becomes 0."""
    values = nothing_happened(page, section.code)
    if not section.zero_button:
        asked_flows = {c.key for c in section.cells if c.required and page.elements[c.element].kind is ElementKind.FLOW}
        values = {key: value for key, value in values.items() if key not in asked_flows}
    asked = tuple(c for c in page.blanks_in(section) if c.key not in values)
    return QuietSection(spec=section, values=values, asked=asked)


def mark_of(sections: Collection[QuietSection]) -> str:
    """Tells whether what a person has looked at is still what would be written."""
    lines = (f"{key}={value.normalize():f}" for s in sections for key, value in sorted(s.values.items()))
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]
