"""Is a target reached? Decided on whole figures, never on rounded percentages."""

from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from math import ceil, floor
from typing import Any

from namro.kernel.expressions import compare
from namro.kernel.figures import format_exact
from namro.kernel.indicators import Outcome, Result, Transform


class Comparator(StrEnum):
    """As plans word it: plain «30%» is EQ, «tăng 5%» INCREASE, «trên 5%» of a growth INCREASE_GT."""

    GE = ">="
    GT = ">"
    EQ = "="
    LE = "<="
    LT = "<"
    RANGE = "range"
    INCREASE = "increase"
    INCREASE_GT = "increase>"
    INCREASE_GE = "increase>="
    DECREASE = "decrease"
    DECREASE_GT = "decrease>"
    DECREASE_GE = "decrease>="


class Status(StrEnum):
    REACHED = "reached"
    ON_TRACK = "on_track"
    AT_RISK = "at_risk"
    MISSED = "missed"
    IN_PROGRESS = "in_progress"
    """Not reached yet, and no path says where it should stand by now."""
    NO_DATA = "no_data"
    NO_OCCURRENCE = "no_occurrence"


def gettext_noop(words: str) -> str:
    """Marks words for the English catalogue of the pages; here they stay as they are."""
    return words


# The one wording of each status, for sentences, documents and the labels on pages.
LABELS = {
    Status.REACHED: gettext_noop("Đạt"),
    Status.ON_TRACK: gettext_noop("Đúng tiến độ"),
    Status.AT_RISK: gettext_noop("Chậm tiến độ"),
    Status.MISSED: gettext_noop("Không đạt"),
    Status.IN_PROGRESS: gettext_noop("Đang thực hiện"),
    Status.NO_DATA: gettext_noop("Chưa có số liệu"),
    Status.NO_OCCURRENCE: gettext_noop("Không phát sinh"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSpec:
    """`value` is in `unit`: 30 with "%" is three in ten. value_to: the upper end of a RANGE.

    plain: how a plain number («30%») is read, GE unless the owner of the plan says EQ.
    reached_without_occurrence: «100%» of nothing counts as reached. part_values: what each part of an indicator made of
    several has to reach, in their order; empty: all the same value.
    """

    comparator: Comparator
    value: Decimal
    value_to: Decimal | None = None
    unit: str = "%"
    plain: Comparator = Comparator.GE
    reached_without_occurrence: bool = False
    part_values: tuple[Decimal, ...] = ()

    def __post_init__(self) -> None:
        if (self.comparator is Comparator.RANGE) != (self.value_to is not None):
            raise ValueError("Chỉ chỉ tiêu «từ … đến …» có và phải có số thứ hai.")
        if self.plain not in (Comparator.GE, Comparator.EQ):
            raise ValueError("Số ghi trơn chỉ đọc là «ít nhất» hoặc «đúng bằng».")


@dataclass(frozen=True, slots=True)
class Bound:
    """What the counted figure itself has to be: `figure sign limit`. 30% of 130 communes: >= 39."""

    sign: str
    limit: Fraction

    def holds(self, figure: Fraction) -> bool:
        return compare(figure, self.sign, self.limit)

    @property
    def whole(self) -> int:
        """The nearest whole figure that keeps the bound: the least for > and >=, the most for < and <=."""
        match self.sign:
            case ">":
                return floor(self.limit) + 1
            case "<":
                return ceil(self.limit) - 1
            case "<=":
                return floor(self.limit)
            case _:
                return ceil(self.limit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """short_by: how many are still lacking (or too many) to reach the target; None where that cannot be counted."""

    status: Status
    sentence: str
    short_by: int | None = None


def assess(
    target: TargetSpec,
    result: Result[Any],
    *,
    final: bool = False,
    expected: Decimal | Fraction | None = None,
    expected_by: str = "",
) -> Assessment:
    """final: the window of the target is over. expected: where the value should stand by now, in the target's unit.

    expected_by: the end of the period up to which that was due, for the sentence: «quý II/2026».
    """
    if result.parts:
        return _assess_parts(target, result, final=final, expected=expected, expected_by=expected_by)
    figure = counted_figure(result)
    bounds = bounds_of(target, result)
    if figure is None or not bounds:
        status = Status.NO_OCCURRENCE if result.outcome is Outcome.NO_OCCURRENCE else Status.NO_DATA
        if status is Status.NO_OCCURRENCE and target.reached_without_occurrence:
            status = Status.REACHED
        return Assessment(status=status, sentence=f"{LABELS[status]}: {result.explanation}.")
    status = _status(target, result, bounds, figure, final=final, expected=expected)
    short_by = _short_by(bounds, figure) if result.transform is not Transform.ATTESTED else None
    need = _need(bounds, figure, result.counted, short_by)
    due = _due_by_now(target, result, expected, expected_by) if short_by and not final else ""
    return Assessment(
        status=status,
        sentence=f"{LABELS[status]}: {'; '.join(filter(None, (result.explanation, need, due)))}.",
        short_by=short_by,
    )


# From what troubles least to what troubles most; what did not occur leaves the word to the other parts.
_BY_TROUBLE = (
    Status.NO_OCCURRENCE,
    Status.REACHED,
    Status.ON_TRACK,
    Status.IN_PROGRESS,
    Status.NO_DATA,
    Status.AT_RISK,
    Status.MISSED,
)


def _assess_parts(
    target: TargetSpec,
    result: Result[Any],
    *,
    final: bool,
    expected: Decimal | Fraction | None,
    expected_by: str,
) -> Assessment:
    """Reached when all parts are: the status is the worst of them, and the sentence says each."""
    specs = [replace(target, value=value, part_values=()) for value in target.part_values]
    specs += [replace(target, part_values=())] * len(result.parts)
    # A path that was laid out for one value says nothing of parts that have values of their own.
    path = expected if not target.part_values else None
    found = [
        assess(spec, part, final=final, expected=path, expected_by=expected_by)
        for spec, part in zip(specs, result.parts, strict=False)
    ]
    status = max((one.status for one in found), key=_BY_TROUBLE.index)
    named = zip((part.name for part in result.parts), found, strict=True)
    said = " ".join(f"({number}) {name}: {one.sentence}" for number, (name, one) in enumerate(named, 1))
    lacking = [one.short_by for one in found if one.short_by is not None]
    return Assessment(status=status, sentence=f"{LABELS[status]}: {said}", short_by=sum(lacking) if lacking else None)


def counted_figure(result: Result[Any]) -> Fraction | None:
    """The figure that people can still move: the numerator, or what is left of a stock that should fall."""
    if result.outcome is not Outcome.KNOWN or result.numerator is None:
        return None
    if result.transform is Transform.REDUCTION and result.denominator is not None:
        return result.denominator - result.numerator
    return result.numerator


def bounds_of(target: TargetSpec, result: Result[Any]) -> tuple[Bound, ...]:
    """The target as bounds on the counted figure; () where there is nothing to measure it against."""
    if result.outcome is not Outcome.KNOWN or (result.denominator is None and target.unit == "%"):
        return ()
    if target.comparator is Comparator.RANGE and target.value_to is not None:
        return _bound(target, result, ">=", target.value), _bound(target, result, "<=", target.value_to)
    return (_bound(target, result, _sign(target), target.value),)


def _sign(target: TargetSpec) -> str:
    """A growth or a fall without a sign is read as «at least»."""
    comparator = target.plain if target.comparator is Comparator.EQ else target.comparator
    return comparator.removeprefix("increase").removeprefix("decrease") or ">="


_MIRRORED = {">=": "<=", ">": "<", "<=": ">=", "<": ">", "=": "="}


def _bound(target: TargetSpec, result: Result[Any], sign: str, value: Decimal | Fraction) -> Bound:
    amount = Fraction(value)
    base = result.denominator
    if base is None:
        return Bound(sign, amount)
    by = amount / 100 * base if target.unit == "%" else amount
    falls, rises = target.comparator.startswith("decrease"), target.comparator.startswith("increase")
    match result.transform:
        case Transform.REDUCTION:
            return Bound(_MIRRORED[sign], base - by)
        case Transform.GROWTH if falls:
            return Bound(_MIRRORED[sign], base - by)
        case Transform.GROWTH if rises or target.unit == "%":
            return Bound(sign, base + by)
        case _:
            return Bound(sign, by)


def _status(
    target: TargetSpec,
    result: Result[Any],
    bounds: tuple[Bound, ...],
    figure: Fraction,
    *,
    final: bool,
    expected: Decimal | Fraction | None,
) -> Status:
    if all(bound.holds(figure) for bound in bounds):
        may_turn = result.transform in (Transform.GROWTH, Transform.REDUCTION) or any(
            bound.sign in ("<", "<=", "=") for bound in bounds
        )
        return Status.ON_TRACK if may_turn and not final else Status.REACHED
    if final:
        return Status.MISSED
    if expected is not None and target.comparator is not Comparator.RANGE:
        return Status.ON_TRACK if _bound(target, result, _sign(target), expected).holds(figure) else Status.AT_RISK
    return Status.AT_RISK if result.transform is Transform.GROWTH else Status.IN_PROGRESS


def _short_by(bounds: tuple[Bound, ...], figure: Fraction) -> int | None:
    if figure.denominator != 1:
        return None
    return max(abs(bound.whole - int(figure)) if not bound.holds(figure) else 0 for bound in bounds)


def _need(bounds: tuple[Bound, ...], figure: Fraction, counted: str, short_by: int | None) -> str:
    """«cần 39 xã, còn thiếu 9», «cần không quá 4.103 người, còn thừa 12»"""
    if short_by is None:
        return ""
    wholes = [format_exact(whole) for whole in sorted(bound.whole for bound in bounds)]
    at_most = "không quá " if bounds[0].sign.startswith("<") else ""
    said = f"từ {' đến '.join(wholes)}" if len(bounds) > 1 else f"{at_most}{wholes[0]}"
    need = f"cần {said} {counted}".rstrip()
    if not short_by:
        return need
    too_many = any(figure > bound.whole and not bound.holds(figure) for bound in bounds)
    return f"{need}, {'còn thừa' if too_many else 'còn thiếu'} {format_exact(short_by)}"


def _due_by_now(target: TargetSpec, result: Result[Any], expected: Decimal | Fraction | None, by: str) -> str:
    """«lộ trình đến hết quý II/2026: 20 người»; nothing where the path says nothing that can be counted."""
    if expected is None or not by or target.comparator is Comparator.RANGE or result.transform is Transform.ATTESTED:
        return ""
    bound = _bound(target, result, _sign(target), expected)
    at_most = "không quá " if bound.sign.startswith("<") else ""
    return f"lộ trình đến hết {by}: {at_most}{format_exact(bound.whole)} {result.counted}".rstrip()
