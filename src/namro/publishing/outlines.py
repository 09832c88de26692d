"""Outlines of consolidated reports as dated data: which sections in which order, who gets them and who signs."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from namro.kernel.times import PeriodKind
from namro.publishing.rules import ReportLetterhead


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineSection:
    """code: the content that stands there, or only a heading over what follows. gap: what a person has to judge.

    letterheads: under which it is printed.
    """

    code: str
    heading: str = ""
    level: int = 0
    gap: str = ""
    letterheads: tuple[ReportLetterhead, ...] = tuple(ReportLetterhead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A legal text with number and date. requires: a text that the plan must name for this one to concern it."""

    text: str
    requires: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """annexes: the codes of those that are printed, in their order."""

    code: str
    name: str
    period_kinds: tuple[PeriodKind, ...]
    citation: str
    valid_from: date
    annexes: tuple[str, ...]
    bases: tuple[Basis, ...]
    sections: tuple[OutlineSection, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receivers:
    """To whom a report goes and who signs it; {tỉnh}, {cơ quan thường trực} and {đơn vị soạn} are still open."""

    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    authority: tuple[str, ...]
    position: tuple[str, ...]


def outline_for(letterhead: ReportLetterhead, kind: PeriodKind, *, on: date) -> Outline:
    """The newest one in force on the day, with the sections of the letterhead. ValueError where there is none."""
    found = [outline for outline in outlines() if kind in outline.period_kinds and outline.valid_from <= on]
    if not found:
        raise ValueError(f"Chưa có đề cương báo cáo cho kỳ «{kind}».")
    newest = max(found, key=lambda outline: outline.valid_from)
    own = tuple(section for section in newest.sections if letterhead in section.letterheads)
    return replace(newest, sections=own)


@cache
def receivers(letterhead: ReportLetterhead) -> Receivers:
    data = tomllib.loads((files("namro.publishing") / "data" / "receivers.toml").read_text("utf-8"))
    return Receivers(**{name: tuple(lines) for name, lines in data[letterhead].items()})


@cache
def outlines() -> tuple[Outline, ...]:
    return tuple(_read())


def _read() -> Iterator[Outline]:
    folder = files("namro.publishing") / "data" / "outlines"
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml"):
            yield _outline(entry.name.removesuffix(".toml"), tomllib.loads(entry.read_text("utf-8")))


def _outline(code: str, data: dict[str, Any]) -> Outline:
    return Outline(
        code=code,
        name=data["name"],
        period_kinds=tuple(PeriodKind(kind) for kind in data["period_kinds"]),
        citation=data["citation"],
        valid_from=data["valid_from"],
        annexes=tuple(data["annexes"]),
        bases=tuple(Basis(**row) for row in data.get("bases", ())),
        sections=tuple(_section(row) for row in data["sections"]),
    )


def _section(row: dict[str, Any]) -> OutlineSection:
    letterheads = row.get("letterheads", tuple(ReportLetterhead))
    return OutlineSection(**row | {"letterheads": tuple(ReportLetterhead(each) for each in letterheads)})
