"""The consolidated report of a period, from the consolidated figures to an official document.

Every printed figure leaves a Line behind, so that the frozen document can be traced down to its entries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from namro.kernel.consolidation import Total
from namro.kernel.elements import ElementKind
from namro.kernel.figures import format_exact, format_number, format_percent
from namro.kernel.indicators import Transform
from namro.kernel.targets import LABELS, Status
from namro.kernel.times import Period
from namro.organisations.queries import UnitRow
from namro.plans import wording
from namro.plans.models import Plan, Task
from namro.plans.rules import Comparator
from namro.publishing.lines import Line
from namro.publishing.outline import name_of, topics_of
from namro.publishing.rules import ReportLetterhead
from namro.reporting.queries import Column, Consolidated, TargetResult, TotalRow
from namro.writing import words
from namro.writing.model import (
    Align,
    Annex,
    Block,
    Heading,
    Letterhead,
    OfficialDocument,
    Row,
    RowKind,
    SignatureBlock,
    Table,
    bullet,
    italic,
    paragraph,
)
from namro.writing.model import Column as TableColumn

NO_FIGURE = "–"
NAMES_IN_TEXT = 10
NEEDS_ATTENTION = {Status.AT_RISK, Status.MISSED}
# The letters of điểm in their order (Nghị định 30/2020/NĐ-CP, Phụ lục I).
LETTERS = "abcdđeghiklmnopqrstuvxy"
# More than this in the text would bury what matters; the page of the period shows everything.
OPINIONS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Who sends the report, under which letterhead, and to whom."""

    letterhead: ReportLetterhead
    issuer: UnitRow
    top: UnitRow
    standing: UnitRow


@dataclass(slots=True)
class _Printed:
    """Collects the figures that the document prints."""

    lines: list[Line] = field(default_factory=list)

    def total(self, place: str, label: str, row: TotalRow, column: Column, total: Total[int] | None) -> str:
        """The printed form of a total; «–» where nobody gave a number."""
        if total is None or total.value is None:
            return NO_FIGURE
        text = format_number(total.value, row.decimals)
        revisions = column.revisions.get(row.key, ())
        self.lines.append(Line(place=place, label=label, value=text, note=note_on(total), revisions=revisions))
        return text


def build(
    figures: Consolidated,
    targets: Sequence[TargetResult],
    *,
    sender: Sender,
    on: date,
    next_tasks: Sequence[Task],
    demonstration: bool,
) -> tuple[OfficialDocument, list[Line]]:
    """The report with its three annexes (figures, targets, units late or missing), number and date left open."""
    printed = _Printed()
    figure_table = _figure_table(figures, printed)
    target_table = _target_table(targets, figures, printed)
    when = figures.period.label
    annexes = [
        Annex(title="Biểu số liệu tổng hợp", subtitle=when, body=(figure_table,), landscape=True),
        Annex(title="Kết quả thực hiện các chỉ tiêu", subtitle=when, body=(target_table,), landscape=True),
        Annex(title="Tình hình gửi báo cáo của các đơn vị", body=tuple(_who_reported(figures))),
    ]
    document = OfficialDocument(
        letterhead=_letterhead(sender, on),
        kind="Báo cáo",
        title=f"Kết quả thực hiện {_plan_in_title(figures.plan)} {_in_sentence(figures.period)}",
        addressees=_addressees(sender),
        body=tuple(_body(figures, targets, sender, next_tasks)),
        signature=_signature(sender),
        recipients=_recipients(sender),
        annexes=tuple(annexes),
        demonstration=demonstration,
    )
    return document, printed.lines


def _plan_in_title(plan: Plan) -> str:
    number = f" số {plan.number}" if plan.number else ""
    return f"{plan.kind}{number}"


def _in_sentence(period: Period) -> str:
    """«quý III năm 2026» as it stands inside a title."""
    label = period.label[:1].lower() + period.label[1:]
    return label.replace("/", " năm ")


def _letterhead(sender: Sender, on: date) -> Letterhead:
    if sender.letterhead is ReportLetterhead.POLICE:
        police = sender.issuer
        return Letterhead(
            parent=police.letterhead_parent or None,
            issuer=police.name,
            place=police.place,
            symbol=f"BC-{sender.standing.document_symbol or police.document_symbol}",
            year=on.year,
            number=None,
            issued=None,
        )
    top = sender.top
    return Letterhead(
        parent=None,
        issuer=f"Ủy ban nhân dân {_lower_first(top.name)}",
        place=top.place,
        symbol="BC-UBND",
        year=on.year,
        number=None,
        issued=None,
    )


