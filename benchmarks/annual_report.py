"""How long the annual report of a province takes: gather, sections, DOCX, and frozen as the page does it.

Beside the bare fetch of the figures that it reads and the bare writing of the same tables with python-docx.

    python -m benchmarks.annual_report [--communes 130] [--repeat 5]

Makes an invented province in a database of its own, which is gone afterwards. Prints medians.
"""

from __future__ import annotations

import argparse
import os
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # models can be imported only after it

# ruff: noqa: E402
import docx
from django.db import connection, transaction

from benchmarks import consolidate
from benchmarks.consolidate import median, table
from benchmarks.database import own_database
from namro.catalogue.models import Indicator
from namro.kernel.times import PeriodKind, Regime, period_of
from namro.plans.models import DraftItem, Plan, Target, Task, TaskUnit
from namro.plans.rules import Comparator, ItemKind, Part
from namro.publishing.actions import publish_consolidated_report
from namro.publishing.builders import consolidated
from namro.publishing.builders.consolidated import Material
from namro.publishing.gathering import gather
from namro.reporting.models import Figure
from namro.reporting.queries.kept import _answers
from namro.writing.docx import render
from namro.writing.model import OfficialDocument, Table
from tests.cast import Cast

YEAR = period_of(PeriodKind.YEAR, Regime.STATUTORY, 2026)
ON = date(2026, 12, 16)
NOW = datetime(2026, 12, 16, 2, 0, tzinfo=UTC)


def material(plan: Plan) -> Material:
    _answers.clear()  # as in a process that nobody has asked yet
    return gather(plan=plan, period_code=YEAR.code, on=ON)


def document(of: Material) -> OfficialDocument:
    return consolidated.assemble(consolidated.sections(of), {}, material=of)


def whole(plan: Plan) -> bytes:
    """From the stored figures to the bytes of the file."""
    return render(document(material(plan)), at=NOW)


def freeze(plan: Plan, cast: Cast) -> None:
    with transaction.atomic():
        publish_consolidated_report(by=cast.standing, at=NOW, plan=plan, period_code=YEAR.code)
        transaction.set_rollback(True)


def bare_fetch() -> int:
    """The rows of both years, without anything being done with them."""
    last = YEAR.same_last_year()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT unit_id, element_id, breakdown, window_start, window_end, state, value, revision_id"
            " FROM reporting_figure WHERE window_start >= %s AND window_end <= %s",
            [last.start, YEAR.end],
        )
        return len(cursor.fetchall())


def bare_tables(tables: list[Table]) -> int:
    """The same cells, written as the library's own manual does it, a paragraph at a time."""
    file = docx.Document()
    for source in tables:
        made = file.add_table(rows=0, cols=len(source.columns))
        for row in source.rows:
            for cell, text in zip(made.add_row().cells, row.cells, strict=False):
                cell.text = text
    out = BytesIO()
    file.save(out)
    return len(out.getvalue())


def add_duties(plan: Plan, cast: Cast) -> None:
    """A target for every indicator and sixty dated tasks, as a plan of a province has them."""
    about = {"document": plan.draft.document, "plan": plan}
    for place, indicator in enumerate(Indicator.objects.all()):
        item = DraftItem.objects.create(draft=plan.draft, kind=ItemKind.TARGET, position=place, data={})
        Target.objects.create(
            item=item,
            measure=indicator.spec["name"],
            comparator=Comparator.AT_LEAST,
            value=40,
            unit_label="%",
            responsible_unit=cast.police,
            indicator=indicator,
            **about,
        )
    for place in range(60):
        item = DraftItem.objects.create(draft=plan.draft, kind=ItemKind.DUTY, position=place, data={})
        due = YEAR.end - timedelta(days=5 * place)
        task = Task.objects.create(item=item, text=f"Nhiệm vụ đo số {place} của Kế hoạch", due_on=due, **about)
        TaskUnit.objects.create(task=task, unit=cast.health, part=Part.LEAD)


def measure(communes: int, repeat: int) -> None:
    plan, cast = consolidate.make_province(communes)
    consolidate.fill(plan, cast, until=YEAR)
    add_duties(plan, cast)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    of = material(plan)
    made = document(of)
    tables = [b for part in (made.body, *(a.body for a in made.annexes)) for b in part if isinstance(b, Table)]
    print(f"{communes} communes, {Figure.objects.count()} figures stored, {bare_fetch()} read for {YEAR.label}")
    print(f"{len(render(made, at=NOW)) // 1024} KiB, {sum(len(t.rows) for t in tables)} rows in {len(tables)} tables")
    print(f"{len(consolidated.printed_lines(consolidated.sections(of), {}))} printed figures lead to their entries")
    table(
        median(bare_fetch, repeat),
        repeat,
        ("bare SQL fetch of both years", bare_fetch),
        ("bare python-docx writing of the same tables", lambda: bare_tables(tables)),
        ("gather: totals, comparisons, targets, tasks, classes", lambda: material(plan)),
        ("sections and document", lambda: document(of)),
        ("DOCX", lambda: render(made, at=NOW)),
        ("from figures to the file", lambda: whole(plan)),
        ("the same, frozen with its PDF and workbook", lambda: freeze(plan, cast)),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=130)
    parser.add_argument("--repeat", type=int, default=5)
    options = parser.parse_args()
    with own_database():
        measure(options.communes, options.repeat)


if __name__ == "__main__":
    main()
