"""Documents, what reading found in them, and the programmes made of what a person accepted."""

from namro.plans.models.documents import (
    Document,
    Draft,
    DraftItem,
    FindingDismissal,
    ItemRevision,
    ReviewPresence,
    ReviewStep,
    SearchEntry,
)
from namro.plans.models.programmes import FromText, Plan, Project, Reporter, ReportRule, Task, TaskUnit
from namro.plans.models.targets import Allocation, Attestation, FollowedTarget, Goal, Target, TargetChange
from namro.plans.models.versions import Ending, Version

__all__ = [
    "Allocation",
    "Attestation",
    "Document",
    "Draft",
    "DraftItem",
    "Ending",
    "FindingDismissal",
    "FollowedTarget",
    "FromText",
    "Goal",
    "ItemRevision",
    "Plan",
    "Project",
    "ReportRule",
    "Reporter",
    "ReviewPresence",
    "ReviewStep",
    "SearchEntry",
    "Target",
    "TargetChange",
    "Task",
    "TaskUnit",
    "Version",
]
