"""An official document as a page shows it: its blocks as plain values for a template."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from namro.writing.layout import nd30
from namro.writing.model import Block, Bullet, HeaderCell, Heading, Note, Paragraph, RowKind, Table, placed_header
from namro.writing.phrasing import DASHES, heading_text


def blocks_of(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    return [found for block in blocks if (found := _block(block)) is not None]


def _block(block: Block) -> dict[str, Any] | None:
    match block:
        case Heading():
            return {"kind": "heading", "level": block.level, "text": heading_text(block, nd30())}
        case Paragraph():
            return {"kind": "paragraph", "runs": block.runs}
        case Bullet():
            return {"kind": "paragraph", "runs": block.runs, "dash": DASHES[block.level], "level": block.level}
        case Note():
            return {"kind": "note", "text": block.text}
        case Table():
            return _table(block)
        case _:  # a picture: the page of the figures shows it with its table
            return None


def _table(table: Table) -> dict[str, Any]:
    header = table.header or (tuple(HeaderCell(column.title) for column in table.columns),)
    return {
        "kind": "table",
        "title": table.title,
        "unit": table.unit,
        "header": [[c for c in line if not c.continued] for line in placed_header(header, len(table.columns))],
        "rows": [_row(table, row.cells, row.kind) for row in table.rows],
        "notes": table.notes,
    }


def _row(table: Table, cells: tuple[str, ...], kind: RowKind) -> dict[str, Any]:
    spans = [1] * (len(cells) - 1) + [len(table.columns) - len(cells) + 1]
    aligned = [column.align for column in table.columns]
    return {"strong": kind is not RowKind.DATA, "cells": list(zip(cells, spans, aligned, strict=False))}
