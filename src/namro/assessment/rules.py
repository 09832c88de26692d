"""From a commune's proposal to the province's decision: classes, states, which changes are allowed. Pure."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Refused
from namro.kernel.times import Period, PeriodKind, Regime, period_of, short_date


class AreaClass(StrEnum):
    """What a commune is said to be: free of drugs, complex of class I, II, III, or none of these (chưa xếp loại)."""

    DRUG_FREE = "DRUG_FREE"
    CLASS_1 = "CLASS_1"
    CLASS_2 = "CLASS_2"
    CLASS_3 = "CLASS_3"
    NONE = "NONE"


CLASS_NUMBERS = {AreaClass.CLASS_1: 1, AreaClass.CLASS_2: 2, AreaClass.CLASS_3: 3}
# The dated mark that a decision puts on a unit; none for «chưa xếp loại».
CLASS_TAGS = {
    AreaClass.DRUG_FREE: "drug_free",
    AreaClass.CLASS_1: "class_1",
    AreaClass.CLASS_2: "class_2",
    AreaClass.CLASS_3: "class_3",
}
REGISTERED_TAG = "drug_free_registered"


class DossierState(StrEnum):
    """DRAFT: the commune is at it. VERIFIED: the standing agency agrees; what remains is the province's decision."""

    DRAFT = "DRAFT"
    PROPOSED = "PROPOSED"
    RETURNED = "RETURNED"
    VERIFIED = "VERIFIED"
    DECIDED = "DECIDED"


TRANSITIONS: dict[DossierState, frozenset[DossierState]] = {
    DossierState.DRAFT: frozenset({DossierState.PROPOSED}),
    DossierState.PROPOSED: frozenset({DossierState.DRAFT, DossierState.RETURNED, DossierState.VERIFIED}),
    DossierState.RETURNED: frozenset({DossierState.PROPOSED}),
    # Back to the commune, where something comes to light before the province has decided.
    DossierState.VERIFIED: frozenset({DossierState.RETURNED, DossierState.DECIDED}),
    DossierState.DECIDED: frozenset(),
}
OPEN_STATES = frozenset({DossierState.DRAFT, DossierState.RETURNED})


class DecisionKind(StrEnum):
    """LIST: approves communes with their class. CORRECTION: puts right an earlier one. REMOVAL: off the list."""

    LIST = "LIST"
    CORRECTION = "CORRECTION"
    REMOVAL = "REMOVAL"


def assessment_year(year: int) -> Period:
    """15/12 of the year before – 14/12 (QĐ 28/2025/QĐ-TTg Điều 9)."""
    return period_of(PeriodKind.YEAR, Regime.STATUTORY, year)


def check_can_move(state: DossierState, to: DossierState) -> None:
    if to not in TRANSITIONS[state]:
        raise Refused("dossier-state", "Hồ sơ đang ở bước không cho phép việc này; tải lại trang để xem.")


def check_can_edit(state: DossierState) -> None:
    if state not in OPEN_STATES:
        raise Refused("dossier-closed", "Hồ sơ đã đề nghị nên không sửa được; thu hồi hoặc chờ trả lại rồi sửa.")


def check_can_register(year: int, *, on: date) -> None:
    period = assessment_year(year)
    if on > period.end:
        raise Refused("year-over", f"Kỳ đánh giá năm {year} đã hết ngày {short_date(period.end)}; đăng ký cho năm sau.")
    if on < assessment_year(year - 1).start:
        raise Refused("year-far", f"Năm {year} còn xa; chỉ đăng ký cho năm nay và năm sau.")


def check_can_propose(opens_on: date, *, year: int, on: date) -> None:
    if on < opens_on:
        raise Refused("too-early", f"Tự đánh giá, đề nghị của năm {year} mở từ ngày {short_date(opens_on)}.")


def check_paper(number: str, issued_on: date | None, *, on: date) -> date:
    """Every step of the way stands on a paper with a number and a date; answers the date."""
    if not number.strip() or issued_on is None:
        raise Refused("paper", "Ghi số, ký hiệu và ngày ký của văn bản.")
    if issued_on > on:
        raise Refused("paper-date", "Ngày ký của văn bản không thể ở sau hôm nay.")
    return issued_on


def check_words(text: str) -> None:
    """No words that name a person are stored: a list of areas is no list of people."""
    if found := find_personal_data(text):
        raise Refused("personal-data", f"{found[0].message} {found[0].remedy}")


def check_reason(reason: str, *, missing: str) -> None:
    """missing: the sentence for an empty one."""
    if not reason.strip():
        raise Refused("reason", missing)
    check_words(reason)


def check_can_verify(*, proposed_by: int | None, by: int) -> None:
    if proposed_by == by:
        raise Refused("own-dossier", "Người đề nghị không tự thẩm định; nhờ cán bộ khác của cơ quan thường trực.")


def needs_reason(agreed: AreaClass, *, proposed: AreaClass, computed: AreaClass | None) -> bool:
    """To say something else than the commune did, or than the figures do, asks for a reason; so do missing figures."""
    return agreed != proposed or agreed != computed


def check_agreed(agreed: AreaClass, *, proposed: AreaClass, computed: AreaClass | None, reason: str) -> None:
    if needs_reason(agreed, proposed=proposed, computed=computed):
        what = "máy chưa đủ số để xếp loại" if computed is None else "kết luận khác đề nghị hoặc khác kết quả máy tính"
        check_reason(reason, missing=f"Ghi lý do: {what}.")
    else:
        check_words(reason)


def check_effective(effective_on: date, *, year: int) -> None:
    """A list says what its year came to, so that it cannot hold from before the year began."""
    if effective_on < assessment_year(year).start:
        raise Refused("effective", f"Danh sách năm {year} không thể có hiệu lực trước khi kỳ đánh giá bắt đầu.")
