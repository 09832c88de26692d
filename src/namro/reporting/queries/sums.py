"""Totals added up by the database: one statement, whatever the number of units, boxes and spans.

Who answers for a span is decided before (`leaves`); `kernel.consolidation` says what a total means, and tests hold the
two against each other.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.db import connection

from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.reporting.queries.leaves import WHOLE, Leaf
from namro.reporting.queries.statements import added_up, one_by_one
from namro.reporting.stored import Window

Totals = Mapping[CellKey, Total[int]]
Revisions = Mapping[CellKey, tuple[int, ...]]
# By unit and window, the boxes that reports which count have given.
Given = Mapping[tuple[int, Window], frozenset[CellKey]]
NOTHING: frozenset[CellKey] = frozenset()


@dataclass(frozen=True, slots=True)
class Told:
    """What one unit gives for a box in a span, and the revisions that this stands on."""

    figure: Value
    revisions: tuple[int, ...]


@dataclass(slots=True)
class _Places:
    """The rows of `place` and `may`."""

    rows: list[tuple[Any, ...]] = field(default_factory=list)
    boxes: dict[tuple[frozenset[CellKey], frozenset[CellKey]], int] = field(default_factory=dict)

    def add(self, span: int, slot: int, leaf: Leaf, cells: frozenset[CellKey], book: Book) -> None:
        alone = len(leaf.alternatives) == 1 and len(leaf.alternatives[0]) == 1 and leaf.portions == WHOLE
        for rank, windows in enumerate(leaf.alternatives):
            need = 0 if alone else len(windows) * len(leaf.portions)
            for window in windows:
                if (leaf.unit, window) not in book.stored:
                    continue
                given = book.given.get((leaf.unit, window), NOTHING)
                boxes = self.boxes.setdefault((cells, given), len(self.boxes))
                where = (span, slot, leaf.unit, *window, rank, window == windows[-1], need, len(leaf.portions))
                for sign, share in leaf.portions:
                    self.rows.append((*where, sign, share.numerator, share.denominator, boxes))

    def may(self, ids: Mapping[str, int]) -> list[tuple[Any, ...]]:
        return [
            (boxes, ids[key.element], key.breakdown, key in given)
            for (cells, given), boxes in self.boxes.items()
            for key in cells
        ]


_PLACE = (
    "span", "slot", "unit", "starts", "ends", "rank", "last", "need", "need_last", "sign", "above", "below", "boxes",
)  # fmt: skip
_MAY = ("may_boxes", "may_element", "may_breakdown", "may_always")


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What is known before figures are added up.

    order: every unit in question, as they are named. given: the boxes of reports that count. stored: the (unit,
    window) that hold any figure.
    """

    elements: Mapping[str, ElementSpec]
    ids: Mapping[str, int]
    order: Sequence[int]
    given: Given
    stored: Collection[tuple[int, Window]]

    def totals(
        self, spans: Sequence[Iterable[Leaf]], *, with_revisions: bool = False
    ) -> list[tuple[Totals, Revisions]]:
        """One statement for all spans. revisions: by box, all that its total stands on; empty unless asked for."""
        question = _Question(self, spans)
        return question.totals(question.ask(added_up(with_revisions=with_revisions)))

    def told(self, spans: Sequence[Iterable[Leaf]], cells: Collection[CellKey]) -> list[dict[CellKey, dict[int, Told]]]:
        """What each unit gives for some boxes, in the order of units; one statement."""
        question = _Question(self, spans, frozenset(cells))
        found: list[dict[CellKey, dict[int, Told]]] = [defaultdict(dict) for _ in spans]
        for span, slot, element, breakdown, state, value, note, revisions in question.ask(one_by_one()):
            told = Told(Value(_STATES[state], value, note), tuple(revisions))
            found[span][question.key(element, breakdown)][self.order[slot]] = told
        return found


_STATES = {str(state): state for state in FigureState}