def _addressees(sender: Sender) -> tuple[str, ...]:
    if sender.letterhead is ReportLetterhead.POLICE:
        return (
            "Bộ Công an (qua Cục Cảnh sát điều tra tội phạm về ma túy)",
            f"Ủy ban nhân dân {_lower_first(sender.top.name)}",
        )
    return ("Bộ Công an",)


def _signature(sender: Sender) -> SignatureBlock:
    if sender.letterhead is ReportLetterhead.POLICE:
        return SignatureBlock(authority=("KT. Giám đốc",), position=("Phó Giám đốc",), name=None)
    return SignatureBlock(authority=("TM. Ủy ban nhân dân", "KT. Chủ tịch"), position=("Phó Chủ tịch",), name=None)


def _recipients(sender: Sender) -> tuple[str, ...]:
    filed = sender.standing.document_symbol.split("-")[-1] or sender.standing.short_name
    if sender.letterhead is ReportLetterhead.POLICE:
        return ("Như trên", "Các sở, ban, ngành, đoàn thể cấp tỉnh", "UBND các xã, phường", f"Lưu: VT, {filed}")
    return ("Như trên", "Thường trực Tỉnh ủy, HĐND tỉnh", "Các thành viên Ban Chỉ đạo", f"Lưu: VT, NC, {filed}")


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


# --- the text -------------------------------------------------------------------------------------------------


def _body(
    figures: Consolidated, targets: Sequence[TargetResult], sender: Sender, next_tasks: Sequence[Task]
) -> Iterator[Block]:
    plan, period = figures.plan, figures.period
    issued = f" ngày {words.date_short(plan.issued_on)}" if plan.issued_on else ""
    yield paragraph(
        f"Thực hiện {_plan_in_title(plan)}{issued} về {_lower_first(plan.title)}; {_who_we_are(sender)} tổng hợp, "
        f"báo cáo kết quả {_in_sentence(period)} (số liệu tính {period.in_words}) như sau:"
    )
    yield Heading(1, "I", "Tình hình chỉ đạo và chế độ báo cáo")
    yield from _reporting(figures)
    yield Heading(1, "II", "Kết quả thực hiện")
    yield Heading(2, "1", "Kết quả theo lĩnh vực")
    yield from _results_in_words(figures)
    yield Heading(2, "2", "Kết quả thực hiện các chỉ tiêu")
    yield from _targets_in_words(targets)
    yield Heading(1, "III", "Đánh giá chung")
    yield from _gathered(figures, "results", "Kết quả nổi bật do các đơn vị nêu:")
    yield Heading(1, "IV", "Khó khăn, vướng mắc; kiến nghị, đề xuất")
    yield from _gathered(figures, "difficulties", "Khó khăn, vướng mắc:")
    yield from _gathered(figures, "proposals", "Kiến nghị, đề xuất:")
    yield Heading(1, "V", "Phương hướng, nhiệm vụ kỳ tới")
    yield from _next(period, next_tasks)
    yield paragraph(f"Trên đây là báo cáo kết quả thực hiện {_plan_in_title(plan)} {_in_sentence(period)}")


def _who_we_are(sender: Sender) -> str:
    if sender.letterhead is ReportLetterhead.POLICE:
        return f"{sender.issuer.name} (Cơ quan Thường trực)"
    return f"Ủy ban nhân dân {_lower_first(sender.top.name)}"


