"""Verdicts of dated rule sets, and the way from a proposal to a decision."""

from namro.assessment.models.recognition import (
    Decision,
    DecisionLine,
    Dossier,
    DossierFile,
    DossierStep,
    Registration,
    StepDay,
    StepReminder,
)
from namro.assessment.models.rule_sets import ReadingChoice, RuleSetAdoption, UploadedRuleSet

__all__ = [
    "Decision",
    "DecisionLine",
    "Dossier",
    "DossierFile",
    "DossierStep",
    "ReadingChoice",
    "Registration",
    "RuleSetAdoption",
    "StepDay",
    "StepReminder",
    "UploadedRuleSet",
]
