"""The papers of recognition: the draft decision of the province's committee with its list, and the submission."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from namro.assessment.queries.recognition import Row
from namro.assessment.rules import AreaClass, assessment_year
from namro.kernel.classification_words import verdict_words
from namro.kernel.elements import CellKey
from namro.kernel.expressions import Cell
from namro.kernel.figures import format_exact
from namro.kernel.times import short_date
from namro.organisations.queries import UnitRow
from namro.publishing.builders.assignment import letterhead, official_name
from namro.writing.model import (
    Align,
    Annex,
    Block,
    Centred,
    Column,
    Letterhead,
    OfficialDocument,
    RowKind,
    SignatureBlock,
    Table,
    bold,
    italic,
    paragraph,
)
from namro.writing.model import (
    Row as TableRow,
)
from namro.writing.phrasing import closed

NAMES = {
    AreaClass.DRUG_FREE: "Không có ma túy",
    AreaClass.CLASS_1: "Loại I",
    AreaClass.CLASS_2: "Loại II",
    AreaClass.CLASS_3: "Loại III",
    AreaClass.NONE: "Chưa xếp loại",
}
# The laws that such a decision stands on; those that lapse are replaced by the office in the draft.
BASES = (
    "Căn cứ Luật Tổ chức chính quyền địa phương",
    "Căn cứ Luật Phòng, chống ma túy",
    "Căn cứ Quyết định số 28/2025/QĐ-TTg ngày 24 tháng 8 năm 2025 của Thủ tướng Chính phủ",
)
# What the list says of a commune beside its class: heading, the figures that are added up.
FIGURES = (
    ("Người nghiện, người sử dụng", ("addicts_closing", "users_closing")),
    ("Điểm tổ chức, chứa chấp", ("hotspots_detected",)),
    ("Người bị bắt", ("arrests_in_area",)),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What goes to the committee. rows: verified communes with their class, in order of names. before: the list before.

    total: how many communes there are.
    """

    year: int
    rows: Sequence[tuple[Row, AreaClass]]
    total: int
    province: UnitRow
    police: UnitRow
    standing: UnitRow

    def of(self, area: AreaClass) -> list[Row]:
        return [row for row, said in self.rows if said is area]


def build_decision(found: Proposal, *, on: date, demo: bool) -> OfficialDocument:
    """Quyết định phê duyệt danh sách, as a draft: number, date and signer stay open."""
    province = official_name(found.province)
    return OfficialDocument(
        letterhead=Letterhead(issuer=province, place=found.province.place, symbol="QĐ-UBND", year=on.year),
        kind="Quyết định",
        title=f"Về việc phê duyệt danh sách xã, phường trọng điểm, phức tạp về ma túy và xã, phường không có ma túy "
        f"năm {found.year}",
        body=tuple(_decision(found, province)),
        signature=SignatureBlock(authority=("TM. Ủy ban nhân dân",), position=("Chủ tịch",)),
        recipients=(
            "Như Điều 3",
            "Bộ Công an (để báo cáo)",
            "Chủ tịch, các Phó Chủ tịch UBND tỉnh",
            "Lưu: VT, NC",
        ),
        annexes=tuple(_annexes(found)),
        demonstration=demo,
        draft=True,
    )


def _decision(found: Proposal, province: str) -> Iterator[Block]:
    yield Centred(province)
    bases = (*BASES, f"Theo đề nghị của Giám đốc {found.police.name} tại Tờ trình số …/TTr-{_symbol(found)} ngày …")
    yield from (paragraph(italic(basis)) for basis in closed(bases))
    yield Centred("Quyết định:")
    period = assessment_year(found.year)
    yield _article(
        1,
        f"Phê duyệt danh sách xã, phường theo kết quả đánh giá năm {found.year} (từ ngày {short_date(period.start)} "
        f"đến ngày {short_date(period.end)}), gồm {_counts(found)} (có danh sách kèm theo).",
    )
    yield _article(
        2,
        f"{_capital(found.police.name)} theo dõi, đánh giá việc duy trì tiêu chí; kịp thời đề nghị đưa vào, đưa ra "
        "khỏi danh sách. Ủy ban nhân dân các xã, phường có tên trong danh sách trọng điểm, phức tạp xây dựng kế hoạch "
        "chuyển hóa địa bàn; các xã, phường không có ma túy có giải pháp duy trì bền vững.",
    )
    yield _article(
        3,
        f"Quyết định này có hiệu lực kể từ ngày ký. Chánh Văn phòng Ủy ban nhân dân tỉnh, Giám đốc "
        f"{found.police.name}, Thủ trưởng các cơ quan, đơn vị liên quan và Chủ tịch Ủy ban nhân dân các xã, "
        "phường có tên trong danh sách chịu trách nhiệm thi hành Quyết định này.",
    )


