"""The difference between two maps as a page tells it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from namro.kernel.figures import format_percent
from namro.kernel.map_changes import Difference, UnitDifference
from namro.organisations.differences import MapDifference
from namro.web import unit_labels

ROWS_SHOWN = 600


def told(difference: MapDifference, chosen: str) -> dict[str, Any]:
    """Rows, all or those of one kind of difference, and the kinds as tabs with their numbers."""
    kind = Difference(chosen) if chosen in set(Difference) else None
    rows = [row for row in difference.rows if kind is None or kind in row.kinds]
    tabs = [
        (one, label, sum(one in row.kinds for row in difference.rows)) for one, label in unit_labels.DIFFERENCES.items()
    ]
    return {
        "difference": difference,
        "rows": [_row(row, difference) for row in rows[:ROWS_SHOWN]],
        "left_out": max(len(rows) - ROWS_SHOWN, 0),
        "tabs": [
            {"label": _("tất cả"), "url": "?", "current": kind is None, "count": len(difference.rows)},
            *(
                {"label": label, "url": f"?khac={one}", "current": kind is one, "count": count}
                for one, label, count in tabs
                if count
            ),
        ],
    }


def _row(row: UnitDifference[int], difference: MapDifference) -> dict[str, Any]:
    place = row.after or row.before
    assert place is not None
    before, after = row.before, row.after
    return {
        "unit": row.unit,
        "name": place.name,
        "was": before.name if before and Difference.RENAMED in row.kinds else "",
        "kinds": [label for kind, label in unit_labels.DIFFERENCES.items() if kind in row.kinds],
        "sources": [(unit, difference.names.get(unit, ""), format_percent(share, 2)) for unit, share in row.sources],
        "from": difference.names.get(before.parent or 0, "") if before and Difference.MOVED in row.kinds else "",
        "to": difference.names.get(after.parent or 0, "") if after and Difference.MOVED in row.kinds else "",
    }
