"""The words of a DOCX file, for golden tests and comparison."""

from collections.abc import Iterator
from io import BytesIO

import docx
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph


def body_text(content: bytes) -> str:
    """One line per paragraph and per table row (cells parted by « | »); empty paragraphs are left out.

    A cell that is joined with others appears once, at its first place.
    """
    return "\n".join(_lines(docx.Document(BytesIO(content)).iter_inner_content()))


def _lines(blocks: Iterator[Paragraph | Table]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Paragraph):
            if block.text.strip():
                yield block.text
            continue
        for line in block.rows:
            yield " | ".join(_cell_text(_Cell(cell, block)) for cell in line._tr.tc_lst)


def _cell_text(cell: _Cell) -> str:
    if cell._tc.vMerge == "continue":
        return ""
    return " / ".join(part.text for part in cell.paragraphs if part.text.strip())
