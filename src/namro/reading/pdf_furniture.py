"""What every page of a PDF repeats: page numbers, running heads and feet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import regex

from namro.reading.pdf_lines import Band

_NUMBER = regex.compile(
    r"(?:[-–]\s*)?(?:trang|page)?\s*\d{1,4}(?:\s*(?:/|of)\s*\d{1,4})?(?:\s*[-–])?\.?", regex.IGNORECASE
)
_ADDRESS = regex.compile(r"(?:https?://|file:///)\S+.*")
_DIGITS = regex.compile(r"\d+")
_EDGE = 2  # lines at either end of a page that may be furniture
_OFTEN = 3  # pages
_SAME_HEIGHT = 6.0  # points
_MARGIN = 0.12  # of the page's height


def drop_furniture(pages: Sequence[list[Band]], heights: Sequence[float]) -> tuple[list[list[Band]], list[str]]:
    """The pages without it, and its texts, each once."""
    seen = Counter(key for bands in pages for key in {_key(band) for band in _edges(bands)})
    running = {key for key, count in seen.items() if count >= _OFTEN and count * 2 >= len(pages)}
    kept, dropped = [], []
    for bands, height in zip(pages, heights, strict=True):
        edges = _edges(bands)
        gone = [band for band in edges if _is_in_margin(band, height) and _is_furniture(band, bands, running)]
        kept.append([band for band in bands if not any(band is other for other in gone)])
        dropped += [_text(band) for band in gone]
    return kept, list(dict.fromkeys(dropped))


def _edges(bands: Sequence[Band]) -> list[Band]:
    return list(bands) if len(bands) <= 2 * _EDGE else [*bands[:_EDGE], *bands[-_EDGE:]]


def _text(band: Band) -> str:
    return band.whole().text


def _key(band: Band) -> tuple[str, int]:
    """Equal for a line that differs from page to page in its numbers alone."""
    return _DIGITS.sub("#", _text(band)), round(band.y / _SAME_HEIGHT)


def _is_in_margin(band: Band, height: float) -> bool:
    return band.y < _MARGIN * height or band.y > (1 - _MARGIN) * height


def _is_furniture(band: Band, bands: Sequence[Band], running: set[tuple[str, int]]) -> bool:
    text = _text(band)
    is_number = (band is bands[0] or band is bands[-1]) and _NUMBER.fullmatch(text)
    return bool(is_number) or _key(band) in running or bool(_ADDRESS.match(text))
