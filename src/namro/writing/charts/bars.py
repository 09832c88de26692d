"""Amounts side by side: bars from zero, and one whole in its parts."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from namro.kernel.figures import format_percent
from namro.writing.charts.model import Bar, Chart, Number, Part, Value
from namro.writing.charts.patterns import area, patterns
from namro.writing.charts.scale import Axis, axis_of, said
from namro.writing.svg import el, mark, percent, picture, words

_LETTERS = 42  # of a label in one line, on the narrowest phone
_LINE, _THICK, _GAP, _LEGEND_ROW = 18, 14, 10, 20
_SPAN = Fraction(4, 5)  # of the width for the longest bar; the rest is for its number


def bar_chart(
    title: str,
    bars: Sequence[Bar],
    *,
    unit: str,
    names: Sequence[str] = ("Số liệu",),
    target: Number | None = None,
    first: str = "Đơn vị",
) -> Chart:
    """Lying bars, each under its name, however long. names: what the values of a bar are (this year, last year).

    A value that is None is told in words and has no bar. Raises ValueError where a bar has not one value a name.
    """
    if any(len(bar.values) != len(names) for bar in bars):
        raise ValueError(f"{title}: each bar needs {len(names)} values")
    axis = axis_of([*(value for bar in bars for value in bar.values), target], most=100)
    name = f"b{mark(title, *names, *(bar.label for bar in bars))}"
    legend = list(names) if len(names) > 1 else []
    inside, y = [], 0
    for row, label in enumerate(legend):
        inside.append(el("rect", class_=f"chart__bar chart__bar--{row + 1}", x=0, y=y + 2, width=22, height=12))
        inside.append(el("text", words(label), x=30, y=y + 12))
        y += _LEGEND_ROW
    top = y
    for bar in bars:
        drawn, y = _bar(bar, axis, unit, y)
        inside.append(el("a", *drawn, href=bar.url) if bar.url else "".join(drawn))
    if target is not None:
        inside += _target(target, axis, unit, top, y)
        y += _LINE
    svg = picture(
        name,
        title,
        f"{len(bars)} hàng; số của từng hàng ở bảng kèm theo.",
        inside,
        interactive=any(bar.url for bar in bars),
        class_="chart__svg",
        width="100%",
        height=max(y, _LINE),
    )
    in_unit = f" ({unit})" if unit else ""
    rows = [(bar.label, *(said(value, unit) for value in bar.values)) for bar in bars]
    if target is not None:
        rows.append(("Chỉ tiêu", said(target, unit), *("" for _ in names[1:])))
    return Chart(title, svg, (first, *(f"{one}{in_unit}" for one in names)), tuple(rows))


def _bar(bar: Bar, axis: Axis, unit: str, y: int) -> tuple[list[str], int]:
    drawn = []
    for line in _in_lines(bar.label):
        drawn.append(el("text", words(line), class_="chart__name", x=0, y=y + 13))
        y += _LINE
    for number, value in enumerate(bar.values, 1):
        drawn += _one(value, number, axis, unit, y)
        y += _THICK + 3
    return drawn, y + _GAP


def _one(value: Value, number: int, axis: Axis, unit: str, y: int) -> Iterator[str]:
    zero = axis.share(0) * _SPAN
    if value is None:
        yield el("text", words("chưa có số"), class_="chart__none", x=percent(zero), dx=4, y=y + 11)
        return
    end = axis.share(value) * _SPAN
    left, right = min(zero, end), max(zero, end)
    yield el(
        "rect",
        class_=f"chart__bar chart__bar--{number}",
        x=percent(left),
        y=y,
        width=percent(right - left),
        height=_THICK,
    )
    yield el("line", class_="chart__floor", x1=percent(zero), x2=percent(zero), y1=y - 1, y2=y + _THICK + 1)
    yield el("text", words(said(value, unit)), class_="chart__amount", x=percent(right), dx=6, y=y + 11)


def _target(target: Number, axis: Axis, unit: str, top: int, foot: int) -> Iterator[str]:
    share = axis.share(target) * _SPAN
    at, late = percent(share), share > Fraction(1, 2)
    yield el("line", class_="chart__target", x1=at, x2=at, y1=top, y2=foot)
    yield el(
        "text",
        words(f"Chỉ tiêu {said(target, unit)}"),
        class_="chart__target-label",
        x=at,
        dx=-5 if late else 5,
        y=foot + 10,
        text_anchor="end" if late else "start",
    )


def _in_lines(label: str) -> list[str]:
    """Between words, as many lines as it takes; a word that is longer than a line is cut."""
    lines = [""]
    for word in label.split():
        for piece in (word[n : n + _LETTERS] for n in range(0, len(word), _LETTERS)):
            if lines[-1] and len(lines[-1]) + 1 + len(piece) > _LETTERS:
                lines.append("")
            lines[-1] = f"{lines[-1]} {piece}".strip()
    return lines


_STACK, _LEAST_FOR_COUNT = 30, Fraction(1, 14)


def stacked_bar(title: str, parts: Sequence[Part], *, unit: str = "", first: str = "Trạng thái") -> Chart:
    """One whole in its parts, each told in words with its count and share, and known by a pattern beside its colour.

    A part of none stays in the legend and the table.
    """
    whole = sum(part.count for part in parts)
    name = f"s{mark(title, *(part.label for part in parts))}"
    inside = [patterns(name, (part.tone for part in parts))]
    left = Fraction(0)
    for part in parts:
        share = Fraction(part.count, whole) if whole else Fraction(0)
        if share:
            inside.append(area("rect", name, part.tone, x=percent(left), y=0, width=percent(share), height=_STACK))
        if share > _LEAST_FOR_COUNT:
            middle = percent(left + share / 2)
            inside.append(el("text", words(said(part.count)), class_="chart__inside", x=middle, y=_STACK / 2 + 5))
        left += share
    inside.append(el("rect", class_="chart__frame", x=0, y=0, width="100%", height=_STACK))
    rows = tuple((part.label, said(part.count), _share(part.count, whole)) for part in parts)
    y = _STACK + 12
    for part, (label, count, share_told) in zip(parts, rows, strict=True):
        inside.append(area("rect", name, part.tone, x=1, y=y, width=22, height=13))
        inside.append(el("rect", class_="chart__frame", x=1, y=y, width=22, height=13))
        inside.append(el("text", words(f"{label}: {count}{f' {unit}' if unit else ''} ({share_told})"), x=32, y=y + 11))
        y += _LEGEND_ROW
    svg = picture(
        name,
        title,
        "; ".join(f"{label}: {count}" for label, count, _ in rows),
        inside,
        class_="chart__svg",
        width="100%",
        height=y,
    )
    return Chart(title, svg, (first, f"Số lượng ({unit})" if unit else "Số lượng", "Tỷ lệ"), rows)


def _share(count: int, whole: int) -> str:
    return format_percent(Fraction(count, whole)) if whole else "–"
