"""The rows of a table as text that is parsed at once.

A table of 400 rows has 45,000 elements: made one by one they take most of the time of a report, parsed from text a
fifth of it.
"""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from docx.oxml.ns import nsmap
from docx.oxml.parser import parse_xml

from namro.writing.ooxml import BREAKS, Element, clean

_KEEP = "<w:keepNext/>"
_BOLD = "<w:rPr><w:b/><w:bCs/></w:rPr>"
_MARKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def cell_text(text: str, *, width: int, span: int, style: str, align: str, bold: bool, kept: bool) -> str:
    """width: twips. kept: its row stays on the page of the next one."""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{_KEEP if kept else ""}<w:jc w:val="{align}"/></w:pPr>'
        f"{_run(text, bold=bold)}</w:p></w:tc>"
    )


def _run(text: str, *, bold: bool) -> str:
    if not text:
        return ""
    parts = (
        _MARKS.get(part) or f'<w:t xml:space="preserve">{escape(part)}</w:t>'
        for part in BREAKS.split(clean(text))
        if part
    )
    return f"<w:r>{_BOLD if bold else ''}{''.join(parts)}</w:r>"


def rows_of(rows: Iterable[Sequence[str]]) -> list[Element]:
    """rows: of each the texts of its cells. None of them is split over two pages."""
    text = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(cells)}</w:tr>" for cells in rows)
    return list(parse_xml(f'<w:tbl xmlns:w="{nsmap["w"]}">{text}</w:tbl>'))
