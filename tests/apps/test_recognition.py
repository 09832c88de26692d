"""Commune proposes, standing agency verifies, the province decides; the target counts what was decided."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from PIL import Image
from pytest_django import DjangoDbBlocker

from namro.assessment.actions import dossiers, registering
from namro.assessment.actions.deciding import Paper, correct_decision, remove_from_list
from namro.assessment.models import Dossier, DossierStep
from namro.assessment.queries import four_numbers, standing_of
from namro.assessment.queries import recognition as queries
from namro.assessment.rules import TRANSITIONS, AreaClass, DossierState, assessment_year, check_can_move
from namro.assessment.steps import steps_of
from namro.kernel.elements import CellKey
from namro.kernel.figures import reported
from namro.kernel.problems import Refused
from namro.organisations.models import AuditEntry, Person, Unit
from namro.organisations.queries import units_on
from namro.plans.models import Plan
from namro.publishing.recognition import draft
from namro.reporting.actions import record_decided_figures
from namro.reporting.models import Figure, FigureRevision
from namro.reporting.queries import target_results
from namro.writing.model import Centred, Table
from tests.apps.recognition import DECEMBER, NOVEMBER, YEAR, decided, make_year, proposed
from tests.cast import Cast, make_cast, start_chain_anew

pytestmark = pytest.mark.django_db
FREE, THREE = AreaClass.DRUG_FREE, AreaClass.CLASS_3


@pytest.fixture(scope="module")
def cast(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[Cast]:
    """Made once; what a test adds is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        start_chain_anew()
        made = make_cast()
        make_year(made)
        yield made
        transaction.set_rollback(True)


@contextmanager
def refused(code: str) -> Iterator[None]:
    with pytest.raises(Refused) as caught:
        yield
    assert caught.value.code == code, caught.value.message


# ---- what may follow what ----

WAYS = """
    from     | DRAFT | PROPOSED | RETURNED | VERIFIED | DECIDED
    DRAFT    |       | x        |          |          |
    PROPOSED | x     |          | x        | x        |
    RETURNED |       | x        |          |          |
    VERIFIED |       |          | x        |          | x
    DECIDED  |       |          |          |          |
"""


def test_a_dossier_goes_only_these_ways() -> None:
    head, *rows = [[cell.strip() for cell in line.split("|")] for line in WAYS.strip().splitlines()]
    for start, *cells in rows:
        allowed = {DossierState(name) for name, cell in zip(head[1:], cells, strict=True) if cell}
        assert TRANSITIONS[DossierState(start)] == allowed, start
        for to in set(DossierState) - allowed:
            with refused("dossier-state"):
                check_can_move(DossierState(start), to)


def test_it_is_proposed_verified_and_decided(cast: Cast) -> None:
    dossier = proposed(cast.clerk_a, cast.a)
    dossiers.verify(by=cast.standing, at=NOVEMBER, dossier=dossier, agreed=FREE)
    decided(cast, {cast.a.pk: FREE})
    dossier.refresh_from_db()
    assert dossier.state == DossierState.DECIDED
    assert [(s.from_state, s.to_state) for s in dossier.steps.all()] == [
        ("DRAFT", "PROPOSED"),
        ("PROPOSED", "VERIFIED"),
        ("VERIFIED", "DECIDED"),
    ]
    told = list(AuditEntry.objects.filter(action__startswith="dossier.").values_list("action", flat=True))
    assert sorted(told) == ["dossier.decided", "dossier.open", "dossier.proposed", "dossier.verified"]


def test_what_the_figures_said_is_pinned_to_the_step(cast: Cast) -> None:
    step = proposed(cast.clerk_a, cast.a).steps.get()
    assert (step.computed, step.rule_set, len(step.digest)) == (FREE, "QD-28-2025", 64)
    assert step.verdict["counted_to"] == "2026-09-14"
    assert not step.verdict["is_whole_year"]
    assert step.verdict["facts"]["addicts_closing[total]"] == "0"


# ---- who may ----


