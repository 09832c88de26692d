"""The plan of the province: read by our own reader, reviewed and settled by an officer, published."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from namro.catalogue.models import Indicator
from namro.cli.demo import province
from namro.cli.demo.province import moment
from namro.organisations.models import Person, Unit
from namro.plans import actions, queries, reviewing
from namro.plans.models import Draft, DraftItem, Plan
from namro.plans.rules import BaseFrom, ItemKind, ItemState
from namro.plans.settlement import Sheet, TargetLine
from namro.reporting.actions import publish_programme

BASE_DOCUMENT = "Báo cáo số 402/BC-CAT ngày 20/12/{} của Công an tỉnh"
FUGITIVES = frozenset({"fugitives_reduction", "fugitives_net_reduction"})


def publish(*, officer: Person, unit: Unit, year: int) -> Plan:
    """unit: the province. The officer reads the file in on 11 February, reviews it, and publishes on the 20th."""
    draft = actions.upload_document(
        by=officer,
        at=moment(date(year, 2, 11), 8, 30),
        unit=unit,
        filename="ke-hoach-58.txt",
        data=province.plan_text(year),
    ).draft
    review(draft, officer=officer, year=year)
    settle(draft, officer=officer, year=year)
    return publish_programme(by=officer, at=moment(date(year, 2, 20), 10), draft=draft)


def review(draft: Draft, *, officer: Person, year: int) -> None:
    """Corrects and rejects what a careful officer would, and accepts the rest at once."""
    at = moment(date(year, 2, 12), 9)
    for item in queries.items_of(draft):
        if data := correction(item):
            reviewing.correct_item(by=officer, at=at, item=item, version=item.version, data=data)
        elif is_to_reject(item):
            reviewing.decide_item(by=officer, at=at, item=item, version=item.version, state=ItemState.REJECTED)
    seen = {item.pk: item.version for item in queries.items_of(draft)}
    reviewing.accept_items(by=officer, at=moment(date(year, 2, 13), 14), draft=draft, seen=seen)
    for item in queries.items_of(draft):
        if item.state == ItemState.PROPOSED:  # it lacks something: not worth keeping
            reviewing.decide_item(by=officer, at=at, item=item, version=item.version, state=ItemState.REJECTED)


def correction(item: DraftItem) -> dict[str, Any]:
    """What the officer writes instead; empty where the item stands as read.

    Unions and customs have figures of their own to give, so that they are named beside «các sở, ban, ngành».
    """
    data = item.data
    if item.kind == ItemKind.REPORTING and data.get("period") in {"quarter", "year"} and "Công an tỉnh" in data["to"]:
        return {**data, "who": [*data["who"], "Chi cục Hải quan khu vực", "Liên đoàn Lao động tỉnh"]}
    return {}


def is_to_reject(item: DraftItem) -> bool:
    """Base figures are a round of their own, and a report on occasion has no date to keep."""
    data = item.data
    if item.kind != ItemKind.REPORTING:
        return False
    once = data.get("period") == "once" and data.get("what") == "báo cáo"
    return once or not (data.get("rule") or data.get("due"))


def settle(draft: Draft, *, officer: Person, year: int) -> None:
    """Answers what the text leaves open: officers, bases, goals said twice, bodies without a name of their own."""
    at = moment(date(year, 2, 17), 15)
    sheet = queries.publish_sheet(draft, on=at.date())
    bodies = {one.text: "-" for one, _ in sheet.names.all_used() if not one.is_settled}
    actions.settle(by=officer, at=at, draft=draft, plan_answers={"bodies": bodies})
    sheet = queries.publish_sheet(draft, on=at.date())
    answers = dict(answers_for(sheet, year))
    actions.settle(by=officer, at=at, draft=draft, item_answers=answers)


def answers_for(sheet: Sheet, year: int) -> Iterator[tuple[int, dict[str, Any]]]:
    for line in sheet.targets:
        yield line.item.pk, target_answers(sheet, line, year)
    for task in sheet.tasks:
        answers: dict[str, Any] = {}
        if (found := officer_at(sheet, task.single_unit)) is not None:
            answers["officer"] = found
        if task.open:
            answers["lead"] = "Công an tỉnh"
        yield task.item.pk, answers


def target_answers(sheet: Sheet, line: TargetLine, year: int) -> dict[str, Any]:
    if line.repeats is not None:
        return {"same_as": "yes"}
    answers: dict[str, Any] = {}
    unit = line.unit
    if unit is None:
        answers["unit"] = "Công an tỉnh"
        unit = next(u.id for u in sheet.units.values() if u.kind == "police")
    if (found := officer_at(sheet, unit)) is not None:
        answers["officer"] = found
    indicator = Indicator.objects.filter(pk=line.indicator).first() if line.indicator is not None else None
    if line.is_change and indicator is not None and indicator.code in FUGITIVES:
        answers |= {
            "base": BaseFrom.GIVEN,
            "base_value": str(province.figures()["agencies"]["PC04"]["fugitives_wanted"]["opening"]),
            "base_source": BASE_DOCUMENT.format(year - 1),
        }
    return answers


def officer_at(sheet: Sheet, unit: int | None) -> int | None:
    """Those whom province.toml names go before the others who work at a unit."""
    known = {officer.full_name for officer in province.officers()}
    found = sorted(sheet.officers_of(unit), key=lambda officer: officer.name not in known)
    return found[0].id if found else None
