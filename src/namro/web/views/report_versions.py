"""The versions of a report side by side, and the way from a check code on paper to its report."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.views.decorators.http import require_GET

from namro.organisations.rules import Permission
from namro.reporting import queries
from namro.reporting.models import ReportVersion
from namro.reporting.queries.corrections import sent_up_of
from namro.reporting.queries.papers import papers_with
from namro.reporting.queries.versions import difference, versions_of
from namro.web.access import Request, requires
from namro.web.forms.chain import CodeForm
from namro.web.pages import page
from namro.web.views.report_fill import report_or_404

NOW = "nay"


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="reports/versions.html")
def compare_versions(request: Request, report_id: int) -> dict[str, Any]:
    """?tu=1&den=2 compares two versions; den=nay the first with what stands in the boxes now."""
    report = report_or_404(request, report_id)
    found, versions = queries.report_page(report), versions_of(report)
    context = {"found": found, "report": report, "versions": _lines(report, versions), "now": NOW}
    if not versions:
        return context
    before, after = _chosen(request, versions)
    return {**context, "before": before, "after": after, "difference": difference(found, before, after)}


def _lines(report: Any, versions: list[ReportVersion]) -> list[dict[str, Any]]:
    went_up = [(one, version.number) for one, version in sent_up_of(report)]
    return [
        {"version": version, "sent_up": [one for one, number in went_up if number == version.number]}
        for version in reversed(versions)
    ]


def _chosen(request: Request, versions: list[ReportVersion]) -> tuple[ReportVersion, ReportVersion | None]:
    """Without a choice, the last two; a single one is compared with what stands there now."""
    numbers = {str(version.number): version for version in versions}
    before, after = request.GET.get("tu", ""), request.GET.get("den", "")
    if not before and not after:
        return (versions[-2], versions[-1]) if len(versions) > 1 else (versions[-1], None)
    if before not in numbers or (after not in numbers and after != NOW):
        raise Http404
    return numbers[before], numbers.get(after)


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="reports/check_code.html")
def find_by_code(request: Request) -> dict[str, Any]:
    """Type a code from paper: which report it is of, and whether its figures are still those of the paper."""
    form = CodeForm(request.GET or None)
    papers = papers_with(form.cleaned_data["ma"], units=request.units) if form.is_valid() else []
    return {"form": form, "papers": papers, "asked": form.is_bound and form.is_valid()}
