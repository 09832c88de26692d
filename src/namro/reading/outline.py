"""The stack automaton that turns numbered paragraphs into a tree.

For every numbering token it decides: child of what is open, next of its list, or a restart. A list that
starts again at 1 without a printed heading between means that a heading was lost in copying: a node without
text (`lost`) takes its place, and gets its number back only when the next printed one proves it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeGuard

from namro.reading.agencies import find_subject
from namro.reading.elements import Element, Paragraph, Table
from namro.reading.headings import AUTHORITY, is_for_all, role_of_heading
from namro.reading.numbering import LETTERS, Kind, Marker, label_of, read_marker
from namro.reading.text import joined

_GREAT = frozenset({Kind.PART, Kind.CHAPTER, Kind.SECTION, Kind.UPPER, Kind.ROMAN, Kind.ARTICLE})
LIST_ROOT = (Kind.ROMAN, 0)


@dataclass(slots=True, eq=False)
class Node:
    """A place in the outline. `element` is None for the root and for a lost heading.

    `at` is where the text proper begins, after the marker; `section` is the printed path ("II.3", "PL I.2").
    """

    parent: Node | None = None
    marker: Marker | None = None
    element: Element | None = None
    at: int = 0
    rank: tuple[int, int] = (0, 0)
    value: int = 0
    label: str = ""
    lost: bool = False
    section: str = ""
    role: str = ""
    bodies: tuple[str, ...] = ()  # who the work below falls to
    requested: bool = False  # they are asked, not ordered ("Đề nghị")
    children: list[Node] = field(default_factory=list)

    @property
    def paragraph(self) -> Paragraph | None:
        return self.element if isinstance(self.element, Paragraph) else None

    @property
    def table(self) -> Table | None:
        return self.element if isinstance(self.element, Table) else None

    @property
    def text(self) -> str:
        """The node's own words after its marker; "" for tables, lost headings, footnotes, and what is too long."""
        if self.paragraph is None or self.paragraph.is_oversized or self.paragraph.footnote:
            return ""
        return self.paragraph.line.text[self.at :]

    @property
    def is_bullet(self) -> bool:
        return self.marker is not None and self.marker.kind is Kind.BULLET

    def walk(self) -> list[Node]:
        """This node and all below it, in the order of the text."""
        nodes, stack = [], [self]
        while stack:
            node = stack.pop()
            nodes.append(node)
            stack.extend(reversed(node.children))
        return nodes


def build(elements: list[Element], *, prefix: str = "") -> Node:
    """The tree of one part of a document (its body, or one annex, whose name is the prefix of its sections).

    Footnotes explain and ask for nothing: each stands below what is open, without text of its own.
    """
    root = Node(section=prefix)
    elements = _with_headings(elements)
    automaton = _Automaton(root, elements)
    for at, element in enumerate(elements):
        automaton.take(at, element)
    for node in root.walk()[1:]:
        node.section = _path(node, prefix)
    return root


def _with_headings(elements: list[Element]) -> list[Element]:
    """ "Phần thứ ba" on a line of its own and its heading on the next are one paragraph."""
    found: list[Element] = []
    for element in elements:
        last = found[-1] if found else None
        if isinstance(last, Paragraph) and _is_bare_number(last) and _is_heading_text(element):
            found[-1] = Paragraph(joined([last.line, element.line]), (*last.blocks, *element.blocks))
        else:
            found.append(element)
    return found


def _is_heading_text(element: Element) -> TypeGuard[Paragraph]:
    return isinstance(element, Paragraph) and element.is_heading_like and read_marker(element.line.text) is None


def _is_bare_number(paragraph: Paragraph) -> bool:
    marker = read_marker(paragraph.line.text)
    return marker is not None and marker.kind is not Kind.BULLET and not paragraph.line.text[marker.end :].strip(" .:")


