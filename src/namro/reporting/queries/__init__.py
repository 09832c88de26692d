"""All reads of reports and figures that leave this app."""

from namro.reporting.queries.lists import (
    Grid,
    GridRow,
    PeriodTally,
    ReportLine,
    completeness_grid,
    report_lines,
    reports_at,
    standing_of,
    tally,
    waiting_for_review,
)
from namro.reporting.queries.mapped import Filling, filling
from namro.reporting.queries.page import (
    ReportPage,
    current_revisions,
    nothing_happened,
    report_page,
    reports,
    revisions_of,
)
from namro.reporting.queries.pages import filled_with, report_pages
from namro.reporting.queries.periods import period_of_plan
from namro.reporting.queries.targets import TargetResult, indicator_facts, target_results
from namro.reporting.queries.totals import (
    Column,
    Consolidated,
    Gathered,
    TotalRow,
    TotalSection,
    consolidated,
)

__all__ = [
    "Column",
    "Consolidated",
    "Filling",
    "Gathered",
    "Grid",
    "GridRow",
    "PeriodTally",
    "ReportLine",
    "ReportPage",
    "TargetResult",
    "TotalRow",
    "TotalSection",
    "completeness_grid",
    "consolidated",
    "current_revisions",
    "filled_with",
    "filling",
    "indicator_facts",
    "nothing_happened",
    "period_of_plan",
    "report_lines",
    "report_page",
    "report_pages",
    "reports",
    "reports_at",
    "revisions_of",
    "standing_of",
    "tally",
    "target_results",
    "waiting_for_review",
]
