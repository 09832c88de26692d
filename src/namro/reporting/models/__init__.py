"""Due reports, the figures they carry with every revision, and the steps of their chain."""

from namro.reporting.models.figures import TOTAL, Figure, FigureRevision
from namro.reporting.models.reports import (
    Narrative,
    PinnedRevision,
    Report,
    ReportPart,
    ReportStep,
    SignedFile,
    WarningReason,
)

__all__ = [
    "TOTAL",
    "Figure",
    "FigureRevision",
    "Narrative",
    "PinnedRevision",
    "Report",
    "ReportPart",
    "ReportStep",
    "SignedFile",
    "WarningReason",
]
