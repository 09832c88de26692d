"""Mergers, splits, renamings … are dated records; what hangs on units follows; a change nobody built on is undone."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from django.apps import apps
from django.core import serializers
from django.db import connection
from django.db.models import PROTECT

from namro.kernel.map_changes import Difference
from namro.kernel.problems import Refused
from namro.organisations import access, bodies, maps, marking, queries, reorganising
from namro.organisations.differences import difference_on
from namro.organisations.models import (
    AuditEntry,
    RoleAssignment,
    ServesLink,
    Succession,
    Unit,
    UnitChange,
    UnitFunction,
    UnitName,
    UnitParent,
    UnitTag,
)
from namro.organisations.reorganising import Heir
from namro.organisations.rules import ChangeKind, NewUnit, Permission, UnitLevel
from namro.reporting.actions import following
from namro.reporting.models import Figure, Report
from namro.reporting.rules import ReportState
from tests.apps.reporting import IN_TIME, Q1, Q2, fill, make_plan, report_of
from tests.cast import AT, C_GOES_INTO_B, FROM, Cast

ON = date(2026, 5, 1)
EVE, LATER = date(2026, 4, 30), date(2026, 9, 1)
LAW = "Nghị quyết số 9/NQ-TN"
ALL_RECORDS = (Unit, UnitName, UnitParent, UnitTag, UnitFunction, ServesLink, Succession, RoleAssignment)


def commune(code: str = "99009", name: str = "Xã Mới Thử", parent: str = "99") -> NewUnit:
    return NewUnit(
        code=code, name=name, level=UnitLevel.COMMUNE, kind="commune", category="commune", parent_code=parent
    )


def doing(cast: Cast, on: date = ON) -> dict[str, Any]:
    return {"by": cast.admin, "at": AT, "effective_on": on, "legal_reference": LAW}


def everything() -> list[str]:
    """All records about units, as they stand."""
    return [serializers.serialize("json", model._default_manager.order_by("pk")) for model in ALL_RECORDS]


def weights(unit: Unit, after: date = LATER) -> dict[int, Fraction]:
    return dict(maps.map_between([EVE], after)[EVE].shares(unit.pk))


def merge_a_and_b(cast: Cast) -> tuple[UnitChange, Unit]:
    """a and b become a new commune that bears the code of a."""
    change = reorganising.merge_units(
        units=[cast.a, cast.b], into=commune(cast.a.code), **doing(cast, date(2026, 7, 2))
    )
    return change, Unit.objects.get(pk=change.units[0])


# ---- mergers and splits ----


def test_merged_units_end_on_the_eve_and_their_counts_go_to_the_new_one(cast: Cast) -> None:
    change, new = merge_a_and_b(cast)
    assert cast.a.pk in queries.tree_on(date(2026, 7, 1))
    assert {cast.a.pk, cast.b.pk, new.pk} & set(queries.tree_on(date(2026, 7, 2))) == {new.pk}
    assert weights(cast.a) == weights(cast.b) == {new.pk: 1}
    assert (change.legal_reference, change.by) == (LAW, cast.admin)


def test_a_unit_may_take_in_another_and_go_on(cast: Cast) -> None:
    reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast))
    assert cast.b.pk in queries.tree_on(ON)
    assert (weights(cast.a), weights(cast.b)) == ({cast.b.pk: 1}, {cast.b.pk: 1})
    assert cast.b.pk in maps.map_between([EVE], LATER)[EVE].touched


def test_heirs_of_heirs_inherit_and_every_break_is_named(cast: Cast) -> None:
    """c goes into b on the first of July, b with a into a new one the day after."""
    _change, new = merge_a_and_b(cast)
    assert weights(cast.c) == {new.pk: 1}
    assert maps.breaks_in([new.pk], EVE, LATER) == (C_GOES_INTO_B, date(2026, 7, 2))
    assert maps.legal_references_of([date(2026, 7, 2)]) == {date(2026, 7, 2): (LAW,)}


def test_a_split_gives_shares_that_make_the_whole(cast: Cast) -> None:
    heirs = [
        Heir(commune("99011", "Xã Một"), Decimal("0.33333333")),
        Heir(commune("99012", "Xã Hai"), Decimal("0.66666667")),
    ]
    change = reorganising.split_unit(unit=cast.a, heirs=heirs, **doing(cast))
    _a, one, two = change.units
    assert cast.a.pk not in queries.tree_on(ON)
    assert weights(cast.a) == {one: Fraction("0.33333333"), two: Fraction("0.66666667")}


def test_a_unit_that_cedes_a_part_goes_on(cast: Cast) -> None:
    reorganising.split_unit(
        unit=cast.a, heirs=[Heir(cast.a, Decimal("0.8")), Heir(cast.b, Decimal("0.2"))], **doing(cast)
    )
    assert cast.a.pk in queries.tree_on(ON)
    assert weights(cast.a) == {cast.a.pk: Fraction(4, 5), cast.b.pk: Fraction(1, 5)}
    assert RoleAssignment.objects.get(person=cast.clerk_a).unit == cast.a


def test_nobody_takes_over_from_a_dissolved_unit(cast: Cast) -> None:
    reorganising.dissolve_unit(unit=cast.a, **doing(cast))
    assert cast.a.pk not in queries.tree_on(ON)
    assert weights(cast.a) == {cast.a.pk: 1}
    assert access.units_for(cast.clerk_a, Permission.REPORT_FILL, on=ON) == frozenset()


def test_changes_may_lie_in_the_future(cast: Cast) -> None:
    far = date(2030, 1, 1)
    reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast, far))
    assert cast.a.pk in queries.tree_on(LATER)
    assert cast.a.pk not in queries.tree_on(far)


# ---- names, places, marks ----


def test_a_new_name_holds_from_its_day_on(cast: Cast) -> None:
    reorganising.rename_unit(unit=cast.a, name=UnitName(name="Phường An Thử"), **doing(cast))
    names = [queries.units_on(day)[cast.a.pk].name for day in (EVE, ON)]
    assert names == ["Xã An Thử", "Phường An Thử"]
    assert bodies.whole_directory_on(ON).match("Phường An Thử").units == (cast.a.pk,)
    assert maps.map_between([EVE], LATER)[EVE].shares(cast.a.pk) == {cast.a.pk: 1}


def test_a_name_between_two_names_ends_where_the_next_begins(cast: Cast) -> None:
    reorganising.rename_unit(unit=cast.a, name=UnitName(name="Tên sau"), **doing(cast, LATER))
    reorganising.rename_unit(unit=cast.a, name=UnitName(name="Tên giữa"), **doing(cast, ON))
    assert [queries.units_on(day)[cast.a.pk].name for day in (EVE, ON, LATER)] == ["Xã An Thử", "Tên giữa", "Tên sau"]


def test_a_unit_moves_with_all_that_hangs_on_it(cast: Cast) -> None:
    reorganising.move_unit(unit=cast.drug_police, parent=cast.health, **doing(cast))
    assert queries.tree_on(EVE).parent(cast.drug_police.pk) == cast.police.pk
    assert queries.tree_on(ON).parent(cast.drug_police.pk) == cast.health.pk


def test_a_function_that_moves_is_borne_by_the_new_agency_from_that_day(cast: Cast) -> None:
    marking.transfer_function(function="health", to=cast.police, **doing(cast))
    marking.transfer_function(function="health", to=cast.drug_police, **doing(cast, LATER))
    bearers = [
        [row.id for row in queries.bearers(queries.units_on(day).values(), "health")] for day in (EVE, ON, LATER)
    ]
    assert bearers == [[cast.health.pk], [cast.police.pk], [cast.drug_police.pk]]


def test_groups_follow_the_tags_of_the_day(cast: Cast) -> None:
    marking.set_tags(unit=cast.a, tags={"class_2", "border"}, **doing(cast))
    marking.set_tags(unit=cast.a, tags={"border"}, **doing(cast, LATER))
    key = [bodies.whole_directory_on(day).match("các xã, phường trọng điểm").units for day in (EVE, ON, LATER)]
    assert key == [(), (cast.a.pk,), ()]
    assert bodies.whole_directory_on(LATER).match("các xã biên giới").units == (cast.a.pk,)


def test_a_body_with_several_areas_serves_them_for_a_time(cast: Cast) -> None:
    marking.set_serves(unit=cast.health, served=[cast.a, cast.c], **doing(cast))
    marking.set_serves(unit=cast.health, served=[cast.a], **doing(cast, date(2026, 6, 1)))
    serving = [
        set(cast.health.serves.filter(valid__contains=day).values_list("served", flat=True)) for day in (ON, LATER)
    ]
    assert serving == [{cast.a.pk, cast.c.pk}, {cast.a.pk}]


# ---- what hangs on a unit that ends ----


def test_roles_end_and_go_on_at_the_heir(cast: Cast) -> None:
    reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast))
    fills = [access.units_for(cast.clerk_a, Permission.REPORT_FILL, on=day) for day in (EVE, ON)]
    assert fills == [{cast.a.pk}, {cast.b.pk, cast.a.pk}]
    owner = RoleAssignment.objects.get(person=cast.section_owner_a, unit=cast.b)
    assert (owner.section_owner, owner.valid.lower, owner.valid.upper) == ("Công an xã", ON, None)


def test_what_a_gone_unit_left_is_seen_by_its_heirs_and_no_other_commune(cast: Cast) -> None:
    seen = {
        person.username: cast.c.pk in access.units_for(person, Permission.REPORT_VIEW, on=LATER)
        for person in (cast.clerk_a, cast.clerk_b, cast.standing, cast.health_clerk)
    }
    assert seen == {"clerk_a": False, "clerk_b": True, "standing": True, "health_clerk": False}
    assert cast.c.pk not in access.units_for(cast.clerk_b, Permission.REPORT_VIEW, on=EVE)


def test_subordinates_and_links_follow_and_classes_do_not(cast: Cast) -> None:
    marking.set_serves(unit=cast.health, served=[cast.a], **doing(cast, date(2026, 1, 1)))
    marking.set_tags(unit=cast.a, tags={"class_1"}, **doing(cast, date(2026, 1, 1)))
    reorganising.move_unit(unit=cast.court, parent=cast.a, **doing(cast, date(2026, 2, 1)))
    reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast))
    assert queries.tree_on(ON).parent(cast.court.pk) == cast.b.pk
    assert [link.served for link in ServesLink.objects.filter(valid__contains=ON)] == [cast.b]
    assert queries.units_on(EVE)[cast.a.pk].tags == ("class_1",)
    assert queries.units_on(ON)[cast.b.pk].tags == ()


def test_reports_nobody_has_begun_follow_the_new_commune(cast: Cast) -> None:
    make_plan(cast)
    fill(cast.clerk_a, report_of(cast.a), addicts_new=3)
    form = report_of(cast.b, Q2).form_version
    heir = commune()
    outcome = following.carry_out(
        by=cast.admin,
        at=IN_TIME,
        write=lambda: reorganising.merge_units(units=[cast.a, cast.b], into=heir, **doing(cast)),
    )
    new = Unit.objects.get(code=heir.code)
    assert report_of(cast.a, Q1).state == ReportState.DRAFT
    assert not Report.objects.filter(unit__in=[cast.a, cast.b], window_end__gte=ON).exists()
    assert set(Report.objects.filter(unit=new).values_list("window_end", flat=True)) == {
        p.end for p in (Q2, Q2.next(), Q2.next().next())
    }
    assert report_of(new, Q2).form_version == form
    assert (outcome.opened, outcome.withdrawn, outcome.begun) == (3, 6, 0)


def test_a_report_that_was_begun_stays_and_the_heir_may_finish_it(cast: Cast) -> None:
    make_plan(cast)
    fill(cast.clerk_a, report_of(cast.a, Q2), addicts_new=3)
    outcome = following.carry_out(
        by=cast.admin, at=IN_TIME, write=lambda: reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast))
    )
    assert (outcome.opened, outcome.begun) == (0, 1)
    assert report_of(cast.a, Q2).unit_id in access.units_for(cast.clerk_b, Permission.REPORT_FILL, on=ON)


def test_figures_are_never_rewritten(cast: Cast) -> None:
    make_plan(cast)
    fill(cast.clerk_a, report_of(cast.a), addicts_new=3)
    before = serializers.serialize("json", Figure.objects.all())
    following.carry_out(
        by=cast.admin, at=IN_TIME, write=lambda: reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast))
    )
    assert serializers.serialize("json", Figure.objects.all()) == before


# ---- the difference, and undoing ----


def test_the_difference_of_a_day_is_told_unit_by_unit(cast: Cast) -> None:
    _change, new = merge_a_and_b(cast)
    (row,) = difference_on(date(2026, 7, 2)).rows
    assert (row.unit, row.kinds, set(row.sources)) == (new.pk, {Difference.MERGED}, {(cast.a.pk, 1), (cast.b.pk, 1)})
    (row,) = difference_on(C_GOES_INTO_B).rows
    assert (row.unit, row.kinds) == (cast.b.pk, {Difference.MERGED})


def test_a_rehearsal_shows_all_and_leaves_nothing(cast: Cast) -> None:
    make_plan(cast)
    before, entries = everything(), AuditEntry.objects.count()
    outcome = following.rehearse(
        by=cast.admin, at=AT, write=lambda: reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast))
    )
    assert (outcome.roles, outcome.withdrawn, len(outcome.difference.rows)) == (3, 3, 1)
    assert (everything(), AuditEntry.objects.count()) == (before, entries)
    assert not UnitChange.objects.exists()


def test_undoing_puts_back_exactly_what_stood_before(cast: Cast) -> None:
    make_plan(cast)
    marking.set_serves(unit=cast.health, served=[cast.a], **doing(cast, date(2026, 1, 1)))
    before = [*everything(), serializers.serialize("json", Report.objects.order_by("pk"))]
    outcome = following.carry_out(
        by=cast.admin,
        at=AT,
        write=lambda: reorganising.merge_units(units=[cast.a, cast.b], into=commune(), **doing(cast)),
    )
    assert everything() != before[:-1]
    following.undo(by=cast.admin, at=AT, change=outcome.change)
    assert [*everything(), serializers.serialize("json", Report.objects.order_by("pk"))] == before
    assert UnitChange.objects.get(pk=outcome.change.pk).undone_by == cast.admin


def test_a_change_is_not_undone_once_a_figure_stands_on_it(cast: Cast) -> None:
    make_plan(cast)
    change = following.carry_out(
        by=cast.admin, at=AT, write=lambda: reorganising.merge_units(units=[cast.a], into=cast.b, **doing(cast))
    ).change
    fill(cast.clerk_b, report_of(cast.b), at=IN_TIME, addicts_new=1)
    fill(cast.clerk_b, report_of(cast.b, Q2), at=IN_TIME, addicts_new=1)
    with pytest.raises(Refused, match="Đã có 1 lần ghi số"):
        following.undo(by=cast.admin, at=IN_TIME, change=change)


def test_a_change_is_not_undone_under_a_later_one(cast: Cast) -> None:
    first = reorganising.rename_unit(unit=cast.a, name=UnitName(name="Một"), **doing(cast))
    second = reorganising.rename_unit(unit=cast.a, name=UnitName(name="Hai"), **doing(cast, LATER))
    with pytest.raises(Refused, match="hoàn tác việc ấy trước"):
        following.undo(by=cast.admin, at=AT, change=first)
    for change in (second, first):
        following.undo(by=cast.admin, at=AT, change=change)
    assert [name.name for name in cast.a.names.all()] == ["Xã An Thử"]
    with pytest.raises(Refused, match="đã được hoàn tác"):
        following.undo(by=cast.admin, at=AT, change=first)


# ---- what is refused ----


def refused(cast: Cast, what: str) -> None:
    half = Decimal("0.5")
    writes: dict[str, Any] = {
        "nobody's right": lambda: reorganising.dissolve_unit(**doing(cast) | {"by": cast.standing}, unit=cast.a),
        "no paper": lambda: reorganising.dissolve_unit(**doing(cast) | {"legal_reference": " "}, unit=cast.a),
        "a unit that is gone": lambda: reorganising.dissolve_unit(**doing(cast, LATER), unit=cast.c),
        "before it was there": lambda: reorganising.dissolve_unit(**doing(cast, date(2020, 1, 1)), unit=cast.a),
        "the day it began": lambda: reorganising.dissolve_unit(**doing(cast, FROM), unit=cast.a),
        "into itself": lambda: reorganising.merge_units(**doing(cast), units=[cast.a], into=cast.a),
        "of another level": lambda: reorganising.merge_units(**doing(cast), units=[cast.health], into=cast.a),
        "a taken code": lambda: reorganising.add_unit(**doing(cast), unit=commune(cast.b.code)),
        "an unknown parent": lambda: reorganising.add_unit(**doing(cast), unit=commune(parent="nowhere")),
        "less than all": lambda: reorganising.split_unit(
            **doing(cast), unit=cast.a, heirs=[Heir(cast.b, half), Heir(cast.a, Decimal("0.4"))]
        ),
        "to one alone": lambda: reorganising.split_unit(**doing(cast), unit=cast.a, heirs=[Heir(cast.b, Decimal(1))]),
        "under itself": lambda: reorganising.move_unit(**doing(cast), unit=cast.police, parent=cast.drug_police),
        "where it is": lambda: reorganising.move_unit(**doing(cast), unit=cast.a, parent=cast.province),
        "its own name": lambda: reorganising.rename_unit(**doing(cast), unit=cast.court, name=name_of(cast.court)),
        "what others hang on": lambda: reorganising.dissolve_unit(**doing(cast), unit=cast.police),
        "an unknown tag": lambda: marking.set_tags(**doing(cast), unit=cast.a, tags={"trình diễn"}),
        "no other tags": lambda: marking.set_tags(**doing(cast), unit=cast.a, tags=set()),
        "itself served": lambda: marking.set_serves(**doing(cast), unit=cast.a, served=[cast.a]),
    }
    writes[what]()


def name_of(unit: Unit) -> UnitName:
    return UnitName(name=unit.names.get().name)


@pytest.mark.parametrize(
    ("what", "sentence"),
    [
        ("nobody's right", "Chỉ quản trị viên"),
        ("no paper", "Ghi căn cứ"),
        ("a unit that is gone", "Xã Cẩm Thử không tồn tại vào ngày 01/09/2026"),
        ("before it was there", "không tồn tại vào ngày 01/01/2020"),
        ("the day it began", "có thay đổi ghi từ ngày 01/07/2025"),
        ("into itself", "khác với đơn vị tiếp nhận"),
        ("of another level", "không cùng cấp"),
        ("a taken code", "99002 đang được dùng"),
        ("an unknown parent", "không có đơn vị cấp trên mang mã nowhere"),
        ("less than all", "đúng 100%, đang là 90%"),
        ("to one alone", "ít nhất hai đơn vị nhận"),
        ("under itself", "dưới chính nó"),
        ("where it is", "không có gì để chuyển"),
        ("its own name", "giống hệt"),
        ("what others hang on", "còn đơn vị trực thuộc"),
        ("an unknown tag", "Không có đặc điểm"),
        ("no other tags", "không có gì để đổi"),
        ("itself served", "không phục vụ chính nó"),
    ],
)
def test_what_makes_no_sense_is_refused_in_one_sentence_and_writes_nothing(
    cast: Cast, what: str, sentence: str
) -> None:
    before = everything()
    with pytest.raises(Refused, match=sentence):
        refused(cast, what)
    assert everything() == before


def test_every_change_leaves_one_entry_in_the_audit_chain(cast: Cast) -> None:
    before = AuditEntry.objects.count()
    change = reorganising.dissolve_unit(unit=cast.a, **doing(cast))
    (entry,) = AuditEntry.objects.order_by("pk")[before:]
    assert (entry.action, entry.subject_id, entry.by) == ("units.dissolve", str(change.pk), cast.admin)
    assert change.kind == ChangeKind.DISSOLVE


def test_nothing_that_only_grows_is_swept_away_with_what_it_hangs_on(db: None) -> None:
    """The program's own login may not delete from such a table, so that even an empty sweep of it would fail."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'only_grows'")
        tables = {name for (name,) in cursor.fetchall()}
    growing = [model for model in apps.get_models() if model._meta.db_table in tables]
    assert len(growing) == len(tables) > 3
    swept = [
        f"{model.__name__}.{field.name}"
        for model in growing
        for field in model._meta.concrete_fields
        if field.remote_field and field.remote_field.on_delete is not PROTECT
    ]
    assert swept == []
