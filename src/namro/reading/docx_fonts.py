"""Which runs of a DOCX are typed for a Vietnamese font from before Unicode."""

from __future__ import annotations

from lxml import etree

from namro.reading.docx_numbering import W, value_of

_LONGEST_CHAIN = 20  # styles based on styles


class Fonts:
    """Fonts by the run's own properties, its style, its paragraph's style, and the document's default."""

    def __init__(self, styles: etree._Element | None) -> None:
        self._by_style: dict[str, str] = {}
        self._default = ""
        if styles is not None:
            self._default = _font(styles.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr"))
            self._read(styles)

    def of(self, run: etree._Element, paragraph: etree._Element) -> str:
        """One of blocks.FONTS; "" for a font of today."""
        properties = run.find(W + "rPr")
        own = _font(properties)
        if not own and properties is not None:
            own = self._by_style.get(value_of(properties.find(W + "rStyle")), "")
        if not own:
            style = value_of(paragraph.find(f"{W}pPr/{W}pStyle"))
            own = self._by_style.get(style, "") or self._by_style.get("", "") or self._default
        return _kind(own)

    def _read(self, styles: etree._Element) -> None:
        elements = {e.get(W + "styleId", ""): e for e in styles.iterfind(W + "style")}
        for name, element in elements.items():
            found, step = "", element
            for _ in range(_LONGEST_CHAIN):
                found = found or _font(step.find(W + "rPr"))
                parent = elements.get(value_of(step.find(W + "basedOn")))
                if found or parent is None:
                    break
                step = parent
            self._by_style[name] = found
            if element.get(W + "default") in ("1", "true") and element.get(W + "type") == "paragraph":
                self._by_style[""] = found


def _font(properties: etree._Element | None) -> str:
    fonts = properties.find(W + "rFonts") if properties is not None else None
    return (fonts.get(W + "ascii") or fonts.get(W + "hAnsi") or "") if fonts is not None else ""


def _kind(font: str) -> str:
    name = font.lower()
    if name.startswith("vni-"):
        return "vni"
    if name.startswith(".vn"):
        return "tcvn3h" if name.endswith("h") else "tcvn3"
    return ""
