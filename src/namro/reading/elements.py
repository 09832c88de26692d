"""What reading works on: logical paragraphs and tables, made of the blocks of the file."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import regex

from namro.reading.text import EMPTY, Clean, joined

LONGEST_PARAGRAPH = 20_000  # characters; what is longer is no paragraph, and is kept but not searched
_PROJECT = regex.compile(r"\W{0,3}\s*Dự án (?:số )?\d+\s*[:.(“]", regex.IGNORECASE)
_SUBPROJECT = regex.compile(r"Tiểu dự án (?:số )?\d+\s*[:.(“]", regex.IGNORECASE)


@dataclass(frozen=True)
class Paragraph:
    """A logical paragraph: one block, or several that a page break or line wrap had cut apart."""

    line: Clean
    blocks: tuple[int, ...]
    footnote: bool = False

    @property
    def is_oversized(self) -> bool:
        return len(self.line.text) > LONGEST_PARAGRAPH

    @cached_property
    def is_heading_like(self) -> bool:
        text = self.line.text
        return bool(text) and len(text.split()) <= 22 and text[-1] not in ".;:,!?…/"

    @cached_property
    def is_project(self) -> bool:
        return bool(_PROJECT.match(self.line.text))

    @cached_property
    def is_subproject(self) -> bool:
        return bool(_SUBPROJECT.match(self.line.text))


@dataclass(frozen=True)
class Cell:
    """Text of one grid place, whole and in its paragraphs; a merged cell stands in every place it covers,
    `own` only in its first."""

    line: Clean = EMPTY
    own: bool = True
    pieces: tuple[Clean, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows of equal width; a row without any text is kept, for it may be a heading that was lost."""

    rows: tuple[tuple[Cell, ...], ...]
    blocks: tuple[int, ...]
    span: tuple[int, int] = field(default=(0, 0))

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def lines(self) -> list[Clean]:
        """Every paragraph of every cell once, in order."""
        return [piece for row in self.rows for cell in row if cell.own for piece in cell.pieces if piece]

    def lines_by_column(self) -> list[Clean]:
        """For tables that only set two texts side by side, as letterheads and signature blocks do."""
        columns = range(self.width)
        cells = [row[c] for c in columns for row in self.rows if row[c].own]
        return [piece for cell in cells for piece in cell.pieces if piece]

    def row_line(self, row: int) -> Clean:
        return joined([cell.line for cell in self.rows[row] if cell.own])


Element = Paragraph | Table
