"""Which part of a web page is the document: the rest of the page (menus, links, comments) is dropped."""

from __future__ import annotations

import regex
from lxml import etree

from namro.reading.html_tags import BLOCK_TAGS

_NEVER_TEXT = """
script style noscript template iframe object embed svg math canvas video audio map select option button
input textarea label nav head title link meta datalist
"""
DROPPED = frozenset(_NEVER_TEXT.split())
_CHROME = regex.compile(
    r"(?i)(?:^|[\s_-])(?:menu|nav|navbar|sidebar|side-?bar|breadcrumbs?|footer|banner|header|topbar|toolbar|search|"
    r"social|share|comments?|binh-?luan|related|lien-?quan|vb-?lien-?quan|ads?|advert\w*|quang-?cao|login|popup|"
    r"modal|pagination|paging|tags?|rating|newsletter|hotline|widget|cookie\w*|toc|muc-?luc|attributes?|thuoc-?tinh|"
    r"luoc-?do|tieng-?anh|right|left)(?:$|[\s_-])"
)
_CHROME_TAGS = frozenset({"aside", "footer", "header", "form", "dialog"})
_KNOWN = (
    "toanvancontent", "divcontentdoc", "noidungvanban", "noidung", "content1", "cldivcontentdocvn", "doc-content",
    "the-document-body", "fulltext", "vbcontent", "article-content", "entry-content", "post-content", "detail-content",
)  # fmt: skip
_OFFICIAL = regex.compile(
    r"(?i)cộng h(?:òa|oà) xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do|nơi nhận\s*:|\b(?:TM|KT|TL|TUQ)\.\s|phụ lục"
)
_HIDDEN = regex.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_HOLDS_IT = 0.85  # share of the page's running text that makes an element the way down to the document
_LARGE = 0.3  # what holds more of the page than this is never dropped by its name alone
_LINKED = 0.6  # share of letters in links


class _Measures:
    """For every element below the body the letters of its text and of those in links, counted once."""

    def __init__(self, body: etree._Element) -> None:
        self.all: dict[etree._Element, int] = {}
        self.linked: dict[etree._Element, int] = {}
        for _event, element in etree.iterwalk(body, events=("end",)):
            if not isinstance(element.tag, str) or element.tag in DROPPED:
                continue
            total = len((element.text or "").strip())
            linked = 0
            for child in element:
                total += self.all.get(child, 0) + len((child.tail or "").strip())
                linked += self.linked.get(child, 0)
            self.all[element] = total
            self.linked[element] = total if element.tag == "a" and element.get("href") else linked

    def plain(self, element: etree._Element) -> int:
        return self.all.get(element, 0) - self.linked.get(element, 0)


def drop_chrome(body: etree._Element) -> None:
    """Removes what by its kind, name or links is no part of a document."""
    measures = _Measures(body)
    whole = max(measures.all.get(body, 0), 1)
    doomed = []
    skip: set[etree._Element] = set()
    for element in body.iter():
        if element is body or not isinstance(element.tag, str):
            continue
        if element.getparent() in skip:
            skip.add(element)
        elif element.tag in DROPPED or _is_chrome(element, measures, whole):
            skip.add(element)
            doomed.append(element)
    for element in doomed:
        _remove(element)


def _is_chrome(element: etree._Element, measures: _Measures, whole: int) -> bool:
    size = measures.all.get(element, 0)
    if size > _LARGE * whole or element.tag not in BLOCK_TAGS:
        return False
    if element.get("hidden") is not None or _HIDDEN.search(element.get("style", "")):
        return True
    if element.tag in ("table", "tbody", "tr", "td", "th", "p", "li"):
        return False
    named = element.tag in _CHROME_TAGS or bool(_CHROME.search(f"{element.get('class', '')} {element.get('id', '')}"))
    linked = measures.linked.get(element, 0) > _LINKED * max(size, 1)
    if not named and not (linked and element.tag in ("ul", "ol", "div", "section") and size > 60):
        return False
    return linked or not _OFFICIAL.search("".join(element.itertext()))  # type: ignore[arg-type]


def _remove(element: etree._Element) -> None:
    """The element without the text that follows it."""
    parent = element.getparent()
    if parent is None:
        return
    before, tail = element.getprevious(), f" {element.tail}" if element.tail else ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def find_main(body: etree._Element) -> etree._Element:
    """The smallest element that holds nearly all running text that stands in no link."""
    measures = _Measures(body)
    known = _known_main(body, measures)
    main = known if known is not None else body
    while True:
        plain = measures.plain(main)
        below = (
            next(
                (
                    child
                    for child in main
                    if child.tag in BLOCK_TAGS
                    and child.tag not in ("p", "table", "li", "ul", "ol")
                    and measures.plain(child) >= _HOLDS_IT * plain
                ),
                None,
            )
            if plain
            else None
        )
        if below is None:
            return main
        main = below


def _known_main(body: etree._Element, measures: _Measures) -> etree._Element | None:
    """The element that well-known portals keep the document in."""
    enough = measures.plain(body) * 0.5
    for element in body.iter("div", "article", "main", "section", "td"):
        names = f"{element.get('id', '')} {element.get('class', '')}".lower().split()
        if any(name in _KNOWN for name in names) and measures.plain(element) >= enough:
            return element
    return None
