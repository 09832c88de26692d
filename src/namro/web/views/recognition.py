"""A year of recognition: its four numbers, its calendar, every commune; registering; what a commune ever was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.assessment.actions import registering, reminding
from namro.assessment.models import Dossier, Registration
from namro.assessment.queries import recognition as queries
from namro.assessment.queries.recognition import FourNumbers, Row
from namro.assessment.rules import DecisionKind, DossierState, assessment_year
from namro.assessment.steps import Step, citation
from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.models import Unit
from namro.organisations.rules import Permission
from namro.web.access import Request, requires
from namro.web.files import XLSX, attachment
from namro.web.forms.recognition import DayForm, ReasonForm, RegisterForm
from namro.web.pages import page
from namro.web.recognition_labels import DOERS, KINDS, OPEN, STATES, Look, area
from namro.web.templatetags.namro import vn_date
from namro.writing.sheets import Sheet, SheetCell, workbook

FIRST_YEAR = 2023


@dataclass(frozen=True, slots=True)
class Line:
    """A commune of a year as its table shows it."""

    row: Row
    computed: Look | None
    state: Look | None
    proposed: Look | None
    agreed: Look | None
    decided: Look | None
    before: Look | None


def line_of(row: Row) -> Line:
    dossier, computed = row.dossier, row.computed
    return Line(
        row=row,
        computed=(area(computed.area_class) or OPEN) if computed else None,
        state=STATES[DossierState(dossier.state)] if dossier else None,
        proposed=area(dossier.proposed) if dossier else None,
        agreed=area(dossier.agreed) if dossier else None,
        decided=area(row.decided.area_class) if row.decided else None,
        before=area(row.before.area_class) if row.before else None,
    )


def year_or_404(year: int, on: date) -> int:
    if not FIRST_YEAR <= year <= on.year + 2:
        raise Http404
    return year


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
def show_newest(request: Request) -> HttpResponseBase:
    return redirect("recognition:show-year", queries.year_at_hand(request.today))


@require_POST
@requires(Permission.ASSESSMENT_VIEW)
def read_notices(request: Request) -> HttpResponseBase:
    reminding.read_step_notices(by=request.user, at=timezone.now())
    return redirect("home")


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="recognition/year.html")
def show_year(request: Request, year: int) -> dict[str, Any]:
    """?loc= one of the four numbers, to see who is behind it."""
    on = request.today
    rows = queries.year_rows(year_or_404(year, on), on=on)
    numbers = queries.four_numbers(year, on, rows=rows)
    mine = [row for row in rows if row.unit.id in request.units]
    chosen = request.GET.get("loc", "")
    behind = _behind(numbers, rows).get(chosen)
    shown = mine if behind is None else [row for row in mine if row.unit.id in behind]
    may_verify = bool(access.units_for(request.user, Permission.ASSESSMENT_VERIFY, on=on))
    may_propose = access.units_for(request.user, Permission.ASSESSMENT_PROPOSE, on=on)
    steps = queries.calendar_of(year)
    return {
        "year": year,
        "period": assessment_year(year),
        "numbers": numbers,
        "tiles": _tiles(numbers, chosen),
        "lines": [line_of(row) for row in shown],
        "chosen": chosen if behind is not None else "",
        "steps": [(step, DOERS[step.who], _state_of_step(step, on)) for step in steps],
        "citation": citation(year),
        "day_form": DayForm(),
        "may_verify": may_verify,
        "own": [row.unit for row in mine if row.unit.id in may_propose],
        "proposals_open": queries.one_step(year, "propose").is_open(on),
        "waiting": sum(1 for row in rows if row.dossier and row.dossier.state == DossierState.PROPOSED),
        "verified": sum(1 for row in rows if row.dossier and row.dossier.state == DossierState.VERIFIED),
        "decisions": [(one, KINDS[DecisionKind(one.kind)]) for one in queries.decisions_of(year)],
        "other_years": [year - 1, year + 1] if year + 1 <= queries.year_of(on) else [year - 1],
        "on": on,
        "wide": len(mine) > 1,
    }


def _behind(numbers: FourNumbers, rows: Sequence[Row]) -> dict[str, Sequence[int]]:
    return {
        "dang-ky": numbers.registered,
        "tam-dat": numbers.met,
        "de-nghi": numbers.proposed,
        "quyet-dinh": numbers.decided,
        "thieu-so": numbers.open,
        "doi-loai": [row.unit.id for row in rows if row.is_new],
    }


def _tiles(numbers: FourNumbers, chosen: str) -> list[dict[str, Any]]:
    """Each number with its list and what it lacks for the plan's target."""
    told = (
        ("dang-ky", _("Đăng ký"), numbers.registered),
        ("tam-dat", _("Tạm đủ điều kiện"), numbers.met),
        ("de-nghi", _("Đề nghị"), numbers.proposed),
        ("quyet-dinh", _("Có quyết định"), numbers.decided),
    )
    return [
        {
            "code": code,
            "label": label,
            "count": len(found),
            "lacking": numbers.target.lacking(len(found)) if numbers.target else None,
            "chosen": code == chosen,
        }
        for code, label, found in told
    ]


