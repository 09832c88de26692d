"""What all annexes have in common."""

from __future__ import annotations

from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import OwnWords, Section


def annex(code: str, heading: str, material: Material, writer: Writer, *, landscape: bool = False) -> Section:
    """All that the writer holds, under the name of the period."""
    return Section(
        code=f"annex.{code}",
        heading=heading,
        own=OwnWords.NONE,
        tables=writer.passage(),
        annex=True,
        subtitle=material.figures.period.label,
        landscape=landscape,
    )
