"""Where in a document a fact was read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceRef:
    """`start` and `end` count code points in the text of `document`, end excluded.

    `section` is the printed numbering path ("II.3"); `page` is None where the format has no pages.
    """

    document: str
    start: int
    end: int
    section: str = ""
    page: int | None = None
