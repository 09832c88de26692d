"""The versions of a report, and what lies between any two of them: figures and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher

from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.reporting.models import FigureRevision, Report, ReportVersion
from namro.reporting.queries.page import ReportPage
from namro.reporting.rules import in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class CellChange:
    """A box in which two states of a report differ. before, after: as told in words; by, at, reason: of the later."""

    key: CellKey
    label: str
    unit: str
    section: str
    before: str
    after: str
    by: str
    at: datetime | None
    reason: str
    source_reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """A piece of text as it stayed, went or came."""

    kind: str  # "same" | "gone" | "new"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WordsChange:
    code: str
    label: str
    pieces: tuple[Words, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """after is None: what now stands in the boxes, sent or not."""

    before: ReportVersion
    after: ReportVersion | None
    cells: tuple[CellChange, ...]
    words: tuple[WordsChange, ...]

    @property
    def is_empty(self) -> bool:
        return not self.cells and not self.words


def versions_of(report: Report) -> list[ReportVersion]:
    """Oldest first."""
    return list(report.versions.select_related("by"))


def difference(page: ReportPage, before: ReportVersion, after: ReportVersion | None = None) -> Difference:
    """Three queries. Figures that a form computes are compared, too."""
    old = _pinned(before)
    new = _pinned(after) if after else newest_revisions(page)
    changed = {key for key in old.keys() | new.keys() if _value(old.get(key)) != _value(new.get(key))}
    texts = after.words if after else {code: narrative.text for code, narrative in page.texts.items()}
    return Difference(
        before=before,
        after=after,
        cells=told_changes(
            page,
            {key: (_value(old.get(key)), _value(new.get(key))) for key in changed},
            {key: new[key] for key in changed if key in new},
        ),
        words=tuple(_words(page, before.words, texts)),
    )


def told_changes(
    page: ReportPage,
    changes: Mapping[CellKey, tuple[Value | None, Value | None]],
    revisions: Mapping[CellKey, FigureRevision],
) -> tuple[CellChange, ...]:
    """In the order of the form. revisions: those that brought the later value, where it is known."""
    places = [(c.key, c.label, s.code) for s in page.form.sections for c in s.cells]
    places += [(d.key, d.label, "") for d in page.form.derived]
    known = {key for key, _, _ in places}
    places += [(key, page.elements[key.element].name, "") for key in sorted(changes.keys() - known)]
    return tuple(
        _told(page, key, label, section, *changes[key], revisions.get(key))
        for key, label, section in dict.fromkeys(places)
        if key in changes
    )


def _told(
    page: ReportPage,
    key: CellKey,
    label: str,
    section: str,
    before: Value | None,
    after: Value | None,
    revision: FigureRevision | None,
) -> CellChange:
    element = page.elements[key.element]
    return CellChange(
        key=key,
        label=label,
        unit=element.unit,
        section=section,
        before=in_words(before, element.decimals),
        after=in_words(after, element.decimals),
        by=revision.by.full_name if revision else "",
        at=revision.at if revision else None,
        reason=revision.reason if revision else "",
        source_reference=revision.source_reference if revision else "",
    )


def _pinned(version: ReportVersion) -> dict[CellKey, FigureRevision]:
    pins = version.pinned.filter(is_opening=False).select_related("revision__by", "revision__element")
    return {key_of(pin.revision): pin.revision for pin in pins.defer("revision__element__spec")}


def newest_revisions(page: ReportPage) -> dict[CellKey, FigureRevision]:
    """The newest revision of every box, a clearing included."""
    report = page.report
    found = FigureRevision.objects.filter(
        unit=report.unit_id,
        supplier=report.unit_id,
        window_start=report.window_start,
        window_end=report.window_end,
    )
    given = {*(c.key for c in page.form.cells()), *(d.key for d in page.form.derived)}
    newest: dict[CellKey, FigureRevision] = {}
    for revision in found.select_related("by", "element").defer("element__spec").order_by("version"):
        if (key := key_of(revision)) in given:
            newest[key] = revision
    return newest


def key_of(revision: FigureRevision) -> CellKey:
    return CellKey(revision.element.code, revision.breakdown)


def _value(revision: FigureRevision | None) -> Value | None:
    if revision is None or not revision.state:
        return None
    return Value(FigureState(revision.state), revision.value, revision.note)


def _words(page: ReportPage, before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[WordsChange]:
    labels = {spec.code: spec.label for spec in page.form.narratives}
    for code in [*labels, *sorted((before.keys() | after.keys()) - labels.keys())]:
        old, new = before.get(code, "").strip(), after.get(code, "").strip()
        if old != new:
            yield WordsChange(code=code, label=labels.get(code, code), pieces=compared_words(old, new))


_PIECE = re.compile(r"\s+|[^\s]+")


def compared_words(old: str, new: str) -> tuple[Words, ...]:
    """Two texts word by word, as one run of what stayed, went and came."""
    a, b = _PIECE.findall(old), _PIECE.findall(new)
    pieces: list[Words] = []
    for kind, i, j, k, n in SequenceMatcher(a=a, b=b, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Words(kind="same", text="".join(a[i:j])))
            continue
        if j > i:
            pieces.append(Words(kind="gone", text="".join(a[i:j])))
        if n > k:
            pieces.append(Words(kind="new", text="".join(b[k:n])))
    return tuple(pieces)
