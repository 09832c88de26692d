"""A list of a whole reform: read, shown with what is wrong in it and what it would change, then taken in."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from namro.kernel import reforms
from namro.kernel.problems import Problem, Refused
from namro.kernel.reforms import ReformRow
from namro.kernel.times import ONE_DAY
from namro.organisations import official_list, queries, reforming
from namro.organisations.rules import Permission
from namro.reporting.actions import following
from namro.web.access import Request, requires
from namro.web.forms.unit_changes import ImportForm
from namro.web.pages import page
from namro.web.unit_differences import told

LARGEST_LIST = 5 * 1024 * 1024
# Half a year before: figures of the year in which the map changed have a place.
USUALLY_KNOWN_DAYS = 180


@require_http_methods(["GET", "POST"])
@requires(Permission.UNIT_EDIT)
@page(template="units/import.html")
def import_units(request: Request) -> dict[str, Any] | HttpResponseBase:
    """GET: the form. POST: what the list would change; with «ghi» it is taken in."""
    begins = official_list.valid_from()
    initial = {
        "source": "official" if _official(request) else "file",
        "effective_on": begins,
        "known_since": begins - USUALLY_KNOWN_DAYS * ONE_DAY,
        "legal_reference": "",
    }
    if request.method == "GET":
        return {"form": ImportForm(initial=initial), "has_official": bool(_official(request))}
    form = ImportForm(request.POST, request.FILES)
    context: dict[str, Any] = {"form": form, "has_official": bool(_official(request)), "status": 200}
    if not form.is_valid():
        return context | {"status": 422}
    at = timezone.now()
    try:
        rows, problems, others = _rows(request, form)
        context |= {"problems": problems, "others": others, "row_count": len(rows)}
        if problems:
            return context | {"status": 422}
        write = partial(
            reforming.import_reform,
            by=request.user,
            at=at,
            rows=rows,
            effective_on=form.cleaned_data["effective_on"],
            known_since=form.cleaned_data["known_since"],
            legal_reference=form.cleaned_data["legal_reference"],
        )
        do = following.carry_out if "ghi" in request.POST else following.rehearse
        outcome = do(by=request.user, at=at, write=write)
    except Refused as refused:
        form.add_error(None, refused.message)
        return context | {"status": 422}
    if "ghi" in request.POST:
        messages.success(request, _("Đã nhập danh sách."))
        return redirect("units:show-change", outcome.change.pk)
    return context | {"outcome": outcome, "rows_text": reforms.written(rows)} | told(outcome.difference, "")


def _official(request: Request) -> list[ReformRow]:
    """The built-in list, where it knows this province."""
    top = queries.units_on(request.today)[queries.tree_on(request.today).root]
    return official_list.successions_of(top.code)


def _rows(request: Request, form: ImportForm) -> tuple[tuple[ReformRow, ...], list[Problem], int]:
    """Our rows, what is wrong, and how many rows are of other provinces."""
    problems: list[Problem] = []
    if form.cleaned_data["rows"]:
        rows, problems = reforms.read_rows(form.cleaned_data["rows"])
    elif form.cleaned_data["source"] == "official":
        rows = _official(request)
    else:
        rows, problems = reforms.read_rows(_text(form.cleaned_data["file"]))
    own = reforming.own_rows(rows, on=form.cleaned_data["effective_on"])
    return own.rows, [*problems, *own.problems], own.others


def _text(file: Any) -> str:
    if file.size > LARGEST_LIST:
        raise Refused("reform-file", _("Tệp lớn hơn 5 MB; danh sách một tỉnh nhỏ hơn nhiều, kiểm tra lại tệp."))
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused("reform-file", _("Tệp không phải văn bản UTF-8; lưu lại dạng «CSV UTF-8».")) from error
