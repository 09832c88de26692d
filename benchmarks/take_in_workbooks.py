"""How long 130 filled workbooks take: reading, full validation and storing, beside pandas merging the same files.

    python -m benchmarks.take_in_workbooks [--communes 130] [--repeat 3]

Makes an invented province in a database of its own, which is gone afterwards. Prints medians; storing is done once.
pandas with openpyxl only puts the rows of all files under one another: it knows no unit, no identity, no last period.
Beside the time by the clock stands that of the processor, which says more on a machine that others use, too.
"""

from __future__ import annotations

import argparse
import io
import os
import time
from collections.abc import Callable
from datetime import date
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # models can be imported only after it

# ruff: noqa: E402
import pandas
from django.db import connection
from openpyxl import load_workbook

from benchmarks.consolidate import make_province
from benchmarks.database import own_database
from namro.plans.models import Plan
from namro.reporting import queries
from namro.reporting.actions import workbooks
from namro.reporting.actions.workbook_check import check_files
from namro.reporting.form_books import book_of, books_by_unit
from namro.reporting.models import Figure, WorkbookFile
from namro.reporting.workbook_rules import FileState
from tests.apps.reporting import CLOSINGS, IN_TIME, NOTHING_LEFT, Q1, baseline
from tests.cast import Cast

LETTER = "Báo cáo giấy của các xã"
ON = date(2026, 3, 13)


def filled_books(plan: Plan, cast: Cast) -> list[bytes]:
    """The communes' workbooks, downloaded and filled box by box as openpyxl saves them."""
    reports = queries.reports().filter(rule__plan=plan, window_end=Q1.end, unit__kind="commune")
    pages = queries.report_pages(list(reports.order_by("unit__code")))
    for page in pages.values():
        baseline(cast, page.report.unit, **CLOSINGS, **NOTHING_LEFT)
    pages = queries.report_pages(list(reports.order_by("unit__code")))
    return [_filled(book_of(own, at=IN_TIME, demonstration=False)) for own in books_by_unit(pages.values()).values()]


def _filled(content: bytes) -> bytes:
    book = load_workbook(io.BytesIO(content))
    sheet = book.worksheets[0]
    closing = {f"box:{code}[total]": value for code, value in CLOSINGS.items()}
    for row in range(1, sheet.max_row + 1):
        key = str(sheet.cell(row, 1).value)
        if key.startswith("box:"):
            sheet.cell(row, 5).value = 9000 if "residents_current" in key else closing.get(key, 0)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def merged(books: list[bytes]) -> int:
    frames = [pandas.read_excel(io.BytesIO(content), sheet_name="X-Q", header=None) for content in books]
    return len(pandas.concat(frames))


def measure(communes: int, repeat: int) -> None:
    plan, cast = make_province(communes)
    books = filled_books(plan, cast)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    checked = check_files(books, by=cast.standing, on=ON, letter=LETTER)
    boxes = sum(len(one.entries) for file in checked for one in file.sheets)
    print(f"{len(books)} files, {sum(map(len, books)) // 1024} KB, {boxes} boxes, {merged(books)} rows")
    print(f"files with something to put right: {sum(bool(file.findings) for file in checked)}")
    for label, what in (
        ("pandas + openpyxl merge the same files", lambda: merged(books)),
        ("read and fully checked", lambda: check_files(books, by=cast.standing, on=ON, letter=LETTER)),
    ):
        tell(label, what, repeat)
    _measure_run(cast, books)


def tell(label: str, what: Callable[[], Any], repeat: int = 1) -> None:
    taken = []
    for _ in range(repeat):
        clock, processor = time.perf_counter(), time.process_time()
        what()
        taken.append((time.perf_counter() - clock, time.process_time() - processor))
    clock, processor = sorted(taken)[len(taken) // 2]
    print(f"{label:<44}{clock:8.2f} s, {processor:6.2f} s of the processor", flush=True)


def _measure_run(cast: Cast, books: list[bytes]) -> None:
    """As the job does it: ten files at a time, what is known stored after each step."""
    named = [(f"{n}.xlsx", content) for n, content in enumerate(books)]
    run = workbooks.start_run(by=cast.standing, at=IN_TIME, files=named, source_reference=LETTER)
    tell("checked as a job, in steps", lambda: workbooks.check_run(at=IN_TIME, run=run))
    run.refresh_from_db()
    workbooks.confirm_run(by=cast.standing, at=IN_TIME, run=run, ours=frozenset(), left=frozenset())
    tell("stored, unit by unit", lambda: workbooks.store_run(at=IN_TIME, run=run))
    stored = WorkbookFile.objects.filter(run=run, state=FileState.STORED).count()
    print(f"stored: {stored} files, {Figure.objects.filter(window_end=Q1.end).count()} figures")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=130)
    parser.add_argument("--repeat", type=int, default=3)
    options = parser.parse_args()
    with own_database():
        measure(options.communes, options.repeat)


if __name__ == "__main__":
    main()
