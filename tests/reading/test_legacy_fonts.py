"""Text typed for .VnTime or VNI-Times: read like Unicode, and pointed to as it is."""

from __future__ import annotations

import unicodedata
from random import Random

import pytest

from namro.kernel.problems import Refused
from namro.reading import read_document
from namro.reading.docx import read_docx
from namro.reading.legacy_fonts import font_of, spell
from namro.reading.legacy_spelling import legible
from namro.reading.txt import decode
from tests.reading.mutations.fonts import old_font, vni_font
from tests.reading.papers import docx, p, plan

BODY = """I. MỤC TIÊU
1. Giảm ít nhất 20% số cặp tảo hôn so với năm 2025.
II. PHÂN CÔNG NHIỆM VỤ
1. Sở Y tế
- Tổ chức khám sức khỏe tiền hôn nhân ở các xã, phường được giao.
2. Ủy ban nhân dân các xã, phường
- Xây dựng kế hoạch, gửi về Sở Dân tộc và Tôn giáo trước ngày 10/3/2026.
"""
FONTS = {"tcvn3": old_font, "vni": vni_font}


def typed(text: str, font: str) -> str:
    return FONTS[font](text, Random(0))


def test_every_letter_of_both_fonts() -> None:
    small = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"
    assert spell(typed(f"x{small}", "tcvn3"), "tcvn3").text == f"x{small}"
    assert spell(typed(small, "vni"), "vni").text == small
    assert spell(typed(small.upper(), "vni"), "vni").text == small.upper()


def test_capitals_that_tcvn3_lacks_come_back() -> None:
    text = "ỦY BAN NHÂN DÂN tỉnh; Ủy ban nhân dân huyện; TỐI MẬT; Số: 5/QĐ-UBND. Ở xã"
    assert spell(typed(text, "tcvn3"), "tcvn3").text == text
    assert spell("kÕ ho¹ch", "tcvn3h").text == "KẾ HOẠCH"


@pytest.mark.parametrize("font", FONTS)
@pytest.mark.parametrize("encoding", ["utf-8", "latin-1", "utf-16"])
def test_an_old_text_says_what_the_new_one_says(font: str, encoding: str) -> None:
    wanted = read_document(plan(BODY).encode(), filename="moi.txt")
    raw = typed(plan(BODY), font)
    found = read_document(raw.encode(encoding), filename="cu.txt")
    for kind in ("documents", "targets", "duties", "reporting"):
        assert [_words(item) for item in found.items[kind]] == [_words(item) for item in wanted.items[kind]], kind
    assert found.text.lstrip("\ufeff") == raw
    for item in found.items["duties"]:
        assert found.text[slice(*item["span"])] == item["quote"]
        assert item["quote"] in raw


def _words(item: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in item.items() if key not in ("quote", "span")}


@pytest.mark.parametrize("font", FONTS)
def test_people_are_shown_letters_of_today(font: str) -> None:
    shown = legible(read_document(typed(plan(BODY), font).encode(), filename="cu.txt"))
    assert "Tổ chức khám sức khỏe tiền hôn nhân" in shown.text
    for item in [*shown.items["targets"], *shown.items["duties"], *shown.items["reporting"]]:
        assert shown.text[slice(*item["span"])] == item["quote"]
    assert shown.items["duties"][0]["quote"].startswith("Tổ chức khám sức khỏe")


@pytest.mark.parametrize(
    "text",
    [
        plan(BODY),
        unicodedata.normalize("NFD", plan(BODY)),
        "Giàu có là và mà của cà, cá, lá, má, bò, hàng, tài, lâu, nhà, xã, và các bà cô chú.",
        "Les élèves français étaient déjà à l'école, où ça a été très bien présenté à la fête de Noël.",
        "Über die Änderung größerer Maßnahmen für Mädchen müssen wir früh möglichst offen überlegen, schön.",
        "Ke hoach phong, chong ma tuy nam 2026",
    ],
    ids=["today", "NFD", "few marks", "French", "German", "no marks"],
)
def test_other_texts_are_never_taken_for_an_old_font(text: str) -> None:
    assert font_of(text) == ""
    assert read_document(text.encode(), filename="a.txt").encoded == ()


def test_the_windows_code_page_is_not_taken_for_an_old_font() -> None:
    text = "Ke hoach pho\u0300ng, cho\u0301ng ma tu\u0301y trên đi\u0323a ba\u0300n ti\u0309nh. " * 20
    assert decode(text.encode("cp1258")) == text


def run(text: str, font: str) -> str:
    return f'<w:r><w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}"/></w:rPr>{text}</w:r>'


def test_word_says_by_its_fonts_which_runs_are_old() -> None:
    old = typed("Sở Y tế chủ trì, ", "tcvn3").replace("ư", "")
    heading = typed("kế hoạch", "tcvn3")
    body = p(run(f"<w:t>{heading}</w:t>", ".VnTimeH"))
    body += p(
        run(f'<w:t xml:space="preserve">{old}</w:t>', ".VnTime") + run("<w:t>ngày 15/6 tại xã</w:t>", "Times New Roman")
    )
    body += p(run("<w:t>tr</w:t><w:softHyphen/><w:t>íc ngµy</w:t>", ".VnTime"))
    reading = read_document(docx(body), filename="a.docx")
    assert legible(reading).text.split("\n") == ["KẾ HOẠCH", "Sở Y tế chủ trì, ngày 15/6 tại xã", "trước ngày"]
    assert reading.text.startswith(f"{heading}\n{old}ngày")


def test_styles_name_the_old_font_too() -> None:
    styles = '<w:style w:styleId="Cu"><w:rPr><w:rFonts w:ascii="VNI-Times"/></w:rPr></w:style>'
    source = read_docx(docx(p(typed("Kế hoạch năm 2026", "vni"), style="Cu"), styles=styles))
    assert [part.font for part in source.encoded] == ["vni"] * len(source.encoded)
    assert source.encoded


def test_an_old_font_left_on_unicode_text_changes_nothing() -> None:
    reading = read_document(docx(p(run("<w:t>Xã Nậm Rốm tổ chức tuyên truyền</w:t>", ".VnTime"))), filename="a.docx")
    assert reading.encoded == ()
    assert reading.text == "Xã Nậm Rốm tổ chức tuyên truyền"


@pytest.mark.parametrize("font", FONTS)
def test_a_secrecy_mark_in_an_old_font(font: str) -> None:
    with pytest.raises(Refused, match="độ mật"):
        read_document(typed("TỐI MẬT\n" + plan(BODY), font).encode(), filename="cu.txt")
