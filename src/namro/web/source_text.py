"""The document as it is shown beside its items: every item's place is marked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from namro.plans.marking import Omission, Piece, Span, stretches
from namro.plans.models import DraftItem
from namro.plans.rules import BINDING_STATES, ItemState

REASONS: Mapping[str, str | Promise] = {
    "duplicate": _("Đoạn lặp lại"),
    "web_page": _("Phần thừa của trang mạng"),
    "page_number": _("Số trang"),
    "blank": _("Trống"),
}


class Paragraph(NamedTuple):
    start: int
    html: SafeString
    reason: str


def paragraphs(
    text: str,
    items: Sequence[DraftItem],
    left_out: Iterable[Mapping[str, Any]] = (),
    outline: Iterable[Mapping[str, Any]] = (),
) -> list[Paragraph]:
    """Paragraphs with a mark on every piece that an item stands on; the first piece of an item carries its id.

    Of a file that has pages, the first paragraph of each page is headed by its number.
    """
    spans = [Span(i.start, i.end, i.pk) for i in items if i.start is not None and i.end is not None]
    omissions = [
        Omission(entry["span"][0], entry["span"][1], str(entry.get("reason") or ""))
        for entry in left_out
        if entry.get("span")
    ]
    pages = _first_of_pages(outline)
    looks = {item.pk: _look(item.state) for item in items}
    return [
        Paragraph(
            stretch.start,
            format_html(
                "{}{}",
                _page_mark(pages.get(stretch.start)),
                format_html_join("", "{}", ((_piece(piece, looks),) for piece in stretch.pieces)),
            ),
            str(REASONS.get(stretch.reason, stretch.reason)),
        )
        for stretch in stretches(text, spans, omissions)
    ]


def _first_of_pages(outline: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Where in the text each page begins."""
    first: dict[int, int] = {}
    for entry in outline:
        if "page" in entry:
            first[entry["page"]] = min(entry["span"][0], first.get(entry["page"], entry["span"][0]))
    return {start: page for page, start in first.items()}


def _page_mark(page: int | None) -> SafeString | str:
    return format_html('<span class="small muted">[{}]</span> ', _("trang %(page)d") % {"page": page}) if page else ""


def _look(state: str) -> str:
    if state in BINDING_STATES:
        return "mark mark--accepted"
    return "mark mark--rejected" if state == ItemState.REJECTED else "mark"


def _piece(piece: Piece, looks: Mapping[int, str]) -> SafeString:
    """The closest item is a link to its entry; wider ones enclose it."""
    if not piece.items:
        return format_html("{}", piece.text)
    *outer, closest = piece.items
    html = format_html(
        '<a class="{}" href="#i{}" data-pair="{}"{}>{}</a>',
        looks[closest],
        closest,
        closest,
        _id_or_skip(closest, piece),
        piece.text,
    )
    for item in reversed(outer):
        mark_id = _id(item) if item in piece.opens else ""
        html = format_html('<span class="{}" data-pair="{}"{}>{}</span>', looks[item], item, mark_id, html)
    return html


def _id(item: int) -> SafeString:
    return format_html(' id="m{}"', item)


def _id_or_skip(item: int, piece: Piece) -> SafeString:
    """Later pieces of an item need no stop of their own on the way through the page."""
    return _id(item) if item in piece.opens else format_html(' tabindex="{}"', -1)
