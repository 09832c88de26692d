"""An official document as PDF/A-2b, in the same layout of Nghị định 30/2020/NĐ-CP as its DOCX."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

import typst

from namro.kernel.problems import Refused
from namro.writing import phrasing
from namro.writing.layout import Layout, measure, nd30
from namro.writing.model import (
    Annex,
    Block,
    Bullet,
    Centred,
    Heading,
    Note,
    OfficialDocument,
    Paragraph,
    RowKind,
    Run,
    Table,
    placed_header,
)
from namro.writing.ooxml import clean

FONT = "Tinos"
# The characters that the font of this folder holds; an archived PDF may not show any other.
_UNKNOWN = re.compile(
    "[^\n -~\u00a0-\u024f\u02c6-\u02dd\u0300-\u0323\u1ea0-\u1ef9\u2010-\u2027\u2030-\u205e\u2070\u2074-\u2079"
    "\u20ab\u20ac\u2116\u2190-\u2193\u2212\u221e\u2248\u2260\u2264\u2265\u25a0\u25a1\u25cf]|\u00ad"
)
_REPLACEMENT = "□"


def render(document: OfficialDocument, *, at: datetime) -> bytes:
    """at: the creation date that the file bears. The same document and instant give the same bytes.

    A character that the font does not hold (an emoji) is printed as «□». Raises Refused where the page cannot be set.
    """
    layout = nd30()
    data = json.dumps(_whole(document, layout), ensure_ascii=False)
    try:
        return typst.compile(
            _template(),
            font_paths=_fonts(),
            ignore_system_fonts=True,
            sys_inputs={"document": data},
            pdf_standards="a-2b",
            timestamp=at.astimezone(UTC).replace(microsecond=0),  # the typesetter takes no other
        )
    except typst.TypstError as wrong:
        raise Refused("pdf", "Chưa dựng được bản PDF của văn bản này; hãy dùng bản DOCX.") from wrong


@cache
def _fonts() -> typst.Fonts:
    """The letters of this package and no others, so that the file looks the same wherever it is made."""
    folder = str(files(__package__) / "fonts")
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])


@cache
def _template() -> bytes:
    return (files(__package__) / "data" / "official.typ").read_bytes()


def printable(text: str) -> str:
    """The text as the PDF shows it: one tone-mark style, no character that the font does not hold."""
    return _UNKNOWN.sub(_REPLACEMENT, clean(text).replace("\t", "    "))


def _run(text: str, *, bold: bool = False, italic: bool = False) -> dict[str, Any]:
    return {"text": printable(text), "bold": bold, "italic": italic}


def _line(text: str) -> list[dict[str, Any]]:
    return [_run(text)] if text else []


def _lines(texts: Sequence[str]) -> list[list[dict[str, Any]]]:
    return [_line(text) for text in texts]


def _runs(runs: Sequence[Run]) -> list[dict[str, Any]]:
    return [_run(run.text, bold=run.bold, italic=run.italic) for run in runs if run.text]


def _whole(document: OfficialDocument, layout: Layout) -> dict[str, Any]:
    foot = phrasing.foot_of(document)
    return {
        "title": printable(phrasing.title_of(document)),
        "author": printable(" ".join(document.letterhead.issuer.split())),
        "font": FONT,
        "layout": {"page": layout.page, "styles": {key: asdict(style) for key, style in layout.styles.items()}},
        "mark": _line(layout.text["demonstration"]) if document.demonstration else None,
        "foot": _line(foot) if foot else None,
        "parts": [
            _main(document, layout),
            *(_annex(annex, number, document, layout) for number, annex in enumerate(document.annexes, 1)),
        ],
    }


def _main(document: OfficialDocument, layout: Layout) -> dict[str, Any]:
    width = layout.text_width()
    blocks: list[dict[str, Any]] = []
    if document.kind is not None:
        blocks.append(_paragraph("kind", _line(document.kind.upper())))
        blocks += _ruled("subject", phrasing.lines_of("subject", document.title, layout, width), "subject", layout)
    blocks += _addressees(document.addressees, layout)
    blocks += [_paragraph("legal_basis", _line(basis)) for basis in phrasing.closed(document.legal_bases)]
    blocks += _blocks(phrasing.ended(document.body, layout.text["ending"]), layout)
    if blocks[-1]["kind"] == "paragraph":
        blocks[-1]["keep"] = True  # no signature stands alone on a page
    return {
        "landscape": False,
        "letterhead": _letterhead(document, layout),
        "blocks": blocks,
        "signature": _signature(document, layout),
    }


def _annex(annex: Annex, number: int, document: OfficialDocument, layout: Layout) -> dict[str, Any]:
    width = layout.text_width(landscape=annex.landscape)
    title = phrasing.lines_of("annex_title", annex.title, layout, width)
    subtitle = phrasing.lines_of("annex_subtitle", annex.subtitle, layout, width)
    reference = phrasing.annex_reference(document, layout, width)
    blocks = [_paragraph("annex_number", _line(phrasing.annex_number(number, document)))]
    blocks += [_paragraph("annex_title", _line("\n".join(title)))] if title else []
    blocks += [_paragraph("annex_subtitle", _line("\n".join(subtitle)))] if subtitle else []
    blocks += _ruled("annex_reference", reference, "annex", layout)
    blocks += _blocks(annex.body, layout)
    return {"landscape": annex.landscape, "letterhead": None, "blocks": blocks, "signature": None}


def _paragraph(style: str, runs: list[dict[str, Any]], **how: Any) -> dict[str, Any]:
    """how: keep (with the next block), tight (no air below), indent and hanging (millimetres)."""
    usual = {"keep": False, "tight": False, "indent": 0, "hanging": 0}
    return {"kind": "paragraph", "style": style, "runs": runs, **usual, **how}


def _ruled(style: str, lines: Sequence[str], rule: str, layout: Layout) -> list[dict[str, Any]]:
    """Centred lines with the short rule below them."""
    length = phrasing.rule_length(lines, style, rule, layout)
    if not length:
        return []
    return [_paragraph(style, _line("\n".join(lines))), {"kind": "rule", "length": length}]


def _letterhead(document: OfficialDocument, layout: Layout) -> dict[str, Any]:
    head = document.letterhead
    left = layout.text_width() * layout.columns["letterhead"]
    own = phrasing.name_lines(head.issuer, "issuer", layout, left)
    motto, draft = layout.text["motto"], layout.text["draft"]
    return {
        "left": left,
        "parent": _lines(phrasing.name_lines(head.parent, "parent", layout, left)) if head.parent else [],
        "issuer": _lines(own),
        "issuer_rule": phrasing.rule_length(own, "issuer", "issuer", layout),
        "republic": _line(layout.text["republic"]),
        "motto": _line(motto),
        "motto_rule": phrasing.rule_length([motto], "motto", "motto", layout),
        "number": _line(phrasing.number_line(document)),
        "subject": _line(f"V/v {document.title}") if document.kind is None else None,
        "draft": _line(draft) if document.draft else None,
        "draft_length": measure(draft, layout.styles["draft"].size, bold=True) + 6,
        "place_date": _line(phrasing.place_and_date(document)),
    }


def _addressees(names: Sequence[str], layout: Layout) -> Iterator[dict[str, Any]]:
    label = layout.text["addressee"]
    if len(names) == 1:
        yield _paragraph("single_addressee", _line(f"{label} {phrasing.closed(names)[0]}"))
        return
    start = layout.text_width() / 6
    # The dashes stand under the colon (Phụ lục I, mục II, khoản 9).
    dash = start + measure(label.rstrip(":"), layout.styles["addressee"].size)
    hanging = measure("- ", layout.styles["addressee"].size)
    if names:
        yield _paragraph("addressee", _line(label), keep=True, indent=start)
    for place, name in enumerate(phrasing.closed(names), 1):
        last = place == len(names)
        yield _paragraph("addressee_line", _line(f"- {name}"), tight=not last, indent=dash, hanging=hanging)


def _signature(document: OfficialDocument, layout: Layout) -> dict[str, Any]:
    whole = layout.text_width()
    left = whole * layout.columns["signature"]
    block = document.signature
    authority = [
        "\n".join(phrasing.lines_of("authority", line, layout, whole - left))
        for line in (*block.authority, *block.position)
    ]
    return {
        "left": left,
        "label": _line(layout.text["recipients"]),
        "recipients": _lines([f"- {line}" for line in phrasing.closed(document.recipients)]),
        "authority": _lines([line for line in authority if line]),
        "room": layout.room["signature"],
        "signer": _line(block.name or ""),
    }


def _blocks(blocks: Sequence[Block], layout: Layout) -> Iterator[dict[str, Any]]:
    for block in blocks:
        match block:
            case Heading():
                yield _paragraph(f"heading_{block.level}", _line(phrasing.heading_text(block, layout)))
            case Paragraph():
                yield _paragraph("body", _runs(block.runs))
            case Bullet():
                yield _paragraph("body", _runs((Run(phrasing.DASHES[block.level]), *block.runs)))
            case Note():
                yield _paragraph("note", _line(block.text))
            case Centred():
                yield _paragraph("annex_title", _line(block.text.upper()))
            case Table():
                yield _table(block, layout)


def _table(source: Table, layout: Layout) -> dict[str, Any]:
    cell_style, head_style = phrasing.table_styles(len(source.columns), layout)
    titles = [[_cell(column.title, "center") for column in source.columns]]
    header = [
        [_cell(c.text, "center", columns=c.columns, rows=c.rows) for c in line if not c.continued]
        for line in placed_header(source.header, len(source.columns))
    ]
    numbers = [_cell(f"({place})", "center") for place, _column in enumerate(source.columns, 1)]
    return {
        "kind": "table",
        "title": _line(source.title) if source.title else None,
        "unit": _line(f"Đơn vị tính: {source.unit}") if source.unit else None,
        "widths": [column.width for column in source.columns],
        "header": header or titles,
        "numbers": numbers if source.number_columns else [],
        "head_style": head_style,
        "cell_style": cell_style,
        "rows": [_row(source, row.cells, row.kind) for row in source.rows],
        "notes": _lines(source.notes),
    }


def _row(source: Table, cells: Sequence[str], kind: RowKind) -> dict[str, Any]:
    made = []
    for place, text in enumerate(cells):
        span = len(source.columns) - place if place == len(cells) - 1 else 1
        align = "left" if span > 1 else str(source.columns[place].align)
        made.append(_cell(text, align, columns=span, bold=kind is not RowKind.DATA))
    return {"group": kind is RowKind.GROUP, "cells": made}


def _cell(text: str, align: str, *, columns: int = 1, rows: int = 1, bold: bool = False) -> dict[str, Any]:
    return {"runs": [_run(text, bold=bold)] if text else [], "align": align, "columns": columns, "rows": rows}
