"""The one form that every file format is brought into before reading begins."""

from __future__ import annotations

from dataclasses import dataclass

from namro.kernel.problems import Problem


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
    """One paragraph, line or table cell: code points `start` to `end` of the source text.

    `page` counts from 1; None where the file knows no pages. `from_picture`: its letters were guessed.
    """

    start: int
    end: int
    cell: CellAddress | None = None
    footnote: bool = False
    page: int | None = None
    from_picture: bool = False


@dataclass(frozen=True, slots=True)
class Encoded:
    """Code points `start` to `end` are written for an old Vietnamese font: `font` is "tcvn3" or "vni"."""

    start: int
    end: int
    font: str


@dataclass(frozen=True, slots=True)
class Source:
    """`kind` names the format of the file: txt, docx, doc, rtf, pdf, html or image. `text` is what all spans
    count in. `marks` are texts that the blocks leave out (page headers and footers, WordArt) but that may
    carry a secrecy mark. `problems` tell the reviewer what of the file could not be read as it is."""

    kind: str
    text: str
    blocks: tuple[Block, ...]
    marks: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    encoded: tuple[Encoded, ...] = ()


class BlockWriter:
    """Puts blocks one under another and keeps count of where each stands."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.blocks: list[Block] = []
        self._at = 0
        self._tables = 0

    def new_table(self) -> int:
        self._tables += 1
        return self._tables - 1

    def add(
        self,
        text: str,
        cell: CellAddress | None = None,
        *,
        footnote: bool = False,
        page: int | None = None,
        from_picture: bool = False,
    ) -> None:
        """Every line of `text` becomes a block; blank ones none."""
        for line in text.split("\n"):
            bare = line.strip()
            if bare:
                end = self._at + len(bare)
                self.texts.append(bare)
                self.blocks.append(Block(self._at, end, cell, footnote, page, from_picture))
                self._at = end + 1

    def source(self, kind: str, *, marks: tuple[str, ...] = (), problems: tuple[Problem, ...] = ()) -> Source:
        return Source(kind, "\n".join(self.texts), tuple(self.blocks), marks, problems)
