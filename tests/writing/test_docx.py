"""A rendered document …"""

import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import nsmap, qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml.etree import _Element

from namro.writing.docx import render
from namro.writing.layout import nd30
from namro.writing.model import (
    Annex,
    Bullet,
    CheckCode,
    Column,
    Heading,
    Letterhead,
    Note,
    OfficialDocument,
    Paragraph,
    Row,
    RowKind,
    Run,
    SignatureBlock,
    Table,
    bullet,
    paragraph,
)
from namro.writing.text import body_text

AT = datetime(2026, 6, 20, 1, 30, tzinfo=UTC)
GOLDEN = Path(__file__).parents[1] / "golden" / "writing"
NAMES = ["consolidated_report", "commune_report", "official_letter"]


def opened(document: OfficialDocument) -> Document:
    return docx.Document(io.BytesIO(render(document, at=AT)))


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


def found(file: Document, path: str) -> list[_Element]:
    return list(file.element.body.iterfind(path, nsmap))


@pytest.mark.parametrize("name", NAMES)
def test_says_what_it_said_before(name: str, request: pytest.FixtureRequest) -> None:
    said = body_text(render(request.getfixturevalue(name), at=AT)) + "\n"
    assert said == (GOLDEN / f"{name}.txt").read_text("utf-8")


def test_is_the_same_to_the_byte_each_time(consolidated_report: OfficialDocument) -> None:
    assert render(consolidated_report, at=AT) == render(consolidated_report, at=AT)


def test_bears_the_given_date_and_the_issuer_and_nothing_of_this_machine(commune_report: OfficialDocument) -> None:
    content = render(commune_report, at=AT)
    about = docx.Document(io.BytesIO(content)).core_properties
    assert (about.created, about.modified) == (AT, AT)
    assert about.author == "Ủy ban nhân dân xã Hòa Lạc"
    assert about.title == "Báo cáo: Công tác phòng, chống ma túy quý I năm 2026"
    assert (about.last_modified_by, about.comments) == ("", "")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("thumbnail" in name or "customXml" in name for name in archive.namelist())


def test_is_set_in_times_new_roman_14_for_every_script_and_marked_as_vietnamese() -> None:
    styles = opened(plain()).styles.element
    fonts = next(styles.iter(qn("w:rFonts")))
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {"Times New Roman"}
    assert next(styles.iter(qn("w:lang"))).get(qn("w:val")) == "vi-VN"
    assert next(styles.iter(qn("w:sz"))).get(qn("w:val")) == "28"


def test_has_a4_pages_with_legal_margins_and_turns_wide_annexes(consolidated_report: OfficialDocument) -> None:
    sections = opened(consolidated_report).sections
    assert [round(section.page_width.mm) for section in sections] == [210, 297, 210]  # type: ignore[union-attr]
    for section in sections:
        edges = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
        assert [round(edge.mm) for edge in edges if edge] == [20, 20, 30, 15]


def test_numbers_pages_at_the_top_from_the_second_page_of_each_part(consolidated_report: OfficialDocument) -> None:
    file = opened(consolidated_report)
    assert [start.get(qn("w:start")) for start in found(file, ".//w:pgNumType")] == ["1", "1", "1"]
    assert all(section.different_first_page_header_footer for section in file.sections)
    assert "PAGE" in file.sections[0].header._element.xml
    assert "PAGE" not in file.sections[0].first_page_header._element.xml
    assert all(section.header.is_linked_to_previous for section in list(file.sections)[1:])


def test_says_on_every_page_that_it_is_a_demonstration() -> None:
    for demonstration in (True, False):
        first = opened(plain(demonstration=demonstration)).sections[0]
        for header in (first.header, first.first_page_header):
            assert ("VĂN BẢN MINH HỌA" in "".join(p.text for p in header.paragraphs)) == demonstration


def test_bears_its_check_code_at_the_foot_of_every_page() -> None:
    first = opened(plain(check_code=CheckCode(code="7K3M-Q9XD", basis="40 số liệu"))).sections[0]
    for footer in (first.footer, first.first_page_footer):
        assert [p.text for p in footer.paragraphs] == ["Mã đối chiếu: 7K3M-Q9XD (tính từ 40 số liệu)"]


