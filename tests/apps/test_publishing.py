"""The consolidated report: what it prints, what it stands on, and the way back to who typed it."""

from __future__ import annotations

import io
import zipfile

import pytest

from namro.kernel.problems import Refused
from namro.organisations.models import UnitTag
from namro.organisations.queries import DEMONSTRATION
from namro.plans.models import Plan
from namro.publishing import actions, queries
from namro.publishing.models import Publication
from namro.publishing.rules import ReportLetterhead
from namro.reporting import actions as reporting
from namro.reporting import queries as reports
from namro.reporting.rules import EntrySource, Typed
from namro.writing.text import body_text
from tests.apps.reporting import CLOSINGS, LATE, NOTHING_LEFT, Q1, accepted, baseline, given, make_plan, report_of, sent
from tests.cast import Cast


@pytest.fixture
def quarter(cast: Cast) -> Cast:
    """Commune a accepted with 3 new addicts (45 before), b sent late and not yet accepted, health has sent nothing."""
    make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=3)
    sent(cast, cast.b, by=cast.clerk_b, at=LATE, addicts_new=2)
    return cast


def publish(cast: Cast, **options: object) -> Publication:
    plan = Plan.objects.get()
    return actions.publish_consolidated_report(
        by=cast.standing,
        at=LATE,
        plan=plan,
        period_code=Q1.code,
        **options,  # type: ignore[arg-type]
    )


def printed(publication: Publication) -> str:
    return body_text(bytes(publication.content)).replace("\xa0", " ")


def line_of(publication: Publication, label: str, column: str = "kỳ này") -> dict[str, object]:
    return next(x for x in publication.lines if x["label"] == label and x["place"].endswith(column))


def test_only_accepted_figures_count_and_the_others_are_named(quarter: Cast) -> None:
    publication = publish(quarter)
    assert line_of(publication, "Người nghiện mới đưa vào danh sách trong kỳ")["value"] == "3"
    assert "thiếu 1/2 đơn vị" in str(line_of(publication, "Người nghiện mới đưa vào danh sách trong kỳ")["note"])
    text = printed(publication)
    assert "1/3 đơn vị được giao báo cáo" in text
    assert "Chưa gửi báo cáo (1 đơn vị): Sở Y tế." in text
    assert "Gửi chậm (1 đơn vị): Phường Bình Thử." in text
    assert "Tòa án" not in text.split("Nơi nhận")[0]


def test_figures_sent_but_not_accepted_may_be_counted_and_are_then_named(quarter: Cast) -> None:
    publication = publish(quarter, include_submitted=True)
    assert line_of(publication, "Người nghiện mới đưa vào danh sách trong kỳ")["value"] == "5"
    assert "1 báo cáo đã gửi nhưng chưa được tiếp nhận" in printed(publication)


def test_a_printed_figure_leads_to_who_typed_it(quarter: Cast) -> None:
    line = line_of(publish(quarter), "Người nghiện mới đưa vào danh sách trong kỳ")
    (entry,) = queries.entries_of(line["revisions"], on=Q1.end)  # type: ignore[arg-type]
    assert (entry.unit_name, entry.value, entry.by) == ("Xã An Thử", 3, quarter.clerk_a.full_name)
    assert entry.source is EntrySource.OWN
    assert not entry.is_changed


def test_a_correction_after_publication_leaves_the_document_and_shows(quarter: Cast) -> None:
    publication = publish(quarter)
    before = bytes(publication.content)
    report = report_of(quarter.a)
    versions = reports.report_page(report).versions
    reporting.correct_figures(
        by=quarter.clerk_a,
        at=LATE,
        report=report,
        entries={
            key: Typed(figure, versions.get(key, 0)) for key, figure in given(addicts_new=4, addicts_closing=49).items()
        },
        reason="Sót một người chuyển đến",
    )
    publication.refresh_from_db()
    assert bytes(publication.content) == before
    changed = {publication.lines[n]["label"] for n in queries.changed_lines(publication)}
    assert "Người nghiện mới đưa vào danh sách trong kỳ" in changed


def test_the_document_is_frozen_with_its_revisions(quarter: Cast) -> None:
    publication = publish(quarter)
    assert set(publication.revisions.values_list("pk", flat=True)) == {
        revision for line in publication.lines for revision in line["revisions"]
    }
    assert publication.revisions.exists()


@pytest.mark.parametrize(
    ("letterhead", "issuer", "authority"),
    [
        (ReportLetterhead.POLICE, "CÔNG AN TỈNH THỬ", "KT. GIÁM ĐỐC"),
        (ReportLetterhead.PEOPLE_COMMITTEE, "ỦY BAN NHÂN DÂN", "TM. ỦY BAN NHÂN DÂN"),
    ],
)
def test_both_letterheads(quarter: Cast, letterhead: ReportLetterhead, issuer: str, authority: str) -> None:
    text = printed(publish(quarter, letterhead=letterhead))
    assert issuer in text
    assert authority in text


def test_a_demonstration_says_so_on_paper(quarter: Cast) -> None:
    assert "MINH HỌA" not in headers(publish(quarter))
    UnitTag.objects.create(unit=quarter.province, tag=DEMONSTRATION, valid=quarter.province.valid)
    assert "MINH HỌA" in headers(publish(quarter))


def headers(publication: Publication) -> str:
    with zipfile.ZipFile(io.BytesIO(bytes(publication.content))) as package:
        return "".join(package.read(n).decode() for n in package.namelist() if "header" in n)


def test_only_the_standing_agency_publishes(quarter: Cast) -> None:
    plan = Plan.objects.get()
    with pytest.raises(Refused, match="không có quyền"):
        actions.publish_consolidated_report(by=quarter.leader, at=LATE, plan=plan, period_code=Q1.code)


def test_a_period_without_reports_is_refused(quarter: Cast) -> None:
    plan = Plan.objects.get()
    with pytest.raises(Refused, match="2031-Q1"):
        actions.publish_consolidated_report(by=quarter.standing, at=LATE, plan=plan, period_code="2031-Q1")
