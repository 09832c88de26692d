"""Forms about people and their roles."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from namro.catalogue.queries import section_owners
from namro.organisations import queries
from namro.web.context import ROLE_LABELS


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class AccountForm(forms.Form):
    username = forms.RegexField(
        r"^[a-z0-9][a-z0-9._-]{2,59}$",
        label=_("Tên đăng nhập"),
        help_text=_("Chữ thường không dấu, số, dấu chấm; ít nhất 3 ký tự."),
        error_messages={"invalid": _("Chỉ dùng chữ thường không dấu, số, dấu chấm, gạch; ít nhất 3 ký tự.")},
    )
    full_name = forms.CharField(label=_("Họ và tên"), max_length=120)
    position = forms.CharField(label=_("Chức vụ"), max_length=120, required=False)
    email = forms.EmailField(label=_("Thư điện tử"), required=False)
    password = forms.CharField(
        label=_("Mật khẩu ban đầu"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        required=False,
        help_text=_("Để trống, rồi in mã kích hoạt để người dùng tự đặt; hoặc ít nhất 10 ký tự."),
    )

    def clean_password(self) -> str | None:
        """None: nobody signs in until the person has set one with a code from paper."""
        password = self.cleaned_data["password"]
        if not password:
            return None
        validate_password(password)
        return str(password)


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Mật khẩu mới"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def clean_password(self) -> str:
        validate_password(self.cleaned_data["password"])
        return str(self.cleaned_data["password"])


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Vai trò"))
    unit = forms.TypedChoiceField(label=_("Đơn vị"), coerce=int)
    section_owner = forms.ChoiceField(
        label=_("Phụ trách mục của"),
        required=False,
        help_text=_("Chỉ chọn khi vai trò là phụ trách phần trong biểu của xã, phường."),
    )
    valid_from = forms.DateField(label=_("Từ ngày"), widget=day_input())
    valid_to = forms.DateField(label=_("Đến trước ngày"), widget=day_input(), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = list(ROLE_LABELS.items())  # type: ignore[attr-defined]
        self.fields["unit"].choices = [(u.id, u.name) for u in queries.units_on(on).values()]  # type: ignore[attr-defined]
        self.fields["section_owner"].choices = [("", _("cả đơn vị"))] + [(o, o) for o in section_owners(on)]  # type: ignore[attr-defined]
        self.fields["valid_from"].initial = on
