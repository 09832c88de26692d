"""A year of invented figures: pure, the same for the same commune and year, and true to every identity of the forms.

Levels by 10.000 residents and by kind of commune come from figures.toml; so do the figures of agencies, outright.
Communes: list of addicts and users shrinks by about 7 % a year; a third of all communes has nothing to report in a
quarter; what is counted from the start of the year never falls; nothing is left blank.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from namro.cli.demo import province
from namro.cli.demo.chance import chance_of
from namro.cli.demo.province import Commune
from namro.kernel.elements import CellKey
from namro.kernel.figures import NOT_APPLICABLE, Figure, FigureState, estimated, reported
from namro.kernel.forms import FormSpec

GROUPS = ("class_1", "class_2", "class_3", "drug_free_registered")
PROGRESS = (0.36, 0.62, 0.86, 1.0)
"""How much of the year's work is done by the end of each quarter."""
TOGETHER = ("health_intake", "mass", "propagandist", "respected")
Values = dict[CellKey, Figure]


@dataclass(slots=True)
class CommuneYear:
    """opening: stocks on the eve of the year. base: the yearly form (X-N). quarters: the quarterly form (X-Q)."""

    opening: Values = field(default_factory=dict)
    base: Values = field(default_factory=dict)
    quarters: list[Values] = field(default_factory=list)


def agency_quarter(code: str, form: FormSpec, number: int) -> Values:
    """What an agency gives in a quarter (1 to 4); {} for one that figures.toml does not know."""
    given: Mapping[str, Any] = province.figures()["agencies"].get(code, {})
    values = {
        CellKey.parse(cell): reported(_decimal(years["y2026"][number - 1]))
        for cell, years in given.items()
        if years["y2026"][number - 1] != "-"
    }
    if given:
        values |= {c.key: NOT_APPLICABLE for c in form.cells() if c.not_applicable and c.key not in values}
    return values


def agency_opening(code: str) -> Values:
    given: Mapping[str, Any] = province.figures()["agencies"].get(code, {})
    return {CellKey.parse(cell): reported(years["opening"]) for cell, years in given.items() if "opening" in years}


def agency_last_year(code: str, number: int) -> Values:
    """What growth is measured from: some figures of the same quarter a year before."""
    given: Mapping[str, Any] = province.figures()["agencies"].get(code, {})
    return {
        CellKey.parse(cell): reported(years["y2025"][number - 1]) for cell, years in given.items() if "y2025" in years
    }


def _decimal(value: float) -> Decimal:
    return Decimal(str(value))


def estimates(values: Mapping[CellKey, Figure]) -> Values:
    """A report that is sent before the cut-off gives what is still growing as an estimate."""
    growing = {CellKey("residents_reached"), CellKey("communication_events"), CellKey("grassroots_broadcasts")}
    return {
        key: Figure(FigureState.ESTIMATED, value.value) if key in growing and value.value is not None else value
        for key, value in values.items()
    }


def commune_year(commune: Commune) -> CommuneYear:
    return _Commune(commune).year()


