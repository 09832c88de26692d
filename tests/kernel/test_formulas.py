"""What a formula must not be, and the sentence that says so."""

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.elements import CellKey, ElementSpec, element_from_dict
from namro.kernel.expressions import parse, truth
from namro.kernel.formula_truth import constant_truth, linear, ratio_of
from namro.kernel.formulas import Examined, examine_indicator
from namro.kernel.indicators import IndicatorSpec, indicator_from_dict
from namro.kernel.problems import Severity


def element(code: str, kind: str, unit: str = "người", groups: tuple[str, ...] = ()) -> ElementSpec:
    given = {"code": code, "name": f"Số {code}", "kind": kind, "unit": unit, "supplier": "commune", "source": "x"}
    return element_from_dict({**given, "valid_from": date(2026, 1, 1), "breakdowns": [(g, g) for g in groups]})


ELEMENTS = {
    e.code: e
    for e in (
        element("cases", "F", "vụ"),
        element("arrests", "F"),
        element("listed", "S"),
        element("households", "S", "hộ"),
        element("taught", "Y"),
        element("plants", "F", "cây", ("found", "destroyed")),
        element("covered", "T", "%"),
        element("stations", "R", "cơ sở"),
    )
}


def examined(transform: str, *, others: dict[str, IndicatorSpec] | None = None, **given: Any) -> Examined:
    unit = {"count": "người", "count_of_units": "xã"}.get(transform, "%")
    head = {"code": "x", "name": "Chỉ báo x", "unit": unit, "direction": "up", "source": "KH"}
    return examine_indicator({**head, "transform": transform, **given}, ELEMENTS, others or {})


def known(code: str, **given: Any) -> IndicatorSpec:
    head = {"code": code, "name": f"Chỉ báo {code}", "unit": "%", "direction": "up", "source": "KH"}
    return indicator_from_dict({**head, "transform": "growth", "numerator": "cases", **given})


@pytest.mark.parametrize(
    ("given", "place", "said"),
    [
        ({"transform": "ratio", "numerator": "cases"}, "denominator", "Thiếu mẫu số."),
        ({"transform": "count", "numerator": "listed +"}, "numerator", "vị trí 9"),
        ({"transform": "count", "numerator": "listd"}, "numerator", "không có số liệu «listd» (tử số, vị trí 1)"),
        ({"transform": "count", "numerator": "listed[male]"}, "numerator", "không tách nhóm"),
        ({"transform": "count", "numerator": "plants", "unit": "cây"}, "numerator", "phải ghi nhóm"),
        ({"transform": "count", "numerator": "plants[burnt]", "unit": "cây"}, "numerator", "không có nhóm «burnt»"),
        ({"transform": "count", "numerator": "open(cases)", "unit": "vụ"}, "numerator", "không có số đầu kỳ"),
        ({"transform": "ratio", "numerator": "listed", "denominator": "open(taught)"}, "denominator", "đầu năm về 0"),
        ({"transform": "reduction", "numerator": "taught"}, "numerator", "không có số đầu kỳ"),
        ({"transform": "growth", "numerator": "open(listed)"}, "numerator", "tự so với kỳ gốc"),
        ({"transform": "count", "numerator": "taught + prev(taught)"}, "numerator", "đếm một người nhiều lần"),
        ({"transform": "count", "numerator": "ytd(cases)", "unit": "vụ"}, "numerator", "luôn tính từ đầu năm"),
        ({"transform": "ratio", "numerator": "covered", "denominator": "listed"}, "numerator", "không lấy trung bình"),
        ({"transform": "attested", "numerator": "listed"}, "numerator", "máy tính được"),
        ({"transform": "attested", "numerator": "covered + covered"}, "numerator", "đứng một mình"),
        ({"transform": "count", "numerator": "listed + cases"}, "numerator", "Không cộng, trừ được «người» và «vụ»"),
        ({"transform": "count", "numerator": "listed * arrests"}, "numerator", "nhân với nhau"),
        ({"transform": "count", "numerator": "listed + 5"}, "numerator", "một số cố định với số liệu"),
        (
            {"transform": "ratio", "numerator": "listed", "denominator": "130"},
            "denominator",
            "một số cố định",
        ),
        ({"transform": "ratio", "numerator": "listed", "denominator": "listed - listed"}, "denominator", "luôn bằng 0"),
        ({"transform": "ratio", "numerator": "2 * listed", "denominator": "listed"}, "denominator", "luôn là 200%"),
        ({"transform": "growth", "numerator": "cases - cases"}, "numerator", "triệt tiêu"),
        ({"transform": "share_of_units", "condition": "listed"}, "condition", "Cần một điều kiện"),
        ({"transform": "share_of_units", "condition": "listed >= 0"}, "condition", "luôn đúng"),
        ({"transform": "share_of_units", "condition": "listed + taught < 0"}, "condition", "luôn sai"),
        ({"transform": "share_of_units", "condition": "cases > 5 and 2 * cases < 8"}, "condition", "luôn sai"),
        ({"transform": "share_of_units", "condition": "cases >= listed"}, "condition", "không có nghĩa"),
        ({"transform": "share_of_units", "condition": "open(listed) >= 1"}, "condition", "số của chính kỳ tính"),
        ({"transform": "count", "numerator": "listed", "unit": "%"}, "unit", "không phải «%»"),
        ({"transform": "growth", "numerator": "cases", "unit": "vụ"}, "unit", "phải là «%»"),
        ({"transform": "all_of", "parts": ["a"]}, "parts", "ít nhất hai"),
        ({"transform": "all_of", "parts": ["a", "a"]}, "parts", "hai chỉ báo khác nhau"),
        ({"transform": "all_of", "parts": ["a", "missing"]}, "parts", "Không có chỉ báo «missing»"),
        ({"transform": "all_of", "parts": ["a", "x"]}, "parts", "chính chỉ báo này"),
        ({"transform": "all_of", "parts": ["a", "ring"]}, "parts", "chính chỉ báo này"),
        ({"transform": "all_of", "parts": ["a", "counted"]}, "parts", "tính bằng «vụ»"),
        ({"transform": "growth", "numerator": "cases", "alternative_to": "nobody"}, "alternative_to", "chỉ báo gốc"),
    ],
)
def test_what_cannot_be_computed_is_named_with_its_place(given: dict[str, Any], place: str, said: str) -> None:
    others = {
        "a": known("a"),
        "ring": known("ring", transform="all_of", numerator="", parts=["a", "x"]),
        "counted": known("counted", transform="count", unit="vụ"),
    }
    found = examined(others=others, **given)
    assert found.indicator is None
    assert [p.place for p in found.errors if said in p.message or said in p.remedy] == [place], found.problems


