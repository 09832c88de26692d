"""Who issues a plan, where, when and on what: drawn once for each plan."""

from dataclasses import dataclass
from random import Random
from typing import Any

from tests.reading.genre.words import book, fill, topics

AREA = {"district": "huyện", "commune": "xã"}
TWO_TIER = "2025-07"


@dataclass(frozen=True)
class Body:
    """A body as this plan calls it; `role` is the key of its duties in the vocabularies."""

    role: str
    name: str


@dataclass(frozen=True)
class Setting:
    """`level` is who issues: province, district, commune, force, department, ministry, party, committee."""

    level: str
    topic: dict[str, Any]
    year: int
    month: str
    province: str
    place: str
    area: str
    issuer: str
    parent: str
    code: str
    bodies: dict[str, Body]
    slots: dict[str, str]

    @property
    def above(self) -> str:
        """To whom the standing body sums up."""
        named = {
            "force": "Bộ Công an",
            "department": "Giám đốc Sở",
            "ministry": "Bộ trưởng",
            "party": "Thường trực Tỉnh ủy",
        }
        return named.get(self.level, f"Ủy ban nhân dân {self.area}")

    @property
    def standing(self) -> Body:
        """The body that watches over the plan and to which the others report."""
        return self.bodies.get(self.topic["standing"]) or next(iter(self.bodies.values()))


def existing(entries: list[dict[str, str]], month: str) -> dict[str, str] | None:
    found = (e for e in entries if e.get("since", "") <= month <= e.get("until", "9999-12"))
    return next(found, None)


def name_bodies(level: str, month: str, slots: dict[str, str], rng: Random) -> dict[str, Body]:
    """The bodies of that level in that month; an office keeps to full names or to short ones."""
    short = rng.random() < 0.25
    named = {role: existing(entries, month) for role, entries in book("bodies")[level].items()}
    return {
        role: Body(role, fill(entry.get("short", entry["name"]) if short else entry["name"], slots, rng))
        for role, entry in named.items()
        if entry
    }


def units_below(level: str, month: str, rng: Random) -> tuple[str, str]:
    """The units that the plan speaks to, all of them and one of them."""
    if level == "commune":
        return "thôn, bản", "thôn, bản"
    if month >= TWO_TIER:
        return "xã, phường, đặc khu", "xã, phường"
    return "xã, phường, thị trấn", rng.choice(("xã, phường, thị trấn", "huyện, thị xã, thành phố"))


def draw_setting(rng: Random) -> Setting:
    topic = book(rng.choice(topics()))
    level = rng.choice(topic["levels"])
    year = rng.randint(topic.get("since", 2008), 2025 if level in ("district",) else 2026)
    month = f"{year}-{rng.randint(1, 6 if level == 'district' and year == 2025 else 11):02d}"
    places = book("places")
    city = level in ("province", "committee") and rng.random() < 0.15
    province = rng.choice(places["cities" if city else "provinces"])
    area = AREA.get(level, "thành phố" if city else "tỉnh")
    named = {"district": places["districts"], "commune": places["communes"]}.get(level)
    place = rng.choice(named) if named else "Hà Nội" if level == "ministry" else province
    units, unit = units_below(level, month, rng)
    here = "trên phạm vi cả nước" if level == "ministry" else f"trên địa bàn {area}"
    slots = {
        "t": topic["long"], "area": area, "here": here, "units": units, "unit": unit, "year": str(year),
        "prev": str(year - 1), "later": str(year + 4), "province": province,
    }  # fmt: skip
    bodies = name_bodies("province" if level == "committee" else level, month, slots, rng)
    issuer, parent, code = name_issuer(level, topic, month, area, place, province)
    return Setting(level, topic, year, month, province, place, area, issuer, parent, code, bodies, slots)


def name_issuer(
    level: str, topic: dict[str, Any], month: str, area: str, place: str, province: str
) -> tuple[str, str, str]:
    """The issuer in full, the line above it in the letterhead ("" for none), and the code of its plans."""
    if level in ("province", "district", "commune"):
        return f"Ủy ban nhân dân {area} {place}", "", "KH-UBND"
    if level == "force":
        return f"Công an tỉnh {province}", "Bộ Công an", "KH-CAT"
    if level == "party":
        return f"Ban Thường vụ Tỉnh ủy {province}", "", "KH/TU"
    if level == "committee":
        return f"{topic['committee']} {area} {province}", f"Ủy ban nhân dân {area} {province}", "KH-BCĐ"
    own = existing(topic[level], month) or topic[level][-1]
    parent = f"Ủy ban nhân dân tỉnh {province}" if level == "department" else ""
    name = f"{own['name']} tỉnh {province}" if level == "department" else own["name"]
    return name, parent, f"KH-{own['code']}"
