"""When something is due: "trước ngày 15 của tháng cuối quý", "chậm nhất ngày 20/6 và ngày 20/12 hằng năm".

A day that comes again is a rule ("quarter:last-15"), a day that comes once a date; the forms are those of
the JSON that reading yields.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import regex

from namro.reading.dates import DAY, day_of

_BY = (
    r"(?P<by>trước(?:\s+\d+\s*(?:giờ|h)(?:\d+)?,?)?(?:\s+ngày)?|chậm\s+nhất(?:\s+(?:là|vào|trước|đến|trong))*"
    r"(?:\s+\d+\s*(?:giờ|h)(?:\d+)?,?)?(?:\s+(?:hết\s+)?ngày)?|trong\s+ngày|(?:đến|vào|hết|xong\s+trước)\s+(?:hết\s+)?ngày|"
    r"(?:và|,|;)\s+(?:trước\s+)?ngày|ngày|hạn\s+(?:cuối\s+)?(?:là\s+)?(?:ngày)?|đến\s+hết)"
)
_EVERY = r"(?:h[ằàa]ng|mỗi)"
_WEEKDAYS = {"hai": "monday", "ba": "tuesday", "tư": "wednesday", "năm": "thursday", "sáu": "friday", "bảy": "saturday"}
_WEEKDAY = rf"""(?:vào|trước|định\s+kỳ|chậm\s+nhất)?(?:\s+(?:vào|là))?(?:\s+\d+\s*(?:giờ|h)\d*)?(?:\s+(?:chiều|sáng))?
    (?=\s*thứ\s+(?:hai|ba|tư|năm|sáu|bảy|[2-7])(?:\s+(?:{_EVERY}|của|trong)\s+tuần|(?<=tuần.{{0,40}})(?!\p{{L}})))"""
_SAID = rf"""(?: (?P<qday>\d{{1,2}}|cuối(?:\s+cùng)?)\s*(?:của\s+)?(?:các\s+)?tháng\s+(?P<qmonth>cuối|đầu)(?:\s+tiên)?
        \s+(?:của\s+)?(?:mỗi\s+|h[ằàa]ng\s+)?(?P<qkind>quý|kỳ)(?:\s+(?:sau|tiếp\s+theo|kế\s+tiếp|liền\s+kề))?
      | (?P<qend>cuối(?:\s+cùng)?)\s+(?:của\s+)?(?:mỗi\s+|h[ằàa]ng\s+)?(?P<qendof>quý|tháng)
      | (?P<nday>\d{{1,2}})\s+(?:của\s+)?tháng\s+(?:sau|tiếp\s+theo|kế\s+tiếp|liền\s+kề|liền\s+sau)
        (?:\s+(?:của\s+)?(?P<nkind>quý|kỳ))?
      | (?P<tday>\d{{1,2}})\s+(?:của\s+)?các\s+tháng\s+(?P<months>\d{{1,2}}(?:\s*(?:,|và)\s*(?:tháng\s+)?\d{{1,2}})+)
      | (?P<mday>\d{{1,2}})\s+(?:{_EVERY}|của|trong|các)\s+(?:mỗi\s+|h[ằàa]ng\s+)?tháng(?!\s+\d)
      | (?P<full>{DAY.pattern})
      | (?P<bare>\d{{1,2}})(?=\s*(?:,|;|\.|$|[()]))
      | (?P<weekday>thứ\s+(?P<wd>hai|ba|tư|năm|sáu|bảy|[2-7]))(?:\s+(?:{_EVERY}|trong|của)\s+tuần)?
    )"""
# A weekday is all that is sure about _WEEKDAY, which makes it slow: it is tried where one may be named.
_DUE = regex.compile(rf"(?:{_BY}|(?P<on>(?!)))\s*{_SAID}", regex.VERBOSE | regex.IGNORECASE)
_DUE_OR_WEEKDAY = regex.compile(rf"(?:{_BY}|(?P<on>{_WEEKDAY}))\s*{_SAID}", regex.VERBOSE | regex.IGNORECASE)
_PERIODS = [
    ("nine_months", r"(?:0?9|chín)\s+tháng(?:\s+(?:đầu|của)\s+năm)?"),
    ("half_year", r"(?:0?6|sáu)\s+tháng(?:\s+(?:đầu|cuối)\s+năm)?|nửa\s+năm|sơ\s+kết(?!\s+(?:\d|sáu|chín|quý|năm))"),
    ("quarter", r"quý(?:\s+(?:IV|I{1,3}|[1-4])\b)?"),
    (
        "year",
        rf"(?:{_EVERY}|cả|báo\s+cáo|kết\s+thúc|tổng\s+kết|01|1|một|,|\(|kết\s+quả|;|và|định\s+kỳ)?\s*năm(?!\s*20\d\d)",
    ),
    ("month", rf"(?:{_EVERY}|báo\s+cáo|định\s+kỳ|,|và|theo)\s*tháng(?!\s*\d)"),
    ("week", r"tuần"),
]
_PERIOD = [
    (name, regex.compile(rf"(?<!\p{{L}})(?:{pattern})(?!\p{{L}})", regex.IGNORECASE)) for name, pattern in _PERIODS
]
_OF_REPORT = regex.compile(
    r"báo\s+cáo(?:\s+(?:tổng\s+kết|sơ\s+kết|định\s+kỳ|kết\s+quả|công\s+tác|đánh\s+giá))*\s*\(?$", regex.IGNORECASE
)
_AFTER = regex.compile(
    r"\s*(?:\(\s*(?:đối\s+với\s+|cho\s+)?|đối\s+với\s+|cho\s+|là\s+)(?:các\s+)?(?:báo\s+cáo\s+)?(?:sơ\s+kết\s+|tổng\s+kết\s+)?"
    r"(?=(?:0?6|0?9|sáu|chín)\s+tháng|quý|năm(?!\s*20)|tháng(?!\s*\d))",
    regex.IGNORECASE,
)
_MONTHLY = regex.compile(r"(?:h[ằàa]ng|mỗi|định\s+kỳ|báo\s+cáo)\s+(?:tháng|quý)[^.;]{0,20}$", regex.IGNORECASE)
_RHYTHM_BRACKET = regex.compile(r"(?:tháng|quý|năm|tuần)\s*\(\s*$", regex.IGNORECASE)
_NAMES_RHYTHM = regex.compile(r"tháng|quý|năm", regex.IGNORECASE)
_NO_DUE = regex.compile(
    r"(?:tính|từ|kể từ|từ ngày \S+|lũy kế|chốt|số liệu|số liệu đến|thời điểm|sau)\s*$", regex.IGNORECASE
)
_SENT_BEFORE = regex.compile(r"(?:gửi|báo cáo|nộp|về|trình)[^.;]{0,80}$", regex.IGNORECASE)
_OF_DOCUMENT = regex.compile(r"(?:số\s*\S+|/\S+)\s*$")
_BY_MONTH = {1: "year", 3: "quarter", 6: "half_year", 7: "half_year", 9: "nine_months", 11: "year", 12: "year"}


@dataclass(frozen=True, slots=True)
class Due:
    """One due date at text[start:end]. Either `rule` or `day` is set; both None when the day does not exist.
    `period` is None where the text names no rhythm; `exclusive`: the day itself is too late ("trước")."""

    start: int
    end: int
    period: str | None
    rule: str | None
    day: date | None
    exclusive: bool


def due_dates(text: str, issued: date | None, horizon: date | None) -> list[Due]:
    """Every due date of a sentence. A day without a year that comes once takes the horizon's year when the
    plan runs for one year, else the first such day after `issued`."""
    found: list[Due] = []
    pattern = _DUE_OR_WEEKDAY if "thứ" in text.lower() else _DUE
    matches = list(pattern.finditer(text, timeout=5))
    for at, match in enumerate(matches):
        by = _by(match)
        chained = _chains(by)
        if chained and not (found and not text[found[-1].end : match.start()].strip()):
            if "trước" not in by:
                continue
            chained = False
        if not chained and not _is_due(text, match):
            continue
        if match["bare"] and not _MONTHLY.search(text[: match.start()]):
            continue
        before = found[-1] if found else None
        following = matches[at + 1].start() if at + 1 < len(matches) else len(text)
        period = _period(text, before.end if before and not chained else 0, match, following)
        exclusive = "trước" in by
        again = _comes_again(text, before.end if before else 0, match)
        if chained and before:
            exclusive = before.exclusive
            period = _BY_MONTH.get(int(match["m"])) if match["m"] and not match["y"] else before.period
        elif match["m"] and not match["y"] and _is_chained(text, matches, at) and again:
            period = _BY_MONTH.get(int(match["m"]), period)
        rule, day = _when(match, period, issued, horizon, again=again)
        found.append(Due(match.start(), match.end(), period or _rhythm_of(rule), rule, day, exclusive))
    return found


def _by(match: regex.Match[str]) -> str:
    return (match["by"] or match["on"] or "").lower()


def _chains(by: str) -> bool:
    """ "… và ngày 20/12" goes on from the date before it."""
    return by[:1] in (",", ";") or by.startswith("và ")


def _is_chained(text: str, matches: list[regex.Match[str]], at: int) -> bool:
    """ "trước ngày 20/6 và ngày 20/12": another day follows at once."""
    if at + 1 >= len(matches):
        return False
    following = matches[at + 1]
    return _chains(_by(following)) and not text[matches[at].end() : following.start()].strip()


def _comes_again(text: str, start: int, match: regex.Match[str]) -> bool:
    """ "hằng năm" or "định kỳ" stands in the clause of this date, or right after it."""
    first = max(start, text.rfind(";", 0, match.start()) + 1)
    clause = text[first : match.end()] + regex.split(r"[;.]", text[match.end() : match.end() + 60])[0]
    return bool(regex.search(rf"{_EVERY}\s+năm|định kỳ", clause, regex.IGNORECASE))


def _is_due(text: str, match: regex.Match[str]) -> bool:
    """A bare "ngày 12/02/2026" is the date of a cited document unless something is sent then."""
    before = text[: match.start()]
    if _NO_DUE.search(before):
        return False
    if _by(match) != "ngày" or _RHYTHM_BRACKET.search(before):
        return True
    return bool(_SENT_BEFORE.search(before)) and not _OF_DOCUMENT.search(before)


def _period(text: str, start: int, match: regex.Match[str], following: int) -> str | None:
    """The rhythm in the words of the date itself, named right after it, or nearest before it."""
    if match["qkind"] and match["qkind"].lower() == "quý":
        return "quarter"
    if match["weekday"]:
        return "week"
    if match["qendof"]:
        return "quarter" if match["qendof"].lower() == "quý" else "month"
    if match["tday"]:
        months = [int(m) for m in regex.findall(r"\d+", match["months"])]
        return "quarter" if len(months) >= 3 else "half_year"
    after = _AFTER.match(text, match.end(), following)
    if after:
        named = _rhythms(text, after.end(), min(after.end() + 14, following))
        if named:
            return named[0][2]
    before = _rhythms(text, start, match.start())
    if match["full"] and match["y"]:
        own = [
            name for first, last, name in before if _of_report(text, first) and _NAMES_RHYTHM.search(text[first:last])
        ]
        return own[-1] if own else "once"
    if before:
        return before[-1][2]
    if match["mday"]:
        return "month"
    if regex.match(rf"\s*(?:{_EVERY}\s+năm|năm\s+sau)", text[match.end() : match.end() + 20], regex.IGNORECASE):
        return "year"
    if match["nday"]:
        return "quarter" if (match["nkind"] or "").lower() == "quý" else "month"
    return None


def _of_report(text: str, at: int) -> bool:
    """The rhythm that begins at `at` is the report's own: "báo cáo tổng kết năm"."""
    return bool(_OF_REPORT.search(text[max(at - 40, 0) : at])) or text[at : at + 3].lower() in ("báo", "tổn")


