"""How a programme and each of its units stand, for pages and for the leader's sheet; rights are asked by the caller."""

from namro.publishing.overview.programme import (
    Dates,
    LateUnit,
    Programme,
    TargetLine,
    measured_period,
    programme,
)
from namro.publishing.overview.sheet import LeaderSheet, leader_sheet
from namro.publishing.overview.trends import Trend
from namro.publishing.overview.units import UnitPicture, unit_picture
from namro.publishing.overview.words import Sentence, sentences

__all__ = [
    "Dates",
    "LateUnit",
    "LeaderSheet",
    "Programme",
    "Sentence",
    "TargetLine",
    "Trend",
    "UnitPicture",
    "leader_sheet",
    "measured_period",
    "programme",
    "sentences",
    "unit_picture",
]
