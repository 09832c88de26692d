"""What happened last year in communes that had a class, so that this year's can be held against it. Invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db import transaction

from namro.cli.demo import province, words
from namro.cli.demo.chain import Staff
from namro.cli.demo.chance import chance_of
from namro.cli.demo.figures import GROUPS
from namro.cli.demo.province import Commune, moment
from namro.kernel.elements import CellKey
from namro.kernel.figures import reported
from namro.kernel.times import Period, PeriodKind, Regime, period_of
from namro.organisations.asking import asked_once
from namro.organisations.models import Unit
from namro.reporting import actions
from namro.reporting.models import FigureRevision

CLASSED = frozenset(GROUPS[:3])


@asked_once()
@transaction.atomic
def record(year: int, people: Staff) -> None:
    """year: the one before. A commune that has it already is left alone."""
    whole = period_of(PeriodKind.YEAR, Regime.STATUTORY, year)
    done = set(FigureRevision.objects.filter(window_start=whole.start, window_end=whole.end).values_list("unit_id"))
    communes = {commune.code: commune for commune in province.communes() if CLASSED & set(commune.tags)}
    for unit in Unit.objects.filter(code__in=communes).prefetch_related("names"):
        if (unit.pk,) in done:
            continue
        day = date(year + 1, 2, 24)
        symbol = unit.names.all()[0].document_symbol
        for period, values in _figures(communes[unit.code], whole):
            actions.record_baseline(
                by=people.fills[unit.pk],
                at=moment(day, 9, unit.pk % 60),
                unit=unit,
                period=period,
                figures={CellKey.parse(cell): reported(value) for cell, value in values.items()},
                document=words.BASELINE.format(number=unit.pk % 80 + 5, symbol=symbol, day=day),
            )


def _figures(commune: Commune, whole: Period) -> Iterator[tuple[Period, dict[str, int]]]:
    """Spots on the eve of the year, and what was counted in it: a little more than this year's level."""
    level = province.figures()["communes"][next(group for group in GROUPS if group in commune.tags)]
    chance = chance_of("last year", commune.code)
    scale = commune.population / 10_000 * chance.uniform(0.9, 1.3)
    arrests = round(level["arrests"] * 4 * scale)
    spots = chance.randint(0, int(level["opening_hotspots"]))
    yield whole.previous().quarters()[-1], {"hotspots_active": spots}
    yield (
        whole,
        {
            "arrests_in_area": arrests,
            "resident_violators": round(arrests * 0.6),
            "fugitives_found_hiding": 0,
            "hotspots_detected": round(level["hotspots_detected"] * 4 * scale * 0.7),
            "illicit_plants[found]": 0,
            "illicit_plant_area[found]": 0,
        },
    )
