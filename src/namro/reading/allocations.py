"""Tables that give every body its number, and the totals they state."""

from __future__ import annotations

import regex

from namro.reading.draft import DocumentDraft, Draft
from namro.reading.headings import Role
from namro.reading.quantities import quantities
from namro.reading.tables import TOTAL, Column, Sheet
from namro.reading.targets import head_unit
from namro.reading.wording import sentence_case


def read_allocations(draft: Draft) -> None:
    """Reads the trees; writes allocations and stated_totals."""
    for document, node, _title in draft.tables():
        sheet = draft.sheets.get(node)
        if sheet and sheet.is_allocations and node.role != Role.FORM:
            for column in sheet.all(Column.VALUE):
                _allocate(draft, document, sheet, column)


def _allocate(draft: Draft, document: DocumentDraft, sheet: Sheet, column: int) -> None:
    body = sheet.first(Column.BODY)
    assert body is not None
    title = sentence_case(sheet.title, document)
    title = title if len(sheet.all(Column.VALUE)) == 1 else f"{title} – {sheet.heads[column]}".strip(" –")
    unit = _allocation_unit(sheet, column)
    for row in sheet.rows:
        found = quantities(row.cells[column].text)
        if not found:
            continue
        quote = draft.quote(row.cells[column])
        name = row.cells[body]
        total = TOTAL.match(name.text) or TOTAL.match(row.cells[0].text)
        if total:
            draft.stated_totals.append({"table": title, "value": found[0].value, "unit": unit, **quote})
        elif name:
            start, end = name.span()[0], row.cells[column].span()[1]
            whole = {"quote": draft.source.text[start:end], "span": [start, end]} if start < end else quote
            draft.allocations.append(
                {"table": title, "unit_name": name.text, "value": found[0].value, "unit": unit, **whole}
            )


def _allocation_unit(sheet: Sheet, column: int) -> str:
    unit = head_unit(sheet.heads[column], "")
    if not unit:
        named = regex.match(
            r"(?:số|tổng số|chỉ tiêu)\s+(?:lượng\s+)?(\p{L}+(?:\s\p{L}+)?)", sheet.heads[column], regex.IGNORECASE
        )
        unit = named[1].lower() if named else ""
    for row in sheet.rows:
        goal = next(iter(quantities(row.cells[column].text)), None)
        if goal and goal.unit:
            return goal.unit
    return unit
