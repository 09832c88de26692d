"""From a form about units to the action it asks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from namro.organisations import marking, official_list, reorganising
from namro.organisations.models import Person, Unit, UnitChange, UnitName
from namro.organisations.queries import UnitRow
from namro.organisations.reorganising import Heir
from namro.organisations.rules import ChangeKind, NewUnit
from namro.web.forms.unit_changes import NEW


def writing(kind: ChangeKind, form: Any, *, by: Person, at: datetime) -> Callable[[], UnitChange]:
    """The action that a valid form asks for, ready to be carried out or rehearsed."""
    data = form.cleaned_data
    who: dict[str, Any] = {"by": by, "at": at} | {key: data[key] for key in ("effective_on", "legal_reference")}
    unit: Any = Unit.objects.get(pk=form.unit.id) if form.unit else None
    match kind:
        case ChangeKind.MERGE:
            into = _to(data["into"], data["code"], data["name"], form.units[data["absorbed"][0]], form.units)
            return partial(reorganising.merge_units, units=_units(data["absorbed"]), into=into, **who)
        case ChangeKind.SPLIT:
            heirs = [Heir(_to(to, code, name, form.unit, form.units), share) for to, share, code, name in form.heirs()]
            return partial(reorganising.split_unit, unit=unit, heirs=heirs, **who)
        case ChangeKind.RENAME:
            return partial(reorganising.rename_unit, unit=unit, name=_name(form.new_name(), form.unit), **who)
        case ChangeKind.MOVE:
            return partial(reorganising.move_unit, unit=unit, parent=_unit(data["parent"]), **who)
        case ChangeKind.DISSOLVE:
            return partial(reorganising.dissolve_unit, unit=unit, **who)
        case ChangeKind.ADD:
            new = new_unit(data["code"], data["name"], form.units[data["like"]], form.units[data["parent"]].code)
            return partial(reorganising.add_unit, unit=new, **who)
        case ChangeKind.FUNCTION:
            return partial(marking.transfer_function, function=form.word, to=_unit(data["to"]), **who)
        case ChangeKind.TAG:
            return partial(marking.set_tags, unit=unit, tags=data["tags"], **who)
        case ChangeKind.SERVES:
            return partial(marking.set_serves, unit=unit, served=_units(data["served"]), **who)
    raise ValueError(kind)


def new_unit(code: str, name: str, like: UnitRow, parent_code: str | None) -> NewUnit:
    """A unit of the same kind as another one, which signs by its own name."""
    if like.kind == "commune":
        return official_list.commune(code, name, parent_code or "")
    return NewUnit(
        code=code,
        name=name,
        level=like.level,
        kind=like.kind,
        category=like.category,
        relation=like.relation,
        parent_code=parent_code,
        letterhead_parent=like.letterhead_parent,
        place=like.place,
    )


def _to(to: str, code: str, name: str, like: UnitRow, units: dict[int, UnitRow]) -> Unit | NewUnit:
    """A unit that is there, or a new one that hangs where the one that it takes over from hangs."""
    if to != NEW:
        return _unit(int(to))
    above = units.get(like.parent) if like.parent is not None else None
    return new_unit(code, name, like, above.code if above else None)


def _name(name: UnitName, unit: UnitRow) -> UnitName:
    """What a commune leaves blank is made from its new name, as for every commune."""
    if unit.kind == "commune":
        made = official_list.commune(unit.code, name.name, "")
        name.other_names = name.other_names or list(made.other_names)
        name.letterhead_name = name.letterhead_name or made.letterhead_name
        name.place = name.place or made.place
    return name


def _unit(pk: int) -> Unit:
    return _units([pk])[0]


def _units(pks: Sequence[int]) -> list[Unit]:
    found = Unit.objects.in_bulk(pks)
    return [found[pk] for pk in pks]
