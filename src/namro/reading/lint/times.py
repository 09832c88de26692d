"""Dates that cannot be kept: before the paper itself, or before the figures can be there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import regex

from namro.kernel.calendars import working_days_between
from namro.kernel.deadlines import check_due, due_periods, last_day, parse_due_rule
from namro.kernel.problems import Problem, Severity
from namro.kernel.times import ONE_DAY, Regime, short_date
from namro.reading.dates import DAY, day_of, windows
from namro.reading.draft import Item
from namro.reading.headings import Role
from namro.reading.lint.findings import Finding, LintContext, Place
from namro.reading.lint.sheet import Line, Sheet, day
from namro.reading.text import holds_any

_DEADLINE = regex.compile(r"(?:trước|đến|hết|chậm nhất|xong|trong)\s+(?:hết\s+)?(?:ngày\s+|tháng\s+)", regex.IGNORECASE)
# «số liệu tính đến ngày …», «từ ngày … đến ngày …»: a stretch of the past, not a deadline
_SINCE = regex.compile(r"(?:tính|số liệu|từ (?:ngày |tháng )?\S+)\s*$", regex.IGNORECASE)
_TOLD = regex.compile(r"[^.;:]*?\b(?:đã|hiện có|ghi nhận|toàn tỉnh có|cả nước có)\b")
# A cut-off of the plan's own, other than the statutory day 14
_OWN_CUT_OFF = regex.compile(
    r"(?:chốt|lấy|tính) số liệu(?![^.;]*ngày 14)[^.;]*ngày \d|số liệu (?:tính|lấy)(?![^.;]*ngày 14)[^.;]*đến ngày \d",
    regex.IGNORECASE,
)
_FEW = 5  # working days
_REMEDY_EARLY = "Kiểm tra lại năm, tháng; nếu hạn đã qua thật thì ghi hạn mới."


def early_deadlines(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """Deadlines before the day of issue, in the words of the text or in an item read from them."""
    issued = sheet.issued_on
    if issued is None:
        return
    said: list[tuple[int, int]] = []
    for line in sheet.lines:
        if line.part in {"body", "annex"} and line.role != Role.SITUATION:
            for start, end in _early_words(line, issued):
                place = line.place(start, end)
                said.append((place.start, place.end))
                yield Finding("deadline_before_issue", place, _early(issued), _REMEDY_EARLY)
    for name, key in (("reporting", "due"), ("annex_tasks", "time_to"), ("targets", "by")):
        for item in sheet.items(name):
            until = day(item.get(key))
            if until and until < issued and item.get("span") and not _overlaps(item["span"], said):
                place = sheet.place_of(item)
                yield Finding("deadline_before_issue", place, _early(issued, until), _REMEDY_EARLY)


def _early_words(line: Line, issued: date) -> Iterator[tuple[int, int]]:
    for found in _DEADLINE.finditer(line.text) if holds_any(line.text, ("ngày", "tháng")) else ():
        words = line.text[found.start() : found.end() + 25]
        if _SINCE.search(line.text[: found.start()]) or _TOLD.match(line.text, found.end()):
            continue
        end = _deadline(words)
        if end and end < issued:
            yield found.start(), found.end() + 12


def _deadline(words: str) -> date | None:
    written = DAY.search(words)
    if written:
        return day_of(written)
    found = windows(words)
    return found[0].end if found else None


def _early(issued: date, until: date | None = None) -> str:
    which = f"Hạn {short_date(until)}" if until else "Hạn này"
    return f"{which} đứng trước ngày ban hành ({short_date(issued)})."


def _overlaps(span: list[int], taken: list[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)


def close_deadlines(sheet: Sheet, context: LintContext) -> Iterator[Finding]:
    """A single due date so soon after the issue that a commune hardly has the paper by then."""
    if context.regime is None or sheet.issued_on is None:
        return
    told: set[tuple[Place, date]] = set()
    for item in sheet.items("reporting"):
        due = day(item.get("due"))
        if due is None or due < sheet.issued_on or (sheet.place_of(item), due) in told:
            continue
        told.add((sheet.place_of(item), due))
        last = due - ONE_DAY if item.get("exclusive") else due
        left = working_days_between(sheet.issued_on, last)
        if left < _FEW:
            yield Finding(
                "deadline_too_close",
                sheet.place_of(item),
                f"Từ ngày ban hành đến hạn gửi {item.get('what') or 'báo cáo'} ({short_date(last)}) "
                f"chỉ còn {left} ngày làm việc.",
                "Gửi trước bản điện tử cho đơn vị, hoặc lùi hạn.",
                Severity.INFO,
            )


def windowless_dues(sheet: Sheet, context: LintContext) -> Iterator[Finding]:
    """Reports due before a working day has passed since the cut-off (Nghị định 09/2019/NĐ-CP, Điều 8 khoản 5).

    One finding for each section, whatever the number of its periods. A plan that sets its own cut-off is left alone.
    """
    sections: dict[str, list[tuple[Item, list[Problem]]]] = {}
    if context.regime is None or any(_OWN_CUT_OFF.search(line.text) for line in sheet.lines):
        return
    for item in sheet.items("reporting"):
        problems = _problems(sheet, item, context.regime)
        if problems:
            sections.setdefault(sheet.place_of(item).section, []).append((item, problems))
    for found in sections.values():
        first, *others = [problem for _, problems in found for problem in problems]
        more = f" Cũng vậy với {len(others)} kỳ khác của chế độ báo cáo này." if others else ""
        place = sheet.place_of(found[0][0])
        yield Finding("due_leaves_no_working_day", place, first.message + more, first.remedy)


def _problems(sheet: Sheet, item: Item, regime: Regime) -> list[Problem]:
    """One for each period of the plan whose report is due too early.

    Empty where most periods leave a day (a weekend now and then is no fault), and for years without cut-offs.
    """
    since, until = _years(sheet)
    if not item.get("rule") or since is None or until is None:
        return []
    try:
        rule = parse_due_rule(item["rule"], exclusive=bool(item.get("exclusive")))
        periods = [period for period in due_periods(rule, regime, since, until) if last_day(rule, period) > since]
    except ValueError:
        return []
    problems = [problem for period in periods if (problem := check_due(rule, period))]
    return problems if len(problems) * 2 >= len(periods) else []


def _years(sheet: Sheet) -> tuple[date | None, date | None]:
    """From the issue to the end of what the plan covers, a year at most: later years repeat."""
    since = sheet.issued_on or day(sheet.header.get("period_from"))
    if since is None:
        return None, None
    until = day(sheet.header.get("period_to")) or date(since.year, 12, 31)
    return since, max(since, min(until, date(since.year + 1, 1, 31)))
