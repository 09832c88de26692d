"""Which units hold a target back, in plain counts: never a ranking, and never by how many people were arrested."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Generic

from namro.kernel.figures import format_exact
from namro.kernel.indicator_specs import Direction, IndicatorSpec, Topic
from namro.kernel.results import Outcome, Result, Transform, Unit
from namro.kernel.targets import Comparator, Status, TargetSpec, assess

MOST_NAMED = 5
_NAMED = (Transform.RATIO, Transform.REDUCTION, Transform.SHARE_OF_UNITS)


@dataclass(frozen=True, slots=True)
class Gap(Generic[Unit]):
    """lacking: how many are still needed there (too many there, for a ceiling or a fall); None: it just has not met
    the condition.
    """

    unit: Unit
    lacking: int | None = None


def may_name(indicator: IndicatorSpec) -> bool:
    """Whether units may be named as holding back: not where the direction says nothing, nor for numbers of cases."""
    if indicator.direction is Direction.NONE or indicator.transform not in _NAMED:
        return False
    return not (indicator.topic is Topic.CRIME and indicator.transform is Transform.REDUCTION)


def gaps(target: TargetSpec, by_unit: Mapping[Unit, Result[Unit]]) -> tuple[Gap[Unit], ...]:
    """The units that would have to move if each did its part, the largest gap first; as named where gaps are equal."""
    found = [Gap(unit, short) for unit, result in by_unit.items() if (short := lacking(target, result))]
    return tuple(sorted(found, key=lambda gap: -(gap.lacking or 0)))


def lacking(target: TargetSpec, result: Result[Unit]) -> int | None:
    return assess(target, result, final=True).short_by


def said_where(named: Sequence[tuple[str, int | None]], counted: str = "") -> str:
    """«chậm ở Xã A (còn 12 người) và 7 đơn vị khác», «chưa đạt ở Xã A»; "" where nobody is to be named."""
    if not named:
        return ""
    said = [name if number is None else f"{name} (còn {format_exact(number)} {counted}".rstrip() + ")"
            for name, number in named[:MOST_NAMED]]  # fmt: skip
    rest = len(named) - len(said)
    verb = "chưa đạt ở" if named[0][1] is None else "chậm ở"
    return f"{verb} {', '.join(said)}{f' và {rest} đơn vị khác' if rest else ''}"


def each_unit(target: TargetSpec, by_unit: Mapping[Unit, Result[Unit]], *, final: bool) -> Result[Unit]:
    """«Mỗi huyện 01»: how many of the units have reached the value by themselves.

    Six at one of six districts is one of six. A unit without figures does not count as reached and is named as missing.
    """
    statuses = {unit: assess(target, result, final=final).status for unit, result in by_unit.items()}
    missing = _where(statuses, {Status.NO_DATA})
    meeting = _where(statuses, {Status.REACHED, Status.ON_TRACK} if not final else {Status.REACHED})
    count = Fraction(len(statuses))
    met = Fraction(len(meeting))
    is_known = len(missing) < len(statuses)
    outcome = Outcome.NO_OCCURRENCE if not statuses else Outcome.KNOWN if is_known else Outcome.NO_DATA
    return Result(
        transform=Transform.SHARE_OF_UNITS,
        outcome=outcome,
        value=met / count if outcome is Outcome.KNOWN else None,
        numerator=met if is_known else None,
        denominator=count,
        missing=missing,
        meeting=meeting,
        failing=tuple(unit for unit in statuses if unit not in {*meeting, *missing}),
        counted="đơn vị",
    )


EVERYONE = TargetSpec(comparator=Comparator.GE, value=Decimal(100))
"""What an `each_unit` result has to reach."""


def _where(statuses: Mapping[Unit, Status], wanted: Iterable[Status]) -> tuple[Unit, ...]:
    kept = frozenset(wanted)
    return tuple(unit for unit, status in statuses.items() if status in kept)
