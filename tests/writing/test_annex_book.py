"""The workbook of a document's annexes …"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from namro.writing.annex_book import number_in, render_annexes
from namro.writing.model import OfficialDocument, Table

AT = datetime(2026, 6, 20, 1, 30, tzinfo=UTC)


def sheets(document: OfficialDocument) -> list[Worksheet]:
    content = render_annexes(document, at=AT)
    assert content
    return list(load_workbook(io.BytesIO(content)).worksheets)


def test_has_a_sheet_for_each_annex_with_its_words(consolidated_report: OfficialDocument) -> None:
    first, second = sheets(consolidated_report)
    assert (first.title, second.title) == ("Phụ lục I", "Phụ lục II")
    said = {str(cell.value) for row in first.iter_rows() for cell in row if cell.value is not None}
    table = next(b for b in consolidated_report.annexes[0].body if isinstance(b, Table))
    assert {row.cells[1] for row in table.rows} <= said
    assert "VĂN BẢN MINH HỌA – tỉnh và số liệu không có thật" in said
    assert any("7K3M-Q9XD" in text for text in said)


def test_keeps_figures_as_numbers(consolidated_report: OfficialDocument) -> None:
    first, _second = sheets(consolidated_report)
    assert 1200 in {cell.value for row in first.iter_rows() for cell in row}


@pytest.mark.parametrize(
    ("text", "value", "form"),
    [
        ("1.200", "1200", "#,##0"),
        ("8,3", "8.3", "#,##0.0"),
        ("−41", "-41", "+#,##0;−#,##0;#,##0"),
        ("+12", "12", "+#,##0;−#,##0;#,##0"),
    ],
)
def test_reads_a_number_as_official_texts_write_it(text: str, value: str, form: str) -> None:
    assert number_in(text) == (Decimal(value), form)


@pytest.mark.parametrize("text", ["–", "27/39", "1.20", "≥ 05", "=1+1", ""])
def test_leaves_other_words_as_they_are(text: str) -> None:
    assert number_in(text) is None


def test_is_none_without_a_table(official_letter: OfficialDocument) -> None:
    assert render_annexes(replace(official_letter, annexes=()), at=AT) is None


def test_is_the_same_for_the_same_instant(consolidated_report: OfficialDocument) -> None:
    assert render_annexes(consolidated_report, at=AT) == render_annexes(consolidated_report, at=AT)
