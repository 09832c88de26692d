"""PDF with letters in it: bytes → paragraphs and tables, each with its page."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from namro.kernel.problems import Problem, Refused, Severity
from namro.reading import outside, scan
from namro.reading.blocks import BlockWriter, CellAddress, Source
from namro.reading.pdf_columns import Columns, join_in_column, split_columns
from namro.reading.pdf_furniture import drop_furniture
from namro.reading.pdf_lines import Band, Line, Word, bands_of
from namro.reading.pdf_paragraphs import Column, column_of, join_lines
from namro.reading.pdf_tables import RuledCell, RuledTable, rows_of
from namro.reading.signs import readable_word

MOST_PAGES = 400
_SECONDS = 60
_STRIPE = 20  # points
_FEW_WORDS = 12  # on a page: a stamp or a page number beside the picture of the page

_FAILURES = {
    "encrypted": "Tệp PDF đặt mật khẩu nên không đọc được; xin gỡ mật khẩu rồi thử lại.",
    "too_long": f"Tệp PDF dài hơn {MOST_PAGES} trang, hơn mọi kế hoạch; xin tách lấy phần kế hoạch rồi thử lại.",
    "broken": "Tệp PDF bị hỏng, không mở được; xin xuất lại PDF hoặc chọn bản Word của kế hoạch.",
    "slow": "Tệp PDF có dạng khác thường, đọc quá lâu nên đã dừng; xin chọn bản Word của kế hoạch.",
}


@dataclass(slots=True)
class Page:
    number: int
    width: float
    height: float
    bands: list[Band] = field(default_factory=list)
    tables: list[RuledTable] = field(default_factory=list)
    pictures: int = 0  # how many lie on it
    from_picture: bool = False

    @property
    def is_picture(self) -> bool:
        words = sum(len(line.words) for band in self.bands for line in band.lines)
        return bool(self.pictures) and not self.tables and words < _FEW_WORDS

    def read_from(self, picture: scan.Picture) -> None:
        self.bands = bands_of(picture.words, self.number)
        self.tables = []
        self.from_picture = True


def worker(data: bytes, *arguments: object) -> bytes:
    """What the PDF's own process prints. Raises Refused where it fails or takes too long."""
    command = [sys.executable, "-I", str(Path(__file__).with_name("pdf_worker.py")), *map(str, arguments)]
    outcome = outside.run(command, data=data, seconds=_SECONDS)
    if outcome.status == 0:
        return outcome.output
    told = outcome.output.decode("ascii", "replace")
    code = "slow" if outcome.status is None else told if told in _FAILURES else "broken"
    raise Refused(code, _FAILURES[code])


def read_pdf(data: bytes) -> Source:
    """Pages without letters are read as pictures where that is possible, and named where it is not."""
    pages = [_page(number, page) for number, page in enumerate(json.loads(worker(data, "words", MOST_PAGES)), 1)]
    pictures = pages if _is_worthless(pages) else [page for page in pages if page.is_picture]
    if not pictures:
        return layout(pages, "pdf")
    program = scan.reader()
    if program is None:
        if len(pictures) == len(pages):
            raise scan.refuse_without_reader()
        return replace(layout(pages, "pdf"), problems=(_unread(pictures),))
    if len(pictures) > scan.MOST_PICTURES:
        raise scan.too_many()
    reader = scan.PictureReader(program)
    for page in pictures:
        image = worker(data, "picture", page.number - 1, scan.DPI)
        page.read_from(reader.read(image, width=page.width)[0])
    return replace(layout(pages, "pdf"), problems=(from_picture(pictures),))


def read_image(data: bytes) -> Source:
    program = scan.reader()
    if program is None:
        raise scan.refuse_without_reader()
    found = scan.PictureReader(program).read(data)
    pages = [Page(number, picture.width, picture.height) for number, picture in enumerate(found, 1)]
    for page, picture in zip(pages, found, strict=True):
        page.read_from(picture)
    return replace(layout(pages, "image"), problems=(from_picture(pages),))


def _is_worthless(pages: Sequence[Page]) -> bool:
    """Letters that a scanner laid under its pictures without knowing Vietnamese."""
    text = "".join(line.text for page in pages for band in page.bands for line in band.lines)
    letters = [c for c in text if c.isalpha()]
    plain = sum(1 for c in letters if c.isascii())
    return all(page.pictures for page in pages) and len(letters) > 200 and plain > 0.97 * len(letters)


def from_picture(pages: Sequence[Page]) -> Problem:
    return Problem(
        "from_picture",
        Severity.WARNING,
        _pages_named(pages),
        "Văn bản được đọc từ ảnh chụp nên chữ và số có thể sai.",
        "Xin so từng mục với bản gốc trước khi nhận.",
    )


def _unread(pages: Sequence[Page]) -> Problem:
    return Problem(
        "unread_pictures",
        Severity.ERROR,
        _pages_named(pages),
        "Các trang này là ảnh chụp, không có chữ, nên chưa đọc được.",
        "Xin nhập tay phần này hoặc chọn bản Word của văn bản.",
    )


def _pages_named(pages: Sequence[Page]) -> str:
    return f"trang {', '.join(str(page.number) for page in pages)}"


def _page(number: int, page: dict[str, Any]) -> Page:
    words = [Word(readable_word(text), *places) for text, *places in page["words"]]
    words = [word for word in words if word.text]
    tables = [RuledTable([RuledCell(tuple(box)) for box in cells], number) for cells in page["tables"]]
    free = _fill(tables, words)
    kept = [table for table in tables if table.is_grid]
    loose = [word for table in tables if not table.is_grid for cell in table.cells for word in cell.words]
    return Page(number, page["width"], page["height"], bands_of([*free, *loose], number), kept, page["pictures"])


