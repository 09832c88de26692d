"""States of a draft and its items, and what a plan is made of."""

from __future__ import annotations

from enum import StrEnum


class DraftState(StrEnum):
    OPEN = "OPEN"
    PUBLISHED = "PUBLISHED"
    ABANDONED = "ABANDONED"


class ItemKind(StrEnum):
    """What reading finds, in the order in which an officer reviews it."""

    TARGET = "TARGET"
    ALLOCATION = "ALLOCATION"
    DUTY = "DUTY"
    GENERAL_TASK = "GENERAL_TASK"
    ANNEX_TASK = "ANNEX_TASK"
    PROJECT = "PROJECT"
    REPORTING = "REPORTING"
    EVENT = "EVENT"
    CITATION = "CITATION"
    ABBREVIATION = "ABBREVIATION"


class ItemState(StrEnum):
    PROPOSED = "PROPOSED"
    ACCEPTED = "ACCEPTED"
    CORRECTED = "CORRECTED"
    REJECTED = "REJECTED"


class Comparator(StrEnum):
    AT_LEAST = ">="
    AT_MOST = "<="
    MORE = ">"
    LESS = "<"
    EQUAL = "="
    RANGE = "range"
    INCREASE = "increase"
    INCREASE_MORE = "increase>"
    INCREASE_AT_LEAST = "increase>="
    DECREASE = "decrease"
    DECREASE_MORE = "decrease>"
    DECREASE_AT_LEAST = "decrease>="


class Part(StrEnum):
    """How a unit takes part in a task."""

    LEAD = "LEAD"
    COORDINATING = "COORDINATING"


class TaskState(StrEnum):
    NOT_STARTED = "NOT_STARTED"
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"


BINDING_STATES = frozenset({ItemState.ACCEPTED, ItemState.CORRECTED})
