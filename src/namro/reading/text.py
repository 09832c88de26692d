"""Clean text that remembers where in the source each of its characters stood."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import regex

from namro.kernel.vietnamese import canon

_FURNITURE = regex.compile(
    r"""\*\*|__|~~|`                          # Markdown emphasis
      | ^\s*\#{1,6}(?=\s)                     # Markdown heading
      | (?<!^\s*)\*|^\s*\*(?=\S)              # a lone asterisk that is no bullet
      | \\(?=[-*_.\#()\[\]])                  # Markdown escape
      | \[[^\]\n]{0,40}(?:signature|chữ\ ký|con\ dấu|seal|stamp|image|hình\ ảnh)[^\]\n]{0,40}\]
      | <br\s*/?>|</?(?:b|i|u|strong|em)>
      | [\u00ad\u200b-\u200f\u2060\ufeff]
    """,
    regex.VERBOSE | regex.IGNORECASE,
)
# Every piece of furniture holds one of these signs; re is quicker than regex at finding one.
_MADE_OF = re.compile(r"[*_~`#\\\[<\u00ad\u200b-\u200f\u2060\ufeff]")
_NEXT_WORD = regex.compile(r"(?:\*|<br\s*/?>|\s)*\p{Lu}")


@dataclass(frozen=True, slots=True)
class Clean:
    """`text` in NFC and one tone-mark style, blanks collapsed, typing furniture dropped.

    Character i of `text` stands for the source's code points `starts[i]` to `ends[i]`.
    """

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def __bool__(self) -> bool:
        return bool(self.text)

    def span(self, start: int = 0, end: int | None = None) -> tuple[int, int]:
        """Source span of text[start:end]; blanks at its two ends do not count."""
        end = len(self.text) if end is None else min(end, len(self.text))
        while start < end and self.text[start] == " ":
            start += 1
        while end > start and self.text[end - 1] == " ":
            end -= 1
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return at, at
        return self.starts[start], self.ends[end - 1]

    def cut(self, start: int, end: int | None = None) -> Clean:
        piece = slice(start, end)
        return Clean(self.text[piece], self.starts[piece], self.ends[piece])


EMPTY = Clean("", (), ())


def clean(source: str, start: int, end: int) -> Clean:
    """The clean form of source[start:end]."""
    raw = source[start:end]
    if unicodedata.is_normalized("NFC", raw) and _is_even(raw) and not _has_furniture(raw):
        return Clean(_one_style(raw), range(start, end), range(start + 1, end + 1))
    dropped = bytearray(len(raw))
    for found in _FURNITURE.finditer(raw):
        dropped[found.start() : found.end()] = b"\1" * (found.end() - found.start())
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for first, last in _clusters(raw):
        piece = unicodedata.normalize("NFC", raw[first:last])
        if dropped[first]:
            if not _parts_words(raw, first):
                continue
            piece = " "
        if piece.isspace():
            if not chars or chars[-1] == " ":
                continue
            piece = " "
        for char in piece:
            chars.append(char)
            starts.append(start + first)
            ends.append(start + last)
    if chars and chars[-1] == " ":
        chars.pop(), starts.pop(), ends.pop()
    return Clean(_one_style("".join(chars)), starts, ends)


def _is_even(raw: str) -> bool:
    """Single blanks, none at the ends."""
    return " ".join(raw.split()) == raw


def _has_furniture(raw: str) -> bool:
    return _MADE_OF.search(raw) is not None and _FURNITURE.search(raw) is not None


def _one_style(text: str) -> str:
    one_style = canon(text)
    return one_style if len(one_style) == len(text) else text


def _parts_words(raw: str, at: int) -> bool:
    """Emphasis or a line break that stands between two words without a blank: PHỤ LỤC**CHỈ TIÊU**."""
    return raw[at] in "*<" and at > 0 and raw[at - 1].isalnum() and bool(_NEXT_WORD.match(raw, at))


def _clusters(raw: str) -> Iterable[tuple[int, int]]:
    """A letter together with the combining marks that follow it."""
    at, size = 0, len(raw)
    while at < size:
        end = at + 1
        while end < size and raw[end] > "\u02ff" and unicodedata.combining(raw[end]):
            end += 1
        yield at, end
        at = end


def holds_any(text: str, words: Iterable[str]) -> bool:
    """Whether one of the words, given in small letters, stands in the text in any case: a cheap look before a dear one.

    It sees parts of words, too, and not what only a pattern can tell.
    """
    low = text.lower()
    return any(word in low for word in words)


def joined(pieces: Sequence[Clean]) -> Clean:
    """The pieces one after another with one blank between them."""
    pieces = [piece for piece in pieces if piece]
    if len(pieces) == 1:
        return pieces[0]
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for piece in pieces:
        if text:
            text.append(" ")
            starts.append(ends[-1])
            ends.append(piece.starts[0])
        text.append(piece.text)
        starts.extend(piece.starts)
        ends.extend(piece.ends)
    return Clean("".join(text), starts, ends)
