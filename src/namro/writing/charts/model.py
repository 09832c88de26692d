"""What a chart is drawn from, and what comes out."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Number = int | Decimal | Fraction
Value = Number | None
"""None: nobody gave the figure, which is a gap; zero is drawn as zero."""


@dataclass(frozen=True, slots=True)
class Chart:
    """A drawing and the table of what it says; the first cell of a row heads it.

    narrow: the same drawing for a phone, where one that scales could not be read; "" where one serves both.
    """

    title: str
    svg: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    note: str = ""
    narrow: str = ""


class Tone(StrEnum):
    """The tones of states on pages; each has a pattern, too, so that no meaning hangs on a colour."""

    GOOD = "good"
    WAIT = "wait"
    WARN = "warn"
    BAD = "bad"
    CALM = "calm"


@dataclass(frozen=True, slots=True)
class Line:
    """One series. estimated: the places of values that are estimates; partial: of such as some unit is missing from."""

    name: str
    values: tuple[Value, ...]
    estimated: frozenset[int] = frozenset()
    partial: frozenset[int] = frozenset()

    def remark(self, place: int) -> str:
        """Why a value will still change; "" for one that stands."""
        if self.values[place] is None:
            return ""
        return "ước" if place in self.estimated else "còn thiếu đơn vị" if place in self.partial else ""


@dataclass(frozen=True, slots=True)
class Break:
    """Before the point `before` the map or the law changed, so that what follows is not the same measure."""

    before: int
    label: str


@dataclass(frozen=True, slots=True)
class Bar:
    """values: as many as the chart has names (this year, last year). url: where the bar's parts are."""

    label: str
    values: tuple[Value, ...]
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a whole, with its words."""

    label: str
    count: int
    tone: Tone
