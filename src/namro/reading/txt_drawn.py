"""Tables of plain text without any sign around their cells: drawn with blanks, one cell a line, or one row a line."""

from __future__ import annotations

from itertools import pairwise, takewhile

import regex

Line = tuple[int, int]  # start and end in the text, blanks at both ends left out
Cell = list[Line]
Found = tuple[list[list[Cell]], int]  # rows of equal width, and the line after the table

SERIAL_HEAD = regex.compile(r"(?:S\s?TT|TT|Số TT|Stt)\.?", regex.IGNORECASE)
_SERIAL = regex.compile(r"(\d{1,3}|[IVX]{1,5})[.)]?(?=\s|$)")
_ROMAN = regex.compile(r"[IVX]{1,5}[.)]?")
_PIECE = regex.compile(r"\S+(?:[ \u00a0]\S+)*")
_TOTAL = regex.compile(r"(?:tổng(?: số| cộng)?|cộng|toàn (?:tỉnh|huyện|xã))\b[^.;]{0,30}$", regex.IGNORECASE)
_NUMBER = r"(?:\d[\d.,]*%?|[-–—])"
_ROW = regex.compile(rf"(\d{{1,3}})[.)]?\s+(\p{{L}}\S*(?:\s\S+)*?)((?:\s+{_NUMBER})+)$")
_TOTAL_ROW = regex.compile(rf"(\p{{L}}\S*(?:\s\p{{L}}\S*)*?)((?:\s+{_NUMBER})+)$")
_FIRST_CAPITAL = regex.compile(r"(?<!\S)\p{Lu}\p{Ll}+")
_FEWEST_COLUMNS = 3
_FEWEST_ROWS = 3
_WIDEST = 12
_TALLEST_HEAD = 5  # lines
_LONGEST_ROW = 300  # characters
_SLIP = 3  # blanks by which a cell may begin before its column


