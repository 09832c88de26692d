"""What the address of a consolidated page asks for: whose figures, on which map, and which reports count.

?nhom= group, ?the= tag, ?don-vi= a unit and everything below it, ?ban-do= day of the map, ?ca-cho-tiep-nhan=1.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from namro.kernel.problems import Refused
from namro.kernel.times import short_date
from namro.organisations import queries as organisations
from namro.organisations.queries import UnitRow
from namro.plans.models import Plan
from namro.reporting.queries.owing import owing
from namro.web.access import Request
from namro.web.unit_groups import groups_among
from namro.web.views.completeness import TAGS


@dataclass(frozen=True, kw_only=True)
class Choice:
    """scope: None for every unit of the plan. units: those that may be chosen, with who is above them."""

    on: date
    is_today: bool
    wide: bool
    scope: frozenset[int] | None
    group: str
    tag: str
    unit: str
    groups: dict[str, tuple[str, frozenset[int]]]
    tags: dict[str, tuple[str | Promise, frozenset[int]]]
    units: dict[int, UnitRow]
    query: str

    @property
    def in_words(self) -> str:
        """Whose figures, for a heading; "" for everybody's on the map of today."""
        named = [self.groups[self.group][0] if self.group in self.groups else ""]
        named.append(str(self.tags[self.tag][0]) if self.tag in self.tags else "")
        named.append(self.units[int(self.unit)].name if self.unit else "")
        if not self.is_today:
            named.append(_("bản đồ ngày %(day)s") % {"day": short_date(self.on)})
        return "; ".join(name for name in named if name)


def chosen(request: Request, plan: Plan) -> Choice:
    """Raises Refused for a day that is none and for a unit that is not on the map of that day."""
    asked = request.GET
    on = _day(asked.get("ban-do", ""), request.today)
    rows = organisations.units_on(on)
    reporting = owing(plan).units
    groups = groups_among(reporting & rows.keys(), on)
    tags = {
        code: (label, members)
        for code, label in TAGS.items()
        if (members := frozenset(row.id for row in rows.values() if code in row.tags))
    }
    group, tag, unit = (asked.get(name, "") for name in ("nhom", "the", "don-vi"))
    scopes = []
    if group in groups:
        scopes.append(groups[group][1])
    if tag in tags:
        scopes.append(tags[tag][1])
    if unit:
        scopes.append(_below(unit, rows, on))
    query = asked.copy()
    return Choice(
        on=on,
        is_today=on == request.today,
        wide="ca-cho-tiep-nhan" in asked,
        scope=frozenset.intersection(*scopes) if scopes else None,
        group=group,
        tag=tag,
        unit=unit,
        groups=groups,
        tags=tags,
        units=rows,
        query=f"?{query.urlencode()}" if query else "",
    )


def everybody(request: Request) -> Choice:
    """The day of the map alone, for a page that narrows nothing. Raises Refused for a day that is none."""
    on = _day(request.GET.get("ban-do", ""), request.today)
    return Choice(
        on=on,
        is_today=on == request.today,
        wide=False,
        scope=None,
        group="",
        tag="",
        unit="",
        groups={},
        tags={},
        units={},
        query="",
    )


def _day(text: str, today: date) -> date:
    if not text:
        return today
    try:
        return date.fromisoformat(text)
    except ValueError as wrong:
        raise Refused(
            "map-day", _("«%(text)s» không phải là ngày; hãy chọn lại ngày của bản đồ.") % {"text": text}
        ) from wrong


def _below(unit: str, rows: dict[int, UnitRow], on: date) -> frozenset[int]:
    if not unit.isdecimal() or int(unit) not in rows:
        raise Refused("map-unit", _("Đơn vị này không có trên bản đồ ngày đã chọn; hãy chọn đơn vị khác."))
    return organisations.units_under(organisations.tree_on(on), int(unit))