class _Question:
    """The arrays of one statement, and how its answer is read."""

    def __init__(self, book: Book, spans: Sequence[Iterable[Leaf]], only: frozenset[CellKey] | None = None) -> None:
        self.book = book
        self.places = _Places()
        # By span, for boxes that are asked together, the units as bits: the first unit is the highest bit.
        self.expected: list[dict[frozenset[CellKey], int]] = []
        self._codes = {pk: code for code, pk in book.ids.items()}
        self._answered: dict[tuple[Any, ...], frozenset[CellKey]] = {}
        seats = {unit: n for n, unit in enumerate(book.order)}
        for number, leaves in enumerate(spans):
            masks: dict[frozenset[CellKey], int] = defaultdict(int)
            for leaf in leaves:
                cells, slot = self._cells(leaf, only), seats[leaf.unit]
                masks[cells] |= 1 << (len(book.order) - 1 - slot)
                self.places.add(number, slot, leaf, cells, book)
            self.expected.append(masks)

    def _cells(self, leaf: Leaf, only: frozenset[CellKey] | None) -> frozenset[CellKey]:
        """The boxes that a leaf answers for."""
        mark = (leaf.cells, leaf.kinds, leaf.portions == WHOLE)
        if mark not in self._answered:
            cells = leaf.cells if only is None else leaf.cells & only
            self._answered[mark] = frozenset(key for key in cells if leaf.answers(self.book.elements[key.element]))
        return self._answered[mark]

    def key(self, element: int, breakdown: str) -> CellKey:
        return CellKey(self._codes[element], breakdown)

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of the answer; none without a statement where there is nothing to find."""
        may = self.places.may(self.book.ids)
        if not self.places.rows or not may:
            return []
        width, elements = len(self.book.order), self.book.elements.values()
        columns = {
            **dict(zip(_PLACE, map(list, zip(*self.places.rows, strict=True)), strict=True)),
            **dict(zip(_MAY, map(list, zip(*may, strict=True)), strict=True)),
            "flows": [self.book.ids[e.code] for e in elements if e.kind is ElementKind.FLOW],
            "seats": [f"{1 << (width - 1 - n):0{width}b}" for n in range(width)],
        }
        with connection.cursor() as cursor:
            cursor.execute(sql, columns)
            return list(cursor.fetchall())

    def totals(self, rows: Iterable[tuple[Any, ...]]) -> list[tuple[Totals, Revisions]]:
        read = _Reader(self.book.order)
        added: dict[tuple[int, CellKey], _Sum] = defaultdict(_Sum)
        for span, element, breakdown, *rest in rows:
            added[span, self.key(element, breakdown)].add(*rest)
        found: list[tuple[Totals, Revisions]] = []
        for number, masks in enumerate(self.expected):
            expected: dict[CellKey, int] = defaultdict(int)
            for cells, mask in masks.items():
                for key in cells:
                    expected[key] |= mask
            sums = {key: added.get((number, key), _NOTHING_TOLD) for key in expected}
            totals = {
                key: read.total(one, expected[key], attested=self.book.elements[key.element].kind is ATTESTED)
                for key, one in sums.items()
            }
            found.append(
                (totals, {key: tuple(sorted(set(one.revisions))) for key, one in sums.items() if one.revisions})
            )
        return found


ATTESTED = ElementKind.ATTESTED


@dataclass(slots=True)
class _Sum:
    """What the database has added up for one box. with_number, elsewhere, without: sets of units as bits."""

    value: Decimal | None = None
    reported: int = 0
    estimated: int = 0
    with_number: int = 0
    elsewhere: int = 0
    without: int = 0
    revisions: list[int] = field(default_factory=list)

    def add(
        self,
        value: Decimal | None,
        reported: int,
        estimated: int,
        with_number: str | None,
        elsewhere: str | None,
        without: str | None,
        revisions: str | None,
    ) -> None:
        if value is not None:
            self.value = value if self.value is None else self.value + value
        self.reported += reported
        self.estimated += estimated
        self.with_number |= int(with_number or "0", 2)
        self.elsewhere |= int(elsewhere or "0", 2)
        self.without |= int(without or "0", 2)
        if revisions:
            self.revisions += map(int, revisions.split(","))


_NOTHING_TOLD = _Sum()


class _Reader:
    """Makes totals from sums. Most boxes have the same sets of units, each of which is named once."""

    def __init__(self, order: Sequence[int]) -> None:
        self._order = order
        self._named: dict[int, tuple[int, ...]] = {0: ()}

    def units(self, mask: int) -> tuple[int, ...]:
        if mask not in self._named:
            bits = f"{mask:0{len(self._order)}b}"
            self._named[mask] = tuple(unit for unit, bit in zip(self._order, bits, strict=True) if bit == "1")
        return self._named[mask]

    def total(self, told: _Sum, expected: int, *, attested: bool) -> Total[int]:
        return Total(
            value=None if attested and told.reported != 1 else told.value,
            reported=told.reported,
            expected=expected.bit_count(),
            estimated=told.estimated,
            not_applicable=told.without.bit_count(),
            not_stored=self.units(told.elsewhere),
            missing=self.units(expected & ~(told.with_number | told.elsewhere | told.without)),
            leaves=self.units(told.with_number),
        )
