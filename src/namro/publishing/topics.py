"""The topics of a consolidated report in order, which figures each one holds, and which of them become sentences."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from namro.reporting.queries import Consolidated, TotalRow

OTHER = "Số liệu khác"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicSpec:
    """A row of data/topics.toml; element codes in the order in which they are printed.

    indicators: topics of indicators whose targets are said here, where no element decides it.
    """

    code: str
    title: str
    situation_title: str = ""
    situation: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    elements: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Topic:
    """rows: everything that the annex prints. situation, said: by element, what the text turns into sentences."""

    spec: TopicSpec
    rows: tuple[TotalRow, ...]
    situation: tuple[tuple[TotalRow, ...], ...]
    said: tuple[tuple[TotalRow, ...], ...]


@cache
def topic_specs() -> tuple[TopicSpec, ...]:
    text = (files("namro.publishing") / "data" / "topics.toml").read_text("utf-8")
    return tuple(_spec(row) for row in tomllib.loads(text)["topics"])


def _spec(row: dict[str, Any]) -> TopicSpec:
    fields: dict[str, Any] = {n: tuple(given) if isinstance(given, list) else given for n, given in row.items()}
    return TopicSpec(**fields)


def topic_of(element: str) -> str:
    """The code of the topic that holds an element; "" for one of no topic."""
    return _by_element().get(element, "")


def topic_of_indicators(topic: str) -> str:
    """The code of the topic under which the targets of some indicators are said; "" for none."""
    return next((spec.code for spec in topic_specs() if topic in spec.indicators), "")


@cache
def _by_element() -> dict[str, str]:
    return {element: spec.code for spec in topic_specs() for element in spec.elements}


def topics_of(figures: Consolidated) -> list[Topic]:
    """The topics that have any figure; figures of no topic come last, so that none is left out."""
    rows: dict[str, list[TotalRow]] = defaultdict(list)
    for section in figures.sections:
        for row in section.rows:
            rows[row.key.element].append(row)
    rest = TopicSpec(code="other", title=OTHER, elements=tuple(code for code in rows if not topic_of(code)))
    return [topic for topic in (_topic(spec, rows) for spec in (*topic_specs(), rest)) if topic.rows]


def _topic(spec: TopicSpec, rows: Mapping[str, list[TotalRow]]) -> Topic:
    def of(codes: Iterable[str]) -> tuple[tuple[TotalRow, ...], ...]:
        return tuple(tuple(rows[code]) for code in codes if code in rows)

    return Topic(
        spec=spec,
        rows=tuple(row for code in spec.elements for row in rows.get(code, ())),
        situation=of(spec.situation),
        said=of(spec.said),
    )


def name_of(row: TotalRow, figures: Consolidated) -> str:
    """An element's own name with its breakdown: labels of a form are understood only beside their section's title."""
    element = figures.elements[row.key.element]
    part = part_of(row, figures)
    return f"{element.name}: {part[:1].lower()}{part[1:]}" if part else element.name


def part_of(row: TotalRow, figures: Consolidated) -> str:
    """The name of a breakdown; "" for the total."""
    return dict(figures.elements[row.key.element].breakdowns).get(row.key.breakdown, "")
