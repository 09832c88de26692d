"""Choices about an official document."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from namro.kernel.problems import Refused


class ReportLetterhead(StrEnum):
    """The two letterheads under which a consolidated report goes out (the police belong to their ministry)."""

    POLICE = "POLICE"
    PEOPLE_COMMITTEE = "PEOPLE_COMMITTEE"


class DraftState(StrEnum):
    """A dropped draft can be taken up again; a frozen one has become a document and stays as it is."""

    OPEN = "OPEN"
    FROZEN = "FROZEN"
    DROPPED = "DROPPED"


DRAFT_STEPS = {
    DraftState.OPEN: frozenset({DraftState.FROZEN, DraftState.DROPPED}),
    DraftState.DROPPED: frozenset({DraftState.OPEN}),
    DraftState.FROZEN: frozenset[DraftState](),
}
_DRAFT_REFUSALS = {
    DraftState.FROZEN: "Dự thảo này đã chốt thành văn bản nên không sửa được nữa; có số sai thì lập đính chính.",
    DraftState.DROPPED: "Dự thảo này đã bỏ; khôi phục nó rồi làm tiếp.",
    DraftState.OPEN: "Dự thảo này đang mở.",
}


def check_draft_step(state: DraftState, to: DraftState) -> None:
    if to not in DRAFT_STEPS[state]:
        raise Refused("draft-state", _DRAFT_REFUSALS[state])


def check_can_write(state: DraftState) -> None:
    if state is not DraftState.OPEN:
        raise Refused("draft-state", _DRAFT_REFUSALS[state])


class FileForm(StrEnum):
    """The forms in which a document is kept beside its DOCX."""

    PDF = "pdf"
    XLSX = "xlsx"


class Settlement(StrEnum):
    """How a correction under a document was settled: an erratum went out, or nothing has to follow from it."""

    ERRATUM = "ERRATUM"
    KNOWN = "KNOWN"


def check_settlement(settlement: Settlement, *, text: str, number: str, day: date | None) -> None:
    if not text.strip():
        raise Refused("settlement", "Ghi cách xử lý số đã đính chính.")
    if settlement is Settlement.ERRATUM and (not number.strip() or day is None):
        raise Refused("settlement", "Đã gửi đính chính thì ghi số, ký hiệu và ngày của văn bản đính chính.")
