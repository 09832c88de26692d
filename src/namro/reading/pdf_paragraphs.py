"""Lines that a page's width had cut: whole paragraphs again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from namro.reading.numbering import read_marker
from namro.reading.pdf_lines import Line

_END = regex.compile(r"[.;:!?…/]$|[.!?…;][”\")]$")
_OPEN_WORD = regex.compile(r"(?:[\w&]-|\d/|\w/)$")  # 107/KH- | UBND, 2021- | 2025
_BLANK = 0.22  # sizes: the least blank between two words
_TOUCH = 1.5  # points of play at an edge
_PITCH = 2.1  # sizes from one line of a paragraph to the next, at most


@dataclass(frozen=True, slots=True)
class Column:
    """The breadth that lines were set in. `indented`: paragraphs here begin further right than they go on."""

    left: float
    right: float
    indented: bool = False


@dataclass(slots=True)
class Paragraph:
    lines: list[Line]

    @property
    def page(self) -> int:
        return self.lines[0].page

    @property
    def text(self) -> str:
        text = self.lines[0].text
        for line in self.lines[1:]:
            text += line.text if _OPEN_WORD.search(text) else f" {line.text}"
        return text


def column_of(lines: Sequence[Line], left: float, right: float) -> Column:
    """The column as the lines in it show it; `left` and `right` hold where they are too few."""
    if len(lines) >= 6:
        lefts, rights = sorted(line.left for line in lines), sorted(line.right for line in lines)
        left, right = lefts[len(lefts) // 20], rights[len(rights) * 19 // 20]
    inner = sum(1 for line in lines if left + line.size < line.left < left + 6 * line.size)
    return Column(left, right, indented=inner * 8 >= len(lines))


def join_lines(lines: Sequence[Line], columns: dict[int, Column]) -> list[Paragraph]:
    """`columns` by page."""
    found: list[Paragraph] = []
    for line in lines:
        if found and _goes_on(found[-1], line, columns[found[-1].lines[-1].page], columns[line.page]):
            found[-1].lines.append(line)
        else:
            found.append(Paragraph([line]))
    return found


def _goes_on(paragraph: Paragraph, line: Line, before: Column, here: Column) -> bool:
    last = paragraph.lines[-1]
    if last.page == line.page and not 0 < line.y - last.y < _PITCH * max(last.size, line.size):
        return False
    if not _is_full(last, line, before):
        return False
    if paragraph.lines[0].bold and last.bold and not line.words[0].bold and line.text[:1].isupper():
        return False
    is_set_in = line.left > here.left + 0.5 * line.size
    ended = bool(_END.search(last.text))
    if read_marker(line.text) and (ended or is_set_in or not here.indented):
        return False
    if ended and here.indented and is_set_in:
        return False
    return _fits_shape(paragraph, line, before, here)


def _is_full(last: Line, line: Line, column: Column) -> bool:
    """The next word found no place on the line before."""
    first = line.words[0]
    return last.right + _BLANK * last.size + (first.right - first.left) > column.right - _TOUCH


def _fits_shape(paragraph: Paragraph, line: Line, before: Column, here: Column) -> bool:
    """Lines of a paragraph begin at one edge, the first alone further in or out."""
    last, first = paragraph.lines[-1], paragraph.lines[0]
    at = line.left - here.left
    if _is_middle(last, before) and _is_middle(line, here) and at > line.size:
        return True
    if len(paragraph.lines) > 1:
        return abs(at - (last.left - before.left)) < line.size
    start = first.left - before.left
    if at <= start + _TOUCH:
        return at < start - _TOUCH or not (here.indented and at > line.size)
    return read_marker(first.text + " ") is not None and at < start + 4 * line.size


def _is_middle(line: Line, column: Column) -> bool:
    return abs((line.left - column.left) - (column.right - line.right)) < line.size