def test_is_marked_as_a_draft_only_when_it_is_one() -> None:
    assert "DỰ THẢO" in body_text(render(plain(draft=True), at=AT))
    assert "DỰ THẢO" not in body_text(render(plain(), at=AT))


def test_leaves_room_for_number_and_date() -> None:
    said = body_text(render(plain(annexes=(Annex(title="Biểu", body=()),)), at=AT)).replace("\xa0", " ")
    assert "Số:       /BC-CAT | Sơn Giang, ngày      tháng      năm 2026" in said
    assert (
        "(Kèm theo Báo cáo số       /BC-CAT ngày      tháng      năm 2026 của Công an tỉnh Sơn Giang)"
        in said.replace("\n", " ")
    )


def test_draws_its_rules_as_lines_and_not_as_underscores() -> None:
    file = opened(plain())
    assert "_" not in body_text(render(plain(), at=AT))
    lines = [each.getparent().getparent() for each in found(file, ".//w:pBdr/w:top")]  # type: ignore[union-attr]
    assert len(lines) == 3  # below the issuer, Tiêu ngữ and the subject


@pytest.mark.parametrize(
    ("issuer", "lines"),
    [
        ("Công an tỉnh Sơn Giang", "CÔNG AN TỈNH SƠN GIANG"),
        ("Ủy ban nhân dân xã Hòa Lạc", "ỦY BAN NHÂN DÂN / XÃ HÒA LẠC"),
        ("Ủy ban nhân dân thành phố Sơn Giang", "ỦY BAN NHÂN DÂN / THÀNH PHỐ SƠN GIANG"),
        ("Ban Chỉ đạo 138\ntỉnh Sơn Giang", "BAN CHỈ ĐẠO 138 / TỈNH SƠN GIANG"),
        ("Ủy ban nhân dân đặc khu Hòn Én", "ỦY BAN NHÂN DÂN / ĐẶC KHU HÒN ÉN"),
    ],
)
def test_breaks_a_long_issuer_before_its_place(issuer: str, lines: str) -> None:
    head = replace(plain().letterhead, issuer=issuer)
    first = body_text(render(plain(letterhead=head), at=AT)).splitlines()[0]
    assert first.split(" | ")[0] == lines


def test_keeps_the_last_words_recipients_and_signature_on_one_page() -> None:
    body = opened(plain(recipients=("Như trên", "Lưu: VT"))).element.body
    table = list(body.iterchildren(qn("w:tbl")))[-1]
    last_words = table.getprevious()
    assert last_words.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None
    assert len(list(table.iter(qn("w:cantSplit")))) == 1
    kinds = {each.get(qn("w:val")) for each in table.iter(qn("w:pStyle"))}
    assert kinds == {"recipients_label", "recipient", "authority", "signer"}
    assert all(nd30().styles[str(kind)].keep_next for kind in kinds)


def test_repeats_table_headers_and_splits_no_row(commune_report: OfficialDocument) -> None:
    table = list(opened(commune_report).element.body.iterchildren(qn("w:tbl")))[-1]
    rows = list(table.iterchildren(qn("w:tr")))
    assert all(next(row.iter(qn("w:cantSplit")), None) is not None for row in rows)
    assert [next(row.iter(qn("w:tblHeader")), None) is not None for row in rows[:4]] == [True, True, False, False]


def test_leaves_no_group_row_and_no_total_alone_on_a_page() -> None:
    rows = (Row(("A",), RowKind.GROUP), Row(("1", "2")), Row(("3", "4")), Row(("", "6"), RowKind.TOTAL))
    table = Table(columns=(Column("a", 1), Column("b", 1)), rows=rows)
    drawn = list(opened(plain(body=(table,))).element.body.iterchildren(qn("w:tbl")))[1]
    kept = [next(row.iter(qn("w:keepNext")), None) is not None for row in drawn.iterchildren(qn("w:tr"))]
    assert kept == [False, True, False, True, False]  # the header's own style keeps it


