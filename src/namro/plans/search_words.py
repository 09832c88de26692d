"""Words as the search knows them: each without marks and as it is written, so that both ways of typing find it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from namro.kernel.vietnamese import canon, fold

# A letter or digit with the marks that follow it in decomposed text.
_WORD = re.compile(r"(?:[^\W_][\u0300-\u036f]*)+")
_QUOTED = re.compile(r"[\"“”«»„]([^\"“”«»„]*)[\"“”«»„]")
# PostgreSQL takes lexemes of 2,046 bytes; no word of a plan is longer than this.
_LONGEST_WORD = 100
LONGEST_QUERY = 400
# Between two texts of one entry, so that no phrase reaches from one into the next.
_GAP = 10
_AROUND = 110


@dataclass(frozen=True, slots=True)
class Word:
    """Code points start to end of a text. plain: without marks; marked: in one tone-mark style. Both lower case."""

    start: int
    end: int
    plain: str
    marked: str

    @property
    def lexeme(self) -> str:
        """What is asked for by someone who types this word."""
        return self.marked


def words_in(text: str) -> list[Word]:
    found = []
    for match in _WORD.finditer(text):
        written = match[0][:_LONGEST_WORD]
        plain, marked = _forms(written)
        if plain:
            found.append(Word(match.start(), match.end(), plain, marked))
    return found


@lru_cache(maxsize=50_000)
def _forms(written: str) -> tuple[str, str]:
    return fold(written), canon(written).lower()


def vector(texts: Iterable[str], *, label: str = "") -> str:
    """The tsvector literal of some texts; both forms of a word stand at one position.

    label: a mark that Query.literal can ask for together with the words; nobody can type it.
    """
    lexemes, at = [f"'={label}'"] if label else [], 0
    for text in texts:
        for word in words_in(text):
            at += 1
            lexemes += [f"'{form}':{at}" for form in dict.fromkeys((word.plain, word.marked))]
        at += _GAP
    return " ".join(lexemes)


@dataclass(frozen=True, slots=True)
class Query:
    """What is sought: every phrase must stand in one place; a phrase of one is a word.

    A word typed with marks finds only the same marks, one typed without finds all.
    """

    phrases: tuple[tuple[str, ...], ...]

    @property
    def has_marks(self) -> bool:
        return any(word != fold(word) for phrase in self.phrases for word in phrase)

    def without_marks(self) -> Query:
        return Query(tuple(tuple(fold(word) for word in phrase) for phrase in self.phrases))

    def literal(self, *, label: str = "") -> str:
        """The tsquery literal. label: only what bears it; the index tells faster than a condition on a column."""
        parts = ["(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in self.phrases]
        return " & ".join([*parts, f"'={label}'"] if label else parts)


def parse_query(text: str) -> Query | None:
    """None where nothing is left to seek. What stands in quotes, or is written without a blank (58/KH-UBND), is one
    phrase."""
    text = text[:LONGEST_QUERY]
    pieces = [found[1] for found in _QUOTED.finditer(text)] + _QUOTED.sub(" ", text).split()
    phrases = [tuple(word.lexeme for word in words_in(piece)) for piece in pieces]
    kept = tuple(dict.fromkeys(phrase for phrase in phrases if phrase))
    return Query(kept) if kept else None


def holds(text: str, query: Query) -> bool:
    """Whether every phrase of a query stands in a text."""
    words = words_in(text)
    return all(any(_stands_at(words, at, phrase) for at in range(len(words))) for phrase in query.phrases)


def places(text: str, query: Query) -> list[tuple[int, int]]:
    """Where the phrases of a query stand in a text, in order, none within another."""
    words = words_in(text)
    found: list[tuple[int, int]] = []
    for at in range(len(words)):
        fitting = [phrase for phrase in query.phrases if _stands_at(words, at, phrase)]
        if fitting:
            last = words[at + max(map(len, fitting)) - 1].end
            if found and words[at].start < found[-1][1]:
                found[-1] = (found[-1][0], max(found[-1][1], last))
            else:
                found.append((words[at].start, last))
    return found


def _stands_at(words: Sequence[Word], at: int, phrase: Sequence[str]) -> bool:
    here = words[at : at + len(phrase)]
    return len(here) == len(phrase) and all(
        form in (word.plain, word.marked) for form, word in zip(phrase, here, strict=True)
    )


@dataclass(frozen=True, slots=True)
class Piece:
    text: str
    is_hit: bool = False


def snippet(text: str, query: Query) -> list[Piece]:
    """The text around the first place found, in pieces; blanks collapsed, whole words, "…" where something is cut."""
    found = places(text, query)
    first, last = found[0] if found else (0, 0)
    start = _at_blank(text, first - _AROUND, forward=True) if first > _AROUND else 0
    end = _at_blank(text, last + 2 * _AROUND, forward=False) if len(text) - last > 2 * _AROUND else len(text)
    start, end = min(start, first), max(end, last)
    pieces = [Piece("… ")] if start else []
    at = start
    for a, b in found:
        if b > end:
            break
        pieces += [Piece(text[at:a]), Piece(text[a:b], is_hit=True)]
        at = b
    pieces.append(Piece(text[at:end] + (" …" if end < len(text) else "")))
    return [Piece(re.sub(r"\s+", " ", piece.text), is_hit=piece.is_hit) for piece in pieces if piece.text]


def _at_blank(text: str, at: int, *, forward: bool) -> int:
    """The next blank, after it when going forward; the place itself where none is near."""
    if forward:
        found = text.find(" ", at, at + 30)
        return found + 1 if found >= 0 else at
    found = text.rfind(" ", at - 30, at)
    return found if found >= 0 else at
