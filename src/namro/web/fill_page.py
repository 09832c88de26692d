"""What the page shows on which a report is filled: every section with its boxes, the words, what lies beside them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from namro.kernel.elements import CellKey
from namro.kernel.figures import FigureState, format_number
from namro.kernel.forms import Prefill, SectionSpec
from namro.reporting import queries
from namro.reporting.models import Attachment
from namro.reporting.queries import ReportPage
from namro.reporting.queries.remarks import CellRemark, remarks_of
from namro.reporting.rules import EntrySource
from namro.web.access import Request
from namro.web.forms.reporting import ForUnitForm, Typing, opening_boxes, problems_at, section_rows


def whole_page(
    request: Request,
    found: ReportPage,
    allowed: frozenset[str],
    source: EntrySource,
    *,
    reference: str,
    typed_in: str = "",
    typing: Typing | None = None,
) -> dict[str, Any]:
    """typed_in: the section whose boxes show what was just typed instead of what is stored."""
    undone = [s.code for s in found.form.sections if s.code in allowed and not found.is_done(s.code)]
    files: dict[str, list[Attachment]] = defaultdict(list)
    for file in found.report.attachments.defer("content").order_by("at"):
        files[file.section].append(file)
    opened = typed_in or request.GET.get("muc", "") or next(iter(undone), "")
    remarks = remarks_of(found)
    return {
        "found": found,
        "report": found.report,
        "unit": found.unit,
        "today": request.today,
        "sections": [
            section_context(
                found,
                section,
                editable=section.code in allowed,
                opened=section.code == opened,
                typing=typing if section.code == typed_in else None,
            )
            | {"files": files[section.code]}
            | _remarked([remark for remark in remarks if remark.section == section.code])
            for section in found.form.sections
        ],
        "narratives": [
            {
                "spec": spec,
                "stored": found.texts.get(spec.code),
                "problems": problems_at(found, f"narrative:{spec.code}"),
            }
            for spec in found.form.narratives
        ],
        "whole_problems": [(p, found.reason(p)) for p in problems_at(found, "")],
        "openings_missing": [label for key, label in opening_boxes(found) if key not in found.around.opening],
        "may_estimate": request.today <= found.period.end,
        "neighbours": queries.neighbours_of(found.report),
        "for_unit": source is EntrySource.FOR_UNIT,
        "reference": reference,
        "reference_form": ForUnitForm() if source is EntrySource.FOR_UNIT and not reference else None,
        "all_done": found.done == len(found.form.sections),
        "is_partial": request.user.is_authenticated and len(allowed) < len(found.form.sections),
    }


def _remarked(remarks: list[CellRemark]) -> dict[str, Any]:
    """What the reviewer said of boxes of a section; boxes that are folded away are then shown."""
    return {"remarks": remarks, "hidden_open": True} if remarks else {}


def section_context(
    found: ReportPage, section: SectionSpec, *, editable: bool, opened: bool, typing: Typing | None = None
) -> dict[str, Any]:
    rows = section_rows(found, section, editable=editable, typing=typing)
    blanks = found.blanks_in(section)
    nothing = queries.nothing_happened(found, section.code) if section.zero_button and editable else {}
    own = {cell.key: cell for cell in section.cells}
    part = found.parts.get(section.code)
    return {
        "spec": section,
        "rows": [row for row in rows if row["required"]],
        "hidden_rows": [row for row in rows if not row["required"]],
        "hidden_open": any(row["text"] not in ("", "0") or row["errors"] for row in rows if not row["required"]),
        "editable": editable,
        "opened": opened,
        "done": found.is_done(section.code),
        "part": part,
        "blanks": len(blanks),
        "errors": sum(p.severity == "error" for row in rows for p in problems_at(found, str(row["key"]))),
        "warnings": [(p, found.reason(p)) for p in problems_at(found, f"section:{section.code}")],
        "openings": [
            (cell.label, found.around.opening.get(cell.key))
            for cell in section.cells
            if cell.prefill is Prefill.OPENING_DERIVED
        ],
        "estimated": any(
            entry.value.state is FigureState.ESTIMATED for key in own if (entry := found.around.values.get(key))
        ),
        "nothing": _told(found, section, nothing),
        "zeros": sum(value == 0 and found.elements[key.element].kind == "F" for key, value in nothing.items()),
        "suggestions": _told(found, section, {k: v for k, v in found.suggestions.items() if k in own}),
    }


def _told(found: ReportPage, section: SectionSpec, values: dict[CellKey, Any]) -> list[dict[str, Any]]:
    """Figures that the program would write, in words; the zeros of what did not happen are told as a number only."""
    return [
        {
            "label": cell.label,
            "value": format_number(values[cell.key], found.elements[cell.element].decimals),
            "unit": found.elements[cell.element].unit,
            "is_closing": cell.prefill is Prefill.OPENING_DERIVED,
        }
        for cell in section.cells
        if cell.key in values and found.elements[cell.element].kind != "F"
    ]
