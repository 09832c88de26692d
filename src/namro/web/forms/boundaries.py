"""What a person gives when boundaries are imported."""

from __future__ import annotations

import hashlib
from typing import Any

from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from namro.reading.boundaries import LARGEST_FILE

_KEPT_SECONDS = 60 * 60


class BoundaryForm(forms.Form):
    """Cleans to what is in the boxes, and `content`: the bytes of the file.

    kept: the mark of a file that was looked at before and is still here, so that it need not be chosen again.
    """

    file = forms.FileField(
        label=_("Tệp ranh giới"),
        required=False,
        help_text=_("GeoJSON (FeatureCollection), kinh độ, vĩ độ WGS 84, tối đa 20 MB; mỗi xã, phường một vùng."),
        widget=forms.ClearableFileInput(attrs={"accept": ".geojson,.json"}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    property_name = forms.CharField(
        label=_("Thuộc tính chứa mã đơn vị"),
        required=False,
        max_length=100,
        help_text=_("Để trống thì máy chọn thuộc tính khớp nhiều mã xã, phường nhất."),
    )
    from_day = forms.DateField(
        label=_("Dùng từ ngày"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    source = forms.CharField(label=_("Nguồn"), max_length=300, help_text=_("Ai vẽ, lấy ở đâu, ngày nào."))
    licence = forms.CharField(
        label=_("Giấy phép, điều kiện sử dụng"),
        widget=forms.Textarea,
        help_text=_("Ghi nguyên văn điều kiện mà nguồn cho phép dùng; không có thì không nhập."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        file = data.get("file")
        if file and file.size > LARGEST_FILE:
            self.add_error("file", _("Tệp lớn hơn 20 MB; hãy giản lược ranh giới rồi xuất lại."))
        elif file:
            content = file.read()
            data["kept"] = hashlib.sha256(content).hexdigest()
            cache.set(_key(data["kept"]), content, _KEPT_SECONDS)
            data["content"] = content
        elif (content := cache.get(_key(data.get("kept") or "-"))) is not None:
            data["content"] = content
        else:
            self.add_error("file", _("Chọn tệp GeoJSON."))
        return data


def _key(digest: str) -> str:
    return f"boundaries:{digest[:64]}"
