"""How the checks of a form put figures into words."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.expressions import (
    FUNCTIONS,
    Cell,
    Comparison,
    Lookup,
    Node,
    Number,
    Sum,
    Unknown,
    number,
)
from namro.kernel.figures import format_exact, format_percent
from namro.kernel.form_rules import Crosses, Must, When
from namro.kernel.forms import FormSpec

_RELATIONS = {
    "=": "phải bằng",
    "!=": "phải khác",
    "<": "phải nhỏ hơn",
    "<=": "không được lớn hơn",
    ">": "phải lớn hơn",
    ">=": "không được nhỏ hơn",
}


@dataclass(frozen=True, slots=True)
class Sentences:
    form: FormSpec
    elements: Mapping[str, ElementSpec]
    lookup: Lookup

    def label(self, key: CellKey) -> str:
        if cell := self.form.cell(key):
            return cell.label
        for item in self.form.derived:
            if item.key == key:
                return item.label
        return self.elements[key.element].name if key.element in self.elements else str(key)

    def place(self, rule: Must | When) -> CellKey:
        """The cell to mark: the one the rule names, else the first box it mentions."""
        cells = (rule.must if isinstance(rule, Must) else rule.when).cells()
        return rule.place or next((c.key for c in cells if not c.function and self.form.cell(c.key)), cells[0].key)

    def broken(self, rule: Must) -> str:
        """«Người nghiện: đầu kỳ 45 + 3 vào − 1 ra = 47, anh, chị ghi 46.»"""
        match rule.must.node:
            case Comparison("=", Cell() as left, right) if rule.plus:
                arithmetic = f"{self.balance(rule, right)}, anh, chị ghi {self._value(left)}"
            case Comparison(sign, left, right):
                arithmetic = f"{self._side(left)}, {_RELATIONS[sign]} {self._side(right)}"
            case _:
                arithmetic = self._list(rule.must.cells())
        said = f"{rule.name}: {arithmetic}." if rule.name else f"{arithmetic[:1].upper()}{arithmetic[1:]}."
        return f"{rule.message} ({said})" if rule.message else said

    def balance(self, rule: Must, right: Node) -> str:
        """«đầu kỳ 45 + 3 vào − 1 ra = 47»: what came and what went are each one number."""
        if not rule.plus or not isinstance(right, Sum):
            return self._side(right)
        opening, came, went = [], Fraction(0), Fraction(0)
        for sign, part in right.terms:
            if isinstance(part, Cell) and part.function and sign > 0:
                opening.append(f"{FUNCTIONS[part.function]} {self._value(part)}")
            elif sign > 0:
                came += self._known(part)
            else:
                went += self._known(part)
        said = f"{format_exact(came)} {rule.plus} − {format_exact(went)} {rule.minus} = {self._value(right)}"
        return " + ".join([*opening, said])

    def asked(self, question: str, cells: tuple[Cell, ...]) -> str:
        return f"{question} ({self._list(cells)}.)"

    def crossed(self, rule: Crosses, then: Fraction, now: Fraction, mark: Fraction) -> str:
        side = "xuống dưới" if now < mark else "tới hoặc vượt"
        ratios = f"{format_percent(then, 3)} kỳ trước, {format_percent(now, 3)} kỳ này"
        name = rule.name or self.label(rule.numerator.cells()[0].key)
        return f"{name}: {ratios}, {side} mốc {format_percent(mark, 3)}. {rule.message}".strip()

    def _list(self, cells: tuple[Cell, ...]) -> str:
        return ", ".join(self._term(cell) for cell in cells)

    def _side(self, node: Node) -> str:
        """The terms with their labels, and the sum where there are several."""
        if not isinstance(node, Sum):
            return self._term(node)
        said = "".join(f"{' − ' if sign < 0 else ' + '}{self._term(part)}" for sign, part in node.terms)
        return f"{said.removeprefix(' + ').strip()} = {self._value(node)}"

    def _term(self, node: Node) -> str:
        match node:
            case Cell(function, key):
                words = " ".join(filter(None, (_lower_first(self.label(key)), FUNCTIONS[function])))
                return f"{words} {self._value(node)}"
            case Number(value):
                return str(value)
            case _:
                return self._value(node)

    def _value(self, node: Node) -> str:
        found = number(node, self.lookup)
        return "chưa có số" if isinstance(found, Unknown) else format_exact(found)

    def _known(self, node: Node) -> Fraction:
        found = number(node, self.lookup)
        assert not isinstance(found, Unknown)
        return found


def _lower_first(label: str) -> str:
    return label[:1].lower() + label[1:]
