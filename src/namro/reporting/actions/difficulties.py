"""Difficulties and proposals: raised, answered, passed upward, closed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.reporting import difficulty_rules as rules
from namro.reporting.difficulty_rules import DifficultyKind, DifficultyState
from namro.reporting.models import Difficulty, DifficultyStep, Report

NOT_HERE = "Anh, chị không có quyền làm việc này ở đơn vị này."


@transaction.atomic
def raise_difficulty(
    *, by: Person, at: datetime, unit: Unit, kind: DifficultyKind, text: str, report: Report | None = None
) -> Difficulty:
    """By someone of the unit, or by the standing agency out of what the unit wrote in a report."""
    on = timezone.localdate(at)
    rights = (Permission.REPORT_FILL, Permission.REPORT_SUBMIT, Permission.REPORT_REVIEW)
    if not any(access.may(by, right, unit=unit.pk, on=on) for right in rights):
        raise Refused("forbidden", NOT_HERE)
    if report is not None and report.unit_id != unit.pk:
        raise Refused("other-unit", "Báo cáo này là của đơn vị khác.")
    made = Difficulty.objects.create(
        unit=unit,
        kind=kind,
        text=rules.checked_words(text, "Ghi nội dung khó khăn, vướng mắc hoặc kiến nghị."),
        report=report,
        raised_by=by,
        raised_at=at,
    )
    audit.record(by=by, at=at, action="difficulty.raise", subject=made, unit=unit)
    return made


@transaction.atomic
def answer_difficulty(*, by: Person, at: datetime, difficulty: Difficulty, text: str) -> Difficulty:
    words = rules.checked_words(text, "Ghi nội dung trả lời.")
    return _move(_for_review(by, at, difficulty), DifficultyState.ANSWERED, words, by=by, at=at, action="answer")


@transaction.atomic
def pass_difficulty_up(*, by: Person, at: datetime, difficulty: Difficulty, to: str, text: str = "") -> Difficulty:
    """to: the body that has to answer now, in words («UBND tỉnh», «Bộ Công an»)."""
    item = _for_review(by, at, difficulty)
    item.passed_to = rules.checked_words(to, "Ghi cơ quan cấp trên được chuyển đến.")[:200]
    words = rules.checked_words(text, "") if text.strip() else ""
    return _move(item, DifficultyState.PASSED_UP, words, by=by, at=at, action="pass_up")


@transaction.atomic
def close_difficulty(*, by: Person, at: datetime, difficulty: Difficulty, text: str) -> Difficulty:
    words = rules.checked_words(text, "Ghi kết quả hoặc lý do kết thúc.")
    return _move(_for_review(by, at, difficulty), DifficultyState.CLOSED, words, by=by, at=at, action="close")


@transaction.atomic
def reopen_difficulty(*, by: Person, at: datetime, difficulty: Difficulty, text: str) -> Difficulty:
    """By the unit that raised it, where the answer does not settle the matter."""
    item = _locked(difficulty)
    access.require(by, Permission.REPORT_FILL, unit=item.unit_id, on=timezone.localdate(at))
    words = rules.checked_words(text, "Ghi rõ còn vướng mắc gì.")
    return _move(item, DifficultyState.OPEN, words, by=by, at=at, action="reopen")


def _for_review(by: Person, at: datetime, difficulty: Difficulty) -> Difficulty:
    item = _locked(difficulty)
    access.require(by, Permission.REPORT_REVIEW, unit=item.unit_id, on=timezone.localdate(at))
    return item


def _locked(difficulty: Difficulty) -> Difficulty:
    return Difficulty.objects.select_for_update(of=("self",)).select_related("unit").get(pk=difficulty.pk)


def _move(item: Difficulty, to: DifficultyState, words: str, *, by: Person, at: datetime, action: str) -> Difficulty:
    rules.check_can_move(DifficultyState(item.state), to)
    DifficultyStep.objects.create(difficulty=item, to_state=to, text=words, by=by, at=at)
    item.state = to
    item.save(update_fields=["state", "passed_to"])
    audit.record(by=by, at=at, action=f"difficulty.{action}", subject=item, unit=item.unit)
    return item
