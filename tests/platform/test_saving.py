"""A clerk saves a form again and again while everything below is killed: what was acknowledged is there, once."""

import http.client
import itertools
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest

from namro.config.embedded import PROGRAM
from tests.platform.support import Served, eventually, program_environment

pytestmark = pytest.mark.slow
ROOT = Path(__file__).resolve().parents[2]
KILLS, SAVES_BETWEEN = 9, 4

# Makes the cast and its plan in the served database, and signs the clerk in.
SCENE = """
import json, django
django.setup()
from django.test import Client
from django.urls import reverse
from tests.apps.reporting import make_plan, report_of
from tests.cast import make_cast
cast = make_cast()
make_plan(cast)
client = Client()
client.force_login(cast.clerk_a)
where = reverse("reports:save-section", args=[report_of(cast.a).pk, "B"])
print(json.dumps({"where": where, "session": client.cookies["sessionid"].value}))
"""


@pytest.fixture
def served(data_folder: Path) -> Iterator[Served]:
    running = Served(data_folder)
    running.wait_until_up()
    yield running
    running.stop()


def make_scene(served: Served) -> dict[str, str]:
    environment = program_environment(
        served.folder, DJANGO_SETTINGS_MODULE="namro.config.settings", PYTHONPATH=str(ROOT)
    )
    done = subprocess.run([sys.executable, "-c", SCENE], env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    scene: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return scene


def send(served: Served, scene: dict[str, str], form: dict[str, str]) -> int | None:
    """Post as the clerk's browser does; the answer's status, or None when no answer came."""
    token = "a" * 32
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"sessionid={scene['session']}; csrftoken={token}",
        "X-CSRFToken": token,
    }
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)
    try:
        connection.request("POST", scene["where"], urlencode(form), headers)
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def victims(served: Served) -> Iterator[Callable[[], int | None]]:
    def one_of(words: str) -> int | None:
        return next(iter(served.children(words)), None)

    return itertools.cycle([served.server.postmaster, lambda: one_of("granian"), lambda: one_of("procrastinate")])


def test_what_was_acknowledged_is_there_once(served: Served) -> None:
    scene = make_scene(served)
    tries: list[int] = []  # how often each save was sent
    finished = threading.Event()

    def kill_each_in_turn() -> None:
        for victim in itertools.islice(victims(served), KILLS):
            known = len(tries)
            eventually(lambda known=known: len(tries) >= known + SAVES_BETWEEN or finished.is_set())  # type: ignore[misc]
            os.kill(eventually(victim) or 0, signal.SIGKILL)
        finished.set()

    killer = threading.Thread(target=kill_each_in_turn)
    killer.start()
    try:
        for number in itertools.count(1):
            tries.append(save(served, scene, number))
            if not killer.is_alive():
                break
    finally:
        finished.set()
        killer.join()

    assert any(sent > 1 for sent in tries), "some saves had to be sent again"
    with served.server.connect(PROGRAM) as connection:
        revisions = connection.execute("SELECT value::int FROM reporting_figurerevision ORDER BY id").fetchall()
        current = connection.execute("SELECT value::int, version FROM reporting_figure").fetchall()
        broken = connection.execute("SELECT audit_first_broken_link()").fetchone()
    assert [value for (value,) in revisions] == list(range(1, len(tries) + 1))
    assert current == [(len(tries), len(tries))]
    assert broken == (None,)


def save(served: Served, scene: dict[str, str], number: int) -> int:
    """Save one figure, again with the same key until it is acknowledged; how often it was sent."""
    form = {"addicts_new--total": str(number), "addicts_new--total-version": str(number - 1), "key": f"save {number}"}
    for sent in range(1, 600):
        status = send(served, scene, form)
        if status == 302:
            return sent
        assert status in (None, 503), f"a person saw {status}"
        time.sleep(0.2)
    raise AssertionError(f"save {number} was never acknowledged")
