"""The header of each document of the file, put together from letterhead, title, signature and web page."""

from __future__ import annotations

import regex

from namro.kernel.vietnamese import fold
from namro.reading.citations import kind_by_number
from namro.reading.dates import windows
from namro.reading.draft import FORWARDING, DocumentDraft, Draft, Item
from namro.reading.elements import Paragraph
from namro.reading.letterhead import NUMBER_LINE, front_lines, issuer_of, number_of, place_and_day
from namro.reading.portals import is_web, web_facts
from namro.reading.signature import recipients, signer
from namro.reading.wording import sentence_case
from namro.reading.zones import MOTTO, kind_line

_LONGEST_TITLE = 9  # lines
_NO_TITLE = regex.compile(
    r"(?:Kính gửi|Căn cứ|Theo đề nghị|Xét đề nghị|Thực hiện .*như sau|\(|Để |Nhằm |Ngày |Điều \d|QUYẾT ĐỊNH\s*:|"
    r"(?:THỦ TƯỚNG|BỘ TRƯỞNG|GIÁM ĐỐC|CHỦ TỊCH|ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN)\b|\p{Lu}[\p{L} ]{1,30}, ngày )"
)
_BODY_SPEAKS = regex.compile(
    r"(?:Ủy ban|UBND|Chủ tịch|Giám đốc|Hội đồng|Ban Chỉ đạo|Ban Thường vụ|ỦY BAN|CHỦ TỊCH|GIÁM ĐỐC|"
    r"Thực hiện|Theo|Tiếp tục)\b"
)


def read_headers(draft: Draft) -> None:
    """Reads documents; writes the header of each. A plan under the decision that issues it has its day and issuer."""
    issuing: Item = {}
    for document in draft.documents:
        document.header = _header(draft, document)
        if document.attached:
            document.header |= {"issued_on": issuing.get("issued_on"), "issuer": issuing.get("issuer")}
            document.header |= {"number": None, "place": None}
        else:
            issuing = document.header
        document.kind = document.header["kind"] or document.kind


def _header(draft: Draft, document: DocumentDraft) -> Item:
    facts = web_facts(document)
    number, day = number_of(document)
    number = number or facts.get("number")
    kind = document.kind or facts.get("kind") or kind_by_number(number) or ("Công văn" if number else None)
    title = _title(document) or facts.get("title")
    place, issued = place_and_day(document)
    issued = issued or facts.get("issued_on") or day
    start, end = _period(title or "", issued) if kind not in FORWARDING else (None, None)
    if not start and not end and kind not in FORWARDING:
        start, end = _said_period(document, issued)
    return {
        **_opening(draft, document),
        "kind": kind,
        "number": number,
        "issued_on": issued,
        "place": place,
        "issuer": issuer_of(draft, document, facts.get("issuer")),
        "title": title,
        "signer": signer(document, facts.get("signer")),
        "period_from": start,
        "period_to": end,
        "recipients": recipients(document),
    }


def _opening(draft: Draft, document: DocumentDraft) -> Item:
    """The first characters of the document proper, after what a web site put above it."""
    elements = [e for e in document.front if not is_web(e)] or document.elements()
    if not elements:
        return {"quote": "", "span": [0, 0]}
    first = elements[0]
    lines = [first.line] if isinstance(first, Paragraph) else first.lines()
    start = lines[0].span()[0]
    end = min(lines[-1].span()[1], start + 60) if len(lines) > 1 else lines[0].span()[1]
    return {"quote": draft.source.text[start:end], "span": [start, end]}


def _title(document: DocumentDraft) -> str | None:
    """The lines between the kind of document and the preamble."""
    lines = [line.text for line in front_lines(document)]
    for at, text in enumerate(lines):
        found = kind_line(text)
        if found and not (at + 1 < len(lines) and _is_chrome(lines, at)):
            parts = [found[1]] if found[1] else []
            return _tidy(_collect(lines[at + 1 :], parts), document)
    about = next((text for text in lines if regex.match(r"V/v\b|Về việc\b", text)), None)
    return about or _tidy(_without_kind(lines), document)


def _is_chrome(lines: list[str], at: int) -> bool:
    """A heading in the navigation of a web site: another kind line follows the letterhead below."""
    below = lines[at + 1 :]
    motto = next((i for i, text in enumerate(below) if MOTTO.search(fold(text))), None)
    return motto is not None and any(kind_line(text) for text in below[motto:])


