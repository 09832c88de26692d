"""Choices about an official document."""

from __future__ import annotations

from enum import StrEnum


class ReportLetterhead(StrEnum):
    """The two letterheads under which a consolidated report goes out (the police belong to their ministry)."""

    POLICE = "POLICE"
    PEOPLE_COMMITTEE = "PEOPLE_COMMITTEE"
