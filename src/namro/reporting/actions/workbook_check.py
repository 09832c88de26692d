"""Checking uploaded workbooks by the rules of the page: what each would change, and all that keeps it from that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.form_sheets import Column, Finding, box_key, words_key
from namro.kernel.forms import CellSpec
from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Problem, Refused
from namro.organisations import access
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.reading.form_sheets import FilledRow, FilledSheet, Unfit, figure_in, filled_sheets
from namro.reading.workbooks import read_book
from namro.reporting import queries, rules
from namro.reporting.actions.comparing import History, compared, histories, window_of
from namro.reporting.actions.figures import sections_open_to
from namro.reporting.form_books import SheetToken, form_digest, unseal
from namro.reporting.models import Narrative
from namro.reporting.queries import ReportPage
from namro.reporting.rules import Conflict, EntrySource, ReportState, Typed, in_words

_AGAIN = "Tải lại biểu rồi chép số sang."
_GONE = "Không tìm thấy báo cáo của trang này, hoặc anh, chị không có quyền nhập cho đơn vị này."


@dataclass(slots=True, kw_only=True)
class CheckedSheet:
    """One form of a file. entries: every box; changes: what would be stored; reasons by box, texts by narrative."""

    sheet: FilledSheet
    page: ReportPage
    token: SheetToken
    source: EntrySource
    letter: str
    entries: dict[CellKey, Typed] = field(default_factory=dict)
    changes: dict[CellKey, Value | None] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    texts: dict[str, tuple[str, int]] = field(default_factory=dict)
    reasons: dict[CellKey, str] = field(default_factory=dict)


@dataclass(slots=True)
class CheckedFile:
    """findings keep the file from being stored; remarks do not."""

    sheets: list[CheckedSheet] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    remarks: list[Finding] = field(default_factory=list)

    @property
    def conflicts(self) -> list[Conflict]:
        return [conflict for one in self.sheets for conflict in one.conflicts]

    @property
    def changes(self) -> int:
        return sum(len(one.changes) + len(one.texts) + len(one.conflicts) for one in self.sheets)


def check_files(contents: Sequence[bytes], *, by: Person, on: date, letter: str) -> list[CheckedFile]:
    """Each file in its order. About fifteen queries for all, whatever their number.

    letter: from which somebody types for a unit, where a sheet names none of its own.
    """
    read = [_read(content) for content in contents]
    wanted = {token.report for opened, _ in read for _, token in opened}
    own_units = access.units_for(by, Permission.REPORT_FILL, on=on)
    allowed = own_units | access.units_for(by, Permission.REPORT_FILL_FOR, on=on)
    reports = list(queries.reports().filter(pk__in=wanted, unit__in=allowed))
    pages = queries.report_pages(reports)
    past = histories(reports, {c.element for page in pages.values() for c in page.form.cells()})
    checked = []
    for opened, finding in read:
        file = CheckedFile(findings=[finding] if finding else [])
        for sheet, token in opened:
            page = pages.get(token.report)
            if page is None:
                file.findings.append(Finding(sheet=sheet.name, message=_GONE))
                continue
            one = CheckedSheet(
                sheet=sheet,
                page=page,
                token=token,
                source=EntrySource.OWN if page.report.unit_id in own_units else EntrySource.FOR_UNIT,
                letter=sheet.letter or letter,
            )
            file.sheets.append(one)
            _check_sheet(file, one, past.get((page.report.unit_id, window_of(page.report)), {}), by=by, on=on)
        if len({one.page.report.unit_id for one in file.sheets}) > 1:
            file.findings.append(Finding(message="Tệp có trang của nhiều đơn vị; mỗi tệp chỉ của một đơn vị."))
        checked.append(file)
    return checked


def _read(content: bytes) -> tuple[list[tuple[FilledSheet, SheetToken]], Finding | None]:
    try:
        return [(sheet, unseal(sheet.token)) for sheet in filled_sheets(read_book(content))], None
    except Refused as refused:
        return [], Finding(message=refused.message)


def _check_sheet(file: CheckedFile, one: CheckedSheet, past: History, *, by: Person, on: date) -> None:
    page = one.page
    if whole := _whole_sheet(one):
        file.findings.append(Finding(sheet=one.sheet.name, message=whole))
        return
    file.findings += _boxes(one, _open_cells(one, by=by, on=on))
    file.findings += _texts(one)
    one.changes, one.conflicts = compared(page.form, page.elements, past, one.entries)
    if file.findings:
        return
    filled = queries.filled_with(page, {**one.changes, **{c.key: c.mine for c in one.conflicts}})
    texts = {code: Narrative(report=page.report, code=code, text=text) for code, (text, _) in one.texts.items()}
    filled = replace(filled, texts={**filled.texts, **texts})
    file.findings += [_found(one, p) for p in _new_errors(page, filled)]
    file.remarks += _remarks(one, filled)


def _whole_sheet(one: CheckedSheet) -> str:
    """What makes a whole sheet unusable; empty for nothing."""
    if one.token.form != form_digest(one.page):
        return f"Biểu đã có phiên bản mới từ khi tải tệp này. {_AGAIN}"
    try:
        rules.check_can_fill(ReportState(one.page.report.state))
        rules.check_source(one.source, one.letter)
    except Refused as refused:
        return refused.message
    return ""


def _open_cells(one: CheckedSheet, *, by: Person, on: date) -> frozenset[CellKey]:
    form = one.page.form
    if one.source is EntrySource.FOR_UNIT:
        return frozenset(cell.key for cell in form.cells())
    sections = sections_open_to(by, report=one.page.report, form=form, on=on, source=one.source)
    return frozenset(c.key for s in form.sections if s.code in sections for c in s.cells)


def _boxes(one: CheckedSheet, open_cells: frozenset[CellKey]) -> Iterator[Finding]:
    """Reads every box into `entries`; yields what is wrong with any."""
    name = one.sheet.name
    for cell in one.page.form.cells():
        row = one.sheet.rows.get(box_key(cell.key))
        if row is None:
            yield Finding(sheet=name, label=cell.label, message="Thiếu dòng này (đã bị xóa khỏi trang).", remedy=_AGAIN)
            continue
        if box_key(cell.key) in one.sheet.twice:
            yield Finding(sheet=name, row=row.row, column="C", label=cell.label, message="Có hai dòng cho cùng một ô.")
        elif " ".join(row.label.split()) != " ".join(cell.label.split()):
            said = f"Nhãn của dòng đã bị sửa thành «{row.label}», không chắc số thuộc ô nào."
            yield Finding(sheet=name, row=row.row, column="C", label=cell.label, message=said, remedy=_AGAIN)
        else:
            yield from _box(one, cell, row, is_open=cell.key in open_cells)


def _box(one: CheckedSheet, cell: CellSpec, row: FilledRow, *, is_open: bool) -> Iterator[Finding]:
    element = one.page.elements[cell.element]
    try:
        figure = figure_in(row, decimals=element.decimals, unit=element.unit)
        if figure is not None:
            rules.check_figure(figure, cell, element)
    except Unfit as unfit:
        yield unfit.finding(one.sheet.name, row, cell.label)
        return
    except Refused as refused:
        yield _at(one, row, Column.STATE, cell.label, refused.message)
        return
    stored = one.page.values.get(cell.key)
    if cell.key in one.page.around.locked or not is_open:
        if cell.key not in one.page.around.locked and figure != stored and figure is not None:
            yield _at(one, row, Column.AMOUNT, cell.label, "Mục này do người khác phụ trách.", "Xóa số ở mục này.")
        return
    one.entries[cell.key] = Typed(figure, one.token.versions.get(cell.key, 0))
    if row.reason:
        one.reasons[cell.key] = row.reason
        if find_personal_data(row.reason):
            said = "Giải trình không ghi họ tên, năm sinh, số giấy tờ, địa chỉ của người nào."
            yield _at(one, row, Column.REASON, cell.label, said)


def _at(one: CheckedSheet, row: FilledRow, column: Column, label: str, message: str, remedy: str = "") -> Finding:
    letter = chr(ord("A") + column)
    return Finding(sheet=one.sheet.name, row=row.row, column=letter, label=label, message=message, remedy=remedy)


def _texts(one: CheckedSheet) -> Iterator[Finding]:
    for spec in one.page.form.narratives:
        row = one.sheet.rows.get(words_key(spec.code))
        stored = one.page.texts.get(spec.code)
        text = row.amount.text.replace("\r\n", "\n").strip() if row and row.amount else ""
        if row is None or text == (stored.text if stored else ""):
            continue
        if len(text) > spec.max_length:
            said = f"Dài {len(text)} ký tự, tối đa {spec.max_length}."
            yield _at(one, row, Column.AMOUNT, spec.label, said, "Viết ngắn lại.")
        elif (stored.version if stored else 0) != one.token.texts.get(spec.code, 0):
            yield _at(one, row, Column.AMOUNT, spec.label, "Có người vừa sửa phần này từ khi tải tệp.", _AGAIN)
        else:
            one.texts[spec.code] = (text, one.token.texts.get(spec.code, 0))


def _new_errors(before: ReportPage, after: ReportPage) -> list[Problem]:
    """Broken identities that the file brings; what was wrong already and blanks are for the page to settle."""
    found = [p for p in after.errors if p.code != "blank"]
    known = {(p.code, p.place) for p in before.errors} if found else set()
    return [p for p in found if (p.code, p.place) not in known]


def _remarks(one: CheckedSheet, after: ReportPage) -> Iterator[Finding]:
    blanks = [cell.label for section in after.form.sections for cell in after.blanks_in(section)]
    if blanks:
        more = f" và {len(blanks) - 3} ô khác" if len(blanks) > 3 else ""
        said = f"Còn {len(blanks)} ô trống: {', '.join(blanks[:3])}{more}."
        yield Finding(sheet=one.sheet.name, message=said, remedy="Ghi số, kể cả số 0, trước khi gửi.")
    for problem in after.warnings:
        if after.reason(problem) or _reason_for(one, problem):
            continue
        yield replace(_found(one, problem), remedy="Ghi giải trình ở cột K, hoặc trên trang báo cáo.")


def _reason_for(one: CheckedSheet, problem: Problem) -> str:
    return next((said for key, said in one.reasons.items() if str(key) == problem.place), "")


def _found(one: CheckedSheet, problem: Problem) -> Finding:
    """A problem of the form with the place where it stands in the file."""
    for cell in one.page.form.cells():
        if str(cell.key) == problem.place and (row := one.sheet.rows.get(box_key(cell.key))):
            return _at(one, row, Column.AMOUNT, cell.label, problem.message, problem.remedy)
    for spec in one.page.form.narratives:
        if problem.place == f"narrative:{spec.code}" and (row := one.sheet.rows.get(words_key(spec.code))):
            return _at(one, row, Column.AMOUNT, spec.label, problem.message, problem.remedy)
    return Finding(sheet=one.sheet.name, message=problem.message, remedy=problem.remedy)


def told(conflicts: Iterable[Conflict], decimals: Mapping[str, int]) -> list[Finding]:
    """Boxes that somebody else changed since the file was downloaded, with both figures."""
    return [
        Finding(
            label=c.label,
            message=(
                f"{c.theirs_by or 'Người khác'} đã ghi {in_words(c.theirs, decimals.get(c.key.element, 0))}, "
                f"tệp ghi {in_words(c.mine, decimals.get(c.key.element, 0))}."
            ),
            remedy="Chọn giữ số đang có hay lấy số trong tệp.",
        )
        for c in conflicts
    ]
