"""Reports follow their units: what nobody has begun goes over to the heirs, and a change that figures need stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from namro.kernel.problems import Refused
from namro.organisations import audit, reorganising
from namro.organisations.differences import MapDifference, difference_on
from namro.organisations.journal import Journal
from namro.organisations.models import Person, Succession, Unit, UnitChange
from namro.plans.models import Reporter
from namro.reporting.actions.due import untouched_reports
from namro.reporting.models import FigureRevision, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A change that was carried out. begun: reports of ended units that somebody had begun, which stay with them."""

    change: UnitChange
    opened: int
    withdrawn: int
    begun: int
    difference: MapDifference

    @property
    def roles(self) -> int:
        """Roles that go on at an heir."""
        return len(_made(self.change, "organisations.roleassignment"))


@transaction.atomic
def carry_out(*, by: Person, at: datetime, write: Callable[[], UnitChange]) -> Outcome:
    """Make a change of units and let the reports follow, both or neither."""
    change = write()
    journal = Journal()
    ended = _ended(change)
    later = Report.objects.filter(window_end__gte=change.effective_on)
    own = untouched_reports().filter(window_end__gte=change.effective_on, unit__in=ended)
    opened = 0
    for handover in _handovers(change).exclude(from_unit__in=_made(change, "organisations.unit")):
        owed = own if handover.from_unit_id in ended else later
        opened += _open_for(journal, handover, owed.filter(unit=handover.from_unit_id))
    withdrawn = own.count()
    journal.remove(own)
    if journal.rows:
        change.rows = [*change.rows, *journal.rows]
        change.save(update_fields=["rows"])
        audit.record(by=by, at=at, action="reports.follow", subject=change, opened=opened, withdrawn=withdrawn)
    return Outcome(
        change=change,
        opened=opened,
        withdrawn=withdrawn,
        begun=later.filter(unit__in=ended, accepted_at=None).count(),
        difference=difference_on(change.effective_on),
    )


@transaction.atomic
def rehearse(*, by: Person, at: datetime, write: Callable[[], UnitChange]) -> Outcome:
    """What carrying out a change would do: it is done, looked at, and taken back."""
    outcome = carry_out(by=by, at=at, write=write)
    transaction.set_rollback(True)
    return outcome


@transaction.atomic
def undo(*, by: Person, at: datetime, change: UnitChange) -> UnitChange:
    """Raises Refused("figures-depend") where figures were entered that stand on the new map, or a report was begun."""
    depending = _depending(change)
    made = _made(change, "reporting.report")
    if depending or untouched_reports().filter(pk__in=made).count() < len(made):
        raise Refused(
            "figures-depend",
            f"Đã có {depending} lần ghi số hoặc báo cáo nhập dở của các đơn vị này sau thay đổi, nên không hoàn tác "
            "được; hãy ghi một thay đổi mới để sửa.",
        )
    return reorganising.undo_change(by=by, at=at, change=change)


def _depending(change: UnitChange) -> int:
    """Figures entered after the change for units it made or ended, or for the heirs of those, in windows it touches."""
    made, ended = _made(change, "organisations.unit"), _ended(change)
    handovers = _handovers(change).exclude(from_unit__in=made).values_list("from_unit", "to_unit")
    units = {*made, *ended, *(unit for pair in handovers for unit in pair)}
    revisions = FigureRevision.objects.filter(unit__in=units, at__gt=change.at)
    return revisions.exclude(unit__in=units - made, window_end__lt=change.effective_on).count()


def _open_for(journal: Journal, handover: Succession, given: QuerySet[Report]) -> int:
    """Let an heir owe what the unit before it owed, in the form it owed; what the heir owes already stays."""
    reporters = Reporter.objects.filter(rule__in=given.values("rule"))
    has = set(reporters.filter(unit=handover.to_unit_id).values_list("rule_id", flat=True))
    journal.make(
        Reporter(
            rule_id=one.rule_id, unit_id=handover.to_unit_id, form_version_id=one.form_version_id, relation=one.relation
        )
        for one in reporters.filter(unit=handover.from_unit_id)
        if one.rule_id not in has
    )
    owed = set(Report.objects.filter(unit=handover.to_unit_id).values_list("rule_id", "window_start", "window_end"))
    new = journal.make(
        Report(
            rule_id=one.rule_id,
            unit_id=handover.to_unit_id,
            form_version_id=one.form_version_id,
            window_start=one.window_start,
            window_end=one.window_end,
            period_code=one.period_code,
            due_on=one.due_on,
        )
        for one in given
        if (one.rule_id, one.window_start, one.window_end) not in owed
    )
    return len(new)


def _made(change: UnitChange, model: str) -> set[int]:
    return {row["id"] for row in change.rows if row["what"] == "made" and row["model"] == model}


def _handovers(change: UnitChange) -> QuerySet[Succession]:
    return Succession.objects.filter(pk__in=_made(change, "organisations.succession"))


def _ended(change: UnitChange) -> set[int]:
    spans = [row for row in change.rows if row["what"] == "span" and row["model"] == Unit._meta.label_lower]
    return {row["id"] for row in spans if row["after"][1] == change.effective_on.isoformat() != row["before"][1]}
