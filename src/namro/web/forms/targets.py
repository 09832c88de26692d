"""What is typed about a target after publication."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from namro.kernel.figures import format_exact, parse_figure
from namro.kernel.times import Period
from namro.organisations.queries import UnitRow
from namro.plans import wording
from namro.plans.models import FollowedTarget, Target
from namro.plans.rules import BaseFrom, Comparator
from namro.plans.targeting import LONGEST_REASON, Settings, readings_open
from namro.reporting.rules import MAX_SIGNED_FILE
from namro.web.forms.organisations import day_input
from namro.web.unit_labels import TAGS

DECIMALS = 4


class FigureField(forms.CharField):
    """A number as Vietnamese documents write it: 1.234,5."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=24, **kwargs)
        self.widget.attrs["inputmode"] = "decimal"

    def prepare_value(self, value: Any) -> Any:
        return format_exact(value) if isinstance(value, Decimal) else value

    def clean(self, value: Any) -> Decimal | None:
        text = super().clean(value)
        try:
            figure = parse_figure(text, DECIMALS)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from None
        return figure.value if figure else None


class FiguresField(forms.CharField):
    """Several numbers, parted by semicolons."""

    def clean(self, value: Any) -> tuple[Decimal, ...]:
        text = super().clean(value)
        return tuple(
            found for part in text.split(";") if (found := FigureField(required=False).clean(part)) is not None
        )


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=_("Lý do"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Ai cũng đọc được trong lịch sử của chỉ tiêu."),
    )


class MeasureForm(forms.Form):
    """How the number is read, what measures it, and from what base."""

    reading = forms.ChoiceField(label=_("Cách đọc con số"))
    indicator = forms.ChoiceField(label=_("Chỉ báo đo"), required=False)
    due_on = forms.DateField(label=_("Hạn"), required=False, widget=day_input())
    nothing_counts = forms.BooleanField(label=_("Không phát sinh thì coi là đạt"), required=False)
    each_unit = forms.BooleanField(label=_("Từng đơn vị phải đạt («mỗi xã 01»)"), required=False)
    unit_tags = forms.MultipleChoiceField(
        label=_("Chỉ tính đơn vị có nhãn"),
        required=False,
        choices=list(TAGS.items()),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Dùng với «từng đơn vị phải đạt»; không chọn nhãn nào là mọi đơn vị được hỏi số liệu này."),
    )
    part_values = FiguresField(
        label=_("Mức của từng phần"),
        required=False,
        help_text=_("Chỉ khi chỉ báo gồm nhiều phần có mức khác nhau, theo thứ tự, ví dụ 75; 30."),
    )
    base = forms.ChoiceField(label=_("Gốc so sánh"), required=False)
    base_value = FigureField(label=_("Số gốc"), required=False)
    base_source = forms.CharField(label=_("Văn bản nêu số gốc"), max_length=300, required=False)
    base_year = forms.IntegerField(label=_("Năm gốc"), min_value=1990, max_value=2100, required=False)
    base_map_on = forms.DateField(
        label=_("Số gốc tính theo bản đồ đơn vị ngày"),
        required=False,
        widget=day_input(),
        help_text=_("Khi kế hoạch nêu rõ; số đếm được cộng lại về bản đồ hiện nay."),
    )
    reason = reason_field()

    def __init__(self, target: Target, indicators: Sequence[tuple[int, str]], posted: QueryDict | None = None) -> None:
        initial = {
            "reading": target.comparator,
            "indicator": str(target.indicator_id or ""),
            "due_on": target.due_on,
            "nothing_counts": target.nothing_counts,
            "each_unit": target.each_unit,
            "unit_tags": target.unit_tags,
            "part_values": "; ".join(format_exact(Decimal(text)) for text in target.part_values),
            "base": base_of(target),
            "base_value": target.base_value,
            "base_source": target.base_source,
            "base_year": target.base_year,
            "base_map_on": target.base_map_on,
        }
        super().__init__(posted, initial=initial)
        unit = target.unit_label
        self.fields["reading"].choices = [  # type: ignore[attr-defined]
            (str(c), wording.goal(c, target.value, target.value_to, unit)) for c in readings_open(target)
        ]
        self.fields["indicator"].choices = [("", _("chưa chọn")), *((str(pk), name) for pk, name in indicators)]  # type: ignore[attr-defined]
        self.fields["base"].choices = [  # type: ignore[attr-defined]
            (BaseFrom.SYSTEM.value, _("số năm trước đã có trong hệ thống")),
            (BaseFrom.GIVEN.value, _("số cho trước, theo văn bản")),
            (BaseFrom.YEAR.value, _("số của một năm trước nữa")),
        ]
        if not target.comparator.startswith(("increase", "decrease")):
            for name in ("base", "base_value", "base_source", "base_year", "base_map_on"):
                del self.fields[name]

    def settings(self) -> Settings:
        found = self.cleaned_data
        base = found.get("base") or BaseFrom.SYSTEM
        return Settings(
            reading=Comparator(found["reading"]),
            indicator=int(found["indicator"]) if found["indicator"] else None,
            due_on=found["due_on"],
            nothing_counts=found["nothing_counts"],
            each_unit=found["each_unit"],
            unit_tags=tuple(found["unit_tags"]),
            part_values=found["part_values"],
            base_value=found["base_value"] if base == BaseFrom.GIVEN else None,
            base_source=found["base_source"] if base == BaseFrom.GIVEN else "",
            base_year=found["base_year"] if base == BaseFrom.YEAR else None,
            base_map_on=found.get("base_map_on"),
        )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("base") == BaseFrom.GIVEN and found.get("base_value") is None and not self.errors:
            self.add_error("base_value", _("Ghi số gốc và văn bản nêu số ấy."))
        if found.get("base") == BaseFrom.YEAR and found.get("base_year") is None and not self.errors:
            self.add_error("base_year", _("Ghi năm lấy làm gốc."))
        return found


