"""Writing figures: a new revision of each, which then is the current one. Nothing here asks who may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Max

from namro.catalogue import queries as catalogue
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.reporting.models import Figure, FigureRevision
from namro.reporting.stored import Window

BATCH = 2000
# Unit, supplier, window, element, breakdown.
_Place = tuple[int, int, Window, int, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is written into one unit's window. about: by, at, source, source_reference, reason, report of each revision.

    supplier: who gives it, where that is not the unit itself. None in changes clears the box.
    """

    unit: int
    window: Window
    changes: Mapping[CellKey, Value | None]
    about: Mapping[str, Any] = field(default_factory=dict)
    supplier: int | None = None

    @property
    def giver(self) -> int:
        return self.unit if self.supplier is None else self.supplier


def store(unit: int, window: Window, changes: Mapping[CellKey, Value | None], **about: Any) -> dict[CellKey, int]:
    """Write into one window; answers the new version of each box. The caller holds the lock."""
    made = store_all([Writing(unit=unit, window=window, changes=changes, about=about)])
    return {key: revision.version for key, revision in zip(changes, made, strict=True)}


def store_all(writings: Sequence[Writing]) -> list[FigureRevision]:
    """Write into many windows with the same few queries; answers the new revisions in the order of what was given."""
    ids = catalogue.element_ids()
    versions = _versions(writings)
    made = FigureRevision.objects.bulk_create(
        (_revision(one, key, value, ids, versions) for one in writings for key, value in one.changes.items()),
        batch_size=BATCH,
    )
    Figure.objects.bulk_create(
        [_current(revision) for revision in made if revision.state],
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["unit", "supplier", "element", "breakdown", "window_start", "window_end"],
        update_fields=["state", "value", "note", "version", "source", "revision"],
    )
    for revision in (r for r in made if not r.state):
        Figure.objects.filter(
            unit=revision.unit_id,
            supplier=revision.supplier_id,
            element=revision.element_id,
            breakdown=revision.breakdown,
            window_start=revision.window_start,
            window_end=revision.window_end,
        ).delete()
    return made


def _versions(writings: Iterable[Writing]) -> dict[_Place, int]:
    """The newest version of every box that these units ever filled in these windows."""
    starts, ends = {w.window[0] for w in writings}, {w.window[1] for w in writings}
    newest = (
        FigureRevision.objects.filter(unit__in={w.unit for w in writings}, window_start__in=starts, window_end__in=ends)
        .values_list("unit_id", "supplier_id", "window_start", "window_end", "element_id", "breakdown")
        .annotate(newest=Max("version"))
    )
    return {
        (unit, supplier, (start, end), element, breakdown): version
        for unit, supplier, start, end, element, breakdown, version in newest
    }


def _revision(
    one: Writing, key: CellKey, value: Value | None, ids: Mapping[str, int], versions: Mapping[_Place, int]
) -> FigureRevision:
    element = ids[key.element]
    return FigureRevision(
        unit_id=one.unit,
        supplier_id=one.giver,
        element_id=element,
        breakdown=key.breakdown,
        window_start=one.window[0],
        window_end=one.window[1],
        version=versions.get((one.unit, one.giver, one.window, element, key.breakdown), 0) + 1,
        state=value.state if value else "",
        value=value.value if value else None,
        note=value.note if value else "",
        **one.about,
    )


def _current(revision: FigureRevision) -> Figure:
    return Figure(
        unit_id=revision.unit_id,
        supplier_id=revision.supplier_id,
        element_id=revision.element_id,
        breakdown=revision.breakdown,
        window_start=revision.window_start,
        window_end=revision.window_end,
        state=revision.state,
        value=revision.value,
        note=revision.note,
        version=revision.version,
        source=revision.source,
        revision=revision,
    )
