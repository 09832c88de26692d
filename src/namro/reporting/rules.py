"""States of a report, which changes are allowed, and how a report stands on a day."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import Figure, FigureState, format_number
from namro.kernel.forms import CellSpec
from namro.kernel.problems import Refused

# What a rule asks for that wants a plan, not figures: it never has a form.
ASKS_FOR_A_PLAN = "kế hoạch"


class ReportState(StrEnum):
    DRAFT = "DRAFT"
    SUBMITTED = "SUBMITTED"
    RETURNED = "RETURNED"
    ACCEPTED = "ACCEPTED"


class PartState(StrEnum):
    OPEN = "OPEN"
    DONE = "DONE"


class VersionKind(StrEnum):
    """SENT: the unit sent it, for the first time or again. CORRECTED: figures were corrected after acceptance."""

    SENT = "SENT"
    CORRECTED = "CORRECTED"


class BaselineState(StrEnum):
    """A unit's part in a baseline round: asked, sent in, given back, confirmed by the standing agency."""

    OPEN = "OPEN"
    SENT = "SENT"
    RETURNED = "RETURNED"
    CONFIRMED = "CONFIRMED"


class EntrySource(StrEnum):
    """Who gave a figure: the unit itself, the standing agency for it (nhập thay), a baseline round, or nobody anew.

    DERIVED: put together from the unit's shorter windows. DECIDED: what the competent authority decided of the unit.
    """

    OWN = "OWN"
    FOR_UNIT = "FOR_UNIT"
    BASELINE = "BASELINE"
    DERIVED = "DERIVED"
    DECIDED = "DECIDED"


TRANSITIONS: dict[ReportState, frozenset[ReportState]] = {
    ReportState.DRAFT: frozenset({ReportState.SUBMITTED}),
    ReportState.SUBMITTED: frozenset({ReportState.RETURNED, ReportState.ACCEPTED, ReportState.DRAFT}),
    ReportState.RETURNED: frozenset({ReportState.SUBMITTED}),
    ReportState.ACCEPTED: frozenset(),
}
OPEN_STATES = frozenset({ReportState.DRAFT, ReportState.RETURNED})
SENT_STATES = frozenset({ReportState.SUBMITTED, ReportState.ACCEPTED})
# What an opening figure may come from: all but what happened in a window and what is never summed.
CARRIED_KINDS = frozenset({ElementKind.STOCK, ElementKind.REGISTER, ElementKind.BASE, ElementKind.DERIVED})


def check_can_move(state: ReportState, to: ReportState) -> None:
    if to not in TRANSITIONS[state]:
        raise Refused("report-state", "Báo cáo đang ở trạng thái không cho phép việc này; tải lại trang để xem.")


def check_can_fill(state: ReportState) -> None:
    if state not in OPEN_STATES:
        raise Refused("report-closed", "Báo cáo đã gửi nên không sửa số được; thu hồi hoặc chờ trả lại rồi sửa.")


def check_can_print(state: ReportState, *, corrected: bool) -> None:
    """Printed and signed before it is sent, and again after a correction."""
    if state not in OPEN_STATES and not (corrected and state is ReportState.ACCEPTED):
        raise Refused("report-closed", "Báo cáo đã gửi: tải về xem được; in để ký khi còn nhập hoặc đã đính chính.")


def check_document_date(day: date | None, *, on: date) -> None:
    if day is not None and day > on:
        raise Refused("document-date", "Ngày của văn bản không thể ở sau hôm nay.")


def check_can_correct(state: ReportState, reason: str) -> None:
    if state is not ReportState.ACCEPTED:
        raise Refused(
            "report-not-accepted", "Chỉ đính chính báo cáo đã tiếp nhận; báo cáo chưa tiếp nhận thì sửa thẳng."
        )
    if not reason.strip():
        raise Refused("correction-reason", "Ghi lý do đính chính.")


def check_can_accept(*, submitted_by: int | None, by: int) -> None:
    """The eyes of a second person: whoever sent a report does not receive it (C5)."""
    if submitted_by == by:
        raise Refused("own-report", "Người gửi báo cáo không tự tiếp nhận; nhờ cán bộ khác của cơ quan thường trực.")


def check_can_send_up(states: Sequence[ReportState], *, receiver: str, number: str) -> None:
    if not states:
        raise Refused("nothing-to-send-up", "Chưa có báo cáo nào đã tiếp nhận để gửi lên cấp trên.")
    if any(state is not ReportState.ACCEPTED for state in states):
        raise Refused("not-accepted", "Chỉ gửi lên cấp trên báo cáo đã tiếp nhận.")
    if not receiver.strip() or not number.strip():
        raise Refused("sent-up-document", "Ghi nơi nhận và số, ký hiệu của văn bản gửi lên.")


def check_source(source: EntrySource, reference: str) -> None:
    if source is not EntrySource.OWN and not reference.strip():
        raise Refused("source-reference", "Nhập thay hoặc nhập số gốc phải ghi số, ngày của văn bản làm căn cứ.")


def check_figure(figure: Figure, cell: CellSpec, element: ElementSpec) -> None:
    """Raises Refused where the box does not take this state of a figure."""
    if figure.state is FigureState.NOT_APPLICABLE and not cell.not_applicable:
        raise Refused("figure-state", f"Ô «{cell.label}» không nhận «không áp dụng»; nếu không có thì ghi 0.")
    if figure.state is FigureState.NOT_STORED and not element.sensitive:
        raise Refused("figure-state", f"Ô «{cell.label}» phải ghi số.")
    if figure.state is FigureState.NOT_STORED and not figure.note.strip():
        raise Refused("figure-note", f"Ô «{cell.label}»: ghi số hồ sơ đang lưu số này.")


