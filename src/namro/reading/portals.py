"""What a web site says about the document it shows: its table of properties, its page title, its first sentence."""

from __future__ import annotations

import regex

from namro.kernel.vietnamese import fold
from namro.reading.citations import NUMBER, tidy_number
from namro.reading.dates import DAY, day_of
from namro.reading.draft import DocumentDraft, Item
from namro.reading.elements import Element, Paragraph, Table
from namro.reading.zones import KINDS

_WEB_TITLE = regex.compile(
    rf"(?P<kind>{'|'.join(KINDS)})\s+(?:số\s+)?(?P<number>{NUMBER})\s*(?:năm \d{{4}}\s+)?(?:về\s+)?(?P<title>.{{10,}})",
    regex.IGNORECASE,
)
_PRESENTS = regex.compile(
    rf"(?:Ngày\s+(?P<day>{DAY.pattern})\s*,\s*)?(?P<issuer>\p{{Lu}}[^,.;:]{{3,120}}?)\s+(?:đã\s+)?(?:ban hành|có)\s+"
    rf"(?P<kind>{'|'.join(KINDS)})\s+số\s+(?P<number>{NUMBER})"
)
_LABELS = {
    "so hieu": "number", "so ky hieu": "number", "so/ky hieu": "number", "so van ban": "number",
    "so hieu van ban": "number", "ngay ban hanh": "issued_on", "loai van ban": "kind", "nguoi ky": "signer",
    "co quan ban hanh": "issuer", "noi ban hanh": "issuer", "trich yeu": "title", "ten van ban": "title",
    "trich yeu noi dung": "title",
}  # fmt: skip
_OTHERS = (
    "Số công báo|Ngày đăng công báo|Ngày công báo|Ngày hết hiệu lực|Ngày hiệu lực|Ngày có hiệu lực|Tình trạng hiệu lực|"
    "Tình trạng|Áp dụng|Lĩnh vực|Chức vụ|Cập nhật|Lượt xem"
)
_NAMES = (
    "Số hiệu văn bản|Số hiệu|Số ký hiệu|Số/Ký hiệu|Số văn bản|Ngày ban hành|Loại văn bản|Người ký|Cơ quan ban hành|"
    "Nơi ban hành|Trích yếu nội dung|Trích yếu|Tên văn bản"
)
_LABELLED = regex.compile(
    rf"(?P<label>{_NAMES})\s*:\s*(?P<value>.+?)(?=\s*(?:{_NAMES}|{_OTHERS})\s*:|$)", regex.IGNORECASE
)
_BLANK = regex.compile(r"(?:đang cập nhật|đã biết|không|chưa xác định|\W*)$", regex.IGNORECASE)


def is_web(element: Element) -> bool:
    """The element belongs to the page, not to the document."""
    if isinstance(element, Table):
        return bool(_facts_of(element))
    text = element.line.text
    return bool(_WEB_TITLE.match(text) and not text[:6].isupper()) or bool(_LABELLED.match(text))


def web_facts(document: DocumentDraft) -> Item:
    """Fields of the header as the page gives them; absent where it does not."""
    facts: Item = {}
    for element in document.front:
        if isinstance(element, Table):
            facts |= _facts_of(element)
        else:
            facts = _facts_of_line(element) | facts
    if "issued_on" in facts and not regex.fullmatch(r"\d{4}-\d\d-\d\d", facts["issued_on"] or ""):
        found = DAY.search(facts["issued_on"] or "")
        day = day_of(found) if found else None
        facts["issued_on"] = day.isoformat() if day else None
    return facts


def _facts_of_line(paragraph: Paragraph) -> Item:
    text = paragraph.line.text
    facts: Item = {}
    for labelled in _LABELLED.finditer(text, timeout=5):
        if not _BLANK.match(labelled["value"]):
            facts[_LABELS[fold(labelled["label"])]] = labelled["value"].strip()
    if (match := _WEB_TITLE.match(text)) and not text[:6].isupper():
        title = match["title"].strip(" .")
        facts |= {
            "title": title[0].upper() + title[1:],
            "kind": match["kind"][0].upper() + match["kind"][1:].lower(),
            "number": tidy_number(match["number"]),
        }
    elif (match := _PRESENTS.match(text)) and regex.search(
        r"toàn văn|như sau|giới thiệu|theo đó", text, regex.IGNORECASE
    ):
        day = day_of(match)
        facts |= {"number": tidy_number(match["number"]), "kind": match["kind"], "issuer": match["issuer"].strip()}
        facts |= {"issued_on": day.isoformat()} if day else {}
    return facts


def _facts_of(table: Table) -> Item:
    facts: Item = {}
    for row in table.rows:
        texts = [cell.line.text for cell in row if cell.own and cell.line]
        for label, value in zip(texts[::2], texts[1::2], strict=False):
            name = _LABELS.get(fold(label).rstrip(": "))
            if name and not _BLANK.match(value):
                facts[name] = value
    return facts