def test_whoever_proposed_does_not_verify(cast: Cast) -> None:
    """The standing agency may key in a commune's paper; then a colleague verifies."""
    dossier = proposed(cast.standing, cast.a)
    with refused("own-dossier"):
        dossiers.verify(by=cast.standing, at=NOVEMBER, dossier=dossier, agreed=FREE)
    with refused("own-dossier"):
        dossiers.verify_together(by=cast.standing, at=NOVEMBER, dossiers=[dossier])
    assert dossiers.verify_together(by=cast.second_standing, at=NOVEMBER, dossiers=[dossier]) == 1


@pytest.mark.parametrize("name", ["clerk_b", "section_owner_a", "leader", "auditor", "admin", "health_clerk", "nobody"])
def test_nobody_else_proposes(cast: Cast, name: str) -> None:
    with refused("forbidden"):
        proposed(getattr(cast, name), cast.a)


@pytest.mark.parametrize("name", ["clerk_a", "approver_a", "leader", "admin"])
def test_nobody_else_verifies_or_decides(cast: Cast, name: str) -> None:
    person: Person = getattr(cast, name)
    dossier = proposed(cast.clerk_a, cast.a)
    for attempt in (
        lambda: dossiers.verify(by=person, at=NOVEMBER, dossier=dossier, agreed=FREE),
        lambda: dossiers.verify_together(by=person, at=NOVEMBER, dossiers=[dossier]),
        lambda: dossiers.give_back(by=person, at=NOVEMBER, dossier=dossier, reason="Bổ sung biên bản."),
    ):
        with refused("forbidden"):
            attempt()
    with refused("forbidden"):
        decided(Cast(**{f: getattr(cast, f) for f in Cast.__slots__} | {"standing": person}), {cast.a.pk: FREE})


# ---- reasons ----


def test_another_class_than_the_figures_say_needs_a_reason_that_names_nobody(cast: Cast) -> None:
    with refused("reason"):
        proposed(cast.clerk_a, cast.a, THREE)
    with refused("personal-data"):
        proposed(cast.clerk_a, cast.a, THREE, grounds="Còn đối tượng Nguyễn Văn Thử sinh năm 1990.")
    dossier = proposed(cast.clerk_a, cast.a, THREE, grounds="Vừa phát hiện một điểm, chưa vào báo cáo quý.")
    with refused("reason"):
        dossiers.verify(by=cast.standing, at=NOVEMBER, dossier=dossier, agreed=THREE)
    dossiers.verify(by=cast.standing, at=NOVEMBER, dossier=dossier, agreed=THREE, reason="Đã kiểm tra tại chỗ.")
    assert dossier.steps.last().comment == "Đã kiểm tra tại chỗ."  # type: ignore[union-attr]


def test_without_the_figures_of_the_year_verifying_needs_a_reason(cast: Cast) -> None:
    dossier = proposed(cast.clerk_b, cast.b, THREE)
    assert dossier.computed == ""
    with refused("reason"):
        dossiers.verify_together(by=cast.standing, at=NOVEMBER, dossiers=[dossier])


def test_it_is_recalled_returned_and_proposed_again(cast: Cast) -> None:
    dossier = proposed(cast.clerk_a, cast.a)
    dossiers.recall(by=cast.clerk_a, at=NOVEMBER, dossier=dossier)
    dossier = proposed(cast.clerk_a, cast.a)
    with refused("reason"):
        dossiers.give_back(by=cast.standing, at=NOVEMBER, dossier=dossier, reason=" ")
    dossiers.give_back(by=cast.standing, at=NOVEMBER, dossier=dossier, reason="Bổ sung biên bản họp.")
    dossier = proposed(cast.approver_a, cast.a)
    dossiers.verify(by=cast.standing, at=NOVEMBER, dossier=dossier, agreed=FREE)
    with refused("dossier-state"):
        dossiers.recall(by=cast.clerk_a, at=NOVEMBER, dossier=dossier)
    assert Dossier.objects.count() == 1
    assert DossierStep.objects.filter(dossier=dossier).count() == 6


def test_proposals_open_on_the_day_of_the_calendar(cast: Cast) -> None:
    with refused("too-early"):
        proposed(cast.clerk_a, cast.a, at=datetime(2026, 10, 31, 2, tzinfo=UTC))


