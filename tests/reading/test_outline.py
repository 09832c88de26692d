from namro.reading.elements import Paragraph
from namro.reading.outline import Node, build
from namro.reading.text import clean
from tests.reading.papers import plan, read


def tree(text: str) -> Node:
    lines = [line.strip() for line in text.strip().splitlines()]
    return build([Paragraph(clean(line, 0, len(line)), (n,)) for n, line in enumerate(lines)])


def drawn(node: Node, depth: int = 0) -> str:
    """One line a node: indentation, section path, first words; "…" for a lost heading."""
    words = " ".join(node.text.split()[:3]) or "…"
    own = f"{'  ' * depth}{node.section or '-'}: {words}\n" if node.parent else ""
    return own + "".join(drawn(child, depth + (node.parent is not None)) for child in node.children)


def sections(text: str) -> list[str]:
    return [node.section for node in tree(text).walk()[1:]]


def test_sections_items_letters_and_bullets_nest() -> None:
    assert drawn(
        tree("""
        I. MỤC ĐÍCH
        1. Mục đích chung
        a) Nâng cao nhận thức
        - Một
        + Hai
        - Ba
        b) Giảm số vụ
        2. Yêu cầu
        II. NHIỆM VỤ
        1. Tuyên truyền
    """)
    ) == (
        "I: MỤC ĐÍCH\n"
        "  I.1: Mục đích chung\n"
        "    I.1.a: Nâng cao nhận\n"
        "      I.1.a: Một\n"
        "        I.1.a: Hai\n"
        "      I.1.a: Ba\n"
        "    I.1.b: Giảm số vụ\n"
        "  I.2: Yêu cầu\n"
        "II: NHIỆM VỤ\n"
        "  II.1: Tuyên truyền\n"
    )


def test_dotted_numbers_stand_for_their_parents() -> None:
    assert drawn(
        tree("""
        III. PHÂN CÔNG
        2. Nhiệm vụ cụ thể
        2.1. Công an tỉnh
        - Chủ trì
        2.2. Sở Y tế
        3. Khác
    """)
    ) == (
        "III: PHÂN CÔNG\n"
        "  III.2: Nhiệm vụ cụ\n"
        "    III.2.1: Công an tỉnh\n"
        "      III.2.1: Chủ trì\n"
        "    III.2.2: Sở Y tế\n"
        "  III.3: Khác\n"
    )


def test_a_list_that_starts_again_has_lost_its_heading() -> None:
    assert drawn(
        tree("""
        1. Quán triệt
        2. Tuân thủ
        1. Tăng cường
        2. Đẩy mạnh
        IV. PHÂN CÔNG
        1. Công an tỉnh
        1. Quán triệt
    """)
    ) == (
        "-: …\n"
        "  1: Quán triệt\n"
        "  2: Tuân thủ\n"
        "-: …\n"
        "  1: Tăng cường\n"
        "  2: Đẩy mạnh\n"
        "IV: PHÂN CÔNG\n"
        "  IV.1: Công an tỉnh\n"
        "-: …\n"
        "  1: Quán triệt\n"
    )


def test_a_number_between_two_printed_ones_is_filled_in() -> None:
    assert drawn(
        tree("""
        IV. PHÂN CÔNG
        1. Công an tỉnh
        a) Chủ trì
        b) Rà soát
        a) Chuẩn hóa
        b) Duy trì
        3. Biên phòng
    """)
    ) == (
        "IV: PHÂN CÔNG\n"
        "  IV.1: Công an tỉnh\n"
        "    IV.1.a: Chủ trì\n"
        "    IV.1.b: Rà soát\n"
        "  IV.2: …\n"
        "    IV.2.a: Chuẩn hóa\n"
        "    IV.2.b: Duy trì\n"
        "  IV.3: Biên phòng\n"
    )


def test_an_unnumbered_heading_before_a_restart_is_the_lost_one() -> None:
    assert drawn(
        tree("""
        I. PHÂN CÔNG
        1. Công an tỉnh
        a) Chủ trì
        Sở Y tế
        a) Chuẩn hóa
        3. Biên phòng
    """)
    ) == (
        "I: PHÂN CÔNG\n"
        "  I.1: Công an tỉnh\n"
        "    I.1.a: Chủ trì\n"
        "  I.2: Sở Y tế\n"
        "    I.2.a: Chuẩn hóa\n"
        "  I.3: Biên phòng\n"
    )


def test_capital_letters_stay_letters_where_they_could_be_roman() -> None:
    sections = [node.section for node in tree("A. MỘT\nI. Hai\nB. BA\nC. BỐN\nD. NĂM").children]
    assert sections == ["A", "B", "C", "D"]


def test_articles_clauses_points() -> None:
    assert [n.section for n in tree("Điều 1. Một\n1. Hai\na) Ba\nđ) Bốn\nĐiều 2. Năm").walk()[1:] if n.text] == [
        "Điều 1", "Điều 1.1", "Điều 1.1.a", "Điều 1.1.đ", "Điều 2",
    ]  # fmt: skip


def test_a_paragraph_that_ends_with_a_colon_holds_the_bullets_below() -> None:
    (item,) = tree("1. Báo cáo\nCăn cứ Kế hoạch này, các đơn vị:\n- Xây dựng\n- Gửi").children[0].children
    (opening,) = item.children
    assert [child.text for child in opening.children] == ["Xây dựng", "Gửi"]


def test_letters_may_stand_inside_roman_sections_and_roman_sections_inside_articles() -> None:
    body = (
        "IV. PHÂN CÔNG\nA. Các sở\n1. Sở Y tế: Khám.\nB. Các xã\n1. UBND xã: Vận động.\nV. BÁO CÁO\n1. Theo quy định.\n"
    )
    assert [s for s in sections(body) if s] == ["IV", "IV.A", "IV.A.1", "IV.B", "IV.B.1", "V", "V.1"]
    body = "Điều 1. Phê duyệt Kế hoạch:\nI. MỤC TIÊU\n1. Giảm.\nII. NHIỆM VỤ\n1. Khám.\nĐiều 2. Giao Sở Y tế.\n"
    assert [s for s in sections(body) if s] == [
        "Điều 1",
        "Điều 1.I",
        "Điều 1.I.1",
        "Điều 1.II",
        "Điều 1.II.1",
        "Điều 2",
    ]


def test_a_number_on_a_line_of_its_own_takes_the_next_line_as_its_heading() -> None:
    assert [s for s in sections("Phần thứ nhất\nMỤC TIÊU\n1. Giảm.\n") if s] == ["Phần thứ nhất", "Phần thứ nhất.1"]


def test_headings_and_bodies_without_numbers() -> None:
    body = (
        "NHIỆM VỤ, GIẢI PHÁP\n- Tuyên truyền tại thôn, bản.\nPHÂN CÔNG THỰC HIỆN\nSở Y tế\n- Khám sức khỏe.\n"
        "Công an tỉnh\n- Tuần tra địa bàn.\n"
    )
    found = read(plan(body))
    assert [t["quote"] for t in found["general_tasks"]] == ["Tuyên truyền tại thôn, bản."]
    assert [(d["agencies"], d["quote"]) for d in found["duties"]] == [
        (["Sở Y tế"], "Khám sức khỏe."),
        (["Công an tỉnh"], "Tuần tra địa bàn."),
    ]
