"""What the record says about versions of a plan: reads for the pages, and what publishing does to the earlier plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from namro.organisations import queries as organisations
from namro.plans.models import Draft, DraftItem, Ending, Plan, ReportRule, Target, Task, TaskUnit, Version
from namro.plans.queries import bodies_of
from namro.plans.rules import BINDING_STATES, MAKING_KINDS, TASK_KINDS, DraftState, ItemKind, ItemState, Part
from namro.plans.versions import Change, Entry, Pair, VersionKind, compare, mentions, number_key

_GONE = (ItemState.REJECTED, ItemState.WITHDRAWN)
# Answers to what the text leaves open that hold for an item as long as it stays the same matter.
_CARRIED: dict[ItemKind, tuple[str, ...]] = {
    ItemKind.TARGET: ("unit", "reading"),
    **dict.fromkeys(TASK_KINDS, ("lead", "coordinating", "mode")),
    ItemKind.REPORTING: ("who", "receiver", "regime"),
    ItemKind.ALLOCATION: ("unit",),
}
# And those that hold only for the very same words.
_CARRIED_IF_SAME = ("due_on", "starts_on")
_BASE = ("base", "base_value", "base_source")
_PLAN_ANSWERS = ("bodies", "standing_unit", "regime")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A published plan that the text of a draft says it amends or replaces; quote: the words that say so."""

    plan: Plan
    kind: VersionKind
    start: int
    end: int
    quote: str


def candidates(draft: Draft) -> QuerySet[Plan]:
    """Published plans of the same owner that this draft may follow: none that another plan has replaced."""
    replaced = Version.objects.filter(kind=VersionKind.REPLACES, draft__state=DraftState.PUBLISHED).exclude(draft=draft)
    plans = Plan.objects.filter(owner=draft.document.owner_id).exclude(draft=draft)
    return plans.exclude(pk__in=replaced.values("earlier")).order_by("-issued_on", "-pk")


def suggestions(draft: Draft) -> list[Suggestion]:
    """Plans here whose number, and date where one is given, the draft's text names as amended or replaced."""
    text = draft.document.text
    by_number: dict[str, list[Plan]] = {}
    for plan in candidates(draft):
        by_number.setdefault(number_key(plan.number), []).append(plan)
    found = []
    for said in mentions(text):
        plans = by_number.get(said.number, [])
        dated = [plan for plan in plans if said.issued_on in (None, plan.issued_on)]
        if dated:
            found.append(Suggestion(dated[0], said.kind, said.start, said.end, text[said.start : said.end]))
    return found


def comparison(draft: Draft, earlier: Plan) -> list[Pair]:
    """Items of an earlier plan beside those of a draft or of the plan made of it."""
    later = draft.items.filter(kind__in=MAKING_KINDS).exclude(state__in=_GONE)
    before = earlier.draft.items.filter(kind__in=MAKING_KINDS, state__in=BINDING_STATES)
    return compare(_entries(before), _entries(later))


def _entries(items: Iterable[DraftItem]) -> list[Entry]:
    return [
        Entry(
            id=item.pk,
            kind=item.kind,
            section=item.section,
            text=item.quote or str(item.data.get("text") or item.data.get("measure") or ""),
            said="; ".join(bodies_of(item)),
            at=item.start if item.start is not None else 10**9,
        )
        for item in items
    ]


# ---- what a matched item brings along ----


@dataclass(frozen=True, slots=True)
class Carried:
    """Answers that were given for an item of the earlier plan, offered for its match. item: the later one."""

    item: DraftItem
    change: Change
    answers: dict[str, Any]


def carried(draft: Draft, earlier: Plan, pairs: Iterable[Pair]) -> list[Carried]:
    """One for each matched item to which the earlier plan has an answer that the draft does not have yet."""
    items = DraftItem.objects.in_bulk([e.id for pair in pairs for e in (pair.earlier, pair.later) if e is not None])
    targets = {target.item_id: target for target in earlier.targets.all()}
    parts = _officers_of_tasks(earlier)
    names = organisations.units_on(earlier.issued_on or earlier.period_from)
    found = []
    for pair in pairs:
        if pair.earlier is None or pair.later is None:
            continue
        before, item = items[pair.earlier.id], items[pair.later.id]
        answers = _settled(before, item, is_same=pair.change is Change.SAME)
        if target := targets.get(before.pk):
            unit = names.get(target.responsible_unit_id)
            answers = _of_target(target, item, unit.name if unit else "") | answers
        if officer := parts.get(before.pk):
            answers["officer"] = officer
        new = {key: value for key, value in answers.items() if key not in item.settled and value not in (None, "")}
        if new:
            found.append(Carried(item, pair.change, new))
    return found


def _settled(before: DraftItem, item: DraftItem, *, is_same: bool) -> dict[str, Any]:
    keys = _CARRIED.get(ItemKind(item.kind), ()) + (_CARRIED_IF_SAME if is_same else ())
    if before.data.get("reference") == item.data.get("reference"):
        keys += _BASE
    return {key: before.settled[key] for key in keys if key in before.settled}


