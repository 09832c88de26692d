"""Workbooks of forms, downloaded and uploaded, and the bodies' own blank workbooks that are filled from the figures."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState, estimated, reported
from namro.kernel.problems import Refused
from namro.organisations.models import Person, Unit
from namro.plans.models import Plan
from namro.reporting import actions, queries
from namro.reporting.actions import workbooks
from namro.reporting.form_books import book_of
from namro.reporting.jobs import check_workbooks
from namro.reporting.models import Figure, FigureRevision, MappedWorkbook, Report, WorkbookFile, WorkbookRun
from namro.reporting.rules import ReportState
from namro.reporting.workbook_rules import FileState, Measure, RunState
from tests.apps.reporting import (
    CLOSINGS,
    IN_TIME,
    NOTHING_LEFT,
    Q1,
    Q2,
    QUIET,
    accepted,
    baseline,
    fill,
    make_plan,
    report_of,
)
from tests.cast import Cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(cast: Cast) -> Plan:
    made = make_plan(cast)
    for unit in (cast.a, cast.b):
        baseline(cast, unit, **CLOSINGS, **NOTHING_LEFT)
    return made


def test_pages_of_many_reports_are_those_of_each(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=1)
    fill(cast.clerk_a, report_of(cast.a, Q2), addicts_new=2)
    found = list(queries.reports().filter(unit__in=[cast.a, cast.b], window_end__in=[Q1.end, Q2.end]))
    together = queries.report_pages(found)
    assert len(together) == 4
    for report in found:
        assert together[report.pk] == queries.report_page(report)


# ---- a workbook, filled as a person does ----


def download(*found: Report) -> bytes:
    pages = queries.report_pages([queries.reports().get(pk=r.pk) for r in found])
    return book_of(list(pages.values()), at=IN_TIME, demonstration=False)


def typed_in(
    content: bytes, cells: Mapping[str, object], *, change: Callable[[Worksheet], None] | None = None
) -> bytes:
    """Boxes by element (`addicts_new`, `informed_people__families`), a column letter after a dot where it is not E."""
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    rows = {sheet.cell(r, 1).value: r for r in range(1, sheet.max_row + 1)}
    for name, value in cells.items():
        box, _, column = name.partition(".")
        element, _, breakdown = box.partition("__")
        key = box if box in rows else f"box:{element}[{breakdown or 'total'}]"
        sheet[f"{column or 'E'}{rows[key]}"] = value  # type: ignore[assignment]
    if change:
        change(sheet)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def upload(by: Person, *files: bytes, letter: str = "", send: bool = False) -> list[WorkbookFile]:
    named = [(f"tep {n}.xlsx", content) for n, content in enumerate(files, start=1)]
    run = actions.start_run(by=by, at=IN_TIME, files=named, source_reference=letter, send=send)
    return list(run.files.all())


def confirm(file: WorkbookFile, **choices: frozenset[int]) -> WorkbookFile:
    choices = {"ours": frozenset(), "left": frozenset(), **choices}
    actions.confirm_run(by=file.run.by, at=IN_TIME, run=file.run, **choices)
    file.refresh_from_db()
    return file


def said(file: WorkbookFile) -> str:
    return " ".join(f"{f['sheet']} {f['column']}{f['row']} {f['message']} {f['remedy']}" for f in file.findings)


def stored(unit: Unit) -> dict[str, object]:
    figures = Figure.objects.filter(unit=unit, window_end=Q1.end).select_related("element")
    return {f.element.code: f.value if f.value is not None else f.state for f in figures}


def test_what_is_typed_into_the_sheet_is_stored_and_nothing_else(cast: Cast, plan: Plan) -> None:
    fill(cast.clerk_a, report_of(cast.a), addicts_died=1)
    filled = typed_in(download(report_of(cast.a)), {"addicts_new": 3, "addicts_moved_in": 0, "users_new": None})
    (file,) = upload(cast.clerk_a, filled)
    assert (file.state, file.changes, file.unit_id) == (FileState.READY, 2, cast.a.pk)
    assert stored(cast.a) == {"addicts_died": 1}, "nothing is stored before the person has seen it"
    assert confirm(file).state == FileState.STORED
    assert stored(cast.a) == {"addicts_died": 1, "addicts_new": 3, "addicts_moved_in": 0}
    assert bytes(file.content) == b""


def test_zero_blank_estimated_not_applicable_and_not_stored_stay_apart(cast: Cast, plan: Plan) -> None:
    filled = typed_in(
        download(report_of(cast.a)),
        {
            "addicts_new": 0,
            "addicts_moved_in": 5,
            "addicts_moved_in.F": "ước",
            "fugitives_found_hiding.F": "Không lưu ở đây",
            "fugitives_found_hiding.G": "HS 12/PC04",
        },
    )
    confirm(upload(cast.clerk_a, filled)[0])
    found = queries.report_page(report_of(cast.a)).values
    assert {str(k): v for k, v in found.items()} == {
        "addicts_new[total]": reported(0),
        "addicts_moved_in[total]": estimated(5),
        "fugitives_found_hiding[total]": Value(FigureState.NOT_STORED, None, "HS 12/PC04"),
    }


def test_a_downloaded_file_uploaded_untouched_changes_nothing(cast: Cast, plan: Plan) -> None:
    fill(cast.clerk_a, report_of(cast.a), addicts_new=3, fugitives_found_hiding="HS 1")
    (file,) = upload(cast.clerk_a, download(report_of(cast.a)))
    assert (file.state, file.findings) == (FileState.UNCHANGED, [])


def test_what_is_no_figure_is_told_with_its_place_and_nothing_is_stored(cast: Cast, plan: Plan) -> None:
    filled = typed_in(
        download(report_of(cast.a)),
        {
            "users_new": 1,
            "addicts_new": 1.234,
            "addicts_moved_in.F": "không áp dụng",
            "addicts_completed": 1,
            "addicts_completed.K": "Nguyễn Văn Thử, sinh năm 1990",
            "addicts_detained.C": "Bị bắt",
            "fugitives_found_hiding.F": "không lưu ở đây",
        },
    )
    (file,) = upload(cast.clerk_a, filled)
    places = [f"{f['column']}{f['row']}" for f in file.findings]
    assert places[:4] == ["E11", "F12", "K13", "C15"]
    assert places[4].startswith("G")
    for message in ("ghi 1234, không có dấu", "không nhận «không áp dụng»", "không ghi họ tên", "Nhãn", "số hồ sơ"):
        assert message in said(file)
    assert confirm(file).state == FileState.REFUSED
    assert stored(cast.a) == {}


def test_rows_that_were_moved_are_still_known(cast: Cast, plan: Plan) -> None:
    filled = typed_in(download(report_of(cast.a)), {"addicts_new": 3}, change=lambda sheet: sheet.insert_rows(3, 4))
    (file,) = upload(cast.clerk_a, filled)
    assert (file.state, file.changes) == (FileState.READY, 1)


def test_a_row_that_is_gone_is_missed(cast: Cast, plan: Plan) -> None:
    filled = typed_in(download(report_of(cast.a)), {}, change=lambda sheet: sheet.delete_rows(11))
    assert "Thiếu dòng này" in said(upload(cast.clerk_a, filled)[0])


def test_an_identity_that_the_file_breaks_is_told_with_its_arithmetic(cast: Cast, plan: Plan) -> None:
    filled = typed_in(
        download(report_of(cast.a)),
        {f"addicts_{x}": 0 for x in ("moved_in", "completed", "to_facility", "detained", "moved_out", "died")}
        | {"addicts_new": 3, "addicts_closing": 46},
    )
    (file,) = upload(cast.clerk_a, filled)
    assert file.state == FileState.REFUSED
    assert "đầu kỳ 45 + 3 vào − 0 ra = 48" in said(file)


def test_the_unit_is_that_of_the_file_whatever_its_name(cast: Cast, plan: Plan) -> None:
    of_a, of_b = (typed_in(download(report_of(u)), {"addicts_new": n}) for u, n in ((cast.a, 1), (cast.b, 2)))
    run = actions.start_run(
        by=cast.standing, at=IN_TIME, source_reference="BC 5", files=[("xa b.xlsx", of_a), ("xa a.xlsx", of_b)]
    )
    actions.confirm_run(by=cast.standing, at=IN_TIME, run=run, ours=frozenset(), left=frozenset())
    assert (stored(cast.a), stored(cast.b)) == ({"addicts_new": 1}, {"addicts_new": 2})


def test_a_sheet_copied_from_the_file_of_another_unit_is_refused(cast: Cast, plan: Plan) -> None:
    other = load_workbook(io.BytesIO(download(report_of(cast.b)))).worksheets[0]

    def paste(sheet: Worksheet) -> None:
        for row in other.iter_rows():
            for cell in row:
                if cell.value is not None:
                    sheet.cell(cell.row, cell.column).value = cell.value

    (file,) = upload(cast.clerk_a, typed_in(download(report_of(cast.a)), {}, change=paste))
    assert "không thuộc tệp này" in said(file)


def test_one_broken_file_does_not_keep_the_others(cast: Cast, plan: Plan) -> None:
    good = typed_in(download(report_of(cast.a)), {"addicts_new": 1})
    bad = typed_in(download(report_of(cast.b)), {"addicts_new": 2, "users_new": "x"})
    files = upload(cast.standing, good, bad, b"PK nothing", letter="BC 7/BC-UBND")
    assert [f.state for f in files] == [FileState.READY, FileState.REFUSED, FileState.REFUSED]
    confirm(files[0])
    assert (stored(cast.a), stored(cast.b)) == ({"addicts_new": 1}, {})


def test_two_files_for_one_report_are_both_refused(cast: Cast, plan: Plan) -> None:
    one, two = (typed_in(download(report_of(cast.a)), {"addicts_new": n}) for n in (1, 2))
    run = upload(cast.clerk_a, one, two)[0].run
    assert {f.state for f in run.files.all()} == {FileState.REFUSED}
    assert "Trùng với tệp «tep 1.xlsx»" in said(run.files.get(position=2))


def test_typing_for_a_unit_needs_its_letter_and_keeps_it(cast: Cast, plan: Plan) -> None:
    blank = download(report_of(cast.a))
    (file,) = upload(cast.standing, typed_in(blank, {"addicts_new": 1}))
    assert "số, ngày của văn bản" in said(file)
    confirm(upload(cast.standing, typed_in(blank, {"addicts_new": 1}), letter="BC 1/BC-UBND")[0])
    confirm(upload(cast.standing, typed_in(download(report_of(cast.a)), {"users_new": 2, "letter": "BC 2/BC-UBND"}))[0])
    letters = FigureRevision.objects.filter(unit=cast.a, window_end=Q1.end).order_by("pk")
    assert [(r.source, r.source_reference) for r in letters] == [
        ("FOR_UNIT", "BC 1/BC-UBND"),
        ("FOR_UNIT", "BC 2/BC-UBND"),
    ]


def test_nobody_uploads_for_a_unit_that_is_not_theirs(cast: Cast, plan: Plan) -> None:
    filled = typed_in(download(report_of(cast.a)), {"addicts_new": 1})
    assert "không có quyền nhập cho đơn vị này" in said(upload(cast.clerk_b, filled)[0])
    with pytest.raises(Refused, match="không có quyền"):
        upload(cast.leader, filled)


def test_whoever_owns_a_section_changes_no_other(cast: Cast, plan: Plan) -> None:
    filled = typed_in(download(report_of(cast.a)), {"addicts_new": 1, "communication_events": 2})
    (file,) = upload(cast.section_owner_a, filled)
    assert "Mục này do người khác phụ trách" in said(file)
    confirm(upload(cast.section_owner_a, typed_in(download(report_of(cast.a)), {"addicts_new": 1}))[0])
    assert stored(cast.a) == {"addicts_new": 1}


def test_what_others_wrote_meanwhile_stays_unless_the_person_chooses(cast: Cast, plan: Plan) -> None:
    blank = download(report_of(cast.a))
    fill(cast.clerk_a, report_of(cast.a), addicts_new=7)
    filled = typed_in(blank, {"addicts_new": 3, "users_new": 1})
    (file,) = upload(cast.clerk_a, filled)
    assert file.state == FileState.CONFLICT
    assert "đã ghi 7, tệp ghi 3" in said(file)
    confirm(file)
    assert stored(cast.a) == {"addicts_new": 7, "users_new": 1}
    (again,) = upload(cast.clerk_a, filled)
    confirm(again, ours=frozenset({again.pk}))
    assert stored(cast.a) == {"addicts_new": 3, "users_new": 1}


def test_a_report_that_was_sent_is_not_changed_by_a_file(cast: Cast, plan: Plan) -> None:
    blank = download(report_of(cast.a))
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=1)
    assert "đã gửi nên không sửa số được" in said(upload(cast.clerk_a, typed_in(blank, {"addicts_new": 2}))[0])


def test_a_full_file_is_sent_at_once_where_that_is_asked(cast: Cast, plan: Plan) -> None:
    boxes = [c.key for c in queries.report_page(report_of(cast.a)).form.cells()]
    zeros = {f"{k.element}__{k.breakdown}": 0 for k in boxes}
    quiet = {name if "__" in name else f"{name}__total": value for name, value in {**QUIET, **CLOSINGS}.items()}
    values: dict[str, object] = {name: value for name, value in {**zeros, **quiet}.items() if name in zeros}
    values["residents_reached__total"] = 9500  # more than live there: doubted, and told why
    filled = typed_in(download(report_of(cast.a)), {**values, "words:results": "Không có gì mới."})
    (file,) = upload(cast.standing, filled, letter="BC 9/BC-UBND", send=True)
    sheet_of_reasons = {(r["column"], r["row"]) for r in file.remarks}
    assert {column for column, _ in sheet_of_reasons} == {"E"}, "only doubted figures are left"

    def explain(sheet: Worksheet) -> None:
        for _, row in sheet_of_reasons:
            sheet[f"K{row}"] = "Đã đối chiếu danh sách."

    actions.discard_run(by=cast.standing, at=IN_TIME, run=file.run)
    (file,) = upload(cast.standing, typed_in(filled, {}, change=explain), letter="BC 9/BC-UBND", send=True)
    assert (confirm(file).state, file.remarks) == (FileState.SENT, [])
    report = report_of(cast.a)
    assert (report.state, report.submitted_by) == (ReportState.SUBMITTED, cast.standing)
    assert report.narratives.get(code="results").text == "Không có gì mới."


def test_files_of_many_reports_are_left_to_a_job(cast: Cast, plan: Plan) -> None:
    files = [typed_in(download(report_of(u)), {}) for u in (cast.a, cast.b)] * 2
    run = upload(cast.standing, *files, letter="BC 1")[0].run
    assert run.state == RunState.CHECKING
    check_workbooks(run.pk)
    run.refresh_from_db()
    assert run.state == RunState.READY


def test_uploads_that_nobody_confirmed_are_forgotten(cast: Cast, plan: Plan) -> None:
    (file,) = upload(cast.clerk_a, typed_in(download(report_of(cast.a)), {"addicts_new": 1}))
    assert workbooks.forget_old_runs(by=None, at=IN_TIME + timedelta(days=6)) == 0
    assert workbooks.forget_old_runs(by=None, at=IN_TIME + timedelta(days=8)) == 1
    assert not WorkbookRun.objects.filter(pk=file.run_id).exists()


# ---- the blank workbook of another body ----


def blank() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Biểu 1"
    for row, name in enumerate(["Xã An Thử", "phường Bình Thử", "Xã Không Có"], start=5):
        sheet[f"B{row}"] = name
    sheet["C9"] = "=SUM(C5:C7)"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def mapped(cast: Cast, **cells: dict[str, object]) -> MappedWorkbook:
    made = actions.add_mapped_workbook(
        by=cast.standing, at=IN_TIME, owner=cast.drug_police, name="Biểu 1", filename="b.xlsx", content=blank()
    )
    for address, about in cells.items():
        actions.map_cell(by=cast.standing, at=IN_TIME, workbook=made, sheet="Biểu 1", address=address, **about)  # type: ignore[arg-type]
    return made


def test_a_mapped_blank_is_filled_and_what_is_missing_stays_blank(cast: Cast, plan: Plan) -> None:
    accepted(cast, cast.a, by=cast.clerk_a, addicts_new=4, communication_events=0)
    of_units = {"code": "addicts_new", "names_column": "b", "last_row": 7}
    made = mapped(
        cast,
        C5=of_units,
        D1={"code": "addicts_new"},
        D2={"code": "communication_events"},
        D3={"code": "addicts_new", "measure": Measure.LAST_YEAR},
        D4={"code": "cases_total"},
    )
    found = queries.filling(made, plan, Q1, on=Q2.start)
    assert {p.address: p.value for p in found.places} == {
        "C5": 4,
        "C6": None,
        "C7": None,
        "D1": 4,
        "D2": 0,
        "D3": None,
        "D4": None,
    }
    reasons = {p.address: p.reason for p in found.blanks}
    assert "chưa có số" in reasons["C6"]
    assert "Không có đơn vị nào mang tên này" in reasons["C7"]
    assert "không hỏi số này" in reasons["D4"]
    assert {p.address: p.missing for p in found.partial} == {
        "D1": ("Phường Bình Thử",),
        "D2": ("Phường Bình Thử",),
    }


@pytest.mark.parametrize(
    ("address", "about", "said"),
    [
        ("C9", {"code": "addicts_new"}, "là công thức"),
        ("9C", {"code": "addicts_new"}, "không phải địa chỉ ô"),
        ("C5", {"code": "nothing"}, "Chọn số liệu"),
        ("C5", {"code": "addicts_new", "breakdown": "women"}, "không tách theo"),
        ("C5", {"code": "addicts_new", "names_column": "B"}, "hàng cuối"),
        ("C5", {"code": "addicts_new", "measure": Measure.TARGET}, "Chọn chỉ báo"),
    ],
)
def test_a_mapping_that_cannot_be_is_refused(
    cast: Cast, plan: Plan, address: str, about: dict[str, object], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        mapped(cast, **{address: about})
