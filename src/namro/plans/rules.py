"""States of a draft and its items, and what a plan is made of."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from namro.kernel.deadlines import parse_due_rule
from namro.kernel.problems import Refused


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
    WITHDRAWN = "WITHDRAWN"
    """No item of its own any more: it went into its neighbour, or the step that made it was undone."""


class StepKind(StrEnum):
    """What a reviewer did in one step."""

    ACCEPT = "ACCEPT"
    REJECT = "REJECT"
    REOPEN = "REOPEN"
    CORRECT = "CORRECT"
    ADD = "ADD"
    SPLIT = "SPLIT"
    MERGE = "MERGE"
    FOLLOW = "FOLLOW"
    UNDO = "UNDO"


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


class BaseFrom(StrEnum):
    """The base of a growth or fall: figures kept here of last or an earlier year, or a number with its source."""

    SYSTEM = "SYSTEM"
    GIVEN = "GIVEN"
    YEAR = "YEAR"


BINDING_STATES = frozenset({ItemState.ACCEPTED, ItemState.CORRECTED})
TASK_KINDS = (ItemKind.DUTY, ItemKind.GENERAL_TASK, ItemKind.ANNEX_TASK, ItemKind.EVENT)
# Kinds that become part of a plan; one that nobody has looked at stops publication.
MAKING_KINDS = (ItemKind.TARGET, ItemKind.ALLOCATION, *TASK_KINDS, ItemKind.PROJECT, ItemKind.REPORTING)

# How a number may be read at publication: the default first (catalogue: a bare number is a floor).
READINGS: dict[Comparator, tuple[Comparator, ...]] = {
    Comparator.EQUAL: (Comparator.AT_LEAST, Comparator.EQUAL, Comparator.AT_MOST),
    Comparator.INCREASE: (Comparator.INCREASE_AT_LEAST, Comparator.INCREASE),
    Comparator.DECREASE: (Comparator.DECREASE_AT_LEAST, Comparator.DECREASE),
}


def readings(comparator: Comparator) -> tuple[Comparator, ...]:
    """The readings a person may choose from, the default first; one alone where the text leaves nothing open."""
    return READINGS.get(comparator, (comparator,))


def is_change(comparator: Comparator) -> bool:
    """True for a goal that is measured from a base (tăng, giảm)."""
    return comparator.startswith(("increase", "decrease"))


def check_can_review(state: DraftState) -> None:
    if state is not DraftState.OPEN:
        raise Refused("draft-closed", "Bản nháp này đã công bố hoặc đã hủy nên không sửa được nữa.")


def check_version(seen: int, current: int) -> None:
    """Raises Refused("stale-item") when somebody else has changed the item since it was shown."""
    if seen != current:
        raise Refused("stale-item", "Người khác vừa sửa mục này; xem giá trị mới rồi quyết định lại.")


def check_item(kind: ItemKind, data: Mapping[str, Any]) -> None:
    """Raises Refused("item-data") with what is missing or contradictory in the data of one item."""
    missing = [label for key, label in _NEEDED.get(kind, ()) if not str(data.get(key) or "").strip()]
    if missing:
        raise Refused("item-data", f"Còn thiếu: {', '.join(missing)}.")
    if kind is ItemKind.TARGET:
        _check_target(data)
    if kind is ItemKind.REPORTING:
        _check_reporting(data)


_NEEDED: dict[ItemKind, tuple[tuple[str, str], ...]] = {
    ItemKind.TARGET: (("measure", "nội dung đo"), ("unit", "đơn vị tính")),
    ItemKind.ALLOCATION: (("unit_name", "tên đơn vị"),),
    ItemKind.DUTY: (("text", "nội dung công việc"),),
    ItemKind.GENERAL_TASK: (("text", "nội dung công việc"),),
    ItemKind.ANNEX_TASK: (("text", "nội dung công việc"),),
    ItemKind.PROJECT: (("code", "ký hiệu dự án"), ("name", "tên dự án")),
    ItemKind.REPORTING: (("what", "loại văn bản phải gửi"),),
    ItemKind.EVENT: (("what", "tên sự kiện"),),
    ItemKind.CITATION: (("kind", "loại văn bản"),),
    ItemKind.ABBREVIATION: (("short", "chữ viết tắt"), ("long", "chữ đầy đủ")),
}


def _check_target(data: Mapping[str, Any]) -> None:
    if data.get("comparator") not in set(Comparator):
        raise Refused("item-data", "Chưa rõ cách so sánh của chỉ tiêu; chọn một cách trong danh sách.")
    low, high = amount(data.get("value")), amount(data.get("value_to"))
    if low is None:
        raise Refused("item-data", "Chỉ tiêu chưa có giá trị; nhập một con số.")
    if data["comparator"] == Comparator.RANGE and (high is None or high < low):
        raise Refused("item-data", "Khoảng giá trị cần hai số, số sau không nhỏ hơn số trước.")


def _check_reporting(data: Mapping[str, Any]) -> None:
    if data.get("rule"):
        try:
            parse_due_rule(str(data["rule"]))
        except ValueError as trouble:
            raise Refused("item-data", str(trouble)) from None


def goal_of(data: Mapping[str, Any]) -> tuple[str, str]:
    """What a goal measures, and in what: the two by which an indicator is looked for."""
    return data.get("measure") or "", data.get("unit") or ""


_OF_EACH = re.compile(
    r"\b(?:mỗi|từng)\s+(?:xã|phường|đặc khu|huyện|thị xã|thành phố|tỉnh|thôn|bản|đơn vị|địa phương|địa bàn|cơ quan"
    r"|tổ chức|sở|ngành|đoàn thể|trường|cơ sở)\b",
    re.IGNORECASE,
)


def is_of_each(sentence: str) -> bool:
    """«Mỗi xã, phường ít nhất 02 cuộc»: every unit has to reach it by itself, not all of them together."""
    return _OF_EACH.search(sentence) is not None


def amount(value: Any) -> Decimal | None:
    """A number of an item's data; None where there is none or it is no number."""
    if value is None or value == "":
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def day(value: Any) -> date | None:
    """An ISO date of an item's data; None where there is none or it is no date."""
    try:
        return date.fromisoformat(str(value)) if value else None
    except ValueError:
        return None


