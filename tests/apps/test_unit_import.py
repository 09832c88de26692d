"""A whole reform taken in from a list: the units of the day before, or the new ones, or both may be here already."""

from __future__ import annotations

import time
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core import serializers
from django.core.management import CommandError, call_command

from namro.kernel.map_changes import Difference
from namro.kernel.problems import Refused
from namro.kernel.reforms import ReformRow, read_rows
from namro.organisations import actions, maps, official_list, queries, reforming
from namro.organisations.differences import difference_on
from namro.organisations.models import Person, RoleAssignment, Succession, Unit, UnitName, UnitParent
from namro.organisations.rules import Role, UnitLevel
from namro.reporting.actions import following
from tests.cast import AT, Cast

EVE, ON, SINCE = date(2025, 6, 30), date(2025, 7, 1), date(2024, 12, 15)
REFORM = date(2026, 5, 1)
LAW = "Nghị quyết số 9/NQ-TN"


def taking_in(by: Person, rows: list[ReformRow], on: date = ON, since: date = SINCE) -> dict[str, Any]:
    return {
        "by": by,
        "at": AT,
        "rows": reforming.own_rows(rows, on=on).rows,
        "effective_on": on,
        "known_since": since,
        "legal_reference": LAW,
    }


def province(code: str) -> Person:
    """A real province as it is set up, and its administrator."""
    top = actions.set_up_province(by=None, at=AT, code=code)
    admin = actions.open_account(by=None, at=AT, username="quantri", full_name="Người quản trị", password=None)
    actions.give_role(by=None, at=AT, person=admin, unit=top, role=Role.ADMINISTRATOR, valid_from=ON)
    return admin


def communes(on: date) -> list[queries.UnitRow]:
    return [row for row in queries.units_on(on).values() if row.level is UnitLevel.COMMUNE]


def test_a_province_gets_the_communes_it_had_before(db: None) -> None:
    """Nghệ An: 412 communes of 20 districts went into 130 on the first of July 2025."""
    admin = province("40")
    began = time.monotonic()
    change = reforming.import_reform(**taking_in(admin, official_list.successions_of("40")))
    assert time.monotonic() - began < 10
    assert (len(communes(EVE)), len(communes(ON))) == (412, 130)
    assert Counter(row.level for row in queries.units_on(EVE).values())[UnitLevel.DISTRICT] == 20
    crossing = maps.map_between([EVE], ON)[EVE]
    heirs = {row.id for row in communes(ON)}
    assert {heir for row in communes(EVE) for heir in crossing.shares(row.id)} == heirs
    assert all(sum(crossing.shares(row.id).values()) == 1 for row in communes(EVE))
    before = Counter(row.code for row in communes(EVE))
    assert max(before.values()) == 1
    following.undo(by=admin, at=AT, change=change)
    assert Unit.objects.filter(level=UnitLevel.COMMUNE).count() == 130
    with pytest.raises(Refused, match="Chưa có đơn vị nào"):
        queries.tree_on(EVE)


def test_a_commune_that_alone_goes_on_is_the_same_unit(db: None) -> None:
    """Xã Châu Bình (16804) was taken over whole, by nobody else; Xã Mỹ Lý (16816) kept its name as well."""
    admin = province("40")
    same = Unit.objects.get(code="16816")
    reforming.import_reform(**taking_in(admin, official_list.successions_of("40")))
    assert list(Unit.objects.filter(code="16816")) == [same]
    assert not Succession.objects.filter(from_unit=same).exists()
    above = [queries.tree_on(day).parent(same.pk) for day in (EVE, ON)]
    assert above == [Unit.objects.get(names__name="Huyện Kỳ Sơn").pk, queries.tree_on(ON).root]


def test_provinces_that_were_joined_stand_in_the_map_before(db: None) -> None:
    admin = province("68")
    reforming.import_reform(**taking_in(admin, official_list.successions_of("68")))
    old = {row.name for row in queries.units_on(EVE).values() if row.level is UnitLevel.PROVINCE}
    assert old == {"Tỉnh Lâm Đồng", "Tỉnh Bình Thuận", "Tỉnh Đắk Nông"}
    top = queries.tree_on(EVE).root
    gone = [unit.pk for unit in Unit.objects.filter(level=UnitLevel.PROVINCE).exclude(pk=top)]
    crossing = maps.map_between([EVE], ON)[EVE]
    assert [crossing.shares(unit) for unit in gone] == [{top: 1}, {top: 1}]


def test_the_list_of_the_country_is_cut_to_the_province(db: None) -> None:
    province("40")
    rows = [*official_list.successions_of("40"), *official_list.successions_of("38")]
    own = reforming.own_rows(rows, on=ON)
    assert (len(own.rows), own.others, own.problems) == (412, len(rows) - 412, ())


def rows_of(text: str) -> list[ReformRow]:
    rows, problems = read_rows("old_code,old_name,new_code,new_name,share\n" + text)
    assert problems == []
    return rows


