"""Three documents such as the offices of the invented province Sơn Giang send; nobody and no place in them is real."""

from datetime import date

import pytest

from namro.writing.model import (
    Align,
    Annex,
    Block,
    CheckCode,
    Column,
    HeaderCell,
    Heading,
    Letterhead,
    Note,
    OfficialDocument,
    Row,
    RowKind,
    SignatureBlock,
    Table,
    bold,
    bullet,
    paragraph,
)

COMMUNES = [
    "xã Hòa Lạc", "xã Bãi Dâu", "xã Thượng Khê", "xã Đồng Vông", "xã Mường Lát Hạ", "phường Bến Sông",
    "phường Cầu Mới", "xã Khe Lim", "xã Tân Phú Khê", "xã Nà Hoan", "xã Quế Sơn Thượng", "đặc khu Hòn Én",
]  # fmt: skip


@pytest.fixture(scope="session")
def consolidated_report() -> OfficialDocument:
    return OfficialDocument(
        letterhead=Letterhead(
            parent="Ủy ban nhân dân tỉnh Sơn Giang",
            issuer="Ban Chỉ đạo\nphòng, chống ma túy tỉnh Sơn Giang",
            place="Sơn Giang",
            symbol="BC-BCĐ",
            year=2026,
        ),
        kind="Báo cáo",
        title="Kết quả thực hiện Chương trình mục tiêu quốc gia phòng, chống ma túy "
        "quý II năm 2026 trên địa bàn tỉnh Sơn Giang",
        addressees=("Văn phòng Chính phủ", "Bộ Công an", "Thường trực Tỉnh ủy Sơn Giang"),
        legal_bases=(
            "Căn cứ Luật Phòng, chống ma túy ngày 10 tháng 12 năm 2025",
            "Căn cứ Kế hoạch số 207/KH-UBND ngày 05 tháng 02 năm 2026 của Ủy ban nhân dân tỉnh Sơn Giang về "
            "công tác phòng, chống ma túy năm 2026",
        ),
        body=_consolidated_body(),
        signature=SignatureBlock(
            authority=("TM. Ban Chỉ đạo", "KT. Trưởng ban"),
            position=("Phó Trưởng ban", "Phó Chủ tịch UBND tỉnh"),
            name="Lường Thị Mai Sao",
        ),
        recipients=(
            "Như trên",
            "Chủ tịch, các Phó Chủ tịch UBND tỉnh",
            "Các thành viên Ban Chỉ đạo tỉnh",
            "UBND các xã, phường, đặc khu",
            "Lưu: VT, PC04 (02b)",
        ),
        annexes=(
            Annex(
                title="Kết quả thực hiện các chỉ tiêu phòng, chống ma túy quý II năm 2026",
                subtitle="Số liệu từ ngày 15/3/2026 đến ngày 14/6/2026",
                body=(_targets_table(),),
                landscape=True,
            ),
            Annex(
                title="Danh sách đơn vị gửi chậm hoặc chưa gửi báo cáo",
                body=(_late_units_table(), Note("Ghi chú: số ngày chậm tính đến ngày 20/6/2026.")),
            ),
        ),
        demonstration=True,
        draft=True,
        check_code=CheckCode(code="7K3M-Q9XD", basis="5.194 số liệu của 127 đơn vị, quý II/2026"),
    )


