"""What is said of a task: its text, who leads it, how far it has come on the day of the report."""

from __future__ import annotations

from namro.organisations.rules import Relation
from namro.plans.queries import TaskRow
from namro.plans.rules import TaskState
from namro.publishing.builders.consolidated.material import Material
from namro.writing import words

LABELS = {
    TaskState.NOT_STARTED: "Chưa bắt đầu",
    TaskState.IN_PROGRESS: "Đang thực hiện",
    TaskState.DONE: "Đã hoàn thành",
}


def task_text(row: TaskRow) -> str:
    """On one line, without what closes a sentence."""
    return " ".join(row.task.text.split()).rstrip(".;:, ")


def who(row: TaskRow, material: Material) -> str:
    """Who leads: groups by the name that the plan gives them; "" where the plan names nobody."""
    names = (part.named_as or material.unit_name(part.unit) for part in row.lead)
    return words.join_list([name for name in dict.fromkeys(names) if name])


def state_of(row: TaskRow) -> TaskState:
    """Done when all who lead have done it; with nobody to lead it nothing is known, and it has not started."""
    states = {part.state for part in row.lead}
    if not states or states == {TaskState.NOT_STARTED}:
        return TaskState.NOT_STARTED
    return TaskState.DONE if states == {TaskState.DONE} else TaskState.IN_PROGRESS


def is_overdue(row: TaskRow, material: Material) -> bool:
    """Its day is over and somebody who was ordered to has not done it; bodies that are asked are never late."""
    due = row.task.due_on
    ordered = [part for part in row.lead if part.relation is not Relation.REQUESTED]
    is_open = any(part.state is not TaskState.DONE for part in ordered)
    return due is not None and due < material.on and not row.task.recurring and is_open
