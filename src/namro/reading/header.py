"""Letterhead, title, signature and recipients of each document of the file."""

from __future__ import annotations

from collections import Counter

import regex

from namro.kernel.vietnamese import fold
from namro.reading.agencies import HEAD_START
from namro.reading.citations import NUMBER, tidy_number
from namro.reading.dates import DAY, day_of, windows
from namro.reading.draft import FORWARDING, DocumentDraft, Draft, Item
from namro.reading.elements import Element, Paragraph, Table
from namro.reading.text import Clean
from namro.reading.zones import AUTHORITY, KINDS, MOTTO, RECIPIENTS, kind_line

_NUMBER_LINE = regex.compile(rf"(?:Số|SỐ)\s*[:.]?\s*(?P<number>{NUMBER})")
_ENCLOSED_NUMBER = regex.compile(
    rf"(?i:kèm theo)\s+(?i:{'|'.join(KINDS)})?\s*(?i:số)?\s*[:.]?\s*(?P<number>{NUMBER})\s*,?\s*(?:ngày\s+"
    rf"(?P<day>.{{6,30}}))?"
)
_PLACE_DATE = regex.compile(rf"(?P<place>\p{{Lu}}[\p{{L}}\s.\-]{{1,40}}?),\s*(?i:ngày)\s+(?={DAY.pattern})")
_WEB_TITLE = regex.compile(
    rf"(?P<kind>{'|'.join(KINDS)})\s+(?:số\s+)?(?P<number>{NUMBER})\s*(?:năm \d{{4}}\s+)?(?:về\s+)?(?P<title>.{{10,}})",
    regex.IGNORECASE,
)
_FACTS = {
    "number": ("so hieu", "so ky hieu", "so/ky hieu", "so van ban"),
    "issued_on": ("ngay ban hanh",), "kind": ("loai van ban",),
    "signer": ("nguoi ky",), "issuer": ("co quan ban hanh", "noi ban hanh"), "title": ("trich yeu", "ten van ban"),
}  # fmt: skip
_ISSUES = regex.compile(
    r"\s*(?:\([^()]{3,60}\)\s*)?(?:ban hành|xây dựng|đề ra|triển khai|tổ chức thực hiện)\s+"
    r"(?:\p{Ll}+\s){0,2}(?:Kế hoạch|Chương trình|Chỉ thị|Phương án|Đề án|Quyết định|kế hoạch)"
)
_NAME = regex.compile(
    r"(?:(?:Đại|Thượng|Trung|Thiếu) (?:tướng|tá|úy)|TS\.?|ThS\.?|PGS\.?|GS\.?|BS\.?|Ths\.?|Tiến sĩ)\s+"
)
_PERSON = regex.compile(r"(?:\p{Lu}\p{Ll}+\s){1,4}\p{Lu}\p{Ll}+")
_POSITION = regex.compile(
    r"(?:PHÓ |QUYỀN )?(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|CỤC TRƯỞNG|CHÁNH|CHỈ HUY|THỦ TƯỚNG|"
    r"BÍ THƯ|VIỆN TRƯỞNG|TỔNG)"
)
_UNDER_COMMITTEE = regex.compile(r"(?:UBND|ỦY BAN NHÂN DÂN)\s+(?P<place>(?:TỈNH|THÀNH PHỐ|HUYỆN|XÃ|PHƯỜNG)\s+.+)")
_OFFICE = regex.compile(r"(?:SỞ|BAN|PHÒNG|CHI CỤC|TRUNG TÂM|VĂN PHÒNG|THANH TRA)\b")
_LONGEST_LINE, _ENOUGH_TEXT = 600, 60_000  # characters of a line in capitals, and of text to find its words in
_LONGEST_TITLE = 6  # lines


def read_headers(draft: Draft) -> None:
    """Reads documents; writes the header of each that is issued on its own."""
    for document in draft.documents:
        document.header = _header(draft, document)
        document.kind = document.header["kind"] or document.kind