def _fill(tables: Sequence[RuledTable], words: Sequence[Word]) -> list[Word]:
    """Puts words into the cells they stand in; the others are returned."""
    cells: dict[int, list[RuledCell]] = {}  # by stripe of the page, so that no word is held against all of them
    for cell in (cell for table in tables for cell in table.cells):
        for stripe in range(int(cell.box[1] // _STRIPE) - 1, int(cell.box[3] // _STRIPE) + 2):
            cells.setdefault(stripe, []).append(cell)
    free = []
    for word in words:
        home = next((cell for cell in cells.get(int(word.y // _STRIPE), ()) if cell.holds(word)), None)
        if home is None:
            free.append(word)
        else:
            home.words.append(word)
    return free


Piece = Line | Columns | RuledTable


def layout(pages: Sequence[Page], kind: str) -> Source:
    """Paragraphs and tables out of what stands on the pages; footnotes come last."""
    kept, marks = drop_furniture([page.bands for page in pages], [page.height for page in pages])
    pieces = [_pieces(page, bands) for page, bands in zip(pages, kept, strict=True)]
    columns = _text_columns(pages, pieces)
    guessed = {page.number for page in pages if page.from_picture}
    body, notes = _without_notes(pieces)
    out = BlockWriter()
    for part in _parts(body):
        if isinstance(part[0], Columns):
            _write_columns(out, part[0], guessed)
        elif isinstance(part[0], RuledTable):
            _write_table(out, part)  # type: ignore[arg-type]
        else:
            for paragraph in join_lines(part, columns):  # type: ignore[arg-type]
                out.add(paragraph.text, page=paragraph.page, from_picture=paragraph.page in guessed)
    for paragraph in join_lines(notes, columns):
        out.add(paragraph.text, footnote=True, page=paragraph.page, from_picture=paragraph.page in guessed)
    if not out.blocks:
        raise Refused("pdf_empty", "Tệp không có chữ nào để đọc; xin xuất lại PDF hoặc chọn bản Word của kế hoạch.")
    return out.source(kind, marks=tuple(marks))


def _pieces(page: Page, bands: Sequence[Band]) -> list[Piece]:
    """In the order in which they are read; a table parts the lines above it from those below."""
    found: list[Piece] = []
    rest = list(bands)
    for table in sorted(page.tables, key=lambda table: table.top):
        above = [band for band in rest if band.y < table.top]
        rest = [band for band in rest if band.y >= table.top]
        found += [*split_columns(above, page.width), table]
    return [*found, *split_columns(rest, page.width)]


def _text_columns(pages: Sequence[Page], pieces: Sequence[list[Piece]]) -> dict[int, Column]:
    """The breadth of running text on each page; pages with little of it are like the others of their size."""
    lines = {page.number: [p for p in found if isinstance(p, Line)] for page, found in zip(pages, pieces, strict=True)}
    by_width: dict[int, list[Line]] = {}
    for page in pages:
        by_width.setdefault(round(page.width), []).extend(lines[page.number])
    columns = {}
    for page in pages:
        alike = column_of(by_width[round(page.width)], 0.14 * page.width, 0.92 * page.width)
        own = lines[page.number]
        column = column_of(own, alike.left, alike.right) if len(own) >= 15 else alike
        columns[page.number] = Column(column.left, column.right, alike.indented)
    return columns


def _without_notes(pieces: Sequence[list[Piece]]) -> tuple[list[Piece], list[Line]]:
    """Footnotes apart: small lines at the end of a page, the first of which began with a raised sign."""
    sizes = Counter(round(p.size, 1) for found in pieces for p in found if isinstance(p, Line) for _ in p.words)
    usual = sizes.most_common(1)[0][0] if sizes else 0
    body: list[Piece] = []
    notes: list[Line] = []
    for found in pieces:
        first = len(found)
        while first and _is_small(found[first - 1], usual):
            first -= 1
        first = next((at for at in range(first, len(found)) if found[at].note), len(found))  # type: ignore[union-attr]
        body += found[:first]
        notes += found[first:]  # type: ignore[arg-type]
    return body, notes


def _is_small(piece: Piece, usual: float) -> bool:
    return isinstance(piece, Line) and piece.size < 0.9 * usual


def _parts(pieces: Sequence[Piece]) -> Iterator[list[Piece]]:
    """Lines that follow each other, or the pieces of one table, or one pair of columns."""
    part: list[Piece] = []
    for piece in pieces:
        if part and not _belongs(part[-1], piece):
            yield part
            part = []
        part.append(piece)
    if part:
        yield part


def _belongs(last: Piece, piece: Piece) -> bool:
    if isinstance(last, RuledTable) and isinstance(piece, RuledTable):
        return piece.page == last.page + 1 and last.goes_on_in(piece)
    return isinstance(last, Line) and isinstance(piece, Line)


def _write_columns(out: BlockWriter, columns: Columns, guessed: set[int]) -> None:
    is_guessed = columns.page in guessed
    number = out.new_table()
    for at, lines in enumerate((columns.left, columns.right)):
        for text in join_in_column(lines):
            out.add(text, CellAddress(number, 0, at), page=columns.page, from_picture=is_guessed)


def _write_table(out: BlockWriter, parts: Sequence[RuledTable]) -> None:
    for cell in rows_of(parts, out.new_table()):
        for paragraph in cell.paragraphs():
            out.add(paragraph.text, cell.address, page=paragraph.page)
