"""States of uploaded workbooks, and what a mapped cell of somebody else's workbook takes."""

from __future__ import annotations

from enum import StrEnum


class RunState(StrEnum):
    """An upload: being checked, waiting for a person to confirm, being stored, done."""

    CHECKING = "CHECKING"
    READY = "READY"
    STORING = "STORING"
    DONE = "DONE"


class FileState(StrEnum):
    """One file of an upload.

    UNCHANGED: it says what is stored already. CONFLICT: somebody else changed some boxes meanwhile; what they wrote
    stays unless the person chooses the file's figures (OVERRIDE). LEFT: the person left it out.
    """

    WAITING = "WAITING"
    READY = "READY"
    UNCHANGED = "UNCHANGED"
    CONFLICT = "CONFLICT"
    OVERRIDE = "OVERRIDE"
    REFUSED = "REFUSED"
    LEFT = "LEFT"
    STORED = "STORED"
    SENT = "SENT"


STORABLE = (FileState.READY, FileState.CONFLICT, FileState.OVERRIDE)


class Measure(StrEnum):
    """Which figure of an element a mapped cell takes; TARGET is the goal that a plan sets for an indicator."""

    THIS = "THIS"
    PREVIOUS = "PREVIOUS"
    YEAR_TO_DATE = "YEAR_TO_DATE"
    LAST_YEAR = "LAST_YEAR"
    TARGET = "TARGET"