def _header(draft: Draft, document: DocumentDraft) -> Item:
    lines = _front_lines(document)
    facts = _web_facts(document)
    title = _title(document, lines) or facts.get("title")
    number, day = _number(document, lines)
    place, issued = _place_and_day(document, lines)
    issued = issued or facts.get("issued_on") or day
    kind = document.kind or facts.get("kind")
    start, end = _period(title or "", issued) if kind not in FORWARDING else (None, None)
    return {
        **_opening(draft, document),
        "kind": kind,
        "number": number or facts.get("number"),
        "issued_on": issued,
        "place": place,
        "issuer": _issuer(draft, document, lines),
        "title": title,
        "signer": _signer(document, facts.get("signer")),
        "period_from": start,
        "period_to": end,
        "recipients": _recipients(document),
    }


def _front_lines(document: DocumentDraft) -> list[Clean]:
    lines: list[Clean] = []
    for element in document.front:
        lines += [element.line] if isinstance(element, Paragraph) else element.lines_by_column()
    return lines


def _opening(draft: Draft, document: DocumentDraft) -> Item:
    """The first characters of the document proper, after what a web site put above it."""
    elements = [e for e in document.front if not _is_web(e)] or document.elements()
    if not elements:
        return {"quote": "", "span": [0, 0]}
    first = elements[0]
    lines = [first.line] if isinstance(first, Paragraph) else first.lines()
    start = lines[0].span()[0]
    end = min(lines[-1].span()[1], start + 60) if len(lines) > 1 else lines[0].span()[1]
    return {"quote": draft.source.text[start:end], "span": [start, end]}


def _is_web(element: Element) -> bool:
    if isinstance(element, Table):
        return bool(_facts_of(element))
    return bool(_WEB_TITLE.match(element.line.text)) and not element.line.text[:6].isupper()


def _web_facts(document: DocumentDraft) -> Item:
    """What a web site says about the document: its table of properties and its page title."""
    facts: Item = {}
    for element in document.front:
        if isinstance(element, Table):
            facts |= _facts_of(element)
        elif match := _WEB_TITLE.match(element.line.text):
            title = match["title"].strip(" .")
            facts.setdefault("title", title[0].upper() + title[1:])
            facts.setdefault("kind", match["kind"][0].upper() + match["kind"][1:].lower())
            facts.setdefault("number", tidy_number(match["number"]))
    return facts


def _facts_of(table: Table) -> Item:
    facts: Item = {}
    for row in table.rows:
        texts = [cell.line.text for cell in row if cell.own and cell.line]
        for label, value in zip(texts[::2], texts[1::2], strict=False):
            name = next((n for n, labels in _FACTS.items() if fold(label).rstrip(":") in labels), None)
            if name:
                facts[name] = value
    if "issued_on" in facts:
        found = DAY.search(facts["issued_on"])
        day = day_of(found) if found else None
        facts["issued_on"] = day.isoformat() if day else None
    return facts


def _title(document: DocumentDraft, lines: list[Clean]) -> str | None:
    """The lines between the kind of document and the preamble."""
    paragraphs = [e.line.text for e in document.front if isinstance(e, Paragraph)]
    for at, text in enumerate(paragraphs):
        found = kind_line(text)
        if found:
            parts = [found[1]] if found[1] else []
            for line in paragraphs[at + 1 : at + 1 + _LONGEST_TITLE]:
                if _ends_title(line, parts):
                    break
                parts.append(line)
            title = " ".join(parts).strip(" .-_–*")
            return sentence_case(title, document) if title else None
    return next((line.text for line in lines if regex.match(r"V/v\b|Về việc\b", line.text)), None)


