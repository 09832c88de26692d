"""Fifty officers who save the quarterly form of their communes at the same moment.

    python -m benchmarks.many_officers [--officers 50] [--saves 6] [--pause 0]

Starts the program as it runs in earnest (two web processes, its own database) in a data folder that is gone
afterwards. All send their first save at the same instant and go on, by the API and by the page in turn, with a pause
for typing between two saves (seconds; none: as fast as they are answered). Prints how long the answers took, and
checks that every acknowledged figure is stored once and that the audit chain holds.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from namro.config.embedded import PROGRAM, Embedded
from tests.platform.support import Served, program_environment

ROOT = Path(__file__).resolve().parents[1]
TOKEN = "a" * 32

# Makes a province with as many communes as officers, their reports, and a session for each.
SCENE = """
import json, sys, django
django.setup()
from datetime import date
from django.test import Client
from namro.catalogue.models import FormVersion
from namro.organisations import actions as organisations
from namro.organisations.rules import Relation, Role, UnitLevel
from namro.plans.models import Reporter
from namro.reporting import actions
from tests.apps.reporting import IN_TIME, make_plan, report_of
from tests.cast import AT, FROM, make_cast, unit
cast = make_cast()
plan = make_plan(cast)
codes = [f"991{n:02}" for n in range(int(sys.argv[1]))]
made = organisations.add_units(by=None, at=AT, valid_from=FROM, units=[
    unit(c, f"Xã Thử {c}", "commune", UnitLevel.COMMUNE, "99", category="commune", place="Thử") for c in codes])
rule = plan.report_rules.get()
form = FormVersion.objects.get(form__code="X-Q")
for code in codes:
    Reporter.objects.create(rule=rule, unit=made[code], form_version=form, relation=Relation.ORDERED)
actions.open_due_reports(by=cast.standing, at=IN_TIME, plan=plan)
scene = []
for code in codes:
    person = organisations.open_account(by=None, at=AT, username=f"xa{code}", full_name=f"Cán bộ {code}", password=None)
    organisations.give_role(by=None, at=AT, person=person, unit=made[code], role=Role.FOCAL_POINT, valid_from=FROM)
    client = Client()
    client.force_login(person)
    scene.append({"session": client.cookies["sessionid"].value, "report": report_of(made[code]).pk})
print(json.dumps(scene))
"""
BOXES = ("new", "moved_in", "completed", "to_facility", "detained", "moved_out", "died", "closing")


class Officer(threading.Thread):
    def __init__(self, port: int, scene: dict[str, Any], saves: int, pause: float, start: threading.Barrier) -> None:
        super().__init__()
        self.port, self.scene, self.saves, self.pause, self.together = port, scene, saves, pause, start
        self.taken: list[float] = []
        self.wrong: list[int] = []

    def run(self) -> None:
        self.together.wait()
        for number in range(1, self.saves + 1):
            since = time.perf_counter()
            status = self.save_by_api(number) if number % 2 else self.save_by_page(number)
            self.taken.append((time.perf_counter() - since) * 1000)
            if status != 200:
                self.wrong.append(status)
            time.sleep(self.pause)

    def save_by_api(self, number: int) -> int:
        entries = [
            {"cell": f"addicts_{x}[total]", "state": "reported", "value": str(number), "base_version": number - 1}
            for x in BOXES
        ]
        more = {"Content-Type": "application/json", "Idempotency-Key": f"officer-save-{number}"}
        return self.post(f"/api/reports/{self.scene['report']}/entries", json.dumps({"entries": entries}), more)

    def save_by_page(self, number: int) -> int:
        form = {f"addicts_{x}--total": str(number) for x in BOXES}
        form |= {f"addicts_{x}--total-version": str(number - 1) for x in BOXES}
        more = {"Content-Type": "application/x-www-form-urlencoded", "HX-Request": "true"}
        return self.post(f"/bao-cao/{self.scene['report']}/dien/B/", urlencode(form), more)

    def post(self, where: str, body: str, more: dict[str, str]) -> int:
        cookie = f"sessionid={self.scene['session']}; csrftoken={TOKEN}"
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", where, body, {"Cookie": cookie, "X-CSRFToken": TOKEN, **more})
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status


def measure(served: Served, number: int, saves: int, pause: float) -> None:
    environment = program_environment(
        served.folder, DJANGO_SETTINGS_MODULE="namro.config.settings", PYTHONPATH=str(ROOT)
    )
    made = subprocess.run([sys.executable, "-c", SCENE, str(number)], env=environment, capture_output=True, text=True)
    if made.returncode:
        sys.exit(made.stderr)
    together = threading.Barrier(number)
    officers = [Officer(served.port, one, saves, pause, together) for one in json.loads(made.stdout.splitlines()[-1])]
    since = time.perf_counter()
    for officer in officers:
        officer.start()
    for officer in officers:
        officer.join()
    lasted = time.perf_counter() - since
    taken = sorted(t for officer in officers for t in officer.taken)
    wrong = [status for officer in officers for status in officer.wrong]
    print(
        f"{number} officers, {len(taken)} saves of {len(BOXES)} figures in {lasted:.1f} s: {len(taken) / lasted:.0f}/s"
    )
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"median {statistics.median(taken):.0f} ms, p95 {p95:.0f} ms, longest {taken[-1]:.0f} ms; refused: {wrong}")
    print(f"load of the machine: {os.getloadavg()[0]:.1f}")
    check(served.server, (len(taken) - len(wrong)) * len(BOXES))


def check(server: Embedded, acknowledged: int) -> None:
    with server.connect(PROGRAM) as connection:
        stored = connection.execute("SELECT count(*) FROM reporting_figurerevision WHERE version > 0").fetchone()
        deadlocks = connection.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        broken = connection.execute("SELECT audit_first_broken_link()").fetchone()
        print(f"acknowledged {acknowledged}, stored {stored}, deadlocks {deadlocks.fetchone()}, broken links {broken}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--officers", type=int, default=50)
    parser.add_argument("--saves", type=int, default=6)
    parser.add_argument("--pause", type=float, default=0)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="namro-benchmark-"))
    served = Served(folder)
    try:
        served.wait_until_up()
        measure(served, options.officers, options.saves, options.pause)
    finally:
        served.stop()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
