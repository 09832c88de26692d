"""Small builders for the tests of indicators and targets."""

from decimal import Decimal
from typing import Any

from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey
from namro.kernel.indicators import IndicatorFacts, IndicatorSpec, Result, Transform, evaluate, indicator_from_dict

A, B = CellKey("a"), CellKey("b")


def total(value: Decimal | int | None, **more: Any) -> Total[str]:
    known = value is not None
    return Total(value=Decimal(value) if value is not None else None, reported=int(known), expected=1, **more)


def indicator(transform: str, **more: Any) -> IndicatorSpec:
    formula = (
        {"condition": "a >= 1"}
        if transform.endswith("_of_units")
        else {"numerator": "a"}
        if transform != "all_of"
        else {}
    )
    if transform == "ratio":
        formula["denominator"] = "b"
    given = {"code": "x", "name": "x", "unit": "%", "direction": "up", "transform": transform, "source": "", **formula}
    return indicator_from_dict({**given, **more})


def result(transform: str, now: Decimal | int, base: Decimal | int | None = None, counted: str = "vụ") -> Result[str]:
    """`base` is the denominator, last year's figure or the opening, as the transform asks."""
    facts: IndicatorFacts[str] = IndicatorFacts(
        now={A: total(now), B: total(base)},
        opening={A: total(base)},
        last_year={A: total(base)},
    )
    unit = counted if Transform(transform) is Transform.COUNT else "%"
    return evaluate(indicator(transform, unit=unit, note_unit=counted), facts)
