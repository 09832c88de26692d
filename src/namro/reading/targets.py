"""Quantified goals: in sentences, in the rows of target tables, and in the words of task tables."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import regex

from namro.reading.agencies import split_names
from namro.reading.dates import horizon, windows
from namro.reading.draft import DocumentDraft, Draft, Item
from namro.reading.goals import TAIL, clauses, goals_of, past_sentences
from namro.reading.headings import Role
from namro.reading.outline import Node
from namro.reading.quantities import Quantity, quantities
from namro.reading.tables import TOTAL, Column, Row, Sheet
from namro.reading.text import Clean, holds_any

_UNTIL = regex.compile(
    r"\W*(?:Mục tiêu |Chỉ tiêu |Phấn đấu )?(?:đến|tới|hết)\s+(?:hết |cuối )?(?:năm|quý|tháng|ngày)\b", regex.IGNORECASE
)
_REFERENCE = regex.compile(
    r"so với (?:cùng kỳ )?[^,;.]{3,80}|(?:chỉ tiêu|kế hoạch) (?:được )?giao[^;.]{0,120}", regex.IGNORECASE
)
_YEARLY = regex.compile(r"h[ằàa]ng năm|mỗi năm", regex.IGNORECASE)
_THAN_A_YEAR = regex.compile(r"so với (?:cùng kỳ )?năm[^,;.]*")
_CHANGES = regex.compile(r"\W*(?:phấn đấu\s+|tỷ lệ\s+)?(?P<verb>(?:kéo )?giảm|tăng(?! cường))\s", regex.IGNORECASE)
_ROW_CHANGES = regex.compile(
    r"\W*(?:tỷ lệ |tỉ lệ |mức |số )?(?P<verb>(?:kéo )?giảm|tăng(?! cường))\b", regex.IGNORECASE
)
_NAMED_BEFORE = regex.compile(r"(?:^|[\s,])((?:tỷ lệ|tỉ lệ|số)\s.*)$", regex.IGNORECASE)
_LEADING_NUMBER = regex.compile(r"^\s*\d[\d.,]*\s*")
_LAST_VERB = regex.compile(r"\s(?:đạt|là|phải|được)\s*$")
_YEAR = regex.compile(r"20\d\d")
_NO_GOALS = (Role.SITUATION, Role.FORM, Role.REPORTING)


def read_targets(draft: Draft) -> None:
    """Reads the trees with roles and bodies; writes targets."""
    for document in draft.plans():
        for tree in (document.tree, *(annex.tree for annex in document.annexes)):
            for node in tree.walk():
                if node.role in _NO_GOALS:
                    continue
                if node.table:
                    sheet = draft.sheets.get(node)
                    draft.targets += _from_sheet(draft, document, sheet) if sheet else []
                elif node.paragraph and node.text:
                    line = node.paragraph.line.cut(node.at)
                    past = past_sentences(line.text, _year(document))
                    by = _by_heading(node)
                    draft.targets += _from_prose(draft, line, node.section, list(node.bodies), by=by, past=past)


def _year(document: DocumentDraft) -> int:
    """The first year that is not past for this plan."""
    day = document.header.get("period_from") or document.header.get("issued_on")
    return int(day[:4]) if day else 0


def _by_heading(node: Node) -> date | None:
    """ "a) Đến năm 2018:" over a list of goals."""
    above = node.parent
    if above is None or not _UNTIL.match(above.text):
        return None
    return horizon(above.text)


def _from_prose(
    draft: Draft,
    line: Clean,
    section: str,
    owner: list[str],
    *,
    by: date | None = None,
    past: Sequence[tuple[int, int]] = (),
) -> list[Item]:
    found = []
    goals: list[tuple[int, int, Quantity]] = []
    for start, end in clauses(line.text):
        if any(a <= start + 1 < b for a, b in past):
            continue
        clause = line.text[start:end]
        follows = bool(goals) and line.text[start - 1 : start] in (";", ":")
        goals = goals_of(clause, follows=follows)
        for first, last, goal in goals:
            cut = line.cut(start + first, start + last)
            found.append(_item(draft, cut, goal, clause, first, section, owner, _by(line.text, start, end) or by))
    return found


def _item(
    draft: Draft, cut: Clean, goal: Quantity, clause: str, shift: int, section: str, owner: list[str], by: date | None
) -> Item:
    text = cut.text
    before, after = text[: goal.start - shift], text[goal.end - shift :]
    reference = _REFERENCE.search(text)
    unit = goal.unit or ""
    return {
        **draft.quote(cut),
        "section": section,
        "measure": _measure(before, text[goal.number - shift :] if unit != "%" else after),
        "comparator": _prose_comparator(goal, before),
        "value": goal.value,
        "value_to": goal.value_to,
        "unit": unit,
        "reference": reference.group().strip() if reference else None,
        "by": by.isoformat() if by else None,
        "recurrence": "yearly" if _YEARLY.search(clause) else None,
        "owner": owner,
    }


def _prose_comparator(goal: Quantity, before: str) -> str:
    """ "Giảm số người nghiện ít nhất 5%": the verb may stand at the head of the clause."""
    if not goal.direction and goal.unit == "%":
        head = _CHANGES.match(before)
        if head and "100" not in str(goal.value):
            direction = "decrease" if "giảm" in head["verb"].lower() else "increase"
            return direction + (goal.bound if goal.bound in (">", ">=") else "")
    if goal.bound == "" and holds_any(before[-40:], ("đạt và vượt",)):
        return ">="
    return goal.comparator


def _measure(before: str, after: str) -> str:
    """What is measured: the noun after the number, or before it in "Số vụ … nhiều hơn 5%"."""
    head = _NAMED_BEFORE.search(before.strip(" ,"))
    tail = TAIL.split(after)[0]
    tail = _LEADING_NUMBER.sub("", tail).strip(" ,.;:/")
    words = tail if len(tail.split()) >= 2 else (head[1] if head else before)
    words = _LAST_VERB.sub("", words.strip(" ,.;:/"))
    return words[:300]


def _by(text: str, start: int, end: int) -> date | None:
    """The day named in the clause, else in its sentence."""
    day = horizon(text[start:end])
    if day:
        return day
    first = max(text.rfind(". ", 0, start), text.rfind(".\n", 0, start)) + 1
    return horizon(text[first:end])


def _from_sheet(draft: Draft, document: DocumentDraft, sheet: Sheet) -> list[Item]:
    if sheet.is_tasks:
        return _from_tasks(draft, sheet)
    if not sheet.is_targets:
        return []
    content = sheet.first(Column.CONTENT)
    assert content is not None
    values = sheet.all(Column.VALUE)
    found: list[Item] = []
    for row in sheet.rows:
        if TOTAL.match(row.cells[content].text) or not row.cells[content]:
            continue
        section = _row_section(sheet, row)
        by = _row_by(sheet, row)
        for column in values:
            found += _from_value(draft, sheet, row, content, column, section, _head_year(sheet.heads[column]) or by)
        inside = row.cells[content]
        found += [i for i in _from_prose(draft, inside, section, [], by=by) if i["unit"] == "%"]
    return found


def _from_value(
    draft: Draft, sheet: Sheet, row: Row, content: int, column: int, section: str, by: date | None
) -> list[Item]:
    measure, cell = row.cells[content], row.cells[column]
    unit_column, lead = sheet.first(Column.MEASURE_UNIT), sheet.first(Column.LEAD)
    unit = row.cells[unit_column].text if unit_column is not None else ""
    reference = _THAN_A_YEAR.search(f"{measure.text} {cell.text}")
    shared = {
        **_both(draft, measure, cell),
        "section": section,
        "measure": measure.text.rstrip(" .;"),
        "reference": reference.group() if reference else None,
        "by": by.isoformat() if by else None,
        "recurrence": "yearly" if _YEARLY.search(measure.text) else None,
        "owner": split_names(row.cells[lead].text) if lead is not None else [],
    }
    return [
        {
            **shared,
            "comparator": _row_comparator(measure.text, goal),
            "value": goal.value,
            "value_to": goal.value_to,
            "unit": goal.unit or unit or head_unit(sheet.heads[column], cell.text[goal.end :]),
        }
        for goal in quantities(cell.text)
    ]


def _both(draft: Draft, measure: Clean, cell: Clean) -> Item:
    """Quote from the measure to its value, where the value stands after it."""
    start, end = measure.span()[0], cell.span()[1]
    if start >= end:
        return draft.quote(measure)
    return {"quote": draft.source.text[start:end], "span": [start, end]}


def _row_comparator(measure: str, goal: Quantity) -> str:
    """The row says the direction, the value cell the bound: "Tỷ lệ tăng số vụ …" | "Trên 5%"."""
    if goal.direction:
        return goal.comparator
    head = _ROW_CHANGES.match(measure)
    if head:
        direction = "decrease" if "giảm" in head["verb"].lower() else "increase"
        return direction + (goal.bound if goal.bound in (">", ">=") else "")
    return goal.comparator


def head_unit(head: str, after: str) -> str:
    inside = regex.search(r"\(([^()]{1,20})\)", head)
    if inside:
        return inside[1].replace("ĐVT:", "").strip()
    if "%" in head or regex.search(r"tỷ lệ|tỉ lệ", head, regex.IGNORECASE):
        return "%"
    words = regex.match(r"\s*(\p{Ll}+(?:\s\p{Ll}+)?)", after)
    return words[1] if words else ""


def _head_year(head: str) -> date | None:
    year = _YEAR.search(head)
    return date(int(year.group()), 12, 31) if year else None


def _row_by(sheet: Sheet, row: Row) -> date | None:
    time = sheet.first(Column.TIME)
    if time is not None and row.cells[time]:
        found = windows(row.cells[time].text)
        if found:
            return max(w.end for w in found)
    found = windows(sheet.title) or windows(sheet.annex_title)
    return found[-1].end if found else None


def _from_tasks(draft: Draft, sheet: Sheet) -> list[Item]:
    """Goals inside the words of a task table's rows."""
    content, lead = sheet.first(Column.CONTENT), sheet.first(Column.LEAD)
    assert content is not None
    assert lead is not None
    found = []
    for row in sheet.rows:
        by = _row_by(sheet, row)
        found += _from_prose(
            draft, row.cells[content], _row_section(sheet, row), split_names(row.cells[lead].text), by=by
        )
    return found


def _row_section(sheet: Sheet, row: Row) -> str:
    return f"{sheet.section}.{row.section}" if sheet.section and row.section else sheet.section or row.section
