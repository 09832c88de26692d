"""The result of reading one file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from namro.reading.draft import Draft


@dataclass(frozen=True)
class Reading:
    """`text` is what every span counts in; `kind` is "txt" or "docx"."""

    filename: str
    kind: str
    text: str
    items: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        return {"file": self.filename, **self.items}


_LISTS = (
    "citations", "abbreviations", "targets", "allocations", "stated_totals", "duties", "general_tasks",
    "annex_tasks", "projects", "reporting", "events",
)  # fmt: skip


def finish(draft: Draft) -> Reading:
    items: dict[str, Any] = {"documents": [d.header for d in draft.documents if d.header]}
    items |= {name: getattr(draft, name) for name in _LISTS}
    items["classification"] = None
    items["anomalies"] = draft.anomalies
    return Reading(draft.filename, draft.source.kind, draft.source.text, items)
