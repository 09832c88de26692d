"""The prose of each section, by the code under which outlines ask for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from namro.kernel.elements import ElementKind
from namro.kernel.figures import format_number
from namro.kernel.targets import Status
from namro.plans.models import Task
from namro.publishing.builders.consolidated.frame import in_sentence, lower_first, plan_name, who_we_are
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import OwnWords, Passage, Section
from namro.publishing.builders.consolidated.target_words import sentence, status_label
from namro.publishing.outline import name_of, topics_of
from namro.reporting.queries import Consolidated, TotalRow
from namro.writing import words
from namro.writing.model import bullet, italic, paragraph

NAMES_IN_TEXT = 10
NEEDS_ATTENTION = {Status.AT_RISK, Status.MISSED}
# More than this in the text would bury what matters; the page of the period shows everything.
OPINIONS = 8


def opening(material: Material) -> Passage:
    plan, period, writer = material.plan, material.figures.period, Writer()
    issued = f" ngày {words.date_short(plan.issued_on)}" if plan.issued_on else ""
    writer.say(
        f"Thực hiện {plan_name(plan)}{issued} về {lower_first(plan.title)}; {who_we_are(material.sender)} tổng hợp, "
        f"báo cáo kết quả {in_sentence(period)} (số liệu tính {period.in_words}) như sau:"
    )
    return writer.passage()


def closing(material: Material) -> Passage:
    writer = Writer()
    writer.say(
        f"Trên đây là báo cáo kết quả thực hiện {plan_name(material.plan)} {in_sentence(material.figures.period)}"
    )
    return writer.passage()


def reporting(material: Material) -> Passage:
    figures, writer = material.figures, Writer()
    tally = figures.tally
    counted = "đã gửi" if figures.includes_unaccepted else "đã được tiếp nhận"
    number = tally.sent if figures.includes_unaccepted else tally.accepted
    writer.say(
        f"Số liệu trong báo cáo được cộng từ báo cáo {counted} của {number}/{tally.expected} đơn vị được giao báo cáo; "
        f"{tally.in_time} đơn vị gửi đúng hạn. Đơn vị chưa có số được nêu tên, không tính là 0."
    )
    if figures.includes_unaccepted and tally.sent > tally.accepted:
        writer.say(f"Trong đó {tally.sent - tally.accepted} báo cáo đã gửi nhưng chưa được tiếp nhận.")
    if tally.missing:
        writer.say(f"Chưa gửi báo cáo ({len(tally.missing)} đơn vị): {_names(tally.missing)}.")
    if tally.late:
        writer.say(f"Gửi chậm ({len(tally.late)} đơn vị): {_names(tally.late)}.")
    if tally.returned:
        writer.say(f"Bị trả lại, đang hoàn thiện ({len(tally.returned)} đơn vị): {_names(tally.returned)}.")
    return writer.passage()


def _names(names: Sequence[str]) -> str:
    if len(names) <= NAMES_IN_TEXT:
        return words.join_list(names)
    return f"{', '.join(names[:NAMES_IN_TEXT])} … (danh sách đầy đủ tại Phụ lục III)"


def topics(material: Material, level: int) -> Iterator[Section]:
    """One section a topic that has something to say: one sentence a figure."""
    for topic in topics_of(material.figures):
        writer = Writer()
        said = [row for row in topic.said if _has_occurred(row)]
        writer.list([_sentence(row, material.figures) for row in said])
        yield Section(
            code=f"topic:{topic.title}", heading=topic.title, level=level, own=OwnWords.FOLLOW, prose=writer.passage()
        )


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


def targets(material: Material) -> Passage:
    writer = Writer()
    if not material.targets:
        writer.say("Kế hoạch không giao chỉ tiêu định lượng.")
        return writer.passage()
    counts: dict[str, int] = {}
    for target in material.targets:
        counts[status_label(target)] = counts.get(status_label(target), 0) + 1
    summary = words.join_list([f"{number} {lower_first(label)}" for label, number in counts.items()])
    writer.say(f"Trong {len(material.targets)} chỉ tiêu của Kế hoạch: {summary} (chi tiết tại Phụ lục II).")
    for target in material.targets:
        if target.status in NEEDS_ATTENTION:
            writer.add(bullet(f"{target.target.measure}: {lower_first(sentence(target))}"))
    return writer.passage()


def results(material: Material) -> Passage:
    return _gathered(material.figures, "results", "Kết quả nổi bật do các đơn vị nêu:")


def difficulties(material: Material) -> Passage:
    return _gathered(material.figures, "difficulties", "Khó khăn, vướng mắc:")


def proposals(material: Material) -> Passage:
    return _gathered(material.figures, "proposals", "Kiến nghị, đề xuất:")


def _gathered(figures: Consolidated, code: str, lead: str) -> Passage:
    """What units wrote, the same words once with all who wrote them, most often said first."""
    writer = Writer()
    opinions: dict[str, list[str]] = {}
    for gathered in figures.narratives:
        if gathered.code == code:
            for unit, text in gathered.texts:
                opinions.setdefault(text, []).extend(figures.unit_names([unit]))
    if not opinions:
        writer.say(f"{lead} các đơn vị không nêu.")
        return writer.passage()
    writer.add(paragraph(italic(lead)))
    ranked = sorted(opinions.items(), key=lambda opinion: -len(opinion[1]))
    for text, names in ranked[:OPINIONS]:
        writer.add(bullet(f"{_some(names)}: {text}"))
    rest = sum(len(names) for _, names in ranked[OPINIONS:])
    if rest:
        writer.say(f"Ngoài ra còn ý kiến của {rest} đơn vị, xem toàn văn ở trang số liệu tổng hợp của kỳ.")
    return writer.passage()


def _some(names: Sequence[str]) -> str:
    return words.join_list(names) if len(names) <= 3 else f"{', '.join(names[:2])} và {len(names) - 2} đơn vị khác"


def next_tasks(material: Material) -> Passage:
    writer = Writer()
    if not material.next_tasks:
        writer.say("Tiếp tục thực hiện các nhiệm vụ của Kế hoạch; đôn đốc các đơn vị gửi báo cáo đúng hạn.")
        return writer.passage()
    after = in_sentence(material.figures.period.next())
    writer.say(f"Các nhiệm vụ của Kế hoạch đến hạn hoặc phải thực hiện trong {after}:")
    writer.list([_task(task) for task in material.next_tasks])
    return writer.passage()


def _task(task: Task) -> str:
    due = f" (hạn {words.date_short(task.due_on)})" if task.due_on else ""
    return f"{task.text.strip().rstrip('.;')}{due}"


WRITERS: dict[str, Callable[[Material], tuple[OwnWords, Passage]]] = {
    "opening": lambda m: (OwnWords.REPLACE, opening(m)),
    "directing": lambda m: (OwnWords.FOLLOW, reporting(m)),
    "targets": lambda m: (OwnWords.FOLLOW, targets(m)),
    "merits": lambda m: (OwnWords.REPLACE, results(m)),
    "difficulties": lambda m: (OwnWords.REPLACE, difficulties(m)),
    "proposals": lambda m: (OwnWords.REPLACE, proposals(m)),
    "next": lambda m: (OwnWords.FOLLOW, next_tasks(m)),
    "closing": lambda m: (OwnWords.REPLACE, closing(m)),
}
PARTS: dict[str, Callable[[Material, int], Iterator[Section]]] = {"groups": topics}
