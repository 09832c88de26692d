"""The top of a document: issuing body, number, place and day. Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I;
for the Party Hướng dẫn 36-HD/VPTW. Web sites break its lines anywhere, put its two columns one under the
other or on one line, and lose one of them."""

from __future__ import annotations

from collections import Counter

import regex

from namro.kernel.vietnamese import fold
from namro.reading.agencies import HEAD_START, predicate, tidy_name
from namro.reading.citations import NUMBER, tidy_number
from namro.reading.dates import DAY, day_of
from namro.reading.draft import DocumentDraft, Draft
from namro.reading.elements import Paragraph
from namro.reading.portals import is_web
from namro.reading.signature import closing_lines
from namro.reading.text import Clean
from namro.reading.wording import sentence_case
from namro.reading.zones import KINDS, MOTTO, kind_line

NUMBER_LINE = regex.compile(rf"\W*(?:Số|SỐ)\s*[:.]?\s*(?P<number>{NUMBER})")
_ENCLOSED_NUMBER = regex.compile(
    r"(?i:kèm theo|gửi kèm|đính kèm)\s+(?i:" + "|".join(KINDS) + ")?"
    rf"\s*(?i:số)?\s*[:.]?\s*(?P<number>{NUMBER})\s*,?\s*(?:ngày\s+"
    rf"(?P<day>.{{6,30}}))?"
)
_PLACE_DATE = regex.compile(
    r"(?:^|(?<=\s))(?P<place>(?:TP\.?\s?)?\p{Lu}[\p{L}.\-]*(?:\s\p{Lu}[\p{L}.\-]*){0,5}),?\s*(?i:ngày)\s*"
    rf"(?={DAY.pattern})"
)
_PLACE_ONLY = regex.compile(r"(?P<place>\p{Lu}[\p{L}\s.\-]{1,40}?),\s*(?i:ngày)\s*[….\s]{1,12}\s*tháng")
_MOTTO_IN_LINE = regex.compile(r"\s*(?:CỘNG H[ÒO][AÀ] XÃ HỘI CHỦ NGHĨA|ĐẢNG CỘNG SẢN) VIỆT NAM.*")
_UPPER_HEAD = regex.compile(
    r"(?:ỦY(?: BAN|$)|UỶ(?: BAN|$)|UBND|HĐND|BỘ(?! ĐỘI)|CÔNG AN|SỞ|BAN(?! NHÂN| HÀNH)|BCĐ|TỔNG CỤC|CỤC|"
    r"CHI CỤC|PHÒNG(?!,)|"
    r"HỘI|TỈNH (?:ỦY|UỶ|ĐOÀN)|(?:HUYỆN|THÀNH|THỊ|QUẬN) (?:ỦY|UỶ|ĐOÀN)|ĐẢNG|VĂN PHÒNG|TRUNG TÂM|LIÊN (?:ĐOÀN|HIỆP|MINH)|"
    r"THỦ TƯỚNG|CHÍNH PHỦ|QUỐC HỘI|MẶT TRẬN|ĐOÀN|VIỆN|TÒA ÁN|TRƯỜNG|BỆNH VIỆN|ĐỒN|TRẠM|CƠ SỞ|CHI BỘ|THANH TRA)\b"
)
_UNDER_COMMITTEE = regex.compile(
    r"(?:UBND|[ỦU][YỶ] BAN NHÂN DÂN|BỘ CHỈ HUY QUÂN SỰ)\s+(?P<place>(?:TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|THỊ XÃ|"
    r"QUẬN|XÃ|PHƯỜNG|ĐẶC KHU)\s+.+)"
)
_OFFICE = regex.compile(r"(?:SỞ|BAN|PHÒNG|CHI CỤC|TRUNG TÂM|VĂN PHÒNG|THANH TRA)\b")
_LEVELS = "tỉnh|thành phố|huyện|thị xã|quận|xã|phường|thị trấn|đặc khu"
_NEEDS_PLACE = regex.compile(
    rf"(?:Ủy ban nhân dân|Tỉnh ủy)(?: (?:{_LEVELS}))?$|\s(?:{_LEVELS})$|^(?:Ban Chỉ đạo|Sở)\b(?!.*(?:tỉnh|thành phố) )"
)
_ISSUES = regex.compile(
    r"\s*(?:\([^()]{3,80}\)\s*)?(?:ban hành|xây dựng|đề ra|triển khai|tổ chức thực hiện|lập|yêu cầu|giao|"
    r"xác định|phân công|"
    r"tập trung|chỉ đạo)\b"
)
_MAKES_PLAN = regex.compile(
    r"\s*(?:\([^()]{3,80}\)\s*)?(?:ban hành|xây dựng|đề ra|triển khai|tổ chức thực hiện|lập)\s+(?:\p{Ll}+\s){0,2}"
    r"(?:Kế hoạch|Chương trình|Chỉ thị|Phương án|Đề án|Quyết định|kế hoạch)"
)
_ISSUING = regex.compile(
    r"(?:Ủy ban|Uỷ ban|UBND|Ban|Sở|Công an|Chủ tịch|Hội đồng|Bộ|Phòng|Tỉnh ủy|Huyện ủy|Thành ủy|Đảng)"
)
_FORMER = regex.compile(r"(?:Theo|Căn cứ|Thực hiện|Tiếp tục|Nhằm|Để)\b")


