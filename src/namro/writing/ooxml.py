"""WordprocessingML by hand: the few elements that the layout needs and python-docx does not offer."""

import re
from collections.abc import Iterable, Mapping, Sequence

from docx.oxml.ns import nsmap
from docx.oxml.parser import oxml_parser
from lxml.etree import _Element

from namro.kernel.vietnamese import canon
from namro.writing.model import Run

Element = _Element

_NAMESPACES = {"w": nsmap["w"]}
_W = f"{{{nsmap['w']}}}"

# What XML 1.0 cannot hold; Word calls a file with one of these damaged.
_NOT_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
BREAKS = re.compile("([\n\t])")


def clean(text: str) -> str:
    """NFC in one tone-mark style, line ends as \\n, no character that XML cannot hold."""
    return canon(_NOT_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))


def element(tag: str, attributes: Mapping[str, object] | None = None, *children: Element) -> Element:
    """attributes: names without their prefix, which is always w."""
    # Not OxmlElement, which parses its name each time: a table of 400 rows has 45,000 elements.
    own = {f"{_W}{name}": str(given) for name, given in attributes.items()} if attributes else {}
    made = oxml_parser.makeelement(f"{_W}{tag}", own, _NAMESPACES)
    made.extend(children)
    return made


def value(tag: str, val: str | int) -> Element:
    return element(tag, {"val": val})


def twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def points(number: float) -> int:
    """Points in twentieths, as spacing wants them."""
    return round(number * 20)


def run(text: str, *, bold: bool = False, italic: bool = False) -> Element:
    properties = element("rPr")
    if bold:
        properties.extend([element("b"), element("bCs")])
    if italic:
        properties.extend([element("i"), element("iCs")])
    made = element("r", None, *([properties] if len(properties) else []))
    for part in BREAKS.split(clean(text)):
        if part == "\n":
            made.append(element("br"))
        elif part == "\t":
            made.append(element("tab"))
        elif part:
            words = element("t")
            words.text = part
            words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.append(words)
    return made


def paragraph(style: str, content: str | Iterable[Run] = "", *extra: Element) -> Element:
    """extra: further children of w:pPr, in the order of the schema."""
    runs = [Run(content)] if isinstance(content, str) else content
    made = element("p", None, element("pPr", None, value("pStyle", style), *extra))
    made.extend(run(part.text, bold=part.bold, italic=part.italic) for part in runs if part.text)
    return made


def rule(length: float, width: float, *, gap: float = 3, after: float = 0) -> Element:
    """A solid line of this length, centred in a column of this width (millimetres).

    gap, after: points of air above and below.
    It is the border of a low empty paragraph: a real line, that keeps its length when the text is edited.
    """
    side = twips(max(0.0, (width - length) / 2))
    border = element("pBdr", None, element("top", {"val": "single", "sz": 6, "space": 0, "color": "auto"}))
    spacing = element("spacing", {"before": points(gap), "after": points(after), "line": 40, "lineRule": "exact"})
    indent = element("ind", {"left": side, "right": side, "firstLine": 0})
    mark = element("rPr", None, value("sz", 2), value("szCs", 2))
    properties = element("pPr", None, value("pStyle", "normal"), element("keepNext"), border, spacing, indent, mark)
    return element("p", None, properties)


def boxed(style: str, text: str, *, length: float, width: float) -> Element:
    side = {"val": "single", "sz": 8, "space": 2, "color": "auto"}
    border = element("pBdr", None, *(element(edge, side) for edge in ("top", "left", "bottom", "right")))
    indent = twips(max(0.0, (width - length) / 2))
    return paragraph(style, text, border, element("ind", {"left": indent, "right": indent}))


def page_field(style: str) -> Element:
    field = element("fldSimple", {"instr": " PAGE "}, run("1"))
    made = paragraph(style)
    made.append(field)
    return made


def cell(width: int, content: Sequence[Element], *, span: int = 1, merge: str = "", middle: bool = False) -> Element:
    """width: twips. merge: "restart" for the first of cells joined downward, "continue" for the rest."""
    properties = element("tcPr", None, element("tcW", {"w": width, "type": "dxa"}))
    if span > 1:
        properties.append(value("gridSpan", span))
    if merge:
        properties.append(value("vMerge", merge))
    if middle:
        properties.append(value("vAlign", "center"))
    return element("tc", None, properties, *content)


def row(cells: Iterable[Element], *, header: bool = False) -> Element:
    """Never split over two pages; a header row is repeated on each."""
    properties = element("trPr", None, element("cantSplit"))
    if header:
        properties.append(element("tblHeader"))
    return element("tr", None, properties, *cells)


def table(widths: Sequence[int], rows: Iterable[Element], *, lines: bool, margin: int) -> Element:
    """widths: twips of the columns. margin: twips left and right inside each cell."""
    properties = element("tblPr", None, element("tblW", {"w": sum(widths), "type": "dxa"}), value("jc", "center"))
    if lines:
        line = {"val": "single", "sz": 4, "space": 0, "color": "auto"}
        edges = ("top", "left", "bottom", "right", "insideH", "insideV")
        properties.append(element("tblBorders", None, *(element(edge, line) for edge in edges)))
    sides = [element(side, {"w": margin, "type": "dxa"}) for side in ("left", "right")]
    properties.extend([element("tblLayout", {"type": "fixed"}), element("tblCellMar", None, *sides)])
    grid = element("tblGrid", None, *(element("gridCol", {"w": width}) for width in widths))
    return element("tbl", None, properties, grid, *rows)
