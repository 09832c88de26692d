"""Chapter III: what the data say for and against; what it means is left to a person."""

from __future__ import annotations

from namro.kernel.targets import Status
from namro.plans.queries import TaskRow
from namro.plans.rules import TaskState
from namro.publishing.builders.consolidated.directing import some_names
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.opinions import gathered, some_units
from namro.publishing.builders.consolidated.passage import Writer
from namro.publishing.builders.consolidated.section import Passage
from namro.publishing.builders.consolidated.target_words import lacking, name_of_target, revisions_of
from namro.publishing.builders.consolidated.task_words import is_overdue, state_of, task_text, who
from namro.reporting.queries import TargetResult

WELL = (Status.REACHED, Status.ON_TRACK)
BADLY = (Status.MISSED, Status.AT_RISK)
# More than this in the text would bury what matters; annexes and the page of the period show everything.
EXAMPLES = 6


def merits(material: Material) -> Passage:
    writer, tally, tasks = Writer(), material.figures.tally, material.tasks
    done = [one for one in material.targets if one.status in WELL]
    finished = [row for row in tasks if state_of(row) is TaskState.DONE]
    facts = [
        _share(writer, "chỉ tiêu của Kế hoạch đạt hoặc đúng tiến độ", len(done), len(material.targets)),
        _share(writer, "nhiệm vụ của Kế hoạch đã hoàn thành", len(finished), len(tasks)),
        _share(writer, "đơn vị gửi báo cáo đúng hạn", tally.in_time, tally.expected),
    ]
    if any(facts):
        writer.say(f"Đến hết kỳ: {'; '.join(filter(None, facts))}.")
    opinions = gathered(material, "results")
    if opinions:
        writer.say("Kết quả nổi bật do các đơn vị nêu:")
        writer.list([f"{some_units(opinion)}: {opinion.text}" for opinion in opinions[:EXAMPLES]])
        for opinion in opinions[:EXAMPLES]:
            writer.count("Lời của đơn vị", f"{some_units(opinion)}: {opinion.text}")
    return writer.passage()


def _share(writer: Writer, what: str, number: int, of: int) -> str:
    """«12/43 chỉ tiêu …»; "" where there is none."""
    if not number:
        return ""
    said = f"{number}/{of} {what}"
    writer.count(what, said)
    return said


def shortcomings(material: Material) -> Passage:
    writer, tally = Writer(), material.figures.tally
    for status, what in ((Status.MISSED, "không đạt"), (Status.AT_RISK, "chậm tiến độ")):
        found = [one for one in material.targets if one.status == status]
        if found:
            said = f"{len(found)} chỉ tiêu {what}"
            writer.count(f"Chỉ tiêu {what}", said)
            writer.say(f"{said}:")
            writer.list([_lacking(one, material, writer) for one in found])
    overdue = [row for row in material.tasks if is_overdue(row, material)]
    if overdue:
        said = f"{len(overdue)} nhiệm vụ đã quá hạn mà chưa xong"
        writer.count("Nhiệm vụ quá hạn", said)
        writer.say(f"{said}:")
        writer.list([_task(row, material, writer) for row in overdue[:EXAMPLES]])
        if len(overdue) > EXAMPLES:
            writer.say(f"Các nhiệm vụ quá hạn khác tại {material.annex('tasks')}.")
    behind = (*tally.missing, *tally.late)
    if behind:
        said = f"{len(behind)} đơn vị gửi báo cáo chậm hoặc chưa gửi: {some_names(behind, material)}."
        writer.count("Đơn vị gửi chậm hoặc chưa gửi", said)
        writer.say(said)
    return writer.passage()


def _lacking(one: TargetResult, material: Material, writer: Writer) -> str:
    """«Tỷ lệ xã không có ma túy: còn thiếu 9 xã»; what it is now stands with the results."""
    text = ": ".join(part for part in (name_of_target(one), lacking(one)) if part)
    writer.line(one.target.measure, text, revisions=revisions_of(one, material.figures), target=one.target.pk)
    return text


def _task(row: TaskRow, material: Material, writer: Writer) -> str:
    text = f"{who(row, material)}: {task_text(row)}" if who(row, material) else task_text(row)
    writer.count("Nhiệm vụ quá hạn", text)
    return text


def causes(material: Material) -> Passage:
    """What units themselves find hard: a hint for whoever writes down the causes, not the causes."""
    writer = Writer()
    opinions = gathered(material, "difficulties")[:3]
    if opinions:
        said = "; ".join(f"{o.text} ({len(o.units)} đơn vị)" for o in opinions)
        writer.count("Khó khăn nêu nhiều nhất", said)
        writer.say(f"Khó khăn được các đơn vị nêu nhiều nhất: {said}.")
    return writer.passage()
