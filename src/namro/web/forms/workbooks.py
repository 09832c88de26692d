"""What a person chooses when workbooks are uploaded."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy

from namro.kernel.elements import CellKey
from namro.reporting.workbook_rules import Measure


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Cleans to a list of files, in the order in which they were chosen."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        given = data if isinstance(data, list | tuple) else [data]
        one = super().clean
        return [one(file, initial) for file in given or [None]]


class UploadForm(forms.Form):
    books = ManyFilesField(
        label=gettext_lazy("Các tệp biểu"),
        help_text=gettext_lazy("Chọn một hay nhiều tệp .xlsx đã tải từ đây, tối đa 400 tệp, mỗi tệp 10 MB."),
        widget=ManyFiles(attrs={"accept": ".xlsx"}),
        error_messages={"required": gettext_lazy("Chọn ít nhất một tệp biểu (.xlsx).")},
        allow_empty_file=True,
    )
    source_reference = forms.CharField(
        label=gettext_lazy("Văn bản của đơn vị"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "Khi nhập thay: số, ký hiệu, ngày của báo cáo đơn vị đã gửi. Tệp nào ghi văn bản riêng thì lấy của tệp."
        ),
    )
    send = forms.BooleanField(
        label=gettext_lazy("Ghi xong thì gửi luôn những báo cáo không còn vướng gì"), required=False
    )


class MappedWorkbookForm(forms.Form):
    name = forms.CharField(
        label=gettext_lazy("Tên mẫu"), max_length=200, help_text=gettext_lazy("Ví dụ: Biểu 1 gửi Bộ Công an.")
    )
    file = forms.FileField(
        label=gettext_lazy("Tệp mẫu trống"),
        help_text=gettext_lazy("Tệp .xlsx của bộ hoặc cơ quan nhận, tối đa 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class MapCellForm(forms.Form):
    """One cell and what goes into it; for one figure a unit, also the column of names and the last row."""

    address = forms.CharField(label=gettext_lazy("Ô"), max_length=10)
    what = forms.ChoiceField(label=gettext_lazy("Số liệu hoặc chỉ tiêu"))
    measure = forms.ChoiceField(
        label=gettext_lazy("Lấy số"),
        choices=[
            (Measure.THIS, gettext_lazy("Kỳ này")),
            (Measure.YEAR_TO_DATE, gettext_lazy("Lũy kế từ đầu năm")),
            (Measure.LAST_YEAR, gettext_lazy("Cùng kỳ năm trước")),
            (Measure.PREVIOUS, gettext_lazy("Kỳ trước")),
        ],
        help_text=gettext_lazy("Bỏ qua khi chọn chỉ tiêu."),
    )
    names_column = forms.CharField(
        label=gettext_lazy("Cột tên đơn vị"),
        max_length=3,
        required=False,
        help_text=gettext_lazy("Mẫu mỗi đơn vị một hàng: ghi cột có tên đơn vị, ví dụ B; để trống là lấy số chung."),
    )
    last_row = forms.IntegerField(label=gettext_lazy("Hàng cuối"), required=False, min_value=1)

    def __init__(self, choices: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["what"].choices = choices  # type: ignore[attr-defined]

    def mapping(self) -> dict[str, Any]:
        """As actions.map_cell takes it."""
        kind, _, code = self.cleaned_data["what"].partition(":")
        about = {name: self.cleaned_data[name] for name in ("address", "names_column", "last_row")}
        if kind == "t":
            return {**about, "code": code, "measure": Measure.TARGET}
        key = CellKey.parse(code)
        measure = Measure(self.cleaned_data["measure"])
        return {**about, "code": key.element, "breakdown": key.breakdown, "measure": measure}


class EarlyCutOffForm(forms.Form):
    days = forms.IntegerField(label=gettext_lazy("Chốt sớm (ngày)"), min_value=0, max_value=31)
    basis = forms.CharField(label=gettext_lazy("Văn bản quy định"), max_length=300, required=False)
