"""Forms about reminding: which reports, when by itself, and what a leader is told."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.organisations.models import RoleAssignment
from namro.reporting.actions.escalations import LONGEST_TEXT
from namro.reporting.reminding import Schedule
from namro.web.forms.organisations import day_input


class DaysField(forms.CharField):
    """«1, 3»: whole numbers of days, in order; empty for none."""

    default_error_messages = {"days": _("Ghi các số ngày nguyên dương, cách nhau bằng dấu phẩy, ví dụ 1, 3.")}

    def to_python(self, value: Any) -> tuple[int, ...]:  # type: ignore[override]
        parts = [part.strip() for part in (super().to_python(value) or "").replace(";", ",").split(",") if part.strip()]
        if not all(part.isascii() and part.isdigit() and 0 < int(part) < 1000 for part in parts):
            raise forms.ValidationError(self.error_messages["days"], code="days")
        return tuple(sorted({int(part) for part in parts}))


def clock() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class ScheduleForm(forms.Form):
    before = DaysField(label=_("Trước hạn (ngày làm việc)"), required=False, max_length=60)
    on_the_day = forms.BooleanField(label=_("Nhắc đúng ngày hạn"), required=False)
    after = DaysField(label=_("Sau hạn (ngày)"), required=False, max_length=60)
    quiet_from = forms.TimeField(label=_("Không gửi thư từ"), widget=clock())
    quiet_until = forms.TimeField(label=_("đến sáng hôm sau lúc"), widget=clock())
    digest_at = forms.TimeField(
        label=_("Thư tổng hợp cho cơ quan thường trực lúc"),
        widget=clock(),
        required=False,
        help_text=_(
            "Mỗi ngày làm việc một thư: bao nhiêu báo cáo quá hạn, bị trả lại, chờ tiếp nhận. Để trống thì không gửi."
        ),
    )
    valid_from = forms.DateField(label=_("Áp dụng từ ngày"), widget=day_input())

    def schedule(self) -> Schedule:
        given = self.cleaned_data
        on_the_day = (0,) if given["on_the_day"] else ()
        return Schedule(
            steps=(*(-days for days in reversed(given["before"])), *on_the_day, *given["after"]),
            quiet_from=given["quiet_from"],
            quiet_until=given["quiet_until"],
            digest_at=given["digest_at"],
        )


def as_fields(schedule: Schedule) -> dict[str, Any]:
    """A schedule as the form shows it."""
    return {
        "before": ", ".join(str(-step) for step in schedule.steps if step < 0),
        "on_the_day": 0 in schedule.steps,
        "after": ", ".join(str(step) for step in schedule.steps if step > 0),
        "quiet_from": schedule.quiet_from,
        "quiet_until": schedule.quiet_until,
        "digest_at": schedule.digest_at,
    }


class RemindForm(forms.Form):
    reports = forms.TypedMultipleChoiceField(coerce=int, error_messages={"required": _("Chọn ít nhất một đơn vị.")})

    def __init__(self, *args: Any, reports: Iterable[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reports"].choices = [(report, report) for report in reports]  # type: ignore[attr-defined]


class EscalationForm(forms.Form):
    to = forms.TypedMultipleChoiceField(
        label=_("Gửi tới"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Chọn lãnh đạo nhận báo cáo.")},
    )
    text = forms.CharField(
        label=_("Nội dung"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_("Đã nhắc thế nào, vì sao chậm, cần lãnh đạo làm gì. Không nêu tên người nghiện, người sử dụng."),
    )
    confirmed = forms.BooleanField(
        label=_("Tôi đã liên hệ các đơn vị này và thấy cần báo cáo lãnh đạo"),
        error_messages={"required": _("Đánh dấu xác nhận trước khi gửi.")},
    )

    def __init__(self, *args: Any, leaders: Iterable[RoleAssignment], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = {role.person_id: role.person for role in leaders}
        choices = [(pk, ", ".join(filter(None, (p.full_name, p.position)))) for pk, p in people.items()]
        self.fields["to"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["to"].initial = [choices[0][0]]
