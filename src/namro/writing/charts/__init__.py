"""A small set of charts as SVG, each with the table of its numbers (docs/adr says why we draw them ourselves).

Places across a drawing are shares of its width, so that texts keep their size on a phone and on paper; looks come from
the classes `chart__…` of the stylesheet. Pure, and the same values always give the same bytes.
"""

from namro.writing.charts.bars import bar_chart, stacked_bar
from namro.writing.charts.lines import line_chart, spark_line
from namro.writing.charts.model import Bar, Break, Chart, Line, Number, Part, Tone, Value
from namro.writing.charts.scale import said

__all__ = [
    "Bar",
    "Break",
    "Chart",
    "Line",
    "Number",
    "Part",
    "Tone",
    "Value",
    "bar_chart",
    "line_chart",
    "said",
    "spark_line",
    "stacked_bar",
]
