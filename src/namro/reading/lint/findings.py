"""What the clerk's eye says, and what it may be told about the world around the document."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from namro.kernel.problems import Severity
from namro.kernel.times import Regime


@dataclass(frozen=True, slots=True)
class Place:
    """Code points `start` to `end` of the reading's text; section is the printed path, "" where there is none."""

    start: int
    end: int
    section: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a careful clerk would query. `code` is stable; sentence and remedy are for people."""

    code: str
    place: Place
    sentence: str
    remedy: str
    severity: Severity = Severity.WARNING


@dataclass(frozen=True, slots=True)
class NameCheck:
    """Whether a unit of that name exists on the plan's date; `likely` is what was probably meant, or ""."""

    is_known: bool
    likely: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LintContext:
    """What a document alone does not say. A rule whose part is None does not run.

    check_name: the unit tree on the plan's date, asked for one name of a body.
    parent: the plan above in the JSON form of a reading.
    regime: which cut-offs the reports count to; with it, working days are looked at, too.
    """

    check_name: Callable[[str], NameCheck] | None = None
    parent: Mapping[str, Any] | None = None
    regime: Regime | None = None
