"""The one form that every file format is brought into before reading begins."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellAddress:
    """Place in a table of the file; `rows` and `columns` count the grid places a merged cell covers."""

    table: int
    row: int
    column: int
    rows: int = 1
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, line or table cell: code points `start` to `end` of the source text."""

    start: int
    end: int
    cell: CellAddress | None = None
    footnote: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """`kind` is "txt" or "docx". `text` is what all spans count in. `marks` are texts that the
    blocks leave out (page headers and footers, WordArt) but that may carry a secrecy mark."""

    kind: str
    text: str
    blocks: tuple[Block, ...]
    marks: tuple[str, ...] = ()
