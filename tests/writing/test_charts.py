"""What a chart promises: everything in it is in its table, nothing is invented, and no name can break out of it."""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.writing.charts import (
    Bar,
    Break,
    Chart,
    Line,
    Part,
    Tone,
    Value,
    bar_chart,
    line_chart,
    said,
    spark_line,
    stacked_bar,
)
from namro.writing.charts.scale import axis_of

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '</svg><script>alert("1")</script>&\x00\ud800 onload="x"'
VALUES = st.one_of(st.none(), st.integers(-(10**6), 10**9), st.fractions(-100, 100, max_denominator=9))
NAMES = st.text(st.characters(exclude_categories=["Nd", "Nl", "No"]), min_size=1, max_size=40)  # bears no number itself
UNITS = st.sampled_from(["", "%", "người"])


def drawn(chart: Chart) -> ElementTree.Element:
    """Fails where the drawing is no XML."""
    return ElementTree.fromstring(chart.svg)


def texts(chart: Chart) -> list[str]:
    """What can be read in a drawing, the numbers of the axis apart."""
    shown = (e for e in drawn(chart).iter(f"{SVG}text") if e.get("class") != "chart__tick")
    return ["".join(e.itertext()) for e in shown]


def numbers(text: str) -> set[str]:
    return set(re.findall(r"−?\d[\d.,]*", text))


def tabled(chart: Chart) -> str:
    return " ".join([chart.title, chart.note, *chart.head, *(cell for row in chart.rows for cell in row)])


@st.composite
def line_charts(draw: st.DrawFn) -> Chart:
    labels = draw(st.lists(NAMES, min_size=1, max_size=16))
    values = st.lists(VALUES, min_size=len(labels), max_size=len(labels)).map(tuple)
    places = st.frozensets(st.integers(0, len(labels) - 1))
    series = draw(st.lists(st.builds(Line, NAMES, values, places, places), min_size=1, max_size=4))
    breaks = draw(st.lists(st.builds(Break, st.integers(0, len(labels)), NAMES), max_size=2))
    target, path = draw(VALUES), draw(st.one_of(st.none(), values))
    return line_chart(draw(NAMES), labels, series, unit=draw(UNITS), target=target, path=path, breaks=breaks)


BAR_CHARTS = st.builds(
    lambda title, bars, unit, target: bar_chart(title, bars, unit=unit, names=("Năm nay", "Cùng kỳ"), target=target),
    NAMES,
    st.lists(st.builds(Bar, NAMES, st.tuples(VALUES, VALUES), st.sampled_from(["", "/x?a=1&b=2"])), max_size=8),
    UNITS,
    VALUES,
)
STACKS = st.builds(
    stacked_bar, NAMES, st.lists(st.builds(Part, NAMES, st.integers(0, 99), st.sampled_from(Tone)), max_size=6)
)


@settings(max_examples=40, deadline=None)
@given(st.one_of(line_charts(), BAR_CHARTS, STACKS))
def test_a_drawing_is_xml_says_what_it_is_and_holds_no_style_or_script(chart: Chart) -> None:
    root = drawn(chart)
    named = {e.get("id"): e for e in root.iter() if e.get("id")}
    assert named[root.get("aria-labelledby")].tag == f"{SVG}title"
    assert named[root.get("aria-describedby")].tag == f"{SVG}desc"
    links = list(root.iter(f"{SVG}a"))
    assert root.get("role") == ("group" if links else "img"), "what is inside of an image cannot be reached"
    for e in root.iter():
        assert e.tag != f"{SVG}script"
        assert not [name for name in e.keys() if name == "style" or name.startswith("on")]  # noqa: SIM118


@settings(max_examples=40, deadline=None)
@given(st.one_of(line_charts(), BAR_CHARTS, STACKS))
def test_no_number_is_drawn_that_the_table_does_not_have(chart: Chart) -> None:
    known = numbers(tabled(chart))
    assert {n for text in texts(chart) for n in numbers(text)} <= known


@settings(max_examples=40, deadline=None)
@given(st.one_of(line_charts(), BAR_CHARTS, STACKS))
def test_every_row_is_as_wide_as_the_head(chart: Chart) -> None:
    assert {len(row) for row in chart.rows} <= {len(chart.head)}


@given(st.lists(VALUES, max_size=20))
def test_an_axis_holds_every_value_and_zero(values: list[Value]) -> None:
    axis = axis_of(values)
    assert axis.low <= 0 <= axis.high
    assert axis.low in axis.ticks
    assert axis.high in axis.ticks
    assert 2 <= len(axis.ticks) <= 12
    assert all(0 <= axis.share(value) <= 1 for value in values if value is not None)


@given(st.lists(st.integers(0, 10**7), min_size=1))
def test_counts_have_whole_ticks(values: list[int]) -> None:
    assert all(tick.denominator == 1 for tick in axis_of(values).ticks)


def segments(chart: Chart) -> int:
    return sum(e.get("class") == "chart__line chart__line--1" for e in drawn(chart).iter(f"{SVG}line"))


def dots(chart: Chart) -> list[str]:
    return [e.get("class", "") for e in drawn(chart).iter(f"{SVG}circle")]


def test_a_gap_is_a_gap_and_zero_is_a_point() -> None:
    chart = line_chart("Số vụ", ["I", "II", "III", "IV"], [Line("Số vụ", (3, None, 0, 4))], unit="vụ")
    assert (segments(chart), len(dots(chart))) == (1, 3)
    assert chart.rows == (("I", "3"), ("II", "–"), ("III", "0"), ("IV", "4"))
    assert "Chỗ trống: chưa có số." in chart.note


