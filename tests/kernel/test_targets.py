from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.targets import Comparator, Status, TargetSpec, assess
from tests.kernel.facts import result

bases = st.integers(1, 10_000)
counts = st.integers(0, 20_000)
percents = st.decimals(0, 200, places=2)
SIGNS = {
    ">=": lambda a, b: a >= b,
    ">": lambda a, b: a > b,
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
}


@given(counts, bases, percents, st.sampled_from(sorted(SIGNS)))
def test_a_ratio_is_decided_as_fractions_are(now: int, base: int, percent: Decimal, sign: str) -> None:
    found = assess(TargetSpec(comparator=Comparator(sign), value=percent), result("ratio", now, base), final=True)
    assert (found.status is Status.REACHED) == SIGNS[sign](Fraction(now, base), Fraction(percent) / 100)


@given(counts, bases, percents, st.sampled_from(["increase", "increase>", "increase>=", "decrease", "decrease>"]))
def test_a_growth_is_decided_as_fractions_are(now: int, base: int, percent: Decimal, comparator: str) -> None:
    found = assess(
        TargetSpec(comparator=Comparator(comparator), value=percent), result("growth", now, base), final=True
    )
    change = Fraction(now - base, base) * (-1 if comparator.startswith("decrease") else 1)
    wanted = Fraction(percent) / 100
    assert (found.status is Status.REACHED) == (change > wanted if comparator.endswith(">") else change >= wanted)


@given(counts, bases, percents)
def test_a_reduction_is_decided_as_fractions_are(now: int, base: int, percent: Decimal) -> None:
    found = assess(
        TargetSpec(comparator=Comparator.DECREASE, value=percent), result("reduction", now, base), final=True
    )
    assert (found.status is Status.REACHED) == (Fraction(base - now, base) >= Fraction(percent) / 100)


@given(counts, bases, percents, st.sampled_from([">=", ">"]))
def test_what_is_lacking_is_exactly_enough(now: int, base: int, percent: Decimal, sign: str) -> None:
    target = TargetSpec(comparator=Comparator(sign), value=percent)

    def reached(figure: int) -> bool:
        return assess(target, result("ratio", figure, base), final=True).status is Status.REACHED

    short_by = assess(target, result("ratio", now, base), final=True).short_by
    assert short_by is not None
    assert reached(now + short_by)
    assert short_by == 0 or not reached(now + short_by - 1)


def test_a_percentage_of_a_bare_count_cannot_be_decided() -> None:
    assert assess(TargetSpec(comparator=Comparator.GE, value=Decimal(5)), result("count", 9)).status is Status.NO_DATA


def test_a_growth_may_be_meant_in_things() -> None:
    ten_more = TargetSpec(comparator=Comparator.INCREASE, value=Decimal(10), unit="vụ")
    assert assess(ten_more, result("growth", 110, 100), final=True).status is Status.REACHED
    a_hundred = TargetSpec(comparator=Comparator.GE, value=Decimal(100), unit="vụ")
    assert assess(a_hundred, result("growth", 99, 50), final=True).status is Status.MISSED


def test_a_figure_with_decimals_is_compared_but_not_counted() -> None:
    found = assess(TargetSpec(comparator=Comparator.EQ, value=Decimal(100)), result("ratio", Decimal("7.5"), 8))
    assert (found.status, found.short_by) == (Status.IN_PROGRESS, None)


def test_only_a_range_has_two_numbers() -> None:
    with pytest.raises(ValueError, match="từ … đến"):
        TargetSpec(comparator=Comparator.RANGE, value=Decimal(5))
    with pytest.raises(ValueError, match="ghi trơn"):
        TargetSpec(comparator=Comparator.EQ, value=Decimal(5), plain=Comparator.LT)
