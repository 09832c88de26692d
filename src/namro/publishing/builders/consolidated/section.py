"""The parts of a consolidated report: what the figures say, and where the officer's own words stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from namro.publishing.lines import Line
from namro.writing import words
from namro.writing.model import Block

# The letters of điểm in their order (Nghị định 30/2020/NĐ-CP, Phụ lục I).
LETTERS = "abcdđeghiklmnopqrstuvxy"


class OwnWords(StrEnum):
    """Where the officer's own words of a section stand."""

    REPLACE = "replace"
    """In place of the generated prose: judgements, openings."""
    FOLLOW = "follow"
    """Behind the generated prose: facts that come from figures stay."""
    NONE = "none"
    """Nowhere: headings of chapters and annexes, all of whose content is generated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """Blocks with the lines of all figures printed in them."""

    blocks: tuple[Block, ...] = ()
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the report, in the order in which it is printed.

    code: stable from one making to the next. heading: "" for the opening and the closing. level: 1 to 3 as headings
    count, 0 where there is no heading and for annexes. number: bare as printed («I», «1», «a»), "" where the section
    isn't printed. gap: what only a person can judge; printed as a marked gap until own words take its place.
    tables: always generated, behind the prose. annex: an annex of its own, with its subtitle and the way it lies.
    """

    code: str
    heading: str = ""
    level: int = 0
    number: str = ""
    own: OwnWords = OwnWords.REPLACE
    gap: str = ""
    prose: Passage = Passage()
    tables: Passage = Passage()
    annex: bool = False
    subtitle: str = ""
    landscape: bool = False

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All that is generated."""
        return (*self.prose.blocks, *self.tables.blocks)

    @property
    def lines(self) -> tuple[Line, ...]:
        return (*self.prose.lines, *self.tables.lines)

    @property
    def says_nothing(self) -> bool:
        return not (self.blocks or self.gap)


def printed(sections: Sequence[Section], own_words: Mapping[str, str]) -> tuple[Section, ...]:
    """The sections that have something to say, numbered: a heading stays if it or anything below it says something."""
    kept: list[Section] = []
    for place, section in enumerate(sections):
        below = _below(sections, place)
        if any(not s.says_nothing or own_words.get(s.code, "").strip() for s in (section, *below)):
            kept.append(section)
    return tuple(_numbered(kept))


def _below(sections: Sequence[Section], place: int) -> list[Section]:
    """The sections under the heading of the one at `place`."""
    level = sections[place].level
    found: list[Section] = []
    for section in sections[place + 1 :] if level else ():
        if section.annex or section.level <= level:
            break
        found.append(section)
    return found


def _numbered(sections: Sequence[Section]) -> list[Section]:
    counts = [0, 0, 0, 0]
    annexes = sum(section.annex for section in sections)
    found = []
    for section in sections:
        level = section.level
        counts[level] += 1 if level or section.annex else 0
        counts[level + 1 :] = [0] * (3 - level) if level else counts[1:]
        found.append(replace(section, number=_number(section, counts[level], annexes)))
    return found


def _number(section: Section, count: int, annexes: int) -> str:
    if section.annex:
        return words.roman(count) if annexes > 1 else ""
    match section.level:
        case 1:
            return words.roman(count)
        case 2:
            return str(count)
        case 3:
            return LETTERS[(count - 1) % len(LETTERS)]
        case _:
            return ""


def places(sections: Sequence[Section]) -> list[str]:
    """Where each section stands, as one would say it: «Mở đầu», «Mục II.1.a», «Phụ lục I»."""
    path: list[str] = []
    found = []
    for section in sections:
        if section.annex:
            found.append(f"Phụ lục {section.number}".rstrip())
        elif not section.level:
            found.append("Phần lời kết" if path else "Phần mở đầu")
        else:
            path[section.level - 1 :] = [section.number]
            found.append(f"Mục {'.'.join(path)}")
    return found
