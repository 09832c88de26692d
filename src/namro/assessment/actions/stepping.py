"""One step of a dossier: its new state, what was said, and what the figures said at that moment."""

from __future__ import annotations

from datetime import datetime

from namro.assessment import rules
from namro.assessment.models import Dossier, DossierStep
from namro.assessment.queries.pinned import Computed, pin
from namro.assessment.rules import AreaClass, DossierState, assessment_year
from namro.organisations import audit
from namro.organisations.models import Person


def move(
    dossier: Dossier,
    to: DossierState,
    *,
    by: Person,
    at: datetime,
    computed: Computed | None = None,
    said: AreaClass | None = None,
    comment: str = "",
) -> None:
    """Write the step, the dossier and the audit entry. Without a word about figures the last one stands."""
    before = DossierState(dossier.state)
    rules.check_can_move(before, to)
    pinned = pin(computed, assessment_year(dossier.year))
    dossier.state, dossier.version = to, dossier.version + 1
    if said is not None:
        dossier.computed = pinned["computed"]
    dossier.save()
    DossierStep.objects.create(
        dossier=dossier,
        from_state=before,
        to_state=to,
        said=said or "",
        comment=comment.strip()[:1000],
        document=f"{dossier.number} ngày {dossier.issued_on:%d/%m/%Y}" if dossier.issued_on else "",
        by=by,
        at=at,
        **pinned,
    )
    audit.record(
        by=by,
        at=at,
        action=f"dossier.{to.lower()}",
        subject=dossier,
        unit=dossier.unit,
        said=said or "",
        year=dossier.year,
    )
