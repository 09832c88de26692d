"""An office's own Word templates of a report: the starting one, the placeholders, uploads and their versions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.publishing import drafting, own_templates, queries
from namro.publishing.draft_pages import page_of
from namro.publishing.models import ReportTemplate
from namro.publishing.placeholders import FIGURES, placeholders_of
from namro.web.access import Request, requires
from namro.web.files import DOCX, attachment
from namro.web.forms.publications import TemplateForm
from namro.web.pages import page
from namro.web.views.report_drafts import draft_or_404

LARGEST = 6 * 1024 * 1024  # bytes that are read before the template is refused for its size


@require_http_methods(["GET", "POST"])
@requires(Permission.PUBLICATION_MAKE)
@page(template="publications/templates.html")
def list_templates(request: Request, report_draft_id: int) -> dict[str, Any] | HttpResponseBase:
    draft = draft_or_404(request, report_draft_id)
    material = drafting.material_of(draft, at=timezone.now())
    form = TemplateForm(request.POST, request.FILES) if request.method == "POST" else TemplateForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            stored = own_templates.upload_template(
                by=request.user,
                at=timezone.now(),
                unit=draft.unit,
                outline=material.outline,
                name=form.cleaned_data["name"],
                filename=file.name or "",
                content=file.read(LARGEST),
                elements=material.figures.elements,
            )
        except Refused as refused:
            if refused.code == "forbidden":
                raise
            form.add_error("file", refused.message)
        else:
            messages.success(
                request, _("Đã nhận mẫu «%(name)s», bản %(n)d.") % {"name": stored.name, "n": stored.version}
            )
            return redirect("publications:list-templates", draft.pk)
    return {
        "draft": draft,
        "outline": material.outline,
        "form": form,
        "templates": queries.templates_for(draft.unit_id, material.outline.code),
        "placeholders": placeholders_of(material.outline),
        "windows": FIGURES.items(),
        "elements": sorted(material.figures.elements.items(), key=lambda item: item[1].name),
        "status": 422 if form.errors else 200,
    }


@require_GET
@requires(Permission.PUBLICATION_MAKE)
def download_starting(request: Request, report_draft_id: int) -> HttpResponse:
    draft, at = draft_or_404(request, report_draft_id), timezone.now()
    content = own_templates.starting_template(drafting.material_of(draft, at=at), at=at)
    return attachment(content, "mau-bao-cao-khoi-dau.docx", DOCX)


@require_GET
@requires(Permission.PUBLICATION_MAKE)
def try_template(request: Request, report_draft_id: int, template_id: int) -> HttpResponse:
    """The draft as this template would print it, with the figures of now."""
    draft = draft_or_404(request, report_draft_id)
    template = get_object_or_404(ReportTemplate, pk=template_id, unit=draft.unit_id)
    found = page_of(draft, at=timezone.now())
    parts = [part.section for part in found.parts]
    content, _lines = own_templates.rendered(template, parts, drafting.words_of(draft), material=found.material)
    return attachment(content, f"xem-thu-{draft.period_code}.docx", DOCX)


@require_GET
@requires(Permission.PUBLICATION_MAKE)
def download_template(request: Request, template_id: int) -> HttpResponse:
    template = get_object_or_404(ReportTemplate, pk=template_id, unit__in=request.units)
    return attachment(bytes(template.content), template.filename, DOCX)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def retire_template(request: Request, template_id: int) -> HttpResponseBase:
    template = get_object_or_404(ReportTemplate.objects.defer("content"), pk=template_id, unit__in=request.units)
    own_templates.retire_template(
        by=request.user, at=timezone.now(), template=template, retired=template.retired_at is None
    )
    messages.success(request, _("Đã ghi."))
    back = request.POST.get("draft", "")
    return (
        redirect("publications:list-templates", int(back))
        if back.isdecimal()
        else redirect("publications:list-publications")
    )
