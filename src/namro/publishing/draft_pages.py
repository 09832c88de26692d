"""What the page of a draft shows: every section, what the figures say in it, the officer's words, what units wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Problem
from namro.publishing.builders import consolidated
from namro.publishing.builders.consolidated import Material, OwnWords, Section
from namro.publishing.draft_figures import Change, Printed, changes, changes_in, figures_of, figures_of_section
from namro.publishing.drafting import material_of, name_of_section, words_of
from namro.publishing.models import DraftSection, ReportDraft
from namro.writing.model import OfficialDocument

# What units write under these heads of their forms belongs to these sections.
GATHERED = {"merits": ("results",), "difficulties": ("difficulties",), "proposals": ("proposals",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPart:
    """One section on the page. changed: figures that moved since somebody looked at the words beside them."""

    section: Section
    stored: DraftSection | None
    changed: tuple[Change, ...]
    problems: tuple[Problem, ...]
    gathered: tuple[tuple[str, str], ...]

    @property
    def name(self) -> str:
        return name_of_section(self.section)

    @property
    def is_quiet(self) -> bool:
        """Nothing is said here, and nobody has to say anything."""
        return not (self.section.prose.blocks or self.section.gap or self.text.strip() or self.gathered)

    @property
    def text(self) -> str:
        return self.stored.text if self.stored else ""

    @property
    def open(self) -> bool:
        """Whether an officer may write here."""
        return self.section.own is not OwnWords.NONE

    @property
    def replaces(self) -> bool:
        return self.section.own is OwnWords.REPLACE

    @property
    def has_gap(self) -> bool:
        return bool(self.section.gap) and not self.text.strip()

    @property
    def figures(self) -> list[Printed]:
        return figures_of_section(self.section)


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftPage:
    """moved: what differs from the figures that the draft was last brought up to date with."""

    draft: ReportDraft
    material: Material
    parts: tuple[DraftPart, ...]
    moved: tuple[Change, ...]
    document: OfficialDocument

    @property
    def gaps(self) -> list[DraftPart]:
        return [part for part in self.parts if part.has_gap]

    @property
    def to_look_at(self) -> list[DraftPart]:
        return [part for part in self.parts if part.changed]


def page_of(draft: ReportDraft, *, at: datetime) -> DraftPage:
    material = material_of(draft, at=at)
    sections = consolidated.sections(material)
    stored = {section.code: section for section in draft.sections.select_related("by")}
    gathered = _gathered(material)
    return DraftPage(
        draft=draft,
        material=material,
        parts=tuple(_part(section, stored.get(section.code), gathered) for section in sections),
        moved=changes(draft.figures, figures_of(sections)),
        document=consolidated.assemble(sections, words_of(draft), material=material),
    )


def _part(
    section: Section, stored: DraftSection | None, gathered: Mapping[str, tuple[tuple[str, str], ...]]
) -> DraftPart:
    written = stored is not None and bool(stored.text.strip())
    return DraftPart(
        section=section,
        stored=stored,
        changed=changes_in(stored.seen, figures_of_section(section)) if stored and written else (),
        problems=tuple(find_personal_data(stored.text)) if stored and written else (),
        gathered=tuple(said for code in GATHERED.get(section.code, ()) for said in gathered.get(code, ())),
    )


def _gathered(material: Material) -> dict[str, tuple[tuple[str, str], ...]]:
    """What units wrote, with their names, by the head of their forms."""
    figures = material.figures
    return {
        found.code: tuple(
            zip(figures.unit_names(unit for unit, _text in found.texts), (t for _u, t in found.texts), strict=True)
        )
        for found in figures.narratives
    }
