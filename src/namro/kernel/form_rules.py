"""The rules that the figures of a form keep, as data: each class is a kind of rule with its parameters.

`Must` and `When` hold an expression; the others are for what no expression over single cells can say.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from namro.kernel.elements import CellKey
from namro.kernel.expressions import Expression


class Scope(StrEnum):
    UNIT = "unit"
    ALL_UNITS = "all_units"
    """Checked on the consolidated figures only."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """`message` is a sentence to the person who fills the form; the figures concerned are always added to it.

    tags: the rule is for units with one of these tags only; none means for every unit.
    """

    id: str
    name: str = ""
    message: str = ""
    tags: tuple[str, ...] = ()
    scope: Scope = Scope.UNIT


@dataclass(frozen=True, slots=True, kw_only=True)
class Must(Rule):
    """`plus` and `minus` are the words for what came and what went: «đầu kỳ 45 + 3 vào − 1 ra = 47»."""

    must: Expression
    place: CellKey | None = None
    plus: str = ""
    minus: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class When(Rule):
    """also_previous: the condition held in each of that many periods before, too."""

    when: Expression
    place: CellKey | None = None
    also_previous: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures(Rule):
    """No figure negative or with more decimals than its element has. No cells: all."""

    cells: tuple[CellKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Breakdowns(Rule):
    """Where a form asks for the total and its parts, they agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingNotNegative(Rule):
    """Nobody leaves a list who is not on it. No cells: all with prefill opening_derived."""

    cells: tuple[CellKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpeningKnown(Rule):
    """The opening figure is the accepted closing one. No cells: all with prefill opening_derived."""

    cells: tuple[CellKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cumulative(Rule):
    """Never falls within the year. No cells: all of kind Y."""

    cells: tuple[CellKey, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change(Rule):
    """Moved by more than `percent` and by `at_least`, against "previous" or "last_year"."""

    cells: tuple[CellKey, ...]
    percent: int
    at_least: int = 1
    against: str = "previous"


@dataclass(frozen=True, slots=True, kw_only=True)
class Silent(Rule):
    """Every flow of a section is zero after `periods` that all had some. No sections: those with a zero button."""

    sections: tuple[str, ...] = ()
    periods: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeated(Rule):
    """Every flow of the form is what it was the period before, and not all are zero."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share(Rule):
    """`part` is more than `percent` of `whole`, and no less than `at_least`."""

    part: Expression
    whole: Expression
    percent: int
    at_least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Crosses(Rule):
    """The ratio went over or under one of `marks` since the period before."""

    numerator: Expression
    denominator: Expression
    marks: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalData(Rule):
    """A narrative seems to name a person."""


RULES: Mapping[str, type[Rule]] = {
    "must": Must,
    "when": When,
    "figures": Figures,
    "breakdowns": Breakdowns,
    "closing_not_negative": ClosingNotNegative,
    "opening_known": OpeningKnown,
    "cumulative": Cumulative,
    "change": Change,
    "silent": Silent,
    "repeated": Repeated,
    "share": Share,
    "crosses": Crosses,
    "personal_data": PersonalData,
}
