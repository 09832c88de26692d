"""What a target's result is called in the text, in annexes and on pages."""

from __future__ import annotations

from namro.kernel.figures import format_exact, format_percent
from namro.kernel.indicators import Transform
from namro.kernel.targets import LABELS, Status
from namro.publishing.builders.consolidated.passage import NO_FIGURE
from namro.reporting.queries import Consolidated, TargetResult


def status_label(result: TargetResult) -> str:
    return LABELS[Status(result.status)]


def sentence(result: TargetResult) -> str:
    return result.assessment.sentence if result.assessment else "Chưa gắn với chỉ báo nào nên chưa tính được."


def value_text(result: TargetResult) -> str:
    """«27/39 xã», «4,2%», «812 người»: the value as it stands, small shares always with their parts."""
    found = result.result
    if found is None or found.value is None:
        return NO_FIGURE
    match found.transform:
        case Transform.RATIO | Transform.SHARE_OF_UNITS if (
            found.numerator is not None and found.denominator is not None
        ):
            parts = f"{format_exact(found.numerator)}/{format_exact(found.denominator)}"
            return f"{parts} ({format_percent(found.value)})"
        case Transform.GROWTH | Transform.REDUCTION:
            falls = (found.value > 0) == (found.transform is Transform.REDUCTION) and found.value != 0
            return f"{'giảm' if falls else 'tăng'} {format_percent(abs(found.value))}"
        case Transform.ATTESTED:
            return format_percent(found.value / 100)
        case _:
            return f"{format_exact(found.value)} {found.counted}".strip()


def revisions_of(result: TargetResult, figures: Consolidated) -> tuple[int, ...]:
    """The entries that the value of a target stands on."""
    indicator = result.indicator
    if indicator is None:
        return ()
    cells = {
        cell.key
        for formula in (indicator.numerator, indicator.denominator, indicator.condition)
        if formula
        for cell in formula.cells()
    }
    column = figures.year_to_date.revisions
    return tuple(sorted({r for key in cells for r in column.get(key, ())}))