@pytest.mark.parametrize(
    "given",
    [
        {"transform": "ratio", "numerator": "taught", "denominator": "open(listed) + arrests"},
        {"transform": "ratio", "numerator": "listed + households", "denominator": "listed", "note_unit": "người (hộ)"},
        {"transform": "ratio", "numerator": "plants[destroyed]", "denominator": "plants[found]"},
        {"transform": "share_of_units", "condition": "cases >= 1 or not listed = 0"},
        {"transform": "count_of_units", "condition": "listed = 0 and taught <= 3"},
        {"transform": "attested", "numerator": "covered"},
    ],
)
def test_what_can_be_computed_is_taken(given: dict[str, Any]) -> None:
    found = examined(**given)
    assert (found.indicator is not None, found.problems) == (True, ())


def test_a_share_of_another_unit_is_asked_about_and_taken() -> None:
    found = examined("ratio", numerator="cases", denominator="listed")
    assert found.indicator is not None
    assert [p.severity for p in found.problems] == [Severity.WARNING]


def test_a_misspelt_element_is_guessed() -> None:
    assert examined("count", numerator="lsted").errors[0].remedy.startswith("Có phải listed")


# Truth whatever the figures are: what is said to hold always is tried on figures.

CELLS = ("a", "b")
sums = st.sampled_from(["a", "b", "a + b", "2 * a", "a - b", "3"])
comparisons = st.builds("{} {} {}".format, sums, st.sampled_from(["<", "<=", "=", "!=", ">=", ">"]), st.integers(0, 4))
conditions = st.recursive(
    comparisons,
    lambda inner: st.one_of(
        st.builds("({}) and ({})".format, inner, inner),
        st.builds("({}) or ({})".format, inner, inner),
        st.builds("not ({})".format, inner),
    ),
    max_leaves=4,
)


@given(conditions)
def test_a_condition_said_to_come_out_one_way_does(text: str) -> None:
    node = parse(text).node
    always = constant_truth(node)
    tried = {
        truth(node, lambda cell, at=at: Fraction(at[CELLS.index(cell.key.element)]))  # type: ignore[misc]
        for at in product(range(7), repeat=2)
    }
    if always is not None:
        assert tried == {always}


@given(st.integers(0, 5), st.sampled_from(["<", "<=", ">", ">=", "="]), st.integers(0, 5), st.sampled_from(["<", ">="]))
def test_conditions_on_one_figure_are_decided_exactly(one: int, sign: str, other: int, second: str) -> None:
    node = parse(f"a {sign} {one} and a {second} {other}").node
    halves = [Fraction(n, 2) for n in range(14)]
    tried = {truth(node, lambda cell, value=value: value) for value in halves}  # type: ignore[misc]
    assert constant_truth(node) == (tried.pop() if len(tried) == 1 else None)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(0, 50), st.integers(0, 50))
def test_a_constant_ratio_is_the_ratio_of_any_figures(k: int, m: int, a: int, b: int) -> None:
    above, below = linear(parse(f"{k} * (a + 2 * b)").node), linear(parse(f"{m} * a + {2 * m} * b").node)
    assert above is not None
    assert below is not None
    assert ratio_of(above, below) == Fraction(k, m)
    assert linear(parse("a * b").node) is None
    assert [cell.key for cell in above.factors] == [CellKey("a"), CellKey("b")]
    assert k * (a + 2 * b) * m == k * (m * a + 2 * m * b)
