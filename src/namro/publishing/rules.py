"""Choices about an official document."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from namro.kernel.problems import Refused


class ReportLetterhead(StrEnum):
    """The two letterheads under which a consolidated report goes out (the police belong to their ministry)."""

    POLICE = "POLICE"
    PEOPLE_COMMITTEE = "PEOPLE_COMMITTEE"


class Settlement(StrEnum):
    """How a correction under a document was settled: an erratum went out, or nothing has to follow from it."""

    ERRATUM = "ERRATUM"
    KNOWN = "KNOWN"


def check_settlement(settlement: Settlement, *, text: str, number: str, day: date | None) -> None:
    if not text.strip():
        raise Refused("settlement", "Ghi cách xử lý số đã đính chính.")
    if settlement is Settlement.ERRATUM and (not number.strip() or day is None):
        raise Refused("settlement", "Đã gửi đính chính thì ghi số, ký hiệu và ngày của văn bản đính chính.")