def _reporting(figures: Consolidated) -> Iterator[Block]:
    tally = figures.tally
    counted = "đã gửi" if figures.includes_unaccepted else "đã được tiếp nhận"
    number = tally.sent if figures.includes_unaccepted else tally.accepted
    yield paragraph(
        f"Số liệu trong báo cáo được cộng từ báo cáo {counted} của {number}/{tally.expected} đơn vị được giao báo cáo; "
        f"{tally.in_time} đơn vị gửi đúng hạn. Đơn vị chưa có số được nêu tên, không tính là 0."
    )
    if figures.includes_unaccepted and tally.sent > tally.accepted:
        yield paragraph(f"Trong đó {tally.sent - tally.accepted} báo cáo đã gửi nhưng chưa được tiếp nhận.")
    if tally.missing:
        yield paragraph(f"Chưa gửi báo cáo ({len(tally.missing)} đơn vị): {_names(tally.missing)}.")
    if tally.late:
        yield paragraph(f"Gửi chậm ({len(tally.late)} đơn vị): {_names(tally.late)}.")
    if tally.returned:
        yield paragraph(f"Bị trả lại, đang hoàn thiện ({len(tally.returned)} đơn vị): {_names(tally.returned)}.")


def _names(names: Sequence[str]) -> str:
    if len(names) <= NAMES_IN_TEXT:
        return words.join_list(names)
    return f"{', '.join(names[:NAMES_IN_TEXT])} … (danh sách đầy đủ tại Phụ lục III)"


def _results_in_words(figures: Consolidated) -> Iterator[Block]:
    """Letter by letter, the topics that have something to say: one sentence a figure."""
    letters = iter(LETTERS)
    for topic in topics_of(figures):
        said = [row for row in topic.said if _has_occurred(row)]
        if said:
            yield Heading(3, next(letters), topic.title)
            yield from _bullets([_sentence(row, figures) for row in said])


def _has_occurred(row: TotalRow) -> bool:
    return any(t is not None and t.value for t in (row.this, row.previous, row.year_to_date))


def _sentence(row: TotalRow, figures: Consolidated) -> str:
    """«Mới đưa vào danh sách: 12 người, tăng 2 người, tương đương 20% so với kỳ trước; lũy kế 36 người»."""
    name, period = name_of(row, figures), figures.period
    if row.this.value is None:
        return f"{name}: chưa có số liệu"
    said = f"{name}: {format_number(row.this.value, row.decimals)} {row.unit_label}".rstrip()
    if row.kind is ElementKind.YTD:
        said += " (lũy kế từ đầu năm)"
    elif row.previous is not None and row.previous.value is not None:
        change = words.change_in_words(
            row.this.value, row.previous.value, row.unit_label, decimals=row.decimals, against="so với kỳ trước"
        )
        said += f", {change}"
    if row.last_year is not None and row.last_year.value is not None and row.kind is not ElementKind.YTD:
        change = words.change_in_words(row.this.value, row.last_year.value, row.unit_label, decimals=row.decimals)
        said += f", {change}"
    if row.kind is ElementKind.FLOW and row.year_to_date.value is not None and period.year_to_date() != period:
        said += f"; lũy kế {format_number(row.year_to_date.value, row.decimals)} {row.unit_label}".rstrip()
    return said


def _targets_in_words(targets: Sequence[TargetResult]) -> Iterator[Block]:
    if not targets:
        yield paragraph("Kế hoạch không giao chỉ tiêu định lượng.")
        return
    counts: dict[str, int] = {}
    for target in targets:
        counts[status_label(target)] = counts.get(status_label(target), 0) + 1
    summary = words.join_list([f"{number} {_lower_first(label)}" for label, number in counts.items()])
    yield paragraph(f"Trong {len(targets)} chỉ tiêu của Kế hoạch: {summary} (chi tiết tại Phụ lục II).")
    for target in targets:
        if target.status in NEEDS_ATTENTION:
            yield bullet(f"{target.target.measure}: {_lower_first(sentence(target))}")


def status_label(result: TargetResult) -> str:
    return LABELS[Status(result.status)]


def sentence(result: TargetResult) -> str:
    return result.assessment.sentence if result.assessment else "Chưa gắn với chỉ báo nào nên chưa tính được."


def value_text(result: TargetResult) -> str:
    """«27/39 xã», «4,2%», «812 người»: the value as it stands, small shares always with their parts."""
    found = result.result
    if found is None or found.value is None:
        return NO_FIGURE
    match found.transform:
        case Transform.RATIO | Transform.SHARE_OF_UNITS if (
            found.numerator is not None and found.denominator is not None
        ):
            parts = f"{format_exact(found.numerator)}/{format_exact(found.denominator)}"
            return f"{parts} ({format_percent(found.value)})"
        case Transform.GROWTH | Transform.REDUCTION:
            falls = (found.value > 0) == (found.transform is Transform.REDUCTION) and found.value != 0
            return f"{'giảm' if falls else 'tăng'} {format_percent(abs(found.value))}"
        case Transform.ATTESTED:
            return format_percent(found.value / 100)
        case _:
            return f"{format_exact(found.value)} {found.counted}".strip()


