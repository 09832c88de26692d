"""Chapter V: what falls due in the next period, who does it, and what has to be caught up."""

from __future__ import annotations

from namro.kernel.targets import Status
from namro.kernel.times import FREE_KINDS, Period, short_date
from namro.plans.queries import TaskRow
from namro.plans.rules import TaskState
from namro.publishing.builders.consolidated.frame import in_sentence
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import Passage
from namro.publishing.builders.consolidated.target_words import name_of_target
from namro.publishing.builders.consolidated.task_words import is_overdue, state_of, task_text, who
from namro.writing import words

LISTED = 12
BEHIND = (Status.MISSED, Status.AT_RISK)


def ahead(material: Material) -> Passage:
    """Only what has a date, a target or a report behind it; the officer adds the rest."""
    writer, period = Writer(), material.figures.period
    after = period.next() if period.kind not in FREE_KINDS else None
    due = _due(material, after)
    if due and after:
        writer.say(f"Các nhiệm vụ đến hạn trong {in_sentence(after)}:")
        writer.list([_task(row, material, writer) for row in due[:LISTED]])
        if len(due) > LISTED:
            writer.say(f"Các nhiệm vụ đến hạn khác tại {material.annex('tasks')}.")
    elif after:
        writer.say(f"Kế hoạch không có nhiệm vụ riêng nào đến hạn trong {in_sentence(after)}.")
    goals = [name_of_target(one) for one in material.targets if one.status in BEHIND]
    if goals:
        writer.say("Tập trung thực hiện các chỉ tiêu chậm tiến độ, chưa đạt:")
        writer.list(goals[:LISTED])
        for goal in goals[:LISTED]:
            writer.count("Chỉ tiêu cần tập trung", goal)
    for said in _reminders(material, after):
        writer.count("Việc của kỳ tới", said)
        writer.say(said)
    return writer.passage()


def _due(material: Material, after: Period | None) -> list[TaskRow]:
    """Tasks with a date in the next period that are not done; what goes on all year is not listed again each time."""
    if after is None:
        return []
    rows = [r for r in material.tasks if r.task.due_on and r.task.due_on in after and not r.task.recurring]
    waiting = [row for row in rows if state_of(row) is not TaskState.DONE and not is_overdue(row, material)]
    return sorted(waiting, key=lambda row: row.task.due_on or material.on)


def _task(row: TaskRow, material: Material, writer: Writer) -> str:
    """«Sở Y tế: tập huấn … (hạn 30/9/2026)»."""
    lead = who(row, material)
    due = f" (hạn {words.date_short(row.task.due_on)})" if row.task.due_on else ""
    text = f"{lead}: {task_text(row)}{due}" if lead else f"{task_text(row)}{due}"
    writer.count("Nhiệm vụ đến hạn", text)
    return text


def _reminders(material: Material, after: Period | None) -> list[str]:
    said = []
    overdue = sum(is_overdue(row, material) for row in material.tasks)
    if overdue:
        said.append(f"Đôn đốc hoàn thành {overdue} nhiệm vụ đã quá hạn nêu tại {material.annex('tasks')}.")
    if material.figures.tally.missing:
        number = len(material.figures.tally.missing)
        said.append(f"Đôn đốc {number} đơn vị chưa gửi báo cáo nêu tại {material.annex('reporters')}.")
    if material.next_due and after:
        said.append(
            f"Các đơn vị gửi báo cáo {in_sentence(after)} về {material.sender.issuer.name} "
            f"chậm nhất ngày {short_date(material.next_due)}."
        )
    return said
