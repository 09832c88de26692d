"""Units valid over time and where they lie, people, their roles, and the audit chain."""

from namro.organisations.models.boundaries import BoundarySet, UnitBoundary
from namro.organisations.models.people import (
    Absence,
    ActivationCode,
    AuditEntry,
    Delegation,
    IdempotencyKey,
    Person,
    PersonManager,
    RoleAssignment,
)
from namro.organisations.models.units import (
    ServesLink,
    Succession,
    Unit,
    UnitChange,
    UnitFunction,
    UnitName,
    UnitParent,
    UnitTag,
    same_number,
)

__all__ = [
    "Absence",
    "ActivationCode",
    "AuditEntry",
    "BoundarySet",
    "Delegation",
    "IdempotencyKey",
    "Person",
    "PersonManager",
    "RoleAssignment",
    "ServesLink",
    "Succession",
    "Unit",
    "UnitBoundary",
    "UnitChange",
    "UnitFunction",
    "UnitName",
    "UnitParent",
    "UnitTag",
    "same_number",
]
