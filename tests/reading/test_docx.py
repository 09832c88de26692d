from namro.reading import read_document
from namro.reading.docx import read_docx
from tests.reading.papers import CLOSING, LETTERHEAD, docx, p, plan, read, tbl, tc

RUN = "<w:r><w:t>{}</w:t></w:r>"


def lines(body: str, **parts: str) -> list[str]:
    return read_docx(docx(body, parts=parts)).text.split("\n")


def test_automatic_numbers_are_resolved_also_through_styles() -> None:
    body = p("MỤC ĐÍCH", style="Muc") + p("Một", number=(1, 1)) + p("gạch", number=(1, 2)) + p("Hai", number=(1, 1))
    body += (
        p("Hai một", number=(1, 3))
        + p("NHIỆM VỤ", style="Muc")
        + p("Một lại", number=(1, 1))
        + p("không số", style="Muc", number=(0, 0))
    )
    assert lines(body) == [
        "I. MỤC ĐÍCH", "1. Một", "- gạch", "2. Hai", "2.1. Hai một", "II. NHIỆM VỤ", "1. Một lại", "không số",
    ]  # fmt: skip


def test_tracked_changes_count_as_accepted() -> None:
    changed = f"<w:ins>{RUN.format('trước ngày 15/6')}</w:ins><w:del><w:r><w:delText>cũ</w:delText></w:r></w:del>"
    assert lines(p(RUN.format("Gửi ") + changed)) == ["Gửi trước ngày 15/6"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    assert lines(p("Sở Y tế ", mark="<w:rPr><w:del/></w:rPr>") + p("chủ trì")) == ["Sở Y tế chủ trì"]


def test_merged_cells_cover_the_grid() -> None:
    body = tbl(
        ["TT", tc("Nội dung", span=2)], [tc("1", merge="restart"), "a", "b"], [tc("", merge="continue"), "c", "d"]
    )
    blocks = {docx_text: b.cell for docx_text, b in zip(lines(body), read_docx(docx(body)).blocks, strict=True)}
    places = {text: (b.row, b.column, b.rows, b.columns) for text, b in blocks.items() if b}
    assert places["Nội dung"] == (0, 1, 1, 2)
    assert places["1"] == (1, 0, 2, 1)
    assert places["d"] == (2, 2, 1, 1)


def test_text_boxes_links_fields_breaks_and_footnotes_stay() -> None:
    box = f"<w:r><w:pict><w:txbxContent>{p('trong khung')}</w:txbxContent></w:pict></w:r>"
    field = "<w:r><w:instrText>PAGE</w:instrText></w:r>" + RUN.format("7")
    body = p(RUN.format("ngoài ") + f"<w:hyperlink>{RUN.format('liên kết')}</w:hyperlink>" + box)
    body += p(field) + p("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:noBreakHyphen/><w:t>c</w:t></w:r>")
    notes = f'<w:footnote w:type="separator">{p("---")}</w:footnote><w:footnote w:id="2">{p("chú thích")}</w:footnote>'
    assert lines(body, footnotes=notes) == ["ngoài liên kết", "trong khung", "7", "a", "b-c", "chú thích"]


def test_page_headers_are_left_out() -> None:
    assert lines(p("thân"), header1=p("Trang nội bộ")) == ["thân"]


def test_nested_tables_and_frames_of_one_column_are_read() -> None:
    inner = tbl(["x", "y"])
    assert lines(tbl([tc(p("khung"))], [tc(inner + p("sau"))])) == ["khung", "x", "y", "sau"]


BODY = """I. MỤC TIÊU
1. Giảm 20% số cặp tảo hôn so với năm 2025.
II. PHÂN CÔNG NHIỆM VỤ
1. Sở Y tế
- Tổ chức khám sức khỏe tiền hôn nhân.
- Phối hợp với Sở Tư pháp tư vấn pháp luật.
2. UBND các xã, phường
- Xây dựng kế hoạch, gửi về Sở Dân tộc và Tôn giáo trước ngày 10/3/2026.
"""
TABLE = [
    ["TT", "Đơn vị", "Số mô hình"],
    ["1", "Xã Lĩnh Khê", "02"],
    ["2", "Phường An Tuyền", "01"],
    ["Tổng số", "", "3 mô hình"],
]
ANNEX = "PHỤ LỤC\nGIAO CHỈ TIÊU MÔ HÌNH\n(Kèm theo Kế hoạch số 77/KH-UBND ngày 05/02/2026)\n"


def in_word() -> bytes:
    """The same plan as typed in Word: automatic numbers, a letterhead and a signature in tables."""
    head = LETTERHEAD.splitlines()
    body = tbl([tc(*head[:3]), tc(*head[3:6])]) + "".join(p(x) for x in head[6:])
    for line in BODY.splitlines():
        mark, text = line.split(" ", 1)
        body += p(text, style="Muc") if mark in ("I.", "II.") else p(text, number=(1, 2 if mark == "-" else 1))
    ending = CLOSING.splitlines()
    body += tbl([tc(*ending[:3]), tc(*ending[3:])])
    return docx(body + "".join(p(x) for x in ANNEX.splitlines()) + tbl(*TABLE))


def bare(items: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{k: v for k, v in item.items() if k not in ("span", "quote")} for item in items]


def test_word_and_plain_text_say_the_same() -> None:
    typed = read(plan(BODY, annexes=ANNEX + "\n".join("\t".join(row) for row in TABLE)))
    word = read_document(in_word(), filename="ke-hoach.docx").to_json()
    for kind in ("documents", "citations", "targets", "allocations", "stated_totals", "duties", "reporting"):
        assert bare(word[kind]) == bare(typed[kind]), kind
    assert [d["quote"] for d in word["duties"]] == [d["quote"] for d in typed["duties"]]
    assert len(typed["duties"]) == 3
    assert len(typed["allocations"]) == 2