def revisions_of(result: TargetResult, figures: Consolidated) -> tuple[int, ...]:
    """The entries that the value of a target stands on."""
    indicator = result.indicator
    if indicator is None:
        return ()
    cells = {
        cell.key
        for formula in (indicator.numerator, indicator.denominator, indicator.condition)
        if formula
        for cell in formula.cells()
    }
    column = figures.year_to_date.revisions
    return tuple(sorted({r for key in cells for r in column.get(key, ())}))


def _gathered(figures: Consolidated, code: str, lead: str) -> Iterator[Block]:
    """What units wrote, the same words once with all who wrote them, most often said first."""
    opinions: dict[str, list[str]] = {}
    for gathered in figures.narratives:
        if gathered.code == code:
            for unit, text in gathered.texts:
                opinions.setdefault(text, []).extend(figures.unit_names([unit]))
    if not opinions:
        yield paragraph(f"{lead} các đơn vị không nêu.")
        return
    yield paragraph(italic(lead))
    ranked = sorted(opinions.items(), key=lambda opinion: -len(opinion[1]))
    for text, names in ranked[:OPINIONS]:
        yield bullet(f"{_some(names)}: {text}")
    rest = sum(len(names) for _, names in ranked[OPINIONS:])
    if rest:
        yield paragraph(f"Ngoài ra còn ý kiến của {rest} đơn vị, xem toàn văn ở trang số liệu tổng hợp của kỳ.")


def _some(names: Sequence[str]) -> str:
    return words.join_list(names) if len(names) <= 3 else f"{', '.join(names[:2])} và {len(names) - 2} đơn vị khác"


def _next(period: Period, tasks: Sequence[Task]) -> Iterator[Block]:
    if not tasks:
        yield paragraph("Tiếp tục thực hiện các nhiệm vụ của Kế hoạch; đôn đốc các đơn vị gửi báo cáo đúng hạn.")
        return
    yield paragraph(f"Các nhiệm vụ của Kế hoạch đến hạn hoặc phải thực hiện trong {_in_sentence(period.next())}:")
    yield from _bullets([_task(task) for task in tasks])


def _task(task: Task) -> str:
    due = f" (hạn {words.date_short(task.due_on)})" if task.due_on else ""
    return f"{task.text.strip().rstrip('.;')}{due}"


def _bullets(texts: Sequence[str]) -> Iterator[Block]:
    """A list as an official text closes it: «;» after each, «.» after the last."""
    for number, text in enumerate(texts, 1):
        yield bullet(f"{text}{'.' if number == len(texts) else ';'}")


# --- the annexes ----------------------------------------------------------------------------------------------


def note_on(total: Total[int]) -> str:
    """What a reader must know about a total: who is missing, what is an estimate, what is kept elsewhere."""
    notes = []
    if total.missing:
        notes.append(f"thiếu {len(total.missing)} đơn vị")
    if total.estimated:
        notes.append(f"{total.estimated} đơn vị báo ước")
    if total.not_stored:
        notes.append(f"{len(total.not_stored)} đơn vị không lưu ở đây")
    if total.not_applicable:
        notes.append(f"{total.not_applicable} đơn vị không áp dụng")
    return ", ".join(notes)


def _figure_table(figures: Consolidated, printed: _Printed) -> Table:
    rows: list[Row] = []
    for order, topic in enumerate(topics_of(figures), 1):
        rows.append(Row((words.roman(order), topic.title), RowKind.GROUP))
        rows += [_figure_row(n, row, figures, printed) for n, row in enumerate(topic.rows, 1)]
    return Table(
        columns=(
            TableColumn("TT", 3, Align.CENTER),
            TableColumn("Số liệu", 22),
            TableColumn("ĐVT", 4, Align.CENTER),
            TableColumn("Thực hiện kỳ", 7, Align.RIGHT),
            TableColumn("Lũy kế từ đầu năm", 7, Align.RIGHT),
            TableColumn("Kỳ trước", 7, Align.RIGHT),
            TableColumn("Cùng kỳ năm trước", 7, Align.RIGHT),
            TableColumn("Tăng, giảm so kỳ trước", 7, Align.RIGHT),
            TableColumn("Ghi chú", 14),
        ),
        number_columns=True,
        rows=tuple(rows),
        notes=(
            f"Dấu «{NO_FIGURE}»: chưa có đơn vị nào cho số; số 0 là số đã báo cáo.",
            "Số cuối kỳ, số lũy kế của người lấy giá trị cuối; số phát sinh cộng các kỳ.",
        ),
    )


