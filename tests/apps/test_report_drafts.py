"""A report while it is written, frozen, signed and put right."""

from __future__ import annotations

import io
from datetime import date, timedelta

import docx
import pytest

from namro.kernel.problems import Refused
from namro.plans.models import Plan
from namro.publishing import drafting, errata, follow_up, own_templates, signing
from namro.publishing.draft_figures import Change, changes
from namro.publishing.draft_pages import page_of
from namro.publishing.models import Publication, PublicationKind, ReportDraft, ReportTemplate
from namro.publishing.rules import DraftState, FileForm
from namro.reporting import actions as reporting
from namro.reporting import queries as reports
from namro.reporting.rules import Typed
from namro.writing.text import body_text
from tests.apps.reporting import CLOSINGS, LATE, NOTHING_LEFT, Q1, accepted, baseline, given, make_plan, report_of
from tests.cast import Cast

NEXT = LATE + timedelta(days=1)
PDF = b"%PDF-1.7 k\xc3\xbd"


@pytest.fixture
def quarter(cast: Cast) -> Cast:
    """Commune a reported 3 new addicts (45 before) and was accepted."""
    make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=3)
    return cast


@pytest.fixture
def draft(quarter: Cast) -> ReportDraft:
    return drafting.start_draft(by=quarter.standing, at=LATE, plan=Plan.objects.get(), period_code=Q1.code)


def correct(cast: Cast, **figures: int) -> None:
    report = report_of(cast.a)
    versions = reports.report_page(report).versions
    entries = {key: Typed(figure, versions.get(key, 0)) for key, figure in given(**figures).items()}
    reporting.correct_figures(by=cast.clerk_a, at=NEXT, report=report, entries=entries, reason="Sót một người")


def write(cast: Cast, draft: ReportDraft, code: str, text: str, *, over: int = 0) -> None:
    drafting.write_section(by=cast.standing, at=LATE, draft=draft, code=code, text=text, base_version=over)


def printed(publication: Publication) -> str:
    return body_text(bytes(publication.content)).replace("\xa0", " ")


def test_officers_who_begin_the_same_report_share_one_draft(quarter: Cast, draft: ReportDraft) -> None:
    again = drafting.start_draft(by=quarter.standing, at=NEXT, plan=draft.plan, period_code=Q1.code)
    assert again == draft


def test_words_of_an_older_page_do_not_overwrite_newer_ones(quarter: Cast, draft: ReportDraft) -> None:
    write(quarter, draft, "merits", "Lời của người thứ nhất.")
    with pytest.raises(Refused, match="vừa sửa mục này") as refused:
        write(quarter, draft, "merits", "Lời của người thứ hai.")
    assert refused.value.code == "stale"
    write(quarter, draft, "merits", "Lời đã xem lại.", over=1)
    assert draft.sections.get().text == "Lời đã xem lại."


def test_generated_sections_take_no_words(quarter: Cast, draft: ReportDraft) -> None:
    with pytest.raises(Refused, match="do phần mềm lập"):
        write(quarter, draft, "annex.figures", "Lời")


def test_new_figures_keep_the_words_and_are_marked_until_someone_looks(quarter: Cast, draft: ReportDraft) -> None:
    code = next(p.section.code for p in page_of(draft, at=LATE).parts if any("3" in x[2] for x in p.figures) and p.open)
    write(quarter, draft, code, "Tăng do rà soát.")
    correct(quarter, addicts_new=4, addicts_closing=49)
    page = page_of(draft, at=NEXT)
    assert any((c.old, c.new) == ("3", "4") for c in page.moved)
    drafting.regenerate(by=quarter.standing, at=NEXT, draft=draft)
    draft.refresh_from_db()
    page = page_of(draft, at=NEXT)
    part = next(p for p in page.parts if p.section.code == code)
    assert not page.moved
    assert part.text == "Tăng do rà soát."
    assert any((c.old, c.new) == ("3", "4") for c in part.changed)
    drafting.confirm_section(by=quarter.standing, at=NEXT, draft=draft, code=code)
    assert not next(p for p in page_of(draft, at=NEXT).parts if p.section.code == code).changed


