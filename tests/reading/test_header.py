from tests.reading.papers import CLOSING, LETTERHEAD, plan, read

BODY = "I. MỤC ĐÍCH\n1. Nâng cao nhận thức.\n"


def test_letterhead_title_signature_and_recipients() -> None:
    (header,) = read(plan(BODY))["documents"]
    assert {k: v for k, v in header.items() if k not in ("quote", "span")} == {
        "kind": "Kế hoạch",
        "number": "77/KH-UBND",
        "issued_on": "2026-02-05",
        "place": "Lĩnh Giang",
        "issuer": "Ủy ban nhân dân tỉnh Lĩnh Giang",
        "title": "Phòng, chống tảo hôn trên địa bàn tỉnh năm 2026",
        "signer": {"name": "Lò Thị Mai", "position": "Phó Chủ tịch", "authority": "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH"},
        "period_from": "2026-01-01",
        "period_to": "2026-12-31",
        "recipients": ["Bộ Dân tộc và Tôn giáo", "Lưu: VT, NC"],
    }


def test_number_and_day_may_stand_only_over_the_annex() -> None:
    text = "KẾ HOẠCH\nPhòng, chống tảo hôn năm 2026\nUBND tỉnh ban hành Kế hoạch như sau:\n" + BODY + CLOSING
    text += "PHỤ LỤC\nCHỈ TIÊU\n(Kèm theo Kế hoạch số 77 /KH-UBND ngày 5/2/2026 của UBND tỉnh Lĩnh Giang)\n1. Việc"
    (header,) = read(text)["documents"]
    assert (header["number"], header["issued_on"]) == ("77/KH-UBND", "2026-02-05")
    assert header["issuer"] == "Ủy ban nhân dân tỉnh Lĩnh Giang"
    assert header["place"] is None


def test_what_a_web_site_says_fills_what_the_copy_lost() -> None:
    page = "Kế hoạch 77/KH-UBND phòng, chống tảo hôn tỉnh Lĩnh Giang năm 2026\n| Số hiệu | 77/KH-UBND |\n"
    page += "| Ngày ban hành | 05/02/2026 |\n| Loại văn bản | Kế hoạch |\n| Người ký | Lò Thị Mai |\n"
    text = page + "Ủy ban nhân dân tỉnh Lĩnh Giang xây dựng Kế hoạch phòng, chống tảo hôn như sau:\n" + BODY
    found = read(text + "Đăng xuất\nViệc làm Lĩnh Giang\n")
    (header,) = found["documents"]
    assert (header["kind"], header["number"], header["issued_on"]) == ("Kế hoạch", "77/KH-UBND", "2026-02-05")
    assert header["title"] == "Phòng, chống tảo hôn tỉnh Lĩnh Giang năm 2026"
    assert header["signer"]["name"] == "Lò Thị Mai"
    assert [x["reason"] for x in found["left_out"]] == ["web_page", "web_page"]


def test_a_note_glued_to_the_plan_is_a_document_of_its_own() -> None:
    note = (
        "SỞ DÂN TỘC VÀ TÔN GIÁO\nSố: 9/TTr-SDTTG\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nLĩnh Giang, ngày 01 "
        "tháng 02 năm 2026\n"
    )
    note += (
        "TỜ TRÌNH\nVề việc ban hành Kế hoạch\nKính gửi: Chủ tịch UBND tỉnh\nGửi kèm 03 dự thảo, đạt 100% ý "
        "kiến.\n1. Kế hoạch một\n"
    )
    found = read(plan(BODY) + note)
    assert [d["kind"] for d in found["documents"]] == ["Kế hoạch", "Tờ trình"]
    assert found["documents"][1]["number"] == "9/TTr-SDTTG"
    assert found["documents"][1]["recipients"] == ["Chủ tịch UBND tỉnh"]
    assert found["targets"] == []


def test_a_plan_under_the_decision_that_issues_it_has_its_day_and_issuer() -> None:
    decision = LETTERHEAD.replace("KẾ HOẠCH\nPhòng", "QUYẾT ĐỊNH\nBan hành Kế hoạch phòng").replace("/KH-", "/QĐ-")
    text = decision + "Điều 1. Ban hành Kế hoạch.\nĐiều 2. Giao Sở Y tế theo dõi.\n" + CLOSING
    text += "KẾ HOẠCH\nPhòng, chống tảo hôn\n(Ban hành kèm theo Quyết định số 77/QĐ-UBND ngày 05/02/2026)\n"
    found = read(text + "I. PHÂN CÔNG NHIỆM VỤ\n1. Sở Tư pháp: Tổ chức tư vấn pháp luật.\n")
    decision_header, plan_header = found["documents"]
    assert (decision_header["kind"], plan_header["kind"]) == ("Quyết định", "Kế hoạch")
    assert plan_header["title"] == "Phòng, chống tảo hôn"
    assert (plan_header["number"], plan_header["place"], plan_header["signer"]) == (None, None, None)
    assert plan_header["issued_on"] == decision_header["issued_on"] == "2026-02-05"
    assert plan_header["issuer"] == decision_header["issuer"]
    assert [(d["section"], d["agencies"]) for d in found["duties"]] == [
        ("Điều 2", ["Sở Y tế"]),
        ("I.1", ["Sở Tư pháp"]),
    ]