def test_units_that_are_here_end_and_a_named_new_one_begins(cast: Cast) -> None:
    rows = rows_of("99001,Xã An Thử,99001,Xã An Bình,\n99002,Phường Bình Thử,99001,Xã An Bình,\n")
    reforming.import_reform(**taking_in(cast.admin, rows, on=REFORM))
    (new,) = [row for row in communes(REFORM) if row.code == "99001"]
    assert (new.name, new.parent) == ("Xã An Bình", cast.province.pk)
    assert {cast.a.pk, cast.b.pk}.isdisjoint(queries.tree_on(REFORM))
    assert RoleAssignment.objects.get(person=cast.clerk_a, valid__contains=REFORM).unit_id == new.id


def test_a_unit_of_the_same_code_and_name_takes_in_the_others(cast: Cast) -> None:
    rows = rows_of("99001,Xã An Thử,99002,,\n99002,Phường Bình Thử,99002,,\n")
    reforming.import_reform(**taking_in(cast.admin, rows, on=REFORM))
    assert cast.b.pk in queries.tree_on(REFORM)
    assert dict(maps.map_between([SINCE], REFORM)[SINCE].shares(cast.a.pk)) == {cast.b.pk: 1}


def test_a_unit_alone_under_its_code_may_get_a_new_name(cast: Cast) -> None:
    reforming.import_reform(**taking_in(cast.admin, rows_of("99001,Xã An Thử,99001,Phường An Thử,\n"), on=REFORM))
    assert queries.units_on(REFORM)[cast.a.pk].name == "Phường An Thử"
    assert {row.unit: row.kinds for row in difference_on(REFORM).rows} == {cast.a.pk: {Difference.RENAMED}}


def test_a_unit_may_be_shared_out(cast: Cast) -> None:
    """a keeps 70% and gives 30% to a new commune."""
    rows = rows_of("99001,Xã An Thử,99001,,0.7\n99001,Xã An Thử,99010,Xã Mới,30%\n")
    reforming.import_reform(**taking_in(cast.admin, rows, on=REFORM))
    new = Unit.objects.get(code="99010")
    assert {u: float(s) for u, s in maps.map_between([SINCE], REFORM)[SINCE].shares(cast.a.pk).items()} == {
        cast.a.pk: 0.7,
        new.pk: 0.3,
    }


def test_undoing_an_import_leaves_no_trace(cast: Cast) -> None:
    def everything() -> list[str]:
        models = (Unit, UnitName, UnitParent, Succession, RoleAssignment)
        return [serializers.serialize("json", model._default_manager.order_by("pk")) for model in models]

    before = everything()
    rows = rows_of("99001,Xã An Thử,99001,Xã An Bình,\n99002,Phường Bình Thử,99001,Xã An Bình,\n")
    change = reforming.import_reform(**taking_in(cast.admin, rows, on=REFORM))
    following.undo(by=cast.admin, at=AT, change=change)
    assert everything() == before


def test_a_code_nobody_has_is_told_by_its_row(cast: Cast) -> None:
    own = reforming.own_rows(rows_of("99001,Xã An Thử,77777,,\n99002,Phường Bình Thử,99002,,\n"), on=REFORM)
    assert [(problem.place, problem.message) for problem in own.problems] == [
        ("Dòng 2", "Không có đơn vị nào mang mã mới 77777.")
    ]


@pytest.mark.parametrize(
    ("text", "since", "sentence"),
    [
        ("", SINCE, "không có dòng nào của tỉnh này"),
        ("99001,Xã An Thử,99002,,\n", REFORM, "phải trước ngày có hiệu lực"),
    ],
)
def test_what_makes_no_sense_is_refused(cast: Cast, text: str, since: date, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        reforming.import_reform(**taking_in(cast.admin, rows_of(text) if text else [], on=REFORM, since=since))


def test_the_command_shows_first_and_writes_when_told(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "sap-xep.csv"
    file.write_text("mã cũ;tên cũ;mã mới\n99001;Xã An Thử;99002\n00001;Phường Phúc Xá;00097\n", "utf-8")
    given = {"on": REFORM, "known_since": SINCE, "legal_reference": LAW, "by": "admin"}
    said = StringIO()
    call_command("units_import", file, **given, stdout=said)
    assert "1 dòng của tỉnh này, bỏ qua 1 dòng của tỉnh khác" in said.getvalue()
    assert "Chưa ghi gì" in said.getvalue()
    assert cast.a.pk in queries.tree_on(REFORM)
    call_command("units_import", file, **given, apply=True, stdout=said)
    assert cast.a.pk not in queries.tree_on(REFORM)


def test_the_command_names_rows_that_are_wrong(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "sap-xep.csv"
    file.write_text("mã cũ,tên cũ,mã mới\n99001,Xã An Thử,77777\n", "utf-8")
    told = StringIO()
    with pytest.raises(CommandError, match="1 dòng có lỗi; chưa ghi gì"):
        call_command("units_import", file, on=REFORM, known_since=SINCE, legal_reference=LAW, by="admin", stderr=told)
    assert "Dòng 2: Không có đơn vị nào mang mã mới 77777." in told.getvalue()
