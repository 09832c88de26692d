"""Outlines of consolidated reports as dated data: which sections, in which order, for which receiver and period."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from namro.kernel.times import PeriodKind
from namro.publishing.rules import ReportLetterhead


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlineSection:
    """code: the content that stands there, or only a heading over what follows. gap: what a person has to judge."""

    code: str
    heading: str
    level: int
    gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """title: «Kết quả thực hiện {kế hoạch} {kỳ}». annexes: the codes of those that are printed, in their order."""

    code: str
    name: str
    letterhead: ReportLetterhead
    period_kinds: frozenset[PeriodKind]
    citation: str
    valid_from: date
    title: str
    addressees: tuple[str, ...]
    recipients: tuple[str, ...]
    sections: tuple[OutlineSection, ...]
    annexes: tuple[str, ...]


def outline_for(letterhead: ReportLetterhead, kind: PeriodKind, *, on: date) -> Outline:
    """The newest one in force on the day. Raises ValueError where no outline is for such a report."""
    found = [o for o in outlines() if o.letterhead is letterhead and kind in o.period_kinds and o.valid_from <= on]
    if not found:
        raise ValueError(f"Chưa có đề cương báo cáo cho kỳ «{kind}».")
    return max(found, key=lambda outline: outline.valid_from)


@cache
def outlines() -> tuple[Outline, ...]:
    folder = files("namro.publishing") / "data" / "outlines"
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".toml"))
    return tuple(
        _outline(name.removesuffix(".toml"), tomllib.loads((folder / name).read_text("utf-8"))) for name in names
    )


def _outline(code: str, data: dict[str, Any]) -> Outline:
    return Outline(
        code=code,
        name=data["name"],
        letterhead=ReportLetterhead(data["letterhead"]),
        period_kinds=frozenset(PeriodKind(kind) for kind in data["period_kinds"]),
        citation=data["citation"],
        valid_from=data["valid_from"],
        title=data["title"],
        addressees=tuple(data["addressees"]),
        recipients=tuple(data["recipients"]),
        sections=tuple(_section(row) for row in data["sections"]),
        annexes=tuple(data["annexes"]),
    )


def _section(row: dict[str, Any]) -> OutlineSection:
    return OutlineSection(
        code=row["code"], heading=row.get("heading", ""), level=row.get("level", 0), gap=row.get("gap", "")
    )
