"""What is typed about rule sets."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.kernel.rule_sets import Option
from namro.web.forms.organisations import day_input


class RuleSetFileForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp bộ tiêu chí"),
        help_text=_("Tệp .toml, tối đa 512 KB; có thể tải một bộ có sẵn về làm mẫu."),
        widget=forms.ClearableFileInput(attrs={"accept": ".toml,text/plain"}),
        error_messages={"required": _("Chọn tệp bộ tiêu chí (.toml).")},
        allow_empty_file=True,
    )


class AdoptionForm(forms.Form):
    applies_from = forms.DateField(
        label=_("Áp dụng cho các năm kết thúc từ ngày"),
        widget=day_input(),
        help_text=_("Năm đánh giá kết thúc ngày ấy hoặc sau đó xếp theo bộ này; năm trước giữ nguyên."),
    )
    legal_reference = forms.CharField(
        label=_("Căn cứ"), max_length=300, help_text=_("Số, ngày của văn bản cho áp dụng bộ tiêu chí này.")
    )


class ReadingForm(forms.Form):
    choice = forms.ChoiceField(label=_("Cách đọc"), widget=forms.RadioSelect)
    applies_from = forms.DateField(label=_("Từ ngày"), widget=day_input())
    reason = forms.CharField(
        label=_("Lý do"), max_length=500, help_text=_("Ví dụ: Công văn hướng dẫn số …; thống nhất tại cuộc họp ngày …")
    )

    def __init__(self, option: Option, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["choice"].choices = [  # type: ignore[attr-defined]
            (choice.code, f"{choice.name[:1].upper()}{choice.name[1:]}: {choice.meaning}") for choice in option.choices
        ]
