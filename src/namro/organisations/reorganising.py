"""Mergers, splits, renamings, moves …: each a dated record with its legal reference, which can be undone.

The past and the future alike: a change takes effect on its own day, whenever it is entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit, founding, journal
from namro.organisations.changing import Changing, name_on
from namro.organisations.models import Person, Unit, UnitChange, UnitName, UnitParent
from namro.organisations.queries import tree_on
from namro.organisations.rules import ChangeKind, NewUnit, Permission, check_shares


@dataclass(frozen=True, slots=True)
class Heir:
    """Who takes over a share of a unit that is split; the unit itself where it goes on with the rest."""

    unit: Unit | NewUnit
    share: Decimal


@transaction.atomic
def add_unit(*, by: Person, at: datetime, unit: NewUnit, effective_on: date, legal_reference: str) -> UnitChange:
    """A unit that takes over from nobody."""
    change = Changing(by, at, ChangeKind.ADD, effective_on, legal_reference)
    return change.finish([change.unit(unit)])


@transaction.atomic
def merge_units(
    *, by: Person, at: datetime, units: Sequence[Unit], into: Unit | NewUnit, effective_on: date, legal_reference: str
) -> UnitChange:
    """Units end and their counts go wholly to one unit: one that is there already, or a new one.

    A new unit may bear the code of one that ends. What hung on the units (subordinates, roles, links) goes along.
    """
    change = Changing(by, at, ChangeKind.MERGE, effective_on, legal_reference)
    if into in units or len({unit.pk for unit in units}) != len(units) or not units:
        raise Refused("merge-units", "Chọn ít nhất một đơn vị bị nhập, khác với đơn vị tiếp nhận, mỗi đơn vị một lần.")
    for unit in units:
        change.check_exists(unit)
        if unit.level != into.level:
            raise Refused("merge-level", f"{name_on(unit, effective_on)} không cùng cấp với đơn vị tiếp nhận.")
    for unit in units:
        change.end(unit)
    heir = change.unit(into)
    for unit in units:
        change.hand_over(unit, {heir: Decimal(1)})
    return change.finish([heir, *units])


@transaction.atomic
def split_unit(
    *, by: Person, at: datetime, unit: Unit, heirs: Sequence[Heir], effective_on: date, legal_reference: str
) -> UnitChange:
    """A unit's counts go to several units in shares that add up to 1. It goes on if it is one of them, else it ends.

    Where it ends, what hung on it goes to the heir with the largest share.
    """
    change = Changing(by, at, ChangeKind.SPLIT, effective_on, legal_reference)
    change.check_exists(unit)
    check_shares([heir.share for heir in heirs])
    if len(heirs) < 2:
        raise Refused("split-heirs", "Chia tách cần ít nhất hai đơn vị nhận; nếu chỉ một thì dùng «sáp nhập».")
    if any(heir.unit.level != unit.level for heir in heirs):
        raise Refused("split-level", "Các đơn vị nhận phải cùng cấp với đơn vị bị chia.")
    if unit not in [heir.unit for heir in heirs]:
        change.end(unit)
    shares = {change.unit(heir.unit): heir.share for heir in heirs}
    if len(shares) < len(heirs):
        raise Refused("split-heirs", "Mỗi đơn vị nhận chỉ ghi một lần.")
    change.hand_over(unit, {heir: share for heir, share in shares.items() if heir != unit})
    return change.finish([unit, *(heir for heir in shares if heir != unit)])


@transaction.atomic
def dissolve_unit(*, by: Person, at: datetime, unit: Unit, effective_on: date, legal_reference: str) -> UnitChange:
    """A unit ends and nobody takes over: its figures stay readable and count no more."""
    change = Changing(by, at, ChangeKind.DISSOLVE, effective_on, legal_reference)
    change.check_exists(unit)
    if UnitParent.objects.filter(parent=unit, valid__contains=effective_on).exists():
        raise Refused("dissolve-parent", "Đơn vị còn đơn vị trực thuộc; chuyển chúng đi hoặc giải thể chúng trước.")
    change.end(unit)
    change.hand_over(unit, {})
    return change.finish([unit])


@transaction.atomic
def rename_unit(
    *, by: Person, at: datetime, unit: Unit, name: UnitName, effective_on: date, legal_reference: str
) -> UnitChange:
    """name: an unsaved record of how the unit is called and signs from that day on."""
    change = Changing(by, at, ChangeKind.RENAME, effective_on, legal_reference)
    change.check_exists(unit)
    current = unit.names.get(valid__contains=effective_on)
    name.unit = unit
    if all(getattr(name, field) == getattr(current, field) for field in _NAMING):
        raise Refused("same-name", "Tên mới giống hệt tên đang dùng; không có gì để đổi.")
    name.sort_key, name.search_key = founding.keys_of(name.name)
    change.replace(current, name)
    return change.finish([unit])


_NAMING = ("name", "short_name", "other_names", "letterhead_parent", "letterhead_name", "document_symbol", "place")


@transaction.atomic
def move_unit(
    *, by: Person, at: datetime, unit: Unit, parent: Unit, effective_on: date, legal_reference: str
) -> UnitChange:
    """A unit gets another one above it; its own counts stay, those of both parents change on the map of that day."""
    change = Changing(by, at, ChangeKind.MOVE, effective_on, legal_reference)
    change.check_exists(unit)
    change.check_exists(parent)
    tree = tree_on(effective_on)
    if unit.pk == tree.root or parent.pk in {unit.pk, *tree.descendants(unit.pk)}:
        raise Refused("move-circle", "Không đặt một đơn vị dưới chính nó hoặc dưới đơn vị trực thuộc của nó.")
    if tree.parent(unit.pk) == parent.pk:
        raise Refused("move-same", "Đơn vị đang trực thuộc đúng nơi ấy; không có gì để chuyển.")
    change.replace(unit.parents.get(valid__contains=effective_on), UnitParent(unit=unit, parent=parent))
    return change.finish([unit, parent])


@transaction.atomic
def undo_change(*, by: Person, at: datetime, change: UnitChange) -> UnitChange:
    """Put back what stood before a change; its record stays, marked as undone.

    Raises Refused("changed-since") where something has been built on it. Figures are the caller's to ask about.
    """
    if not access.units_for(by, Permission.UNIT_EDIT, on=timezone.localdate(at)):
        raise Refused("forbidden", "Chỉ quản trị viên mới hoàn tác thay đổi về đơn vị.")
    change = UnitChange.objects.select_for_update(of=("self",)).get(pk=change.pk)
    if change.undone_at is not None:
        raise Refused("undone", "Thay đổi này đã được hoàn tác.")
    journal.undo(change.rows)
    change.undone_by, change.undone_at = by, at
    change.save(update_fields=["undone_by", "undone_at"])
    audit.record(by=by, at=at, action="units.undo", subject=change, kind=change.kind)
    return change
