"""Totals over units, each of which can name the units it stands on and those it lacks."""

from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Generic, TypeVar

from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.figures import NOT_APPLICABLE, Figure, FigureState
from namro.kernel.times import ONE_DAY, Period
from namro.kernel.trees import Tree

Unit = TypeVar("Unit", bound=Hashable)


@dataclass(frozen=True, slots=True, kw_only=True)
class Total(Generic[Unit]):
    """The sum of what units gave for one cell.

    value: None if no unit gave a number, never zero for want of one. reported: units with a number, `estimated` of
    them with one that will change. leaves: those units. missing: expected units that gave nothing at all. not_stored:
    units that keep the figure elsewhere. reported + not_applicable + len(not_stored) + len(missing) = expected.
    """

    value: Decimal | None
    reported: int
    expected: int
    estimated: int = 0
    not_applicable: int = 0
    not_stored: tuple[Unit, ...] = ()
    missing: tuple[Unit, ...] = ()
    leaves: tuple[Unit, ...] = ()


def consolidate(
    expected_units: Sequence[Unit],
    values: Mapping[Unit, Mapping[CellKey, Figure]],
    elements: Iterable[ElementSpec],
) -> dict[CellKey, Total[Unit]]:
    """One total for every cell of `elements`, over the units that should report, in their order.

    An absent unit or cell is not reported, never zero. Figures of units that aren't expected are left out. Ratios are
    for `kernel.indicators` to recompute from these totals; an attested rate has a value only where one unit gives it.
    """
    units = tuple(dict.fromkeys(expected_units))
    found = {}
    for element in elements:
        for key in cells_in(element, values.values()):
            figures = {unit: values.get(unit, {}).get(key) for unit in units}
            found[key] = _total(figures, attested=element.kind is ElementKind.ATTESTED)
    return found


def roll_up(
    tree: Tree[Unit],
    expected_units: Collection[Unit],
    values: Mapping[Unit, Mapping[CellKey, Figure]],
    elements: Sequence[ElementSpec],
) -> dict[Unit, dict[CellKey, Total[Unit]]]:
    """The totals of every unit of the tree over the expected units in and below it."""
    expected = set(expected_units)
    return {
        unit: consolidate([u for u in (unit, *tree.descendants(unit)) if u in expected], values, elements)
        for unit in tree
    }


def cells_in(element: ElementSpec, values: Iterable[Mapping[CellKey, Figure]]) -> tuple[CellKey, ...]:
    """The element's own cells, and its total where somebody gave one beside the breakdowns."""
    total = CellKey(element.code)
    if element.breakdowns and any(total in given for given in values):
        return (*element.cells(), total)
    return element.cells()


def _total(figures: Mapping[Unit, Figure | None], *, attested: bool) -> Total[Unit]:
    def in_state(*states: FigureState) -> tuple[Unit, ...]:
        return tuple(unit for unit, figure in figures.items() if figure is not None and figure.state in states)

    leaves = in_state(FigureState.REPORTED, FigureState.ESTIMATED)
    numbers = [figure.value for figure in figures.values() if figure is not None and figure.value is not None]
    has_value = len(numbers) == 1 if attested else bool(numbers)
    return Total(
        value=sum(numbers, Decimal(0)) if has_value else None,
        reported=len(leaves),
        expected=len(figures),
        estimated=len(in_state(FigureState.ESTIMATED)),
        not_applicable=len(in_state(FigureState.NOT_APPLICABLE)),
        not_stored=in_state(FigureState.NOT_STORED),
        missing=tuple(unit for unit, figure in figures.items() if figure is None),
        leaves=leaves,
    )


def combine_windows(kind: ElementKind, parts: Sequence[tuple[Period, Figure | None]]) -> Figure | None:
    """One unit's figure for the window made of `parts`, which follow one another without a gap, in order of time.

    Flows are summed, and missing if a part is; whatever else takes the figure of the last part, whether or not it is
    there. ValueError for windows that leave a gap or overlap, or that take a figure since the year's start over the
    end of the year.
    """
    periods = [period for period, _ in parts]
    if any(after.start - before.end != ONE_DAY for before, after in pairwise(periods)):
        raise ValueError("Các kỳ ghép lại phải liền nhau.")
    if kind is ElementKind.YTD and len({period.year for period in periods}) > 1:
        raise ValueError("Số lũy kế không ghép qua năm.")
    figures = [figure for _, figure in parts]
    if kind is ElementKind.FLOW:
        return _added(figures)
    return figures[-1] if figures else None


def _added(figures: Sequence[Figure | None]) -> Figure | None:
    """Not stored if a part is kept elsewhere, missing if a part is missing, estimated if a part is estimated."""
    known = [figure for figure in figures if figure is not None and figure.state is not FigureState.NOT_APPLICABLE]
    if elsewhere := next((figure for figure in known if figure.state is FigureState.NOT_STORED), None):
        return elsewhere
    if None in figures or not figures:
        return None
    if not known:
        return NOT_APPLICABLE
    estimated = any(figure.state is FigureState.ESTIMATED for figure in known)
    state = FigureState.ESTIMATED if estimated else FigureState.REPORTED
    return Figure(state, sum((figure.value for figure in known if figure.value is not None), Decimal(0)))
