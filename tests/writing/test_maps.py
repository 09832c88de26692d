"""A map of communes: each is there once, with its value in words, as a link, with or without its boundary."""

from __future__ import annotations

from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from namro.writing.charts import Chart
from namro.writing.maps import NO_DATA, Area, Kind, commune_map, steps
from namro.writing.outlines import outlines_of

SVG = "{http://www.w3.org/2000/svg}"
KINDS = (Kind("a", "Loại I", "bad"), Kind("b", "Không có ma túy", "good"), NO_DATA)
AREAS = tuple(
    Area(key, f"Xã {name}", kind, value, brief, f"/don-vi/{key}/")
    for key, name, kind, value, brief in (
        ("1", "Nậm Khê", "a", "Loại I", "I"),
        ("2", "Đông Yên", "b", "Không có ma túy", "✓"),
        ("3", "Thạch Lâm Thượng", "", "Chưa có số", "–"),
    )
)
SQUARE = [[[0, 0], [1, 0], [1, 1], [0, 1], [0, 0]]]
WITH_HOLE = [
    [[1.0, 0.0], [3.0, 0.0], [3.0, 2.0], [1.0, 2.0], [1.0, 0.0]],
    [[1.5, 0.5], [1.5, 1.5], [2.5, 1.5], [2.5, 0.5], [1.5, 0.5]],
]
ISLANDS = [SQUARE, [[[5, 5], [6, 5], [6, 6], [5, 5]]]]


def links(markup: str) -> dict[str, str]:
    """By address, what a link is called."""
    found = [(a.get("href", ""), a.get("aria-label", "")) for a in ElementTree.fromstring(markup).iter(f"{SVG}a")]
    assert len(found) == len(dict(found)), "each area once"
    return dict(found)


def both(chart: Chart) -> tuple[str, str]:
    return chart.svg, chart.narrow


def test_every_commune_is_a_link_with_its_value_at_both_sizes() -> None:
    wanted = {f"/don-vi/{a.key}/": f"{a.name}: {a.value}" for a in AREAS}
    for outlines in (None, outlines_of({"1": [SQUARE], "2": ISLANDS})):
        chart = commune_map("Xếp loại", AREAS, KINDS, value_head="Loại", outlines=outlines)
        assert [links(markup) for markup in both(chart)] == [wanted, wanted]
        assert chart.rows == tuple((a.name, a.value) for a in AREAS)


def test_communes_without_a_boundary_stand_below_as_squares() -> None:
    chart = commune_map("Xếp loại", AREAS, KINDS, value_head="Loại", outlines=outlines_of({"1": [SQUARE]}))
    for markup in both(chart):
        root = ElementTree.fromstring(markup)
        assert "Chưa có ranh giới" in "".join(root.itertext())
        outlined = [a.get("href") for a in root.iter(f"{SVG}a") if a.find(f"{SVG}path") is not None]
        assert outlined == ["/don-vi/1/"]


def test_the_legend_names_each_class_that_is_there_with_its_count() -> None:
    chart = commune_map("Xếp loại", AREAS[:2], KINDS, value_head="Loại")
    said = ["".join(t.itertext()) for t in ElementTree.fromstring(chart.svg).iter(f"{SVG}text")]
    assert said[:2] == ["Loại I (1)", "Không có ma túy (1)"]
    assert not [text for text in said if text.startswith("Chưa có số")]
    assert chart.note == "Số đơn vị theo nhóm: Loại I: 1; Không có ma túy: 1."


def test_hostile_names_stay_text() -> None:
    name = 'Xã "><script>x</script>'
    chart = commune_map(name, [Area("1", name, "a", name, name, "/x/")], KINDS, value_head="Loại")
    assert list(links(chart.svg).values()) == [f"{name}: {name}"]
    assert not list(ElementTree.fromstring(chart.svg).iter(f"{SVG}script"))


def test_holes_and_islands_are_part_of_one_outline() -> None:
    outlines = outlines_of({"hole": [WITH_HOLE], "islands": ISLANDS})
    assert outlines is not None
    assert outlines.wide.paths["hole"].count("M") == 2
    assert outlines.wide.paths["islands"].count("M") == 2
    spot = outlines.wide.spots["hole"]
    left, right = (outlines.wide.width / 6 * x for x in (1.5, 2.5))
    assert not left < spot.x < right or spot.room < right - left, "a name is not written into a hole"


def test_neighbours_keep_their_common_border() -> None:
    """Whatever the grid does to a corner, it does to it on both sides."""
    west = [[[0.0, 0.0], [0.333331, 0.2], [0.4, 1.0], [0.0, 1.0], [0.0, 0.0]]]
    east = [[[1.0, 0.0], [0.333331, 0.2], [0.4, 1.0], [1.0, 0.0]]]
    outlines = outlines_of({"w": [west], "e": [east]})
    assert outlines is not None
    corners = [set(path.strip("Mz").split("L")) for path in outlines.narrow.paths.values()]
    assert len(corners[0] & corners[1]) == 2


def test_nothing_has_no_outline() -> None:
    assert outlines_of({}) is None


def test_north_is_up_and_a_degree_east_is_shorter_far_from_the_equator() -> None:
    tall = outlines_of({"1": [[[[0, 60], [1, 60], [1, 61], [0, 61], [0, 60]]]]})
    assert tall is not None
    assert tall.wide.height > tall.wide.width


@given(st.dictionaries(st.text(min_size=1, max_size=4), st.one_of(st.none(), st.integers(0, 40)), max_size=40))
def test_steps_never_part_equal_values_and_say_their_true_limits(values: dict[str, int | None]) -> None:
    kinds, of = steps(values, "vụ")
    assert of.keys() == values.keys()
    assert len([k for k in kinds if k != NO_DATA]) <= 5
    for kind in kinds:
        inside = [value for key, value in values.items() if of[key] == kind.code]
        assert inside, "no class without an area"
        if kind != NO_DATA:
            known = [value for value in inside if value is not None]
            assert len(known) == len(inside)
            first, last = min(known), max(known)
            assert kind.label == (str(first) if first == last else f"{first} đến {last}")
    for one, value in values.items():
        assert all(of[one] == of[other] for other, same in values.items() if same == value)
