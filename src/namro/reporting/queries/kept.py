"""Answers that take long to work out, kept in the memory of this process until something is written (docs/adr/0032).

Every action writes one entry of the audit chain, and the chain is numbered in the order in which transactions commit.
An answer that was worked out after the head of the chain was read therefore holds as long as the head stays, or as
long as all that was added to it since is known to change no consolidated figure and no state of a report.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar, cast

from django.db import connection

T = TypeVar("T")
ANSWERS_KEPT = 256

# What an officer writes while filling in a report, and what is written about letters and reminders. An action that is
# not named here is taken to change everything.
CHANGES_NO_RESULT = (
    "digest.queue",
    "mail.settle",
    "notices.read",
    "reminders.make",
    "reminders.schedule",
    "report.attach",
    "report.attach_file",
    "report.explain",
    "report.finish_part",
    "report.print",
    "report.remove_file",
    "report.write",
)


class Head(NamedTuple):
    """The end of the audit chain. open_entry: the newest entry of this very transaction, None in any other."""

    number: int
    digest: bytes
    open_entry: int | None


@dataclass(slots=True)
class _Answer:
    head: Head
    value: Any


_answers: OrderedDict[Hashable, _Answer] = OrderedDict()
_lock = threading.Lock()
_under_way: dict[Hashable, threading.Lock] = {}


def kept(question: Hashable, ask: Callable[[], T]) -> T:
    """ask(), or what it answered before if nothing was written since that could change it. One or two queries.

    question: all that the answer depends on besides what is stored: plan, period, day, choice of units. The answer is
    shared by everybody: ask for rights before, and never change it.
    """
    head = _head()
    if (known := _still_good(question, head)) is not None:
        return cast(T, known.value)
    with _lock:
        turn = _under_way.setdefault(question, threading.Lock())
    with turn:
        head = _head()
        if (known := _still_good(question, head)) is not None:
            return cast(T, known.value)
        value = ask()
        with _lock:
            _answers[question] = _Answer(head, value)
            _answers.move_to_end(question)
            while len(_answers) > ANSWERS_KEPT:
                _under_way.pop(_answers.popitem(last=False)[0], None)
        return value


def _still_good(question: Hashable, head: Head) -> _Answer | None:
    with _lock:
        found = _answers.get(question)
        if found is None:
            return None
        _answers.move_to_end(question)
        before = found.head
    if before != head:
        if _may_change_results(before, head):
            return None
        found.head = head
    return found


_HEAD = """
SELECT h.chain_no, h.hash, (SELECT max(id) FROM organisations_auditentry WHERE chain_no IS NULL) FROM audit_head h
"""


def _head() -> Head:
    with connection.cursor() as cursor:
        cursor.execute(_HEAD)
        number, digest, open_entry = cursor.fetchone()
    return Head(number, bytes(digest), open_entry)


# Figures typed into a report that nobody has sent count nowhere, unless a sent report shares the window, a baseline was
# given for it and is now overwritten, or it is older than a change of the unit, so that it matters whether anything at
# all was given for it (leaves.Maps.sources).
_CHANGES = """
SELECT EXISTS (
  SELECT FROM organisations_auditentry e
  WHERE e.chain_no > %s AND e.chain_no <= %s AND e.action <> ALL(%s)
    AND NOT (e.action = 'figures.record' AND EXISTS (
      SELECT FROM reporting_report r
      WHERE e.subject_type = 'reporting.report' AND r.id = e.subject_id::bigint
        AND NOT EXISTS (SELECT FROM reporting_report s
          WHERE s.unit_id = r.unit_id AND s.window_start = r.window_start AND s.window_end = r.window_end
            AND s.state IN ('SUBMITTED', 'ACCEPTED'))
        AND NOT EXISTS (SELECT FROM reporting_figurerevision v
          WHERE v.unit_id = r.unit_id AND v.window_start = r.window_start AND v.window_end = r.window_end
            AND v.source = 'BASELINE')
        AND NOT EXISTS (SELECT FROM organisations_succession c
          WHERE r.unit_id IN (c.from_unit_id, c.to_unit_id) AND c.effective_on > r.window_end))))
"""


def _may_change_results(before: Head, now: Head) -> bool:
    if before.open_entry is not None or now.open_entry is not None or now.number <= before.number:
        return True
    with connection.cursor() as cursor:
        cursor.execute(_CHANGES, [before.number, now.number, list(CHANGES_NO_RESULT)])
        (found,) = cursor.fetchone()
    return bool(found)
