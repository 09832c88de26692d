"""Figures from the store in the shape that the kernel's rules take. No figure is computed here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.db.models import Q, QuerySet

from namro.catalogue import queries as catalogue
from namro.catalogue.models import FormVersion
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure as Value
from namro.kernel.figures import FigureState
from namro.kernel.forms import FormSpec, NarrativeSpec
from namro.kernel.times import Period, Regime, period_from_code
from namro.reporting.models import Figure, Report
from namro.reporting.rules import EntrySource, ReportState

Window = tuple[date, date]

# A report for which no form is laid down: words only, under the headings of every official report.
WORDS_ONLY = FormSpec(
    code="LOI",
    title="Báo cáo bằng lời",
    audience=(),
    period_kinds=(),
    source="",
    valid_from=date(2019, 3, 12),
    sections=(),
    narratives=(
        NarrativeSpec(code="results", label="Kết quả thực hiện", help="", max_length=6000),
        NarrativeSpec(code="difficulties", label="Khó khăn, vướng mắc", help="", max_length=3000),
        NarrativeSpec(code="proposals", label="Kiến nghị, đề xuất", help="", max_length=3000),
    ),
)


class Entry(NamedTuple):
    """A stored figure: whose, of which window, and the revision it stands on."""

    unit: int
    supplier: int
    key: CellKey
    window: Window
    value: Value
    version: int
    revision: int
    source: EntrySource
    # Stored, but a person has noted that another supplier's figure counts.
    set_aside: bool = False


def entries(figures: QuerySet[Figure]) -> list[Entry]:
    """One query, whatever the number of figures."""
    keys: dict[tuple[str, str], CellKey] = {}
    rows = figures.values_list(
        "unit_id", "supplier_id", "element__code", "breakdown", "window_start", "window_end",
        "state", "value", "note", "version", "revision_id", "source", "is_set_aside",
    )  # fmt: skip
    return [
        Entry(
            unit,
            supplier,
            keys.setdefault((element, breakdown), CellKey(element, breakdown)),
            (start, end),
            Value(_STATES[state], value, note),
            version,
            revision,
            _SOURCES[source],
            aside,
        )
        for unit, supplier, element, breakdown, start, end, state, value, note, version, revision, source, aside in rows
    ]


# Looking a member up by hand is several times quicker than calling its class, and there are tens of thousands.
_STATES = {str(state): state for state in FigureState}
_SOURCES = {str(source): source for source in EntrySource}


def in_windows(windows: Iterable[Window]) -> Q:
    """Figures and reports of exactly these windows; matches nothing when there are none."""
    found = Q(pk__in=())
    for start, end in sorted(set(windows)):
        found |= Q(window_start=start, window_end=end)
    return found


def period_of(report: Report) -> Period:
    return _period(report.period_code, report.rule.regime)


@lru_cache(maxsize=512)
def _period(code: str, regime: str) -> Period:
    return period_from_code(code, Regime(regime))


def form_of(report: Report) -> FormSpec:
    return catalogue.spec_of(report.form_version) if report.form_version else WORDS_ONLY


def stored_cells(form: FormSpec) -> frozenset[CellKey]:
    """The boxes of a form and the elements it computes: what a report with this form gives."""
    return frozenset([*(c.key for c in form.cells()), *(CellKey(d.element) for d in form.derived)])


def cells_given(reports: Iterable[Report]) -> dict[tuple[int, Window], frozenset[CellKey]]:
    """By unit and window, the boxes that these reports give. reports: with their form versions selected."""
    found = list(reports)
    cells = {pk: stored_cells(form_of(report)) for pk, report in {r.form_version_id: r for r in found}.items()}
    given: dict[tuple[int, Window], frozenset[CellKey]] = {}
    for report in found:
        place = (report.unit_id, (report.window_start, report.window_end))
        given[place] = given.get(place, frozenset()) | cells[report.form_version_id]
    return given


def forms_of(versions: Iterable[int]) -> dict[int, FormSpec]:
    """The descriptions of form versions by key, without reading what is kept in memory."""
    found = FormVersion.objects.filter(pk__in=list(versions)).defer("spec")
    return {version.pk: catalogue.spec_of(version) for version in found}


def reports_of(unit: int, *, states: Iterable[ReportState]) -> QuerySet[Report]:
    """With their form versions, but without what is kept of these in memory."""
    found = Report.objects.filter(unit_id=unit, state__in=list(states))
    return found.select_related("form_version").defer("form_version__spec")


def settled(found: Iterable[Entry], given: Mapping[tuple[int, Window], frozenset[CellKey]]) -> list[Entry]:
    """The entries that count: given by one of the reports in question, or by a baseline round with its document.

    What a person has set aside for another supplier's figure counts nowhere.
    """
    return [
        e
        for e in found
        if not e.set_aside and (e.source is EntrySource.BASELINE or e.key in given.get((e.unit, e.window), frozenset()))
    ]


def by_key(found: Iterable[Entry]) -> dict[CellKey, Entry]:
    """One entry a box. What the unit says of itself goes before what others say, of whom the first known counts."""
    return {e.key: e for e in sorted(found, key=lambda e: (e.supplier == e.unit, -e.supplier))}


def by_window(found: Iterable[Entry]) -> dict[tuple[int, Window], dict[CellKey, Entry]]:
    """The same, by unit and window."""
    grouped: dict[tuple[int, Window], list[Entry]] = defaultdict(list)
    for entry in found:
        grouped[entry.unit, entry.window].append(entry)
    return {place: by_key(inside) for place, inside in grouped.items()}
