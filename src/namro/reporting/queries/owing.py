"""What a plan's reports can be narrowed to: the units that report, and the forms they fill."""

from __future__ import annotations

from dataclasses import dataclass

from namro.plans.models import Plan
from namro.reporting.models import Report
from namro.reporting.stored import forms_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Owing:
    """forms: the title by the form's code, in order of the codes."""

    units: frozenset[int]
    forms: dict[str, str]


def owing(plan: Plan) -> Owing:
    """Two queries."""
    reports = Report.objects.filter(rule__plan=plan)
    versions = dict(
        reports.exclude(form_version=None)
        .order_by("form_version__form__code", "form_version")
        .values_list("form_version__form__code", "form_version")
        .distinct()
    )
    titles = {pk: form.title for pk, form in forms_of(versions.values()).items()}
    return Owing(
        units=frozenset(reports.values_list("unit", flat=True)),
        forms={code: titles[version] for code, version in versions.items()},
    )
