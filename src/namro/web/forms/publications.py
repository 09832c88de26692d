"""Choices about a consolidated report."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.publishing.rules import ReportLetterhead, Settlement
from namro.web.forms.chain import day_input


class ReportOptionsForm(forms.Form):
    letterhead = forms.TypedChoiceField(
        label=_("Thể thức"),
        coerce=ReportLetterhead,
        choices=[
            (ReportLetterhead.POLICE, _("Bộ Công an trên Công an tỉnh")),
            (ReportLetterhead.PEOPLE_COMMITTEE, _("Ủy ban nhân dân tỉnh")),
        ],
        widget=forms.RadioSelect,
        initial=ReportLetterhead.POLICE,
    )
    include_submitted = forms.BooleanField(
        label=_("Tính cả số đã gửi nhưng chưa tiếp nhận"),
        required=False,
        help_text=_("Báo cáo sẽ ghi rõ những đơn vị này."),
    )


class SettlementForm(forms.Form):
    """What is done about figures that were corrected after a document had gone out."""

    settlement = forms.ChoiceField(
        label=_("Xử lý"),
        choices=[
            (Settlement.ERRATUM, _("Đã gửi văn bản đính chính")),
            (Settlement.KNOWN, _("Đã biết, không phải sửa văn bản")),
        ],
        widget=forms.RadioSelect,
    )
    document_number = forms.CharField(label=_("Số, ký hiệu văn bản đính chính"), max_length=80, required=False)
    document_date = forms.DateField(label=_("Ngày ký"), widget=day_input(), required=False)
    text = forms.CharField(label=_("Ghi rõ"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
