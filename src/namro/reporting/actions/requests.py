"""Asking some units for a few figures until an hour, and closing what was asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.catalogue import queries as catalogue
from namro.catalogue.actions import make_request_form
from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.kernel.times import Period, PeriodKind, Regime, short_date
from namro.organisations import access, audit
from namro.organisations import queries as organisations
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.plans.models import Reporter, ReportRule
from namro.reporting.actions.due import untouched_reports
from namro.reporting.models import FigureRequest, Report

MOST_CELLS = 30
LONGEST_TITLE = 160


@transaction.atomic
def make_request(
    *,
    by: Person,
    at: datetime,
    asker: Unit,
    cells: Sequence[CellKey],
    units: Iterable[int],
    window: Period,
    due_at: datetime,
    title: str = "",
    note: str = "",
) -> FigureRequest:
    """Ask units for figures of a window; each gets a report to fill in, until due_at.

    asker: the unit for which by asks and to which the answers go. title: made of the figures where it is empty.
    """
    on = timezone.localdate(at)
    access.require(by, Permission.REQUEST_MAKE, unit=asker.pk, on=on)
    rows = organisations.units_on(on, dict.fromkeys(units))
    _check(by, at, asker=asker, cells=cells, units=rows, window=window, due_at=due_at)
    named = title.strip() or _title(cells)
    due = timezone.localtime(due_at)
    said = f"Gửi trước {due:%H:%M} ngày {short_date(due.date())}. {note.strip()}".strip()
    version = make_request_form(by=by, at=at, title=named, cells=cells, source=said, since=window.start)
    rule = ReportRule.objects.create(
        title=named,
        what="yêu cầu",
        period_kind=PeriodKind.CAMPAIGN,
        regime=window.regime,
        once_on=due.date(),
        exclusive=False,
        receiver=asker,
    )
    Reporter.objects.bulk_create(
        Reporter(rule=rule, unit_id=row.id, form_version=version, relation=row.relation) for row in rows.values()
    )
    Report.objects.bulk_create(
        Report(
            rule=rule,
            unit_id=unit,
            form_version=version,
            window_start=window.start,
            window_end=window.end,
            period_code=window.code,
            due_on=due.date(),
        )
        for unit in rows
    )
    made = FigureRequest.objects.create(rule=rule, due_at=due_at, note=note.strip(), made_by=by, made_at=at)
    audit.record(by=by, at=at, action="request.make", subject=made, unit=asker, units=len(rows), cells=len(cells))
    return made


def _check(
    by: Person,
    at: datetime,
    *,
    asker: Unit,
    cells: Sequence[CellKey],
    units: Iterable[int],
    window: Period,
    due_at: datetime,
) -> None:
    asked, on = set(units), timezone.localdate(at)
    if not asked:
        raise Refused("request-units", "Chọn ít nhất một đơn vị.")
    if asker.pk in asked:
        raise Refused("request-units", "Đơn vị hỏi không tự trả lời mình; bỏ đơn vị đó ra.")
    if asked - access.units_for(by, Permission.REQUEST_MAKE, on=on):
        raise Refused("forbidden", "Anh, chị không có quyền yêu cầu đơn vị này báo số.")
    if not 0 < len(cells) <= MOST_CELLS:
        raise Refused("request-cells", f"Chọn từ 1 đến {MOST_CELLS} số liệu; nhiều hơn thì soạn một biểu.")
    if due_at <= at:
        raise Refused("request-due", "Hạn trả lời phải ở sau bây giờ.")
    if window.regime is not Regime.STATUTORY or window.kind is not PeriodKind.CAMPAIGN:
        raise Refused("request-window", "Khoảng ngày của yêu cầu không đúng.")
    if window.start > window.end or window.end > timezone.localdate(due_at):
        raise Refused("request-window", "Khoảng ngày tính số phải kết thúc không muộn hơn hạn trả lời.")


def _title(cells: Sequence[CellKey]) -> str:
    elements = catalogue.elements()
    names = list(dict.fromkeys(elements[key.element].name for key in cells if key.element in elements))
    more = f" và {len(names) - 2} số khác" if len(names) > 2 else ""
    return f"{'; '.join(names[:2])}{more}"[:LONGEST_TITLE]


@transaction.atomic
def close_request(*, by: Person, at: datetime, request: FigureRequest) -> int:
    """Ask no more: answers that nobody has begun are withdrawn; tells how many. What was begun or sent stays."""
    current = FigureRequest.objects.select_for_update(of=("self",)).select_related("rule__receiver").get(pk=request.pk)
    access.require(by, Permission.REQUEST_MAKE, unit=current.rule.receiver_id, on=timezone.localdate(at))
    if current.closed_at is not None:
        raise Refused("request-closed", "Yêu cầu này đã đóng.")
    gone, _kinds = untouched_reports().filter(rule=current.rule_id).delete()
    current.closed_by, current.closed_at = by, at
    current.save(update_fields=["closed_by", "closed_at"])
    audit.record(by=by, at=at, action="request.close", subject=current, unit=current.rule.receiver, withdrawn=gone)
    return gone
