"""The dated numbers of the official layout, and the measure of a line of text."""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any
from unicodedata import normalize


@dataclass(frozen=True, slots=True)
class Style:
    """size, before, after: points. first_line: millimetres. line: lines. caps: its text is set in capitals."""

    key: str
    name: str
    size: float
    bold: bool = False
    italic: bool = False
    caps: bool = False
    align: str = "left"
    first_line: float = 0
    before: float = 0
    after: float = 0
    line: float = 1
    keep_next: bool = False


@dataclass(frozen=True, slots=True)
class Layout:
    """One decree's layout. page: millimetres; rules, columns: shares; room: points and counts."""

    citation: str
    valid_from: date
    page: dict[str, float]
    font: dict[str, str]
    rules: dict[str, float]
    columns: dict[str, float]
    room: dict[str, float]
    text: dict[str, str]
    styles: dict[str, Style]

    def text_width(self, *, landscape: bool = False) -> float:
        """The millimetres between the margins, which stay the same on a page laid on its side."""
        return (self.page["height"] if landscape else self.page["width"]) - self.page["left"] - self.page["right"]


@cache
def nd30() -> Layout:
    return parse_layout((resources.files(__package__) / "data" / "nd30.toml").read_text("utf-8"))


def parse_layout(text: str) -> Layout:
    """Raises ValueError when a chosen number lies outside the range that the decree allows."""
    data = tomllib.loads(text)
    return Layout(
        citation=data["citation"],
        valid_from=data["valid_from"],
        **{part: _chosen_all(data[part], part) for part in ("page", "font", "rules", "columns", "room", "text")},
        styles={key: Style(key, **_chosen_all(style, key)) for key, style in data["styles"].items()},
    )


def _chosen_all(table: dict[str, Any], place: str) -> dict[str, Any]:
    return {key: _chosen(entry, f"{place}.{key}") for key, entry in table.items()}


def _chosen(entry: Any, place: str) -> Any:
    if not isinstance(entry, dict):
        return entry
    low, high = entry["legal"]
    if not low <= entry["value"] <= high:
        raise ValueError(f"{place}: {entry['value']} is outside {low}–{high}")
    return entry["value"]


def measure(text: str, size: float, *, bold: bool = False) -> float:
    """The width of one line in millimetres when set in Times New Roman of this size."""
    widths = _letter_widths()["bold" if bold else "regular"]
    return sum(widths.get(_letter(char), 500) for char in normalize("NFC", text)) * size / 1000 * 25.4 / 72


@cache
def _letter_widths() -> dict[str, dict[str, int]]:
    data = tomllib.loads((resources.files(__package__) / "data" / "times_widths.toml").read_text("utf-8"))
    return {face: {c: int(width) for width, chars in table.items() for c in chars} for face, table in data.items()}


@cache
def _letter(char: str) -> str:
    parts = normalize("NFD", char)
    return normalize("NFC", parts[0] + "\u031b") if "\u031b" in parts else parts[0]


def balanced(text: str, width: float, size: float, *, bold: bool = False) -> list[str]:
    """The fewest lines that fit the width (millimetres), as equal in length as the words allow."""
    words = [word for word in re.split("[ \\t\\n]+", text) if word]  # a blank that does not break stays inside
    fewest = len(_filled(words, width, size, bold=bold))
    narrow = measure(text, size, bold=bold) / max(fewest, 1)
    while len(lines := _filled(words, narrow, size, bold=bold)) > fewest:
        narrow += 1
    return lines


def _filled(words: list[str], width: float, size: float, *, bold: bool) -> list[str]:
    lines: list[str] = []
    for word in words:
        if lines and measure(f"{lines[-1]} {word}", size, bold=bold) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
