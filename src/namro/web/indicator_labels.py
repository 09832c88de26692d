"""Words of the pages of indicators: transforms, topics, modules, formulas."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.catalogue import queries
from namro.kernel.elements import TOTAL, CellKey
from namro.kernel.form_words import said
from namro.kernel.indicators import Direction, IndicatorSpec, Topic, Transform

Label = str | Promise

TRANSFORMS: dict[Transform, Label] = {
    Transform.COUNT: gettext_lazy("Số đếm"),
    Transform.RATIO: gettext_lazy("Tỷ lệ"),
    Transform.GROWTH: gettext_lazy("Tăng so cùng kỳ năm trước"),
    Transform.REDUCTION: gettext_lazy("Giảm so đầu năm"),
    Transform.SHARE_OF_UNITS: gettext_lazy("Tỷ lệ đơn vị đạt điều kiện"),
    Transform.COUNT_OF_UNITS: gettext_lazy("Số đơn vị đạt điều kiện"),
    Transform.ATTESTED: gettext_lazy("Cơ quan chủ trì xác nhận"),
    Transform.ALL_OF: gettext_lazy("Gộp: đạt khi mọi phần đạt"),
}
TOPICS: dict[Topic, Label] = {
    Topic.CRIME: gettext_lazy("Phòng ngừa, đấu tranh"),
    Topic.DRUG_FREE: gettext_lazy("Địa bàn không ma túy"),
    Topic.REHABILITATION: gettext_lazy("Cai nghiện, sau cai"),
    Topic.HEALTH: gettext_lazy("Y tế"),
    Topic.COMMUNICATION: gettext_lazy("Truyền thông"),
    Topic.EDUCATION: gettext_lazy("Giáo dục"),
    Topic.UNIONS: gettext_lazy("Công đoàn, người lao động"),
    Topic.LEGAL_AID: gettext_lazy("Trợ giúp pháp lý"),
    Topic.DIRECTION: gettext_lazy("Chỉ đạo, điều hành"),
}
DIRECTIONS: dict[Direction, Label] = {
    Direction.UP: gettext_lazy("Càng nhiều càng tốt"),
    Direction.DOWN: gettext_lazy("Càng ít càng tốt"),
    Direction.NONE: gettext_lazy("Chỉ theo dõi, không xếp hơn kém"),
}
# UNODC, modules of the revised Annual Report Questionnaire as tried in October 2019 (expert group of 28-30/8/2019).
ARQ_MODULES: dict[str, Label] = {
    "A01": gettext_lazy("Mức độ sử dụng ma túy"),
    "A02": gettext_lazy("Người tiêm chích ma túy"),
    "A03": gettext_lazy("Người rối loạn do sử dụng ma túy"),
    "A04": gettext_lazy("Tử vong liên quan đến ma túy"),
    "A05": gettext_lazy("Điều trị"),
    "A06": gettext_lazy("Bắt giữ và buôn lậu"),
    "A07": gettext_lazy("Cơ sở điều chế trái phép"),
    "A08": gettext_lazy("Trồng và triệt phá cây có chất ma túy"),
    "A09": gettext_lazy("Giá và độ tinh khiết"),
    "A10": gettext_lazy("Quá trình tư pháp hình sự"),
}


def label_of(key: CellKey) -> str:
    """The name of an element, and of the group that is meant."""
    element = queries.elements().get(key.element)
    if element is None:
        return str(key)
    group = dict(element.breakdowns).get(key.breakdown, "") if key.breakdown != TOTAL else ""
    return f"{element.name}: {group}" if group else element.name


def formula_lines(spec: IndicatorSpec, known: Mapping[str, IndicatorSpec]) -> list[str]:
    """The formula in words, a line for each part of it."""
    parts = {name: said(formula.node, label_of) for name, formula in spec.formulas}
    above, below, condition = parts.get("numerator", ""), parts.get("denominator", ""), parts.get("condition", "")
    match spec.transform:
        case Transform.RATIO:
            return [_("Tử số: %(words)s") % {"words": above}, _("Mẫu số: %(words)s") % {"words": below}]
        case Transform.GROWTH:
            return [_("Từ đầu năm đến hết kỳ, so với cùng thời gian năm trước: %(words)s") % {"words": above}]
        case Transform.REDUCTION:
            return [_("Cuối kỳ, so với đầu năm: %(words)s") % {"words": above}]
        case Transform.SHARE_OF_UNITS | Transform.COUNT_OF_UNITS:
            return [_("Đơn vị được tính khi: %(words)s") % {"words": condition}]
        case Transform.ATTESTED:
            return [_("Cơ quan chủ trì xác nhận, kèm số văn bản: %(words)s") % {"words": above}]
        case Transform.ALL_OF:
            return [known[code].name if code in known else code for code in spec.parts]
        case _:
            return [above]