def base_of(target: Target) -> str:
    if target.base_value is not None:
        return BaseFrom.GIVEN
    return BaseFrom.YEAR if target.base_year is not None else BaseFrom.SYSTEM


class PathForm(forms.Form):
    """One box a period; all of them empty is the usual path."""

    reason = reason_field()

    def __init__(self, target: Target, periods: Sequence[Period], posted: QueryDict | None = None) -> None:
        kept = {date.fromisoformat(day): Decimal(text) for day, text in target.path.items()}
        initial = {f"on_{p.end.isoformat()}": kept.get(p.end) for p in periods}
        super().__init__(posted, initial=initial)
        self.days = {f"on_{p.end.isoformat()}": p.end for p in periods}
        fields = {
            f"on_{p.end.isoformat()}": FigureField(
                label=_("Đến hết %(period)s") % {"period": p.label[:1].lower() + p.label[1:]}, required=False
            )
            for p in periods
        }
        self.fields = {**fields, "reason": self.fields["reason"]}

    def values(self) -> dict[date, Decimal]:
        found = {day: self.cleaned_data[name] for name, day in self.days.items()}
        return {day: value for day, value in found.items() if value is not None}


class SharesForm(forms.Form):
    """One box a unit; a list pasted from a spreadsheet (name, number) goes over the boxes."""

    pasted = forms.CharField(
        label=_("Dán từ bảng tính"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Hai cột: tên đơn vị, số giao. Số dán vào đây thay cho số trong các ô."),
    )
    reason = reason_field()

    def __init__(
        self, units: Sequence[UnitRow], shares: Mapping[int, Decimal], posted: QueryDict | None = None
    ) -> None:
        super().__init__(posted, initial={f"u{pk}": value for pk, value in shares.items()})
        self.units = {row.id: row for row in units}
        self.fields.update({f"u{row.id}": FigureField(label=row.name, required=False) for row in units})

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[f"u{pk}"] for pk in self.units]

    def clean_pasted(self) -> dict[int, Decimal]:
        """Names as they stand in the list of units, spelled with or without capitals."""
        known = {row.name.casefold(): row.id for row in self.units.values()}
        found: dict[int, Decimal] = {}
        for number, line in enumerate(self.cleaned_data["pasted"].splitlines(), 1):
            name, _tab, text = line.replace(";", "\t").rpartition("\t")
            if not line.strip():
                continue
            unit = known.get(" ".join(name.split()).casefold())
            value = FigureField(required=False).clean(text)
            if unit is None or value is None:
                raise forms.ValidationError(
                    _("Dòng %(number)s: không có đơn vị mang tên «%(name)s», hoặc thiếu số; sửa dòng ấy rồi lưu lại."),
                    params={"number": number, "name": name.strip() or line.strip()},
                )
            found[unit] = value
        return found

    def shares(self) -> dict[int, Decimal]:
        if pasted := self.cleaned_data["pasted"]:
            return dict(pasted)
        boxes = {pk: self.cleaned_data[f"u{pk}"] for pk in self.units}
        return {pk: value for pk, value in boxes.items() if value is not None}


class TableForm(forms.Form):
    table = forms.ChoiceField(label=_("Bảng của kế hoạch"))
    reason = reason_field()

    def __init__(self, tables: Iterable[str], posted: QueryDict | None = None) -> None:
        super().__init__(posted, prefix="bang")
        self.fields["table"].choices = [(name, name or _("bảng không có tên")) for name in tables]  # type: ignore[attr-defined]


