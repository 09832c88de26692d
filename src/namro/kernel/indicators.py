"""Indicators computed from consolidated figures: exact fractions with their arithmetic in words.

[[indicators]]  code, name, unit, direction, transform, source; numerator, denominator (expressions) or condition
"""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from typing import Any, Generic, TypeVar

from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey
from namro.kernel.expressions import (
    Cell,
    Expression,
    Gap,
    Lookup,
    Unknown,
    number,
    parse_condition,
    parse_number,
    truth,
)
from namro.kernel.figures import Figure, FigureState, format_exact, format_percent
from namro.kernel.records import build, plain

Unit = TypeVar("Unit", bound=Hashable)
SMALL_BASE = 20  # below it a percentage says little, and the sentence says so


class Transform(StrEnum):
    NONE = "none"
    COUNT = "count"
    RATIO = "ratio"
    GROWTH = "growth"
    """Against the same window of last year."""
    REDUCTION = "reduction"
    """Against the stock on the eve of the window."""
    SHARE_OF_UNITS = "share_of_units"
    ATTESTED = "attested"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    NONE = "none"


class Outcome(StrEnum):
    KNOWN = "known"
    NO_DATA = "no_data"
    NO_OCCURRENCE = "no_occurrence"
    """Nothing to measure against: the denominator, the base or the number of units is zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSpec:
    """units_tagged: SHARE_OF_UNITS counts units with one of these tags only. note_unit: what a % counts."""

    code: str
    name: str
    unit: str
    direction: Direction
    transform: Transform
    numerator: Expression | None = None
    denominator: Expression | None = None
    condition: Expression | None = None
    units_tagged: tuple[str, ...] = ()
    source: str
    caution: str = ""
    note_unit: str = ""

    def __post_init__(self) -> None:
        has = {name for name in ("numerator", "denominator", "condition") if getattr(self, name)}
        if has != _NEEDS.get(self.transform, {"numerator"}):
            raise ValueError(f"Chỉ báo {self.code}: công thức không hợp với kiểu {self.transform}.")

    @property
    def counted(self) -> str:
        return self.note_unit or ("" if self.unit == "%" else self.unit)


_NEEDS = {Transform.RATIO: {"numerator", "denominator"}, Transform.SHARE_OF_UNITS: {"condition"}}


def indicator_from_dict(data: Mapping[str, Any]) -> IndicatorSpec:
    """ValueError, in Vietnamese, for an indicator that does not hold together."""

    def expression(name: str, read: Callable[[str], Expression]) -> Expression | None:
        return read(data[name]) if data.get(name) else None

    return build(
        IndicatorSpec,
        data,
        direction=Direction(data.get("direction", "")),
        transform=Transform(data.get("transform", "")),
        numerator=expression("numerator", parse_number),
        denominator=expression("denominator", parse_number),
        condition=expression("condition", parse_condition),
        units_tagged=tuple(data.get("units_tagged", ())),
    )


def indicator_to_dict(indicator: IndicatorSpec) -> dict[str, Any]:
    """The inverse of `indicator_from_dict`, ready for JSON."""
    data: dict[str, Any] = plain(indicator)
    return data


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorFacts(Generic[Unit]):
    """Totals of the window, on its eve (`open(x)`) and of the same window last year.

    units: every unit that SHARE_OF_UNITS may count, with the figures that it gave for the window.
    """

    now: Mapping[CellKey, Total[Unit]] = field(default_factory=dict)
    opening: Mapping[CellKey, Total[Unit]] = field(default_factory=dict)
    last_year: Mapping[CellKey, Total[Unit]] = field(default_factory=dict)
    units: Mapping[Unit, Mapping[CellKey, Figure]] = field(default_factory=dict)
    tags: Mapping[Unit, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result(Generic[Unit]):
    """`value` is None unless the outcome is KNOWN; a ratio of 1 is 100%.

    RATIO, SHARE_OF_UNITS: numerator/denominator. GROWTH: (numerator − denominator)/denominator, now and then.
    REDUCTION: numerator/denominator, the fall and the opening. ATTESTED: per hundred. COUNT: numerator alone.
    missing, not_stored: units whose figures of this window the value lacks. base_missing: further units that lack what
    a GROWTH or REDUCTION is measured against.
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
    counted: str = ""

    @property
    def explanation(self) -> str:
        """The arithmetic and what weakens it: «312/690 người = 45,2%; thiếu số của 2 đơn vị»."""
        return "; ".join([_arithmetic(self), *_remarks(self)])


def evaluate(indicator: IndicatorSpec, facts: IndicatorFacts[Unit]) -> Result[Unit]:
    """Computes from whatever was reported; the result names the units that are missing from it."""
    if indicator.condition:
        return _share_of_units(indicator, indicator.condition, facts)
    reader, base_reader = _Reader(facts), _Reader(facts)
    assert indicator.numerator
    now = reader.sum(indicator.numerator)
    base = _base(indicator, reader, base_reader)
    outcome = _outcome(now, base, needs_base=indicator.transform in _WITH_BASE)
    above = now
    if indicator.transform is Transform.REDUCTION and now is not None and base is not None:
        above = base - now
    missing = _once(unit for total in reader.used for unit in total.missing)
    return Result(
        transform=indicator.transform,
        outcome=outcome,
        value=_value(indicator.transform, above, base) if outcome is Outcome.KNOWN else None,
        numerator=above,
        denominator=base,
        estimated=any(total.estimated for total in reader.used),
        missing=missing,
        base_missing=_once(unit for total in base_reader.used for unit in total.missing if unit not in missing),
        not_stored=_once(unit for total in reader.used for unit in total.not_stored),
        counted=indicator.counted,
    )