def _ends_title(line: str, parts: list[str]) -> bool:
    if (
        len(line) > 350
        or MOTTO.search(fold(line))
        or regex.match(r"(?:Kính gửi|Căn cứ|Thực hiện .*như sau|\(|Để |Nhằm |Ngày )", line)
    ):
        return True
    if line.endswith((":", ".", ";")) and parts:
        return True
    if (
        regex.match(r"(?:(?:Ủy ban|UBND|Chủ tịch|Giám đốc|Hội đồng|Ban Chỉ đạo|ỦY BAN|CHỦ TỊCH|GIÁM ĐỐC)\b)", line)
        and parts
    ):
        return True
    return bool(parts) and not parts[-1].isupper() and not line[0].islower() and not _is_cut(parts[-1])


def _is_cut(text: str) -> bool:
    """The line cannot be the end of a title."""
    return bool(regex.search(r"(?:\s(?:và|của|về|trên|tại|cho|với|đến|trong|theo|năm|tỉnh|các)|[,\-–])$", text))


def sentence_case(text: str, document: DocumentDraft) -> str:
    """A line in capitals as it would be written in a sentence, with the capitals of names as the text has them."""
    if not text.isupper():
        return text
    body, size = [], 0
    for element in document.elements():
        if isinstance(element, Paragraph) and not element.line.text.isupper() and size < _ENOUGH_TEXT:
            body.append(element.line.text)
            size += len(element.line.text)
    return _as_written(text[:_LONGEST_LINE].lower(), " ".join(body)[:_ENOUGH_TEXT])


def _as_written(lowered: str, body: str) -> str:
    """Takes the longest runs of words that the body holds in mixed case."""
    words = lowered.split()
    folded, at, out = body.lower(), 0, []
    while at < len(words):
        for size in range(min(8, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + size])
            places = (
                [m.start() for m in regex.finditer(rf"(?<!\p{{L}}){regex.escape(phrase)}(?!\p{{L}})", folded)]
                if len(folded) == len(body)
                else []
            )
            if places and (size > 1 or len(phrase) > 1):
                forms = Counter(body[p : p + len(phrase)] for p in places)
                out.append(forms.most_common(1)[0][0])
                at += size
                break
        else:
            out.append(words[at])
            at += 1
    text = " ".join(out)
    return text[:1].upper() + text[1:]


def _number(document: DocumentDraft, lines: list[Clean]) -> tuple[str | None, str | None]:
    """From the letterhead; else from "(Kèm theo Kế hoạch số … ngày …)" over an annex, with its day."""
    for line in lines[:14]:
        found = _NUMBER_LINE.match(line.text)
        if found:
            return tidy_number(found["number"]), None
    for annex in document.annexes:
        for paragraph in annex.head:
            found = _ENCLOSED_NUMBER.search(paragraph.line.text)
            if found:
                day = DAY.search(found["day"] or "")
                date = day_of(day) if day else None
                return tidy_number(found["number"]), date.isoformat() if date else None
    return None, None


def _place_and_day(document: DocumentDraft, lines: list[Clean]) -> tuple[str | None, str | None]:
    closing = [e.line for e in document.closing if isinstance(e, Paragraph)]
    for line in [*lines, *closing]:
        found = _PLACE_DATE.match(line.text)
        if found and len(line.text) < 70:
            day = DAY.search(line.text, found.end())
            date = day_of(day) if day else None
            return found["place"].strip(), date.isoformat() if date else None
    return None, None


def _issuer(draft: Draft, document: DocumentDraft, lines: list[Clean]) -> str | None:
    """Put together from the letterhead, the preamble and the signature block."""
    name = _from_letterhead(document, lines) or _from_preamble(document) or _from_signature(document)
    if not name:
        return None
    name = regex.sub(r"^UBND\b", "Ủy ban nhân dân", name)
    province = _province(draft, document)
    if province and regex.search(r"Ủy ban nhân dân(?: (?:tỉnh|thành phố))?$|\btỉnh$", name):
        level = "" if name.endswith(("tỉnh", "thành phố")) else " " + province[0]
        name = f"{name}{level} {province[1]}"
    return name


