"""States of a difficulty or proposal, and which changes are allowed."""

from __future__ import annotations

from enum import StrEnum

from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Refused

LONGEST = 3000


class DifficultyKind(StrEnum):
    DIFFICULTY = "DIFFICULTY"
    PROPOSAL = "PROPOSAL"


class DifficultyState(StrEnum):
    OPEN = "OPEN"
    ANSWERED = "ANSWERED"
    PASSED_UP = "PASSED_UP"
    CLOSED = "CLOSED"


# What came back from above is an answer; who raised it may still find that it does not help, and it is open again.
TRANSITIONS: dict[DifficultyState, frozenset[DifficultyState]] = {
    DifficultyState.OPEN: frozenset({DifficultyState.ANSWERED, DifficultyState.PASSED_UP, DifficultyState.CLOSED}),
    DifficultyState.PASSED_UP: frozenset({DifficultyState.ANSWERED, DifficultyState.CLOSED}),
    DifficultyState.ANSWERED: frozenset({DifficultyState.OPEN, DifficultyState.PASSED_UP, DifficultyState.CLOSED}),
    DifficultyState.CLOSED: frozenset(),
}


def check_can_move(state: DifficultyState, to: DifficultyState) -> None:
    if to not in TRANSITIONS[state]:
        raise Refused("difficulty-state", "Mục này đã được xử lý ở chỗ khác; tải lại trang để xem.")


def checked_words(text: str, missing: str) -> str:
    """The words without blanks around them. Raises Refused for none, too many, or such as would name a person."""
    words = text.strip()
    if not words:
        raise Refused("words-missing", missing)
    if len(words) > LONGEST:
        raise Refused("words-too-long", f"Chỉ ghi tối đa {LONGEST} ký tự; hãy viết gọn lại.")
    if found := find_personal_data(words):
        raise Refused("personal-data", f"{found[0].message} {found[0].remedy}")
    return words
