"""Due reports, the figures they carry with every revision, the steps of their chain, and who was reminded of them."""

from namro.reporting.models.attachments import Attachment
from namro.reporting.models.difficulties import Difficulty, DifficultyStep
from namro.reporting.models.figures import TOTAL, Figure, FigureRevision
from namro.reporting.models.handovers import DutyHandover
from namro.reporting.models.reminders import CalendarFeed, Escalation, Mail, Reminder, ReminderPolicy
from namro.reporting.models.reports import (
    Narrative,
    Report,
    ReportPart,
    ReportStep,
    SignedFile,
    WarningReason,
)
from namro.reporting.models.requests import BaselineAnswer, BaselineRound, FigureRequest, Reconciliation
from namro.reporting.models.versions import (
    CodedFigures,
    CorrectionNote,
    PinnedRevision,
    RemarkAnswer,
    ReportPresence,
    ReportVersion,
    SentUp,
)
from namro.reporting.models.workbooks import EarlyCutOff, MappedCell, MappedWorkbook, WorkbookFile, WorkbookRun

__all__ = [
    "TOTAL",
    "Attachment",
    "BaselineAnswer",
    "BaselineRound",
    "CalendarFeed",
    "CodedFigures",
    "CorrectionNote",
    "Difficulty",
    "DifficultyStep",
    "DutyHandover",
    "EarlyCutOff",
    "Escalation",
    "Figure",
    "FigureRequest",
    "FigureRevision",
    "Mail",
    "MappedCell",
    "MappedWorkbook",
    "Narrative",
    "PinnedRevision",
    "Reconciliation",
    "RemarkAnswer",
    "Reminder",
    "ReminderPolicy",
    "Report",
    "ReportPart",
    "ReportPresence",
    "ReportStep",
    "ReportVersion",
    "SentUp",
    "SignedFile",
    "WarningReason",
    "WorkbookFile",
    "WorkbookRun",
]
