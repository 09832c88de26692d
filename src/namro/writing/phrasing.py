"""What the official layout adds to a document's words, whatever the file: capitals, dashes, semicolons, «./.»."""

import re
from collections.abc import Iterable, Sequence

from namro.writing import words
from namro.writing.layout import Layout, balanced, measure
from namro.writing.model import Block, Bullet, Heading, OfficialDocument, Paragraph, Run

DASHES = {1: "- ", 2: "+ "}
_NUMBERS = {1: "{}. ", 2: "{}. ", 3: "{}) "}
# An issuer too long for one line breaks before its place: ỦY BAN NHÂN DÂN | XÃ HÒA LẠC.
_PLACE = re.compile(r"\s+(?=(?:TỈNH|THÀNH PHỐ|ĐẶC KHU|PHƯỜNG|XÃ(?! HỘI))\s(?!.*\b(?:TỈNH|THÀNH PHỐ|ĐẶC KHU|PHƯỜNG)\s))")


def lines_of(style: str, text: str, layout: Layout, width: float) -> list[str]:
    """The text in lines of like length, in capitals where the style asks for them. width: millimetres."""
    kind = layout.styles[style]
    return balanced(text.upper() if kind.caps else text, width, kind.size, bold=kind.bold)


def name_lines(name: str, style: str, layout: Layout, width: float) -> list[str]:
    """The name of a body in the letterhead, in capitals; never empty."""
    kind = layout.styles[style]
    lines: list[str] = []
    for part in name.upper().splitlines():
        fits = measure(part, kind.size, bold=kind.bold) <= width
        for piece in [part] if fits else _PLACE.split(part):
            lines.extend(balanced(piece, width, kind.size, bold=kind.bold))
    return lines or [""]


def rule_length(lines: Iterable[str], style: str, rule: str, layout: Layout) -> float:
    """Millimetres of the short rule below centred lines: a share of the longest."""
    kind = layout.styles[style]
    return max((measure(line, kind.size, bold=kind.bold) for line in lines), default=0) * layout.rules[rule]


def heading_text(heading: Heading, layout: Layout) -> str:
    text = heading.text.upper() if layout.styles[f"heading_{heading.level}"].caps else heading.text
    return (_NUMBERS[heading.level].format(heading.number) if heading.number else "") + text


def closed(lines: Iterable[str]) -> list[str]:
    """Each line ends with a semicolon, the last with a full stop."""
    bare = [line.strip().rstrip(".;, ") for line in lines]
    return [f"{line};" for line in bare[:-1]] + [f"{line}." for line in bare[-1:]]


def ended(body: Sequence[Block], ending: str) -> tuple[Block, ...]:
    """The body with «./.» behind its last words."""
    last = body[-1] if body else None
    if not isinstance(last, Paragraph | Bullet) or not last.runs:
        return (*body, Paragraph((Run(ending),)))
    text = last.runs[-1].text.rstrip().removesuffix(ending).rstrip(".; ")
    run = Run(text + ending, bold=last.runs[-1].bold, italic=last.runs[-1].italic)
    runs = (*last.runs[:-1], run)
    whole = Paragraph(runs) if isinstance(last, Paragraph) else Bullet(runs, last.level)
    return (*body[:-1], whole)


def number_line(document: OfficialDocument) -> str:
    head = document.letterhead
    return f"Số: {words.number_or_gap(head.number, head.symbol)}"


def place_and_date(document: OfficialDocument) -> str:
    head = document.letterhead
    return f"{head.place}, {words.date_or_gap(head.issued, head.year)}"


def annex_number(number: int, document: OfficialDocument) -> str:
    return "Phụ lục" if len(document.annexes) == 1 else f"Phụ lục {words.roman(number)}"


def annex_reference(document: OfficialDocument, layout: Layout, width: float) -> list[str]:
    """«(Kèm theo Báo cáo số … ngày … của …)», broken before the issuer when it needs more than a line."""
    head = document.letterhead
    kind = (document.kind or "Công văn").capitalize()
    number = words.number_or_gap(head.number, head.symbol)
    parts = (
        f"(Kèm theo {kind} số {number} {words.date_or_gap(head.issued, head.year)}",
        f"của {' '.join(head.issuer.split())})",
    )
    whole = lines_of("annex_reference", " ".join(parts), layout, width)
    if len(whole) == 1:
        return whole
    return [line for part in parts for line in lines_of("annex_reference", part, layout, width)]


def table_styles(columns: int, layout: Layout) -> tuple[str, str]:
    """The styles of a table's cells and of its head: a table of many columns is set smaller."""
    wide = "wide_" if columns >= layout.room["wide_table"] else ""
    return f"{wide}table", f"{wide}table_head"


def foot_of(document: OfficialDocument) -> str:
    code = document.check_code
    return f"Mã đối chiếu: {code.code} (tính từ {code.basis})" if code else ""


def title_of(document: OfficialDocument) -> str:
    """What the file calls itself in its properties."""
    return f"{(document.kind or 'Công văn').capitalize()}: {document.title}"
