"""A baseline round: opened for a programme, answered by every unit with its document, confirmed by a second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import parse_figure
from namro.kernel.problems import Refused
from namro.kernel.times import PeriodKind, Regime, period_containing
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans.models import Plan
from namro.reporting import rules
from namro.reporting.actions.figures import record_baseline
from namro.reporting.models import BaselineAnswer, BaselineRound
from namro.reporting.queries.baseline import boxes_of_units
from namro.reporting.rules import BaselineState

OPEN = frozenset({BaselineState.OPEN, BaselineState.RETURNED})


@transaction.atomic
def open_round(*, by: Person, at: datetime, plan: Plan, due_on: date) -> BaselineRound:
    """Ask every unit that fills a form of the plan for what stood on the eve of its first year."""
    on = timezone.localdate(at)
    access.require(by, Permission.REQUEST_MAKE, unit=plan.standing_unit_id, on=on)
    Plan.objects.select_for_update().get(pk=plan.pk)
    if BaselineRound.objects.filter(plan=plan).exists():
        raise Refused("round-open", "Kế hoạch này đã có đợt thu số gốc.")
    if due_on < on:
        raise Refused("round-due", "Hạn khai phải từ hôm nay trở đi.")
    asked = boxes_of_units(plan)
    if not asked:
        raise Refused("round-empty", "Kế hoạch này không có đơn vị nào điền biểu có số gốc.")
    year = period_containing(plan.period_from, PeriodKind.YEAR, Regime.STATUTORY).previous()
    made = BaselineRound.objects.create(
        plan=plan, window_start=year.start, window_end=year.end, due_on=due_on, opened_by=by, opened_at=at
    )
    BaselineAnswer.objects.bulk_create(
        BaselineAnswer(round=made, unit_id=unit, asked=[list(box) for box in boxes]) for unit, boxes in asked.items()
    )
    audit.record(by=by, at=at, action="baseline.open", subject=made, unit=plan.standing_unit, units=len(asked))
    return made


@transaction.atomic
def save_answer(
    *, by: Person, at: datetime, answer: BaselineAnswer, version: int, figures: Mapping[str, str], document: str
) -> BaselineAnswer:
    """Keep what was typed, by cell address; a blank says that the figure is not known. Nothing counts yet."""
    current = _locked(answer)
    _require_filler(by, at, current)
    if current.state not in OPEN:
        raise Refused("answer-sent", "Phần này đã gửi; chờ xác nhận hoặc trả lại rồi sửa.")
    if current.version != version:
        raise Refused("stale-answer", "Có người vừa sửa phần này; tải lại trang rồi ghi lại.")
    read_figures(current, figures)
    boxes = [box[0] for box in current.asked]
    current.figures = {box: figures[box].strip() for box in boxes if figures.get(box, "").strip()}
    current.document = document.strip()[:300]
    current.version += 1
    current.save(update_fields=["figures", "document", "version"])
    audit.record(by=by, at=at, action="baseline.save", subject=current, unit=current.unit, cells=len(current.figures))
    return current


@transaction.atomic
def send_answer(*, by: Person, at: datetime, answer: BaselineAnswer) -> BaselineAnswer:
    current = _locked(answer)
    _require_filler(by, at, current)
    if current.state not in OPEN:
        raise Refused("answer-sent", "Phần này đã gửi.")
    if not current.figures:
        raise Refused("answer-empty", "Chưa ghi số nào.")
    if not current.document:
        raise Refused("answer-document", "Ghi văn bản làm căn cứ của các số này.")
    current.state, current.sent_by, current.sent_at, current.comment = BaselineState.SENT, by, at, ""
    current.save(update_fields=["state", "sent_by", "sent_at", "comment"])
    audit.record(by=by, at=at, action="baseline.send", subject=current, unit=current.unit)
    return current


@transaction.atomic
def confirm_answer(*, by: Person, at: datetime, answer: BaselineAnswer) -> int:
    """Make the figures of a unit its opening figures; answers how many. Not by whoever sent them."""
    current = _locked(answer)
    access.require(by, Permission.REPORT_REVIEW, unit=current.unit_id, on=timezone.localdate(at))
    if current.state != BaselineState.SENT:
        raise Refused("answer-not-sent", "Phần này chưa gửi hoặc đã xác nhận; tải lại trang.")
    rules.check_can_accept(submitted_by=current.sent_by_id, by=by.pk)
    year = period_containing(current.round.window_end, PeriodKind.YEAR, Regime.STATUTORY)
    figures = read_figures(current, current.figures)
    stored = record_baseline(by=by, at=at, unit=current.unit, period=year, figures=figures, document=current.document)
    current.state, current.confirmed_by, current.confirmed_at = BaselineState.CONFIRMED, by, at
    current.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    return stored


@transaction.atomic
def give_back(*, by: Person, at: datetime, answer: BaselineAnswer, comment: str) -> BaselineAnswer:
    current = _locked(answer)
    access.require(by, Permission.REPORT_REVIEW, unit=current.unit_id, on=timezone.localdate(at))
    if current.state != BaselineState.SENT:
        raise Refused("answer-not-sent", "Phần này chưa gửi hoặc đã xác nhận; tải lại trang.")
    if not comment.strip():
        raise Refused("answer-comment", "Ghi vì sao trả lại, cần sửa gì.")
    current.state, current.comment = BaselineState.RETURNED, comment.strip()[:1000]
    current.save(update_fields=["state", "comment"])
    audit.record(by=by, at=at, action="baseline.give_back", subject=current, unit=current.unit)
    return current


def read_figures(answer: BaselineAnswer, figures: Mapping[str, str]) -> dict[CellKey, Value]:
    """What was typed as figures; Refused, with the name of the box, for what is no number."""
    elements = catalogue.elements()
    found: dict[CellKey, Value] = {}
    for address, label, _group in answer.asked:
        key = CellKey.parse(address)
        try:
            figure = parse_figure(figures.get(address, ""), elements[key.element].decimals)
        except ValueError as problem:
            raise Refused("answer-number", f"{label}: {problem}") from problem
        if figure is not None:
            found[key] = figure
    return found


def _require_filler(by: Person, at: datetime, answer: BaselineAnswer) -> None:
    on = timezone.localdate(at)
    if not access.may(by, Permission.REPORT_FILL_FOR, unit=answer.unit_id, on=on):
        access.require(by, Permission.REPORT_FILL, unit=answer.unit_id, on=on)


def _locked(answer: BaselineAnswer) -> BaselineAnswer:
    found = BaselineAnswer.objects.select_for_update(of=("self",)).select_related("round__plan", "unit", "sent_by")
    return found.get(pk=answer.pk)
