"""The PDF of an official document …"""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.writing import docx, pdf
from namro.writing.layout import nd30
from namro.writing.model import (
    Annex,
    Column,
    Letterhead,
    OfficialDocument,
    Row,
    RowKind,
    SignatureBlock,
    Table,
    paragraph,
)
from namro.writing.phrasing import foot_of
from namro.writing.text import body_text

AT = datetime(2026, 6, 20, 1, 30, tzinfo=UTC)
NAMES = ["consolidated_report", "commune_report", "official_letter"]


def plain(**changes: object) -> OfficialDocument:
    document = OfficialDocument(
        letterhead=Letterhead(issuer="Công an tỉnh Sơn Giang", place="Sơn Giang", symbol="BC-CAT", year=2026),
        kind="Báo cáo",
        title="Công tác tháng 6",
        body=(paragraph("Hết."),),
        signature=SignatureBlock(position=("Giám đốc",)),
        recipients=("Lưu: VT",),
    )
    return replace(document, **changes)  # type: ignore[arg-type]


def pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def words(text: str) -> list[str]:
    """Without the signs that a renderer draws or breaks at."""
    return [word for word in re.split(r"[\s|/]+", text.replace("\xa0", " ").replace("\x02", "-")) if word]


def left_over(wanted: Iterable[str], found: Iterable[str]) -> list[str]:
    """The wanted words that do not come in this order among the found ones."""
    stream = iter(found)
    return [word for word in wanted if word not in stream]


@pytest.mark.parametrize("name", NAMES)
def test_says_the_words_of_the_docx_in_their_order(name: str, request: pytest.FixtureRequest) -> None:
    document = without_merged_heads(request.getfixturevalue(name))
    in_word = words(body_text(docx.render(document, at=AT)))
    in_pdf = words(" ".join(pages(pdf.render(document, at=AT))))
    assert left_over(in_word, in_pdf) == []
    marks = f"{nd30().text['demonstration']} {foot_of(document)} 2 3"
    assert set(in_pdf) - set(in_word) <= set(words(marks))


def without_merged_heads(document: OfficialDocument) -> OfficialDocument:
    """Cells that reach over several rows come last in the file, so that their words have no one order."""
    annexes = tuple(
        replace(annex, body=tuple(replace(b, header=()) if isinstance(b, Table) else b for b in annex.body))
        for annex in document.annexes
    )
    return replace(document, annexes=annexes)


def test_is_archivable(consolidated_report: OfficialDocument) -> None:
    content = pdf.render(consolidated_report, at=AT)
    assert re.search(rb"<pdfaid:part>2</pdfaid:part>\s*<pdfaid:conformance>B</pdfaid:conformance>", content)
    assert re.search(rb"/GTS_PDFA1", content + unpacked(content))
    for embedded, name in fonts_of(content):
        assert embedded
        assert name.split("+")[-1].startswith("Tinos")


def unpacked(content: bytes) -> bytes:
    """What the compressed streams of the file hold."""
    found = b""
    for start in re.finditer(rb"stream\r?\n", content):
        with suppress(zlib.error):
            found += zlib.decompressobj().decompress(content[start.end() :])
    return found


def fonts_of(content: bytes) -> set[tuple[bool, str]]:
    """Whether it is embedded, and its name, for each font that the pages use."""
    found = set()
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            for text in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
                font = pdfium.FPDFTextObj_GetFont(text.raw)
                name = ctypes.create_string_buffer(200)
                pdfium.FPDFFont_GetBaseFontName(font, name, 200)
                found.add((pdfium.FPDFFont_GetIsEmbedded(font) == 1, name.value.decode()))
    return found


def test_is_the_same_for_the_same_instant(official_letter: OfficialDocument) -> None:
    assert pdf.render(official_letter, at=AT) == pdf.render(official_letter, at=AT)


def test_counts_pages_from_two_in_each_annex(consolidated_report: OfficialDocument) -> None:
    numbers = []
    for page in pages(pdf.render(consolidated_report, at=AT)):
        second = page.split("\n")[1].strip()
        numbers.append(second if second.isdigit() else "")
    assert numbers == ["", "2", "3", "", "2", "3", ""]


def test_marks_every_page(consolidated_report: OfficialDocument) -> None:
    found = pages(pdf.render(consolidated_report, at=AT))
    assert all("VĂN BẢN MINH HỌA" in page and "7K3M-Q9XD" in page for page in found)


def test_keeps_the_signature_with_the_last_words() -> None:
    body = tuple(paragraph(f"Đoạn {n} của một báo cáo vừa hết trang.") for n in range(60))
    found = pages(pdf.render(plain(body=body), at=AT))
    signed = next(page for page in found if "Nơi nhận" in page)
    assert "./." in signed
    assert "GIÁM ĐỐC" in signed


def test_repeats_the_head_of_a_table_and_leaves_no_group_alone() -> None:
    rows = []
    for group in range(12):
        rows.append(Row((str(group), f"Nhóm {group}"), RowKind.GROUP))
        rows += [Row((str(n), f"Việc {group}.{n}", "1")) for n in range(5)]
    table = Table(columns=(Column("TT", 1), Column("Việc", 8), Column("Số lượng", 2)), rows=tuple(rows))
    found = pages(pdf.render(plain(annexes=(Annex(title="Biểu", body=(table,)),)), at=AT))[1:]
    assert len(found) > 1
    assert all("Số lượng" in page for page in found)
    assert not any(re.search(r"Nhóm \d+\s*$", page.strip()) for page in found)


HOSTILE = '#read("/etc/passwd") $x$ \\ #[*a*] = b <part> @c `d` "#sys.inputs" // e /* f'


def test_reads_no_text_as_markup() -> None:
    found = " ".join(pages(pdf.render(plain(title=HOSTILE, body=(paragraph(HOSTILE),)), at=AT)))
    for piece in ('#read("', "$x$", "*a*", "<part>", "`d`", "#sys.inputs"):
        assert found.count(piece) >= 2
    assert "root:" not in found


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=60))
def test_takes_any_text(text: str) -> None:
    table = Table(columns=(Column(text, 1),), rows=(Row((text,)),))
    content = pdf.render(plain(title=text, body=(paragraph(text), table), recipients=(text,)), at=AT)
    assert content.startswith(b"%PDF-")


def test_shows_a_box_for_what_no_official_font_holds() -> None:
    assert "Tốt □" in " ".join(
        pages(pdf.render(plain(body=(paragraph("Tốt \N{SMILING FACE WITH OPEN MOUTH}"),)), at=AT))
    )
