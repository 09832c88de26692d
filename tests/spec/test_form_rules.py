"""What keeps a commune's report from being sent, what it is only asked about, and in which words."""

import pytest

from namro.kernel.elements import CellKey
from namro.kernel.form_checks import derive, expected_closing
from namro.kernel.form_facts import FormFacts
from namro.kernel.form_rules import Scope
from namro.kernel.problems import Severity
from tests.kernel.commune_form import FORM_SPEC, check, codes, figures


def test_a_quiet_period_is_in_order() -> None:
    assert check() == []


BROKEN = """
    figures                    | rule | place                 | sentence
    ---------------------------+------+-----------------------+---------
    closing 46                 | H1   | closing[total]        | Người nghiện: đầu kỳ 45 + 3 vào − 1 ra = 47, anh, chị ghi 46.
    died 60, closing 0, substitution 0 | H1 | closing[total]  | Người nghiện: đầu kỳ 45 + 3 vào − 60 ra = -12, anh, chị ghi 0.
    died 60, closing 0, substitution 0 | H5 | closing[total]  | Số ra nhiều hơn số đang có. (Còn cuối kỳ: đầu kỳ 45 + 3 vào − 60 ra = -12)
    substitution 48            | H6   | substitution[total]   | Số trong đó lớn hơn tổng số. (Trong đó: đang điều trị thay thế 48, không được lớn hơn còn cuối kỳ 47.)
    counselled 49              | H11  | counselled[total]     | Tư vấn: được tư vấn 49, không được lớn hơn số được quản lý trong năm 48.
    arrests 1,5                | H12a | arrests[total]        | Bị bắt tại xã: chỉ nhận số nguyên.
    plant_area[found] 1,25     | H12a | plant_area[found]     | Diện tích phát hiện: tối đa 1 chữ số sau dấu phẩy.
    plant_area[found] 2,5, plant_area[destroyed] 1, plant_area 3 | H12b | plant_area[total] | Diện tích, tổng: các ô tách cộng lại 3,5, tổng ghi 3.
    residents 0                | H13  | residents[total]      | Nhân khẩu 0, phải lớn hơn 0.
    new -                      | blank | new[total]           | Mới: chưa đủ số, ô còn trống.
    arrests n/a                | not_applicable | arrests[total] | Bị bắt tại xã: ô này không nhận «không áp dụng».
    arrests file               | not_stored | arrests[total]  | Bị bắt tại xã: ô này không nhận «không lưu ở đây».
"""  # noqa: E501


@pytest.mark.parametrize("row", [line.split("|") for line in BROKEN.strip().splitlines()[2:]])
def test_a_broken_identity_blocks_and_shows_its_arithmetic(row: list[str]) -> None:
    changed, code, place, sentence = (cell.strip() for cell in row)
    problems = {problem.code: problem for problem in check(changed)}
    assert code in problems
    found = problems[code]
    assert (found.severity, found.place, found.message) == (Severity.ERROR, place, sentence)


def test_blank_is_not_zero() -> None:
    """A blank box is reported once; the rules that hang on it are not decided, as they would be with a zero."""
    assert codes(check("died -, closing 48")) == ["blank"]
    assert codes(check("died 0, closing 48")) == []


def test_not_applicable_is_an_absent_term_only_where_the_box_takes_it() -> None:
    assert check("substitution n/a") == []
    assert codes(check("died n/a, closing 99")) == ["not_applicable"]


def test_what_is_kept_elsewhere_is_no_fault_but_cannot_be_compared() -> None:
    (problem,) = check("fugitives file")
    assert (problem.code, problem.severity) == ("H8", Severity.INFO)
    assert problem.message == "Truy nã lẩn trốn: không lưu ở đây, nên không đối chiếu được."


def test_a_hidden_box_may_stay_blank() -> None:
    assert check("plant_area -") == []


def test_without_an_opening_figure_nothing_is_compared_with_zero() -> None:
    problems = check(opening="")
    assert [(p.code, p.severity) for p in problems] == [
        ("H1", Severity.INFO),
        ("H4", Severity.ERROR),
        ("H11", Severity.INFO),
    ]
    assert problems[1].message == "Còn cuối kỳ: chưa có số đầu kỳ đã duyệt hoặc số gốc có văn bản."


def test_the_closing_figure_is_known_before_it_is_typed() -> None:
    closing = CellKey("closing")
    values, opening = figures("new 3, moved_in 0, moved_out 0, died 1"), figures("closing 45")
    assert expected_closing(FORM_SPEC, values, opening) == {closing: 47}
    assert expected_closing(FORM_SPEC, figures("new 3"), opening) == {}


QUARTERS = (figures("new 2, moved_in 1, counselled 15"), figures("new 1, moved_in 0, counselled 10"))


def test_figures_since_the_start_of_the_year_never_fall() -> None:
    """In quý III the two quarters before are of the same year; in quý I the count starts again."""
    in_the_year = check("counselled 12", history=QUARTERS, periods_before_in_year=2, year_opening=figures("closing 40"))
    assert [p.message for p in in_the_year if p.code == "H10"] == [
        "Được tư vấn: kỳ trước 15, kỳ này 12. Lũy kế không thể giảm; sửa kỳ trước nếu đã ghi thừa."
    ]
    assert "H10" not in codes(check("counselled 12", history=QUARTERS))