def _collect(lines: list[str], parts: list[str]) -> list[str]:
    for line in lines[:_LONGEST_TITLE]:
        if not any(c.isalnum() for c in line):
            continue
        if _ends_title(line, parts):
            break
        parts.append(line)
    return parts


def _without_kind(lines: list[str]) -> list[str]:
    """The line "KẾ HOẠCH" was lost in copying: capitals under the number and the day are the title."""
    number = next((i for i, text in enumerate(lines) if NUMBER_LINE.match(text)), None)
    if number is None:
        return []
    capitals = [
        text for text in lines[number + 1 :]
        if text.isupper() and len(text.split()) > 4 and not MOTTO.search(fold(text)) and not _NO_TITLE.match(text)
    ]  # fmt: skip
    return capitals[:4]


def _tidy(parts: list[str], document: DocumentDraft) -> str | None:
    title = " ".join(parts).strip(" .-_–—*:")
    return sentence_case(title[:1].upper() + title[1:], document) if title else None


def _ends_title(line: str, parts: list[str]) -> bool:
    if len(line) > 350 or MOTTO.search(fold(line)) or _NO_TITLE.match(line):
        return True
    if line.endswith((":", ".", ";")) and parts and not line.isupper():
        return True
    if not parts:
        return False
    if _is_cut(parts[-1]) or line[0].islower():
        return False
    return bool(_BODY_SPEAKS.match(line)) or parts[-1].isupper() != line.isupper() or not line.isupper()


def _is_cut(text: str) -> bool:
    """The line cannot be the end of a title."""
    return bool(
        regex.search(
            r"(?:\s(?:và|của|về|trên|tại|cho|với|đến|trong|theo|năm|tỉnh|các|số|ngày|việc)|[,\-–])$", text, regex.I
        )
    )


def _period(title: str, issued: str | None) -> tuple[str | None, str | None]:
    """What the plan covers, as its title says: a year, years, or a month; "đến năm 2030" only its end."""
    year = int(issued[:4]) if issued else None
    named = windows(title, year)
    found = [w for w in named if not _points_elsewhere(title, w.at)]
    days = [w for w in found if w.start != w.end]
    if not days:
        until = [w for w in named if regex.search(r"đến\s+$", title[max(w.at - 6, 0) : w.at]) and w.start != w.end]
        return (None, until[-1].end.isoformat()) if until else (None, None)
    short = [w for w in days if (w.end - w.start).days < 200]
    years = [w for w in days if (w.end - w.start).days >= 200]
    chosen = short[0] if short and (not years or short[0].start.year == years[-1].start.year) else years[-1]
    return chosen.start.isoformat(), chosen.end.isoformat()


def _points_elsewhere(title: str, at: int) -> bool:
    """ "đến năm 2030", "số 12/2025", "ngày 16/4/2025": not what this plan covers."""
    before = title[max(at - 6, 0) : at]
    return bool(regex.search(r"(?:đến|theo|ngày)\s+$", before)) or (before.endswith("số ") and title[at].isdigit())


_SAID = regex.compile(
    r"(?:thời gian|đợt cao điểm|cao điểm|kế hoạch|"
    r"giai đoạn)[^.;]{0,80}?\btừ (?:ngày )?(?P<first>\d{1,2}/\d{1,2}(?:/\d{4})?)"
    r" (?:đến|tới) (?:hết )?(?:ngày )?(?P<last>\d{1,2}/\d{1,2}/\d{4})",
    regex.IGNORECASE,
)


def _said_period(document: DocumentDraft, issued: str | None) -> tuple[str | None, str | None]:
    """ "Thời gian thực hiện: từ ngày 15/11/2023 đến hết ngày 14/02/2024"."""
    elements = [*document.front, *document.body]
    for element in elements:
        found = _SAID.search(element.line.text) if isinstance(element, Paragraph) else None
        if found:
            days = windows(f"{found['first']} – {found['last']}", int(issued[:4]) if issued else None)
            if len(days) == 2 and days[0].start <= days[1].start and (not issued or days[1].end.isoformat() >= issued):
                return days[0].start.isoformat(), days[1].end.isoformat()
    return None, None
