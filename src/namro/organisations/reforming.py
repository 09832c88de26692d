"""Taking in a whole reform at once: which unit went into which on a day, for the part of a list that is our province's.

Two cases, unit by unit. The units of the day before are here: they end and their heirs begin. Or only the new ones are
here, as after setting up a province: the old ones are added for the time before, so that earlier figures have a place.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from namro.kernel.problems import Problem, Refused, Severity
from namro.kernel.reforms import ReformRow
from namro.kernel.times import ONE_DAY
from namro.organisations import founding, official_list, queries
from namro.organisations.changing import Changing
from namro.organisations.models import Person, Succession, Unit, UnitChange, UnitName, UnitParent
from namro.organisations.rules import ChangeKind, NewUnit, UnitLevel


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRows:
    """The part of a list that concerns this province. others: how many rows are of other provinces."""

    rows: tuple[ReformRow, ...]
    others: int
    problems: tuple[Problem, ...]


def own_rows(rows: Sequence[ReformRow], *, on: date) -> OwnRows:
    """A row is ours if it leads into a unit of ours, or from a unit of ours of the day before into a named new one."""
    here = founding.units_by_code(on)
    eve = founding.units_by_code(on - ONE_DAY)
    official = {unit.code: unit.name for unit in official_list.communes_of(_top(on).code)}
    elsewhere = official_list.commune_codes()
    ours, problems, others = [], [], 0
    for row in rows:
        leads_here = row.new_code in official or _is_commune(here.get(row.new_code))
        if leads_here or (row.new_name and _is_commune(eve.get(row.old_code))):
            ours.append(replace(row, new_name=row.new_name or official.get(row.new_code, "")))
        elif row.new_code in elsewhere:
            others += 1
        else:
            problems.append(
                Problem(
                    "reform-new-code",
                    Severity.ERROR,
                    row.place,
                    f"Không có đơn vị nào mang mã mới {row.new_code}.",
                    "Sửa mã, hoặc ghi thêm cột «tên mới» nếu đơn vị ấy mới lập.",
                )
            )
    return OwnRows(rows=tuple(ours), others=others, problems=tuple(problems))


@transaction.atomic
def import_reform(
    *,
    by: Person,
    at: datetime,
    rows: Sequence[ReformRow],
    effective_on: date,
    known_since: date,
    legal_reference: str,
) -> UnitChange:
    """Carry out all rows, which are our own (see own_rows) and have no problem. known_since: where old units begin.

    A unit that alone goes on under the same code, or under the same code and name with others, stays itself.
    """
    if not rows:
        raise Refused("reform-empty", "Danh sách không có dòng nào của tỉnh này; kiểm tra mã đơn vị mới.")
    if known_since >= effective_on:
        raise Refused("reform-since", "Ngày bắt đầu của đơn vị cũ phải trước ngày có hiệu lực.")
    reform = _Reform(Changing(by, at, ChangeKind.IMPORT, effective_on, legal_reference), rows, known_since)
    reform.bring_in_the_past()
    reform.end_and_begin()
    reform.hand_over()
    return reform.change.finish(
        [reform.top, *dict.fromkeys([*reform.new.values(), *reform.old.values()])], rows=len(rows)
    )


class _Reform:
    """old: the units of the day before, new: those of the day, each by its code."""

    def __init__(self, change: Changing, rows: Sequence[ReformRow], since: date) -> None:
        self.change, self.rows, self.on = change, rows, change.on
        self.past = DateRange(since, change.on)
        self.top = _top(change.on)
        self.givers: dict[str, list[ReformRow]] = defaultdict(list)
        for row in rows:
            self.givers[row.new_code].append(row)
        self.whole = {row.old_code for row in rows if row.share == 1}
        self.names = {row.old_code: row.old_name for row in rows}
        self.old = self._among(founding.units_by_code(change.on - ONE_DAY), self.names)
        self.new = self._among(founding.units_by_code(change.on), self.givers)
        self.here_before = frozenset(self.old)

    def _among(self, units: Mapping[str, Unit], codes: Iterable[str]) -> dict[str, Unit]:
        return {code: units[code] for code in codes if _is_commune(units.get(code))}

    def goes_on(self, code: str) -> bool:
        """Whether the unit of this code is the same one before and after."""
        if code not in self.whole or code not in [row.old_code for row in self.givers.get(code, ())]:
            return False
        same_name = self.names[code] == self._new_name(code)
        return len(self.givers[code]) == 1 or (same_name and code in self.here_before)

    def _new_name(self, code: str) -> str:
        if code in self.new and self.new[code].valid.lower == self.on:
            return queries.names_at(self.on, [self.new[code].pk])[self.new[code].pk]
        return next((row.new_name for row in self.givers[code] if row.new_name), "") or self.names.get(code, "")

    # ---- the units of the day before that are not here ----

    def bring_in_the_past(self) -> None:
        missing = {row.old_code: row for row in self.rows if row.old_code not in self.old}
        if not missing:
            return
        self._lengthen(self.top)
        above = self._districts(missing.values())
        stays = [code for code in missing if self.goes_on(code) and code in self.new]
        made = [
            official_list.commune(code, row.old_name, above[row.old_province, row.old_district])
            for code, row in missing.items()
            if code not in stays
        ]
        known = founding.found(self.change.journal, made, self.past, legal_reference=self.change.reference)
        self.old |= {unit.code: known[unit.code] for unit in made}
        for code in stays:
            row = missing[code]
            self._lengthen(self.new[code], official_list.commune(code, row.old_name, ""))
            parent = known[above[row.old_province, row.old_district]]
            self.change.journal.make([UnitParent(unit=self.new[code], parent=parent, valid=self.past)])
            self.old[code] = self.new[code]

    def _lengthen(self, unit: Unit, earlier: NewUnit | None = None) -> None:
        """Let a unit that begins too late exist since the start of the past, there under its earlier name."""
        if unit.valid.lower is None or unit.valid.lower <= self.past.lower:
            return
        if unit.valid.lower != self.on:
            raise Refused("reform-since", "Đơn vị đã có từ trước ngày có hiệu lực; chọn ngày bắt đầu muộn hơn.")
        journal = self.change.journal
        name = unit.names.get(valid__contains=unit.valid.lower)
        journal.set_span(unit, DateRange(self.past.lower, unit.valid.upper))
        if earlier is None or earlier.name == name.name:
            journal.set_span(name, DateRange(self.past.lower, name.valid.upper))
        else:
            journal.make([founding.name_of(earlier, unit, self.past)])

    def _districts(self, rows: Iterable[ReformRow]) -> dict[tuple[str, str], str]:
        """The code of what each old commune hung on; provinces and districts of the past are made where they are named.

        They have no codes in the list, so they get codes of our own.
        """
        own_name = queries.names_at(self.on, [self.top.pk])[self.top.pk]
        places = list(dict.fromkeys((row.old_province, row.old_district) for row in rows))
        provinces = [name for name in dict.fromkeys(province for province, _ in places) if name not in {"", own_name}]
        codes = {name: f"{self.top.code}.T{n}" for n, name in enumerate(provinces, start=1)}
        self._found([self._area(codes[name], name, UnitLevel.PROVINCE, self.top.code) for name in provinces])
        districts = [place for place in places if place[1]]
        above = {(province, ""): codes.get(province, self.top.code) for province, _ in places}
        for n, (province, district) in enumerate(districts, start=1):
            above[province, district] = f"{self.top.code}.H{n:02}"
        self._found(
            [self._area(above[place], place[1], UnitLevel.DISTRICT, above[place[0], ""]) for place in districts]
        )
        self._to_the_new_province(codes.values())
        return above

    def _area(self, code: str, name: str, level: UnitLevel, parent: str) -> NewUnit:
        kind = level.lower()
        return NewUnit(code=code, name=name, level=level, kind=kind, category=kind, parent_code=parent)

    def _found(self, units: Sequence[NewUnit]) -> dict[str, Unit]:
        return founding.found(self.change.journal, units, self.past, legal_reference=self.change.reference)

    def _to_the_new_province(self, codes: Iterable[str]) -> None:
        known = founding.units_by_code(self.past.lower)
        self._succeed([(known[code], self.top, Decimal(1)) for code in codes])

    # ---- the day itself ----

    def end_and_begin(self) -> None:
        """Old units that are here and do not go on end; new ones begin, unless they did so already."""
        places = self._places_on_the_day()
        ending = [unit for code, unit in self.old.items() if code in self.here_before and not self._stays(code)]
        for unit in ending:
            self.change.end(unit)
        self.ended = {unit.pk for unit in ending}
        beginning = [code for code in self.givers if code not in self.new or self.new[code].pk in self.ended]
        made = [
            official_list.commune(code, self._begins_as(code), places.get(code, self.top.code)) for code in beginning
        ]
        known = founding.found(
            self.change.journal, made, DateRange(self.on, None), legal_reference=self.change.reference
        )
        self.new |= {code: known[code] for code in beginning}

    def _stays(self, code: str) -> bool:
        keeps_a_part = any(row.old_code == code and row.share < 1 for row in self.givers.get(code, ()))
        return keeps_a_part or self.goes_on(code)

    def _begins_as(self, code: str) -> str:
        if not (name := self._new_name(code)):
            raise Refused("reform-new-name", f"Đơn vị mới {code} chưa có tên; thêm cột «tên mới».")
        return name

    def _places_on_the_day(self) -> dict[str, str]:
        """What each new unit hangs on: what its first giver hung on, where that still stands on the day."""
        rows = queries.units_on(self.on)
        found = {}
        for code, givers in self.givers.items():
            giver = self.old.get(givers[0].old_code)
            row = rows.get(giver.pk) if giver else None
            if row is not None and row.parent is not None:
                found[code] = rows[row.parent].code
        return found

    def hand_over(self) -> None:
        shares: dict[str, dict[Unit, Decimal]] = defaultdict(dict)
        for row in self.rows:
            if self.old[row.old_code] != self.new[row.new_code]:
                shares[row.old_code][self.new[row.new_code]] = row.share
        gone = [code for code in shares if self.old[code].pk in self.ended]
        for code in gone:
            self.change.hand_over(self.old[code], shares[code])
        self._succeed(
            [
                (self.old[code], heir, share)
                for code in shares
                if code not in gone
                for heir, share in shares[code].items()
            ]
        )
        self._rename()

    def _succeed(self, handovers: Sequence[tuple[Unit, Unit, Decimal]]) -> None:
        self.change.journal.make(
            Succession(
                from_unit=giver,
                to_unit=heir,
                share=share,
                effective_on=self.on,
                legal_reference=self.change.reference,
            )
            for giver, heir, share in handovers
        )

    def _rename(self) -> None:
        """Units that were here before the day and go on under another name."""
        for code, unit in self.new.items():
            name = next((row.new_name for row in self.givers[code] if row.new_name), "")
            current = unit.names.get(valid__contains=self.on)
            if name and current.name != name and current.valid.lower != self.on:
                new: UnitName = founding.name_of(official_list.commune(code, name, ""), unit, self.past)
                self.change.replace(current, new)


def _top(on: date) -> Unit:
    return Unit.objects.get(pk=queries.tree_on(on).root)


def _is_commune(unit: Unit | None) -> bool:
    return unit is not None and unit.level == UnitLevel.COMMUNE
