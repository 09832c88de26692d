"""A difficulty is followed until somebody has answered it: who may do what, and what is kept of it."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from namro.kernel.problems import Refused
from namro.organisations.models import AuditEntry, Unit
from namro.reporting import actions, queries
from namro.reporting.difficulty_rules import DifficultyKind, DifficultyState
from namro.reporting.models import Difficulty, DifficultyStep
from tests.apps.reporting import IN_TIME, LATE
from tests.cast import Cast

pytestmark = pytest.mark.django_db
ON = IN_TIME.date()


def raised(cast: Cast, unit: Unit | None = None, text: str = "Thiếu que thử ma túy.") -> Difficulty:
    return actions.raise_difficulty(
        by=cast.clerk_a, at=IN_TIME, unit=unit or cast.a, kind=DifficultyKind.DIFFICULTY, text=text
    )


def test_from_raised_to_closed_everything_said_is_kept(cast: Cast) -> None:
    item = raised(cast)
    by = cast.standing
    actions.pass_difficulty_up(by=by, at=IN_TIME, difficulty=item, to="UBND tỉnh")
    actions.answer_difficulty(by=by, at=LATE, difficulty=item, text="Đã cấp 200 que thử.")
    actions.reopen_difficulty(by=cast.clerk_a, at=LATE, difficulty=item, text="Mới nhận 50 que.")
    actions.answer_difficulty(by=by, at=LATE, difficulty=item, text="Cấp nốt trong tháng 4.")
    actions.close_difficulty(by=by, at=LATE, difficulty=item, text="Đã cấp đủ.")
    (line,) = queries.difficulties_of([cast.a.pk], on=ON)
    assert [step.to_state for step in line.steps] == ["PASSED_UP", "ANSWERED", "OPEN", "ANSWERED", "CLOSED"]
    assert (line.item.state, line.item.passed_to, line.answer) == ("CLOSED", "UBND tỉnh", "Cấp nốt trong tháng 4.")
    assert AuditEntry.objects.filter(action__startswith="difficulty.").count() == 6
    with pytest.raises(Refused, match="xử lý ở chỗ khác"):
        actions.answer_difficulty(by=by, at=LATE, difficulty=item, text="Muộn.")


def test_a_unit_raises_only_for_itself_and_never_answers_itself(cast: Cast) -> None:
    with pytest.raises(Refused, match="không có quyền"):
        raised(cast, cast.b)
    item = raised(cast)
    with pytest.raises(Refused, match="không có quyền"):
        actions.answer_difficulty(by=cast.clerk_a, at=LATE, difficulty=item, text="Tự trả lời.")
    with pytest.raises(Refused, match="không có quyền"):
        actions.reopen_difficulty(by=cast.clerk_b, at=LATE, difficulty=item, text="Của người khác.")


@pytest.mark.parametrize(
    ("text", "told"),
    [("  ", "Ghi nội dung khó khăn"), ("Người nghiện Lò Văn Thử chưa đi cai", "họ tên"), ("x" * 3001, "3000 ký tự")],
)
def test_words_that_are_missing_too_long_or_name_a_person_are_refused(cast: Cast, text: str, told: str) -> None:
    with pytest.raises(Refused, match=told):
        raised(cast, text=text)
    assert not Difficulty.objects.exists()


def test_passing_upward_names_the_body(cast: Cast) -> None:
    item = raised(cast)
    with pytest.raises(Refused, match="cơ quan cấp trên"):
        actions.pass_difficulty_up(by=cast.standing, at=LATE, difficulty=item, to=" ")
    item.refresh_from_db()
    assert item.state == DifficultyState.OPEN


def test_what_was_said_is_never_changed(cast: Cast) -> None:
    item = raised(cast)
    actions.answer_difficulty(by=cast.standing, at=LATE, difficulty=item, text="Đã rõ.")
    with pytest.raises(DatabaseError), transaction.atomic():
        DifficultyStep.objects.update(text="Khác.")


def test_a_period_shows_what_was_raised_in_it_and_what_is_still_open(cast: Cast) -> None:
    item = raised(cast)
    march, april = (date(2026, 3, 1), date(2026, 3, 31)), (date(2026, 4, 1), date(2026, 4, 30))
    for first, last in (march, april):
        assert [line.item for line in queries.difficulties_between([cast.a.pk], first, last, on=ON)] == [item]
    actions.close_difficulty(by=cast.standing, at=LATE, difficulty=item, text="Xong.")
    assert not queries.difficulties_between([cast.a.pk], *april, on=ON)
    assert queries.difficulty_counts([cast.a.pk])[DifficultyState.CLOSED] == 1
    assert not queries.difficulties_of([cast.b.pk], on=ON)
