"""The three public plans against their hand-made references, where the shared folder lies beside the project."""

import importlib.util
import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from namro.reading import read_document

SHARED = Path(__file__).resolve().parents[3] / "shared"
PLANS = sorted(path.stem for path in (SHARED / "plans").glob("*.txt"))
FLOOR = 0.95

pytestmark = pytest.mark.skipif(not PLANS, reason="the folder ../shared/plans with the public plans is not there")


def found(name: str) -> dict[str, Any]:
    return read_document((SHARED / "plans" / f"{name}.txt").read_bytes(), filename=f"{name}.txt").to_json()


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_extraction", SHARED / "tools" / "score_extraction.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_kind_of_item_is_found(scorer: ModuleType) -> None:
    totals = {kind: scorer.Tally() for kind in scorer.KINDS}
    for name in PLANS:
        reference = json.loads((SHARED / "plans" / f"{name}.json").read_text("utf-8"))
        for kind, tally in scorer.score(reference, found(name)).items():
            totals[kind].add(tally)
    low = {
        kind: (tally.f1, tally.lost, tally.spurious)
        for kind, tally in totals.items()
        if tally.f1 is not None and tally.f1 < FLOOR
    }
    assert low == {}


@pytest.mark.parametrize("name", PLANS)
def test_quotes_and_spans_are_the_text(name: str) -> None:
    text = (SHARED / "plans" / f"{name}.txt").read_bytes().decode()
    for items in found(name).values():
        for item in items if isinstance(items, list) else []:
            if "quote" in item:
                assert text[slice(*item["span"])] == item["quote"]


@pytest.mark.parametrize("name", PLANS)
def test_no_text_is_lost(name: str) -> None:
    text = (SHARED / "plans" / f"{name}.txt").read_bytes().decode()
    reading = found(name)
    places = sorted(entry["span"] for entry in [*reading["outline"], *reading["left_out"]])
    assert [entry["block"] for entry in reading["outline"]] == sorted({entry["block"] for entry in reading["outline"]})
    rest, at = "", 0
    for start, end in places:
        assert start >= at
        rest, at = rest + text[at:start], end
    assert set(rest + text[at:]) <= set(" \t\r\n|\ufeff\xa0-")
