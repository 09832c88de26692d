"""Boundaries from GeoJSON: areas are read, what is wrong is named by its place, and no file can do harm."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.problems import Refused
from namro.reading.boundaries import read_boundaries

RING = [[105.1, 20.2], [105.2, 20.2], [105.2, 20.3], [105.1, 20.2]]


def feature(coordinates: Any = None, kind: str = "Polygon", **properties: Any) -> dict[str, Any]:
    geometry = {"type": kind, "coordinates": [RING] if coordinates is None else coordinates}
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def written(*features: Any, **more: Any) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features), **more}).encode()


def test_areas_are_read_with_what_the_file_says_of_them() -> None:
    content = b"\xef\xbb\xbf" + written(feature(ma=1, ten="Xã A"), feature([[RING], [RING]], "MultiPolygon", ma="002"))
    found = read_boundaries(content)
    assert not found.problems
    assert [dict(f.properties) for f in found.features] == [{"ma": "1", "ten": "Xã A"}, {"ma": "002"}]
    assert [len(f.shape) for f in found.features] == [1, 2]
    assert found.property_names == ("ma", "ten")


def test_height_and_repeated_points_are_left_out() -> None:
    ring = [[105.1, 20.2, 7], [105.1, 20.2, 7], [105.2, 20.2, 7], [105.2, 20.3000001, 7], [105.1, 20.2, 7]]
    (found,) = read_boundaries(written(feature([ring]))).features
    assert found.shape == [[RING]]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (feature([[1, 2]], "Point"), "không phải là vùng"),
        (feature([RING[:3]]), "ít hơn 4 điểm"),
        (feature([[*RING[:3], [105.9, 20.9]]]), "không khép kín"),
        (feature([[["a", 1], *RING[1:]]]), "không phải là số"),
        (feature([[[True, 1], *RING[1:]]]), "không phải là số"),
        (feature([[[20.2, 105.1], [20.2, 105.2], [20.3, 105.2], [20.2, 105.1]]]), "bị đảo"),
        (feature([[[582000, 2233000], *RING[1:]]]), "VN-2000"),
        (feature([[[10**400, 1], *RING[1:]]]), "VN-2000"),
        (feature([]), "không có đường bao"),
        (feature([], "MultiPolygon"), "không có tọa độ"),
        (feature([[]]), "ít hơn 4 điểm"),
        (feature([7]), "ít hơn 4 điểm"),
        ({"type": "Feature", "geometry": None}, "không phải là vùng"),
        ("?", "không phải là Feature"),
    ],
)
def test_what_is_wrong_is_named_by_its_place(wrong: Any, said: str) -> None:
    found = read_boundaries(written(feature(ma="1"), wrong))
    assert [f.number for f in found.features] == [1]
    (problem,) = found.problems
    assert problem.place == "Đối tượng 2"
    assert said in problem.message


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"{}",
        written(),
        b'{"type": "FeatureCollection", "features": {"0": 1}}',
        b'{"type": "FeatureCollection", "features": [NaN]}',
        b'{"type": "FeatureCollection", "features": [' + b"9" * 5000 + b"]}",
        b"[" * 200_000,
        b'{"a":' * 100_000,
        written(feature(), crs={"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3405"}}),
        written(feature(), crs=7),
    ],
)
def test_what_is_no_map_at_all_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(Refused) as refused:
        read_boundaries(content)
    assert refused.value.code == "boundary-file"
    assert refused.value.message.endswith(".")


def test_infinity_is_no_place() -> None:
    content = written(feature()).replace(b"20.3", b"1e999")
    assert "không phải là số" in read_boundaries(content).problems[0].message


def test_too_many_points_are_refused_before_they_are_kept() -> None:
    ring = [*([[105.1, 20.2], [105.2, 20.2]] * 150_001), [105.1, 20.2]]
    with pytest.raises(Refused, match="giản lược"):
        read_boundaries(written(feature([ring]), feature([ring])))


JUNK = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text(max_size=5)
    ),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=12,
)


@given(coordinates=JUNK, kind=st.sampled_from(["Polygon", "MultiPolygon"]), properties=JUNK)
def test_whatever_stands_in_a_file_is_read_or_named(coordinates: Any, kind: str, properties: Any) -> None:
    one = {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}
    found = read_boundaries(written(one))
    assert len(found.features) + len(found.problems) == 1
