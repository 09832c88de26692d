from namro.reading import read_document
from namro.reading.docx import read_docx
from tests.reading.papers import BODY, CLOSING, LETTERHEAD, docx, level, p, plan, read, tbl, tc

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


def test_moved_text_stands_once_where_it_was_moved_to() -> None:
    body = p(f"<w:moveFrom>{RUN.format('đoạn chuyển')}</w:moveFrom>{RUN.format('còn lại')}")
    body += p(f"<w:moveTo>{RUN.format('đoạn chuyển')}</w:moveTo>")
    assert lines(body) == ["còn lại", "đoạn chuyển"]


def test_rows_inserted_and_deleted_with_tracked_changes() -> None:
    def row(text: str, mark: str) -> str:
        return f"<w:tr><w:trPr>{mark}</w:trPr>{tc(text)}{tc('x')}</w:tr>"

    assert lines(f"<w:tbl>{row('giữ', '')}{row('thêm', '<w:ins/>')}{row('xóa', '<w:del/>')}</w:tbl>") == [
        "giữ", "x", "thêm", "x",
    ]  # fmt: skip


def test_a_text_box_drawn_in_two_ways_counts_once() -> None:
    mc = "http://schemas.openxmlformats.org/markup-compatibility/2006"
    box = f"<w:txbxContent>{p('trong khung')}</w:txbxContent>"
    ways = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    both = f'<mc:AlternateContent xmlns:mc="{mc}">{ways}</mc:AlternateContent>'
    assert lines(p(f"<w:r><w:t>ngoài</w:t></w:r><w:r>{both}</w:r>")) == ["ngoài", "trong khung"]


def test_signs_of_symbol_fonts_and_tabs() -> None:
    signs = '<w:r><w:sym w:font="Symbol" w:char="F0B7"/><w:tab/><w:t>Tuyên truyền</w:t></w:r>'
    dash = '<w:r><w:sym w:font="Wingdings" w:char="F02D"/><w:t xml:space="preserve"> Tư vấn</w:t></w:r>'
    assert lines(p(signs) + p(dash)) == ["•\tTuyên truyền", "- Tư vấn"]


def test_content_controls_hold_text_paragraphs_rows_and_cells() -> None:
    def held(inner: str) -> str:
        return f"<w:sdt><w:sdtPr/><w:sdtContent>{inner}</w:sdtContent></w:sdt>"

    row = f"<w:tr>{held(tc('ô'))}{tc('ô sau')}</w:tr>"
    body = held(p("đoạn")) + p(held(RUN.format("trong dòng"))) + f"<w:tbl>{held(row)}</w:tbl>"
    assert lines(body) == ["đoạn", "trong dòng", "ô", "ô sau"]


def test_of_a_field_its_result_alone_is_text() -> None:
    date = '<w:fldSimple w:instr="DATE"><w:r><w:t>05/02/2026</w:t></w:r></w:fldSimple>'
    link = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>liên kết</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    assert lines(p(date) + p(link)) == ["05/02/2026", "liên kết"]


RESTARTED = (
    '<w:abstractNum w:abstractNumId="7">'
    + level(0, "decimal", "%1.")
    + level(1, "lowerLetter", "%2)")
    + "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="7"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="7"/>'
    f'<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/>{level(0, "upperRoman", "%1.")}</w:lvlOverride></w:num>'
)


def test_lists_that_start_anew_or_look_otherwise() -> None:
    body = p("một", number=(1, 0)) + p("nhỏ", number=(1, 1)) + p("hai", number=(1, 0)) + p("nhỏ", number=(1, 1))
    body += p("lại một", number=(2, 0)) + p("lại hai", number=(2, 0)) + p("La Mã", number=(3, 0))
    assert read_docx(docx(body, numbering=RESTARTED)).text.split("\n") == [
        "1. một", "a) nhỏ", "2. hai", "a) nhỏ", "1. lại một", "2. lại hai", "V. La Mã",
    ]  # fmt: skip


def test_a_letterhead_of_two_columns_without_lines() -> None:
    head = LETTERHEAD.splitlines()
    body = tbl([tc(*head[:3]), tc(*head[3:6])]) + "".join(p(x) for x in head[6:])
    header = read_document(docx(body), filename="a.docx").to_json()["documents"][0]
    assert (header["number"], header["place"], header["issued_on"]) == ("77/KH-UBND", "Lĩnh Giang", "2026-02-05")
