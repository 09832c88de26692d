"""How sure reading is of each item, and in words why not; a reviewer looks at the doubtful ones first."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

import regex

from namro.reading.agencies import HEAD_START
from namro.reading.draft import Draft, Item
from namro.reading.headings import Role
from namro.reading.quantities import is_usual_unit

Doubt = tuple[float, str]  # the confidence that is left, and why

_LONGEST_GOAL, _LONGEST_BODY, _SHORTEST_TASK = 350, 90, 4  # characters, characters, words
_PAST = regex.compile(r"(?<!\p{L})(?:đã|năm trước|hiện có|cùng kỳ năm trước|kết quả)(?!\p{L})", regex.IGNORECASE)


def weigh(draft: Draft) -> None:
    """Reads all lists and the trees; writes confidence (0 to 1) and doubts of every item that has any doubt."""
    starts, roles = _roles(draft)
    for kind, doubts in _DOUBTS.items():
        for item in getattr(draft, kind):
            at = bisect_right(starts, item["span"][0]) - 1
            found = [*doubts(item), *_place(kind, roles[at] if at >= 0 else "")]
            if found:
                item["confidence"] = min(left for left, _why in found)
                item["doubts"] = [why for _left, why in sorted(found)]


def _roles(draft: Draft) -> tuple[list[int], list[str]]:
    """Where each block begins, and the role of the part it stands in; "" outside the body."""
    roles: dict[int, str] = {}
    for document in draft.documents:
        for node in document.tree.walk():
            roles |= dict.fromkeys(node.element.blocks if node.element else (), str(node.role))
    blocks = draft.source.blocks
    return [block.start for block in blocks], [roles.get(n, "") for n in range(len(blocks))]


def _place(kind: str, role: str) -> Iterator[Doubt]:
    if kind == "targets" and role in (Role.PURPOSE, Role.MONEY):
        yield 0.6, "đứng ở phần thường không nêu chỉ tiêu"


def _target(item: Item) -> Iterator[Doubt]:
    if not item["unit"]:
        yield 0.5, "chưa rõ đơn vị tính"
    elif not is_usual_unit(item["unit"]):
        yield 0.7, f"đơn vị tính ít gặp: «{item['unit']}»"
    if len(item["quote"]) > _LONGEST_GOAL:
        yield 0.7, "câu trích dài, có thể gồm nhiều chỉ tiêu"
    if _PAST.search(item["quote"]):
        yield 0.6, "có thể là số liệu đã qua"
    if not item["measure"]:
        yield 0.5, "chưa rõ đo cái gì"


def _allocation(item: Item) -> Iterator[Doubt]:
    if not item["unit"]:
        yield 0.7, "bảng không ghi đơn vị tính"


def _duty(item: Item) -> Iterator[Doubt]:
    if not item["agencies"]:
        yield 0.4, "chưa rõ cơ quan nào phải làm"
    yield from _bodies(item["agencies"])


def _bodies(names: list[str]) -> Iterator[Doubt]:
    for name in names:
        if len(name) > _LONGEST_BODY:
            yield 0.5, "tên cơ quan dài, có thể lẫn việc phải làm"
        elif not HEAD_START.match(name):
            yield 0.6, f"không quen tên cơ quan «{name}»"


def _task(item: Item) -> Iterator[Doubt]:
    if len(item["quote"].split()) <= _SHORTEST_TASK:
        yield 0.6, "ngắn, có thể chỉ là đề mục"


def _annex_task(item: Item) -> Iterator[Doubt]:
    if not item["lead"]:
        yield 0.5, "chưa rõ cơ quan chủ trì"
    if item["time"] and not item["time_to"]:
        yield 0.6, f"chưa hiểu thời gian «{item['time']}»"
    yield from _bodies([*item["lead"], *item["coordinating"]])


def _project(item: Item) -> Iterator[Doubt]:
    if not item["lead"]:
        yield 0.6, "chưa rõ cơ quan chủ trì"
    yield from _bodies([*item["lead"], *item["coordinating"]])


def _report(item: Item) -> Iterator[Doubt]:
    if not item["who"]:
        yield 0.6, "chưa rõ ai phải báo cáo"
    if not item["to"]:
        yield 0.6, "chưa rõ gửi về đâu"
    if not item["due"] and not item["rule"] and item["period"] != "on_request":
        yield 0.7, "không nêu hạn"
    yield from _bodies(item["who"])


def _citation(item: Item) -> Iterator[Doubt]:
    if item["number"] and not item["date"]:
        yield 0.8, "không thấy ngày ban hành"


_DOUBTS = {
    "targets": _target,
    "allocations": _allocation,
    "duties": _duty,
    "general_tasks": _task,
    "annex_tasks": _annex_task,
    "projects": _project,
    "reporting": _report,
    "citations": _citation,
}