def test_what_goes_out_is_what_was_read(quarter: Cast, draft: ReportDraft) -> None:
    correct(quarter, addicts_new=4, addicts_closing=49)
    with pytest.raises(Refused, match="3 → 4"):
        drafting.freeze_draft(by=quarter.standing, at=NEXT, draft=draft)
    drafting.regenerate(by=quarter.standing, at=NEXT, draft=draft)
    assert "4" in printed(drafting.freeze_draft(by=quarter.standing, at=NEXT, draft=draft))


def test_a_frozen_report_prints_the_words_and_keeps_its_files(quarter: Cast, draft: ReportDraft) -> None:
    write(quarter, draft, "merits", "Các đơn vị đã chủ động.\n- Xã An Thử làm tốt.")
    publication = drafting.freeze_draft(by=quarter.standing, at=LATE, draft=draft)
    assert "Các đơn vị đã chủ động." in printed(publication)
    assert "- Xã An Thử làm tốt." in printed(publication)
    assert publication.own_words["merits"]["text"].startswith("Các đơn vị")
    assert {file.form for file in publication.files.all()} == {FileForm.PDF, FileForm.XLSX}
    assert all(file.content and file.digest for file in publication.files.all())
    assert publication.revisions.exists()
    with pytest.raises(Refused, match="đã chốt"):
        write(quarter, draft, "merits", "Muộn", over=1)


def test_words_that_seem_to_name_somebody_are_looked_at_first(quarter: Cast, draft: ReportDraft) -> None:
    write(quarter, draft, "merits", "Đối tượng Nguyễn Văn Thử, sinh năm 1990, đã cai nghiện.")
    with pytest.raises(Refused, match="năm sinh"):
        drafting.freeze_draft(by=quarter.standing, at=LATE, draft=draft)
    assert drafting.freeze_draft(by=quarter.standing, at=LATE, draft=draft, names_nobody=True)


def test_what_a_unit_wrote_is_pulled_in_once(quarter: Cast, draft: ReportDraft) -> None:
    for version in (0, 1):
        drafting.pull_words(
            by=quarter.standing, at=LATE, draft=draft, code="merits", said_by="Xã An Thử", words="Đã  họp\ndân.",
            base_version=version,
        )  # fmt: skip
    assert draft.sections.get().text == "- Xã An Thử: Đã họp dân."


def test_a_dropped_draft_can_be_taken_up_again(quarter: Cast, draft: ReportDraft) -> None:
    drafting.drop_draft(by=quarter.standing, at=LATE, draft=draft)
    other = drafting.start_draft(by=quarter.standing, at=NEXT, plan=draft.plan, period_code=Q1.code)
    assert other != draft
    with pytest.raises(Refused, match="dự thảo khác"):
        drafting.take_up_draft(by=quarter.standing, at=NEXT, draft=draft)
    drafting.drop_draft(by=quarter.standing, at=NEXT, draft=other)
    assert drafting.take_up_draft(by=quarter.standing, at=NEXT, draft=draft).state == DraftState.OPEN


def test_only_the_standing_agency_writes(quarter: Cast, draft: ReportDraft) -> None:
    with pytest.raises(Refused, match="không có quyền"):
        drafting.write_section(by=quarter.leader, at=LATE, draft=draft, code="merits", text="a", base_version=0)


@pytest.fixture
def issued(quarter: Cast, draft: ReportDraft) -> Publication:
    publication = drafting.freeze_draft(by=quarter.standing, at=LATE, draft=draft)
    sign(quarter, publication, "05/BC-CAT", filename="bc.pdf", content=PDF)
    return publication


def sign(cast: Cast, publication: Publication, number: str, **file: object) -> None:
    signing.record_signed(
        by=cast.standing,
        at=NEXT,
        publication=publication,
        document_number=number,
        document_date=LATE.date(),
        **file,  # type: ignore[arg-type]
    )


