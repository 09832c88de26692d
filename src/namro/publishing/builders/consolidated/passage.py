"""Writing a passage: text and, for every figure in it, the line that leads to its entries."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from namro.kernel.consolidation import Total
from namro.kernel.figures import format_number
from namro.publishing.builders.consolidated.section import Passage
from namro.publishing.lines import Line
from namro.reporting.queries import Column, TotalRow
from namro.writing.model import Block, bullet, paragraph

NO_FIGURE = "–"


class Writer:
    """Collects blocks and lines in the order in which they are written."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._lines: list[Line] = []

    def passage(self) -> Passage:
        return Passage(blocks=tuple(self._blocks), lines=tuple(self._lines))

    def add(self, *blocks: Block) -> None:
        self._blocks += blocks

    def say(self, text: str) -> None:
        self.add(paragraph(text))

    def list(self, texts: Sequence[str]) -> None:
        """As an official text closes a list: «;» after each, «.» after the last."""
        for number, text in enumerate(texts, 1):
            self.add(bullet(f"{text.rstrip('.;, ')}{'.' if number == len(texts) else ';'}"))

    def line(
        self,
        label: str,
        value: str,
        *,
        place: str = "",
        note: str = "",
        revisions: Iterable[int] = (),
        target: int | None = None,
    ) -> None:
        """Remembers a printed figure. revisions: () for what is counted from something else than figures."""
        self._lines.append(
            Line(
                place=place,
                label=label,
                value=value,
                note=note,
                revisions=tuple(sorted(set(revisions))),
                target=target,
            )
        )

    def count(self, label: str, value: str) -> None:
        """A number that is counted from something else than figures: reports, targets, tasks."""
        self.line(label, value)

    def total(self, label: str, row: TotalRow, column: Column, total: Total[int] | None, *, place: str = "") -> str:
        """The printed form of a total; «–» where nobody gave a number."""
        if total is None or total.value is None:
            return NO_FIGURE
        text = format_number(total.value, row.decimals)
        revisions = column.revisions.get(row.key, ())
        self.line(label, text, place=place, note=note_on(total), revisions=revisions)
        return text


def note_on(total: Total[int]) -> str:
    """What a reader must know about a total: who is missing, what is an estimate, what is kept elsewhere."""
    notes = []
    if total.missing:
        notes.append(f"thiếu {len(total.missing)}/{total.expected} đơn vị")
    if total.estimated:
        notes.append(f"{total.estimated} đơn vị báo ước")
    if total.not_stored:
        notes.append(f"{len(total.not_stored)} đơn vị không lưu ở đây")
    if total.not_applicable:
        notes.append(f"{total.not_applicable} đơn vị không áp dụng")
    return ", ".join(notes)
