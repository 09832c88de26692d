"""What a careful clerk would query, as entries of the reading."""

from __future__ import annotations

from dataclasses import replace

from namro.reading.lint import Finding, lint
from namro.reading.reading import Reading


def with_anomalies(reading: Reading) -> Reading:
    """The reading with what the lint says of the document by itself."""
    entries = [_entry(reading, finding) for finding in lint(reading)]
    return replace(reading, items=reading.items | {"anomalies": entries})


def _entry(reading: Reading, finding: Finding) -> dict[str, object]:
    place = finding.place
    return {
        "quote": reading.text[place.start : place.end],
        "span": [place.start, place.end],
        "why": finding.sentence,
        "code": finding.code,
        "section": place.section,
        "remedy": finding.remedy,
        "severity": str(finding.severity),
    }
