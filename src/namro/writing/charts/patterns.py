"""Areas told apart by pattern as well as by colour: in grey, on paper, and by an eye that sees no red."""

from collections.abc import Iterable

from namro.writing.svg import Length, el

# By name, what is drawn over the colour, in a square of 8 by 8; "" for the bare colour.
_DRAWN = {
    "good": "",
    "wait": "M-2 2l4-4M0 8l8-8M6 10l4-4",
    "warn": "M2 2h1.5v1.5h-1.5zM6 6h1.5v1.5h-1.5z",
    "bad": "M-2 2l4-4M0 8l8-8M6 10l4-4M-2 6l4 4M0 0l8 8M6-2l4 4",
    "calm": "",
    "step-1": "",
    "step-2": "M2 2h1.5v1.5h-1.5zM6 6h1.5v1.5h-1.5z",
    "step-3": "M-2 2l4-4M0 8l8-8M6 10l4-4",
    "step-4": "M-2 2l4-4M0 8l8-8M6 10l4-4M-2 6l4 4M0 0l8 8M6-2l4 4",
    "step-5": "",
    "none": "M0 4h8",
}
_FILLED = {"warn", "step-2"}


def patterns(name: str, looks: Iterable[str]) -> str:
    """The definitions of a drawing called `name`, for the looks that it uses."""
    drawn = [
        el(
            "pattern",
            el("path", d=_DRAWN[look], class_="chart__dots" if look in _FILLED else "chart__hatch"),
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
    """A shape in the colour of its look, and its pattern over it."""
    colour = el(shape, *inside, class_=f"chart__area chart__area--{look}", **attributes)
    if not _DRAWN[look]:
        return colour
    return colour + el(shape, class_="chart__over", fill=f"url(#{name}-{look})", **attributes)
