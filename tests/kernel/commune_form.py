"""A commune's form in small, with every kind of rule, and figures written as text: "addicts_new 3, part n/a"."""

from datetime import date
from typing import Any

from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import NOT_APPLICABLE, Figure, FigureState, estimated, parse_figure
from namro.kernel.form_checks import check_form
from namro.kernel.form_facts import FormFacts
from namro.kernel.form_rules import Scope
from namro.kernel.forms import form_from_dict
from namro.kernel.problems import Problem

KINDS = {
    "residents": "B",
    "new": "F",
    "moved_in": "F",
    "moved_out": "F",
    "died": "F",
    "closing": "S",
    "substitution": "S",
    "counselled": "Y",
    "arrests": "F",
    "fugitives": "F",
    "plant_area": "F",
}

FORM: dict[str, Any] = {
    "code": "X-Q",
    "title": "Biểu thử",
    "audience": ["commune"],
    "period_kinds": ["quarter"],
    "source": "",
    "valid_from": "2025-12-15",
    "sections": [
        {
            "code": "A",
            "title": "Nhân khẩu",
            "owner": "Công an xã",
            "cells": [{"element": "residents", "label": "Nhân khẩu"}],
        },
        {
            "code": "B",
            "title": "Người nghiện",
            "owner": "Công an xã",
            "zero_button": True,
            "cells": [
                {"element": "new", "label": "Mới"},
                {"element": "moved_in", "label": "Chuyển đến"},
                {"element": "moved_out", "label": "Chuyển đi"},
                {"element": "died", "label": "Chết"},
                {"element": "closing", "label": "Còn cuối kỳ", "prefill": "opening_derived"},
                {
                    "element": "substitution",
                    "label": "Đang điều trị thay thế",
                    "of_which": "closing",
                    "not_applicable": True,
                },
                {"element": "counselled", "label": "Được tư vấn"},
            ],
        },
        {
            "code": "F",
            "title": "Địa bàn",
            "owner": "Công an xã",
            "zero_button": True,
            "cells": [
                {"element": "arrests", "label": "Bị bắt tại xã"},
                {"element": "fugitives", "label": "Truy nã lẩn trốn"},
                {"element": "plant_area", "breakdown": "found", "label": "Diện tích phát hiện", "required": False},
                {"element": "plant_area", "breakdown": "destroyed", "label": "Diện tích đã phá", "required": False},
                {"element": "plant_area", "label": "Diện tích, tổng", "required": False},
            ],
        },
    ],
    "narratives": [{"code": "results", "label": "Kết quả nổi bật"}],
    "derived": [
        {
            "element": "managed",
            "label": "Số được quản lý trong năm",
            "formula": "year_open(closing) + ytd(new) + ytd(moved_in)",
        }
    ],
    "identities": [
        {
            "id": "H1",
            "name": "Người nghiện",
            "must": "closing = open(closing) + new + moved_in - moved_out - died",
            "plus": "vào",
            "minus": "ra",
        },
        {"id": "H4", "kind": "opening_known"},
        {"id": "H5", "kind": "closing_not_negative"},
        {"id": "H6", "must": "substitution <= closing", "name": "Trong đó", "message": "Số trong đó lớn hơn tổng số."},
        {"id": "H8", "must": "fugitives <= arrests"},
        {"id": "H10", "kind": "cumulative"},
        {"id": "H11", "name": "Tư vấn", "must": "counselled <= managed", "place": "counselled"},
        {"id": "H12a", "kind": "figures"},
        {"id": "H12b", "kind": "breakdowns"},
        {"id": "H13", "must": "residents > 0"},
    ],
    "warnings": [
        {"id": "W1", "kind": "change", "cells": ["closing"], "percent": 20, "at_least": 5, "message": "Vì sao?"},
        {"id": "W2", "kind": "silent", "periods": 4},
        {"id": "W3", "kind": "repeated"},
        {
            "id": "W4",
            "kind": "share",
            "part": "moved_out",
            "whole": "moved_out + died",
            "percent": 30,
            "at_least": 3,
            "message": "Có giấy chuyển?",
        },
        {"id": "W5", "scope": "all_units", "when": "moved_out != moved_in", "message": "Danh sách các xã lệch?"},
        {"id": "W7", "when": "arrests > 0 and fugitives = 0", "also_previous": 2, "message": "Kỳ nào cũng vậy?"},
        {"id": "W8", "when": "arrests != other(arrests)", "message": "Lệch số của tỉnh."},
        {
            "id": "W10",
            "kind": "crosses",
            "name": "Tỷ lệ trên nhân khẩu",
            "numerator": "closing",
            "denominator": "residents",
            "marks": ["0.1%", "0.5%"],
            "message": "Có thể đổi loại.",
        },
        {"id": "W11", "tags": ["registered"], "when": "closing - substitution > 0", "message": "Chưa đạt Điều 6."},
        {
            "id": "W13",
            "kind": "change",
            "cells": ["residents"],
            "percent": 3,
            "against": "last_year",
            "message": "Đúng địa bàn?",
        },
        {"id": "W16", "kind": "personal_data"},
    ],
}

FORM_SPEC = form_from_dict(FORM)
ELEMENTS = {
    code: ElementSpec(
        code=code,
        name=code,
        kind=ElementKind(kind),
        unit="người",
        decimals=1 if code == "plant_area" else 0,
        breakdowns=(("found", "phát hiện"), ("destroyed", "đã phá")) if code == "plant_area" else (),
        supplier="Công an xã",
        source="",
        sensitive=code == "fugitives",
        valid_from=date(2025, 12, 15),
    )
    for code, kind in KINDS.items()
}
# A quiet period that nothing is wrong with, after an opening of 45.
QUIET = (
    "residents 10000, new 3, moved_in 0, moved_out 0, died 1, closing 47, substitution 5, counselled 20, "
    "arrests 0, fugitives 0"
)
STATES = {"-": None, "n/a": NOT_APPLICABLE, "file": Figure(FigureState.NOT_STORED, note="12/HS")}


def figures(*texts: str) -> dict[CellKey, Figure]:
    """Later texts overrule earlier ones; "x ~3" is an estimate, "x -" takes x away. A bare comma is decimal."""
    found = {}
    for item in filter(None, ", ".join(texts).split(", ")):
        cell, _, value = item.partition(" ")
        found[CellKey.parse(cell)] = _figure(value)
    return {key: figure for key, figure in found.items() if figure is not None}


def _figure(text: str) -> Figure | None:
    if text in STATES:
        return STATES[text]
    number = parse_figure(text.lstrip("~"), 4)
    return estimated(number.value) if number and number.value is not None and text.startswith("~") else number


def check(changed: str = "", *, opening: str = "closing 45", scope: Scope = Scope.UNIT, **facts: Any) -> list[Problem]:
    """What is wrong with the quiet period after a change."""
    given = FormFacts(values=figures(QUIET, changed), opening=figures(opening), **facts)
    return check_form(FORM_SPEC, ELEMENTS, given, scope=scope)


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]
