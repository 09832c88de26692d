"""A form as a workbook, and numbers put into somebody else's workbook."""

from __future__ import annotations

import io
import shutil
import subprocess
import tomllib
import zipfile
from datetime import UTC, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.styles import Font

from namro.kernel.elements import CellKey, ElementSpec, element_from_dict
from namro.kernel.figures import Figure, FigureState, estimated, reported
from namro.kernel.form_sheets import HIDDEN_SHEET
from namro.kernel.forms import FormSpec, form_from_dict
from namro.reading.form_sheets import filled_sheets
from namro.reading.workbooks import read_book
from namro.writing.workbook_filling import fill_workbook
from namro.writing.xlsx import FormSheet, render_forms

AT = datetime(2026, 3, 1, tzinfo=UTC)
NEW, CLOSING = CellKey("addicts_new"), CellKey("addicts_closing")
FUGITIVES = CellKey("fugitives_found_hiding")


def data(name: str) -> dict[str, object]:
    return tomllib.loads((files("namro.catalogue") / "data" / name).read_text("utf-8"))


@pytest.fixture(scope="module")
def elements() -> dict[str, ElementSpec]:
    found: list[dict[str, object]] = data("elements.toml")["elements"]  # type: ignore[assignment]
    return {str(one["code"]): element_from_dict(one) for one in found}


@pytest.fixture(scope="module")
def form() -> FormSpec:
    return form_from_dict(data("forms/x-q.toml"))


@pytest.fixture(scope="module")
def content(form: FormSpec, elements: dict[str, ElementSpec]) -> bytes:
    sheet = FormSheet(
        form=form,
        elements=elements,
        unit="Xã An Thử",
        plan="Kế hoạch 1/KH-UBND",
        period="Quý I/2026",
        days="từ ngày 15/12/2025 đến ngày 14/3/2026",
        due="14/3/2026",
        code="ABCD-EFGH",
        token="x" * 65_000,
        values={NEW: reported(3), FUGITIVES: Figure(FigureState.NOT_STORED, None, "HS 12")},
        opening={CLOSING: reported(45)},
        previous={NEW: reported(1234)},
        last_year={NEW: estimated(2)},
        texts={"results": "Không có gì mới."},
        locked=frozenset({CellKey("residents_current")}),
    )
    return render_forms([sheet], at=AT)


def rows(content: bytes) -> dict[str, int]:
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return {str(sheet.cell(r, 1).value): r for r in range(1, sheet.max_row + 1) if sheet.cell(r, 1).value}


def test_only_the_boxes_that_are_asked_are_unlocked(content: bytes) -> None:
    sheet, at = load_workbook(io.BytesIO(content)).worksheets[0], rows(content)
    assert sheet.protection.sheet
    row = at[f"box:{NEW}"]
    unlocked = [cell.coordinate[0] for cell in sheet[row] if not cell.protection.locked]
    assert unlocked == ["E", "F", "K"]
    row = at[f"box:{FUGITIVES}"]
    assert [c.coordinate[0] for c in sheet[row] if not c.protection.locked] == ["E", "F", "G", "K"]
    locked = at["box:residents_current[total]"]
    assert all(cell.protection.locked for cell in sheet[locked])


def test_what_stood_before_is_shown_beside_the_boxes(content: bytes) -> None:
    sheet, at = load_workbook(io.BytesIO(content)).worksheets[0], rows(content)
    new, closing, held = (at[f"box:{key}"] for key in (NEW, CLOSING, FUGITIVES))
    assert [sheet[f"{c}{new}"].value for c in "EFHI"] == [3, "số", 1234, "ước 2"]
    assert (sheet[f"C{closing - 1}"].value, sheet[f"E{closing - 1}"].value) == (
        "Đầu kỳ (số cuối kỳ trước đã duyệt)",
        45,
    )
    assert [sheet[f"{c}{held}"].value for c in "EFG"] == [None, "không lưu ở đây", "HS 12"]


def test_excel_itself_refuses_what_is_no_whole_number_and_offers_the_states(content: bytes) -> None:
    sheet, at = load_workbook(io.BytesIO(content)).worksheets[0], rows(content)
    rules = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    amount, state = rules[f"E{at[f'box:{NEW}']}"], rules[f"F{at[f'box:{NEW}']}"]
    assert (amount.type, amount.operator, amount.formula1) == ("whole", "greaterThanOrEqual", "0")
    assert state.formula1 == '"số,ước"'
    assert rules[f"F{at[f'box:{FUGITIVES}']}"].formula1 == '"số,ước,không lưu ở đây"'


