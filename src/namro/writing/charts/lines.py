"""Figures from period to period."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from namro.writing.charts.model import Break, Chart, Line, Number, Value
from namro.writing.charts.scale import Axis, axis_of, said, tick_words
from namro.writing.svg import el, length, mark, percent, picture, words

_TOP, _PLOT, _FOOT, _LEGEND_ROW = 26, 170, 26, 20
_LETTER = 6.4  # of the small letters, in pixels
_ROOM, _ROOM_ON_PHONE = 620, 240  # of the plot, in pixels
_LONGEST_LABEL = 28
_SHAPES = 4


def line_chart(
    title: str,
    labels: Sequence[str],
    series: Sequence[Line],
    *,
    unit: str,
    target: Number | None = None,
    path: Sequence[Value] | None = None,
    breaks: Sequence[Break] = (),
    first: str = "Kỳ",
) -> Chart:
    """labels: of the points. target: a level line. path: what was planned for each point. first: heads the labels.

    A value that is None leaves a gap; no line crosses a break or leads to a sum that lacks units. Points that will
    still change are hollow. With the unit «%» values are per hundred. ValueError for a series of another length.
    """
    planned = () if path is None else (Line("Theo kế hoạch", tuple(path)),)
    if any(len(line.values) != len(labels) for line in (*series, *planned)):
        raise ValueError(f"{title}: each series needs {len(labels)} values")
    drawing = _Drawing(
        name=f"c{mark(title, *labels, *(line.name for line in series))}",
        labels=tuple(labels),
        series=tuple(series),
        planned=planned,
        unit=unit,
        target=target,
        breaks=tuple(breaks),
        axis=axis_of([*(v for line in (*series, *planned) for v in line.values), target]),
    )
    head, rows = _table(drawing, first)
    return Chart(
        title,
        picture(
            drawing.name,
            title,
            _described(drawing),
            drawing.parts(),
            class_="chart__svg chart__svg--axis",
            width="100%",
            height=drawing.height,
        ),
        head,
        rows,
        note=_note(drawing),
    )


def _table(drawing: "_Drawing", first: str) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    lines = (*drawing.series, *drawing.planned)
    in_unit = f" ({drawing.unit})" if drawing.unit else ""
    head = (first, *(f"{line.name}{in_unit}" for line in lines))
    rows = [
        (label, *(_told(line, number, drawing.unit) for line in lines)) for number, label in enumerate(drawing.labels)
    ]
    if drawing.target is not None:
        rows.append(("Chỉ tiêu", said(drawing.target, drawing.unit), *("" for _ in lines[1:])))
    return head, tuple(rows)


def _told(line: Line, number: int, unit: str) -> str:
    remark = line.remark(number)
    return f"{said(line.values[number], unit)} ({remark})" if remark else said(line.values[number], unit)


def _described(drawing: "_Drawing") -> str:
    """The first and the last figure of each series, for the ear."""
    told = []
    for line in drawing.series:
        known = [number for number, value in enumerate(line.values) if value is not None]
        ends = dict.fromkeys((known[0], known[-1])) if known else ()
        said_of = ", ".join(f"{drawing.labels[n]}: {_told(line, n, drawing.unit)}" for n in ends)
        told.append(f"{line.name}: {said_of or 'chưa có số'}.")
    return " ".join(told)


def _note(drawing: "_Drawing") -> str:
    told = []
    remarks = {line.remark(n) for line in drawing.series for n in range(len(drawing.labels))} - {""}
    if remarks:
        told.append(f"Điểm rỗng: số {', '.join(sorted(remarks, reverse=True))}.")
    if "còn thiếu đơn vị" in remarks:
        told.append("Điểm còn thiếu đơn vị không nối vào đường.")
    if any(value is None for line in drawing.series for value in line.values):
        told.append("Chỗ trống: chưa có số.")
    if drawing.breaks:
        told.append(f"Vạch đứng: {'; '.join(dict.fromkeys(b.label for b in drawing.breaks))}.")
    return " ".join(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Drawing:
    name: str
    labels: tuple[str, ...]
    series: tuple[Line, ...]
    planned: tuple[Line, ...]
    unit: str
    target: Number | None
    breaks: tuple[Break, ...]
    axis: Axis

    @property
    def top(self) -> int:
        return _TOP + _LEGEND_ROW * len(self.legend)

    @property
    def floor(self) -> int:
        return self.top + _PLOT

    @property
    def height(self) -> int:
        return self.floor + _FOOT

    @property
    def legend(self) -> tuple[tuple[str, str], ...]:
        """Names with the look of their lines; one series alone is named by the title."""
        named = [(line.name, f"chart__line--{_shape(n)}") for n, line in enumerate(self.series)]
        named += [(line.name, "chart__line--planned") for line in self.planned]
        if self.target is not None:
            named.append((f"Chỉ tiêu {said(self.target, self.unit)}", "chart__line--target"))
        return tuple(named) if len(named) > 1 else ()

    def x(self, number: int) -> Fraction:
        return Fraction(2 * number + 1, 2 * max(len(self.labels), 1))

    def y(self, value: Number) -> float:
        return self.floor - float(self.axis.share(value)) * _PLOT

    def parts(self) -> Iterator[str]:
        yield from self._legend()
        yield from self._grid()
        yield from self._breaks()
        if self.target is not None:
            y = self.y(self.target)
            yield el("line", class_="chart__line chart__line--target", x1=0, x2="100%", y1=y, y2=y)
        for line in self.planned:
            yield from self._segments(line, "chart__line chart__line--planned")
        for number, line in enumerate(self.series):
            yield from self._segments(line, f"chart__line chart__line--{_shape(number)}")
        for number, line in enumerate(self.series):
            yield from self._points(line, _shape(number))
        yield from self._values()

    def _legend(self) -> Iterator[str]:
        for row, (name, look) in enumerate(self.legend):
            y = 10 + row * _LEGEND_ROW
            yield el("line", class_=f"chart__line {look}", x1=0, x2=26, y1=y, y2=y)
            yield el("text", words(name), x=34, y=y + 4)

    def _grid(self) -> Iterator[str]:
        for tick in self.axis.ticks:
            y = self.y(tick)
            yield el("line", class_="chart__floor" if tick == 0 else "chart__grid", x1=0, x2="100%", y1=y, y2=y)
            yield el("text", words(tick_words(tick, self.unit)), class_="chart__tick", x=-8, y=y + 4)
        for number, label in enumerate(self.labels):
            if look := self._room_for(number, max(map(len, self.labels))):
                yield el("text", words(label), class_=f"chart__x{look}", x=percent(self.x(number)), y=self.floor + 18)

    def _room_for(self, number: int, letters: int) -> str:
        """ "" for a label without room; else what follows its class. Counted from the last, that is always there."""
        behind, needed = len(self.labels) - 1 - number, len(self.labels) * (letters * _LETTER + 8)
        if behind % (int(needed // _ROOM) + 1):
            return ""
        return " chart__spare" if behind % (int(needed // _ROOM_ON_PHONE) + 1) else " "

    def _breaks(self) -> Iterator[str]:
        for one in self.breaks:
            x = Fraction(one.before, max(len(self.labels), 1))
            late = x > Fraction(1, 2)
            label = one.label if len(one.label) <= _LONGEST_LABEL else f"{one.label[: _LONGEST_LABEL - 1]}…"
            yield el("line", class_="chart__break", x1=percent(x), x2=percent(x), y1=self.top - 14, y2=self.floor)
            yield el(
                "text",
                words(label),
                class_="chart__break-label",
                x=percent(x),
                dx=-5 if late else 5,
                y=self.top - 12,
                text_anchor="end" if late else "start",
            )

    def _segments(self, line: Line, look: str) -> Iterator[str]:
        broken = {one.before for one in self.breaks}
        for (before, start), (after, end) in pairwise(enumerate(line.values)):
            whole = not line.partial & {before, after}
            if start is not None and end is not None and whole and after not in broken:
                yield el(
                    "line",
                    class_=look,
                    x1=percent(self.x(before)),
                    x2=percent(self.x(after)),
                    y1=self.y(start),
                    y2=self.y(end),
                )

    def _points(self, line: Line, shape: int) -> Iterator[str]:
        for number, value in enumerate(line.values):
            if value is not None:
                hollow = " chart__dot--hollow" if line.remark(number) else ""
                title = el("title", words(f"{self.labels[number]}, {line.name}: {_told(line, number, self.unit)}"))
                yield _dot(shape, self.x(number), self.y(value), f"chart__dot chart__dot--{shape}{hollow}", title)

    def _values(self) -> Iterator[str]:
        """Every value of a series that is alone; of several, the last of each, pushed apart where they would touch."""
        if len(self.series) == 1:
            (line,) = self.series
            letters = max((len(said(value, self.unit)) for value in line.values), default=0)
            for number, value in enumerate(line.values):
                if value is not None and (look := self._room_for(number, letters)):
                    yield self._value(number, self.y(value) - 9, said(value, self.unit), look)
            return
        lowest = float(self.floor + 14)
        for value, number in sorted(self._last_values()):
            lowest = min(self.y(value) - 9, lowest - 14)
            yield self._value(number, lowest, said(value, self.unit), "")

    def _last_values(self) -> Iterator[tuple[Fraction, int]]:
        for line in self.series:
            known = [(Fraction(value), number) for number, value in enumerate(line.values) if value is not None]
            yield from known[-1:]

    def _value(self, number: int, y: float, text: str, look: str) -> str:
        return el("text", words(text), class_=f"chart__value{look}", x=percent(self.x(number)), y=y)


def _shape(number: int) -> int:
    return number % _SHAPES + 1


def _dot(shape: int, x: Fraction, y: float, look: str, title: str) -> str:
    """Round, square, pointed up, pointed down: the same series has the same shape everywhere."""
    if shape == 1:
        return el("circle", title, class_=look, cx=percent(x), cy=y, r=4)
    if shape == 2:
        return el(
            "svg", el("rect", title, class_=look, x=-4, y=-4, width=8, height=8), x=percent(x), y=y, class_="chart__at"
        )
    path = "M-5 4h10l-5 -9z" if shape == 3 else "M-5 -4h10l-5 9z"
    return el("svg", el("path", title, class_=look, d=path), x=percent(x), y=y, class_="chart__at")


_WIDE, _TALL, _EDGE = 120, 28, 4


def spark_line(title: str, labels: Sequence[str], values: Sequence[Value], *, unit: str = "") -> Chart:
    """A line of a word's size, from the lowest to the highest value, its last point marked; for use inside a text.

    It has no axis, so that it shows the way only: the table says how much. A gap stays a gap.
    """
    axis = axis_of(values)
    step = (_WIDE - 2 * _EDGE) / max(len(values) - 1, 1)

    def at(number: int, value: Number) -> tuple[float, float]:
        return _EDGE + number * step, _TALL - _EDGE - float(axis.share(value)) * (_TALL - 2 * _EDGE)

    pieces: list[list[str]] = [[]]
    for number, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            x, y = at(number, value)
            pieces[-1].append(f"{length(x)},{length(y)}")
    inside = [el("polyline", class_="chart__line chart__line--1", points=" ".join(piece)) for piece in pieces if piece]
    known = [(number, value) for number, value in enumerate(values) if value is not None]
    for number, value in known[-1:]:
        x, y = at(number, value)
        inside.append(el("circle", class_="chart__dot chart__dot--1", cx=x, cy=y, r=3))
    rows = tuple((label, said(value, unit)) for label, value in zip(labels, values, strict=True))
    svg = picture(
        f"k{mark(title, *labels)}",
        title,
        "; ".join(": ".join(row) for row in rows),
        inside,
        class_="chart__spark",
        width=_WIDE,
        height=_TALL,
        viewBox=f"0 0 {_WIDE} {_TALL}",
    )
    return Chart(title, svg, ("Kỳ", title), rows)
