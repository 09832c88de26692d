"""The calendar of an assessment year: who has to do what by when. Dated data with its articles; pure."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files

from namro.kernel.problems import Refused
from namro.kernel.times import short_date

# The day by which the law wants the province to have finished.
REPORT_UP = "send_up"


class Doer(StrEnum):
    COMMUNE = "commune"
    STANDING = "standing"
    MINISTRY = "ministry"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of a year. due_on: its last day. words: how the decree says that day. local: the province may move it.

    document: by which paper the province has moved it; "" where the proposed day holds.
    """

    code: str
    name: str
    who: Doer
    opens_on: date
    due_on: date
    article: str
    local: bool
    words: str
    document: str = ""

    def is_open(self, on: date) -> bool:
        return self.opens_on <= on


@dataclass(frozen=True, slots=True)
class Moved:
    """A day that the province laid down in place of the proposed one."""

    due_on: date
    document: str


def citation(year: int) -> str:
    return str(_calendar(year)["citation"])


def steps_of(year: int, moved: Mapping[str, Moved]) -> tuple[Step, ...]:
    """The steps of a year by due day; ones of the law stay where they are, whatever `moved` says."""
    found = [_step(row, year, moved.get(row["code"])) for row in _calendar(year)["steps"]]
    return tuple(sorted(found, key=lambda step: step.due_on))


def step_of(year: int, code: str, moved: Mapping[str, Moved]) -> Step:
    """Raises Refused where the calendar has no such step."""
    for step in steps_of(year, moved):
        if step.code == code:
            return step
    raise Refused("no-step", f"Lịch năm {year} không có bước «{code}».")


def check_can_move(step: Step, due_on: date, *, year: int) -> None:
    """A step keeps its place: not before it opens, and not after the province has to report to the ministry."""
    if not step.local:
        raise Refused("legal-day", f"Ngày của bước «{step.name}» do {citation(year)} đặt, không đổi được.")
    last = step_of(year, REPORT_UP, {}).due_on
    if not step.opens_on <= due_on <= last:
        raise Refused("step-day", f"Chọn ngày từ {short_date(step.opens_on)} đến hết {short_date(last)}.")


def _step(row: dict[str, str], year: int, moved: Moved | None) -> Step:
    local = bool(row.get("local"))
    laid_down = moved if local else None
    return Step(
        code=row["code"],
        name=row["name"],
        who=Doer(row["who"]),
        opens_on=_day(row["opens"], year - 1 if row.get("opens_year_before") else year),
        due_on=laid_down.due_on if laid_down else _day(row["due"], year),
        article=row["article"],
        local=local,
        words=row.get("words", ""),
        document=laid_down.document if laid_down else "",
    )


def _day(text: str, year: int) -> date:
    day, month = map(int, text.split("/"))
    return date(year, month, day)


@cache
def _calendars() -> tuple[dict, ...]:
    folder = files("namro.assessment") / "calendars"
    found = [tomllib.loads(file.read_text("utf-8")) for file in folder.iterdir() if file.name.endswith(".toml")]
    return tuple(sorted(found, key=lambda one: one["valid_from"], reverse=True))


def _calendar(year: int) -> dict:
    """The one in force at the end of the year; the oldest known one for years before it."""
    known = _calendars()
    return next((one for one in known if one["valid_from"] <= date(year, 12, 14)), known[-1])
