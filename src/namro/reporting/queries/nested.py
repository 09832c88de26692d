"""Two reports of one unit that fall due on one day, the window of one inside that of the other: Quý II and 6 tháng.

The figures of the longer one are put together from the unit's shorter ones, so that one filling answers both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from namro.kernel.consolidation import combine_windows
from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.times import FREE_KINDS, ONE_DAY, Period
from namro.reporting.models import Figure, Report
from namro.reporting.queries.page import reports
from namro.reporting.rules import OPEN_STATES, SENT_STATES
from namro.reporting.stored import Window, by_window, entries, form_of, in_windows, period_of, stored_cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Longer:
    """A report of a longer window that the shorter ones answer. lacking: windows whose report is not sent yet."""

    report: Report
    period: Period
    parts: tuple[Period, ...]
    lacking: tuple[Period, ...]

    @property
    def parts_label(self) -> str:
        return ", ".join(p.label for p in self.parts)

    @property
    def lacking_label(self) -> str:
        return ", ".join(p.label for p in self.lacking)


def longer_than(report: Report) -> tuple[Longer, ...]:
    """Reports that this one helps to answer: same unit, same day of falling due, same boxes, a window around its own.

    The report itself never lacks.
    """
    period = period_of(report)
    others = reports().filter(unit=report.unit_id, due_on=report.due_on, window_start__lte=report.window_start)
    found = []
    for other in others.filter(window_end__gte=report.window_end).exclude(pk=report.pk):
        whole = period_of(other)
        parts = parts_of(whole, period)
        if whole == period or not parts or not _same_boxes(report, other):
            continue
        sent = _sent_windows(report, parts)
        lacking = tuple(p for p in parts if p != period and (p.start, p.end) not in sent)
        found.append(Longer(report=other, period=whole, parts=parts, lacking=lacking))
    return tuple(sorted(found, key=lambda one: one.period))


def open_longer_than(report: Report) -> tuple[Longer, ...]:
    return tuple(one for one in longer_than(report) if one.report.state in OPEN_STATES)


def parts_of(whole: Period, like: Period) -> tuple[Period, ...]:
    """The windows of the shorter kind that make up the longer one without a gap; () where they do not."""
    if like.kind in FREE_KINDS or whole.regime is not like.regime:
        return ()
    parts = whole.parts(like.kind)
    joined = all(b.start - a.end == ONE_DAY for a, b in pairwise(parts))
    return parts if parts and joined and (parts[0].start, parts[-1].end) == (whole.start, whole.end) else ()


def _same_boxes(one: Report, other: Report) -> bool:
    """Whether everything that the longer report asks is asked by the shorter ones."""
    if not other.form_version_id or not one.form_version_id:
        return False
    return stored_cells(form_of(other)) <= stored_cells(form_of(one))


def _sent_windows(report: Report, parts: Sequence[Period]) -> set[Window]:
    """Of the unit's other reports with the same form."""
    form = report.form_version.form_id if report.form_version else None
    sent = Report.objects.filter(
        in_windows((p.start, p.end) for p in parts), unit=report.unit_id, form_version__form=form
    ).filter(state__in=SENT_STATES)
    return set(sent.values_list("window_start", "window_end"))


def put_together(
    longer: Report, parts: Sequence[Period], elements: Mapping[str, ElementSpec]
) -> dict[CellKey, Value | None]:
    """Every box of the longer report from those of the shorter ones; None where a part is missing. One query."""
    windows = [(p.start, p.end) for p in parts]
    figures = Figure.objects.filter(in_windows(windows), unit=longer.unit_id, supplier=longer.unit_id)
    stored = by_window(entries(figures))
    given = [(p, stored.get((longer.unit_id, w), {})) for p, w in zip(parts, windows, strict=True)]
    found: dict[CellKey, Value | None] = {}
    for cell in form_of(longer).cells():
        values = [(p, cells[cell.key].value if cell.key in cells else None) for p, cells in given]
        found[cell.key] = combine_windows(elements[cell.element].kind, values)
    return found
