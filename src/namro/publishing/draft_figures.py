"""Which printed figures of a draft changed since somebody looked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from namro.publishing.builders.consolidated import Section

# [label, place inside the section, value], as a draft keeps it.
Printed = list[str]


@dataclass(frozen=True, slots=True)
class Change:
    """A figure that was printed as `old` and is now printed as `new`; "" where it is not printed."""

    label: str
    old: str
    new: str

    @property
    def in_words(self) -> str:
        if not self.old:
            return f"{self.label}: nay có {self.new}"
        return f"{self.label}: {self.old} → {self.new or 'không còn in'}"


def figures_of(sections: Iterable[Section]) -> dict[str, list[Printed]]:
    """By section code; sections without figures are left out."""
    return {section.code: figures_of_section(section) for section in sections if section.lines}


def figures_of_section(section: Section) -> list[Printed]:
    return [[line.label, line.place, line.value] for line in section.lines]


def changes(then: Mapping[str, list[Printed]], now: Mapping[str, list[Printed]]) -> tuple[Change, ...]:
    """Section by section; the same change of one figure in several places is told once."""
    found = [change for code in {**then, **now} for change in changes_in(then.get(code, []), now.get(code, []))]
    return tuple(dict.fromkeys(found))


def changes_in(then: Iterable[Printed], now: Iterable[Printed]) -> tuple[Change, ...]:
    before, after = _by_place(then), _by_place(now)
    found = []
    for key in {**before, **after}:
        old, new = before.get(key, []), after.get(key, [])
        longest = max(len(old), len(new))
        for was, value in zip(_padded(old, longest), _padded(new, longest), strict=True):
            if was != value:
                found.append(Change(key[0], was, value))
    return tuple(dict.fromkeys(found))


def _by_place(printed: Iterable[Printed]) -> dict[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for label, place, value in printed:
        found[label, place].append(value)
    return dict(found)


def _padded(values: list[str], length: int) -> list[str]:
    return [*values, *[""] * (length - len(values))]
