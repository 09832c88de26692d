"""The outline of a consolidated report: its topics in order, and which figures each one holds."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from namro.reporting.queries import Consolidated, TotalRow

OTHER = "Số liệu khác"


@dataclass(frozen=True, slots=True)
class Topic:
    """rows: everything that the annex prints; said: those that the text turns into sentences."""

    title: str
    rows: tuple[TotalRow, ...]
    said: tuple[TotalRow, ...]


@cache
def _topics() -> list[dict[str, object]]:
    text = (files("namro.publishing") / "data" / "outline.toml").read_text("utf-8")
    return list(tomllib.loads(text)["topics"])


def topics_of(figures: Consolidated) -> list[Topic]:
    """The topics that have any figure; figures of no topic come last, so that none is left out."""
    rows: dict[str, list[TotalRow]] = defaultdict(list)
    for section in figures.sections:
        for row in section.rows:
            rows[row.key.element].append(row)
    found = [_topic(str(t["title"]), t["elements"], t["said"], rows) for t in _topics()]  # type: ignore[arg-type]
    known = {code for t in _topics() for code in t["elements"]}  # type: ignore[attr-defined]
    rest = [code for code in rows if code not in known]
    return [topic for topic in [*found, _topic(OTHER, rest, (), rows)] if topic.rows]


def _topic(title: str, codes: Iterable[str], said: Iterable[str], rows: dict[str, list[TotalRow]]) -> Topic:
    return Topic(
        title=title,
        rows=tuple(row for code in codes for row in rows.get(code, ())),
        said=tuple(row for code in said for row in rows.get(code, ())),
    )


def name_of(row: TotalRow, figures: Consolidated) -> str:
    """An element's own name with its breakdown: labels of a form are understood only beside their section's title."""
    element = figures.elements[row.key.element]
    part = dict(element.breakdowns).get(row.key.breakdown, "")
    return f"{element.name}: {part[:1].lower()}{part[1:]}" if part else element.name
