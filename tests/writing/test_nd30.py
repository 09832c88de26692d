"""The layout of Nghị định 30/2020/NĐ-CP, checked on the files themselves: what Word finds in them, not what we meant.

The limits are those of the layout's dated data, read here for themselves.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from importlib import resources
from typing import Any
from unicodedata import normalize

import pytest
from docx.oxml.ns import qn

from namro.writing.layout import measure
from namro.writing.model import Letterhead, OfficialDocument, SignatureBlock, paragraph
from tests.writing.word_file import MM, File, Look

LAW = tomllib.loads((resources.files("namro.writing") / "data" / "nd30.toml").read_text("utf-8"))
KINDS = ["police_report", "committee_report", "commune_report", "official_letter", "decision"]


@pytest.fixture(scope="module")
def police_report(consolidated_report: OfficialDocument) -> OfficialDocument:
    """Bộ Công an over Công an tỉnh: the police belong to their ministry."""
    return replace(
        consolidated_report,
        letterhead=Letterhead(
            parent="Bộ Công an", issuer="Công an tỉnh Sơn Giang", place="Sơn Giang", symbol="BC-CAT-PC04", year=2026
        ),
        signature=SignatureBlock(authority=("KT. Giám đốc",), position=("Phó Giám đốc",)),
    )


@pytest.fixture(scope="module")
def committee_report(consolidated_report: OfficialDocument) -> OfficialDocument:
    head = Letterhead(issuer="Ủy ban nhân dân tỉnh Sơn Giang", place="Sơn Giang", symbol="BC-UBND", year=2026)
    return replace(consolidated_report, letterhead=head)


@pytest.fixture(scope="module")
def decision(committee_report: OfficialDocument) -> OfficialDocument:
    return replace(
        committee_report,
        kind="Quyết định",
        title="Công nhận xã, phường không có ma túy năm 2026",
        addressees=(),
        body=(paragraph("Điều 1. Công nhận 42 xã, phường."), paragraph("Điều 2. Quyết định có hiệu lực từ ngày ký.")),
    )


@pytest.fixture(scope="module")
def files(
    police_report: OfficialDocument,
    committee_report: OfficialDocument,
    commune_report: OfficialDocument,
    official_letter: OfficialDocument,
    decision: OfficialDocument,
) -> dict[str, File]:
    documents = (police_report, committee_report, commune_report, official_letter, decision)
    return {name: File(document) for name, document in zip(KINDS, documents, strict=True)}


@pytest.fixture(params=KINDS)
def file(request: pytest.FixtureRequest, files: dict[str, File]) -> File:
    return files[request.param]


def within(value: float, entry: object, place: str) -> None:
    assert isinstance(entry, dict), f"{place} has no legal limits"
    low, high = entry["legal"]
    assert low - 0.02 <= value <= high + 0.02, f"{place}: {value}"


def test_the_limits_name_their_text() -> None:
    assert "30/2020/NĐ-CP" in LAW["citation"]
    assert LAW["valid_from"].isoformat() == "2020-03-05"


def test_paper_and_margins(file: File) -> None:
    for setup in file.body.iter(qn("w:sectPr")):
        size, margins = setup.find(qn("w:pgSz")), setup.find(qn("w:pgMar"))
        sides = sorted(round(float(size.get(qn(f"w:{side}"))) * MM) for side in ("w", "h"))
        assert sides == [210, 297]
        for side in ("top", "bottom", "left", "right"):
            within(float(margins.get(qn(f"w:{side}"))) * MM, LAW["page"][side], side)


def test_one_font_for_every_script(file: File) -> None:
    (fonts,) = file.defaults.iter(qn("w:rFonts"))
    scripts = {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "cs", "eastAsia")}
    assert scripts == {"Times New Roman"}
    everywhere = [name for name in file.parts if name.startswith("word/") and name.endswith(".xml")]
    others = {f.get(qn("w:ascii")) for name in everywhere for f in file.xml(name).iter(qn("w:rFonts"))}
    assert others == {"Times New Roman"}
    assert file.defaults.find(qn("w:lang")).get(qn("w:val")) == "vi-VN"


def test_every_kind_of_paragraph_keeps_its_size(file: File) -> None:
    for look in file.looks():
        entry = LAW["styles"][look.style]["size"]
        if isinstance(entry, dict):  # the decree says nothing of letters in tables and of notes
            within(look.size, entry, look.text)


def test_texts_are_composed_unicode(file: File) -> None:
    for look in file.looks():
        assert look.text == normalize("NFC", look.text)


def one(file: File, start: str) -> Look:
    found = [look for look in file.looks() if look.text.startswith(start)]
    assert found, start
    return found[0]


def test_the_letterhead(file: File) -> None:
    republic, motto = one(file, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"), one(file, "Độc lập - Tự do - Hạnh phúc")
    assert (republic.bold, republic.italic, republic.align) == (True, False, "center")
    assert (motto.bold, motto.italic, motto.align) == (True, False, "center")
    issuers = [look for look in file.looks() if look.style == "issuer"]
    parents = [look for look in file.looks() if look.style == "parent"]
    assert issuers
    assert all(look.bold and look.caps for look in issuers)
    assert all(look.caps and not look.bold for look in parents)
    number, place = one(file, "Số:"), next(look for look in file.looks() if look.style == "place_date")
    assert (number.bold, number.italic) == (False, False)
    assert (place.bold, place.italic) == (False, True)


def test_the_police_stand_under_their_ministry_and_the_committee_under_nobody(files: dict[str, File]) -> None:
    heads = {
        name: [look.text for look in files[name].looks() if look.style in ("parent", "issuer")]
        for name in ("police_report", "committee_report")
    }
    assert heads == {
        "police_report": ["BỘ CÔNG AN", "CÔNG AN TỈNH SƠN GIANG"],
        "committee_report": ["ỦY BAN NHÂN DÂN", "TỈNH SƠN GIANG"],
    }


def test_the_letterhead_is_a_table_of_two_columns_without_borders(file: File) -> None:
    table = next(file.body.iterchildren())
    assert table.tag == qn("w:tbl")
    assert len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}")) == 2
    assert not list(table.iter(qn("w:tblBorders")))


def rules_below(file: File, style: str) -> list[float]:
    """The lengths of the lines that follow a paragraph of a style, in millimetres."""
    lengths = []
    for part in file.body.iter(qn("w:p")):
        drawn = part.find(f"{qn('w:pPr')}/{qn('w:pBdr')}/{qn('w:top')}")
        before = part.getprevious()
        if drawn is None or before is None or before.tag != qn("w:p"):
            continue
        if file.style_of(before) == style:
            indent = part.find(f"{qn('w:pPr')}/{qn('w:ind')}")
            cell = part.getparent()
            width = cell.find(f"{qn('w:tcPr')}/{qn('w:tcW')}") if cell.tag == qn("w:tc") else None
            whole = float(width.get(qn("w:w"))) * MM if width is not None else 165
            lengths.append(whole - (float(indent.get(qn("w:left"))) + float(indent.get(qn("w:right")))) * MM)
    return lengths


@pytest.mark.parametrize(("style", "rule"), [("issuer", "issuer"), ("motto", "motto"), ("subject", "subject")])
def test_the_lines_below_are_drawn_as_long_as_the_text_asks(file: File, style: str, rule: str) -> None:
    looks = [look for look in file.looks() if look.style == style]
    if not looks:  # a letter has its subject under its number
        assert not rules_below(file, style)
        return
    (drawn,) = rules_below(file, style)
    longest = max(measure(line, looks[0].size, bold=True) for line in lines_of(file, style))
    within(drawn / longest, LAW["rules"][rule], style)


def lines_of(file: File, style: str) -> list[str]:
    """The lines that a style's paragraphs are broken into by hand."""
    lines: list[str] = []
    for part in file.body.iter(qn("w:p")):
        if file.style_of(part) == style:
            pieces = part.iter(qn("w:t"), qn("w:br"))
            lines += "".join("\n" if each.tag == qn("w:br") else each.text or "" for each in pieces).split("\n")
    return lines


