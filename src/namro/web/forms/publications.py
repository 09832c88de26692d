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


class SignForm(forms.Form):
    """What the clerk gave a document, and the signed file."""

    document_number = forms.CharField(label=_("Số, ký hiệu"), max_length=80)
    document_date = forms.DateField(label=_("Ngày ký"), widget=day_input())
    file = forms.FileField(
        label=_("Tệp đã ký"),
        required=False,
        help_text=_("PDF, JPG, PNG hoặc DOCX, tối đa 20 MB; được giữ cùng dấu băm SHA-256."),
    )


class ErratumForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do đính chính"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("In trong công văn; không nêu tên người."),
    )


class TemplateForm(forms.Form):
    name = forms.CharField(
        label=_("Tên mẫu"), max_length=200, help_text=_("Trùng tên mẫu đã có thì thành phiên bản mới của mẫu ấy.")
    )
    file = forms.FileField(label=_("Tệp Word (.docx)"))


class FreezeForm(forms.Form):
    names_nobody = forms.BooleanField(
        label=_("Đã soát: lời văn không nêu người nghiện, người sử dụng, đối tượng nào"), required=False
    )
