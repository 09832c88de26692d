"""Composing a form: every change of a draft as a pure function from one description to the next.

A draft has the shape that `kernel.forms.form_from_dict` reads and may be wrong in any way; what is wrong with it says
`kernel.form_mistakes`. Parts are addressed by their codes, never by their position, so that two people who compose at
once do not hit each other's lines. All raise Refused where the part is no longer there.
"""

import re
from collections.abc import Iterable, Mapping
from copy import deepcopy
from datetime import date
from typing import Any

from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.forms import Prefill
from namro.kernel.problems import Refused

Draft = dict[str, Any]

CODE = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
# What a person may change of each part; everything else of a draft is kept as it came.
HEAD_FIELDS = ("title", "audience", "period_kinds", "source", "valid_from")
SECTION_FIELDS = ("title", "owner", "help", "zero_button", "cumulative", "on_demand")
CELL_FIELDS = ("label", "help", "prefill", "of_which", "required", "not_applicable")
NARRATIVE_FIELDS = ("label", "help", "max_length")

# Of what kind of element a box may be proposed from what stood there before.
_PREFILLS = {
    ElementKind.BASE: Prefill.BASE,
    ElementKind.YTD: Prefill.PREVIOUS,
    ElementKind.REGISTER: Prefill.PREVIOUS,
}


def new_draft(*, code: str, title: str, valid_from: date) -> Draft:
    """A form with nothing in it but the three headings in words that every report has, and the checks of every form."""
    if not CODE.fullmatch(code) or len(code) > 20:
        raise Refused("form-code", "Mã biểu gồm chữ in hoa không dấu, số và gạch nối, tối đa 20 ký tự, ví dụ X-Q.")
    return {
        "code": code,
        "title": title,
        "audience": [],
        "period_kinds": ["quarter"],
        "source": "",
        "valid_from": valid_from.isoformat(),
        "sections": [],
        "narratives": [
            {"code": "results", "label": "Kết quả nổi bật", "max_length": 1000},
            {"code": "difficulties", "label": "Khó khăn, vướng mắc", "max_length": 1000},
            {"code": "proposals", "label": "Kiến nghị", "max_length": 1000},
        ],
        "identities": [{"id": "H1", "kind": "figures"}, {"id": "H2", "kind": "cumulative"}],
        "warnings": [{"id": "W1", "kind": "personal_data"}],
    }


def with_head(draft: Draft, fields: Mapping[str, Any]) -> Draft:
    return {**deepcopy(draft), **{name: value for name, value in fields.items() if name in HEAD_FIELDS}}


# ---- sections ----


def add_section(draft: Draft) -> tuple[Draft, str]:
    """An empty section at the end; answers its code, too."""
    made = deepcopy(draft)
    taken = {section["code"] for section in made["sections"]}
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    codes = [*letters, *(f"{letter}{number}" for number in range(1, 10) for letter in letters)]
    code = next(code for code in codes if code not in taken)
    made["sections"].append({"code": code, "title": "", "owner": "", "cells": []})
    return made, code


def change_section(draft: Draft, code: str, fields: Mapping[str, Any]) -> Draft:
    made = deepcopy(draft)
    _section(made, code).update({name: value for name, value in fields.items() if name in SECTION_FIELDS})
    return made


def move_section(draft: Draft, code: str, by: int) -> Draft:
    made = deepcopy(draft)
    _move(made["sections"], _section(made, code), by)
    return made


def remove_section(draft: Draft, code: str) -> Draft:
    made = deepcopy(draft)
    made["sections"].remove(_section(made, code))
    return made


# ---- boxes ----


def add_cells(draft: Draft, code: str, keys: Iterable[CellKey], elements: Mapping[str, ElementSpec]) -> Draft:
    """Boxes at the end of a section, labelled as the catalogue names them; boxes that the form has are left out."""
    made = deepcopy(draft)
    cells = _section(made, code)["cells"]
    there = {key_of(cell) for section in made["sections"] for cell in section["cells"]}
    for key in dict.fromkeys(keys):
        element = elements.get(key.element)
        if element is None or (key not in element.cells() and key != CellKey(key.element)):
            raise Refused("no-such-element", f"Danh mục không có số liệu {key}.")
        if key not in there:
            cells.append(_cell(key, element))
    return made


def _cell(key: CellKey, element: ElementSpec) -> Draft:
    part = dict(element.breakdowns).get(key.breakdown)
    cell: Draft = {"element": key.element, "label": f"{element.name}: {part}" if part else element.name}
    if part:
        cell["breakdown"] = key.breakdown
    if element.kind in _PREFILLS:
        cell["prefill"] = str(_PREFILLS[element.kind])
    return cell


def change_cell(draft: Draft, key: CellKey, fields: Mapping[str, Any]) -> Draft:
    made = deepcopy(draft)
    _, cell = _place(made, key)
    cell.update({name: value for name, value in fields.items() if name in CELL_FIELDS})
    for name in ("of_which", "help"):
        if not cell.get(name):
            cell.pop(name, None)
    return made


