"""Choices about a consolidated report."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.publishing.rules import ReportLetterhead


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
