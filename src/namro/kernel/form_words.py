"""The rules of a form in words, for whoever composes it: no code, the labels of the boxes instead."""

from collections.abc import Callable

from namro.kernel.elements import CellKey
from namro.kernel.expressions import FUNCTIONS, Cell, Comparison, Logic, Node, Number, Product, Sum
from namro.kernel.form_rules import (
    Breakdowns,
    Change,
    ClosingNotNegative,
    Crosses,
    Cumulative,
    Figures,
    Must,
    OpeningKnown,
    PersonalData,
    Repeated,
    Rule,
    Share,
    Silent,
    When,
)

Label = Callable[[CellKey], str]

_SIGNS = {"=": "=", "!=": "khác", "<": "<", "<=": "≤", ">": ">", ">=": "≥"}
_PLAIN: dict[type[Rule], str] = {
    Figures: "Số không âm, đúng số chữ số thập phân của số liệu",
    Breakdowns: "Các ô tách cộng lại bằng ô tổng",
    ClosingNotNegative: "Số cuối kỳ tính ra không âm",
    OpeningKnown: "Phải có số đầu kỳ đã duyệt hoặc số gốc",
    Cumulative: "Số lũy kế không giảm trong năm",
    Repeated: "Hỏi khi mọi số phát sinh trùng hệt kỳ trước",
    PersonalData: "Hỏi khi phần lời có vẻ nêu tên người",
}


def rule_in_words(rule: Rule, label: Label) -> str:
    """One line that says what the rule holds or asks; the boxes by their labels."""
    match rule:
        case Must():
            return said(rule.must.node, label)
        case When():
            return f"Hỏi khi {said(rule.when.node, label)}"
        case Change():
            cells = ", ".join(label(key) for key in rule.cells)
            against = "cùng kỳ năm trước" if rule.against == "last_year" else "kỳ trước"
            return f"Hỏi khi đổi trên {rule.percent}% và từ {rule.at_least} so {against}: {cells}"
        case Silent():
            where = f"mục {', '.join(rule.sections)}" if rule.sections else "mục có nút «Không phát sinh»"
            return f"Hỏi khi cả mục bằng 0 sau {rule.periods} kỳ có phát sinh ({where})"
        case Share():
            part, whole = said(rule.part.node, label), said(rule.whole.node, label)
            return f"Hỏi khi {part} trên {rule.percent}% của {whole} và từ {rule.at_least}"
        case Crosses():
            return f"Hỏi khi {said(rule.numerator.node, label)} trên {said(rule.denominator.node, label)} qua mốc"
    return _PLAIN[type(rule)]


def said(node: Node, label: Label) -> str:
    """A formula or condition in words, cells by their labels."""
    match node:
        case Number(value):
            return str(value)
        case Cell(function, key):
            return f"«{label(key)}»" + (f" ({FUNCTIONS[function]})" if function else "")
        case Sum(terms):
            joined = "".join(f"{' − ' if sign < 0 else ' + '}{said(part, label)}" for sign, part in terms)
            return joined.removeprefix(" + ").strip()
        case Product(factors):
            return " × ".join(f"({said(f, label)})" if isinstance(f, Sum) else said(f, label) for f in factors)
        case Comparison(sign, left, right):
            return f"{said(left, label)} {_SIGNS[sign]} {said(right, label)}"
        case Logic("not", (part,)):
            return f"không phải {said(part, label)}"
        case Logic(word, parts):
            return (" và " if word == "and" else " hoặc ").join(said(part, label) for part in parts)