def _consolidated_body() -> tuple[Block, ...]:
    return (
        paragraph(
            "Thực hiện Kế hoạch số 207/KH-UBND, Ban Chỉ đạo tỉnh Sơn Giang báo cáo kết quả công tác phòng, chống "
            "ma túy quý II năm 2026 (số liệu từ ngày 15/3/2026 đến ngày 14/6/2026) như sau:"
        ),
        Heading(1, "I", "Tình hình"),
        Heading(2, "1", "Tình hình tội phạm và tệ nạn ma túy"),
        paragraph(
            "Trong kỳ, các lực lượng chức năng phát hiện ",
            bold("157 vụ, 203 đối tượng"),
            " phạm tội về ma túy, tăng 12 vụ, tương đương 8,3% so với cùng kỳ. Tang vật thu giữ gồm 2,4 kg heroin, "
            "18.450 viên ma túy tổng hợp và 0,5 kg ma túy đá.",
        ),
        Heading(2, "2", "Người nghiện, người sử dụng trái phép chất ma túy"),
        paragraph(
            "Toàn tỉnh có 3.412 người nghiện trong danh sách quản lý, giảm 41 người, tương đương 1,2% so với kỳ "
            "trước; trong đó:"
        ),
        bullet("Đang điều trị nghiện bằng thuốc thay thế: 1.027 người;"),
        bullet("Đang cai nghiện tại cơ sở: 986 người, gồm:"),
        bullet("Cơ sở cai nghiện số 1: 611 người;", level=2),
        bullet("Cơ sở cai nghiện số 2: 375 người.", level=2),
        Heading(1, "II", "Kết quả thực hiện"),
        Heading(2, "1", "Công tác chỉ đạo"),
        paragraph(
            "Ban Chỉ đạo tỉnh đã ban hành 04 văn bản chỉ đạo, tổ chức 02 đoàn kiểm tra tại 09 xã, phường; 121/127 xã, "
            "phường, đặc khu đã ban hành kế hoạch năm 2026."
        ),
        Heading(2, "2", "Kết quả theo nhóm chỉ tiêu"),
        Heading(3, "a", "Giảm cung"),
        paragraph("Triệt xóa 14/16 điểm phức tạp về ma túy; 02 điểm còn lại đang lập phương án."),
        Heading(3, "b", "Giảm cầu"),
        paragraph("Xây dựng được 76/127 xã, phường không ma túy, đạt 59,8%."),
        Table(
            title="Bảng 1. Kết quả đấu tranh của các lực lượng",
            unit="vụ, đối tượng",
            columns=(
                Column("TT", 1, Align.CENTER),
                Column("Lực lượng", 5),
                Column("Số vụ", 2, Align.RIGHT),
                Column("Số đối tượng", 2, Align.RIGHT),
                Column("So với cùng kỳ", 3, Align.RIGHT),
            ),
            rows=(
                Row(("1", "Công an", "131", "172", "+10 vụ")),
                Row(("2", "Bộ đội Biên phòng", "22", "26", "+02 vụ")),
                Row(("3", "Hải quan", "04", "05", "0")),
                Row(("", "Tổng cộng", "157", "203", "+12 vụ"), RowKind.TOTAL),
            ),
            notes=("Vụ phối hợp tính 01 vụ cho đơn vị chủ trì.",),
        ),
        Heading(1, "III", "Đánh giá"),
        paragraph(
            "Công tác phòng, chống ma túy được triển khai đồng bộ; số người nghiện trong danh sách giảm. Tồn tại: 06 "
            "xã chưa gửi báo cáo đúng hạn (Phụ lục II); 03 chỉ tiêu chưa đạt tiến độ (Phụ lục I)."
        ),
        Heading(1, "IV", "Khó khăn, vướng mắc; kiến nghị, đề xuất"),
        paragraph(
            "Kinh phí mua sinh phẩm xét nghiệm ở cấp xã còn thiếu. Đề nghị Sở Tài chính tham mưu bổ sung 1,25 tỷ đồng."
        ),
        Heading(1, "V", "Phương hướng, nhiệm vụ quý III năm 2026"),
        paragraph("Tập trung hoàn thành rà soát, lập hồ sơ quản lý người sau cai nghiện trước ngày 15/9/2026."),
        paragraph("Trên đây là báo cáo kết quả quý II năm 2026, Ban Chỉ đạo tỉnh kính báo cáo."),
    )


def _targets_table() -> Table:
    center, right = Align.CENTER, Align.RIGHT
    rows = [Row(("I", "Giảm cung"), RowKind.GROUP)]
    rows += [
        Row((str(n), name, unit, "≥ 05", "157", "302", "145", "8,3", "104,2", "Đạt"))
        for n, (name, unit) in enumerate(
            (
                ("Tỷ lệ phát hiện, bắt giữ số vụ phạm tội về ma túy tăng so với cùng kỳ năm trước", "%"),
                ("Triệt xóa điểm, tụ điểm phức tạp về ma túy được phát hiện", "%"),
                ("Diện tích cây có chứa chất ma túy được phát hiện, triệt phá", "m²"),
            ),
            1,
        )
    ]
    rows.append(Row(("II", "Giảm cầu, xã không ma túy"), RowKind.GROUP))
    rows += [
        Row((str(n), f"Chỉ tiêu số {n} về quản lý, cai nghiện và giúp đỡ người sau cai tại {COMMUNES[n % 12]}", "người",
             "1.200", "418", "811", "790", "2,7", "67,6", ""))
        for n in range(4, 26)
    ]  # fmt: skip
    rows.append(Row(("", "Tổng số chỉ tiêu đạt", "chỉ tiêu", "25", "", "22", "", "", "88,0", ""), RowKind.TOTAL))
    return Table(
        columns=(
            Column("", 1, center), Column("", 7), Column("", 1.6, center), Column("", 1.6, right),
            Column("", 1.6, right), Column("", 1.6, right), Column("", 1.6, right), Column("", 1.6, right),
            Column("", 1.6, right), Column("", 2.2),
        ),
        header=(
            (HeaderCell("TT", rows=2), HeaderCell("Chỉ tiêu", rows=2), HeaderCell("ĐVT", rows=2),
             HeaderCell("Kế hoạch năm", rows=2), HeaderCell("Thực hiện", columns=2), HeaderCell("So sánh", columns=3),
             HeaderCell("Ghi chú", rows=2)),
            (HeaderCell("Quý II"), HeaderCell("Lũy kế"), HeaderCell("Cùng kỳ"), HeaderCell("± (%)"),
             HeaderCell("% so KH")),
        ),
        number_columns=True,
        rows=tuple(rows),
        notes=("Ghi chú: cột (8) so số thực hiện quý II với cùng kỳ năm 2025.",),
    )  # fmt: skip


