"""What a careful clerk would query, as entries of the reading."""

from __future__ import annotations

from namro.reading.draft import Draft
from namro.reading.lint import Finding, lint
from namro.reading.reading import finish


def find_anomalies(draft: Draft) -> None:
    """Reads everything found; writes anomalies: what the lint says of the document by itself."""
    draft.anomalies = [_entry(draft, finding) for finding in lint(finish(draft))]


def _entry(draft: Draft, finding: Finding) -> dict[str, object]:
    place = finding.place
    return {
        "quote": draft.source.text[place.start : place.end],
        "span": [place.start, place.end],
        "why": finding.sentence,
        "code": finding.code,
        "section": place.section,
        "remedy": finding.remedy,
        "severity": str(finding.severity),
    }
