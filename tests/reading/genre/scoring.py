"""Reads texts and scores what was found against the truth, with the scorer that lies beside the project."""

import importlib.util
import json
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from namro.reading import read_document

ROOT = Path(__file__).resolve().parents[3]
SHARED = ROOT.parent / "shared"
TOOL = SHARED / "tools" / "score_extraction.py"

Pair = tuple[str, dict[str, Any]]


@cache
def scorer() -> ModuleType:
    """The score tool. Raises FileNotFoundError where the shared folder is missing."""
    if not TOOL.exists():
        raise FileNotFoundError(TOOL)
    spec = importlib.util.spec_from_file_location("score_extraction", TOOL)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def found(text: str) -> dict[str, Any]:
    return read_document(text.encode(), filename="ke-hoach.txt").to_json()


def score(pairs: Iterable[Pair]) -> dict[str, Any]:
    """Kind of item → its tally over all pairs of a text and its truth."""
    totals = {kind: scorer().Tally() for kind in scorer().KINDS}
    for text, truth in pairs:
        for kind, tally in scorer().score(truth, found(text)).items():
            tally.lost = [f"{truth['file']}: {line}" for line in tally.lost]
            tally.spurious = [f"{truth['file']}: {line}" for line in tally.spurious]
            totals[kind].add(tally)
    return totals


def pooled(totals: dict[str, Any]) -> float:
    """The F1 of all kinds taken together."""
    whole = scorer().Tally()
    for tally in totals.values():
        whole.add(tally)
    return float(whole.f1 or 0.0)


def references(folder: Path) -> list[Pair]:
    """The texts of a folder that have a hand-made reference beside them."""
    pairs = ((path.with_suffix(".txt"), path) for path in sorted(folder.glob("*.json")))
    return [
        (text.read_bytes().decode(), {"file": text.name, **json.loads(truth.read_text("utf-8"))})
        for text, truth in pairs
        if text.exists()
    ]
