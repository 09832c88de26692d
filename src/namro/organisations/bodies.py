"""Which units a plan means when it names a body: one unit, a group on the plan's date, or a question for a person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from rapidfuzz import fuzz

from namro.kernel import vietnamese
from namro.organisations import official_list, queries
from namro.organisations.queries import UnitRow
from namro.organisations.rules import UnitLevel

# A name is taken only when it is nearly the same and clearly ahead of the second best; else a person decides.
SURE, AHEAD, WORTH_ASKING = 90, 5, 72
# Of what is offered to somebody who is still typing, more is allowed to be wrong.
WORTH_OFFERING = 55

_EXPANSIONS = {
    "ubnd": "uy ban nhan dan",
    "hdnd": "hoi dong nhan dan",
    "ubmttq": "uy ban mat tran to quoc",
    "mttq": "mat tran to quoc",
    "bdbp": "bo doi bien phong",
    "lhpn": "lien hiep phu nu",
    "ldld": "lien doan lao dong",
    "tand": "toa an nhan dan",
    "vksnd": "vien kiem sat nhan dan",
    "gddt": "giao duc va dao tao",
    "vhttdl": "van hoa the thao va du lich",
    "chqs": "chi huy quan su",
}
_LEADING = re.compile(r"^(?:(?:de nghi|giao|rieng|lanh dao|thu truong|giam doc|chu tich|cac dong chi) )+")


@dataclass(frozen=True, slots=True, kw_only=True)
class BodyMatch:
    """What a name resolved to. unit and group carry units; unsure and unknown carry alternatives, best first."""

    text: str
    kind: Literal["unit", "group", "unsure", "unknown"]
    units: tuple[int, ...] = ()
    score: int = 0
    alternatives: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A unit or a group that a few typed letters may mean. name: what to write so that it is understood again."""

    name: str
    units: tuple[int, ...]
    is_group: bool
    score: int


def body_key(text: str) -> str:
    """The form in which names of bodies are compared: no marks, abbreviations spelled out, no «đề nghị» in front."""
    words = [_EXPANSIONS.get(word, word) for word in vietnamese.search_key(text.replace("&", " và ")).split()]
    return _LEADING.sub("", " ".join(words))


class Directory:
    """The names of the units under one top unit on one date."""

    def __init__(self, units: Mapping[int, UnitRow], groups: Iterable[Mapping[str, Any]]) -> None:
        self.units = units
        self._names: dict[str, int] = {}
        for row in units.values():
            for name in (row.name, row.short_name, *row.other_names):
                self._names.setdefault(body_key(name), row.id)
        self._groups = {body_key(phrase): group for group in groups for phrase in group["phrases"]}
        self._seen: dict[str, BodyMatch] = {}

    def match(self, text: str) -> BodyMatch:
        if text not in self._seen:
            self._seen[text] = self._match(text)
        return self._seen[text]

    def _match(self, text: str) -> BodyMatch:
        key = body_key(text)
        # «Cục Hải quan tỉnh X» stands for the province's own customs: the proper name after «tỉnh» decides nothing.
        for candidate in dict.fromkeys((key, re.sub(r" (tinh|thanh pho) .*$", r" \1", key))):
            if candidate in self._names:
                return BodyMatch(text=text, kind="unit", units=(self._names[candidate],), score=100)
            if group := self._group(candidate):
                return BodyMatch(text=text, kind="group", units=self._members(group), score=100)
        return self._nearest(text, key)

    def _group(self, key: str) -> Mapping[str, Any] | None:
        if key in self._groups:
            return self._groups[key]
        best = max(self._groups, key=lambda phrase: fuzz.ratio(phrase, key), default=None)
        return self._groups[best] if best and fuzz.ratio(best, key) >= SURE else None

    def _members(self, group: Mapping[str, Any]) -> tuple[int, ...]:
        return tuple(row.id for row in self.units.values() if _belongs(row, group))

    def suggest(self, typed: str, *, limit: int = 8) -> list[Suggestion]:
        """What somebody who types these letters may mean, best first; marks and case are of no matter."""
        key = body_key(typed)
        if not key:
            return []
        units: dict[int, int] = {}
        for name, unit in self._names.items():
            units[unit] = max(units.get(unit, 0), _nearness(key, name))
        found = [
            Suggestion(name=self.units[unit].name, units=(unit,), is_group=False, score=score)
            for unit, score in units.items()
        ]
        groups: dict[str, tuple[int, Mapping[str, Any]]] = {}
        for phrase, group in self._groups.items():
            score = max(_nearness(key, phrase), groups.get(group["code"], (0, group))[0])
            groups[group["code"]] = (score, group)
        found += [
            Suggestion(name=_spelled(group["phrases"][0]), units=self._members(group), is_group=True, score=score)
            for score, group in groups.values()
        ]
        worth = [one for one in found if one.score >= WORTH_OFFERING]
        return sorted(worth, key=lambda one: -one.score)[:limit]

    def _nearest(self, text: str, key: str) -> BodyMatch:
        scores: dict[int, int] = {}
        for name, unit in self._names.items():
            scores[unit] = max(scores.get(unit, 0), round(fuzz.ratio(name, key)))
        ranked = sorted(scores, key=lambda unit: -scores[unit])[:5]
        if not ranked or scores[ranked[0]] < WORTH_ASKING:
            return BodyMatch(text=text, kind="unknown", alternatives=tuple(ranked))
        first, second = ranked[0], ranked[1] if len(ranked) > 1 else None
        ahead = scores[first] - (scores[second] if second is not None else 0)
        if scores[first] >= SURE and ahead >= AHEAD:
            return BodyMatch(text=text, kind="unit", units=(first,), score=scores[first])
        return BodyMatch(text=text, kind="unsure", score=scores[first], alternatives=tuple(ranked))


def _spelled(phrase: str) -> str:
    """A phrase of the list of groups as one writes it: «UBND các xã, phường»."""
    words = " ".join(word.upper() if word in _EXPANSIONS else word for word in phrase.split())
    return words[:1].upper() + words[1:]


def _nearness(typed: str, name: str) -> int:
    """0 to 100: the same name, then one that begins so, then one with all typed words begun, then a like one."""
    if name == typed:
        return 100
    if name.startswith(typed):
        return 97
    words = name.split()
    if all(any(word.startswith(part) for word in words) for part in typed.split()):
        return 92
    return round(0.9 * fuzz.WRatio(typed, name))


def _belongs(row: UnitRow, group: Mapping[str, Any]) -> bool:
    level = group["level"]
    if level == "commune" and row.level is not UnitLevel.COMMUNE:
        return False
    if level == "province" and row.level not in {UnitLevel.AGENCY, UnitLevel.FACILITY}:
        return False
    return (
        (not group.get("categories") or row.category in group["categories"])
        and (not group.get("kinds") or row.kind in group["kinds"])
        and set(group.get("tags", ())) <= set(row.tags)
        and (not group.get("tags_any") or bool(set(group["tags_any"]) & set(row.tags)))
        and (not group.get("relations") or row.relation.lower() in group["relations"])
    )


def directory_on(on: date, *, top: int) -> Directory:
    """The directory of everything under a top unit on a day."""
    tree = queries.tree_on(on)
    return Directory(queries.units_on(on, queries.units_under(tree, top)), official_list.agency_file()["groups"])


def whole_directory_on(on: date) -> Directory:
    """The directory of every unit of this installation on a day; four queries."""
    return Directory(queries.units_on(on), official_list.agency_file()["groups"])
