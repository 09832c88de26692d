"""Baseline rounds: opened for a programme, answered by units, confirmed into opening figures."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.organisations import access
from namro.organisations import queries as organisations
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.reporting.actions import baseline as actions
from namro.reporting.models import BaselineAnswer, BaselineRound
from namro.reporting.queries.baseline import BASE, LAST_YEAR, OPENING, answers_of, round_page
from namro.reporting.rules import BaselineState
from namro.web.access import Request, requires
from namro.web.forms.requests import GiveBackForm, RoundForm
from namro.web.pages import page

STATES = {
    BaselineState.OPEN: ("draft", gettext_lazy("Chưa gửi")),
    BaselineState.SENT: ("submitted", gettext_lazy("Chờ xác nhận")),
    BaselineState.RETURNED: ("returned", gettext_lazy("Trả lại")),
    BaselineState.CONFIRMED: ("accepted", gettext_lazy("Đã xác nhận")),
}
GROUPS = {
    OPENING: gettext_lazy("Số đang có cuối ngày chốt"),
    BASE: gettext_lazy("Số nền, mẫu số"),
    LAST_YEAR: gettext_lazy("Số phát sinh của cả năm trước, để so cùng kỳ"),
}


@require_http_methods(["GET", "POST"])
@requires(Permission.REQUEST_MAKE)
@page(template="requests/rounds.html")
def list_rounds(request: Request) -> dict[str, Any] | HttpResponseBase:
    """Plans with their rounds; a plan that has none may open one."""
    plans = list(Plan.objects.filter(standing_unit__in=request.units).order_by("-published_at"))
    form = RoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        wanted = request.POST.get("plan", "")
        plan = next((p for p in plans if str(p.pk) == wanted), None)
        try:
            if plan is None:
                raise Refused("round-plan", _("Chọn kế hoạch."))
            made = actions.open_round(by=request.user, at=timezone.now(), plan=plan, **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã mở đợt thu số gốc; đơn vị thấy ngay trên trang của mình."))
            return redirect("requests:show-round", made.pk)
    rounds = {r.plan_id: r for r in BaselineRound.objects.filter(plan__in=plans)}
    return {
        "form": form,
        "rounds": [(p, rounds[p.pk]) for p in plans if p.pk in rounds],
        "without": [p for p in plans if p.pk not in rounds],
        "status": 422 if form.errors else 200,
    }


@require_GET
@requires(Permission.COMPLETENESS_VIEW)
@page(template="requests/round.html")
def show_round(request: Request, round_id: int) -> dict[str, Any]:
    found = get_object_or_404(
        BaselineRound.objects.select_related("plan"), pk=round_id, plan__standing_unit__in=request.units
    )
    shown = round_page(found, on=request.today)
    return {
        "found": shown,
        "rows": [(unit, answer, *STATES[BaselineState(answer.state)]) for unit, answer in shown.rows],
        "tally": [(STATES[state][1], number) for state, number in shown.tally.items()],
        "done": shown.tally[BaselineState.CONFIRMED],
        "today": request.today,
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_VIEW)
@page(template="requests/answer.html")
def answer_round(request: Request, answer_id: int) -> dict[str, Any] | HttpResponseBase:
    """The boxes of one unit; saved as often as one likes, sent once."""
    answer = get_object_or_404(answers_of(request.units), pk=answer_id)
    if request.method == "POST":
        posted, at = request.POST, timezone.now()
        version = posted.get("version", "")
        try:
            saved = actions.save_answer(
                by=request.user,
                at=at,
                answer=answer,
                version=int(version) if version.isdecimal() else 0,
                figures={box[0]: posted.get(_name(box[0]), "") for box in answer.asked},
                document=posted.get("document", ""),
            )
            if posted.get("do") == "send":
                actions.send_answer(by=request.user, at=at, answer=saved)
        except Refused as refused:
            if refused.code == "forbidden":
                raise
            return _answer_page(request, answer, posted.dict(), refused.message) | {"status": 422}
        sent = posted.get("do") == "send"
        messages.success(request, _("Đã gửi; cơ quan thường trực xác nhận.") if sent else _("Đã lưu."))
        return redirect("requests:answer-round", answer.pk)
    return _answer_page(request, answer, None, "")


def _name(address: str) -> str:
    key = CellKey.parse(address)
    return f"{key.element}--{key.breakdown}"


def _answer_page(
    request: Request, answer: BaselineAnswer, typed: dict[str, str] | None, trouble: str
) -> dict[str, Any]:
    elements, on = catalogue.elements(), request.today
    groups: dict[str, list[dict[str, Any]]] = {}
    for address, label, group in answer.asked:
        name, element = _name(address), elements[CellKey.parse(address).element]
        text = typed.get(name, "") if typed is not None else answer.figures.get(address, "")
        mode = "decimal" if element.decimals else "numeric"
        groups.setdefault(group, []).append(
            {"name": name, "label": label, "unit": element.unit, "text": text, "mode": mode, "help": element.definition}
        )
    state = BaselineState(answer.state)
    may_fill = any(
        access.may(request.user, permission, unit=answer.unit_id, on=on)
        for permission in (Permission.REPORT_FILL, Permission.REPORT_FILL_FOR)
    )
    may_review = access.may(request.user, Permission.REPORT_REVIEW, unit=answer.unit_id, on=on)
    return {
        "answer": answer,
        "unit": organisations.names_at(on, [answer.unit_id])[answer.unit_id],
        "groups": [(GROUPS[group], boxes) for group, boxes in groups.items()],
        "document": typed.get("document", "") if typed is not None else answer.document,
        "trouble": trouble,
        "state": STATES[state],
        "editable": state in actions.OPEN and may_fill,
        "may_review": state is BaselineState.SENT and may_review,
        "give_back": GiveBackForm(),
        "blanks": len(answer.asked) - len(answer.figures),
    }


@require_POST
@requires(Permission.REPORT_REVIEW)
def confirm_answer(request: Request, answer_id: int) -> HttpResponseBase:
    answer = get_object_or_404(answers_of(request.units), pk=answer_id)
    stored = actions.confirm_answer(by=request.user, at=timezone.now(), answer=answer)
    messages.success(request, _("Đã xác nhận; %(n)s số nay là số đầu kỳ, số nền của đơn vị.") % {"n": stored})
    return redirect("requests:show-round", answer.round_id)


@require_POST
@requires(Permission.REPORT_REVIEW)
def give_back(request: Request, answer_id: int) -> HttpResponseBase:
    answer = get_object_or_404(answers_of(request.units), pk=answer_id)
    comment = request.POST.get("comment", "")
    actions.give_back(by=request.user, at=timezone.now(), answer=answer, comment=comment)
    messages.success(request, _("Đã trả lại đơn vị."))
    return redirect("requests:show-round", answer.round_id)
