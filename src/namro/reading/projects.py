"""Component projects of a programme and who leads each."""

from __future__ import annotations

import regex

from namro.reading.agencies import HEAD_START, VERB, split_names
from namro.reading.draft import Draft, Item
from namro.reading.headings import Role
from namro.reading.outline import Node

_NAMED = regex.compile(
    r"\W{0,3}(?P<sub>Tiểu )?dự án (?:số )?(?P<number>\d+)\s*"
    r"(?:\((?:thuộc )?Dự án (?P<of>\d+)\))?\s*[:.]\s*"
    r"(?P<name>[^(;]{4,}?)\s*(?P<rest>\(|[.;]?$|[.;]\s)",
    regex.IGNORECASE,
)
_QUOTED = regex.compile(
    r"(?P<sub>tiểu )?dự án (?:số )?(?P<number>\d+)\s*[:,]?\s*[“\"](?P<name>[^”\"]{8,300})[”\"]", regex.IGNORECASE
)
_SAID = regex.compile(
    r"(?:(?:cơ quan|đơn vị|các đơn vị|các cơ quan)\s+|(?<=^|[;.]\s))(?P<role>chủ trì|chủ quản|"
    r"phối hợp)(?:\s+thực hiện)?\s*:\s*(?P<who>[^;.:]{4,400})",
    regex.IGNORECASE,
)
_INTRODUCED = regex.compile(
    r"^(?:Phân công (?:thực hiện|nhiệm vụ)|Tổ chức thực hiện|Cơ quan thực hiện)\s*:\s*", regex.IGNORECASE
)
_SUPPORTS = regex.compile(r";\s*(?P<who>[^;.]{4,300}?) là (?:cơ quan|đơn vị|các cơ quan) phối hợp", regex.IGNORECASE)
_A_FEW_WORDS = 12
_GIVEN = regex.compile(r"\(?(?:(?:giao|do|đề nghị)\s+)?(?:cho\s+)?(?=\p{L})", regex.IGNORECASE)
_DONE_BY = regex.compile(r"\s*[,;–-]?\s(?:do|giao(?: cho)?)\s+(?=\p{Lu})")
_LEADS = regex.compile(
    r"\s*(?:là (?:cơ quan|đơn vị) )?chủ trì\b[\s,]*(?:(?:và |, )?phối hợp\s+(?:với\s+|cùng\s+)?)?", regex.IGNORECASE
)


def read_projects(draft: Draft) -> None:
    """Reads the trees; writes projects: each once, where it is first named in full."""
    seen: set[str] = set()
    for document in draft.plans():
        for tree in [document.tree, *(annex.tree for annex in document.annexes)]:
            for node in tree.walk():
                for item in _projects(draft, node):
                    if item["code"] not in seen:
                        seen.add(item["code"])
                        draft.projects.append(item)


def _projects(draft: Draft, node: Node) -> list[Item]:
    if not node.text or node.role == Role.FORM:
        return []
    found = _NAMED.match(node.text)
    if found and found["name"].strip():
        code = _code(found, node)
        end = _end_of_name(node.text, found)
        lead, coordinating = _who(node.text[end:].lstrip(" ,;–-"))
        if not lead:
            lead, coordinating = _said_below(node, node.text[end:])
        line = node.paragraph.line  # type: ignore[union-attr]
        quote = draft.quote(line, node.at, node.at + end)
        return (
            [
                {
                    "code": code,
                    "name": node.text[found.start("name") : end].strip(' .;“”"'),
                    "lead": lead,
                    "coordinating": coordinating,
                    **quote,
                }
            ]
            if code
            else []
        )
    items = []
    for match in _QUOTED.finditer(node.text):
        if not match["sub"]:
            quote = draft.quote(node.paragraph.line, node.at + match.start(), node.at + match.end())  # type: ignore[union-attr]
            items.append(
                {
                    "code": f"Dự án {match['number']}",
                    "name": match["name"].strip(),
                    "lead": [],
                    "coordinating": [],
                    **quote,
                }
            )
    return items


