"""Forms on the way to a decision: registering, proposing, verifying, writing down what was decided."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.organisations.queries import UnitRow
from namro.web.forms.chain import day_input
from namro.web.recognition_labels import AREAS

CHOICES = [(str(code), label) for code, label in AREAS.items()]
NO_NAMES = _("Không ghi họ tên, năm sinh, số giấy tờ, địa chỉ của ai.")
ACCEPTED = ".pdf,.jpg,.jpeg,.png,.docx"


def reason_field(label: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=1000, help_text=NO_NAMES, widget=forms.Textarea(attrs={"rows": 3})
    )


class RegisterForm(forms.Form):
    document = forms.CharField(
        label=_("Văn bản đăng ký"), max_length=300, help_text=_("Số, ngày của văn bản hoặc của danh sách đăng ký.")
    )


class ReasonForm(forms.Form):
    reason = reason_field(_("Lý do"), required=True)


class RecallForm(forms.Form):
    reason = reason_field(_("Vì sao thu hồi"), required=False)


class PaperForm(forms.Form):
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=80)
    issued_on = forms.DateField(label=_("Ngày ký"), widget=day_input())


class ProposeForm(PaperForm):
    proposed = forms.ChoiceField(label=_("Đề nghị"), choices=CHOICES, widget=forms.RadioSelect)
    grounds = reason_field(_("Căn cứ, giải trình"), required=False)
    file = forms.FileField(
        label=_("Tệp kèm theo"),
        required=False,
        help_text=_("Tờ trình đã ký, biên bản họp: PDF, ảnh, DOCX, tối đa 10 MB; không kèm danh sách người."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    field_order = ("proposed", "number", "issued_on", "grounds", "file")


class VerifyForm(forms.Form):
    agreed = forms.ChoiceField(label=_("Kết luận thẩm định"), choices=CHOICES, widget=forms.RadioSelect)
    reason = reason_field(_("Lý do"), required=False)


class DecisionForm(PaperForm):
    effective_on = forms.DateField(
        label=_("Có hiệu lực từ ngày"), widget=day_input(), help_text=_("Thường là ngày ký.")
    )
    file = forms.FileField(
        label=_("Bản ký"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED})
    )


class CorrectionForm(PaperForm):
    reason = reason_field(_("Lý do đính chính"), required=True)
    file = forms.FileField(
        label=_("Bản ký"), required=False, widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED})
    )


class RemovalForm(DecisionForm):
    reason = reason_field(_("Lý do đưa ra khỏi danh sách"), required=True)


class DayForm(forms.Form):
    due_on = forms.DateField(label=_("Hạn"), widget=day_input())
    document = forms.CharField(label=_("Văn bản đặt hạn"), max_length=300, required=False)


class ClassesForm(forms.Form):
    """The class of each commune of a list; an empty one leaves it out."""

    def __init__(self, *args: Any, communes: Iterable[UnitRow], **more: Any) -> None:
        super().__init__(*args, **more)
        for unit in communes:
            self.fields[f"u{unit.id}"] = forms.ChoiceField(
                label=unit.name, required=False, choices=[("", "–"), *CHOICES]
            )

    def classes(self) -> dict[int, str]:
        """By unit; "" where the list leaves it out."""
        return {int(name[1:]): said for name, said in self.cleaned_data.items()}
