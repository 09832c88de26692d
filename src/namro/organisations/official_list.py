"""The lists a province starts with: provinces and communes since 1 July 2025, what they were before, and the agencies.

Facts with their source in data/README.md; not an official publication, a province imports its own list.
"""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from namro.kernel.problems import Refused
from namro.kernel.reforms import ReformRow
from namro.organisations.rules import NewUnit, Relation, UnitLevel

DATA = files("namro.organisations") / "data"


@dataclass(frozen=True, slots=True)
class Province:
    code: str
    name: str  # "Tỉnh Nghệ An"

    @property
    def kind_word(self) -> str:
        """«tỉnh» or «thành phố», as it stands inside the names of its agencies."""
        return "thành phố" if self.name.lower().startswith("thành phố") else "tỉnh"

    @property
    def proper_name(self) -> str:
        return self.name[len(self.kind_word) :].strip()


@cache
def agency_file() -> dict[str, Any]:
    return tomllib.loads((DATA / "agencies.toml").read_text("utf-8"))


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open("r", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def _full_name(row: dict[str, str]) -> str:
    """The list writes «Thành phố Hà Nội» but «Cao Bằng»."""
    kind = row["kind"].capitalize()
    return row["name"] if row["name"].startswith(kind) else f"{kind} {row['name']}"


def province(code: str) -> Province:
    """Raises Refused("province") with the codes there are when the code is unknown."""
    known = {row["code"]: _full_name(row) for row in _rows("provinces.csv")}
    if code not in known:
        listed = ", ".join(f"{c} {n}" for c, n in sorted(known.items()))
        raise Refused("province", f"Không có tỉnh, thành phố mang mã {code}. Các mã hiện có: {listed}.")
    return Province(code, known[code])


def commune_codes() -> frozenset[str]:
    """The code of every commune, ward and special zone of the country."""
    return frozenset(row["code"] for row in _rows("communes.csv"))


def successions_of(code: str) -> list[ReformRow]:
    """The units of 30 June 2025 that went into the communes of a province on the day the list begins, whole."""
    own = {row["code"] for row in _rows("communes.csv") if row["province_code"] == code}
    found: list[ReformRow] = []
    district = province = ""
    for line, row in enumerate(_rows("successions-2025.csv"), start=2):
        # An empty cell repeats the one above.
        district, province = row["old_district"] or district, row["old_province"] or province
        if row["new_code"] in own:
            found.append(
                ReformRow(
                    line=line,
                    old_code=row["old_code"],
                    old_name=row["old_name"],
                    old_district=district,
                    old_province=province,
                    new_code=row["new_code"],
                )
            )
    return found


def communes_of(code: str) -> list[NewUnit]:
    return [commune(row["code"], row["name"], code) for row in _rows("communes.csv") if row["province_code"] == code]


def commune(code: str, name: str, parent_code: str, *, tags: tuple[str, ...] = ()) -> NewUnit:
    """A commune signs as its people's committee, under nobody's letterhead line (NĐ 30/2020/NĐ-CP, Phụ lục I)."""
    return NewUnit(
        code=code,
        name=name,
        other_names=(f"UBND {name}", f"Ủy ban nhân dân {name}"),
        level=UnitLevel.COMMUNE,
        kind="commune",
        category="commune",
        parent_code=parent_code,
        letterhead_name=f"ỦY BAN NHÂN DÂN {name.upper()}",
        document_symbol="UBND",
        place=name.split(" ", 1)[-1].removeprefix("khu "),
        tags=tags,
    )


def valid_from() -> date:
    start = agency_file()["valid_from"]
    assert isinstance(start, date)
    return start


def top_unit(of: Province) -> NewUnit:
    return NewUnit(
        code=of.code,
        name=of.name,
        level=UnitLevel.PROVINCE,
        kind="province",
        category="province",
        letterhead_name=f"ỦY BAN NHÂN DÂN {of.name.upper()}",
        document_symbol="UBND",
        place=of.proper_name,
    )


def agencies_of(of: Province) -> list[NewUnit]:
    """The usual agencies of a province, by the templates of agencies.toml."""
    party = "Thành ủy" if of.kind_word == "thành phố" else "Tỉnh ủy"
    words = {"kind": of.kind_word, "province": of.proper_name, "provincial_party": party}
    words |= {key.upper(): word.upper() for key, word in words.items()}
    made = []
    for agency in agency_file()["agencies"]:
        under = agency.get("under")
        made.append(
            NewUnit(
                code=f"{of.code}.{agency['code']}",
                name=agency["name"].format(**words),
                short_name=agency["short"].format(**words),
                other_names=tuple(alias.format(**words) for alias in agency["aliases"]),
                level=UnitLevel.FACILITY if agency["kind"].endswith(("facility", "centre")) else UnitLevel.AGENCY,
                kind=agency["kind"],
                category=agency["category"],
                parent_code=f"{of.code}.{under}" if under else of.code,
                relation=Relation(agency["relation"].upper()),
                letterhead_parent=agency["letterhead"].format(**words),
                letterhead_name=agency["name"].format(**words).upper(),
                document_symbol=agency["symbol"],
                place=of.proper_name,
                tags=tuple(agency["tags"]),
            )
        )
    return made