def test_who_was_managed_in_the_year_counts_from_its_start() -> None:
    facts = FormFacts(
        values=figures("new 3, moved_in 0"),
        year_opening=figures("closing 40"),
        history=QUARTERS,
        periods_before_in_year=2,
    )
    assert derive(FORM_SPEC, facts) == figures("managed 47")  # 40 + (3 + 2 + 1) + (0 + 1 + 0)
    unknown = FormFacts(values=facts.values, year_opening=facts.year_opening, history=(), periods_before_in_year=2)
    assert derive(FORM_SPEC, unknown) == {}
    silent = FormFacts(values=facts.values, year_opening=facts.year_opening, history=({},), periods_before_in_year=1)
    assert derive(FORM_SPEC, silent) == {}


def test_what_stands_on_an_estimate_is_an_estimate() -> None:
    estimated_once = (figures("new ~2, moved_in 0"),)
    facts = FormFacts(
        values=figures("new 3, moved_in 0"),
        year_opening=figures("closing 40"),
        history=estimated_once,
        periods_before_in_year=1,
    )
    assert derive(FORM_SPEC, facts) == figures("managed ~45")


ASKED = """
    now                           | before                     | rule | sentence
    ------------------------------+----------------------------+------+---------
    closing 47                    | closing 39                 | W1   | Còn cuối kỳ: kỳ trước 39, kỳ này 47, tăng 8. Vì sao?
    moved_out 3, closing 44       |                            | W4   | Chuyển đi: 3/4. Có giấy chuyển?
    closing 47                    | closing 60, residents 10000 | W10  | Tỷ lệ trên nhân khẩu: 0,6% kỳ trước, 0,47% kỳ này, xuống dưới mốc 0,5%. Có thể đổi loại.
"""  # noqa: E501


@pytest.mark.parametrize("row", [line.split("|") for line in ASKED.strip().splitlines()[2:]])
def test_a_warning_asks_and_never_blocks(row: list[str]) -> None:
    now, before, code, sentence = (cell.strip() for cell in row)
    problems = check(now, history=(figures(before),) if before else ())
    asked = {p.code: p.message for p in problems if p.severity is Severity.WARNING}
    assert asked.get(code, "") == sentence


def test_a_small_change_or_a_small_share_is_not_asked_about() -> None:
    assert "W1" not in codes(check(history=(figures("closing 43"),)))  # 4 persons
    assert "W1" not in codes(check(history=(figures("closing 40"),)))  # 7 persons, 17,5%
    assert "W4" not in codes(check("moved_out 2, closing 45"))


def flows(**changed: int) -> str:
    names = (
        "new",
        "moved_in",
        "moved_out",
        "died",
        "arrests",
        "fugitives",
        "plant_area[found]",
        "plant_area[destroyed]",
    )
    return ", ".join(f"{name} {changed.get(name, 0)}" for name in (*names, "plant_area"))


def test_a_section_that_falls_silent_is_asked_about() -> None:
    silent = f"{flows()}, closing 45"
    busy, still = figures(flows(new=2)), figures(flows())
    assert "W2" in codes(check(silent, history=(busy,) * 4))
    assert "W2" not in codes(check(silent, history=(busy, busy, busy, still)))
    assert "W2" not in codes(check(silent, history=(busy,) * 3))


def test_figures_copied_from_the_period_before_are_asked_about() -> None:
    now = f"{flows(new=3, died=1)}"
    assert "W3" in codes(check(now, history=(figures(now),)))
    assert "W3" not in codes(check(now, history=(figures(flows(new=3)),)))
    assert "W3" not in codes(check(f"{flows()}, closing 45", history=(figures(flows()),)))


def test_a_condition_may_have_to_last() -> None:
    arrests = figures("arrests 1, fugitives 0")
    assert "W7" in codes(check("arrests 2", history=(arrests, arrests)))
    assert "W7" not in codes(check("arrests 2", history=(arrests, figures("arrests 0, fugitives 0"))))
    assert "W7" not in codes(check("arrests 2", history=(arrests,)))


def test_a_second_source_is_compared_where_there_is_one() -> None:
    (problem,) = check("arrests 2", other=figures("arrests 3"))
    assert problem.message == "Lệch số của tỉnh. (bị bắt tại xã 2, bị bắt tại xã theo nguồn khác 3.)"
    assert check("arrests 2") == []


def test_some_questions_are_for_some_units_only() -> None:
    assert "W11" in codes(check(tags=frozenset({"registered"})))
    assert "W11" not in codes(check(tags=frozenset({"class_1"})))


def test_some_questions_are_for_the_whole_province() -> None:
    assert codes(check("moved_out 1, closing 46", scope=Scope.ALL_UNITS)) == ["W5"]
    assert "W5" not in codes(check("moved_out 1, closing 46"))


def test_last_year_is_compared_where_a_rule_says_so() -> None:
    assert "W13" in codes(check("residents 10400", last_year=figures("residents 10000")))
    assert "W13" not in codes(check("residents 10300", last_year=figures("residents 10000")))


def test_words_that_seem_to_name_a_person_are_asked_about() -> None:
    (problem,) = check(texts={"results": "Bắt đối tượng Lò Văn Vui."})
    assert (problem.code, problem.place, problem.severity) == ("W16", "narrative:results", Severity.WARNING)
    assert "Vui" not in problem.message