NONE, TYPED = "none", "typed"


class AboveForm(forms.Form):
    """Which goal of the plan above this one carries out."""

    above = forms.ChoiceField(label=_("Chỉ tiêu cấp trên"), widget=forms.RadioSelect)
    citation = forms.CharField(
        label=_("Văn bản cấp trên"), max_length=300, required=False, help_text=_("Số, ngày, mục nêu chỉ tiêu.")
    )
    comparator = forms.ChoiceField(
        label=_("Cách đặt mức"),
        required=False,
        choices=[(c.value, wording.GOALS[c].replace("{}", "…")) for c in Comparator],
    )
    value = FigureField(label=_("Mức"), required=False)
    value_to = FigureField(label=_("đến"), required=False)
    year = forms.IntegerField(label=_("Năm phải đạt"), min_value=2000, max_value=2100, required=False)
    yearly = forms.BooleanField(label=_("Chỉ tiêu hằng năm"), required=False)
    is_our_share = forms.BooleanField(label=_("Cấp trên giao riêng con số này cho ta"), required=False)
    reason = reason_field()

    def __init__(self, target: Target, above: Sequence[tuple[str, str]], posted: QueryDict | None = None) -> None:
        typed = target.above_typed
        initial = {"above": chosen_above(target), **typed}
        super().__init__(posted, initial=initial)
        self.unit = target.unit_label
        own = [(TYPED, _("nhập từ văn bản cấp trên, ở các ô bên dưới")), (NONE, _("không có, hoặc chưa biết"))]
        self.fields["above"].choices = [*above, *own]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("above") == TYPED and not self.errors:
            if not found["citation"]:
                self.add_error("citation", _("Ghi văn bản cấp trên: số, ngày, mục nêu chỉ tiêu."))
            if found["value"] is None or not found["comparator"]:
                self.add_error("value", _("Ghi cách đặt mức và con số của cấp trên."))
            if (found["comparator"] == Comparator.RANGE) != (found["value_to"] is not None):
                self.add_error("value_to", _("Chỉ mức «từ … đến …» có và phải có số thứ hai."))
        return found

    def typed(self) -> dict[str, Any]:
        found = self.cleaned_data
        return {
            "citation": found["citation"],
            "comparator": found["comparator"],
            "value": str(found["value"]),
            "value_to": str(found["value_to"]) if found["value_to"] is not None else None,
            "unit": self.unit,
            "year": found["year"],
            "yearly": found["yearly"],
            "is_our_share": found["is_our_share"],
        }


def chosen_above(target: Target) -> str:
    if target.above_id is not None:
        return f"t{target.above_id}"
    if target.above_followed_id is not None:
        return f"f{target.above_followed_id}"
    return TYPED if target.above_typed else NONE


def choice_of(goal: Target | FollowedTarget) -> str:
    return f"{'t' if isinstance(goal, Target) else 'f'}{goal.pk}"


class AttestForm(forms.Form):
    """What the responsible body says, by which letter."""

    says = forms.ChoiceField(
        label=_("Xác nhận"),
        choices=[("value", _("một con số")), ("yes", _("đã đạt")), ("no", _("chưa đạt"))],
        help_text=_("Số không được đưa vào hệ thống này thì chỉ ghi đạt hay chưa đạt."),
    )
    value = FigureField(label=_("Giá trị"), required=False)
    as_of = forms.DateField(label=_("Tính đến ngày"), widget=day_input())
    method = forms.CharField(
        label=_("Cách tính, cách kiểm tra"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    letter_number = forms.CharField(label=_("Số văn bản"), max_length=80)
    letter_date = forms.DateField(label=_("Ngày văn bản"), widget=day_input())
    file = forms.FileField(
        label=_("Tệp văn bản"),
        required=False,
        help_text=_("PDF, ảnh hoặc DOCX; không đưa văn bản mật vào đây."),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.png,.jpg,.jpeg,.docx"}),
    )

    def __init__(self, target: Target, posted: QueryDict | None = None, files: Any = None) -> None:
        super().__init__(posted, files)
        self.fields["value"].label = _("Giá trị (%(unit)s)") % {"unit": target.unit_label}

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("says") == "value" and found.get("value") is None and not self.errors:
            self.add_error("value", _("Ghi con số được xác nhận, hoặc chọn đã đạt, chưa đạt."))
        file = found.get("file")
        if file and file.size > MAX_SIGNED_FILE:
            self.add_error("file", _("Tệp lớn hơn 20 MB; quét lại ở độ phân giải thấp hơn."))
        return found

    def says_what(self) -> Decimal | bool:
        found = self.cleaned_data
        value: Decimal = found["value"]
        return value if found["says"] == "value" else found["says"] == "yes"
