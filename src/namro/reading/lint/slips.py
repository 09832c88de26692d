"""Slips of the pen that change a name, a time or a word: doubled words, and lists that name the same twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

import regex

from namro.kernel.problems import Severity
from namro.kernel.vietnamese import canon, fold
from namro.reading.lint.findings import Finding, LintContext
from namro.reading.lint.sheet import Line, Sheet
from namro.reading.text import holds_any

# «Phòng Phòng, chống tệ nạn xã hội» is the name of a division.
_DOUBLED = regex.compile(r"\b(?P<word>\p{L}{2,}+)\s(?P=word)(?!\p{L}|, chống)")
_REDUPLICATED = {"vi", "dần", "ngày", "luôn", "xanh", "từ", "thường", "đời", "nhà", "người", "rất", "mãi", "hơn", "năm"}
_SIGNS = ".,;:!?()[]“”\"'…/–-"
_NAME = r"\p{Lu}\p{Ll}+(?:\s\p{Lu}\p{Ll}+){1,3}"
_NAMES = regex.compile(rf"(?<!\p{{L}})(?P<name>{_NAME})(?:(?:,|;|\svà)\s(?P<name>{_NAME})(?!\s\p{{Lu}}|\p{{L}}))+")
_TIME_TWICE = regex.compile(
    r"(?P<time>(?:quý|tháng)\s[IVX\d]+(?:/\d{4})?)\s(?:và|,)\s(?P=time)(?!\w)", regex.IGNORECASE
)


def doubled_words(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    for line in sheet.lines:
        for found in _DOUBLED.finditer(line.text):
            if found["word"].lower() not in _REDUPLICATED:
                yield Finding(
                    "doubled_word",
                    line.place(found.start(), found.end()),
                    f"Lặp chữ “{found['word']}”.",
                    "Bỏ một chữ, hoặc đối chiếu với bản ký xem chữ nào bị thay nhầm.",
                )


def repeated_names(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A list of proper names that holds one of them twice: «các tỉnh Điện Biên, Nghệ An, Nghệ An»."""
    for line in sheet.lines:
        for found in _NAMES.finditer(line.text, timeout=5):
            names = found.captures("name")
            for name in dict.fromkeys(name for at, name in enumerate(names) if name in names[:at]):
                yield _repeated(line, found, name)


def _repeated(line: Line, found: regex.Match[str], name: str) -> Finding:
    spans = [span for span, each in zip(found.spans("name"), found.captures("name"), strict=True) if each == name]
    return Finding(
        "repeated_name",
        line.place(spans[0][0], spans[-1][1]),
        f"Danh sách ghi “{name}” hai lần; có lẽ một tên khác bị ghi sai.",
        "Đối chiếu với văn bản gốc hoặc bản ký để biết tên còn lại là gì.",
    )


def repeated_times(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    for line in sheet.lines:
        for found in _TIME_TWICE.finditer(line.text) if holds_any(line.text, ("quý", "tháng")) else ():
            yield Finding(
                "repeated_time",
                line.place(found.start(), found.end()),
                f"Thời gian “{found['time']}” ghi hai lần; có lẽ một thời gian khác bị ghi sai.",
                "Đối chiếu với bản ký để biết thời gian còn lại là khi nào.",
            )


def misspelt_terms(sheet: Sheet, _: LintContext) -> Iterator[Finding]:
    """A term of official texts with a wrong mark: «thông kê» for «thống kê». Proper names are left alone."""
    terms = _terms()
    for line in sheet.lines:
        text = line.text
        folded = fold(text)
        if len(folded) != len(text):
            continue
        for start, end, second in _known_pairs(folded):
            term, others = terms[folded[start:end]]
            written = text[start:end].lower()
            if written not in (term, folded[start:end]) and written not in others and not text[second].isupper():
                yield Finding(
                    "misspelt_term",
                    line.place(start, end),
                    f"“{text[start:end]}” có lẽ là “{term}”.",
                    "Sửa chữ theo bản ký.",
                    Severity.INFO,
                )


def _known_pairs(folded: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and start of the second word of every two words that make a term, marks aside."""
    terms, firsts = _terms(), _first_words()
    words = folded.split(" ")
    for at in [at for at, word in enumerate(words[:-1]) if word.lstrip(_SIGNS) in firsts]:
        term = f"{words[at].lstrip(_SIGNS)} {words[at + 1].rstrip(_SIGNS)}"
        if term in terms:
            second = sum(map(len, words[: at + 1])) + at + 1
            start = second - 1 - len(words[at].lstrip(_SIGNS))
            yield start, start + len(term), second


@cache
def _terms() -> Mapping[str, tuple[str, frozenset[str]]]:
    """Terms by their form without marks, with what else that form may be (data/official_words.txt)."""
    found = {}
    for row in (files("namro.reading.lint") / "data" / "official_words.txt").read_text("utf-8").splitlines():
        if row and not row.startswith("#"):
            term, _, others = row.partition(": ")
            found[fold(term)] = (canon(term), frozenset(canon(others).split(", ")))
    return found


@cache
def _first_words() -> frozenset[str]:
    return frozenset(term.split()[0] for term in _terms())
