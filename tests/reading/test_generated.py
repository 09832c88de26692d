"""Plans made up by a grammar of their own: what is read of them, and whether they are what they claim to be."""

from itertools import pairwise
from typing import Any

import pytest

from tests.reading.genre import make_plan
from tests.reading.genre.scoring import TOOL, pooled, score

PLANS = 40
FLOOR = 0.98

needs_score = pytest.mark.skipif(not TOOL.exists(), reason="the score tool in ../shared/tools is not there")


@pytest.fixture(scope="module")
def plans() -> list[tuple[str, dict[str, Any]]]:
    return [make_plan(seed) for seed in range(PLANS)]


@needs_score
def test_what_made_up_plans_say_is_found(plans: list[tuple[str, dict[str, Any]]]) -> None:
    totals = score(plans)
    assert pooled(totals) >= FLOOR, {kind: tally.f1 for kind, tally in totals.items()}


def test_every_quote_stands_in_the_text(plans: list[tuple[str, dict[str, Any]]]) -> None:
    for text, truth in plans:
        items = [item for kind in truth.values() if isinstance(kind, list) for item in kind]
        assert [item["quote"] for item in items if item.get("quote", "") not in text] == []


def test_a_seed_gives_one_plan_and_another_seed_another(plans: list[tuple[str, dict[str, Any]]]) -> None:
    assert make_plan(7) == plans[7]
    assert all(one[0] != next_one[0] for one, next_one in pairwise(plans))


def test_the_plans_hold_every_kind_of_item(plans: list[tuple[str, dict[str, Any]]]) -> None:
    kinds = {kind for _, truth in plans for kind, items in truth.items() if items}
    assert kinds == set(plans[0][1])


def test_no_slot_of_a_sentence_stays_open(plans: list[tuple[str, dict[str, Any]]]) -> None:
    assert [truth["file"] for text, truth in plans if "{" in text or "}" in text] == []
