"""The assignment table of a plan (Bảng phân công nhiệm vụ, chỉ tiêu), whole or as one unit's extract."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from namro.kernel.times import short_date
from namro.organisations.queries import UnitRow
from namro.organisations.rules import UnitLevel
from namro.plans import wording
from namro.plans.assignment import Assignment, Body, Work
from namro.plans.models import Plan, Target
from namro.plans.rules import Comparator, Part
from namro.writing.model import (
    Align,
    Annex,
    Block,
    Column,
    Letterhead,
    OfficialDocument,
    Paragraph,
    Row,
    RowKind,
    SignatureBlock,
    Table,
    paragraph,
)

COLUMNS = (
    Column("TT", 1, Align.CENTER),
    Column("Chỉ tiêu, nhiệm vụ", 10),
    Column("Mức phải đạt, sản phẩm", 4),
    Column("Trách nhiệm", 2.6),
    Column("Cán bộ phụ trách", 3.4),
    Column("Thời gian", 3),
    Column("Mục trong kế hoạch", 2.2, Align.CENTER),
)
PARTS = {Part.LEAD: "Chủ trì", Part.COORDINATING: "Phối hợp"}
TO_BE_NAMED = "(đơn vị cử)"


def build_assignment(assignment: Assignment, *, on: date, demo: bool) -> OfficialDocument:
    """Bodies that are ordered and bodies that are asked stand in annexes of their own."""
    plan = assignment.plan
    extract = assignment.extract_of
    whole = f"Nhiệm vụ, chỉ tiêu thực hiện {plan_in_words(plan)}"
    return OfficialDocument(
        letterhead=letterhead(assignment.standing, on=on),
        kind="Bảng phân công" if extract is None else "Trích bảng phân công",
        title=whole if extract is None else f"{whole} ({extract.name})",
        body=tuple(_body(assignment)),
        signature=signature(assignment.standing),
        recipients=("Như phụ lục", f"Lưu: VT, {archive(assignment.standing)}"),
        annexes=tuple(_annexes(assignment)),
        demonstration=demo,
    )


def plan_in_words(plan: Plan) -> str:
    """«Kế hoạch số 12/KH-UBND ngày 20/01/2026»"""
    number = f" số {plan.number}" if plan.number else ""
    return f"{plan.kind}{number}{f' ngày {short_date(plan.issued_on)}' if plan.issued_on else ''}"


def letterhead(unit: UnitRow, *, on: date) -> Letterhead:
    """Number and date stay open for the clerk who registers the document."""
    return Letterhead(
        parent=unit.letterhead_parent or None,
        issuer=official_name(unit),
        place=unit.place,
        symbol=unit.document_symbol,
        year=on.year,
    )


def official_name(unit: UnitRow) -> str:
    """A province or commune speaks through its people's committee."""
    if unit.level in {UnitLevel.PROVINCE, UnitLevel.COMMUNE}:
        return f"Ủy ban nhân dân {_lower_first(unit.name)}"
    return unit.name


def signature(unit: UnitRow) -> SignatureBlock:
    head = "Giám đốc" if unit.kind == "police" or unit.name.startswith("Sở ") else "Thủ trưởng đơn vị"
    return SignatureBlock(position=(head,))


def archive(unit: UnitRow) -> str:
    return unit.document_symbol.split("-")[-1] or "đơn vị soạn thảo"


def _body(assignment: Assignment) -> Iterator[Block]:
    plan = assignment.plan
    opening = f"Căn cứ {plan_in_words(plan)} của {plan.issuer or official_name(assignment.owner)}"
    yield paragraph(f"{opening} về {_lower_first(plan.title)}, {assignment.standing.name} lập bảng phân công như sau.")
    yield _reporting(assignment)
    if assignment.ordered:
        yield _overview("Cơ quan, đơn vị được giao", assignment.ordered)
    if assignment.asked:
        yield _overview("Cơ quan, tổ chức được đề nghị phối hợp", assignment.asked)
    yield paragraph("Nội dung chi tiết của từng cơ quan, đơn vị tại phụ lục kèm theo.")


def _overview(title: str, bodies: Sequence[Body]) -> Table:
    rows = [
        Row((str(n), body.title, str(len(body.targets)), str(body.leads), str(len(body.work) - body.leads)))
        for n, body in enumerate(bodies, 1)
    ]
    return Table(
        title=title,
        columns=(
            Column("TT", 1, Align.CENTER),
            Column("Cơ quan, đơn vị", 8),
            Column("Chỉ tiêu", 2, Align.CENTER),
            Column("Việc chủ trì", 2, Align.CENTER),
            Column("Việc phối hợp", 2, Align.CENTER),
        ),
        rows=tuple(rows),
    )


def _reporting(assignment: Assignment) -> Paragraph:
    dated = [row.rule for row in assignment.rules if row.rule.rule or row.rule.once_on]
    lines = [
        f"{rule.title[:1].lower()}{rule.title[1:]} gửi "
        f"{wording.due_rule(rule.rule, rule.once_on, exclusive=rule.exclusive)}"
        for rule in dated
    ]
    if not lines:
        return paragraph("Kết quả thực hiện gửi về cơ quan thường trực theo quy định của kế hoạch.")
    return paragraph(f"Chế độ báo cáo về {assignment.standing.name}: {'; '.join(dict.fromkeys(lines))}.")


def _annexes(assignment: Assignment) -> Iterator[Annex]:
    if assignment.ordered:
        yield _annex("Nhiệm vụ, chỉ tiêu của cơ quan, đơn vị được giao", assignment.ordered)
    if assignment.asked:
        yield _annex("Nội dung đề nghị cơ quan, tổ chức phối hợp thực hiện", assignment.asked)


def _annex(title: str, bodies: Sequence[Body]) -> Annex:
    rows = [row for number, body in enumerate(bodies, 1) for row in _rows(number, body)]
    return Annex(title=title, body=(Table(columns=COLUMNS, rows=tuple(rows)),), landscape=True)


def _rows(number: int, body: Body) -> Iterator[Row]:
    yield Row((str(number), body.title), RowKind.GROUP)
    for n, target in enumerate(body.targets, 1):
        yield _target_row(f"{number}.{n}", target)
    leading_first = sorted(body.work, key=lambda work: work.part is not Part.LEAD)
    for n, work in enumerate(leading_first, len(body.targets) + 1):
        yield _work_row(f"{number}.{n}", work)


def _target_row(number: str, target: Target) -> Row:
    goal = wording.goal(Comparator(target.comparator), target.value, target.value_to, target.unit_label)
    return Row(
        (
            number,
            _upper_first(target.measure),
            goal,
            "Chịu trách nhiệm",
            target.officer.full_name if target.officer else TO_BE_NAMED,
            _time(None, target.due_on),
            target.section,
        )
    )


def _work_row(number: str, work: Work) -> Row:
    task = work.task
    officer = work.officer or (TO_BE_NAMED if work.part is Part.LEAD else "")
    time = "Thường xuyên" if task.recurring else _time(task.starts_on, task.due_on)
    return Row((number, task.text, task.product, PARTS[work.part], officer, time, task.section))


def _time(start: date | None, due: date | None) -> str:
    if start and due:
        return f"{short_date(start)} – {short_date(due)}"
    return f"Đến {short_date(due)}" if due else ""


def _lower_first(text: str) -> str:
    return text[:1].lower() + text[1:]


def _upper_first(text: str) -> str:
    return text[:1].upper() + text[1:]
