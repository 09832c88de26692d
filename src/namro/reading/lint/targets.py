"""Targets that leave open who, what, how much of what, from where, or until when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import regex

from namro.kernel.problems import Severity
from namro.kernel.vietnamese import fold
from namro.reading.draft import Item
from namro.reading.headings import Role
from namro.reading.lint.findings import Finding, LintContext
from namro.reading.lint.measures import Measure, words_of
from namro.reading.lint.sheet import Sheet, day
from namro.reading.lint.words import say_some, shorten

_ASKS_FOR_COUNT = regex.compile(r"so (?!hoa|lieu|voi|hieu|sach)")
_GROWS = regex.compile(r"cao hơn|nhiều hơn|tăng|giảm|so với", regex.IGNORECASE)
_QUOTA = regex.compile(
    r"\d[\d.,]*\s*%[^.;]{0,40}?(?:chỉ tiêu|kế hoạch|dự toán)(?P<given>[^.;]{0,60}?(?:giao|theo|tại|của))\s+"
    r"(?P<paper>(?:Quyết định|Nghị quyết|Kế hoạch|Chương trình|Công văn|Thông báo)\s+(?:số\s+)?\d[^\s,;]*/[^\s,;.]+)"
)
_QUOTA_UNSAID = regex.compile(
    r"\d[\d.,]*\s*%\s+(?:chỉ tiêu|kế hoạch)\s+(?:được |đã |năm \d{4} |[\p{L} ]{0,30}?)giao\b"
    r"(?!\s+(?:tại|ở|trong|theo|cho)\b)"
)
_BASE = regex.compile(
    r"so với|năm trước|cùng kỳ|hiện có|hiện tại|bình quân|/\s*năm|(?:h[ằà]ng|mỗi) năm|\btừ\b[^.;]*\b(?:lên|xuống)\b",
    regex.IGNORECASE,
)
_INHERITS = regex.compile(r"trong đó|mỗi năm|h[ằà]ng năm", regex.IGNORECASE)
_AGAIN_AND_AGAIN = regex.compile(r"/\s*(?:năm|quý|tháng|tuần)|(?:h[ằà]ng|mỗi|một) (?:năm|quý|tháng|tuần)|thường xuyên")


def without_owner(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    yield from _by_part(
        sheet,
        "target_without_owner",
        lambda target: not target.item.get("owner"),
        "Chỉ tiêu không nêu đơn vị chịu trách nhiệm",
        "Chọn đơn vị chịu trách nhiệm trước khi công bố.",
        Severity.INFO,
    )


def without_measure(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    yield from _by_part(
        sheet,
        "target_without_measure",
        lambda target: not target.words and not _words_around(sheet, target.item),
        "Con số không nói rõ đo cái gì",
        "Viết rõ đối tượng và việc được đo.",
    )


def _words_around(sheet: Sheet, target: Item) -> frozenset[str]:
    line = sheet.line_at(target["span"][0])
    return words_of(target["quote"]) | words_of(line.text if line else "")


def without_unit(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    yield from _by_part(
        sheet,
        "target_without_unit",
        lambda target: not (target.item.get("unit") or "").strip(),
        "Chỉ tiêu không ghi đơn vị tính",
        "Ghi đơn vị tính: %, vụ, người, xã …",
    )


def without_date(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A plan of one year is the date of its targets; one of several years must say by when, or how often."""
    since, until = (day(sheet.header.get(key)) for key in ("period_from", "period_to"))
    if since is None or until is None or (until - since).days <= 366:
        return
    yield from _by_part(
        sheet,
        "target_without_date",
        lambda target: not _is_dated(sheet, target.item),
        f"Kế hoạch {since.year} – {until.year} mà không nói phải đạt hằng năm hay đến cuối kỳ",
        "Ghi năm phải đạt, hoặc ghi “hằng năm”.",
    )


def _is_dated(sheet: Sheet, target: Item) -> bool:
    return bool(
        target.get("by")
        or target.get("recurrence")
        or sheet.years_named(target)
        or _AGAIN_AND_AGAIN.search(target["quote"])
    )


def without_base(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    yield from _by_part(
        sheet,
        "target_without_base",
        lambda target: target.is_change and not target.item.get("reference") and not _has_base(sheet, target.item),
        "Chỉ tiêu tăng, giảm không nói so với mốc nào",
        "Chọn mốc so sánh (thường là cùng kỳ năm trước) khi công bố.",
    )


def _has_base(sheet: Sheet, target: Item) -> bool:
    """Said in the clause or just around it; a goal «trong đó» rests on the base of the goal it is part of."""
    start, end = target["span"]
    line = sheet.line_at(start)
    first, last = line.at["span"] if line else (start, end)
    before, after = sheet.text[max(first, start - 40) : start], sheet.text[start : min(last, end + 40)]
    return bool(_BASE.search(after) or _INHERITS.search(before + after))


def counts_given_as_shares(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """«Số xã không có ma túy: 30%»: the words ask for a count, the value is a share."""
    yield from _by_part(
        sheet,
        "count_given_as_share",
        lambda target: (
            target.item.get("unit") == "%"
            and not target.is_change
            and bool(_ASKS_FOR_COUNT.match(fold(target.item.get("measure") or "")))
            and fold(target.item["quote"]).startswith("so ")
            and not _GROWS.search(target.item["quote"])
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
    is_open: Callable[[Measure], bool],
    what: str,
    remedy: str,
    severity: Severity = Severity.WARNING,
) -> Iterator[Finding]:
    """One finding for the body and one for each annex, at the first of the targets: forty rows are one question.

    What an annex leaves open is a warning: its rows are given out one by one.
    """
    parts: dict[str, list[Item]] = {}
    for target in sheet.targets:
        line = sheet.line_at(target.item["span"][0]) if target.item.get("span") else None
        if line and line.role != Role.SITUATION and is_open(target):
            parts.setdefault(line.at.get("annex") or "", []).append(target.item)
    for annex, targets in parts.items():
        sections = list(dict.fromkeys(filter(None, (_top_section(target) for target in targets))))
        where = f" (mục {', '.join(sections)})" if sections else ""
        yield Finding(
            code,
            sheet.place_of(targets[0]),
            f"{what}{where}: {_named(targets)}.",
            remedy,
            Severity.WARNING if annex else severity,
        )


def _named(targets: Sequence[Item]) -> str:
    names = [f"“{shorten(target.get('measure') or target['quote'], 60)}”" for target in targets]
    return f"{len(names)} chỉ tiêu, {say_some(names)}" if len(names) > 1 else names[0]


def _top_section(target: Item) -> str:
    return (target.get("section") or "").split(".")[0]
