"""The DOCX package: page setup, headers and footers, properties; the same content always gives the same bytes."""

import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

import docx
from docx.document import Document
from docx.section import Section as WordSection

from namro.writing.layout import Layout
from namro.writing.model import OfficialDocument
from namro.writing.ooxml import Element, clean, element, page_field, paragraph, twips, value
from namro.writing.phrasing import foot_of, title_of
from namro.writing.styles import style_elements

_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
# What python-docx's own template carries and no official document needs.
_UNWANTED = ("/thumbnail", "/stylesWithEffects", "/customXml", "/numbering", "/webSettings", "/fontTable",
             "/extended-properties")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Section:
    """Pages numbered from 1 on their own: the document itself, then each annex."""

    content: tuple[Element, ...]
    landscape: bool = False


def packed(document: OfficialDocument, sections: Sequence[Section], layout: Layout, *, at: datetime) -> bytes:
    file = docx.Document()
    _strip(file)
    _replace(file.styles.element, style_elements(layout))
    _replace(file.settings.element, _settings(layout))
    _fill(file, sections, layout)
    _mark_pages(file.sections[0], document, layout)
    _describe(file, document, layout, at)
    return _frozen(file)


def _strip(file: Document) -> None:
    for rels in (file.part.package.rels, file.part.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(_UNWANTED)]:
            del rels[key]


def _replace(parent: Element, children: Sequence[Element]) -> None:
    for child in list(parent):
        parent.remove(child)
    parent.extend(children)


def _settings(layout: Layout) -> list[Element]:
    language = layout.font["language"]
    mode = {"name": "compatibilityMode", "uri": "http://schemas.microsoft.com/office/word", "val": 15}
    return [
        element("zoom", {"percent": 100}),
        value("defaultTabStop", 720),
        value("characterSpacingControl", "doNotCompress"),
        element("compat", None, element("compatSetting", mode)),
        element("themeFontLang", {"val": language, "eastAsia": language}),
        value("decimalSymbol", ","),
        value("listSeparator", ";"),
    ]


def _fill(file: Document, sections: Sequence[Section], layout: Layout) -> None:
    body = file.element.body
    children: list[Element] = []
    for place, section in enumerate(sections):
        children.extend(section.content)
        setup = _page_setup(layout, landscape=section.landscape)
        children.extend([_low_paragraph(), setup] if place == len(sections) - 1 else [_low_paragraph(setup)])
    _replace(body, children)


def _low_paragraph(*setup: Element) -> Element:
    """The paragraph that Word demands behind a table and before a section's end, too low to open a new page."""
    spacing = element("spacing", {"before": 0, "after": 0, "line": 20, "lineRule": "exact"})
    mark = element("rPr", None, value("sz", 2), value("szCs", 2))
    return element("p", None, element("pPr", None, value("pStyle", "normal"), spacing, mark, *setup))


def _page_setup(layout: Layout, *, landscape: bool) -> Element:
    page = layout.page
    wide, high = twips(page["width"]), twips(page["height"])
    size = {"w": high, "h": wide, "orient": "landscape"} if landscape else {"w": wide, "h": high}
    margins = {side: twips(page[side]) for side in ("top", "right", "bottom", "left")}
    margins |= {"header": twips(page["header_distance"]), "footer": twips(page["footer_distance"]), "gutter": 0}
    return element(
        "sectPr",
        None,
        value("type", "nextPage"),
        element("pgSz", size),
        element("pgMar", margins),
        element("pgNumType", {"start": 1}),
        element("cols", {"space": 720}),
        element("titlePg"),
    )


def _mark_pages(first: WordSection, document: OfficialDocument, layout: Layout) -> None:
    """Header and footer of the first section; the others inherit them. The first page shows no number."""
    marks = [layout.text["demonstration"]] if document.demonstration else []
    foot = foot_of(document)
    for header, last in (
        (first.header, page_field("page_number")),
        (first.first_page_header, paragraph("page_number")),
    ):
        header.is_linked_to_previous = False
        _replace(header._element, [*(paragraph("demonstration", mark) for mark in marks), last])
    for footer in (first.footer, first.first_page_footer):
        footer.is_linked_to_previous = False
        _replace(footer._element, [paragraph("footer", foot)])


def _describe(file: Document, document: OfficialDocument, layout: Layout, at: datetime) -> None:
    about = file.core_properties
    about.title = clean(title_of(document))[:255]
    about.author = clean(" ".join(document.letterhead.issuer.split()))[:255]
    about.comments = about.last_modified_by = about.keywords = about.subject = ""
    about.language = layout.font["language"]
    about.created = about.modified = at.astimezone(UTC)
    about.revision = 1


def _frozen(file: Document) -> bytes:
    """The saved file with every date inside the archive set to the same day."""
    saved, frozen = BytesIO(), BytesIO()
    file.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(frozen, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            entry = zipfile.ZipInfo(name, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, source.read(name))
    return frozen.getvalue()
