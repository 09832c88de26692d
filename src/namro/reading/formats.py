"""Which reader a file's bytes go to."""

from __future__ import annotations

from collections.abc import Callable

from namro.reading.blocks import Source
from namro.reading.docx import read_docx
from namro.reading.guard import LARGEST_FILE, file_kind
from namro.reading.html import read_html, read_mhtml
from namro.reading.legacy_office import read_doc, read_rtf
from namro.reading.pdf import read_image, read_pdf
from namro.reading.txt import read_txt

_READERS: dict[str, Callable[[bytes], Source]] = {
    "txt": read_txt,
    "docx": read_docx,
    "doc": read_doc,
    "rtf": read_rtf,
    "pdf": read_pdf,
    "image": read_image,
    "html": read_html,
    "mhtml": read_mhtml,
}


def source_of(data: bytes, *, largest: int = LARGEST_FILE) -> Source:
    """The blocks of one file of at most `largest` bytes. Raises Refused for what cannot or must not be read."""
    return _READERS[file_kind(data, largest=largest)](data)
