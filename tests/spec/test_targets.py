"""How the number in a plan's target cell is read, and what is still needed to reach it."""

from dataclasses import replace
from decimal import Decimal

import pytest

from namro.kernel.results import Outcome, Result, Transform
from namro.kernel.targets import Comparator, Status, TargetSpec, assess
from tests.kernel.facts import result

READINGS = """
    written             | comparator | value | of        | now  | base | outcome | short by
    --------------------+------------+-------+-----------+------+------+---------+---------
    30% số xã           | =          | 30    | ratio     | 38   | 130  | missed  | 1
    30% số xã           | =          | 30    | ratio     | 39   | 130  | reached | 0
    30% số xã, vượt     | =          | 30    | ratio     | 50   | 130  | reached | 0
    Ít nhất 80%         | >=         | 80    | ratio     | 104  | 130  | reached | 0
    Trên 20%            | >          | 20    | ratio     | 26   | 130  | missed  | 1
    Trên 20%            | >          | 20    | ratio     | 27   | 130  | reached | 0
    100%                | =          | 100   | ratio     | 6    | 7    | missed  | 1
    35% của 2 cơ sở     | =          | 35    | ratio     | 0    | 2    | missed  | 1
    35% của 2 cơ sở     | =          | 35    | ratio     | 1    | 2    | reached | 0
    Không quá 0,1%      | <=         | 0.1   | ratio     | 6    | 5000 | missed  | 1
    Không quá 0,1%      | <=         | 0.1   | ratio     | 5    | 5000 | reached | 0
    Tăng 5%             | increase   | 5     | growth    | 105  | 100  | reached | 0
    Tăng trên 5%        | increase>  | 5     | growth    | 105  | 100  | missed  | 1
    Tăng trên 5%        | increase>  | 5     | growth    | 106  | 100  | reached | 0
    Tăng trên 7%        | increase>  | 7     | growth    | 16   | 15   | missed  | 1
    Tăng trên 7%        | increase>  | 7     | growth    | 17   | 15   | reached | 0
    Tăng từ 5 đến 10%   | range      | 5-10  | growth    | 112  | 100  | missed  | 2
    Tăng từ 5 đến 10%   | range      | 5-10  | growth    | 110  | 100  | reached | 0
    Giảm 10% số vụ      | decrease   | 10    | growth    | 90   | 100  | reached | 0
    Giảm 25% hiện có    | decrease   | 25    | reduction | 76   | 100  | missed  | 1
    Giảm 25% hiện có    | decrease   | 25    | reduction | 75   | 100  | reached | 0
    Giảm 7%             | decrease   | 7     | reduction | 4104 | 4412 | missed  | 1
    Giảm 7%             | decrease   | 7     | reduction | 4103 | 4412 | reached | 0
    Giảm trên 25%       | decrease>  | 25    | reduction | 75   | 100  | missed  | 1
    Giảm từ 5 đến 10%   | range      | 5-10  | reduction | 96   | 100  | missed  | 1
    Giảm từ 5 đến 10%   | range      | 5-10  | reduction | 90   | 100  | reached | 0
"""


def target(comparator: str, value: str, unit: str = "%") -> TargetSpec:
    low, _, high = value.partition("-")
    return TargetSpec(
        comparator=Comparator(comparator), value=Decimal(low), value_to=Decimal(high) if high else None, unit=unit
    )


@pytest.mark.parametrize("row", [line.split("|") for line in READINGS.strip().splitlines()[2:]])
def test_a_target_is_decided_on_whole_figures(row: list[str]) -> None:
    _, comparator, value, transform, now, base, outcome, short_by = (cell.strip() for cell in row)
    found = assess(target(comparator, value), result(transform, int(now), int(base)), final=True)
    assert (found.status, found.short_by) == (Status(outcome), int(short_by))


def test_a_number_of_things_is_compared_as_it_stands() -> None:
    patients = result("count", 790, counted="người")
    found = assess(target("=", "800", unit="người"), patients, final=True)
    assert found.sentence == "Không đạt: 790 người; cần 800 người, còn thiếu 10."


def test_a_plain_number_may_be_read_as_exactly() -> None:
    exactly = TargetSpec(comparator=Comparator.EQ, value=Decimal(20), unit="điểm", plain=Comparator.EQ)
    assert assess(exactly, result("count", 21), final=True).status is Status.MISSED
    assert assess(exactly, result("count", 20), final=True).status is Status.REACHED


def test_nothing_to_measure_is_neither_zero_nor_a_hundred_percent() -> None:
    nothing = result("ratio", 0, 0, counted="điểm")
    found = assess(target("=", "100"), nothing, final=True)
    assert (found.status, found.sentence) == (Status.NO_OCCURRENCE, "Không phát sinh: 0/0 điểm.")
    lenient = TargetSpec(comparator=Comparator.EQ, value=Decimal(100), reached_without_occurrence=True)
    assert assess(lenient, nothing).status is Status.REACHED


def test_growth_from_nothing_has_no_percentage() -> None:
    found = assess(target("increase>", "5"), result("growth", 3, 0), final=True)
    assert found.status is Status.NO_OCCURRENCE
    assert "3 vụ, cùng kỳ 0 vụ, tăng 3 vụ (gốc bằng 0, không tính tỷ lệ)" in found.sentence


