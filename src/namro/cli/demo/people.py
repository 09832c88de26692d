"""Everyone who works in the invented province. No name is anybody's: each is put together from lists."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from namro.cli.demo import province
from namro.cli.demo.chance import chance_of
from namro.organisations import actions
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Relation, Role

HEADS = {
    "people_committee": "Chủ tịch",
    "commune": "Chủ tịch Ủy ban nhân dân",
    "police": "Phó Giám đốc",
    "drug_police": "Trưởng phòng",
    "military": "Chỉ huy trưởng",
    "border_guard": "Chỉ huy trưởng",
    "customs": "Chi cục trưởng",
    "standing_office": "Chánh Văn phòng",
    "economic_zone": "Trưởng ban",
    "court": "Chánh án",
    "procuracy": "Viện trưởng",
    "press": "Tổng Biên tập",
}
SECOND_RECEIVER = "thuongtruc2"
"""A colleague of the standing agency's officer: whoever sends a report for a unit may not accept it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    username: str
    full_name: str
    position: str
    unit: Unit
    role: Role
    section_owner: str = ""
    signs_in: bool = False


def invented_name(seed: str) -> str:
    """The same seed always gives the same name."""
    chance = chance_of("name", seed)
    parts = province.names()
    own = parts[chance.choice(["men", "women"])]
    return " ".join((chance.choice(parts["family"]), chance.choice(own["middle"]), chance.choice(own["given"])))


def posts(units: dict[str, Unit]) -> Iterator[Post]:
    """Those whom province.toml names, then for each unit that reports a focal point and an approver, where missing.

    units: by code; agencies also have the province's code in front of theirs ("90.SYT").
    """
    top = province.province().code
    held: set[tuple[int, Role]] = set()
    for officer in province.officers():
        unit = units.get(officer.unit) or units[top if officer.unit == "province" else f"{top}.{officer.unit}"]
        held.add((unit.pk, Role(officer.role)))
        yield Post(
            username=officer.username,
            full_name=officer.full_name,
            position=officer.position,
            unit=unit,
            role=Role(officer.role),
            section_owner=officer.section_owner,
            signs_in=officer.sign_in,
        )
    yield Post(
        username=SECOND_RECEIVER,
        full_name=invented_name(SECOND_RECEIVER),
        position="Cán bộ tổng hợp",
        unit=units[f"{top}.PC04"],
        role=Role.STANDING_AGENCY,
    )
    for code, unit in units.items():
        for role, suffix in ((Role.FOCAL_POINT, "dau-moi"), (Role.APPROVER, "ky")):
            if unit.kind != "province" and (unit.pk, role) not in held:
                username = f"{code.removeprefix(f'{top}.').lower()}-{suffix}"
                yield Post(
                    username=username,
                    full_name=invented_name(username),
                    position=_position(unit, role),
                    unit=unit,
                    role=role,
                )


def _position(unit: Unit, role: Role) -> str:
    if role is Role.APPROVER:
        return HEADS.get(unit.kind, "Chủ tịch" if unit.relation == Relation.REQUESTED else "Giám đốc")
    return "Công chức Văn phòng HĐND và UBND" if unit.kind == "commune" else "Chuyên viên tổng hợp"


def open_accounts(units: dict[str, Unit], *, at: datetime) -> None:
    """Accounts and roles of everyone. Those offered on the sign-in page have a password, which nobody knows."""
    everyone = list(posts(units))
    for post in everyone:
        person = actions.open_account(
            by=None,
            at=at,
            username=post.username,
            full_name=post.full_name,
            position=post.position,
            password=None,
        )
        actions.give_role(
            by=None,
            at=at,
            person=person,
            unit=post.unit,
            role=post.role,
            valid_from=province.valid_from(),
            section_owner=post.section_owner,
        )
    # One for all of them: it is thrown away at once, and a password is made slow to hash on purpose.
    offered = [post.username for post in everyone if post.signs_in]
    Person.objects.filter(username__in=offered).update(password=make_password(secrets.token_urlsafe(24)))
