"""What happened to one unit, in order of time: names, places, mergers, marks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from namro.organisations.models import Unit, UnitChange
from namro.organisations.rules import ChangeKind


class EventKind(StrEnum):
    BEGAN = "began"
    ENDED = "ended"
    RENAMED = "renamed"
    MOVED = "moved"
    RECEIVED = "received"
    GAVE = "gave"
    TAGGED = "tagged"
    UNTAGGED = "untagged"
    GOT_FUNCTION = "got_function"
    LOST_FUNCTION = "lost_function"
    SERVES = "serves"
    SERVES_NO_MORE = "serves_no_more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """unit: the other unit; word: the name, tag or function; reference: "" where none was recorded."""

    on: date
    kind: EventKind
    unit: int | None = None
    word: str = ""
    share: Decimal | None = None
    reference: str = ""


def history_of(unit: Unit) -> list[Event]:
    """Newest first. A span without a beginning is of before there were records and begins no event."""
    events = [*_own(unit), *_successions(unit), *_marks(unit)]
    references = _references(unit)
    named = [
        event if event.reference else _with_reference(event, references.get((event.on, _KINDS.get(event.kind)), ""))
        for event in events
    ]
    return sorted(named, key=lambda event: (event.on, _ORDER[event.kind]), reverse=True)


_ORDER = {kind: n for n, kind in enumerate(EventKind)}
_KINDS = {
    EventKind.RENAMED: ChangeKind.RENAME,
    EventKind.MOVED: ChangeKind.MOVE,
    EventKind.SERVES: ChangeKind.SERVES,
    EventKind.SERVES_NO_MORE: ChangeKind.SERVES,
    EventKind.UNTAGGED: ChangeKind.TAG,
    EventKind.ENDED: ChangeKind.DISSOLVE,
    EventKind.BEGAN: ChangeKind.ADD,
}


def _with_reference(event: Event, reference: str) -> Event:
    return Event(on=event.on, kind=event.kind, unit=event.unit, word=event.word, share=event.share, reference=reference)


def _references(unit: Unit) -> dict[tuple[date, ChangeKind | None], str]:
    rows = UnitChange.objects.filter(units__contains=[unit.pk], undone_at=None).order_by("pk")
    return {(change.effective_on, ChangeKind(change.kind)): change.legal_reference for change in rows}


def _own(unit: Unit) -> Iterator[Event]:
    if unit.valid.lower:
        yield Event(on=unit.valid.lower, kind=EventKind.BEGAN)
    if unit.valid.upper:
        yield Event(on=unit.valid.upper, kind=EventKind.ENDED)
    for name in unit.names.order_by("valid")[1:]:
        yield Event(on=name.valid.lower, kind=EventKind.RENAMED, word=name.name)
    for place in unit.parents.order_by("valid")[1:]:
        yield Event(on=place.valid.lower, kind=EventKind.MOVED, unit=place.parent_id)


def _successions(unit: Unit) -> Iterator[Event]:
    for one in unit.predecessors.all():
        yield Event(
            on=one.effective_on,
            kind=EventKind.RECEIVED,
            unit=one.from_unit_id,
            share=one.share,
            reference=one.legal_reference,
        )
    for one in unit.successors.all():
        yield Event(
            on=one.effective_on,
            kind=EventKind.GAVE,
            unit=one.to_unit_id,
            share=one.share,
            reference=one.legal_reference,
        )


def _marks(unit: Unit) -> Iterator[Event]:
    for tag in unit.tags.all():
        if tag.legal_reference:
            yield from _span(tag, EventKind.TAGGED, EventKind.UNTAGGED, word=tag.tag, reference=tag.legal_reference)
    for one in unit.functions.all():
        yield from _span(
            one, EventKind.GOT_FUNCTION, EventKind.LOST_FUNCTION, word=one.function, reference=one.legal_reference
        )
    for link in unit.serves.all():
        yield from _span(link, EventKind.SERVES, EventKind.SERVES_NO_MORE, unit=link.served_id)


def _span(record: Any, begins: EventKind, ends: EventKind, *, reference: str = "", **what: Any) -> Iterator[Event]:
    if record.valid.lower:
        yield Event(on=record.valid.lower, kind=begins, reference=reference, **what)
    if record.valid.upper:
        yield Event(on=record.valid.upper, kind=ends, **what)
