"""What the demonstration is made of: the invented province, and its plan dated for the year in question."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

from namro.kernel.times import Period, PeriodKind, Regime, period_containing, period_of
from namro.organisations.official_list import Province

DATA = files("namro.cli.demo")
HERE = ZoneInfo("Asia/Ho_Chi_Minh")


@dataclass(frozen=True, slots=True, kw_only=True)
class Commune:
    code: str
    name: str
    population: int
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """unit: a template code of an agency, the code of a commune, or "province"."""

    username: str
    full_name: str
    position: str
    unit: str
    role: str
    sign_in: bool
    section_owner: str = ""


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text("utf-8"))


def province() -> Province:
    row = _file("province.toml")["province"]
    return Province(row["code"], row["name"])


def valid_from() -> date:
    start = _file("province.toml")["province"]["valid_from"]
    assert isinstance(start, date)
    return start


def agency_codes() -> tuple[str, ...]:
    """Template codes (organisations/data/agencies.toml) of the agencies that the province has."""
    return tuple(_file("province.toml")["province"]["agencies"])


def communes() -> tuple[Commune, ...]:
    return tuple(
        Commune(code=c["code"], name=c["name"], population=c["population"], tags=tuple(c["tags"]))
        for c in _file("province.toml")["communes"]
    )


def officers() -> tuple[Officer, ...]:
    return tuple(Officer(**o) for o in _file("province.toml")["officers"])


def names() -> dict[str, Any]:
    """Family names, and middle and given names of men and women, of which invented people are made."""
    parts = _file("province.toml")["names"]
    assert isinstance(parts, dict)
    return parts


def figures() -> dict[str, Any]:
    """Figures of agencies by template code, and levels of communes by group (figures.toml)."""
    return _file("figures.toml")


def demonstration_year(today: date) -> int:
    """The statutory year of today where two quarters of it are over, else the year before."""
    year = period_containing(today, PeriodKind.YEAR, Regime.STATUTORY).end.year
    return year if quarter(year, 2).end < today else year - 1


def quarter(year: int, number: int) -> Period:
    return period_of(PeriodKind.QUARTER, Regime.STATUTORY, year, number)


def plan_text(year: int) -> bytes:
    """Our plan with {Y}, {Y-1} and {Y+1} filled in; the years of real laws stand as they are."""
    text = (DATA / "ke-hoach.txt").read_text("utf-8")
    return re.sub(r"\{Y([+-]1)?\}", lambda m: str(year + int(m[1] or 0)), text).encode()


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant of a day as clocks in Vietnam show it."""
    return datetime.combine(day, time(hour, minute), HERE)
