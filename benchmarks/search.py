"""How long a search over a thousand plans takes, beside a bare LIKE over the same texts.

    python -m benchmarks.search [--plans 1000] [--repeat 20]

Reads invented plans into a database of its own, which is gone afterwards. Prints medians and 95th percentiles.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # models can be imported only after it

# ruff: noqa: E402
from django.conf import settings
from django.db import connection
from django.test import Client

from benchmarks.database import own_database
from benchmarks.many_plans import plans
from namro.kernel.vietnamese import fold
from namro.plans import actions, search
from namro.plans.models import Document, Draft, DraftItem, Plan, SearchEntry
from namro.plans.rules import DraftState
from namro.plans.search import Filters
from namro.plans.search_words import parse_query
from tests.cast import AT, Cast, make_cast

# What is typed, what a bare LIKE would be asked for, and the filters.
QUERIES: tuple[tuple[str, str, Filters], ...] = (
    ("ma túy", "ma túy", Filters()),
    ("ma tuy", "ma tuy", Filters()),
    ('"trạm y tế"', "trạm y tế", Filters()),
    ("cai nghien tu nguyen", "cai nghien", Filters()),
    ("Sở Y tế tập huấn", "sở y tế", Filters()),
    ("58/KH-UBND", "58/kh-ubnd", Filters()),
    ("truyen thong", "truyen thong", Filters(year="2026", item_kind="TARGET")),
    ("không có chữ này ở đâu xyz", "xyz", Filters()),
)


def fill(cast: Cast, number: int) -> None:
    for n, text in enumerate(plans(number)):
        draft = actions.upload_document(
            by=cast.standing, at=AT, unit=cast.province, filename=f"{n}.txt", data=text.encode()
        ).draft
        Plan.objects.create(
            draft=draft,
            owner=cast.province,
            standing_unit=cast.drug_police,
            kind="Kế hoạch",
            number=draft.header["number"],
            title=draft.header["title"],
            period_from=date(2026, 1, 1),
            period_to=date(2026, 12, 31),
            published_by=cast.standing,
            published_at=AT,
        )
    Draft.objects.update(state=DraftState.PUBLISHED)


def make_bare_table() -> None:
    """The same texts that the search knows, in one table: as they are and without marks."""
    texts = dict(Document.objects.values_list("drafts", "text"))
    quotes = dict(DraftItem.objects.values_list("pk", "quote"))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bare (draft bigint, text text, folded text)")
        rows = list(SearchEntry.objects.values_list("draft", "item", "start", "end"))
        with cursor.copy("COPY bare FROM STDIN") as copy:
            for draft, item, start, end in rows:
                text = quotes[item] if item else texts[draft][start or 0 : end or 0]
                copy.write_row((draft, text.lower(), fold(text)))
        cursor.execute("VACUUM ANALYZE")


def bare(words: str) -> int:
    column = "folded" if words == fold(words) else "text"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(DISTINCT draft) FROM bare WHERE {column} LIKE %s", [f"%{words}%"])
        return int(cursor.fetchone()[0])


def timed(what: Callable[[], Any], repeat: int) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds; the first run is not counted."""
    what()
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        what()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken), statistics.quantiles(taken, n=20)[-1]


def measure(number: int, repeat: int) -> None:
    cast = make_cast()
    since = time.perf_counter()
    fill(cast, number)
    filled = time.perf_counter() - since
    make_bare_table()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('plans_searchentry') / 1048576")
        (size,) = cursor.fetchone()
    print(f"{number} plans, {SearchEntry.objects.count()} places, {size} MB of table and index")
    print(f"reading in and indexing: {filled / number * 1000:.0f} ms a plan")
    client = Client()
    client.force_login(cast.clerk_a)
    print(f"{'query':<28}{'plans':>6}{'search':>9}{'p95':>7}{'page':>7}{'p95':>7}{'LIKE':>7}{'ratio':>8}")
    for typed, like, filters in QUERIES:
        query = parse_query(typed)
        assert query is not None
        total = search.search(query, reads_in=[], filters=filters).total
        given = {"q": typed, "year": filters.year, "item": filters.item_kind}
        found = timed(lambda q=query, f=filters: search.search(q, reads_in=[], filters=f), repeat)
        page = timed(lambda g=given: client.get("/ke-hoach/tim/", g), repeat)
        plain = timed(lambda words=like: bare(words), repeat)[0]
        numbers = f"{total:>6}{found[0]:>9.1f}{found[1]:>7.1f}{page[0]:>7.0f}{page[1]:>7.0f}{plain:>7.0f}"
        print(f"{typed:<28}{numbers}{found[0] / plain:>8.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=1000)
    parser.add_argument("--repeat", type=int, default=20)
    options = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    with own_database():
        measure(options.plans, options.repeat)


if __name__ == "__main__":
    main()
