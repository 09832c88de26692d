"""Two bodies count the same thing: their figures side by side, the difference, and a note on which counts."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.catalogue import browsing
from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure, parse_figure
from namro.kernel.problems import Refused
from namro.kernel.times import Period, PeriodKind, Regime, campaign, period_containing
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.bodies import whole_directory_on
from namro.organisations.models import Unit
from namro.organisations.rules import Permission
from namro.reporting.actions.reconciliation import give_other_figures, reconcile
from namro.reporting.queries.reconciliation import differences, windows_with_two
from namro.reporting.rules import in_words
from namro.reporting.stored import Window
from namro.web.access import Request, requires
from namro.web.pages import page

A_PAGE = 40


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
@page(template="requests/reconcile.html")
def list_differences(request: Request) -> dict[str, Any]:
    asked = request.GET
    window = _window(asked.get("ky", ""))
    found = differences(request.units, window=window, element=asked.get("so", ""))
    everything = found if not asked.get("so") else differences(request.units, window=window)
    names = catalogue.elements()
    shown = Paginator([d for d in found if asked.get("xem") == "het" or not d.is_settled], A_PAGE)
    page_obj = shown.get_page(asked.get("page"))
    return {
        "page_obj": page_obj,
        "open": sum(not d.is_settled for d in found),
        "total": len(found),
        "asked": asked,
        "windows": [(f"{a:%Y-%m-%d}.{b:%Y-%m-%d}", label_of((a, b))) for a, b in windows_with_two(request.units)],
        "elements": sorted({(d.key.element, names[d.key.element].name) for d in everything}),
        "may_note": bool(access.units_for(request.user, Permission.REPORT_REVIEW, on=request.today)),
        "rows": [
            {
                "d": d,
                "given": [(g, in_words(g.value, d.decimals)) for g in d.given],
                "window": label_of(d.window),
                "span": f"{d.window[0]:%Y-%m-%d}.{d.window[1]:%Y-%m-%d}",
            }
            for d in page_obj
        ],
    }


def _window(text: str) -> Window | None:
    first, _dot, last = text.partition(".")
    try:
        return date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return None


def label_of(window: Window) -> str:
    """The name of the statutory period with these days, else the days."""
    for kind in (PeriodKind.MONTH, PeriodKind.QUARTER, PeriodKind.HALF_YEAR, PeriodKind.YEAR):
        period = period_containing(window[1], kind, Regime.STATUTORY)
        if (period.start, period.end) == window:
            return period.label
    return campaign(*window).label


@require_POST
@requires(Permission.REPORT_REVIEW)
def note_difference(request: Request, unit_id: int) -> HttpResponseBase:
    unit = get_object_or_404(Unit, pk=unit_id, pk__in=request.units)
    posted = request.POST
    window, supplier = _window(posted.get("ky", "")), posted.get("supplier", "")
    if window is None or not supplier.isdecimal():
        raise Refused("reconcile-gone", _("Chọn số nào được tính."))
    try:
        key = CellKey.parse(posted.get("cell", ""))
        reconcile(
            by=request.user,
            at=timezone.now(),
            unit=unit,
            key=key,
            window=window,
            supplier=int(supplier),
            reason=posted.get("reason", "")[:1000],
        )
    except ValueError as error:
        raise Refused("reconcile-gone", str(error)) from error
    except Refused as refused:
        if refused.code == "forbidden":
            raise
        messages.error(request, refused.message)
    else:
        messages.success(request, _("Đã ghi số được tính; cả hai số vẫn còn."))
    return redirect(reverse("requests:reconcile"))


class OtherFiguresForm(forms.Form):
    """A list as it is copied from a spreadsheet: the unit, then its number."""

    cell = forms.ChoiceField(label=gettext_lazy("Số liệu"))
    period = forms.ChoiceField(label=gettext_lazy("Kỳ"))
    supplier = forms.ChoiceField(label=gettext_lazy("Số của đơn vị nào"))
    lines = forms.CharField(
        label=gettext_lazy("Dán hai cột: đơn vị, số"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy("Mỗi dòng một đơn vị, chép thẳng từ Excel; xã không có trong danh sách thì giữ như cũ."),
    )
    document = forms.CharField(label=gettext_lazy("Theo văn bản"), max_length=300)

    def __init__(self, request: Request, units: frozenset[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = organisations.units_on(request.today, units)
        agencies = [(str(row.id), row.name) for row in names.values() if row.kind != "commune"]
        periods = _recent(request.today)
        self.periods = {period.code: period for period in periods}
        self.fields["supplier"].choices = agencies  # type: ignore[attr-defined]
        self.fields["period"].choices = [(p.code, p.label) for p in periods]  # type: ignore[attr-defined]
        self.fields["cell"].choices = [  # type: ignore[attr-defined]
            (str(key), f"{e.name}: {part}" if (part := dict(e.breakdowns).get(key.breakdown)) else e.name)
            for e in browsing.askable(browsing.search_elements(""))
            for key in e.cells()
        ]

    def figures(self, request: Request) -> dict[int, Figure]:
        """By unit; Refused, with the line, for a name that stands for no unit or a number that is none."""
        key = CellKey.parse(self.cleaned_data["cell"])
        decimals = catalogue.elements()[key.element].decimals
        directory = whole_directory_on(request.today)
        found: dict[int, Figure] = {}
        for number, text in enumerate(self.cleaned_data["lines"].splitlines(), start=1):
            if not text.strip():
                continue
            name, _tab, typed = text.rpartition("\t") if "\t" in text else text.strip().rpartition(" ")
            match = directory.match(name.strip())
            if match.kind != "unit":
                raise Refused("line", _("Dòng %(n)s: không rõ «%(name)s» là đơn vị nào.") % {"n": number, "name": name})
            try:
                figure = parse_figure(typed, decimals)
            except ValueError as error:
                raise Refused("line", _("Dòng %(n)s: %(why)s") % {"n": number, "why": error}) from error
            if figure is not None:
                found[match.units[0]] = figure
        return found


def _recent(today: date) -> list[Period]:
    now = period_containing(today, PeriodKind.QUARTER, Regime.STATUTORY)
    quarters = [now]
    while len(quarters) < 5:
        quarters.append(quarters[-1].previous())
    return quarters


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_FILL_FOR)
@page(template="requests/other_figures.html")
def other_figures(request: Request) -> dict[str, Any] | HttpResponseBase:
    """What one body counts of many units, beside what these report themselves."""
    form = OtherFiguresForm(request, request.units, request.POST or None)
    if request.method == "POST" and form.is_valid():
        period = form.periods[form.cleaned_data["period"]]
        try:
            new = give_other_figures(
                by=request.user,
                at=timezone.now(),
                supplier=Unit.objects.get(pk=form.cleaned_data["supplier"]),
                key=CellKey.parse(form.cleaned_data["cell"]),
                window=(period.start, period.end),
                figures=form.figures(request),
                document=form.cleaned_data["document"],
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã ghi %(n)s số; chỗ lệch hiện ở bảng dưới.") % {"n": new})
            return redirect("requests:reconcile")
    return {"form": form, "status": 422 if form.errors else 200}
