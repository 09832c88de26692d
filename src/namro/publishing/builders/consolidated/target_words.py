"""What a target's result is called in the text, in annexes and on pages."""

from __future__ import annotations

from decimal import Decimal

from namro.kernel.figures import format_exact, format_percent
from namro.kernel.results import Result, Transform
from namro.kernel.targets import LABELS, Status
from namro.plans import wording
from namro.plans.rules import Comparator
from namro.publishing.builders.consolidated.passage import NO_FIGURE
from namro.reporting.queries import Consolidated, TargetResult
from namro.writing import words


def status_label(result: TargetResult) -> str:
    return LABELS[Status(result.status)]


def sentence(result: TargetResult) -> str:
    return result.sentence or "Chưa gắn với chỉ báo nào nên chưa tính được."


def value_text(result: TargetResult) -> str:
    """«27/39 (69,23%)», «tăng 4,2%», «812 người»: as the sentence beside it says, shares always with their parts."""
    return value_of(result.result) if result.result else NO_FIGURE


def value_of(found: Result[int]) -> str:
    if found.transform is Transform.ALL_OF:
        return "; ".join(value_of(part) for part in found.parts) or NO_FIGURE
    if found.value is None or found.numerator is None:
        return NO_FIGURE
    match found.transform:
        case Transform.GROWTH | Transform.REDUCTION:
            falls = (found.value > 0) == (found.transform is Transform.REDUCTION) and found.value != 0
            return f"{'giảm' if falls else 'tăng'} {format_percent(abs(found.value), 2)}"
        case Transform.ATTESTED if found.denominator is not None:
            return format_percent(found.numerator / 100, 2)
        case _ if found.denominator is not None:
            parts = f"{format_exact(found.numerator)}/{format_exact(found.denominator)}"
            return f"{parts} ({format_percent(found.value, 2)})"
        case _:
            return f"{format_exact(found.value)} {found.counted}".strip()


def revisions_of(result: TargetResult, figures: Consolidated) -> tuple[int, ...]:
    """The entries that the value of a target stands on, with those of what it is measured from."""
    if result.indicator is None:
        return ()
    columns = [figures.year_to_date.revisions]
    if result.indicator.transform is Transform.GROWTH:
        columns.append(figures.comparable_revisions)
    found: set[int] = set()
    for _, formula in result.indicator.formulas:
        for cell in formula.cells():
            opening = cell.function or result.indicator.transform is Transform.REDUCTION
            for column in (*columns, figures.opening_revisions) if opening else columns:
                found.update(column.get(cell.key, ()))
    return tuple(sorted(found))


def name_of_target(result: TargetResult) -> str:
    """The measure as the plan words it, on one line and without what closes a sentence."""
    measure = " ".join(result.target.measure.split()).rstrip(".;:, ")
    return measure[:1].upper() + measure[1:]


def lacking(result: TargetResult) -> str:
    """«còn thiếu 9 xã», «còn thừa 12 người»; "" where nothing is lacking or it cannot be counted."""
    short = result.assessment.short_by if result.assessment else None
    found = result.result
    if not short or found is None:
        return ""
    too_much = "còn thừa" in sentence(result)
    return f"{'còn thừa' if too_much else 'còn thiếu'} {words.quantity(Decimal(short), found.counted)}"


def goal(result: TargetResult) -> str:
    target = result.target
    return wording.goal(Comparator(target.comparator), target.value, target.value_to, target.unit_label)
