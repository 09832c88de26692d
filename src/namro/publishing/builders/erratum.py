"""The letter (công văn đính chính) that puts figures of a report right; the rest of the report stays as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from namro.writing import words
from namro.writing.model import Align, Annex, Block, Column, OfficialDocument, Row, Table, paragraph

# More figures than this stand in an annex.
IN_THE_LETTER = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedFigure:
    """old: as it was last said; new: as it is now."""

    place: str
    label: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """report: who sends it to whom. number, day: of the report that went out."""

    report: OfficialDocument
    number: str
    day: date
    reason: str
    figures: Sequence[CorrectedFigure]


def build_erratum(about: Corrected, *, on: date) -> OfficialDocument:
    report = about.report
    in_annex = len(about.figures) > IN_THE_LETTER
    head = report.letterhead
    return OfficialDocument(
        letterhead=replace(head, symbol=head.symbol.removeprefix("BC-"), year=on.year, number=None, issued=None),
        kind=None,
        title=f"đính chính số liệu tại Báo cáo số {about.number}",
        addressees=report.addressees,
        body=tuple(_body(about, in_annex=in_annex)),
        signature=report.signature,
        recipients=report.recipients,
        annexes=(Annex(title="Số liệu đính chính", body=(_table(about),)),) if in_annex else (),
        demonstration=report.demonstration,
    )


def _body(about: Corrected, *, in_annex: bool) -> Iterator[Block]:
    issuer = " ".join(about.report.letterhead.issuer.split())
    title = about.report.title[:1].lower() + about.report.title[1:]
    yield paragraph(f"Ngày {words.date_short(about.day)}, {issuer} có Báo cáo số {about.number} {title}.")
    where = "trong danh sách kèm theo" if in_annex else "dưới đây"
    yield paragraph(f"Sau khi rà soát, {issuer} đính chính {len(about.figures):02d} số liệu {where}.")
    yield paragraph(f"Lý do: {about.reason.rstrip('.; ')}.")
    if not in_annex:
        yield _table(about)
    yield paragraph(
        f"Các nội dung khác của Báo cáo số {about.number} không thay đổi. Đề nghị các cơ quan, đơn vị sử dụng số liệu "
        "đã đính chính."
    )


def _table(about: Corrected) -> Table:
    return Table(
        columns=(
            Column("TT", 1, Align.CENTER),
            Column("Vị trí trong Báo cáo", 3.2),
            Column("Nội dung", 4.4),
            Column("Đã báo cáo", 3.8, Align.RIGHT),
            Column("Đính chính", 3.8, Align.RIGHT),
        ),
        rows=tuple(Row((str(n), f.place, f.label, f.old, f.new)) for n, f in enumerate(about.figures, 1)),
    )
