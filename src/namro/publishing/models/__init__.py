"""Documents that went out, the drafts they were made of, and the offices' own Word templates."""

from namro.publishing.models.drafts import DraftSection, ReportDraft
from namro.publishing.models.publications import (
    Publication,
    PublicationFile,
    PublicationKind,
    PublicationNote,
    SignedCopy,
)
from namro.publishing.models.templates import ReportTemplate

__all__ = [
    "DraftSection",
    "Publication",
    "PublicationFile",
    "PublicationKind",
    "PublicationNote",
    "ReportDraft",
    "ReportTemplate",
    "SignedCopy",
]
