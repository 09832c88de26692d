"""What the standing agency settles about targets after publication: paths, shares, a letter, the goals above."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from namro.cli.demo.province import moment, quarter
from namro.organisations import queries as organisations
from namro.organisations.models import Person
from namro.organisations.rules import UnitLevel
from namro.plans import targeting
from namro.plans.models import Plan
from namro.plans.rules import Comparator
from namro.plans.targeting import Letter

COUNSELLED = "addicts_counselled_share"
# By the end of each quarter: more in the second half of the year, once the teams have been trained.
PATH = (10, 22, 36, 50)
HARDER, EASIER = Decimal(45), Decimal(55)
TRAINED = "spec_officers_trained_share"
# National goals of every year, as the annex of the decision has them (catalogue.md A.8).
NATIONAL = "Chương trình mục tiêu quốc gia phòng, chống ma túy đến năm 2030 (Quyết định số 7619/QĐ-BCA ngày 08/9/2025)"
ABOVE = {"cases_org_transnational_routes_growth": "3", "cases_cyber_growth": "5"}


def settle(plan: Plan, officer: Person) -> None:
    """On 2 March, when all units have sent their own plans; a letter comes on 10 June."""
    year = plan.period_from.year
    targets = {t.indicator.code: t for t in plan.targets.select_related("indicator") if t.indicator}
    at = moment(date(year, 3, 2), 9)
    common: dict[str, Any] = {"by": officer, "at": at}
    if target := targets.get(COUNSELLED):
        days = {quarter(year, number).end: Decimal(value) for number, value in enumerate(PATH, 1)}
        reason = f"Công văn số 312/CAT-PC04 ngày 02/3/{year} giao tiến độ theo quý."
        targeting.lay_path(**common, target=target, values=days, reason=reason)
        reason = "Xã đặc biệt khó khăn thấp hơn, xã, phường còn lại cao hơn mức chung."
        targeting.allot(**common, target=target, shares=_shares(at.date()), reason=reason)
    for code, value in ABOVE.items():
        if target := targets.get(code):
            targeting.link_above(**common, target=target, above=_national(value), reason="Cùng chỉ tiêu quốc gia.")


def attest(plan: Plan, officer: Person, *, until: date) -> None:
    """What no figure here may tell: strength of the forces is not kept in this system."""
    year = plan.period_from.year
    day = date(year, 6, 10)
    target = plan.targets.filter(indicator__code=TRAINED).first()
    if target is None or day > until:
        return
    method = "Đối chiếu danh sách các lớp tập huấn với quân số, lưu tại đơn vị."
    letter = Letter(number="645/CAT-PX01", day=day, method=method)
    targeting.attest(by=officer, at=moment(day, 15), target=target, says=Decimal("17.5"), as_of=day, letter=letter)


def _shares(on: date) -> Mapping[int, Decimal]:
    communes = [row for row in organisations.units_on(on).values() if row.level is UnitLevel.COMMUNE]
    return {row.id: HARDER if "difficult" in row.tags else EASIER for row in communes}


def _national(value: str) -> dict[str, Any]:
    return {
        "citation": NATIONAL,
        "comparator": Comparator.INCREASE_MORE,
        "value": value,
        "value_to": None,
        "unit": "%",
        "year": None,
        "yearly": True,
        "is_our_share": True,
    }
