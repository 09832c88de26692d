"""All writes about reports and their figures: what is due, figures, sections, the chain."""

from namro.reporting.actions.chain import (
    accept_report,
    attach_signed_file,
    correct_figures,
    print_report,
    recall_report,
    record_document,
    return_report,
    submit_report,
)
from namro.reporting.actions.due import open_due_reports, publish_programme
from namro.reporting.actions.figures import (
    confirm_suggestions,
    declare_nothing,
    record_baseline,
    record_figures,
    sections_open_to,
    source_of,
)
from namro.reporting.actions.sections import explain_warning, finish_part, write_narrative
from namro.reporting.actions.taking_in import PastReport, take_in_reports
from namro.reporting.actions.workbooks import confirm_run, discard_run, start_run

__all__ = [
    "PastReport",
    "accept_report",
    "attach_signed_file",
    "confirm_run",
    "confirm_suggestions",
    "correct_figures",
    "declare_nothing",
    "discard_run",
    "explain_warning",
    "finish_part",
    "open_due_reports",
    "print_report",
    "publish_programme",
    "recall_report",
    "record_baseline",
    "record_document",
    "record_figures",
    "return_report",
    "sections_open_to",
    "source_of",
    "start_run",
    "submit_report",
    "take_in_reports",
    "write_narrative",
]