def year(value: Any) -> int | None:
    """A year of an answer; None where there is none or it is no year."""
    text = str(value or "")
    return int(text) if re.fullmatch(r"(19|20)\d\d", text) else None


def locate(text: str, quote: str, *, near: int = 0) -> tuple[int, int] | None:
    """Where a quote stands in a text, blanks and line ends taken as equal; the place nearest to `near` of several."""
    words = quote.split()
    if not words:
        return None
    pattern = re.compile(r"\s+".join(re.escape(word) for word in words))
    places = [found.span() for found in pattern.finditer(text)]
    return min(places, key=lambda place: abs(place[0] - near), default=None)


_OWN_COLUMNS = frozenset({"quote", "span", "section", "confidence", "doubts"})


def standing_data(kind: ItemKind, entry: Mapping[str, Any]) -> dict[str, Any]:
    """The data of an item from an entry of the reading form; a task keeps its sentence on one line as text."""
    data = {key: value for key, value in entry.items() if key not in _OWN_COLUMNS}
    if kind in TASK_KINDS and kind is not ItemKind.EVENT:
        data["text"] = one_line(entry.get("quote", ""))
    return data


def confidence_of(entry: Mapping[str, Any]) -> float:
    """How sure reading was of an entry, 0 to 1; one that says nothing about it is sure."""
    given = entry.get("confidence")
    return min(max(float(given), 0.0), 1.0) if isinstance(given, int | float) else 1.0


def one_line(text: str) -> str:
    return " ".join(text.split())
