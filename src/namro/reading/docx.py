"""DOCX: bytes → blocks, straight from the XML, so that nothing typed is lost.

Automatic numbers are resolved, tracked changes taken as accepted, merged cells kept as they cover the grid,
text boxes and footnotes kept; page headers and footers are left out (but searched for a secrecy mark).
"""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname, join, normpath

from lxml import etree

from namro.kernel.problems import Refused
from namro.reading.blocks import BlockWriter, CellAddress, Source, in_font
from namro.reading.docx_fonts import Fonts
from namro.reading.docx_numbering import Numbering, W, value_of
from namro.reading.guard import Parts, check_size_of_body, parse_xml
from namro.reading.signs import readable_sign

_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_DROPPED = {
    W + name
    for name in ("del", "moveFrom", "instrText", "delText", "delInstrText", "pPr", "rPr", "footnoteRef", "endnoteRef")
}
_SIGNS = {
    W + "tab": "\t",
    W + "br": "\n",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
    W + "softHyphen": "",
    W + "ptab": "\t",
}
_SOFT_HYPHEN = "\u00ad"  # ư in TCVN3
_WIDEST = 64  # columns; Word itself allows 63


def read_docx(data: bytes) -> Source:
    parts = Parts(data)
    main = _main_part(parts)
    document = parts.read(main)
    if document is None:
        raise Refused(
            "not_word", "Tệp nén này không phải văn bản Word; xin chọn bản Word (.docx) hoặc văn bản thuần (.txt)."
        )
    check_size_of_body(document, W + "tr", W + "p")
    body = parse_xml(document)
    folder = dirname(main)
    styles = _optional(parts, join(folder, "styles.xml"))
    walker = _Walker(Numbering(_optional(parts, join(folder, "numbering.xml")), styles), Fonts(styles))
    container = body.find(W + "body")
    walker.walk(container if container is not None else body)
    for name in ("footnotes.xml", "endnotes.xml"):
        notes = _optional(parts, join(folder, name))
        if notes is not None:
            walker.walk_notes(notes)
    return walker.out.source("docx", marks=(*walker.word_art, *_page_texts(parts, folder)))


def _main_part(parts: Parts) -> str:
    relations = _optional(parts, "_rels/.rels")
    for relation in relations.iterfind(_RELATIONS) if relations is not None else ():
        if relation.get("Type", "").endswith("/officeDocument"):
            return normpath(relation.get("Target", "").lstrip("/"))
    return "word/document.xml"


def _optional(parts: Parts, name: str) -> etree._Element | None:
    data = parts.read(name)
    return parse_xml(data) if data else None


def _page_texts(parts: Parts, folder: str) -> list[str]:
    """Lines of page headers and footers."""
    texts = []
    for name in parts.names():
        if name.startswith((f"{folder.lower()}/header", f"{folder.lower()}/footer")):
            root = _optional(parts, name)
            walker = _Walker(Numbering(None, None), Fonts(None))
            walker.walk(root) if root is not None else None
            texts += [*walker.out.texts, *walker.word_art]
    return texts


