"""A second supplier's figures, and which of two counts. Neither is ever overwritten by the other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from namro.catalogue import queries as catalogue
from namro.catalogue.models import DataElement
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.reporting import rules
from namro.reporting.actions.storing import Writing, store_all
from namro.reporting.models import Figure, Reconciliation
from namro.reporting.rules import EntrySource
from namro.reporting.stored import Window


@transaction.atomic
def give_other_figures(
    *,
    by: Person,
    at: datetime,
    supplier: Unit,
    key: CellKey,
    window: Window,
    figures: Mapping[int, Value],
    document: str,
) -> int:
    """Store what one body counts of other units, beside what these say of themselves; answers how many are new.

    figures: by unit. Raises Refused without a document, for the body's own figure, and for an element unknown here.
    """
    on = timezone.localdate(at)
    if not access.may(by, Permission.REPORT_FILL_FOR, unit=supplier.pk, on=on):
        access.require(by, Permission.REPORT_FILL, unit=supplier.pk, on=on)
    rules.check_source(EntrySource.FOR_UNIT, document)
    element = catalogue.elements().get(key.element)
    if element is None or (key not in element.cells() and key != CellKey(key.element)):
        raise Refused("no-such-element", f"Danh mục không có số liệu {key}.")
    if supplier.pk in figures:
        raise Refused("own-figure", "Số của chính đơn vị mình thì ghi trong báo cáo của mình.")
    list(Unit.objects.select_for_update().filter(pk__in=figures).order_by("pk"))
    stored = Figure.objects.filter(
        supplier=supplier, element__code=key.element, breakdown=key.breakdown, unit__in=figures
    ).filter(window_start=window[0], window_end=window[1])
    now = {row.unit_id: (row.state, row.value, row.note) for row in stored}
    about = {"by": by, "at": at, "source": EntrySource.FOR_UNIT, "source_reference": document.strip()}
    new = {u: v for u, v in figures.items() if now.get(u) != (v.state, v.value, v.note)}
    store_all(
        [
            Writing(unit=unit, window=window, changes={key: value}, supplier=supplier.pk, about=about)
            for unit, value in new.items()
        ]
    )
    audit.record(
        by=by, at=at, action="figures.other_supplier", subject=supplier, unit=supplier, cell=str(key), units=len(new)
    )
    return len(new)


@transaction.atomic
def reconcile(
    *, by: Person, at: datetime, unit: Unit, key: CellKey, window: Window, supplier: int, reason: str
) -> Reconciliation:
    """Note which supplier's figure counts, and why. All figures stay; totals leave out those that are set aside."""
    access.require(by, Permission.REPORT_REVIEW, unit=unit.pk, on=timezone.localdate(at))
    if not reason.strip():
        raise Refused("reconcile-reason", "Ghi vì sao số này được tính.")
    if find_personal_data(reason):
        raise Refused("personal-data", "Lý do không ghi họ tên, năm sinh, số giấy tờ, địa chỉ của người nào.")
    element = DataElement.objects.get(code=key.element)
    place = {"unit": unit, "element": element, "breakdown": key.breakdown}
    place |= {"window_start": window[0], "window_end": window[1]}
    figures = list(Figure.objects.select_for_update().filter(**place))
    if len(figures) < 2 or supplier not in {figure.supplier_id for figure in figures}:
        raise Refused("reconcile-gone", "Số này không còn hai nguồn; tải lại trang.")
    for figure in figures:
        figure.is_set_aside = figure.supplier_id != supplier
    Figure.objects.bulk_update(figures, ["is_set_aside"])
    noted = Reconciliation.objects.create(**place, supplier_id=supplier, reason=reason.strip(), by=by, at=at)
    audit.record(by=by, at=at, action="figures.reconcile", subject=noted, unit=unit, cell=str(key), supplier=supplier)
    return noted
