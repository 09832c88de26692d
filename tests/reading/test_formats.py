"""The public plans typed in Word, printed to PDF and put on a portal: read as well as from their text."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from namro.reading import read_document
from tests.reading import dressed

SHARED = Path(__file__).resolve().parents[3] / "shared"
PLANS = sorted(path.stem for path in (SHARED / "plans").glob("*.txt"))
PLAY = 0.01

pytestmark = [
    pytest.mark.skipif(not PLANS, reason="the folder ../shared/plans with the public plans is not there"),
    pytest.mark.slow,
]
in_office = pytest.mark.skipif(not dressed.OFFICE, reason="LibreOffice is not installed")

WAYS: dict[str, Callable[[Sequence[str]], Sequence[bytes]]] = {
    "txt": lambda texts: [text.encode() for text in texts],
    "docx": lambda texts: [dressed.as_docx(text) for text in texts],
    "html": lambda texts: [dressed.as_html(text).encode() for text in texts],
    "pdf": lambda texts: dressed.converted([dressed.as_docx(text) for text in texts], "pdf"),
    "printed page": dressed.printed_by_browser,
    "doc": lambda texts: dressed.converted([dressed.as_docx(text) for text in texts], "doc"),
    "rtf": lambda texts: dressed.converted([dressed.as_docx(text) for text in texts], "rtf"),
}
# Older Word files become a DOCX again before they are read, each in seconds: the longest plan, with annexes, is enough.
FEWER = {"doc": PLANS[-1:], "rtf": PLANS[-1:]}


@cache
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_extraction", SHARED / "tools" / "score_extraction.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def scores(way: str, plans: Sequence[str]) -> dict[str, float]:
    """F1 over these public plans, by kind of item."""
    totals = {kind: scorer().Tally() for kind in scorer().KINDS}
    texts = [(SHARED / "plans" / f"{name}.txt").read_text("utf-8") for name in plans]
    for name, data in zip(plans, WAYS[way](texts), strict=True):
        reference = json.loads((SHARED / "plans" / f"{name}.json").read_text("utf-8"))
        found = read_document(data, filename=f"{name}.{way}").to_json()
        for kind, tally in scorer().score(reference, found).items():
            totals[kind].add(tally)
    return {kind: tally.f1 for kind, tally in totals.items() if tally.f1 is not None}


@pytest.mark.parametrize(
    "way",
    [
        "docx",
        "html",
        pytest.param("pdf", marks=in_office),
        pytest.param("printed page", marks=pytest.mark.skipif(not dressed.BROWSER, reason="Chromium is not installed")),
        pytest.param("doc", marks=in_office),
        pytest.param("rtf", marks=in_office),
    ],
)
def test_every_format_is_read_as_well_as_plain_text(way: str) -> None:
    plans = FEWER.get(way, PLANS)
    of_text = scores("txt", plans)
    assert {kind: f1 for kind, f1 in scores(way, plans).items() if f1 < of_text[kind] - PLAY} == {}