def front_lines(document: DocumentDraft) -> list[Clean]:
    lines: list[Clean] = []
    for element in document.front:
        lines += [element.line] if isinstance(element, Paragraph) else element.lines_by_column()
    return lines


def _head(document: DocumentDraft) -> list[str]:
    """The lines of the letterhead itself, without what the web site put above it."""
    lines: list[str] = []
    for element in document.front:
        if is_web(element):
            continue
        found = [element.line] if isinstance(element, Paragraph) else element.lines_by_column()
        lines += [line.text for line in found if any(c.isalnum() for c in line.text)]
        if any(kind_line(line.text) for line in found) and len(lines) > 1:
            break
    return lines[:30]


def number_of(document: DocumentDraft) -> tuple[str | None, str | None]:
    """From the letterhead; else from "(Kèm theo Kế hoạch số … ngày …)" over an annex, with its day."""
    head = _head(document)
    for at, text in enumerate(head):
        found = NUMBER_LINE.match(text) or (
            NUMBER_LINE.match(f"{text} {head[at + 1]}") if len(text) < 8 and at + 1 < len(head) else None
        )
        if found:
            return tidy_number(found["number"]), None
    for annex in document.annexes:
        for paragraph in annex.head:
            enclosed = _ENCLOSED_NUMBER.search(paragraph.line.text)
            if enclosed:
                day = DAY.search(enclosed["day"] or "")
                date = day_of(day) if day else None
                return tidy_number(enclosed["number"]), date.isoformat() if date else None
    return None, None


def place_and_day(document: DocumentDraft) -> tuple[str | None, str | None]:
    head = [text for text in _head(document) if len(text) < 90]
    closing = [e.line.text for e in document.closing if isinstance(e, Paragraph) and len(e.line.text) < 70]
    for text in [*head, " ".join(head), *closing]:
        found = _PLACE_DATE.search(text)
        if found and not regex.search(r"(?:^|\s)(?:Căn cứ|Thực hiện|Luật|Quyết định|Nghị định)\b", text[: found.end()]):
            day = DAY.search(text, found.end())
            date = day_of(day) if day else None
            return _place(found["place"]), date.isoformat() if date else None
    only = next((m for text in head if (m := _PLACE_ONLY.match(text))), None)
    return (only["place"].strip(), None) if only else (None, None)


def _place(text: str) -> str:
    """Capitals before the place belong to the number or the motto: "KH-UBND Phú Giang"."""
    words = text.split()
    while len(words) > 1 and words[0].isupper() and not regex.match(r"TP", words[0]):
        words.pop(0)
    return " ".join(words)


def issuer_of(draft: Draft, document: DocumentDraft, known: str | None) -> str | None:
    """Put together from the letterhead, the preamble and the signature block; `known` is what a web site says."""
    name = _chairman(document) or _from_letterhead(document)
    preamble = _from_preamble(document)
    if name and preamble and _is_longer_form(name, preamble):
        name = preamble
    name = name or preamble or _from_signature(document) or _known(known)
    if not name:
        return None
    name = regex.sub(r"^UBND\b", "Ủy ban nhân dân", name)
    if _NEEDS_PLACE.search(name):
        name = _with_place(draft, document, name, known)
    return name


def _with_place(draft: Draft, document: DocumentDraft, name: str, known: str | None) -> str:
    level = regex.search(rf"\s({_LEVELS})$", name)
    found = _place_named(draft, document, level[1] if level else None) or _from_known(known)
    if not found:
        return name
    if name.startswith(("Tỉnh ủy", "Ban Thường vụ Tỉnh ủy")):
        return f"{name} {found[1]}"
    return f"{name}{'' if level else ' ' + found[0]} {found[1]}"


def _from_known(known: str | None) -> tuple[str, str] | None:
    found = regex.search(rf"(?i:\b({_LEVELS}))\s+(\p{{Lu}}.*)$", known or "")
    return (found[1].lower(), found[2].strip()) if found else None


def _known(known: str | None) -> str | None:
    """ "Tỉnh Nghệ An" on a web site stands for its people's committee."""
    place = _from_known(known)
    if place and regex.match(rf"(?:{_LEVELS})\b", known or "", regex.IGNORECASE):
        return f"Ủy ban nhân dân {place[0]} {place[1]}"
    return known


def _chairman(document: DocumentDraft) -> str | None:
    """ "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH" over the grounds of a decision: the chairman decides, not the committee."""
    for element in document.front:
        text = element.line.text if isinstance(element, Paragraph) else ""
        if (
            document.kind == "Quyết định"
            and regex.match(r"CHỦ TỊCH (?:[ỦU][YỶ] BAN NHÂN DÂN|UBND)", text)
            and text.isupper()
        ):
            return "Chủ tịch " + _body_name(text.removeprefix("CHỦ TỊCH "), document)
    return None


