"""What a frozen document remembers of each printed figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One printed figure. place: where it stands; value: as printed; revisions: ids of the entries it stands on.

    target: id of the target that asked for it, None for a figure that no target asks for.
    """

    place: str
    label: str
    value: str
    revisions: tuple[int, ...]
    note: str = ""
    target: int | None = None
