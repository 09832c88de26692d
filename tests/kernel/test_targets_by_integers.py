"""The same verdict by whole numbers alone: both sides of a comparison multiplied out, nothing divided or rounded."""

from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from namro.kernel.results import Outcome, Result, Transform
from namro.kernel.targets import Comparator, Status, TargetSpec, assess, bounds_of
from tests.kernel.facts import result

COUNTS = st.integers(0, 10**6)
BASES = st.integers(1, 10**6)
PERCENTS = st.integers(0, 20_000)  # in hundredths of a percent: 0,01% to 200%
SIGNS = st.sampled_from([Comparator.GE, Comparator.GT, Comparator.LE, Comparator.LT])


def holds(left: int, sign: str, right: int) -> bool:
    return {">=": left >= right, ">": left > right, "<=": left <= right, "<": left < right}[sign]


def target(comparator: Comparator, hundredths: int) -> TargetSpec:
    return TargetSpec(comparator=comparator, value=Decimal(hundredths) / 100)


@given(COUNTS, BASES, PERCENTS, SIGNS)
def test_a_share_by_cross_multiplication(part: int, whole: int, hundredths: int, sign: Comparator) -> None:
    found = assess(target(sign, hundredths), result("ratio", part, whole), final=True)
    assert (found.status is Status.REACHED) == holds(part * 10_000, sign, hundredths * whole)


@given(COUNTS, BASES, PERCENTS, st.booleans())
def test_a_growth_by_cross_multiplication(now: int, then: int, hundredths: int, strict: bool) -> None:
    comparator = Comparator.INCREASE_GT if strict else Comparator.INCREASE_GE
    found = assess(target(comparator, hundredths), result("growth", now, then), final=True)
    assert (found.status is Status.REACHED) == holds((now - then) * 10_000, ">" if strict else ">=", hundredths * then)


@given(COUNTS, BASES, PERCENTS, st.booleans())
def test_a_fall_by_cross_multiplication(now: int, opening: int, hundredths: int, strict: bool) -> None:
    comparator = Comparator.DECREASE_GT if strict else Comparator.DECREASE_GE
    found = assess(target(comparator, hundredths), result("reduction", now, opening), final=True)
    assert (found.status is Status.REACHED) == holds(
        (opening - now) * 10_000, ">" if strict else ">=", hundredths * opening
    )


@given(COUNTS, BASES, PERCENTS, st.sampled_from([Comparator.GE, Comparator.GT]))
def test_what_is_lacking_reaches_it_exactly_and_one_less_does_not(
    part: int, whole: int, hundredths: int, sign: Comparator
) -> None:
    """«cần thêm n»: with n more it is reached, with n - 1 it is not. Also where that is more than there are."""
    spec = target(sign, hundredths)
    short = assess(spec, result("ratio", part, whole), final=True).short_by
    assert short is not None
    (bound,) = bounds_of(spec, result("ratio", part, whole))
    assert bound.holds(Fraction(part + short))
    assert not short or not bound.holds(Fraction(part + short - 1))


STATUSES = st.lists(st.tuples(COUNTS, BASES), min_size=1, max_size=4)


@given(STATUSES, PERCENTS)
def test_a_row_of_several_is_reached_exactly_when_each_is(parts: list[tuple[int, int]], hundredths: int) -> None:
    spec = target(Comparator.GE, hundredths)
    single = [result("ratio", part, whole) for part, whole in parts]
    together: Result[str] = Result(transform=Transform.ALL_OF, outcome=Outcome.KNOWN, parts=tuple(single))
    reached = [assess(spec, one, final=True).status is Status.REACHED for one in single]
    assert (assess(spec, together, final=True).status is Status.REACHED) == all(reached)
