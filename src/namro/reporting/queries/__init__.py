"""All reads of reports and figures that leave this app."""

from namro.reporting.queries.by_unit import indicator_by_unit
from namro.reporting.queries.comparable import Comparable, comparable
from namro.reporting.queries.coverage import Coverage, coverage
from namro.reporting.queries.difficulties import (
    DifficultyLine,
    difficulties_between,
    difficulties_of,
    difficulty_counts,
)
from namro.reporting.queries.estimates import Estimated, early_cut_off, open_estimates
from namro.reporting.queries.indicator_series import IndicatorPoint, IndicatorSeries, cells_asked, indicator_series
from namro.reporting.queries.indicators import indicator_values
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
from namro.reporting.queries.neighbours import Neighbours, neighbours_of
from namro.reporting.queries.nested import Longer, longer_than, open_longer_than
from namro.reporting.queries.page import (
    ReportPage,
    current_revisions,
    nothing_happened,
    report_page,
    reports,
    revisions_of,
)
from namro.reporting.queries.pages import filled_with, report_pages
from namro.reporting.queries.periods import period_of_plan, periods_of_plan
from namro.reporting.queries.series import Point, Series, series, several_series
from namro.reporting.queries.slices import slices
from namro.reporting.queries.target_units import UnitShare
from namro.reporting.queries.targets import TargetResult, indicator_facts, target_results
from namro.reporting.queries.totals import (
    Column,
    Consolidated,
    Gathered,
    TotalRow,
    TotalSection,
    consolidated,
)
from namro.reporting.queries.windows import windows

__all__ = [
    "Column",
    "Comparable",
    "Consolidated",
    "Coverage",
    "DifficultyLine",
    "Estimated",
    "Filling",
    "Gathered",
    "Grid",
    "GridRow",
    "IndicatorPoint",
    "IndicatorSeries",
    "Longer",
    "Neighbours",
    "PeriodTally",
    "Point",
    "ReportLine",
    "ReportPage",
    "Series",
    "TargetResult",
    "TotalRow",
    "TotalSection",
    "UnitShare",
    "cells_asked",
    "comparable",
    "completeness_grid",
    "consolidated",
    "coverage",
    "current_revisions",
    "difficulties_between",
    "difficulties_of",
    "difficulty_counts",
    "early_cut_off",
    "filled_with",
    "filling",
    "indicator_by_unit",
    "indicator_facts",
    "indicator_series",
    "indicator_values",
    "longer_than",
    "neighbours_of",
    "nothing_happened",
    "open_estimates",
    "open_longer_than",
    "period_of_plan",
    "periods_of_plan",
    "report_lines",
    "report_page",
    "report_pages",
    "reports",
    "reports_at",
    "revisions_of",
    "series",
    "several_series",
    "slices",
    "standing_of",
    "tally",
    "target_results",
    "waiting_for_review",
    "windows",
]
