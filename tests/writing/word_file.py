"""A rendered document as Word finds it: its XML, and how each paragraph would be set."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from docx.oxml.ns import qn
from lxml import etree

from namro.writing.docx import render
from namro.writing.model import OfficialDocument

AT = datetime(2026, 6, 20, 1, 30, tzinfo=UTC)
MM, PT = 25.4 / 1440, 1 / 20


@dataclass(frozen=True)
class Look:
    """A paragraph as Word would set it. size, before, after: points; first_line: millimetres; line: lines."""

    style: str
    text: str
    size: float
    bold: bool
    italic: bool
    caps: bool
    align: str
    first_line: float
    after: float
    line: float


class File:
    """A rendered document, opened as an archive of XML."""

    def __init__(self, document: OfficialDocument) -> None:
        self.content = render(document, at=AT)
        with zipfile.ZipFile(io.BytesIO(self.content)) as package:
            self.parts = {name: package.read(name) for name in package.namelist()}
        self.body: Any = self.xml("word/document.xml").find(qn("w:body"))
        styles = self.xml("word/styles.xml")
        self.defaults: Any = styles.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
        self.styles: dict[str, Any] = {style.get(qn("w:styleId")): style for style in styles.iter(qn("w:style"))}

    def xml(self, name: str) -> Any:
        return etree.fromstring(self.parts[name])

    def looks(self, root: Any | None = None) -> Iterator[Look]:
        for part in (self.body if root is None else root).iter(qn("w:p")):
            text = "".join(t.text or "" for t in part.iter(qn("w:t")))
            if text.strip():
                yield self.look(part, text)

    def look(self, part: Any, text: str) -> Look:
        own, code = part.find(qn("w:pPr")), self.style_of(part)
        style = self.styles[code]
        runs = [run.find(qn("w:rPr")) for run in part.iter(qn("w:r"))]
        spacing, indent = self.paragraph(own, style, "spacing"), self.paragraph(own, style, "ind")
        align = self.paragraph(own, style, "jc").get(qn("w:val"), "left")
        return Look(
            style=code,
            text=text,
            size=float(self.character(runs[0], style, "sz").get(qn("w:val"))) / 2,
            bold=all(self.is_on(run, style, "b") for run in runs),
            italic=all(self.is_on(run, style, "i") for run in runs),
            caps=text == text.upper(),
            align=align,
            first_line=float(indent.get(qn("w:firstLine"), 0)) * MM,
            after=float(spacing.get(qn("w:after"), 0)) * PT,
            line=float(spacing.get(qn("w:line"), 240)) / 240,
        )

    def style_of(self, part: Any) -> str:
        return str(part.find(f"{qn('w:pPr')}/{qn('w:pStyle')}").get(qn("w:val")))

    def is_kept_with_next(self, part: Any) -> bool:
        style = self.styles[self.style_of(part)]
        return any(place.find(f"{qn('w:pPr')}/{qn('w:keepNext')}") is not None for place in (style, part))

    def paragraph(self, own: Any, style: Any, tag: str) -> Any:
        inherited = style.find(f"{qn('w:pPr')}/{qn(f'w:{tag}')}")
        merged = etree.Element("merged", dict(inherited.attrib) if inherited is not None else {})
        direct = own.find(qn(f"w:{tag}"))
        merged.attrib.update(direct.attrib if direct is not None else {})
        return merged

    def character(self, run: Any | None, style: Any, tag: str) -> Any:
        for place in (run, style.find(qn("w:rPr")), self.defaults):
            found = place.find(qn(f"w:{tag}")) if place is not None else None
            if found is not None:
                return found
        return etree.Element("nothing")

    def is_on(self, run: Any | None, style: Any, tag: str) -> bool:
        found = self.character(run, style, tag)
        return found.tag == qn(f"w:{tag}") and found.get(qn("w:val"), "1") not in ("0", "false")
