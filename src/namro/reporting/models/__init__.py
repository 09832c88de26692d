"""Due reports, the figures they carry with every revision, the steps of their chain, and who was reminded of them."""

from namro.reporting.models.figures import TOTAL, Figure, FigureRevision
from namro.reporting.models.reminders import CalendarFeed, Escalation, Mail, Reminder, ReminderPolicy
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
    "CalendarFeed",
    "Escalation",
    "Figure",
    "FigureRevision",
    "Mail",
    "Narrative",
    "PinnedRevision",
    "Reminder",
    "ReminderPolicy",
    "Report",
    "ReportPart",
    "ReportStep",
    "SignedFile",
    "WarningReason",
]
