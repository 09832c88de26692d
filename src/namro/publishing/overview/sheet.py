"""What stands on the leader's one A4 page: as much as fits, the most important first, and how much more there is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from namro.publishing.overview import words as say
from namro.publishing.overview.programme import Programme

# Millimetres of the official layout (Nghị định 30/2020/NĐ-CP, 14 point) between its title and its signature block, and
# what a row, a paragraph and a heading take of them; tests print the sheet.
ROOM = 168.0
ROW, PARAGRAPH, HEADING = 5.9, 3.0, 9.0
LETTERS = 76
HEADINGS = ("Tình hình chung", "Chỉ tiêu cần chỉ đạo", "Đơn vị chậm, việc sắp đến hạn", "Chờ ý kiến chỉ đạo")
GENERAL, TARGETS, LATE, ASKED = range(4)
MOST_ASKED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPart:
    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaderSheet:
    title: str
    parts: tuple[SheetPart, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """rank: what goes first where not all fit; place: where it stands in its part."""

    rank: int
    part: int
    place: int
    text: str


def leader_sheet(found: Programme) -> LeaderSheet:
    """The same words on the screen, in print and in the document."""
    kept = _fitting(found, sorted(_lines(found), key=lambda line: line.rank))
    parts = [(heading, [line for line in kept if line.part == number]) for number, heading in enumerate(HEADINGS)]
    return LeaderSheet(
        title=f"Tóm tắt kết quả thực hiện {say.plan_named(found.plan)} đến hết {found.period.label}",
        parts=tuple(
            SheetPart(
                heading=heading,
                lines=(*(one.text for one in sorted(lines, key=lambda one: one.place)), *_rest(found, number, lines)),
            )
            for number, (heading, lines) in enumerate(parts)
            if lines
        ),
    )


def _lines(found: Programme) -> Iterator[_Line]:
    """How it stands, the worst target, who is late and what is asked for go before all else."""
    risks = [one.text for one in say.risks(found, most=len(found.targets))]
    told = [
        (0, GENERAL, say.standing(found)),
        (5, GENERAL, say.drug_free(found)),
        (10, GENERAL, found.classes.in_words if found.classes else ""),
        (8, GENERAL, say.coverage(found)),
        (2, LATE, say.late_reports(found)),
        (9, LATE, say.late_tasks(found)),
        *zip((1, 6, 7, *range(12, 12 + len(risks))), [TARGETS] * len(risks), risks, strict=False),
        *((3 if n == 0 else 11, ASKED, text) for n, text in enumerate(say.asked_of_leader(found)[:MOST_ASKED])),
        (4, LATE, say.next_dates(found)),
    ]
    for place, (rank, part, text) in enumerate(told):
        if text:
            yield _Line(rank, part, place, text)


def _fitting(found: Programme, ranked: list[_Line]) -> list[_Line]:
    """What finds room in the order of rank; a line that tells how many more there are has its room kept."""
    kept: list[_Line] = []
    for line in ranked:
        tried = [*kept, line]
        rest = [_Line(0, part, 0, text) for part in (TARGETS, ASKED) for text in _rest(found, part, tried)]
        if _height([*tried, *rest]) <= ROOM or not kept:
            kept.append(line)
    return kept


def _rest(found: Programme, part: int, kept: list[_Line]) -> tuple[str, ...]:
    """«Còn 3 chỉ tiêu khác …» where some that belong here found no room."""
    here = sum(line.part == part for line in kept)
    targets, proposals = len(say.in_danger(found)) - here, len(found.proposals) - here
    if part == TARGETS and here and targets > 0:
        return (f"Còn {targets} chỉ tiêu khác không đạt hoặc chậm tiến độ.",)
    if part == ASKED and here and proposals > 0:
        return (f"Còn {proposals} kiến nghị khác đang chờ.",)
    return ()


def _height(lines: list[_Line]) -> float:
    rows = sum(ceil(len(line.text) / LETTERS) for line in lines)
    return rows * ROW + len(lines) * PARAGRAPH + len({line.part for line in lines}) * HEADING