def test_kind_and_subject(files: dict[str, File]) -> None:
    for name, kind in (("police_report", "BÁO CÁO"), ("decision", "QUYẾT ĐỊNH")):
        title, subject = one(files[name], kind), next(each for each in files[name].looks() if each.style == "subject")
        assert (title.bold, title.caps, title.align) == (True, True, "center")
        assert (subject.bold, subject.italic, subject.align) == (True, False, "center")
    letter = files["official_letter"]
    about = one(letter, "V/v")
    assert (about.bold, about.italic) == (False, False)
    assert not [look for look in letter.looks() if look.style in ("kind", "subject")]


def test_the_text(file: File) -> None:
    body = [look for look in file.looks() if look.style in ("body", "heading_1", "heading_2", "heading_3")]
    assert body
    for look in body:
        law = LAW["styles"][look.style]
        assert look.align == "both"
        within(look.first_line, law["first_line"], look.text)
        within(look.after, law["after"], look.text)
        within(look.line, law["line"], look.text)
    for look in body:
        assert (look.style == "heading_1") <= (look.bold and look.caps)
        assert (look.style == "heading_2") <= look.bold
        assert (look.style == "heading_3") <= (not look.bold)
    assert any(look.text.endswith("./.") for look in body)


def test_numbers_of_pages_from_the_second_one_in_the_top_margin(file: File) -> None:
    setups = list(file.body.iter(qn("w:sectPr")))
    assert all(setup.find(qn("w:titlePg")) is not None for setup in setups)
    assert {setup.find(qn("w:pgNumType")).get(qn("w:start")) for setup in setups} == {"1"}
    kinds = {ref.get(qn("w:type")): ref.get(qn("r:id")) for ref in setups[0].iter(qn("w:headerReference"))}
    names = {rel.get("Id"): rel.get("Target") for rel in file.xml("word/_rels/document.xml.rels")}
    first, others = (file.xml(f"word/{names[kinds[kind]]}") for kind in ("first", "default"))
    assert not list(first.iter(qn("w:fldSimple")))
    (field,) = others.iter(qn("w:fldSimple"))
    assert field.get(qn("w:instr")).split() == ["PAGE"]
    look = file.look(field.getparent(), "1")
    assert (look.align, look.bold, look.italic) == ("center", False, False)
    within(look.size, LAW["styles"]["page_number"]["size"], "page number")
    margin = float(setups[0].find(qn("w:pgMar")).get(qn("w:header"))) * MM
    assert margin < 20  # inside the top margin