def _article(number: int, text: str) -> Block:
    return paragraph(bold(f"Điều {number}. "), text)


def build_submission(found: Proposal, *, on: date, demo: bool) -> OfficialDocument:
    """Tờ trình of the provincial police that brings the list before the committee."""
    head = letterhead(found.police, on=on)
    return OfficialDocument(
        letterhead=Letterhead(
            issuer=head.issuer, parent=head.parent, place=head.place, symbol=f"TTr-{_symbol(found)}", year=on.year
        ),
        kind="Tờ trình",
        title=f"Về việc phê duyệt danh sách xã, phường trọng điểm, phức tạp về ma túy và xã, phường không có ma túy "
        f"năm {found.year}",
        addressees=(official_name(found.province),),
        body=tuple(_submission(found)),
        signature=SignatureBlock(position=("Giám đốc",)),
        recipients=("Như trên", f"Lưu: VT, {found.standing.document_symbol.split('-')[-1] or 'PC04'}"),
        annexes=tuple(_annexes(found)),
        demonstration=demo,
        draft=True,
    )


def _submission(found: Proposal) -> Iterator[Block]:
    period = assessment_year(found.year)
    yield paragraph(
        "Thực hiện Quyết định số 28/2025/QĐ-TTg ngày 24 tháng 8 năm 2025 của Thủ tướng Chính phủ, "
        f"{_capital(found.police.name)} đã tiếp nhận, thẩm định hồ sơ tự đánh giá, đề nghị của Ủy ban nhân dân các xã, "
        f"phường cho kỳ đánh giá từ ngày {short_date(period.start)} đến ngày {short_date(period.end)}."
    )
    yield paragraph(
        f"Kết quả: {len(found.rows)}/{found.total} xã, phường đủ hồ sơ, được thẩm định, gồm {_counts(found)}."
    )
    changed = [row for row, said in found.rows if row.before and row.before.area_class != said]
    if changed:
        yield paragraph(f"So với danh sách năm {found.year - 1}, có {len(changed):02} xã, phường thay đổi loại.")
    differing = [row for row, said in found.rows if row.computed and row.computed.area_class not in (None, said)]
    if differing:
        yield paragraph(
            f"Có {len(differing):02} xã, phường kết luận thẩm định khác kết quả tính từ số liệu báo cáo, lý do ghi "
            "trong hồ sơ thẩm định."
        )
    yield paragraph(
        f"{_capital(found.police.name)} trình {official_name(found.province)} xem xét, quyết định (có dự thảo Quyết "
        "định và danh sách kèm theo)."
    )


def _counts(found: Proposal) -> str:
    parts = [f"{len(rows):02} xã, phường {_lower(NAMES[area])}" for area in AreaClass if (rows := found.of(area))]
    return ", ".join(parts) or "00 xã, phường"


def _annexes(found: Proposal) -> Iterator[Annex]:
    yield Annex(
        title=f"Danh sách xã, phường theo kết quả đánh giá năm {found.year}", body=(_table(found),), landscape=True
    )


def _table(found: Proposal) -> Table:
    rows = []
    for area in AreaClass:
        members = found.of(area)
        if members:
            rows.append(TableRow((f"{NAMES[area]}: {len(members):02} xã, phường",), RowKind.GROUP))
        rows += [TableRow(_cells(number, row, area)) for number, row in enumerate(members, 1)]
    return Table(
        columns=(
            Column("TT", 1, Align.CENTER),
            Column("Xã, phường", 4.5),
            Column("Xếp loại", 3.2),
            *(Column(title, 2.6, Align.RIGHT) for title, _codes in FIGURES),
            Column("Tính từ số liệu", 3.2),
            Column("Năm trước", 3),
        ),
        rows=tuple(rows),
        notes=(
            "Người nghiện, người sử dụng gồm cả người đang điều trị thay thế, cai nghiện tại gia đình, cộng đồng, "
            "quản lý sau cai; những người này không làm mất điều kiện không có ma túy (Điều 6).",
        ),
    )


def _cells(number: int, row: Row, area: AreaClass) -> tuple[str, ...]:
    before = NAMES[AreaClass(row.before.area_class)] if row.before else "–"
    verdict = row.computed.verdict if row.computed else None
    said = _capital(verdict_words(verdict)) if verdict else "–"
    return (str(number), row.unit.name, NAMES[area], *(_sum(row, codes) for _title, codes in FIGURES), said, before)


def _sum(row: Row, codes: Sequence[str]) -> str:
    """A dash where any of the figures is missing: what is not known is no zero."""
    values = row.computed.verdict.facts.values if row.computed else {}
    found = [values.get(Cell("", CellKey(code))) for code in codes]
    known = [one.value for one in found if one is not None]
    return format_exact(sum(known)) if len(known) == len(codes) else "–"


def _symbol(found: Proposal) -> str:
    return found.police.document_symbol or "CAT"


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
