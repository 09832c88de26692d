"""What publishing a sheet would make, told before anybody publishes it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from namro.organisations.models import Unit
from namro.plans.settlement import Sheet
from namro.plans.versioning import first_day_of
from namro.reporting.actions.due import still_there, windows_of, within


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """windows: due dates of all report rules; reports: what units owe in them; later: what may wait."""

    targets: int
    followed: int
    repeated: int
    tasks: int
    windows: int
    reports: int
    undated: int
    units: int
    later: tuple[tuple[str, int], ...]

    @property
    def mark(self) -> str:
        """Two outcomes with the same mark make the same things."""
        return "-".join(map(str, (self.targets, self.followed, self.tasks, self.reports, self.units)))


def outcome_of(sheet: Sheet) -> Outcome:
    """Counts of what publish_programme makes of a sheet that is ready."""
    since = first_day_of(sheet.draft)
    known = Unit.objects.in_bulk({unit for line in sheet.reports for unit in line.units})
    windows = [
        ([period for period, _due in within(windows_of(line, sheet), since, None)], [known[u] for u in line.units])
        for line in sheet.reports
    ]
    owned = [line for line in sheet.targets if line.is_made]
    followed = sum(1 for line in sheet.targets if line.is_followed)
    return Outcome(
        targets=len(owned),
        followed=followed,
        repeated=len(sheet.targets) - len(owned) - followed,
        tasks=len(sheet.tasks),
        windows=sum(len(periods) for periods, _ in windows),
        reports=sum(still_there(unit, period) for periods, units in windows for period in periods for unit in units),
        undated=sum(1 for periods, _ in windows if not periods),
        units=len(set(_units(sheet))),
        later=tuple(Counter(words for line in sheet.lines for words in line.later).most_common()),
    )


def _units(sheet: Sheet) -> Iterator[int]:
    """Every unit that gets a target, a part of a task or a report."""
    for target in sheet.targets:
        if target.is_made and target.unit is not None:
            yield target.unit
    for task in sheet.tasks:
        for named in (*task.lead, *task.coordinating):
            yield from named.units
    for report in sheet.reports:
        yield from report.units
