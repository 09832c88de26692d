"""Dates and stretches of time as plans write them."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

import regex

from namro.reading.numbering import roman_value

_SEP = r"\s*(?:[/.\-]|tháng)\s*"
DAY = regex.compile(
    rf"(?<![\d/])(?P<d>\d{{1,2}}){_SEP}(?P<m>\d{{1,2}})(?:(?:\s*[/.\-]\s*|\s*,?\s*năm\s*)(?P<y>(?:19|"
    rf"20)\d\d))?(?![\d/%])",
    regex.IGNORECASE,
)
_QUARTER, _QUARTERS = r"(?P<q>IV|I{1,3}|[1-4])", r"(?P<q2>IV|I{1,3}|[1-4])"
_YEAR = r"(?P<y>20\d\d)"
_WINDOWS = [
    (kind, regex.compile(pattern, regex.IGNORECASE))
    for kind, pattern in (
        ("span", r"(?:từ )?(?:năm )?(?P<y1>20\d\d)\s*[-–—]\s*(?P<y2>20\d\d)"),
        ("span", r"từ năm (?P<y1>20\d\d) đến (?:hết )?năm (?P<y2>20\d\d)"),
        (
            "quarter",
            rf"quý\s+{_QUARTER}(?:\s*(?:,|và|-|–|đến|;)\s*(?:quý\s+)?{_QUARTERS}\b)*(?:\s*(?:/|năm|-)\s*{_YEAR})?",
        ),
        ("half", rf"(?:0?6|sáu) tháng (?P<half>đầu|cuối) năm(?:\s+{_YEAR})?"),
        ("nine", rf"(?:0?9|chín) tháng(?: đầu)?(?: năm)?(?:\s+{_YEAR})?"),
        ("day", DAY.pattern),
        ("month", rf"tháng\s*(?P<m>\d{{1,2}})(?!\d|/\d{{1,2}}/)(?:\s*(?:/|-|năm)\s*{_YEAR})?"),
        ("month", rf"(?<![\d/])(?P<m>\d{{1,2}})/{_YEAR}"),
        ("year", rf"năm\s+{_YEAR}"),
    )
]
_DIGIT = re.compile(r"\d")  # re is quicker at this than regex
_ONLY_AN_END = regex.compile(r"\W*(?:trước|chậm nhất|đến|hoàn thành trước|xong trước|hết)\b", regex.IGNORECASE)
_UNTIL = regex.compile(
    r"(?:đến|hết|trong|trước|vào|cuối|xong|qua|tới)(?:\s+(?:hết|cuối|ngày|năm|tháng|thời điểm|toàn|cả))*\s*$",
    regex.IGNORECASE,
)
_RECURRING = regex.compile(
    r"thường xuyên|h[ằàa]ng (?:năm|quý|tháng|tuần|ngày)|định kỳ|liên tục|cả năm", regex.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Window:
    """Both days belong to it."""

    start: date
    end: date
    at: int = 0


def month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def day_of(found: regex.Match[str], year: int | None = None) -> date | None:
    """The day of a DAY match; `year` stands in where none is written. None for days that do not exist."""
    written = int(found["y"]) if found["y"] else year
    try:
        return date(written, int(found["m"]), int(found["d"])) if written else None
    except ValueError:
        return None


def windows(text: str, year: int | None = None) -> list[Window]:
    """Every stretch of time named in `text`, in its order; `year` stands in where none is written."""
    found: list[Window] = []
    if year is None and not _DIGIT.search(text):
        return found
    taken = bytearray(len(text))
    for kind, pattern in _WINDOWS:
        for match in pattern.finditer(text):
            if any(taken[match.start() : match.end()]):
                continue
            window = _window(kind, match, text, year)
            if window:
                taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
                found.append(window)
    return sorted(found, key=lambda w: w.at)


def _window(kind: str, match: regex.Match[str], text: str, year: int | None) -> Window | None:
    parts = match.groupdict()
    at = match.start()
    if kind == "day":
        day = day_of(match, year or _year_near(text, match.end()))
        return Window(day, day, at) if day else None
    if kind == "span":
        first, last = int(parts["y1"]), int(parts["y2"])
        return Window(date(first, 1, 1), date(last, 12, 31), at) if first <= last else None
    written = int(parts["y"]) if parts.get("y") else _year_near(text, match.end()) or year
    if not written:
        return None
    if kind == "quarter":
        numbers = [_quarter(q) for q in [parts["q"], *match.captures("q2")]]
        return Window(date(written, min(numbers) * 3 - 2, 1), month_end(written, max(numbers) * 3), at)
    if kind == "half":
        first = parts["half"].lower() == "đầu"
        return Window(date(written, 1 if first else 7, 1), month_end(written, 6 if first else 12), at)
    if kind == "nine":
        return Window(date(written, 1, 1), date(written, 9, 30), at)
    if kind == "month":
        month = int(parts["m"])
        return Window(date(written, month, 1), month_end(written, month), at) if 1 <= month <= 12 else None
    return Window(date(written, 1, 1), date(written, 12, 31), at)


def _quarter(text: str) -> int:
    return int(text) if text.isdigit() else roman_value(text.upper())


def _year_near(text: str, at: int) -> int | None:
    """A year a few words further on serves for what stands before it: "tháng 3 và tháng 6 năm 2026"."""
    found = regex.search(r"(?:/|năm )(20\d\d)", text[at : at + 60])
    return int(found[1]) if found else None


def schedule(text: str, year: int | None = None) -> tuple[date | None, date | None, bool]:
    """First and last day of a time cell, and whether the work goes on all the time or comes again."""
    recurring = bool(_RECURRING.search(text))
    found = windows(text, year)
    if not found:
        return (date(year, 1, 1), date(year, 12, 31), recurring) if year and recurring else (None, None, recurring)
    start, end = min(w.start for w in found), max(w.end for w in found)
    if _ONLY_AN_END.match(text) and len(found) == 1:
        return None, end, recurring
    return start, end, recurring


def horizon(text: str) -> date | None:
    """The day by which a goal is to be reached, if the words say one: "đến cuối năm 2026", "trong quý II/2026"."""
    for window in windows(text):
        before = text[max(window.at - 22, 0) : window.at]
        if _UNTIL.search(before):
            return window.end
    return None
