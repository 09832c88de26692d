"""Plain text and Markdown: bytes → text → blocks, with tables in the shapes that copying leaves behind."""

from __future__ import annotations

import codecs
from collections.abc import Callable

import regex
from charset_normalizer import from_bytes

from namro.kernel.problems import Refused
from namro.kernel.vietnamese import fold
from namro.reading.blocks import Block, CellAddress, Source
from namro.reading.headings import RECIPIENTS
from namro.reading.legacy_fonts import font_of
from namro.reading.txt_drawn import DrawnTables, Line

_LINE = regex.compile(r"[^\r\n\f\v\u0085\u2028\u2029]+")
_RULE = regex.compile(r"[|\s:=_+–—-]*")
_SERIAL = regex.compile(r"(?:\d{1,3}|[IVX]{1,5}|[A-EĐ])[.)]?\s*\|")
_WIDEST_FLAT_TABLE = 12
_GAP = regex.compile(r"(?<=\S)[ \u00a0]{5,}(?=\S)")
_DASH = regex.compile(r"[-–+•]\s*\S.{0,70}$")
_FOOT_RULE = regex.compile(r"_{3,}")
_FOOTNOTE = regex.compile(r"(?:\d{1,2}|\[\d{1,2}\]|\(\d{1,2}\))\s+\p{Lu}")
_BREAK = regex.compile(r"\d{1,3}|(?:PHỤ LỤC|BIỂU|DANH (?:MỤC|SÁCH))\b.*")  # a page number, or the head of an annex
_INDENT = 24  # blanks before a line of the right column
_TALLEST_BLOCK = 30  # lines


def read_txt(data: bytes) -> Source:
    text = decode(data)
    return Source("txt", text, tuple(split(text)))


