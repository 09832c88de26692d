"""Writing a consolidated report: figures beside the officer's own words, brought up to date, looked at, frozen."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.publishing import drafting, own_templates, queries
from namro.publishing.draft_pages import DraftPage, page_of
from namro.publishing.models import ReportDraft
from namro.publishing.rules import DraftState
from namro.web.access import Request, requires
from namro.web.document_html import blocks_of
from namro.web.files import DOCX, attachment
from namro.web.forms.publications import FreezeForm
from namro.web.pages import page
from namro.writing import docx


def draft_or_404(request: Request, draft_id: int) -> ReportDraft:
    return get_object_or_404(queries.drafts_at(request.units).defer("template__content"), pk=draft_id)


def _back(draft: ReportDraft, code: str = "") -> HttpResponseBase:
    response = redirect("publications:show-draft", draft.pk)
    if code:
        response["Location"] += f"#muc-{code}"
    return response


@require_GET
@requires(Permission.PUBLICATION_MAKE)
@page(template="publications/draft.html")
def show_draft(request: Request, report_draft_id: int) -> dict[str, Any] | HttpResponseBase:
    draft = draft_or_404(request, report_draft_id)
    if draft.state == DraftState.FROZEN:
        return redirect("publications:show-publication", draft.publication.pk)
    found = page_of(draft, at=timezone.now())
    return {
        "draft": draft,
        "found": found,
        "period": found.material.figures.period,
        "parts": [{"part": part, "generated": blocks_of(part.section.prose.blocks)} for part in found.parts],
        "templates": queries.templates_for(draft.unit_id, found.material.outline.code).filter(retired_at=None),
        "freeze_form": FreezeForm(),
        "is_open": draft.state == DraftState.OPEN,
    }


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def write_section(request: Request, report_draft_id: int, code: str) -> HttpResponseBase:
    draft, at = draft_or_404(request, report_draft_id), timezone.now()
    version = request.POST.get("version", "")
    try:
        stored = drafting.write_section(
            by=request.user,
            at=at,
            draft=draft,
            code=code,
            text=request.POST.get("text", ""),
            base_version=int(version) if version.isdecimal() else 0,
        )
    except Refused as refused:
        if request.htmx and refused.code != "forbidden":
            return HttpResponse(refused.message, status=409, content_type="text/plain; charset=utf-8")
        raise
    said = _("Đã lưu lúc %(time)s") % {"time": timezone.localtime(at).strftime("%H:%M")}
    if not request.htmx:
        messages.success(request, said)
        return _back(draft, code)
    context = {"code": code, "version": stored.version, "problems": find_personal_data(stored.text), "oob": True}
    response = TemplateResponse(request, "publications/draft_said.html", context)
    response["HX-Trigger"] = json.dumps({"saved": said})
    return response


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def pull_words(request: Request, report_draft_id: int, code: str) -> HttpResponseBase:
    draft = draft_or_404(request, report_draft_id)
    version = request.POST.get("version", "")
    drafting.pull_words(
        by=request.user,
        at=timezone.now(),
        draft=draft,
        code=code,
        said_by=request.POST.get("unit", "")[:200],
        words=request.POST.get("words", "")[:5000],
        base_version=int(version) if version.isdecimal() else 0,
    )
    return _back(draft, code)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def regenerate(request: Request, report_draft_id: int) -> HttpResponseBase:
    draft = drafting.regenerate(by=request.user, at=timezone.now(), draft=draft_or_404(request, report_draft_id))
    messages.success(request, _("Số liệu đã cập nhật; lời của cán bộ giữ nguyên."))
    return _back(draft)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def confirm_section(request: Request, report_draft_id: int, code: str) -> HttpResponseBase:
    draft = draft_or_404(request, report_draft_id)
    drafting.confirm_section(by=request.user, at=timezone.now(), draft=draft, code=code)
    return _back(draft, code)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def choose_template(request: Request, report_draft_id: int) -> HttpResponseBase:
    draft = draft_or_404(request, report_draft_id)
    wanted = request.POST.get("template", "")
    found = own_templates.templates_of(draft.unit_id).filter(pk=wanted).first() if wanted.isdecimal() else None
    if wanted and found is None:
        raise Http404
    drafting.choose_template(by=request.user, at=timezone.now(), draft=draft, template=found)
    messages.success(request, _("Đã chọn cách trình bày."))
    return _back(draft)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def drop_draft(request: Request, report_draft_id: int) -> HttpResponseBase:
    draft = drafting.drop_draft(by=request.user, at=timezone.now(), draft=draft_or_404(request, report_draft_id))
    messages.success(request, _("Đã bỏ dự thảo; lời đã viết vẫn còn, có thể khôi phục."))
    return _back(draft)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def take_up_draft(request: Request, report_draft_id: int) -> HttpResponseBase:
    draft = drafting.take_up_draft(by=request.user, at=timezone.now(), draft=draft_or_404(request, report_draft_id))
    messages.success(request, _("Đã khôi phục dự thảo."))
    return _back(draft)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def freeze_draft(request: Request, report_draft_id: int) -> HttpResponseBase:
    form = FreezeForm(request.POST)
    form.is_valid()
    draft = draft_or_404(request, report_draft_id)
    try:
        publication = drafting.freeze_draft(by=request.user, at=timezone.now(), draft=draft, **form.cleaned_data)
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        messages.error(request, refused.message)
        return _back(draft)
    messages.success(request, _("Đã chốt. Tải tệp về trình ký; ký xong thì ghi số, ngày và tệp đã ký."))
    return redirect("publications:show-publication", publication.pk)


@require_GET
@requires(Permission.PUBLICATION_MAKE)
@page(template="publications/draft_preview.html")
def preview_draft(request: Request, report_draft_id: int) -> dict[str, Any]:
    draft = draft_or_404(request, report_draft_id)
    found = page_of(draft, at=timezone.now())
    return {
        "draft": draft,
        "document": found.document,
        "blocks": blocks_of(found.document.body),
        "annexes": [(annex, blocks_of(annex.body)) for annex in found.document.annexes],
    }


@require_GET
@requires(Permission.PUBLICATION_MAKE)
def preview_file(request: Request, report_draft_id: int) -> HttpResponse:
    """The DOCX as it would be frozen now, in the layout that was chosen."""
    draft, at = draft_or_404(request, report_draft_id), timezone.now()
    return attachment(_file(page_of(draft, at=at), draft, at), f"du-thao-{draft.period_code}.docx", DOCX)


def _file(found: DraftPage, draft: ReportDraft, at: Any) -> bytes:
    if draft.template is None:
        return docx.render(found.document, at=at)
    parts = [part.section for part in found.parts]
    content, _lines = own_templates.rendered(draft.template, parts, drafting.words_of(draft), material=found.material)
    return content