def _is_longer_form(short: str, long: str) -> bool:
    """The letterhead abbreviates what the preamble spells out."""
    head = " ".join(short.split()[:3])
    return (
        len(long) > len(short) * 1.2
        and long.startswith(head)
        and bool(regex.search(r"\b\p{L}{1,2}\b|tnxh|ubnd", short))
    )


def _from_letterhead(document: DocumentDraft) -> str | None:
    """The issuing body stands last above the number; the body over it is its superior."""
    head = _head(document)
    if not any(MOTTO.search(fold(text)) for text in head) and not any(NUMBER_LINE.match(text) for text in head):
        return None
    names: list[str] = []
    for text in head:
        if NUMBER_LINE.match(text) or text.rstrip(" :") in ("Số", "SỐ") or (kind_line(text) and names):
            break
        bare = regex.sub(r"^\W+|\W+$", "", _MOTTO_IN_LINE.sub("", text))
        if not bare.isupper() or MOTTO.search(fold(bare)) or "ĐỘC LẬP" in bare:
            continue
        if names and not _UPPER_HEAD.match(bare):
            names[-1] = f"{names[-1]} {bare}"
        else:
            names.append(bare)
    names = [n for n in names if _UPPER_HEAD.match(n)]
    if not names:
        return None
    last = names[-1]
    above = _UNDER_COMMITTEE.match(names[-2]) if len(names) > 1 else None
    if above and _OFFICE.match(last) and not regex.search(r"\s(?:TỈNH|HUYỆN|XÃ|PHƯỜNG|THÀNH PHỐ)\s+\p{Lu}", last):
        last = f"{last} {above['place']}"
    return _body_name(last, document)


def _body_name(text: str, document: DocumentDraft) -> str:
    """ "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN" → "Ủy ban nhân dân tỉnh Nghệ An"."""
    text = regex.sub(r"^UBND\b", "ỦY BAN NHÂN DÂN", text).replace("UỶ BAN", "ỦY BAN")
    text = regex.sub(r"\bTB\s*(?:VÀ|&)\s*XH\b", "THƯƠNG BINH VÀ XÃ HỘI", text)
    name = sentence_case(text, document)
    place = regex.search(rf"\b({_LEVELS})\s+(\p{{Ll}}.*)$", name)
    if place:
        words = " ".join(w[:1].upper() + w[1:] for w in place[2].split())
        name = f"{name[: place.start(2)]}{words}"
    return regex.sub(r"\b(Tỉnh|Huyện|Thành|Thị|Quận) (ủy|đoàn) (\p{Ll}.*)$", _capital_place, name)


def _capital_place(found: regex.Match[str]) -> str:
    return f"{found[1]} {found[2]} " + " ".join(w[:1].upper() + w[1:] for w in found[3].split())


def _from_preamble(document: DocumentDraft) -> str | None:
    """ "…, Ủy ban nhân dân tỉnh xây dựng Kế hoạch … như sau:"."""
    for pattern in (_MAKES_PLAN, _ISSUES):
        for element in document.front[-4:]:
            if isinstance(element, Paragraph):
                name = _maker(element.line.text, pattern)
                if name:
                    return name
    return None


def _maker(text: str, pattern: regex.Pattern[str]) -> str | None:
    for makes in reversed(list(pattern.finditer(text))):
        starts = [m.end() for m in regex.finditer(r"(?:^|[,;.]\s+)", text[: makes.start()])]
        for start in reversed(starts):
            if HEAD_START.match(text, start) and _ISSUING.match(text, start):
                name = tidy_name(text[start : makes.start()])
                if "của" not in name.split() and len(name) < 200 and predicate(name, 0) is None:
                    return name
    return None


def _from_signature(document: DocumentDraft) -> str | None:
    for line in closing_lines(document):
        found = regex.match(r"\W*T/?M\s?[./]?\s?(?P<name>\p{Lu}[\p{Lu}\s]{5,})", line.text)
        if found:
            return _body_name(found["name"].strip(), document)
    return None


def _place_named(draft: Draft, document: DocumentDraft, level: str | None) -> tuple[str, str] | None:
    """The province (or the unit of `level`) most often named in full."""
    names: Counter[tuple[str, str]] = Counter()
    levels = level or "tỉnh|thành phố"
    pattern = regex.compile(
        rf"\b(?:UBND|[ỦUu][ỷyỦủ] ban nhân dân|ủy ban nhân dân|Công an|địa bàn|tại|Chủ tịch UBND|Tỉnh ủy|"
        rf"Ban Chỉ đạo)\s+(?P<level>{levels})\s+"
        r"(?P<name>\p{Lu}\p{Ll}+(?:[\s\-]\p{Lu}\p{Ll}+){0,3})"
    )
    for element in document.elements():
        for line in [element.line] if isinstance(element, Paragraph) else element.lines_by_column():
            for found in pattern.finditer(line.text):
                names[found["level"], found["name"]] += 1
    if names:
        return names.most_common(1)[0][0]
    place, _day = place_and_day(document)
    return (level or "tỉnh", place) if place and place not in ("Hà Nội",) else None
