"""Forms for changes of units. What makes sense is for the actions to say; here boxes become values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.organisations.models import UnitName
from namro.organisations.queries import UnitRow
from namro.organisations.rules import TAGS, UnitLevel
from namro.web import unit_labels
from namro.web.forms.organisations import day_input

NEW = "moi"
HEIRS = 5


class ChangeForm(forms.Form):
    """units: those there are on the day that was chosen, else today."""

    effective_on = forms.DateField(label=_("Có hiệu lực từ ngày"), widget=day_input())
    legal_reference = forms.CharField(
        label=_("Căn cứ"), max_length=300, help_text=_("Số, ngày, cơ quan ban hành nghị quyết hoặc quyết định.")
    )

    def __init__(self, *args: Any, units: Mapping[int, UnitRow], unit: UnitRow | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.units, self.unit = units, unit
        self.prepare()

    def prepare(self) -> None:
        """Fill in what depends on the units."""

    def choices(self, *, without: int | None = None) -> list[tuple[Any, Any]]:
        """Units by level, communes first, in Vietnamese order of their names."""
        return self._by_level(row for row in self.units.values() if row.id != without)

    def below_the_top(self, *, without: int | None = None) -> list[tuple[Any, Any]]:
        """As choices, without the province itself."""
        return self._by_level(row for row in self.units.values() if row.id != without and row.parent is not None)

    def _by_level(self, rows: Iterable[UnitRow]) -> list[tuple[Any, Any]]:
        by_level: dict[UnitLevel, list[tuple[int, str]]] = {level: [] for level in reversed(unit_labels.LEVELS)}
        for row in rows:
            by_level[row.level].append((row.id, row.name))
        return [(unit_labels.LEVELS[level], found) for level, found in by_level.items() if found]

    def offer(self, field: str, choices: list[tuple[Any, Any]]) -> None:
        self.fields[field].choices = choices  # type: ignore[attr-defined]


class NewUnitFields(ChangeForm):
    code = forms.CharField(label=_("Mã đơn vị mới"), max_length=40, required=False)
    name = forms.CharField(label=_("Tên đơn vị mới"), max_length=300, required=False)


class MergeForm(NewUnitFields):
    into = forms.ChoiceField(label=_("Nhập vào"))
    absorbed = forms.TypedMultipleChoiceField(
        label=_("Các đơn vị bị nhập"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    field_order = ("absorbed", "into", "code", "name", "effective_on", "legal_reference")

    def prepare(self) -> None:
        self.offer("absorbed", self.below_the_top())
        self.offer("into", [(NEW, _("một đơn vị mới (ghi mã, tên ở dưới)")), *self.below_the_top()])

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        _check_new(self, data.get("into"), "code", "name")
        return data


class SplitForm(ChangeForm):
    """to_n: nobody, the unit itself, a new one, or one that is there; percent_n: its share."""

    def prepare(self) -> None:
        assert self.unit is not None
        own = (self.unit.id, _("%(unit)s (giữ lại phần này)") % {"unit": self.unit.name})
        to = [("", "–"), (NEW, _("một đơn vị mới")), own, *self.below_the_top(without=self.unit.id)]
        for n in range(1, HEIRS + 1):
            self.fields[f"to_{n}"] = forms.ChoiceField(label=_("Đơn vị nhận"), choices=to, required=n < 3)
            self.fields[f"percent_{n}"] = forms.DecimalField(
                label=_("Tỷ lệ (%)"), max_value=100, decimal_places=6, required=False, localize=True
            )
            self.fields[f"code_{n}"] = forms.CharField(label=_("Mã, nếu là đơn vị mới"), max_length=40, required=False)
            self.fields[f"name_{n}"] = forms.CharField(
                label=_("Tên, nếu là đơn vị mới"), max_length=300, required=False
            )

    def rows(self) -> list[list[forms.BoundField]]:
        return [[self[f"{part}_{n}"] for part in ("to", "percent", "code", "name")] for n in range(1, HEIRS + 1)]

    @property
    def has_more(self) -> bool:
        """Whether more than two heirs have been filled in."""
        return any(self[f"to_{n}"].value() for n in range(3, HEIRS + 1))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for n in range(1, HEIRS + 1):
            if data.get(f"to_{n}"):
                _check_new(self, data[f"to_{n}"], f"code_{n}", f"name_{n}")
                if data.get(f"percent_{n}") is None and f"percent_{n}" not in self.errors:
                    self.add_error(f"percent_{n}", _("Ghi tỷ lệ của đơn vị này."))
        return data

    def heirs(self) -> list[tuple[str, Decimal, str, str]]:
        """Who, what share of 1, and the code and name of a new unit."""
        data = self.cleaned_data
        return [
            (data[f"to_{n}"], data[f"percent_{n}"] / 100, data[f"code_{n}"], data[f"name_{n}"])
            for n in range(1, HEIRS + 1)
            if data[f"to_{n}"]
        ]


class RenameForm(ChangeForm):
    name = forms.CharField(label=_("Tên mới"), max_length=300)
    short_name = forms.CharField(label=_("Tên gọi tắt"), max_length=100, required=False)
    other_names = forms.CharField(
        label=_("Các cách gọi khác"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi dòng một cách gọi hay gặp trong văn bản. Xã, phường để trống thì có «UBND …» theo tên mới."),
    )
    letterhead_parent = forms.CharField(label=_("Dòng cơ quan chủ quản"), max_length=300, required=False)
    letterhead_name = forms.CharField(
        label=_("Tên in trên đầu văn bản"),
        max_length=300,
        required=False,
        help_text=_("Để trống thì lấy theo tên mới, viết hoa."),
    )
    document_symbol = forms.CharField(label=_("Ký hiệu văn bản"), max_length=40, required=False)
    place = forms.CharField(label=_("Địa danh"), max_length=100, required=False)
    field_order = ("name", "short_name", "other_names", "letterhead_parent", "letterhead_name")

    def clean_other_names(self) -> list[str]:
        return [line.strip() for line in self.cleaned_data["other_names"].splitlines() if line.strip()]

    def new_name(self) -> UnitName:
        kept = {key: value for key, value in self.cleaned_data.items() if key not in ChangeForm.base_fields}
        return UnitName(**kept)


class MoveForm(ChangeForm):
    parent = forms.TypedChoiceField(label=_("Cấp trên mới"), coerce=int)
    field_order = ("parent",)

    def prepare(self) -> None:
        self.offer("parent", self.choices(without=self.unit.id if self.unit else None))


class AddForm(NewUnitFields):
    like = forms.TypedChoiceField(
        label=_("Cùng loại với"),
        coerce=int,
        help_text=_("Đơn vị mới được giao biểu, được gọi trong kế hoạch như đơn vị này."),
    )
    parent = forms.TypedChoiceField(label=_("Trực thuộc"), coerce=int)
    field_order = ("code", "name", "like", "parent")

    def prepare(self) -> None:
        self.offer("like", self.choices())
        self.offer("parent", self.choices())
        self.fields["code"].required = self.fields["name"].required = True


class FunctionForm(ChangeForm):
    function = forms.ChoiceField(label=_("Chức năng"), required=False)
    other = forms.CharField(
        label=_("Chức năng khác"),
        max_length=60,
        required=False,
        help_text=_("Ví dụ: quản lý cai nghiện ma túy. Chỉ ghi khi không có trong danh sách trên."),
    )
    to = forms.TypedChoiceField(label=_("Chuyển cho"), coerce=int)
    field_order = ("function", "other", "to")

    def prepare(self) -> None:
        self.offer("function", [("", "–"), *unit_labels.functions().items()])
        self.offer("to", self.choices())

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if bool(data.get("function")) == bool(data.get("other", "").strip()):
            self.add_error("function", _("Chọn một chức năng, hoặc ghi một chức năng khác."))
        return data

    @property
    def word(self) -> str:
        return str(self.cleaned_data["function"] or self.cleaned_data["other"].strip())


class TagForm(ChangeForm):
    tags = forms.MultipleChoiceField(
        label=_("Đặc điểm từ ngày ấy"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[(tag, unit_labels.TAGS[tag]) for tag in TAGS],
    )
    field_order = ("tags",)


class ServesForm(ChangeForm):
    served = forms.TypedMultipleChoiceField(
        label=_("Phục vụ, ngoài cấp trên trực tiếp"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Ví dụ: đồn biên phòng và các xã của đồn, hải quan khu vực, bệnh viện của mấy xã."),
    )
    field_order = ("served",)

    def prepare(self) -> None:
        self.offer("served", self.choices(without=self.unit.id if self.unit else None))


class ImportForm(forms.Form):
    """rows: what was read of the file, sent along from the preview to the confirmation."""

    source = forms.ChoiceField(
        label=_("Danh sách"),
        widget=forms.RadioSelect,
        choices=[("official", _("đơn vị ngày 30/6/2025, có sẵn trong phần mềm")), ("file", _("tệp CSV của tỉnh"))],
    )
    file = forms.FileField(
        label=_("Tệp CSV"),
        required=False,
        help_text=_("Cột: mã cũ, tên cũ, mã mới; có thể thêm huyện cũ, tỉnh cũ, tên mới, tỷ lệ."),
    )
    rows = forms.CharField(required=False, widget=forms.HiddenInput)
    effective_on = forms.DateField(label=_("Có hiệu lực từ ngày"), widget=day_input())
    known_since = forms.DateField(
        label=_("Đơn vị cũ có từ ngày"),
        widget=day_input(),
        help_text=_("Dùng khi đơn vị cũ chưa có ở đây: từ ngày này số liệu cũ có chỗ để ghi."),
    )
    legal_reference = forms.CharField(label=_("Căn cứ"), max_length=300)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("source") == "file" and not data.get("file") and not data.get("rows"):
            self.add_error("file", _("Chọn tệp CSV."))
        return data


def _check_new(form: forms.Form, to: Any, code: str, name: str) -> None:
    """A new unit needs a code and a name."""
    if to == NEW:
        for field in (code, name):
            if not form.cleaned_data.get(field):
                form.add_error(field, _("Đơn vị mới cần mã và tên."))


def initial_of(unit: UnitRow | None, served: list[int], today: date) -> dict[str, Any]:
    """What the boxes hold at first: how the unit is today. What is made from a commune's name is left blank."""
    if unit is None:
        return {"effective_on": today}
    named_after_itself = unit.kind == "commune"
    return {
        "effective_on": today,
        "name": unit.name,
        "short_name": unit.short_name if unit.short_name != unit.name else "",
        "other_names": "" if named_after_itself else "\n".join(unit.other_names),
        "letterhead_parent": unit.letterhead_parent,
        "document_symbol": unit.document_symbol,
        "place": "" if named_after_itself else unit.place,
        "tags": list(unit.tags),
        "served": served,
        "to_1": unit.id,
    }
