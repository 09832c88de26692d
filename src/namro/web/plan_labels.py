"""Words of the plan pages for kinds of items, and what is shown of one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.kernel.times import short_date
from namro.plans import rules, wording
from namro.plans.confidence import Level
from namro.plans.models import DraftItem
from namro.plans.rules import Comparator, ItemKind, ItemState, StepKind
from namro.plans.settlement import Names
from namro.web.templatetags.namro import status_of

KINDS: dict[ItemKind, str | Promise] = {
    ItemKind.TARGET: gettext_lazy("Chỉ tiêu"),
    ItemKind.ALLOCATION: gettext_lazy("Phân bổ"),
    ItemKind.DUTY: gettext_lazy("Nhiệm vụ phân công"),
    ItemKind.GENERAL_TASK: gettext_lazy("Nhiệm vụ chung"),
    ItemKind.ANNEX_TASK: gettext_lazy("Nhiệm vụ trong phụ lục"),
    ItemKind.PROJECT: gettext_lazy("Dự án"),
    ItemKind.REPORTING: gettext_lazy("Chế độ báo cáo"),
    ItemKind.EVENT: gettext_lazy("Sự kiện"),
    ItemKind.CITATION: gettext_lazy("Văn bản viện dẫn"),
    ItemKind.ABBREVIATION: gettext_lazy("Chữ viết tắt"),
}


LEVELS: dict[Level, str | Promise] = {level: status_of(level).label for level in Level}
STATES: dict[ItemState, str | Promise] = {
    state: status_of(state, "item").label for state in ItemState if state is not ItemState.WITHDRAWN
}
# What somebody has done in a step, behind his name.
DONE: dict[StepKind, str | Promise] = {
    StepKind.ACCEPT: gettext_lazy("nhận"),
    StepKind.REJECT: gettext_lazy("bỏ"),
    StepKind.REOPEN: gettext_lazy("đưa về chờ xem"),
    StepKind.CORRECT: gettext_lazy("sửa"),
    StepKind.ADD: gettext_lazy("thêm"),
    StepKind.SPLIT: gettext_lazy("tách"),
    StepKind.MERGE: gettext_lazy("gộp"),
    StepKind.FOLLOW: gettext_lazy("đổi dấu theo dõi"),
    StepKind.UNDO: gettext_lazy("hoàn tác"),
}


class Card(NamedTuple):
    """An item in a few words: its headline, the number it asks for if any, and labelled facts."""

    headline: str
    goal: str
    facts: list[tuple[str, str]]
    is_followed: bool

    @property
    def line(self) -> str:
        """Everything on one line, to tell two values apart."""
        parts = [self.goal, self.headline, *(f"{label}: {text}" for label, text in self.facts)]
        return " · ".join(part for part in parts if part)


def card(item: DraftItem, names: Names | None = None) -> Card:
    """names: the bodies of the day, to say how many units a group stands for."""
    return card_of(ItemKind(item.kind), item.data, item.quote, names)


def card_of(kind: ItemKind, data: Mapping[str, Any], quote: str, names: Names | None = None) -> Card:
    facts = [(label, text) for label, text in _facts(kind, data, names) if text]
    return Card(_headline(kind, data) or quote, _goal(kind, data), facts, bool(data.get("followed")))


def _headline(kind: ItemKind, data: Mapping[str, Any]) -> str:
    match kind:
        case ItemKind.TARGET:
            return data.get("measure") or ""
        case ItemKind.ALLOCATION:
            return data.get("unit_name") or ""
        case ItemKind.PROJECT:
            return f"{data.get('code')}: {data.get('name')}"
        case ItemKind.REPORTING:
            return _("%(who)s gửi %(what)s") % {"who": ", ".join(data.get("who") or ["…"]), "what": data.get("what")}
        case ItemKind.EVENT:
            return data.get("what") or ""
        case ItemKind.CITATION:
            return " ".join(str(x) for x in (data.get("kind"), data.get("number") or data.get("title")) if x)
        case ItemKind.ABBREVIATION:
            return f"{data.get('short')}: {data.get('long')}"
        case _:
            return data.get("text") or ""


def _goal(kind: ItemKind, data: Mapping[str, Any]) -> str:
    value = rules.amount(data.get("value"))
    if value is None:
        return ""
    if kind is ItemKind.ALLOCATION:
        return wording.quantity(value, data.get("unit") or "")
    if kind is not ItemKind.TARGET or data.get("comparator") not in set(Comparator):
        return ""
    value_to = rules.amount(data.get("value_to"))
    return wording.goal(Comparator(data["comparator"]), value, value_to, data.get("unit") or "", as_written=True)


def _facts(kind: ItemKind, data: Mapping[str, Any], names: Names | None) -> list[tuple[str, str]]:
    match kind:
        case ItemKind.TARGET:
            return [
                (_("Cơ quan"), _bodies(names, data, "owner")),
                (_("So với"), (data.get("reference") or "").removeprefix("so với ")),
                (_("Hạn"), _day(data, "by")),
                (_("Lặp lại"), _("hằng năm") if data.get("recurrence") else ""),
            ]
        case ItemKind.DUTY:
            label = _("Đề nghị") if data.get("mode") == "requested" else _("Giao")
            return [(label, _bodies(names, data, "agencies") or _("chưa rõ cơ quan"))]
        case ItemKind.ANNEX_TASK | ItemKind.PROJECT:
            return [
                (_("Chủ trì"), _bodies(names, data, "lead")),
                (_("Phối hợp"), _bodies(names, data, "coordinating")),
                (_("Thời gian"), data.get("time") or ""),
            ]
        case ItemKind.REPORTING:
            due = wording.due_rule(
                data.get("rule") or "", rules.day(data.get("due")), exclusive=bool(data.get("exclusive"))
            )
            return [(_("Gửi"), _bodies(names, data, "to")), (_("Hạn"), due or _("không định ngày"))]
        case ItemKind.EVENT:
            return [(_("Khi nào"), data.get("when") or "")]
        case ItemKind.CITATION:
            return [(_("Ngày"), _day(data, "date")), (_("Cơ quan"), data.get("issuer") or "")]
        case ItemKind.ALLOCATION:
            return [(_("Bảng"), data.get("table") or "")]
        case _:
            return []


def _bodies(names: Names | None, data: Mapping[str, Any], key: str) -> str:
    return "; ".join(_body(names, text) for text in data.get(key) or ())


def _body(names: Names | None, text: str) -> str:
    """A group with the number of its units on the day: «UBND các xã, phường (130 đơn vị)»."""
    named = names.resolve(text) if names else None
    if named is None or not named.is_group:
        return text
    return _("%(name)s (%(number)d đơn vị)") % {"name": text, "number": len(named.units)}


def _day(data: Mapping[str, Any], key: str) -> str:
    found = rules.day(data.get(key))
    return short_date(found) if found else ""
