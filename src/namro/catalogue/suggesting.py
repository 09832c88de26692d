"""Which indicator measures a goal, judged by the words of both.

Words that few indicators have tell more than «tỷ lệ» or «ma túy», and pairs of syllables more than single ones.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from math import log

from rapidfuzz import fuzz

from namro.kernel import vietnamese

# Below this a suggestion would only be noise.
WORTH_SUGGESTING = 50

Grams = frozenset[str]


@dataclass(frozen=True, slots=True)
class Goal:
    """What is measured, in what, and the sentence that says so ("" where a person typed the goal)."""

    measure: str
    unit: str
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Phrase:
    key: str
    grams: Grams
    weight: float


# By key of an indicator, its unit and the phrases that speak of it.
Known = tuple[tuple[int, str, tuple[str, ...]], ...]


@lru_cache(maxsize=2000)
def nearest(known: Known, goal: Goal, limit: int) -> tuple[tuple[int, int], ...]:
    """Keys with scores up to 100, best first; only such as are counted in the goal's own unit."""
    return tuple(_phrases(known).nearest(goal)[:limit])


@lru_cache(maxsize=4)
def _phrases(known: Known) -> _Phrases:
    return _Phrases(known)


@dataclass(frozen=True)
class _Phrases:
    known: Known

    @cached_property
    def _read(self) -> dict[int, list[_Phrase]]:
        return {pk: [self._phrase(phrase) for phrase in own] for pk, _, own in self.known}

    def _phrase(self, phrase: str) -> _Phrase:
        key = vietnamese.search_key(phrase)
        return _Phrase(key, _grams(key), self._weight(_grams(key)))

    @cached_property
    def _weights(self) -> dict[str, float]:
        """The rarer among indicators, the more a syllable or pair tells."""
        own = ([_grams(vietnamese.search_key(phrase)) for phrase in phrases] for _, _, phrases in self.known)
        counted = Counter(gram for grams in own for gram in frozenset[str]().union(*grams))
        return {gram: log((len(self.known) + 1) / (times + 0.5)) for gram, times in counted.items()}

    def nearest(self, goal: Goal) -> list[tuple[int, int]]:
        key = vietnamese.search_key(goal.measure)
        own = _grams(key)
        said = _grams(vietnamese.search_key(goal.said)) or own
        told = self._weight(own)
        scored = [
            (pk, max(self._likeness(key, own, told, said, phrase) for phrase in self._read[pk]))
            for pk, unit, _ in self.known
            if same_unit(unit, goal.unit)
        ]
        return sorted((pair for pair in scored if pair[1] >= WORTH_SUGGESTING), key=lambda pair: -pair[1])

    def _likeness(self, key: str, own: Grams, told: float, said: Grams, phrase: _Phrase) -> int:
        alike = 2 * self._weight(own & phrase.grams) / (told + phrase.weight)
        found = self._weight(said & phrase.grams) / phrase.weight
        close = 0.5 * fuzz.token_sort_ratio(key, phrase.key) / 100 + 0.3 * alike + 0.2 * found
        # A sentence may hold the whole of a phrase where the measure was cut out of it badly.
        return round(100 * max(close, 0.6 * found))

    def _weight(self, grams: Iterable[str]) -> float:
        weights, unknown = self._weights, log((len(self.known) + 1) / 0.5)
        return sum(weights.get(gram, unknown) for gram in grams)


def _grams(key: str) -> Grams:
    words = [word for word in key.split() if not word.isdigit()]
    return frozenset((*words, *map(" ".join, pairwise(words))))


def same_unit(one: str, other: str) -> bool:
    """«mô hình» counts what «mô hình điểm» does; «người» and «%» have nothing in common."""
    a, b = vietnamese.fold(one).split(), vietnamese.fold(other).split()
    common = min(len(a), len(b))
    return common > 0 and a[:common] == b[:common]
