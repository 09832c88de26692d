"""Areas told apart by pattern as well as by colour: in grey, on paper, and by an eye that sees no red."""

from collections.abc import Iterable

from namro.writing.svg import Length, el

_HATCH, _CROSS = "M-2 2l4-4M0 8l8-8M6 10l4-4", "M-2 2l4-4M0 8l8-8M6 10l4-4M-2 6l4 4M0 0l8 8M6-2l4 4"
_DOTS = "M2 2h1.5v1.5h-1.5zM6 6h1.5v1.5h-1.5z"
# By look, what is drawn over its colour, in a square of 8 by 8; "" for the bare colour.
_DRAWN = {
    "good": "",
    "wait": _HATCH,
    "warn": _DOTS,
    "bad": _CROSS,
    "calm": "",
    "step-1": "",
    "step-2": _DOTS,
    "step-3": "",
    "step-4": _HATCH,
    "step-5": _CROSS,
    "none": "M0 4h8",
}


def patterns(name: str, looks: Iterable[str]) -> str:
    """The definitions of a drawing called `name`, for the looks that it uses."""
    drawn = [
        el(
            "pattern",
            el("rect", class_=f"chart__area--{look}", width=8, height=8),
            el("path", d=_DRAWN[look], class_="chart__dots" if _DRAWN[look] is _DOTS else "chart__hatch"),
            id=f"{name}-{look}",
            width=8,
            height=8,
            patternUnits="userSpaceOnUse",
        )
        for look in dict.fromkeys(looks)
        if _DRAWN[look]
    ]
    return el("defs", *drawn) if drawn else ""


def area(shape: str, name: str, look: str, *inside: str, **attributes: Length) -> str:
    """A shape with the colour and pattern of its look."""
    if _DRAWN[look]:
        return el(shape, *inside, class_="chart__area", fill=f"url(#{name}-{look})", **attributes)
    return el(shape, *inside, class_=f"chart__area chart__area--{look}", **attributes)
