"""What the search knows of a document; kept up inside the actions that store documents and items."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from namro.plans.marking import Omission, stretches
from namro.plans.models import Draft, DraftItem, SearchEntry
from namro.plans.rules import ItemState
from namro.plans.search_words import vector, words_in

DOCUMENT = "DOCUMENT"
"""Kind of the entry of a header: kind, number, title, issuer."""
TEXT = "TEXT"
"""Kind of the entry of a paragraph, whether or not items stand in it."""
# PostgreSQL keeps 256 positions of a word in one vector: longer paragraphs, such as a text pasted without line ends,
# become several entries.
_MOST_WORDS = 1000
# What an item says in its data that need not stand in its quote.
_SAID = (
    *("measure", "unit_name", "table", "what", "code", "name", "kind", "number", "title", "issuer", "short", "long"),
    *("owner", "agencies", "lead", "coordinating", "who", "to"),
)
_GONE = frozenset({ItemState.REJECTED, ItemState.WITHDRAWN})


def index_draft(draft: Draft) -> None:
    """Everything of a draft, anew."""
    forget_draft(draft)
    SearchEntry.objects.bulk_create(entries_of(draft), batch_size=2000)


def entries_of(draft: Draft) -> list[SearchEntry]:
    """Not saved yet. Asks only for what a draft has had from the beginning: a migration calls it, too."""
    text = draft.document.text
    return [_of_header(draft), *_of_text(draft, text), *_of_items(draft, draft.items.all(), _starts(text))]


def index_header(draft: Draft) -> None:
    draft.search_entries.filter(kind=DOCUMENT).delete()
    _of_header(draft).save()


def index_items(draft: Draft, items: Sequence[DraftItem]) -> None:
    """Some items of a draft, as they stand now; those that were rejected are found no more."""
    SearchEntry.objects.filter(item__in=[item.pk for item in items]).delete()
    SearchEntry.objects.bulk_create(_of_items(draft, items, _starts(draft.document.text)))


def forget_draft(draft: Draft) -> None:
    draft.search_entries.all().delete()


def said_by(item: DraftItem) -> list[str]:
    """What an item says beyond its quote: bodies, measure, number of a cited document."""
    said = []
    for key in _SAID:
        value = item.data.get(key)
        said += [str(one) for one in (value if isinstance(value, list) else [value]) if one]
    return said


def _of_header(draft: Draft) -> SearchEntry:
    header = draft.header
    said = [str(header.get(key) or "") for key in ("kind", "number", "title", "issuer", "place", "issued_on")]
    return SearchEntry(draft_id=draft.pk, kind=DOCUMENT, words=vector([*said, draft.document.filename], label=DOCUMENT))


def _of_text(draft: Draft, text: str) -> Iterator[SearchEntry]:
    omissions = [Omission(entry["span"][0], entry["span"][1], entry["reason"]) for entry in draft.left_out]
    for stretch in stretches(text, (), omissions):
        if stretch.reason:
            continue
        paragraph = "".join(piece.text for piece in stretch.pieces)
        for start, end in _cuts(paragraph):
            yield SearchEntry(
                draft_id=draft.pk,
                kind=TEXT,
                start=stretch.start + start,
                end=stretch.start + end,
                paragraph=stretch.start,
                words=vector([paragraph[start:end]], label=TEXT),
            )


def _cuts(paragraph: str) -> list[tuple[int, int]]:
    words = words_in(paragraph)
    return [
        (words[n].start, words[min(n + _MOST_WORDS, len(words)) - 1].end) for n in range(0, len(words), _MOST_WORDS)
    ]


def _of_items(draft: Draft, items: Iterable[DraftItem], starts: Sequence[int]) -> list[SearchEntry]:
    return [
        SearchEntry(
            draft_id=item.draft_id,
            item=item,
            kind=item.kind,
            words=vector(_texts(item), label=item.kind),
            **_place(item, starts),
        )
        for item in items
        if item.state not in _GONE
    ]


def _texts(item: DraftItem) -> list[str]:
    return [item.quote[:20_000], *said_by(item)]


def _place(item: DraftItem, starts: Sequence[int]) -> dict[str, Any]:
    if item.start is None or not starts:
        return {"start": item.start, "end": item.end}
    return {"start": item.start, "end": item.end, "paragraph": starts[max(bisect_right(starts, item.start) - 1, 0)]}


def _starts(text: str) -> list[int]:
    """Where the paragraphs of a text begin, as the pages cut it."""
    return [stretch.start for stretch in stretches(text, ())]
