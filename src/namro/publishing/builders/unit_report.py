"""A unit's own report, for its head to sign: the words, and the figures as an annex with their check code."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure
from namro.kernel.forms import Prefill, SectionSpec
from namro.organisations.rules import UnitLevel
from namro.reporting.queries import ReportPage
from namro.reporting.queries.versions import CellChange
from namro.reporting.rules import in_words
from namro.writing import words
from namro.writing.model import (
    Align,
    Annex,
    Block,
    CheckCode,
    Column,
    Heading,
    Letterhead,
    OfficialDocument,
    Paragraph,
    Row,
    RowKind,
    SignatureBlock,
    Table,
    paragraph,
)

NOTHING_WRITTEN = "Không có nội dung cần nêu."
NO_FIGURE = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """That figures were corrected after the report was accepted. number: for the how-manieth time; document: the first.

    cells: every box that now differs from the report as it was accepted.
    """

    number: int
    document_number: str
    document_date: date | None
    reason: str
    cells: tuple[CellChange, ...]


def build(
    page: ReportPage, *, draft: bool, demonstration: bool, correction: Correction | None = None
) -> OfficialDocument:
    """draft: something is still to be settled, so that nobody takes the paper for the one to sign."""
    return OfficialDocument(
        letterhead=_letterhead(page),
        kind="Báo cáo",
        title=_title(page, correction),
        addressees=(page.receiver.name,),
        body=tuple(_body(page, correction)),
        signature=_signature(page),
        recipients=("Như trên", "Lưu: VT"),
        annexes=(_annex(page),) if page.form.sections else (),
        demonstration=demonstration,
        draft=draft,
        check_code=_check_code(page) if page.form.sections else None,
    )


def _title(page: ReportPage, correction: Correction | None) -> str:
    title = f"Công tác phòng, chống ma túy {_in_sentence(page)}"
    return f"{title} (đính chính lần {correction.number})" if correction else title


def _is_commune(page: ReportPage) -> bool:
    return page.unit.level is UnitLevel.COMMUNE


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _in_sentence(page: ReportPage) -> str:
    """«quý III năm 2026»"""
    return _lower_first(page.period.label).replace("/", " năm ")


def _letterhead(page: ReportPage) -> Letterhead:
    unit, report = page.unit, page.report
    symbol = "BC-UBND" if _is_commune(page) else f"BC-{unit.document_symbol or 'VP'}"
    return Letterhead(
        parent=None if _is_commune(page) else unit.letterhead_parent or None,
        issuer=f"Ủy ban nhân dân {_lower_first(unit.name)}" if _is_commune(page) else unit.name,
        place=unit.place or "…",
        symbol=symbol,
        year=page.period.year,
        number=_bare_number(report.document_number, symbol),
        issued=report.document_date,
    )


def _bare_number(number: str, symbol: str) -> str | None:
    """The letterhead adds the symbol that the registry wrote behind the number: «15/BC-UBND» is printed from «15»."""
    return number.removesuffix(f"/{symbol}").strip() or None


def _signature(page: ReportPage) -> SignatureBlock:
    if _is_commune(page):
        return SignatureBlock(authority=("TM. Ủy ban nhân dân",), position=("Chủ tịch",))
    return SignatureBlock(position=("Thủ trưởng đơn vị",))


def _body(page: ReportPage, correction: Correction | None) -> Iterator[Block]:
    who = "Ủy ban nhân dân " + _lower_first(page.unit.name) if _is_commune(page) else page.unit.name
    yield paragraph(
        f"Thực hiện {_asked_by(page)}, {who} báo cáo kết quả "
        f"{_in_sentence(page)} (số liệu tính {page.period.in_words}) như sau:"
    )
    if correction:
        yield from _corrected(page, correction)
    numbers = iter(range(1, 10))
    if page.form.sections:
        yield Heading(1, words.roman(next(numbers)), "Số liệu")
        yield from _closings(page)
        yield paragraph("Số liệu chi tiết tại Phụ lục kèm theo Báo cáo này.")
        yield from _explained(page)
    for spec in page.form.narratives:
        yield Heading(1, words.roman(next(numbers)), spec.label)
        yield from _paragraphs(page.texts[spec.code].text if spec.code in page.texts else "")
    yield paragraph(f"Trên đây là báo cáo {_in_sentence(page)} của {who}")


def _corrected(page: ReportPage, correction: Correction) -> Iterator[Block]:
    """What an erratum has to say before anything else: which report it replaces, what changed, and why."""
    number = f" số {correction.document_number}" if correction.document_number else ""
    issued = f" ngày {words.date_short(correction.document_date)}" if correction.document_date else ""
    reason = correction.reason.rstrip(". ")
    yield paragraph(f"Báo cáo này thay thế Báo cáo{number}{issued}. Lý do: {reason}. Các số được đính chính:")
    for cell in correction.cells:
        yield paragraph(f"- {cell.label}: từ {cell.before} thành {cell.after} ({cell.unit});")


def _asked_by(page: ReportPage) -> str:
    """The plan with its number, day and issuer; for a request beside any plan, who asks and for what."""
    if page.plan is None:
        return f"yêu cầu của {page.receiver.name} về «{page.form.title}»"
    named = f"{page.plan.kind} số {page.plan.number}" if page.plan.number else page.plan.kind
    issued = f" ngày {words.date_short(page.plan.issued_on)}" if page.plan.issued_on else ""
    return f"{named}{issued}{' của ' + page.plan.issuer if page.plan.issuer else ''}"


def _closings(page: ReportPage) -> Iterator[Block]:
    """The stocks that a reader looks for first."""
    said = [
        f"{_lower_first(cell.label)} {in_words(figure, page.elements[cell.element].decimals)} "
        f"{page.elements[cell.element].unit}"
        for cell in page.form.cells()
        if cell.prefill is Prefill.OPENING_DERIVED and (figure := page.values.get(cell.key))
    ]
    if said:
        yield paragraph(f"Đến hết ngày {words.date_short(page.period.end)}: {'; '.join(said)}.")


def _paragraphs(text: str) -> Iterator[Paragraph]:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    for line in lines or [NOTHING_WRITTEN]:
        yield paragraph(line)


def _explained(page: ReportPage) -> Iterator[Block]:
    """The reasons that the unit gave where a figure would surprise a reader."""
    labels = {str(cell.key): cell.label for cell in page.form.cells()}
    for problem in page.warnings:
        if (reason := page.reason(problem)) and problem.place in labels:
            yield paragraph(f"Giải trình số «{labels[problem.place]}»: {reason}")


def _annex(page: ReportPage) -> Annex:
    return Annex(title=page.form.title, subtitle=page.period.label, body=(_table(page),))


def _table(page: ReportPage) -> Table:
    numbers = {cell.key: str(n) for n, cell in enumerate(page.form.cells(), 1)}
    return Table(
        columns=(
            Column("TT", 1, Align.CENTER),
            Column("Nội dung", 7),
            Column("Đơn vị tính", 1.6, Align.CENTER),
            Column("Kỳ này", 1.8, Align.RIGHT),
            Column("Kỳ trước", 1.8, Align.RIGHT),
            Column("Cùng kỳ năm trước", 1.8, Align.RIGHT),
        ),
        rows=tuple(row for section in page.form.sections for row in _rows(page, section, numbers)),
        notes=("Ô ghi «–»: chưa có số.",),
    )


def _rows(page: ReportPage, section: SectionSpec, numbers: dict[CellKey, str]) -> Iterator[Row]:
    yield Row((section.code, section.title), RowKind.GROUP)
    before = page.around.history[0] if page.around.history else {}
    for cell in section.cells:
        element = page.elements[cell.element]
        yield Row(
            (
                numbers[cell.key],
                cell.label,
                element.unit,
                _said(page.values.get(cell.key), element.decimals),
                _said(before.get(cell.key), element.decimals),
                _said(page.around.last_year.get(cell.key), element.decimals),
            )
        )


def _said(figure: Figure | None, decimals: int) -> str:
    return NO_FIGURE if figure is None else in_words(figure, decimals)


def _check_code(page: ReportPage) -> CheckCode:
    return CheckCode(
        code=page.check_code, basis=f"{len(page.values)} số liệu của biểu {page.form.code}, {page.period.label}"
    )
