"""Who registered, what communes propose, how far it has come, and the four numbers of a year."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Count

from namro.assessment.models import Decision, DecisionLine, Dossier, Registration, StepDay
from namro.assessment.queries.pinned import Computed, computed_of, counted_to
from namro.assessment.rules import AreaClass, DossierState, assessment_year
from namro.assessment.steps import Moved, Step, step_of, steps_of
from namro.kernel.results import Outcome, Result, Transform
from namro.kernel.spans import Truth
from namro.kernel.targets import Assessment, assess, bounds_of
from namro.kernel.times import PeriodKind, Regime, period_containing
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.organisations.rules import UnitLevel
from namro.plans.models import Target
from namro.reporting.queries.target_settings import spec_of

MEASURED_BY = "communes_drug_free_share"
ON_ITS_WAY = (DossierState.PROPOSED, DossierState.VERIFIED, DossierState.DECIDED)


def year_of(on: date) -> int:
    """The assessment year that a day is in: from 15/12 on the next one."""
    return period_containing(on, PeriodKind.YEAR, Regime.STATUTORY).year


def year_at_hand(on: date) -> int:
    """The year that people are busy with: last year's until its end is decided, in the second half of December."""
    current = year_of(on)
    return current - 1 if on <= step_of(current - 1, "ministry", {}).due_on else current


def moved_days(year: int) -> dict[str, Moved]:
    return {row.step: Moved(row.due_on, row.document) for row in StepDay.objects.filter(year=year)}


def calendar_of(year: int) -> tuple[Step, ...]:
    return steps_of(year, moved_days(year))


def one_step(year: int, code: str) -> Step:
    return step_of(year, code, moved_days(year))


def communes_on(on: date) -> dict[int, UnitRow]:
    """The communes of a day's map, in order of names."""
    return {unit.id: unit for unit in organisations.units_on(on).values() if unit.level is UnitLevel.COMMUNE}


def registrations_of(year: int) -> dict[int, Registration]:
    rows = Registration.objects.filter(year=year, withdrawn_at=None).select_related("by")
    return {row.unit_id: row for row in rows}


def dossiers_of(year: int) -> dict[int, Dossier]:
    return {row.unit_id: row for row in Dossier.objects.filter(year=year).select_related("proposed_by", "verified_by")}


def waiting_of(year: int, units: Collection[int], *, on: date) -> list[Dossier]:
    """What waits to be verified, in the order of the communes' names on that day."""
    found = {row.unit_id: row for row in Dossier.objects.filter(year=year, state=DossierState.PROPOSED, unit__in=units)}
    named = [found[unit] for unit in communes_on(on) if unit in found]
    return named + [row for unit, row in found.items() if row not in named]


def decided_of(year: int) -> dict[int, DecisionLine]:
    """What each commune is by the decisions about a year, as corrected."""
    rows = DecisionLine.objects.filter(decision__year=year, is_void=False).select_related("decision", "ended_by")
    return {row.unit_id: row for row in rows.order_by("valid")}


def decisions_of(year: int | None = None) -> list[Decision]:
    """The newest in front, with how many communes each names; without their files. year: None for all."""
    rows = Decision.objects.defer("content").annotate(communes=Count("lines", distinct=True), off=Count("ended"))
    return list(rows if year is None else rows.filter(year=year))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One commune in one year. computed: what the figures say now; before: what it was by the list before."""

    unit: UnitRow
    registration: Registration | None
    computed: Computed | None
    dossier: Dossier | None
    decided: DecisionLine | None
    before: DecisionLine | None

    @property
    def agrees(self) -> bool:
        """The commune says what the figures say, so that it can be verified together with others."""
        return (
            self.dossier is not None
            and self.computed is not None
            and self.computed.area_class is not None
            and self.dossier.proposed == self.computed.area_class
        )

    @property
    def is_new(self) -> bool:
        """Says something else than the list before did."""
        said = self.decided.area_class if self.decided else self.dossier.proposed if self.dossier else ""
        return bool(said) and self.before is not None and self.before.area_class != said


@dataclass(frozen=True, slots=True, kw_only=True)
class FourNumbers:
    """By commune of the map of one day: registered, provisionally met, proposed, decided (catalogue §0.4).

    open: communes of which figures are missing that decide. counted_to: up to when the figures go; None: none yet.
    target: the plan's own number, what is needed for it, and a sentence; None where no plan sets any for the year.
    """

    year: int
    communes: Sequence[int]
    registered: Sequence[int]
    met: Sequence[int]
    open: Sequence[int]
    proposed: Sequence[int]
    decided: Sequence[int]
    counted_to: date | None
    target: Need | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A target about communes without drugs: 39 of 130 are needed."""

    target: Target
    needed: int
    assessment: Assessment

    def lacking(self, number: int) -> int:
        return max(0, self.needed - number)


