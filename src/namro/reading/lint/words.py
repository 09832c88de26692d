"""How findings say numbers and lists, and how names and measures are compared."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

_MOST_NAMED = 3


def say_number(value: Any) -> str:
    """30, 12,5 — as a Vietnamese text writes it."""
    number = Decimal(str(value))
    whole = number.to_integral_value()
    return f"{whole if number == whole else number.normalize():f}".replace(".", ",")


def say_some(names: Sequence[str]) -> str:
    """The first three, and how many more there are."""
    shown = "; ".join(names[:_MOST_NAMED])
    more = len(names) - _MOST_NAMED
    return f"{shown} và {more} chỗ khác" if more > 0 else shown


def shorten(text: str, longest: int = 80) -> str:
    """The first words of a quotation on one line."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[:longest].rsplit(" ", 1)[0] + " …"


def say_list(names: Sequence[str]) -> str:
    """«a», «a và b», «a, b và c»."""
    *before, last = names
    return f"{', '.join(before)} và {last}" if before else last
