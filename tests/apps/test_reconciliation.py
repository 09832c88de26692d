"""Two suppliers of one figure: both stay, the difference is shown, a person notes which counts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from namro.kernel.elements import CellKey
from namro.kernel.figures import reported
from namro.kernel.problems import Refused
from namro.organisations.models import AuditEntry, Unit
from namro.reporting import queries
from namro.reporting.actions.reconciliation import give_other_figures, reconcile
from namro.reporting.models import Figure, Reconciliation
from namro.reporting.queries.reconciliation import Difference, differences
from tests.apps.reporting import CLOSINGS, IN_TIME, NOTHING_LEFT, Q1, accepted, baseline, make_plan, report_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db

ARRESTS = CellKey("arrests_in_area")
WINDOW = (Q1.start, Q1.end)


@pytest.fixture
def world(cast: Cast) -> Cast:
    make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, arrests_in_area=2)
    return cast


def police_count(cast: Cast, number: int = 5, *, unit: Unit | None = None, **changed: object) -> int:
    about: dict[str, object] = {
        "by": cast.standing,
        "at": IN_TIME,
        "supplier": cast.drug_police,
        "key": ARRESTS,
        "window": WINDOW,
        "figures": {(unit or cast.a).pk: reported(number)},
        "document": "Bảng thống kê số 3",
    }
    return give_other_figures(**(about | changed))  # type: ignore[arg-type]


def the_difference(cast: Cast) -> Difference:
    (found,) = differences([cast.a.pk])
    return found


def total(cast: Cast) -> object:
    plan = report_of(cast.a).rule.plan
    assert plan
    figures = queries.consolidated(plan, Q1, on=IN_TIME.date())
    return figures.this.totals[ARRESTS].value


def note(cast: Cast, supplier: Unit, reason: str = "Đã đối chiếu hồ sơ vụ việc.") -> Reconciliation:
    return reconcile(
        by=cast.standing, at=IN_TIME, unit=cast.a, key=ARRESTS, window=WINDOW, supplier=supplier.pk, reason=reason
    )


def test_both_figures_stay_side_by_side(world: Cast) -> None:
    police_count(world)
    found = the_difference(world)
    assert [(g.supplier, g.value.value, g.is_own, g.counts) for g in found.given] == [
        (world.a.pk, 2, True, True),
        (world.drug_police.pk, 5, False, False),
    ]
    assert found.difference == 3
    assert queries.report_page(report_of(world.a)).values[ARRESTS].value == 2


def test_without_a_note_the_unit_speaks_for_itself(world: Cast) -> None:
    police_count(world)
    assert total(world) == 2


def test_the_one_that_is_noted_counts_and_nothing_is_overwritten(world: Cast) -> None:
    police_count(world)
    note(world, world.drug_police)
    assert total(world) == 5
    assert Figure.objects.filter(unit=world.a, element__code="arrests_in_area").count() == 2
    assert queries.report_page(report_of(world.a)).values[ARRESTS].value == 2
    note(world, world.a, "Vụ kia ở xã bên.")
    assert total(world) == 2
    assert [r.supplier_id for r in Reconciliation.objects.all()] == [world.a.pk, world.drug_police.pk]


def test_a_note_says_who_why_and_leaves_one_line_in_the_journal(world: Cast) -> None:
    police_count(world)
    before = AuditEntry.objects.count()
    made = note(world, world.drug_police)
    found = the_difference(world)
    assert found.note == made
    assert found.is_settled
    assert AuditEntry.objects.count() == before + 1


def test_the_same_figures_given_again_are_no_news(world: Cast) -> None:
    assert police_count(world) == 1
    assert police_count(world) == 0
    assert police_count(world, 6) == 1


def test_equal_figures_are_settled_by_themselves(world: Cast) -> None:
    police_count(world, 2)
    assert the_difference(world).is_settled


@pytest.mark.parametrize(
    ("changed", "told"),
    [({"document": " "}, "văn bản"), ({"key": CellKey("nothing")}, "không có số liệu")],
)
def test_a_figure_without_a_source_is_refused(world: Cast, changed: dict[str, Any], told: str) -> None:
    with pytest.raises(Refused, match=told):
        police_count(world, **changed)


def test_nobody_is_a_second_supplier_of_himself(world: Cast) -> None:
    with pytest.raises(Refused, match="báo cáo của mình"):
        police_count(world, unit=world.drug_police)


def test_a_note_needs_a_reason_and_the_right(world: Cast) -> None:
    police_count(world)
    with pytest.raises(Refused, match="vì sao"):
        note(world, world.drug_police, " ")
    with pytest.raises(Refused, match="không có quyền"):
        reconcile(
            by=world.clerk_a, at=IN_TIME, unit=world.a, key=ARRESTS, window=WINDOW, supplier=world.a.pk, reason="x"
        )


def test_windows_and_elements_can_be_picked(world: Cast) -> None:
    police_count(world)
    other = (Q1.start, Q1.end - timedelta(days=1))
    assert differences([world.a.pk], window=other) == []
    assert len(differences([world.a.pk], element="arrests_in_area")) == 1
    assert differences([world.b.pk]) == []
