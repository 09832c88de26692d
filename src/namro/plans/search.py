"""Search over plans and what they say, for what a person may see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.contrib.postgres.search import SearchQueryField
from django.db.models import BooleanField, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Left, Substr

from namro.kernel.vietnamese import sort_key
from namro.plans.indexing import DOCUMENT, TEXT, said_by
from namro.plans.models import Draft, DraftItem, SearchEntry, Version
from namro.plans.rules import BINDING_STATES, DraftState, ItemKind
from namro.plans.search_words import Piece, Query, holds, places, snippet

PLANS_A_PAGE = 10
HITS_A_PLAN = 4
HITS_OF_ONE = 300
_ORDER = {kind: number for number, kind in enumerate([DOCUMENT, *ItemKind, TEXT])}


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Empty: anything. draft: only in this document, then with all its places."""

    document_kind: str = ""
    year: str = ""
    issuer: str = ""
    item_kind: str = ""
    draft: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place. item: None for a paragraph, and for an item without a place of its own in the text.

    said: what the item says elsewhere than in its quote.
    """

    kind: str
    section: str
    pieces: list[Piece]
    said: list[list[Piece]]
    item: int | None
    paragraph: int
    is_binding: bool


@dataclass(slots=True, kw_only=True)
class FoundPlan:
    """A document in which something was found. count: all its places; hits: the ones to be shown.

    plan: the published plan, None for a draft. title: its pieces, marked where all that is sought stands in it.
    """

    draft: Draft
    plan: int | None
    title: list[Piece]
    later: Version | None
    count: int = 0
    hits: list[Hit] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """total: how many documents. loose: nothing was found with the marks as typed; these are without regard to them."""

    plans: list[FoundPlan]
    total: int
    loose: bool


class _Holds(Func):
    """words @@ query"""

    template = "(%(expressions)s)"
    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, query: Query, label: str) -> None:
        super().__init__(F("words"), Cast(Value(query.literal(label=label)), SearchQueryField()))


def visible(reads_in: Iterable[int]) -> QuerySet[Draft]:
    """Documents of published plans, and drafts of the units where the person reads plans in."""
    own = Q(state=DraftState.OPEN, document__owner__in=list(reads_in))
    return Draft.objects.filter(Q(state=DraftState.PUBLISHED) | own).annotate(
        document_kind=KeyTextTransform("kind", "header"),
        issuer=KeyTextTransform("issuer", "header"),
        issued_on=KeyTextTransform("issued_on", "header"),
        year=Left(KeyTextTransform("issued_on", "header"), 4),
    )


def choices(reads_in: Iterable[int]) -> Mapping[str, list[str]]:
    """What there is to filter by: kinds of documents, years (newest first) and issuers."""
    rows = visible(reads_in).values_list("header__kind", "header__issued_on", "header__issuer").distinct()
    kinds, days, issuers = ({row[n] for row in rows if row[n]} for n in range(3))
    return {
        "document_kind": sorted(kinds, key=sort_key),
        "year": sorted({day[:4] for day in days}, reverse=True),
        "issuer": sorted(issuers, key=sort_key),
    }


def search(query: Query, *, reads_in: Iterable[int], filters: Filters, page: int = 1) -> Found:
    """Documents that hold the query, those with it in their header first, then the newest; a page of them."""
    units = list(reads_in)
    found = _drafts(query, units, filters)
    if loose := not found and query.has_marks:
        query = query.without_marks()
        found = _drafts(query, units, filters)
    shown = found[(page - 1) * PLANS_A_PAGE : page * PLANS_A_PAGE]
    return Found(plans=_with_hits(shown, query, filters), total=len(found), loose=loose)


def _entries(query: Query, kind: str) -> QuerySet[SearchEntry]:
    return SearchEntry.objects.filter(_Holds(query, kind))


def _drafts(query: Query, units: Sequence[int], filters: Filters) -> list[int]:
    """Documents that hold the query, in the order in which they are shown.

    In steps, each with the result of the one before: told how many documents there are, PostgreSQL chooses well
    between going through the documents (common words) and through the index (rare ones).
    """
    wanted: dict[str, str | int | None] = {
        "document_kind": filters.document_kind,
        "year": filters.year,
        "issuer": filters.issuer,
        "pk": filters.draft,
    }
    drafts = visible(units).filter(**{name: value for name, value in wanted.items() if value})
    newest_first = drafts.order_by(F("issued_on").desc(nulls_last=True), "-pk")
    in_order = {pk: number for number, pk in enumerate(newest_first.values_list("pk", flat=True))}
    holding = Exists(_entries(query, filters.item_kind).filter(draft=OuterRef("pk")))
    found = Draft.objects.filter(holding, pk__in=list(in_order)).values_list("pk", flat=True)
    in_header = set(_entries(query, DOCUMENT).values_list("draft", flat=True))
    return sorted(found, key=lambda pk: (pk not in in_header, in_order[pk]))


def _with_hits(drafts: Sequence[int], query: Query, filters: Filters) -> list[FoundPlan]:
    most = HITS_OF_ONE if filters.draft else HITS_A_PLAN
    known = {
        draft.pk: draft
        for draft in Draft.objects.filter(pk__in=drafts)
        .select_related("document", "plan")
        .defer("document__content", "document__text", "outline", "left_out", "problems", "settled")
    }
    later = {
        version.earlier_id: version
        for version in Version.objects.filter(earlier__draft__in=drafts, draft__state=DraftState.PUBLISHED)
    }
    rows = _best_rows(drafts, query, filters)
    shown = _hits([row for draft in drafts for row in rows[draft][:most]], query)
    plans = []
    for pk in drafts:
        plan = getattr(known[pk], "plan", None)
        title = known[pk].header.get("title") or known[pk].document.filename
        plans.append(
            FoundPlan(
                draft=known[pk],
                plan=plan.pk if plan else None,
                title=_whole(title, query) if holds(title, query) else [Piece(title)],
                later=later.get(plan.pk) if plan else None,
                count=len(rows[pk]),
                hits=[shown[row] for row in rows[pk][:most] if row in shown],
            )
        )
    return plans


def _best_rows(drafts: Sequence[int], query: Query, filters: Filters) -> dict[int, list[int]]:
    """Entries of each draft, items before bare paragraphs; a paragraph in which an item was found is left out."""
    entries = _entries(query, filters.item_kind).filter(draft__in=drafts).exclude(kind=DOCUMENT)
    by_draft: dict[int, list[tuple[int, int, int, int]]] = {pk: [] for pk in drafts}
    for pk, draft, kind, start, end in entries.values_list("pk", "draft", "kind", "start", "end"):
        by_draft[draft].append((_ORDER[kind], start or 0, end or 0, pk))
    return {draft: _without_doubles(rows) for draft, rows in by_draft.items()}


def _without_doubles(rows: list[tuple[int, int, int, int]]) -> list[int]:
    text = _ORDER[TEXT]
    taken = [(start, end) for order, start, end, _ in rows if order != text]
    return [
        pk
        for order, start, end, pk in sorted(rows)
        if order != text or not any(a < end and b > start for a, b in taken)
    ]


def _hits(entries: Sequence[int], query: Query) -> dict[int, Hit]:
    found = SearchEntry.objects.filter(pk__in=entries).select_related("item").defer("words")
    found = found.annotate(text=Substr("draft__document__text", F("start") + 1, F("end") - F("start")))
    return {entry.pk: _hit(entry, entry.text or "", query) for entry in found}


def _hit(entry: SearchEntry, text: str, query: Query) -> Hit:
    item: DraftItem | None = entry.item
    said = [] if item is None else [one for one in said_by(item) if places(one, query) and one not in item.quote]
    return Hit(
        kind=entry.kind,
        section=item.section if item else "",
        pieces=snippet(item.quote if item else text, query),
        said=[_whole(one, query) for one in said],
        item=item.pk if item and item.start is not None else None,
        paragraph=entry.paragraph,
        is_binding=item is not None and item.state in BINDING_STATES,
    )


def _whole(text: str, query: Query) -> list[Piece]:
    pieces, at = [], 0
    for start, end in places(text, query):
        pieces += [Piece(text[at:start]), Piece(text[start:end], is_hit=True)]
        at = end
    return [piece for piece in [*pieces, Piece(text[at:])] if piece.text]
