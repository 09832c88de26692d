"""What an indicator is: a formula over data elements, with the words that say what it means.

[[indicators]]  code, name, unit, direction, transform, source; numerator, denominator (expressions), condition or parts
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from namro.kernel.expressions import Expression, parse_condition, parse_number
from namro.kernel.records import build, plain
from namro.kernel.results import Transform


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    NONE = "none"


class Topic(StrEnum):
    """The blocks in which plans set out their goals."""

    CRIME = "crime"
    DRUG_FREE = "drug_free"
    REHABILITATION = "rehabilitation"
    HEALTH = "health"
    COMMUNICATION = "communication"
    EDUCATION = "education"
    UNIONS = "unions"
    LEGAL_AID = "legal_aid"
    DIRECTION = "direction"


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorSpec:
    """units_of, units_tagged: units that are counted; a group of units, and one of these tags (no tag: any unit).

    parts: codes of the indicators of an ALL_OF. alternative_to: code of the indicator that this is another reading of;
    reading: how this reading is told from the others. note_unit: what a % counts. arq: modules of UNODC's Annual
    Report Questionnaire that ask for the like.
    """

    code: str
    name: str
    unit: str
    direction: Direction
    transform: Transform
    numerator: Expression | None = None
    denominator: Expression | None = None
    condition: Expression | None = None
    parts: tuple[str, ...] = ()
    units_of: str = ""
    units_tagged: tuple[str, ...] = ()
    source: str
    definition: str = ""
    caution: str = ""
    note_unit: str = ""
    topic: Topic | None = None
    alternative_to: str = ""
    reading: str = ""
    arq: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        has = {name for name in FORMULAS if getattr(self, name)}
        if has != FORMULAS_OF[self.transform]:
            raise ValueError(f"Chỉ báo {self.code}: công thức không hợp với kiểu {self.transform}.")

    @property
    def counted(self) -> str:
        return self.note_unit if self.unit == "%" else self.unit

    @property
    def formulas(self) -> tuple[tuple[str, Expression], ...]:
        """Those that the indicator has, with the names of their fields."""
        found = ((name, getattr(self, name)) for name in FORMULAS)
        return tuple((name, formula) for name, formula in found if isinstance(formula, Expression))

    def elements(self) -> frozenset[str]:
        """Codes of the data elements that the indicator itself reads; those of its parts are theirs."""
        return frozenset(cell.key.element for _, formula in self.formulas for cell in formula.cells())


FORMULAS = ("numerator", "denominator", "condition", "parts")
FORMULAS_OF = {
    Transform.COUNT: {"numerator"},
    Transform.RATIO: {"numerator", "denominator"},
    Transform.GROWTH: {"numerator"},
    Transform.REDUCTION: {"numerator"},
    Transform.SHARE_OF_UNITS: {"condition"},
    Transform.COUNT_OF_UNITS: {"condition"},
    Transform.ATTESTED: {"numerator"},
    Transform.ALL_OF: {"parts"},
}


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
        topic=Topic(data["topic"]) if data.get("topic") else None,
        **{name: tuple(data.get(name, ())) for name in ("parts", "units_tagged", "arq")},
    )


def indicator_to_dict(indicator: IndicatorSpec) -> dict[str, Any]:
    """The inverse of `indicator_from_dict`, ready for JSON."""
    data: dict[str, Any] = plain(indicator)
    return data


_WORDS = ("name", "source", "definition", "caution", "topic", "reading", "arq", "alternative_to", "match")


def formula_of(data: Mapping[str, Any]) -> dict[str, Any]:
    """What of an indicator's dictionary decides its value; two that are alike in it always give the same."""
    return {name: value for name, value in data.items() if name not in _WORDS and value not in ("", None, [], ())}
