"""What the clerk's eye says of a draft, with the units of the installation and the plan above at hand."""

from __future__ import annotations

from datetime import UTC, datetime

from namro.organisations.models import Unit
from namro.plans import actions, linting
from namro.plans.models import Draft
from namro.reading.lint import Finding
from tests.apps.plan_text import PLAN
from tests.cast import Cast

AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
TABLE = """PHỤ LỤC
CHỈ TIÊU GIAO
STT\tĐơn vị\tSố vụ
1\tXã An Thử\t3
2\tPhường Bình Thử\t4
Tổng số\t\t8 vụ
"""


def upload(cast: Cast, text: str, unit: Unit | None = None) -> Draft:
    return actions.upload_document(
        by=cast.standing, at=AT, unit=unit or cast.province, filename="ke-hoach.txt", data=text.encode()
    ).draft


def findings(draft: Draft, code: str) -> list[Finding]:
    return [finding for finding in linting.findings_of(draft.document) if finding.code == code]


def test_a_wrong_total_seen_at_reading_is_said_beside_the_draft(cast: Cast) -> None:
    (finding,) = findings(upload(cast, PLAN + TABLE), "wrong_total")
    assert "7" in finding.sentence
    assert "8" in finding.sentence


def test_sound_tables_are_left_alone(cast: Cast) -> None:
    assert not findings(upload(cast, PLAN + TABLE.replace("8 vụ", "7 vụ")), "wrong_total")
