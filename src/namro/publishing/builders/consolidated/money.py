"""Money: allotted and disbursed by project and kind of capital (Hướng dẫn 46/HD-BCA-C04); nothing where unknown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from namro.kernel.consolidation import Total
from namro.kernel.elements import CellKey
from namro.kernel.figures import format_number, format_percent
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import NO_FIGURE, Writer
from namro.publishing.builders.consolidated.section import Passage
from namro.writing.model import Align, Column, Row, RowKind, Table

ALLOTTED, DISBURSED = "capital_allotted", "capital_disbursed"
KINDS = {"investment": "Vốn đầu tư", "recurrent": "Vốn sự nghiệp"}
_CELL = re.compile(r"p(?P<project>\d+)_(?P<kind>\w+)")


@dataclass(frozen=True, slots=True)
class Money:
    """Sums over some boxes; None where no unit has given any of them."""

    allotted: Decimal | None
    disbursed: Decimal | None
    revisions: tuple[int, ...]

    @property
    def rate(self) -> str:
        """Only where both are known and there is something to spend."""
        if not self.allotted or self.disbursed is None:
            return NO_FIGURE
        return format_percent(Fraction(self.disbursed) / Fraction(self.allotted))


def passages(material: Material) -> tuple[Passage, Passage]:
    """What is said, and the table; both empty where nobody has given money."""
    cells = _cells(material)
    whole = _money(material, cells)
    if whole.allotted is None and whole.disbursed is None:
        return Passage(), Passage()
    return _said(material, cells, whole), _table(material, cells, whole)


def _cells(material: Material) -> tuple[str, ...]:
    element = material.figures.elements.get(ALLOTTED) or material.figures.elements.get(DISBURSED)
    return tuple(code for code, _ in element.breakdowns) if element else ()


def _money(material: Material, cells: Iterable[str]) -> Money:
    column, cells = material.figures.year_to_date, tuple(cells)
    keys = [CellKey(element, cell) for element in (ALLOTTED, DISBURSED) for cell in cells]
    revisions = sorted({r for key in keys for r in column.revisions.get(key, ())})
    allotted, disbursed = (
        _sum(column.totals.get(CellKey(element, cell)) for cell in cells) for element in (ALLOTTED, DISBURSED)
    )
    return Money(allotted, disbursed, tuple(revisions))


def _sum(totals: Iterable[Total[int] | None]) -> Decimal | None:
    values = [total.value for total in totals if total is not None and total.value is not None]
    return sum(values, Decimal(0)) if values else None


def _said(material: Material, cells: tuple[str, ...], whole: Money) -> Passage:
    writer = Writer()
    unit = material.figures.elements[ALLOTTED].unit
    writer.say(f"{_sentence('Kinh phí thực hiện Kế hoạch', whole, unit, writer)}.")
    kinds = [(label, _money(material, _of_kind(cells, kind))) for kind, label in KINDS.items()]
    known = [(label, money) for label, money in kinds if money.allotted or money.disbursed]
    if len(known) > 1:
        writer.list([_sentence(label, money, unit, writer) for label, money in known])
    return writer.passage()


def _of_kind(cells: Iterable[str], kind: str) -> list[str]:
    return [cell for cell in cells if (found := _CELL.fullmatch(cell)) and found["kind"] == kind]


def _sentence(what: str, money: Money, unit: str, writer: Writer) -> str:
    said = []
    if money.allotted is not None:
        said.append(f"được giao {format_number(money.allotted)} {unit}")
    if money.disbursed is not None:
        said.append(f"đã giải ngân {format_number(money.disbursed)} {unit}")
    if money.rate != NO_FIGURE:
        said[-1] += f", đạt {money.rate}"
    text = f"{what}: {'; '.join(said)}"
    writer.line(what, text, note="lũy kế từ đầu năm", revisions=money.revisions)
    return text


def _table(material: Material, cells: tuple[str, ...], whole: Money) -> Passage:
    writer = Writer()
    rows = list(_rows(material, cells, writer))
    rows.append(_row(("", "Tổng cộng", ""), whole, writer, kind=RowKind.TOTAL))
    writer.add(
        Table(
            columns=(
                Column("TT", 1, Align.CENTER),
                Column("Dự án", 6),
                Column("Loại vốn", 3),
                Column("Được giao", 3, Align.RIGHT),
                Column("Giải ngân lũy kế", 3, Align.RIGHT),
                Column("Tỷ lệ", 2, Align.RIGHT),
            ),
            rows=tuple(rows),
            title="Kinh phí theo dự án, loại vốn",
            unit=material.figures.elements[ALLOTTED].unit,
        )
    )
    return writer.passage()


def _rows(material: Material, cells: tuple[str, ...], writer: Writer) -> Iterator[Row]:
    names = dict(_projects(material))
    number = 0
    for cell in cells:
        found, money = _CELL.fullmatch(cell), _money(material, [cell])
        if found and (money.allotted or money.disbursed):
            number += 1
            project = f"Dự án {found['project']}"
            name = f"{project}: {names[found['project']]}" if names.get(found["project"]) else project
            yield _row((str(number), name, KINDS.get(found["kind"], "")), money, writer)


def _projects(material: Material) -> Iterator[tuple[str, str]]:
    """By number, the name of each project of the plan; parts of a project (tiểu dự án) are left out."""
    for code, name in material.projects:
        if found := re.fullmatch(r"(?:Dự án|DA)?\s*(\d+)", code.strip(), re.IGNORECASE):
            yield found[1], name


def _row(head: tuple[str, str, str], money: Money, writer: Writer, *, kind: RowKind = RowKind.DATA) -> Row:
    figures = tuple(
        format_number(value) if value is not None else NO_FIGURE for value in (money.allotted, money.disbursed)
    )
    label = " ".join(part for part in head[1:] if part)
    writer.line(label, " / ".join((*figures, money.rate)), place="bảng kinh phí", revisions=money.revisions)
    return Row((*head, *figures, money.rate), kind)
