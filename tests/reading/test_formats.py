"""The public plans typed in Word, printed to PDF and put on a portal: read as well as from their text."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Callable
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

WAYS: dict[str, Callable[[str], bytes]] = {
    "txt": lambda text: text.encode(),
    "docx": dressed.as_docx,
    "html": lambda text: dressed.as_html(text).encode(),
    "pdf": lambda text: dressed.as_pdf(dressed.as_docx(text)),
    "printed page": dressed.printed_by_browser,
    "doc": lambda text: dressed.converted(dressed.as_docx(text), "ke-hoach.docx", "doc"),
    "rtf": lambda text: dressed.converted(dressed.as_docx(text), "ke-hoach.docx", "rtf"),
}


@cache
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_extraction", SHARED / "tools" / "score_extraction.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def scores(way: str) -> dict[str, float]:
    """F1 over all public plans, by kind of item."""
    totals = {kind: scorer().Tally() for kind in scorer().KINDS}
    for name in PLANS:
        text = (SHARED / "plans" / f"{name}.txt").read_text("utf-8")
        reference = json.loads((SHARED / "plans" / f"{name}.json").read_text("utf-8"))
        found = read_document(WAYS[way](text), filename=f"{name}.{way}").to_json()
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
    of_text = scores("txt")
    assert {kind: f1 for kind, f1 in scores(way).items() if f1 < of_text[kind] - PLAY} == {}