def test_no_line_crosses_a_change_of_the_map() -> None:
    line = Line("Số vụ", (3, 2, 1))
    whole = line_chart("Số vụ", ["I", "II", "III"], [line], unit="vụ")
    broken = line_chart("Số vụ", ["I", "II", "III"], [line], unit="vụ", breaks=[Break(1, "01/7/2025: sáp nhập")])
    assert (segments(whole), segments(broken)) == (2, 1)
    assert "01/7/2025: sáp nhập" in broken.note


def test_an_estimate_is_hollow_and_says_so() -> None:
    chart = line_chart("Số vụ", ["I", "II"], [Line("Số vụ", (3, 4), frozenset({1}))], unit="vụ")
    assert ["hollow" in look for look in dots(chart)] == [False, True]
    assert chart.rows[1] == ("II", "4 (ước)")


def test_a_sum_that_lacks_units_is_hollow_and_no_line_falls_to_it() -> None:
    line = Line("Số vụ", (3, None, 4), frozenset({2}), frozenset({0, 1, 2}))
    chart = line_chart("Số vụ", ["I", "II", "III"], [line], unit="vụ")
    assert ["hollow" in look for look in dots(chart)] == [True, True]
    assert [row[1] for row in chart.rows] == ["3 (còn thiếu đơn vị)", "–", "4 (ước)"]
    assert "Điểm rỗng: số ước, còn thiếu đơn vị." in chart.note
    fall = line_chart("Số vụ", ["I", "II"], [Line("Số vụ", (130, 2), partial=frozenset({1}))], unit="vụ")
    assert segments(fall) == 0


def test_a_target_and_a_path_are_named() -> None:
    chart = line_chart("Tỷ lệ", ["I", "II"], [Line("Thực hiện", (10, 20))], unit="%", target=30, path=[15, 30])
    assert {"Chỉ tiêu 30%", "Theo kế hoạch", "Thực hiện"} <= set(texts(chart))
    assert chart.rows[-1] == ("Chỉ tiêu", "30%", "")


def test_many_labels_are_thinned_and_the_last_one_stays() -> None:
    labels = [f"Tháng {n}/2026" for n in range(1, 25)]
    chart = line_chart("Số vụ", labels, [Line("Số vụ", tuple(range(24)))], unit="vụ")
    shown = [text for text in texts(chart) if text.startswith("Tháng")]
    assert shown[-1] == labels[-1]
    assert 2 < len(shown) < 24
    assert [row[0] for row in chart.rows] == labels


def test_a_series_must_have_one_value_a_label() -> None:
    with pytest.raises(ValueError, match="needs 2 values"):
        line_chart("Số vụ", ["I", "II"], [Line("Số vụ", (3,))], unit="vụ")


def test_a_long_name_stands_whole_above_its_bar() -> None:
    name = "Ban Chỉ huy Bộ đội Biên phòng tỉnh và các đồn biên phòng trên tuyến biên giới phía Tây"
    chart = bar_chart("Số vụ", [Bar(name, (3,))], unit="vụ")
    assert " ".join(texts(chart)[:-1]) == name


def bars(chart: Chart) -> list[str | None]:
    return [e.get("width") for e in drawn(chart).iter(f"{SVG}rect")]


def test_bars_start_from_zero_and_silence_has_none() -> None:
    chart = bar_chart("Số vụ", [Bar("a", (100,)), Bar("b", (50,)), Bar("c", (0,)), Bar("d", (None,))], unit="vụ")
    assert bars(chart) == ["80%", "40%", "0%"]
    assert "chưa có số" in texts(chart)


def test_a_whole_in_parts_says_counts_and_shares() -> None:
    chart = stacked_bar("Chỉ tiêu", [Part("Đạt", 1, Tone.GOOD), Part("Không đạt", 2, Tone.BAD)], unit="chỉ tiêu")
    assert chart.rows == (("Đạt", "1", "33,3%"), ("Không đạt", "2", "66,7%"))
    assert {"Đạt: 1 chỉ tiêu (33,3%)", "Không đạt: 2 chỉ tiêu (66,7%)"} <= set(texts(chart))
    assert "pattern" in chart.svg, "bad is told from good without its colour"


def test_a_whole_of_nothing_is_drawn() -> None:
    assert stacked_bar("Chỉ tiêu", [Part("Đạt", 0, Tone.GOOD)]).rows == (("Đạt", "0", "–"),)


def test_a_spark_line_leaves_a_gap() -> None:
    chart = spark_line("Số vụ", ["I", "II", "III"], [1, None, 2])
    assert len(list(drawn(chart).iter(f"{SVG}polyline"))) == 2
    assert chart.rows == (("I", "1"), ("II", "–"), ("III", "2"))


def test_hostile_names_stay_text() -> None:
    chart = bar_chart(HOSTILE, [Bar(HOSTILE, (1,), url='javascript:"<')], unit=HOSTILE)
    root = drawn(chart)
    assert not list(root.iter(f"{SVG}script"))
    assert root.find(f"{SVG}title").text == HOSTILE.replace("\x00", "").replace("\ud800", "")  # type: ignore[union-attr]


def test_the_same_figures_give_the_same_bytes() -> None:
    def made() -> str:
        return line_chart("Số vụ", ["I", "II"], [Line("Số vụ", (Fraction(1, 3), Decimal("0.5")))], unit="vụ").svg

    assert made() == made()


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        (None, "", "–"),
        (0, "vụ", "0"),
        (22450, "người", "22.450"),
        (Decimal("-12.5"), "%", "−12,5%"),
        (Fraction(100, 3), "%", "33,3%"),
        (Fraction(1, 3), "", "0,33"),
    ],
)
def test_numbers_are_written_as_documents_write_them(value: Value, unit: str, words: str) -> None:
    assert said(value, unit) == words
