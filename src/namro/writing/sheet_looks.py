"""How the sheets of a form look, and what Excel itself refuses in their boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from namro.kernel.elements import ElementSpec
from namro.kernel.figures import FigureState
from namro.kernel.form_sheets import STATE_WORDS, Column
from namro.kernel.forms import CellSpec

FONT = "Times New Roman"
WIDTHS = {
    Column.KEY: 2,
    Column.NUMBER: 5,
    Column.LABEL: 46,
    Column.UNIT: 9,
    Column.AMOUNT: 12,
    Column.STATE: 13,
    Column.NOTE: 15,
    Column.PREVIOUS: 11,
    Column.LAST_YEAR: 11,
    Column.CHECK: 26,
    Column.REASON: 24,
}
HEADINGS = {
    Column.NUMBER: "STT",
    Column.LABEL: "Chỉ tiêu",
    Column.UNIT: "Đơn vị tính",
    Column.AMOUNT: "Số kỳ này",
    Column.STATE: "Loại số",
    Column.NOTE: "Số hồ sơ (nếu không lưu ở đây)",
    Column.PREVIOUS: "Kỳ trước",
    Column.LAST_YEAR: "Cùng kỳ năm trước",
    Column.CHECK: "Máy kiểm tra",
    Column.REASON: "Giải trình (khi số khác thường)",
}
HEAD_ROWS = 7
ONE_LINE = 58  # letters of a label that one line holds
LINE = 17  # points
_FRAME = {"border": 1, "border_color": "#9aa5b1", "valign": "vcenter"}
_FILL = {**_FRAME, "bg_color": "#fff8db", "locked": False}
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "title": {"bold": True, "font_size": 14, "valign": "vcenter"},
    "about": {"valign": "vcenter"},
    "help": {"italic": True, "font_color": "#52606d", "valign": "vcenter"},
    "heading": {**_FRAME, "bold": True, "text_wrap": True, "align": "center", "bg_color": "#d9e2ec"},
    "section": {**_FRAME, "bold": True, "bg_color": "#eef2f6"},
    "plain": {**_FRAME, "text_wrap": True},
    "part": {**_FRAME, "text_wrap": True, "indent": 1},
    "opening": {**_FRAME, "text_wrap": True, "italic": True, "font_color": "#52606d"},
    "middle": {**_FRAME, "align": "center"},
    "code": {**_FRAME, "align": "left", "font_color": "#52606d"},
    "input": _FILL,
    "choice": {**_FILL, "align": "center"},
    "words": {**_FILL, "text_wrap": True, "valign": "top"},
    "reason": {**_FRAME, "text_wrap": True, "locked": False},
    "shown": {**_FRAME, "align": "right", "font_color": "#52606d"},
    "check": {**_FRAME, "text_wrap": True, "italic": True, "font_color": "#276749"},
    "wrong": {"font_color": "#9b1c1c", "bold": True},
    "key": {"font_color": "#9aa5b1", "font_size": 8},
}


def amount_rule(cell: CellSpec, element: ElementSpec) -> dict[str, Any]:
    """What Excel shows beside the box and what it refuses; a title holds 32 letters, a message 255."""
    whole = element.decimals == 0
    rule: dict[str, Any] = {
        "validate": "integer" if whole else "decimal",
        "criteria": ">=",
        "value": 0,
        "error_title": "Số chưa đúng",
        "error_message": "Chỉ ghi số nguyên từ 0 trở lên." if whole else "Chỉ ghi số từ 0 trở lên.",
    }
    if cell.help:
        rule |= {"input_title": _cut(cell.label, 32), "input_message": _cut(cell.help, 255)}
    return rule


def state_rule(cell: CellSpec, element: ElementSpec) -> dict[str, Any]:
    states = [FigureState.REPORTED, FigureState.ESTIMATED]
    states += [FigureState.NOT_APPLICABLE] if cell.not_applicable else []
    states += [FigureState.NOT_STORED] if element.sensitive else []
    return {
        "validate": "list",
        "source": [STATE_WORDS[state] for state in states],
        "error_title": "Loại số chưa đúng",
        "error_message": "Chọn một loại trong danh sách.",
    }


def words_rule(most: int) -> dict[str, Any]:
    return {
        "validate": "length",
        "criteria": "<=",
        "value": most,
        "error_title": "Dài quá",
        "error_message": f"Tối đa {most} ký tự.",
    }


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"
