"""Drafts of the papers by which a list goes to the province's committee and comes back; nothing is frozen here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from namro.assessment.queries import recognition as queries
from namro.assessment.rules import AreaClass, DossierState
from namro.kernel.problems import Refused
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.organisations.rules import UnitLevel
from namro.publishing.builders.recognition import Proposal, build_decision, build_submission
from namro.writing.model import OfficialDocument

PAPERS = {"quyet-dinh": build_decision, "to-trinh": build_submission}


def draft(paper: str, year: int, *, on: date) -> OfficialDocument:
    """paper: a key of PAPERS. Raises Refused while nothing has been verified or decided."""
    found = proposal(year, on=on)
    return PAPERS[paper](found, on=on, demo=organisations.is_demonstration())


def proposal(year: int, *, on: date) -> Proposal:
    """What was verified; of what was decided already, what was decided."""
    rows = queries.year_rows(year, on=on)
    said = []
    for row in rows:
        if row.decided:
            said.append((row, AreaClass(row.decided.area_class)))
        elif row.dossier and row.dossier.state == DossierState.VERIFIED:
            said.append((row, AreaClass(row.dossier.agreed)))
    if not said:
        raise Refused("nothing-verified", f"Chưa có hồ sơ nào của năm {year} được thẩm định để trình.")
    units = organisations.units_on(on)
    top = next(unit for unit in units.values() if unit.level is UnitLevel.PROVINCE)
    police = _first(units.values(), "police") or top
    return Proposal(
        year=year,
        rows=said,
        total=len(rows),
        province=top,
        police=police,
        standing=_first(units.values(), "drug_police") or police,
    )


def _first(units: Iterable[UnitRow], kind: str) -> UnitRow | None:
    return next((unit for unit in units if unit.kind == kind), None)
