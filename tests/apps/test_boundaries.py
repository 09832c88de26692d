"""Boundaries are taken in whole or not at all, from a day on, with whose they are."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from namro.kernel.problems import Refused
from namro.organisations import boundaries
from namro.organisations.models import AuditEntry, BoundarySet, UnitBoundary
from namro.reading.boundaries import read_boundaries
from tests.cast import AT, C_GOES_INTO_B, FROM, Cast

pytestmark = pytest.mark.django_db
RING = [[105.1, 20.2], [105.2, 20.2], [105.2, 20.3], [105.1, 20.2]]


def geojson(*codes: Any, name: str = "ma_xa", ring: Any = RING) -> bytes:
    features = [
        {"type": "Feature", "properties": {"so": 7, name: code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for code in codes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def taken_in(cast: Cast, content: bytes, **given: Any) -> BoundarySet:
    wanted = {"from_day": FROM, "source": "Sở thử", "licence": "CC0", **given}
    return boundaries.import_boundaries(by=cast.admin, at=AT, found=read_boundaries(content), **wanted)


def test_a_preview_says_what_fits_what_is_missing_and_what_is_left_over(cast: Cast) -> None:
    found = boundaries.match(read_boundaries(geojson("99001", 99002, "88888")), on=FROM)
    assert found.property_name == "ma_xa", "chosen because it fits the most codes"
    assert [row.id for row, _ in found.matched] == [cast.a.pk, cast.b.pk]
    assert [row.id for row in found.missing] == [cast.c.pk]
    assert [feature.properties["ma_xa"] for feature in found.unmatched] == ["88888"]
    assert found.problems == ()


def test_a_property_that_the_file_does_not_have_is_named_with_those_it_has(cast: Cast) -> None:
    (problem,) = boundaries.match(read_boundaries(geojson("99001")), on=FROM, property_name="code").problems
    assert "«code»" in problem.message
    assert "so, ma_xa" in problem.remedy


def test_two_areas_for_one_commune_are_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="Đối tượng 2: trùng mã 99001"):
        taken_in(cast, geojson("99001", "99001"))
    assert not BoundarySet.objects.exists()


def test_a_mistake_in_one_feature_keeps_all_out(cast: Cast) -> None:
    content = json.loads(geojson("99001", "99002"))
    content["features"][1]["geometry"]["coordinates"] = [RING[:3]]
    with pytest.raises(Refused, match="Đối tượng 2"):
        taken_in(cast, json.dumps(content).encode())
    assert not BoundarySet.objects.exists()


@pytest.mark.parametrize("lacking", ["source", "licence"])
def test_nothing_is_taken_in_without_source_and_licence(cast: Cast, lacking: str) -> None:
    with pytest.raises(Refused, match="giấy phép"):
        taken_in(cast, geojson("99001"), **{lacking: "  "})


def test_a_file_that_fits_nobody_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="Không đối tượng nào"):
        taken_in(cast, geojson("1", "2"))


def test_only_who_may_edit_units_may_take_in_and_remove(cast: Cast) -> None:
    made = taken_in(cast, geojson("99001"))
    with pytest.raises(Refused):
        boundaries.import_boundaries(
            by=cast.standing, at=AT, found=read_boundaries(geojson("99001")), from_day=FROM, source="a", licence="b"
        )
    with pytest.raises(Refused):
        boundaries.remove_boundaries(by=cast.standing, at=AT, boundary_set=made)
    assert UnitBoundary.objects.count() == 1


def test_a_later_set_replaces_an_earlier_one_from_its_day_on_and_removing_it_brings_that_back(cast: Cast) -> None:
    first = taken_in(cast, geojson("99001", "99002"))
    second = taken_in(cast, geojson("99002"), from_day=C_GOES_INTO_B)

    def sets_on(day: date) -> list[int]:
        newest = boundaries.newest_on(day)
        own = dict(UnitBoundary.objects.values_list("pk", "boundary_set"))
        return [own[newest[unit.pk]] for unit in (cast.a, cast.b)]

    eve = C_GOES_INTO_B - timedelta(days=1)
    assert (sets_on(eve), sets_on(C_GOES_INTO_B)) == ([first.pk, first.pk], [first.pk, second.pk])
    assert boundaries.newest_on(FROM - timedelta(days=1)) == {}
    boundaries.remove_boundaries(by=cast.admin, at=AT, boundary_set=second)
    assert sets_on(C_GOES_INTO_B) == [first.pk, first.pk]
    said = AuditEntry.objects.filter(action__startswith="boundaries.").order_by("pk").values_list("action", flat=True)
    assert list(said) == ["boundaries.import", "boundaries.import", "boundaries.remove"]


def test_the_command_shows_first_and_writes_when_told(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "ranh-gioi.geojson"
    file.write_bytes(geojson("99001", name="id"))
    given: dict[str, Any] = {"on": FROM, "source": "Sở thử", "licence": "CC0", "by": "admin"}
    call_command("boundaries_import", file, **given)
    assert not BoundarySet.objects.exists()
    call_command("boundaries_import", file, apply=True, **given)
    assert BoundarySet.objects.get().boundaries.get().unit == cast.a
    file.write_bytes(b"{")
    with pytest.raises(CommandError, match="JSON"):
        call_command("boundaries_import", file, apply=True, **given)