class _Walker:
    def __init__(self, numbering: Numbering, fonts: Fonts) -> None:
        self.numbering = numbering
        self.fonts = fonts
        self.out = BlockWriter()
        self.word_art: list[str] = []
        self._carried = ""  # text of a paragraph whose end mark is deleted: it runs on into the next

    def walk(self, container: etree._Element, address: CellAddress | None = None, *, footnote: bool = False) -> None:
        for element in container:
            if element.tag == W + "p":
                self._paragraph(element, address, footnote=footnote)
            elif element.tag == W + "tbl":
                self._table(element, address)
            elif isinstance(element.tag, str) and element.tag not in _DROPPED:
                self.walk(_chosen(element), address, footnote=footnote)

    def walk_notes(self, root: etree._Element) -> None:
        for note in root:
            if note.get(W + "type") in (None, "normal"):
                self.walk(note, footnote=True)

    def _paragraph(self, element: etree._Element, address: CellAddress | None, *, footnote: bool) -> None:
        boxes: list[etree._Element] = []
        text = "".join(self._runs(element, boxes, element))
        label = self.numbering.label(element) if text.strip() else ""
        text = self._carried + (f"{label} {text}" if label else text)
        self._carried = ""
        if element.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self._carried = text
        else:
            self.out.add(text, address, footnote=footnote)
        for box in boxes:
            self.walk(box, address, footnote=footnote)

    def _runs(
        self, element: etree._Element, boxes: list[etree._Element], paragraph: etree._Element, font: str = ""
    ) -> Iterator[str]:
        """The text of a paragraph; text boxes anchored in it are put into `boxes`."""
        if element.tag == W + "r":
            font = self.fonts.of(element, paragraph)
        for child in element:
            tag = child.tag
            if not isinstance(tag, str) or tag in _DROPPED:
                continue
            if tag == W + "t":
                text = (child.text or "").replace("\n", " ")
                yield in_font(text, font) if font else text
            elif tag == W + "softHyphen" and font.startswith("tcvn3"):
                yield in_font(_SOFT_HYPHEN, font)
            elif tag in _SIGNS:
                yield "" if child.get(W + "type") == "page" else _SIGNS[tag]
            elif tag == W + "sym":
                yield _symbol(child.get(W + "char", ""))
            elif tag == W + "txbxContent":
                boxes.append(child)
            else:
                if tag.endswith("}textpath") and child.get("string"):
                    self.word_art.append(child.get("string", ""))
                yield from self._runs(_chosen(child), boxes, paragraph, font)

    def _table(self, element: etree._Element, outer: CellAddress | None) -> None:
        """Cells of a table inside a cell count as lines of that cell; a table of one column is a frame."""
        rows = [row for row in _rows(element) if row.find(f"{W}trPr/{W}del") is None]
        grid = [list(_cells(row)) for row in rows]
        framed = all(len(cells) <= 1 for cells in grid)
        number = self.out.new_table() if outer is None and not framed else -1
        for r, cells in enumerate(grid):
            for column, columns, cell in cells:
                if _is_continued(cell):
                    continue
                height = _height(grid, r, column)
                address = outer if outer or framed else CellAddress(number, r, column, height, columns)
                self.walk(cell, address)


def _chosen(element: etree._Element) -> etree._Element:
    """Of two renderings of the same drawing, one."""
    if element.tag != _CHOICE + "AlternateContent":
        return element
    options = [child for child in element if child.tag in (_CHOICE + "Choice", _CHOICE + "Fallback")]
    return next(
        (option for option in options if option.find(f".//{W}txbxContent") is not None),
        options[0] if options else element,
    )


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == W + "tr":
            yield child
        elif child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml", W + "moveTo"):
            yield from _rows(child)


def _cells(row: etree._Element) -> Iterator[tuple[int, int, etree._Element]]:
    """Grid column, columns covered, and the cell."""
    column = min(_count(row.find(f"{W}trPr/{W}gridBefore"), 0), _WIDEST)
    stack = list(reversed(row))
    while stack:
        child = stack.pop()
        if child.tag in (W + "sdt", W + "sdtContent", W + "ins", W + "customXml"):
            stack.extend(reversed(child))
        elif child.tag == W + "tc" and child.find(f"{W}tcPr/{W}cellDel") is None:
            columns = min(max(_count(child.find(f"{W}tcPr/{W}gridSpan"), 1), 1), _WIDEST)
            yield column, columns, child
            column = min(column + columns, 4 * _WIDEST)


def _count(element: etree._Element | None, default: int) -> int:
    text = value_of(element, str(default))
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 6 else default


def _is_continued(cell: etree._Element) -> bool:
    merge = cell.find(f"{W}tcPr/{W}vMerge")
    return merge is not None and value_of(merge, "continue") != "restart"


def _height(grid: list[list[tuple[int, int, etree._Element]]], row: int, column: int) -> int:
    height = 1
    for cells in grid[row + 1 :]:
        below = next((cell for at, _columns, cell in cells if at == column), None)
        if below is None or not _is_continued(below):
            break
        height += 1
    return height


def _symbol(code: str) -> str:
    try:
        return readable_sign(chr(int(code, 16)))
    except (ValueError, OverflowError):
        return ""