def test_an_identity_stands_as_a_formula_beside_its_box(content: bytes) -> None:
    sheet, at = load_workbook(io.BytesIO(content)).worksheets[0], rows(content)
    closing = at[f"box:{CLOSING}"]
    formula = str(sheet[f"J{closing}"].value)
    assert f"(E{closing})=(E{closing - 1}+E{at[f'box:{NEW}']}+" in formula
    assert "Khớp" in formula


def test_the_hidden_sheet_gives_the_token_back_in_one_piece(content: bytes) -> None:
    book = load_workbook(io.BytesIO(content))
    assert book[HIDDEN_SHEET].sheet_state == "veryHidden"
    (sheet,) = filled_sheets(read_book(content))
    assert (sheet.name, sheet.code, sheet.token) == ("X-Q", "ABCD-EFGH", "x" * 65_000)


def test_the_same_form_gives_the_same_bytes(content: bytes, form: FormSpec, elements: dict[str, ElementSpec]) -> None:
    sheet = FormSheet(form=form, elements=elements, unit="a", plan="", period="", days="", due="", code="A", token="t")
    assert render_forms([sheet], at=AT) == render_forms([sheet], at=AT)
    twice = load_workbook(io.BytesIO(render_forms([sheet, sheet], at=AT)))
    assert twice.sheetnames == ["X-Q", "X-Q (2)", HIDDEN_SHEET]


@pytest.mark.slow
def test_libreoffice_opens_it_and_computes_the_checks(content: bytes, tmp_path: Path) -> None:
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("không có LibreOffice trên máy này")
    book, at = load_workbook(io.BytesIO(content)), rows(content)
    for key, row in at.items():
        if key.startswith("box:addicts_"):
            book.worksheets[0][f"E{row}"] = {f"box:{CLOSING}": 46, f"box:{NEW}": 3}.get(key, 0)
    book.save(tmp_path / "bieu.xlsx")
    done = subprocess.run(
        [
            *(program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"),
            *("--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", str(tmp_path)),
            str(tmp_path / "bieu.xlsx"),
        ],
        capture_output=True,
        text=True,
        timeout=120,
    )
    if not (tmp_path / "bieu.csv").exists():
        pytest.skip(f"LibreOffice trên máy này không có Calc: {done.stderr[-200:]}")
    assert "Sai: phải bằng 48. " in (tmp_path / "bieu.csv").read_text("utf-8")


# ---- somebody else's workbook ----


def blank() -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Biểu 1"
    sheet["B2"] = "Người nghiện mới"
    sheet["C2"].font = Font(bold=True, color="FF0000")
    sheet["C9"] = "=SUM(C2:C8)"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=3, min_row=2, max_row=8))
    sheet.add_chart(chart, "F2")
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def test_numbers_go_where_they_belong_and_all_else_stays(content: bytes) -> None:
    before = blank()
    filled, formulas = fill_workbook(
        before, {("Biểu 1", "C2"): Decimal(4), ("Biểu 1", "D7"): Decimal("12.5"), ("Biểu 1", "C9"): Decimal(1)}
    )
    assert formulas == (("Biểu 1", "C9"),)
    sheet = load_workbook(io.BytesIO(filled)).worksheets[0]
    assert (sheet["C2"].value, sheet["D7"].value, sheet["C9"].value) == (4, 12.5, "=SUM(C2:C8)")
    assert (sheet["C2"].font.bold, sheet["B2"].value) == (True, "Người nghiện mới")
    old, new = (zipfile.ZipFile(io.BytesIO(one)) for one in (before, filled))
    assert old.namelist() == new.namelist()
    kept = [name for name in old.namelist() if "worksheets/sheet1.xml" not in name and name != "xl/workbook.xml"]
    assert [name for name in kept if old.read(name) != new.read(name)] == []
    assert any("chart" in name for name in kept)
    assert b'fullCalcOnLoad="1"' in new.read("xl/workbook.xml")


def test_a_sheet_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError):
        fill_workbook(blank(), {("Biểu 2", "C2"): Decimal(4)})


def test_cells_are_put_in_order_where_the_file_had_none() -> None:
    filled, _ = fill_workbook(
        blank(), {("Biểu 1", place): Decimal(n) for n, place in enumerate(["AA5", "B5", "A5", "Z1"], start=1)}
    )
    found = read_book(filled).sheets[0]
    assert [(cell.place, cell.text) for cell in found.cells.values() if cell.row in (1, 5)] == [
        ("Z1", "4"),
        ("A5", "3"),
        ("B5", "2"),
        ("AA5", "1"),
    ]
