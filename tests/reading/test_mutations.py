"""Made-up plans that have been through the web, a scanner or an old font: what is still read of them."""

from random import Random
from typing import Any

import pytest

from tests.reading.genre import make_plan
from tests.reading.genre.scoring import TOOL, pooled, score
from tests.reading.mutations import MUTATIONS, spoil
from tests.reading.mutations.fonts import old_font, vni_font

FIRST, PLANS = 103, 6  # among them every kind of annex
FLOORS: dict[str, float] = {
    "page_breaks": 0.97,
    "page_numbers": 0.97,
    "running_heads": 0.96,
    "web_page": 0.97,
    "table_pipes": 0.97,
    "table_cells": 0.97,
    "table_lines": 0.96,
    "letterhead_line": 0.96,
    "letterhead_columns": 0.97,
    "letterhead_bars": 0.97,
    "doubled": 0.97,
    "markdown": 0.97,
    "ocr_slips": 0.97,
    "glued_words": 0.94,
    "stray_blanks": 0.97,
    "other_tones": 0.97,
    "decomposed": 0.97,
    "old_font": 0.97,
    "vni_font": 0.97,
    "no_letterhead": 0.98,
    "no_numbering": 0.81,
    "lost_numbers": 0.97,
    "restarted_numbers": 0.93,
    "small_headings": 0.97,
    "other_bullets": 0.97,
    "hard_wraps": 0.97,
    "carriage_returns": 0.97,
    "hard_blanks": 0.97,
    "odd_quotes": 0.97,
    "blank_lines": 0.97,
}


@pytest.fixture(scope="module")
def plans() -> list[tuple[str, dict[str, Any]]]:
    return [make_plan(seed) for seed in range(FIRST, FIRST + PLANS)]


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