def decode(data: bytes) -> str:
    """The text as it is, line ends and all; UTF-8, UTF-16 and the Vietnamese code pages."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return _strictly(data, encoding)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    if data[:400].count(0) > len(data[:400]) // 5:
        return _strictly(data, "utf-16-le" if data[1:2] == b"\0" else "utf-16-be")
    if font_of(data.decode("latin-1")):
        return data.decode("latin-1")  # bytes of TCVN3 and VNI are told apart by this code page alone
    best = from_bytes(data[:200_000], cp_isolation=["cp1258", "windows-1252", "utf_16"]).best()
    return _strictly(data, best.encoding if best else "cp1258")


def _strictly(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        raise Refused(
            "encoding", "Không nhận ra bảng mã của tệp văn bản; xin lưu lại tệp ở dạng Unicode (UTF-8) rồi thử lại."
        ) from None


def split(text: str) -> list[Block]:
    """Lines and table cells in order. What no block covers is blanks and the lines drawn around cells."""
    return _Splitter(text).run()


class _Splitter:
    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = _lines(text)
        self.drawn = DrawnTables(text, self.lines)
        self.at = 0
        self.tables = 0
        self.blocks: list[Block] = []

    def run(self) -> list[Block]:
        shapes = (
            self._rows_with_bars,
            self._cells_with_bars,
            self._rows_with_tabs,
            self._drawn,
            self._side_by_side,
        )
        while self.at < len(self.lines):
            if not any(shape() for shape in shapes):
                start, end = self.lines[self.at]
                if not self._is_rule(self.at):
                    self.blocks.append(Block(start, end))
                self.at += 1
                if _FOOT_RULE.fullmatch(self.text, start, end):
                    self._footnotes()
        return self.blocks

    def _footnotes(self) -> None:
        """Below a short rule at the foot of a page, until the number of the page or a blank line."""
        if self.at < len(self.lines) and _FOOTNOTE.match(self._line(self.at)):
            last = self.lines[self.at][0]
            while self.at < len(self.lines) and self.text.count("\n", last, self.lines[self.at][0]) < 2:
                last = self.lines[self.at][1]
                if _BREAK.fullmatch(self._line(self.at)):
                    break
                self.blocks.append(Block(*self.lines[self.at], footnote=True))
                self.at += 1

    def _line(self, at: int) -> str:
        start, end = self.lines[at]
        return self.text[start:end]

    def _is_rule(self, at: int) -> bool:
        return bool(_RULE.fullmatch(self._line(at)))

    def _add_table(self, rows: list[list[Line]]) -> None:
        for r, row in enumerate(rows):
            for c, (start, end) in enumerate(row):
                address = CellAddress(self.tables, r, c)
                self.blocks += [Block(*line, address) for line in _lines(self.text, start, end)]
        self.tables += 1

    def _rows_with_bars(self) -> bool:
        """One row a line: `| a | b |`."""
        rows: list[list[Line]] = []
        at = self.at
        while at < len(self.lines):
            line = self._line(at)
            bars = line.count("|") - line.count("\\|")
            if bars < 2 or not (line.startswith("|") or bars >= 3):
                break
            if not self._is_rule(at):
                rows.append(_between(self.text, self.lines[at], "|"))
            at += 1
        if not rows:
            return False
        self._add_table(rows)
        self.at = at
        return True

    def _cells_with_bars(self) -> bool:
        """One cell a line or more, each ended by `|`; a line of `|` alone opens a row or is an empty cell."""
        if not self._line(self.at).endswith("|"):
            return False
        rows, at = _BarredCells(self.lines, self._line).read(self.at)
        if sum(1 for row in rows for start, end in row if start < end) < 2:
            return False
        self._add_table(rows)
        self.at = at
        return True

    def _rows_with_tabs(self) -> bool:
        at = self.at
        rows: list[list[Line]] = []
        while at < len(self.lines) and ("\t" in self._line(at) or (rows and self._goes_on_left(rows[0], at))):
            start, end = self.lines[at]
            first = self.text.rfind("\n", 0, start) + 1  # an empty first cell is a tab before the words
            rows.append(_between(self.text, (first if self.text.startswith("\t", first) else start, end), "\t"))
            at += 1
        if len(rows) < 2:
            return False
        self._add_table(rows)
        self.at = at
        return True

    def _drawn(self) -> bool:
        """A table without signs around its cells."""
        found = self.drawn.at(self.at)
        if found is None:
            return False
        rows, self.at = found
        for r, row in enumerate(rows):
            for c, lines in enumerate(row):
                self.blocks += [Block(*line, CellAddress(self.tables, r, c)) for line in lines]
        self.tables += 1
        return True

    def _goes_on_left(self, first: list[Line], at: int) -> bool:
        """A recipient between those that have the signature block beside them."""
        head = self.text[slice(*first[0])]
        return RECIPIENTS.match(fold(head)) is not None and bool(_DASH.match(self._line(at)))

    def _side_by_side(self) -> bool:
        """Letterhead or signature block, its two columns set apart by blanks."""
        rows: list[list[Line]] = []
        at, gaps = self.at, 0
        while at < len(self.lines) and len(rows) < _TALLEST_BLOCK:
            halves = None if _BREAK.fullmatch(self._line(at)) else self._halves(at)
            if halves is None and rows and self._goes_on_left(rows[0], at):
                halves = [self.lines[at]]
            if halves is None:
                break
            gaps += len(halves) == 2 and halves[0][0] < halves[0][1]
            rows.append(halves)
            at += 1
        if gaps < 2 or len(rows[0]) < 2:
            return False
        self._add_table(rows)
        self.at = at
        return True

    def _halves(self, at: int) -> list[Line] | None:
        """The line in two columns; None when it is running text."""
        start, end = self.lines[at]
        gap = _GAP.search(self.text, start, end)
        if gap:
            return [(start, gap.start()), (gap.end(), end)] if end - gap.end() < 80 else None
        if self._is_right(at):
            return [(start, start), (start, end)]
        near = range(at + 1, min(at + 3, len(self.lines)))
        if end - start < 50 and any(self._is_right(i) or _GAP.search(self.text, *self.lines[i]) for i in near):
            return [(start, end)]
        return None

    def _is_right(self, at: int) -> bool:
        """The line stands in the right column alone."""
        start = self.lines[at][0]
        return start - (self.text.rfind("\n", 0, start) + 1) >= _INDENT


class _BarredCells:
    def __init__(self, lines: list[Line], line: Callable[[int], str]) -> None:
        self.lines = lines
        self.line = line

    def read(self, at: int) -> tuple[list[list[Line]], int]:
        """Rows, and the line after the table."""
        rows: list[list[Line]] = [[]]
        width: int | None = None
        pending: int | None = None  # first line of a cell that is not yet closed
        bare = 0  # lines without any word, one after another
        while at < len(self.lines):
            line, row = self.line(at), rows[-1]
            full = width is not None and len(row) >= width
            bare = bare + 1 if line.strip("| ") == "" else 0
            if bare > 3 * _WIDEST_FLAT_TABLE:
                return self._done(rows, at)
            if bare:
                if pending is not None:
                    return self._done(rows, pending)
                if len(line.replace(" ", "")) == 1 and (full or width is None):
                    if row:
                        width = width or len(row)
                        rows.append([])
                elif full:
                    return self._done(rows, at)
                elif row and width is not None and self._is_serial(at + 1):  # a heading over a group of rows
                    rows.append([])
                else:
                    row.extend([(self.lines[at][0],) * 2] * line.count("|"))
            elif full:
                return self._done(rows, at)
            elif line.endswith("|"):
                first = at if pending is None else pending
                row.append((self.lines[first][0], self._before_bar(at)))
                pending = None
            elif pending is None:
                pending = at
            elif at - pending > 20:
                return self._done(rows, pending)
            at += 1
        return self._done(rows, at if pending is None else pending)

    def _is_serial(self, at: int) -> bool:
        return at < len(self.lines) and bool(_SERIAL.fullmatch(self.line(at)))

    def _before_bar(self, at: int) -> int:
        return self.lines[at][0] + len(self.line(at).rstrip("| "))

    @staticmethod
    def _done(rows: list[list[Line]], at: int) -> tuple[list[list[Line]], int]:
        return [row for row in rows if row], at


def _lines(text: str, first: int = 0, last: int | None = None) -> list[Line]:
    found = []
    for line in _LINE.finditer(text, first, last):
        piece = line.group()
        bare = piece.strip()
        if bare:
            start = line.start() + len(piece) - len(piece.lstrip())
            found.append((start, start + len(bare)))
    return found


def _between(text: str, line: Line, sign: str) -> list[Line]:
    """The cells of a line cut at `sign`, an opening and a closing sign dropped."""
    start, end = line
    if sign == "|":
        start += text.startswith("|", start)
        end -= text.endswith("|", start, end)
    cells, at = [], start
    while True:
        cut = text.find(sign, at, end)
        stop = end if cut < 0 else cut
        piece = text[at:stop]
        bare = piece.strip()
        first = at + len(piece) - len(piece.lstrip()) if bare else at
        cells.append((first, first + len(bare)))
        if cut < 0:
            return cells
        at = cut + 1