class Standing(StrEnum):
    """How a report stands on a day, seen by who waits for it. A body that is only asked is never overdue or late."""

    NOT_DUE = "not_due"
    ASKED = "asked"
    OVERDUE = "overdue"
    RETURNED = "returned"
    SUBMITTED = "submitted"
    LATE = "late"
    ACCEPTED = "accepted"
    ACCEPTED_LATE = "accepted_late"


LATE_STANDINGS = frozenset({Standing.LATE, Standing.ACCEPTED_LATE})
SENT_STANDINGS = frozenset({Standing.SUBMITTED, Standing.LATE, Standing.ACCEPTED, Standing.ACCEPTED_LATE})


def standing(state: ReportState, *, due_on: date, first_sent_on: date | None, on: date, asked: bool) -> Standing:
    """first_sent_on: the day of the first sending, which alone decides whether a report was in time."""
    late = first_sent_on is not None and first_sent_on > due_on and not asked
    match state:
        case ReportState.ACCEPTED:
            return Standing.ACCEPTED_LATE if late else Standing.ACCEPTED
        case ReportState.SUBMITTED:
            return Standing.LATE if late else Standing.SUBMITTED
        case ReportState.RETURNED:
            return Standing.RETURNED
    if asked:
        return Standing.ASKED
    return Standing.OVERDUE if on > due_on else Standing.NOT_DUE


@dataclass(frozen=True, slots=True)
class Typed:
    """What a person left in a box, and the version that stood there when the page was opened (0: a blank)."""

    figure: Figure | None
    base_version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """A box that someone else changed since the page was opened. A value of None is a blank."""

    key: CellKey
    label: str
    mine: Figure | None
    theirs: Figure | None
    theirs_by: str
    version: int


class StaleFigures(Refused):
    """Someone else has saved other figures meanwhile; nothing of this call was stored."""

    def __init__(self, conflicts: Iterable[Conflict], decimals: Mapping[str, int]) -> None:
        self.conflicts = tuple(conflicts)
        told = (
            f"«{c.label}»: {c.theirs_by or 'người khác'} đã ghi {in_words(c.theirs, decimals.get(c.key.element, 0))}, "
            f"anh, chị ghi {in_words(c.mine, decimals.get(c.key.element, 0))}"
            for c in self.conflicts
        )
        super().__init__("stale-figures", f"Có người vừa sửa: {'; '.join(told)}. Xem lại rồi lưu lần nữa.")


def in_words(figure: Figure | None, decimals: int = 0) -> str:
    """A figure as it is told in a sentence or shown in a table: «47», «ước 47», «để trống» …"""
    if figure is None:
        return "để trống"
    match figure.state:
        case FigureState.NOT_APPLICABLE:
            return "không áp dụng"
        case FigureState.NOT_STORED:
            return f"không lưu ở đây, hồ sơ số {figure.note}"
    assert figure.value is not None
    number = format_number(figure.value, decimals)
    return f"ước {number}" if figure.state is FigureState.ESTIMATED else number


# Crockford's 32 letters: without I, L, O and U, which are misread on paper.
_CODE_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def _plain(figure: Figure) -> str:
    return "" if figure.value is None else f"{figure.value.normalize():f}"


def check_code(values: Mapping[CellKey, Figure], *, window: tuple[date, date]) -> str:
    """Eight letters over the figures of a report, printed at its foot: «7K3M-Q9XD». Changed figures change it."""
    first, last = (day.isoformat() for day in window)
    lines = (
        "|".join((str(key), first, last, figure.state, _plain(figure), figure.note))
        for key, figure in sorted(values.items())
    )
    digest = int.from_bytes(hashlib.sha256("\n".join(lines).encode()).digest()[:5], "big")
    letters = "".join(_CODE_LETTERS[digest >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


# What a hand or an eye makes of a letter that is not among the thirty-two.
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V"})


def tidy_code(typed: str) -> str | None:
    """A check code as it is printed, from however it was typed: «7k3m q9xd»; None where it can be none."""
    letters = "".join(typed.upper().split()).replace("-", "").replace("–", "").translate(_MISREAD)
    if len(letters) != 8 or any(letter not in _CODE_LETTERS for letter in letters):
        return None
    return f"{letters[:4]}-{letters[4:]}"


MAX_SIGNED_FILE = 20 * 1024 * 1024
_MAGIC = ((b"%PDF-", "application/pdf"), (b"\xff\xd8\xff", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"))
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def signed_file_type(content: bytes) -> str:
    """The content type of a signed report, told by its first bytes and not by its name.

    Raises Refused for any other kind of file and for one above 20 MB.
    """
    if len(content) > MAX_SIGNED_FILE:
        raise Refused("too-large", "Tệp lớn hơn 20 MB; quét lại ở độ phân giải thấp hơn.")
    for magic, content_type in _MAGIC:
        if content.startswith(magic):
            return content_type
    if content.startswith(b"PK\x03\x04") and b"word/document.xml" in content:
        return DOCX
    raise Refused("file-kind", "Chỉ nhận bản ký dạng PDF, JPG, PNG hoặc DOCX.")