def test_files_are_kept_once_and_only_while_it_is_open(cast: Cast) -> None:
    dossier = dossiers.open_dossier(by=cast.clerk_a, at=NOVEMBER, unit=cast.a, year=YEAR)
    about: dict[str, Any] = {"by": cast.clerk_a, "at": NOVEMBER, "dossier": dossier, "content": b"%PDF-1.4 x"}
    first = dossiers.attach_to_dossier(**about, filename="a.pdf")
    assert dossiers.attach_to_dossier(**about, filename="b.pdf") == first
    with refused("file-kind"):
        dossiers.attach_to_dossier(by=cast.clerk_a, at=NOVEMBER, dossier=dossier, filename="x.exe", content=b"MZ")
    proposed(cast.clerk_a, cast.a)
    with refused("dossier-closed"):
        dossiers.remove_from_dossier(by=cast.clerk_a, at=NOVEMBER, file=first)


def test_a_photograph_beside_a_proposal_loses_its_place(cast: Cast) -> None:
    dossier = dossiers.open_dossier(by=cast.clerk_a, at=NOVEMBER, unit=cast.a, year=YEAR)
    exif = Image.Exif()
    exif[0x010F] = "Máy của cán bộ"
    taken = io.BytesIO()
    Image.new("L", (8, 8)).save(taken, "JPEG", exif=exif)
    about: dict[str, Any] = {"by": cast.clerk_a, "at": NOVEMBER, "dossier": dossier, "filename": "a.jpg"}
    kept = dossiers.attach_to_dossier(**about, content=taken.getvalue())
    assert not Image.open(io.BytesIO(kept.content)).getexif()
    assert kept.size == len(kept.content)


# ---- what becomes of a decision ----


def figures_of(unit: Unit) -> dict[str, int]:
    rows = Figure.objects.filter(unit=unit, source="DECIDED").values_list("element__code", "value")
    return {code: int(value or 0) for code, value in rows}


def share(cast: Cast, on: date) -> tuple[Fraction | None, Fraction | None]:
    period = assessment_year(YEAR)
    found = target_results(Plan.objects.get(), period, on=on)
    result = next(one.result for one in found if one.indicator and one.indicator.code == queries.MEASURED_BY)
    assert result is not None
    return result.numerator, result.denominator


def tags(unit: Unit, on: date) -> set[str]:
    return set(units_on(on, [unit.pk])[unit.pk].tags) & {"drug_free", "class_1", "class_2", "class_3"}


def test_the_target_counts_what_was_decided(cast: Cast) -> None:
    day = DECEMBER.date()
    assert share(cast, day)[0] is None
    decided(cast, {cast.a.pk: FREE, cast.b.pk: THREE})
    assert share(cast, day)[0] == 1
    assert figures_of(cast.a) == {"communes_drug_free": 1, "commune_class": 0}
    assert figures_of(cast.b) == {"communes_drug_free": 0, "commune_class": 3}
    revision = FigureRevision.objects.get(unit=cast.a, element__code="communes_drug_free")
    assert (revision.source, revision.source_reference) == ("DECIDED", "Quyết định số 3100/QĐ-UBND ngày 18/12/2026")
    assert (tags(cast.a, day), tags(cast.b, day)) == ({"drug_free"}, {"class_3"})
    assert tags(cast.a, day - timedelta(days=1)) == set()


def test_correcting_a_decision_corrects_the_figure(cast: Cast) -> None:
    decision = decided(cast, {cast.a.pk: FREE, cast.b.pk: THREE})
    paper = Paper(number="3190/QĐ-UBND", issued_on=DECEMBER.date())
    about: dict[str, Any] = {"by": cast.standing, "at": DECEMBER, "decision": decision, "paper": paper}
    with refused("reason"):
        correct_decision(**about, classes={cast.b.pk: FREE}, reason="")
    with refused("nothing-corrected"):
        correct_decision(**about, classes={cast.b.pk: THREE}, reason="Ghi nhầm.")
    correct_decision(**about, classes={cast.b.pk: FREE, cast.a.pk: None}, reason="Ghi nhầm dòng trong danh sách.")
    assert share(cast, DECEMBER.date())[0] == 1
    assert (figures_of(cast.a)["communes_drug_free"], figures_of(cast.b)["communes_drug_free"]) == (0, 1)
    last = FigureRevision.objects.filter(unit=cast.b, element__code="communes_drug_free").latest("version")
    assert (last.version, last.reason) == (2, "Ghi nhầm dòng trong danh sách.")
    assert (tags(cast.a, DECEMBER.date()), tags(cast.b, DECEMBER.date())) == (set(), {"drug_free"})
    assert {u: line.area_class for u, line in standing_of(DECEMBER.date()).items()} == {cast.b.pk: FREE}
    assert [line.is_void for line in queries.history_of(cast.a.pk)] == [True]


