"""A letterhead that copying has run into one line is taken apart again into its lines."""

from __future__ import annotations

from itertools import pairwise

import regex

from namro.reading.citations import NUMBER
from namro.reading.dates import DAY
from namro.reading.draft import Draft
from namro.reading.elements import Element, Paragraph
from namro.reading.zones import KINDS

_MOTTO = regex.compile(r"(?:CỘNG H[ÒO][AÀ] XÃ HỘI CHỦ NGHĨA|ĐẢNG CỘNG SẢN) VIỆT NAM")
_PIECES = [
    regex.compile(_MOTTO.pattern),
    regex.compile(r"(?i:độc lập)\s*[-–]\s*(?i:tự do)\s*[-–]\s*(?i:hạnh phúc)[\s\-–—_*]*"),
    regex.compile(rf"(?:Số|SỐ)\s*[:.]?\s*{NUMBER}"),
    regex.compile(rf"(?:\p{{Lu}}\p{{Ll}}+\s?(?:\p{{Lu}}\p{{Ll}}+\s?){{0,4}}),\s*(?i:ngày)\s+{DAY.pattern}"),
    regex.compile(rf"(?<!\p{{L}})(?:{'|'.join(kind.upper() for kind in KINDS)})(?!\p{{L}})"),
]
_WHERE = 40  # elements from the top of the file in which a letterhead is looked for


def split_letterheads(draft: Draft) -> None:
    """Reads elements; writes elements: motto, number, place and day, and kind as paragraphs of their own."""
    head = [piece for element in draft.elements[:_WHERE] for piece in _pieces(element)]
    draft.elements = [*head, *draft.elements[_WHERE:]]


def _pieces(element: Element) -> list[Element]:
    if not isinstance(element, Paragraph):
        return [element]
    text = element.line.text
    motto = _MOTTO.search(text)
    if not motto or len(text) - len(motto.group()) < 30:
        return [element]
    cuts = {0, len(text)}
    at = 0
    for pattern in _PIECES:
        found = pattern.search(text, at if pattern is _PIECES[-1] else 0)
        if found:
            cuts |= {found.start(), found.end()} if pattern is not _PIECES[-1] else {found.start()}
            at = max(at, found.end())
    ends = sorted(cuts)
    lines = [element.line.cut(a, b) for a, b in pairwise(ends) if text[a:b].strip(" -–—_*|")]
    return [Paragraph(line, element.blocks) for line in lines]
