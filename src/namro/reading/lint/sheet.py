"""A reading as the rules look at it: its lines with their places in the outline, and its items."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import regex

from namro.reading.draft import FORWARDING, Item
from namro.reading.elements import LONGEST_PARAGRAPH
from namro.reading.lint.findings import Place
from namro.reading.lint.measures import Measure
from namro.reading.reading import Reading
from namro.reading.text import Clean, clean

_YEAR = regex.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True)
class Line:
    """One block of the file that is read. `at` is its entry in the outline; parent is the block above it, if any."""

    source: str
    at: Mapping[str, Any]

    @cached_property
    def words(self) -> Clean:
        return clean(self.source, *self.at["span"])

    @cached_property
    def text(self) -> str:
        return self.words.text

    @property
    def section(self) -> str:
        return self.at.get("section") or ""

    @cached_property
    def part(self) -> str:
        """front, body, closing or annex."""
        return str(self.at["part"])

    @property
    def role(self) -> str:
        return self.at.get("role") or ""

    @property
    def document(self) -> int:
        return int(self.at["document"])

    def place(self, start: int = 0, end: int | None = None) -> Place:
        return Place(*self.words.span(start, end), self.section)


class Sheet:
    """The documents of a file that make plans, line by line; a note that only forwards a plan is left aside."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        outline = reading.items["outline"]
        fit = (entry for entry in outline if entry["span"][1] - entry["span"][0] <= LONGEST_PARAGRAPH)
        self.every_line = [Line(reading.text, entry) for entry in fit]
        self._starts = [line.at["span"][0] for line in self.every_line]
        self._items: dict[str, list[Item]] = {}

    def items(self, name: str) -> list[Item]:
        """Entries of one list; those of a note that only forwards the plan are not among them."""
        if name not in self._items:
            found: Iterable[Item] = self.reading.items.get(name) or ()
            self._items[name] = [item for item in found if self._is_of_plan(item)]
        return self._items[name]

    def _is_of_plan(self, item: Item) -> bool:
        line = self.line_at(item["span"][0]) if item.get("span") else None
        return line is None or line.document in self.plans

    @cached_property
    def targets(self) -> list[Measure]:
        return [Measure(item) for item in self.items("targets")]

    @cached_property
    def headers(self) -> dict[int, Item]:
        """Headers by the number their document has in the outline."""
        found = {}
        for header in self.reading.items["documents"]:
            line = self.line_at(header["span"][0]) if header.get("span") else None
            found[line.document if line else 0] = header
        return found

    @cached_property
    def plans(self) -> frozenset[int]:
        numbers = {line.document for line in self.every_line}
        notes = {n for n, header in self.headers.items() if header.get("kind") in FORWARDING}
        return frozenset(numbers - notes or numbers)

    @cached_property
    def lines(self) -> list[Line]:
        return [line for line in self.every_line if line.document in self.plans]

    @cached_property
    def header(self) -> Item:
        """That of the first plan in the file; empty where none was read."""
        return next((self.headers[n] for n in sorted(self.headers) if n in self.plans), {})

    @cached_property
    def issued_on(self) -> date | None:
        return day(self.header.get("issued_on"))

    def line_at(self, start: int) -> Line | None:
        """The line that holds a place of the text."""
        at = bisect_right(self._starts, start) - 1
        return self.every_line[at] if at >= 0 else None

    def line_of_block(self, block: int) -> Line | None:
        return self._by_block.get(block)

    @cached_property
    def _by_block(self) -> dict[int, Line]:
        return {line.at["block"]: line for line in self.every_line}

    @cached_property
    def headings(self) -> frozenset[int]:
        """Blocks that others stand under."""
        return frozenset(line.at["parent"] for line in self.every_line if line.at.get("parent") is not None)

    def years_named(self, item: Item) -> frozenset[str]:
        """The years that an item names, or else the nearest heading above it that names any."""
        line = self.line_at(item["span"][0]) if item.get("span") else None
        found = frozenset(_YEAR.findall(item.get("quote") or ""))
        while line is not None and not found and line.at.get("parent") is not None:
            line = self.line_of_block(line.at["parent"])
            found = frozenset(_YEAR.findall(line.text)) if line else found
        return found

    def place_of(self, item: Item) -> Place:
        if not item.get("span"):
            return self.top
        line = self.line_at(item["span"][0])
        start, end = item["span"]
        return Place(start, end, item.get("section") or (line.section if line else ""))

    @cached_property
    def top(self) -> Place:
        """Where findings about a document as a whole stand."""
        start, end = self.header.get("span") or (0, 0)
        return Place(start, end)


def day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
