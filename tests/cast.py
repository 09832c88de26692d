"""The same people everywhere: one invented province, three communes, one of which is dissolved, and who works there.

    province ── police ── drug_police (standing agency)
             ├─ health, court (asked, never ordered)
             └─ commune a, b, c (c goes into b on 2026-07-01)

clerk_a fills for commune a, approver_a sends for it; clerk_b is the clerk elsewhere, who must see nothing of a.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange

from namro.organisations import actions
from namro.organisations.models import AuditEntry, Person, Succession, Unit, UnitParent
from namro.organisations.rules import NewUnit, Relation, Role, UnitLevel

FROM = date(2025, 7, 1)
C_GOES_INTO_B = date(2026, 7, 1)
AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
PASSWORD = "mat-khau-thu-nghiem"


@dataclass(frozen=True, slots=True)
class Cast:
    province: Unit
    police: Unit
    drug_police: Unit
    health: Unit
    court: Unit
    a: Unit
    b: Unit
    c: Unit
    standing: Person
    second_standing: Person
    leader: Person
    inspector: Person
    auditor: Person
    admin: Person
    clerk_a: Person
    section_owner_a: Person
    approver_a: Person
    clerk_b: Person
    clerk_c: Person
    health_clerk: Person
    nobody: Person


def unit(code: str, name: str, kind: str, level: UnitLevel, parent: str | None, **more: object) -> NewUnit:
    return NewUnit(code=code, name=name, kind=kind, level=level, parent_code=parent, **more)  # type: ignore[arg-type]


def start_chain_anew() -> None:
    """Emptying all tables between tests leaves the head of the audit chain, which Django does not know."""
    if not AuditEntry.objects.exists():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE audit_head SET chain_no = 0, hash = sha256('namro'::bytea)")


def make_cast() -> Cast:
    agency, commune = UnitLevel.AGENCY, UnitLevel.COMMUNE
    units = actions.add_units(
        by=None,
        at=AT,
        valid_from=FROM,
        units=[
            unit(
                "99",
                "Tỉnh Thử",
                "province",
                UnitLevel.PROVINCE,
                None,
                category="province",
                place="Thử",
                letterhead_name="ỦY BAN NHÂN DÂN TỈNH THỬ",
                document_symbol="UBND",
            ),
            unit(
                "99.CAT",
                "Công an tỉnh Thử",
                "police",
                agency,
                "99",
                category="force",
                short_name="Công an tỉnh",
                other_names=("Công an tỉnh",),
                letterhead_parent="BỘ CÔNG AN",
                document_symbol="CAT",
                place="Thử",
            ),
            unit(
                "99.PC04",
                "Phòng Cảnh sát điều tra tội phạm về ma túy",
                "drug_police",
                agency,
                "99.CAT",
                category="division",
                short_name="Phòng PC04",
                document_symbol="CAT-PC04",
                place="Thử",
            ),
            unit(
                "99.SYT",
                "Sở Y tế",
                "health",
                agency,
                "99",
                category="department",
                place="Thử",
                letterhead_parent="UBND TỈNH THỬ",
                document_symbol="SYT",
            ),
            unit(
                "99.TAND",
                "Tòa án nhân dân tỉnh",
                "court",
                agency,
                "99",
                category="court_procuracy",
                relation=Relation.REQUESTED,
            ),
            *(
                unit(
                    code,
                    name,
                    "commune",
                    commune,
                    "99",
                    category="commune",
                    place=name.split(" ", 1)[1],
                    letterhead_name=f"ỦY BAN NHÂN DÂN {name.upper()}",
                    document_symbol="UBND",
                )
                for code, name in (("99001", "Xã An Thử"), ("99002", "Phường Bình Thử"), ("99003", "Xã Cẩm Thử"))
            ),
        ],
    )
    province, police, drug_police = units["99"], units["99.CAT"], units["99.PC04"]
    health, court = units["99.SYT"], units["99.TAND"]
    a, b, c = units["99001"], units["99002"], units["99003"]
    dissolve(c, into=b)

    def person(username: str, role: Role | None, at_unit: Unit | None, owner: str = "") -> Person:
        made = actions.open_account(by=None, at=AT, username=username, full_name=f"Người {username}", password=PASSWORD)
        if role and at_unit:
            actions.give_role(
                by=None, at=AT, person=made, unit=at_unit, role=role, valid_from=FROM, section_owner=owner
            )
        return made

    return Cast(
        province=province,
        police=police,
        drug_police=drug_police,
        health=health,
        court=court,
        a=a,
        b=b,
        c=c,
        standing=person("standing", Role.STANDING_AGENCY, drug_police),
        second_standing=person("second_standing", Role.STANDING_AGENCY, drug_police),
        leader=person("leader", Role.LEADER, province),
        inspector=person("inspector", Role.INSPECTOR, province),
        auditor=person("auditor", Role.AUDITOR, province),
        admin=person("admin", Role.ADMINISTRATOR, drug_police),
        clerk_a=person("clerk_a", Role.FOCAL_POINT, a),
        section_owner_a=person("section_owner_a", Role.SECTION_OWNER, a, "Công an xã"),
        approver_a=person("approver_a", Role.APPROVER, a),
        clerk_b=person("clerk_b", Role.FOCAL_POINT, b),
        clerk_c=person("clerk_c", Role.FOCAL_POINT, c),
        health_clerk=person("health_clerk", Role.FOCAL_POINT, health),
        nobody=person("nobody", None, None),
    )


def dissolve(gone: Unit, *, into: Unit) -> None:
    gone.valid = DateRange(FROM, C_GOES_INTO_B)
    gone.save()
    gone.names.update(valid=DateRange(FROM, C_GOES_INTO_B))
    UnitParent.objects.filter(unit=gone).update(valid=DateRange(FROM, C_GOES_INTO_B))
    Succession.objects.create(
        from_unit=gone, to_unit=into, effective_on=C_GOES_INTO_B, legal_reference="Nghị quyết số 1/NQ-TN"
    )
