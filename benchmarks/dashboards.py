"""Fifty people who look at the overview of a full province at the same time.

    python -m benchmarks.dashboards [--communes 130] [--users 50] [--views 8] [--pause 4]

Starts the program as it runs in earnest (two web processes, its own database) in a data folder that is gone
afterwards, with an invented province, two years of figures and forty targets. Each user opens one page after another
with a pause between (seconds, drawn at random around it; 0: as fast as they are answered). Prints, for each page, the
first view after a write and p50 and p95 of all others, beside the sign-in page, which asks the database nothing, and
the bare fetch of the figures that a consolidation reads, both measured in the same run.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

from namro.config.embedded import PROGRAM
from tests.platform.support import Served, program_environment

ROOT = Path(__file__).resolve().parents[1]
EMPTY = "/tai-khoan/dang-nhap/"

# Makes the province, its figures and targets, and a session for each user.
SCENE = """
import json, sys, django
django.setup()
from decimal import Decimal
from django.test import Client
from benchmarks.consolidate import ON, fill, make_province
from namro.catalogue.models import Indicator
from namro.organisations import actions as organisations
from namro.organisations.models import Unit
from namro.organisations.rules import Role
from namro.plans.models import Target
from namro.plans.rules import Comparator
from tests.cast import AT, FROM
plan, cast = make_province(int(sys.argv[1]))
fill(plan, cast)
item = plan.draft.items.get()
for indicator in Indicator.objects.order_by("code")[:40]:
    Target.objects.create(item=item, document=item.draft.document, plan=plan, measure=indicator.spec["name"],
        comparator=Comparator.AT_LEAST, value=Decimal(30), unit_label=indicator.spec["unit"],
        responsible_unit=cast.drug_police, indicator=indicator)
sessions = []
for n in range(int(sys.argv[2])):
    person = organisations.open_account(by=None, at=AT, username=f"xem{n}", full_name=f"Xem {n}", password=None)
    organisations.give_role(
        by=None, at=AT, person=person, unit=cast.province, role=Role.LEADER, valid_from=FROM)
    client = Client()
    client.force_login(person)
    sessions.append(client.cookies["sessionid"].value)
units = list(Unit.objects.filter(level="COMMUNE", valid__contains=ON).values_list("pk", flat=True))
print(json.dumps({"sessions": sessions, "units": units}))
"""
# Forgets what is kept: an entry of the audit chain that says of itself that it may change anything.
WRITE = """
import django
django.setup()
from datetime import UTC, datetime
from namro.organisations import audit
from namro.plans.models import Plan
audit.record(by=None, at=datetime.now(UTC), action="benchmark.write", subject=Plan.objects.first())
"""
BARE = (
    "SELECT unit_id, element_id, breakdown, window_start, window_end, state, value, revision_id FROM reporting_figure"
)


class User(threading.Thread):
    def __init__(self, port: int, session: str, units: list[int], views: int, pause: float, seed: int) -> None:
        super().__init__()
        self.port, self.session, self.units, self.views, self.pause = port, session, units, views, pause
        self.chance = random.Random(seed)
        self.taken: dict[str, list[float]] = defaultdict(list)
        self.wrong: list[int] = []

    def run(self) -> None:
        for _ in range(self.views):
            time.sleep(self.chance.uniform(0, 2 * self.pause))
            name = self.chance.choice(("programme", "programme", "unit", "one page", "filtered", "empty"))
            taken, status = view(self.port, self.session, self.address(name))
            self.taken[name].append(taken)
            if status != 200:
                self.wrong.append(status)

    def address(self, name: str) -> str:
        unit = self.chance.choice(self.units)
        return {
            "programme": "/tong-quan/",
            "filtered": "/tong-quan/?tinh-trang=no_data",
            "one page": "/tong-quan/mot-trang/",
            "unit": f"/tong-quan/don-vi/{unit}/",
            "empty": EMPTY,
        }[name]


def view(port: int, session: str, where: str) -> tuple[float, int]:
    since = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
    cookie = {} if where == EMPTY else {"Cookie": f"sessionid={session}"}
    connection.request("GET", where, headers=cookie)
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return (time.perf_counter() - since) * 1000, answer.status


def measure(served: Served, options: argparse.Namespace) -> None:
    scene = json.loads(run(served, SCENE, str(options.communes), str(options.users)).splitlines()[-1])
    first = {}
    for name, where in (("programme", "/tong-quan/"), ("unit", f"/tong-quan/don-vi/{scene['units'][0]}/")):
        run(served, WRITE)
        first[name], status = view(served.port, scene["sessions"][0], where)
        assert status == 200, (where, status)
    for _ in range(12):  # so that both web processes have begun
        view(served.port, scene["sessions"][0], "/tong-quan/")
    users = [
        User(served.port, session, scene["units"], options.views, options.pause, number)
        for number, session in enumerate(scene["sessions"])
    ]
    since = time.perf_counter()
    for user in users:
        user.start()
    for user in users:
        user.join()
    lasted = time.perf_counter() - since
    tell(users, first, lasted, options)
    print(f"bare fetch of all figures: {bare(served):.0f} ms; load of the machine: {os.getloadavg()[0]:.1f}")


def run(served: Served, program: str, *arguments: str) -> str:
    environment = program_environment(
        served.folder, DJANGO_SETTINGS_MODULE="namro.config.settings", PYTHONPATH=str(ROOT)
    )
    made = subprocess.run([sys.executable, "-c", program, *arguments], env=environment, capture_output=True, text=True)
    if made.returncode:
        sys.exit(made.stderr)
    return made.stdout


def tell(users: list[User], first: dict[str, float], lasted: float, options: argparse.Namespace) -> None:
    taken: dict[str, list[float]] = defaultdict(list)
    for user in users:
        for name, times in user.taken.items():
            taken[name] += times
    views = sum(map(len, taken.values()))
    wrong = [status for user in users for status in user.wrong]
    print(f"{options.communes} communes, {len(users)} users, {views} views in {lasted:.0f} s, refused: {wrong}")
    for name, times in sorted(taken.items()):
        cold = f", first view after a write {first[name]:.0f} ms" if name in first else ""
        p95 = statistics.quantiles(times, n=20)[-1] if len(times) > 1 else times[0]
        print(f"{name:<12}{len(times):5} views: p50 {statistics.median(times):6.0f} ms, p95 {p95:6.0f} ms{cold}")


def bare(served: Served) -> float:
    with served.server.connect(PROGRAM) as connection:
        taken = []
        for _ in range(3):
            since = time.perf_counter()
            connection.execute(BARE).fetchall()
            taken.append((time.perf_counter() - since) * 1000)
    return statistics.median(taken)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--communes", type=int, default=130)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--views", type=int, default=8)
    parser.add_argument("--pause", type=float, default=4)
    options: Any = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="namro-benchmark-"))
    served = Served(folder)
    try:
        served.wait_until_up()
        measure(served, options)
    finally:
        served.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