def _state_of_step(step: Step, on: date) -> str:
    if on > step.due_on:
        return "over"
    return "open" if step.is_open(on) else "later"


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
def year_workbook(request: Request, year: int) -> HttpResponse:
    on = request.today
    rows = [row for row in queries.year_rows(year_or_404(year, on), on=on) if row.unit.id in request.units]
    lines = [line_of(row) for row in rows]
    sheet = Sheet(
        name=f"{year}",
        title=_("Xếp loại, công nhận địa bàn không có ma túy năm %(year)s") % {"year": year},
        lines=[_("Đến ngày %(day)s") % {"day": vn_date(on)}],
        head=[
            _("TT"),
            _("Xã, phường"),
            _("Đăng ký"),
            _("Máy tính"),
            _("Đề nghị"),
            _("Bước"),
            _("Thẩm định"),
            _("Quyết định"),
            _("Năm trước"),
        ],
        widths=[6, 30, 28, 18, 18, 18, 18, 18, 18],
        rows=[
            [
                SheetCell(str(number)),
                SheetCell(line.row.unit.name),
                SheetCell(line.row.registration.document if line.row.registration else ""),
                *(_cell(look) for look in (line.computed, line.proposed, line.state, line.agreed, line.decided)),
                _cell(line.before),
            ]
            for number, line in enumerate(lines, 1)
        ],
    )
    return attachment(workbook(sheet), f"xep-loai-{year}.xlsx", XLSX)


def _cell(look: Look | None) -> SheetCell:
    return SheetCell(str(look.label), look.tone) if look else SheetCell("")


@require_POST
@requires(Permission.ASSESSMENT_DECIDE)
def lay_down_day(request: Request, year: int, step: str) -> HttpResponseBase:
    form = DayForm(request.POST)
    if form.is_valid():
        registering.lay_down_day(
            by=request.user, at=timezone.now(), year=year_or_404(year, request.today), step=step, **form.cleaned_data
        )
        messages.success(request, _("Đã đặt hạn của tỉnh."))
    else:
        messages.error(request, _("Chọn ngày rồi bấm «Đặt hạn»."))
    return redirect("recognition:show-year", year_or_404(year, request.today))


@require_http_methods(["GET", "POST"])
@requires(Permission.ASSESSMENT_VIEW)
@page(template="recognition/register.html")
def register(request: Request, year: int) -> dict[str, Any] | HttpResponseBase:
    """A commune registers itself; the standing agency picks the communes of a list."""
    on = request.today
    open_to = access.units_for(request.user, Permission.ASSESSMENT_PROPOSE, on=on) | access.units_for(
        request.user, Permission.ASSESSMENT_VERIFY, on=on
    )
    communes = [unit for unit in queries.communes_on(on).values() if unit.id in open_to]
    form = RegisterForm(request.POST or None)
    picked = {int(pk) for pk in request.POST.getlist("unit") if pk.isdecimal()}
    if request.method == "POST" and form.is_valid():
        wanted = [unit.id for unit in communes if unit.id in picked]
        try:
            made = registering.register_communes(
                by=request.user,
                at=timezone.now(),
                units=list(Unit.objects.filter(pk__in=wanted)),
                year=year_or_404(year, on),
                document=form.cleaned_data["document"],
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã đăng ký %(n)d xã, phường.") % {"n": len(made)})
            return redirect("recognition:show-year", year)
    known = queries.registrations_of(year_or_404(year, on))
    return {
        "year": year,
        "form": form,
        "reason_form": ReasonForm(),
        "communes": [(unit, known.get(unit.id)) for unit in communes],
        "picked": picked or {unit.id for unit in communes if len(communes) == 1},
        "status": 422 if form.errors else 200,
    }


@require_POST
@requires(Permission.ASSESSMENT_VIEW)
def withdraw(request: Request, registration_id: int) -> HttpResponseBase:
    found = get_object_or_404(Registration, pk=registration_id, unit__in=request.units)
    registering.withdraw_registration(
        by=request.user, at=timezone.now(), registration=found, reason=request.POST.get("reason", "")
    )
    messages.success(request, _("Đã rút đăng ký."))
    return redirect("recognition:register", found.year)


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="recognition/commune.html")
def show_commune(request: Request, unit_id: int) -> dict[str, Any]:
    """Everything that was registered, proposed and decided of a commune."""
    unit = get_object_or_404(Unit, pk=unit_id, pk__in=request.units)
    return {
        "unit": unit,
        "name": organisations.names_at(request.today, [unit.pk]).get(unit.pk, unit.code),
        "lines": [(line, area(line.area_class), line.valid) for line in queries.history_of(unit.pk)],
        "registrations": Registration.objects.filter(unit=unit).select_related("by").order_by("-year", "-at"),
        "dossiers": [
            (dossier, STATES[DossierState(dossier.state)], area(dossier.proposed), area(dossier.agreed))
            for dossier in Dossier.objects.filter(unit=unit).order_by("-year")
        ],
        "on": request.today,
    }