def test_off_the_list_from_a_day_on_leaves_the_year_as_it_was(cast: Cast) -> None:
    decided(cast, {cast.a.pk: FREE})
    june = datetime(2027, 6, 1, 2, tzinfo=UTC)
    about: dict[str, Any] = {"by": cast.standing, "at": june, "units": [cast.a.pk], "effective_on": june.date()}
    paper = Paper(number="900/QĐ-UBND", issued_on=june.date())
    remove_from_list(**about, paper=paper, reason="Phát sinh điểm tổ chức sử dụng.")
    assert standing_of(june.date() - timedelta(days=1)).keys() == {cast.a.pk}
    assert not standing_of(june.date())
    assert (tags(cast.a, date(2027, 5, 31)), tags(cast.a, june.date())) == ({"drug_free"}, set())
    assert figures_of(cast.a)["communes_drug_free"] == 1
    with refused("not-listed"):
        remove_from_list(**about, paper=Paper(number="901/QĐ-UBND", issued_on=june.date()), reason="Lần nữa.")


def test_next_years_list_takes_over_and_an_older_one_fits_in_before(cast: Cast) -> None:
    decided(cast, {cast.a.pk: FREE})
    earlier = datetime(2026, 1, 5, 2, tzinfo=UTC)
    decided(cast, {cast.a.pk: THREE}, number="20/QĐ-UBND", year=2025, at=earlier)
    on = [date(2026, 1, 4), date(2026, 1, 5), date(2026, 12, 17), date(2026, 12, 18)]
    assert [standing_of(day).get(cast.a.pk) and standing_of(day)[cast.a.pk].area_class for day in on] == [
        None,
        THREE,
        THREE,
        FREE,
    ]
    assert [tags(cast.a, day) for day in on] == [set(), {"class_3"}, {"class_3"}, {"drug_free"}]


def test_a_commune_is_decided_once_a_year_and_a_paper_written_down_once(cast: Cast) -> None:
    decided(cast, {cast.a.pk: FREE})
    with refused("decided"):
        decided(cast, {cast.a.pk: THREE}, number="3101/QĐ-UBND")
    with refused("decision-known"):
        decided(cast, {cast.b.pk: THREE})


# ---- four numbers ----

NUMBERS = """
    after      | registered | met | proposed | decided | lacking
    nothing    | 0          | 1   | 0        | 0       | 1
    registered | 2          | 1   | 0        | 0       | 1
    proposed   | 2          | 1   | 1        | 0       | 1
    decided    | 2          | 1   | 1        | 1       | 0
"""


def test_four_numbers_of_a_year(cast: Cast) -> None:
    steps: dict[str, Callable[[], object]] = {
        "nothing": lambda: None,
        "registered": lambda: registering.register_communes(
            by=cast.standing, at=NOVEMBER, units=[cast.a, cast.b], year=YEAR, document="Danh sách kèm KH số 5/KH-UBND"
        ),
        "proposed": lambda: proposed(cast.clerk_a, cast.a),
        "decided": lambda: decided(cast, {cast.a.pk: FREE}),
    }
    _, *rows = [[cell.strip() for cell in line.split("|")] for line in NUMBERS.strip().splitlines()]
    for name, *wanted in rows:
        steps[name]()
        found = four_numbers(YEAR, NOVEMBER.date())
        assert found.target is not None
        assert (len(found.communes), found.target.needed) == (2, 1)
        numbers = [found.registered, found.met, found.proposed, found.decided]
        assert [str(len(n)) for n in numbers] + [str(found.target.lacking(len(found.decided)))] == wanted, name


