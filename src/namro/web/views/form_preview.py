"""A draft of a form as the page that a unit will fill in, to be looked at inside the composer."""

from __future__ import annotations

from csp.decorators import csp_replace
from django.http import HttpResponseBase
from django.template.response import TemplateResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET

from namro.catalogue import queries
from namro.organisations import queries as organisations
from namro.organisations.rules import Permission
from namro.reporting.queries.preview import preview_page
from namro.reporting.rules import EntrySource
from namro.web.access import Request, requires
from namro.web.fill_page import whole_page
from namro.web.views.form_composer import draft_or_404


@require_GET
@requires(Permission.FORM_EDIT)
@xframe_options_sameorigin
@csp_replace({"frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
def preview(request: Request, form_draft_id: int) -> HttpResponseBase:
    """The very page that a unit will fill in, with nothing in it; shown inside the composer, where nothing is sent."""
    draft = draft_or_404(form_draft_id)
    found = preview_page(queries.candidate_of(draft), organisations.units_on(request.today), request.today)
    allowed = frozenset(section.code for section in found.form.sections)
    context = whole_page(request, found, allowed, EntrySource.OWN, reference="")
    return TemplateResponse(request, "forms/preview.html", context | {"openings_missing": []})
