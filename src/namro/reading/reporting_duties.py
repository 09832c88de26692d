"""Plans and reports that are due: who sends what to whom, how often, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import regex

from namro.reading.agencies import HEAD_START, find_subject, split_names
from namro.reading.dates import DAY, day_of
from namro.reading.draft import DocumentDraft, Draft, Item
from namro.reading.outline import Node
from namro.reading.roles import Role
from namro.reading.text import Clean

_BY = (
    r"(?P<by>trước(?:\s+ngày)?|chậm\s+nhất(?:\s+(?:là|vào|trước|đến))?(?:\s+ngày)?|trong\s+ngày|đến\s+"
    r"(?:hết\s+)?ngày|vào\s+ngày|hết\s+ngày|xong\s+trước(?:\s+ngày)?|ngày)"
)
_EVERY = r"(?:h[ằàa]ng|mỗi)"
_WEEKDAYS = {"hai": "monday", "ba": "tuesday", "tư": "wednesday", "năm": "thursday", "sáu": "friday", "bảy": "saturday"}
_DUE = regex.compile(
    rf"""{_BY}\s*
    (?: (?P<qday>\d{{1,2}})\s*(?:của\s+)?(?:tháng\s+)?(?P<qmonth>cuối|đầu)
        (?:\s+(?:của\s+)?(?:mỗi\s+|h[ằàa]ng\s+)?)?\s*(?:tháng\s+)?(?P<qkind>quý|kỳ)
      | (?P<nday>\d{{1,2}})\s+(?:của\s+)?tháng\s+(?:sau|tiếp\s+theo|kế\s+tiếp|liền\s+kề)(?:\s+(?:của\s+)?(?:quý|kỳ))?
      | (?P<mday>\d{{1,2}})\s+(?:{_EVERY}|của|trong|các)\s+(?:mỗi\s+|h[ằàa]ng\s+)?tháng
      | (?P<full>{DAY.pattern})
      | (?P<weekday>thứ\s+(?P<wd>hai|ba|tư|năm|sáu|bảy|[2-7]))(?:\s+(?:{_EVERY}|trong|của)\s+tuần)?
    )""",
    regex.VERBOSE | regex.IGNORECASE,
)
_PERIODS = [
    ("nine_months", r"(?:0?9|chín)\s+tháng"),
    ("half_year", r"(?:0?6|sáu)\s+tháng|nửa năm"),
    ("quarter", r"quý"),
    ("year", rf"(?:{_EVERY}|cả|báo cáo|kết thúc|tổng kết|01|1|một|,|\()?\s*năm(?!\s*20\d\d)"),
    ("month", rf"(?:{_EVERY}|báo cáo|định kỳ|,|và)\s*tháng(?!\s*\d)"),
    ("week", r"tuần"),
]
_PERIOD = [
    (name, regex.compile(rf"(?<!\p{{L}})(?:{pattern})(?!\p{{L}})", regex.IGNORECASE)) for name, pattern in _PERIODS
]
_WHAT = regex.compile(r"(?<!\p{L})(?P<what>báo cáo(?!\s+viên)|kế hoạch)(?!\p{L})", regex.IGNORECASE)
_THIS_PLAN = regex.compile(
    r"(?:thực hiện|triển khai|theo|nội dung|căn cứ|trên cơ sở(?: nội dung)?|trong)\s+(?:các\s+"
    r")?(?:chương trình,\s+)?kế hoạch(?:\s+này)?|kế hoạch này",
    regex.IGNORECASE,
)
_SENDS = regex.compile(r"(?<!\p{L})(?:gửi|báo cáo(?!\s+viên)|trình|nộp)(?!\p{L})", regex.IGNORECASE)
_RECEIVER = regex.compile(
    r"(?<!\p{L})(?:(?:gửi|báo cáo)[^.;:()]{0,120}?\s(?:về|cho|đến|tới)(?:\s+(?:cho|về))?|về|gửi|trình|"
    r"báo cáo(?:\s+(?:cho|lên))?(?:\s+(?:kịp thời|ngay))?)\s+(?=\p{L})",
    regex.IGNORECASE,
)
_RECEIVER_END = regex.compile(
    r"\s+(?:trước|để|theo|chậm|định kỳ|qua(?=\s)|xem xét|quyết định|đúng|khi|vào|kết quả|tình hình|những|"
    r"trong|ngày|và\s+(?:báo|tổ|thực|gửi))\b|[.;:/]|$"
)
_UNDATED = regex.compile(r"(?<!\p{L})(?:thực hiện\s+)?báo cáo(?!\s*(?:viên|định kỳ,|,\s*sơ kết))", regex.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Sentence:
    line: Clean
    start: int
    end: int
    node: Node

    @property
    def text(self) -> str:
        return self.line.text[self.start : self.end]


def read_reporting(draft: Draft) -> None:
    """Reads the trees with roles and bodies; writes reporting: one entry for each due date and thing due."""
    for document in draft.plans():
        last: tuple[str, ...] = ()
        for node in document.tree.walk():
            if node.role not in (Role.ASSIGNMENT, Role.REPORTING, Role.MONEY) or not node.paragraph or not node.text:
                continue
            for sentence in _sentences(node):
                who = _who(sentence, node, last)
                found = _dated(draft, document, sentence, who) or _undated(draft, sentence, who)
                draft.reporting += found
            last = node.bodies or last


def _sentences(node: Node) -> list[_Sentence]:
    paragraph = node.paragraph
    assert paragraph is not None
    text = paragraph.line.text
    found, start = [], node.at
    for stop in regex.finditer(r"(?<=[\p{L})”\"\d])\.(?=\s+\p{Lu}|\s*/?\.?\s*$)", text, pos=node.at):
        found.append(_Sentence(paragraph.line, start, stop.start(), node))
        start = stop.end()
    if text[start:].strip(" ./"):
        found.append(_Sentence(paragraph.line, start, len(text), node))
    return found


def _who(sentence: _Sentence, node: Node, last: tuple[str, ...]) -> list[str]:
    subject = find_subject(sentence.text.strip())
    if subject:
        return list(subject.names)
    sender = regex.search(r"(?:của)\s+(?=các)", sentence.text)
    if sender:
        end = regex.search(r"\s(?:gửi|báo cáo|về)\b", sentence.text[sender.end() :])
        if end and HEAD_START.match(sentence.text, sender.end()):
            return split_names(sentence.text[sender.end() : sender.end() + end.start()])
    middle = regex.search(r",\s+(?=\p{L})", sentence.text)
    if middle and HEAD_START.match(sentence.text, middle.end()):
        subject = find_subject(sentence.text[middle.end() :])
        if subject:
            return list(subject.names)
    return list(node.bodies or last)


def _dated(draft: Draft, document: DocumentDraft, sentence: _Sentence, who: list[str]) -> list[Item]:
    text = sentence.text
    dues = [m for m in _DUE.finditer(text, timeout=5) if _is_due(text, m)]
    if not dues or not _SENDS.search(text):
        return []
    found = []
    before = 0
    for match in dues:
        start, end = _clause(text, before, match)
        clause = text[start:end]
        period = _period(text[before : match.start()], match)
        for what in _whats(clause, text):
            rule, due = _when(match, period, document)
            whole = clause if _WHAT.search(clause) else text
            first = start if whole is clause else 0
            quote = draft.quote(
                sentence.line, sentence.start + first, sentence.start + (end if whole is clause else len(text))
            )
            found.append(
                {
                    **quote,
                    "section": sentence.node.section,
                    "who": who,
                    "to": _receivers(clause) or _receivers(text),
                    "what": what,
                    "period": period or ("once" if due else None),
                    "due": due.isoformat() if due else None,
                    "rule": rule,
                    "exclusive": bool(regex.search("trước", match["by"], regex.IGNORECASE)),
                }
            )
        before = match.end()
    return found


def _is_due(text: str, match: regex.Match[str]) -> bool:
    """A bare "ngày 12/02/2026" is the date of a cited document unless something is sent then."""
    if regex.search(r"(?:tính|từ ngày \S+|lũy kế|chốt|số liệu)\s*$", text[: match.start()], regex.IGNORECASE):
        return False
    if match["by"].lower() != "ngày":
        return True
    return bool(
        regex.search(r"(?:gửi|báo cáo|nộp|về)[^.;]{0,80}$", text[: match.start()], regex.IGNORECASE)
    ) and not regex.search(r"(?:số\s*\S+|/\S+)\s*$", text[: match.start()])


def _clause(text: str, before: int, match: regex.Match[str]) -> tuple[int, int]:
    """From the last semicolon, colon or earlier due date to this date, a closing bracket included."""
    start = before
    for stop in regex.finditer(r"[;:]\s", text[before : match.start()]):
        start = before + stop.end()
    joint = regex.match(r"[)*\s,;]*(?:và\s+)?", text[start:])
    start += joint.end() if joint else 0
    bracket = text.rfind("(", start, match.start())
    end = match.end()
    if bracket >= 0 and ")" in text[end : end + 40]:
        end = text.index(")", end) + 1
    return start, end


def _period(before: str, match: regex.Match[str]) -> str | None:
    """The rhythm named nearest before the date, or in the words of the date itself."""
    after = match.string[match.end() : match.end() + 20]
    if match["qkind"] and match["qkind"].lower() == "quý":
        return "quarter"
    if match["weekday"]:
        return "week"
    places = [(m.start(), name) for name, pattern in _PERIOD for m in pattern.finditer(before)]
    if match["full"] and match["y"]:
        return "once"
    if places:
        return max(places)[1]
    if match["mday"]:
        return "month"
    if regex.match(rf"\s*{_EVERY}\s+năm", after, regex.IGNORECASE):
        return "year"
    return "quarter" if match["nday"] and "quý" in match.group().lower() else ("month" if match["nday"] else None)


def _when(match: regex.Match[str], period: str | None, document: DocumentDraft) -> tuple[str | None, date | None]:
    """The rule of what comes again, or the day of what comes once."""
    if match["qday"]:
        if match["qmonth"].lower() == "cuối":
            return f"quarter:last-{int(match['qday']):02d}", None
        return f"quarter:next-{int(match['qday']):02d}", None
    if match["nday"]:
        return (
            f"quarter:next-{int(match['nday']):02d}" if period == "quarter" else f"month:{int(match['nday']):02d}"
        ), None
    if match["mday"]:
        return f"month:{int(match['mday']):02d}", None
    if match["weekday"]:
        day = match["wd"].lower()
        names = list(_WEEKDAYS.values())
        return f"week:{names[int(day) - 2] if day.isdigit() else _WEEKDAYS[day]}", None
    if match["y"]:
        return None, day_of(match)
    if period in ("half_year", "year", "nine_months"):
        return f"{period}:{int(match['m']):02d}-{int(match['d']):02d}", None
    if period == "quarter":
        return f"quarter:{'last' if int(match['m']) % 3 == 0 else 'next'}-{int(match['d']):02d}", None
    year = document.header.get("period_to") or document.header.get("issued_on")
    return None, day_of(match, int(year[:4])) if year else None


def _whats(clause: str, text: str) -> list[str]:
    bare = _THIS_PLAN.sub(" ", clause)
    if regex.search(r"kế hoạch(?:\s+\p{Ll}+){0,2}\s+và\s+(?:các\s+)?báo cáo", bare, regex.IGNORECASE):
        return ["kế hoạch", "báo cáo"]
    found = _WHAT.search(bare) or _WHAT.search(_THIS_PLAN.sub(" ", text))
    return [found["what"].lower()] if found else ["báo cáo"]


def _receivers(text: str) -> list[str]:
    for found in _RECEIVER.finditer(text):
        if not HEAD_START.match(text, found.end()):
            continue
        rest = text[found.end() :]
        through = regex.match(r"[^.;:()]{0,80}\s\((?P<way>(?:qua|thông qua)\s)?(?P<other>[^)]{3,80})\)", rest)
        if through and HEAD_START.match(through["other"]):
            if not through["way"]:  # "Cơ quan Thường trực … (Công an tỉnh)"
                return [through["other"]]
            if not regex.match(r"Phòng|Bộ phận|Văn phòng(?! UBND)|Tổ", through["other"]):
                return [through.group().strip()]
        end = _RECEIVER_END.search(rest)
        names = split_names(rest[: end.start()] if end else rest)
        if names:
            return names
    return []


def _undated(draft: Draft, sentence: _Sentence, who: list[str]) -> list[Item]:
    """ "… báo cáo ngay về Công an tỉnh", "trình UBND tỉnh để báo cáo Bộ Công an": to whom is said, when is not."""
    text = sentence.text
    for found in _UNDATED.finditer(text):
        to = _receivers(text[found.start() :])
        if not to or not _WHAT.search(text):
            continue
        start = max(text.rfind(";", 0, found.start()) + 1, 0)
        yearly = regex.search(r"h[ằàa]ng năm", text, regex.IGNORECASE)
        quote = draft.quote(sentence.line, sentence.start + start, sentence.end)
        return [
            {
                **quote, "section": sentence.node.section, "who": who, "to": to, "what": "báo cáo",
                "period": "year" if yearly else None, "due": None, "rule": None, "exclusive": None,
            }
        ]  # fmt: skip
    return []
