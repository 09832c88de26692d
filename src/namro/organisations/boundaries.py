"""Boundaries of units: which of a file are ours, taking them in from a day on, and taking them out again."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Problem, Refused, Severity
from namro.organisations import access, audit, queries
from namro.organisations.models import BoundarySet, Person, UnitBoundary
from namro.organisations.queries import UnitRow
from namro.organisations.rules import Permission, UnitLevel
from namro.reading.boundaries import Boundaries, Feature


@dataclass(frozen=True, slots=True)
class Matching:
    """What a file has for the communes of a day. property_name: by which the codes were found; "" where none was.

    missing: communes without a shape. unmatched: features whose code is none of ours. problems: what keeps the file
    from being taken in as it is.
    """

    property_name: str
    matched: tuple[tuple[UnitRow, Feature], ...]
    missing: tuple[UnitRow, ...]
    unmatched: tuple[Feature, ...]
    problems: tuple[Problem, ...]


def communes_on(on: date) -> tuple[UnitRow, ...]:
    """The communes of a day, in order of their names."""
    return tuple(row for row in queries.units_on(on).values() if row.level is UnitLevel.COMMUNE)


def match(found: Boundaries, *, on: date, property_name: str = "") -> Matching:
    """property_name: that holds the codes; "" for the one by which most communes are found."""
    communes = {_plain(row.code): row for row in communes_on(on)}
    name = property_name.strip() or _likeliest(found, communes.keys())
    features: dict[int, tuple[UnitRow, Feature]] = {}
    unmatched, problems = [], list(found.problems)
    if property_name.strip() and name not in found.property_names:
        problems.append(_no_such_property(name, found.property_names))
    for feature in found.features:
        row = communes.get(_plain(feature.properties.get(name, "")))
        if row is None:
            unmatched.append(feature)
        elif row.id in features:
            first = features[row.id][1].number
            message = f"trùng mã {row.code} với đối tượng {first}; mỗi xã, phường chỉ một vùng (dùng MultiPolygon)."
            problems.append(Problem("boundary-twice", Severity.ERROR, feature.place, message))
        else:
            features[row.id] = (row, feature)
    missing = tuple(row for row in communes.values() if row.id not in features)
    return Matching(name, tuple(features.values()), missing, tuple(unmatched), tuple(problems))


def _no_such_property(name: str, there: Collection[str]) -> Problem:
    remedy = f"Các thuộc tính có trong tệp: {', '.join(there) or 'không có'}."
    return Problem("boundary-property", Severity.ERROR, "", f"Tệp không có thuộc tính «{name}».", remedy)


def _plain(code: str) -> str:
    """Programs write 01234 as the number 1234."""
    return code.strip().lstrip("0")


def _likeliest(found: Boundaries, codes: Collection[str]) -> str:
    counts = {
        name: sum(_plain(feature.properties.get(name, "")) in codes for feature in found.features)
        for name in found.property_names
    }
    best = max(counts, key=lambda name: counts[name], default="")
    return best if best and counts[best] else ""


@transaction.atomic
def import_boundaries(
    *,
    by: Person | None,
    at: datetime,
    found: Boundaries,
    from_day: date,
    source: str,
    licence: str,
    property_name: str = "",
) -> BoundarySet:
    """All matched shapes at once, for maps of `from_day` and later; for their units they replace earlier ones.

    by: None for what comes with the program. Raises Refused for whoever may not edit units, without a source and a
    licence, for a file with problems, and for one that fits no commune.
    """
    if by is not None:
        _check_may_edit(by, at)
    if not source.strip() or not licence.strip():
        raise Refused("boundary-licence", "Ghi nguồn và giấy phép (điều kiện sử dụng) của ranh giới trước khi nhập.")
    matching = match(found, on=from_day, property_name=property_name)
    if matching.problems:
        first = matching.problems[0]
        raise Refused("boundary-file", f"{first.place}: {first.message} {first.remedy}".strip(": "))
    if not matching.matched:
        raise Refused("boundary-match", "Không đối tượng nào mang mã của xã, phường tỉnh này; chọn thuộc tính khác.")
    made = BoundarySet.objects.create(from_day=from_day, source=source.strip(), licence=licence.strip(), by=by, at=at)
    UnitBoundary.objects.bulk_create(
        UnitBoundary(boundary_set=made, unit_id=row.id, shape=feature.shape) for row, feature in matching.matched
    )
    audit.record(by=by, at=at, action="boundaries.import", subject=made, units=len(matching.matched))
    return made


@transaction.atomic
def remove_boundaries(*, by: Person, at: datetime, boundary_set: BoundarySet) -> None:
    """Maps fall back on what was there before; where there was nothing, on squares."""
    _check_may_edit(by, at)
    audit.record(by=by, at=at, action="boundaries.remove", subject=boundary_set, units=boundary_set.boundaries.count())
    boundary_set.delete()


def _check_may_edit(by: Person, at: datetime) -> None:
    if not access.units_for(by, Permission.UNIT_EDIT, on=timezone.localdate(at)):
        raise Refused("forbidden", "Chỉ quản trị viên mới nhập, gỡ ranh giới đơn vị.")


def newest_on(on: date) -> dict[int, int]:
    """By unit, the shape that is in force on a day: of the set that begins last, and of those the one taken in last."""
    kept = UnitBoundary.objects.filter(boundary_set__from_day__lte=on)
    ordered = kept.order_by("unit_id", "-boundary_set__from_day", "-boundary_set_id").distinct("unit_id")
    return dict(ordered.values_list("unit_id", "pk"))


def shapes(boundaries: Collection[int]) -> dict[int, Any]:
    """Shapes by the id of their row. They never change, so that what is made of them may be kept."""
    return dict(UnitBoundary.objects.filter(pk__in=list(boundaries)).values_list("pk", "shape"))


def sources_of(boundaries: Mapping[int, int]) -> list[BoundarySet]:
    """The sets from which some shapes are, to be named beside a map."""
    return list(BoundarySet.objects.filter(boundaries__in=list(boundaries.values())).distinct())
