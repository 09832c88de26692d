"""Which sections a report has: those of its outline, each with what the material says in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from namro.publishing.builders.consolidated import annexes, prose
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.section import OwnWords, Section, printed
from namro.publishing.outlines import OutlineSection

Make = Callable[[Material], Section]


def sections(material: Material) -> tuple[Section, ...]:
    """All sections of the outline, also those that say nothing; numbered as printed without own words."""
    found = [section for row in material.outline.sections for section in _sections(row, material)]
    found += [annexes.MAKERS[code](material) for code in material.outline.annexes]
    numbers = {section.code: section.number for section in printed(found, {})}
    return tuple(replace(section, number=numbers.get(section.code, "")) for section in found)


def _sections(row: OutlineSection, material: Material) -> Iterator[Section]:
    frame = Section(code=row.code, heading=row.heading, level=row.level, gap=row.gap)
    if (write := prose.WRITERS.get(row.code)) is not None:
        own, passage = write(material)
        yield replace(frame, own=own, prose=passage)
    else:
        yield replace(frame, own=OwnWords.NONE if not row.gap else OwnWords.REPLACE)
    if (parts := prose.PARTS.get(row.code)) is not None:
        yield from parts(material, row.level + 1)
