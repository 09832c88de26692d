"""What HTML's own elements mean for the lines of a text."""

from __future__ import annotations

from lxml import etree

from namro.reading.numbering import read_marker, roman

_ON_LINES_OF_THEIR_OWN = """
address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th
thead tr ul
"""
BLOCK_TAGS = frozenset(_ON_LINES_OF_THEIR_OWN.split())
_MOST = 10_000  # items of a list


class ListLabels:
    """The number or dash that a browser prints before a list item. Items are asked for in their order."""

    def __init__(self) -> None:
        self._last: dict[etree._Element, int] = {}

    def label(self, element: etree._Element) -> str:
        """ "" for all else."""
        parent = element.getparent()
        if element.tag != "li" or parent is None or parent.tag not in ("ol", "ul"):
            return ""
        number = _whole(element.get("value"), self._last.get(parent, _whole(parent.get("start"), 1) - 1) + 1)
        self._last[parent] = number
        if "list-style-type:none" in str(parent.get("style", "")).replace(" ", "") or _has_own_mark(element):
            return ""
        return _ordinal(number, str(parent.get("type", "1"))) if parent.tag == "ol" else "-"


def _whole(text: object, default: int) -> int:
    given = str(text or "")
    return int(given) if given.isascii() and given.isdecimal() and len(given) < 5 else default


def _ordinal(number: int, form: str) -> str:
    if form in ("i", "I") and 0 < number < _MOST:
        return f"{roman(number) if form == 'I' else roman(number).lower()}."
    if form in ("a", "A") and 0 < number <= 26:
        return f"{chr(ord(form) + number - 1)}{')' if form == 'a' else '.'}"
    return f"{number}."


def _has_own_mark(element: etree._Element) -> bool:
    """Some pages make a list and type the mark all the same."""
    start = next((str(text).strip() for text in element.itertext() if str(text).strip()), "")
    return start[:1] == "·" or read_marker(f"{start[:12]} ") is not None
