"""A map of communes: their outlines where boundaries are known, else a square for each, which still reads.

Every area is a link, bears its value in words, and is known by a pattern beside its colour.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from namro.writing.charts.model import Chart, Value
from namro.writing.charts.patterns import area, patterns
from namro.writing.charts.scale import said
from namro.writing.outlines import Outlines, Plate, Spot
from namro.writing.svg import el, mark, percent, picture, words

_LEGEND_ROW, _HEADING = 20, 24
_LETTER = 5.4  # of an area's name, in pixels
_TILE = 46
_STEPS = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of areas in the legend. look: of `charts.patterns`."""

    code: str
    label: str
    look: str


@dataclass(frozen=True, slots=True)
class Area:
    """One commune. key: of its outline. kind: code of its class. value: in words; brief: the same inside a tile.

    group: of its tile. here: it is the reader's own.
    """

    key: str
    name: str
    kind: str
    value: str
    brief: str
    url: str
    group: str = ""
    here: bool = False

    @property
    def short(self) -> str:
        """The name without what all of them are called."""
        first, _, rest = self.name.partition(" ")
        return rest if first in ("Xã", "Phường") and rest else self.name.removeprefix("Đặc khu ")


NO_DATA = Kind("", "Chưa có số", "none")


def steps(values: Mapping[str, Value], unit: str) -> tuple[tuple[Kind, ...], dict[str, str]]:
    """Classes for values, at most five with about as many areas each, and the class of each key.

    Equal values are never parted, and a class is named by the lowest and the highest value that is really in it.
    """
    known = {key: Fraction(value) for key, value in values.items() if value is not None}
    distinct = sorted(set(known.values()))
    bounds = distinct if len(distinct) <= _STEPS else _quantiles(sorted(known.values()))
    kinds, of = [], dict.fromkeys(values, NO_DATA.code)
    for number, top in enumerate(bounds):
        below = bounds[number - 1] if number else None
        inside = {key: v for key, v in known.items() if v <= top and (below is None or v > below)}
        first, last = said(min(inside.values()), unit), said(max(inside.values()), unit)
        kinds.append(Kind(f"k{number}", first if first == last else f"{first} đến {last}", _look(number, len(bounds))))
        of |= dict.fromkeys(inside, f"k{number}")
    if len(known) < len(values):
        kinds.append(NO_DATA)
    return tuple(kinds), of


