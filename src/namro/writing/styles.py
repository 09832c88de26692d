"""The styles part of a DOCX file, from a layout: an officer finds each kind of paragraph under its Vietnamese name."""

from namro.writing.layout import Layout, Style
from namro.writing.ooxml import Element, element, points, twips, value

_HEADINGS = {"heading_1": 0, "heading_2": 1, "heading_3": 2}
_BUILT_IN = {"heading 1", "heading 2", "heading 3", "header", "footer"}  # names that Word itself knows


def style_elements(layout: Layout) -> list[Element]:
    plain = Style("normal", "Normal", size=layout.styles["body"].size)
    return [_defaults(layout), _style(plain), *(_style(style) for style in layout.styles.values())]


def _defaults(layout: Layout) -> Element:
    font, language = layout.font["name"], layout.font["language"]
    fonts = element("rFonts", dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), font))
    tongue = element("lang", dict.fromkeys(("val", "eastAsia", "bidi"), language))
    characters = element("rPrDefault", None, element("rPr", None, fonts, *_size(layout.styles["body"].size), tongue))
    return element("docDefaults", None, characters, element("pPrDefault"))


def _style(style: Style) -> Element:
    about = {"type": "paragraph", "styleId": style.key}
    if style.key == "normal":
        about["default"] = "1"
    elif style.name not in _BUILT_IN:
        about["customStyle"] = "1"
    made = element("style", about, value("name", style.name))
    if style.key != "normal":
        made.append(value("basedOn", "normal"))
    made.extend([element("qFormat"), _paragraph_properties(style), _run_properties(style)])
    return made


def _paragraph_properties(style: Style) -> Element:
    made = element("pPr")
    if style.keep_next:
        made.append(element("keepNext"))
    made.append(element("widowControl"))
    line = round(style.line * 240)
    spacing = {"before": points(style.before), "after": points(style.after), "line": line, "lineRule": "auto"}
    made.append(element("spacing", spacing))
    if style.first_line:
        made.append(element("ind", {"firstLine": twips(style.first_line)}))
    made.append(value("jc", style.align))
    if style.key in _HEADINGS:
        made.append(value("outlineLvl", _HEADINGS[style.key]))
    return made


def _run_properties(style: Style) -> Element:
    made = element("rPr")
    for wanted, tag in ((style.bold, "b"), (style.italic, "i")):
        if wanted:
            made.extend([element(tag), element(f"{tag}Cs")])
    made.extend(_size(style.size))
    return made


def _size(size: float) -> list[Element]:
    half_points = round(size * 2)
    return [value("sz", half_points), value("szCs", half_points)]
