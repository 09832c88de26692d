"""Two versions of a plan side by side, what is carried over, and what of the earlier one ends."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from namro.catalogue.models import Indicator
from namro.kernel.problems import Refused
from namro.kernel.times import Regime, short_date
from namro.organisations import access
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans import queries, revising, rules, versioning, wording
from namro.plans.models import Draft, Plan, Target, Task, Version
from namro.plans.rules import Comparator, DraftState, ItemKind
from namro.plans.versioning import Carried, Ends
from namro.plans.versions import Change, Pair, VersionKind, counts, word_changes
from namro.web.access import Request, requires
from namro.web.pages import page
from namro.web.plan_labels import KINDS

CHANGES: dict[Change, str | Promise] = {
    Change.CHANGED: gettext_lazy("Thay đổi"),
    Change.ADDED: gettext_lazy("Thêm mới"),
    Change.REMOVED: gettext_lazy("Không còn"),
    Change.SAME: gettext_lazy("Giữ nguyên"),
}
VERSION_KINDS: dict[VersionKind, str | Promise] = {
    VersionKind.AMENDS: gettext_lazy("sửa đổi, bổ sung"),
    VersionKind.REPLACES: gettext_lazy("thay thế"),
}
ANSWERS: dict[str, str | Promise] = {
    "unit": gettext_lazy("Đơn vị"),
    "officer": gettext_lazy("Cán bộ"),
    "indicator": gettext_lazy("Đo bằng"),
    "reading": gettext_lazy("Hiểu là"),
    "base_value": gettext_lazy("Số gốc"),
    "base_source": gettext_lazy("Nguồn số gốc"),
    "lead": gettext_lazy("Chủ trì"),
    "coordinating": gettext_lazy("Phối hợp"),
    "mode": gettext_lazy("Giao hay đề nghị"),
    "due_on": gettext_lazy("Hạn"),
    "starts_on": gettext_lazy("Bắt đầu"),
    "who": gettext_lazy("Đơn vị báo cáo"),
    "receiver": gettext_lazy("Nơi nhận"),
    "regime": gettext_lazy("Chốt số liệu"),
}


def _find(request: Request, draft_id: int) -> Draft:
    return get_object_or_404(queries.drafts(request.units).select_related("document"), pk=draft_id)


@require_GET
@requires(Permission.PLAN_READ_IN)
@page(template="plans/versions.html")
def compare_versions(request: Request, draft_id: int) -> dict[str, Any]:
    """For whoever reads plans in: which plan the draft follows, what differs, what goes along, what ends."""
    draft = _find(request, draft_id)
    version = Version.objects.select_related("earlier__draft").filter(draft=draft).first()
    is_open = draft.state == DraftState.OPEN
    may = access.may(request.user, Permission.PLAN_PUBLISH, unit=draft.document.owner_id, on=request.today)
    found: dict[str, Any] = {
        "draft": draft,
        "version": version,
        "is_open": is_open,
        "may_choose": may and is_open,
        "may_end": may and version is not None and draft.state != DraftState.ABANDONED,
        "suggestions": versioning.suggestions(draft) if is_open else [],
        "plans": versioning.candidates(draft) if is_open else [],
        "version_kinds": VERSION_KINDS.items(),
        "from_date": (version and version.from_date) or rules.day(draft.header.get("issued_on")) or request.today,
    }
    if version is None:
        return found
    pairs = versioning.comparison(draft, version.earlier)
    offered = versioning.carried(draft, version.earlier, pairs) if is_open else []
    return {
        **found,
        **_compared(request, pairs),
        "offered": _offers(offered),
        "offered_for_plan": bool(is_open and versioning.carried_for_plan(draft, version.earlier)),
        "endings": _endings(versioning.endings(version, pairs)),
        "version_word": VERSION_KINDS[VersionKind(version.kind)],
    }


@require_GET
@requires(Permission.PLAN_VIEW)
@page(template="plans/versions.html")
def show_versions(request: Request, plan_id: int) -> dict[str, Any]:
    """For everybody: what a published plan has changed in the one before it, if there is one."""
    plan = get_object_or_404(Plan.objects.select_related("draft__document"), pk=plan_id)
    versions = Version.objects.select_related("earlier__draft")
    version = versions.filter(draft=plan.draft_id).first()
    if version is None:
        return {"draft": plan.draft, "plan": plan}
    pairs = versioning.comparison(plan.draft, version.earlier)
    return {
        "draft": plan.draft,
        "plan": plan,
        "version": version,
        **_compared(request, pairs),
        "endings": _endings(versioning.endings(version, pairs)),
        "version_word": VERSION_KINDS[VersionKind(version.kind)],
    }


# ---- what is shown ----


def _compared(request: HttpRequest, pairs: Sequence[Pair]) -> dict[str, Any]:
    change, kind = request.GET.get("change", ""), request.GET.get("kind", "")
    of_kind = [pair for pair in pairs if not kind or pair.entry.kind == kind]
    shown = [pair for pair in of_kind if not change or pair.change == change]
    number = counts(of_kind)
    with_kind = f"&kind={kind}" if kind in set(ItemKind) else ""
    tabs = [{"label": _("Tất cả"), "url": f"?change={with_kind}", "current": not change, "count": len(of_kind)}]
    tabs += [
        {"label": label, "url": f"?change={one}{with_kind}", "current": change == one, "count": number[one]}
        for one, label in CHANGES.items()
    ]
    present = {pair.entry.kind for pair in pairs}
    return {
        "tabs": tabs,
        "rows": [_row(pair) for pair in shown],
        "kinds": [(code, label) for code, label in KINDS.items() if code in present],
        "kind": kind,
        "change": change,
    }


def _row(pair: Pair) -> dict[str, Any]:
    before, after = pair.earlier, pair.later
    if before is not None and after is not None:
        runs, said = word_changes(before.text, after.text), word_changes(before.said, after.said)
    else:
        runs, said = word_changes(pair.entry.text, pair.entry.text), word_changes(pair.entry.said, pair.entry.said)
    return {
        "change": pair.change,
        "label": CHANGES[pair.change],
        "kind": KINDS[ItemKind(pair.entry.kind)],
        "from": before.section if before else "",
        "to": after.section if after else "",
        "runs": runs,
        "said": said,
    }


def _offers(offered: Iterable[Carried]) -> list[dict[str, Any]]:
    offered = list(offered)
    people = Person.objects.in_bulk([one.answers["officer"] for one in offered if one.answers.get("officer")])
    indicators = Indicator.objects.in_bulk(
        [int(found) for one in offered if (found := one.answers.get("indicator")) not in (None, "none")]
    )
    return [
        {
            "item": one.item,
            "kind": KINDS[ItemKind(one.item.kind)],
            "is_changed": one.change is Change.CHANGED,
            "answers": [
                (label, _answer(key, one.answers[key], people, indicators))
                for key, label in ANSWERS.items()
                if key in one.answers
            ],
        }
        for one in offered
    ]


def _answer(key: str, value: Any, people: Mapping[int, Person], indicators: Mapping[int, Indicator]) -> str:
    match key:
        case "officer":
            return people[value].full_name if value in people else "–"
        case "indicator":
            return indicators[int(value)].name if str(value).isdecimal() else _("không chỉ báo nào")
        case "reading":
            return wording.GOALS[Comparator(value)].replace("{}", "…")
        case "mode":
            return _("đề nghị") if value == "requested" else _("giao")
        case "regime":
            return _("theo lịch") if value == Regime.CALENDAR else _("theo kỳ 15 – 14 của NĐ 09/2019")
        case "due_on" | "starts_on":
            day = rules.day(value)
            return short_date(day) if day else ""
    return str(value)


def _endings(ends: Iterable[Ends]) -> list[dict[str, Any]]:
    return [
        {
            "of": one.of,
            "name": "target" if isinstance(one.of, Target) else "task",
            "kind": _("Chỉ tiêu") if isinstance(one.of, Target) else _("Nhiệm vụ"),
            "text": one.of.text if isinstance(one.of, Task) else one.of.quote or one.of.measure,
            "has_successor": one.later is not None,
            "is_closed": one.is_closed,
        }
        for one in ends
    ]


# ---- what the officer says ----


@require_POST
@requires(Permission.PLAN_PUBLISH)
def follow_plan(request: Request, draft_id: int) -> HttpResponseBase:
    draft = _find(request, draft_id)
    asked = request.POST
    if asked.get("none"):
        revising.follow_none(by=request.user, at=timezone.now(), draft=draft)
        messages.success(request, _("Đã bỏ liên kết; văn bản này được coi là kế hoạch mới."))
        return redirect("plans:compare-versions", draft.pk)
    try:
        day = rules.day(asked.get("from_date"))
        if day is None or asked.get("kind") not in set(VersionKind) or not asked.get("earlier"):
            raise Refused("version-incomplete", _("Chọn kế hoạch cũ, quan hệ và ngày có hiệu lực."))
        _follow(request, draft, asked["earlier"], VersionKind(asked["kind"]), day)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("plans:compare-versions", draft.pk)


def _follow(request: Request, draft: Draft, earlier: str, kind: VersionKind, day: date) -> None:
    plans = versioning.candidates(draft)
    plan = get_object_or_404(plans, pk=int(earlier) if earlier.isascii() and earlier.isdecimal() else 0)
    revising.follow_plan(by=request.user, at=timezone.now(), draft=draft, earlier=plan, kind=kind, from_date=day)
    messages.success(request, _("Đã ghi: văn bản này %(word)s %(plan)s.") % {"word": VERSION_KINDS[kind], "plan": plan})


@require_POST
@requires(Permission.PLAN_PUBLISH)
def carry_over(request: Request, draft_id: int) -> HttpResponseBase:
    draft = _find(request, draft_id)
    try:
        number = revising.carry_over(
            by=request.user,
            at=timezone.now(),
            draft=draft,
            items=_numbers(request.POST.getlist("item")),
            with_plan="plan" in request.POST,
        )
        messages.success(request, _("Đã mang câu trả lời sang %d mục; xem lại ở trang công bố.") % number)
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("plans:compare-versions", draft.pk)


@require_POST
@requires(Permission.PLAN_PUBLISH)
def decide_endings(request: Request, draft_id: int) -> HttpResponseBase:
    draft = _find(request, draft_id)
    version = get_object_or_404(Version, draft=draft)
    revising.decide_endings(
        by=request.user,
        at=timezone.now(),
        version=version,
        closed_targets=_numbers(request.POST.getlist("target")),
        closed_tasks=_numbers(request.POST.getlist("task")),
    )
    messages.success(request, _("Đã lưu việc kết thúc, tiếp tục ở kế hoạch cũ."))
    return redirect("plans:compare-versions", draft.pk)


def _numbers(texts: Iterable[str]) -> set[int]:
    return {int(text) for text in texts if text.isascii() and text.isdecimal()}