class _Automaton:
    def __init__(self, root: Node, elements: list[Element]) -> None:
        self.root = root
        self.elements = elements
        markers = [read_marker(e.line.text) for e in elements if isinstance(e, Paragraph)]
        counted = [m.value for m in markers if m is not None and m.kind is Kind.ARABIC]
        self.only_ones = len(counted) > 3 and counted.count(1) * 4 > len(counted) * 3  # Word's lists, pasted
        self.is_numbered = any(m is not None and m.kind in _GREAT for m in markers) or len(counted) > 2
        self.has_divisions = any(m is not None and m.kind in _GREAT for m in markers)
        self.open: list[Node] = []
        self.ranks: dict[Kind, tuple[int, int]] = {}  # of the great divisions, as this text nests them

    def take(self, at: int, element: Element) -> None:
        if isinstance(element, Table):
            self._close_bullets()
            self._add(Node(element=element))
            return
        if element.footnote:
            self._add(Node(element=element))
            return
        marker = read_marker(element.line.text)
        if marker is None and self._is_division(element):
            self._take_division(element)
        elif marker is None and self._heads_bullets(at, element):
            self._take_body(element)
        elif marker is None:
            self._take_unmarked(at, element)
        elif marker.kind is Kind.BULLET:
            self._take_bullet(marker, element)
        else:
            self._take_numbered(_settled(marker, self.open), element)

    def _top(self) -> Node:
        return self.open[-1] if self.open else self.root

    def _add(self, node: Node) -> Node:
        node.parent = self._top()
        node.parent.children.append(node)
        return node

    def _push(self, node: Node) -> None:
        self.open.append(self._add(node))

    def _close_bullets(self) -> None:
        while self.open and self.open[-1].rank[0] >= Kind.BULLET:
            self.open.pop()

    def _take_unmarked(self, at: int, paragraph: Paragraph) -> None:
        """Belongs to the numbered item above it. "Tiểu dự án 1: …" without a marker belongs to the project above."""
        inner = paragraph.is_subproject and any(n.paragraph and n.paragraph.is_project for n in self.open)
        if inner:
            while not (self.open[-1].paragraph and self.open[-1].paragraph.is_project):
                self.open.pop()
        elif not self._is_introduced(paragraph):
            self._close_bullets()
        node = Node(element=paragraph)
        below = self._marker_at(at + 1)
        lists = not self.is_numbered and paragraph.is_heading_like and below is not None and below.kind is Kind.BULLET
        if paragraph.line.text.endswith(":") or lists:  # what it introduces are its children
            node.rank = (Kind.BULLET, -1)
            self._push(node)
        else:
            self._add(node)

    def _is_introduced(self, paragraph: Paragraph) -> bool:
        """In a text without any numbers the line of a body, "Hội Phụ nữ:", holds the plain lines below it."""
        top = self._top()
        return (
            not self.is_numbered
            and top.rank == (Kind.BULLET, -1)
            and not paragraph.is_heading_like
            and find_subject(top.text) is not None
            and find_subject(paragraph.line.text) is None
        )

    def _is_division(self, paragraph: Paragraph) -> bool:
        """A heading whose number was lost, or never printed: in capitals, or in the words of a usual heading."""
        text = paragraph.line.text
        if not paragraph.is_heading_like or len(text.split()) < 2 or AUTHORITY.match(text):
            return False
        if not text.isupper():
            return (
                not self.is_numbered
                and len(text.split()) < 13
                and text[0].isupper()
                and not is_for_all(text)
                and role_of_heading(text) is not None
            )
        return role_of_heading(text) is not None or (not self.has_divisions and self.root.section == "")

    def _take_division(self, paragraph: Paragraph) -> None:
        last = next((n for n in reversed(self.open) if n.rank[0] in _GREAT and n.rank != LIST_ROOT), None)
        last = last or next((n for n in self.open if n.rank == LIST_ROOT), None)
        rank = last.rank if last and last.rank[0] in _GREAT else LIST_ROOT
        while self.open and self.open[-1].rank >= rank:
            self.open.pop()
        self._push(Node(element=paragraph, rank=rank, value=last.value + 1 if last else 1, lost=True))

    def _heads_bullets(self, at: int, paragraph: Paragraph) -> bool:
        """The name of a body on a line without number, over what it has to do."""
        subject = find_subject(paragraph.line.text) if len(paragraph.line.text) < 200 else None
        if (
            subject is None
            or not subject.heading
            or subject.start > 12
            or subject.end < len(paragraph.line.text.rstrip(" .:;*"))
        ):
            return False
        marker = self._marker_at(at + 1)
        return marker is not None and (marker.kind is Kind.BULLET or marker.value == 1)

    def _marker_at(self, at: int) -> Marker | None:
        element = self.elements[at] if at < len(self.elements) else None
        return read_marker(element.line.text) if isinstance(element, Paragraph) else None

    def _take_body(self, paragraph: Paragraph) -> None:
        """It stands beside the body before it."""
        siblings = [n for n in self.open if n.paragraph and _names_body(n)]
        rank = siblings[0].rank if siblings else (Kind.ARABIC, 0)
        if rank[0] >= Kind.BULLET:
            rank = (Kind.ARABIC, 0)
        value = siblings[0].value + 1 if siblings else 1
        while self.open and self.open[-1].rank >= rank:
            self.open.pop()
        self._push(Node(element=paragraph, rank=rank, value=value, lost=True))

    def _take_bullet(self, marker: Marker, paragraph: Paragraph) -> None:
        signs = [node.marker.style if node.marker else "" for node in self.open]
        if marker.style in signs:
            del self.open[signs.index(marker.style) :]
        self._push(Node(marker=marker, element=paragraph, at=marker.end, rank=marker.rank))

    def _rank(self, marker: Marker) -> tuple[int, int]:
        """Usually A. holds I. and I. stands above Điều; a text that begins A. or I. inside another says otherwise."""
        kind = marker.kind
        if kind not in _GREAT:
            return marker.rank
        if kind not in self.ranks:
            above = [n for n in self.open if n.marker and n.marker.kind in _GREAT and n.marker.kind is not kind]
            inside = bool(above) and marker.value == 1 and marker.rank < above[-1].rank
            self.ranks[kind] = (above[-1].rank[0], above[-1].rank[1] + 1) if inside else marker.rank
        return self.ranks[kind]

    def _take_numbered(self, marker: Marker, paragraph: Paragraph) -> None:
        rank = self._rank(marker)
        while self.open and self.open[-1].rank > rank:
            self.open.pop()
        if not self.open and rank > LIST_ROOT:
            self._push(Node(rank=LIST_ROOT, value=1, lost=True))
        top = self.open[-1] if self.open else None
        if top and top.rank == rank:
            nested = top.marker and top.marker.style != marker.style and marker.value == 1 and self._styles(marker) == 0
            if not nested:
                self.open.pop()
                starts_anew = marker.value == 1 <= top.value and not self.only_ones
                if starts_anew and not self._is_part_number(marker):
                    self._restart(top)
        if marker.kind is Kind.DOTTED:
            self._lost_number_above(marker)
        below = self.open[-1] if self.open else None
        if below and below.lost and not below.label and rank == below.rank:
            self.open.pop()
        self._confirm_lost(marker, rank)
        node = Node(marker=marker, element=paragraph, at=marker.end, rank=rank, value=marker.value, label=marker.label)
        self._push(node)

    def _styles(self, marker: Marker) -> int:
        """How many open lists already number in this very style."""
        return sum(1 for node in self.open if node.marker and node.marker.style == marker.style)

    @staticmethod
    def _is_part_number(marker: Marker) -> bool:
        return marker.kind in (Kind.PART, Kind.CHAPTER, Kind.UPPER, Kind.ROMAN, Kind.ARTICLE)

    def _restart(self, last: Node) -> None:
        """The list of `last` begins anew: the heading after its parent is missing."""
        parent = self.open.pop() if self.open else None
        if parent is None:
            return
        heading = _trailing_heading(last)
        self._push(Node(rank=parent.rank, value=parent.value + 1, lost=True, element=heading))

    def _lost_number_above(self, marker: Marker) -> None:
        """ "2.1." under "1.": the line "2." is missing."""
        top = self.open[-1] if self.open else None
        if top and top.rank == (Kind.ARABIC, 0) and top.value != marker.values[0] and marker.value == 1:
            self.open.pop()
            self._push(Node(rank=top.rank, value=marker.values[0], label=str(marker.values[0]), lost=True))

    def _confirm_lost(self, marker: Marker, rank: tuple[int, int]) -> None:
        """A printed number proves the one before it."""
        siblings = self._top().children
        last = siblings[-1] if siblings else None
        if last and last.lost and not last.label and last.rank == rank and last.value + 1 == marker.value:
            last.label = label_of(marker.kind, last.value)


