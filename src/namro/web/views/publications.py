"""Documents that went out: the list, each one with its figures, and the way down to the entries."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from namro.organisations import access
from namro.organisations.rules import Permission
from namro.plans.models import Plan, Target
from namro.publishing import actions, drafting, follow_up, queries
from namro.publishing.models import Publication, PublicationFile
from namro.web.access import Request, requires
from namro.web.files import DOCX, PDF, XLSX, attachment
from namro.web.forms.publications import ReportOptionsForm
from namro.web.pages import page
from namro.web.views.publication_follow_up import following


@require_GET
@requires(Permission.PUBLICATION_VIEW)
@page(template="publications/list.html")
def list_publications(request: Request) -> dict[str, Any]:
    found = list(queries.publications_at(request.units))
    return {
        "publications": found,
        "to_mark": follow_up.publications_to_mark(found),
        "drafts": queries.open_drafts(access.units_for(request.user, Permission.PUBLICATION_MAKE, on=request.today)),
    }


@require_GET
@requires(Permission.PUBLICATION_VIEW)
@page(template="publications/show.html")
def show_publication(request: Request, publication_id: int) -> dict[str, Any]:
    publication = get_object_or_404(queries.publications_at(request.units), pk=publication_id)
    changed = queries.changed_lines(publication)
    lines = [{**line, "number": n, "is_changed": n in changed} for n, line in enumerate(publication.lines)]
    return {"publication": publication, "lines": lines, **following(request, publication)}


@require_GET
@requires(Permission.PUBLICATION_VIEW)
def download(request: Request, publication_id: int) -> HttpResponse:
    publication = get_object_or_404(Publication, pk=publication_id, unit__in=request.units)
    return attachment(bytes(publication.content), publication.filename, DOCX)


@require_GET
@requires(Permission.PUBLICATION_VIEW)
def download_file(request: Request, publication_id: int, form: str) -> HttpResponse:
    """The PDF or the workbook, as it was frozen with the document."""
    file = get_object_or_404(
        PublicationFile,
        publication=publication_id,
        publication__unit__in=request.units,
        form=form,
        content__isnull=False,
    )
    return attachment(bytes(file.content or b""), file.filename, {"pdf": PDF, "xlsx": XLSX}[file.form])


@require_GET
@requires(Permission.PUBLICATION_VIEW)
@page(template="publications/trace.html")
def trace_line(request: Request, publication_id: int, line: int) -> dict[str, Any]:
    publication = get_object_or_404(queries.publications_at(request.units), pk=publication_id)
    if line >= len(publication.lines):
        raise Http404
    printed = publication.lines[line]
    entries = queries.entries_of(printed["revisions"], on=publication.window_end or request.today)
    target = Target.objects.filter(pk=printed.get("target")).select_related("document").first()
    return {"publication": publication, "line": printed, "entries": entries, "target": target}


@require_http_methods(["GET", "POST"])
@requires(Permission.PUBLICATION_MAKE)
@page(template="publications/publish.html")
def publish_report(request: Request, plan_id: int, period_code: str) -> dict[str, Any] | HttpResponseBase:
    """One button: the consolidated report of a period, with what it would say about late units shown before."""
    plan = get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    form = ReportOptionsForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and "write" in request.POST:
        draft = drafting.start_draft(
            by=request.user, at=timezone.now(), plan=plan, period_code=period_code, **form.cleaned_data
        )
        return redirect("publications:show-draft", draft.pk)
    if request.method == "POST" and form.is_valid():
        publication = actions.publish_consolidated_report(
            by=request.user, at=timezone.now(), plan=plan, period_code=period_code, **form.cleaned_data
        )
        messages.success(request, _("Báo cáo tổng hợp đã lập. Tải tệp DOCX về, sửa lời văn rồi trình ký."))
        return redirect("publications:show-publication", publication.pk)
    preview = actions.consolidated_preview(plan=plan, period_code=period_code, on=request.today)
    return {
        "plan": plan,
        "form": form,
        "period": preview.period,
        "tally": preview.tally,
        "waiting": preview.tally.sent - preview.tally.accepted,
        "status": 422 if form.errors else 200,
    }
