"""All reads of verdicts that leave this app."""

from namro.assessment.queries.verdicts import Judged, judged, verdicts_of

__all__ = ["Judged", "judged", "verdicts_of"]
