"""Abbreviations that the text uses and never explains."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from namro.kernel.problems import Severity
from namro.kernel.vietnamese import fold
from namro.reading.lint.findings import Finding, LintContext, Place
from namro.reading.lint.sheet import Line, Sheet
from namro.reading.lint.short_forms import needs_no_declaration

_SHORT = regex.compile(r"(?<![\p{L}\d/\-.&])\p{Lu}{3,10}(?![\p{L}\d/\-&])")
_FIRST_WORD = regex.compile(r"\p{L}{2,}")
_ROMAN = regex.compile(r"[IVXLC]+")
_IS_TITLE = 0.6  # share of capitals from which a line is printed in capitals throughout


def undeclared_abbreviations(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """One finding for each, at its first use; letterhead, recipients and lines in capitals do not count."""
    declared = {fold(item["short"]) for item in sheet.items("abbreviations")}
    known = declared | {fold(short) for short in needs_no_declaration()}
    first: dict[str, Place] = {}
    times: Counter[str] = Counter()
    for line in sheet.lines:
        if line.part not in {"body", "annex"} or _is_in_capitals(line):
            continue
        for found in _SHORT.finditer(line.text):
            if fold(found.group()) not in known and not _ROMAN.fullmatch(found.group()):
                first.setdefault(found.group(), line.place(found.start(), found.end()))
                times[found.group()] += 1
    for short, place in first.items():
        yield Finding(
            "abbreviation_undeclared",
            place,
            f"Chữ viết tắt “{short}” không được giải thích ở đâu trong văn bản (dùng {times[short]} lần).",
            "Viết đầy đủ ở lần đầu, kèm chữ viết tắt trong ngoặc.",
            Severity.INFO,
        )


def _is_in_capitals(line: Line) -> bool:
    first = _FIRST_WORD.search(line.text)
    if first is None or not first.group().isupper():
        return False
    letters = [char for char in line.text if char.isalpha()]
    return sum(char.isupper() for char in letters) > len(letters) * _IS_TITLE
