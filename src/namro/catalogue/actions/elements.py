"""Elements that the standing agency adds to the catalogue, and new meanings of those it has."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from namro.catalogue import queries
from namro.catalogue.actions.composing import require_composer
from namro.catalogue.actions.storing import store_definition
from namro.catalogue.models import DataElement, ElementVersion
from namro.kernel import vietnamese
from namro.kernel.elements import ElementKind, element_from_dict, element_to_dict
from namro.kernel.problems import Refused
from namro.organisations import audit
from namro.organisations.models import Person

LONGEST_CODE = 60


@transaction.atomic
def define_element(
    *,
    by: Person,
    at: datetime,
    name: str,
    kind: ElementKind,
    unit: str,
    supplier: str,
    definition: str,
    source: str,
    valid_from: date,
    decimals: int = 0,
    breakdowns: Sequence[str] = (),
    sensitive: bool = False,
) -> DataElement:
    """Add an element. breakdowns: the names of its groups; codes are made from the words."""
    require_composer(by, at)
    if kind is ElementKind.DERIVED:
        raise Refused("element-kind", "Số máy tự tính cần công thức trong biểu; chọn loại khác.")
    _require_words(name=name, unit=unit, definition=definition, source=source)
    if same := _named(name):
        raise Refused("element-there", f"Danh mục đã có «{same.name}» ({same.code}); dùng số liệu đó.")
    spec = {
        "code": code_of(name, taken=set(DataElement.objects.values_list("code", flat=True))),
        "name": name.strip(),
        "kind": str(kind),
        "unit": unit.strip(),
        "decimals": decimals,
        "breakdowns": _groups(breakdowns),
        "supplier": supplier,
        "definition": definition.strip(),
        "source": source.strip(),
        "sensitive": sensitive,
        "valid_from": valid_from.isoformat(),
    }
    read = element_from_dict(spec)
    element = DataElement.objects.create(
        code=read.code, name=read.name, kind=read.kind, unit_label=read.unit, decimals=read.decimals, spec=spec
    )
    store_definition(element, read, spec, by=by, at=at)
    audit.record(by=by, at=at, action="element.define", subject=element, code=read.code)
    return element


@transaction.atomic
def redefine_element(
    *,
    by: Person,
    at: datetime,
    element: DataElement,
    name: str,
    definition: str,
    source: str,
    valid_from: date,
    reason: str,
) -> ElementVersion:
    """A new meaning from a day on: the old one is kept, and series are broken there.

    How an element adds up and what it is counted in never change: that is another element.
    """
    require_composer(by, at)
    row = DataElement.objects.select_for_update().get(pk=element.pk)
    _require_words(name=name, definition=definition, source=source, reason=reason)
    newest = row.versions.order_by("-number").first()
    if newest and valid_from <= newest.valid.lower:
        raise Refused("element-early", f"Định nghĩa mới phải có hiệu lực sau ngày {newest.valid.lower:%d/%m/%Y}.")
    changed = {"name": name.strip(), "definition": definition.strip(), "source": source.strip()}
    spec = {**element_to_dict(queries.elements()[row.code]), **changed, "valid_from": valid_from.isoformat()}
    version = store_definition(row, element_from_dict(spec), spec, reason=reason.strip(), by=by, at=at)
    # What is asked now and in figures of before stays one series in the store: the element itself is valid throughout.
    row.name = changed["name"]
    row.spec = {**spec, "valid_from": row.spec["valid_from"]}
    row.save(update_fields=["name", "spec"])
    audit.record(by=by, at=at, action="element.redefine", subject=row, code=row.code, number=version.number)
    return version


_WORDS = {
    "name": "tên",
    "unit": "đơn vị tính",
    "definition": "định nghĩa",
    "source": "căn cứ",
    "reason": "điều gì thay đổi so với trước",
}


def _require_words(**texts: str) -> None:
    for field, text in texts.items():
        if not text.strip():
            raise Refused("element-words", f"Ghi {_WORDS[field]} của số liệu.")


def _named(name: str) -> DataElement | None:
    wanted = vietnamese.search_key(name)
    return next((e for e in DataElement.objects.all() if vietnamese.search_key(e.name) == wanted), None)


def code_of(words: str, *, taken: set[str]) -> str:
    base = re.sub(r"[^a-z0-9]+", "_", vietnamese.search_key(words)).strip("_")[:LONGEST_CODE].strip("_")
    base = base if base[:1].isalpha() else f"x_{base}".rstrip("_")
    codes = (base if n == 1 else f"{base}_{n}" for n in range(1, len(taken) + 2))
    return next(code for code in codes if code not in taken)


def _groups(names: Sequence[str]) -> list[Mapping[str, Any] | list[str]]:
    found: list[Mapping[str, Any] | list[str]] = []
    taken = {"total"}
    for name in names:
        if name.strip():
            code = code_of(name, taken=taken)[:40].strip("_")
            taken.add(code)
            found.append([code, name.strip()])
    return found
