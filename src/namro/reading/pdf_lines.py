"""Words on a page, by their places: lines, and the pieces of a line that stand far apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

import regex

_SAME_LINE = 0.35  # of the letters' size: how far baselines of one line may differ
_SIDE_BY_SIDE = 0.8  # of the size: lines nearer than this are none under another
_GAP = 1.5  # sizes between two words that stand in different columns
_NOTE_SIGN = regex.compile(r"\[?(?:\d{1,3}|\*{1,3})\]?")
_SMALL = 0.76


@dataclass(slots=True)
class Word:
    """Places in points from the upper left corner of the page; `y` is the baseline."""

    text: str
    left: float
    right: float
    y: float
    size: float
    bold: bool = False


@dataclass(slots=True)
class Line:
    """Words side by side. `note`: the sign of a footnote stood at its beginning."""

    words: list[Word]
    page: int
    note: bool = False

    @property
    def left(self) -> float:
        return self.words[0].left

    @property
    def right(self) -> float:
        return self.words[-1].right

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2

    @property
    def y(self) -> float:
        return self.words[0].y

    @property
    def size(self) -> float:
        return median(word.size for word in self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words)

    @property
    def text(self) -> str:
        return " ".join(word.text for word in self.words)


@dataclass(slots=True)
class Band:
    """All that stands on one height of the page: one line, or several set apart by wide gaps."""

    lines: list[Line] = field(default_factory=list)

    @property
    def y(self) -> float:
        return min(line.y for line in self.lines)

    @property
    def low(self) -> float:
        return max(line.y for line in self.lines)

    def whole(self) -> Line:
        words = [word for line in self.lines for word in line.words]
        return Line(words, self.lines[0].page, self.lines[0].note)


def bands_of(words: Iterable[Word], page: int) -> list[Band]:
    """From top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (word.y, word.left)):
        if rows and word.y - rows[-1][0].y <= _SAME_LINE * max(word.size, rows[-1][0].size):
            rows[-1].append(word)
        else:
            rows.append([word])
    bands: list[Band] = []
    for row, note in _without_note_signs(rows):
        band = Band(_apart(sorted(row, key=lambda word: word.left), page, note=note))
        if bands and _is_beside(bands[-1], band):
            bands[-1].lines = sorted([*bands[-1].lines, *band.lines], key=lambda line: line.left)
        else:
            bands.append(band)
    return bands


def _without_note_signs(rows: Sequence[list[Word]]) -> list[tuple[list[Word], bool]]:
    """Raised small figures belong to the line below their own height, and are no part of its text."""
    found: list[tuple[list[Word], bool]] = []
    raised: list[Word] = []
    for at, row in enumerate(rows):
        below = rows[at + 1] if at + 1 < len(rows) else []
        if below and _is_raised(row, below):
            raised += row
            continue
        size = median(word.size for word in row)
        base = median(word.y for word in row)
        signs = [w for w in row if w.size < _SMALL * size and base - w.y > 0.12 * size and _NOTE_SIGN.fullmatch(w.text)]
        signs += [word for word in raised if _NOTE_SIGN.fullmatch(word.text)]
        dropped = {id(word) for word in signs}
        kept = [word for word in (*row, *raised) if id(word) not in dropped]
        if kept:
            first = min(word.left for word in kept)
            found.append((kept, any(word.right <= first + 1 for word in signs)))
        raised = []
    return found


def _is_raised(row: list[Word], below: list[Word]) -> bool:
    size = median(word.size for word in below)
    return all(word.size < _SMALL * size for word in row) and below[0].y - row[0].y < 0.7 * size


def _apart(row: list[Word], page: int, *, note: bool) -> list[Line]:
    lines = [Line([row[0]], page, note)]
    for word in row[1:]:
        if word.left - lines[-1].right > _GAP * max(word.size, lines[-1].words[-1].size):
            lines.append(Line([word], page))
        else:
            lines[-1].words.append(word)
    return lines


def _is_beside(upper: Band, band: Band) -> bool:
    """The two stand nearly on one height and share no breadth: lines of two columns."""
    size = min(line.size for line in (*upper.lines, *band.lines))
    if band.y - upper.low > _SIDE_BY_SIDE * size:
        return False
    return all(a.right < b.left - size or b.right < a.left - size for a in upper.lines for b in band.lines)
