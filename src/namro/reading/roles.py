"""What a section is for, told by its heading, by its place, or by what stands below it."""

from __future__ import annotations

from namro.kernel.vietnamese import fold
from namro.reading.agencies import find_subject
from namro.reading.draft import Draft
from namro.reading.headings import FORM, LONGEST_HEADING, Role, is_for_all, role_of_heading
from namro.reading.numbering import Kind
from namro.reading.outline import Node

_ORDER = [Role.PURPOSE, Role.TARGETS, Role.TASKS, Role.ASSIGNMENT]


def give_roles(draft: Draft) -> None:
    """Reads the trees of all documents; writes the role of every node."""
    for document in draft.documents:
        _top_sections(document.tree)
        for child in document.tree.children:
            _inherit(child)
        for annex in document.annexes:
            form = FORM.match(fold(annex.title)) is not None
            annex.tree.role = Role.FORM if form else Role.OTHER
            for child in annex.tree.children:
                child.role = _by_heading(child) or annex.tree.role
                _inherit(child)


def _top_sections(root: Node) -> None:
    """Printed headings speak for themselves; a lost one is told by its neighbours in the usual order."""
    sections = root.children
    for node in sections:
        node.role = _by_heading(node) or (Role.ASSIGNMENT if _lists_bodies(node) or _orders(node) else "")
    last: Role | None = None  # of the roles with a usual order, the one before
    assigns = max((at for at, node in enumerate(sections) if node.role == Role.ASSIGNMENT), default=-1)
    ordered = max((at for at, node in enumerate(sections) if node.role in _ORDER), default=-1)
    for at, node in enumerate(sections):
        if not node.role:
            node.role = _by_place(sections, at, last, assigned_later=assigns > at, last_of_all=ordered <= at)
        last = Role(node.role) if node.role in _ORDER else last


def _orders(node: Node) -> bool:
    """An article that says who carries the decision out."""
    return node.marker is not None and node.marker.kind is Kind.ARTICLE and find_subject(node.text) is not None


def _by_place(sections: list[Node], at: int, last: Role | None, *, assigned_later: bool, last_of_all: bool) -> Role:
    if len(sections) == 1 and not sections[0].text:
        return Role.OTHER  # a text without sections: its numbered items have roles of their own
    if last is Role.ASSIGNMENT:
        return Role.ASSIGNMENT
    if last is None:
        return Role.PURPOSE if sections[at].lost and at + 1 < len(sections) else Role.OTHER
    return Role.TASKS if assigned_later or last_of_all else Role.OTHER


def _inherit(node: Node) -> None:
    """A role goes down to what stands below, until a heading there says otherwise."""
    for child in node.children:
        own = _by_heading(child) if not child.is_bullet else None
        child.role = own if own and _may_change(node, child, own) else node.role
        if child.role in (Role.TASKS, Role.OTHER, Role.PURPOSE) and (_lists_bodies(child) or _orders(child)):
            child.role = Role.ASSIGNMENT
        _inherit(child)


def _may_change(node: Node, child: Node, own: Role) -> bool:
    if node.role in (Role.OTHER, ""):
        return True
    if node.role in (Role.ASSIGNMENT, Role.REPORTING):
        return own in (Role.REPORTING, Role.MONEY) or (own is Role.TASKS and is_for_all(child.text))
    if not child.children:
        return own in (Role.TARGETS, Role.PURPOSE) and node.role in (Role.PURPOSE, Role.TARGETS)
    return own is not Role.SITUATION


def _by_heading(node: Node) -> Role | None:
    text = _heading(node)
    if not text:
        return None
    return role_of_heading(text)


def _heading(node: Node) -> str:
    """The words of a heading: a short line without a full stop, or what stands before the colon of a longer one."""
    if node.marker is None and not node.lost:
        return ""
    text = node.text.rstrip()
    if text.endswith((".", ";")) and not (node.children and len(text.split()) <= 12):
        colon = text.find(":")
        text = text[:colon] if 0 < colon < 80 else ""
    return text if len(text.split()) <= LONGEST_HEADING else ""


def _lists_bodies(node: Node) -> bool:
    """Most numbered items below are headed by the name of a body."""
    items = [c for c in node.children if c.marker and c.marker.kind is not Kind.BULLET]
    if len(items) < 3:
        return False
    named = sum(1 for c in items if is_body_heading(c))
    return named * 3 >= len(items) * 2


def is_body_heading(node: Node) -> bool:
    subject = find_subject(node.text)
    return subject is not None and subject.heading and len(node.text[: subject.end].split()) <= 60
