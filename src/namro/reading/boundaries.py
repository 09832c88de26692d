"""Boundaries of units from a GeoJSON file (RFC 7946): read, checked, told feature by feature what is wrong."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import isfinite
from typing import Any, NoReturn

from namro.kernel.problems import Problem, Refused, Severity

LARGEST_FILE = 20 * 1024 * 1024  # bytes
MOST_FEATURES = 5_000
MOST_POINTS = 600_000
LONGEST_VALUE = 200  # characters of one property
_DECIMALS = 5  # of a degree: about a metre
# What a coordinate system may be called that is longitude and latitude in WGS 84.
_WGS84 = ("CRS84", "EPSG::4326", "EPSG:4326")

Ring = list[list[float]]
Shape = list[list[Ring]]


@dataclass(frozen=True, slots=True)
class Feature:
    """One shape with what the file says of it. number: its place in the file, from 1."""

    number: int
    properties: Mapping[str, str]
    shape: Shape

    @property
    def place(self) -> str:
        return f"Đối tượng {self.number}"


@dataclass(frozen=True, slots=True)
class Boundaries:
    """A feature with a problem is left out of `features`."""

    features: tuple[Feature, ...]
    problems: tuple[Problem, ...]

    @property
    def property_names(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for feature in self.features for name in feature.properties))


def read_boundaries(content: bytes) -> Boundaries:
    """Raises Refused("boundary-file") with one sentence for what is no GeoJSON collection of areas at all."""
    data = _loaded(content)
    if not isinstance(data, dict) or data.get("type") != "FeatureCollection":
        raise _refused("Tệp không phải GeoJSON loại FeatureCollection; hãy xuất lại từ phần mềm bản đồ.")
    _check_system(data.get("crs"))
    given = data.get("features")
    if not isinstance(given, list) or not given:
        raise _refused("Tệp không có đối tượng nào («features» trống); hãy xuất lại từ phần mềm bản đồ.")
    if len(given) > MOST_FEATURES:
        raise _refused(f"Tệp có hơn {MOST_FEATURES} đối tượng; hãy lọc lấy các xã, phường của tỉnh mình.")
    features, problems, points = [], [], 0
    for number, one in enumerate(given, 1):
        try:
            feature = _feature(number, one)
        except _WrongError as wrong:
            problems.append(_problem(number, str(wrong)))
            continue
        points += sum(len(ring) for polygon in feature.shape for ring in polygon)
        if points > MOST_POINTS:
            raise _refused(f"Tệp có hơn {MOST_POINTS} điểm; hãy giản lược (simplify) ranh giới rồi xuất lại.")
        features.append(feature)
    return Boundaries(tuple(features), tuple(problems))


class _WrongError(Exception):
    """One Vietnamese sentence on what is wrong with one feature."""


def _refused(message: str) -> Refused:
    return Refused("boundary-file", message)


def _problem(number: int, message: str) -> Problem:
    return Problem("boundary", Severity.ERROR, f"Đối tượng {number}", message)


def _loaded(content: bytes) -> Any:
    if len(content) > LARGEST_FILE:
        raise _refused(
            f"Tệp lớn hơn {LARGEST_FILE // 1024 // 1024} MB; hãy giản lược (simplify) ranh giới rồi xuất lại."
        )
    try:
        return json.loads(content.decode("utf-8-sig"), parse_constant=_no_number)
    except RecursionError as error:
        raise _refused("Tệp lồng quá nhiều lớp, không phải GeoJSON thông thường; hãy xuất lại.") from error
    except ValueError as error:
        raise _refused("Tệp không đọc được như JSON mã UTF-8; hãy xuất lại từ phần mềm bản đồ.") from error


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _check_system(crs: Any) -> None:
    """The member that RFC 7946 has dropped, and that programs still write."""
    properties = crs.get("properties") if isinstance(crs, dict) else None
    name = properties.get("name") if isinstance(properties, dict) else None
    if crs is not None and not (isinstance(name, str) and name.endswith(_WGS84)):
        raise _refused("Hệ tọa độ của tệp không phải kinh độ, vĩ độ WGS 84 (EPSG:4326); hãy chuyển hệ rồi xuất lại.")


def _feature(number: int, one: Any) -> Feature:
    if not isinstance(one, dict) or one.get("type") != "Feature":
        raise _WrongError("không phải là Feature.")
    geometry = one.get("geometry")
    if not isinstance(geometry, dict) or (kind := geometry.get("type")) not in ("Polygon", "MultiPolygon"):
        raise _WrongError("không phải là vùng (Polygon hoặc MultiPolygon).")
    coordinates = geometry.get("coordinates")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise _WrongError("vùng không có tọa độ.")
    return Feature(number, _properties(one.get("properties")), [list(_rings(polygon)) for polygon in polygons])


def _properties(given: Any) -> dict[str, str]:
    """Plain values as text; the rest of a file's properties is of no use here."""
    if not isinstance(given, dict):
        return {}
    plain = {name: value for name, value in given.items() if isinstance(value, str | int) and value is not True}
    return {name: str(value).strip()[:LONGEST_VALUE] for name, value in plain.items()}


def _rings(polygon: Any) -> Iterator[Ring]:
    if not isinstance(polygon, list) or not polygon:
        raise _WrongError("vùng không có đường bao.")
    for ring in polygon:
        if not isinstance(ring, list) or len(ring) < 4:
            raise _WrongError("đường bao có ít hơn 4 điểm.")
        points = [_point(point) for point in ring]
        if points[0] != points[-1]:
            raise _WrongError("đường bao không khép kín: điểm cuối khác điểm đầu.")
        yield [points[0], *(after for before, after in pairwise(points) if after != before)]


def _point(point: Any) -> list[float]:
    """Height and whatever else follows is left out."""
    if not isinstance(point, list) or len(point) < 2 or not all(_is_number(one) for one in point[:2]):
        raise _WrongError("có tọa độ không phải là số.")
    longitude, latitude = point[:2]
    if abs(latitude) > 90 and abs(longitude) <= 90 and abs(latitude) <= 180:
        raise _WrongError("tọa độ bị đảo: phải ghi kinh độ trước, vĩ độ sau.")
    if abs(longitude) > 180 or abs(latitude) > 90:
        raise _WrongError("tọa độ không phải kinh độ, vĩ độ (độ); có thể là mét của VN-2000, hãy chuyển sang WGS 84.")
    return [round(float(longitude), _DECIMALS), round(float(latitude), _DECIMALS)]


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or isfinite(value)
