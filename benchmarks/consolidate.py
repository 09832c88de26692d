"""How long a province-quarter takes: its totals, the whole consolidation, targets, the DOCX, the page and the grid.

Each beside the bare fetch of the rows that it reads.

    python -m benchmarks.consolidate [--communes 130] [--repeat 5]

Makes an invented province in a database of its own, which is gone afterwards. Prints medians.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # models can be imported only after it

# ruff: noqa: E402
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from benchmarks.database import own_database
from namro.catalogue.models import DataElement, FormVersion
from namro.catalogue.queries import spec_of
from namro.kernel.elements import CellKey
from namro.kernel.times import Period, PeriodKind, Regime, period_of
from namro.organisations.actions import add_units
from namro.organisations.models import Unit
from namro.organisations.rules import NewUnit, UnitLevel
from namro.plans.models import Plan, Reporter
from namro.publishing import actions as publishing
from namro.reporting import actions, queries
from namro.reporting.models import Figure, FigureRevision, PinnedRevision, Report
from namro.reporting.queries.books import open_plan
from namro.reporting.rules import EntrySource, ReportState
from namro.reporting.stored import stored_cells
from tests.apps.reporting import make_plan
from tests.cast import AT, Cast, make_cast

QUARTER = period_of(PeriodKind.QUARTER, Regime.STATUTORY, 2026, 3)
ON = date(2026, 9, 14)
NOW = datetime(2026, 9, 14, 2, 0, tzinfo=UTC)
# Besides the communes: kinds of bodies with a form of their own.
BODIES = ("culture", "education", "union", "justice", "border_guard", "customs", "finance", "youth", "women")


def make_province(communes: int) -> tuple[Plan, Cast]:
    cast = make_cast()
    plan = make_plan(cast)
    new = [
        NewUnit(code=f"B{n}", name=f"Xã Đo {n:03}", kind="commune", level=UnitLevel.COMMUNE, parent_code="99")
        for n in range(communes - 2)
    ]
    new += [
        NewUnit(code=f"S{n}", name=f"Cơ quan Đo {n:02}", kind=kind, level=UnitLevel.AGENCY, parent_code="99")
        for n, kind in enumerate(BODIES)
    ]
    made = add_units(by=None, at=AT, valid_from=date(2025, 7, 1), units=new)
    rule = plan.report_rules.get()
    forms = [v for v in FormVersion.objects.select_related("form") if "quarter" in v.spec["period_kinds"]]
    for unit in made.values():
        form = next(v for v in forms if unit.kind in v.spec["audience"])
        Reporter.objects.create(rule=rule, unit=unit, form_version=form)
    actions.open_due_reports(by=cast.standing, at=AT, plan=plan)
    return plan, cast


def fill(plan: Plan, cast: Cast, *, until: Period = QUARTER) -> None:
    """Accepted figures for every box of every quarter of two years up to a period's end."""
    quarters = [period_of(PeriodKind.QUARTER, Regime.STATUTORY, year, n) for year in (2025, 2026) for n in (1, 2, 3, 4)]
    codes = dict(DataElement.objects.values_list("code", "pk"))
    Report.objects.filter(window_end__lte=until.end).update(
        state=ReportState.ACCEPTED, first_submitted_at=NOW, submitted_at=NOW, submitted_by=cast.standing
    )
    for reporter in Reporter.objects.filter(rule__plan=plan).select_related("form_version", "unit"):
        assert reporter.form_version is not None
        cells = sorted(stored_cells(spec_of(reporter.form_version)))
        for number, quarter in enumerate(quarters):
            if quarter.end <= until.end:
                _fill(reporter.unit, quarter, cells, codes, cast, number)


