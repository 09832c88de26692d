"""An official document as a DOCX file in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from docx.oxml.ns import qn
from lxml import etree

from namro.writing import package
from namro.writing.layout import Layout, measure, nd30
from namro.writing.letterhead import letterhead
from namro.writing.model import (
    Annex,
    Block,
    Bullet,
    Centred,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Run,
    Table,
)
from namro.writing.ooxml import Element, cell, element, paragraph, row, rule, table, twips
from namro.writing.phrasing import (
    DASHES,
    annex_number,
    annex_reference,
    closed,
    ended,
    heading_text,
    lines_of,
    rule_length,
)
from namro.writing.tables import table_elements

BODY_STYLE = nd30().styles["body"].name.lower()


def render(document: OfficialDocument, *, at: datetime) -> bytes:
    """at: the creation date that the file bears. The same document and instant give the same bytes."""
    layout = nd30()
    sections = [package.Section(tuple(_main(document, layout)))]
    sections += [
        package.Section(tuple(_annex(annex, number, document, layout)), landscape=annex.landscape)
        for number, annex in enumerate(document.annexes, 1)
    ]
    return package.packed(document, sections, layout, at=at)


def block_xml(blocks: Sequence[Block], styles: Mapping[str, str], *, landscape: bool = False) -> str:
    """Blocks as they stand in a Word template of an office. styles: its style ids by their names in small letters.

    A style that the template does not have is left out, so that its own default shows.
    """
    layout = nd30()
    made = list(_blocks(blocks, layout, layout.text_width(landscape=landscape)))
    for part in made:
        for style in list(part.iter(qn("w:pStyle"))):
            known = styles.get(layout.styles[style.get(qn("w:val"), "")].name.lower())
            if known:
                style.set(qn("w:val"), known)
            else:
                properties = style.getparent()
                assert properties is not None
                properties.remove(style)
    return "".join(etree.tostring(part, encoding="unicode") for part in made)


def _main(document: OfficialDocument, layout: Layout) -> Iterator[Element]:
    width = layout.text_width()
    yield letterhead(document, layout)
    if document.kind is not None:
        yield paragraph("kind", document.kind.upper())
        yield from _ruled("subject", lines_of("subject", document.title, layout, width), "subject", layout, width)
    yield from _addressees(document.addressees, layout)
    for basis in closed(document.legal_bases):
        yield paragraph("legal_basis", basis)
    body = ended(document.body, layout.text["ending"])
    yield from _blocks(body, layout, width, last_kept=True)
    yield _signature(document, layout)


def _ruled(style: str, lines: Sequence[str], rule_name: str, layout: Layout, width: float) -> Iterator[Element]:
    """Centred lines with the short rule below them."""
    yield from _centred(style, lines)
    if length := rule_length(lines, style, rule_name, layout):
        yield rule(length, width, gap=5, after=8)


def _centred(style: str, lines: Sequence[str]) -> list[Element]:
    return [paragraph(style, "\n".join(lines))] if lines else []


def _addressees(names: Sequence[str], layout: Layout) -> Iterator[Element]:
    label = layout.text["addressee"]
    if len(names) == 1:
        yield paragraph("single_addressee", f"{label} {closed(names)[0]}")
        return
    start = layout.text_width() / 6
    # The dashes stand under the colon (Phụ lục I, mục II, khoản 9).
    dash = start + measure(label.rstrip(":"), layout.styles["addressee"].size)
    hanging = measure("- ", layout.styles["addressee"].size)
    indent = {"left": twips(dash + hanging), "hanging": twips(hanging)}
    if names:
        yield paragraph("addressee", label, element("keepNext"), element("ind", {"left": twips(start)}))
    for name in closed(names):
        yield paragraph("addressee_line", f"- {name}", element("ind", indent), element("contextualSpacing"))


def _blocks(blocks: Sequence[Block], layout: Layout, width: float, *, last_kept: bool = False) -> Iterator[Element]:
    """last_kept: the last paragraph stays on the page of what follows, so that no signature stands alone."""
    for place, block in enumerate(blocks):
        keep = [element("keepNext")] if last_kept and place == len(blocks) - 1 else []
        match block:
            case Heading():
                yield paragraph(f"heading_{block.level}", heading_text(block, layout))
            case Paragraph():
                yield paragraph("body", block.runs, *keep)
            case Bullet():
                yield paragraph("body", (Run(DASHES[block.level]), *block.runs), *keep)
            case Note():
                yield paragraph("note", block.text)
            case Centred():
                yield from _centred("annex_title", lines_of("annex_title", block.text, layout, width))
            case Table():
                yield from table_elements(block, layout, width)


def _signature(document: OfficialDocument, layout: Layout) -> Element:
    """Recipients beside the signature, in one row that never leaves its page."""
    whole = layout.text_width()
    left = whole * layout.columns["signature"]
    block = document.signature
    recipients = [paragraph("recipients_label", layout.text["recipients"])] if document.recipients else []
    recipients += [paragraph("recipient", f"- {line}") for line in closed(document.recipients)]
    signed = [
        part
        for line in (*block.authority, *block.position)
        for part in _centred("authority", lines_of("authority", line, layout, whole - left))
    ]
    room = element("spacing", {"before": round(layout.room["signature"] * 20)})
    signed.append(paragraph("signer", block.name or "", room))
    cells = [cell(twips(left), recipients or [paragraph("recipient")]), cell(twips(whole - left), signed)]
    return table([twips(left), twips(whole - left)], [row(cells)], lines=False, margin=0)


def _annex(annex: Annex, number: int, document: OfficialDocument, layout: Layout) -> Iterator[Element]:
    width = layout.text_width(landscape=annex.landscape)
    yield paragraph("annex_number", annex_number(number, document))
    yield from _centred("annex_title", lines_of("annex_title", annex.title, layout, width))
    yield from _centred("annex_subtitle", lines_of("annex_subtitle", annex.subtitle, layout, width))
    yield from _ruled("annex_reference", annex_reference(document, layout, width), "annex", layout, width)
    yield from _blocks(annex.body, layout, width)
