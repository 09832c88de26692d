"""The files that we write open without repair: every part is declared, every relationship leads somewhere."""

from __future__ import annotations

import io
import posixpath
import zipfile
from datetime import UTC, datetime

import pytest
from lxml import etree

from namro.writing import docx
from namro.writing.annex_book import render_annexes
from namro.writing.model import Column, OfficialDocument, Row, Table, paragraph
from namro.writing.template_worker import fill

AT = datetime(2026, 6, 20, 1, 30, tzinfo=UTC)
NAMES = ["consolidated_report", "commune_report", "official_letter"]
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


def package(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as found:
        assert found.testzip() is None
        assert len(set(found.namelist())) == len(found.namelist())
        return {name: found.read(name) for name in found.namelist()}


def faults(content: bytes) -> list[str]:
    """What Word would offer to repair."""
    parts = package(content)
    types = etree.fromstring(parts["[Content_Types].xml"])
    defaults = {d.get("Extension", "").lower() for d in types.iter(f"{TYPES}Default")}
    overrides = {o.get("PartName", "").lstrip("/") for o in types.iter(f"{TYPES}Override")}
    found = [f"no such part: {name}" for name in overrides - set(parts)]
    for name, data in parts.items():
        if name != "[Content_Types].xml" and name not in overrides and name.rsplit(".", 1)[-1].lower() not in defaults:
            found.append(f"no content type: {name}")
        if name.endswith((".xml", ".rels")):
            etree.fromstring(data)  # well-formed
        if name.endswith(".rels"):
            found += _lost(name, data, parts)
    return found


def _lost(name: str, data: bytes, parts: dict[str, bytes]) -> list[str]:
    """Targets that are not in the package, and ids that the part uses without a relationship."""
    folder = posixpath.dirname(posixpath.dirname(name))
    ids, found = set(), []
    for relation in etree.fromstring(data).iter(RELATIONSHIP):
        ids.add(relation.get("Id"))
        target = posixpath.normpath(posixpath.join(folder, relation.get("Target", ""))).lstrip("/")
        if relation.get("Target", "").startswith("/"):
            target = relation.get("Target", "").lstrip("/")
        if relation.get("TargetMode") != "External" and target not in parts:
            found.append(f"{name} leads to {target}, which is not there")
    part = posixpath.join(folder, posixpath.basename(name).removesuffix(".rels"))
    for node in etree.fromstring(parts[part]).iter() if part in parts else ():
        used = [str(value) for key, value in node.attrib.items() if str(key).startswith(R)]
        found += [f"{part} uses {value}, which is not there" for value in used if value not in ids]
    return found


def word_faults(content: bytes) -> list[str]:
    """Beyond the package: a cell without a paragraph, a table without a grid, a row wider than it."""
    root = etree.fromstring(package(content)["word/document.xml"])
    found = ["a cell does not end with a paragraph" for cell in root.iter(f"{W}tc") if cell[-1].tag != f"{W}p"]
    for table in root.iter(f"{W}tbl"):
        columns = len(table.findall(f"{W}tblGrid/{W}gridCol"))
        for row in table.findall(f"{W}tr"):
            spans = [cell.find(f"{W}tcPr/{W}gridSpan") for cell in row.findall(f"{W}tc")]
            wide = sum(int(span.get(f"{W}val", "1")) if span is not None else 1 for span in spans)
            if wide != columns:
                found.append(f"a row of {wide} cells in a grid of {columns}")
    return found


@pytest.mark.parametrize("name", NAMES)
def test_documents_need_no_repair(name: str, request: pytest.FixtureRequest) -> None:
    content = docx.render(request.getfixturevalue(name), at=AT)
    assert faults(content) == []
    assert word_faults(content) == []


def test_workbooks_need_no_repair(consolidated_report: OfficialDocument) -> None:
    book = render_annexes(consolidated_report, at=AT)
    assert book
    assert faults(book) == []


def test_a_filled_template_needs_no_repair(official_letter: OfficialDocument) -> None:
    table = Table(columns=(Column("TT", 1), Column("Tên", 5)), rows=(Row(("1", "Xã A & B <c>")),))
    blocks = {"noi_dung": docx.block_xml((paragraph("Một"), table), {"thân văn bản": "body"})}
    body = (paragraph("Mở đầu"), paragraph("{{ noi_dung }}"), paragraph("{{ phan_ket }}"))
    template = docx.render(
        OfficialDocument(
            letterhead=official_letter.letterhead,
            kind="Báo cáo",
            title="{{ trich_yeu }}",
            body=body,
            signature=official_letter.signature,
            recipients=official_letter.recipients,
        ),
        at=AT,
    )
    made = fill(template, {"trich_yeu": "Kết quả «A & B»", "phan_ket": "Hết"}, blocks)
    assert faults(made) == []
    assert word_faults(made) == []
    assert b"{{" not in package(made)["word/document.xml"]


def test_faults_are_seen(official_letter: OfficialDocument) -> None:
    parts = package(docx.render(official_letter, at=AT))
    del parts["word/styles.xml"]
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as made:
        for name, data in parts.items():
            made.writestr(name, data)
    assert any("styles.xml" in fault for fault in faults(stream.getvalue()))
