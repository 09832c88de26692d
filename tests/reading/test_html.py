from __future__ import annotations

import time
from contextlib import suppress

import pytest

from namro.kernel.problems import Refused
from namro.reading import read_document
from namro.reading.blocks import Source
from namro.reading.formats import source_of
from tests.reading.papers import BODY, CLOSING, LETTERHEAD

PARAGRAPHS = "".join(
    f"<p>{n}. Tổ chức tuyên truyền, vận động Nhân dân thôn, bản thứ {n} thực hiện nếp sống văn minh.</p>"
    for n in range(1, 9)
)


def page(body: str, *, head: str = '<meta charset="utf-8">') -> bytes:
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>".encode()


def lines(data: bytes | str) -> list[str]:
    return source_of(data if isinstance(data, bytes) else page(data)).text.split("\n")


def cells(source: Source) -> dict[str, tuple[int, int, int, int]]:
    return {
        source.text[b.start : b.end]: (b.cell.row, b.cell.column, b.cell.rows, b.cell.columns)
        for b in source.blocks
        if b.cell
    }


def test_inline_elements_are_one_line_and_breaks_are_several() -> None:
    html = "<div>Sở <b>Y</b>&nbsp;<i>tế</i> chủ\n   trì:<br>- Khám<br/>- Tư vấn</div><p>II. <span>NHIỆM</span> VỤ</p>"
    assert lines(html) == ["Sở Y\xa0tế chủ trì:", "- Khám", "- Tư vấn", "II. NHIỆM VỤ"]


def test_lists_are_numbered_as_a_browser_shows_them() -> None:
    html = "<ol type='I' start='2'><li>Mục tiêu<ul><li>Một</li><li>- Hai</li></ul></li><li>Nhiệm vụ</li></ol>"
    html += "<ol><li>1. Đã có số</li></ol><ol type='a'><li>Khoản</li></ol>"
    assert lines(html) == ["II. Mục tiêu", "- Một", "- Hai", "III. Nhiệm vụ", "1. Đã có số", "a) Khoản"]


def test_spanning_cells_cover_the_grid() -> None:
    table = (
        "<table><thead><tr><th rowspan=2>TT</th><th colspan=2>Chỉ tiêu</th></tr><tr><th>Xã</th><th>Số</th></tr></thead>"
        "<tbody><tr><td>1</td><td>Nậm Rốm</td><td>02</td></tr></tbody></table>"
    )
    assert cells(source_of(page(table))) == {
        "TT": (0, 0, 2, 1), "Chỉ tiêu": (0, 1, 1, 2), "Xã": (1, 1, 1, 1), "Số": (1, 2, 1, 1),
        "1": (2, 0, 1, 1), "Nậm Rốm": (2, 1, 1, 1), "02": (2, 2, 1, 1),
    }  # fmt: skip


def test_tables_that_lay_out_a_page_are_no_tables() -> None:
    inner = "<table><tr><td>TT</td><td>Đơn vị</td></tr><tr><td>1</td><td>Xã An</td></tr></table>"
    source = source_of(page(f"<table><tr><td><p>Cạnh</p></td><td>{PARAGRAPHS}{inner}</td></tr></table>"))
    assert cells(source) == {"TT": (0, 0, 1, 1), "Đơn vị": (0, 1, 1, 1), "1": (1, 0, 1, 1), "Xã An": (1, 1, 1, 1)}


def test_the_document_is_found_among_the_rest_of_the_page() -> None:
    links = "".join(f'<li><a href="/{n}">Quyết định số {n} về việc thành lập Ban Chỉ đạo</a></li>' for n in range(20))
    html = (
        f'<nav><ul>{links}</ul></nav><div class="wrapper"><div id="noidung">{PARAGRAPHS}</div>'
        f'<div class="vb-lien-quan"><h3>Văn bản liên quan</h3><ul>{links}</ul></div>'
        '<div class="comment-list"><p>Cho hỏi 15 biểu mẫu ở đâu?</p></div></div>'
        '<script>var a = "<p>100% số xã</p>";</script><p style="display: none">ẩn 50 vụ</p><footer>Bản quyền</footer>'
    )
    found = lines(html)
    assert [line[:2] for line in found] == [f"{n}." for n in range(1, 9)]


