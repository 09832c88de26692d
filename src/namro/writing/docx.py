"""An official document as a DOCX file in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from namro.writing import package, words
from namro.writing.layout import Layout, balanced, measure, nd30
from namro.writing.letterhead import letterhead
from namro.writing.model import (
    Annex,
    Block,
    Bullet,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    Run,
    Table,
)
from namro.writing.ooxml import Element, cell, element, paragraph, row, rule, table, twips
from namro.writing.tables import table_elements

_NUMBERS = {1: "{}. ", 2: "{}. ", 3: "{}) "}
_DASHES = {1: "- ", 2: "+ "}


def render(document: OfficialDocument, *, at: datetime) -> bytes:
    """at: the creation date that the file bears. The same document and instant give the same bytes."""
    layout = nd30()
    sections = [package.Section(tuple(_main(document, layout)))]
    sections += [
        package.Section(tuple(_annex(annex, number, document, layout)), landscape=annex.landscape)
        for number, annex in enumerate(document.annexes, 1)
    ]
    return package.packed(document, sections, layout, at=at)


def _main(document: OfficialDocument, layout: Layout) -> Iterator[Element]:
    width = layout.text_width()
    yield letterhead(document, layout)
    if document.kind is not None:
        yield paragraph("kind", document.kind.upper())
        yield from _ruled("subject", _lines("subject", document.title, layout, width), "subject", layout, width)
    yield from _addressees(document.addressees, layout)
    for basis in _closed(document.legal_bases):
        yield paragraph("legal_basis", basis)
    body = _ended(document.body, layout.text["ending"])
    yield from _blocks(body, layout, width, last_kept=True)
    yield _signature(document, layout)


def _ruled(style: str, lines: Sequence[str], rule_name: str, layout: Layout, width: float) -> Iterator[Element]:
    """Centred lines with the short rule below them."""
    kind = layout.styles[style]
    yield from _centred(style, lines)
    longest = max((measure(line, kind.size, bold=kind.bold) for line in lines), default=0)
    if longest:
        yield rule(longest * layout.rules[rule_name], width, gap=5, after=8)


def _centred(style: str, lines: Sequence[str]) -> list[Element]:
    return [paragraph(style, "\n".join(lines))] if lines else []


def _lines(style: str, text: str, layout: Layout, width: float) -> list[str]:
    """The text in lines of like length, in capitals where the style asks for them."""
    kind = layout.styles[style]
    return balanced(text.upper() if kind.caps else text, width, kind.size, bold=kind.bold)


def _addressees(names: Sequence[str], layout: Layout) -> Iterator[Element]:
    label = layout.text["addressee"]
    if len(names) == 1:
        yield paragraph("single_addressee", f"{label} {_closed(names)[0]}")
        return
    start = layout.text_width() / 6
    # The dashes stand under the colon (Phụ lục I, mục II, khoản 9).
    dash = start + measure(label.rstrip(":"), layout.styles["addressee"].size)
    hanging = measure("- ", layout.styles["addressee"].size)
    indent = {"left": twips(dash + hanging), "hanging": twips(hanging)}
    if names:
        yield paragraph("addressee", label, element("keepNext"), element("ind", {"left": twips(start)}))
    for name in _closed(names):
        yield paragraph("addressee_line", f"- {name}", element("ind", indent), element("contextualSpacing"))


def _closed(lines: Iterable[str]) -> list[str]:
    """Each line ends with a semicolon, the last with a full stop."""
    bare = [line.strip().rstrip(".;, ") for line in lines]
    return [f"{line};" for line in bare[:-1]] + [f"{line}." for line in bare[-1:]]


def _ended(body: Sequence[Block], ending: str) -> tuple[Block, ...]:
    """The body with «./.» behind its last words."""
    last = body[-1] if body else None
    if not isinstance(last, Paragraph | Bullet) or not last.runs:
        return (*body, Paragraph((Run(ending),)))
    text = last.runs[-1].text.rstrip().removesuffix(ending).rstrip(".; ")
    run = Run(text + ending, bold=last.runs[-1].bold, italic=last.runs[-1].italic)
    runs = (*last.runs[:-1], run)
    closed = Paragraph(runs) if isinstance(last, Paragraph) else Bullet(runs, last.level)
    return (*body[:-1], closed)


def _blocks(blocks: Sequence[Block], layout: Layout, width: float, *, last_kept: bool = False) -> Iterator[Element]:
    """last_kept: the last paragraph stays on the page of what follows, so that no signature stands alone."""
    for place, block in enumerate(blocks):
        keep = [element("keepNext")] if last_kept and place == len(blocks) - 1 else []
        match block:
            case Heading():
                text = block.text.upper() if layout.styles[f"heading_{block.level}"].caps else block.text
                number = _NUMBERS[block.level].format(block.number) if block.number else ""
                yield paragraph(f"heading_{block.level}", number + text)
            case Paragraph():
                yield paragraph("body", block.runs, *keep)
            case Bullet():
                yield paragraph("body", (Run(_DASHES[block.level]), *block.runs), *keep)
            case Note():
                yield paragraph("note", block.text)
            case Table():
                yield from table_elements(block, layout, width)


def _signature(document: OfficialDocument, layout: Layout) -> Element:
    """Recipients beside the signature, in one row that never leaves its page."""
    whole = layout.text_width()
    left = whole * layout.columns["signature"]
    block = document.signature
    recipients = [paragraph("recipients_label", layout.text["recipients"])] if document.recipients else []
    recipients += [paragraph("recipient", f"- {line}") for line in _closed(document.recipients)]
    signed = [
        part
        for line in (*block.authority, *block.position)
        for part in _centred("authority", _lines("authority", line, layout, whole - left))
    ]
    room = element("spacing", {"before": round(layout.room["signature"] * 20)})
    signed.append(paragraph("signer", block.name or "", room))
    cells = [cell(twips(left), recipients or [paragraph("recipient")]), cell(twips(whole - left), signed)]
    return table([twips(left), twips(whole - left)], [row(cells)], lines=False, margin=0)


def _annex(annex: Annex, number: int, document: OfficialDocument, layout: Layout) -> Iterator[Element]:
    width = layout.text_width(landscape=annex.landscape)
    yield paragraph("annex_number", "Phụ lục" if len(document.annexes) == 1 else f"Phụ lục {words.roman(number)}")
    yield from _centred("annex_title", _lines("annex_title", annex.title, layout, width))
    yield from _centred("annex_subtitle", _lines("annex_subtitle", annex.subtitle, layout, width))
    yield from _ruled("annex_reference", _reference(document, layout, width), "annex", layout, width)
    yield from _blocks(annex.body, layout, width)


def _reference(document: OfficialDocument, layout: Layout, width: float) -> list[str]:
    """«(Kèm theo Báo cáo số … ngày … của …)», broken before the issuer when it needs more than a line."""
    head = document.letterhead
    kind = (document.kind or "Công văn").capitalize()
    number = words.number_or_gap(head.number, head.symbol)
    parts = (
        f"(Kèm theo {kind} số {number} {words.date_or_gap(head.issued, head.year)}",
        f"của {' '.join(head.issuer.split())})",
    )
    whole = _lines("annex_reference", " ".join(parts), layout, width)
    return (
        whole
        if len(whole) == 1
        else [line for part in parts for line in _lines("annex_reference", part, layout, width)]
    )
