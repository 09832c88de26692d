"""What is typed for a request: figures, units, window and hour; and for a baseline round."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.kernel.elements import CellKey
from namro.kernel.problems import Refused
from namro.kernel.times import Period, PeriodKind, Regime, campaign, period_containing
from namro.organisations.queries import UnitRow
from namro.web.form_labels import audience_choices
from namro.web.forms.organisations import day_input

# Codes of the deadlines that one click gives; "other" asks for a day and an hour.
HOURS = {"1h": timedelta(hours=1), "2h": timedelta(hours=2)}
AFTERNOON, END_OF_DAY = time(16, 0), time(17, 0)


def deadlines(now: datetime) -> list[tuple[str, str | Promise]]:
    """What can still be met: «16 giờ hôm nay» is offered until then."""
    here = timezone.localtime(now)
    found: list[tuple[str, str | Promise]] = [
        ("1h", _("Trong 1 giờ (%(at)s)") % {"at": f"{here + HOURS['1h']:%H:%M}"}),
        ("2h", _("Trong 2 giờ (%(at)s)") % {"at": f"{here + HOURS['2h']:%H:%M}"}),
    ]
    if here.time() < AFTERNOON:
        found.append(("16h", gettext_lazy("16 giờ hôm nay")))
    return [*found, ("tomorrow", gettext_lazy("17 giờ ngày mai")), ("other", gettext_lazy("Ngày, giờ khác"))]


def due_of(posted: Mapping[str, str], now: datetime) -> datetime:
    """Raises Refused where the day and hour cannot be read."""
    here, choice = timezone.localtime(now), posted.get("due", "1h")
    match choice:
        case "1h" | "2h":
            return now + HOURS[choice]
        case "16h":
            return here.replace(hour=AFTERNOON.hour, minute=0, second=0, microsecond=0)
        case "tomorrow":
            return timezone.make_aware(datetime.combine(here.date() + timedelta(days=1), END_OF_DAY))
    try:
        return timezone.make_aware(datetime.fromisoformat(posted.get("due_at", "")))
    except ValueError as error:
        raise Refused("request-due", _("Ghi ngày, giờ hạn trả lời.")) from error


class WindowForm(forms.Form):
    """From when to when the figures are counted; usually from the start of the statutory year to today."""

    start = forms.DateField(label=gettext_lazy("Tính từ ngày"), widget=day_input())
    end = forms.DateField(label=gettext_lazy("đến hết ngày"), widget=day_input())

    def window(self) -> Period:
        return campaign(self.cleaned_data["start"], self.cleaned_data["end"], Regime.STATUTORY)


def usual_window(today: date) -> dict[str, date]:
    return {"start": period_containing(today, PeriodKind.YEAR, Regime.STATUTORY).start, "end": today}


def chosen_cells(posted: QueryDict) -> list[CellKey]:
    found = []
    for text in posted.getlist("cell"):
        try:
            found.append(CellKey.parse(text))
        except ValueError as error:
            raise Refused("no-such-element", str(error)) from error
    return found


def unit_groups(rows: Mapping[int, UnitRow], on: date) -> list[tuple[str, str, int]]:
    """Groups that one click takes in: code, words, how many units; those that hold nobody are left out."""
    found = []
    for _title, pairs in audience_choices(on):
        for code, label in pairs:
            number = sum(code in words_of(row) for row in rows.values())
            if number > 1:
                found.append((code, str(label), number))
    return found


def words_of(row: UnitRow) -> frozenset[str]:
    return frozenset({row.kind, row.category, *row.tags})


def chosen_units(posted: QueryDict, rows: Mapping[int, UnitRow]) -> list[int]:
    groups, single = set(posted.getlist("group")), set(posted.getlist("unit"))
    return [row.id for row in rows.values() if groups & words_of(row) or str(row.id) in single]


class RoundForm(forms.Form):
    due_on = forms.DateField(label=gettext_lazy("Hạn khai"), widget=day_input())


class GiveBackForm(forms.Form):
    comment = forms.CharField(
        label=gettext_lazy("Vì sao trả lại, cần sửa gì"), widget=forms.Textarea(attrs={"rows": 2}), max_length=1000
    )


def field_names(asked: Mapping[str, Any]) -> dict[str, CellKey]:
    """A box's name in the page: codes have no dash."""
    return {f"{key.element}--{key.breakdown}": key for key in map(CellKey.parse, asked)}
