"""How units come into being: their row, name, place in the tree and tags, from a day on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange

from namro.kernel import vietnamese
from namro.kernel.problems import Refused
from namro.organisations.journal import Journal
from namro.organisations.models import Unit, UnitName, UnitParent, UnitTag
from namro.organisations.rules import NewUnit


def found(
    journal: Journal, units: Sequence[NewUnit], valid: DateRange, *, legal_reference: str = ""
) -> dict[str, Unit]:
    """Make units that exist in a span; answers them, and the units there were on its first day, by code.

    Raises Refused("unit-code") for a code in use in that span, Refused("unit-parent") for an unknown unit above.
    """
    in_use = set(
        Unit.objects.filter(code__in=[u.code for u in units], valid__overlap=valid).values_list("code", flat=True)
    )
    for unit in units:
        if unit.code in in_use:
            raise Refused("unit-code", f"Mã đơn vị {unit.code} đang được dùng; chọn mã khác.")
        in_use.add(unit.code)
    made = journal.make(
        Unit(code=u.code, level=u.level, kind=u.kind, category=u.category, relation=u.relation, valid=valid)
        for u in units
    )
    known = units_by_code(valid.lower) | {u.code: u for u in made}
    journal.make(name_of(unit, known[unit.code], valid) for unit in units)
    journal.make(UnitParent(unit=known[u.code], parent=_parent(u, known), valid=valid) for u in units if u.parent_code)
    journal.make(
        UnitTag(unit=known[u.code], tag=tag, valid=valid, legal_reference=legal_reference)
        for u in units
        for tag in u.tags
    )
    return known


def units_by_code(on: date) -> dict[str, Unit]:
    return {unit.code: unit for unit in Unit.objects.filter(valid__contains=on)}


def name_of(new: NewUnit, unit: Unit, valid: DateRange) -> UnitName:
    return UnitName(
        unit=unit,
        name=new.name,
        short_name=new.short_name,
        other_names=list(new.other_names),
        letterhead_parent=new.letterhead_parent,
        letterhead_name=new.letterhead_name,
        document_symbol=new.document_symbol,
        place=new.place,
        valid=valid,
        sort_key=keys_of(new.name)[0],
        search_key=keys_of(new.name)[1],
    )


def keys_of(name: str) -> tuple[str, str]:
    """What a name is sorted by and searched by; bulk_create asks no save()."""
    return vietnamese.sort_key(name), vietnamese.search_key(name)


def _parent(new: NewUnit, known: Mapping[str, Unit]) -> Unit:
    assert new.parent_code is not None
    if new.parent_code not in known:
        raise Refused("unit-parent", f"Đơn vị {new.name}: không có đơn vị cấp trên mang mã {new.parent_code}.")
    return known[new.parent_code]
