"""Pictures of pages: tesseract, where it is installed with Vietnamese, guesses the words and their places."""

from __future__ import annotations

import shutil
import time
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median
from typing import Any

import regex

from namro.kernel.problems import Refused
from namro.reading import outside
from namro.reading.blocks import Source
from namro.reading.pdf_lines import Word

DPI = 300
MOST_PICTURES = 40  # pages
_SECONDS = 60  # for one page
_SECONDS_OF_ALL = 400
_POINTS = 595  # breadth of A4: what a picture of unknown scale is taken for
_LEAST_SURE = 15  # per cent, by tesseract's own account
_HEIGHT_OF_LETTERS = 0.8  # of the size: the usual height of a Vietnamese word, marks and all
_MEMORY = 3 * 1024**3
_ROMANS = {
    "L": "I.", "L.": "I.", "l.": "I.", "IL": "II.", "IL.": "II.", "1I.": "II.", "H.": "II.", "lI.": "II.",
    "HI.": "III.", "IH.": "III.", "IIL": "III.", "IIL.": "III.", "HH.": "III.", "II1.": "III.", "1II.": "III.",
    "1V.": "IV.", "TV.": "IV.", "IY.": "IV.", "VỊ.": "VI.", "VL": "VI.",
}  # fmt: skip
_ARABIC = regex.compile(r"[\dZlS]\d?[,;:]")
_DOUBT = "đọc từ ảnh chụp, chữ và số có thể sai"
_TRUST = 0.7  # in what was guessed from a picture, at most

_PASTE = "xin chọn bản Word của văn bản, hoặc sao chép phần chữ và dán vào trang đưa kế hoạch."
_TOO_MANY = f"Tệp có quá nhiều trang là ảnh chụp (đọc được nhiều nhất {MOST_PICTURES} trang); xin tách bớt rồi thử lại."


@dataclass(frozen=True, slots=True)
class Picture:
    """The words of one picture, in points, on a sheet of `width` and `height`."""

    width: float
    height: float
    words: tuple[Word, ...]


def reader() -> str | None:
    """The program; None where it or its Vietnamese is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return None
    languages = outside.run([program, "--list-langs"], seconds=20).output.decode("utf-8", "replace").split()
    return program if "vie" in languages else None


def refuse_without_reader() -> Refused:
    return Refused(
        "scan", f"Tệp chỉ có ảnh chụp, không có chữ, mà máy chủ chưa cài tesseract tiếng Việt để đọc ảnh; {_PASTE}"
    )


def too_many() -> Refused:
    return Refused("too_many_pictures", _TOO_MANY)


class PictureReader:
    """Reads one picture after another until its time is over."""

    def __init__(self, program: str) -> None:
        self.program = program
        self._end = time.monotonic() + _SECONDS_OF_ALL

    def read(self, data: bytes, *, width: float | None = None) -> list[Picture]:
        """A file may hold several pictures. `width`: of the sheet in points, if it is known."""
        left = min(_SECONDS, self._end - time.monotonic())
        command = [self.program, "stdin", "stdout", "-l", "vie", "--dpi", str(DPI), "--psm", "3", "tsv"]
        outcome = outside.run(command, data=data, seconds=max(left, 0.1), memory=_MEMORY)
        if outcome.status is None:
            raise Refused("slow", f"Đọc ảnh chụp quá lâu nên đã dừng; {_PASTE}")
        if outcome.status:
            raise Refused("broken", f"Ảnh bị hỏng hoặc không đọc được; {_PASTE}")
        return list(pictures_of(outcome.output.decode("utf-8", "replace").splitlines()[1:], width))


def pictures_of(rows: Sequence[str], width: float | None) -> Iterator[Picture]:
    """From tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, sureness, text."""
    pages: dict[str, list[list[str]]] = {}
    for row in rows:
        cells = row.split("\t")
        if len(cells) == 12:
            pages.setdefault(cells[1], []).append(cells)
    if len(pages) > MOST_PICTURES:
        raise too_many()
    for cells_of_page in pages.values():
        sheet = cells_of_page[0]
        across, down = float(sheet[8]), float(sheet[9])
        scale = (width or (_POINTS if down >= across else _POINTS * 2**0.5)) / max(across, 1)
        yield Picture(across * scale, down * scale, tuple(_words(cells_of_page, scale)))


def _words(rows: Sequence[list[str]], scale: float) -> Iterator[Word]:
    found = [row for row in rows if row[0] == "5" and row[11].strip() and float(row[10]) >= _LEAST_SURE]
    if not found:
        return
    size = median(float(row[9]) for row in found) * scale / _HEIGHT_OF_LETTERS
    lines: dict[tuple[str, ...], list[list[str]]] = {}
    for row in found:
        lines.setdefault(tuple(row[2:5]), []).append(row)
    for line in lines.values():
        baseline = median(float(row[7]) + float(row[9]) for row in line) * scale
        _repair_marker([row[11].strip() for row in line], line[0])
        for row in line:
            left = float(row[6]) * scale
            yield Word(row[11].strip(), left, left + float(row[8]) * scale, baseline, size)


def _repair_marker(texts: Sequence[str], first: list[str]) -> None:
    """Numbers at the beginning of a line, as tesseract likes to misread them; `first` is the line's first word."""
    following = texts[1] if len(texts) > 1 else ""
    if not following[:1].isupper():
        return
    if texts[0] in _ROMANS and all(text.upper() == text for text in texts[1:4]):
        first[11] = _ROMANS[texts[0]]
    elif _ARABIC.fullmatch(texts[0]):
        first[11] = f"{texts[0][:-1].replace('Z', '2').replace('l', '1').replace('S', '5')}."


def doubt_pictures(items: dict[str, Any], source: Source) -> None:
    """Writes confidence and doubts of every item that stands on blocks read from a picture."""
    guessed = [block for block in source.blocks if block.from_picture]
    starts = [block.start for block in guessed]
    for item in chain.from_iterable(found for found in items.values() if isinstance(found, list)):
        if not isinstance(item, dict) or "quote" not in item or "span" not in item:
            continue
        at = bisect_left(starts, item["span"][1]) - 1
        if at >= 0 and guessed[at].end > item["span"][0]:
            item["confidence"] = min(item.get("confidence", 1.0), _TRUST)
            item["doubts"] = [*item.get("doubts", []), _DOUBT]
