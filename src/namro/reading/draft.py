"""What the reading steps hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from namro.kernel.problems import Problem
from namro.reading.blocks import Source
from namro.reading.elements import Element, Paragraph
from namro.reading.outline import Node
from namro.reading.tables import Sheet
from namro.reading.text import Clean

Item = dict[str, Any]  # one entry of the JSON form


class LeftOut(StrEnum):
    """Why a block of the file is in no part of the outline; the value is the code in the JSON form."""

    DUPLICATE = "duplicate"
    WEB_PAGE = "web_page"
    PAGE_NUMBER = "page_number"
    RUNNING_HEAD = "running_head"
    BLANK = "blank"


@dataclass(slots=True)
class Annex:
    """`label` is "PL" for the only annex, "PL I", "PL II" … for several."""

    elements: list[Element] = field(default_factory=list)
    head: list[Paragraph] = field(default_factory=list)
    label: str = "PL"
    title: str = ""
    tree: Node = field(default_factory=Node)


@dataclass(slots=True)
class DocumentDraft:
    """One official document of the file, cut into letterhead and preamble, body, closing part and annexes."""

    front: list[Element] = field(default_factory=list)
    body: list[Element] = field(default_factory=list)
    closing: list[Element] = field(default_factory=list)
    annexes: list[Annex] = field(default_factory=list)
    attached: bool = False  # issued by the document before it, without number of its own
    kind: str = ""
    header: Item = field(default_factory=dict)
    tree: Node = field(default_factory=Node)

    def parts(self) -> list[list[Element]]:
        annexes = [[*annex.head, *annex.elements] for annex in self.annexes]
        return [self.front, self.body, self.closing, *annexes]

    def elements(self) -> list[Element]:
        return [element for part in self.parts() for element in part]

    @property
    def issued_on(self) -> date | None:
        value = self.header.get("issued_on")
        return date.fromisoformat(value) if value else None


@dataclass(slots=True)
class Draft:
    """Filled step by step; each step's docstring says what it reads and what it writes."""

    filename: str
    source: Source
    lines: list[Clean] = field(default_factory=list)  # clean text of source.blocks, same order
    left_out: dict[int, LeftOut] = field(default_factory=dict)  # by block
    elements: list[Element] = field(default_factory=list)
    documents: list[DocumentDraft] = field(default_factory=list)
    sheets: dict[Node, Sheet] = field(default_factory=dict)  # of the tables of plans that have a heading row
    abbreviations: list[Item] = field(default_factory=list)
    citations: list[Item] = field(default_factory=list)
    targets: list[Item] = field(default_factory=list)
    allocations: list[Item] = field(default_factory=list)
    stated_totals: list[Item] = field(default_factory=list)
    duties: list[Item] = field(default_factory=list)
    general_tasks: list[Item] = field(default_factory=list)
    annex_tasks: list[Item] = field(default_factory=list)
    projects: list[Item] = field(default_factory=list)
    reporting: list[Item] = field(default_factory=list)
    events: list[Item] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def quote(self, line: Clean, start: int = 0, end: int | None = None) -> Item:
        """The "quote" and "span" of line[start:end]."""
        first, last = line.span(start, end)
        return {"quote": self.source.text[first:last], "span": [first, last]}

    def plans(self) -> list[DocumentDraft]:
        """The documents that tasks and targets are read from: a note that only forwards a plan is none."""
        plans = [d for d in self.documents if d.kind not in FORWARDING]
        return plans or self.documents

    def tables(self) -> list[tuple[DocumentDraft, Node, str]]:
        """The place of every table in plans, with the title of its annex ("" outside annexes)."""
        found = []
        for document in self.plans():
            trees = [("", document.tree), *((annex.title, annex.tree) for annex in document.annexes)]
            for title, tree in trees:
                found += [(document, node, title) for node in tree.walk() if node.table]
        return found


FORWARDING = frozenset({"Tờ trình", "Công văn", "Phiếu gửi", "Phiếu chuyển", "Giấy mời", "Thông báo"})
