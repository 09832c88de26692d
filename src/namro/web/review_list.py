"""The list beside the document: which items are shown, in which order, and how many each choice would show."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from namro.kernel import vietnamese
from namro.plans import queries
from namro.plans.confidence import Judgement, Level, judge
from namro.plans.models import DraftItem
from namro.plans.reviewing import is_sound
from namro.plans.rules import ItemKind, ItemState
from namro.plans.settlement import Names
from namro.web.plan_labels import KINDS, LEVELS, STATES, Card, card

BY_TEXT, UNSURE_FIRST = "text", "unsure"
ORDERS: dict[str, str | Promise] = {
    "": gettext_lazy("từng loại"),
    UNSURE_FIRST: gettext_lazy("không chắc trước"),
    BY_TEXT: gettext_lazy("theo văn bản"),
}


class Row(NamedTuple):
    item: DraftItem
    card: Card
    judgement: Judgement

    @property
    def kind_label(self) -> str | Promise:
        return KINDS[ItemKind(self.item.kind)]

    @property
    def top_section(self) -> str:
        """The part of the plan it stands in: «IV» of «IV.1.c», «PL II» of «PL II.3»."""
        return self.item.section.partition(".")[0]


def row_of(item: DraftItem, names: Names) -> Row:
    return Row(item, card(item, names), judge(item, names))


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a reviewer wants to see; an empty text stands for everything."""

    kind: str = ""
    state: str = ""
    body: str = ""
    section: str = ""
    level: str = ""
    order: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Choice:
        return cls(**{field.name: str(given.get(field.name) or "") for field in fields(cls)})

    @property
    def query(self) -> str:
        return urlencode({field.name: value for field in fields(self) if (value := getattr(self, field.name))})

    @property
    def suffix(self) -> str:
        """Behind an address, so that what comes back shows the same list again."""
        return f"?{self.query}" if self.query else ""

    @property
    def is_narrow(self) -> bool:
        """More is chosen than one of the lists that stand above the filters."""
        return replace(self, state="", order="") != Choice() or self.state not in ("", ItemState.PROPOSED)

    def shows(self, row: Row, *, but: str = "") -> bool:
        """but: the name of a choice that is left out of account."""
        wanted = {name: getattr(self, name) for name in _VALUES if name != but}
        return all(not value or value in _VALUES[name](row) for name, value in wanted.items())


_VALUES: dict[str, Callable[[Row], Sequence[str]]] = {
    "kind": lambda row: (row.item.kind,),
    "state": lambda row: (row.item.state,),
    "body": lambda row: queries.bodies_of(row.item),
    "section": lambda row: (row.top_section,),
    "level": lambda row: (row.judgement.level,),
}


class Option(NamedTuple):
    value: str
    label: str
    number: int
    is_chosen: bool


class Facet(NamedTuple):
    name: str
    label: str
    all_label: str
    options: tuple[Option, ...]


class Group(NamedTuple):
    id: str
    label: str
    rows: tuple[Row, ...]


class ReviewList(NamedTuple):
    """waiting: rows shown that nobody has looked at; sound: those of them in which nothing is missing."""

    choice: Choice
    groups: tuple[Group, ...]
    facets: tuple[Facet, ...]
    quick: tuple[dict[str, Any], ...]
    shown: int
    total: int
    waiting: int
    sound: int


def review_list(rows: Sequence[Row], choice: Choice) -> ReviewList:
    shown = [row for row in rows if choice.shows(row)]
    waiting = [row for row in shown if row.item.state == ItemState.PROPOSED]
    return ReviewList(
        choice=choice,
        groups=tuple(_groups(shown, choice.order)),
        facets=tuple(_facets(rows, choice)),
        quick=tuple(_quick(rows, choice)),
        shown=len(shown),
        total=len(rows),
        waiting=len(waiting),
        sound=sum(1 for row in waiting if is_sound(row.item)),
    )


def _groups(rows: Sequence[Row], order: str) -> Iterable[Group]:
    if order == BY_TEXT:
        ordered = sorted(rows, key=lambda row: (row.item.start is None, row.item.start or 0, row.item.pk))
        yield Group("theo-van-ban", _("Theo thứ tự văn bản"), tuple(ordered))
        return
    labels: Mapping[Any, str | Promise] = LEVELS if order == UNSURE_FIRST else KINDS
    for name, label in labels.items():
        found = tuple(row for row in rows if name in (row.judgement.level, row.item.kind))
        if found:
            yield Group(str(name), str(label), found)


def _facets(rows: Sequence[Row], choice: Choice) -> Iterable[Facet]:
    words: dict[str, tuple[str, str, Callable[[str], str]]] = {
        "level": (_("Mức chắc chắn"), _("Mọi mức"), lambda value: str(LEVELS[Level(value)])),
        "kind": (_("Loại"), _("Mọi loại"), lambda value: str(KINDS[ItemKind(value)])),
        "body": (_("Cơ quan"), _("Mọi cơ quan"), str),
        "section": (_("Phần"), _("Mọi phần"), lambda value: value or _("ngoài các phần")),
        "state": (_("Trạng thái"), _("Mọi trạng thái"), lambda value: str(STATES[ItemState(value)])),
    }
    for name, (label, all_label, say) in words.items():
        counts = Counter(
            value for row in rows if choice.shows(row, but=name) for value in dict.fromkeys(_VALUES[name](row)) if value
        )
        chosen = getattr(choice, name)
        present = {value for row in rows for value in _VALUES[name](row) if value}
        options = [Option(value, say(value), counts[value], value == chosen) for value in _sorted(name, present)]
        yield Facet(name, label, all_label, tuple(options))


_ORDER: dict[str, Sequence[str]] = {"kind": list(ItemKind), "level": list(Level), "state": list(ItemState)}


def _sorted(name: str, values: Iterable[str]) -> list[str]:
    if order := _ORDER.get(name):
        return [value for value in order if value in values]
    return sorted(values, key=vietnamese.sort_key)


def _quick(rows: Sequence[Row], choice: Choice) -> Iterable[dict[str, Any]]:
    """The three lists that a reviewer goes through, one click each."""
    lists = [
        (_("Chờ xem"), Choice(state=ItemState.PROPOSED)),
        (_("Chờ xem, không chắc trước"), Choice(state=ItemState.PROPOSED, order=UNSURE_FIRST)),
        (_("Tất cả"), Choice()),
    ]
    for label, own in lists:
        count = None if own.order else sum(1 for row in rows if own.shows(row))
        yield {"label": label, "url": f"{own.suffix or '?'}#cac-muc", "count": count, "current": choice == own}