def test_a_letterhead_in_nested_tables_and_the_plan_below() -> None:
    head, end = LETTERHEAD.splitlines(), CLOSING.splitlines()

    def block(texts: list[str]) -> str:
        return "<table><tr><td>" + "<br>".join(f"<b>{text}</b>" for text in texts) + "</td></tr></table>"

    def beside(left: list[str], right: list[str]) -> str:
        return f"<table><tr><td>{block(left)}</td><td>{block(right)}</td></tr></table>"

    body = "".join(f"<p>{line}</p>" for line in [*head[6:], *BODY.splitlines()])
    html = f'<div class="content">{beside(head[:3], head[3:6])}{body}{beside(end[:3], end[3:])}</div>'
    found = read_document(page(html), filename="ke-hoach.html").to_json()
    assert found["documents"][0]["number"] == "77/KH-UBND"
    assert found["documents"][0]["signer"]["name"] == "Lò Thị Mai"
    assert found["duties"][0]["agencies"] == ["Sở Y tế"]
    assert found["kind"] == "html"


@pytest.mark.parametrize(
    ("encoding", "head"),
    [
        ("utf-8", '<meta charset="utf-8">'),
        ("utf-8-sig", ""),
        ("utf-8", ""),
        ("utf-16", ""),
        ("cp1258", '<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">'),
    ],
)
def test_code_pages_by_mark_by_declaration_or_by_their_bytes(encoding: str, head: str) -> None:
    text = (
        f"<html><head>{head}</head><body><p>Ke hoa\u0323ch pho\u0300ng, cho\u0301ng tảo hôn năm 2026</p></body></html>"
    )
    text = text.replace("tảo", "ta\u0309o")
    assert lines(text.encode(encoding)) == ["Ke hoa\u0323ch pho\u0300ng, cho\u0301ng ta\u0309o hôn năm 2026"]


@pytest.mark.parametrize("charset", ["rot13", "utf-7", "unicode_escape", "khong-co"])
def test_a_declared_code_page_that_nobody_uses_is_not_believed(charset: str) -> None:
    assert lines(page("<p>Kế hoạch</p>", head=f'<meta charset="{charset}">')) == ["Kế hoạch"]


def test_word_footnotes_stand_apart_and_their_signs_are_dropped() -> None:
    html = (
        '<p>Đạt 30%<a href="#_ftn1"><sup>[1]</sup></a> số xã, 50 m<sup>2</sup>.</p>'
        '<div id="ftn1"><p><a href="#_ftnref1">[1]</a> Theo số liệu năm 2025.</p></div>'
    )
    source = source_of(page(html))
    assert source.text.split("\n") == ["Đạt 30% số xã, 50 m2.", "Theo số liệu năm 2025."]
    assert [block.footnote for block in source.blocks] == [False, True]


def test_a_page_saved_with_its_pictures_in_one_file() -> None:
    mht = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=xx\r\n\r\n--xx\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<html><body><p>K=E1=BA=BF ho=E1=BA=A1ch</p></body></html>\r\n--xx\r\n"
        b"Content-Type: image/png\r\n\r\nx\r\n--xx--\r\n"
    )
    assert lines(mht) == ["Kế hoạch"]


@pytest.mark.parametrize(
    "data",
    [
        page("<div>" * 100_000 + "Kế hoạch"),
        page("<table><tr>" + "<td rowspan=60000 colspan=60000>a</td>" * 3000 + "</tr></table>"),
        page("<ol>" + "<li>a</li>" * 9000 + "</ol>"),
        page("<a href=x>" * 50_000 + "Kế hoạch"),
    ],
    ids=["deep", "wide cells", "long list", "unclosed links"],
)
def test_hostile_pages_end_soon(data: bytes) -> None:
    start = time.monotonic()
    with suppress(Refused):
        source_of(data)
    assert time.monotonic() - start < 10


def test_a_page_without_text_is_refused() -> None:
    with pytest.raises(Refused, match="không có phần chữ"):
        source_of(page("<script>ke_hoach()</script><nav><a href='/'>Trang chủ</a></nav>"))
