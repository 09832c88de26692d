"""What a careful clerk would query."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import regex

from namro.kernel.problems import Problem, Severity
from namro.reading.dates import DAY, day_of, windows
from namro.reading.draft import DocumentDraft, Draft, LeftOut
from namro.reading.elements import Paragraph
from namro.reading.outline import Node
from namro.reading.roles import Role
from namro.reading.text import Clean

_DOUBLED = regex.compile(r"(?<!\p{L})(?P<word>\p{L}{2,})\s(?P=word)(?!\p{L})")
_REDUPLICATED = {"vi", "dần", "ngày", "luôn", "xanh", "từ", "thường", "đời", "nhà", "người", "rất", "mãi", "hơn", "năm"}
_NAME_TWICE = regex.compile(
    r"(?<!\p{L})(?P<name>\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+){1,3})(?:,| và)\s(?P=name)(?!\s\p{Lu}|\p{L})"
)
_TIME_TWICE = regex.compile(
    r"(?P<time>(?:quý|tháng)\s[IVX\d]+(?:/\d{4})?)\s(?:và|,)\s(?P=time)(?!\w)", regex.IGNORECASE
)
_DEADLINE = regex.compile(r"(?:trước|đến|hết|chậm nhất|xong|trong)\s+(?:hết\s+)?(?:ngày\s+|tháng\s+)", regex.IGNORECASE)


def find_anomalies(draft: Draft) -> None:
    """Reads everything found; writes anomalies, each with its quote, and problems about the file as a whole."""
    for document in draft.plans():
        for line in _lines(document):
            _words(draft, line)
        _early_deadlines(draft, document)
        _lost_headings(draft, document)
        _no_number(draft, document)
    _wrong_sums(draft)
    _repeats(draft)


def _lines(document: DocumentDraft) -> list[Clean]:
    lines: list[Clean] = []
    for element in document.elements():
        if not isinstance(element, Paragraph):
            lines += element.lines()
        elif not element.is_oversized:
            lines.append(element.line)
    return lines


def _note(draft: Draft, line: Clean, start: int, end: int, why: str) -> None:
    draft.anomalies.append({**draft.quote(line, start, end), "why": why})


def _words(draft: Draft, line: Clean) -> None:
    for found in _DOUBLED.finditer(line.text):
        if found["word"].lower() not in _REDUPLICATED:
            _note(draft, line, max(found.start() - 20, 0), found.end(), f"Lặp chữ “{found['word']}”.")
    for found in _NAME_TWICE.finditer(line.text):
        _note(draft, line, found.start(), found.end(), f"Tên “{found['name']}” lặp lại; có lẽ một tên khác bị ghi sai.")
    for found in _TIME_TWICE.finditer(line.text):
        _note(
            draft,
            line,
            found.start(),
            found.end(),
            f"Thời gian “{found['time']}” lặp lại; có lẽ một thời gian khác bị ghi sai.",
        )


def _early_deadlines(draft: Draft, document: DocumentDraft) -> None:
    issued = document.issued_on
    if issued is None:
        return
    for node in document.tree.walk():
        if not node.text or node.role == Role.SITUATION:
            continue
        line = node.paragraph.line  # type: ignore[union-attr]
        for found in _DEADLINE.finditer(line.text, pos=node.at):
            if regex.search(r"(?:tính|số liệu|từ ngày \S+)\s*$", line.text[: found.start()], regex.IGNORECASE):
                continue
            end = _deadline(line.text[found.start() : found.end() + 25])
            if end and end < issued:
                _note(draft, line, found.start(), found.end() + 12, f"Hạn này trước ngày ban hành ({issued:%d/%m/%Y}).")


def _deadline(words: str) -> date | None:
    day = DAY.search(words)
    if day:
        return day_of(day)
    found = windows(words)
    return found[0].end if found else None


def _lost_headings(draft: Draft, document: DocumentDraft) -> None:
    for node in document.tree.walk():
        if not node.lost or not node.children or node.text or not _is_missing(node):
            continue
        child = next((c for c in node.walk() if c.text), None)
        if child and child.paragraph:
            where = f"“{node.label}.”" if node.label else "ở đây"
            _note(draft, child.paragraph.line, 0, 60, f"Mất đề mục {where}: số thứ tự bắt đầu lại hoặc bị cách quãng.")


def _is_missing(node: Node) -> bool:
    """A text whose sections are numbered 1, 2, 3 has no headings above them to lose."""
    return bool(node.label) or (node.parent is not None and len(node.parent.children) > 1)


def _no_number(draft: Draft, document: DocumentDraft) -> None:
    header = document.header
    missing = [
        name
        for key, name in (("number", "số, ký hiệu"), ("issued_on", "ngày ban hành"), ("issuer", "cơ quan ban hành"))
        if not header.get(key)
    ]
    if missing and not document.attached:
        draft.problems.append(
            Problem(
                "header_incomplete",
                Severity.WARNING,
                "",
                f"Không đọc được {', '.join(missing)} của văn bản.",
                "Xin điền theo bản ký.",
            )
        )


def _wrong_sums(draft: Draft) -> None:
    """A total may be of the whole table or of the rows since the total before it."""
    for table in {total["table"] for total in draft.stated_totals}:
        parts = [(a["span"][0], Decimal(str(a["value"]))) for a in draft.allocations if a["table"] == table]
        whole, since, at = sum(value for _, value in parts), Decimal(0), 0
        for total in (t for t in draft.stated_totals if t["table"] == table):
            while at < len(parts) and parts[at][0] < total["span"][0]:
                since, at = since + parts[at][1], at + 1
            if parts and Decimal(str(total["value"])) not in (whole, since):
                why = f"Tổng ghi {total['value']} nhưng các dòng cộng lại là {since or whole}."
                draft.anomalies.append({"quote": total["quote"], "span": total["span"], "why": why})
            since = Decimal(0)


def _repeats(draft: Draft) -> None:
    repeated = [n for n, why in draft.left_out.items() if why is LeftOut.DUPLICATE]
    if repeated:
        first, last = min(repeated), max(repeated)
        _note(
            draft,
            draft.lines[first],
            0,
            60,
            f"Một phần văn bản lặp nguyên văn hai lần ({len(repeated)} đoạn); chỉ đọc lần đầu.",
        )
        span = f"{draft.source.blocks[first].start}–{draft.source.blocks[last].end}"
        draft.problems.append(
            Problem(
                "repeated_part", Severity.INFO, span, "Văn bản có một phần lặp lại nguyên văn; phần lặp được để riêng."
            )
        )