def _late_units_table() -> Table:
    return Table(
        columns=(Column("TT", 1, Align.CENTER), Column("Đơn vị", 5), Column("Hạn gửi", 2.5, Align.CENTER),
                 Column("Ngày gửi", 2.5, Align.CENTER), Column("Chậm (ngày)", 2, Align.RIGHT)),
        rows=tuple(
            Row((str(n), f"UBND {name}", "16/6/2026", "" if n > 3 else f"{17 + n}/6/2026", str(n) if n < 4 else "04"))
            for n, name in enumerate(COMMUNES[:6], 1)
        ),
    )  # fmt: skip


@pytest.fixture(scope="session")
def commune_report() -> OfficialDocument:
    groups = [("A", "Nhân khẩu", 1), ("B", "Người nghiện trong danh sách", 10), ("C", "Người sử dụng trái phép", 8),
              ("D", "Quản lý sau cai", 6), ("E", "Tư vấn, dịch vụ", 4), ("F", "Địa bàn", 7),
              ("G", "Tuyên truyền", 4)]  # fmt: skip
    rows, number = [], 0
    for letter, title, size in groups:
        rows.append(Row((letter, title), RowKind.GROUP))
        for _ in range(size):
            number += 1
            rows.append(Row((str(number), f"Số liệu thứ {number} của mục {title.lower()}", "người",
                             str(number * 3), str(number * 5), "")))  # fmt: skip
    table = Table(
        columns=(Column("TT", 1, Align.CENTER), Column("Nội dung", 7), Column("ĐVT", 1.6, Align.CENTER),
                 Column("Trong kỳ", 1.8, Align.RIGHT), Column("Kỳ trước", 1.8, Align.RIGHT), Column("Ghi chú", 2.4)),
        number_columns=True,
        rows=tuple(rows),
    )  # fmt: skip
    return OfficialDocument(
        letterhead=Letterhead(
            issuer="Ủy ban nhân dân xã Hòa Lạc", place="Hòa Lạc", symbol="BC-UBND", year=2026, number="5",
            issued=date(2026, 2, 5),
        ),
        kind="Báo cáo",
        title="Công tác phòng, chống ma túy quý I năm 2026",
        addressees=("Công an tỉnh Sơn Giang",),
        body=(
            paragraph("Ủy ban nhân dân xã Hòa Lạc báo cáo kết quả công tác phòng, chống ma túy quý I/2026 như sau:"),
            Heading(1, "I", "Tình hình, kết quả"),
            paragraph("Trong kỳ không phát sinh người nghiện mới. Số liệu chi tiết tại Phụ lục kèm theo."),
            Heading(1, "II", "Khó khăn, vướng mắc; kiến nghị"),
            paragraph("Không có."),
            paragraph("Trên đây là báo cáo của Ủy ban nhân dân xã Hòa Lạc."),
        ),
        signature=SignatureBlock(
            authority=("TM. Ủy ban nhân dân", "KT. Chủ tịch"), position=("Phó Chủ tịch",), name="Đinh Văn Khoát"
        ),
        recipients=("Như trên", "Thường trực Đảng ủy xã", "Lưu: VT, CAX (02b)"),
        annexes=(Annex(title="Biểu số liệu phòng, chống ma túy cấp xã", subtitle="Quý I/2026", body=(table,)),),
        check_code=CheckCode(code="B2HN-84TR", basis="40 số liệu của biểu X-Q, quý I/2026"),
    )  # fmt: skip


@pytest.fixture(scope="session")
def official_letter() -> OfficialDocument:
    return OfficialDocument(
        letterhead=Letterhead(
            parent="Bộ Công an", issuer="Công an tỉnh Sơn Giang", place="Sơn Giang", symbol="CAT-PC04", year=2026,
            number="15", issued=date(2026, 6, 17),
        ),
        kind=None,
        title="đôn đốc gửi báo cáo công tác phòng, chống ma túy quý II năm 2026",
        addressees=tuple(f"UBND {name}" for name in COMMUNES[:4]),
        body=(
            paragraph(
                "Thực hiện Kế hoạch số 207/KH-UBND ngày 05 tháng 02 năm 2026 của Ủy ban nhân dân tỉnh, đến hết ngày "
                "16/6/2026 còn 04 đơn vị chưa gửi báo cáo quý II năm 2026."
            ),
            paragraph("Đề nghị Ủy ban nhân dân các xã có tên trên:"),
            paragraph("1. Hoàn thành, gửi báo cáo trước ngày 20/6/2026."),
            paragraph("2. Nêu rõ lý do chậm và người chịu trách nhiệm."),
            paragraph("Đề nghị các đơn vị quan tâm thực hiện."),
        ),
        signature=SignatureBlock(
            authority=("KT. Giám đốc",), position=("Phó Giám đốc",), name="Đại tá Vi Quang Lưỡng"
        ),
        recipients=("Như trên", "Đ/c Giám đốc (để báo cáo)", "Lưu: VT, PC04"),
    )  # fmt: skip
