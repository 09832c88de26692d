"""What an indicator comes to: an exact value, the figures behind it, and its arithmetic in words."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import Generic, TypeVar

from namro.kernel.figures import format_exact, format_percent

Unit = TypeVar("Unit", bound=Hashable)
SMALL_BASE = 20  # below it a percentage says little, and the sentence says so


class Transform(StrEnum):
    COUNT = "count"
    """A sum as it stands, of figures or of entries of a register."""
    RATIO = "ratio"
    GROWTH = "growth"
    """Against the same window of last year."""
    REDUCTION = "reduction"
    """Against the stock on the eve of the window."""
    SHARE_OF_UNITS = "share_of_units"
    COUNT_OF_UNITS = "count_of_units"
    ATTESTED = "attested"
    ALL_OF = "all_of"
    """Reached when each of several other indicators is."""


class Outcome(StrEnum):
    KNOWN = "known"
    NO_DATA = "no_data"
    NO_OCCURRENCE = "no_occurrence"
    """Nothing to measure against: the denominator, the base or the number of units is zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Generic[Unit]):
    """`value` is None unless the outcome is KNOWN; a ratio of 1 is 100%.

    RATIO, SHARE_OF_UNITS: numerator/denominator. GROWTH: (numerator − denominator)/denominator, now and then.
    REDUCTION: numerator/denominator, the fall and the opening. ATTESTED: per hundred. COUNT, COUNT_OF_UNITS: numerator
    alone. ALL_OF: only `parts`, and as value that of the part which is furthest behind the others.
    missing, not_stored: units whose figures of this window the value lacks. base_missing: further units that lack what
    a GROWTH or REDUCTION is measured against. meeting, failing: units that do and do not meet a condition.
    letter: the document by which the responsible body attests the value; "" for what was computed. base_name: what a
    GROWTH or REDUCTION is measured from, where it is not the usual: «năm 2021».
    """

    transform: Transform
    outcome: Outcome
    value: Fraction | None = None
    numerator: Fraction | None = None
    denominator: Fraction | None = None
    estimated: bool = False
    missing: tuple[Unit, ...] = ()
    base_missing: tuple[Unit, ...] = ()
    not_stored: tuple[Unit, ...] = ()
    meeting: tuple[Unit, ...] = ()
    failing: tuple[Unit, ...] = ()
    counted: str = ""
    name: str = ""
    letter: str = ""
    base_name: str = ""
    parts: "tuple[Result[Unit], ...]" = ()

    @property
    def explanation(self) -> str:
        """The arithmetic and what weakens it: «312/690 người = 45,2%; thiếu số của 2 đơn vị»."""
        if self.transform is Transform.ALL_OF:
            return "; ".join(f"{part.name}: {part.explanation}" for part in self.parts)
        return "; ".join([_arithmetic(self), *_remarks(self)])


def _remarks(result: Result[Unit]) -> Iterator[str]:
    if result.missing:
        yield f"thiếu số của {len(result.missing)} đơn vị"
    if result.base_missing:
        yield f"số gốc thiếu {len(result.base_missing)} đơn vị"
    if result.not_stored:
        yield f"{len(result.not_stored)} đơn vị không lưu số ở đây"
    if result.estimated:
        yield "có số ước"


def _arithmetic(result: Result[Unit]) -> str:
    above, base = result.numerator, result.denominator
    if above is None or result.outcome is Outcome.NO_DATA:
        return "chưa có số liệu" if above is None else f"{_said(above, result)}, chưa có số để so"
    match result.transform:
        case Transform.GROWTH if base is not None:
            then = f"{result.base_name or 'cùng kỳ'} {_said(base, result)}"
            return f"{_said(above, result)}, {then}{_moved(above - base, base, result)}"
        case Transform.REDUCTION if base is not None:
            then = f"{result.base_name or 'đầu kỳ'} {_said(base, result)}"
            return f"{then}, nay {_said(base - above, result)}{_moved(-above, base, result)}"
        case Transform.ATTESTED:
            said = format_percent(above / 100, 2) if base is not None else _said(above, result)
            by = f", {result.letter}" if result.letter else ""
            return f"{said} (cơ quan chủ trì xác nhận{by})"
        case _ if base is None:
            return _said(above, result)
        case _:
            ratio = f" = {format_percent(above / base, 2)}" if base else ""
            return f"{format_exact(above)}/{_said(base, result)}{ratio}"


def _moved(change: Fraction, base: Fraction, result: Result[Unit]) -> str:
    """No percentage against nothing; against little, the sentence says that it is little."""
    if not change:
        return ", không thay đổi"
    verb = "tăng" if change > 0 else "giảm"
    percent = f" ({format_percent(abs(change) / base, 2)})" if base else " (gốc bằng 0, không tính tỷ lệ)"
    little = ", gốc nhỏ" if 0 < base < SMALL_BASE else ""
    return f", {verb} {_said(abs(change), result)}{percent}{little}"


def _said(value: Fraction, result: Result[Unit]) -> str:
    return f"{format_exact(value)} {result.counted}".strip()
