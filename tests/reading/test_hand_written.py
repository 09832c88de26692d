"""Plans written by hand in the official genre, with hand-made references: other offices, years and habits."""

from pathlib import Path
from typing import Any

import pytest

from tests.reading.genre.scoring import TOOL, found, references, score

PLANS = Path(__file__).parent / "plans"
FLOOR = 0.97

pytestmark = pytest.mark.skipif(not TOOL.exists(), reason="the score tool in ../shared/tools is not there")


@pytest.fixture(scope="module")
def totals() -> dict[str, Any]:
    return score(references(PLANS))


def test_every_kind_of_item_is_found(totals: dict[str, Any]) -> None:
    assert {kind: tally.f1 for kind, tally in totals.items() if tally.f1 < FLOOR} == {}


def test_what_is_found_is_understood(totals: dict[str, Any]) -> None:
    told = {(kind, name): values for kind, tally in totals.items() for name, values in tally.attributes.items()}
    weak = {key: sum(values) / len(values) for key, values in told.items() if sum(values) < len(values) * 0.93}
    assert weak == {}


@pytest.mark.parametrize("text", [pytest.param(text, id=truth["file"]) for text, truth in references(PLANS)])
def test_every_quote_is_the_text_itself(text: str) -> None:
    items = found(text)
    quotes = [item for kind in items.values() if isinstance(kind, list) for item in kind if isinstance(item, dict)]
    assert [i["quote"] for i in quotes if i.get("quote") and text[slice(*i["span"])] != i["quote"]] == []