def test_citations_once_each_with_day_and_issuer() -> None:
    body = (
        "I. NHIỆM VỤ\n1. Thực hiện Chỉ thị số 36-CT/TW ngày 16 tháng 8 năm 2019 của Bộ Chính trị; Luật Hôn "
        "nhân và gia đình năm 2014;"
    )
    body += " nhắc lại Chỉ thị số 36-CT/TW và Kế hoạch số 77/KH-UBND này."
    cited = [(c["kind"], c["number"], c["date"], c["issuer"]) for c in read(plan(body))["citations"]]
    assert cited == [
        ("Quyết định", "498/QĐ-TTg", "2025-04-14", "Chính phủ"),
        ("Chỉ thị", "36-CT/TW", "2019-08-16", "Bộ Chính trị"),
        ("Luật", None, None, None),
    ]


def test_declared_short_forms() -> None:
    body = "I. NHIỆM VỤ\n1. Phòng, chống tảo hôn (PCTH); Ban Chỉ đạo công tác gia đình tỉnh (Ban Chỉ đạo tỉnh);"
    body += " các sở, ngành (sau đây gọi chung là các đơn vị)."
    assert [(a["short"], a["long"]) for a in read(plan(body))["abbreviations"]] == [
        ("các đơn vị", "các sở, ngành"),
        ("PCTH", "Phòng, chống tảo hôn"),
        ("Ban Chỉ đạo tỉnh", "Ban Chỉ đạo công tác gia đình tỉnh"),
    ]


def test_a_letterhead_run_into_one_line() -> None:
    top = " ".join(LETTERHEAD.split("\n")[:6])
    (header,) = read(top + "\n" + "\n".join(LETTERHEAD.split("\n")[6:]) + BODY + CLOSING)["documents"]
    assert (header["number"], header["place"], header["issued_on"]) == ("77/KH-UBND", "Lĩnh Giang", "2026-02-05")
    assert header["issuer"] == "Ủy ban nhân dân tỉnh Lĩnh Giang"


def test_a_letterhead_broken_by_a_portal() -> None:
    text = "ỦY BAN NHÂN\nDÂN\nTỈNH LĨNH GIANG\n--------\n|\n"
    text += "CỘNG HÒA XÃ\nHỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n|\n"
    text += "Số:\n77/KH-UBND\n|\nLĩnh Giang, ngày 05\ntháng 02 năm 2026\n|\nKẾ HOẠCH\nPHÒNG, CHỐNG TẢO HÔN NĂM 2026\n"
    (header,) = read(text + "UBND tỉnh ban hành Kế hoạch như sau:\n" + BODY + CLOSING)["documents"]
    assert (header["number"], header["issued_on"]) == ("77/KH-UBND", "2026-02-05")
    assert header["issuer"] == "Ủy ban nhân dân tỉnh Lĩnh Giang"
    assert header["title"] == "Phòng, chống tảo hôn năm 2026"


def test_a_party_letterhead_and_signature() -> None:
    text = "TỈNH ỦY LĨNH GIANG\n*\nSố 12-KH/TU\n\nĐẢNG CỘNG SẢN VIỆT NAM\nLĩnh Giang, ngày 10 tháng 02 năm 2026\n\n"
    text += "KẾ HOẠCH\nphòng, chống tảo hôn\n-----\nBan Thường vụ Tỉnh ủy ban hành Kế hoạch như sau:\n" + BODY
    text += "T/M BAN THƯỜNG VỤ\nPHÓ BÍ THƯ\n(đã ký)\nLò Thị Mai\n"
    (header,) = read(text)["documents"]
    assert (header["number"], header["issuer"]) == ("12-KH/TU", "Tỉnh ủy Lĩnh Giang")
    assert header["signer"] == {"name": "Lò Thị Mai", "position": "Phó bí thư", "authority": "T/M BAN THƯỜNG VỤ"}


def test_a_web_page_that_names_the_plan_in_its_first_sentence() -> None:
    text = "Trang chủ\nNgày 05/02/2026, UBND huyện Thạch Lĩnh ban hành Kế hoạch số 77/KH-UBND về phòng, chống tảo hôn. "
    text += (
        "Toàn văn Kế hoạch:\nKẾ HOẠCH\nPhòng, chống tảo hôn năm 2026\nUBND huyện xây dựng Kế hoạch như sau:\n" + BODY
    )
    (header,) = read(text)["documents"]
    assert (header["number"], header["issued_on"]) == ("77/KH-UBND", "2026-02-05")
    assert header["title"] == "Phòng, chống tảo hôn năm 2026"
