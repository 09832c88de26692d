"""Forms about lending rights, being away, the first password, and handing over."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.organisations.models import Person, RoleAssignment
from namro.organisations.rules import LENDABLE, ROLES, Permission, Role
from namro.web.context import ROLE_LABELS
from namro.web.forms.chain import day_input

PERMISSION_LABELS: dict[Permission, str | Promise] = {
    Permission.REPORT_FILL: gettext_lazy("Điền số vào báo cáo của đơn vị"),
    Permission.REPORT_SUBMIT: gettext_lazy("Gửi, thu hồi báo cáo của đơn vị"),
    Permission.REPORT_VIEW: gettext_lazy("Xem báo cáo"),
    Permission.PLAN_VIEW: gettext_lazy("Xem kế hoạch"),
    Permission.UNIT_VIEW: gettext_lazy("Xem danh sách đơn vị"),
    Permission.REPORT_REVIEW: gettext_lazy("Tiếp nhận, trả lại báo cáo các đơn vị"),
    Permission.REPORT_FILL_FOR: gettext_lazy("Nhập thay đơn vị"),
    Permission.PLAN_READ_IN: gettext_lazy("Đọc, kiểm tra kế hoạch"),
    Permission.PLAN_PUBLISH: gettext_lazy("Công bố kế hoạch"),
    Permission.FORM_EDIT: gettext_lazy("Soạn biểu mẫu"),
    Permission.REQUEST_MAKE: gettext_lazy("Hỏi số liệu đột xuất"),
    Permission.COMPLETENESS_VIEW: gettext_lazy("Xem tình hình nộp"),
    Permission.CONSOLIDATE: gettext_lazy("Xem số liệu tổng hợp"),
    Permission.PUBLICATION_VIEW: gettext_lazy("Xem văn bản đã lập"),
    Permission.PUBLICATION_MAKE: gettext_lazy("Lập báo cáo tổng hợp, công văn"),
    Permission.ASSESSMENT_VIEW: gettext_lazy("Xem xếp loại địa bàn"),
    Permission.ASSESSMENT_PROPOSE: gettext_lazy("Đề nghị xếp loại, công nhận địa bàn"),
    Permission.ASSESSMENT_VERIFY: gettext_lazy("Thẩm định đề nghị xếp loại"),
    Permission.ASSESSMENT_DECIDE: gettext_lazy("Ghi quyết định xếp loại, công nhận"),
}
# Whoever may do a thing has to see it.
ALWAYS = frozenset({Permission.UNIT_VIEW, Permission.PLAN_VIEW, Permission.REPORT_VIEW, Permission.ASSESSMENT_VIEW})


class TakerForm(forms.Form):
    """Someone of the same unit from the list, anybody else by the name they sign in with."""

    taker = forms.TypedChoiceField(label=gettext_lazy("Người làm thay"), coerce=int, empty_value=None, required=False)
    username = forms.CharField(
        label=gettext_lazy("Hoặc tên đăng nhập của người ở đơn vị khác"), max_length=60, required=False
    )
    first = forms.DateField(label=gettext_lazy("Từ ngày"), widget=day_input())
    last = forms.DateField(label=gettext_lazy("Đến hết ngày"), widget=day_input())
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def __init__(
        self, *args: Any, colleagues: Sequence[Person], away: Collection[int], on: date, **kwargs: Any
    ) -> None:
        """away: who of the colleagues is absent on that day, which is told beside the name."""
        super().__init__(*args, **kwargs)
        self.people = {person.pk: person for person in colleagues}
        nobody = [("", _("(chọn người)"))]
        named = [(p.pk, f"{p.full_name} ({_('vắng mặt')})" if p.pk in away else p.full_name) for p in colleagues]
        self.fields["taker"].choices = nobody + named  # type: ignore[attr-defined]
        self.fields["first"].initial = on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["person"] = self.people.get(cleaned.get("taker") or 0)
        if username := (cleaned.get("username") or "").strip():
            cleaned["person"] = Person.objects.filter(username__iexact=username, is_active=True).first()
            if cleaned["person"] is None:
                self.add_error("username", _("Không có ai đang dùng tên đăng nhập này."))
        return cleaned


class LendForm(TakerForm):
    role = forms.TypedChoiceField(label=gettext_lazy("Vai trò của tôi"), coerce=int)
    permissions = forms.MultipleChoiceField(
        label=gettext_lazy("Được làm những việc"), widget=forms.CheckboxSelectMultiple
    )
    field_order = ("role", "permissions", "taker", "username", "first", "last", "note")

    def __init__(self, *args: Any, roles: Sequence[tuple[RoleAssignment, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.roles = {role.pk: role for role, _unit in roles}
        named = [(role.pk, f"{ROLE_LABELS[Role(role.role)]}, {unit}") for role, unit in roles]
        self.fields["role"].choices = named  # type: ignore[attr-defined]
        held = {p for role, _unit in roles for p in ROLES[Role(role.role)].permissions & LENDABLE} - ALWAYS
        offered = [(str(p), label) for p, label in PERMISSION_LABELS.items() if p in held]
        self.fields["permissions"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("person") and not self.errors:
            self.add_error("taker", _("Chọn người làm thay."))
        if (role := self.roles.get(cleaned.get("role") or 0)) is not None:
            held = ROLES[Role(role.role)].permissions & LENDABLE
            chosen = {Permission(p) for p in cleaned.get("permissions", ())}
            cleaned["lent"] = (chosen & held) | (ALWAYS & held)
            if not chosen & held and "permissions" not in self.errors:
                self.add_error("permissions", _("Vai trò này không có việc nào trong số đã chọn."))
        return cleaned


class ActivationForm(forms.Form):
    username = forms.CharField(label=gettext_lazy("Tên đăng nhập"), max_length=60)
    code = forms.CharField(
        label=gettext_lazy("Mã kích hoạt trên giấy"),
        max_length=30,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Mật khẩu của anh, chị"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=gettext_lazy("Ít nhất 10 ký tự; không ai khác biết."),
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])


class HandoverForm(forms.Form):
    giver = forms.TypedChoiceField(label=gettext_lazy("Người bàn giao"), coerce=int)
    notes = forms.CharField(
        label=gettext_lazy("Dặn lại người sau"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        required=False,
        help_text=gettext_lazy("Sổ ở đâu, hỏi ai, việc gì hay quên. Không ghi tên người nghiện, đối tượng."),
    )

    def __init__(self, *args: Any, givers: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.givers = {person.pk: person for person in givers}
        self.fields["giver"].choices = [(p.pk, p.full_name) for p in givers]  # type: ignore[attr-defined]


class ReceiptForm(forms.Form):
    remark = forms.CharField(
        label=gettext_lazy("Ý kiến khi nhận"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
