"""Reads of difficulties and proposals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from namro.organisations import queries as organisations
from namro.reporting.difficulty_rules import DifficultyState
from namro.reporting.models import Difficulty, DifficultyStep


@dataclass(frozen=True, slots=True, kw_only=True)
class DifficultyLine:
    """An item with who raised it and everything that was said about it since, in order of time."""

    item: Difficulty
    unit_name: str
    steps: tuple[DifficultyStep, ...]

    @property
    def answer(self) -> str:
        """The newest answer; "" for none."""
        answers = [step.text for step in self.steps if step.to_state == DifficultyState.ANSWERED]
        return answers[-1] if answers else ""


def difficulties_of(
    units: Iterable[int], *, on: date, state: DifficultyState | None = None
) -> tuple[DifficultyLine, ...]:
    """Newest first. state: only such, None for all. Four queries."""
    found = _of(units)
    if state is not None:
        found = found.filter(state=state)
    return _lines(found, on)


def difficulties_between(units: Iterable[int], first: date, last: date, *, on: date) -> tuple[DifficultyLine, ...]:
    """Those raised in a span of time, or still not settled from before it."""
    unsettled = (DifficultyState.OPEN, DifficultyState.PASSED_UP)
    before = _of(units).filter(raised_at__date__lt=first, state__in=unsettled)
    return _lines(before | _of(units).filter(raised_at__date__gte=first, raised_at__date__lte=last), on)


def difficulty_counts(units: Iterable[int]) -> dict[DifficultyState, int]:
    """How many items stand in each state."""
    rows = _of(units).order_by().values_list("state").annotate(n=Count("pk"))
    found = {DifficultyState(state): number for state, number in rows}
    return {state: found.get(state, 0) for state in DifficultyState}


def _of(units: Iterable[int]) -> QuerySet[Difficulty]:
    return Difficulty.objects.filter(unit__in=list(units))


def _lines(found: QuerySet[Difficulty], on: date) -> tuple[DifficultyLine, ...]:
    items = list(found.select_related("raised_by", "report").prefetch_related("steps__by"))
    names = organisations.names_at(on, {item.unit_id for item in items})
    return tuple(
        DifficultyLine(item=item, unit_name=names.get(item.unit_id, ""), steps=tuple(item.steps.all()))
        for item in items
    )