def test_signature_and_recipients_stay_together_under_the_last_words(file: File) -> None:
    signed = [table for table in file.body.iterchildren(qn("w:tbl")) if "signer" in styles_in(file, table)]
    (table,) = signed
    (row,) = table.iterchildren(qn("w:tr"))
    assert row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None
    assert all(file.is_kept_with_next(part) for part in row.iter(qn("w:p")))
    last_words = table.getprevious()
    assert file.is_kept_with_next(last_words)
    left, right = row.iterchildren(qn("w:tc"))
    label, *names = file.looks(left)
    assert (label.text, label.bold, label.italic) == ("Nơi nhận:", True, True)
    assert [look.text[-1] for look in names] == [";"] * (len(names) - 1) + ["."]
    assert names[-1].text.startswith("- Lưu: VT")
    posts = [look for look in file.looks(right) if look.style == "authority"]
    assert posts
    assert all(look.bold and look.caps and look.align == "center" for look in posts)


def styles_in(file: File, part: Any) -> set[str]:
    return {file.style_of(each) for each in part.iter(qn("w:p"))}


def test_annexes_have_pages_of_their_own_and_name_their_document(files: dict[str, File]) -> None:
    file = files["police_report"]
    setups = list(file.body.iter(qn("w:sectPr")))
    assert [setup.find(qn("w:type")).get(qn("w:val")) for setup in setups] == ["nextPage"] * len(setups)
    assert [setup.find(qn("w:pgSz")).get(qn("w:orient")) for setup in setups] == [None, "landscape", None]
    numbers = [look for look in file.looks() if look.style == "annex_number"]
    assert [look.text for look in numbers] == ["Phụ lục I", "Phụ lục II"]
    assert all(look.bold and look.align == "center" for look in numbers)
    titles = [look for look in file.looks() if look.style == "annex_title"]
    assert all(look.bold and look.caps and look.align == "center" for look in titles)
    references = [look for look in file.looks() if look.style == "annex_reference"]
    assert len(references) == 2
    for look in references:
        assert look.text.startswith("(Kèm theo Báo cáo số")
        assert (look.italic, look.align) == (True, "center")


def test_heads_of_tables_are_repeated_and_no_row_is_split(file: File) -> None:
    ruled = [table for table in file.body.iterchildren(qn("w:tbl")) if list(table.iter(qn("w:tblBorders")))]
    for table in ruled:
        rows = list(table.iterchildren(qn("w:tr")))
        heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        assert heads[0]
        assert heads == sorted(heads, reverse=True)
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
