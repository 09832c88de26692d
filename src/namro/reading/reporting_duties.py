"""Plans and reports that are due: who sends what to whom, how often, until when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import regex

from namro.reading.agencies import HEAD_START, find_subject, split_names
from namro.reading.draft import DocumentDraft, Draft, Item
from namro.reading.due_dates import Due, due_dates
from namro.reading.headings import Role
from namro.reading.outline import Node
from namro.reading.text import Clean

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
    r"\s+(?:trước|để|theo|chậm|định kỳ|báo cáo|qua(?=\s)|xem xét|quyết định|đúng|khi|vào|kết quả|tình hình|những|"
    r"trong|ngay|ngày|phê duyệt|ban hành|thẩm định|cho ý kiến|biết|nắm|tổng hợp|h[ằàa]ng|bằng|mỗi|lồng|cùng|"
    r"các nội dung|việc|kế hoạch|về\s+(?:tình|kết|việc|tiến)|và\s+(?:báo|tổ|thực|gửi))\b|"
    r",\s+(?:cụ thể|trong đó|đồng thời|chậm|trước|để|h[ằàa]ng)\b|[.;:]|/(?=\s|\.|$)|$"
)
_BARE = regex.compile(  # "gửi về Bộ (qua Cục …)": whose own plan it is
    r"(?:Bộ|Sở|Tỉnh|Huyện|Cục|Ban|Công ty)(?=\s*(?:[.,;(/]|$)|\s(?:trước|để|theo|chậm|xem|và|qua|đúng|khi|vào|"
    r"trong|h[ằàa]ng|bằng|kết|tổng)\b)"
)
_ABBREVIATION = regex.compile(r"\p{Lu}{2,}\d*\b")
_ON_REQUEST = regex.compile(
    r"(?<!\p{L})(?:và\s+)?báo cáo (?:chuyên đề(?:,| và| hoặc)\s+)?đột xuất(?:[^.;:,]{0,60}(?:yêu cầu|"
    r"phát sinh|vụ việc|tình huống)[^.;:,]{0,40})?|"
    r"(?<!\p{L})báo cáo (?:khi có|theo) yêu cầu[^.;:,]{0,40}|(?<!\p{L})đột xuất (?:khi có|theo) yêu cầu",
    regex.IGNORECASE,
)
_STANDS_FOR = regex.compile(r"(?:Cơ quan|Đơn vị|Ban Chỉ đạo|Bộ phận|Tổ giúp việc)", regex.IGNORECASE)
_ONE_QUARTER = regex.compile(r"quý\s+[IV]+\b", regex.IGNORECASE)
_STANDING = regex.compile(r"(?:là )?(?:cơ quan|đơn vị|đầu mối)\b", regex.IGNORECASE)
_FULL_STOP = regex.compile(r"(?<=[\p{L})”\"\d])\.(?=\s+\p{Lu}|\s*/?\.?\s*$)")
_SENDER = regex.compile(r"của\s+(?=các)")
_AFTER_COMMA = regex.compile(r",\s+(?=\p{L})")
_IS_LISTED = regex.compile(r":\s*$")
_UNDATED = regex.compile(
    r"(?<!\p{L})(?:(?:thực hiện\s+)?báo cáo|phản ánh(?= (?:kịp thời |ngay )?(?:về|đến|với)))(?!\s*(?:viên|"
    r"định kỳ,|,\s*sơ kết))",
    regex.IGNORECASE,
)


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
            to = receivers(node.parent.text) if node.parent else []
            for sentence in _sentences(node):
                if not (_SENDS.search(sentence.text) or _UNDATED.search(sentence.text) or _is_listed_report(node)):
                    continue
                who = _who(sentence, node, last)
                found = _dated(draft, document, sentence, who, to) or _undated(draft, sentence, who)
                found += _on_request(draft, sentence, who, to, after=found)
                to = (found[-1]["to"] if found else receivers(sentence.text)) or to
                draft.reporting += found
            last = node.bodies or last


def _sentences(node: Node) -> list[_Sentence]:
    paragraph = node.paragraph
    assert paragraph is not None
    text = paragraph.line.text
    found, start = [], node.at
    for stop in _FULL_STOP.finditer(text, node.at):
        found.append(_Sentence(paragraph.line, start, stop.start(), node))
        start = stop.end()
    if text[start:].strip(" ./"):
        found.append(_Sentence(paragraph.line, start, len(text), node))
    return found


def _who(sentence: _Sentence, node: Node, last: tuple[str, ...]) -> list[str]:
    subject = find_subject(sentence.text.strip())
    if subject:
        return list(subject.names)
    sender = _SENDER.search(sentence.text)
    if sender:
        end = regex.search(r"\s(?:gửi|báo cáo|về)\b", sentence.text[sender.end() :])
        if end and HEAD_START.match(sentence.text, sender.end()):
            return split_names(sentence.text[sender.end() : sender.end() + end.start()])
    middle = _AFTER_COMMA.search(sentence.text)
    if middle and HEAD_START.match(sentence.text, middle.end()):
        subject = find_subject(sentence.text[middle.end() :])
        if subject:
            return list(subject.names)
    return list(node.bodies or last)


def _dated(draft: Draft, document: DocumentDraft, sentence: _Sentence, who: list[str], to: list[str]) -> list[Item]:
    text = sentence.text
    dues = due_dates(text, document.issued_on, _horizon(document))
    if not dues or not (_SENDS.search(text) or _is_listed_report(sentence.node)):
        return []
    found: list[Item] = []
    said: list[str] = []
    before = 0
    for due in dues:
        start, end = _clause(text, before, due)
        clause = text[start:end]
        first_stop, last_stop = _segment(text, due)
        if not (before > first_stop and found):  # else the date before it in this part has said to whom
            said = receivers(text[first_stop:last_stop]) or said or receivers(text)
        said = receivers(clause) or said
        for what in _whats(clause, text):
            whole = clause if _WHAT.search(clause) else text
            first, last = (start, end) if whole is clause else (0, len(text))
            found.append(
                {
                    **draft.quote(sentence.line, sentence.start + first, sentence.start + last),
                    "section": sentence.node.section,
                    "who": who,
                    "to": said or to,
                    "what": what,
                    "period": _period(due, clause),
                    "due": due.day.isoformat() if due.day else None,
                    "rule": due.rule,
                    "exclusive": due.exclusive,
                }
            )
        before = due.end
    return found


def _period(due: Due, clause: str) -> str | None:
    """ "báo cáo quý III chậm nhất ngày 15/9/2025" is one report, not one every quarter."""
    if due.day and (not due.period or (not due.rule and _ONE_QUARTER.search(clause))):
        return "once"
    return due.period


def _segment(text: str, due: Due) -> tuple[int, int]:
    """The part of the sentence between semicolons that holds the due date."""
    stop = text.find(";", due.end)
    return text.rfind(";", 0, due.start) + 1, stop if stop >= 0 else len(text)


def _is_listed_report(node: Node) -> bool:
    """ "… gửi báo cáo về Công an tỉnh, cụ thể:" stands above."""
    above = node.parent.text if node.parent else ""
    return bool(_IS_LISTED.search(above)) and bool(_SENDS.search(above))


def _horizon(document: DocumentDraft) -> date | None:
    value = document.header.get("period_to") or document.header.get("issued_on")
    return date.fromisoformat(value) if value else None


def _clause(text: str, before: int, due: Due) -> tuple[int, int]:
    """From the last semicolon, colon or earlier due date to this date, a closing bracket included."""
    start = before
    for stop in regex.finditer(r"[;:]\s", text[before : due.start]):
        start = before + stop.end()
    joint = regex.match(r"[)*\s,;]*(?:và\s+)?", text[start:])
    start += joint.end() if joint else 0
    bracket = text.rfind("(", start, due.start)
    end = due.end
    if bracket >= 0 and ")" in text[end : end + 40]:
        end = text.index(")", end) + 1
    return start, end


def _whats(clause: str, text: str) -> list[str]:
    bare = _THIS_PLAN.sub(" ", clause)
    if regex.search(r"kế hoạch(?:\s+\p{Ll}+){0,2}\s+và\s+(?:các\s+)?báo cáo", bare, regex.IGNORECASE):
        return ["kế hoạch", "báo cáo"]
    found = _WHAT.search(bare) or _WHAT.search(_THIS_PLAN.sub(" ", text))
    return [found["what"].lower()] if found else ["báo cáo"]


def receivers(text: str) -> list[str]:
    for found in _RECEIVER.finditer(text):
        starts = (HEAD_START, _ABBREVIATION, _BARE)
        if not any(pattern.match(text, found.end()) for pattern in starts):
            continue
        rest = text[found.end() :]
        end = _RECEIVER_END.search(rest)
        through = regex.match(r"[^.;:()]{0,80}\s\((?P<way>(?:qua|thông qua)\s)?(?P<other>[^)]{3,80})\)", rest)
        if through and end and end.start() < through.start("other") - 12:
            through = None  # "trình UBND tỉnh phê duyệt, gửi Sở Y tế (qua …)"
        if through and (HEAD_START.match(through["other"]) or _ABBREVIATION.match(through["other"])):
            if _STANDING.match(through["other"]):  # "Công an tỉnh (Cơ quan Thường trực)"
                return split_names(rest[: through.start("other") - 1])
            if not through["way"] and _STANDS_FOR.match(rest):  # "Cơ quan Thường trực … (Công an tỉnh)"
                return [through["other"]]
            if not (rest.startswith("Công an") and regex.match(r"Phòng|Bộ phận|Văn phòng|Đội", through["other"])):
                return [through.group().strip()]
        names = split_names(rest[: end.start()] if end else rest)
        if names:
            return names
    return []


def _undated(draft: Draft, sentence: _Sentence, who: list[str]) -> list[Item]:
    """ "… báo cáo ngay về Công an tỉnh", "trình UBND tỉnh để báo cáo Bộ Công an": to whom is said, when is not."""
    text = sentence.text
    if text.rstrip().endswith(":"):
        return []
    for found in _UNDATED.finditer(text):
        to = receivers(text[found.start() :])
        if not to or not (_WHAT.search(text) or found.group().lower().startswith("phản")):
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


def _on_request(draft: Draft, sentence: _Sentence, who: list[str], to: list[str], *, after: list[Item]) -> list[Item]:
    """ "báo cáo đột xuất khi có yêu cầu", beside the dated reports or in a part about reporting."""
    found = _ON_REQUEST.search(sentence.text)
    if not found or not (after or sentence.node.role == Role.REPORTING) or any(i["due"] is i["rule"] for i in after):
        return []
    return [
        {
            **draft.quote(sentence.line, sentence.start + found.start(), sentence.start + found.end()),
            "section": sentence.node.section, "who": who,
            "to": receivers(found.group()) or (after[-1]["to"] if after else to), "what": "báo cáo",
            "period": "on_request", "due": None, "rule": None, "exclusive": None,
        }
    ]  # fmt: skip
