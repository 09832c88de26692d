"""The leader's one page in words as an official document."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from namro.organisations.queries import UnitRow
from namro.publishing.builders.assignment import archive, letterhead, official_name, signature
from namro.publishing.overview.sheet import LeaderSheet
from namro.writing.model import Block, Heading, OfficialDocument, bullet, paragraph
from namro.writing.words import roman


def build_leader_page(
    sheet: LeaderSheet, *, standing: UnitRow, owner: UnitRow, on: date, demo: bool
) -> OfficialDocument:
    """standing: whose page it is; owner: whose leaders read it."""
    head = letterhead(standing, on=on)
    return OfficialDocument(
        letterhead=replace(head, symbol=f"BC-{head.symbol}"),
        kind="Báo cáo",
        title=sheet.title,
        body=tuple(_body(sheet)),
        signature=signature(standing),
        recipients=(f"Lãnh đạo {official_name(owner)}", f"Lưu: VT, {archive(standing)}"),
        demonstration=demo,
    )


def _body(sheet: LeaderSheet) -> Iterator[Block]:
    for number, part in enumerate(sheet.parts, 1):
        yield Heading(1, roman(number), part.heading)
        yield from (bullet(line) if len(part.lines) > 1 else paragraph(line) for line in part.lines)
