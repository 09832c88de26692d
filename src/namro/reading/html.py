"""HTML as saved from a legal portal, from Word or from a mail: bytes → blocks of the document alone."""

from __future__ import annotations

import codecs
import email
import email.policy
from collections.abc import Iterator

import regex
from lxml import etree

from namro.kernel.problems import Refused
from namro.reading.blocks import BlockWriter, CellAddress, Source
from namro.reading.html_main import DROPPED, drop_chrome, find_main
from namro.reading.html_tables import is_layout, place_cells
from namro.reading.html_tags import BLOCK_TAGS, ListLabels
from namro.reading.txt import decode

_DECLARED = regex.compile(rb"""(?i)<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]{3,30})""")
_XML_DECLARED = regex.compile(rb"""(?i)^\s*<\?xml[^>]{0,100}encoding\s*=\s*["']([\w-]{3,30})""")
_CODECS = {
    "utf-8": "utf-8", "utf8": "utf-8", "windows-1258": "cp1258", "cp1258": "cp1258", "windows-1252": "cp1252",
    "iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252",
}  # fmt: skip
_BLANKS = regex.compile(r"[ \t\r\n\f]+")
_NOTE_ANCHOR = regex.compile(r"#_?(?:ftn|edn|fn|footnote)", regex.IGNORECASE)
_NOTE = regex.compile(r"(?:ftn|edn|fn|footnote)[-_:]?\d+", regex.IGNORECASE)
_NOTE_SIGN = regex.compile(r"\[?[\d*]{1,3}\]?")
_TIDY = regex.compile(r"[ \t]*\n[ \t]*")


def read_html(data: bytes) -> Source:
    """Raises Refused for a page without any text of its own."""
    root = _parse(_text(data))
    body = root.find("body") if root is not None else None
    if body is None:
        raise _empty()
    drop_chrome(body)
    walker = _Walker()
    walker.walk(find_main(body))
    source = walker.out.source("html")
    if not source.blocks:
        raise _empty()
    return source


def read_mhtml(data: bytes) -> Source:
    """A page saved with its pictures in one file (.mht): its first HTML part."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            payload = part.get_payload(decode=True)
            charset = str(part.get_content_charset() or "").lower()
            if isinstance(payload, bytes):
                declared = f'<meta charset="{charset}">'.encode() if charset in _CODECS else b""
                return read_html(payload if _DECLARED.search(payload[:4096]) else declared + payload)
    raise _empty()


def _empty() -> Refused:
    return Refused(
        "html_empty", "Trang HTML không có phần chữ nào để đọc; xin sao chép phần chữ và dán vào trang đưa kế hoạch."
    )


def _text(data: bytes) -> str:
    """What a browser would read: byte order mark, then what the page declares, then what the bytes look like."""
    if not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        found = _XML_DECLARED.search(data[:300]) or _DECLARED.search(data[:4096])
        encoding = _CODECS.get(found.group(1).decode("ascii").lower()) if found else None
        if encoding:
            text = data.decode(encoding, errors="replace")
            if text.count("\ufffd") * 1000 <= len(text):
                return text
    return decode(data)


def _parse(text: str) -> etree._Element | None:
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, recover=True
    )
    try:
        return etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


class _Walker:
    """Gathers inline text until a block begins or ends."""

    def __init__(self) -> None:
        self.out = BlockWriter()
        self._pieces: list[str] = []
        self._label = ""
        self._labels = ListLabels()

    def walk(self, container: etree._Element, cell: CellAddress | None = None, *, footnote: bool = False) -> None:
        self._into(container, cell, footnote=footnote, tight=False)
        self._flush(cell, footnote=footnote)

    def _into(self, element: etree._Element, cell: CellAddress | None, *, footnote: bool, tight: bool) -> None:
        """`tight`: inside <pre>, where line ends count."""
        self._say(element.text, tight=tight)
        for child in element:
            if isinstance(child.tag, str) and child.tag not in DROPPED and not _is_note_sign(child):
                self._child(child, cell, footnote=footnote, tight=tight)
            self._say(child.tail, tight=tight)

    def _child(self, child: etree._Element, cell: CellAddress | None, *, footnote: bool, tight: bool) -> None:
        tag = child.tag
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "table":
            self._flush(cell, footnote=footnote)
            self._table(child, cell, footnote=footnote)
        elif tag in BLOCK_TAGS:
            noted = footnote or bool(_NOTE.fullmatch(child.get("id", "")))
            self._flush(cell, footnote=footnote)
            self._label = self._labels.label(child) or self._label
            self._into(child, cell, footnote=noted, tight=tight or tag == "pre")
            self._flush(cell, footnote=noted)
        else:
            self._into(child, cell, footnote=footnote, tight=tight)

    def _say(self, text: str | None, *, tight: bool) -> None:
        if text:
            self._pieces.append(text if tight else _BLANKS.sub(" ", text))

    def _flush(self, cell: CellAddress | None, *, footnote: bool) -> None:
        text = _TIDY.sub("\n", regex.sub(r"[ \t]{2,}", " ", "".join(self._pieces)))
        self._pieces.clear()
        if text.strip():
            self.out.add(f"{self._label} {text.strip()}" if self._label else text, cell, footnote=footnote)
            self._label = ""

    def _table(self, table: etree._Element, outer: CellAddress | None, *, footnote: bool) -> None:
        """Cells of a table inside a cell count as lines of that cell; a table that only lays out a page is none."""
        cells = place_cells(table)
        flat = outer is not None or is_layout(table, cells)
        number = -1 if flat else self.out.new_table()
        for caption in table.iterchildren("caption"):
            self.walk(caption, outer, footnote=footnote)
        for cell in cells:
            address = outer if flat else CellAddress(number, cell.row, cell.column, cell.rows, cell.columns)
            self.walk(cell.element, address, footnote=footnote)


def _is_note_sign(element: etree._Element) -> bool:
    """The small figure that points to a footnote is no part of the sentence."""
    if element.tag == "a" and _NOTE_ANCHOR.search(element.get("href", "")):
        return bool(_NOTE_SIGN.fullmatch(_own_text(element)))
    return element.tag == "sup" and element.find(".//a") is not None and bool(_NOTE_SIGN.fullmatch(_own_text(element)))


def _own_text(element: etree._Element) -> str:
    pieces: Iterator[str] = element.itertext()  # type: ignore[assignment]
    return "".join(pieces).strip()
