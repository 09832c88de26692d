"""What a baseline round asks of each unit, and how far it has come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey, ElementKind
from namro.kernel.forms import FormSpec, Prefill
from namro.kernel.indicators import Transform
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.plans.models import Plan, Reporter
from namro.reporting.models import BaselineAnswer, BaselineRound
from namro.reporting.rules import BaselineState

# A box of a round: its cell address, the words for it, and which group it belongs to.
Box = tuple[str, str, str]
OPENING, BASE, LAST_YEAR = "opening", "base", "last_year"


def boxes_of_units(plan: Plan) -> dict[int, list[Box]]:
    """By unit, what its forms of the plan need to have stood before the first report; units without any left out."""
    compared = _compared_with_last_year(plan)
    forms: dict[int, dict[str, FormSpec]] = {}
    reporters = Reporter.objects.filter(rule__plan=plan, form_version__isnull=False).select_related("form_version")
    for reporter in reporters:
        if reporter.form_version:
            form = catalogue.spec_of(reporter.form_version)
            forms.setdefault(reporter.unit_id, {})[form.code] = form
    known: dict[tuple[str, ...], list[Box]] = {}
    found = {}
    for unit, own in forms.items():
        codes = tuple(sorted(own))
        if codes not in known:
            known[codes] = list({b[0]: b for form in own.values() for b in _boxes(form, compared)}.values())
        if known[codes]:
            found[unit] = known[codes]
    return found


def _boxes(form: FormSpec, compared: frozenset[CellKey]) -> Iterator[Box]:
    """Closings that are carried on, what formulas look up at the start, base figures, and flows of the year before."""
    elements = catalogue.elements()
    carried = {c.key for item in form.derived for c in item.formula.cells() if c.function in ("open", "year_open")}
    for section in form.sections:
        for cell in section.cells:
            kind, label = elements[cell.element].kind, f"{section.title}: {cell.label}"
            if cell.prefill is Prefill.OPENING_DERIVED or cell.key in carried:
                yield str(cell.key), label, OPENING
            elif kind is ElementKind.BASE:
                yield str(cell.key), label, BASE
            elif kind is ElementKind.FLOW and cell.key in compared:
                yield str(cell.key), label, LAST_YEAR
    yield from ((str(item.key), item.label, OPENING) for item in form.derived if item.key in carried)


def _compared_with_last_year(plan: Plan) -> frozenset[CellKey]:
    """Flows that a target of the plan measures against the year before: without them it stays «chưa có số liệu»."""
    indicators = catalogue.indicator_specs(plan.period_from)
    used = (indicators[pk] for pk in plan.targets.values_list("indicator_id", flat=True) if pk in indicators)
    growing = (spec for spec in used if spec.transform is Transform.GROWTH)
    return frozenset(cell.key for spec in growing if spec.numerator for cell in spec.numerator.cells())


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundPage:
    """rows: every unit asked, in order of its name. tally: how many answers are in each state."""

    round: BaselineRound
    rows: tuple[tuple[UnitRow, BaselineAnswer], ...]
    tally: dict[BaselineState, int]


def round_page(found: BaselineRound, *, on: date) -> RoundPage:
    answers = {a.unit_id: a for a in found.answers.select_related("sent_by", "confirmed_by")}
    units = organisations.units_on(on, answers)
    tally = Counter(BaselineState(a.state) for a in answers.values())
    return RoundPage(
        round=found,
        rows=tuple((row, answers[row.id]) for row in units.values()),
        tally={state: tally[state] for state in BaselineState},
    )


def answers_of(units: Iterable[int]) -> QuerySet[BaselineAnswer]:
    return BaselineAnswer.objects.filter(unit__in=set(units)).select_related("round__plan", "unit", "sent_by")


def open_answers(units: Iterable[int]) -> list[BaselineAnswer]:
    """What units still owe a baseline round, the most urgent first."""
    owed = answers_of(units).filter(state__in=[BaselineState.OPEN, BaselineState.RETURNED])
    return list(owed.order_by("round__due_on", "pk"))
