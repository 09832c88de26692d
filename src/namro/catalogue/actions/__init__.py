"""All writes about definitions: what the program ships, own elements and indicators, composing forms."""

from namro.catalogue.actions.composing import (
    edit_draft,
    issue_draft,
    start_draft,
    start_form,
    throw_draft_away,
    undo_step,
)
from namro.catalogue.actions.elements import define_element, redefine_element
from namro.catalogue.actions.indicators import change_indicator, define_indicator, restore_indicator
from namro.catalogue.actions.loading import form_files, load_catalogue
from namro.catalogue.actions.requests import make_request_form

__all__ = [
    "change_indicator",
    "define_element",
    "define_indicator",
    "edit_draft",
    "form_files",
    "issue_draft",
    "load_catalogue",
    "make_request_form",
    "redefine_element",
    "restore_indicator",
    "start_draft",
    "start_form",
    "throw_draft_away",
    "undo_step",
]
