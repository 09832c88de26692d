"""Words of the pages of forms and elements: kinds, suppliers, audiences, periods."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from namro.kernel.elements import ElementKind
from namro.kernel.forms import Prefill
from namro.kernel.times import PeriodKind
from namro.organisations import official_list, queries

Label = str | Promise

ELEMENT_KINDS: dict[ElementKind, Label] = {
    ElementKind.FLOW: gettext_lazy("Phát sinh trong kỳ"),
    ElementKind.STOCK: gettext_lazy("Có mặt cuối kỳ"),
    ElementKind.YTD: gettext_lazy("Lũy kế từ đầu năm, mỗi người một lần"),
    ElementKind.REGISTER: gettext_lazy("Đếm từ sổ"),
    ElementKind.BASE: gettext_lazy("Số nền, mẫu số"),
    ElementKind.ATTESTED: gettext_lazy("Số xác nhận"),
    ElementKind.DERIVED: gettext_lazy("Máy tự tính"),
}
ADDS_UP: dict[ElementKind, Label] = {
    ElementKind.FLOW: gettext_lazy("Cộng các kỳ, cộng các đơn vị."),
    ElementKind.STOCK: gettext_lazy("Lấy giá trị cuối kỳ, cộng các đơn vị; đầu kỳ là cuối kỳ trước đã duyệt."),
    ElementKind.YTD: gettext_lazy("Lấy giá trị cuối trong năm, không cộng các quý, không giảm trong năm."),
    ElementKind.REGISTER: gettext_lazy("Lấy trạng thái tại ngày chốt, đếm không trùng."),
    ElementKind.BASE: gettext_lazy("Lấy giá trị có hiệu lực tại ngày, cộng các đơn vị."),
    ElementKind.ATTESTED: gettext_lazy("Lấy giá trị cuối; không cộng, không lấy trung bình."),
    ElementKind.DERIVED: gettext_lazy("Tính từ các số khác của cùng biểu."),
}
PREFILLS: dict[Prefill, Label] = {
    Prefill.NONE: gettext_lazy("Không điền sẵn"),
    Prefill.PREVIOUS: gettext_lazy("Như kỳ trước"),
    Prefill.BASE: gettext_lazy("Số nền đã có"),
    Prefill.OPENING_DERIVED: gettext_lazy("Máy tính từ đầu kỳ"),
}
# A campaign has days of its own; its forms are made with the request.
PERIODS: dict[PeriodKind, Label] = {
    PeriodKind.MONTH: gettext_lazy("Tháng"),
    PeriodKind.QUARTER: gettext_lazy("Quý"),
    PeriodKind.HALF_YEAR: gettext_lazy("6 tháng"),
    PeriodKind.NINE_MONTHS: gettext_lazy("9 tháng"),
    PeriodKind.YEAR: gettext_lazy("Năm"),
}
CATEGORIES: dict[str, Label] = {
    "commune": gettext_lazy("Mọi xã, phường"),
    "department": gettext_lazy("Các sở, ban, ngành"),
    "force": gettext_lazy("Lực lượng vũ trang"),
    "vertical": gettext_lazy("Cơ quan ngành dọc"),
    "court_procuracy": gettext_lazy("Tòa án, viện kiểm sát"),
    "front": gettext_lazy("Mặt trận Tổ quốc"),
    "mass": gettext_lazy("Đoàn thể"),
    "party": gettext_lazy("Cơ quan Đảng"),
    "press": gettext_lazy("Báo, đài"),
}
SUPPLIERS: dict[str, Label] = {
    "commune": gettext_lazy("UBND xã, phường"),
    "any": gettext_lazy("Mọi đơn vị"),
    "mass": gettext_lazy("Đoàn thể"),
    "province": gettext_lazy("UBND tỉnh"),
}


def tag_labels() -> dict[str, str]:
    return {tag["code"]: tag["name"] for tag in official_list.agency_file()["tags"]}


def kind_labels(on: date) -> dict[str, Label]:
    """Kinds of units that exist on a day, by the name of the one unit of that kind."""
    named: dict[str, list[str]] = {}
    for row in queries.units_on(on).values():
        if row.kind != "province":
            named.setdefault(row.kind, []).append(row.short_name)
    return {kind: SUPPLIERS.get(kind, names[0]) for kind, names in named.items()}


def supplier_labels(on: date) -> dict[str, Label]:
    return {**kind_labels(on), **SUPPLIERS}


def audience_choices(on: date) -> list[tuple[Label, list[tuple[str, Label]]]]:
    """What a form may be addressed to: kinds of units, groups, tags. A code stands in one list only."""
    kinds = kind_labels(on)
    groups = {code: label for code, label in CATEGORIES.items() if code not in kinds}
    return [
        (gettext_lazy("Loại đơn vị"), list(kinds.items())),
        (gettext_lazy("Nhóm"), list(groups.items())),
        (gettext_lazy("Nhãn"), list(tag_labels().items())),
    ]


def audience_words(audience: Iterable[str], on: date) -> str:
    known: dict[str, Label] = {**tag_labels(), **CATEGORIES, **kind_labels(on)}
    return "; ".join(str(known.get(code, code)) for code in audience)
