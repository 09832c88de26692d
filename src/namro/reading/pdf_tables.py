"""Ruled tables: cells on one grid, also where a table goes on over several pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from namro.kernel.vietnamese import fold
from namro.reading.blocks import CellAddress
from namro.reading.pdf_lines import Line, Word, bands_of
from namro.reading.pdf_paragraphs import Column, Paragraph, join_lines

Box = tuple[float, float, float, float]  # left, top, right, bottom
_SAME_EDGE = 3.0  # points
_SAME_TABLE = 6.0  # points: edges of a table's parts on two pages
_TALLEST_HEAD = 4  # rows


@dataclass(slots=True)
class RuledCell:
    box: Box
    words: list[Word] = field(default_factory=list)

    def holds(self, word: Word) -> bool:
        x, y = (word.left + word.right) / 2, word.y - 0.3 * word.size
        left, top, right, bottom = self.box
        return left <= x <= right and top <= y <= bottom

    def lines(self, page: int) -> list[Line]:
        return [band.whole() for band in bands_of(self.words, page)]

    def column(self) -> Column:
        pad = max(min((word.left for word in self.words), default=0) - self.box[0], 2)
        return Column(self.box[0] + pad, self.box[2] - min(pad, 6))


@dataclass(slots=True)
class RuledTable:
    """The part of a table that stands on one page."""

    cells: list[RuledCell]
    page: int

    @property
    def top(self) -> float:
        return min(cell.box[1] for cell in self.cells)

    @property
    def edges(self) -> list[float]:
        return _merged(x for cell in self.cells for x in (cell.box[0], cell.box[2]))

    @property
    def is_grid(self) -> bool:
        """A frame around text is no table."""
        return len(self.edges) > 2 and len(self.cells) > 1 and any(cell.words for cell in self.cells)

    def goes_on_in(self, other: RuledTable) -> bool:
        ours, theirs = self.edges, other.edges
        few, many = sorted((ours, theirs), key=len)
        return (
            abs(ours[0] - theirs[0]) < _SAME_TABLE
            and abs(ours[-1] - theirs[-1]) < _SAME_TABLE
            and all(any(abs(x - y) < _SAME_TABLE for y in many) for x in few)
        )


@dataclass(frozen=True, slots=True)
class GridCell:
    """`columns` by page: a cell that a page's end had cut is set in two."""

    address: CellAddress
    lines: tuple[Line, ...]
    columns: dict[int, Column]

    @property
    def key(self) -> str:
        return fold(" ".join(line.text for line in self.lines))

    def paragraphs(self) -> list[Paragraph]:
        return join_lines(self.lines, self.columns)

    def moved(self, by: int) -> GridCell:
        return replace(self, address=replace(self.address, row=self.address.row + by))

    def with_rest(self, rest: GridCell) -> GridCell:
        return replace(self, lines=(*self.lines, *rest.lines), columns=self.columns | rest.columns)


Row = list[GridCell]


def rows_of(parts: Sequence[RuledTable], number: int) -> list[GridCell]:
    """The cells of a table that stands on several pages, heads that a page repeats left out."""
    edges = _merged(x for part in parts for x in part.edges)
    rows: list[Row] = []
    for part in parts:
        fresh = _rows(part, edges, number)
        if rows:
            fresh = fresh[_repeated(rows, fresh) :]
            if fresh and _is_rest(rows[-1], fresh[0]):
                rows[-1] = _with_rest(rows[-1], fresh[0])
                fresh = fresh[1:]
        first = fresh[0][0].address.row if fresh else 0
        rows += [[cell.moved(len(rows) - first) for cell in row] for row in fresh]
    return [cell for row in rows for cell in sorted(row, key=lambda cell: cell.address.column)]


def _rows(part: RuledTable, edges: list[float], number: int) -> list[Row]:
    heights = _merged(y for cell in part.cells for y in (cell.box[1], cell.box[3]))
    rows: list[Row] = [[] for _ in heights[1:]]
    for cell in part.cells:
        left, top, right, bottom = cell.box
        row, column = _nearest(heights, top), _nearest(edges, left)
        address = CellAddress(
            number, row, column, max(_nearest(heights, bottom) - row, 1), max(_nearest(edges, right) - column, 1)
        )
        if row < len(rows):
            rows[row].append(GridCell(address, tuple(cell.lines(part.page)), {part.page: cell.column()}))
    return rows


def _with_rest(row: Row, rest: Row) -> Row:
    lower = {cell.address.column: cell for cell in rest}
    return [cell.with_rest(lower[cell.address.column]) if cell.address.column in lower else cell for cell in row]


def _repeated(rows: list[Row], fresh: list[Row]) -> int:
    """How many rows at the top of a page say again what the table's first rows say."""
    count = 0
    while count < min(_TALLEST_HEAD, len(rows), len(fresh)) and _keys(rows[count]) == _keys(fresh[count]):
        count += 1
    return count


def _keys(row: Row) -> list[tuple[int, str]]:
    return [(cell.address.column, cell.key) for cell in row if cell.key]


def _is_rest(last: Row, first: Row) -> bool:
    """A row that the page's end had cut: no serial number, and its text goes on in the middle."""
    serial = next((cell for cell in first if cell.address.column == 0), None)
    before = next((cell for cell in last if cell.address.column == 0), None)
    if serial is None or serial.key or serial.address.columns > 1 or before is None or not before.key:
        return False
    filled = [cell for cell in first if cell.key]
    places = {cell.address.column: cell.address.columns for cell in last}
    return bool(filled) and all(places.get(cell.address.column) == cell.address.columns for cell in filled)


def _merged(values: object) -> list[float]:
    edges: list[float] = []
    for value in sorted(values):  # type: ignore[call-overload]
        if not edges or value - edges[-1] > _SAME_EDGE:
            edges.append(value)
    return edges


def _nearest(edges: Sequence[float], value: float) -> int:
    return min(range(len(edges)), key=lambda at: abs(edges[at] - value))
