"""Composing a form without code: every change is saved at once, checked, shown as the phone will show it, undone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.catalogue import actions, browsing, queries
from namro.catalogue.models import FormDraft
from namro.kernel import form_drafts
from namro.kernel.elements import CellKey
from namro.kernel.form_drafts import Draft
from namro.kernel.problems import Refused
from namro.organisations.rules import Permission
from namro.reporting.actions.form_versions import issue_form
from namro.reporting.queries.form_versions import adoption
from namro.web.access import Request, requires
from namro.web.form_pages import compose_context, issue_context
from namro.web.forms.catalogue import HeadForm, cell_fields, narrative_fields, section_fields
from namro.web.pages import PartResponse, page
from namro.web.views.report_fill import SAVED_AT

STEPS = {"up": -1, "down": 1}
Change = Callable[[Draft], Draft]


def draft_or_404(form_draft_id: int) -> FormDraft:
    return get_object_or_404(FormDraft.objects.select_related("form", "base", "changed_by"), pk=form_draft_id)


@require_GET
@requires(Permission.FORM_EDIT)
@page(template="forms/compose.html", partials=("checks",))
def compose(request: Request, form_draft_id: int) -> dict[str, Any]:
    """?vua= and ?nut= name the part that was just moved and the button that moved it, which keeps the focus."""
    draft = draft_or_404(form_draft_id)
    context = compose_context(draft, request.today)
    return context | {"moved": request.GET.get("vua", ""), "button": request.GET.get("nut", "")}


def _changed(
    request: Request, form_draft_id: int, what: str, change: Change, *, at_part: str = "", button: str = ""
) -> HttpResponseBase:
    """Store one change; then what stands beside the page (typing), or the page again at the part (a button)."""
    at = timezone.now()
    draft = actions.edit_draft(by=request.user, at=at, draft=draft_or_404(form_draft_id), what=what, change=change)
    if request.htmx:
        context = compose_context(draft_or_404(draft.pk), request.today)
        response = PartResponse(request, "forms/compose.html", "checks", context)
        said = _("Đã lưu lúc %(time)s") % {"time": timezone.localtime(at).strftime(SAVED_AT)}
        response["HX-Trigger"] = json.dumps({"saved": said})
        return response
    query = {"vua": at_part, "nut": button} if button else None
    return redirect(reverse("forms:compose", args=[draft.pk], query=query) + (f"#{at_part}" if at_part else ""))


# ---- head ----


@require_POST
@requires(Permission.FORM_EDIT)
def change_head(request: Request, form_draft_id: int) -> HttpResponseBase:
    draft_or_404(form_draft_id)
    form = HeadForm(request.today, request.POST)
    if not form.is_valid():
        raise Refused("valid-from", _("Ghi ngày áp dụng theo dạng ngày/tháng/năm."))
    fields = form.spec(request.POST)
    return _changed(
        request,
        form_draft_id,
        _("Sửa đầu biểu"),
        lambda draft: form_drafts.with_head(draft, fields),
        at_part="dau-bieu",
    )


# ---- sections ----


@require_POST
@requires(Permission.FORM_EDIT)
def add_section(request: Request, form_draft_id: int) -> HttpResponseBase:
    _made, code = form_drafts.add_section(draft_or_404(form_draft_id).spec)
    return _changed(
        request,
        form_draft_id,
        _("Thêm mục %(code)s") % {"code": code},
        lambda draft: form_drafts.add_section(draft)[0],
        at_part=f"muc-{code}",
    )


@require_POST
@requires(Permission.FORM_EDIT)
def change_section(request: Request, form_draft_id: int, section: str) -> HttpResponseBase:
    draft_or_404(form_draft_id)
    what, change = _pressed(
        request,
        _("mục %(code)s") % {"code": section},
        fields=lambda draft: form_drafts.change_section(draft, section, section_fields(request.POST.dict())),
        move=lambda draft, by: form_drafts.move_section(draft, section, by),
        remove=lambda draft: form_drafts.remove_section(draft, section),
    )
    return _changed(request, form_draft_id, what, change, at_part=f"muc-{section}", button=_button(request))


def _pressed(
    request: Request, name: str, *, fields: Change, move: Callable[[Draft, int], Draft], remove: Change
) -> tuple[str, Change]:
    """What the pressed button does to a part, and the words for it."""
    match request.POST.get("do", "save"):
        case "remove":
            return _("Bỏ %(part)s") % {"part": name}, remove
        case ("up" | "down") as way:
            return _("Dời %(part)s") % {"part": name}, lambda draft: move(draft, STEPS[way])
        case _:
            return _("Sửa %(part)s") % {"part": name}, fields


def _button(request: Request) -> str:
    pressed = request.POST.get("do", "")
    return pressed if pressed in STEPS else ""


# ---- boxes ----


@require_http_methods(["GET", "POST"])
@requires(Permission.FORM_EDIT)
@page(template="forms/pick.html", partials=("found",))
def add_cells(request: Request, form_draft_id: int, section: str) -> dict[str, Any] | HttpResponseBase:
    """Pick elements by search; those that the form has are marked and cannot be picked twice."""
    draft = draft_or_404(form_draft_id)
    if request.method == "POST":
        keys = [_key(text) for text in request.POST.getlist("cell")]
        if keys:
            return _changed(
                request,
                form_draft_id,
                _("Thêm %(n)s ô vào mục %(code)s") % {"n": len(keys), "code": section},
                lambda spec: form_drafts.add_cells(spec, section, keys, queries.elements()),
                at_part=f"muc-{section}",
            )
        messages.warning(request, _("Chưa chọn số liệu nào."))
    words, picked = request.GET.get("tim", ""), set(request.GET.getlist("cell"))
    there = {form_drafts.key_of(c) for s in draft.spec["sections"] for c in s["cells"]}
    # What is ticked stays in sight while one searches on.
    kept = [e for e in browsing.search_elements("") if picked & {str(key) for key in e.cells()}]
    found = dict.fromkeys([*kept, *browsing.askable(browsing.search_elements(words))[:40]])
    return {
        "draft": draft,
        "section": next((s for s in draft.spec["sections"] if s["code"] == section), {"code": section}),
        "words": words,
        "picked": picked,
        "found": [(e, [(k, dict(e.breakdowns).get(k.breakdown, ""), k in there) for k in e.cells()]) for e in found],
    }


def _key(text: str) -> CellKey:
    try:
        return CellKey.parse(text)
    except ValueError as error:
        raise Refused("no-such-element", str(error)) from error


@require_POST
@requires(Permission.FORM_EDIT)
def change_cell(request: Request, form_draft_id: int, element: str, breakdown: str) -> HttpResponseBase:
    draft = draft_or_404(form_draft_id)
    key = _key(f"{element}[{breakdown}]")
    cells = (c for s in draft.spec["sections"] for c in s["cells"])
    label = next((c.get("label") for c in cells if form_drafts.key_of(c) == key), None)
    what, change = _pressed(
        request,
        _("ô «%(label)s»") % {"label": label or key},
        fields=lambda draft: form_drafts.change_cell(draft, key, cell_fields(request.POST.dict())),
        move=lambda draft, by: form_drafts.move_cell(draft, key, by),
        remove=lambda draft: form_drafts.remove_cell(draft, key),
    )
    return _changed(request, form_draft_id, what, change, at_part=f"o-{element}--{breakdown}", button=_button(request))


# ---- words and rules ----


@require_POST
@requires(Permission.FORM_EDIT)
def add_narrative(request: Request, form_draft_id: int) -> HttpResponseBase:
    draft_or_404(form_draft_id)
    return _changed(
        request,
        form_draft_id,
        _("Thêm phần lời"),
        lambda draft: form_drafts.add_narrative(draft)[0],
        at_part="loi-van",
    )


@require_POST
@requires(Permission.FORM_EDIT)
def change_narrative(request: Request, form_draft_id: int, code: str) -> HttpResponseBase:
    draft_or_404(form_draft_id)
    what, change = _pressed(
        request,
        _("phần lời"),
        fields=lambda draft: form_drafts.change_narrative(draft, code, narrative_fields(request.POST.dict())),
        move=lambda draft, by: form_drafts.move_narrative(draft, code, by),
        remove=lambda draft: form_drafts.remove_narrative(draft, code),
    )
    return _changed(request, form_draft_id, what, change, at_part=f"loi-{code}", button=_button(request))


@require_POST
@requires(Permission.FORM_EDIT)
def add_balance(request: Request, form_draft_id: int) -> HttpResponseBase:
    draft_or_404(form_draft_id)
    posted = request.POST
    given: dict[str, Any] = {
        "result": _key(posted.get("result", "")),
        "sign": posted.get("sign", "="),
        "opening": "opening" in posted,
        "plus": [_key(text) for text in posted.getlist("plus")],
        "minus": [_key(text) for text in posted.getlist("minus")],
        "message": posted.get("message", "")[:300],
    }
    return _changed(
        request,
        form_draft_id,
        _("Thêm đẳng thức"),
        lambda draft: form_drafts.add_balance(draft, **given),
        at_part="quy-tac",
    )


@require_POST
@requires(Permission.FORM_EDIT)
def remove_rule(request: Request, form_draft_id: int, rule: str) -> HttpResponseBase:
    """An identity or a warning; the code of an element takes its formula away."""
    draft_or_404(form_draft_id)
    remove = form_drafts.remove_derived if "derived" in request.POST else form_drafts.remove_rule
    return _changed(
        request,
        form_draft_id,
        _("Bỏ quy tắc %(code)s") % {"code": rule},
        lambda draft: remove(draft, rule),
        at_part="quy-tac",
    )


# ---- the draft as a whole ----


@require_POST
@requires(Permission.FORM_EDIT)
def undo(request: Request, form_draft_id: int) -> HttpResponseBase:
    draft = draft_or_404(form_draft_id)
    what = actions.undo_step(by=request.user, at=timezone.now(), draft=draft)
    messages.success(request, _("Đã hoàn tác: %(what)s.") % {"what": what})
    return redirect("forms:compose", draft.pk)


@require_POST
@requires(Permission.FORM_EDIT)
def throw_away(request: Request, form_draft_id: int) -> HttpResponseBase:
    draft = draft_or_404(form_draft_id)
    actions.throw_draft_away(by=request.user, at=timezone.now(), draft=draft)
    messages.success(request, _("Đã bỏ bản soạn; biểu đang dùng không đổi."))
    return redirect("forms:list-forms")


@require_http_methods(["GET", "POST"])
@requires(Permission.FORM_EDIT)
@page(template="forms/issue.html")
def issue(request: Request, form_draft_id: int) -> dict[str, Any] | HttpResponseBase:
    """What will change and for whom; then the version comes into force from its day."""
    draft = draft_or_404(form_draft_id)
    if request.method == "POST":
        version, told = issue_form(by=request.user, at=timezone.now(), draft=draft)
        said = _("Đã ban hành %(code)s bản %(n)s; %(taken)s báo cáo các kỳ tới nhận bản mới.")
        messages.success(request, said % {"code": version.form.code, "n": version.number, "taken": told.taken})
        return redirect("forms:show-form", version.form_id)
    return issue_context(draft, request.today) | {"told": adoption(queries.candidate_of(draft))}
