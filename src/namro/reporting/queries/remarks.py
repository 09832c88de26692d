"""What the reviewer said of single boxes when a report was returned, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.reporting.models import PinnedRevision, RemarkAnswer, ReportStep
from namro.reporting.queries.page import ReportPage
from namro.reporting.rules import ReportState, in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class CellRemark:
    """then: the figure that was returned; now: what stands there. answer: the unit's own words, if any."""

    step: int
    key: CellKey
    label: str
    section: str
    text: str
    by: str
    at: datetime
    then: str
    now: str
    answer: str
    answered_by: str

    @property
    def is_changed(self) -> bool:
        return self.then != self.now

    @property
    def is_answered(self) -> bool:
        return self.is_changed or bool(self.answer)


def remarks_of(page: ReportPage) -> tuple[CellRemark, ...]:
    """Remarks of the last return, in the order of the form; none once the report is accepted. Two queries."""
    step = last_return(page)
    if step is None or not step.cells:
        return ()
    then = _returned_figures(page, step)
    answers = {a.place: a for a in RemarkAnswer.objects.filter(step=step).select_related("by")}
    return tuple(
        _remark(page, step, key, label, section, then, answers.get(str(key)))
        for key, label, section in ((c.key, c.label, s.code) for s in page.form.sections for c in s.cells)
        if str(key) in step.cells
    )


def last_return(page: ReportPage) -> ReportStep | None:
    if page.state is ReportState.ACCEPTED:
        return None
    return next((s for s in reversed(page.steps) if s.to_state == ReportState.RETURNED), None)


def _returned_figures(page: ReportPage, step: ReportStep) -> Mapping[CellKey, Value]:
    """What stood in the boxes of the version that was returned."""
    pins = PinnedRevision.objects.filter(
        version__report=page.report,
        is_opening=False,
        version__number=page.report.versions.filter(at__lte=step.at).order_by("-number").values("number")[:1],
    ).values_list(
        "revision__element__code", "revision__breakdown", "revision__state", "revision__value", "revision__note"
    )
    return {
        CellKey(element, breakdown): Value(FigureState(state), value, note)
        for element, breakdown, state, value, note in pins
        if state
    }


def _remark(
    page: ReportPage,
    step: ReportStep,
    key: CellKey,
    label: str,
    section: str,
    then: Mapping[CellKey, Value],
    answer: RemarkAnswer | None,
) -> CellRemark:
    decimals = page.elements[key.element].decimals
    return CellRemark(
        step=step.pk,
        key=key,
        label=label,
        section=section,
        text=step.cells[str(key)],
        by=step.by.full_name,
        at=step.at,
        then=in_words(then.get(key), decimals),
        now=in_words(page.values.get(key), decimals),
        answer=answer.text if answer else "",
        answered_by=answer.by.full_name if answer else "",
    )
