"""Giving the reports that are still to come the new version of a form; what is begun or sent keeps the one it has."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from namro.catalogue.actions.composing import issue_draft
from namro.catalogue.models import FormDraft, FormVersion
from namro.organisations import audit
from namro.organisations.models import Person
from namro.plans.models import Reporter
from namro.reporting.models import Report
from namro.reporting.queries.form_versions import Adoption, adoption


@transaction.atomic
def issue_form(*, by: Person, at: datetime, draft: FormDraft) -> tuple[FormVersion, Adoption]:
    """Issue a draft and hand its version to the reports of later windows that nobody has begun, both or neither."""
    version = issue_draft(by=by, at=at, draft=draft)
    found = adoption(version)
    for code, target in found.versions.items():
        Report.objects.filter(pk__in=found.taking.get(code, ())).update(form_version=target)
        Reporter.objects.filter(pk__in=found.reporters[code]).update(form_version=target)
    audit.record(
        by=by, at=at, action="form.adopt", subject=version, code=version.form.code, reports=found.taken, kept=found.kept
    )
    return version, found