def move_cell(draft: Draft, key: CellKey, by: int) -> Draft:
    """Up or down within its section; at the edge into the section beside it."""
    made = deepcopy(draft)
    section, cell = _place(made, key)
    at = section["cells"].index(cell)
    if 0 <= at + by < len(section["cells"]):
        _move(section["cells"], cell, by)
        return made
    beside = made["sections"].index(section) + by
    if 0 <= beside < len(made["sections"]):
        section["cells"].remove(cell)
        other = made["sections"][beside]["cells"]
        other.insert(0 if by > 0 else len(other), cell)
    return made


def remove_cell(draft: Draft, key: CellKey) -> Draft:
    made = deepcopy(draft)
    section, cell = _place(made, key)
    section["cells"].remove(cell)
    return made


# ---- words ----


def add_narrative(draft: Draft) -> tuple[Draft, str]:
    made = deepcopy(draft)
    taken = {narrative["code"] for narrative in made["narratives"]}
    code = next(f"words_{n}" for n in range(1, len(taken) + 2) if f"words_{n}" not in taken)
    made["narratives"].append({"code": code, "label": "", "max_length": 1000})
    return made, code


def change_narrative(draft: Draft, code: str, fields: Mapping[str, Any]) -> Draft:
    made = deepcopy(draft)
    _narrative(made, code).update({name: value for name, value in fields.items() if name in NARRATIVE_FIELDS})
    return made


def move_narrative(draft: Draft, code: str, by: int) -> Draft:
    made = deepcopy(draft)
    _move(made["narratives"], _narrative(made, code), by)
    return made


def remove_narrative(draft: Draft, code: str) -> Draft:
    made = deepcopy(draft)
    made["narratives"].remove(_narrative(made, code))
    return made


# ---- rules ----


def add_balance(
    draft: Draft,
    *,
    result: CellKey,
    sign: str,
    opening: bool,
    plus: Iterable[CellKey],
    minus: Iterable[CellKey],
    message: str = "",
) -> Draft:
    """An identity put together from boxes: result = [opening of result] + … − …; sign may be =, <= or >=."""
    came, went = list(dict.fromkeys(plus)), list(dict.fromkeys(minus))
    if sign not in ("=", "<=", ">="):
        raise Refused("balance", "Chọn «bằng», «không lớn hơn» hoặc «không nhỏ hơn».")
    if not came and not opening:
        raise Refused("balance", "Chọn ít nhất một ô để cộng.")
    if result in came or result in went or set(came) & set(went):
        raise Refused("balance", "Mỗi ô chỉ đứng ở một chỗ của đẳng thức; bỏ bớt chỗ lặp.")
    made = deepcopy(draft)
    terms = " + ".join([*([f"open({result})"] if opening else []), *map(str, came)])
    rule: Draft = {"id": _next_id(made), "must": f"{result} {sign} {terms}{''.join(f' - {key}' for key in went)}"}
    if opening and sign == "=":
        rule |= {"plus": "vào", "minus": "ra"}
        _, cell = _place(made, result)
        cell["prefill"] = str(Prefill.OPENING_DERIVED)
    if message.strip():
        rule["message"] = message.strip()
    made.setdefault("identities", []).append(rule)
    return made


def remove_rule(draft: Draft, rule_id: str) -> Draft:
    """Of identities and warnings; a closing that this identity computed is typed from now on."""
    made = deepcopy(draft)
    kept = {name: [r for r in made.get(name, ()) if r.get("id") != rule_id] for name in ("identities", "warnings")}
    if sum(map(len, kept.values())) == len(made.get("identities", ())) + len(made.get("warnings", ())):
        raise Refused("no-such-rule", f"Bản soạn không còn quy tắc {rule_id}.")
    return {**made, **kept}


def remove_derived(draft: Draft, element: str) -> Draft:
    made = deepcopy(draft)
    made["derived"] = [item for item in made.get("derived", ()) if item.get("element") != element]
    return made


def _next_id(draft: Draft) -> str:
    taken = {str(rule.get("id")) for rule in draft.get("identities", ())}
    return next(f"H{n}" for n in range(1, len(taken) + 2) if f"H{n}" not in taken)


# ---- looking up ----


def key_of(cell: Mapping[str, Any]) -> CellKey:
    return CellKey(str(cell.get("element", "")), str(cell.get("breakdown") or "total"))


def _section(draft: Draft, code: str) -> Draft:
    return _found(draft["sections"], code, "mục")


def _narrative(draft: Draft, code: str) -> Draft:
    return _found(draft["narratives"], code, "phần lời")


def _found(parts: list[Draft], code: str, what: str) -> Draft:
    for part in parts:
        if part["code"] == code:
            return part
    raise Refused("no-such-part", f"Bản soạn không còn {what} {code}; tải lại trang.")


def _place(draft: Draft, key: CellKey) -> tuple[Draft, Draft]:
    """The section of a box, and the box."""
    for section in draft["sections"]:
        for cell in section["cells"]:
            if key_of(cell) == key:
                return section, cell
    raise Refused("no-such-part", f"Bản soạn không còn ô {key}; tải lại trang.")


def _move(parts: list[Draft], part: Draft, by: int) -> None:
    """Past the edge nothing moves."""
    at = parts.index(part)
    parts.insert(max(0, min(at + by, len(parts) - 1)), parts.pop(at))
