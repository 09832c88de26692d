"""Short forms that the text itself declares."""

from __future__ import annotations

import regex

from namro.kernel.vietnamese import fold
from namro.reading.draft import Draft
from namro.reading.elements import Paragraph
from namro.reading.text import Clean, holds_any

_SAID = regex.compile(
    r"\(?\s*(?:sau đây\s+)?(?:được\s+)?(?:viết|gọi)\s+(?:tắt|chung)\s*(?:là|"
    r":)\s*[“\"]?(?P<short>[^)”\";.]{2,60})[”\"]?\)",
    regex.IGNORECASE,
)
_BRACKETS = regex.compile(r"\((?P<short>\p{Lu}[\p{Lu}\d&\-]{1,11})\)")
_REPEATED = regex.compile(r"\((?P<short>\p{Lu}[^()]{5,60})\)")


def read_abbreviations(draft: Draft) -> None:
    """Reads documents; writes abbreviations: "phòng, chống ma túy (PCMT)", "(sau đây gọi tắt là …)"."""
    seen: set[str] = set()
    for document in draft.documents:
        for element in document.elements():
            for line in [element.line] if isinstance(element, Paragraph) else element.lines():
                for short, long, quote in _declared(line):
                    if fold(short) not in seen:
                        seen.add(fold(short))
                        draft.abbreviations.append({"short": short, "long": long, **draft.quote(line, *quote)})


def _declared(line: Clean) -> list[tuple[str, str, tuple[int, int]]]:
    found = []
    for match in _SAID.finditer(line.text) if holds_any(line.text, ("tắt", "chung")) else ():
        before = line.text[: match.start()].rstrip()
        short = match["short"].strip(" *")
        start = _initials_start(before, short) if short.isupper() else None
        if start is None:
            breaks = [m.end() for m in regex.finditer(r"[;.:(]\s|,\s(?=\p{Lu})|đôn đốc\s|Công an tỉnh – ", before)]
            start = breaks[-1] if breaks else 0
        found.append((short, before[start:].strip(" ,*"), (start, match.end())))
    for match in _BRACKETS.finditer(line.text):
        before = line.text[: match.start()].rstrip()
        start = _initials_start(before, match["short"])
        if start is not None:
            found.append((match["short"], before[start:], (start, match.end())))
    return found + _shortened(line)


def _shortened(line: Clean) -> list[tuple[str, str, tuple[int, int]]]:
    """ "Ban Chỉ đạo phòng, chống … tỉnh (Ban Chỉ đạo tỉnh)": the bracket repeats the first words of the long form."""
    found = []
    for match in _REPEATED.finditer(line.text):
        words = match["short"].split()
        opening = " ".join(words[: min(3, len(words) - 1)])
        start = line.text.rfind(opening, 0, match.start())
        long = line.text[start : match.start()].strip(" ,")
        if len(words) >= 3 and start >= 0 and len(match["short"]) < len(long) < 400:
            found.append((match["short"], long, (start, match.end())))
    return found


def _initials_start(before: str, short: str) -> int | None:
    """Where the words begin whose first letters are `short`; words in between may be skipped only by signs."""
    wanted = [c for c in fold(short) if c.isalpha()]
    words = list(regex.finditer(r"\p{L}+", before))[-len(wanted) * 2 - 2 :]
    for first in range(len(words) - 1, -1, -1):
        letters = [fold(w.group())[0] for w in words[first:]]
        if letters == wanted:
            return words[first].start()
        if len(letters) > len(wanted) + 3:
            break
    return None