def test_fills_the_text_column_with_each_table(consolidated_report: OfficialDocument) -> None:
    for table in opened(consolidated_report).element.body.iterchildren(qn("w:tbl")):
        widths = [int(column.get(qn("w:w"))) for column in table.iter(qn("w:gridCol"))]
        assert round(sum(widths) * 25.4 / 1440) in (165, 252)


def test_joins_merged_header_cells(consolidated_report: OfficialDocument) -> None:
    said = body_text(render(consolidated_report, at=AT))
    assert "TT | Chỉ tiêu | ĐVT | Kế hoạch năm | Thực hiện | So sánh | Ghi chú" in said
    assert " |  |  |  | Quý II | Lũy kế | Cùng kỳ | ± (%) | % so KH | " in said
    assert "(1) | (2) | (3) | (4) | (5) | (6) | (7) | (8) | (9) | (10)" in said


@pytest.mark.parametrize(
    ("last", "ending"),
    [
        (paragraph("Trên đây là báo cáo."), "Trên đây là báo cáo./."),
        (paragraph("Trên đây là báo cáo./."), "Trên đây là báo cáo./."),
        (paragraph("Trên đây ", Run("là báo cáo", bold=True)), "Trên đây là báo cáo./."),
        (bullet("Điểm cuối;"), "- Điểm cuối./."),
        (Note("Ghi chú"), "./."),
    ],
)
def test_ends_with_its_mark(last: Paragraph | Bullet | Note, ending: str) -> None:
    assert ending in body_text(render(plain(body=(last,)), at=AT)).splitlines()


def test_numbers_annexes_only_when_there_are_several() -> None:
    annex = Annex(title="Biểu số liệu", body=(paragraph("Nội dung"),))
    assert "Phụ lục\nBIỂU SỐ LIỆU" in body_text(render(plain(annexes=(annex,)), at=AT))
    several = body_text(render(plain(annexes=(annex, annex)), at=AT))
    assert "Phụ lục I\nBIỂU SỐ LIỆU" in several
    assert "Phụ lục II\nBIỂU SỐ LIỆU" in several


def test_marks_headings_as_headings_so_that_word_can_list_them() -> None:
    styles = opened(plain(body=(Heading(1, "I", "Tình hình"), paragraph("x")))).styles.element
    levels = {each.getparent().getparent().find(qn("w:name")).get(qn("w:val")): each.get(qn("w:val"))
              for each in styles.iter(qn("w:outlineLvl"))}  # fmt: skip
    assert levels == {"heading 1": "0", "heading 2": "1", "heading 3": "2"}


def test_writes_one_spelling() -> None:
    said = body_text(render(plain(body=(paragraph("Hoà bình, khoẻ; to\u0300a nhà."),)), at=AT))
    assert "Hòa bình, khỏe; tòa nhà./." in said


def test_keeps_line_breaks_and_tabs_and_drops_what_xml_cannot_hold() -> None:
    file = opened(plain(body=(paragraph("a\r\nb\tc\x00\x0b\ud800\ufffed"),)))
    assert "a\nb\tcd./." in [p.text for p in file.paragraphs]


ANY_TEXT = st.text(st.characters(), max_size=40)  # surrogates and control characters too


@settings(max_examples=60, deadline=None)
@given(ANY_TEXT, ANY_TEXT, ANY_TEXT)
def test_opens_whatever_the_texts_hold(one: str, two: str, three: str) -> None:
    table = Table(
        columns=(Column(one, 1), Column(two, 2)),
        rows=(Row((one, two)), Row((three,), RowKind.GROUP), Row((two, three), RowKind.TOTAL)),
        title=three,
        unit=one,
        notes=(two,),
    )
    document = OfficialDocument(
        letterhead=Letterhead(issuer=one, parent=two, place=three, symbol=one, number=two, year=2026),
        kind=one,
        title=two,
        addressees=(one, two),
        legal_bases=(three,),
        body=(Heading(1, one, two), paragraph(three, Run(one, italic=True)), bullet(two), table, Note(three)),
        signature=SignatureBlock(authority=(one,), position=(two,), name=three),
        recipients=(one, two, three),
        annexes=(Annex(title=one, subtitle=two, body=(table,), landscape=True), Annex(title=three, body=())),
        check_code=CheckCode(code=one, basis=two),
    )
    body_text(render(document, at=AT))
