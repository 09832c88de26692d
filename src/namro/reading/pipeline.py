"""The steps of reading, in order."""

from __future__ import annotations

from collections.abc import Callable

from namro.reading.abbreviations import read_abbreviations
from namro.reading.citations import read_citations
from namro.reading.duties import name_bodies, read_duties, read_general_tasks
from namro.reading.header import read_headers
from namro.reading.projects import read_projects
from namro.reading.reporting_duties import read_reporting
from namro.reading.schedule import read_annex_tasks
from namro.reading.targets import read_allocations, read_targets
from namro.reading.draft import Draft
from namro.reading.normalise import clean_blocks, drop_page_furniture, drop_repeats, join_blocks
from namro.reading.outline import build
from namro.reading.roles import give_roles
from namro.reading.zones import cut_documents


def grow_outlines(draft: Draft) -> None:
    """Reads documents; writes their trees and those of their annexes."""
    for document in draft.documents:
        document.tree = build(document.body)
        for annex in document.annexes:
            annex.tree = build(annex.elements, prefix=annex.label)


Step = Callable[[Draft], None]

STEPS: tuple[Step, ...] = (
    clean_blocks,
    drop_repeats,
    drop_page_furniture,
    join_blocks,
    cut_documents,
    grow_outlines,
    give_roles,
    read_projects,
    name_bodies,
    read_headers,
    read_abbreviations,
    read_citations,
    read_targets,
    read_allocations,
    read_duties,
    read_general_tasks,
    read_annex_tasks,
    read_reporting,
)
