"""From the check code on a paper to the report and to what has changed since."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.reporting import rules
from namro.reporting.models import CodedFigures
from namro.reporting.queries.page import ReportPage, report_page, reports
from namro.reporting.queries.versions import CellChange, newest_revisions, told_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A code that was given out. changes: boxes in which the report now differs from the paper; none: it agrees."""

    code: str
    page: ReportPage
    at: datetime
    by: str
    changes: tuple[CellChange, ...]

    @property
    def agrees(self) -> bool:
        return self.code == self.page.check_code


def papers_with(typed: str, *, units: Iterable[int]) -> list[Paper]:
    """The reports of these units that were printed or sent with a code, however it was typed. Mostly one or none."""
    code = rules.tidy_code(typed)
    if code is None:
        return []
    found = CodedFigures.objects.filter(code=code, report__unit__in=list(units)).select_related("by")
    pages = {r.pk: report_page(r) for r in reports().filter(pk__in=[one.report_id for one in found])}
    return [_paper(one, pages[one.report_id]) for one in found]


def changes_since_print(page: ReportPage) -> tuple[CellChange, ...]:
    """Boxes that differ from the paper that was printed last; empty where none was or it agrees."""
    if not page.changed_since_print:
        return ()
    printed = CodedFigures.objects.filter(report=page.report, code=page.report.check_code).first()
    return _changes(printed, page) if printed else ()


def _paper(one: CodedFigures, page: ReportPage) -> Paper:
    return Paper(code=one.code, page=page, at=one.at, by=one.by.full_name, changes=_changes(one, page))


def _changes(printed: CodedFigures, page: ReportPage) -> tuple[CellChange, ...]:
    then = figures_of(printed.figures)
    changed = {key for key in then.keys() | page.values.keys() if then.get(key) != page.values.get(key)}
    pairs = {key: (then.get(key), page.values.get(key)) for key in changed}
    return told_changes(page, pairs, newest_revisions(page) if changed else {})


def figures_of(stored: Mapping[str, Any]) -> dict[CellKey, Value]:
    return {
        CellKey.parse(place): Value(FigureState(state), None if value is None else Decimal(value), note)
        for place, (state, value, note) in stored.items()
    }
