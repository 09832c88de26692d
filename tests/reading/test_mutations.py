"""Made-up plans that have been through the web, a scanner or an old font: what is still read of them."""

from random import Random
from typing import Any

import pytest

from tests.reading.genre import make_plan
from tests.reading.genre.scoring import TOOL, pooled, score
from tests.reading.mutations import MUTATIONS, spoil
from tests.reading.mutations.fonts import old_font, vni_font

PLANS = 8
FLOORS: dict[str, float] = {
    "page_breaks": 0.91,
    "page_numbers": 0.92,
    "running_heads": 0.89,
    "web_page": 0.92,
    "table_pipes": 0.92,
    "table_cells": 0.92,
    "table_lines": 0.91,
    "letterhead_line": 0.91,
    "letterhead_columns": 0.92,
    "letterhead_bars": 0.92,
    "doubled": 0.92,
    "markdown": 0.92,
    "ocr_slips": 0.91,
    "glued_words": 0.9,
    "stray_blanks": 0.92,
    "other_tones": 0.92,
    "decomposed": 0.92,
    "old_font": 0.86,
    "vni_font": 0.92,
    "no_letterhead": 0.92,
    "no_numbering": 0.58,
    "lost_numbers": 0.91,
    "restarted_numbers": 0.8,
    "small_headings": 0.92,
    "other_bullets": 0.92,
    "hard_wraps": 0.91,
    "carriage_returns": 0.92,
    "hard_blanks": 0.92,
    "odd_quotes": 0.92,
    "blank_lines": 0.92,
}


@pytest.fixture(scope="module")
def plans() -> list[tuple[str, dict[str, Any]]]:
    return [make_plan(seed) for seed in range(100, 100 + PLANS)]


def test_every_mutation_has_a_floor() -> None:
    assert set(FLOORS) == set(MUTATIONS)


@pytest.mark.skipif(not TOOL.exists(), reason="the score tool in ../shared/tools is not there")
@pytest.mark.parametrize("name", MUTATIONS)
def test_a_spoilt_plan_is_still_read(name: str, plans: list[tuple[str, dict[str, Any]]]) -> None:
    totals = score(spoil(name, text, truth, seed=n) for n, (text, truth) in enumerate(plans))
    assert pooled(totals) >= FLOORS[name], {kind: tally.f1 for kind, tally in totals.items()}


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_mutation_changes_texts(name: str, plans: list[tuple[str, dict[str, Any]]]) -> None:
    assert any(spoil(name, text, truth, seed=1)[0] != text for text, truth in plans)


def test_old_fonts_write_as_they_did() -> None:
    assert old_font("Ủy ban nhân dân tỉnh ban hành Kế hoạch", Random(0)) == "ñy ban nh©n d©n tØnh ban hµnh KÕ ho¹ch"
    assert (
        vni_font("Ủy ban nhân dân tỉnh ban hành Kế hoạch", Random(0)) == "UÛy ban nhaân daân tænh ban haønh Keá hoaïch"
    )


def test_a_plan_without_letterhead_has_no_place_and_only_a_number_that_is_repeated() -> None:
    for seed in range(20):
        text, truth = spoil("no_letterhead", *make_plan(seed), seed=seed)
        document = truth["documents"][0]
        assert document["place"] is None
        assert document["number"] is None or document["number"] in text