def test_a_commune_registers_itself_once_and_may_withdraw(cast: Cast) -> None:
    about: dict[str, Any] = {
        "by": cast.clerk_a,
        "at": NOVEMBER,
        "units": [cast.a],
        "year": YEAR,
        "document": "Công văn số 8/UBND",
    }
    (made,) = registering.register_communes(**about)
    assert registering.register_communes(**about) == []
    with refused("forbidden"):
        registering.register_communes(**about | {"units": [cast.b]})
    with refused("forbidden"):
        registering.withdraw_registration(by=cast.clerk_b, at=NOVEMBER, registration=made, reason="Chưa đủ.")
    registering.withdraw_registration(by=cast.clerk_a, at=NOVEMBER, registration=made, reason="Chưa đủ điều kiện.")
    assert queries.registrations_of(YEAR) == {}
    with refused("year-over"):
        registering.register_communes(**about | {"at": DECEMBER})


# ---- papers ----


def test_the_draft_decision_lists_what_was_verified(cast: Cast) -> None:
    with refused("nothing-verified"):
        draft("quyet-dinh", YEAR, on=NOVEMBER.date())
    dossiers.verify(by=cast.standing, at=NOVEMBER, dossier=proposed(cast.clerk_a, cast.a), agreed=FREE)
    document = draft("quyet-dinh", YEAR, on=NOVEMBER.date())
    said = [block.text if isinstance(block, Centred) else words_of(block) for block in document.body]
    assert said[0] == "Ủy ban nhân dân tỉnh Thử"
    assert said[-4] == "Quyết định:"
    assert said[-3].startswith("Điều 1. Phê duyệt danh sách xã, phường theo kết quả đánh giá năm 2026")
    assert "gồm 01 xã, phường không có ma túy" in said[-3]
    (table,) = document.annexes[0].body
    assert isinstance(table, Table)
    assert [row.cells[:3] for row in table.rows] == [
        ("Không có ma túy: 01 xã, phường",),
        ("1", "Xã An Thử", "Không có ma túy"),
    ]
    assert draft("to-trinh", YEAR, on=NOVEMBER.date()).letterhead.parent == "BỘ CÔNG AN"


def words_of(block: object) -> str:
    return "".join(run.text for run in getattr(block, "runs", ()))


# ---- the calendar ----


def test_the_calendar_of_a_year_is_that_of_the_decree() -> None:
    due = {step.code: step.due_on for step in steps_of(YEAR, {})}
    assert (due["send_up"], due["ministry"]) == (date(2026, 12, 19), date(2026, 12, 29))
    assert due["propose"] <= due["verify"] <= due["decide"] <= due["send_up"]


def test_the_province_moves_its_own_days_and_not_those_of_the_law(cast: Cast) -> None:
    about: dict[str, Any] = {"by": cast.standing, "at": NOVEMBER, "year": YEAR, "document": "KH số 5/KH-UBND"}
    registering.lay_down_day(**about, step="propose", due_on=date(2026, 12, 15))
    assert queries.one_step(YEAR, "propose").due_on == date(2026, 12, 15)
    with refused("legal-day"):
        registering.lay_down_day(**about, step="send_up", due_on=date(2026, 12, 25))
    with refused("step-day"):
        registering.lay_down_day(**about, step="verify", due_on=date(2026, 12, 20))
    with refused("forbidden"):
        registering.lay_down_day(**about | {"by": cast.leader}, step="verify", due_on=date(2026, 12, 17))


@pytest.mark.parametrize(
    ("day", "year"), [(date(2026, 11, 23), 2026), (date(2026, 12, 20), 2026), (date(2026, 12, 30), 2027)]
)
def test_people_are_busy_with_a_year_until_the_ministry_is_done(day: date, year: int) -> None:
    assert queries.year_at_hand(day) == year


def test_only_registers_are_decided(cast: Cast) -> None:
    with refused("no-such-register"):
        record_decided_figures(
            by=cast.standing,
            at=DECEMBER,
            decider=cast.province,
            period=assessment_year(YEAR),
            figures={cast.a.pk: {CellKey("addicts_closing"): reported(0)}},
            document="Quyết định số 1",
        )
