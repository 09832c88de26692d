"""All writes about definitions: taking in what the program ships, elements of one's own, composing forms."""

from namro.catalogue.actions.composing import (
    edit_draft,
    issue_draft,
    start_draft,
    start_form,
    throw_draft_away,
    undo_step,
)
from namro.catalogue.actions.elements import define_element, redefine_element
from namro.catalogue.actions.loading import form_files, load_catalogue
from namro.catalogue.actions.requests import make_request_form

__all__ = [
    "define_element",
    "edit_draft",
    "form_files",
    "issue_draft",
    "load_catalogue",
    "make_request_form",
    "redefine_element",
    "start_draft",
    "start_form",
    "throw_draft_away",
    "undo_step",
]
