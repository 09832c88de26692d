"""States of a report and which changes are allowed."""

from __future__ import annotations

from enum import StrEnum

from namro.kernel.problems import Refused


class ReportState(StrEnum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"


class PartState(StrEnum):
    OPEN = "OPEN"
    DONE = "DONE"


class EntrySource(StrEnum):
    """Who typed a figure: the unit itself, the standing agency for it (nhập thay), or a baseline round."""

    OWN = "OWN"
    FOR_UNIT = "FOR_UNIT"
    BASELINE = "BASELINE"


TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    ReportState.DRAFT: frozenset({ReportState.SUBMITTED}),
    ReportState.SUBMITTED: frozenset({ReportState.RETURNED, ReportState.ACCEPTED, ReportState.DRAFT}),
    ReportState.RETURNED: frozenset({ReportState.SUBMITTED}),
    ReportState.ACCEPTED: frozenset(),
}
OPEN_STATES = frozenset({ReportState.DRAFT, ReportState.RETURNED})
SENT_STATES = frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED})


def check_can_move(state: ReportState, to: ReportState) -> None:
    if to not in TRANSITIONS[state]:
        raise Refused("report-state", "Báo cáo đang ở trạng thái không cho phép việc này; tải lại trang để xem.")


def check_can_fill(state: ReportState) -> None:
    if state not in OPEN_STATES:
        raise Refused("report-closed", "Báo cáo đã gửi nên không sửa số được; thu hồi hoặc chờ trả lại rồi sửa.")
