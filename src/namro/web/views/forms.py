"""Forms and their versions: what each asks, of whom, since when."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.catalogue import actions, browsing, queries
from namro.catalogue.models import Form, FormVersion
from namro.kernel.form_differences import differences
from namro.kernel.form_words import rule_in_words
from namro.kernel.forms import FormSpec
from namro.kernel.problems import Refused
from namro.kernel.times import PeriodKind, Regime, period_containing
from namro.organisations.rules import Permission
from namro.web.access import Request, requires
from namro.web.form_labels import PERIODS, PREFILLS, audience_words
from namro.web.forms.catalogue import NewFormForm
from namro.web.pages import page
from namro.web.views.elements import may_edit


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="forms/list.html")
def list_forms(request: Request) -> dict[str, Any]:
    lines = [line for line in browsing.form_lines(request.today) if line.shown]
    return {
        "rows": [
            {
                "line": line,
                "form": line.shown,
                "boxes": len(line.shown.cells()) if line.shown else 0,
                "audience": audience_words(line.shown.audience, request.today) if line.shown else "",
                "periods": period_words(line.shown) if line.shown else "",
            }
            for line in lines
        ],
        "drafts": browsing.new_drafts(),
        "may_edit": may_edit(request),
    }


def period_words(form: FormSpec) -> str:
    return ", ".join(str(PERIODS.get(kind, kind)).lower() for kind in form.period_kinds)


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="forms/show.html")
def show_form(request: Request, form_id: int) -> dict[str, Any]:
    """One version of a form, the newest unless ?ban= names another, with what it changed against the one before."""
    form = get_object_or_404(Form, pk=form_id)
    versions = list(form.versions.order_by("-number").select_related("made_by"))
    wanted = request.GET.get("ban", "")
    shown = next((v for v in versions if str(v.number) == wanted), versions[0])
    spec, labels = queries.spec_of(shown), browsing.Labels(queries.spec_of(shown))
    return {
        "form": form,
        "versions": versions,
        "shown": shown,
        "spec": spec,
        "changes": _changes(shown, versions),
        "elements": queries.elements(),
        "prefills": PREFILLS,
        "audience": audience_words(spec.audience, request.today),
        "periods": period_words(spec),
        "identities": [(rule.id, rule_in_words(rule, labels)) for rule in spec.identities],
        "warnings": [(rule.id, rule.message or rule_in_words(rule, labels)) for rule in spec.warnings],
        "may_edit": may_edit(request) and not form.for_request,
        "today": request.today,
    }


def _changes(shown: FormVersion, versions: list[FormVersion]) -> Any:
    before = next((v for v in versions if v.number == shown.number - 1), None)
    return differences(queries.spec_of(before), queries.spec_of(shown)) if before else None


@require_http_methods(["GET", "POST"])
@requires(Permission.FORM_EDIT)
@page(template="forms/start.html")
def start_form(request: Request) -> dict[str, Any] | HttpResponseBase:
    form = NewFormForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            draft = actions.start_form(
                by=request.user, at=timezone.now(), valid_from=next_window(request), **form.cleaned_data
            )
        except Refused as refused:
            form.add_error("code", refused.message)
        else:
            return redirect("forms:compose", draft.pk)
    return {"form": form, "status": 422 if form.errors else 200}


@require_POST
@requires(Permission.FORM_EDIT)
def start_draft(request: Request, form_id: int) -> HttpResponseBase:
    form = get_object_or_404(Form, pk=form_id)
    draft = actions.start_draft(by=request.user, at=timezone.now(), form=form, valid_from=next_window(request))
    if draft.started_by_id != request.user.pk:
        messages.info(
            request, _("Biểu này đang được %(name)s soạn; anh, chị soạn tiếp.") % {"name": draft.started_by.full_name}
        )
    return redirect("forms:compose", draft.pk)


def next_window(request: Request) -> Any:
    """A change usually holds from the next quarter on, which nobody has begun yet."""
    return period_containing(request.today, PeriodKind.QUARTER, Regime.STATUTORY).next().start
