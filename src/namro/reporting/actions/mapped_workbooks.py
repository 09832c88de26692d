"""Blank workbooks of other bodies: kept under a name, their cells mapped once."""

from __future__ import annotations

import re
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.catalogue import queries as catalogue
from namro.catalogue.models import Indicator
from namro.kernel.elements import TOTAL, CellKey
from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.reading.workbooks import read_book
from namro.reporting.models import MappedCell, MappedWorkbook
from namro.reporting.workbook_rules import Measure

_ADDRESS = re.compile(r"[A-Z]{1,3}[1-9]\d{0,5}", re.ASCII)
_LETTERS = re.compile(r"[A-Z]{1,3}", re.ASCII)
MOST_ROWS = 4000


@transaction.atomic
def add_mapped_workbook(
    *, by: Person, at: datetime, owner: Unit, name: str, filename: str, content: bytes
) -> MappedWorkbook:
    """Keep a blank workbook. Refused for what is no XLSX, without a name, or with a name that is taken."""
    access.require(by, Permission.PUBLICATION_MAKE, unit=owner.pk, on=timezone.localdate(at))
    if not name.strip():
        raise Refused("name", "Đặt tên cho mẫu, ví dụ «Biểu 1 gửi Bộ Công an».")
    if MappedWorkbook.objects.filter(owner=owner, name=name.strip()).exists():
        raise Refused("name-taken", f"Đã có mẫu tên «{name.strip()}»; đặt tên khác.")
    read_book(content)
    made = MappedWorkbook.objects.create(
        owner=owner, name=name.strip(), filename=filename[-255:], content=content, by=by, at=at
    )
    audit.record(by=by, at=at, action="mapped_workbook.add", subject=made, unit=owner)
    return made


@transaction.atomic
def map_cell(
    *,
    by: Person,
    at: datetime,
    workbook: MappedWorkbook,
    sheet: str,
    address: str,
    code: str,
    breakdown: str = "",
    measure: Measure = Measure.THIS,
    names_column: str = "",
    last_row: int | None = None,
) -> MappedCell:
    """Say which figure goes into a cell; a cell that is mapped already is mapped anew.

    names_column, last_row: one figure a unit from this cell down, by the names in that column.
    """
    access.require(by, Permission.PUBLICATION_MAKE, unit=workbook.owner_id, on=timezone.localdate(at))
    place, names = address.strip().upper().replace("$", ""), names_column.strip().upper()
    _check_place(workbook, sheet, place)
    _check_code(code, breakdown, measure, at)
    if names or last_row is not None:
        _check_rows(place, names, last_row, measure)
    cell, _ = MappedCell.objects.update_or_create(
        workbook=workbook,
        sheet=sheet,
        address=place,
        defaults={
            "code": code,
            "breakdown": "" if measure is Measure.TARGET else breakdown or TOTAL,
            "measure": measure,
            "names_column": names,
            "last_row": last_row,
        },
    )
    audit.record(by=by, at=at, action="mapped_workbook.map", subject=workbook, unit=workbook.owner, cell=str(cell))
    return cell


def _check_place(workbook: MappedWorkbook, sheet: str, place: str) -> None:
    if not _ADDRESS.fullmatch(place):
        raise Refused("address", f"«{place}» không phải địa chỉ ô; ghi như D8.")
    found = read_book(bytes(workbook.content)).sheet(sheet)
    if found is None:
        raise Refused("sheet", f"Mẫu không có trang «{sheet}».")
    if any(cell.place == place and cell.is_formula for cell in found.cells.values()):
        raise Refused("formula", f"Ô {place} là công thức của mẫu, máy không ghi đè; chọn ô mà công thức ấy cộng.")


def _check_code(code: str, breakdown: str, measure: Measure, at: datetime) -> None:
    if measure is Measure.TARGET:
        if not Indicator.objects.filter(code=code, valid__contains=timezone.localdate(at)).exists():
            raise Refused("indicator", "Chọn chỉ báo có chỉ tiêu sẽ điền.")
        return
    element = catalogue.elements().get(code)
    if element is None:
        raise Refused("element", "Chọn số liệu sẽ điền vào ô.")
    if CellKey(code, breakdown or TOTAL) not in (*element.cells(), CellKey(code)):
        raise Refused("breakdown", f"Số liệu «{element.name}» không tách theo «{breakdown}».")


def _check_rows(place: str, names: str, last_row: int | None, measure: Measure) -> None:
    first = int(place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    if measure is Measure.TARGET:
        raise Refused("rows", "Chỉ tiêu chỉ điền được vào một ô, không theo hàng đơn vị.")
    if not _LETTERS.fullmatch(names) or last_row is None or not first <= last_row < first + MOST_ROWS:
        raise Refused("rows", f"Điền theo hàng đơn vị thì ghi cột tên đơn vị (như B) và hàng cuối, từ {first} trở đi.")


@transaction.atomic
def unmap_cell(*, by: Person, at: datetime, workbook: MappedWorkbook, cell_id: int) -> None:
    access.require(by, Permission.PUBLICATION_MAKE, unit=workbook.owner_id, on=timezone.localdate(at))
    gone, _ = MappedCell.objects.filter(workbook=workbook, pk=cell_id).delete()
    if gone:
        audit.record(by=by, at=at, action="mapped_workbook.unmap", subject=workbook, unit=workbook.owner, cell=cell_id)


@transaction.atomic
def drop_mapped_workbook(*, by: Person, at: datetime, workbook: MappedWorkbook) -> None:
    access.require(by, Permission.PUBLICATION_MAKE, unit=workbook.owner_id, on=timezone.localdate(at))
    audit.record(by=by, at=at, action="mapped_workbook.drop", subject=workbook, unit=workbook.owner)
    workbook.delete()
