"""All writes about reports and their figures: what is due, figures, sections, the chain."""

from namro.reporting.actions.attachments import MOST_BYTES, attach_file, remove_file
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
from namro.reporting.actions.decided import record_decided_figures
from namro.reporting.actions.difficulties import (
    answer_difficulty,
    close_difficulty,
    pass_difficulty_up,
    raise_difficulty,
    reopen_difficulty,
)
from namro.reporting.actions.due import open_due_reports, publish_programme
from namro.reporting.actions.estimates import set_early_cut_off, true_up
from namro.reporting.actions.figures import (
    confirm_suggestions,
    declare_nothing,
    record_baseline,
    record_figures,
    sections_open_to,
    source_of,
)
from namro.reporting.actions.mapped_workbooks import (
    add_mapped_workbook,
    drop_mapped_workbook,
    map_cell,
    unmap_cell,
)
from namro.reporting.actions.nested import Answered, correct_with_longer, submit_both
from namro.reporting.actions.quiet import declare_quiet_period
from namro.reporting.actions.sections import explain_warning, finish_part, write_narrative
from namro.reporting.actions.taking_in import PastReport, take_in_reports
from namro.reporting.actions.workbooks import confirm_run, discard_run, start_run

__all__ = [
    "MOST_BYTES",
    "Answered",
    "PastReport",
    "accept_report",
    "add_mapped_workbook",
    "answer_difficulty",
    "attach_file",
    "attach_signed_file",
    "close_difficulty",
    "confirm_run",
    "confirm_suggestions",
    "correct_figures",
    "correct_with_longer",
    "declare_nothing",
    "declare_quiet_period",
    "discard_run",
    "drop_mapped_workbook",
    "explain_warning",
    "finish_part",
    "map_cell",
    "open_due_reports",
    "pass_difficulty_up",
    "print_report",
    "publish_programme",
    "raise_difficulty",
    "recall_report",
    "record_baseline",
    "record_decided_figures",
    "record_document",
    "record_figures",
    "remove_file",
    "reopen_difficulty",
    "return_report",
    "sections_open_to",
    "set_early_cut_off",
    "source_of",
    "start_run",
    "submit_both",
    "submit_report",
    "take_in_reports",
    "true_up",
    "unmap_cell",
    "write_narrative",
]
