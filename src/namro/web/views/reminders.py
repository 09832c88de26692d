"""Following up late reports: whom to remind now, the words for a group, the schedule, and a word to a leader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from namro.kernel.problems import Refused
from namro.kernel.times import short_date
from namro.organisations import access
from namro.organisations.contact import set_own_email
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.publishing.reminder_letters import publish_reminder_letter
from namro.reporting.actions import escalations
from namro.reporting.actions import reminders as actions
from namro.reporting.models import Report
from namro.reporting.queries import ReportLine, report_lines
from namro.reporting.queries import reminders as queries
from namro.reporting.rules import Standing
from namro.web.access import Request, requires, signed_in
from namro.web.forms.reminders import EscalationForm, RemindForm, ScheduleForm, as_fields
from namro.web.pages import page

# More names than this nobody reads in a group, as before the due day when hardly anybody has sent.
MOST_NAMES = 60


def plan_and_lines(request: Request, plan_id: int, period_code: str) -> tuple[Plan, list[ReportLine]]:
    plan = get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    lines = queries.lines_of_period(plan, period_code, on=request.today)
    if not lines:
        raise Http404
    return plan, lines


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_REVIEW)
@page(template="reports/remind.html")
def remind(request: Request, plan_id: int, period_code: str) -> dict[str, Any] | HttpResponseBase:
    """Everything one can do about the units that have not sent: words for a group, remind, write, tell a leader."""
    plan, lines = plan_and_lines(request, plan_id, period_code)
    left = queries.unsent(lines)
    form = RemindForm(request.POST or None, reports=[line.id for line in left])
    if request.method == "POST" and form.is_valid():
        told = actions.remind_now(by=request.user, at=timezone.now(), plan=plan, reports=form.cleaned_data["reports"])
        if told:
            words = ngettext("Đã nhắc %(n)d người.", "Đã nhắc %(n)d người.", told) % {"n": told}
            messages.success(request, words)
        else:
            messages.warning(request, _("Hôm nay đã nhắc các đơn vị này rồi, hoặc đơn vị chưa có người đầu mối."))
        return redirect("reports:remind", plan.pk, period_code)
    reach = queries.reach_of({line.unit for line in left}, on=request.today)
    reminded = queries.last_reminded(line.id for line in left)
    rows = [(line, {"line": line, "reach": reach[line.unit], "reminded": reminded.get(line.id)}) for line in left]
    return {
        "plan": plan,
        "period": lines[0].period,
        "today": request.today,
        "form": form,
        "ordered": [row for line, row in rows if not line.asked],
        "asked": [row for line, row in rows if line.asked],
        "late": [line for line in left if line.standing is Standing.OVERDUE],
        "message": group_message(lines),
        "by_mail": queries.mail_is_set_up(),
        "schedule": queries.schedule_on(request.today),
        "status": 422 if form.errors else 200,
    }


def group_message(lines: Sequence[ReportLine]) -> str:
    """A text to paste into a group: what is due when and who has not sent; no figure, no body that is asked.

    In Vietnamese whatever language the officer works in, as is what a leader reads: others read it.
    """
    ordered = [line for line in lines if not line.asked]
    open_ones = [line for line in ordered if line.is_open]
    if not open_ones:
        return ""
    due = short_date(max(line.due_on for line in open_ones))
    told = [f"Báo cáo {lines[0].period.label}, hạn gửi ngày {due}."]
    for words, standing in (
        ("Đã quá hạn, chưa gửi", Standing.OVERDUE),
        ("Đã trả lại, chờ gửi lại", Standing.RETURNED),
        ("Chưa gửi", Standing.NOT_DUE),
    ):
        names = list(dict.fromkeys(line.unit_name for line in open_ones if line.standing is standing))
        if names and len(names) <= MOST_NAMES:
            told.append(f"{words}: {', '.join(names)}.")
        elif names:
            told.append(f"{words}: nhiều đơn vị; mỗi đơn vị xem trên trang chính của mình.")
    told.append("Đề nghị các đơn vị gửi sớm; vướng chỗ nào xin gọi cơ quan thường trực.")
    return "\n".join(told)


@require_POST
@requires(Permission.PUBLICATION_MAKE)
def reminder_letter(request: Request, plan_id: int, period_code: str) -> HttpResponseBase:
    plan = get_object_or_404(Plan, pk=plan_id, owner__in=request.units)
    publication = publish_reminder_letter(by=request.user, at=timezone.now(), plan=plan, period_code=period_code)
    messages.success(request, _("Công văn đôn đốc đã lập. Tải tệp DOCX về, trình ký, lấy số."))
    return redirect("publications:show-publication", publication.pk)


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_REVIEW)
@page(template="reports/reminder_schedule.html")
def reminder_schedule(request: Request) -> dict[str, Any] | HttpResponseBase:
    now = queries.schedule_on(request.today)
    form = ScheduleForm(request.POST or None, initial={**as_fields(now), "valid_from": request.today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_schedule(
                by=request.user,
                at=timezone.now(),
                valid_from=form.cleaned_data["valid_from"],
                schedule=form.schedule(),
            )
        except Refused as refused:
            form.add_error(None, refused.message)
        else:
            messages.success(request, _("Đã đặt lịch nhắc."))
            return redirect("reports:reminder-schedule")
    return {
        "form": form,
        "now": now,
        "policies": [(policy, queries.schedule_of(policy)) for policy in queries.policies()],
        "by_mail": queries.mail_is_set_up(),
        "today": request.today,
        "status": 422 if form.errors else 200,
    }


@require_http_methods(["GET", "POST"])
@signed_in
@page(template="reports/notices.html")
def notices(request: Request) -> dict[str, Any] | HttpResponseBase:
    """What the program told the person who looks, as long as it is kept, and where the person is reached by mail."""
    if request.method == "POST" and "email" in request.POST:
        set_own_email(by=request.user, at=timezone.now(), email=request.POST["email"])
        messages.success(request, _("Đã ghi địa chỉ thư."))
        return redirect("reports:notices")
    if request.method == "POST":
        notice = request.POST.get("notice", "")
        actions.read_notices(by=request.user, at=timezone.now(), notice=int(notice) if notice.isdecimal() else None)
        return redirect("home" if request.POST.get("from") == "home" else "reports:notices")
    return {
        "notices": queries.notices_of(request.user, on=request.today),
        "today": request.today,
        "by_mail": queries.mail_is_set_up(),
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.REPORT_REVIEW)
@page(template="reports/escalate.html")
def escalate(request: Request, plan_id: int, period_code: str) -> dict[str, Any] | HttpResponseBase:
    plan, lines = plan_and_lines(request, plan_id, period_code)
    late = [line for line in lines if line.standing is Standing.OVERDUE]
    leaders = queries.leaders_on(request.today)
    first_words = f"Đến nay các đơn vị nêu tại danh sách chưa gửi báo cáo {lines[0].period.label}, dù đã được nhắc."
    form = EscalationForm(request.POST or None, leaders=leaders, initial={"text": first_words})
    if request.method == "POST" and form.is_valid():
        chosen = {role.person_id: role.person for role in leaders if role.person_id in form.cleaned_data["to"]}
        told = escalations.escalate(
            by=request.user,
            at=timezone.now(),
            plan=plan,
            period_code=period_code,
            to=list(chosen.values()),
            text=form.cleaned_data["text"],
        )
        messages.success(request, _("Đã báo cáo lãnh đạo; nội dung và danh sách được lưu."))
        return redirect("reports:show-escalation", told[0].pk)
    earlier = queries.escalations_seen_by(request.user, reviews=True).filter(plan=plan, period_code=period_code)
    return {
        "plan": plan,
        "period": lines[0].period,
        "late": late,
        "leaders": leaders,
        "form": form,
        "earlier": earlier,
        "today": request.today,
        "status": 422 if form.errors else 200,
    }


@require_http_methods(["GET", "POST"])
@requires(Permission.COMPLETENESS_VIEW)
@page(template="reports/escalation.html")
def show_escalation(request: Request, escalation_id: int) -> dict[str, Any] | HttpResponseBase:
    """For the leader it went to and those who follow up: the words, who was late then, and how it is now."""
    on = request.today
    reviews = bool(access.units_for(request.user, Permission.REPORT_REVIEW, on=on))
    found = queries.escalations_seen_by(request.user, reviews=reviews).filter(plan__owner__in=request.units)
    escalation = get_object_or_404(found, pk=escalation_id)
    if request.method == "POST":
        escalations.see_escalation(by=request.user, at=timezone.now(), escalation=escalation)
        return redirect("reports:show-escalation", escalation.pk)
    lines = report_lines(Report.objects.filter(escalations=escalation), on)
    return {
        "escalation": escalation,
        "lines": lines,
        "sent_since": sum(not line.is_open for line in lines),
        "period": lines[0].period if lines else None,
        "is_mine": escalation.to_id == request.user.pk,
        "today": on,
    }
