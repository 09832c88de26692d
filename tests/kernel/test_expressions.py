from contextlib import suppress
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.elements import CellKey
from namro.kernel.expressions import (
    FUNCTIONS,
    Cell,
    ExpressionError,
    Gap,
    Unknown,
    number,
    parse,
    parse_condition,
    parse_number,
    truth,
)

CELLS = {"a": 3, "b": 5, "c": 0, "open(a)": 10, "x[found]": 7}


def lookup(cell: Cell) -> Fraction | Unknown:
    text = str(cell).replace("[total]", "")
    return Fraction(CELLS[text]) if text in CELLS else Unknown(((cell, Gap.BLANK),))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + b", 8),
        ("a - b", -2),
        ("-a + b", 2),
        ("2 * (a - b) * 3", -12),
        ("open(a) + x[found] - 1", 16),
        ("a - (b - 1)", -1),
        ("12", 12),
    ],
)
def test_a_sum_has_the_value_of_arithmetic(text: str, value: int) -> None:
    assert number(parse_number(text).node, lookup) == value


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("a = 3", True),
        ("a != 3", False),
        ("a < b and b <= 5", True),
        ("a > b or c = 0", True),
        ("not a = 3", False),
        ("not (a > b) and c = 0", True),
        ("a > 1 and b > 9 or c = 0", True),
        ("a > 1 and (b > 9 or c = 1)", False),
        ("(a) + (b) = 8", True),
    ],
)
def test_a_condition_is_read_as_it_is_said(text: str, outcome: bool) -> None:
    assert truth(parse_condition(text).node, lookup) is outcome


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("blank > 0", None),
        ("a + blank > 0", None),
        ("0 * blank = 0", None),
        ("not blank > 0", None),
        ("blank > 0 or a = 3", True),
        ("blank > 0 and a = 4", False),
        ("blank > 0 and a = 3", None),
        ("blank > 0 or a = 4", None),
    ],
)
def test_what_is_blank_is_unknown_and_decides_nothing(text: str, outcome: bool | None) -> None:
    found = truth(parse_condition(text).node, lookup)
    if outcome is None:
        assert found == Unknown(((Cell("", CellKey("blank")), Gap.BLANK),))
    else:
        assert found is outcome


@pytest.mark.parametrize(
    ("text", "position", "reason"),
    [
        ("", 0, "Thiếu một số hoặc một ô số liệu"),
        ("a +", 3, "Thiếu một số hoặc một ô số liệu"),
        ("a b", 2, "Không hiểu từ đây"),
        ("(a + b", 6, "Thiếu «)»"),
        ("x[found", 7, "Thiếu «]»"),
        ("x[]", 2, "Thiếu mã số liệu"),
        ("sum(a)", 0, "Không có hàm «sum»"),
        ("open(a + b)", 7, "Thiếu «)»"),
        ("a < b < c", 6, "Không hiểu từ đây"),
        ("a and b", 7, "Hai vế của «and» phải là điều kiện"),
        ("not a", 5, "Sau «not» phải là điều kiện"),
        ("(a = b) + 1", 11, "Không cộng, trừ"),
        ("a / b", 2, "Không hiểu từ đây"),
        ("a = 'x'", 4, "Không hiểu «'»"),
        ("Đ", 0, "Không hiểu «Đ»"),
        ("(" * 60, 0, "Quá nhiều ngoặc"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, position: int, reason: str) -> None:
    with pytest.raises(ExpressionError) as mistake:
        parse(text)
    assert mistake.value.position == position
    assert reason in str(mistake.value)


def test_a_sum_is_no_condition_and_a_condition_no_sum() -> None:
    with pytest.raises(ExpressionError, match="Cần một điều kiện"):
        parse_condition("a + b")
    with pytest.raises(ExpressionError, match="Cần một phép tính"):
        parse_number("a = b")


def test_a_condition_has_no_number_and_a_sum_no_truth() -> None:
    with pytest.raises(TypeError):
        number(parse("a = b").node, lookup)
    with pytest.raises(TypeError):
        truth(parse("a + b").node, lookup)


WORDS = ["a", "b[x]", "open(a)", "and", "or", "not", "(", ")", "[", "]", "+", "-", "*", "=", "<=", "!=", "7", "!", "é"]


@given(st.lists(st.sampled_from(WORDS), max_size=20).map(" ".join))
def test_word_soup_is_read_or_turned_down(text: str) -> None:
    with suppress(ExpressionError):
        assert all(cell.function in FUNCTIONS for cell in parse(text).cells())


atoms = st.sampled_from(["a", "b", "c", "2", "11"])
sums = st.recursive(
    atoms, lambda inner: st.tuples(inner, st.sampled_from("+-*"), inner).map(lambda t: f"({' '.join(t)})")
)


@given(sums)
def test_arithmetic_agrees_with_a_second_reading(text: str) -> None:
    """The same text with the cells written out, read by Python."""
    numbers = text
    for name in "abc":
        numbers = numbers.replace(name, str(CELLS[name]))
    if text.count("(") <= 50:
        assert number(parse_number(text).node, lookup) == eval(numbers)
