"""Sections and the officer's own words, put together as an official document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from namro.publishing.builders.consolidated.frame import addressees, letterhead, recipients, signature, title
from namro.publishing.builders.consolidated.material import Material
from namro.publishing.builders.consolidated.section import OwnWords, Section, places, printed
from namro.publishing.lines import Line
from namro.writing.model import Annex, Block, Bullet, Heading, OfficialDocument, Paragraph, bullet, italic, paragraph


def assemble(sections: Sequence[Section], own_words: Mapping[str, str], *, material: Material) -> OfficialDocument:
    """The document, its number and date left open.

    own_words: by section code, one line a paragraph, «- » a bullet; they stand in place of the section's prose or
    behind it, as the section says, and take away its gap. Words for a section that does not exist are left out.
    """
    kept = printed(sections, own_words)
    return OfficialDocument(
        letterhead=letterhead(material.sender, material.on),
        kind="Báo cáo",
        title=title(material),
        addressees=addressees(material.sender),
        body=tuple(block for s in kept if not s.annex for block in _section(s, own_words.get(s.code, ""))),
        signature=signature(material.sender),
        recipients=recipients(material.sender),
        annexes=tuple(_annex(section) for section in kept if section.annex),
        demonstration=material.demonstration,
    )


def printed_lines(sections: Sequence[Section], own_words: Mapping[str, str]) -> tuple[Line, ...]:
    """A line for every figure that the assembled document prints, with the place where it stands."""
    kept = printed(sections, own_words)
    return tuple(
        replace(line, place=f"{place}{', ' if line.place else ''}{line.place}")
        for section, place in zip(kept, places(kept), strict=True)
        for line in _lines(section, own_words.get(section.code, ""))
    )


def open_gaps(sections: Sequence[Section], own_words: Mapping[str, str]) -> tuple[Section, ...]:
    """The sections in which a person has still to write what no figure says."""
    return tuple(s for s in sections if s.gap and not own_words.get(s.code, "").strip())


def own_blocks(text: str) -> tuple[Paragraph | Bullet, ...]:
    """The officer's paragraphs: one line each, «- » (also «+ ») begins a bullet; blank lines say nothing."""
    lines = (line.strip() for line in text.splitlines())
    return tuple(_own_line(line) for line in lines if line)


def _own_line(line: str) -> Paragraph | Bullet:
    for level, mark in ((1, "- "), (1, "– "), (2, "+ ")):
        if line.startswith(mark):
            return bullet(line.removeprefix(mark).strip(), level=level)
    return paragraph(line)


def _is_replaced(section: Section, words: str) -> bool:
    return section.own is OwnWords.REPLACE and bool(words.strip())


def _lines(section: Section, words: str) -> tuple[Line, ...]:
    return section.tables.lines if _is_replaced(section, words) else section.lines


def _section(section: Section, words: str) -> Iterator[Block]:
    if section.level:
        yield Heading(section.level, section.number, section.heading)
    if not _is_replaced(section, words):
        yield from section.prose.blocks
    if section.own is not OwnWords.NONE:
        yield from own_blocks(words)
        if section.gap and not words.strip():
            yield paragraph(italic(f"[{section.gap}]"))
    yield from section.tables.blocks


def _annex(section: Section) -> Annex:
    return Annex(title=section.heading, subtitle=section.subtitle, body=section.blocks, landscape=section.landscape)
