"""Automatic numbers of a DOCX, which are in no run of text: numbering.xml, styles, counters."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from lxml import etree

from namro.reading.numbering import roman

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DEEPEST = 9  # levels of a list in Word
_LONGEST_CHAIN = 20  # styles based on styles


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str
    start: int = 1
    legal: bool = False
    restart: int | None = None


@dataclass(slots=True)
class _List:
    abstract: str
    levels: dict[int, _Level]
    starts: dict[int, int] = field(default_factory=dict)  # lvlOverride/startOverride


def value_of(element: etree._Element | None, default: str = "") -> str:
    return default if element is None else element.get(W + "val", default)


def _number(text: str, default: int = 0) -> int:
    try:
        return max(min(int(text), 10_000), -1)
    except ValueError:
        return default


class Numbering:
    """Gives every numbered paragraph its printed label, in the order of the document."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        self._counters: dict[str, dict[int, int]] = defaultdict(dict)
        self._begun: set[str] = set()
        if numbering is not None:
            self._read_lists(numbering)
        if styles is not None:
            self._read_styles(styles)

    def label(self, paragraph: etree._Element) -> str:
        """ "" when the paragraph has no automatic number."""
        number, depth = self._place(paragraph)
        entry = self._lists.get(number)
        level = entry.levels.get(depth) if entry else None
        if entry is None or level is None:
            return ""
        counters = self._count(number, entry, depth)
        if level.form == "bullet":
            return _bullet(level.text)
        if level.form == "none":
            return level.text if "%" not in level.text else ""
        text = level.text
        for at in range(_DEEPEST):
            if f"%{at + 1}" in text:
                shown = entry.levels.get(at, level)
                form = "decimal" if level.legal else shown.form
                text = text.replace(f"%{at + 1}", _spell(counters.get(at, shown.start), form))
        return text.strip()

    def _place(self, paragraph: etree._Element) -> tuple[str, int]:
        properties = paragraph.find(W + "pPr")
        if properties is None:
            return self._by_style.get("", ("", 0))
        style = value_of(properties.find(W + "pStyle"))
        number, depth = self._by_style.get(style, ("", 0))
        own = properties.find(W + "numPr")
        if own is not None:
            number = value_of(own.find(W + "numId"), number)
            depth = _number(value_of(own.find(W + "ilvl"), str(depth)))
        return ("", 0) if number == "0" else (number, depth)

    def _count(self, number: str, entry: _List, depth: int) -> dict[int, int]:
        counters = self._counters[entry.abstract]
        if number not in self._begun:
            self._begun.add(number)
            for at in entry.starts:
                counters.pop(at, None)
        start = entry.starts.get(depth, entry.levels[depth].start)
        counters[depth] = counters[depth] + 1 if depth in counters else start
        for at in [at for at in counters if at > depth]:
            restart = entry.levels[at].restart if at in entry.levels else None
            if restart is None or restart > depth:
                del counters[at]
        return counters

    def _read_lists(self, root: etree._Element) -> None:
        abstracts = {e.get(W + "abstractNumId", ""): e for e in root.iterfind(W + "abstractNum")}
        for entry in root.iterfind(W + "num"):
            number = entry.get(W + "numId", "")
            abstract = value_of(entry.find(W + "abstractNumId"))
            element = abstracts.get(abstract)
            levels = dict(_levels(element)) if element is not None else {}
            made = _List(abstract, levels)
            for override in entry.iterfind(W + "lvlOverride"):
                at = _number(override.get(W + "ilvl", "0"))
                levels.update(_levels(override))
                start = override.find(W + "startOverride")
                if start is not None:
                    made.starts[at] = _number(value_of(start, "1"), 1)
            self._lists[number] = made
            if element is not None:
                for level in element.iterfind(W + "lvl"):
                    style = value_of(level.find(W + "pStyle"))
                    if style:
                        self._by_style.setdefault(style, (number, _number(level.get(W + "ilvl", "0"))))

    def _read_styles(self, root: etree._Element) -> None:
        styles = {e.get(W + "styleId", ""): e for e in root.iterfind(W + "style")}
        for name in styles:
            found, depth = "", None
            step: str | None = name
            for _ in range(_LONGEST_CHAIN):
                element = styles.get(step or "")
                if element is None:
                    break
                properties = element.find(f"{W}pPr/{W}numPr")
                if properties is not None:
                    level = properties.find(W + "ilvl")
                    depth = _number(value_of(level)) if level is not None and depth is None else depth
                    found = found or value_of(properties.find(W + "numId"))
                if found:
                    break
                step = value_of(element.find(W + "basedOn"))
            if found:
                linked = self._by_style.get(name, (found, 0))
                self._by_style[name] = (found, depth if depth is not None else linked[1])


def _levels(element: etree._Element) -> list[tuple[int, _Level]]:
    found = []
    for level in element.iterfind(W + "lvl"):
        restart = level.find(W + "lvlRestart")
        found.append(
            (
                _number(level.get(W + "ilvl", "0")),
                _Level(
                    value_of(level.find(W + "numFmt"), "decimal"),
                    value_of(level.find(W + "lvlText")),
                    _number(value_of(level.find(W + "start"), "1"), 1),
                    level.find(W + "isLgl") is not None,
                    _number(value_of(restart)) if restart is not None else None,
                ),
            )
        )
    return found


def _bullet(text: str) -> str:
    """Bullets of symbol fonts lie in the private area."""
    sign = text.strip()[:1]
    if sign in "-–—\uf02d\uf0be":
        return "-"
    return "+" if sign in "+\uf02b" else "•" if not sign or "\ue000" <= sign <= "\uf8ff" else sign


def _spell(value: int, form: str) -> str:
    if form == "upperRoman":
        return roman(value)
    if form == "lowerRoman":
        return roman(value).lower()
    if form in ("upperLetter", "lowerLetter"):
        letter = chr(ord("a") + (value - 1) % 26) * ((value - 1) // 26 + 1)
        return letter.upper() if form == "upperLetter" else letter
    return f"{value:02d}" if form == "decimalZero" else str(value)
