"""The result of reading one file."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from namro.kernel.problems import Problem
from namro.reading.blocks import Encoded
from namro.reading.draft import Draft, Item
from namro.reading.outline import Node

_LISTS = (
    "citations", "abbreviations", "targets", "allocations", "stated_totals", "duties", "general_tasks",
    "annex_tasks", "projects", "reporting", "events",
)  # fmt: skip


@dataclass(frozen=True)
class Reading:
    """`text` is what every span counts in; `kind` is that of Source. `items` holds the lists of the JSON form;
    "outline" and "left_out" together name every block of the file once, with its page where the file has pages.
    `encoded`: parts of the text that are written for an old font."""

    filename: str
    kind: str
    text: str
    items: dict[str, Any]
    problems: tuple[Problem, ...] = ()
    encoded: tuple[Encoded, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {"file": self.filename, "kind": self.kind, **self.items, "problems": [asdict(p) for p in self.problems]}


def finish(draft: Draft) -> Reading:
    """What the steps found; anomalies are looked for in the reading itself."""
    items: dict[str, Any] = {"documents": [d.header for d in draft.documents if d.header]}
    items |= {name: getattr(draft, name) for name in _LISTS} | {"anomalies": []}
    items["classification"] = None
    items["outline"] = _outline(draft)
    items["left_out"] = [{**_span(draft, n), "reason": str(why)} for n, why in sorted(draft.left_out.items())]
    problems = (*draft.source.problems, *draft.problems)
    return Reading(draft.filename, draft.source.kind, draft.source.text, items, problems, draft.source.encoded)


def _span(draft: Draft, number: int) -> Item:
    block = draft.source.blocks[number]
    place = {"block": number, "span": [block.start, block.end]}
    return place if block.page is None else {**place, "page": block.page}


def _outline(draft: Draft) -> list[Item]:
    """Every block that is read, in the order of the file, with its place."""
    places: dict[int, Item] = {}
    for number, document in enumerate(draft.documents):
        for part, elements in (("front", document.front), ("closing", document.closing)):
            for element in elements:
                places |= {n: {"document": number, "part": part} for n in element.blocks}
        _tree_places(places, document.tree, {"document": number, "part": "body"})
        for annex in document.annexes:
            place = {"document": number, "part": "annex", "annex": annex.label}
            for paragraph in annex.head:
                places |= {n: {**place, "role": "heading"} for n in paragraph.blocks}
            _tree_places(places, annex.tree, place)
    return [{**_span(draft, n), **places[n]} for n in sorted(places)]


def _block_above(node: Node) -> int | None:
    """The block over the node; None under a lost heading. A line taken apart is one block, and not its own parent."""
    assert node.element is not None
    first = node.element.blocks[0]
    above = node.parent
    while above is not None and above.element is not None and above.element.blocks[0] >= first:
        above = above.parent
    return above.element.blocks[0] if above is not None and above.element is not None else None


def _tree_places(places: dict[int, Item], root: Node, place: Item) -> None:
    depth = {id(root): 0}
    for node in root.walk()[1:]:
        depth[id(node)] = depth[id(node.parent)] + 1
        if node.element is None:
            continue
        first = node.element.blocks[0]
        parent = _block_above(node)
        for n in node.element.blocks:
            places[n] = {
                **place,
                "section": node.section,
                "role": str(node.role),
                "marker": node.marker.label if node.marker and n == first else "",
                "depth": depth[id(node)],
                "parent": parent,
                "table": node.table is not None,
            }
