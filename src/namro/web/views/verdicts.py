"""Which class each commune is in, why, and what would change it. Computed from the figures; nothing is stored here."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from namro.assessment import known
from namro.assessment.queries import Judged
from namro.kernel import vietnamese
from namro.kernel.classification import Verdict
from namro.kernel.classification_words import because_words
from namro.kernel.times import short_date
from namro.organisations import access
from namro.organisations.rules import Permission
from namro.web import verdict_page as told
from namro.web.access import Request, requires
from namro.web.files import XLSX, attachment
from namro.web.pages import page
from namro.web.verdict_choice import Choice, chosen, of_commune
from namro.writing.sheets import Sheet, SheetCell, workbook


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="verdicts/list.html")
def list_verdicts(request: Request) -> dict[str, Any] | HttpResponseBase:
    """Every commune that the person may see; of someone with a single one, that one."""
    choice = chosen(request)
    found = choice.judged()
    mine = {unit: verdict for unit, verdict in found.verdicts.items() if unit in request.units}
    if len(mine) == 1 and len(found.verdicts) > 1:
        return redirect(reverse("verdicts:show-verdict", args=list(mine)) + choice.query)
    scale = found.rule_set.scale("commune")
    counts = Counter(told.outcome_of(verdict) for verdict in mine.values())
    rows = _rows(request, found, mine)
    top = found.book.province_unit
    return {
        "choice": choice,
        "found": found,
        "rows": rows,
        "total": len(mine),
        "counts": [
            {"code": code, "badge": told.outcome_badge(scale, code), "n": counts[code]}
            for code in told.outcomes(scale)
            if counts[code]
        ],
        "asked": request.GET,
        "wanted": request.GET.get("ket-qua", ""),
        "rule_sets": known.rule_sets().values(),
        "readings": told.options_in_words(found.rule_set, found.options),
        "sees_province": top is not None and top.id in request.units and found.province is not None,
        "sees_all": len(mine) == len(found.verdicts),
    }


def _rows(request: Request, found: Judged, mine: dict[int, Verdict]) -> list[dict[str, Any]]:
    """Those that the filters leave."""
    wanted, words = request.GET.get("ket-qua", ""), vietnamese.search_key(request.GET.get("tim", ""))
    names = told.Names()
    rows = []
    for unit, verdict in mine.items():
        name = found.book.communes[unit].name
        readings = told.reading_lines(verdict, [r for r in found.other_readings[unit] if r.option != "conflict"])
        if wanted and told.outcome_of(verdict) != wanted:
            continue
        if words and words not in vietnamese.search_key(name):
            continue
        if "khac" in request.GET and not readings and not verdict.conflicts:
            continue
        rows.append(
            {
                "unit": unit,
                "name": name,
                "verdict": verdict,
                "badge": told.badge(verdict),
                "free": told.free_badge(verdict),
                "possible": told.open_words(verdict),
                "readings": readings,
                "conflict": told.conflict_words(verdict),
                "missing": told.missing_lines(verdict, names),
            }
        )
    return rows


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
def verdicts_workbook(request: Request) -> HttpResponse:
    """The table of the list, as it is filtered."""
    choice = chosen(request)
    found = choice.judged()
    mine = {unit: verdict for unit, verdict in found.verdicts.items() if unit in request.units}
    rows = [
        (
            SheetCell(found.book.communes[row["unit"]].code),
            SheetCell(row["name"]),
            SheetCell(row["badge"].label, tone=row["badge"].tone),
            SheetCell(row["possible"]),
            SheetCell(row["free"].label if row["free"] else "", tone=row["free"].tone if row["free"] else ""),
            SheetCell("; ".join(f"{r['choice']}: {r['badge'].label}" for r in row["readings"])),
            SheetCell(", ".join(row["missing"])),
        )
        for row in _rows(request, found, mine)
    ]
    head = (
        _("Mã"), _("Xã, phường"), _("Xếp loại"), _("Có thể là"), _("Phép thử không ma túy"), _("Đọc khác thì"),
        _("Số liệu còn thiếu"),
    )  # fmt: skip
    sheet = Sheet(
        name=str(choice.year.number),
        title=_("Xếp loại địa bàn") + f": {choice.year.label}",
        lines=(
            f"{choice.rule_set.number}: {choice.rule_set.title}",
            "; ".join(told.options_in_words(found.rule_set, found.options)),
        ),
        head=head,
        widths=(10, 30, 18, 26, 18, 44, 50),
        rows=rows,
    )
    return attachment(workbook(sheet), f"xep-loai-{choice.year.period.code}.xlsx", XLSX)


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="verdicts/show.html")
def show_verdict(request: Request, unit_id: int) -> dict[str, Any]:
    """One commune: every criterion with its figure, its threshold and its article."""
    choice, found, verdict = of_commune(request, unit_id)
    names = told.Names()
    seen = access.units_for(request.user, Permission.REPORT_VIEW, on=request.today)
    return {
        **_told(verdict, choice, found, names),
        "unit": found.book.communes[unit_id],
        "figures": told.figure_lines(verdict, found.book, unit_id, names, seen),
        "changes": told.change_lines(verdict, names),
        "last_year": _last_year(unit_id, choice),
        "quarters": _quarters(unit_id, choice),
        "sees_list": len(request.units & found.book.by_unit.keys()) > 1,
    }


def _told(verdict: Verdict, choice: Choice, found: Judged, names: told.Names) -> dict[str, Any]:
    """What the pages of a commune and of the province have in common."""
    return {
        "choice": choice,
        "verdict": verdict,
        "badge": told.badge(verdict),
        "free": told.free_badge(verdict),
        "possible": told.open_words(verdict),
        "missing": told.missing_lines(verdict, names),
        "classes": told.class_tables(verdict),
        "readings": told.reading_lines(verdict),
        "because": because_words(verdict),
        "options": told.options_in_words(found.rule_set, found.options),
    }


def _last_year(unit: int, choice: Choice) -> dict[str, Any] | None:
    """Last year's figures on today's map under the same rules and readings."""
    before = choice.year.last_year()
    verdict = choice.judged(before).verdict_of(unit)
    if verdict is None:
        return None
    return {
        "year": before,
        "badge": told.badge(verdict),
        "possible": told.open_words(verdict),
        "missing": told.missing_lines(verdict, told.Names()),
        "url": reverse("verdicts:show-verdict", args=[unit]) + f"?den={before.period.end}&bo={choice.rule_set.code}",
    }


def _quarters(unit: int, choice: Choice) -> list[dict[str, Any]]:
    """How it stood at the end of each quarter of the year that is over."""
    found = []
    for year in reversed([one for one in choice.years if one.number == choice.year.number]):
        verdict = choice.judged(year).verdict_of(unit)
        if verdict is not None:
            found.append(
                {
                    "label": _("Đến ngày %(day)s") % {"day": short_date(year.period.end)},
                    "badge": told.badge(verdict),
                    "free": told.free_badge(verdict),
                    "current": year == choice.year,
                    "url": reverse("verdicts:show-verdict", args=[unit]) + f"?den={year.period.end}",
                }
            )
    return found


@require_GET
@requires(Permission.ASSESSMENT_VIEW)
@page(template="verdicts/province.html")
def show_province(request: Request) -> dict[str, Any]:
    """The province under its own criteria; only for those who see all of it."""
    choice = chosen(request)
    found = choice.judged()
    top, verdict = found.book.province_unit, found.province
    if top is None or top.id not in request.units or verdict is None:
        raise Http404
    names = told.Names()
    complex_ones = [
        {"unit": unit, "name": found.book.communes[unit].name, "badge": told.badge(one)}
        for unit, one in found.verdicts.items()
        if set(one.class_codes) & {code for m in found.rule_set.measures.values() for code in m.counts}
    ]
    return {
        **_told(verdict, choice, found, names),
        "unit": top,
        "changes": told.change_lines(verdict, names),
        "complex_ones": complex_ones,
    }