class DrawnTables:
    def __init__(self, text: str, lines: list[Line]) -> None:
        self.text = text
        self.lines = lines
        self.heads = frozenset(i for i, line in enumerate(lines) if SERIAL_HEAD.match(text, *line))

    def at(self, at: int) -> Found | None:
        """The table whose heading begins on this line."""
        if self.heads.isdisjoint(range(at, at + _TALLEST_HEAD - 1)):
            return None
        return self.by_gaps(at) or (self.by_lines(at) or self.by_words(at) if at in self.heads else None)

    def words(self, line: Line) -> str:
        return self.text[slice(*line)]

    def pieces(self, at: int) -> list[Line]:
        """The stretches of a line that two blanks or more set apart."""
        return [m.span() for m in _PIECE.finditer(self.text, *self.lines[at])]

    def indent(self, at: int) -> int:
        return at - (self.text.rfind("\n", 0, at) + 1)

    # --- columns set apart by blanks --------------------------------------------------------------------------

    def by_gaps(self, at: int) -> Found | None:
        """Each cell stands under the heading of its column; heading and cells may take several lines."""
        head = self._head_line(at)
        if head is None:
            return None
        first = next((i for i in self._after(head) if self._begins_row(i)), None)
        if first is None:
            return None
        columns = self._columns(range(at, first))
        if len(columns) < _FEWEST_COLUMNS:
            return None
        rows = [_blank_row(columns)]
        for i in range(at, first):
            self._fill(rows[0], self.pieces(i), columns)
        i = first
        while i < len(self.lines) and (self._begins_row(i) or self._goes_on(i, columns[1][0])):
            if self._begins_row(i):
                rows.append(_blank_row(columns))
            self._fill(rows[-1], self._row_pieces(i), columns)
            i += 1
            if i < len(self.lines) and self._is_total(i):
                rows.append(_blank_row(columns))
                self._fill(rows[-1], self.pieces(i), columns)
                i += 1
                if i == len(self.lines) or not self._begins_row(i):
                    break
        return (rows, i) if len(rows) > _FEWEST_ROWS else None

    def _head_line(self, at: int) -> int | None:
        """The line of the serial number's heading, at `at` or below heading lines that stand right of it."""
        for i in sorted(self.heads.intersection(range(at, at + _TALLEST_HEAD - 1))):
            pieces = self.pieces(i)
            if len(pieces) >= 2 and SERIAL_HEAD.fullmatch(self.words(pieces[0])):
                second = self.indent(pieces[1][0])
                above = (piece for j in range(at, i) for piece in self.pieces(j))
                return i if all(self.indent(start) >= second for start, _end in above) else None
        return None

    def _after(self, head: int) -> range:
        return range(head + 1, min(head + _TALLEST_HEAD, len(self.lines)))

    def _begins_row(self, at: int) -> bool:
        pieces = self._row_pieces(at)
        return len(pieces) > 1 and bool(_SERIAL.fullmatch(self.words(pieces[0])))

    def _is_total(self, at: int) -> bool:
        pieces = self.pieces(at)
        return len(pieces) > 1 and bool(_TOTAL.match(self.words(pieces[0])))

    def _row_pieces(self, at: int) -> list[Line]:
        """The pieces, a serial number set apart from the name that follows it after a single blank."""
        first, *others = self.pieces(at)
        serial = _SERIAL.match(self.text, *first)
        if serial and others and serial.end() < first[1]:
            rest = serial.end() + 1
            return [(first[0], serial.end()), (rest, first[1]), *others]
        return [first, *others]

    def _goes_on(self, at: int, second_column: int) -> bool:
        """The line holds the rest of the row above: right of the serial numbers and with no blank line before it."""
        start = self.lines[at][0]
        between = self.text[self.lines[at - 1][1] : start]
        return self.indent(start) >= second_column - _SLIP and between.count("\n") < 2

    def _columns(self, head: range) -> list[tuple[int, int]]:
        """First and last place of each column, told by the words of the heading that stand one under another."""
        found: list[tuple[int, int]] = []
        for start, end in sorted((self.indent(a), self.indent(a) + b - a) for i in head for a, b in self.pieces(i)):
            if found and start < found[-1][1]:
                found[-1] = (found[-1][0], max(end, found[-1][1]))
            else:
                found.append((start, end))
        return found

    def _fill(self, row: list[Cell], pieces: list[Line], columns: list[tuple[int, int]]) -> None:
        for start, end in pieces:
            left = self.indent(start)
            reached = [n for n, (first, _last) in enumerate(columns) if first <= left + _SLIP]
            under = [n for n, (first, last) in enumerate(columns) if first < left + end - start and left < last]
            row[under[0] if len(under) == 1 else reached[-1] if reached else 0].append((start, end))

    # --- one cell a line --------------------------------------------------------------------------------------

    def by_lines(self, at: int) -> Found | None:
        """ "TT", the other headings, "1", its cells, "2" …: every cell became a line, an empty one perhaps none."""
        if not SERIAL_HEAD.fullmatch(self.words(self.lines[at])):
            return None
        ahead = range(at + 2, min(at + _WIDEST, len(self.lines)))
        first = next((i for i in ahead if self._counts(i, 1)), None)
        if first is None:
            return None
        i = first - 2 if self._is_group(first - 2, 1) and first - 2 > at + 1 else first
        width = i - at
        rows: list[list[Cell]] = [[[line] for line in self.lines[at:i]]]
        for serial in range(1, len(self.lines)):
            if self._is_group(i, serial):
                rows.append(_padded([[self.lines[i]], [self.lines[i + 1]]], width))
                i += 2
            if i >= len(self.lines) or not self._counts(i, serial):
                break
            end = self._row_end(i, serial + 1, width)
            rows.append(_in_columns(self.lines[i:end], width))
            i = end
        if len(rows) < _FEWEST_ROWS:
            return None
        if i < len(self.lines) and _TOTAL.match(self.words(self.lines[i])) and i + 1 < len(self.lines):
            rest = self.lines[i + 1 : i + width - 1]
            numbers = list(takewhile(lambda line: self.words(line)[0].isdigit(), rest))
            if numbers:
                rows.append(_padded([[], [self.lines[i]], *([line] for line in numbers)], width))
                i += 1 + len(numbers)
        return rows, i

    def _is_group(self, at: int, serial: int) -> bool:
        """A Roman numeral and a title over the rows that follow."""
        return (
            at + 2 < len(self.lines)
            and bool(_ROMAN.fullmatch(self.words(self.lines[at])))
            and self._counts(at + 2, serial)
        )

    def _row_end(self, at: int, serial: int, width: int) -> int:
        """The line on which the next row begins: a full row is likelier than a short one, a bare number than «02»."""
        if group := next((i for i in range(at + 2, at + 3 * width) if self._is_group(i, serial)), None):
            return group
        ahead = [i for i in range(at + 2, min(at + 3 * width, len(self.lines))) if self._counts(i, serial)]
        worth = [i for i in ahead if i + 1 < len(self.lines) and self.words(self.lines[i + 1])[0].isalpha()] or ahead
        exact = [i for i in worth if self.words(self.lines[i]).rstrip(".") == str(serial)] or worth
        if exact:
            return at + width if at + width in exact else exact[0]
        last = range(at + 2, min(at + width, len(self.lines)))
        return next((i for i in last if _TOTAL.match(self.words(self.lines[i]))), min(at + width, len(self.lines)))

    def _counts(self, at: int, serial: int) -> bool:
        return self.words(self.lines[at]).rstrip(".").lstrip("0") == str(serial)

    # --- one row a line ---------------------------------------------------------------------------------------

    def by_words(self, at: int) -> Found | None:
        """ "TT Đơn vị Số người", "1 Xã An Lộc 9" …: serial number, name and the same number of figures in every row."""
        head = SERIAL_HEAD.match(self.text, *self.lines[at])
        if not head or head.end() >= self.lines[at][1] or not self.text[head.end()].isspace():
            return None
        first = next((i for i in self._after(at) if (row := self._row(i)) and row[1] == "1"), None)
        if first is None:
            return None
        found: list[regex.Match[str]] = []
        for i in range(first, len(self.lines)):
            row = self._row(i)
            if row is None or row[1] != str(len(found) + 1):
                break
            found.append(row)
        if len(found) < _FEWEST_ROWS:
            return None
        figures = min(len(row.captures(3)[0].split()) for row in found)
        rows = [self._heads(head.span(), first, figures), *(self._cut(row, figures) for row in found)]
        end = first + len(found)
        last = self._total_row(end)
        if last and _TOTAL.match(last[1]) and len(last[2].split()) == figures:
            rows.append([[], [last.span(1)], *self._numbers(last.span(2))])
            end += 1
        return rows, end

    def _row(self, at: int) -> regex.Match[str] | None:
        start, end = self.lines[at]
        return _ROW.fullmatch(self.text, start, end) if end - start < _LONGEST_ROW else None

    def _total_row(self, at: int) -> regex.Match[str] | None:
        start, end = self.lines[at] if at < len(self.lines) else (0, 0)
        return _TOTAL_ROW.fullmatch(self.text, start, end) if end - start < _LONGEST_ROW else None

    def _numbers(self, line: Line) -> list[Cell]:
        return [[m.span()] for m in regex.finditer(r"\S+", self.text, pos=line[0], endpos=line[1])]

    def _cut(self, row: regex.Match[str], figures: int) -> list[Cell]:
        numbers = self._numbers(row.span(3))
        values = numbers[len(numbers) - figures :]
        name = (row.start(2), row.end(2) if len(numbers) == figures else numbers[-figures - 1][0][1])
        return [[row.span(1)], [name], *values]

    def _heads(self, serial: Line, first: int, figures: int) -> list[Cell]:
        """The heading cut where a unit in brackets ends or a word begins with a capital; the rest stays whole."""
        start, end = serial[1] + 1, self.lines[first - 1][1]
        capitals = [m.start() for m in _FIRST_CAPITAL.finditer(self.text, start, end)]
        closings = [i + 1 for i in range(start, end) if self.text[i] == ")"]
        cuts = capitals[1:2]
        if len(closings) == figures:
            cuts += closings[:-1]
        elif len(capitals) == figures + 1:
            cuts = capitals[1:]
        edges = [start, *cuts, end]
        cells: list[Cell] = [_trimmed(self.text, a, b) for a, b in pairwise(edges)]
        return _padded([[serial], *cells], figures + 2)


def _blank_row(columns: list[tuple[int, int]]) -> list[Cell]:
    return [[] for _ in columns]


def _padded(cells: list[Cell], width: int) -> list[Cell]:
    return cells + [[] for _ in range(width - len(cells))]


def _in_columns(lines: list[Line], width: int) -> list[Cell]:
    """The lines of a row as `width` cells; lines too many belong to the second cell, the wordy one."""
    extra = max(len(lines) - width, 0)
    cells = [[line] for line in lines]
    return _padded([cells[0], [line for cell in cells[1 : 2 + extra] for line in cell], *cells[2 + extra :]], width)


def _trimmed(text: str, start: int, end: int) -> Cell:
    piece = text[start:end]
    bare = piece.strip()
    if not bare:
        return []
    first = start + len(piece) - len(piece.lstrip())
    return [(first, first + len(bare))]