def _end_of_name(text: str, found: regex.Match[str]) -> int:
    """ "Dự án 1: Nâng cao năng lực ở cơ sở, do Công an tỉnh chủ trì …": the name ends before who leads."""
    for done in _DONE_BY.finditer(text, found.start("name"), found.end("name")):
        if HEAD_START.match(text, done.end()) and _LEADS.search(text, done.end()):
            return done.start()
    return found.end("name")


def is_led(node: Node) -> bool:
    """A project on one line with who leads it and nothing below."""
    found = _NAMED.match(node.text)
    if found is None or found["sub"] or node.children:
        return False
    return _end_of_name(node.text, found) < found.end("name")


def says_who(node: Node) -> bool:
    """A line under a project that only says who leads it: "Giao Công an tỉnh chủ trì, phối hợp với …"."""
    above = node.parent
    if above is not None and not _is_project(above) and len(above.text.split()) < _A_FEW_WORDS:
        above = above.parent  # "b) Tổ chức thực hiện:" between the two
    if above is None or not _is_project(above):
        return False
    text = _INTRODUCED.sub("", node.text, count=1)
    return bool(_SAID.match(text)) or bool(_LEADS.search(text[:200]) and _who(text)[0] and len(text.split()) < 70)


def _is_project(node: Node) -> bool:
    return node.paragraph is not None and bool(_NAMED.match(node.text) or node.paragraph.is_project)


def _said_below(node: Node, rest: str) -> tuple[list[str], list[str]]:
    """ "Cơ quan chủ trì: Sở Y tế; cơ quan phối hợp: Công an tỉnh", in the same paragraph or the items below."""
    lead: list[str] = []
    coordinating: list[str] = []
    below = [inner for child in node.children for inner in [child, *child.children] if not _is_project(child)]
    for child in below:
        if says_who(child) and not _SAID.search(child.text):
            lead, coordinating = _who(_INTRODUCED.sub("", child.text, count=1))
            also = _SUPPORTS.search(child.text)
            coordinating = coordinating or (split_names(also["who"]) if also else [])
            if lead:
                return lead, coordinating
    for text in [rest, *(inner.text for inner in below)]:
        for found in _SAID.finditer(text):
            names = split_names(found["who"])
            if found["role"].lower().startswith("ph"):
                coordinating = coordinating or names
            else:
                lead = lead or names
    return lead, coordinating


def _code(found: regex.Match[str], node: Node) -> str | None:
    if not found["sub"]:
        return f"Dự án {int(found['number'])}"
    of = found["of"] or _project_above(node)
    return f"Dự án {int(of)} / Tiểu dự án {int(found['number'])}" if of else None


def _project_above(node: Node) -> str | None:
    above = node.parent
    while above is not None:
        match = regex.match(r"\W{0,3}dự án (?:số )?(\d+)", above.text, regex.IGNORECASE)
        if match:
            return str(match[1])
        above = above.parent
    return None


def _who(text: str) -> tuple[list[str], list[str]]:
    """ "(giao Công an tỉnh chủ trì, phối hợp với Sở Y tế và các đơn vị liên quan thực hiện)"."""
    given = _GIVEN.search(text)
    if not given or not HEAD_START.match(text, given.end()):
        return [], []
    leads = _LEADS.search(text, given.end())
    if not leads:
        return [], []
    lead = split_names(text[given.end() : leads.start()])
    rest = text[leads.end() :]
    stop = regex.search(r"\s(?:tổ chức |triển khai )?(?:thực hiện|triển khai)\b|[.;]|\)\s*[.;]?$", rest)
    rest = rest[: stop.start()] if stop else rest
    return lead, split_names(rest) if "phối hợp" in leads.group() and not VERB.match(rest) else []
