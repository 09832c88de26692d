import pytest

from namro.reading.agencies import find_subject, split_names
from tests.reading.papers import plan, read


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Công an tỉnh (Cơ quan Thường trực)", ("Công an tỉnh",)),
        ("Sở Văn hóa, Thể thao và Du lịch: Chủ trì", ("Sở Văn hóa, Thể thao và Du lịch",)),
        ("Sở Giáo dục và Đào tạo chỉ đạo các trường", ("Sở Giáo dục và Đào tạo",)),
        ("Sở Y tế, Sở Lao động - Thương binh và Xã hội", ("Sở Y tế", "Sở Lao động - Thương binh và Xã hội")),
        ("Báo và Phát thanh, Truyền hình tỉnh mở chuyên mục", ("Báo và Phát thanh, Truyền hình tỉnh",)),
        ("Trung tâm Thông tin, Tạp chí Gia đình: Mở chuyên mục", ("Trung tâm Thông tin", "Tạp chí Gia đình")),
        ("Trưởng thôn, trưởng bản báo cáo tình hình", ("Trưởng thôn", "trưởng bản")),
        ("Đề nghị Tỉnh đoàn, Hội Nông dân tỉnh căn cứ chức năng", ("Tỉnh đoàn", "Hội Nông dân tỉnh")),
        ("Trên cơ sở kế hoạch này, các sở, ngành và UBND các xã xây dựng kế hoạch", ("các sở, ngành", "UBND các xã")),
        ("Giao Công an tỉnh - Cơ quan Thường trực Ban Chỉ đạo theo dõi", ("Công an tỉnh",)),
        ("Riêng UBND 06 huyện biên giới tăng cường", ("UBND 06 huyện biên giới",)),
        (
            "Các Sở, ngành chủ trì Dự án, Tiểu dự án có trách nhiệm ban hành",
            ("Các Sở, ngành chủ trì Dự án, Tiểu dự án",),
        ),
        (
            "Các sở, ngành được giao chủ trì chỉ tiêu và UBND các xã rà soát",
            ("Các sở, ngành được giao chủ trì chỉ tiêu", "UBND các xã"),
        ),
    ],
)
def test_who_is_named(text: str, names: tuple[str, ...]) -> None:
    subject = find_subject(text)
    assert subject
    assert subject.names == names


@pytest.mark.parametrize(
    "text",
    ["Ban hành văn bản hướng dẫn", "Tổ chức hội nghị", "Trên cơ sở đề xuất của Công an tỉnh, chủ trì tổng hợp", ""],
)
def test_nobody_is_named(text: str) -> None:
    assert find_subject(text) is None


def test_the_tail_of_a_collective_name_is_not_cut_off() -> None:
    assert split_names("Các Sở, ngành và đơn vị có liên quan") == ["Các Sở, ngành và đơn vị có liên quan"]
    assert split_names("Sở Y tế và các đơn vị liên quan") == ["Sở Y tế", "các đơn vị liên quan"]


def test_items_fall_to_the_bodies_of_the_heading_or_those_they_name() -> None:
    found = read(
        plan("""
I. NHIỆM VỤ, GIẢI PHÁP
1. Tuyên truyền
- Các cơ quan báo chí tăng thời lượng.
2. Kiểm tra thường xuyên.
II. PHÂN CÔNG NHIỆM VỤ
1. Nhiệm vụ chung
- Quán triệt đến cán bộ.
2. Nhiệm vụ cụ thể
2.1. Bộ Chỉ huy Quân sự tỉnh, Cục Hải quan tỉnh
- Tuần tra biên giới.
- Cục Hải quan tỉnh chỉ đạo các chi cục kiểm soát hàng hóa.
2.2. Đề nghị Tỉnh đoàn
Vận động thanh niên. Đồng thời, giao Hội Nông dân tỉnh theo dõi.
III. TỔ CHỨC THỰC HIỆN
1. Về chỉ tiêu có phụ lục kèm theo.
2. Căn cứ Kế hoạch này, Giám đốc các Sở, Chủ tịch UBND các xã:
- Xây dựng kế hoạch cụ thể.
""")
    )
    assert [(g["section"], g["quote"]) for g in found["general_tasks"]] == [
        ("I.1", "Các cơ quan báo chí tăng thời lượng."),
        ("I.2", "Kiểm tra thường xuyên."),
        ("II.1", "Quán triệt đến cán bộ."),
    ]
    assert [(d["section"], d["agencies"], d["mode"]) for d in found["duties"]] == [
        ("II.2.1", ["Bộ Chỉ huy Quân sự tỉnh", "Cục Hải quan tỉnh"], "assigned"),
        ("II.2.1", ["Cục Hải quan tỉnh"], "assigned"),
        ("II.2.2", ["Tỉnh đoàn", "Hội Nông dân tỉnh"], "requested"),
        ("III.2", ["Giám đốc các Sở", "Chủ tịch UBND các xã"], "assigned"),
    ]