def _fill(unit: Unit, quarter: Period, cells: list[CellKey], codes: dict[str, int], cast: Cast, number: int) -> None:
    place = {"unit": unit, "supplier": unit, "window_start": quarter.start, "window_end": quarter.end}
    revisions = FigureRevision.objects.bulk_create(
        FigureRevision(
            **place,
            element_id=codes[key.element],
            breakdown=key.breakdown,
            version=1,
            state="reported",
            value=Decimal((unit.pk * 7 + number * 3 + place_in_form) % 60),
            by=cast.standing,
            at=NOW,
            source=EntrySource.OWN if quarter.year == 2026 else EntrySource.BASELINE,
        )
        for place_in_form, key in enumerate(cells)
    )
    Figure.objects.bulk_create(
        Figure(
            **place,
            element_id=r.element_id,
            breakdown=r.breakdown,
            state=r.state,
            value=r.value,
            version=1,
            source=r.source,
            revision=r,
        )
        for r in revisions
    )


def bare_quarter() -> int:
    """The rows of one province-quarter, without anything being done with them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit_id, element_id, breakdown, window_start, window_end, state, value, revision_id"
            " FROM reporting_figure WHERE window_start = %s AND window_end = %s",
            [QUARTER.start, QUARTER.end],
        )
        return len(cursor.fetchall())


def totals_of_quarter(plan: Plan) -> int:
    """All totals of one province-quarter with the names of who is in them and who is not."""
    reading = open_plan(plan, [(QUARTER, QUARTER)], on=ON)
    ((totals, _),) = reading.book.totals([reading.leaves(QUARTER, QUARTER)])
    return len(totals)


def bare_fetch() -> int:
    """The rows that a whole consolidation reads."""
    year = QUARTER.year_to_date()
    windows = [q for span in (year, year.same_last_year()) for q in span.quarters()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit_id, element_id, breakdown, window_start, window_end, state, value, revision_id"
            " FROM reporting_figure WHERE (window_start, window_end) IN"
            f" ({', '.join(['(%s, %s)'] * len(windows))}) OR window_end = %s",
            [*(day for q in windows for day in (q.start, q.end)), date(2025, 12, 14)],
        )
        return len(cursor.fetchall())


def median(what: Callable[[], Any], repeat: int) -> float:
    taken = []
    for _ in range(repeat):
        start = time.perf_counter()
        what()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken) * 1000


def publish(plan: Plan, cast: Cast) -> None:
    with transaction.atomic():
        publishing.publish_consolidated_report(by=cast.standing, at=NOW, plan=plan, period_code=QUARTER.code)
        transaction.set_rollback(True)


def measure(communes: int, repeat: int) -> None:
    plan, cast = make_province(communes)
    fill(plan, cast)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    rows = bare_fetch()
    reporters = Reporter.objects.filter(rule__plan=plan).count()
    print(f"{communes} communes, {reporters} units in all, {rows} figures read for {QUARTER.label}")
    print(f"figures stored: {Figure.objects.count()}, pinned: {PinnedRevision.objects.count()}")
    found = queries.consolidated(plan, QUARTER, on=ON)
    client = Client(HTTP_HOST="localhost")
    client.force_login(cast.standing)
    page = reverse("reports:consolidated", args=[plan.pk, QUARTER.code])
    print(f"one province-quarter: {bare_quarter()} rows, {totals_of_quarter(plan)} totals")
    table(
        median(bare_quarter, repeat),
        repeat,
        ("bare SQL fetch of one quarter", bare_quarter),
        ("totals of one quarter", lambda: totals_of_quarter(plan)),
    )
    table(
        median(bare_fetch, repeat),
        repeat,
        ("bare SQL fetch of all spans", bare_fetch),
        ("consolidated (this, previous, last year, year to date)", lambda: queries.consolidated(plan, QUARTER, on=ON)),
        ("targets on top", lambda: queries.target_results(plan, QUARTER, on=ON, found=found)),
        ("consolidate, build and freeze the DOCX", lambda: publish(plan, cast)),
        ("the consolidated page", lambda: client.get(page)),
        ("completeness grid", lambda: queries.completeness_grid(plan, on=ON)),
    )


def table(bare: float, repeat: int, *measured: tuple[str, Callable[[], Any]]) -> None:
    for label, what in measured:
        taken = median(what, repeat)
        print(f"{label:<58}{taken:9.1f} ms {taken / bare:7.1f} × the bare fetch")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=130)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    with own_database():
        measure(options.communes, options.repeat)


if __name__ == "__main__":
    main()