def _letterhead_lines(document: DocumentDraft) -> list[Clean]:
    lines: list[Clean] = []
    for element in document.front:
        if not _is_web(element):
            lines += [element.line] if isinstance(element, Paragraph) else element.lines_by_column()
    return lines[:12]


def _from_letterhead(document: DocumentDraft, lines: list[Clean]) -> str | None:
    """The issuing body stands last above the number; the body over it is its superior."""
    if not any(MOTTO.search(fold(line.text)) for line in lines):
        return None
    names: list[str] = []
    for line in _letterhead_lines(document):
        text = line.text
        if _NUMBER_LINE.match(text) or (kind_line(text) and names):
            break
        if text.isupper() and not MOTTO.search(fold(text)) and "ĐỘC LẬP" not in text and any(c.isalpha() for c in text):
            names.append(text)
    if not names:
        return None
    last = names[-1]
    above = _UNDER_COMMITTEE.match(names[-2]) if len(names) > 1 else None
    if above and _OFFICE.match(last):
        last = f"{last} {above['place']}"
    elif (
        len(names) > 1
        and not HEAD_START.match(_as_written(last.lower(), ""))
        and regex.match(r"(?:TỈNH|HUYỆN|XÃ|PHƯỜNG|THÀNH PHỐ|THỊ XÃ|PHÒNG,|VÀ|NHÂN DÂN|CÁC|QUẬN)", last)
    ):
        last = f"{names[-2]} {last}"
    return _body_name(last, document)


def _body_name(text: str, document: DocumentDraft) -> str:
    """ "ỦY BAN NHÂN DÂN TỈNH NGHỆ AN" → "Ủy ban nhân dân tỉnh Nghệ An"."""
    name = sentence_case(text.replace("UBND", "Ủy ban nhân dân") if text.startswith("UBND") else text, document)
    name = sentence_case(name.upper(), document) if name.isupper() else name
    place = regex.search(r"\b(tỉnh|thành phố|huyện|xã|phường|thị xã|đặc khu)\s+(\p{Ll}.*)$", name)
    if place:
        words = " ".join(w[:1].upper() + w[1:] for w in place[2].split())
        name = f"{name[: place.start(2)]}{words}"
    return name


def _from_preamble(document: DocumentDraft) -> str | None:
    """ "…, Ủy ban nhân dân tỉnh xây dựng Kế hoạch … như sau:"."""
    for element in document.front[-4:]:
        if not isinstance(element, Paragraph):
            continue
        text = element.line.text
        for issues in reversed(list(_ISSUES.finditer(text))):
            starts = [m.end() for m in regex.finditer(r"(?:^|[,;.]\s+)", text[: issues.start()])]
            for start in reversed(starts):
                if HEAD_START.match(text, start) and regex.match(
                    r"(?:Ủy ban|UBND|Ban|Sở|Công an|Chủ tịch|Hội đồng|Bộ)", text[start:]
                ):
                    name = text[start : issues.start()].strip(" ,")
                    if "của" not in name.split() and len(name) < 200:
                        return regex.sub(r"\s*\([^()]*\)", "", name)
    return None


def _from_signature(document: DocumentDraft) -> str | None:
    for line in _closing_lines(document):
        found = regex.match(r"\W*TM\s?[./]\s?(?P<name>\p{Lu}[\p{Lu}\s]{5,})", line.text)
        if found:
            return _body_name(found["name"].strip(), document)
    return None


def _province(draft: Draft, document: DocumentDraft) -> tuple[str, str] | None:
    """The province most often named in full."""
    names: Counter[tuple[str, str]] = Counter()
    for element in document.elements():
        for line in [element.line] if isinstance(element, Paragraph) else element.lines_by_column():
            for found in regex.finditer(
                r"\b(?:UBND|[Uu]ỷ ban nhân dân|[ỦU]y ban nhân dân|Công an|địa bàn|tại|Chủ tịch UBND)\s+"
                r"(?P<level>tỉnh|thành phố)\s+(?P<name>\p{Lu}\p{Ll}+(?:[\s\-]\p{Lu}\p{Ll}+){0,3})",
                line.text,
            ):
                names[found["level"], found["name"]] += 1
    return names.most_common(1)[0][0] if names else None


