"""Capitals as a sentence would have them."""

from __future__ import annotations

from collections import Counter

import regex

from namro.reading.draft import DocumentDraft
from namro.reading.elements import Paragraph

_LONGEST_LINE, _ENOUGH_TEXT = 600, 60_000  # characters of a line in capitals, and of text to find its words in
_LONGEST_PHRASE = 8  # words
_NUMBER = regex.compile(r"(?<!\p{L})\d+(?:/\d{4})?[/\-]\p{L}[\p{L}\d]*(?:[\-/]\p{L}[\p{L}\d]*)*")
_SIGNS = {"ttg": "TTg", "cp": "CP", "qđ": "QĐ", "kh": "KH", "nđ": "NĐ", "ubnd": "UBND", "tw": "TW", "ctr": "CTr"}
_ALWAYS = {
    "nghị quyết": "Nghị quyết", "quyết định": "Quyết định", "chỉ thị": "Chỉ thị", "kết luận": "Kết luận",
    "chương trình mục tiêu quốc gia": "Chương trình mục tiêu quốc gia", "bộ chính trị": "Bộ Chính trị",
    "chính phủ": "Chính phủ", "thủ tướng chính phủ": "Thủ tướng Chính phủ", "hiv/aids": "HIV/AIDS",
    "ủy ban nhân dân": "Ủy ban nhân dân", "bộ công an": "Bộ Công an", "quốc hội": "Quốc hội", "ubnd": "UBND",
    "hđnd": "HĐND",
}  # fmt: skip


def sentence_case(text: str, document: DocumentDraft) -> str:
    """A line in capitals as it would be written in a sentence, with the capitals of names as the text has them."""
    if not _is_capital(text):
        return text
    body, size = [], 0
    for element in document.elements():
        if isinstance(element, Paragraph) and not element.line.text.isupper() and size < _ENOUGH_TEXT:
            body.append(element.line.text)
            size += len(element.line.text)
    return _as_written(text[:_LONGEST_LINE], " ".join(body)[:_ENOUGH_TEXT])


def _is_capital(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return bool(letters) and sum(1 for c in letters if c.isupper()) >= len(letters) * 0.85


def _as_written(text: str, body: str) -> str:
    """Takes the longest runs of words that the body holds in mixed case."""
    numbers = {found.group().lower(): _number(found.group()) for found in _NUMBER.finditer(text)}
    words = text.lower().split()
    folded, at, out = body.lower(), 0, []
    same_length = len(folded) == len(body)
    while at < len(words):
        bare = words[at].strip('.,;:()“”"')
        if bare in numbers:
            out.append(words[at].replace(bare, numbers[bare]))
            at += 1
            continue
        for size in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            phrase = " ".join(words[at : at + size])
            form = _form(phrase, body, folded) if same_length and (size > 1 or len(phrase) > 1) else None
            form = _ALWAYS.get(phrase) or form
            if form:
                out.append(form)
                at += size
                break
        else:
            out.append(words[at])
            at += 1
    written = " ".join(out)
    return written[:1].upper() + written[1:]


def _form(phrase: str, body: str, folded: str) -> str | None:
    """How the body writes the phrase most often; None when it does not hold it."""
    pattern = regex.compile(rf"(?<!\p{{L}}){regex.escape(phrase)}(?!\p{{L}})")
    forms = Counter(body[m.start() : m.end()] for m in pattern.finditer(folded))
    return forms.most_common(1)[0][0] if forms else None


def _number(text: str) -> str:
    """ "31/CT-TTG" → "31/CT-TTg"."""
    return regex.sub(r"\p{L}+", lambda m: _SIGNS.get(m.group().lower(), m.group().upper()), text)
