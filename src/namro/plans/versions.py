"""How a plan says that it amends or replaces another one, and how two versions differ, item by item."""

from __future__ import annotations

from enum import StrEnum


class VersionKind(StrEnum):
    AMENDS = "AMENDS"
    REPLACES = "REPLACES"
