"""Targets that leave open who, what, how much of what, from where, or until when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import regex

from namro.kernel.problems import Severity
from namro.kernel.vietnamese import fold
from namro.reading.draft import Item
from namro.reading.lint.findings import Finding, LintContext
from namro.reading.lint.measures import Measure
from namro.reading.lint.sheet import Sheet, day
from namro.reading.lint.words import say_some, shorten

_ASKS_FOR_COUNT = regex.compile(r"so (?!hoa|lieu|voi|hieu|sach)")
_QUOTA = regex.compile(
    r"\d[\d.,]*\s*%[^.;]{0,40}?(?:chỉ tiêu|kế hoạch|dự toán)(?P<given>[^.;]{0,60}?(?:giao|theo|tại|của))\s+"
    r"(?P<paper>(?:Quyết định|Nghị quyết|Kế hoạch|Chương trình|Công văn|Thông báo)\s+(?:số\s+)?\d[^\s,;]*/[^\s,;.]+)"
)
_QUOTA_UNSAID = regex.compile(r"\d[\d.,]*\s*%\s+(?:chỉ tiêu|kế hoạch)\s+(?:được |đã |năm \d{4} |[\p{L} ]{0,30}?)giao\b")


def without_owner(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    yield from _by_part(
        sheet,
        "target_without_owner",
        lambda target: not target.get("owner"),
        "Chỉ tiêu không nêu đơn vị chịu trách nhiệm",
        "Chọn đơn vị chịu trách nhiệm trước khi công bố.",
    )


def without_measure(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    yield from _by_part(
        sheet,
        "target_without_measure",
        lambda target: not Measure(target).words,
        "Con số không nói rõ đo cái gì",
        "Viết rõ đối tượng và việc được đo.",
    )


def without_unit(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    yield from _by_part(
        sheet,
        "target_without_unit",
        lambda target: not (target.get("unit") or "").strip(),
        "Chỉ tiêu không ghi đơn vị tính",
        "Ghi đơn vị tính: %, vụ, người, xã …",
    )


def without_date(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A plan of one year is the date of its targets; one of several years, or of none, must say when."""
    since, until = (day(sheet.header.get(key)) for key in ("period_from", "period_to"))
    if since and until and since.year == until.year:
        return
    yield from _by_part(
        sheet,
        "target_without_date",
        lambda target: not target.get("by") and not target.get("recurrence"),
        "Kế hoạch nhiều năm hoặc không rõ năm mà chỉ tiêu không ghi thời hạn",
        "Ghi năm phải đạt, hoặc ghi “hằng năm”.",
    )


def without_base(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    yield from _by_part(
        sheet,
        "target_without_base",
        lambda target: Measure(target).is_change and not target.get("reference") and "so với" not in target["quote"],
        "Chỉ tiêu tăng, giảm không nói so với mốc nào",
        "Chọn mốc so sánh (thường là cùng kỳ năm trước) khi công bố.",
    )


def counts_given_as_shares(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """«Số xã không có ma túy: 30%»: the words ask for a count, the value is a share."""
    yield from _by_part(
        sheet,
        "count_given_as_share",
        lambda target: (
            target.get("unit") == "%"
            and not Measure(target).is_change
            and bool(_ASKS_FOR_COUNT.match(fold(target.get("measure") or "")))
            and fold(target["quote"]).startswith("so ")
        ),
        "Tên chỉ tiêu là “Số …” nhưng giá trị là tỷ lệ %",
        "Ghi “Tỷ lệ …” và nói rõ mẫu số.",
        Severity.INFO,
    )


def quotas_elsewhere(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A share of a quota that only another document states."""
    for target in sheet.items("targets"):
        quote = " ".join(target["quote"].split())
        found = _QUOTA.search(quote) or _QUOTA_UNSAID.search(quote)
        if found:
            where = f" ở {found['paper']}" if "paper" in found.groupdict() else " ở văn bản khác"
            yield Finding(
                "quota_elsewhere",
                sheet.place_of(target),
                f"Chỉ tiêu tính theo một con số nằm{where}; văn bản này không ghi con số ấy.",
                "Tra văn bản đó, ghi con số gốc làm mốc của chỉ tiêu.",
            )


def _by_part(
    sheet: Sheet,
    code: str,
    is_open: Callable[[Item], bool],
    what: str,
    remedy: str,
    severity: Severity = Severity.WARNING,
) -> Iterator[Finding]:
    """One finding for each top section or annex, at the first of its targets: forty rows are one question."""
    parts: dict[str, list[Item]] = {}
    for target in sheet.items("targets"):
        if target.get("quote") and is_open(target):
            parts.setdefault(_top_section(target.get("section") or ""), []).append(target)
    for section, targets in parts.items():
        where = f" (mục {section})" if section else ""
        yield Finding(
            code,
            sheet.place_of(targets[0]),
            f"{what}{where}: {len(targets)} chỉ tiêu, {_named(targets)}.",
            remedy,
            severity,
        )


def _named(targets: Iterable[Item]) -> str:
    names = [f"“{shorten(target.get('measure') or target['quote'], 60)}”" for target in targets]
    return say_some(names) if len(names) > 1 else names[0]


def _top_section(section: str) -> str:
    return section.split(".")[0]
