"""Which sections a report has: those of its outline, each with what the material says in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from namro.publishing.builders.consolidated import (
    ahead,
    classification,
    directing,
    figure_annex,
    groups,
    judging,
    money,
    obstacles,
    opening,
    reporter_annex,
    situation,
    target_annex,
    task_annex,
    windows,
)
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.section import OwnWords, Passage, Section, printed
from namro.publishing.outlines import OutlineSection

# By the code under which outlines ask for it: its prose, and where the officer's own words of it stand.
WRITERS: dict[str, tuple[OwnWords, Callable[[Material], Passage]]] = {
    "opening": (OwnWords.REPLACE, opening.opening),
    "situation": (OwnWords.FOLLOW, situation.lead),
    "directives": (OwnWords.FOLLOW, directing.directives),
    "reporting": (OwnWords.FOLLOW, directing.reporting),
    "groups": (OwnWords.FOLLOW, groups.summary),
    "classification": (OwnWords.FOLLOW, classification.classes),
    "merits": (OwnWords.FOLLOW, judging.merits),
    "shortcomings": (OwnWords.FOLLOW, judging.shortcomings),
    "causes": (OwnWords.REPLACE, judging.causes),
    "difficulties": (OwnWords.REPLACE, obstacles.obstacles),
    "proposals": (OwnWords.REPLACE, obstacles.proposals),
    "next": (OwnWords.FOLLOW, ahead.ahead),
    "closing": (OwnWords.REPLACE, opening.closing),
}
PARTS: dict[str, Callable[[Material, int], Iterator[Section]]] = {
    "situation": situation.parts,
    "groups": groups.parts,
}
ANNEXES: dict[str, Callable[[Material], Section]] = {
    "figures": figure_annex.figures,
    "tasks": task_annex.tasks,
    "reporters": reporter_annex.reporters,
    "targets": target_annex.targets,
    "classification": classification.classification,
}


def sections(material: Material) -> tuple[Section, ...]:
    """All sections of the outline, also those that say nothing; numbered as printed without own words."""
    found = [section for row in material.outline.sections for section in _sections(row, material)]
    found += [ANNEXES[code](material) for code in material.annexes]
    numbers = {section.code: section.number for section in printed(found, {})}
    return tuple(replace(section, number=numbers.get(section.code, "")) for section in found)


def _sections(row: OutlineSection, material: Material) -> Iterator[Section]:
    section = Section(code=row.code, heading=row.heading, level=row.level, gap=row.gap, own=OwnWords.NONE)
    if row.code == "money":
        prose, table = money.passages(material)
        yield replace(section, own=OwnWords.FOLLOW, prose=prose, tables=table)
    elif row.code == "windows":
        yield replace(section, own=OwnWords.FOLLOW, tables=windows.table(material))
    elif row.code in WRITERS:
        own, write = WRITERS[row.code]
        yield replace(section, own=own, prose=write(material))
    else:
        yield section
    if row.code in PARTS:
        yield from PARTS[row.code](material, row.level + 1)
