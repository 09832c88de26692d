"""What a careful clerk would query in an uploaded document, with the unit tree and the plan above at hand."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from namro.kernel.problems import Refused, Severity
from namro.kernel.times import Regime
from namro.organisations import queries as organisations
from namro.organisations.bodies import Directory, directory_on
from namro.plans import rules
from namro.plans.actions import LISTS
from namro.plans.models import Document, Draft, DraftItem, Plan, Target
from namro.plans.rules import DraftState, ItemKind, ItemState
from namro.reading import Reading
from namro.reading.lint import Finding, LintContext, NameCheck, Place, lint

# What these rules look at (the totals that tables state) is not kept with the draft: what they said at reading stands.
_KEPT = frozenset({"wrong_total"})


def findings_of(document: Document) -> list[Finding]:
    """Findings about the draft of a document as it stands now, in the order of the text.

    Rejected items do not count, nor do goals that are only followed; a corrected item counts as corrected.
    Empty where nothing has been read yet.
    """
    drafts = document.drafts.exclude(state=DraftState.ABANDONED)
    draft = drafts.order_by("-pk").first() or document.drafts.order_by("-pk").first()
    if draft is None:
        return []
    draft.document = document
    items = list(draft.items.exclude(state__in=(ItemState.REJECTED, ItemState.WITHDRAWN)).order_by("position", "pk"))
    found = [*lint(_reading(draft, items), _context(draft, items)), *_kept(draft)]
    return sorted(found, key=lambda finding: (finding.place.start, finding.place.end, finding.code))


def _reading(draft: Draft, items: Iterable[DraftItem]) -> Reading:
    """The draft in the form in which reading gave it."""
    names = {kind: name for name, kind in LISTS.items()}
    lists: dict[str, Any] = {name: [] for name in LISTS}
    for item in (each for each in items if not each.data.get("followed")):
        lists[names[ItemKind(item.kind)]].append(_entry(item))
    others = [problem for problem in draft.problems if problem.get("code") == "other-document"]
    lists |= {"documents": [draft.header, *others], "outline": draft.outline, "left_out": draft.left_out}
    document = draft.document
    return Reading(document.filename, document.kind, document.text, lists)


def _entry(item: DraftItem) -> dict[str, Any]:
    place = {} if item.start is None else {"span": [item.start, item.end], "quote": item.quote}
    return {**item.data, **place, "section": item.section}


def _kept(draft: Draft) -> list[Finding]:
    return [
        Finding(
            entry["code"],
            Place(entry["span"][0], entry["span"][1], entry.get("section") or ""),
            entry["why"],
            entry.get("remedy") or "",
            Severity(entry.get("severity") or Severity.WARNING),
        )
        for entry in draft.problems
        if entry.get("code") in _KEPT
    ]


def _context(draft: Draft, items: Sequence[DraftItem]) -> LintContext:
    directory = _directory(draft)
    return LintContext(
        check_name=_checker(directory) if directory else None,
        parent=_parent(draft, items),
        regime=Regime.STATUTORY,
    )


def _directory(draft: Draft) -> Directory | None:
    """The names of units on the plan's date; None for a plan without a date or older than the record of its owner."""
    issued = rules.day(draft.header.get("issued_on"))
    try:
        tree = organisations.tree_on(issued) if issued else None
    except Refused:
        return None
    if tree is None or issued is None or draft.document.owner_id not in tree:
        return None
    return directory_on(issued, top=tree.root)


def _checker(directory: Directory) -> Callable[[str], NameCheck]:
    def check(name: str) -> NameCheck:
        match = directory.match(name)
        likely = directory.units[match.alternatives[0]].name if match.kind == "unsure" else ""
        return NameCheck(match.kind in ("unit", "group"), likely)

    return check


def _parent(draft: Draft, items: Iterable[DraftItem]) -> Mapping[str, Any] | None:
    """The newest published plan that this one names among what it carries out; None where there is none."""
    cited = {item.data.get("number") for item in items if item.kind == ItemKind.CITATION} - {None, ""}
    above = Plan.objects.filter(number__in=cited).exclude(draft=draft).order_by("-issued_on", "-pk").first()
    if above is None:
        return None
    return {
        "documents": [{"kind": above.kind, "number": above.number}],
        "targets": [_goal(t) for t in above.targets.all()],
    }


def _goal(target: Target) -> dict[str, Any]:
    return {
        "measure": target.measure,
        "comparator": target.comparator,
        "value": float(target.value),
        "unit": target.unit_label,
        "by": target.due_on.isoformat() if target.due_on else None,
    }
