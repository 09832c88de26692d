"""Roles, permissions and kinds of units: what exists, without asking any database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from namro.kernel.problems import Refused


class UnitLevel(StrEnum):
    PROVINCE = "PROVINCE"
    DISTRICT = "DISTRICT"
    COMMUNE = "COMMUNE"
    AGENCY = "AGENCY"
    FACILITY = "FACILITY"


class Relation(StrEnum):
    """How a plan of the province may address a unit: order it (giao) or ask it (đề nghị)."""

    ORDERED = "ORDERED"
    REQUESTED = "REQUESTED"


class ChangeKind(StrEnum):
    ADD = "ADD"
    MERGE = "MERGE"
    SPLIT = "SPLIT"
    RENAME = "RENAME"
    MOVE = "MOVE"
    DISSOLVE = "DISSOLVE"
    FUNCTION = "FUNCTION"
    TAG = "TAG"
    SERVES = "SERVES"
    IMPORT = "IMPORT"


# What plans and forms address units by, beside their kind; the words are those of agencies.toml and the catalogue.
TAGS = (
    "border",
    "ethnic_minority",
    "difficult",
    "class_1",
    "class_2",
    "class_3",
    "drug_free",
    "drug_free_registered",
    "key_route",
    "key_route_inter",
)


class Permission(StrEnum):
    UNIT_VIEW = "UNIT_VIEW"
    UNIT_EDIT = "UNIT_EDIT"
    PERSON_MANAGE = "PERSON_MANAGE"
    PLAN_VIEW = "PLAN_VIEW"
    PLAN_READ_IN = "PLAN_READ_IN"
    PLAN_PUBLISH = "PLAN_PUBLISH"
    REPORT_VIEW = "REPORT_VIEW"
    REPORT_FILL = "REPORT_FILL"
    REPORT_SUBMIT = "REPORT_SUBMIT"
    REPORT_FILL_FOR = "REPORT_FILL_FOR"
    REPORT_REVIEW = "REPORT_REVIEW"
    FORM_EDIT = "FORM_EDIT"
    REQUEST_MAKE = "REQUEST_MAKE"
    COMPLETENESS_VIEW = "COMPLETENESS_VIEW"
    CONSOLIDATE = "CONSOLIDATE"
    PUBLICATION_VIEW = "PUBLICATION_VIEW"
    PUBLICATION_MAKE = "PUBLICATION_MAKE"
    ASSESSMENT_VIEW = "ASSESSMENT_VIEW"
    ASSESSMENT_PROPOSE = "ASSESSMENT_PROPOSE"
    ASSESSMENT_VERIFY = "ASSESSMENT_VERIFY"
    ASSESSMENT_DECIDE = "ASSESSMENT_DECIDE"
    RULE_SET_EDIT = "RULE_SET_EDIT"
    AUDIT_VIEW = "AUDIT_VIEW"


class Role(StrEnum):
    STANDING_AGENCY = "STANDING_AGENCY"
    LEADER = "LEADER"
    FOCAL_POINT = "FOCAL_POINT"
    SECTION_OWNER = "SECTION_OWNER"
    APPROVER = "APPROVER"
    CASE_WORKER = "CASE_WORKER"
    INSPECTOR = "INSPECTOR"
    AUDITOR = "AUDITOR"
    ADMINISTRATOR = "ADMINISTRATOR"


class Reach(StrEnum):
    """Which units a role counts for: the unit where it is held, or all units under the same top unit."""

    OWN = "OWN"
    WHOLE = "WHOLE"


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleSpec:
    reach: Reach
    permissions: frozenset[Permission]


P = Permission
_READ_OWN = frozenset({P.UNIT_VIEW, P.PLAN_VIEW, P.REPORT_VIEW, P.ASSESSMENT_VIEW})
_READ_ALL = _READ_OWN | {P.COMPLETENESS_VIEW, P.CONSOLIDATE, P.PUBLICATION_VIEW}

ROLES: dict[Role, RoleSpec] = {
    Role.STANDING_AGENCY: RoleSpec(
        reach=Reach.WHOLE,
        permissions=_READ_ALL
        | {
            P.PLAN_READ_IN,
            P.PLAN_PUBLISH,
            P.REPORT_FILL_FOR,
            P.REPORT_REVIEW,
            P.FORM_EDIT,
            P.REQUEST_MAKE,
            P.PUBLICATION_MAKE,
            P.ASSESSMENT_VERIFY,
            P.ASSESSMENT_DECIDE,
        },
    ),
    Role.LEADER: RoleSpec(reach=Reach.WHOLE, permissions=_READ_ALL),
    Role.FOCAL_POINT: RoleSpec(
        reach=Reach.OWN, permissions=_READ_OWN | {P.REPORT_FILL, P.REPORT_SUBMIT, P.ASSESSMENT_PROPOSE}
    ),
    Role.SECTION_OWNER: RoleSpec(reach=Reach.OWN, permissions=_READ_OWN | {P.REPORT_FILL}),
    Role.APPROVER: RoleSpec(reach=Reach.OWN, permissions=_READ_OWN | {P.REPORT_SUBMIT, P.ASSESSMENT_PROPOSE}),
    Role.CASE_WORKER: RoleSpec(reach=Reach.OWN, permissions=frozenset({P.UNIT_VIEW})),
    Role.INSPECTOR: RoleSpec(reach=Reach.WHOLE, permissions=_READ_ALL),
    Role.AUDITOR: RoleSpec(reach=Reach.WHOLE, permissions=_READ_ALL | {P.AUDIT_VIEW}),
    Role.ADMINISTRATOR: RoleSpec(
        reach=Reach.WHOLE,
        permissions=frozenset(
            {P.UNIT_VIEW, P.UNIT_EDIT, P.PERSON_MANAGE, P.PLAN_VIEW, P.ASSESSMENT_VIEW, P.RULE_SET_EDIT, P.AUDIT_VIEW}
        ),
    ),
}


# What the holder of a role may let another person do in their place; accounts, units, rule sets and the audit log go to
# nobody.
LENDABLE = frozenset(P) - {P.PERSON_MANAGE, P.UNIT_EDIT, P.RULE_SET_EDIT, P.AUDIT_VIEW}


def permissions_of(role: Role) -> frozenset[Permission]:
    return ROLES[role].permissions


@dataclass(frozen=True, slots=True, kw_only=True)
class NewUnit:
    """A unit to be added. parent_code: the code of another unit of the same call, or of one that exists on that day."""

    code: str
    name: str
    level: UnitLevel
    kind: str
    category: str = ""
    parent_code: str | None = None
    short_name: str = ""
    other_names: tuple[str, ...] = ()
    relation: Relation = Relation.ORDERED
    letterhead_parent: str = ""
    letterhead_name: str = ""
    document_symbol: str = ""
    place: str = ""
    tags: tuple[str, ...] = ()


def check_shares(shares: Sequence[Decimal]) -> None:
    """Raises Refused unless a unit's counts are wholly given out: shares above 0 that add up to exactly 1."""
    if any(share <= 0 for share in shares):
        raise Refused("shares", "Tỷ lệ của mỗi đơn vị phải lớn hơn 0.")
    if (total := sum(shares, Decimal(0))) != 1:
        percent = f"{(total * 100).normalize():f}".replace(".", ",")
        raise Refused("shares", f"Các tỷ lệ phải cộng lại đúng 100%, đang là {percent}%; sửa lại tỷ lệ.")


def check_legal_reference(text: str) -> None:
    if not text.strip():
        raise Refused("legal-reference", "Ghi căn cứ: số, ngày của nghị quyết hoặc quyết định.")
