"""The task table of an annex: what, who leads, who supports, when, to which level it is submitted."""

from __future__ import annotations

from namro.reading.agencies import split_names
from namro.reading.dates import schedule
from namro.reading.draft import DocumentDraft, Draft, Item
from namro.reading.headings import Role
from namro.reading.tables import TOTAL, Column, Row, Sheet


def read_annex_tasks(draft: Draft) -> None:
    """Reads the trees; writes annex_tasks, one a row of every table that names who leads."""
    for document, node, _title in draft.tables():
        sheet = draft.sheets.get(node)
        if sheet and sheet.is_tasks and node.role != Role.FORM:
            for row in sheet.rows:
                item = _task(draft, document, sheet, row, len(draft.annex_tasks) + 1)
                if item:
                    draft.annex_tasks.append(item)


def _task(draft: Draft, document: DocumentDraft, sheet: Sheet, row: Row, number: int) -> Item | None:
    content = sheet.first(Column.CONTENT)
    assert content is not None
    if not row.cells[content] or TOTAL.match(row.cells[content].text):
        return None

    def text(column: Column) -> str:
        at = sheet.first(column)
        return row.cells[at].text if at is not None else ""

    time = text(Column.TIME)
    start, end, recurring = schedule(time, _year(document))
    bare = row.label.strip("().")
    return {
        "no": int(bare) if bare.isdecimal() else number,
        **draft.quote(row.cells[content]),
        "section": f"{sheet.section}.{row.section}".strip("."),
        "lead": split_names(text(Column.LEAD)),
        "coordinating": split_names(text(Column.COORDINATING)),
        "time": time.rstrip(" .") or None,
        "time_from": start.isoformat() if start else None,
        "time_to": end.isoformat() if end else None,
        "recurring": recurring,
        "level": text(Column.LEVEL) or None,
        "product": text(Column.PRODUCT) or None,
    }


def _year(document: DocumentDraft) -> int | None:
    covered = document.header.get("period_to") or document.header.get("issued_on")
    return int(covered[:4]) if covered else None
