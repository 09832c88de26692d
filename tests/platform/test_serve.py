"""`namro serve`: what is killed comes back, what was acknowledged is there, and stopping leaves nothing behind."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from namro.config.embedded import PROGRAM, Embedded
from namro.config.supervisor import DatabaseService
from tests.platform.support import Served, eventually, program_environment

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    folder = Path(tempfile.mkdtemp(prefix="namro-test-"))
    running = Served(folder)
    running.wait_until_up()
    yield running
    assert running.stop() == 0, running.log.read_text()
    assert running.server.postmaster() is None
    assert running.status() is None
    shutil.rmtree(folder)


def replaced(served: Served, words: str, killed: int) -> bool:
    now = served.children(words)
    return bool(now) and killed not in now


def test_web_killed(served: Served) -> None:
    [web] = served.children("granian")
    workers = served.children("granian", parent=web)
    assert len(workers) == 2
    os.kill(web, signal.SIGKILL)
    eventually(lambda: replaced(served, "granian", web))
    eventually(lambda: served.status() == 200)
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))  # nobody answers with old code


def test_one_web_worker_killed(served: Served) -> None:
    [web] = served.children("granian")
    killed, _ = served.children("granian", parent=web)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: len(set(served.children("granian", parent=web)) - {killed}) == 2)
    assert served.children("granian") == [web]
    assert eventually(lambda: served.status() == 200)


def test_background_worker_killed(served: Served) -> None:
    [worker] = served.children("procrastinate")
    os.kill(worker, signal.SIGKILL)
    eventually(lambda: replaced(served, "procrastinate", worker))


def test_database_killed_while_rows_are_written(served: Served) -> None:
    acknowledged: list[int] = []
    done = threading.Event()

    def write() -> None:
        number = 0
        while not done.is_set():
            with suppress(psycopg.OperationalError), served.server.connect(PROGRAM) as connection:
                while not done.is_set():
                    number += 1
                    connection.execute(
                        "INSERT INTO web_cache (cache_key, value, expires) VALUES (%s, '', 'infinity')",
                        [f"row {number}"],
                    )
                    acknowledged.append(number)
            time.sleep(0.01)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _ in range(3):
            known = len(acknowledged)
            eventually(lambda known=known: len(acknowledged) > known + 50)  # type: ignore[misc]
            before = eventually(served.server.postmaster)
            assert before
            os.kill(before, signal.SIGKILL)
            eventually(lambda before=before: served.server.postmaster() not in (None, before))  # type: ignore[misc]
    finally:
        done.set()
        writer.join()
    eventually(lambda: served.status() == 200)
    with served.server.connect(PROGRAM) as connection:
        kept = {key for (key,) in connection.execute("SELECT cache_key FROM web_cache").fetchall()}
    assert {f"row {number}" for number in acknowledged} <= kept


def test_a_second_one_is_told_where_the_first_is(served: Served) -> None:
    second = subprocess.run(
        [sys.executable, "-m", "namro.config.program", "serve", "--port", str(served.port)],
        env=program_environment(served.folder),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert second.returncode == 1
    assert f"http://127.0.0.1:{served.port}/" in second.stderr


def test_supervisor_killed(data_folder: Path) -> None:
    served = Served(data_folder)
    served.wait_until_up()
    left = served.children("granian") + served.children("procrastinate")
    database = served.server.postmaster()
    served.process.kill()
    served.process.wait()
    served.start()  # at once, while the former children are still leaving
    eventually(lambda: not any(Path(f"/proc/{pid}").exists() for pid in left))
    served.wait_until_up()
    assert served.server.postmaster() == database, "it went on, and is watched again"
    assert database is not None
    os.kill(database, signal.SIGKILL)
    eventually(lambda: served.server.postmaster() not in (None, database))
    assert served.stop() == 0
    assert served.server.postmaster() is None


def test_a_port_in_use_is_named(data_folder: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [sys.executable, "-m", "namro.config.program", "serve", "--port", port],
            env=program_environment(data_folder),
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_ends_while_it_is_asked_is_looked_after_in_the_next_round(data_folder: Path) -> None:
    class EndsOnce(Embedded):
        ended = False

        def ensure(self, patience: float = 120) -> None:
            super().ensure(patience)
            if not self.ended:
                self.ended = True
                os.kill(self.postmaster() or 0, signal.SIGKILL)
                raise psycopg.OperationalError("terminating connection due to unexpected postmaster exit")

    server = EndsOnce(data_folder, durable=False)
    server._own_places()
    service = DatabaseService(server)
    service.tend()
    assert service.handle is None

    def tended() -> int | None:
        service.tend()
        return service.handle

    eventually(tended)
    assert server.answers()
    service.forget()
