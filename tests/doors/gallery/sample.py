"""What the component gallery shows: every component once, with invented names."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Paginator

from namro.writing.charts import Bar, Break, Line, Part, Tone, bar_chart, line_chart, spark_line, stacked_bar
from namro.writing.maps import NO_DATA, Area, Kind, commune_map
from namro.writing.outlines import outlines_of


class SampleForm(forms.Form):
    number = forms.CharField(label="Số văn bản", help_text="Ví dụ: 25/BC-UBND")
    signed_on = forms.DateField(label="Ngày ký", widget=forms.DateInput(attrs={"type": "date"}))
    regime = forms.ChoiceField(
        label="Kỳ báo cáo", widget=forms.RadioSelect, choices=[("a", "Theo kỳ chốt số liệu"), ("b", "Theo lịch")]
    )
    unit = forms.ChoiceField(label="Đơn vị", choices=[("1", "Xã Thạch Lâm"), ("2", "Phường Hòa Bình Đông")])
    file = forms.FileField(label="Văn bản đã ký", required=False)
    note = forms.CharField(label="Ghi chú", required=False, widget=forms.Textarea)
    sure = forms.BooleanField(label="Đã đối chiếu với bản giấy")


FIGURE_STATES = (
    ("reported", "Số liệu"),
    ("estimated", "Ước"),
    ("not_applicable", "Không áp dụng"),
    ("not_stored", "Không lưu ở đây"),
)


def figure(name: str, label: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "unit": "người", "state": "reported", "states": FIGURE_STATES, **more}


REPORT_STATES = ("not_due", "due", "overdue", "draft", "submitted", "returned", "accepted", "late")
TARGET_STATES = ("reached", "on_track", "at_risk", "missed", "no_data", "no_occurrence")


def charts() -> dict[str, Any]:
    labels = ["Q.I/25", "Q.II/25", "Q.III/25", "Q.IV/25", "Q.I/26", "Q.II/26"]
    kinds = (Kind("f", "Không có ma túy", "good"), Kind("3", "Loại III", "wait"), Kind("1", "Loại I", "bad"), NO_DATA)
    names = ("Nậm Khê", "Đông Yên", "Thạch Lâm Thượng", "Hòa Bình Đông", "Bản Mẫu", "Suối Thử", "Trường Lĩnh")
    areas = [
        Area(str(n), f"Xã {name}", kind.code, kind.label, kind.label[-3:].strip(), "#", here=n == 2)
        for n, name in enumerate(names)
        for kind in (kinds[n % 4],)
    ]
    west, east = [[0.0, 0.0], [1.0, 0.2], [0.9, 1.0], [0.0, 1.0], [0.0, 0.0]], [
        [1.0, 0.2], [2.0, 0.0], [2.2, 0.9], [0.9, 1.0], [1.0, 0.2],
    ]  # fmt: skip
    return {
        "lines": line_chart(
            "Người nghiện có hồ sơ quản lý",
            labels,
            [Line("Cả tỉnh", (22901, None, 22700, 22600, 22450, 22300), frozenset({5}))],
            unit="người",
            target=22000,
            breaks=[Break(2, "01/7/2025: đơn vị thay đổi")],
        ),
        "two_lines": line_chart(
            "Tỷ lệ xã không ma túy",
            labels,
            [Line("Năm nay", (10, 12, 20, 25, 30, 31)), Line("Cùng kỳ", (8, 9, 12, 15, 18, None))],
            unit="%",
            path=[5, 10, 15, 20, 25, 30],
        ),
        "bars": bar_chart(
            "Cuộc truyền thông",
            [
                Bar("Sở Giáo dục và Đào tạo", (120, 108), url="#"),
                Bar("Ban Chỉ huy Bộ đội Biên phòng tỉnh và các đồn biên phòng", (33, None)),
                Bar("Hội Nông dân tỉnh", (0, 4)),
            ],
            unit="cuộc",
            names=("Năm nay", "Cùng kỳ"),
        ),
        "stack": stacked_bar(
            "Chỉ tiêu theo tình trạng",
            [
                Part("Đạt", 12, Tone.GOOD),
                Part("Đúng tiến độ", 9, Tone.WAIT),
                Part("Có nguy cơ", 4, Tone.WARN),
                Part("Không đạt", 2, Tone.BAD),
                Part("Chưa có số", 16, Tone.CALM),
            ],
            unit="chỉ tiêu",
        ),
        "spark": spark_line("Số vụ", labels, [3, 5, None, 4, 9, 7]),
        "tiles": commune_map("Xếp loại xã, chưa có ranh giới", areas, kinds, value_head="Loại"),
        "outlined": commune_map(
            "Xếp loại xã", areas, kinds, value_head="Loại", outlines=outlines_of({"0": [[west]], "1": [[east]]})
        ),
    }


def context() -> dict[str, Any]:
    grid = [
        {
            "label": name,
            "url": "#",
            "cells": [{"state": REPORT_STATES[(i + j) % 8], "url": "#"} if (i + j) % 5 else None for j in range(6)],
        }
        for i, name in enumerate(["Xã Thạch Lâm", "Xã Đông Yên", "Phường Hòa Bình Đông", "Xã Nậm Khê", "Xã Suối Bạc"])
    ]
    return {
        "tabs": [
            {"label": "Tất cả", "url": "?", "current": True, "count": 43},
            {"label": "Quá hạn", "url": "?s=1", "count": 3},
            {"label": "Đã gửi", "url": "?s=2", "count": 0},
        ],
        "states": REPORT_STATES + TARGET_STATES,
        "charts": charts(),
        "legend": REPORT_STATES,
        "figures": [
            figure("addicts_opening", "Người nghiện đầu kỳ", text="22", previous="22", last_year="25", readonly=True),
            figure(
                "addicts_new", "Người nghiện mới phát hiện trong kỳ", help="Có hồ sơ quản lý lập trong kỳ.", text="0"
            ),
            figure("addicts_new_female", "Trong đó nữ", part=True, text="", previous="0", last_year="1"),
            figure(
                "addicts_closing",
                "Người nghiện cuối kỳ",
                text="31",
                previous="22",
                errors=["22 + 0 − 3 = 19, không phải 31."],
            ),
            figure(
                "counselled",
                "Người được tư vấn cai nghiện",
                text="90",
                previous="12",
                warnings=["Gấp 7 lần kỳ trước: xin ghi lý do."],
                ask_reason=True,
            ),
            figure("officers", "Cán bộ chuyên trách", state="not_stored", note="15/HS-CAX"),
            figure("methadone", "Người điều trị thay thế", state="not_applicable"),
        ],
        "rows": [
            {
                "who": "Trần Thị Mẫu, Sở Y tế",
                "what": "Mở thêm 02 điểm cấp phát thuốc Methadone ở các xã vùng cao",
                "duty": "Sở Y tế chủ trì; Công an tỉnh phối hợp",
                "due": "30/9/2026",
                "state": "in_progress",
                "result": "1/2 điểm",
            },
            {
                "who": "Lê Văn Thử, Công an tỉnh",
                "what": "Rà soát người nghiện, người sử dụng trên toàn tỉnh",
                "duty": "Công an tỉnh chủ trì",
                "due": "14/6/2026",
                "state": "overdue",
                "result": "97/130 xã",
            },
        ],
        "page_obj": Paginator(range(90), 30).page(2),
        "periods": ["QI/26", "QII/26", "6T/26", "QIII/26", "QIV/26", "Năm"],
        "grid": grid,
        "entries": [
            {"at": datetime(2026, 6, 10, 3, 32, tzinfo=UTC), "what": "Đã gửi", "who": "Nguyễn Văn Ví Dụ"},
            {
                "at": datetime(2026, 6, 11, 1, 5, tzinfo=UTC),
                "what": "Trả lại",
                "who": "Lê Văn Thử",
                "note": "Ô «Người nghiện cuối kỳ» chưa khớp.",
                "bad": True,
            },
            {"at": date(2026, 6, 12), "what": "Đã tiếp nhận", "who": "Lê Văn Thử"},
        ],
        "trace": {
            "label": "Người được tư vấn",
            "value": "12",
            "open": True,
            "note": "cộng của 2/3 đơn vị",
            "children": [
                {"label": "Xã Thạch Lâm", "value": "12", "note": "Nguyễn Văn Ví Dụ, 10:32 ngày 10/6/2026", "url": "#"},
                {"label": "Xã Đông Yên", "value": "0"},
                {"label": "Xã Nậm Khê", "value": "chưa báo cáo"},
            ],
        },
        "form": SampleForm({"number": "", "regime": "a"}),
        "frame": {
            "demonstration": True,
            "version": "0.1.0",
            "province": "Tỉnh Hòa Nam",
            "person": {
                "name": "Nguyễn Văn Ví Dụ",
                "role": "Đầu mối · Xã Thạch Lâm",
                "posts": ["Đầu mối, Xã Thạch Lâm"],
            },
            "navigation": [
                {"url": "/", "label": "Trang chính", "short": "Chính", "icon": "home", "current": False},
                {"url": "#a", "label": "Kế hoạch", "short": "Kế hoạch", "icon": "plan", "current": True},
                {"url": "#b", "label": "Báo cáo", "short": "Báo cáo", "icon": "report", "current": False},
                {"url": "#c", "label": "Tình hình nộp", "short": "Nộp", "icon": "grid", "current": False},
                {"url": "#d", "label": "Báo cáo tổng hợp", "short": "Tổng hợp", "icon": "publish", "current": False},
                {"url": "#e", "label": "Đơn vị", "short": "Đơn vị", "icon": "units", "current": False},
            ],
        },
    }
