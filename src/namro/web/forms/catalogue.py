"""What is typed on the pages of elements and forms."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from namro.kernel.elements import ElementKind
from namro.web.form_labels import ELEMENT_KINDS, audience_choices, supplier_labels
from namro.web.forms.organisations import day_input

LONGEST_HELP = 500


class MeaningForm(forms.Form):
    """What an element means; the same words for a new element and for a new meaning of one."""

    name = forms.CharField(label=_("Tên số liệu"), max_length=300)
    definition = forms.CharField(
        label=_("Định nghĩa"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Đếm ai, cái gì; kể cả gì, không kể gì; tính đến ngày nào."),
    )
    source = forms.CharField(
        label=_("Căn cứ"), max_length=300, help_text=_("Văn bản, điều khoản hoặc biểu định nghĩa số liệu này.")
    )
    valid_from = forms.DateField(label=_("Có hiệu lực từ ngày"), widget=day_input())


class NewElementForm(MeaningForm):
    kind = forms.ChoiceField(label=_("Loại"))
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=40, help_text=_("người, vụ, cuộc, hộ, m² …"))
    decimals = forms.IntegerField(label=_("Chữ số thập phân"), min_value=0, max_value=4, initial=0)
    supplier = forms.ChoiceField(label=_("Nơi có số thật"))
    breakdowns = forms.CharField(
        label=_("Tách nhóm"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi nhóm một dòng, ví dụ Nam, Nữ; không tách thì để trống."),
    )
    sensitive = forms.BooleanField(
        label=_("Có thể là số không được đưa vào hệ thống này (nhận «không lưu ở đây»)"), required=False
    )

    field_order = ("name", "definition", "kind", "unit", "decimals", "supplier", "breakdowns", "source", "valid_from")

    def __init__(self, on: date, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = [(str(kind), label) for kind, label in ELEMENT_KINDS.items() if kind is not ElementKind.DERIVED]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["supplier"].choices = list(supplier_labels(on).items())  # type: ignore[attr-defined]


class NewMeaningForm(MeaningForm):
    reason = forms.CharField(
        label=_("Điều gì thay đổi so với trước"),
        max_length=500,
        help_text=_("In cạnh mọi so sánh qua ngày này: hai bên không cùng nghĩa."),
    )


class NewFormForm(forms.Form):
    code = forms.CharField(label=_("Mã biểu"), max_length=20, help_text=_("Chữ in hoa không dấu, số, gạch nối: X-BG."))
    title = forms.CharField(label=_("Tên biểu"), max_length=300)


class HeadForm(forms.Form):
    """Who fills a form, how often, by what authority, from which day."""

    title = forms.CharField(label=_("Tên biểu"), max_length=300, required=False)
    source = forms.CharField(label=_("Căn cứ"), max_length=300, required=False)
    valid_from = forms.DateField(label=_("Áp dụng từ ngày"), widget=day_input())

    def __init__(self, on: date, posted: QueryDict | None = None, **kwargs: Any) -> None:
        super().__init__(posted, **kwargs)
        self.audience = {code for _label, pairs in audience_choices(on) for code, _name in pairs}

    def spec(self, posted: QueryDict) -> dict[str, Any]:
        return {
            "title": self.cleaned_data["title"],
            "source": self.cleaned_data["source"],
            "valid_from": self.cleaned_data["valid_from"].isoformat(),
            "audience": [code for code in posted.getlist("audience") if code in self.audience],
            "period_kinds": posted.getlist("period_kinds"),
        }


def line(posted: Mapping[str, str], name: str, most: int = 200) -> str:
    """One line of text, without the blanks that a phone leaves around it."""
    return " ".join(posted.get(name, "").split())[:most]


def section_fields(posted: Mapping[str, str]) -> dict[str, Any]:
    return {
        "title": line(posted, "title"),
        "owner": line(posted, "owner", 60),
        "help": line(posted, "help", LONGEST_HELP),
        "zero_button": "zero_button" in posted,
        "cumulative": "cumulative" in posted,
        "on_demand": line(posted, "on_demand"),
    }


def cell_fields(posted: Mapping[str, str]) -> dict[str, Any]:
    return {
        "label": line(posted, "label", 300),
        "help": line(posted, "help", LONGEST_HELP),
        "prefill": posted.get("prefill", "none"),
        "of_which": posted.get("of_which", ""),
        "required": "required" in posted,
        "not_applicable": "not_applicable" in posted,
    }


def narrative_fields(posted: Mapping[str, str]) -> dict[str, Any]:
    length = posted.get("max_length", "")
    return {
        "label": line(posted, "label"),
        "help": line(posted, "help", LONGEST_HELP),
        "max_length": int(length) if length.isdecimal() and len(length) < 6 else 0,
    }