def _of_target(target: Target, item: DraftItem, unit: str) -> dict[str, Any]:
    """Who answers for it, by what it is measured; the unit only where the new text names none."""
    answers: dict[str, Any] = {"officer": target.officer_id, "indicator": target.indicator_id}
    if not item.data.get("owner") and unit:
        answers["unit"] = unit
    return answers


def _officers_of_tasks(plan: Plan) -> dict[int, int]:
    named = TaskUnit.objects.filter(task__plan=plan, part=Part.LEAD, officer__isnull=False)
    return dict(named.values_list("task__item", "officer"))


def carried_for_plan(draft: Draft, earlier: Plan) -> dict[str, Any]:
    """Answers for the plan as a whole that the draft does not have yet: names of bodies, standing unit, regime."""
    before = earlier.draft.settled
    found = {key: before[key] for key in _PLAN_ANSWERS if before.get(key) and key not in draft.settled}
    if bodies := before.get("bodies"):
        own = draft.settled.get("bodies") or {}
        found["bodies"] = {name: answer for name, answer in bodies.items() if name not in own}
    return {key: value for key, value in found.items() if value}


# ---- what ends ----


@dataclass(frozen=True, slots=True)
class Ends:
    """A target or a task of the earlier plan. later: the item that takes its place; is_closed: it ends."""

    of: Target | Task
    later: int | None
    is_closed: bool


def endings(version: Version, pairs: Iterable[Pair]) -> list[Ends]:
    """Every target and task of the earlier plan: as an officer decided, otherwise the default.

    The default: what a new item takes over ends, and of a plan that is replaced everything ends.
    """
    successors = successors_of(pairs)
    decided = {(e.target_id, e.task_id): e.is_closed for e in version.endings.filter(rule=None)}
    found = []
    work: list[Target | Task] = [*version.earlier.targets.all(), *version.earlier.tasks.all()]
    for of in work:
        key = (of.pk, None) if isinstance(of, Target) else (None, of.pk)
        later = successors.get(of.item_id)
        default = later is not None or version.kind == VersionKind.REPLACES
        found.append(Ends(of, later, decided.get(key, default)))
    return found


def successors_of(pairs: Iterable[Pair]) -> dict[int, int]:
    """The later item by the earlier one."""
    return {pair.earlier.id: pair.later.id for pair in pairs if pair.earlier is not None and pair.later is not None}


def ended_rules(version: Version, pairs: Iterable[Pair]) -> list[tuple[ReportRule, int | None]]:
    """Report rules of the earlier plan that end, each with the item that takes its place: reports are asked once."""
    successors = successors_of(pairs)
    return [
        (rule, successors.get(rule.item_id) if rule.item_id else None)
        for rule in version.earlier.report_rules.all()
        if rule.item_id in successors or version.kind == VersionKind.REPLACES
    ]


# ---- for pages and for the reports that are due ----


@dataclass(slots=True, kw_only=True)
class Standing:
    """Where a published plan stands among its versions. targets, tasks: what has ended, by id."""

    follows: Version | None = None
    followed_by: list[Version] = field(default_factory=list)
    targets: dict[int, Ending] = field(default_factory=dict)
    tasks: dict[int, Ending] = field(default_factory=dict)

    @property
    def replaced_by(self) -> Version | None:
        return next((version for version in self.followed_by if version.kind == VersionKind.REPLACES), None)


def standing_of(plan: Plan) -> Standing:
    """Two queries."""
    standing = Standing()
    versions = Version.objects.filter(Q(earlier=plan) | Q(draft=plan.draft_id), draft__state=DraftState.PUBLISHED)
    for version in versions.select_related("draft__plan", "earlier").order_by("from_date", "pk"):
        if version.earlier_id == plan.pk:
            standing.followed_by.append(version)
        else:
            standing.follows = version
    closed = Ending.objects.filter(version__in=standing.followed_by, is_closed=True, rule=None)
    for ending in closed.select_related("version"):
        if ending.target_id is not None:
            standing.targets[ending.target_id] = ending
        elif ending.task_id is not None:
            standing.tasks[ending.task_id] = ending
    return standing


def replacements(plans: Iterable[Plan]) -> dict[int, Version]:
    """The version that has replaced a plan, by the plan's id."""
    found = Version.objects.filter(
        earlier__in=list(plans), kind=VersionKind.REPLACES, draft__state=DraftState.PUBLISHED
    )
    return {version.earlier_id: version for version in found.select_related("draft__plan")}


def first_day_of(draft: Draft) -> date | None:
    """From when the reports of a later version are due; None for a plan that follows no other."""
    return Version.objects.filter(draft=draft).values_list("from_date", flat=True).first()


def last_days_of(plan: Plan) -> Mapping[int, date]:
    """Report rules of a plan that a later version ended, each with the day from which it asks for nothing."""
    ended = Ending.objects.filter(rule__plan=plan, is_closed=True, version__draft__state=DraftState.PUBLISHED)
    return {rule: day for rule, day in ended.values_list("rule", "version__from_date") if rule is not None}
