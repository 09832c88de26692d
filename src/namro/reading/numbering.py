"""The tokens that number a Vietnamese official text, and their order.

Nghị định 30/2020/NĐ-CP, Phụ lục I: phần, chương, mục, tiểu mục, điều, khoản, điểm; plans use I. 1. a) - +.
Offices add 1.1., (1), *, • and their own mixtures; every token here is one of these kinds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import regex

LETTERS = "abcdđefghijklmnopqrstuvwxyz"  # điểm a), b), c), d), đ), e), g) …; automatic numbers also have f, j, w, z


class Kind(IntEnum):
    """Ordered from the outermost to the innermost; bullets have no fixed order among themselves."""

    PART = 1
    CHAPTER = 2
    SECTION = 3
    UPPER = 4
    ROMAN = 5
    ARTICLE = 6
    ARABIC = 7
    DOTTED = 8
    LETTER = 9
    PAREN = 10
    BULLET = 11


@dataclass(frozen=True, slots=True)
class Marker:
    """One numbering token. `values` counts from 1 (empty for bullets); `style` tells lists of one kind apart
    (`1.` and `1)`); `label` is what is printed, without the stop; `end` is where the text after it begins."""

    kind: Kind
    style: str
    values: tuple[int, ...]
    label: str
    end: int

    @property
    def value(self) -> int:
        return self.values[-1] if self.values else 0

    @property
    def rank(self) -> tuple[int, int]:
        return self.kind, len(self.values) if self.kind is Kind.DOTTED else 0


_WORDS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}
_NUMBER = r"(?P<roman>[IVXL]+)|(?P<arabic>\d{1,3})"
_AFTER = r"(?:\s+|$|(?=[\p{L}“\"(]))"
_TOKENS = [
    (Kind.PART, regex.compile(rf"(?i:phần)\s+(?:(?i:thứ)\s+(?P<word>\p{{L}}+)|{_NUMBER})\b[.:]?\s*")),
    (Kind.CHAPTER, regex.compile(rf"(?i:chương)\s+(?:{_NUMBER})\b[.:]?\s*")),
    (Kind.SECTION, regex.compile(rf"(?:Mục|MỤC|Tiểu mục)\s+(?:{_NUMBER})(?:[.:]\s*|\s+(?=\p{{Lu}})|$)")),
    (Kind.ARTICLE, regex.compile(r"(?:Điều|ĐIỀU)\s+(?P<arabic>\d{1,3})(?:[.:]\s*|$)")),
    (
        Kind.DOTTED,
        regex.compile(r"(?P<dotted>(?:[IVX]{1,5}|\d{1,3})(?:\.\d{1,2}){1,4})(?:[.)/:]\s*|\s+)(?=[\p{L}“\"(*]|$)"),
    ),
    (Kind.ROMAN, regex.compile(rf"(?P<roman>[IVXL]+)(?P<stop>\s?(?:[.):]|/(?!\p{{L}}))|\s?[-–—])(?:{_AFTER})")),
    (Kind.UPPER, regex.compile(rf"(?P<letter>[A-EGHĐ])(?P<stop>[.)]|/(?!\p{{L}})|\s?[-–—]){_AFTER}")),
    (
        Kind.ARABIC,
        regex.compile(
            rf"(?P<arabic>\d{{1,3}})\s?(?P<stop>\.\)|[.)]|/(?!\p{{Lu}}{{2}}|\p{{Lu}}-)|[-–—](?=\s?\p{{Lu}})){_AFTER}"
        ),
    ),
    (Kind.LETTER, regex.compile(rf"(?P<letter>[{LETTERS}])(?P<stop>[.)]|/(?!\p{{L}})|[-–—](?=\s\p{{Lu}})){_AFTER}")),
    (Kind.PAREN, regex.compile(rf"\((?:(?P<arabic>\d{{1,2}})|(?P<letter>[{LETTERS}])|(?P<small>[ivx]{{1,5}}))\)\s*")),
    (
        Kind.BULLET,
        regex.compile(r"(?P<bullet>[-–—−‑]{1,2}|\+|[•●▪■◦○□➢➤✓✔→·❖\uf000-\uf0ff]|\*)\s*(?=[^\s\d-]|\d+\s|\s\d|$)"),
    ),
]
_DASHES = str.maketrans(dict.fromkeys("–—−‑", "-"))


def read_marker(text: str) -> Marker | None:
    """The numbering token that `text` begins with."""
    for kind, pattern in _TOKENS:
        found = pattern.match(text)
        if found:
            marker = _marker(kind, found)
            if marker:
                return marker
    return None


def _marker(kind: Kind, found: regex.Match[str]) -> Marker | None:
    parts = found.groupdict()
    label = found.group().strip().rstrip(".:/").rstrip(")") if kind is not Kind.PAREN else found.group().strip()
    style, end = kind.name + (parts.get("stop") or "").strip().translate(_DASHES), found.end()
    if parts.get("bullet"):
        sign = parts["bullet"].translate(_DASHES)[:1]
        return Marker(kind, sign, (), sign, end)
    if parts.get("dotted"):
        numbers = parts["dotted"].split(".")
        first = roman_value(numbers[0]) if numbers[0].isalpha() else int(numbers[0])
        return Marker(kind, style, (first, *map(int, numbers[1:])), parts["dotted"], end) if first else None
    value = _value(parts)
    if kind in (Kind.ROMAN, Kind.UPPER, Kind.ARABIC, Kind.LETTER):
        label = (parts.get("roman") or parts.get("letter") or parts.get("arabic") or "").lstrip("0")
    return Marker(kind, style, (value,), label, end) if value else None


def _value(parts: dict[str, str | None]) -> int:
    if parts.get("arabic"):
        return int(parts["arabic"] or 0)
    if parts.get("roman"):
        return roman_value(parts["roman"] or "")
    if parts.get("small"):
        return roman_value((parts["small"] or "").upper())
    if parts.get("letter"):
        return LETTERS.find((parts["letter"] or "").lower()) + 1
    return _WORDS.get((parts.get("word") or "").lower(), 0)


_ROMAN = [(50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")]


def roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        text += sign * times
    return text


def roman_value(text: str) -> int:
    """0 when `text` is no well-formed Roman number up to 89."""
    number, rest = 0, text
    for value, sign in _ROMAN:
        while rest.startswith(sign):
            number, rest = number + value, rest[len(sign) :]
    return number if not rest and roman(number) == text else 0


def label_of(kind: Kind, value: int) -> str:
    """What a lost number of this kind would have looked like."""
    if kind is Kind.ROMAN:
        return roman(value)
    if kind is Kind.LETTER and value <= len(LETTERS):
        return LETTERS[value - 1]
    return str(value)
