"""Everything that a consolidated report is made of, gathered before a word of it is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from namro.assessment.queries import Row as CommuneRow
from namro.organisations.queries import UnitRow
from namro.plans.models import Plan
from namro.plans.queries import TaskRow
from namro.publishing.outlines import Outline
from namro.publishing.rules import ReportLetterhead
from namro.reporting.queries import Column, Comparable, Consolidated, DifficultyLine, TargetResult
from namro.writing import words


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends the report, under which letterhead, and to whom."""

    letterhead: ReportLetterhead
    issuer: UnitRow
    top: UnitRow
    standing: UnitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """figures carry their revisions; previous, last_year: the same units' figures of then.

    windows: of a campaign or a stage, the shorter ones inside. on: the day on which the report is made. tasks, projects
    (code and name): all of the plan. difficulties: raised in the period or still open. next_due: when the units' next
    reports are due; None where no later one is open. communes: with what they are classified as; none where the outline
    asks for no classification. bases: legal texts that ask for the report, each with number and date.
    """

    figures: Consolidated
    previous: Comparable | None
    last_year: Comparable
    windows: Sequence[Column]
    targets: Sequence[TargetResult]
    tasks: Sequence[TaskRow]
    projects: Sequence[tuple[str, str]]
    difficulties: Sequence[DifficultyLine]
    communes: Sequence[CommuneRow]
    next_due: date | None
    sender: Sender
    outline: Outline
    bases: Sequence[str]
    on: date
    demonstration: bool

    @property
    def plan(self) -> Plan:
        return self.figures.plan

    @property
    def annexes(self) -> tuple[str, ...]:
        """The codes of the annexes that are printed."""
        has: Mapping[str, bool] = {
            "targets": bool(self.targets),
            "tasks": bool(self.tasks),
            "classification": bool(self.communes),
        }
        return tuple(code for code in self.outline.annexes if has.get(code, True))

    @property
    def opening(self) -> Comparable:
        """What there was at the start of the year, of the units that have given figures since."""
        of = self.figures
        excused = self.last_year.excused
        return Comparable(totals=of.year_opening, revisions=of.opening_revisions, excused=excused)

    def annex(self, code: str) -> str:
        """«Phụ lục II», as the text refers to it."""
        place = self.annexes.index(code) + 1
        return f"Phụ lục {words.roman(place)}" if len(self.annexes) > 1 else "Phụ lục"

    def unit_name(self, unit: int) -> str:
        """The name of a unit on the day of the report; "" for one that is no more."""
        found = self.figures.units.get(unit)
        return found.name if found else ""
