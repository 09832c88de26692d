"""What I owe, and what waits for me."""

from __future__ import annotations

from typing import Any

from django.views.decorators.http import require_GET

from namro.organisations import access
from namro.organisations.rules import Permission
from namro.reporting import queries
from namro.reporting.queries.baseline import open_answers
from namro.reporting.queries.corrections import reports_to_mark
from namro.reporting.rules import SENT_STATES
from namro.web.access import Request, requires
from namro.web.pages import page


@require_GET
@requires(Permission.REPORT_VIEW)
@page(template="reports/my_reports.html")
def my_reports(request: Request) -> dict[str, Any]:
    """The reports of the units for which the person fills or sends; others see where to look instead."""
    today = request.today
    own = access.units_for(request.user, Permission.REPORT_FILL, on=today) | access.units_for(
        request.user, Permission.REPORT_SUBMIT, on=today
    )
    lines = queries.reports_at(own, on=today) if own else []
    sent = [line for line in lines if line.state in SENT_STATES]
    unsent = [line for line in lines if line.state not in SENT_STATES]
    return {
        "is_reporter": bool(own),
        "may_review": bool(access.units_for(request.user, Permission.REPORT_REVIEW, on=today)),
        "baselines": open_answers(own),
        "several_units": len({line.unit for line in lines}) > 1,
        "todo": [line for line in unsent if line.period.start <= today],
        "later": [line for line in unsent if line.period.start > today],
        "sent": sorted(sent, key=lambda line: line.due_on, reverse=True),
        "to_mark": reports_to_mark(line.id for line in sent),
        "today": today,
    }


@require_GET
@requires(Permission.REPORT_REVIEW)
@page(template="reports/review_queue.html")
def review_queue(request: Request) -> dict[str, Any]:
    lines = queries.waiting_for_review(request.units, on=request.today)
    return {"lines": lines, "today": request.today, "me": request.user}
