"""Lays out the sheet of a draft: the answers that were given, and a default for each that was not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from namro.catalogue import queries as catalogue
from namro.catalogue.models import FormVersion, Indicator
from namro.catalogue.suggesting import Goal
from namro.kernel.deadlines import check_due, parse_due_rule
from namro.kernel.times import FREE_KINDS, PeriodKind, Regime, period_containing
from namro.organisations import queries as organisations
from namro.organisations.bodies import Directory
from namro.organisations.rules import Relation, UnitLevel
from namro.plans import rules
from namro.plans.models import Draft, DraftItem
from namro.plans.rules import BINDING_STATES, MAKING_KINDS, TASK_KINDS, BaseFrom, Comparator, ItemKind, ItemState
from namro.plans.settlement import (
    AllocationLine,
    Named,
    Names,
    Officer,
    ProjectLine,
    ReportLine,
    Sheet,
    TargetLine,
    TaskLine,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What a sheet is laid out against, as it stood on the plan's date."""

    on: date
    directory: Directory
    officers: Sequence[Officer]
    forms: Sequence[FormVersion]
    indicators: Mapping[Goal, Sequence[tuple[Indicator, int]]]
    suppliers: Mapping[int, str]
    standing_unit: int | None


def sheet_of(draft: Draft, items: Sequence[DraftItem], world: World) -> Sheet:
    return _Layout(draft, items, world).sheet()


