from namro.reading.draft import Draft
from namro.reading.pipeline import STEPS
from namro.reading.reading import Reading, finish
from namro.reading.txt import read_txt

__all__ = ["Reading", "read_document"]


def read_document(data: bytes, *, filename: str) -> Reading:
    """Reads one file. Raises Refused, with one Vietnamese sentence, for what cannot or must not be read."""
    draft = Draft(filename, read_txt(data))
    for step in STEPS:
        step(draft)
    return finish(draft)
