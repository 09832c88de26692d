"""What an official document says, with no word about how it looks.

Texts are given in ordinary case and without closing punctuation where a list decides it: capitals, dashes,
semicolons, "V/v", "Phụ lục I" and "./." are added by the renderer as Nghị định 30/2020/NĐ-CP asks.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    bold: bool = False
    italic: bool = False


def bold(text: str) -> Run:
    return Run(text, bold=True)


def italic(text: str) -> Run:
    return Run(text, italic=True)


@dataclass(frozen=True, slots=True)
class Heading:
    """A numbered heading: level 1 «I. TÌNH HÌNH», 2 «1. Công tác chỉ đạo», 3 «a) Tuyên truyền».

    number: bare, "I", "1", "a"; its point or bracket follows from the level. Empty: no number.
    """

    level: int
    number: str
    text: str

    def __post_init__(self) -> None:
        if self.level not in (1, 2, 3):
            raise ValueError(f"heading level {self.level}")


@dataclass(frozen=True, slots=True)
class Paragraph:
    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Bullet:
    """A line under «-» (level 1) or «+» (level 2)."""

    runs: tuple[Run, ...]
    level: int = 1

    def __post_init__(self) -> None:
        if self.level not in (1, 2):
            raise ValueError(f"bullet level {self.level}")


def paragraph(*parts: str | Run) -> Paragraph:
    return Paragraph(_runs(parts))


def bullet(*parts: str | Run, level: int = 1) -> Bullet:
    return Bullet(_runs(parts), level)


def _runs(parts: Sequence[str | Run]) -> tuple[Run, ...]:
    return tuple(Run(part) if isinstance(part, str) else part for part in parts)


@dataclass(frozen=True, slots=True)
class Note:
    """A small remark in italics, «Ghi chú: …»."""

    text: str


@dataclass(frozen=True, slots=True)
class Centred:
    """A line in bold capitals across the page, as a decision has two: who decides, and «QUYẾT ĐỊNH:»."""

    text: str


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Column:
    """width: a share; the columns of a table share the width of the page in these proportions."""

    title: str
    width: float
    align: Align = Align.LEFT


@dataclass(frozen=True, slots=True)
class HeaderCell:
    text: str
    columns: int = 1
    rows: int = 1


class RowKind(StrEnum):
    DATA = "data"
    GROUP = "group"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; numbers come formatted.

    A GROUP row is bold and may have fewer cells than the table: its last cell covers the rest. TOTAL is bold.
    """

    cells: tuple[str, ...]
    kind: RowKind = RowKind.DATA


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """header: rows of merged cells that together cover every column; empty: one row of the columns' titles.

    number_columns: a row (1), (2), (3) … below the header. unit: the line «Đơn vị tính: …» above, if any.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    header: tuple[tuple[HeaderCell, ...], ...] = ()
    number_columns: bool = False
    title: str = ""
    unit: str = ""
    notes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.columns:
            raise ValueError("a table needs a column")
        width = len(self.columns)
        for row in self.rows:
            fits = 0 < len(row.cells) <= width if row.kind is RowKind.GROUP else len(row.cells) == width
            if not fits:
                raise ValueError(f"{len(row.cells)} cells in a {row.kind} row of a table of {width} columns")
        placed_header(self.header, width)


@dataclass(frozen=True, slots=True)
class PlacedCell:
    """A header cell in one row of the grid; continued: the lower part of a cell that began in a row above."""

    text: str
    columns: int
    rows: int
    continued: bool


def placed_header(header: Sequence[Sequence[HeaderCell]], width: int) -> list[list[PlacedCell]]:
    """Each row from left to right, covering every column. Raises ValueError when the cells do not fit together."""
    placed: list[list[PlacedCell]] = []
    open_cells: dict[int, PlacedCell] = {}  # first column → the cell above that reaches further down
    for line in header:
        row, given, column = [], list(line), 0
        while column < width and (column in open_cells or given):
            if above := open_cells.pop(column, None):
                cell = PlacedCell("", above.columns, above.rows - 1, continued=True)
            else:
                own = given.pop(0)
                cell = PlacedCell(own.text, own.columns, own.rows, continued=False)
            if cell.rows > 1:
                open_cells[column] = cell
            row.append(cell)
            column += cell.columns
        if given or column != width:
            raise ValueError(f"header row {len(placed) + 1} does not cover {width} columns")
        placed.append(row)
    if open_cells:
        raise ValueError("a header cell reaches below the header")
    return placed


Block = Heading | Paragraph | Bullet | Table | Note | Centred


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterhead:
    """issuer, parent: full names in ordinary case; a line break in the name is kept.

    parent: None when the issuer has none to name (UBND tỉnh). place: «Sơn Giang». symbol: «BC-UBND», «CAT-PC04».
    number, issued: None until the clerk has registered the document; then a gap is left. year: printed in that gap.
    """

    issuer: str
    place: str
    symbol: str
    year: int
    parent: str | None = None
    number: str | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureBlock:
    """authority: «TM. Ủy ban nhân dân», «KT. Chủ tịch»; position: «Phó Chủ tịch»; name: None leaves it to the pen."""

    position: tuple[str, ...]
    authority: tuple[str, ...] = ()
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """Numbered by its place: «Phụ lục» when alone, else «Phụ lục I», «Phụ lục II» …"""

    title: str
    body: tuple[Block, ...]
    subtitle: str = ""
    landscape: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckCode:
    """Printed at the foot of every page: «Mã đối chiếu: {code} (tính từ {basis})»."""

    code: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficialDocument:
    """kind: «Báo cáo», «Kế hoạch» …; None for a công văn, whose title stands under the number after «V/v».

    recipients: without dashes and semicolons, the last is «Lưu: VT, PC04». legal_bases likewise.
    demonstration: marks every page as invented. draft: «DỰ THẢO» under the number.
    """

    letterhead: Letterhead
    kind: str | None
    title: str
    body: tuple[Block, ...]
    signature: SignatureBlock
    recipients: tuple[str, ...]
    addressees: tuple[str, ...] = ()
    legal_bases: tuple[str, ...] = ()
    annexes: tuple[Annex, ...] = ()
    demonstration: bool = False
    draft: bool = False
    check_code: CheckCode | None = None
