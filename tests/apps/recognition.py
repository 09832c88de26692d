"""A year in which commune a keeps free of drugs and commune b reports nothing, for tests of the way to a decision."""

from __future__ import annotations

from datetime import UTC, date, datetime

from namro.assessment.actions import dossiers
from namro.assessment.actions.deciding import Paper, record_decision
from namro.assessment.models import Decision, Dossier
from namro.assessment.rules import AreaClass
from namro.catalogue.models import Indicator
from namro.kernel.targets import Comparator
from namro.kernel.times import PeriodKind, Regime, period_of
from namro.organisations.models import Person, Unit
from namro.plans.models import DraftItem, Plan, Target
from namro.plans.rules import ItemKind
from tests.apps.reporting import NOTHING_LEFT, accepted, baseline, make_plan
from tests.cast import Cast

YEAR = 2026
NOVEMBER = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 18, 2, 0, tzinfo=UTC)
NOBODY = {"addicts_closing": 0, "users_closing": 0, "post_rehab_closing": 0, "hotspots_active": 0}
QUARTERS = [period_of(PeriodKind.QUARTER, Regime.STATUTORY, YEAR, number) for number in (1, 2, 3)]


def make_year(cast: Cast) -> Plan:
    """A plan that wants 30% of communes without drugs; a has told three quarters, in which there was nothing."""
    plan = make_plan(cast)
    item = DraftItem.objects.create(draft=plan.draft, kind=ItemKind.TARGET, position=2, data={})
    Target.objects.create(
        plan=plan,
        item=item,
        document=plan.draft.document,
        measure="Xã, phường không có ma túy",
        responsible_unit=cast.drug_police,
        comparator=Comparator.EQ,
        value=30,
        unit_label="%",
        indicator=Indicator.objects.get(code="communes_drug_free_share"),
    )
    baseline(cast, cast.a, **NOBODY, **NOTHING_LEFT)
    for quarter in QUARTERS:
        accepted(cast, cast.a, quarter, by=cast.clerk_a, at=NOVEMBER, families_with_addict=0)
    return plan


def proposed(
    by: Person, unit: Unit, area: AreaClass = AreaClass.DRUG_FREE, *, at: datetime = NOVEMBER, grounds: str = ""
) -> Dossier:
    dossier = dossiers.open_dossier(by=by, at=at, unit=unit, year=YEAR)
    return dossiers.propose(
        by=by,
        at=at,
        dossier=dossier,
        proposed=area,
        number="15/TTr-UBND",
        issued_on=date(2026, 11, 19),
        grounds=grounds,
    )


def decided(
    cast: Cast,
    classes: dict[int, AreaClass],
    *,
    number: str = "3100/QĐ-UBND",
    year: int = YEAR,
    at: datetime = DECEMBER,
) -> Decision:
    day = at.date()
    return record_decision(
        by=cast.standing,
        at=at,
        year=year,
        paper=Paper(number=number, issued_on=day),
        effective_on=day,
        classes=classes,
    )
