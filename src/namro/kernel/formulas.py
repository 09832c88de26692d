"""Can this formula be computed, and does it mean anything? Every mistake with its place and what to write instead."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from namro.kernel.elements import TOTAL, ElementKind, ElementSpec
from namro.kernel.expressions import (
    Cell,
    Comparison,
    Expression,
    Logic,
    Node,
    Number,
    Product,
    Sum,
    parse_condition,
    parse_number,
)
from namro.kernel.formula_truth import constant_truth, linear, ratio_of
from namro.kernel.indicator_specs import FORMULAS, FORMULAS_OF, IndicatorSpec, indicator_from_dict
from namro.kernel.problems import Problem, Severity
from namro.kernel.results import Transform

# How a sentence calls each part of an indicator.
PARTS = {"numerator": "tử số", "denominator": "mẫu số", "condition": "điều kiện", "parts": "các chỉ báo hợp thành"}
_WANTED = {
    "numerator": "Ghi phép tính, ví dụ «hotspots_eliminated».",
    "denominator": "Ghi số để chia, ví dụ «open(hotspots_active) + hotspots_detected».",
    "condition": "Ghi điều kiện cho từng đơn vị, ví dụ «communication_events >= 1».",
    "parts": "Chọn ít nhất hai chỉ báo.",
}
COUNTED_AT_AN_END = frozenset({ElementKind.STOCK, ElementKind.REGISTER, ElementKind.BASE, ElementKind.DERIVED})
_IN_PERCENT = frozenset(Transform) - {Transform.COUNT, Transform.COUNT_OF_UNITS, Transform.ALL_OF}
_EARLIER = ("open", "year_open", "last_year")
_FUNCTIONS_OF = {Transform.COUNT: _EARLIER, Transform.RATIO: _EARLIER}


@dataclass(frozen=True, slots=True)
class Examined:
    """indicator: None where something is wrong with its formula. Warnings do not keep it from being used."""

    indicator: IndicatorSpec | None
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.severity is Severity.ERROR)


def examine_indicator(
    data: Mapping[str, Any], elements: Mapping[str, ElementSpec], others: Mapping[str, IndicatorSpec]
) -> Examined:
    """data: the dictionary form of an indicator; formulas that its transform has no use for are left out.

    others: the indicators in force, by code; one with the same code is the one that this replaces.
    """
    transform = Transform(data["transform"])
    wanted = FORMULAS_OF[transform]
    given = {name: value for name, value in data.items() if name in wanted or name not in FORMULAS}
    problems = [_error(name, f"Thiếu {PARTS[name]}.", _WANTED[name]) for name in sorted(wanted) if not given.get(name)]
    for name, read in (("numerator", parse_number), ("denominator", parse_number), ("condition", parse_condition)):
        if given.get(name):
            try:
                read(given[name])
            except ValueError as mistake:
                problems.append(_error(name, f"Không đọc được {PARTS[name]}: {mistake}."))
    if problems:
        return Examined(None, tuple(problems))
    indicator = indicator_from_dict(given)
    problems = [*_Examination(indicator, elements).problems(), *_about_others(indicator, others)]
    is_wrong = any(problem.severity is Severity.ERROR for problem in problems)
    return Examined(None if is_wrong else indicator, tuple(problems))


def _error(place: str, message: str, remedy: str = "") -> Problem:
    return Problem("formula", Severity.ERROR, place, message, remedy)


class _Examination:
    """One indicator beside the elements that its formulas may read."""

    def __init__(self, indicator: IndicatorSpec, elements: Mapping[str, ElementSpec]) -> None:
        self.indicator = indicator
        self.elements = elements

    def problems(self) -> Iterator[Problem]:
        yield from self._unit_of_value()
        cells = [problem for name, formula in self.indicator.formulas for problem in self._cells(name, formula)]
        if cells:  # what the formula as a whole means hangs on them
            yield from cells
            return
        for name, formula in self.indicator.formulas:
            yield from self._node(name, formula.node)
        yield from self._whole()

    def _unit_of_value(self) -> Iterator[Problem]:
        transform, unit = self.indicator.transform, self.indicator.unit
        if transform in _IN_PERCENT and unit != "%":
            yield _error("unit", f"Kiểu này cho ra tỷ lệ, đơn vị tính phải là «%», không phải «{unit}».")
        if transform in (Transform.COUNT, Transform.COUNT_OF_UNITS) and unit == "%":
            yield _error("unit", "Kiểu này cho ra số đếm, không phải «%».", "Ghi đơn vị tính: người, vụ, xã …")

    # ---- cells ----

    def _cells(self, name: str, formula: Expression) -> Iterator[Problem]:
        for cell in formula.cells():
            element = self.elements.get(cell.key.element)
            if element is None:
                near = get_close_matches(cell.key.element, self.elements, n=3)
                remedy = f"Có phải {', '.join(near)}?" if near else "Chọn trong danh mục số liệu."
                yield self._at(name, formula, cell, f"Danh mục không có số liệu «{cell.key.element}»", remedy)
            elif cell.key not in element.cells():
                yield self._at(name, formula, cell, *_about_groups(cell, element))
            else:
                yield from self._kind(name, formula, cell, element)

    def _kind(self, name: str, formula: Expression, cell: Cell, element: ElementSpec) -> Iterator[Problem]:
        transform, said = self.indicator.transform, f"«{element.name}»"
        if (element.kind is ElementKind.ATTESTED) != (transform is Transform.ATTESTED) and name != "condition":
            if transform is Transform.ATTESTED:
                message = f"{said} là số đếm, máy tính được: kiểu «xác nhận» chỉ dùng cho số của cơ quan chủ trì"
            else:
                message = f"{said} là tỷ lệ do cơ quan chủ trì xác nhận: không cộng, không chia, không lấy trung bình"
            yield self._at(name, formula, cell, message)
        elif cell.function and cell.function not in _FUNCTIONS_OF.get(transform, ()):
            yield self._at(name, formula, cell, _why_not(cell, element, transform))
        elif (cell.function in ("open", "year_open") or transform is Transform.REDUCTION) and (
            element.kind not in COUNTED_AT_AN_END
        ):
            yield self._at(
                name, formula, cell, _no_opening(element), "Chọn số có mặt cuối kỳ, số đếm từ sổ hoặc số nền."
            )

    def _at(self, name: str, formula: Expression, cell: Cell, message: str, remedy: str = "") -> Problem:
        """The place of a cell is where the formula first writes its element."""
        position = formula.text.find(cell.key.element) + 1
        return _error(name, f"{message} ({PARTS[name]}, vị trí {position}).", remedy)

    # ---- sums and comparisons ----

    def _node(self, name: str, node: Node) -> Iterator[Problem]:
        match node:
            case Sum(terms):
                yield from self._sum(name, [part for _, part in terms])
                for _, part in terms:
                    yield from self._node(name, part)
            case Product(factors):
                if sum(bool(self._units(factor)) for factor in factors) > 1:
                    yield _error(
                        name, f"Hai số liệu nhân với nhau không ra số đếm ({PARTS[name]}).", "Chỉ nhân với một số."
                    )
            case Comparison(_, left, right):
                one, other = self._units(left), self._units(right)
                if one and other and not self._may_mix(one | other):
                    yield _error(name, f"So {_listed(one)} với {_listed(other)} không có nghĩa ({PARTS[name]}).")
                yield from (*self._node(name, left), *self._node(name, right))
            case Logic(_, parts):
                for part in parts:
                    yield from self._node(name, part)

    def _sum(self, name: str, terms: list[Node]) -> Iterator[Problem]:
        units = {unit for term in terms for unit in self._units(term)}
        if not self._may_mix(units):
            remedy = "Nếu cố ý đếm chung, ghi cả hai ở «đếm gì», ví dụ «người (hộ)»."
            yield _error(name, f"Không cộng, trừ được {_listed(units)} ({PARTS[name]}).", remedy)
        if name != "condition" and any(isinstance(term, Number) for term in terms):
            message = f"Không cộng, trừ một số cố định với số liệu ({PARTS[name]})."
            yield _error(name, message, "Đưa số ấy vào danh mục, có ngày và căn cứ.")
        if any(self._is_attested(cell) for term in terms for cell in Expression("", term).cells()):
            yield _error(name, f"Không cộng tỷ lệ do cơ quan chủ trì xác nhận ({PARTS[name]}).")

    def _may_mix(self, units: set[str]) -> bool:
        return len(units) < 2 or all(unit in self.indicator.note_unit for unit in units)

    def _units(self, node: Node) -> set[str]:
        return {self.elements[cell.key.element].unit for cell in Expression("", node).cells()}

    def _is_attested(self, cell: Cell) -> bool:
        return self.elements[cell.key.element].kind is ElementKind.ATTESTED

    # ---- the formula as a whole ----

    def _whole(self) -> Iterator[Problem]:
        indicator = self.indicator
        if indicator.numerator:
            yield from self._is_figure("numerator", indicator.numerator)
        if indicator.denominator and indicator.numerator:
            yield from self._is_figure("denominator", indicator.denominator)
            yield from self._division(indicator.numerator, indicator.denominator)
        if indicator.condition:
            always = constant_truth(indicator.condition.node)
            if always is not None:
                said = "đúng với mọi đơn vị" if always else "không đơn vị nào đáp ứng được"
                yield _error("condition", f"Điều kiện này luôn {'đúng' if always else 'sai'}: {said}, số nào cũng vậy.")
        attested = indicator.numerator if indicator.transform is Transform.ATTESTED else None
        if attested and not isinstance(attested.node, Cell):
            yield _error("numerator", "Số xác nhận đứng một mình: ghi đúng một số liệu, không phép tính.")

    def _is_figure(self, name: str, formula: Expression) -> Iterator[Problem]:
        found = linear(formula.node)
        if found is None or found.factors:
            return
        if formula.cells():
            yield _error(name, f"Các số liệu triệt tiêu nhau: {PARTS[name]} luôn bằng {found.constant}.")
        else:
            remedy = "Số nền như số xã, dân số là số liệu có ngày và căn cứ."
            yield _error(name, f"Cần ít nhất một số liệu ở {PARTS[name]}, không chỉ một số cố định.", remedy)

    def _division(self, above: Expression, below: Expression) -> Iterator[Problem]:
        one, other = linear(above.node), linear(below.node)
        if one is not None and other is not None and (always := ratio_of(one, other)) is not None:
            message = f"Tử số chia cho chính nó: kết quả luôn là {always * 100}%, số nào cũng vậy."
            yield _error("denominator", message, "Chọn mẫu số khác.")
        units = self._units(above.node), self._units(below.node)
        if not units[0] & units[1]:
            message = f"Tử số đếm {_listed(units[0])}, mẫu số đếm {_listed(units[1])}: kiểm tra lại có đúng ý không."
            yield Problem("units-differ", Severity.WARNING, "denominator", message)


def _about_groups(cell: Cell, element: ElementSpec) -> tuple[str, str]:
    groups = dict(element.breakdowns)
    if not groups:
        return f"«{element.code}» không tách nhóm, không có «{cell.key.breakdown}»", f"Ghi «{element.code}»."
    if cell.key.breakdown == TOTAL:
        return f"«{element.code}» tách nhóm, phải ghi nhóm", "Cộng các nhóm cần tính: " + " + ".join(
            f"{element.code}[{code}]" for code in groups
        )
    near = "; ".join(f"{code} ({label})" for code, label in groups.items())
    return f"«{element.code}» không có nhóm «{cell.key.breakdown}»", f"Các nhóm: {near}."


def _why_not(cell: Cell, element: ElementSpec, transform: Transform) -> str:
    if cell.function in ("ytd", "prev") and element.kind is ElementKind.YTD:
        return f"«{element.name}» đã là lũy kế, mỗi người một lần: cộng các kỳ là đếm một người nhiều lần"
    if cell.function in ("ytd", "prev", "other"):
        return f"Chỉ báo luôn tính từ đầu năm đến hết kỳ: không dùng «{cell.function}()»"
    if transform in (Transform.GROWTH, Transform.REDUCTION):
        return f"Kiểu này tự so với kỳ gốc: bỏ «{cell.function}()»"
    return f"Ở đây chỉ đọc số của chính kỳ tính: bỏ «{cell.function}()»"


def _no_opening(element: ElementSpec) -> str:
    why = {
        ElementKind.FLOW: "là số phát sinh trong kỳ",
        ElementKind.YTD: "là số lũy kế, đầu năm về 0",
        ElementKind.ATTESTED: "là số xác nhận",
    }
    return f"«{element.name}» {why[element.kind]}, không có số đầu kỳ"


def _listed(units: Iterable[str]) -> str:
    return " và ".join(f"«{unit}»" for unit in sorted(units))


def _about_others(indicator: IndicatorSpec, others: Mapping[str, IndicatorSpec]) -> Iterator[Problem]:
    base = others.get(indicator.alternative_to)
    if indicator.alternative_to and (base is None or base.alternative_to or base.code == indicator.code):
        yield _error("alternative_to", "Cách đọc khác phải chỉ vào một chỉ báo gốc khác.")
    parts = indicator.parts
    if parts and len(set(parts)) < max(2, len(parts)):
        yield _error("parts", "Cần ít nhất hai chỉ báo khác nhau.")
    for code in parts:
        part = others.get(code)
        if code == indicator.code or (part is not None and _leads_to(part, indicator.code, others, frozenset())):
            yield _error("parts", f"«{code}» lại hợp thành từ chính chỉ báo này: không tính được.")
        elif part is None:
            near = get_close_matches(code, others, n=3)
            yield _error("parts", f"Không có chỉ báo «{code}».", f"Có phải {', '.join(near)}?" if near else "")
        elif part.unit != indicator.unit:
            message = (
                f"«{part.name}» tính bằng «{part.unit}», không phải «{indicator.unit}»: không cùng một mức chỉ tiêu."
            )
            yield _error("parts", message)


def _leads_to(part: IndicatorSpec, code: str, others: Mapping[str, IndicatorSpec], seen: frozenset[str]) -> bool:
    """Also true for a ring that another indicator is part of."""
    if part.code in seen or code in part.parts:
        return True
    inner = (others[c] for c in part.parts if c in others)
    return any(_leads_to(one, code, others, seen | {part.code}) for one in inner)
