"""Where the communes of the invented province lie: drawn by chance, in the open sea, like no land that there is.

Each commune has the ground that is nearest to a point of its own; the points are moved apart a few times, so that the
communes come out of about one size, and their borders are then roughened, the same on both sides.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from math import cos, hypot, pi, sin

from namro.cli.demo import province
from namro.cli.demo.chance import chance_of

SOURCE = "Hình vẽ bịa đặt của bản trình diễn"
LICENCE = "Không phải ranh giới có thật; máy vẽ ngẫu nhiên, ai cũng dùng được."

Point = tuple[float, float]
# Where no land is: the crossing of the equator and the first meridian. Sizes in degrees.
_ACROSS, _UP = 0.9, 0.62
_CORNERS, _ROUNDS, _ROUGH = 48, 4, 0.16


def geojson() -> bytes:
    """Boundaries as an office would import them, each commune under its code."""
    features = [
        {
            "type": "Feature",
            "properties": {"ma_xa": code, "ten": name},
            "geometry": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]},
        }
        for code, name, ring in _communes()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()


def _communes() -> Iterable[tuple[str, str, list[Point]]]:
    """Communes on the border of the country lie in the west, wards in the middle."""
    communes = province.communes()
    coast = _coast()
    points = _points(len(communes), coast)
    cells = _cells(points, coast)
    west = sorted(range(len(points)), key=lambda n: points[n][0])
    border = [c for c in communes if "border" in c.tags]
    rest = [c for c in communes if "border" not in c.tags]
    inland = sorted(west[len(border) :], key=lambda n: hypot(*points[n]))
    for commune, place in [*zip(border, west, strict=False), *zip(rest, inland, strict=True)]:
        yield commune.code, commune.name, [p for start, end in _sides(cells[place]) for p in _rough(start, end)]


def _coast() -> list[Point]:
    chance = chance_of("coast")
    waves = [(n, chance.uniform(0.02, 0.2 / n), chance.uniform(0, 2 * pi)) for n in (2, 3, 4, 5, 7)]

    def far(angle: float) -> float:
        return 1 + sum(size * sin(n * angle + turn) for n, size, turn in waves)

    angles = [2 * pi * n / _CORNERS for n in range(_CORNERS)]
    return [(_ACROSS * far(a) * cos(a), _UP * far(a) * sin(a)) for a in angles]


def _points(count: int, coast: Sequence[Point]) -> list[Point]:
    chance = chance_of("communes")
    points = [_between(chance.random(), chance.random(), coast) for _ in range(count)]
    for _ in range(_ROUNDS):
        points = [_middle(cell) for cell in _cells(points, coast)]
    return points


def _between(out: float, around: float, coast: Sequence[Point]) -> Point:
    """A point on the way from the middle to the coast; as many on each square mile of land."""
    x, y = coast[int(around * len(coast))]
    return x * out**0.5 * 0.97, y * out**0.5 * 0.97


def _cells(points: Sequence[Point], coast: Sequence[Point]) -> list[list[Point]]:
    return [_cell(point, points, coast) for point in points]


def _cell(point: Point, points: Sequence[Point], coast: Sequence[Point]) -> list[Point]:
    """What of the land is nearer to this point than to any other."""
    cell = list(coast)
    for other in sorted(points, key=lambda p: hypot(p[0] - point[0], p[1] - point[1]))[1:]:
        reach = max(hypot(x - point[0], y - point[1]) for x, y in cell)
        if hypot(other[0] - point[0], other[1] - point[1]) > 2 * reach:
            break
        cell = _nearer(cell, point, other)
    return cell


def _nearer(cell: Sequence[Point], point: Point, other: Point) -> list[Point]:
    """The part of a cell on this side of the line midway between two points."""
    across = (other[0] - point[0], other[1] - point[1])
    middle = ((point[0] + other[0]) / 2, (point[1] + other[1]) / 2)

    def beyond(p: Point) -> float:
        return (p[0] - middle[0]) * across[0] + (p[1] - middle[1]) * across[1]

    kept: list[Point] = []
    for start, end in _sides(cell):
        from_start, from_end = beyond(start), beyond(end)
        if from_start <= 0:
            kept.append(start)
        if (from_start <= 0) != (from_end <= 0):
            share = from_start / (from_start - from_end)
            kept.append((start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share))
    return kept


def _sides(ring: Sequence[Point]) -> Iterable[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], ring[0]], strict=True)


def _middle(ring: Sequence[Point]) -> Point:
    areas = [x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in _sides(ring)]
    whole = sum(areas) * 3
    x = sum((p[0] + q[0]) * a for (p, q), a in zip(_sides(ring), areas, strict=True)) / whole
    y = sum((p[1] + q[1]) * a for (p, q), a in zip(_sides(ring), areas, strict=True)) / whole
    return x, y


def _rough(start: Point, end: Point, depth: int = 2) -> list[Point]:
    """A side without its end, bent to and fro: the same whichever neighbour walks along it."""
    first, last = sorted((_placed(start), _placed(end)))
    if depth == 0 or first == last:
        return [_placed(start)]
    bend = chance_of(*first, *last).uniform(-_ROUGH, _ROUGH)
    middle = (
        (first[0] + last[0]) / 2 - (last[1] - first[1]) * bend,
        (first[1] + last[1]) / 2 + (last[0] - first[0]) * bend,
    )
    return [*_rough(start, middle, depth - 1), *_rough(middle, end, depth - 1)]


def _placed(point: Point) -> Point:
    return round(point[0], 5), round(point[1], 5)