def test_projects_and_who_leads_them_also_under_a_lost_heading() -> None:
    found = read(
        plan("""
I. NHIỆM VỤ
1. Thực hiện các dự án
- Dự án 1: Tư vấn tiền hôn nhân (giao Sở Y tế chủ trì, phối hợp với Sở Tư pháp và các đơn vị liên quan thực hiện).
- Dự án 2: Truyền thông.
Tiểu dự án 1: Truyền thông ở trường (giao Sở Giáo dục và Đào tạo chủ trì, phối hợp Tỉnh đoàn thực hiện).
II. PHÂN CÔNG NHIỆM VỤ
1. Công an tỉnh
a) Đăng ký hộ tịch đúng quy định.
a) Chủ trì triển khai Dự án 1.
b) Tư vấn tại trạm y tế.
3. Sở Tư pháp
- Trợ giúp pháp lý.
""")
    )
    assert [(x["code"], x["lead"], x["coordinating"]) for x in found["projects"]] == [
        ("Dự án 1", ["Sở Y tế"], ["Sở Tư pháp", "các đơn vị liên quan"]),
        ("Dự án 2", [], []),
        ("Dự án 2 / Tiểu dự án 1", ["Sở Giáo dục và Đào tạo"], ["Tỉnh đoàn"]),
    ]
    assert [(d["section"], d["agencies"]) for d in found["duties"]] == [
        ("II.1.a", ["Công an tỉnh"]), ("II.2.a", ["Sở Y tế"]), ("II.2.b", ["Sở Y tế"]), ("II.3", ["Sở Tư pháp"]),
    ]  # fmt: skip
    assert "heading_inferred" in [x["code"] for x in found["problems"]]


def test_one_item_that_turns_to_several_bodies() -> None:
    text = "1. Sở Nội vụ tham mưu kiện toàn tổ chức; Sở Tư pháp phổ biến pháp luật.\n2. Sở Y tế quản lý tiền chất."
    first, second = read(plan(f"IV. TỔ CHỨC THỰC HIỆN\n{text}"))["duties"]
    assert first["agencies"] == ["Sở Nội vụ", "Sở Tư pháp"]
    assert second["agencies"] == ["Sở Y tế"]


def test_a_heading_that_is_a_short_form_names_the_body() -> None:
    text = (
        "I. MỤC TIÊU\n1. Do Trung tâm Kiểm soát bệnh tật (TTKSBT) giám sát.\nIV. TỔ CHỨC THỰC HIỆN\n"
        "1. Phòng Nghiệp vụ Y\na) Theo dõi, đôn đốc các đơn vị.\n2. TTKSBT\na) Tổ chức tập huấn cho cán bộ."
    )
    assert [duty["agencies"] for duty in read(plan(text))["duties"]][-1] == ["TTKSBT"]


def test_a_project_says_in_its_line_who_leads_it() -> None:
    line = "1. Dự án 1: Nâng cao năng lực ở cơ sở, do Công an tỉnh chủ trì, phối hợp với Sở Nội vụ thực hiện."
    found = read(plan(f"III. CÁC DỰ ÁN\n{line}\nIV. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế hướng dẫn."))
    [project] = found["projects"]
    assert (project["name"], project["lead"]) == ("Nâng cao năng lực ở cơ sở", ["Công an tỉnh"])
    assert project["coordinating"] == ["Sở Nội vụ"]
    assert found["general_tasks"] == []