_WITH_BASE = (Transform.RATIO, Transform.GROWTH, Transform.REDUCTION, Transform.ATTESTED)


class _Reader(Generic[Unit]):
    """Reads sums from totals and keeps the totals that it used."""

    def __init__(self, facts: IndicatorFacts[Unit]) -> None:
        self._columns = {
            "": facts.now,
            "open": facts.opening,
            "year_open": facts.opening,
            "last_year": facts.last_year,
        }
        self.used: list[Total[Unit]] = []

    def sum(self, expression: Expression, *, column: str = "") -> Fraction | None:
        """`column` says where the cells outside a function are read."""

        def lookup(cell: Cell) -> Fraction | Unknown:
            total = self._columns.get(cell.function or column, {}).get(cell.key)
            if total is not None:
                self.used.append(total)
            if total is None or total.value is None:
                return Unknown(((cell, Gap.BLANK),))
            return Fraction(total.value)

        found = number(expression.node, lookup)
        return None if isinstance(found, Unknown) else found


def _base(indicator: IndicatorSpec, reader: _Reader[Unit], base_reader: _Reader[Unit]) -> Fraction | None:
    assert indicator.numerator
    match indicator.transform:
        case Transform.RATIO:
            assert indicator.denominator
            return reader.sum(indicator.denominator)
        case Transform.GROWTH:
            return base_reader.sum(indicator.numerator, column="last_year")
        case Transform.REDUCTION:
            return base_reader.sum(indicator.numerator, column="open")
        case Transform.ATTESTED:
            return Fraction(100)
        case _:
            return None


def _outcome(now: Fraction | None, base: Fraction | None, *, needs_base: bool) -> Outcome:
    if now is None or (needs_base and base is None):
        return Outcome.NO_DATA
    return Outcome.NO_OCCURRENCE if base == 0 else Outcome.KNOWN


def _value(transform: Transform, above: Fraction | None, base: Fraction | None) -> Fraction | None:
    if above is None or base is None:
        return above
    return (above - base) / base if transform is Transform.GROWTH else above / base


def _share_of_units(indicator: IndicatorSpec, condition: Expression, facts: IndicatorFacts[Unit]) -> Result[Unit]:
    """A unit whose figures don't decide the condition does not meet it, and is named as missing."""
    units = [unit for unit in facts.units if _is_counted(indicator, facts.tags.get(unit, frozenset()))]
    cells = condition.cells()
    outcomes = {unit: truth(condition.node, _lookup_in(facts.units[unit])) for unit in units}
    undecided = {unit: found.gaps for unit, found in outcomes.items() if isinstance(found, Unknown)}
    meeting = Fraction(sum(outcome is True for outcome in outcomes.values()))
    count = Fraction(len(units))
    outcome = _outcome(meeting if len(undecided) < len(units) or not units else None, count, needs_base=True)
    return Result(
        transform=indicator.transform,
        outcome=outcome,
        value=meeting / count if outcome is Outcome.KNOWN else None,
        numerator=meeting if outcome is not Outcome.NO_DATA else None,
        denominator=count,
        estimated=any(_is_estimated(facts.units[unit].get(cell.key)) for unit in units for cell in cells),
        missing=tuple(unit for unit, gaps in undecided.items() if any(gap is Gap.BLANK for _, gap in gaps)),
        not_stored=tuple(unit for unit, gaps in undecided.items() if all(gap is Gap.NOT_STORED for _, gap in gaps)),
        counted=indicator.counted,
    )


def _is_counted(indicator: IndicatorSpec, tags: frozenset[str]) -> bool:
    return not indicator.units_tagged or bool(tags.intersection(indicator.units_tagged))


def _is_estimated(figure: Figure | None) -> bool:
    return figure is not None and figure.state is FigureState.ESTIMATED


def _lookup_in(given: Mapping[CellKey, Figure]) -> Lookup:
    def lookup(cell: Cell) -> Fraction | Unknown:
        figure = given.get(cell.key) if not cell.function else None
        if figure is not None and figure.value is not None:
            return Fraction(figure.value)
        elsewhere = figure is not None and figure.state is FigureState.NOT_STORED
        return Unknown(((cell, Gap.NOT_STORED if elsewhere else Gap.BLANK),))

    return lookup


def _once(units: Iterable[Unit]) -> tuple[Unit, ...]:
    return tuple(dict.fromkeys(units))


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
            return f"{_said(above, result)}, cùng kỳ {_said(base, result)}{_moved(above - base, base, result)}"
        case Transform.REDUCTION if base is not None:
            return f"đầu kỳ {_said(base, result)}, nay {_said(base - above, result)}{_moved(-above, base, result)}"
        case Transform.ATTESTED:
            return f"{format_percent(above / 100, 2)} (cơ quan chủ trì xác nhận)"
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