class _Commune:
    """One commune on its way through the year."""

    def __init__(self, commune: Commune) -> None:
        self.commune = commune
        self.group = next((group for group in GROUPS if group in commune.tags), "other")
        self.level: Mapping[str, float] = province.figures()["communes"][self.group]
        self.chance = chance_of("figures", commune.code)
        self.scale = commune.population / 10_000 * self.chance.uniform(0.8, 1.2)
        if "border" in commune.tags:
            self.scale *= 1.15
        self.is_clean = self.group == "drug_free_registered"
        self.addicts = round(self.level["opening_addicts"] * self.scale)
        self.users = 0 if self.is_clean else round(self.level["opening_users"] * self.scale)
        self.post_rehab = round(self.level["opening_post_rehab"] * self.scale)
        self.hotspots = self.chance.randint(0, int(self.level["opening_hotspots"]))
        self.plants = 0
        self.managed_addicts, self.managed_users, self.managed_post = self.addicts, self.users, self.post_rehab
        self.key_people = {
            "health_intake": self.chance.randint(6, 14),
            "mass": self.chance.randint(20, 45),
            "propagandist": self.chance.randint(10, 25),
            "respected": self.chance.randint(8, 30) if "ethnic_minority" in commune.tags else self.chance.randint(0, 6),
        }
        self.training = {kind: self.chance.uniform(0.24, 0.5) for kind in TOGETHER}
        self.eagerness = self.chance.uniform(0.28, 0.46)
        self.totals: dict[str, int] = {}
        self.broadcasts = 0

    def year(self) -> CommuneYear:
        made = CommuneYear(opening=_plain(self.opening()), base=_plain(self.base()))
        for number in range(1, 5):
            made.quarters.append(self.quarter(number))
        return made

    def opening(self) -> dict[str, int]:
        return {
            "addicts_closing": self.addicts,
            "users_closing": self.users,
            "post_rehab_closing": self.post_rehab,
            "hotspots_active": self.hotspots,
            "illicit_plants_remaining": 0,
            "illicit_plant_area_remaining": 0,
            "residents_current": self.commune.population,
        }

    def base(self) -> dict[str, int]:
        population = self.commune.population
        return {
            **{f"key_people_total[{kind}]": total for kind, total in self.key_people.items()},
            "civil_servants_total": self.chance.randint(34, 58),
            "rehab_staff_total[commune]": self.chance.randint(3, 6),
            "families_with_addict_opening": round(self.addicts * 0.85),
            "villages_total": self.chance.randint(7, 24),
            "difficult_area_population": round(population * 0.3) if "difficult" in self.commune.tags else 0,
            "community_models": self.chance.randint(1, 5),
            "steering_committee_decided": 1,
        }

    def quarter(self, number: int) -> Values:
        # Registered communes have nothing to report; of the small ones, some have.
        quiet = self.is_clean or (self.group == "other" and self.chance.random() < 0.3)
        values = _plain(
            self.lists(quiet=quiet) | self.area(quiet=quiet) | self.services(number) | self.communication(number)
        )
        grows = number < 3 and bool({"border", "difficult"} & set(self.commune.tags))
        if grows and not quiet and self.chance.random() < 0.25:
            values |= _plain(self.field())
        if self.chance.random() < 0.05:
            reached = values[CellKey("residents_reached")].value
            assert reached is not None
            values[CellKey("residents_reached")] = estimated(reached)
        return values

    # ---- lists of people: only their number ----

    def lists(self, *, quiet: bool) -> dict[str, int]:
        rate = 0.0 if quiet else self.scale
        new = self.some(self.level["new_addicts"] * rate)
        became = min(self.users, new // 3)
        relapsed = min(self.post_rehab, 1 if new > became and self.chance.random() < 0.2 else 0)
        moved_in = self.some(0.15 * self.level["new_addicts"] * rate)
        return {
            **self.addict_list(new, moved_in, quiet=quiet),
            **self.user_list(became, rate, quiet=quiet),
            **self.post_rehab_list(relapsed, quiet=quiet),
        }

    def addict_list(self, new: int, moved_in: int, *, quiet: bool) -> dict[str, int]:
        wanted = 0 if quiet else self.some(new + moved_in + self.addicts * 0.022)
        leaving = self.leaving(self.addicts, new + moved_in, wanted)
        ways = {"to_facility": 46, "completed": 22, "detained": 17, "moved_out": 9, "died": 6}
        gone = self.spread(leaving, ways)
        while gone["moved_out"] >= 3 and gone["moved_out"] * 10 > leaving * 3:
            gone["moved_out"] -= 1
            gone["to_facility"] += 1
        self.addicts += new + moved_in - leaving
        self.managed_addicts += new + moved_in
        self.released = gone["completed"]
        treated = self.addicts if self.is_clean else round(self.addicts * 0.18)
        at_home = 0 if self.is_clean else round(self.addicts * 0.07)
        return {
            "addicts_new": new,
            "addicts_moved_in": moved_in,
            **{f"addicts_{way}": number for way, number in gone.items()},
            "addicts_closing": self.addicts,
            "addicts_in_substitution": treated,
            "addicts_in_home_rehab": at_home,
        }

    def user_list(self, became: int, rate: float, *, quiet: bool) -> dict[str, int]:
        new = self.some(self.level["new_users"] * rate)
        moved_in = self.some(0.1 * self.level["new_users"] * rate)
        wanted = became if quiet else became + self.some(self.users * 0.21)
        leaving = max(became, self.leaving(self.users, new + moved_in, wanted))
        gone = self.spread(leaving - became, {"completed": 84, "detained": 8, "moved_out": 6, "died": 2})
        while gone["moved_out"] >= 3 and gone["moved_out"] * 10 > leaving * 3:
            gone["moved_out"] -= 1
            gone["completed"] += 1
        self.users += new + moved_in - leaving
        self.managed_users += new + moved_in
        return {
            "users_new": new,
            "users_moved_in": moved_in,
            "users_completed": gone["completed"],
            "users_became_addicts": became,
            "users_detained": gone["detained"],
            "users_moved_out": gone["moved_out"],
            "users_died": gone["died"],
            "users_closing": self.users,
        }

    def post_rehab_list(self, relapsed: int, *, quiet: bool) -> dict[str, int]:
        entered = self.released + (0 if quiet else self.some(self.post_rehab * 0.1))
        over = 0 if quiet else min(self.post_rehab - relapsed, self.some(self.post_rehab * 0.16))
        left = min(self.post_rehab - relapsed - over, 1 if not quiet and self.chance.random() < 0.1 else 0)
        self.post_rehab += entered - relapsed - over - left
        self.managed_post += entered
        return {
            "post_rehab_entered": entered,
            "post_rehab_completed": over,
            "post_rehab_relapsed": relapsed,
            "post_rehab_left": left,
            "post_rehab_closing": self.post_rehab,
        }

    def leaving(self, there: int, coming: int, wanted: int) -> int:
        """How many leave a list: it never falls below zero, nor changes by more than a fifth (four at least)."""
        room = max(4, there // 5)
        return max(0, coming - room, min(wanted, there + coming, coming + room))

    # ---- the place ----

    def area(self, *, quiet: bool) -> dict[str, Any]:
        rate = 0.0 if quiet else self.scale
        detected = self.some(self.level["hotspots_detected"] * rate * 0.7)
        eliminated = self.hotspots + detected
        if eliminated and not quiet and self.chance.random() < 0.15:
            eliminated -= 1
        if quiet:
            eliminated = 0
        self.hotspots += detected - eliminated
        arrests = self.some(self.level["arrests"] * rate)
        return {
            "hotspots_detected": detected,
            "hotspots_eliminated": eliminated,
            "arrests_in_area": arrests,
            "resident_violators": max(1, round(arrests * 0.6)) if arrests else 0,
            "fugitives_found_hiding": self.fugitives(),
        }

    def fugitives(self) -> int | Figure:
        if self.group == "class_2" and "border" in self.commune.tags:
            return Figure(FigureState.NOT_STORED, None, f"{self.commune.code[2:]}/TN-PC04")
        return 1 if self.group in {"class_1", "class_2"} and self.chance.random() < 0.2 else 0

    def field(self) -> dict[str, int]:
        """A patch of a forbidden crop, found and destroyed within the quarter."""
        plants = self.chance.randint(12, 160)
        area = plants // 2 + 3
        return {
            "illicit_plants[found]": plants,
            "illicit_plants[destroyed]": plants,
            "illicit_plant_area[found]": area,
            "illicit_plant_area[destroyed]": area,
        }

    # ---- work done, counted from the start of the year ----

    def services(self, number: int) -> dict[str, int]:
        done = PROGRESS[number - 1]
        informed = self.level["informed_share"] * done
        families = round(self.addicts * 0.85)
        return {
            "addicts_counselled": self.up_to("counselled", self.managed_addicts, self.level["counselled_share"] * done),
            "informed_people[addicts]": self.up_to("addicts", self.managed_addicts, informed),
            "informed_people[users]": self.up_to("users", self.managed_users, informed),
            "informed_people[post_rehab]": self.up_to("post_rehab", self.managed_post, informed),
            "informed_people[families]": self.up_to("families", families, informed),
            "families_with_addict": max(families, self.totals["families"]),
            "post_rehab_supported": self.up_to("supported", self.managed_post, self.level["supported_share"] * done),
            "addiction_determinations[addicted]": self.some(0.3 * self.level["new_addicts"] * self.scale),
            "addiction_determinations[not_addicted]": self.some(0.12 * self.level["new_addicts"] * self.scale),
        }

    def communication(self, number: int) -> dict[str, int]:
        done = PROGRESS[number - 1]
        broadcasts = self.chance.randint(8, 34)
        self.broadcasts = broadcasts + 1 if broadcasts == self.broadcasts else broadcasts
        in_june = 2 if number == 2 else 0
        return {
            "communication_events": int(self.level["events"]) + self.chance.randint(0, 2) + in_june,
            "residents_reached": self.up_to("reached", self.commune.population, self.eagerness * done),
            "grassroots_broadcasts": self.broadcasts,
            "residents_current": self.commune.population,
            **{
                f"key_people_trained[{kind}]": self.up_to(kind, self.key_people[kind], self.training[kind] * done)
                for kind in TOGETHER
            },
        }

    def up_to(self, name: str, whole: int, share: float) -> int:
        """A share of a whole, never less than in the quarter before."""
        self.totals[name] = max(self.totals.get(name, 0), math.floor(whole * min(share, 1.0)))
        return self.totals[name]

    # ---- chance ----

    def some(self, mean: float) -> int:
        """How many of many rare things happen when so many are to be expected."""
        limit, count, product = math.exp(-mean), 0, self.chance.random()
        while product > limit:
            count += 1
            product *= self.chance.random()
        return count

    def spread(self, number: int, ways: Mapping[str, int]) -> dict[str, int]:
        drawn = self.chance.choices(list(ways), weights=list(ways.values()), k=number)
        return {way: drawn.count(way) for way in ways}


def _plain(values: Mapping[str, int | Figure]) -> Values:
    return {CellKey.parse(cell): v if isinstance(v, Figure) else reported(v) for cell, v in values.items()}