def _figure_row(number: int, row: TotalRow, figures: Consolidated, printed: _Printed) -> Row:
    name = name_of(row, figures)
    before = NO_FIGURE
    this = printed.total("Phụ lục I, cột kỳ này", name, row, figures.this, row.this)
    to_date = printed.total("Phụ lục I, cột lũy kế", name, row, figures.year_to_date, row.year_to_date)
    if figures.previous:
        before = printed.total("Phụ lục I, cột kỳ trước", name, row, figures.previous, row.previous)
    last_year = printed.total("Phụ lục I, cột cùng kỳ", name, row, figures.last_year, row.last_year)
    return Row(
        (
            str(number),
            name,
            row.unit_label,
            this,
            to_date,
            before,
            last_year,
            _difference(row),
            note_on(row.this),
        )
    )


def _difference(row: TotalRow) -> str:
    if row.this.value is None or row.previous is None or row.previous.value is None:
        return NO_FIGURE
    change = row.this.value - row.previous.value
    sign = "+" if change > 0 else "−" if change < 0 else ""
    return f"{sign}{format_number(abs(change), row.decimals)}"


def _target_table(targets: Sequence[TargetResult], figures: Consolidated, printed: _Printed) -> Table:
    return Table(
        columns=(
            TableColumn("TT", 3, Align.CENTER),
            TableColumn("Chỉ tiêu", 24),
            TableColumn("Kế hoạch giao", 8, Align.CENTER),
            TableColumn("Thực hiện đến hết kỳ", 8, Align.CENTER),
            TableColumn("Đánh giá", 8, Align.CENTER),
            TableColumn("Diễn giải", 22),
        ),
        number_columns=True,
        rows=tuple(_target_row(n, result, figures, printed) for n, result in enumerate(targets, 1)),
    )


def _target_row(number: int, result: TargetResult, figures: Consolidated, printed: _Printed) -> Row:
    target = result.target
    printed.lines.append(
        Line(
            place=f"Phụ lục II, dòng {number}",
            label=target.measure,
            value=value_text(result),
            note=sentence(result),
            revisions=revisions_of(result, figures),
            target=target.pk,
        )
    )
    goal = wording.goal(Comparator(target.comparator), target.value, target.value_to, target.unit_label)
    return Row((str(number), target.measure, goal, value_text(result), status_label(result), sentence(result)))


def _who_reported(figures: Consolidated) -> Iterator[Block]:
    tally = figures.tally
    rows = [
        *_name_rows("Chưa gửi báo cáo", tally.missing),
        *_name_rows("Gửi chậm", tally.late),
        *_name_rows("Bị trả lại, chưa gửi lại", tally.returned),
    ]
    yield paragraph(
        f"Tổng số đơn vị được giao báo cáo: {tally.expected}; đã gửi: {tally.sent}; đúng hạn: {tally.in_time}; "
        f"đã tiếp nhận: {tally.accepted}."
    )
    if tally.asked:
        yield paragraph(
            f"Cơ quan, tổ chức được đề nghị báo cáo: {tally.asked}; đã gửi: {tally.asked_sent} "
            "(không tính vào tỷ lệ đúng hạn)."
        )
    if not rows:
        yield paragraph("Tất cả đơn vị đã gửi báo cáo đúng hạn.")
        return
    yield Table(
        columns=(TableColumn("TT", 1, Align.CENTER), TableColumn("Đơn vị", 6), TableColumn("Tình trạng", 4)),
        rows=tuple(Row((str(n), name, state)) for n, (name, state) in enumerate(rows, 1)),
    )


def _name_rows(state: str, names: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, state) for name in names]
