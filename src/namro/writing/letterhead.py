"""The head of the first page: issuer and number on the left, Quốc hiệu, Tiêu ngữ, place and date on the right."""

import re

from namro.writing import words
from namro.writing.layout import Layout, balanced, measure
from namro.writing.model import Letterhead, OfficialDocument
from namro.writing.ooxml import Element, boxed, cell, paragraph, row, rule, table, twips

# An issuer too long for one line breaks before its place: ỦY BAN NHÂN DÂN | XÃ HÒA LẠC.
_PLACE = re.compile(r"\s+(?=(?:TỈNH|THÀNH PHỐ|ĐẶC KHU|PHƯỜNG|XÃ(?! HỘI))\s(?!.*\b(?:TỈNH|THÀNH PHỐ|ĐẶC KHU|PHƯỜNG)\s))")


def letterhead(document: OfficialDocument, layout: Layout) -> Element:
    whole = layout.text_width()
    left = whole * layout.columns["letterhead"]
    right = whole - left
    upper = [cell(twips(left), _issuer(document.letterhead, layout, left)), cell(twips(right), _state(layout, right))]
    lower = [cell(twips(left), _number(document, layout, left)), cell(twips(right), [_place_and_date(document)])]
    return table([twips(left), twips(right)], [row(upper), row(lower)], lines=False, margin=0)


def _issuer(head: Letterhead, layout: Layout, width: float) -> list[Element]:
    lines = []
    if head.parent:
        lines = [paragraph("parent", line) for line in _name_lines(head.parent, "parent", layout, width)]
    own = _name_lines(head.issuer, "issuer", layout, width)
    longest = max((measure(line, layout.styles["issuer"].size, bold=True) for line in own), default=0)
    return [*lines, *(paragraph("issuer", line) for line in own), rule(longest * layout.rules["issuer"], width)]


def _name_lines(name: str, style: str, layout: Layout, width: float) -> list[str]:
    kind = layout.styles[style]
    lines: list[str] = []
    for part in name.upper().splitlines():
        fits = measure(part, kind.size, bold=kind.bold) <= width
        for piece in [part] if fits else _PLACE.split(part):
            lines.extend(balanced(piece, width, kind.size, bold=kind.bold))
    return lines or [""]


def _state(layout: Layout, width: float) -> list[Element]:
    motto = layout.text["motto"]
    length = measure(motto, layout.styles["motto"].size, bold=True) * layout.rules["motto"]
    return [paragraph("republic", layout.text["republic"]), paragraph("motto", motto), rule(length, width)]


def _number(document: OfficialDocument, layout: Layout, width: float) -> list[Element]:
    head = document.letterhead
    made = [paragraph("number", f"Số: {words.number_or_gap(head.number, head.symbol)}")]
    if document.kind is None:
        made.append(paragraph("letter_subject", f"V/v {document.title}"))
    if document.draft:
        draft = layout.text["draft"]
        length = measure(draft, layout.styles["draft"].size, bold=True) + 6
        made.append(boxed("draft", draft, length=length, width=width))
    return made


def _place_and_date(document: OfficialDocument) -> Element:
    head = document.letterhead
    return paragraph("place_date", f"{head.place}, {words.date_or_gap(head.issued, head.year)}")
