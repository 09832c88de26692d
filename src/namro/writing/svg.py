"""Drawings as text: every name and value that comes in is escaped here, and nowhere else.

Looks come from classes of the page's stylesheet: a strict content-security policy forbids styles in the markup.
"""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from html import escape
from zlib import crc32

Length = int | float | Decimal | Fraction | str

# What XML 1.0 has no room for, not even escaped (section 2.2).
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def el(name: str, *inside: str, **attributes: Length | None) -> str:
    """One element. inside: markup made by `el` or `words`. `class_` is class, `text_anchor` is text-anchor.

    An attribute that is None or "" is left out.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_clean(length(value))}"'
        for key, value in attributes.items()
        if value is not None and value != ""
    )
    return f"<{name}{given}>{''.join(inside)}</{name}>" if inside else f"<{name}{given}/>"


def words(text: str) -> str:
    """Text to stand inside an element."""
    return _clean(text)


def _clean(text: str) -> str:
    return escape(_NO_XML.sub("", text))


def length(value: Length) -> str:
    """With two decimals at most, so that the same figures always give the same drawing."""
    if isinstance(value, str):
        return value
    text = f"{round(float(value), 2):.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def percent(share: Fraction | float) -> str:
    """A place across the drawing: texts keep their size, whatever the width of the screen."""
    return f"{length(share * 100)}%"


def mark(*parts: str) -> str:
    """A short name for use in ids: the same for the same parts."""
    return f"{crc32(chr(31).join(parts).encode('utf-8', 'replace')):08x}"


def picture(
    name: str, title: str, description: str, inside: Iterable[str], *, interactive: bool = False, **attributes: Length
) -> str:
    """A whole drawing with its title and description for whoever does not see it.

    interactive: it holds links, which the role of an image would hide.
    """
    return el(
        "svg",
        el("title", words(title), id=f"{name}-t"),
        el("desc", words(description), id=f"{name}-d"),
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        role="group" if interactive else "img",
        aria_labelledby=f"{name}-t",
        aria_describedby=f"{name}-d",
        **attributes,
    )
