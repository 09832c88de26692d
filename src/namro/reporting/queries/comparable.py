"""Earlier windows seen from who has given figures now: a unit that is missing makes no fall."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey
from namro.reporting.queries.sums import Revisions, Totals
from namro.reporting.queries.totals import Column, Consolidated, without


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparable:
    """One earlier window without those who are silent now.

    excused: whose figure may be missing without spoiling a comparison, because it is left out on both sides.
    """

    totals: Totals
    revisions: Revisions
    excused: frozenset[int]

    def before(self, key: CellKey, now: Total[int]) -> Total[int] | None:
        """What `now` may be compared with; None where somebody has given this box in one of the windows alone."""
        before = self.totals.get(key)
        if before is None or before.value is None or now.value is None:
            return None
        if not self.excused.issuperset((*now.missing, *now.not_stored, *before.missing, *before.not_stored)):
            return None
        return before


def comparable(found: Consolidated) -> tuple[Comparable | None, Comparable]:
    """The period before, None where there is none, and the same period of last year. One query, none if all have told.

    `found` must carry revisions if those of the earlier windows are wanted.
    """
    told = {unit for total in found.this.totals.values() for unit in (*total.leaves, *total.not_stored)}
    silent = frozenset(leaf.unit for leaf in found.this.leaves) - told
    columns = [column for column in (found.previous, found.last_year) if column]
    if not silent:
        made = [_whole(column) for column in columns]
    else:
        kept = [without(column.leaves, silent) for column in columns]
        answers = found.reading.book.totals(kept, with_revisions=bool(found.this.revisions))
        made = [
            Comparable(totals=totals, revisions=revisions, excused=silent | _of(column, silent))
            for column, (totals, revisions) in zip(columns, answers, strict=True)
        ]
    return (made[0] if found.previous else None, made[-1])


def _whole(column: Column) -> Comparable:
    return Comparable(totals=column.totals, revisions=column.revisions, excused=frozenset())


def _of(column: Column, silent: Collection[int]) -> frozenset[int]:
    return frozenset(leaf.unit for leaf in column.leaves if leaf.heirs and leaf.heirs.issubset(silent))
