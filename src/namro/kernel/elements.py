"""Data elements: what is counted, by whom, and how it adds up."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from namro.kernel.records import as_date, build, plain

TOTAL = "total"
_CODE = re.compile(r"[a-z][a-z0-9_]*")
_CELL = re.compile(rf"({_CODE.pattern})(?:\[({_CODE.pattern})\])?")


class ElementKind(StrEnum):
    """How the figures of an element add up over time; over units all but ATTESTED are summed."""

    FLOW = "F"
    """Happened in the window: windows are summed."""
    STOCK = "S"
    """Present at the end of the window: the last counts."""
    YTD = "Y"
    """Since the start of the year, each person once: the last counts, never falls within the year."""
    REGISTER = "R"
    """Counted from a register at the cut-off: the last counts."""
    BASE = "B"
    """Denominator with a date and a source: the last counts."""
    ATTESTED = "T"
    """A rate or finding that the responsible body attests: the last counts, never summed or averaged."""
    DERIVED = "D"
    """Computed from other cells of the same form: the last counts."""


@dataclass(frozen=True, slots=True, order=True)
class CellKey:
    """One box: an element and one of its breakdowns, "total" where the element isn't broken down."""

    element: str
    breakdown: str = TOTAL

    def __str__(self) -> str:
        return f"{self.element}[{self.breakdown}]"

    @classmethod
    def parse(cls, text: str) -> "CellKey":
        """Reads `x` and `x[breakdown]`; ValueError for anything else."""
        if not (found := _CELL.fullmatch(text)):
            raise ValueError(f"«{text}» không phải là ô số liệu.")
        return cls(found[1], found[2] or TOTAL)


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementSpec:
    """`sensitive`: the figure may be kept outside ("không lưu ở đây, hồ sơ số …"). `valid_to` is included."""

    code: str
    name: str
    kind: ElementKind
    unit: str
    decimals: int = 0
    breakdowns: tuple[tuple[str, str], ...] = ()
    supplier: str
    definition: str = ""
    source: str
    sensitive: bool = False
    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        for code in (self.code, *(code for code, _ in self.breakdowns)):
            if not _CODE.fullmatch(code):
                raise ValueError(f"«{code}» không phải mã số liệu.")

    def cells(self) -> tuple[CellKey, ...]:
        return tuple(CellKey(self.code, code) for code, _ in self.breakdowns) or (CellKey(self.code),)


def element_from_dict(data: Mapping[str, Any]) -> ElementSpec:
    """Reads a table of a data file; ValueError for a missing or unknown key or a value that cannot be."""
    return build(
        ElementSpec,
        data,
        kind=ElementKind(data.get("kind", "")),
        breakdowns=tuple((str(code), str(label)) for code, label in data.get("breakdowns", ())),
        valid_from=as_date(data.get("valid_from")),
        valid_to=as_date(data.get("valid_to")),
    )


def element_to_dict(element: ElementSpec) -> dict[str, Any]:
    """The inverse of `element_from_dict`, ready for JSON."""
    fields: dict[str, Any] = plain(element)
    return fields