class _Layout:
    def __init__(self, draft: Draft, items: Sequence[DraftItem], world: World) -> None:
        self.draft, self.world = draft, world
        self.items = items
        self.units = world.directory.units
        self.answers: Mapping[str, Any] = draft.settled
        self.names = Names(world.directory, self.answers.get("bodies") or {}, world.on)
        self.binding = [item for item in items if item.state in BINDING_STATES]
        header = draft.header
        issued = rules.day(header.get("issued_on")) or world.on
        self.period_from = rules.day(header.get("period_from")) or date(issued.year, 1, 1)
        self.period_to = rules.day(header.get("period_to")) or date(issued.year, 12, 31)

    def sheet(self) -> Sheet:
        reporting = self._of(ItemKind.REPORTING)
        self.standing = self._standing_unit(reporting)
        targets = self._targets()
        tasks = [self._task(item) for kind in TASK_KINDS for item in self._of(kind)]
        sheet = Sheet(
            draft=self.draft,
            on=self.world.on,
            owner=self.draft.document.owner_id,
            standing_unit=self.standing,
            period_from=self.period_from,
            period_to=self.period_to,
            units=self.units,
            officers=self.world.officers,
            names=self.names,
            targets=targets,
            tasks=tasks,
            reports=[self._report(item) for item in reporting],
            allocations=[self._allocation(item) for item in self._of(ItemKind.ALLOCATION)],
            projects=[
                ProjectLine(item=item, lead=self.names.read(item.data.get("lead") or ()))
                for item in self._of(ItemKind.PROJECT)
            ],
            waiting=self._waiting(),
            open=[],
        )
        if sheet.standing_unit is None:
            sheet.open.append("Chưa chọn cơ quan thường trực, nơi nhận và tổng hợp báo cáo.")
        if not self.draft.header.get("title"):
            sheet.open.append("Văn bản chưa có trích yếu; ghi ở phần đầu văn bản.")
        return sheet

    def _of(self, kind: ItemKind) -> list[DraftItem]:
        return [item for item in self.binding if item.kind == kind]

    def _waiting(self) -> dict[ItemKind, int]:
        counts = {
            kind: sum(1 for item in self.items if item.kind == kind and item.state == ItemState.PROPOSED)
            for kind in MAKING_KINDS
        }
        return {kind: count for kind, count in counts.items() if count}

    def _standing_unit(self, reporting: Sequence[DraftItem]) -> int | None:
        """The answer; else the body to which most reports go; else the unit of whoever holds that role."""
        if text := self.answers.get("standing_unit"):
            return self._one(self.names.typed(text))
        receivers = [self._one(self.names.typed(str(item.data["to"][0]))) for item in reporting if item.data.get("to")]
        known = [unit for unit in receivers if unit is not None]
        return max(set(known), key=known.count) if known else self.world.standing_unit

    @staticmethod
    def _one(named: Sequence[Named]) -> int | None:
        units = [unit for one in named for unit in one.units]
        return units[0] if len(units) == 1 else None

    # ---- targets ----

    def _targets(self) -> list[TargetLine]:
        lines: list[TargetLine] = []
        for item in self._of(ItemKind.TARGET):
            lines.append(self._target(item, lines))
        return lines

    def _target(self, item: DraftItem, before: Sequence[TargetLine]) -> TargetLine:
        data, answers = item.data, item.settled
        comparator = Comparator(data["comparator"])
        value = rules.amount(data.get("value"))
        assert value is not None
        indicator, suggestions = self._indicator(item)
        owners = self.names.read(data.get("owner") or ())
        unit, unit_text, is_given = self._responsible(answers.get("unit"), owners, indicator)
        due = rules.day(answers.get("due_on")) or rules.day(data.get("by"))
        line = TargetLine(
            item=item,
            comparator=comparator,
            reading=_reading(comparator, answers.get("reading")),
            value=value,
            value_to=rules.amount(data.get("value_to")),
            unit=unit,
            unit_text=unit_text,
            unit_is_given=is_given,
            relation=self._relation(unit),
            officer=answers.get("officer"),
            due_on=due or self.period_to,
            due_is_given=due is not None,
            indicator=indicator,
            suggestions=suggestions,
            base=BaseFrom(answers.get("base") or BaseFrom.SYSTEM),
            base_value=rules.amount(answers.get("base_value")),
            base_source=answers.get("base_source") or "",
            base_year=rules.year(answers.get("base_year")),
            nothing_counts=answers.get("nothing") == "yes",
            each_unit=answers["each"] == "yes" if answers.get("each") else rules.is_of_each(item.quote),
            same_as=None,
            repeats=None,
        )
        line.repeats = next((other.item.pk for other in before if _says_the_same(other, line)), None)
        chosen = answers.get("same_as")
        line.same_as = line.repeats if chosen == "yes" else None
        self._judge_target(line)
        return line

    def _judge_target(self, line: TargetLine) -> None:
        if not line.is_made:
            return
        if line.unit is None:
            line.open.append("đơn vị chịu trách nhiệm")
        if line.is_change and line.base is BaseFrom.GIVEN and (line.base_value is None or not line.base_source):
            line.open.append("số gốc và văn bản nguồn của số gốc")
        if line.is_change and line.base is BaseFrom.YEAR and line.base_year is None:
            line.open.append("năm lấy làm gốc")
        if line.officer is None:
            line.later.append("cán bộ phụ trách")
        if line.indicator is None:
            line.later.append("chỉ báo đo")

    def _indicator(self, item: DraftItem) -> tuple[int | None, tuple[tuple[int, str, int], ...]]:
        found = self.world.indicators.get(Goal(*rules.goal_of(item.data), item.quote), ())
        suggestions = tuple((indicator.pk, indicator.name, score) for indicator, score in found)
        chosen = item.settled.get("indicator")
        if chosen == "none":
            return None, suggestions
        if chosen:
            return int(chosen), suggestions
        return (suggestions[0][0] if suggestions else None), suggestions

    def _responsible(
        self, answer: str | None, owners: tuple[Named, ...], indicator: int | None
    ) -> tuple[int | None, str, bool]:
        """The unit, the text in its box, and whether text or a person says so (else it is a suggestion)."""
        if answer:
            return self._one(self.names.typed(answer)), answer, True
        if owners:
            unit = self._one(owners[:1])
            return unit, (self.units[unit].name if unit is not None else owners[0].text), True
        unit = self._supplier(indicator)
        return unit, (self.units[unit].name if unit is not None else ""), False

    def _supplier(self, indicator: int | None) -> int | None:
        """The provincial body whose figures measure the indicator; communes' figures are the standing unit's matter."""
        kind = self.world.suppliers.get(indicator) if indicator is not None else None
        if kind is None:
            return None
        row = next((u for u in organisations.bearers(self.units.values(), kind) if u.level is UnitLevel.AGENCY), None)
        if row is None:
            return self.standing
        above = self.units.get(row.parent) if row.parent is not None else None
        return above.id if above is not None and above.level is UnitLevel.AGENCY else row.id

    def _relation(self, unit: int | None) -> Relation:
        return self.units[unit].relation if unit is not None else Relation.ORDERED

    # ---- tasks ----

    def _task(self, item: DraftItem) -> TaskLine:
        data, answers = item.data, item.settled
        lead = self._answered(answers.get("lead"), data.get("lead") or data.get("agencies") or ())
        if not lead and item.kind in {ItemKind.GENERAL_TASK, ItemKind.EVENT} and self.standing is not None:
            lead = (self.names.resolve(self.units[self.standing].name),)
        due = rules.day(answers.get("due_on")) or rules.day(data.get("time_to"))
        line = TaskLine(
            item=item,
            text=data.get("text") or _event_text(data),
            lead=lead,
            coordinating=self._answered(answers.get("coordinating"), data.get("coordinating") or ()),
            is_requested=(answers.get("mode") or data.get("mode")) == "requested",
            officer=answers.get("officer"),
            starts_on=rules.day(answers.get("starts_on")) or rules.day(data.get("time_from")),
            due_on=due or self.period_to,
            due_is_given=due is not None,
        )
        if not any(one.units for one in line.lead):
            line.open.append("đơn vị thực hiện")
        if line.single_unit is not None and line.officer is None:
            line.later.append("cán bộ phụ trách")
        return line

    def _answered(self, answer: str | None, texts: Sequence[str]) -> tuple[Named, ...]:
        return self.names.typed(answer) if answer else self.names.read(texts)

    # ---- reports, allocations ----

    def _report(self, item: DraftItem) -> ReportLine:
        data, answers = item.data, item.settled
        to = [str(name) for name in data.get("to") or ()]
        receiver = self._one(self.names.typed(answers["receiver"])) if answers.get("receiver") else None
        if receiver is None and not answers.get("receiver"):
            receiver = (self._one(self.names.read(to[:1])) if to else None) or self.standing
        kind = _period_kind(data)
        regime = Regime(answers.get("regime") or self.answers.get("regime") or Regime.STATUTORY)
        line = ReportLine(
            item=item,
            title=report_title(data),
            what=data.get("what") or "báo cáo",
            who=self._answered(answers.get("who"), data.get("who") or ()),
            units=(),
            receiver=receiver,
            receiver_text=answers.get("receiver") or (self.units[receiver].name if receiver is not None else ""),
            period_kind=kind,
            regime=regime,
            rule=data.get("rule") or "",
            once_on=rules.day(data.get("due")),
            exclusive=bool(data.get("exclusive")),
            forms={},
            warning="",
        )
        line.units = self._reporters(line)
        line.forms = self._fitting(line, line.units)
        line.warning = self._due_warning(line)
        if not line.units:
            line.open.append("đơn vị phải báo cáo")
        if line.receiver is None:
            line.open.append("nơi nhận báo cáo")
        return line

    def _reporters(self, line: ReportLine) -> tuple[int, ...]:
        """Who reports. The receiver does not report to itself; its divisions that have a form do it instead."""
        named = dict.fromkeys(unit for one in line.who for unit in one.units)
        if line.receiver not in named or len(named) == 1:
            return tuple(named)
        under = [row.id for row in self.units.values() if row.parent == line.receiver]
        divisions = list(self._fitting(line, under))
        return tuple(dict.fromkeys([*(unit for unit in named if unit != line.receiver), *divisions]))

    def _form_versions(self, line: ReportLine) -> list[FormVersion]:
        if line.what != "báo cáo" or line.period_kind is None:
            return []
        return [version for version in self.world.forms if line.period_kind in version.spec["period_kinds"]]

    def _fitting(self, line: ReportLine, units: Iterable[int]) -> dict[int, FormVersion]:
        """The form of each unit that has one; the others write in words."""
        versions = self._form_versions(line)
        rows = (self.units[unit] for unit in units)
        fitting = {
            row.id: catalogue.fitting_form(versions, kind=row.kind, category=row.category, tags=row.tags)
            for row in rows
        }
        return {unit: version for unit, version in fitting.items() if version is not None}

    def _due_warning(self, line: ReportLine) -> str:
        if not line.rule or line.period_kind is None or line.period_kind in FREE_KINDS:
            return ""
        rule = parse_due_rule(line.rule, exclusive=line.exclusive)
        problem = check_due(rule, period_containing(self.period_from, line.period_kind, line.regime))
        return problem.message if problem else ""

    def _allocation(self, item: DraftItem) -> AllocationLine:
        text = item.data.get("unit_name") or ""
        named = self._answered(item.settled.get("unit"), [text])
        line = AllocationLine(
            item=item, unit=self._one(named), unit_text=text, value=rules.amount(item.data.get("value"))
        )
        if line.unit is None:
            line.later.append("đơn vị mang tên này")
        if line.value is None:
            line.open.append("số được giao")
        return line


