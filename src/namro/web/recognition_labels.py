"""Words and looks of registration, dossiers and decisions on pages."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from namro.assessment.rules import AreaClass, DecisionKind, DossierState
from namro.assessment.steps import Doer

AREAS: dict[AreaClass, str | Promise] = {
    AreaClass.DRUG_FREE: _("Không có ma túy"),
    AreaClass.CLASS_1: _("Loại I"),
    AreaClass.CLASS_2: _("Loại II"),
    AreaClass.CLASS_3: _("Loại III"),
    AreaClass.NONE: _("Chưa xếp loại"),
}
KINDS: dict[DecisionKind, str | Promise] = {
    DecisionKind.LIST: _("Phê duyệt danh sách"),
    DecisionKind.CORRECTION: _("Đính chính danh sách"),
    DecisionKind.REMOVAL: _("Đưa ra khỏi danh sách"),
}
DOERS: dict[Doer, str | Promise] = {
    Doer.COMMUNE: _("Xã, phường"),
    Doer.STANDING: _("Công an tỉnh"),
    Doer.MINISTRY: _("Bộ Công an"),
}
STEP_WORDS: dict[tuple[DossierState, DossierState], str | Promise] = {
    (DossierState.DRAFT, DossierState.PROPOSED): _("Đề nghị"),
    (DossierState.RETURNED, DossierState.PROPOSED): _("Đề nghị lại"),
    (DossierState.PROPOSED, DossierState.DRAFT): _("Thu hồi"),
    (DossierState.PROPOSED, DossierState.RETURNED): _("Trả lại"),
    (DossierState.VERIFIED, DossierState.RETURNED): _("Trả lại sau thẩm định"),
    (DossierState.PROPOSED, DossierState.VERIFIED): _("Thẩm định, nhất trí"),
    (DossierState.VERIFIED, DossierState.DECIDED): _("Có quyết định của UBND tỉnh"),
}


class Look(NamedTuple):
    """What components/status.html takes."""

    label: str | Promise
    tone: str
    symbol: str


_AREA_TONES = {
    AreaClass.DRUG_FREE: ("good", "received"),
    AreaClass.CLASS_1: ("bad", "overdue"),
    AreaClass.CLASS_2: ("warn", "alert"),
    AreaClass.CLASS_3: ("wait", "info"),
    AreaClass.NONE: ("calm", "dash"),
}
STATES: dict[DossierState, Look] = {
    DossierState.DRAFT: Look(_("Đang soạn"), "calm", "draft"),
    DossierState.PROPOSED: Look(_("Chờ thẩm định"), "wait", "sent"),
    DossierState.RETURNED: Look(_("Trả lại"), "warn", "returned"),
    DossierState.VERIFIED: Look(_("Đã thẩm định"), "good", "check"),
    DossierState.DECIDED: Look(_("Đã có quyết định"), "good", "received"),
}
OPEN = Look(_("Chưa đủ số liệu"), "wait", "clock")


def area(code: str | None) -> Look | None:
    """None for «nothing said»."""
    if not code:
        return None
    known = AreaClass(code)
    return Look(AREAS[known], *_AREA_TONES[known])
