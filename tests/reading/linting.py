"""Small plans put to the clerk's eye."""

from typing import Any

from namro.kernel.times import Regime
from namro.reading import Reading, read_document
from namro.reading.lint import Finding, LintContext, lint
from tests.reading.papers import CLOSING, LETTERHEAD, plan


def read_plan(body: str, *, annexes: str = "", **changed: str) -> Reading:
    """A plan of 5 February 2026 with these sections; changed: other letterhead or closing."""
    text = plan(body, annexes=annexes)
    text = text.replace(LETTERHEAD, changed.get("letterhead", LETTERHEAD))
    return read_document(text.replace(CLOSING, changed.get("closing", CLOSING)).encode(), filename="ke-hoach.txt")


def found_in(reading: Reading, code: str, **context: Any) -> list[Finding]:
    return [each for each in lint(reading, LintContext(regime=Regime.STATUTORY, **context)) if each.code == code]


def found(code: str, body: str, **given: Any) -> list[Finding]:
    return found_in(read_plan(body, **given), code)


def quoted(reading: Reading, finding: Finding) -> str:
    return reading.text[finding.place.start : finding.place.end]
