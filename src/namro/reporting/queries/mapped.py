"""What goes into the cells of a mapped workbook in one period, and what stays blank."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from namro.kernel.elements import TOTAL, CellKey
from namro.kernel.form_sheets import address
from namro.kernel.times import Period
from namro.kernel.vietnamese import search_key
from namro.organisations.queries import UnitRow
from namro.plans.models import Plan
from namro.reading.workbooks import Book, read_book
from namro.reporting.models import MappedCell, MappedWorkbook
from namro.reporting.queries.totals import Column, Consolidated, consolidated
from namro.reporting.workbook_rules import Measure

COLUMNS = {
    Measure.THIS: "this",
    Measure.PREVIOUS: "previous",
    Measure.YEAR_TO_DATE: "year_to_date",
    Measure.LAST_YEAR: "last_year",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell to be filled. value: None stays blank, for the reason given. missing: units that gave no figure."""

    sheet: str
    address: str
    label: str
    value: Decimal | None
    reason: str = ""
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """A mapped workbook as it would be filled. Every mapped cell is one place; nothing is ever filled with 0 for want
    of a figure."""

    workbook: MappedWorkbook
    period: Period
    places: tuple[Place, ...]

    @property
    def values(self) -> dict[tuple[str, str], Decimal]:
        return {(p.sheet, p.address): p.value for p in self.places if p.value is not None}

    @property
    def blanks(self) -> tuple[Place, ...]:
        return tuple(p for p in self.places if p.value is None)

    @property
    def partial(self) -> tuple[Place, ...]:
        """Filled, though not every unit has given its figure."""
        return tuple(p for p in self.places if p.value is not None and p.missing)


def filling(workbook: MappedWorkbook, plan: Plan, period: Period, *, on: date) -> Filling:
    """The figures of a plan in a period for every mapped cell. The queries of `consolidated` and two more."""
    cells = list(workbook.cells.all())
    found = consolidated(plan, period, on=on)
    book = read_book(bytes(workbook.content)) if any(cell.names_column for cell in cells) else Book(())
    targets = _targets(plan) if any(cell.measure == Measure.TARGET for cell in cells) else {}
    places: list[Place] = []
    for cell in cells:
        if cell.measure == Measure.TARGET:
            places.append(_target(cell, targets))
        elif cell.names_column:
            places += _rows(cell, book, found)
        else:
            places.append(_total(cell, found))
    return Filling(workbook=workbook, period=period, places=tuple(places))


def _targets(plan: Plan) -> Mapping[str, tuple[str, Decimal | None]]:
    """By code of indicator, the words and the number of the plan's first target for it."""
    found: dict[str, tuple[str, Decimal | None]] = {}
    for target in plan.targets.filter(indicator__isnull=False).select_related("indicator"):
        assert target.indicator is not None
        found.setdefault(target.indicator.code, (target.measure, target.value))
    return found


def _target(cell: MappedCell, targets: Mapping[str, tuple[str, Decimal | None]]) -> Place:
    label, value = targets.get(cell.code, (cell.code, None))
    reason = "" if value is not None else "Kế hoạch không giao chỉ tiêu này."
    return Place(sheet=cell.sheet, address=cell.address, label=label, value=value, reason=reason)


def _key(cell: MappedCell) -> CellKey:
    return CellKey(cell.code, cell.breakdown or TOTAL)


def _column(cell: MappedCell, found: Consolidated) -> Column | None:
    column: Column | None = getattr(found, COLUMNS[Measure(cell.measure)])
    return column


def _label(key: CellKey, found: Consolidated) -> str:
    element = found.elements.get(key.element)
    if element is None:
        return str(key)
    part = dict(element.breakdowns).get(key.breakdown)
    return f"{element.name}: {part}" if part else element.name


def _total(cell: MappedCell, found: Consolidated) -> Place:
    key, column = _key(cell), _column(cell, found)
    total = column.total(key) if column else None
    reason = ""
    if total is None:
        reason = "Kế hoạch không hỏi số này trong kỳ."
    elif total.value is None:
        reason = "Chưa đơn vị nào có số được tiếp nhận."
    return Place(
        sheet=cell.sheet,
        address=cell.address,
        label=_label(key, found),
        value=total.value if total else None,
        reason=reason,
        missing=found.unit_names(total.missing) if total else (),
    )


def _rows(cell: MappedCell, book: Book, found: Consolidated) -> Iterator[Place]:
    """One place for each row down to the last, where a name stands in the column of names."""
    sheet, key, column = book.sheet(cell.sheet), _key(cell), _column(cell, found)
    if sheet is None or cell.last_row is None:
        return
    given = found.each(column, [key]).get(key, {}) if column else {}
    by_name = _by_name(list(found.units.values()))
    first, at = row_and_column(cell.address)
    _, names = row_and_column(f"{cell.names_column}1")
    for row in range(first, cell.last_row + 1):
        name = sheet.text(row, names)
        if not name:
            continue
        unit = by_name.get(search_key(name))
        told = given.get(unit.id) if unit else None
        value = told.figure.value if told else None
        reason = ""
        if unit is None:
            reason = "Không có đơn vị nào mang tên này trong kế hoạch."
        elif value is None:
            reason = "Đơn vị chưa có số được tiếp nhận."
        place = address(row, at)
        yield Place(sheet=cell.sheet, address=place, label=f"{name}: {_label(key, found)}", value=value, reason=reason)


def _by_name(units: Sequence[UnitRow]) -> dict[str, UnitRow]:
    """By every name a unit goes by, also without «xã», «phường»; a name that two units bear is left out."""
    found: dict[str, UnitRow | None] = {}
    for unit in units:
        names = {unit.name, unit.short_name, unit.place, *unit.other_names, unit.name.partition(" ")[2]}
        for key in {search_key(name) for name in names if name}:
            found[key] = None if key in found else unit
    exact = {search_key(unit.name): unit for unit in units}
    return {key: unit for key, unit in found.items() if unit is not None} | exact


def row_and_column(place: str) -> tuple[int, int]:
    """«D8» → (8, 3)."""
    letters = place.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(place[len(letters) :]), column - 1
