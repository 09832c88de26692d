"""What HTML's own elements mean for the lines of a text."""

from __future__ import annotations

from lxml import etree

from namro.reading.numbering import roman

_ON_LINES_OF_THEIR_OWN = """
address article aside blockquote body caption center dd details dialog div dl dt fieldset figcaption figure
footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol p pre section summary table tbody td tfoot th
thead tr ul
"""
BLOCK_TAGS = frozenset(_ON_LINES_OF_THEIR_OWN.split())
_MOST = 10_000  # items of a list


def list_label(element: etree._Element) -> str:
    """The number or dash that a browser prints before a list item; "" for all else."""
    if element.tag != "li":
        return ""
    parent = element.getparent()
    if parent is None or "list-style-type:none" in f"{parent.get('style', '')}".replace(" ", ""):
        return ""
    if parent.tag != "ol":
        return "-" if parent.tag == "ul" and not _has_own_mark(element) else ""
    if _has_own_mark(element):
        return ""
    return _ordinal(_place(element, parent), parent.get("type", "1"))


def _place(element: etree._Element, parent: etree._Element) -> int:
    at = _whole(parent.get("start"), 1) - 1
    for item in parent.iterchildren("li"):
        at = _whole(item.get("value"), at + 1)
        if item is element:
            break
    return at


def _whole(text: str | None, default: int) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 5 else default


def _ordinal(number: int, form: str) -> str:
    if form in ("i", "I") and 0 < number < _MOST:
        return f"{roman(number) if form == 'I' else roman(number).lower()}."
    if form in ("a", "A") and 0 < number <= 26:
        return f"{chr(ord(form) + number - 1)}{')' if form == 'a' else '.'}"
    return f"{number}."


def _has_own_mark(element: etree._Element) -> bool:
    """Some pages make a list and type the mark all the same."""
    start = next((text.strip() for text in element.itertext() if text.strip()), "")
    return start[:1] in "-–+•*·" or bool(start[:3].rstrip(".)").isdecimal() and start.split(" ")[0][-1:] in ".)")
