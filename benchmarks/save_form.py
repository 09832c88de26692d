"""How long the program takes to open and to save a commune's quarterly form, by page and by the API.

    python -m benchmarks.save_form [--repeat 40]

In a database of its own, which is gone afterwards; an accepted quarter lies before the form. Prints the least, the
median and the 95th percentile of the wall time and of the program's own processor time, and the number of queries.
On a machine that does other things as well the least time is nearest to what a quiet machine needs.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import time
from collections.abc import Callable
from itertools import count
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")

import django

django.setup()  # models can be imported only after it

# ruff: noqa: E402
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from benchmarks.database import own_database
from namro.reporting import queries
from namro.reporting.models import Report
from tests.apps.reporting import CLOSINGS, NOTHING_LEFT, Q1, Q2, accepted, baseline, make_plan, report_of
from tests.cast import make_cast


def line(name: str, what: Callable[[], Any], repeat: int) -> None:
    """The first run is not counted."""
    what()
    asked: list[str] = []

    def noted(execute: Any, sql: str, *rest: Any) -> Any:
        asked.append(sql)
        return execute(sql, *rest)

    with connection.execute_wrapper(noted):
        what()
    walls, processor = [], []
    for _ in range(repeat):
        wall, own = time.perf_counter(), time.process_time()
        what()
        walls.append((time.perf_counter() - wall) * 1000)
        processor.append((time.process_time() - own) * 1000)
    p95 = [statistics.quantiles(taken, n=20)[-1] for taken in (walls, processor)]
    print(
        f"{name:<34}{min(walls):>8.1f}{statistics.median(walls):>8.1f}{p95[0]:>8.1f}"
        f"{min(processor):>12.1f}{statistics.median(processor):>8.1f}{p95[1]:>8.1f}{len(asked):>9}"
    )


def measure(repeat: int) -> None:
    cast = make_cast()
    make_plan(cast)
    baseline(cast, cast.a, **CLOSINGS, **NOTHING_LEFT)
    accepted(cast, cast.a, Q1, by=cast.clerk_a)
    report, client, numbers = report_of(cast.a, Q2), Client(), count(1)
    client.force_login(cast.clerk_a)
    cells = [cell.key for cell in queries.report_page(report).form.cells()]

    def save_section() -> None:
        number = str(next(numbers))
        boxes = [key for key in cells if key.element.startswith("addicts_")][:10]
        versions = versions_of(report)
        form = {f"{key.element}--{key.breakdown}": number for key in boxes}
        form |= {f"{key.element}--{key.breakdown}-version": str(versions.get(str(key), 0)) for key in boxes}
        where = reverse("reports:save-section", args=[report.pk, "B"])
        answer = client.post(where, form, headers={"HX-Request": "true"})
        assert answer.status_code == 200, answer.content

    def save_all() -> None:
        number = str(next(numbers))
        versions = versions_of(report)
        entries = [
            {"cell": str(k), "state": "reported", "value": number, "base_version": versions.get(str(k), 0)}
            for k in cells
        ]
        answer = client.post(
            reverse("api:record-entries", args=[report.pk]),
            json.dumps({"entries": entries}),
            content_type="application/json",
            headers={"Idempotency-Key": f"benchmark-{number}"},
        )
        assert answer.json()["stored"] == len(cells), answer.content

    print(f"a form of {len(cells)} boxes")
    columns = f"{'median':>8}{'p95':>8}"
    print(f"{'milliseconds':<34}{'wall':>8}{columns}{'processor':>12}{columns}{'queries':>9}")
    line("open the page", lambda: client.get(reverse("reports:fill-report", args=[report.pk])), repeat)
    line("read by the API", lambda: client.get(reverse("api:read-report", args=[report.pk])), repeat)
    line("save a section of the page", save_section, repeat)
    line("save all boxes by the API", save_all, repeat)


def versions_of(report: Report) -> dict[str, int]:
    """As the page last told them; not part of what is measured in earnest, one short query."""
    rows = report.unit.figures.filter(window_end=report.window_end).values_list("element__code", "breakdown", "version")
    return {f"{element}[{breakdown}]": version for element, breakdown, version in rows}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeat", type=int, default=40)
    options = parser.parse_args()
    settings.ALLOWED_HOSTS = ["testserver"]
    with own_database():
        measure(options.repeat)


if __name__ == "__main__":
    main()
