"""Findings of the lint that a person has looked at and lets stand, each with a reason; kept for good in the audit."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from namro.kernel.problems import Refused
from namro.organisations import audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans.actions import open_draft
from namro.plans.models import Draft, FindingDismissal

LONGEST_REASON = 300


@transaction.atomic
def dismiss_finding(
    *, by: Person, at: datetime, draft: Draft, code: str, start: int, end: int, reason: str
) -> FindingDismissal:
    """Let a finding stand. A second dismissal of the same finding replaces the reason."""
    current = open_draft(by, at, draft.pk, Permission.PLAN_READ_IN)
    said = reason.strip()
    if not said or len(said) > LONGEST_REASON:
        raise Refused("dismissal-reason", f"Ghi lý do để nguyên, ngắn gọn, không quá {LONGEST_REASON} chữ.")
    dismissal, _ = FindingDismissal.objects.update_or_create(
        draft=current, code=code, start=start, end=end, defaults={"reason": said, "by": by, "at": at}
    )
    owner = current.document.owner
    audit.record(by=by, at=at, action="draft.dismiss_finding", subject=current, unit=owner, code=code, start=start)
    return dismissal


@transaction.atomic
def bring_finding_back(*, by: Person, at: datetime, draft: Draft, code: str, start: int, end: int) -> None:
    """Take a dismissal back, so that the finding is asked again."""
    current = open_draft(by, at, draft.pk, Permission.PLAN_READ_IN)
    current.dismissals.filter(code=code, start=start, end=end).delete()
    owner = current.document.owner
    audit.record(by=by, at=at, action="draft.bring_finding_back", subject=current, unit=owner, code=code, start=start)
