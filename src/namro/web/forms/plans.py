"""Forms of the plan pages: upload, header, and one form for each kind of item."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from namro.plans.rules import Comparator, ItemKind
from namro.plans.wording import AS_WRITTEN

SHAPES = [(c.value, AS_WRITTEN[c].replace("{}", "…")) for c in Comparator]
PERIODS = [
    ("", _("không định kỳ")),
    ("once", _("một lần")),
    ("week", _("tuần")),
    ("month", _("tháng")),
    ("quarter", _("quý")),
    ("half_year", _("6 tháng")),
    ("nine_months", _("9 tháng")),
    ("year", _("năm")),
    ("on_request", _("khi được yêu cầu")),
]


class DayField(forms.DateField):
    """A day that travels as ISO text in an item's data."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        return found.isoformat() if found else None


class NamesField(forms.CharField):
    """Names of bodies, one a line."""

    widget = forms.Textarea(attrs={"rows": 2})

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs, help_text=_("Mỗi dòng một tên."))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        return [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]


class NumberField(forms.DecimalField):
    """A number that is kept as JSON keeps it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=16, decimal_places=4, localize=False, **kwargs)
        self.widget = forms.TextInput(attrs={"inputmode": "decimal"})

    def to_python(self, value: Any) -> Any:
        text = value.strip() if isinstance(value, str) else value
        if isinstance(text, str) and "," in text:
            text = text.replace(".", "").replace(",", ".")
        return super().to_python(text)

    def clean(self, value: Any) -> Any:
        found = super().clean(value)
        if found is None:
            return None
        return int(found) if found == found.to_integral_value() else float(found)


ACCEPTED = ".docx,.doc,.rtf,.pdf,.html,.htm,.mht,.mhtml,.txt,.md,.png,.jpg,.jpeg,.tif,.tiff"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp văn bản"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "Word, PDF, trang HTML, ảnh chụp hoặc văn bản thuần, tối đa 20 MB. Bản Word đọc được chắc nhất. "
            "Văn bản có dấu MẬT không được đưa vào hệ thống này."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )
    text = forms.CharField(
        label=_("Hoặc dán nội dung văn bản"), required=False, widget=forms.Textarea(attrs={"rows": 8})
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not cleaned.get("file") and not (cleaned.get("text") or "").strip() and not self.errors:
            raise forms.ValidationError(_("Chọn một tệp, hoặc dán nội dung văn bản vào ô bên dưới."))
        return cleaned


class HeaderForm(forms.Form):
    kind = forms.CharField(label=_("Loại văn bản"), max_length=60)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=80, required=False)
    issued_on = DayField(label=_("Ngày ban hành"), required=False)
    place = forms.CharField(label=_("Nơi ban hành"), max_length=100, required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=300, required=False)
    title = forms.CharField(label=_("Trích yếu"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    signer_name = forms.CharField(label=_("Người ký"), max_length=120, required=False)
    signer_position = forms.CharField(label=_("Chức vụ người ký"), max_length=120, required=False)
    period_from = DayField(label=_("Thực hiện từ ngày"), required=False)
    period_to = DayField(label=_("đến ngày"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    @classmethod
    def initial_from(cls, header: Mapping[str, Any], version: int) -> dict[str, Any]:
        signer = header.get("signer") or {}
        found = {name: header.get(name) for name in cls.base_fields}
        return found | {
            "signer_name": signer.get("name"),
            "signer_position": signer.get("position"),
            "version": version,
        }

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("period_from") and cleaned.get("period_to") and cleaned["period_to"] < cleaned["period_from"]:
            self.add_error("period_to", _("Ngày kết thúc phải sau ngày bắt đầu."))
        return cleaned

    def header(self, before: Mapping[str, Any]) -> dict[str, Any]:
        found = {k: v or None for k, v in self.cleaned_data.items() if k != "version" and not k.startswith("signer_")}
        name, position = self.cleaned_data["signer_name"], self.cleaned_data["signer_position"]
        signer = {**(before.get("signer") or {}), "name": name or None, "position": position or None}
        return {**found, "signer": signer if name or position else None}


class ItemForm(forms.Form):
    """Common to all kinds: the sentence of the document that the item stands on."""

    quote = forms.CharField(
        label=_("Nguyên văn trong văn bản"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=_("Chép đúng một đoạn của văn bản; bôi đen ở khung bên cạnh rồi bấm Thêm mục cũng được."),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    near = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def data_of_item(self) -> dict[str, Any]:
        own = {"quote", "version", "near"}
        return {key: (value if value != "" else None) for key, value in self.cleaned_data.items() if key not in own}


class TargetForm(ItemForm):
    measure = forms.CharField(label=_("Đo cái gì"), widget=forms.Textarea(attrs={"rows": 2}))
    comparator = forms.ChoiceField(label=_("Cách so sánh"), choices=SHAPES)
    value = NumberField(label=_("Giá trị"))
    value_to = NumberField(label=_("Đến giá trị (chỉ cho khoảng)"), required=False)
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=60)
    reference = forms.CharField(label=_("So với"), max_length=300, required=False)
    by = DayField(label=_("Hạn hoàn thành"), required=False)
    owner = NamesField(label=_("Cơ quan chịu trách nhiệm"), required=False)
    recurrence = forms.ChoiceField(
        label=_("Lặp lại"), choices=[("", _("một lần")), ("yearly", _("hằng năm"))], required=False
    )


class AllocationForm(ItemForm):
    unit_name = forms.CharField(label=_("Đơn vị được giao"), max_length=300)
    value = NumberField(label=_("Số được giao"))
    unit = forms.CharField(label=_("Đơn vị tính"), max_length=60, required=False)
    table = forms.CharField(label=_("Tên bảng"), max_length=500, required=False)


class TaskForm(ItemForm):
    text = forms.CharField(label=_("Nội dung công việc"), widget=forms.Textarea(attrs={"rows": 4}))


class DutyForm(TaskForm):
    agencies = NamesField(label=_("Cơ quan thực hiện"), required=False)
    mode = forms.ChoiceField(
        label=_("Giao hay đề nghị"), choices=[("assigned", _("giao")), ("requested", _("đề nghị"))]
    )


class AnnexTaskForm(TaskForm):
    lead = NamesField(label=_("Chủ trì"), required=False)
    coordinating = NamesField(label=_("Phối hợp"), required=False)
    time = forms.CharField(label=_("Thời gian như văn bản ghi"), max_length=200, required=False)
    time_from = DayField(label=_("Từ ngày"), required=False)
    time_to = DayField(label=_("Đến ngày"), required=False)
    recurring = forms.BooleanField(label=_("Thường xuyên"), required=False)
    product = forms.CharField(label=_("Sản phẩm"), max_length=300, required=False)


class ProjectForm(ItemForm):
    code = forms.CharField(label=_("Ký hiệu (Dự án 1, Tiểu dự án 2 …)"), max_length=80)
    name = forms.CharField(label=_("Tên"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
    lead = NamesField(label=_("Chủ trì"), required=False)
    coordinating = NamesField(label=_("Phối hợp"), required=False)


class ReportingForm(ItemForm):
    what = forms.ChoiceField(label=_("Phải gửi"), choices=[("báo cáo", _("báo cáo")), ("kế hoạch", _("kế hoạch"))])
    who = NamesField(label=_("Ai gửi"), required=False)
    to = NamesField(label=_("Gửi cho ai"), required=False)
    period = forms.ChoiceField(label=_("Định kỳ"), choices=PERIODS, required=False)
    due = DayField(label=_("Ngày phải gửi (nếu một lần)"), required=False)
    rule = forms.CharField(
        label=_("Quy tắc ngày gửi"),
        max_length=60,
        required=False,
        help_text=_(
            "quarter:last-15 là ngày 15 tháng cuối quý; quarter:next-05, month:15, half_year:06-15, year:12-15"
        ),
    )
    exclusive = forms.BooleanField(label=_("«trước ngày», không tính ngày đó"), required=False)


class EventForm(ItemForm):
    what = forms.CharField(label=_("Sự kiện"), max_length=300)
    when = forms.CharField(label=_("Khi nào"), max_length=100, required=False)


class CitationForm(ItemForm):
    kind = forms.CharField(label=_("Loại văn bản"), max_length=60)
    number = forms.CharField(label=_("Số, ký hiệu"), max_length=80, required=False)
    date = DayField(label=_("Ngày"), required=False)
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=300, required=False)


class AbbreviationForm(ItemForm):
    short = forms.CharField(label=_("Viết tắt"), max_length=40)
    long = forms.CharField(label=_("Đầy đủ"), max_length=300)


ITEM_FORMS: dict[ItemKind, type[ItemForm]] = {
    ItemKind.TARGET: TargetForm,
    ItemKind.ALLOCATION: AllocationForm,
    ItemKind.DUTY: DutyForm,
    ItemKind.GENERAL_TASK: TaskForm,
    ItemKind.ANNEX_TASK: AnnexTaskForm,
    ItemKind.PROJECT: ProjectForm,
    ItemKind.REPORTING: ReportingForm,
    ItemKind.EVENT: EventForm,
    ItemKind.CITATION: CitationForm,
    ItemKind.ABBREVIATION: AbbreviationForm,
}


def item_form(kind: ItemKind, data: Any = None, *, initial: Mapping[str, Any] | None = None) -> ItemForm:
    """The form of a kind, its own fields first and the sentence last."""
    made = ITEM_FORMS[kind](data, initial=dict(initial or {}))
    made.order_fields([name for name in made.fields if name not in ItemForm.base_fields])
    return made
