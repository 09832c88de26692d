"""How far an item that was read may be trusted, and why not further, in words."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from namro.kernel.problems import Refused
from namro.kernel.times import short_date
from namro.plans import rules
from namro.plans.models import DraftItem
from namro.plans.rules import ItemKind, ItemState
from namro.plans.settlement import Named, Names

SURE, WORTH_A_LOOK = 0.85, 0.6
# The parts of an item's data that name who has to act; who merely takes part may be named loosely.
ACTING = ("owner", "agencies", "lead", "who", "to")


class Level(StrEnum):
    """The least certain first, as a reviewer wants them."""

    UNSURE = "unsure"
    LOOK = "look"
    SURE = "sure"


@dataclass(frozen=True, slots=True)
class Judgement:
    level: Level
    reasons: tuple[str, ...] = ()


def judge(item: DraftItem, names: Names) -> Judgement:
    """What reading doubts, and what shows only against the units of the day: bodies that stand for nobody."""
    level = _level_of(item.confidence)
    reasons = [str(doubt) for doubt in item.doubts]
    if level is not Level.SURE and not reasons:
        reasons.append("máy không chắc đã đọc đúng câu này")
    if missing := _what_is_missing(item):
        return Judgement(Level.UNSURE, (*reasons, missing))
    later = [*_changed(item), *_without_body(item), *_unknown_bodies(item, names)]
    if later and level is Level.SURE:
        level = Level.LOOK
    return Judgement(level, (*reasons, *later))


def _level_of(confidence: float) -> Level:
    if confidence >= SURE:
        return Level.SURE
    return Level.LOOK if confidence >= WORTH_A_LOOK else Level.UNSURE


def _what_is_missing(item: DraftItem) -> str:
    try:
        rules.check_item(ItemKind(item.kind), item.data)
    except Refused as refused:
        return refused.message[:1].lower() + refused.message[1:].rstrip(".")
    return ""


def _changed(item: DraftItem) -> Iterator[str]:
    if item.state == ItemState.PROPOSED and item.data != item.proposed:
        yield "đã tách, gộp hoặc sửa rồi đưa về chờ xem"


def _without_body(item: DraftItem) -> Iterator[str]:
    if item.kind == ItemKind.DUTY and not item.data.get("agencies"):
        yield "chưa rõ cơ quan thực hiện"


def _unknown_bodies(item: DraftItem, names: Names) -> Iterator[str]:
    for text in dict.fromkeys(name for key in ACTING for name in item.data.get(key) or ()):
        named = names.resolve(text)
        if not named.is_settled:
            yield _unknown(named, names)


def _unknown(named: Named, names: Names) -> str:
    near = [names.directory.units[unit].name for unit in named.alternatives[:2]]
    if near:
        return f"«{named.text}» có thể là {' hoặc '.join(near)}"
    return f"không có đơn vị nào tên «{named.text}» vào ngày {short_date(names.day)}"