def _quantiles(ordered: Sequence[Fraction]) -> list[Fraction]:
    """The highest value of each class."""
    places = [len(ordered) * number // _STEPS - 1 for number in range(1, _STEPS + 1)]
    return sorted({ordered[place] for place in places})


def _look(number: int, count: int) -> str:
    return f"step-{1 + number * (_STEPS - 1) // max(count - 1, 1)}"


def commune_map(
    title: str, areas: Sequence[Area], kinds: Sequence[Kind], *, value_head: str, outlines: Outlines | None = None
) -> Chart:
    """areas: in the order of the table. An area without an outline stands below the map as a square.

    Not for figures by which nobody may be ranked: whoever shows those shows their table alone.
    """
    name = f"m{mark(title, *(f'{a.key}{a.kind}' for a in areas))}"
    used = {a.kind for a in areas}
    shown = [kind for kind in kinds if kind.code in used]
    counts = {kind.code: sum(a.kind == kind.code for a in areas) for kind in shown}
    told = "; ".join(f"{kind.label}: {counts[kind.code]}" for kind in shown)
    drawings = []
    for suffix, columns in (("w", 12), ("n", 5)):
        plate = None if outlines is None else outlines.wide if suffix == "w" else outlines.narrow
        drawing = _Map(f"{name}{suffix}", tuple(areas), {kind.code: kind for kind in shown}, counts, plate, columns)
        drawings.append(drawing.picture(title, told))
    note = f"Số đơn vị theo nhóm: {told}." if told else ""
    rows = tuple((a.name, a.value) for a in areas)
    return Chart(title, drawings[0], ("Xã, phường", value_head), rows, note, narrow=drawings[1])


@dataclass(frozen=True, slots=True)
class _Map:
    name: str
    areas: tuple[Area, ...]
    kinds: Mapping[str, Kind]
    counts: Mapping[str, int]
    plate: Plate | None
    columns: int

    def picture(self, title: str, told: str) -> str:
        drawn = [patterns(self.name, (kind.look for kind in self.kinds.values())), *self._legend()]
        y = _LEGEND_ROW * len(self.kinds) + 8
        outlined = [a for a in self.areas if self.plate and self.plate.paths.get(a.key)]
        if self.plate and outlined:
            drawn.append(self._outlined(self.plate, outlined, y))
            y += self.plate.height + 8
        known = {a.key for a in outlined}
        tiles = [a for a in self.areas if a.key not in known]
        if tiles and outlined:
            drawn.append(el("text", words("Chưa có ranh giới"), class_="chart__name", x=0, y=y + 14))
            y += _HEADING
        squares, y = self._tiled(tiles, y)
        drawn += squares
        look = "chart__svg chart__map"
        return picture(self.name, title, told, drawn, interactive=True, class_=look, width="100%", height=y)

    def _legend(self) -> Iterator[str]:
        for row, kind in enumerate(self.kinds.values()):
            y = row * _LEGEND_ROW
            yield area("rect", self.name, kind.look, x=1, y=y + 1, width=24, height=14)
            yield el("rect", class_="chart__frame", x=1, y=y + 1, width=24, height=14)
            yield el("text", words(f"{kind.label} ({self.counts[kind.code]})"), x=34, y=y + 12)

    def _link(self, a: Area, *inside: str) -> str:
        told = words(f"{a.name}: {a.value}")
        look = "chart__place chart__place--here" if a.here else "chart__place"
        return el("a", el("title", told), *inside, class_=look, href=a.url, aria_label=f"{a.name}: {a.value}")

    def _outlined(self, plate: Plate, areas: Sequence[Area], y: int) -> str:
        """As wide as the page lets it be, up to its own size: names in it shrink with it, but little."""
        shapes = [
            self._link(a, area("path", self.name, self.kinds[a.kind].look, d=plate.paths[a.key], fill_rule="evenodd"))
            for a in sorted(areas, key=lambda a: a.here)
        ]
        names = [self._named(a, plate.spots[a.key]) for a in areas]
        return el(
            "svg",
            *shapes,
            *names,
            y=y,
            width="100%",
            height=plate.height,
            viewBox=f"0 0 {plate.width} {plate.height}",
            preserveAspectRatio="xMidYMin meet",
        )

    def _named(self, a: Area, spot: Spot) -> str:
        lines = next((one for one in ([a.short], _in_two(a.short, 0)) if _width(one) <= spot.room), [])
        top = spot.y - 5 * (len(lines) - 1) + 3
        return "".join(_name(line, spot.x, top + 11 * number) for number, line in enumerate(lines))

    def _tiled(self, areas: Sequence[Area], y: int) -> tuple[list[str], int]:
        """Squares from left to right, each group under its heading; and the place below them."""
        drawn = []
        for group, members in groupby(areas, key=lambda a: a.group):
            if group:
                drawn.append(el("text", words(group), class_="chart__name", x=0, y=y + 16))
                y += _HEADING
            tiles = list(members)
            for number, a in enumerate(tiles):
                row, column = divmod(number, self.columns)
                drawn.append(self._tile(a, Fraction(column, self.columns), y + row * _TILE))
            y += -(-len(tiles) // self.columns) * _TILE + 8
        return drawn, y

    def _tile(self, a: Area, x: Fraction, y: int) -> str:
        width, look = Fraction(1, self.columns), self.kinds[a.kind].look
        square = area("rect", self.name, look, x=percent(x), y=y, width=percent(width), height=_TILE)
        middle, lines = percent(x + width / 2), _in_two(a.short)
        top = y + (13 if len(lines) > 1 else 19)
        named = [_name(_shortened(line), middle, top + 11 * number) for number, line in enumerate(lines)]
        brief = el("text", words(a.brief), class_="chart__place-value", x=middle, y=y + 40)
        return self._link(a, square, *named, brief)


def _name(line: str, x: float | str, y: float) -> str:
    return el("text", words(line), class_="chart__place-name", x=x, y=y)


def _width(lines: Sequence[str]) -> float:
    return max(map(len, lines)) * _LETTER


_TILE_LETTERS = 11


def _in_two(name: str, most: int = _TILE_LETTERS) -> list[str]:
    """One line of at most so many letters, else two where there are several words, as even as can be."""
    parts = name.split()
    if len(name) <= most or len(parts) < 2:
        return [name]
    cuts = [[" ".join(parts[:n]), " ".join(parts[n:])] for n in range(1, len(parts))]
    return min(cuts, key=lambda pair: max(map(len, pair)))


def _shortened(line: str) -> str:
    """What is too long for a tile is cut: the title has it whole."""
    return line if len(line) <= _TILE_LETTERS else f"{line[: _TILE_LETTERS - 1]}…"
