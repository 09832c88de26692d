"""The steps of reading, in order."""

from __future__ import annotations

from collections.abc import Callable

from namro.kernel.problems import Problem, Severity
from namro.reading.abbreviations import read_abbreviations
from namro.reading.allocations import read_allocations
from namro.reading.citations import read_citations
from namro.reading.confidence import weigh
from namro.reading.draft import Draft
from namro.reading.duties import name_bodies, read_duties, read_general_tasks
from namro.reading.events import read_events
from namro.reading.header import read_headers
from namro.reading.legacy_spelling import spell_out
from namro.reading.letterhead_lines import split_letterheads
from namro.reading.normalise import clean_blocks, drop_page_furniture, drop_repeats, join_blocks
from namro.reading.outline import build
from namro.reading.projects import read_projects
from namro.reading.reporting_duties import read_reporting
from namro.reading.roles import give_roles
from namro.reading.schedule import read_annex_tasks
from namro.reading.tables import read_sheet
from namro.reading.targets import read_targets
from namro.reading.zones import cut_documents


def grow_outlines(draft: Draft) -> None:
    """Reads documents; writes their trees and those of their annexes."""
    for document in draft.documents:
        document.tree = build(document.body)
        for annex in document.annexes:
            annex.tree = build(annex.elements, prefix=annex.label)


def read_sheets(draft: Draft) -> None:
    """Reads the trees; writes sheets."""
    found = ((node, read_sheet(node, title)) for _document, node, title in draft.tables())
    draft.sheets = {node: sheet for node, sheet in found if sheet}


_TOO_SLOW = "Một phần của văn bản có dạng khác thường nên chưa đọc hết được."

Step = Callable[[Draft], None]

STEPS: tuple[Step, ...] = (
    clean_blocks,
    spell_out,
    drop_repeats,
    drop_page_furniture,
    join_blocks,
    split_letterheads,
    cut_documents,
    grow_outlines,
    read_sheets,
    give_roles,
    read_projects,
    read_abbreviations,
    name_bodies,
    read_headers,
    read_citations,
    read_targets,
    read_allocations,
    read_duties,
    read_general_tasks,
    read_annex_tasks,
    read_reporting,
    read_events,
    weigh,
)


def run(draft: Draft) -> None:
    """All steps. One that a hostile text makes too slow is left with what it has, and the reader is told."""
    for step in STEPS:
        try:
            step(draft)
        except TimeoutError:
            draft.problems.append(
                Problem("too_slow", Severity.ERROR, "", _TOO_SLOW, "Xin kiểm tra tệp hoặc nhập tay phần này.")
            )