def _names_body(node: Node) -> bool:
    subject = find_subject(node.text)
    return subject is not None and subject.heading and not node.is_bullet


def _settled(marker: Marker, open_nodes: list[Node]) -> Marker:
    """`i)` after `h)` and `C.` after `B.` are letters, `I.` is Roman: the open list decides."""
    if marker.kind is Kind.ROMAN and len(marker.label) == 1:
        letters = [node for node in open_nodes if node.marker and node.marker.kind is Kind.UPPER]
        romans = [node for node in open_nodes if node.marker and node.marker.kind is Kind.ROMAN]
        value = LETTERS.upper().find(marker.label) + 1
        if letters and not romans and letters[-1].value + 1 == value and marker.label != "I":
            return Marker(Kind.UPPER, "UPPER" + marker.style[5:], (value,), marker.label, marker.end)
    return marker


def _trailing_heading(last: Node) -> Element | None:
    """A short line without number at the end of the list before: it was the heading, its number is lost."""
    if last.children and last.children[-1].marker is None and not last.children[-1].children:
        child = last.children[-1]
        if child.paragraph and child.paragraph.is_heading_like:
            last.children.pop()
            return child.element
    return None


def _path(node: Node, prefix: str) -> str:
    labels: list[str] = []
    inner: tuple[int, ...] = ()
    step: Node | None = node
    while step is not None and step.parent is not None:
        dotted = step.marker is not None and step.marker.kind is Kind.DOTTED
        hidden = bool(inner) and step.rank[0] in (Kind.ARABIC, Kind.DOTTED) and step.value in inner
        if step.label and not hidden:
            labels.append(step.label)
            if dotted and step.marker:
                inner = step.marker.values[:-1]
                if step.marker.label[0].isalpha():
                    break
        step = step.parent
    path = ".".join(reversed([label for label in labels if label]))
    if not prefix:
        return path
    return f"{prefix}.{path}" if path else prefix