def test_a_small_base_is_said_to_be_small() -> None:
    found = assess(target("increase>", "5"), result("growth", 4, 3), final=True)
    assert found.sentence == "Đạt: 4 vụ, cùng kỳ 3 vụ, tăng 1 vụ (33,33%), gốc nhỏ; cần 4 vụ."


def test_the_sentence_shows_the_fraction_and_what_is_needed() -> None:
    found = assess(target("=", "30"), result("ratio", 30, 130, counted="xã"))
    assert found.sentence == "Đang thực hiện: 30/130 xã = 23,08%; cần 39 xã, còn thiếu 9."


MIDYEAR = """
    target     | of        | now | base | expected | status
    -----------+-----------+-----+------+----------+------------
    = 45       | ratio     | 50  | 100  | 22.5     | reached
    = 45       | ratio     | 23  | 100  | 22.5     | on_track
    = 45       | ratio     | 22  | 100  | 22.5     | at_risk
    = 45       | ratio     | 22  | 100  |          | in_progress
    increase 5 | growth    | 60  | 50   |          | on_track
    increase 5 | growth    | 52  | 50   |          | at_risk
    decrease 7 | reduction | 90  | 100  | 3.5      | on_track
    decrease 7 | reduction | 96  | 100  | 3.5      | on_track
    decrease 7 | reduction | 97  | 100  | 3.5      | at_risk
    <= 10      | ratio     | 5   | 100  |          | on_track
    range 5-10 | growth    | 120 | 100  | 5        | at_risk
"""


@pytest.mark.parametrize("row", [line.split("|") for line in MIDYEAR.strip().splitlines()[2:]])
def test_within_the_year_a_target_is_held_against_its_path(row: list[str]) -> None:
    """What may still turn (a growth, a fall, an upper limit) is on track, not reached, before the window is over."""
    written, transform, now, base, expected, status = (cell.strip() for cell in row)
    found = assess(
        target(*written.split()),
        result(transform, int(now), int(base)),
        expected=Decimal(expected) if expected else None,
    )
    assert found.status is Status(status)


def test_an_attested_rate_is_compared_but_nothing_is_counted_from_it() -> None:
    found = assess(target(">", "20"), result("attested", Decimal("20.00")), final=True)
    assert (found.status, found.short_by) == (Status.MISSED, None)
    assert found.sentence == "Không đạt: 20% (cơ quan chủ trì xác nhận)."


def test_a_range_of_a_fall_is_said_from_the_smaller_figure_up() -> None:
    found = assess(target("range", "5-10"), result("reduction", 96, 100), final=True)
    assert found.sentence.endswith("cần từ 90 đến 95 vụ, còn thừa 1.")


def test_who_is_behind_the_path_is_told_where_it_should_stand() -> None:
    spec = target("=", "45")
    behind = assess(
        spec, result("ratio", 11, 100, counted="người"), expected=Decimal("11.25"), expected_by="quý I/2026"
    )
    assert behind.sentence == (
        "Chậm tiến độ: 11/100 người = 11%; cần 45 người, còn thiếu 34; lộ trình đến hết quý I/2026: 12 người."
    )


def parts_of(*found: Result[str]) -> Result[str]:
    return Result(transform=Transform.ALL_OF, outcome=Outcome.KNOWN, parts=found)


def named(name: str, one: Result[str]) -> Result[str]:
    return replace(one, name=name)


def test_a_row_of_two_is_as_good_as_the_worse_and_says_both() -> None:
    """PL I.5.4.(1): 75% of the unions have a plan, 30% of their propagandists are trained."""
    both = TargetSpec(comparator=Comparator.GE, value=Decimal(75), part_values=(Decimal(75), Decimal(30)))
    rows = parts_of(
        named("Có kế hoạch", result("ratio", 30, 40, counted="đơn vị")),
        named("Được trang bị", result("ratio", 29, 100, counted="người")),
    )
    found = assess(both, rows, final=True)
    assert (found.status, found.short_by) == (Status.MISSED, 1)
    assert found.sentence == (
        "Không đạt: (1) Có kế hoạch: Đạt: 30/40 đơn vị = 75%; cần 30 đơn vị. "
        "(2) Được trang bị: Không đạt: 29/100 người = 29%; cần 30 người, còn thiếu 1."
    )


TOGETHER = """
    one      | other    | together
    ---------+----------+--------------
    7 of 7   | 5 of 5   | reached
    7 of 7   | 4 of 5   | missed
    7 of 7   | 0 of 0   | reached
    0 of 0   | 0 of 0   | no_occurrence
    6 of 7   | 0 of 0   | missed
"""


@pytest.mark.parametrize("row", [line.split("|") for line in TOGETHER.strip().splitlines()[2:]])
def test_what_does_not_occur_leaves_the_word_to_the_other_part(row: list[str]) -> None:
    """PL I.2.3: all sellers handled, and no illicit plants found anywhere."""
    one, other, together = (cell.strip() for cell in row)
    pairs = [text.split(" of ") for text in (one, other)]
    parts = [result("ratio", int(part), int(whole)) for part, whole in pairs]
    assert assess(target("=", "100"), parts_of(*parts), final=True).status is Status(together)
