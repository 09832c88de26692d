"""Text typed for Vietnamese fonts from before Unicode (TCVN3 and VNI): told by its letters, spelt out for reading.

Spans keep pointing to the text as it is in the file.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from namro.kernel.vietnamese import fold

FONTS = ("tcvn3", "vni")
_LEAST = 10  # letters beyond ASCII: fewer say nothing about a text
_SYLLABLE = regex.compile(
    r"(?:[bcdghklmnpqrstvx]|ch|gh|gi|kh|ng|ngh|nh|ph|qu|th|tr)?[aeiouy]{1,3}(?:c|ch|m|n|ng|nh|p|t)?", regex.IGNORECASE
)
_TONED = regex.compile(r"[àảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]", regex.IGNORECASE)
# Where a capital must have been: at the beginning of a line or sentence, and in "Ủy ban".
_INITIAL = regex.compile(
    rf"(?:^\W*(?:\w{{1,4}}[.)])*\s*|[.!?]\s+){_TONED.pattern}|(?<!\w)ủ(?=y ban\b)|(?<!\w)u(?=ỷ ban\b)", regex.MULTILINE
)
_WORD = regex.compile(r"[^\s\d!-@\[-`{-~“”‘’–—…•]+")
_ENOUGH = 0.9  # share of words that must be Vietnamese once spelt out
_LIKELY = 0.7  # the same where the file itself names the font
_CAPITALS = "tcvn3h"  # TCVN3 in a font that has capitals only


@dataclass(frozen=True, slots=True)
class Spelt:
    """Character i of `text` stands for the code points `starts[i]` to `ends[i]` of what was spelt out."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]


@cache
def _tables() -> dict[str, dict[str, str]]:
    data: dict[str, Any] = tomllib.loads(files("namro.reading").joinpath("data/legacy_fonts.toml").read_text("utf-8"))
    single = data["vni"]["single"]
    pairs: dict[str, str] = {}
    for letter, marks in data["vni"]["marks"].items():
        for mark, meant in marks.items():
            pairs |= {letter + mark: meant, letter.upper() + mark.upper(): meant.upper()}
            pairs |= {letter.upper() + mark: meant.upper()}
    return {
        "tcvn3": dict(zip(data["tcvn3"]["from"], data["tcvn3"]["to"], strict=True)),
        "vni": {**dict(zip(single["from"], single["to"], strict=True)), **pairs},
    }


def spell(text: str, font: str) -> Spelt:
    table = _tables()["tcvn3" if font == _CAPITALS else font]
    letters, starts, ends = [], [], []
    at = 0
    while at < len(text):
        width = 2 if font == "vni" and text[at : at + 2] in table and at + 1 < len(text) else 1
        piece = text[at : at + width]
        letters.append(table.get(piece, piece))
        starts.append(at)
        ends.append(at + width)
        at += width
    spelt = "".join(letters)
    if font == _CAPITALS:
        spelt = spelt.upper()
    elif font == "tcvn3":
        spelt = _with_capitals(spelt)
    return Spelt(spelt, starts, ends)


def _with_capitals(text: str) -> str:
    """TCVN3 has no capitals with marks: a word typed in capitals shows them as small letters."""
    words = list(_WORD.finditer(text))
    sure = [_is_capital(word.group()) for word in words]
    found = list(text)
    for at, word in enumerate(words):
        capital = sure[at]
        if capital is None:
            near = [n for n in (at + 1, at - 1) if 0 <= n < len(words) and _is_next(text, words[at], words[n])]
            capital = next((sure[n] for n in near if sure[n] is not None), False)
        if capital:
            found[word.start() : word.end()] = word.group().upper()
    for start in _INITIAL.finditer("".join(found)):
        found[start.end() - 1] = found[start.end() - 1].upper()
    return "".join(found)


def _is_next(text: str, word: regex.Match[str], other: regex.Match[str]) -> bool:
    first, second = sorted((word.span(), other.span()))
    return text[first[1] : second[0]].isspace()


def _is_capital(word: str) -> bool | None:
    """None where its letters leave it open: "Uỷ" may begin a sentence or a heading in capitals."""
    plain = [c for c in word if c.isascii() and c.isalpha()]
    if any(c.islower() for c in plain):
        return False
    return True if len(plain) > 1 else None


def is_plausible(text: str, font: str) -> bool:
    """The text, spelt out, is Vietnamese; or it is too short to say it is not."""
    foreign = sum(1 for c in text if not c.isascii())
    return foreign < _LEAST or vietnamese_share(spell(text, font).text) >= _LIKELY


def font_of(text: str) -> str:
    """The font that a text was typed for; "" for Unicode and for what is too short to tell."""
    foreign = sum(1 for c in text if "\xa1" <= c <= "\xff")
    if foreign < _LEAST or any(c > "\xff" and c.isalpha() and fold(c) != c for c in text):
        return ""
    shares = {font: vietnamese_share(spell(text, font).text) for font in FONTS}
    best = max(FONTS, key=lambda font: shares[font])
    return best if shares[best] >= _ENOUGH and shares[best] > vietnamese_share(text) + 0.1 else ""


def vietnamese_share(text: str) -> float:
    """Of the words with letters beyond ASCII, those that are a Vietnamese syllable with at most one tone."""
    words = [w.strip("().,;:/-") for w in _WORD.findall(text[:50_000])]
    words = [piece for word in words for piece in word.split("-") if not piece.isascii()]
    good = sum(1 for word in words if _SYLLABLE.fullmatch(fold(word)) and len(_TONED.findall(word)) <= 1)
    return good / len(words) if words else 0.0