def test_number_day_and_signed_file_are_kept_with_the_digest(quarter: Cast, issued: Publication) -> None:
    sign(quarter, issued, "06/BC-CAT")  # a slip put right; the file stays
    issued.signed.refresh_from_db()
    assert (issued.signed.document_number, bytes(issued.signed.content or b"")) == ("06/BC-CAT", PDF)
    assert len(issued.signed.digest) == 64
    with pytest.raises(Refused, match="PDF, JPG"):
        sign(quarter, issued, "06/BC-CAT", filename="a.exe", content=b"MZ")
    signing.forget_signed(by=quarter.standing, at=NEXT, publication=issued)
    assert errata.number_and_day(Publication.objects.get(pk=issued.pk)) is None


def test_an_erratum_lists_old_and_new_and_points_back(quarter: Cast, issued: Publication) -> None:
    before = bytes(issued.content)
    correct(quarter, addicts_new=4, addicts_closing=49)
    erratum = errata.publish_erratum(by=quarter.standing, at=NEXT, publication=issued, reason="Sót một người.")
    assert erratum.kind == PublicationKind.ERRATUM
    assert erratum.corrects == issued
    found = {(c["label"], c["old"], c["new"]) for c in erratum.corrections}
    assert ("Người nghiện mới đưa vào danh sách trong kỳ", "3", "4") in found
    text = printed(erratum)
    assert "V/v đính chính số liệu tại Báo cáo số 05/BC-CAT" in text
    assert "Lý do: Sót một người." in text
    assert erratum.revisions.exists()
    assert bytes(Publication.objects.get(pk=issued.pk).content) == before


def test_an_erratum_with_a_number_settles_the_correction(quarter: Cast, issued: Publication) -> None:
    correct(quarter, addicts_new=4, addicts_closing=49)
    erratum = errata.publish_erratum(by=quarter.standing, at=NEXT, publication=issued, reason="Sót")
    assert follow_up.corrected_under(issued).waiting
    sign(quarter, erratum, "15/CAT")
    assert not follow_up.corrected_under(issued).waiting
    with pytest.raises(Refused, match="không có gì để đính chính"):
        errata.publish_erratum(by=quarter.standing, at=NEXT, publication=issued, reason="Nữa")


def test_what_has_not_gone_out_needs_no_erratum(quarter: Cast, draft: ReportDraft) -> None:
    publication = drafting.freeze_draft(by=quarter.standing, at=LATE, draft=draft)
    correct(quarter, addicts_new=4, addicts_closing=49)
    with pytest.raises(Refused, match="chưa ghi số"):
        errata.publish_erratum(by=quarter.standing, at=NEXT, publication=publication, reason="Sót")


def upload(cast: Cast, draft: ReportDraft, content: bytes, name: str = "Mẫu của phòng") -> ReportTemplate:
    material = drafting.material_of(draft, at=LATE)
    return own_templates.upload_template(
        by=cast.standing,
        at=LATE,
        unit=draft.unit,
        outline=material.outline,
        name=name,
        filename="mau.docx",
        content=content,
        elements=material.figures.elements,
    )


def starting(draft: ReportDraft) -> bytes:
    return own_templates.starting_template(drafting.material_of(draft, at=LATE), at=LATE)


def edited(content: bytes, *paragraphs: str) -> bytes:
    file = docx.Document(io.BytesIO(content))
    for text in paragraphs:
        file.paragraphs[3].insert_paragraph_before(text)
    stream = io.BytesIO()
    file.save(stream)
    return stream.getvalue()


