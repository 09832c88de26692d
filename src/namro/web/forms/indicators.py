"""What is typed on the page of an indicator."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.kernel.formulas import Examined
from namro.kernel.indicators import IndicatorSpec
from namro.web.form_labels import CATEGORIES, tag_labels
from namro.web.forms.organisations import day_input
from namro.web.indicator_labels import ARQ_MODULES, DIRECTIONS, TOPICS, TRANSFORMS

WORDS = ("name", "unit", "note_unit", "source", "definition", "caution", "reading")
LISTS = ("parts", "units_tagged", "arq")
_FORMULA = {"rows": 2, "spellcheck": "false", "autocapitalize": "off", "class": "formula"}


def _formula(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=1000, help_text=help_text, widget=forms.Textarea(attrs=_FORMULA)
    )


class IndicatorForm(forms.Form):
    """One indicator; `data_of` makes its dictionary form of what was typed, right or wrong."""

    name = forms.CharField(label=_("Tên chỉ báo"), max_length=400)
    topic = forms.ChoiceField(label=_("Chủ đề"))
    transform = forms.ChoiceField(label=_("Kiểu tính"))
    numerator = _formula(
        _("Tử số, hoặc số đếm"), _("Mã số liệu và + − *; open(x) là số đầu năm. Ví dụ: hotspots_eliminated")
    )
    denominator = _formula(_("Mẫu số"), _("Chỉ cho kiểu «tỷ lệ». Ví dụ: open(hotspots_active) + hotspots_detected"))
    condition = _formula(
        _("Điều kiện của từng đơn vị"),
        _("Chỉ cho kiểu đếm đơn vị. Ví dụ: communication_events >= 1 and hotspots_active = 0"),
    )
    units_of = forms.ChoiceField(label=_("Đếm đơn vị nào"), required=False)
    units_tagged = forms.MultipleChoiceField(
        label=_("Chỉ đơn vị có một trong các nhãn"), required=False, widget=forms.CheckboxSelectMultiple
    )
    parts = forms.MultipleChoiceField(
        label=_("Các chỉ báo hợp thành"),
        required=False,
        help_text=_("Chỉ cho kiểu «gộp»; chọn từ hai chỉ báo trở lên."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )
    unit = forms.CharField(
        label=_("Đơn vị tính"), max_length=40, help_text=_("% cho mọi tỷ lệ; số đếm thì người, vụ, xã …")
    )
    note_unit = forms.CharField(
        label=_("Tỷ lệ đếm gì"), max_length=40, required=False, help_text=_("In trong câu số học: 312/690 người.")
    )
    direction = forms.ChoiceField(label=_("Chiều"))
    definition = forms.CharField(
        label=_("Định nghĩa"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    source = forms.CharField(label=_("Căn cứ"), max_length=300)
    caution = forms.CharField(
        label=_("Điều cần thận trọng"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    alternative_to = forms.ChoiceField(label=_("Là cách đọc khác của"), required=False)
    reading = forms.CharField(
        label=_("Tên cách đọc"),
        max_length=120,
        required=False,
        help_text=_("Phân biệt với các cách đọc kia: «danh sách cấp xã»."),
    )
    arq = forms.MultipleChoiceField(
        label=_("Mô-đun ARQ của UNODC"), required=False, widget=forms.CheckboxSelectMultiple
    )
    valid_from = forms.DateField(
        label=_("Áp dụng từ ngày"), widget=day_input(), help_text=_("Kỳ kết thúc trước ngày này giữ cách tính trước.")
    )

    def __init__(self, known: Mapping[str, IndicatorSpec], *args: Any, own: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = [(code, spec.name) for code, spec in known.items() if code != own]
        bases = [(code, known[code].name) for code, _name in others if not known[code].alternative_to]
        choices: dict[str, list[Any]] = {
            "topic": list(TOPICS.items()),
            "transform": list(TRANSFORMS.items()),
            "direction": list(DIRECTIONS.items()),
            "units_of": [("", _("Mọi đơn vị được hỏi")), *CATEGORIES.items()],
            "units_tagged": list(tag_labels().items()),
            "parts": sorted(others, key=lambda pair: pair[1]),
            "alternative_to": [("", _("không, đây là chỉ báo gốc")), *sorted(bases, key=lambda pair: pair[1])],
            "arq": [(code, f"{code} {label}") for code, label in ARQ_MODULES.items()],
        }
        for field, offered in choices.items():
            self.fields[field].choices = offered  # type: ignore[attr-defined]

    def refuse(self, found: Examined) -> None:
        """Each mistake of the formula under the box where it stands."""
        for problem in found.errors:
            place = problem.place if problem.place in self.fields else None
            self.add_error(place, f"{problem.message} {problem.remedy}".strip())


class ChangeForm(IndicatorForm):
    """A new version: what changed, and, where published targets use the indicator, that this is known."""

    reason = forms.CharField(label=_("Điều gì thay đổi và vì sao"), max_length=500)

    def __init__(self, *args: Any, used: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if used:
            self.fields["confirmed"] = _confirmed()


class RestoreForm(forms.Form):
    valid_from = forms.DateField(label=_("Áp dụng lại từ ngày"), widget=day_input())
    reason = forms.CharField(label=_("Vì sao"), max_length=500)

    def __init__(self, on: date, *args: Any, used: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["valid_from"].initial = on
        if used:
            self.fields["confirmed"] = _confirmed()


def _confirmed() -> forms.BooleanField:
    label = _("Tôi biết các chỉ tiêu đã công bố nêu trên sẽ tính theo cách mới từ ngày này")
    return forms.BooleanField(label=label)


def data_of(typed: Mapping[str, Any], get_list: Any) -> dict[str, Any]:
    """The dictionary form of what was typed. typed: a mapping of texts; get_list: the values of a list of boxes."""
    one = {name: " ".join(str(typed.get(name, "")).split()) for name in WORDS}
    formulas = {name: " ".join(str(typed.get(name, "")).split()) for name in ("numerator", "denominator", "condition")}
    chosen = {name: typed.get(name, "") for name in ("topic", "transform", "direction", "units_of", "alternative_to")}
    lists = {name: list(get_list(name)) for name in LISTS}
    return {
        name: value for name, value in {**one, **formulas, **chosen, **lists}.items() if value not in ("", [], None)
    }
