"""One change of the map while it is being made: its checks, its writes, and what hangs on units that end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit, founding, queries
from namro.organisations.journal import Journal
from namro.organisations.models import (
    Person,
    RoleAssignment,
    ServesLink,
    Succession,
    Unit,
    UnitChange,
    UnitFunction,
    UnitParent,
    UnitTag,
)
from namro.organisations.rules import ChangeKind, NewUnit, Permission, check_legal_reference


class Changing:
    """Raises Refused("forbidden") for whoever may not edit units, Refused("legal-reference") for want of one.

    permission: what else gives the right to a change that somebody's decision brings about.
    """

    def __init__(
        self,
        by: Person,
        at: datetime,
        kind: ChangeKind,
        effective_on: date,
        legal_reference: str,
        *,
        permission: Permission = Permission.UNIT_EDIT,
    ) -> None:
        today = timezone.localdate(at)
        if not access.units_for(by, permission, on=today):
            raise Refused("forbidden", "Chỉ quản trị viên mới ghi thay đổi về đơn vị.")
        check_legal_reference(legal_reference)
        self.by, self.at, self.kind, self.on, self.reference = by, at, kind, effective_on, legal_reference.strip()
        self.journal = Journal()

    def check_exists(self, unit: Unit) -> None:
        if not Unit.objects.filter(pk=unit.pk, valid__contains=self.on).exists():
            raise Refused(
                "not-there", f"{name_on(unit, self.on)} không tồn tại vào ngày {self.on:%d/%m/%Y}; chọn ngày khác."
            )

    def unit(self, wanted: Unit | NewUnit) -> Unit:
        """A unit that is there on the day, or a new one from that day on."""
        if isinstance(wanted, NewUnit):
            return founding.found(self.journal, [wanted], DateRange(self.on, None), legal_reference=self.reference)[
                wanted.code
            ]
        self.check_exists(wanted)
        return wanted

    def end(self, unit: Unit) -> None:
        """The unit itself, its name and its place end on the day; what else hangs on it goes with hand_over."""
        records: list[Any] = [*Unit.objects.filter(pk=unit.pk).filter(self._after())]
        records += [*unit.names.filter(self._after()), *unit.parents.filter(self._after())]
        for record in records:
            self._cut(record, name_on(unit, self.on))
        unit.refresh_from_db()

    def hand_over(self, unit: Unit, shares: Mapping[Unit, Decimal]) -> None:
        """Record who takes over, and let what hung on an ended unit follow the heir with the largest share."""
        self.journal.make(
            Succession(from_unit=unit, to_unit=heir, share=share, effective_on=self.on, legal_reference=self.reference)
            for heir, share in shares.items()
        )
        if unit.valid.upper != self.on:
            return
        first = max(shares, key=lambda heir: shares[heir], default=None)
        if first is not None:
            if UnitParent.objects.filter(unit=first, parent=unit).filter(self._after()).exists():
                raise Refused("heir-below", f"{name_on(first, self.on)} đang trực thuộc đơn vị này; chuyển đi trước.")
            self._follow(UnitParent.objects.filter(parent=unit), parent=first)
            self._follow(ServesLink.objects.filter(served=unit).exclude(unit=first), served=first)
            self._follow(ServesLink.objects.filter(unit=unit).exclude(served=first), unit=first)
            self._follow(UnitFunction.objects.filter(unit=unit), unit=first)
            self._follow(RoleAssignment.objects.filter(unit=unit), unit=first)
        for records in (
            ServesLink.objects.filter(served=unit) | ServesLink.objects.filter(unit=unit),
            UnitFunction.objects.filter(unit=unit),
            RoleAssignment.objects.filter(unit=unit),
            UnitTag.objects.filter(unit=unit),
        ):
            for record in records.filter(self._after()):
                self.end_record(record)

    def replace(self, current: Any, new: Any) -> None:
        """End a dated record on the day and let another one go on for the rest of its span."""
        if current.valid.lower == self.on:
            raise Refused("same-day", "Cùng ngày ấy đã có một thay đổi như vậy; hoàn tác nó trước.")
        until = current.valid.upper
        self.journal.set_span(current, DateRange(current.valid.lower, self.on))
        new.valid = DateRange(self.on, until)
        self.journal.make([new])

    def end_record(self, record: Any) -> None:
        """End a dated record on the day; one that was to begin later never does."""
        if record.valid.lower is not None and record.valid.lower >= self.on:
            self.journal.remove([record])
        else:
            self.journal.set_span(record, DateRange(record.valid.lower, self.on))

    def finish(self, units: Sequence[Unit], **counts: int) -> UnitChange:
        change = UnitChange.objects.create(
            kind=self.kind,
            effective_on=self.on,
            legal_reference=self.reference,
            units=[unit.pk for unit in units],
            rows=self.journal.rows,
            by=self.by,
            at=self.at,
        )
        audit.record(
            by=self.by,
            at=self.at,
            action=f"units.{self.kind.lower()}",
            subject=change,
            unit=next((unit for unit in units if unit.pk not in self._new), None),
            on=self.on.isoformat(),
            units=len(units),
            **counts,
        )
        self._check_tree()
        return change

    @property
    def _new(self) -> set[int]:
        """Units that this change made: no audit entry may hold on to them, or they could not be taken back."""
        model = Unit._meta.label_lower
        return {row["id"] for row in self.journal.rows if row["what"] == "made" and row["model"] == model}

    def _check_tree(self) -> None:
        """Whatever was done, the day must still have one tree."""
        try:
            queries.tree_on(self.on)
        except ValueError as error:
            raise Refused("tree", f"Thay đổi này làm hỏng cây đơn vị ngày {self.on:%d/%m/%Y}: {error}") from error

    def _cut(self, record: Any, name: str) -> None:
        if record.valid.lower is not None and record.valid.lower >= self.on:
            day = f"{record.valid.lower:%d/%m/%Y}"
            raise Refused("later-change", f"{name} có thay đổi ghi từ ngày {day}; hoàn tác thay đổi ấy trước.")
        self.journal.set_span(record, DateRange(record.valid.lower, self.on))

    def _after(self) -> Q:
        """Records that hold on the day or begin later."""
        return Q(valid__upper_inf=True) | Q(valid__endswith__gt=self.on)

    def _follow(self, records: Any, **heir: Unit) -> None:
        """Let records of an ended unit go on at its heir, unless the heir has the same one already."""
        for record in records.filter(self._after()):
            begins = max(record.valid.lower or self.on, self.on)
            again = _copy_of(record, DateRange(begins, record.valid.upper), **heir)
            self.end_record(record)
            if not _is_there(again):
                self.journal.make([again])


def _copy_of(record: Any, valid: DateRange, **changed: Unit) -> Any:
    kept = {f.attname: getattr(record, f.attname) for f in record._meta.concrete_fields if not f.primary_key}
    for name, unit in changed.items():
        kept[f"{name}_id"] = unit.pk
    return type(record)(**kept | {"valid": valid})


def _is_there(record: Any) -> bool:
    """Whether the same record, apart from its papers, stands for some of the same time."""
    same = {
        f.attname: getattr(record, f.attname)
        for f in record._meta.concrete_fields
        if not f.primary_key and f.name not in {"valid", "legal_reference"}
    }
    return bool(type(record)._default_manager.filter(valid__overlap=record.valid, **same).exists())


def name_on(unit: Unit, on: date) -> str:
    return queries.names_at(on, [unit.pk]).get(unit.pk, unit.code)
