"""Where areas lie on paper: shapes of longitude and latitude, made flat and small enough to draw.

Places are rounded to a grid, the same for all areas, so that neighbours keep their common border without a gap.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

Point = tuple[float, float]
Ring = Sequence[Sequence[float]]
Shape = Sequence[Sequence[Ring]]
"""Polygons, each an outer ring and its holes, of [longitude, latitude]. Which way a ring runs does not matter."""

_MOST_TALL = 1.6  # times as tall as wide, so that a long land still fits on a page


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the name of an area may stand, and how much room it has there."""

    x: float
    y: float
    room: float


@dataclass(frozen=True, slots=True)
class Plate:
    """A drawing's size, and by area the path of its outline and the place of its name."""

    width: int
    height: int
    paths: Mapping[str, str]
    spots: Mapping[str, Spot]


@dataclass(frozen=True, slots=True)
class Outlines:
    """wide: for a page. narrow: for a phone."""

    wide: Plate
    narrow: Plate


def outlines_of(shapes: Mapping[str, Shape]) -> Outlines | None:
    """Flat outlines of all areas together, north up, a metre as long east as north; None where there is no shape."""
    points = [point for shape in shapes.values() for polygon in shape for ring in polygon for point in ring]
    if not points:
        return None
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    shrink = cos(radians((south + north) / 2))
    across, up = max((east - west) * shrink, 1e-9), max(north - south, 1e-9)

    def plate(width: int) -> Plate:
        scale = min((width - 2) / across, width * _MOST_TALL / up)
        left = (width - across * scale) / 2

        def flat(point: Sequence[float]) -> Point:
            x, y = left + (point[0] - west) * shrink * scale, 1 + (north - point[1]) * scale
            return round(x, 1), round(y, 1)

        drawn = {key: [list(_rings(polygon, flat)) for polygon in shape] for key, shape in shapes.items()}
        return Plate(
            width,
            round(up * scale) + 2,
            {key: _path(ring for polygon in shape for ring in polygon) for key, shape in drawn.items()},
            {key: _spot(shape) for key, shape in drawn.items()},
        )

    return Outlines(plate(720), plate(340))


def _rings(polygon: Sequence[Ring], flat: Callable[[Sequence[float]], Point]) -> Iterator[list[Point]]:
    """The rings of a polygon without points that lie on one another; none that came to nothing."""
    for ring in polygon:
        points: list[Point] = []
        for point in map(flat, ring):
            if not points or point != points[-1]:
                points.append(point)
        if len(points) > 1 and points[0] == points[-1]:
            points.pop()
        if len(points) > 2:
            yield points


def _path(rings: Iterable[Sequence[Point]]) -> str:
    return "".join(f"M{'L'.join(f'{_short(x)} {_short(y)}' for x, y in ring)}z" for ring in rings)


def _short(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _spot(shape: Sequence[Sequence[Sequence[Point]]]) -> Spot:
    """In the middle of the widest stretch inside the largest polygon, halfway down."""
    polygons = [polygon for polygon in shape if polygon]
    if not polygons:
        return Spot(0, 0, 0)
    largest = max(polygons, key=lambda polygon: abs(_size(polygon[0])))
    top, foot = min(y for _, y in largest[0]), max(y for _, y in largest[0])
    best = Spot(*largest[0][0], 0)
    for share in (0.5, 0.4, 0.6, 0.3, 0.7):
        y = top + (foot - top) * share + 0.03  # beside the grid, so that no corner lies on the line
        crossings = sorted(_crossings(largest, y))
        for start, end in zip(crossings[::2], crossings[1::2], strict=False):
            if end - start > best.room * 1.15:
                best = Spot(round((start + end) / 2, 1), round(y, 1), end - start)
    return best


def _crossings(polygon: Iterable[Sequence[Point]], y: float) -> Iterator[float]:
    for ring in polygon:
        for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
            if (y1 > y) != (y2 > y):
                yield x1 + (y - y1) * (x2 - x1) / (y2 - y1)


def _size(ring: Sequence[Point]) -> float:
    """Twice the area of a ring; its sign says which way it runs."""
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True))
