"""What happens to a plan on its way: copied from the web, scanned, typed in an old font, cut and glued.

Each mutation takes a text and a source of chance. The truth stays: the score folds texts before it compares.
"""

import re
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

from tests.reading.mutations.fonts import old_font, vni_font
from tests.reading.mutations.layout import (
    blank_lines,
    doubled,
    hard_wraps,
    letterhead_bars,
    letterhead_columns,
    letterhead_line,
    lost_numbers,
    markdown,
    no_letterhead,
    no_numbering,
    other_bullets,
    page_breaks,
    page_numbers,
    restarted_numbers,
    running_heads,
    small_headings,
    table_cells,
    table_lines,
    table_pipes,
    web_page,
)
from tests.reading.mutations.letters import (
    carriage_returns,
    decomposed,
    glued_words,
    hard_blanks,
    ocr_slips,
    odd_quotes,
    other_tones,
    stray_blanks,
)

Truth = dict[str, Any]

MUTATIONS: dict[str, Callable[[str, Random], str]] = {
    change.__name__: change
    for change in (
        page_breaks, page_numbers, running_heads, web_page, table_pipes, table_cells, table_lines, letterhead_line,
        letterhead_columns, letterhead_bars, doubled, markdown, ocr_slips, glued_words, stray_blanks, other_tones,
        decomposed, old_font, vni_font, no_letterhead, no_numbering, lost_numbers, restarted_numbers, small_headings,
        other_bullets, hard_wraps, carriage_returns, hard_blanks, odd_quotes, blank_lines,
    )
}  # fmt: skip


def spoil(name: str, text: str, truth: Truth, *, seed: int) -> tuple[str, Truth]:
    """The spoilt text, and the truth as far as the text still says it."""
    change = MUTATIONS[name]
    spoilt = change(text, Random(seed))
    if change is no_letterhead:
        return spoilt, bereft(truth, spoilt)
    if change in (old_font, vni_font):
        return spoilt, requoted(truth, lambda _kind, quote, _before: change(quote, Random(0)))
    if change in (ocr_slips, glued_words):
        return spoilt, requoted(truth, follow(text, spoilt))
    return spoilt, truth


def requoted(truth: Truth, quote_of: Callable[[str, str, int], str]) -> Truth:
    """The truth with quotes as they stand in the spoilt text, by kind, quote and how many like it went before.

    What is read from a quote stays in clean letters of today.
    """
    truth = deepcopy(truth)
    for kind, items in ((kind, items) for kind, items in truth.items() if isinstance(items, list)):
        seen: Counter[str] = Counter()
        for item in (item for item in items if "quote" in item):
            quote = item["quote"]
            item["quote"] = quote_of(kind, quote, seen[quote])
            seen[quote] += 1
    return truth


def follow(text: str, spoilt: str) -> Callable[[str, str, int], str]:
    """For letters changed one for one and for lost blanks: where each place of the text stands in the spoilt one."""
    places, at = [], 0
    for letter in text:
        places.append(at)
        at += letter != " " or spoilt[at : at + 1] == " "
    places.append(at)
    annex = text.find("\nPHỤ LỤC")

    def quote_of(kind: str, quote: str, before: int) -> str:
        starts = [found.start() for found in re.finditer(re.escape(quote), text)]
        starts = [start for start in starts if kind != "annex_tasks" or start > annex]
        start = starts[min(before, len(starts) - 1)]
        return spoilt[places[start] : places[start + len(quote)]]

    return quote_of


def bereft(truth: Truth, text: str) -> Truth:
    """Without the letterhead a plan has number and date only where an annex repeats them."""
    truth = deepcopy(truth)
    for document in truth["documents"][:1]:
        document["place"] = None
        if document["number"] not in text:
            document["number"] = document["issued_on"] = None
    return truth