def _rhythms(text: str, start: int, end: int) -> list[tuple[int, int, str]]:
    """Rhythms named in text[start:end]; "năm" inside "6 tháng đầu năm" is none."""
    spans = [(m.start(), m.end(), name) for name, pattern in _PERIOD for m in pattern.finditer(text, start, end)]
    return sorted(
        s
        for s in spans
        if not any(o is not s and o[0] <= s[0] and s[1] <= o[1] and o[1] - o[0] > s[1] - s[0] for o in spans)
    )


def _rhythm_of(rule: str | None) -> str | None:
    return rule.split(":")[0] if rule else None


def _when(
    match: regex.Match[str], period: str | None, issued: date | None, horizon: date | None, *, again: bool
) -> tuple[str | None, date | None]:
    """The rule of what comes again, or the day of what comes once."""
    if match["qday"]:
        last = match["qmonth"].lower() == "cuối"
        day = f"{int(match['qday']):02d}" if match["qday"].isdigit() else "end"
        return f"quarter:{'last' if last else 'next'}-{day}", None
    if match["qend"]:
        return ("quarter:last-end" if match["qendof"].lower() == "quý" else "month:end"), None
    if match["nday"]:
        return (
            f"quarter:next-{int(match['nday']):02d}" if period == "quarter" else f"month:{int(match['nday']):02d}"
        ), None
    if match["tday"]:
        months = [int(m) for m in regex.findall(r"\d+", match["months"])]
        last = all(month % 3 == 0 for month in months)
        return f"quarter:{'last' if last else 'next'}-{int(match['tday']):02d}", None
    if match["mday"]:
        return f"month:{int(match['mday']):02d}", None
    if match["bare"]:
        return (
            f"quarter:last-{int(match['bare']):02d}" if period == "quarter" else f"month:{int(match['bare']):02d}"
        ), None
    if match["weekday"]:
        word = match["wd"].lower()
        names = list(_WEEKDAYS.values())
        return f"week:{names[int(word) - 2] if word.isdigit() else _WEEKDAYS[word]}", None
    if match["y"]:
        return None, day_of(match)
    return _without_year(match, period, issued, horizon, again=again)


def _without_year(
    match: regex.Match[str], period: str | None, issued: date | None, horizon: date | None, *, again: bool
) -> tuple[str | None, date | None]:
    day, month = int(match["d"]), int(match["m"])
    if period in ("half_year", "year", "nine_months"):
        return f"{period}:{month:02d}-{day:02d}", None
    if period == "quarter":
        return f"quarter:{'last' if month % 3 == 0 else 'next'}-{day:02d}", None
    if again and month in _BY_MONTH:
        return f"{_BY_MONTH[month]}:{month:02d}-{day:02d}", None
    if horizon and (issued is None or horizon.year - issued.year <= 1):
        return None, day_of(match, horizon.year)
    if issued is None:
        return None, None
    this = day_of(match, issued.year)
    return None, this if this and this >= issued else day_of(match, issued.year + 1)
