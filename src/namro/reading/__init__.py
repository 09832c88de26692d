"""Plans as bytes → what they say, with the place of every word of it."""

from dataclasses import replace

from namro.reading.anomalies import with_anomalies
from namro.reading.draft import Draft
from namro.reading.formats import source_of
from namro.reading.guard import LARGEST_FILE, refuse_secret, refuse_too_long
from namro.reading.legacy_spelling import legible, legible_lines, with_fonts
from namro.reading.pipeline import run
from namro.reading.reading import Reading, finish
from namro.reading.scan import doubt_pictures

__all__ = ["LARGEST_FILE", "Reading", "legible", "read_document"]


def read_document(data: bytes, *, filename: str, largest: int = LARGEST_FILE) -> Reading:
    """Reads one file of at most `largest` bytes. Raises Refused for what cannot or must not be read."""
    source = source_of(data, largest=largest)
    if "\0" in source.text:  # no database keeps it; the spans stay what they are
        source = replace(source, text=source.text.replace("\0", "\ufffd"))
    refuse_too_long(source)
    source = with_fonts(source)
    refuse_secret((*legible_lines(source), *source.marks))
    draft = Draft(filename, source)
    run(draft)
    reading = with_anomalies(finish(draft))
    doubt_pictures(reading.items, source)
    return reading
