"""A text cut into paragraphs and pieces, each piece knowing the items that stand on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Span:
    """Code points start to end (excluded) that belong to an item."""

    start: int
    end: int
    item: int


@dataclass(frozen=True, slots=True)
class Omission:
    """A part of the text that reading left out, and why."""

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Piece:
    """items: longest span first, so that the last is the closest one. opens: items whose span begins here."""

    text: str
    items: tuple[int, ...] = ()
    opens: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """One paragraph of the text. reason: why reading left it out, "" if it did not."""

    start: int
    pieces: tuple[Piece, ...]
    reason: str = ""


def stretches(text: str, spans: Sequence[Span], omissions: Sequence[Omission] = ()) -> list[Stretch]:
    """The whole text in paragraphs; nothing of it is lost, blank lines apart."""
    found, at = [], 0
    ordered = sorted(spans, key=lambda span: (span.start, -span.end))
    for line in text.splitlines(keepends=True):
        end = at + len(line.rstrip("\r\n"))
        if line.strip():
            here = [span for span in ordered if span.start < end and span.end > at]
            found.append(Stretch(at, _pieces(text, at, end, here), _reason(at, end, omissions)))
        at += len(line)
    return found


def _pieces(text: str, start: int, end: int, spans: Sequence[Span]) -> tuple[Piece, ...]:
    edges = {start, end, *(edge for span in spans for edge in (span.start, span.end) if start < edge < end)}
    cuts = sorted(edges)
    return tuple(_piece(text, a, b, spans) for a, b in pairwise(cuts))


def _piece(text: str, start: int, end: int, spans: Sequence[Span]) -> Piece:
    over = sorted((s for s in spans if s.start <= start and s.end >= end), key=lambda s: s.start - s.end)
    return Piece(text[start:end], tuple(s.item for s in over), tuple(s.item for s in over if s.start == start))


def _reason(start: int, end: int, omissions: Sequence[Omission]) -> str:
    """The reason of the omission that covers the paragraph's beginning."""
    return next((o.reason for o in omissions if o.start <= start < o.end or start <= o.start < end), "")
