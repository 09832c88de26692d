"""Settling what the text leaves open, and publishing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from namro.catalogue.models import Indicator
from namro.kernel.figures import format_exact
from namro.kernel.times import Regime
from namro.organisations.rules import Permission
from namro.plans import actions, queries, rules, wording
from namro.plans.linting import findings_of
from namro.plans.models import Draft
from namro.plans.rules import Comparator, DraftState
from namro.plans.settlement import LEFT_OUT, Line, ReportLine, Sheet, TargetLine, TaskLine
from namro.reporting.actions import publish_programme
from namro.reporting.queries.publication import outcome_of
from namro.web.access import requires
from namro.web.pages import page
from namro.web.plan_labels import KINDS
from namro.web.views.plan_review import find_draft

ANSWER = re.compile(r"i(\d+)-([a-z_]+)", re.ASCII)
ANSWERS = frozenset(
    {
        *(
            "unit",
            "reading",
            "officer",
            "due_on",
            "starts_on",
            "indicator",
            "base",
            "base_value",
            "base_source",
            "base_year",
            "nothing",
            "each",
            "same_as",
        ),
        *("lead", "coordinating", "mode", "who", "receiver", "regime"),
    }
)
REGIMES = {Regime.STATUTORY: "chốt số liệu theo NĐ 09/2019 (15 → 14)", Regime.CALENDAR: "chốt số liệu theo lịch"}


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_PUBLISH)
@page(template="plans/publish.html")
def publish_draft(request: HttpRequest, draft_id: int) -> dict[str, Any] | HttpResponseBase:
    """The questions. Nothing is published from here: answers that are complete lead to the page that asks."""
    draft = find_draft(request, draft_id)
    if draft.state == DraftState.PUBLISHED:
        return redirect("plans:show-plan", draft.plan.pk)
    refused = None
    if request.method == "POST":
        _keep_answers(request, draft)
        draft = find_draft(request, draft_id)
        sheet = queries.publish_sheet(draft, on=request.today)  # type: ignore[attr-defined]
        if sheet.is_ready:
            return redirect("plans:confirm-publication", draft.pk)
        refused = actions.what_is_open(sheet)
    return {**_context(request, draft), "refused_because": refused, "status": 409 if refused else 200}


@require_http_methods(["GET", "POST"])
@requires(Permission.PLAN_PUBLISH)
@page(template="plans/confirm_publication.html")
def confirm_publication(request: HttpRequest, draft_id: int) -> dict[str, Any] | HttpResponseBase:
    """Says what will be made and what stays open; publishes only what was shown here."""
    draft = find_draft(request, draft_id)
    if draft.state == DraftState.PUBLISHED:
        return redirect("plans:show-plan", draft.plan.pk)
    sheet = queries.publish_sheet(draft, on=request.today)  # type: ignore[attr-defined]
    if not sheet.is_ready:
        messages.error(request, actions.what_is_open(sheet))
        return redirect("plans:publish-draft", draft.pk)
    outcome = outcome_of(sheet)
    is_other = request.method == "POST" and request.POST.get("mark") != outcome.mark
    if request.method == "POST" and not is_other:
        plan = publish_programme(by=request.user, at=timezone.now(), draft=draft)  # type: ignore[arg-type]
        messages.success(request, _("Đã công bố %s. Đơn vị nào cũng thấy phần việc của mình từ lúc này.") % plan)
        return redirect("plans:show-plan", plan.pk)
    standing = {(f.code, f.place.start, f.place.end) for f in findings_of(draft.document)}
    dismissed = set(draft.dismissals.values_list("code", "start", "end"))
    return {
        "draft": draft,
        "sheet": sheet,
        "outcome": outcome,
        "is_other": is_other,
        "standing_name": _name_of(sheet, sheet.standing_unit),
        "findings": len(standing - dismissed),
        "left_out": [named.text for named, _uses in sheet.names.all_used() if named.answer == LEFT_OUT],
        "rejected": draft.items.filter(state=rules.ItemState.REJECTED).count(),
        "status": 409 if is_other else 200,
    }


def _context(request: HttpRequest, draft: Draft) -> dict[str, Any]:
    sheet = queries.publish_sheet(draft, on=request.today)  # type: ignore[attr-defined]
    indicators = dict(Indicator.objects.order_by("name").values_list("pk", "name"))
    names = sheet.names.all_used()
    return {
        "draft": draft,
        "sheet": sheet,
        "indicators": indicators,
        "unit_names": [row.name for row in sheet.units.values()],
        "names_open": [_name_row(sheet, named, uses) for named, uses in names if not named.is_settled],
        "names_settled": [_name_row(sheet, named, uses) for named, uses in names if named.is_settled],
        "targets": [_target_row(sheet, line, indicators) for line in sheet.targets],
        "tasks": [_task_row(sheet, line) for line in sheet.tasks],
        "reports": [_report_row(sheet, line) for line in sheet.reports],
        "allocations": sheet.allocations,
        "officers": sheet.officers,
        "waiting": [(KINDS[kind], count, kind) for kind, count in sheet.waiting.items()],
        "regimes": REGIMES.items(),
        "regime": draft.settled.get("regime") or Regime.STATUTORY,
        "standing_name": _name_of(sheet, sheet.standing_unit),
        "later": sum(1 for line in sheet.lines if line.later),
    }


def _name_of(sheet: Sheet, unit: int | None) -> str:
    return sheet.units[unit].name if unit is not None else ""


def _name_row(sheet: Sheet, named: Any, uses: int) -> dict[str, Any]:
    names = [sheet.units[unit].name for unit in named.units]
    return {
        "text": named.text,
        "uses": uses,
        "answer": named.answer,
        "is_left_out": named.answer == "-",
        "meaning": names[0] if len(names) == 1 else "",
        "count": len(names),
        "some": ", ".join(names[:4]),
        "alternatives": [sheet.units[unit].name for unit in named.alternatives if unit in sheet.units],
    }


def _target_row(sheet: Sheet, line: TargetLine, indicators: Mapping[int, str]) -> dict[str, Any]:
    unit = line.item.data.get("unit") or ""
    return {
        "line": line,
        "goal": wording.goal(line.comparator, line.value, line.value_to, unit, as_written=True),
        "reading": wording.goal(line.reading, line.value, line.value_to, unit),
        "readings": [(c, wording.goal(c, line.value, line.value_to, unit)) for c in line.readings],
        "officers": sheet.officers_of(line.unit),
        "indicator": indicators.get(line.indicator or 0, ""),
        "unit_name": sheet.units[line.unit].name if line.unit is not None else line.unit_text,
        "is_asked": line.unit is not None and sheet.units[line.unit].is_asked,
        "base_value": format_exact(line.base_value) if line.base_value is not None else "",
    }


def _task_row(sheet: Sheet, line: TaskLine) -> dict[str, Any]:
    units = [unit for one in line.lead for unit in one.units]
    asked = sum(1 for unit in units if line.is_requested or sheet.units[unit].is_asked)
    return {
        "line": line,
        "kind": KINDS[rules.ItemKind(line.item.kind)],
        "units": len(units),
        "asked": asked,
        "officers": sheet.officers_of(line.single_unit),
    }


def _report_row(sheet: Sheet, line: ReportLine) -> dict[str, Any]:
    kinds: dict[str, int] = {}
    for unit in line.units:
        form = line.forms.get(unit)
        title = form.form.title if form else _("văn bản kế hoạch") if line.what == "kế hoạch" else _("báo cáo bằng lời")
        kinds[title] = kinds.get(title, 0) + 1
    return {
        "line": line,
        "due": wording.due_rule(line.rule, line.once_on, exclusive=line.exclusive),
        "forms": sorted(kinds.items(), key=lambda pair: -pair[1]),
        "asked": sum(1 for unit in line.units if sheet.units[unit].is_asked),
        "has_windows": bool(line.rule),
    }


# ---- answers ----


@require_POST
@requires(Permission.PLAN_PUBLISH)
def settle_draft(request: HttpRequest, draft_id: int) -> HttpResponseBase:
    """Keep the answers of one row (htmx) or of the whole page (without script)."""
    draft = find_draft(request, draft_id)
    _keep_answers(request, draft)
    place = request.POST.get("row", "")
    if not request.headers.get("HX-Request") or not place:
        return redirect(reverse("plans:publish-draft", args=[draft.pk]) + (f"#{place}" if place else ""))
    return _answer_row(request, find_draft(request, draft_id), place)


def _keep_answers(request: HttpRequest, draft: Draft) -> None:
    """Whatever answers came with the request; the button that publishes sends those of the whole page along."""
    sheet = queries.publish_sheet(draft, on=request.today)  # type: ignore[attr-defined]
    items = _item_answers(request, sheet) | _bulk_answers(request, sheet)
    plan = _plan_answers(request, sheet)
    if items or plan:
        actions.settle(by=request.user, at=timezone.now(), draft=draft, plan_answers=plan, item_answers=items)  # type: ignore[arg-type]


def _answer_row(request: HttpRequest, draft: Draft, place: str) -> HttpResponseBase:
    context = _context(request, draft)
    rows = {
        f"r{row['line'].item.pk}": (row, kind) for kind in ("target", "task", "report") for row in context[f"{kind}s"]
    }
    found = rows.get(place)
    if found is None:
        return redirect("plans:publish-draft", draft.pk)
    row, kind = found
    response = render(request, "plans/publish_answer.html", {**context, "row": row, "kind": kind, "swap": True})
    response["HX-Trigger"] = json.dumps({"saved": _("Đã lưu lúc %s") % f"{timezone.localtime():%H:%M}"})
    return response


def _item_answers(request: HttpRequest, sheet: Sheet) -> dict[int, dict[str, Any]]:
    """Only what differs from what the page shows, so that a default stays a default."""
    lines = {line.item.pk: line for line in sheet.lines}
    indicators = dict(Indicator.objects.values_list("name", "pk"))
    found: dict[int, dict[str, Any]] = {}
    for field, text in request.POST.items():
        match = ANSWER.fullmatch(field)
        if not match or match[2] not in ANSWERS or int(match[1]) not in lines:
            continue
        line, key, value = lines[int(match[1])], match[2], str(text).strip()
        if key == "indicator":
            value = str(indicators.get(value, "none"))
        if value != _shown(line, key, sheet):
            found.setdefault(line.item.pk, {})[key] = _kept(key, value)
    return found


def _shown(line: Line, key: str, sheet: Sheet) -> str:
    """The text that the page has in a box."""
    if key == "unit" and isinstance(line, TargetLine):
        return sheet.units[line.unit].name if line.unit is not None else line.unit_text
    if key == "same_as" and isinstance(line, TargetLine):
        return "yes" if line.same_as is not None else ""
    if key == "nothing" and isinstance(line, TargetLine):
        return "yes" if line.nothing_counts else ""
    if key == "each" and isinstance(line, TargetLine):
        return "yes" if line.each_unit else "no"
    if key == "mode" and isinstance(line, TaskLine):
        return "requested" if line.is_requested else "assigned"
    name = {"lead": "lead_text", "coordinating": "coordinating_text", "who": "who_text", "receiver": "receiver_text"}
    value = getattr(line, name.get(key, key), None)
    if key == "indicator":
        return str(value or "none")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format_exact(value)
    return "" if value is None else str(value)


def _kept(key: str, value: str) -> Any:
    """An answer as it is kept; "" takes back an earlier one."""
    match key:
        case "officer":
            return int(value) if value.isdecimal() else ""
        case "due_on" | "starts_on":
            return value if rules.day(value) else ""
        case "base_year":
            return value if rules.year(value) else ""
        case "base_value":
            text = value.replace(".", "").replace(",", ".")
            return text if rules.amount(text) is not None else ""
        case _:
            return value[:2000]


def _plan_answers(request: HttpRequest, sheet: Sheet) -> dict[str, Any]:
    answers: dict[str, Any] = {}
    standing = request.POST.get("standing_unit", "").strip()
    if "standing_unit" in request.POST and standing != _name_of(sheet, sheet.standing_unit):
        answers["standing_unit"] = standing
    if request.POST.get("regime") in set(Regime):
        answers["regime"] = request.POST["regime"]
    bodies = {
        field.removeprefix("body:"): str(text).strip()
        for field, text in request.POST.items()
        if field.startswith("body:") and field.removeprefix("body:") in sheet.names.uses
    }
    if bodies:
        answers["bodies"] = bodies
    return answers


def _bulk_answers(request: HttpRequest, sheet: Sheet) -> dict[int, dict[str, Any]]:
    """One choice for all of a kind; answers that a person gave one by one stay."""
    value = request.POST.get("value", "").strip()
    match request.POST.get("bulk"):
        case "reading":
            return {
                line.item.pk: {"reading": _bulk_reading(line, value)}
                for line in sheet.targets
                if len(line.readings) > 1
            }
        case "target_unit" if value:
            return {line.item.pk: {"unit": value} for line in sheet.targets if not line.unit_is_given}
        case "task_unit" if value:
            return {line.item.pk: {"lead": value} for line in sheet.tasks if line.open or not _names_a_body(line)}
        case "officer" if value.isdecimal():
            return _bulk_officer(sheet, int(value))
        case "same_as":
            return {line.item.pk: {"same_as": "yes"} for line in sheet.targets if line.repeats is not None}
    return {}


def _bulk_reading(line: TargetLine, value: str) -> str:
    """«at_least» takes the default reading, anything else the bare number."""
    return "" if value == "at_least" else str(Comparator(line.comparator))


def _names_a_body(line: TaskLine) -> bool:
    data = line.item.data
    return bool(data.get("agencies") or data.get("lead") or line.item.settled.get("lead"))


def _bulk_officer(sheet: Sheet, officer: int) -> dict[int, dict[str, Any]]:
    """Every line of a unit at which the person may be named and that has nobody yet."""
    found: dict[int, dict[str, Any]] = {}
    pairs: list[tuple[TargetLine | TaskLine, int | None]] = [(line, line.unit) for line in sheet.targets]
    pairs += [(line, line.single_unit) for line in sheet.tasks]
    for line, unit in pairs:
        if line.officer is None and officer in {o.id for o in sheet.officers_of(unit)}:
            found[line.item.pk] = {"officer": officer}
    return found
