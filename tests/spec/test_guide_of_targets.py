"""The worked examples of the guide, computed from its own text, so that it cannot say what the program does not."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from namro.kernel.margins import Aim, margin
from namro.kernel.targets import Comparator, TargetSpec, assess
from tests.kernel.facts import result

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "chi-tieu.md"
_SIGNS = {"ít nhất": ">=", "trên": ">", "không quá": "<=", "dưới": "<", "đúng": "="}
_READING = re.compile(
    rf"(?P<moves>tăng |giảm )?(?P<sign>{'|'.join(_SIGNS)}) (?P<value>[\d,]+)(?P<percent>%?)"
    r"(?P<from> so cùng kỳ| so đầu năm)?(?: (?P<yearly>hằng năm)| năm (?P<year>\d{4}))?"
)


def rows(*columns: str) -> list[list[str]]:
    """The rows of the table of the guide that has exactly these columns."""
    lines = GUIDE.read_text(encoding="utf-8").splitlines()
    head = f"| {' | '.join(columns)} |"
    start = lines.index(head) + 2
    table = []
    for line in lines[start:]:
        if not line.startswith("|"):
            break
        table.append([cell.strip() for cell in line.strip("|").split("|")])
    assert table
    return table


def read(words: str) -> re.Match[str]:
    found = _READING.fullmatch(words)
    assert found, words
    return found


def comparator(found: re.Match[str]) -> Comparator:
    moves = {"tăng ": "increase", "giảm ": "decrease", None: ""}[found["moves"]]
    return Comparator(moves + _SIGNS[found["sign"]])


EXAMPLES = rows("Kế hoạch ghi", "Đọc là", "Đếm", "Nay", "Mẫu số hoặc gốc", "Trang nói")


@pytest.mark.parametrize("row", EXAMPLES, ids=[f"{row[0]}, {row[3]}" for row in EXAMPLES])
def test_each_example_of_the_guide_is_what_the_program_says(row: list[str]) -> None:
    _, words, counted, now, base, said = row
    found = read(words)
    unit = "%" if found["percent"] else counted
    spec = TargetSpec(comparator=comparator(found), value=Decimal(found["value"].replace(",", ".")), unit=unit)
    transform = {" so cùng kỳ": "growth", " so đầu năm": "reduction", None: "ratio" if base else "count"}[found["from"]]
    measured = result(transform, int(now), int(base) if base else None, counted=counted)
    assert assess(spec, measured, final=True).sentence == said


@pytest.mark.parametrize("row", rows("Ta", "Cấp trên", "Trang nói"))
def test_each_margin_of_the_guide_is_what_the_program_says(row: list[str]) -> None:
    own, above = (aim(read(words)) for words in row[:2])
    assert margin(own, above).words == row[2]


def aim(found: re.Match[str]) -> Aim:
    return Aim(
        comparator=comparator(found),
        value=Decimal(found["value"].replace(",", ".")),
        year=int(found["year"]) if found["year"] else None,
        yearly=bool(found["yearly"]),
    )
