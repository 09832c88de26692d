"""What a draft would become if it were published now: every answer with its default, and what is still open.

Page and publication use the same sheet, so that what a person has seen is what is made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from namro.catalogue.models import FormVersion
from namro.kernel.times import PeriodKind, Regime
from namro.organisations.bodies import BodyMatch, Directory
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Relation, UnitLevel
from namro.plans import rules
from namro.plans.models import Draft, DraftItem
from namro.plans.rules import BaseFrom, Comparator, ItemKind

LEFT_OUT = "-"
"""Answer to a name that is no body of this province: it is kept as text and stands for no unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A body as the text names it. answer: the name a person gave instead; alternatives: best first."""

    text: str
    units: tuple[int, ...]
    is_group: bool
    is_settled: bool
    answer: str = ""
    alternatives: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    id: int
    name: str
    position: str
    unit: int


class Names:
    """Resolves names by the plan's answers, then by the directory of a day; remembers where each is used."""

    def __init__(self, directory: Directory, answers: Mapping[str, str], day: date) -> None:
        self.directory = directory
        self.day = day
        self.answers = answers
        self.uses: dict[str, int] = {}

    def read(self, texts: Iterable[str]) -> tuple[Named, ...]:
        """Names as they stand in the text; each use is counted for the list of names."""
        named = tuple(self.resolve(text) for text in texts)
        for one in named:
            self.uses[one.text] = self.uses.get(one.text, 0) + 1
        return named

    def resolve(self, text: str) -> Named:
        answer = self.answers.get(text, "")
        if answer == LEFT_OUT:
            return Named(text=text, units=(), is_group=False, is_settled=True, answer=answer)
        match = self._match(answer or text)
        return Named(
            text=text,
            units=match.units,
            is_group=match.kind == "group",
            is_settled=match.kind in {"unit", "group"},
            answer=answer,
            alternatives=match.alternatives if match.kind == "unsure" else (),
        )

    def _match(self, text: str) -> BodyMatch:
        bare = text.partition("(qua ")[0].strip() or text
        return self.directory.match(bare)

    def typed(self, text: str) -> tuple[Named, ...]:
        """Names that a person typed, parted by semicolons."""
        return tuple(self.resolve(part.strip()) for part in text.split(";") if part.strip())

    def all_used(self) -> list[tuple[Named, int]]:
        """Every name of the text with its number of uses, those that need an answer first."""
        pairs = [(self.resolve(text), uses) for text, uses in self.uses.items()]
        return sorted(pairs, key=lambda pair: (pair[0].is_settled, -pair[1]))


@dataclass(slots=True, kw_only=True)
class Line:
    """One item on its way into the plan. open: what must be answered first; later: what may be answered afterwards."""

    item: DraftItem
    open: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class TargetLine(Line):
    comparator: Comparator
    reading: Comparator
    value: Decimal
    value_to: Decimal | None
    unit: int | None
    unit_text: str
    unit_is_given: bool
    relation: Relation
    officer: int | None
    due_on: date | None
    due_is_given: bool
    indicator: int | None
    suggestions: tuple[tuple[int, str, int], ...]
    base: BaseFrom
    base_value: Decimal | None
    base_source: str
    base_year: int | None
    nothing_counts: bool
    each_unit: bool
    same_as: int | None
    repeats: int | None

    @property
    def is_followed(self) -> bool:
        """A goal of the plan above that is only kept in sight: nobody's duty here."""
        return bool(self.item.data.get("followed"))

    @property
    def is_made(self) -> bool:
        """True where publication makes a target of it; one said before is made once."""
        return self.same_as is None and not self.is_followed

    @property
    def readings(self) -> tuple[Comparator, ...]:
        return rules.readings(self.comparator)

    @property
    def is_share(self) -> bool:
        """True for a percentage that is not measured from a base: of nothing, somebody has to say what it is worth."""
        return not self.is_change and self.item.data.get("unit") == "%"

    @property
    def is_change(self) -> bool:
        return rules.is_change(self.comparator)


@dataclass(slots=True, kw_only=True)
class TaskLine(Line):
    text: str
    lead: tuple[Named, ...]
    coordinating: tuple[Named, ...]
    is_requested: bool
    officer: int | None
    starts_on: date | None
    due_on: date | None
    due_is_given: bool

    @property
    def lead_text(self) -> str:
        return "; ".join(one.text for one in self.lead)

    @property
    def coordinating_text(self) -> str:
        return "; ".join(one.text for one in self.coordinating)

    @property
    def single_unit(self) -> int | None:
        """The one unit that leads, where it is one; only then can one officer be named here."""
        units = {unit for one in self.lead for unit in one.units}
        return next(iter(units)) if len(units) == 1 else None


@dataclass(slots=True, kw_only=True)
class ReportLine(Line):
    title: str
    what: str
    who: tuple[Named, ...]
    units: tuple[int, ...]
    receiver: int | None
    receiver_text: str
    period_kind: PeriodKind | None
    regime: Regime
    rule: str
    once_on: date | None
    exclusive: bool
    # By unit; one that is missing writes in words.
    forms: dict[int, FormVersion]
    warning: str

    @property
    def who_text(self) -> str:
        return "; ".join(one.text for one in self.who)


@dataclass(slots=True, kw_only=True)
class AllocationLine(Line):
    unit: int | None
    unit_text: str
    value: Decimal | None


@dataclass(slots=True, kw_only=True)
class ProjectLine(Line):
    lead: tuple[Named, ...]


@dataclass(slots=True, kw_only=True)
class Sheet:
    """on: the day on which names and groups are resolved (the plan's own date)."""

    draft: Draft
    on: date
    owner: int
    standing_unit: int | None
    period_from: date
    period_to: date
    units: Mapping[int, UnitRow]
    officers: Sequence[Officer]
    names: Names
    targets: list[TargetLine]
    tasks: list[TaskLine]
    reports: list[ReportLine]
    allocations: list[AllocationLine]
    projects: list[ProjectLine]
    waiting: dict[ItemKind, int]
    open: list[str]

    @property
    def lines(self) -> list[Line]:
        return [*self.targets, *self.tasks, *self.reports, *self.allocations, *self.projects]

    @property
    def open_lines(self) -> list[Line]:
        return [line for line in self.lines if line.open]

    @property
    def is_ready(self) -> bool:
        return not self.open and not self.waiting and not self.open_lines

    def officers_of(self, unit: int | None) -> list[Officer]:
        return officers_of(self.officers, self.units, unit)


def officers_of(officers: Iterable[Officer], units: Mapping[int, UnitRow], unit: int | None) -> list[Officer]:
    """People who hold a role at a unit or, for an agency, at one of its divisions."""
    if unit is None or unit not in units:
        return []
    posts = {unit}
    if units[unit].level is UnitLevel.AGENCY:
        posts |= {row.id for row in units.values() if row.parent == unit}
    return [officer for officer in officers if officer.unit in posts]
