"""What changes of units, their differences, events and marks are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from namro.catalogue.models import DataElement
from namro.kernel.map_changes import Difference
from namro.organisations import official_list
from namro.organisations.history import EventKind
from namro.organisations.rules import ChangeKind, UnitLevel

LEVELS = {
    UnitLevel.PROVINCE: _("Tỉnh, thành phố"),
    UnitLevel.DISTRICT: _("Huyện, quận, thị xã"),
    UnitLevel.AGENCY: _("Cơ quan cấp tỉnh"),
    UnitLevel.FACILITY: _("Cơ sở"),
    UnitLevel.COMMUNE: _("Xã, phường"),
}

# The address of each kind of change, in the order in which they are offered.
SLUGS = {
    "sap-nhap": ChangeKind.MERGE,
    "chia-tach": ChangeKind.SPLIT,
    "doi-ten": ChangeKind.RENAME,
    "chuyen": ChangeKind.MOVE,
    "giai-the": ChangeKind.DISSOLVE,
    "lap-moi": ChangeKind.ADD,
    "chuc-nang": ChangeKind.FUNCTION,
    "dac-diem": ChangeKind.TAG,
    "phuc-vu": ChangeKind.SERVES,
}

CHANGES = {
    ChangeKind.MERGE: _("Sáp nhập"),
    ChangeKind.SPLIT: _("Chia tách, điều chỉnh địa giới"),
    ChangeKind.RENAME: _("Đổi tên"),
    ChangeKind.MOVE: _("Đổi cấp trên trực tiếp"),
    ChangeKind.DISSOLVE: _("Giải thể"),
    ChangeKind.ADD: _("Lập đơn vị mới"),
    ChangeKind.FUNCTION: _("Chuyển chức năng"),
    ChangeKind.TAG: _("Đặc điểm"),
    ChangeKind.SERVES: _("Địa bàn phục vụ"),
    ChangeKind.IMPORT: _("Nhập danh sách sắp xếp"),
}

DIFFERENCES = {
    Difference.MERGED: _("tiếp nhận trọn"),
    Difference.SPLIT: _("nhận, giao một phần"),
    Difference.RENAMED: _("đổi tên"),
    Difference.MOVED: _("đổi cấp trên"),
    Difference.NEW: _("mới"),
    Difference.GONE: _("kết thúc"),
}

TAGS = {
    "border": _("biên giới"),
    "ethnic_minority": _("đồng bào dân tộc thiểu số"),
    "difficult": _("đặc biệt khó khăn"),
    "class_1": _("trọng điểm loại I"),
    "class_2": _("trọng điểm loại II"),
    "class_3": _("trọng điểm loại III"),
    "drug_free": _("không có ma túy"),
    "drug_free_registered": _("đăng ký không ma túy"),
    "key_route": _("trên tuyến trọng điểm nội tỉnh"),
    "key_route_inter": _("trên tuyến trọng điểm liên tỉnh"),
    "specialised_force": _("lực lượng chuyên trách"),
    "standing_agency": _("thường trực"),
}

EVENTS = {
    EventKind.BEGAN: _("Bắt đầu"),
    EventKind.ENDED: _("Kết thúc"),
    EventKind.RENAMED: _("Mang tên"),
    EventKind.MOVED: _("Trực thuộc"),
    EventKind.RECEIVED: _("Nhận từ"),
    EventKind.GAVE: _("Giao cho"),
    EventKind.TAGGED: _("Có đặc điểm"),
    EventKind.UNTAGGED: _("Hết đặc điểm"),
    EventKind.GOT_FUNCTION: _("Nhận chức năng"),
    EventKind.LOST_FUNCTION: _("Thôi chức năng"),
    EventKind.SERVES: _("Phục vụ thêm"),
    EventKind.SERVES_NO_MORE: _("Thôi phục vụ"),
}


def functions() -> dict[str, str]:
    """What data elements are asked of, by the agency that usually supplies it; a province may name others."""
    words = {"kind": "tỉnh", "province": "", "provincial_party": "Tỉnh ủy"}
    usual = {agency["kind"]: agency["short"].format(**words) for agency in official_list.agency_file()["agencies"]}
    asked = set(DataElement.objects.values_list("spec__supplier", flat=True))
    return {
        kind: str(_("phần số liệu của %(agency)s") % {"agency": name}) for kind, name in usual.items() if kind in asked
    }
