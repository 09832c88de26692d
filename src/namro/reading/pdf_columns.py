"""Two texts side by side without lines between them: letterheads and signature blocks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import regex

from namro.reading.numbering import Kind, read_marker
from namro.reading.pdf_lines import Band, Line

_NARROWEST = 0.7  # sizes: a gap that thin still parts the columns once they are known to be columns
_TALLEST = 45  # lines
_MOTTO = regex.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM")
_RECIPIENTS = regex.compile(r"\W{0,2}N[ơo]i nhận\b.{0,3}", regex.IGNORECASE)
_SIGNING = 9  # sizes of empty paper above a signer's name
_ITEM = 2.4  # sizes between lines of one list


@dataclass(frozen=True, slots=True)
class Columns:
    left: tuple[Line, ...]
    right: tuple[Line, ...]

    @property
    def page(self) -> int:
        return self.left[0].page


def split_columns(bands: Sequence[Band], width: float) -> list[Line | Columns]:
    """What stands on a page, in the order in which it is read."""
    found: list[Line | Columns] = []
    at = 0
    while at < len(bands):
        zone = _Zone(bands, at, width)
        if zone.is_block:
            found.append(zone.columns())
            at = zone.end
        else:
            found.append(bands[at].whole())
            at += 1
    return found


class _Zone:
    """Bands from `start` to `end` that leave one gutter free."""

    def __init__(self, bands: Sequence[Band], start: int, width: float) -> None:
        self.bands, self.width = bands, width
        self.left: list[Line] = []
        self.right: list[Line] = []
        self.splits = 0
        self.end = start
        self.gutter = self._first_gutter(bands[start])
        while self.end < min(start + _TALLEST, len(bands)) and self._take(bands[self.end]):
            self.end += 1

    @property
    def is_block(self) -> bool:
        if not self.splits:
            return False
        known = _RECIPIENTS.fullmatch(self.left[0].text) or _MOTTO.match(self.right[0].text)
        return self.splits >= 2 or bool(known) or min(len(self.left), len(self.right)) >= 2

    def columns(self) -> Columns:
        return Columns(tuple(self.left), tuple(self.right))

    def _first_gutter(self, band: Band) -> tuple[float, float]:
        lines = _cut_at_motto(band.lines[0]) if len(band.lines) == 1 else band.lines
        if len(lines) != 2:
            return (0.0, 0.0)
        left, right = lines
        marker = read_marker(left.text + " ")
        if marker and marker.end >= len(left.text):
            return (0.0, 0.0)
        return (left.right, right.left)

    def _take(self, band: Band) -> bool:
        a, b = self.gutter
        if b <= a:
            return False
        size = band.lines[0].size
        lines = _cut_in(band.whole(), a, b)
        left = [line for line in lines if line.right <= b - _NARROWEST * size]
        right = [line for line in lines if line.left >= a + _NARROWEST * size and line not in left]
        if len(left) + len(right) < len(lines) or len(left) > 1 or len(right) > 1:
            return False
        if self.left and not (self._goes_on(left, right, size)):
            return False
        gutter = (max([a, *(line.right for line in left)]), min([b, *(line.left for line in right)]))
        if gutter[1] - gutter[0] < _NARROWEST * size:
            return False
        self.gutter = gutter
        self.splits += bool(left and right)
        self.left += left
        self.right += right
        return True

    def _goes_on(self, left: list[Line], right: list[Line], size: float) -> bool:
        if left and right:
            return left[0].y - max(self.left[-1].y, self.right[-1].y) < _SIGNING * size
        if right:
            line = right[0]
            on_page = abs(line.middle - self.width / 2) < 0.02 * self.width
            return line.y - self.right[-1].y < _SIGNING * size and not (on_page and not self._is_on_axis(line))
        marker = read_marker(left[0].text)
        return left[0].y - self.left[-1].y < _ITEM * size and (marker is None or marker.kind >= Kind.LETTER)

    def _is_on_axis(self, line: Line) -> bool:
        return any(abs(other.middle - line.middle) < 0.01 * self.width for other in self.right)


def _cut_at_motto(line: Line) -> list[Line]:
    """A long name of an office may come close to the motto beside it."""
    for at in range(1, len(line.words)):
        before, word = line.words[at - 1], line.words[at]
        if word.left - before.right > _NARROWEST * word.size and _MOTTO.match(
            " ".join(w.text for w in line.words[at:])
        ):
            return [Line(line.words[:at], line.page, line.note), Line(line.words[at:], line.page)]
    return [line]


def _cut_in(line: Line, a: float, b: float) -> list[Line]:
    """The line parted where a blank of it lies over the gutter from `a` to `b`."""
    for at in range(1, len(line.words)):
        before, word = line.words[at - 1], line.words[at]
        if min(word.left, b) - max(before.right, a) >= _NARROWEST * word.size:
            return [Line(line.words[:at], line.page, line.note), Line(line.words[at:], line.page)]
    return [line]


def join_in_column(lines: Sequence[Line]) -> list[str]:
    """Lines of a narrow column; a line goes on where the next begins in lower case or the motto was cut."""
    texts: list[str] = []
    for line in lines:
        text = line.text
        if texts and _goes_on(texts[-1], text):
            texts[-1] += f" {text}"
        else:
            texts.append(text)
    return texts


def _goes_on(before: str, text: str) -> bool:
    if before[-1:] in ";:." or (read_marker(text) and not before.endswith("Tự do")):
        return False
    is_motto = (text.startswith("CHỦ NGHĨA") and before.endswith("XÃ HỘI")) or before.endswith("Tự do")
    return text[:1].islower() or is_motto or before.startswith("- ")