def test_the_starting_template_gives_the_report_of_our_own_layout(quarter: Cast, draft: ReportDraft) -> None:
    write(quarter, draft, "merits", "Các đơn vị đã chủ động.")
    template = upload(quarter, draft, starting(draft))
    assert template.warnings == []
    drafting.choose_template(by=quarter.standing, at=LATE, draft=draft, template=template)
    made = drafting.freeze_draft(by=quarter.standing, at=LATE, draft=draft)
    ours = publish_again(quarter, draft)
    assert said(made) == said(ours)
    assert {file.form for file in made.files.all()} == {FileForm.XLSX}
    labels = {(line["label"], line["value"]) for line in made.lines}
    assert labels == {(line["label"], line["value"]) for line in ours.lines}


def publish_again(cast: Cast, draft: ReportDraft) -> Publication:
    again = drafting.start_draft(by=cast.standing, at=LATE, plan=draft.plan, period_code=draft.period_code)
    write(cast, again, "merits", "Các đơn vị đã chủ động.")
    return drafting.freeze_draft(by=cast.standing, at=LATE, draft=again)


def said(publication: Publication) -> list[str]:
    return printed(publication).split()


def test_a_template_may_print_single_figures_which_are_traced(quarter: Cast, draft: ReportDraft) -> None:
    template = upload(quarter, draft, edited(starting(draft), "Mới: {{ so_lieu.addicts_new }} người"))
    drafting.choose_template(by=quarter.standing, at=LATE, draft=draft, template=template)
    made = drafting.freeze_draft(by=quarter.standing, at=LATE, draft=draft)
    assert "Mới: 3 người" in printed(made)
    line = next(line for line in made.lines if line["place"] == "Chỗ điền so_lieu.addicts_new")
    assert line["revisions"]


def test_a_wrong_placeholder_is_named_with_the_nearest_one(quarter: Cast, draft: ReportDraft) -> None:
    with pytest.raises(Refused, match=r"đoạn \d+ .*không có chỗ điền {{ trich_yeux }}; gần nhất là {{ trich_yeu }}"):
        upload(quarter, draft, edited(starting(draft), "{{ trich_yeux }}"))
    with pytest.raises(Refused, match="đứng riêng một đoạn"):
        upload(quarter, draft, edited(starting(draft), "Biểu: {{ bang_so_lieu }}"))


def test_a_template_that_lacks_much_is_kept_with_a_warning(quarter: Cast, draft: ReportDraft) -> None:
    bare = docx.Document()
    bare.add_paragraph("{{ trich_yeu }}")
    stream = io.BytesIO()
    bare.save(stream)
    first = upload(quarter, draft, stream.getvalue())
    assert any("bang_so_lieu" in warning for warning in first.warnings)
    assert upload(quarter, draft, stream.getvalue()).version == 2
    own_templates.retire_template(by=quarter.standing, at=NEXT, template=first)
    with pytest.raises(Refused, match="chọn mẫu khác"):
        drafting.choose_template(by=quarter.standing, at=NEXT, draft=draft, template=first)


@pytest.mark.parametrize(
    ("then", "now", "said"),
    [
        ([["Vụ", "", "12"]], [["Vụ", "", "14"]], "Vụ: 12 → 14"),
        ([["Vụ", "", "12"]], [], "Vụ: 12 → không còn in"),
        ([], [["Vụ", "", "14"]], "Vụ: nay có 14"),
    ],
)
def test_a_change_is_said_in_words(then: list[list[str]], now: list[list[str]], said: str) -> None:
    (change,) = changes({"a": then}, {"a": now})
    assert change.in_words == said


def test_nothing_changed_is_nothing() -> None:
    assert changes({"a": [["Vụ", "", "1"]]}, {"a": [["Vụ", "", "1"]]}) == ()
    assert Change("Vụ", "1", "2").in_words == "Vụ: 1 → 2"


def test_a_day_to_come_is_no_day_of_a_document(quarter: Cast, draft: ReportDraft) -> None:
    publication = drafting.freeze_draft(by=quarter.standing, at=LATE, draft=draft)
    with pytest.raises(Refused, match="sau hôm nay"):
        signing.record_signed(
            by=quarter.standing, at=NEXT, publication=publication, document_number="1", document_date=date(2027, 1, 1)
        )
