"""Forms along the chain of a report: returning, recalling, correcting, answering, going up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from namro.kernel.elements import CellKey
from namro.reporting.queries import ReportPage
from namro.web.forms.reporting import name_of


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ReturnForm(forms.Form):
    """Why a report goes back: a comment on the whole, a remark at any box."""

    comment = forms.CharField(
        label=gettext_lazy("Vì sao trả lại, cần sửa gì"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=2000,
        required=False,
        help_text=gettext_lazy("Có thể để trống nếu đã nhận xét ở từng ô."),
    )

    def __init__(self, page: ReportPage, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.keys: dict[str, CellKey] = {}
        for cell in page.form.cells():
            name = f"remark-{name_of(cell.key)}"
            self.keys[name] = cell.key
            self.fields[name] = forms.CharField(
                label=_("Nhận xét: %(box)s") % {"box": cell.label}, required=False, max_length=300
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        remarks = sum(bool(cleaned.get(name)) for name in self.keys)
        if not cleaned.get("comment") and not remarks:
            self.add_error("comment", _("Ghi vì sao trả lại, hoặc nhận xét ở ít nhất một ô."))
        elif not cleaned.get("comment"):
            said = ngettext("Xem nhận xét ở %(n)d ô.", "Xem nhận xét ở %(n)d ô.", remarks)
            cleaned["comment"] = said % {"n": remarks}
        return cleaned

    def remarks(self) -> dict[CellKey, str]:
        return {key: said for name, key in self.keys.items() if (said := self.cleaned_data.get(name))}


class RecallForm(forms.Form):
    reason = forms.CharField(label=gettext_lazy("Vì sao thu hồi"), max_length=500, required=False)


class CorrectionForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do đính chính"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )
    document_number = forms.CharField(
        label=gettext_lazy("Số, ký hiệu văn bản đính chính"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("Nếu đơn vị đã ký văn bản đính chính; bản ký tải lên ở trang báo cáo."),
    )
    document_date = forms.DateField(label=gettext_lazy("Ngày ký"), widget=day_input(), required=False)


class SentUpForm(forms.Form):
    """A letter with which accepted reports go on to a higher body."""

    receiver = forms.CharField(label=gettext_lazy("Gửi lên"), max_length=300)
    document_number = forms.CharField(label=gettext_lazy("Số, ký hiệu văn bản"), max_length=80)
    document_date = forms.DateField(label=gettext_lazy("Ngày ký"), widget=day_input())
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=1000, required=False)


class NoteForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("Xử lý thế nào"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Ví dụ: «đã biết, kỳ sau tính theo số mới»."),
    )


class CodeForm(forms.Form):
    ma = forms.CharField(
        label=gettext_lazy("Mã đối chiếu"),
        max_length=20,
        help_text=gettext_lazy("Tám chữ in ở chân báo cáo, ví dụ 7K3M-Q9XD; gõ chữ thường, bỏ gạch cũng được."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
