"""Difficulties and proposals: what a person writes about them."""

from __future__ import annotations

from collections.abc import Iterable

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.organisations.queries import UnitRow
from namro.reporting.difficulty_rules import LONGEST, DifficultyKind, DifficultyState

KINDS = {
    DifficultyKind.DIFFICULTY: _("Khó khăn, vướng mắc"),
    DifficultyKind.PROPOSAL: _("Kiến nghị, đề xuất"),
}
STEPS = {
    DifficultyState.ANSWERED: _("Trả lời"),
    DifficultyState.PASSED_UP: _("Chuyển cấp trên"),
    DifficultyState.CLOSED: _("Kết thúc"),
}
WORDS = {"rows": 5, "maxlength": LONGEST}


class RaiseForm(forms.Form):
    unit = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int)
    kind = forms.ChoiceField(label=_("Loại"), choices=[(k.value, label) for k, label in KINDS.items()])
    text = forms.CharField(
        label=_("Nội dung"),
        help_text=_("Không ghi họ tên, năm sinh, số giấy tờ, địa chỉ của ai."),
        max_length=LONGEST,
        widget=forms.Textarea(attrs=WORDS),
    )

    def __init__(self, *args: object, units: Iterable[UnitRow], **more: object) -> None:
        super().__init__(*args, **more)  # type: ignore[arg-type]
        self.fields["unit"].choices = [(unit.id, unit.name) for unit in units]  # type: ignore[attr-defined]


class SettleForm(forms.Form):
    step = forms.ChoiceField(label=_("Việc làm"), choices=[(s.value, label) for s, label in STEPS.items()])
    passed_to = forms.CharField(
        label=_("Chuyển đến"), max_length=200, required=False, help_text=_("Chỉ ghi khi chuyển cấp trên.")
    )
    text = forms.CharField(label=_("Nội dung"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs=WORDS))


class ReopenForm(forms.Form):
    text = forms.CharField(label=_("Còn vướng mắc gì"), max_length=LONGEST, widget=forms.Textarea(attrs=WORDS))
