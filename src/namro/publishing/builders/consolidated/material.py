"""Everything that a consolidated report is made of, gathered before a word of it is written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from namro.organisations.queries import UnitRow
from namro.plans.models import Plan, Task
from namro.publishing.outlines import Outline
from namro.publishing.rules import ReportLetterhead
from namro.reporting.queries import Consolidated, TargetResult


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends the report, under which letterhead, and to whom."""

    letterhead: ReportLetterhead
    issuer: UnitRow
    top: UnitRow
    standing: UnitRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """figures carry their revisions. on: the day on which the report is made. next_tasks: of the next period."""

    figures: Consolidated
    targets: Sequence[TargetResult]
    sender: Sender
    outline: Outline
    on: date
    next_tasks: Sequence[Task]
    demonstration: bool

    @property
    def plan(self) -> Plan:
        return self.figures.plan
