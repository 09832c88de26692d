"""Composing forms and the catalogue's history: a change never breaks reports already begun or sent."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from namro.catalogue import actions, queries
from namro.catalogue.models import DataElement, ElementVersion, Form, FormDraft, FormVersion
from namro.kernel import form_drafts
from namro.kernel.elements import CellKey, ElementKind
from namro.kernel.problems import Refused
from namro.organisations.models import AuditEntry, UnitTag
from namro.plans.models import Reporter
from namro.reporting import actions as reporting
from namro.reporting import queries as reports
from namro.reporting.actions.form_versions import issue_form
from namro.reporting.models import Report
from namro.reporting.queries.form_versions import adoption
from tests.apps.reporting import IN_TIME, Q1, Q2, baseline, complete, fill, make_plan, report_of
from tests.cast import Cast

pytestmark = pytest.mark.django_db

FROM_Q2 = Q2.start


@pytest.fixture
def world(cast: Cast) -> Cast:
    make_plan(cast)
    return cast


def begun(cast: Cast, code: str = "X-Q") -> FormDraft:
    return actions.start_draft(by=cast.standing, at=IN_TIME, form=Form.objects.get(code=code), valid_from=FROM_Q2)


def edited(cast: Cast, draft: FormDraft, change: Any, what: str = "Sửa") -> FormDraft:
    return actions.edit_draft(by=cast.standing, at=IN_TIME, draft=draft, what=what, change=change)


def without(draft: FormDraft, cast: Cast, *keys: str) -> FormDraft:
    for key in keys:
        draft = edited(cast, draft, lambda d, k=key: form_drafts.remove_cell(d, CellKey(k)), f"Bỏ ô {key}")
    return draft


def shorter(cast: Cast) -> FormDraft:
    """X-Q without the box for broadcasts, which no rule needs."""
    return without(begun(cast), cast, "grassroots_broadcasts")


def issued(cast: Cast, draft: FormDraft) -> FormVersion:
    return issue_form(by=cast.standing, at=IN_TIME, draft=draft)[0]


def number_of(report: Report) -> int:
    assert report.form_version
    return report.form_version.number


# ---- who may ----


def test_only_the_standing_agency_composes(world: Cast) -> None:
    for person in (world.clerk_a, world.leader, world.admin):
        with pytest.raises(Refused, match="không có quyền"):
            actions.start_draft(by=person, at=IN_TIME, form=Form.objects.get(code="X-Q"), valid_from=FROM_Q2)


# ---- drafts ----


def test_two_officers_work_on_the_same_draft(world: Cast) -> None:
    draft = begun(world)
    again = actions.start_draft(
        by=world.second_standing, at=IN_TIME, form=Form.objects.get(code="X-Q"), valid_from=FROM_Q2
    )
    assert again == draft


def test_every_change_is_kept_and_can_be_taken_back(world: Cast) -> None:
    draft = begun(world)
    before = draft.spec
    after = without(draft, world, "grassroots_broadcasts", "communication_events")
    assert actions.undo_step(by=world.second_standing, at=IN_TIME, draft=after) == "Bỏ ô communication_events"
    assert actions.undo_step(by=world.standing, at=IN_TIME, draft=after) == "Bỏ ô grassroots_broadcasts"
    assert FormDraft.objects.get().spec == before
    with pytest.raises(Refused, match="Không còn bước nào"):
        actions.undo_step(by=world.standing, at=IN_TIME, draft=after)


def test_a_change_that_changes_nothing_leaves_no_step(world: Cast) -> None:
    draft = edited(world, begun(world), lambda d: d)
    assert draft.steps.count() == 0


def test_a_draft_binds_nobody(world: Cast) -> None:
    shorter(world)
    assert CellKey("grassroots_broadcasts") in {c.key for c in reports.report_page(report_of(world.b)).form.cells()}


def test_a_draft_with_a_mistake_is_not_issued(world: Cast) -> None:
    draft = without(begun(world), world, "addicts_moved_out")
    with pytest.raises(Refused, match=r"Đẳng thức H1 nói tới ô «Người nghiện chuyển đi nơi khác»"):
        issued(world, draft)


def test_nothing_new_is_not_issued(world: Cast) -> None:
    with pytest.raises(Refused, match="chưa khác"):
        issued(world, begun(world))


def test_a_version_never_begins_before_the_one_in_force(world: Cast) -> None:
    draft = edited(world, shorter(world), lambda d: form_drafts.with_head(d, {"valid_from": "2025-01-01"}))
    with pytest.raises(Refused, match="Ngày áp dụng phải từ"):
        issued(world, draft)


# ---- issuing ----


def test_reports_of_later_windows_take_the_new_version_and_earlier_ones_keep_theirs(world: Cast) -> None:
    new = issued(world, shorter(world))
    assert new.number == 2
    assert number_of(report_of(world.a, Q1)) == 1
    assert report_of(world.a, Q2).form_version == new
    assert not FormDraft.objects.exists()
    of_communes = Reporter.objects.filter(unit__in=[world.a, world.b])
    assert {r.form_version for r in of_communes} == {new}


def test_a_report_that_is_begun_keeps_the_form_it_was_begun_with(world: Cast) -> None:
    fill(world.clerk_a, report_of(world.a, Q2), grassroots_broadcasts=4)
    draft = shorter(world)
    _, told = issue_form(by=world.standing, at=IN_TIME, draft=draft)
    assert number_of(report_of(world.a, Q2)) == 1
    assert reports.report_page(report_of(world.a, Q2)).values[CellKey("grassroots_broadcasts")].value == 4
    assert number_of(report_of(world.b, Q2)) == 2
    assert told.kept == 1


def test_a_sent_report_reads_as_it_was_sent(world: Cast) -> None:
    baseline(world, world.a, addicts_closing=45, users_closing=12, post_rehab_closing=7)
    baseline(world, world.a, hotspots_active=0, illicit_plants_remaining=0, illicit_plant_area_remaining=0)
    report = complete(world.clerk_a, report_of(world.a), addicts_new=1)
    reporting.submit_report(by=world.clerk_a, at=IN_TIME, report=report)
    draft = edited(world, shorter(world), lambda d: form_drafts.with_head(d, {"valid_from": "2025-12-15"}))
    issued(world, draft)
    page = reports.report_page(report_of(world.a))
    assert number_of(page.report) == 1
    assert page.values[CellKey("grassroots_broadcasts")].value == 12
    assert number_of(report_of(world.b)) == 2


def test_what_will_happen_is_told_before(world: Cast) -> None:
    fill(world.clerk_a, report_of(world.a, Q2), grassroots_broadcasts=4)
    draft = shorter(world)
    candidate = queries.candidate_of(draft)
    told = adoption(candidate)
    assert (told.kept, told.units) == (1, 2)
    assert told.taken == Report.objects.filter(unit__in=[world.a, world.b], window_start__gte=FROM_Q2).count() - 1


def test_a_new_form_for_a_tag_goes_before_the_one_for_the_kind(world: Cast) -> None:
    UnitTag.objects.create(unit=world.b, tag="border", valid=world.b.valid)
    draft = actions.start_form(
        by=world.standing, at=IN_TIME, code="x-bg", title="Biểu xã biên giới", valid_from=FROM_Q2
    )

    def lay_out(spec: form_drafts.Draft) -> form_drafts.Draft:
        head = {"audience": ["border"], "period_kinds": ["quarter"], "source": "Kế hoạch số 1"}
        made, code = form_drafts.add_section(form_drafts.with_head(spec, head))
        made = form_drafts.change_section(made, code, {"title": "Biên giới", "owner": "Công an xã"})
        return form_drafts.add_cells(made, code, [CellKey("communication_events")], queries.elements())

    new = issued(world, edited(world, draft, lay_out))
    assert report_of(world.b, Q2).form_version == new
    assert number_of(report_of(world.a, Q2)) == 1


def test_a_code_is_taken_once(world: Cast) -> None:
    with pytest.raises(Refused, match="Đã có biểu mang mã X-Q"):
        actions.start_form(by=world.standing, at=IN_TIME, code="X-Q", title="Khác", valid_from=FROM_Q2)


def test_what_is_shipped_never_undoes_what_the_agency_has_made(world: Cast) -> None:
    new = issued(world, shorter(world))
    actions.load_catalogue(by=None, at=IN_TIME)
    assert FormVersion.objects.filter(form__code="X-Q").count() == 2
    assert new in queries.form_versions_on(FROM_Q2)


def test_one_change_is_one_line_of_the_journal(world: Cast) -> None:
    draft = begun(world)
    before = AuditEntry.objects.count()
    without(draft, world, "grassroots_broadcasts")
    assert AuditEntry.objects.count() == before + 1


# ---- elements ----


def own_element(cast: Cast, **changed: Any) -> DataElement:
    about: dict[str, Any] = {
        "name": "Tổ tự quản an ninh trật tự",
        "kind": ElementKind.REGISTER,
        "unit": "tổ",
        "supplier": "commune",
        "definition": "Số tổ đang hoạt động tại ngày chốt.",
        "source": "Kế hoạch số 1",
        "valid_from": Q1.start,
        "breakdowns": ["Thôn, bản", "Tổ dân phố"],
    }
    return actions.define_element(by=cast.standing, at=IN_TIME, **(about | changed))


def test_an_element_of_ones_own_can_be_asked(world: Cast) -> None:
    element = own_element(world)
    assert element.code == "to_tu_quan_an_ninh_trat_tu"
    assert [str(k) for k in queries.elements()[element.code].cells()] == [
        "to_tu_quan_an_ninh_trat_tu[thon_ban]",
        "to_tu_quan_an_ninh_trat_tu[to_dan_pho]",
    ]


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": "Cuộc truyền thông trực tiếp"}, "Danh mục đã có"),
        ({"definition": " "}, "định nghĩa"),
        ({"kind": ElementKind.DERIVED}, "máy tự tính"),
    ],
)
def test_an_element_that_says_nothing_new_is_refused(world: Cast, changed: dict[str, Any], told: str) -> None:
    with pytest.raises(Refused, match=told):
        own_element(world, **changed)


def test_a_changed_meaning_keeps_the_old_one(world: Cast) -> None:
    element = DataElement.objects.get(code="communication_events")
    actions.redefine_element(
        by=world.standing,
        at=IN_TIME,
        element=element,
        name="Cuộc truyền thông",
        definition="Kể cả cuộc trực tuyến.",
        source="Công văn số 2",
        valid_from=date(2026, 7, 1),
        reason="Thêm cuộc trực tuyến.",
    )
    first, second = ElementVersion.objects.filter(element=element).order_by("number")
    assert first.valid.upper == second.valid.lower == date(2026, 7, 1)
    assert "trực tuyến" not in first.spec["definition"]
    assert queries.elements()["communication_events"].definition == "Kể cả cuộc trực tuyến."
    actions.load_catalogue(by=None, at=IN_TIME)
    assert queries.elements()["communication_events"].definition == "Kể cả cuộc trực tuyến."


def test_every_shipped_element_has_its_first_definition_once(world: Cast) -> None:
    actions.load_catalogue(by=None, at=IN_TIME)
    assert ElementVersion.objects.count() == DataElement.objects.count() > 150
