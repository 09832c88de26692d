"""The one form that every file format is brought into before reading begins."""

from __future__ import annotations

from dataclasses import dataclass

import regex

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
    """Code points `start` to `end` are written for an old Vietnamese font, one of FONTS."""

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


FONTS = ("tcvn3", "tcvn3h", "vni")  # tcvn3h shows capitals only
_PLANE = 0xF0000  # letters of an old font travel in a private plane of Unicode until their place is known
_PLANE_SIZE = 0x1000


def in_font(text: str, font: str) -> str:
    """`text` marked as typed for an old font, for BlockWriter; as it is where it holds letters of Unicode."""
    if any(c > "\u0100" and c.isalpha() for c in text):
        return text
    shift = _PLANE + FONTS.index(font) * _PLANE_SIZE
    return "".join(chr(shift + ord(c)) if not c.isspace() and ord(c) < _PLANE_SIZE else c for c in text)


_MARKED = regex.compile(
    "|".join(f"([{chr(a)}-{chr(a + _PLANE_SIZE - 1)}]+)" for a in (_PLANE + n * _PLANE_SIZE for n in range(len(FONTS))))
)


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
        marked = "\n".join(self.texts)
        encoded = tuple(Encoded(*m.span(), FONTS[m.lastindex - 1]) for m in _MARKED.finditer(marked) if m.lastindex)
        text = _MARKED.sub(_plain, marked)
        return Source(kind, text, tuple(self.blocks), marks, problems, encoded)


def _plain(found: regex.Match[str]) -> str:
    shift = _PLANE + ((found.lastindex or 1) - 1) * _PLANE_SIZE
    return "".join(chr(ord(c) - shift) for c in found.group())
