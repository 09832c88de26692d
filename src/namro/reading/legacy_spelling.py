"""Files in old Vietnamese fonts: which parts of them are, their lines in Unicode, and a reading people can look at."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice, pairwise
from typing import Any

from namro.reading.blocks import Encoded, Source
from namro.reading.draft import Draft, LeftOut
from namro.reading.legacy_fonts import Spelt, font_of, is_plausible, spell
from namro.reading.reading import Reading
from namro.reading.text import Clean, clean


def with_fonts(source: Source) -> Source:
    """The source with those of its parts named that an old font was meant for; told by their letters alone."""
    if source.encoded:
        whole = _with_blanks(source)
        return source if is_plausible(whole, source.encoded[0].font) else replace(source, encoded=())
    blocks = [block for block in source.blocks if not _is_unicode(source.text[block.start : block.end])]
    whole = "\n".join(source.text[block.start : block.end] for block in blocks)
    if sum(block.end - block.start for block in blocks) * 2 < len(source.text):
        return source
    font = font_of(whole)
    return replace(source, encoded=tuple(Encoded(b.start, b.end, font) for b in blocks)) if font else source


def _with_blanks(source: Source) -> str:
    """What is encoded, in words: runs of one word touch each other."""
    pieces: list[str] = []
    for before, part in pairwise((Encoded(0, 0, ""), *source.encoded)):
        pieces += ["" if before.end == part.start else " ", source.text[part.start : part.end]]
    return "".join(pieces)


def _is_unicode(text: str) -> bool:
    return any(c > "\u0100" and c.isalpha() for c in text)


def spell_out(draft: Draft) -> None:
    """Reads source; writes lines anew, and left_out, for blocks that an old font was meant for."""
    for number, block in enumerate(draft.source.blocks):
        parts = _parts(draft.source.encoded, block.start, block.end)
        if parts:
            draft.lines[number] = _clean(draft.source.text, parts)
            if draft.lines[number] and draft.left_out.get(number) is LeftOut.BLANK:
                del draft.left_out[number]


def _parts(encoded: Sequence[Encoded], first_at: int, last_at: int) -> list[Encoded]:
    """A stretch of text cut at the edges of what old fonts were meant for; empty where there is none of it."""
    parts: list[Encoded] = []
    at = first_at
    for e in islice(encoded, bisect_right(encoded, first_at, key=lambda e: e.end), None):
        if e.start >= last_at:
            break
        start, end = max(e.start, first_at), min(e.end, last_at)
        parts += [Encoded(at, start, ""), Encoded(start, end, e.font)]
        at = end
    rest = [Encoded(at, last_at, "")] if parts else []
    return [part for part in (*parts, *rest) if part.start < part.end]


def _clean(text: str, parts: Sequence[Encoded]) -> Clean:
    spelt = _spelt(text, parts)
    line = clean(spelt.text, 0, len(spelt.text))
    return Clean(line.text, [spelt.starts[at] for at in line.starts], [spelt.ends[at - 1] for at in line.ends])


def _spelt(text: str, parts: Sequence[Encoded]) -> Spelt:
    pieces = [(part.start, _spelt_part(text[part.start : part.end], part.font)) for part in parts]
    return Spelt(
        "".join(piece.text for _start, piece in pieces),
        list(chain.from_iterable((start + at for at in piece.starts) for start, piece in pieces)),
        list(chain.from_iterable((start + at for at in piece.ends) for start, piece in pieces)),
    )


def _spelt_part(text: str, font: str) -> Spelt:
    if font:
        return spell(text, font)
    return Spelt(text, range(len(text)), range(1, len(text) + 1))


def legible_lines(source: Source) -> Iterator[str]:
    """The text of every block as people read it."""
    for block in source.blocks:
        parts = _parts(source.encoded, block.start, block.end)
        yield _spelt(source.text, parts).text if parts else source.text[block.start : block.end]


def legible(reading: Reading) -> Reading:
    """The reading with its text, quotes and spans in Unicode, for people to look at."""
    if not reading.encoded:
        return reading
    spelt = _spelt(reading.text, _parts(reading.encoded, 0, len(reading.text)))
    return replace(reading, text=spelt.text, items=_respelt(reading.items, spelt), encoded=())


def _respelt(value: Any, spelt: Spelt) -> Any:
    if isinstance(value, list):
        return [_respelt(entry, spelt) for entry in value]
    if not isinstance(value, dict):
        return value
    fresh = {key: _respelt(entry, spelt) for key, entry in value.items()}
    if "span" in value:
        start, end = (bisect_left(spelt.starts, at) for at in value["span"])
        fresh |= {"span": [start, end]} | ({"quote": spelt.text[start:end]} if "quote" in value else {})
    return fresh
