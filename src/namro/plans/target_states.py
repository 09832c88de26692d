"""What of a target may be changed after publication, as values that can be kept, compared and put back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from namro.kernel.figures import format_exact
from namro.plans.models import Allocation, Target


class Facet(StrEnum):
    """The parts of a target that are changed, and undone, by themselves."""

    SETTINGS = "settings"
    PATH = "path"
    SHARES = "shares"
    ABOVE = "above"


_SETTINGS = ("comparator", "base_source", "base_year", "nothing_counts", "each_unit", "unit_tags", "part_values")
_ABOVE = ("above_id", "above_followed_id", "above_typed")


def state_of(target: Target, facet: Facet) -> dict[str, Any]:
    """Ready for JSON."""
    match facet:
        case Facet.PATH:
            return {"path": dict(target.path)}
        case Facet.ABOVE:
            return {name: getattr(target, name) for name in _ABOVE}
        case Facet.SHARES:
            rows = target.allocations.order_by("position", "pk")
            return {"rows": sorted(row.pk for row in rows if row.item_id), "typed": _typed(rows)}
    settings: dict[str, Any] = {name: getattr(target, name) for name in _SETTINGS}
    settings["indicator_id"] = target.indicator_id
    settings["base_value"] = format_plain(target.base_value) if target.base_value is not None else None
    settings["base_map_on"] = target.base_map_on.isoformat() if target.base_map_on else None
    settings["due_on"] = target.due_on.isoformat() if target.due_on else None
    return settings


def _typed(rows: Any) -> dict[str, str]:
    return {str(row.unit_id): format_plain(row.value) for row in rows if row.item_id is None}


def format_plain(value: Decimal) -> str:
    """A number as JSON keeps it: no exponent, no zeros at the end."""
    return f"{value.normalize():f}"


def put_state(target: Target, facet: Facet, state: Mapping[str, Any]) -> None:
    """Write a state; the target must be locked."""
    if facet is Facet.SHARES:
        _put_shares(target, state)
        return
    values = dict(state)
    if facet is Facet.SETTINGS:
        values["base_value"] = Decimal(values["base_value"]) if values["base_value"] is not None else None
        for name in ("base_map_on", "due_on"):
            values[name] = date.fromisoformat(values[name]) if values[name] else None
    for name, value in values.items():
        setattr(target, name, value)
    target.save(update_fields=[name.removesuffix("_id") for name in values])


def _put_shares(target: Target, state: Mapping[str, Any]) -> None:
    """Rows of the plan's tables are only linked and let go, never rewritten; typed ones are made anew."""
    target.allocations.filter(item__isnull=True).delete()
    target.allocations.exclude(pk__in=state["rows"]).update(target=None)
    Allocation.objects.filter(pk__in=state["rows"], plan=target.plan_id).update(target=target)
    Allocation.objects.bulk_create(
        Allocation(
            plan_id=target.plan_id,
            target=target,
            unit_id=int(unit),
            unit_name="",
            value=Decimal(value),
            unit_label=target.unit_label,
            position=position,
        )
        for position, (unit, value) in enumerate(state["typed"].items())
    )


def in_words(facet: Facet, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What changed: a field's name in Vietnamese, before and after; long parts only counted."""
    if facet is Facet.SHARES:
        return [("Phân bổ", _shares_said(before), _shares_said(after))]
    if facet is Facet.PATH:
        return [("Lộ trình", _path_said(before["path"]), _path_said(after["path"]))]
    changed = [name for name in after if before.get(name) != after.get(name)]
    return [(_NAMES.get(name, name), _said(before.get(name)), _said(after.get(name))) for name in changed]


_NAMES = {
    "comparator": "Cách đọc con số",
    "indicator_id": "Chỉ báo đo",
    "base_value": "Số gốc",
    "base_source": "Nguồn của số gốc",
    "base_year": "Năm gốc",
    "base_map_on": "Bản đồ của số gốc",
    "nothing_counts": "Không phát sinh coi là đạt",
    "each_unit": "Từng đơn vị phải đạt",
    "unit_tags": "Đơn vị có nhãn",
    "part_values": "Mức của từng phần",
    "due_on": "Hạn",
    "above_id": "Chỉ tiêu cấp trên",
    "above_followed_id": "Chỉ tiêu cấp trên để theo dõi",
    "above_typed": "Chỉ tiêu cấp trên, nhập tay",
}


def _said(value: Any) -> str:
    if not value:
        return "–"
    match value:
        case True:
            return "có"
        case list():
            return "; ".join(str(part) for part in value)
        case dict():
            return str(value.get("citation") or "có")
    return str(value)


def _path_said(path: Mapping[str, str]) -> str:
    return "; ".join(format_exact(Decimal(text)) for _, text in sorted(path.items())) or "lộ trình thường dùng"


def _shares_said(state: Mapping[str, Any]) -> str:
    count = len(state["rows"]) + len(state["typed"])
    return f"{count} đơn vị" if count else "chưa phân bổ"
