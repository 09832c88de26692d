"""Changes of units: entered on a page, shown before they are written, listed, and undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.kernel.figures import format_exact
from namro.kernel.problems import Refused
from namro.organisations import access, queries
from namro.organisations.differences import difference_on
from namro.organisations.models import ServesLink, UnitChange
from namro.organisations.queries import UnitRow
from namro.organisations.rules import ChangeKind, Permission
from namro.reporting.actions import following
from namro.web import unit_labels
from namro.web.access import Request, requires
from namro.web.forms import unit_changes as forms
from namro.web.forms.unit_changes import ChangeForm
from namro.web.pages import page
from namro.web.templatetags.namro import vn_date
from namro.web.unit_differences import told
from namro.web.unit_writing import writing

FORMS: dict[ChangeKind, type[ChangeForm]] = {
    ChangeKind.MERGE: forms.MergeForm,
    ChangeKind.SPLIT: forms.SplitForm,
    ChangeKind.RENAME: forms.RenameForm,
    ChangeKind.MOVE: forms.MoveForm,
    ChangeKind.DISSOLVE: ChangeForm,
    ChangeKind.ADD: forms.AddForm,
    ChangeKind.FUNCTION: forms.FunctionForm,
    ChangeKind.TAG: forms.TagForm,
    ChangeKind.SERVES: forms.ServesForm,
}
# Of several units, or of one that is not there yet; all others begin by naming the one unit.
OF_NO_ONE_UNIT = {ChangeKind.MERGE, ChangeKind.ADD, ChangeKind.FUNCTION}
CHANGES_A_PAGE = 30


@require_GET
@requires(Permission.UNIT_VIEW)
@page(template="units/changes.html")
def list_changes(request: Request) -> dict[str, Any]:
    page_obj = Paginator(UnitChange.objects.select_related("by", "undone_by"), CHANGES_A_PAGE).get_page(
        request.GET.get("page")
    )
    names = queries.names_at(request.today, {unit for change in page_obj for unit in change.units[:4]})
    return {
        "page_obj": page_obj,
        "rows": [
            {
                "change": change,
                "label": unit_labels.CHANGES[ChangeKind(change.kind)],
                "units": [names[unit] for unit in change.units[:3] if unit in names],
                "more": max(len(change.units) - 3, 0),
            }
            for change in page_obj
        ],
        "may_edit": _may_edit(request),
        "kinds": [(slug, unit_labels.CHANGES[kind]) for slug, kind in unit_labels.SLUGS.items()],
    }


@require_GET
@requires(Permission.UNIT_VIEW)
@page(template="units/change.html")
def show_change(request: Request, change_id: int) -> dict[str, Any]:
    change = get_object_or_404(UnitChange.objects.select_related("by", "undone_by"), pk=change_id)
    names = queries.names_at(change.effective_on, change.units)
    return {
        "change": change,
        "label": unit_labels.CHANGES[ChangeKind(change.kind)],
        "units": [(unit, names[unit]) for unit in change.units if unit in names],
        "may_undo": change.undone_at is None and _may_edit(request),
    } | told(difference_on(change.effective_on), request.GET.get("khac", ""))


@require_POST
@requires(Permission.UNIT_EDIT)
def undo_change(request: Request, change_id: int) -> HttpResponseBase:
    change = get_object_or_404(UnitChange, pk=change_id)
    following.undo(by=request.user, at=timezone.now(), change=change)
    messages.success(request, _("Đã hoàn tác; mọi thứ trở lại như trước thay đổi ấy."))
    return redirect("units:list-changes")


@require_http_methods(["GET", "POST"])
@requires(Permission.UNIT_EDIT)
@page(template="units/make_change.html")
def make_change(request: Request, change_kind: str) -> dict[str, Any] | HttpResponseBase:
    """GET: the form. POST: what it would do; with «ghi» it is done, with «sua» the form comes back."""
    kind = unit_labels.SLUGS.get(change_kind)
    if kind is None:
        raise Http404
    posted = request.POST if request.method == "POST" else None
    units = queries.units_on(_day(posted.get("effective_on", "") if posted else "", request.today))
    unit = _unit(request, units)
    context: dict[str, Any] = {"kind": kind, "slug": change_kind, "label": unit_labels.CHANGES[kind], "unit": unit}
    if unit is None and kind not in OF_NO_ONE_UNIT:
        return context | {"choices": ChangeForm(units=units, unit=None).below_the_top()}
    served = ServesLink.objects.filter(unit=unit.id if unit else None, valid__contains=request.today)
    initial = forms.initial_of(unit, list(served.values_list("served", flat=True)), request.today)
    form = FORMS[kind](posted, units=units, unit=unit, initial=initial)
    context |= {"form": form, "status": 200}
    if posted is None or "sua" in posted:
        return context | {"form": form if posted is None else _unchecked(form, kind, units, unit)}
    if not form.is_valid():
        return context | {"status": 422}
    at = timezone.now()
    try:
        write = writing(kind, form, by=request.user, at=at)
        do = following.carry_out if "ghi" in posted else following.rehearse
        outcome = do(by=request.user, at=at, write=write)
    except Refused as refused:
        form.add_error(None, refused.message)
        return context | {"status": 422}
    if "ghi" in posted:
        messages.success(request, _("Đã ghi thay đổi."))
        return redirect("units:show-change", outcome.change.pk)
    context |= {"outcome": outcome, "posted": _pairs(posted), "summary": _summary(form)}
    return context | told(outcome.difference, "")


def _may_edit(request: Request) -> bool:
    return bool(access.units_for(request.user, Permission.UNIT_EDIT, on=request.today))


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today


def _unit(request: Request, units: dict[int, UnitRow]) -> UnitRow | None:
    text = request.POST.get("don-vi") or request.GET.get("don-vi") or ""
    if not text:
        return None
    if not text.isdecimal() or len(text) > 18:
        raise Http404
    unit = units.get(int(text)) or queries.units_on(request.today).get(int(text))
    if unit is None:
        raise Http404
    return unit


def _unchecked(form: ChangeForm, kind: ChangeKind, units: dict[int, UnitRow], unit: UnitRow | None) -> ChangeForm:
    """The same boxes as they were sent, to be corrected."""
    sent = {name: form[name].data for name in form.fields}
    return FORMS[kind](None, units=units, unit=unit, initial=sent)


def _summary(form: ChangeForm) -> list[tuple[Any, str]]:
    """What was filled in, in the words of the form."""
    told_in_words = []
    for field in form:
        value = form.cleaned_data[field.name]
        words = _labels(getattr(field.field, "choices", ()))
        shown = [vn_date(one) if isinstance(one, date) else words.get(str(one), str(one)) for one in _several(value)]
        if shown:
            told_in_words.append((field.label, ", ".join(shown)))
    return told_in_words


def _several(value: Any) -> list[Any]:
    """What was chosen or typed, without what was left blank; numbers as they are said."""
    values = value if isinstance(value, list) else [value]
    return [format_exact(one) if isinstance(one, Decimal) else one for one in values if one not in ("", None)]


def _labels(choices: Any) -> dict[str, str]:
    """Labels by value, those of groups too."""
    found: dict[str, str] = {}
    for value, label in choices:
        found |= _labels(label) if isinstance(label, list | tuple) else {str(value): str(label)}
    return found


def _pairs(posted: Any) -> list[tuple[str, str]]:
    return [(name, value) for name, values in posted.lists() for value in values if name != "csrfmiddlewaretoken"]
