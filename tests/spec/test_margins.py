"""How the targets of a province stand to those of the plan above (catalogue A.8)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.margins import Aim, Stance, margin
from namro.kernel.targets import Comparator

# A year with an «n» is asked for anew every year; «chung» is a number laid on everybody together.
SEEN = """
    ours                  | above                 | words
    ----------------------+-----------------------+---------------------------------------------
    increase> 5 % n       | increase> 3 % n       | chặt hơn 2 điểm %
    increase> 7 % n       | increase> 5 % n       | chặt hơn 2 điểm %
    increase> 6 % 2026    | increase> 5 % n       | chặt hơn 1 điểm %
    increase> 5 % n       | increase> 7,5 % n     | lỏng hơn 2,5 điểm %
    >= 30 % 2026          | >= 50 % 2030          | khác mốc (năm 2026 và năm 2030): chỉ so lộ trình
    decrease 7 % 2026     | < 1 % n               | khác dấu: chặt hơn
    >= 100 % 2026         | >= 100 % 2026         | bằng
    = 80 % 2030           | > 80 % 2030           | lỏng hơn: cùng mức, cấp trên ghi «trên»
    > 80 % 2030           | >= 80 % 2030          | chặt hơn: cùng mức, ta ghi «trên»
    >= 800 người 2026     | >= 50000 người 2026 chung | không so được: cấp trên không giao riêng con số này
    >= 800 người 2026     | >= 700 người 2026     | chặt hơn 100 người
    >= 20 điểm 2026       | >= 30 % 2026          | không so được: khác đơn vị tính
    <= 3 % 2026           | <= 5 % 2026           | chặt hơn 2 điểm %
    <= 6 % 2026           | < 5 % 2026            | lỏng hơn 1 điểm %
    decrease>= 25 % 2026  | decrease>= 30 % 2026  | lỏng hơn 5 điểm %
    >= 5 % 2026           | increase 5 % 2026     | không so được: khác cách đặt mức
    range 5-10 % 2026     | range 5-12 % 2026     | chặt hơn: nằm trong khoảng của cấp trên
    >= 5 % 2026           | >= 5 %                | khác mốc (năm 2026 và chưa rõ năm): chỉ so lộ trình
"""


def aim(text: str) -> Aim:
    comparator, value, unit, *when = text.split()
    low, _, high = value.replace(",", ".").partition("-")
    return Aim(
        comparator=Comparator(comparator),
        value=Decimal(low),
        value_to=Decimal(high) if high else None,
        unit=unit,
        year=next((int(word) for word in when if word.isdigit()), None),
        yearly="n" in when,
        is_our_share="chung" not in when,
    )


@pytest.mark.parametrize("row", [line.split("|") for line in SEEN.strip().splitlines()[2:]])
def test_the_margin_is_said_as_an_officer_would(row: list[str]) -> None:
    ours, above, words = row
    assert margin(aim(ours), aim(above)).words == words.strip()


FLOORS = st.sampled_from([Comparator.GE, Comparator.GT, Comparator.EQ])
CEILINGS = st.sampled_from([Comparator.LE, Comparator.LT])
VALUES = st.decimals(0, 100, places=1)
AIMS = st.builds(Aim, comparator=FLOORS | CEILINGS, value=VALUES, year=st.just(2026))


@given(AIMS, AIMS)
def test_tighter_one_way_is_looser_the_other_way(one: Aim, other: Aim) -> None:
    mirror = {Stance.TIGHTER: Stance.LOOSER, Stance.LOOSER: Stance.TIGHTER}
    there, back = margin(one, other).stance, margin(other, one).stance
    assert back is mirror.get(there, there)


@given(AIMS, AIMS, st.decimals(0, 100, places=1))
def test_whatever_reaches_the_tighter_of_two_reaches_the_other(one: Aim, other: Aim, reached: Decimal) -> None:
    if margin(one, other).stance is Stance.TIGHTER and _reaches(one, reached):
        assert _reaches(other, reached)


def _reaches(target: Aim, value: Decimal) -> bool:
    return {
        Comparator.GE: value >= target.value,
        Comparator.EQ: value >= target.value,
        Comparator.GT: value > target.value,
        Comparator.LE: value <= target.value,
        Comparator.LT: value < target.value,
    }[target.comparator]
