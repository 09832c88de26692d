"""All reads of verdicts that leave this app."""

from namro.assessment.queries.recognition import FourNumbers, Row, four_numbers, standing_of, year_rows
from namro.assessment.queries.verdicts import Judged, judged, verdicts_of

__all__ = ["FourNumbers", "Judged", "Row", "four_numbers", "judged", "standing_of", "verdicts_of", "year_rows"]
