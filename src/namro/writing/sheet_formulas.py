"""The identities of a form as formulas of a worksheet, where they are simple enough to be seen at a glance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from namro.kernel.elements import CellKey
from namro.kernel.expressions import Cell, Comparison, Expression, Node, Number, Product, Sum
from namro.kernel.form_rules import Must
from namro.kernel.form_sheets import Column, address
from namro.kernel.forms import FormSpec

_SIGNS = {"=": "=", "<=": "<=", ">=": ">=", "<": "<", ">": ">"}
_WORDS = {
    "=": "phải bằng",
    "<=": "không được lớn hơn",
    ">=": "không được nhỏ hơn",
    "<": "phải nhỏ hơn",
    ">": "phải lớn hơn",
}


class _NotSimple(Exception):
    """The rule looks at something that does not stand on the sheet."""


def check_formulas(form: FormSpec, rows: Mapping[CellKey, int], openings: Mapping[CellKey, int]) -> dict[CellKey, str]:
    """By the box where it is shown, a formula that says «Khớp», what is wrong, or nothing while a figure is blank.

    rows, openings: where figures stand, counted from 0. A rule that looks at other windows is left to the program.
    """
    found: dict[CellKey, list[str]] = {}
    for rule in form.identities:
        if not isinstance(rule, Must):
            continue
        try:
            place, formula = _formula(rule.must, rule.place, rows, openings)
        except _NotSimple:
            continue
        found.setdefault(place, []).append(formula)
    return {place: f"={'&'.join(formulas)}" for place, formulas in found.items()}


def _formula(
    must: Expression, place: CellKey | None, rows: Mapping[CellKey, int], openings: Mapping[CellKey, int]
) -> tuple[CellKey, str]:
    match must.node:
        case Comparison(sign, left, right) if sign in _SIGNS:
            pass
        case _:
            raise _NotSimple
    cells = dict.fromkeys(_addresses(must.node, rows, openings))
    boxes = [c.key for c in must.cells() if not c.function]
    own = place or next(iter(boxes), None)
    if own is None or own not in rows:
        raise _NotSimple
    a, b = _side(left, rows, openings), _side(right, rows, openings)
    filled = f"COUNT({','.join(cells)})={len(cells)}"
    said = f'"Sai: {_WORDS[sign]} "&({b})&". "'
    return own, f'IF({filled},IF(({a}){_SIGNS[sign]}({b}),"Khớp. ",{said}),"")'


def _addresses(node: Node, rows: Mapping[CellKey, int], openings: Mapping[CellKey, int]) -> Iterator[str]:
    match node:
        case Cell():
            yield _address(node, rows, openings)
        case Sum(terms):
            for _, part in terms:
                yield from _addresses(part, rows, openings)
        case Product(factors):
            for part in factors:
                yield from _addresses(part, rows, openings)
        case Comparison(_, left, right):
            yield from _addresses(left, rows, openings)
            yield from _addresses(right, rows, openings)


def _address(cell: Cell, rows: Mapping[CellKey, int], openings: Mapping[CellKey, int]) -> str:
    where = {"": rows, "open": openings}.get(cell.function, {})
    if cell.key not in where:
        raise _NotSimple
    return address(where[cell.key] + 1, Column.AMOUNT)


def _side(node: Node, rows: Mapping[CellKey, int], openings: Mapping[CellKey, int]) -> str:
    match node:
        case Number(value):
            return str(value)
        case Cell():
            return _address(node, rows, openings)
        case Sum(terms):
            said = "".join(f"{'-' if sign < 0 else '+'}{_side(part, rows, openings)}" for sign, part in terms)
            return said.removeprefix("+")
        case Product(factors):
            return "*".join(f"({_side(part, rows, openings)})" for part in factors)
    raise _NotSimple