def _reading(comparator: Comparator, answer: str | None) -> Comparator:
    allowed = rules.readings(comparator)
    return Comparator(answer) if answer in allowed else allowed[0]


def _says_the_same(one: TargetLine, other: TargetLine) -> bool:
    """The same goal stated twice: same number and unit, and the same indicator behind it."""
    same_number = (one.value, one.item.data.get("unit")) == (other.value, other.item.data.get("unit"))
    return same_number and one.indicator is not None and one.indicator == other.indicator and one.same_as is None


def _event_text(data: Mapping[str, Any]) -> str:
    return " ".join(part for part in (data.get("what"), f"({data['when']})" if data.get("when") else "") if part)


def _period_kind(data: Mapping[str, Any]) -> PeriodKind | None:
    period = data.get("period")
    if period == "week":
        return PeriodKind.CAMPAIGN
    return PeriodKind(period) if period in set(PeriodKind) else None


TITLES = {
    "week": "Báo cáo tuần",
    "month": "Báo cáo tháng",
    "quarter": "Báo cáo quý",
    "half_year": "Báo cáo 6 tháng",
    "nine_months": "Báo cáo 9 tháng",
    "year": "Báo cáo năm",
    "once": "Báo cáo một lần",
}


def report_title(data: Mapping[str, Any]) -> str:
    if data.get("what") == "kế hoạch":
        return "Kế hoạch thực hiện"
    return TITLES.get(data.get("period") or "", "Báo cáo khi có yêu cầu, phát sinh")
