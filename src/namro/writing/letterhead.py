"""The head of the first page: issuer and number on the left, Quốc hiệu, Tiêu ngữ, place and date on the right."""

from namro.writing.layout import Layout, measure
from namro.writing.model import Letterhead, OfficialDocument
from namro.writing.ooxml import Element, boxed, cell, paragraph, row, rule, table, twips
from namro.writing.phrasing import name_lines, number_line, place_and_date, rule_length


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
        lines = [paragraph("parent", line) for line in name_lines(head.parent, "parent", layout, width)]
    own = name_lines(head.issuer, "issuer", layout, width)
    length = rule_length(own, "issuer", "issuer", layout)
    return [*lines, *(paragraph("issuer", line) for line in own), rule(length, width)]


def _state(layout: Layout, width: float) -> list[Element]:
    motto = layout.text["motto"]
    length = rule_length([motto], "motto", "motto", layout)
    return [paragraph("republic", layout.text["republic"]), paragraph("motto", motto), rule(length, width)]


def _number(document: OfficialDocument, layout: Layout, width: float) -> list[Element]:
    made = [paragraph("number", number_line(document))]
    if document.kind is None:
        made.append(paragraph("letter_subject", f"V/v {document.title}"))
    if document.draft:
        draft = layout.text["draft"]
        length = measure(draft, layout.styles["draft"].size, bold=True) + 6
        made.append(boxed("draft", draft, length=length, width=width))
    return made


def _place_and_date(document: OfficialDocument) -> Element:
    return paragraph("place_date", place_and_date(document))