def year_rows(year: int, *, on: date) -> list[Row]:
    """Every commune of the map of that day, in order of names."""
    communes = communes_on(on)
    computed = computed_of(year, on=on)
    registered, dossiers, decided = registrations_of(year), dossiers_of(year), decided_of(year)
    before = decided_of(year - 1)
    return [
        Row(
            unit=unit,
            registration=registered.get(unit.id),
            computed=computed.get(unit.id),
            dossier=dossiers.get(unit.id),
            decided=decided.get(unit.id),
            before=before.get(unit.id),
        )
        for unit in communes.values()
    ]


def four_numbers(year: int, on: date, *, rows: Sequence[Row] | None = None) -> FourNumbers:
    """rows: those of `year_rows`, where the caller has them already."""
    found = year_rows(year, on=on) if rows is None else rows
    decided = [row.unit.id for row in found if row.decided and row.decided.area_class == AreaClass.DRUG_FREE]
    return FourNumbers(
        year=year,
        communes=[row.unit.id for row in found],
        registered=[row.unit.id for row in found if row.registration],
        met=[row.unit.id for row in found if row.computed and row.computed.drug_free is Truth.YES],
        open=[row.unit.id for row in found if row.computed is None or row.computed.area_class is None],
        proposed=[
            row.unit.id
            for row in found
            if row.dossier and row.dossier.state in ON_ITS_WAY and row.dossier.proposed == AreaClass.DRUG_FREE
        ],
        decided=decided,
        counted_to=counted_to(year, on=on),
        target=need_of(year, decided=len(decided), communes=len(found)),
    )


def need_of(year: int, *, decided: int, communes: int) -> Need | None:
    """The newest target of a plan of the year that counts communes by decision; None where no plan has one."""
    period = assessment_year(year)
    target = (
        Target.objects.filter(
            indicator__code=MEASURED_BY, plan__period_from__lte=period.end, plan__period_to__gte=period.end
        )
        .select_related("plan")
        .order_by("-plan__published_at", "pk")
        .first()
    )
    if target is None or not communes:
        return None
    spec = spec_of(target)
    result: Result[int] = Result(
        transform=Transform.RATIO,
        outcome=Outcome.KNOWN,
        value=Fraction(decided, communes),
        numerator=Fraction(decided),
        denominator=Fraction(communes),
        counted="xã",
    )
    bounds = bounds_of(spec, result)
    if not bounds:
        return None
    return Need(target=target, needed=max(0, bounds[0].whole), assessment=assess(spec, result))


def standing_of(on: date, units: Sequence[int] | None = None) -> Mapping[int, DecisionLine]:
    """What communes are on a day by the lists then in force; who is on none is left out. units: None for all."""
    rows = DecisionLine.objects.filter(valid__contains=on, is_void=False).select_related("decision")
    if units is not None:
        rows = rows.filter(unit__in=units)
    return {row.unit_id: row for row in rows}


def history_of(unit: int) -> list[DecisionLine]:
    """Everything that was ever decided of a commune, the newest in front, with what was found never to have held."""
    rows = DecisionLine.objects.filter(unit=unit).select_related("decision", "ended_by", "decision__corrects")
    return list(rows.order_by("-valid", "-pk"))