def _closing_lines(document: DocumentDraft) -> list[Clean]:
    lines: list[Clean] = []
    for element in document.closing:
        lines += [element.line] if isinstance(element, Paragraph) else element.lines_by_column()
    return lines


def _signer(document: DocumentDraft, known: str | None) -> Item | None:
    authority: list[str] = []
    positions: list[str] = []
    name = None
    for line in _closing_lines(document):
        text = line.text.strip(" *_")
        if AUTHORITY.match(text) and text.isupper():
            authority.append(text)
            continue
        if not authority and not (_POSITION.match(text) and text.isupper()):
            continue
        if text.isupper() and _POSITION.match(text):
            positions.append(text)
        elif (person := _person(text)) is not None:
            name = person
            before = text[: text.rfind(person)].strip()
            if before.isupper():
                positions.append(before)
            break
    name = name or known
    if not name:
        return None
    position = ", ".join(_position(p) for p in positions) or None
    return {"name": name, "position": position, "authority": " / ".join(authority) or None}


def _person(text: str) -> str | None:
    bare = regex.sub(r"\([^)]*\)|\[[^\]]*\]", "", text)
    bare = _NAME.sub("", bare).strip(" .")
    caps = regex.match(r"(?:[\p{Lu}\s]{4,}\s)(?=\p{Lu}\p{Ll})", bare)
    bare = bare[caps.end() :] if caps else bare
    return bare if _PERSON.fullmatch(bare) else None


def _position(text: str) -> str:
    words = text.capitalize().replace("ubnd", "UBND").replace("hđnd", "HĐND")
    return words.replace("Phó chủ tịch", "Phó Chủ tịch").replace("Phó giám đốc", "Phó Giám đốc")


def _recipients(document: DocumentDraft) -> list[str]:
    found: list[str] = []
    for element in document.front:
        if isinstance(element, Paragraph) and (to := regex.match(r"Kính gửi\s*:\s*(?P<who>.*)", element.line.text)):
            found += [part.strip(" -;.") for part in to["who"].split(";") if part.strip(" -;.")]
    listing = False
    for line in _closing_lines(document):
        head = RECIPIENTS.match(fold(line.text[:20]))
        if head:
            listing = True
            rest = line.text.split(":", 1)[1] if ":" in line.text else ""
            found += _listed(rest)
        elif listing and (AUTHORITY.match(line.text) or line.text.isupper()):
            listing = False
        elif listing and regex.match(r"\s*[-–+•]", line.text):
            found += _listed(line.text)
    return found


def _listed(text: str) -> list[str]:
    """Entries of a list, also when a table cell holds them all."""
    parts = regex.split(r"(?:^|(?<=[;.]))\s*[-–+•]\s*", text)
    return [
        part.strip(" ;.-") + (")" if part.count("(") > part.count(")") else "") for part in parts if part.strip(" ;.-")
    ]


def _period(title: str, issued: str | None) -> tuple[str | None, str | None]:
    """What the plan covers, as its title says: a year, years, or a month."""
    year = int(issued[:4]) if issued else None
    found = [
        w for w in windows(title, year) if not regex.search(r"(?:đến|theo|số)\s+$", title[max(w.at - 6, 0) : w.at])
    ]
    days = [w for w in found if w.start != w.end]
    if not days:
        return None, None
    months = [w for w in days if (w.end - w.start).days < 200]
    years = [w for w in days if (w.end - w.start).days >= 200]
    chosen = months[0] if months and (not years or months[0].start.year == years[-1].start.year) else years[-1]
    return chosen.start.isoformat(), chosen.end.isoformat()
