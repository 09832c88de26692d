"""What stands on the leader's one A4 page: as much as fits, the most important first, and how much more there is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from namro.publishing.overview import words as say
from namro.publishing.overview.programme import Programme

# Of the sheet's body in the official layout (Nghị định 30/2020/NĐ-CP, 14 point); tests print it.
LINES = 25
LETTERS = 78
MOST_ASKED = 2
MOST_DATES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderSheet:
    title: str
    parts: tuple[Part, ...]


def leader_sheet(found: Programme) -> LeaderSheet:
    """The targets in danger take what the rest leaves; at least one of them is told."""
    general = _told(say.standing(found), found.classes.in_words if found.classes else "", say.coverage(found))
    late = _told(say.late_reports(found), say.late_tasks(found))
    asked = say.asked_of_leader(found, most=MOST_ASKED)
    dates = say.dates(found.dates, most=MOST_DATES)
    fixed = [("Tình hình chung", general), ("Đơn vị chậm", late), ("Chờ ý kiến chỉ đạo", asked)]
    fixed.append(("Mốc thời gian sắp tới", dates))
    left = LINES - sum(_height(lines) for _, lines in fixed)
    parts = [Part(heading=heading, lines=tuple(lines)) for heading, lines in fixed if lines]
    if found.targets:
        parts.insert(1, Part(heading="Chỉ tiêu cần chỉ đạo", lines=tuple(_targets(found, left - 2))))
    return LeaderSheet(
        title=f"Tóm tắt kết quả thực hiện {say.plan_named(found.plan)} đến hết {found.period.label}",
        parts=tuple(parts),
    )


def _told(*lines: str) -> list[str]:
    return [line for line in lines if line]


def _targets(found: Programme, room: int) -> list[str]:
    """As many as there is room for, one line kept for how many more there are."""
    told = [sentence.text for sentence in say.risks(found, most=len(found.targets))]
    danger = len(say.in_danger(found))
    kept: list[str] = []
    for line in told:
        if kept and _rows(kept) + _rows([line]) > room - 1:
            break
        kept.append(line)
    rest = danger - len(kept)
    return [*kept, f"Còn {rest} chỉ tiêu khác không đạt hoặc chậm tiến độ."] if rest > 0 else kept


def _height(lines: Iterable[str]) -> int:
    """With its heading; nothing takes no room."""
    rows = _rows(lines)
    return rows + 1 if rows else 0


def _rows(lines: Iterable[str]) -> int:
    return sum(ceil(len(line) / LETTERS) for line in lines)
