"""Opens a PDF in a process of its own, under limits, for PDFium is no Python and files may be hostile.

Run by its path, so that it loads nothing of the program; the file comes on standard input.
`words MOST_PAGES` prints a list of pages as JSON; `picture NUMBER DPI` prints that page (from 0) as PNG.
Where it cannot: status 3, and a word for the reason.
"""

from __future__ import annotations

import ctypes
import io
import json
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pdfplumber
import pypdfium2 as pdfium
import pypdfium2.raw as raw

_MEMORY = 2 * 1024**3  # bytes
_MOST_WORDS = 600_000
_MOST_LINES = 6_000  # drawn lines on one page: more is a drawing, no table
_MOST_CROSSINGS = 5_000
_FULLEST = 4_000  # words on a page that may hold a table
_HYPHENS = (2, 0xFFFE)  # what PDFium makes of a hyphen at the end of a line
_MOST_PIXELS = 40_000_000
_SPLIT = 0.9  # gap between two letters, in sizes of the font, that parts words even without a blank
_ENDING_TOGETHER = 3  # upright lines


class Failure(Exception):
    """Its text is the word that is printed."""


def main(arguments: list[str]) -> int:
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    data = sys.stdin.buffer.read()
    try:
        sys.stdout.buffer.write(_answer(data, *arguments))
    except Failure as failure:
        sys.stdout.write(str(failure))
        return 3
    return 0


def _answer(data: bytes, what: str, *numbers: str) -> bytes:
    document = _open(data)
    if what == "picture":
        return _picture(document[int(numbers[0])], int(numbers[1]))
    if len(document) > int(numbers[0]):
        raise Failure("too_long")
    pages = [_page(document[at]) for at in range(len(document))]
    if sum(len(page["words"]) for page in pages) > _MOST_WORDS:
        raise Failure("too_long")
    _add_tables(data, pages)
    return json.dumps(pages).encode("ascii")


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        document = pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        raise Failure("encrypted" if "assword" in str(error) else "broken") from None
    if not len(document):
        raise Failure("broken")
    return document


def _picture(page: pdfium.PdfPage, dpi: int) -> bytes:
    scale = dpi / 72
    pixels = page.get_width() * page.get_height() * scale * scale
    if pixels > _MOST_PIXELS:
        scale *= (_MOST_PIXELS / pixels) ** 0.5
    stream = io.BytesIO()
    page.render(scale=scale, grayscale=True).to_pil().save(stream, "PNG")
    return stream.getvalue()


def _page(page: pdfium.PdfPage) -> dict[str, Any]:
    """Width, height, words as [text, left, right, baseline, size, bold], whether it is ruled or a picture.

    Places are in points from the upper left corner of the page as it is shown.
    """
    turn = _Turn(page)
    text = page.get_textpage()
    try:
        words = list(_words(text, turn))
    finally:
        text.close()
    kinds = [found.type for found in page.get_objects(max_depth=3)]
    return {
        "width": page.get_width(),
        "height": page.get_height(),
        "words": words,
        "ruled": 4 <= kinds.count(raw.FPDF_PAGEOBJ_PATH) <= _MOST_LINES and len(words) <= _FULLEST,
        "pictures": kinds.count(raw.FPDF_PAGEOBJ_IMAGE),
        "tables": [],
    }


class _Turn:
    """From the page's own coordinates to those of the sheet as it is shown."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self.left, self.bottom, self.right, self.top = page.get_bbox()
        self.quarters = page.get_rotation() // 90 % 4

    def __call__(self, x: float, y: float) -> tuple[float, float]:
        if self.quarters == 1:
            return y - self.bottom, x - self.left
        if self.quarters == 2:
            return self.right - x, y - self.bottom
        if self.quarters == 3:
            return self.top - y, self.right - x
        return x - self.left, self.top - y


def _words(text: pdfium.PdfTextPage, turn: _Turn) -> Iterator[list[Any]]:
    word: list[Any] = []
    for letter, x0, x1, y, at in _letters(text, turn):
        if word and (letter == " " or _is_apart(word, x0, y)):
            yield word
            word = []
        if letter == " ":
            continue
        if word:
            word[0] += letter
            word[2] = max(word[2], x1)
        else:
            word = [letter, x0, x1, y, _size(text, at), _is_bold(text, at)]
    if word:
        yield word


def _is_apart(word: list[Any], x0: float, y: float) -> bool:
    size = word[4]
    return abs(y - word[3]) > 0.2 * size or x0 - word[2] > _SPLIT * size or x0 < word[2] - 0.6 * size


def _size(text: pdfium.PdfTextPage, at: int) -> float:
    """The height of the letters as they stand on the page, whatever the units of the font."""
    matrix = raw.FS_MATRIX()
    size = raw.FPDFText_GetFontSize(text, at)
    if raw.FPDFText_GetMatrix(text, at, matrix):
        size *= (matrix.c**2 + matrix.d**2) ** 0.5
    return max(size, 1.0)


def _is_bold(text: pdfium.PdfTextPage, at: int) -> bool:
    name = ctypes.create_string_buffer(128)
    raw.FPDFText_GetFontInfo(text, at, name, len(name), None)
    return b"bold" in name.value.lower() or raw.FPDFText_GetFontWeight(text, at) >= 600


def _letters(text: pdfium.PdfTextPage, turn: _Turn) -> Iterator[tuple[str, float, float, float, int]]:
    """Each letter with its left and right edge, its baseline and its number; a blank between words."""
    box = raw.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, at)
        if code in (0, 0xFFFF) or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF:
            continue
        letter = "-" if code in _HYPHENS else chr(code)
        if letter.isspace() or letter < " ":
            yield " ", 0.0, 0.0, 0.0, at
        elif raw.FPDFText_GetLooseCharBox(text, at, box) and raw.FPDFText_GetCharOrigin(text, at, x, y):
            _left, baseline = turn(x.value, y.value)
            x0, x1 = sorted((turn(box.left, box.bottom)[0], turn(box.right, box.top)[0]))
            yield letter, x0, x1, baseline, at


def _add_tables(data: bytes, pages: list[dict[str, Any]]) -> None:
    """The cells that drawn lines enclose, on pages that have such lines: [left, top, right, bottom] each."""
    if not any(page["ruled"] for page in pages):
        return
    with pdfplumber.open(io.BytesIO(data)) as document:
        for page, sheet in zip(pages, document.pages, strict=False):
            if page["ruled"] and _may_be_table(sheet):
                tables = sheet.find_tables({"explicit_horizontal_lines": _open_ends(sheet)})
                page["tables"] = [[list(cell) for cell in table.cells] for table in tables]
            sheet.close()


def _may_be_table(sheet: Any) -> bool:
    """No table of a plan has that many crossings; a drawing may, and would take minutes."""
    lefts = {round(float(edge["x0"])) for edge in sheet.edges if edge["orientation"] == "v"}
    tops = {round(float(edge["top"])) for edge in sheet.edges if edge["orientation"] == "h"}
    return 0 < len(lefts) * len(tops) <= _MOST_CROSSINGS


def _open_ends(sheet: Any) -> list[float]:
    """Heights where several upright lines end: a page's end may cut a row without drawing a line under it."""
    upright = [edge for edge in sheet.edges if edge["orientation"] == "v"]
    ends = Counter(round(float(edge[side]), 1) for edge in upright for side in ("top", "bottom"))
    return [height for height, count in ends.items() if count >= _ENDING_TOGETHER]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
