"""Keeps database, web and background worker alive, and stops them in the right order.

One supervisor a data folder: it holds `serve.lock`. Its children inherit `children.lock`, so that a supervisor
started after one that was killed waits until the last of the former children is gone.
"""

import contextlib
import fcntl
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psycopg

from namro.config import postgres, program
from namro.config.embedded import Embedded
from namro.config.home import SetupError, made_home, say
from namro.config.processes import die_with_parent, gone

TICK_SECONDS = 0.2
WEB_WORKERS = 2
GRACE_SECONDS = 15  # for requests and jobs under way when stopping
LONGEST_DELAY_SECONDS = 10
HEALTHY_AFTER_SECONDS = 10


class Service:
    """A child that is started again whenever it ends, with growing delay while it ends at once.

    One that runs `once` is not started again: it has done its work, or will go on at the next start.
    """

    def __init__(self, name: str, words: list[str], lock: int, *, once: bool = False) -> None:
        self.name, self.words, self.lock, self.once = name, words, lock, once
        self.process: subprocess.Popen[bytes] | None = None
        self.started = self.next_start = 0.0
        self.delay = TICK_SECONDS

    def tend(self) -> None:
        now = time.monotonic()
        if self.process is not None:
            if self.process.poll() is None or self.once:
                return
            say(f"{self.name}: dừng với mã {self.process.returncode}, khởi động lại.")
            kill_group(self.process.pid)
            self.process = None
            long_lived = now - self.started > HEALTHY_AFTER_SECONDS
            self.delay = TICK_SECONDS if long_lived else min(self.delay * 2, LONGEST_DELAY_SECONDS)
            self.next_start = now + self.delay
        if now >= self.next_start:
            self.start()

    def start(self) -> None:
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            self.words,
            env={**os.environ, "NAMRO_LOGIN": "program", "NAMRO_PROCESS": self.name},
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            pass_fds=[self.lock],
            start_new_session=True,  # Ctrl+C in the terminal is for the supervisor, which keeps the order
            preexec_fn=partial(die_with_parent, os.getpid()),  # no threads here, so it is safe
        )

    def stop(self) -> None:
        if self.process is None:
            return
        self.process.terminate()
        try:
            self.process.wait(GRACE_SECONDS + 5)
        except subprocess.TimeoutExpired:
            say(f"{self.name}: không chịu dừng, buộc phải tắt.")
        kill_group(self.process.pid)
        self.process.wait()


def kill_group(leader: int) -> None:
    """End whatever a child left behind in the session that was its own."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(leader, signal.SIGKILL)


class DatabaseService:
    """Watches the server, whether this process or an earlier command started it."""

    def __init__(self, server: Embedded) -> None:
        self.server = server
        self.handle: int | None = None

    def tend(self) -> None:
        if self.handle is not None:
            if not gone(self.handle, 0):
                return
            say("Cơ sở dữ liệu dừng đột ngột, khởi động lại.")
            self.forget()
        try:
            self.server.ensure(patience=5)
        except SetupError as trouble:
            say(str(trouble))
            return
        except psycopg.OperationalError:
            return  # it ended again between two questions; the next round looks after it
        postmaster = self.server.postmaster()
        with contextlib.suppress(ProcessLookupError):
            self.handle = os.pidfd_open(postmaster) if postmaster else None

    def forget(self) -> None:
        if self.handle is not None:
            os.close(self.handle)
            self.handle = None


def serve(host: str, port: int) -> None:
    """Serve until told to stop. Raises SetupError when that cannot begin."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stop.set())
    folder = made_home()
    with only_supervisor(folder, url(host, port)) as lock, program.database():
        check_port(host, port)
        prepare()
        if not stop.is_set():
            watch(host, port, lock, stop)


@contextlib.contextmanager
def only_supervisor(folder: Path, address: str) -> Iterator[int]:
    """Hold `serve.lock`; gives the lock that children carry."""
    with open(folder / "serve.lock", "a+") as own, open(folder / "children.lock", "ab") as theirs:
        try:
            fcntl.flock(own, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            own.seek(0)
            raise SetupError(f"Năm Rõ đang chạy rồi, tại {own.read().strip()}") from None
        own.truncate(0)
        own.write(address)
        own.flush()
        wait_for_former_children(theirs.fileno())
        yield theirs.fileno()


def wait_for_former_children(lock: int) -> None:
    deadline = time.monotonic() + 2 * GRACE_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        time.sleep(TICK_SECONDS)
    raise SetupError("Các tiến trình của lần chạy trước chưa dừng; hãy đợi một lát rồi chạy lại.")


def check_port(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SetupError(
                f"Không mở được cổng {port} tại {host} ({error.strerror}); hãy chọn cổng khác: serve --port SỐ."
            ) from error


def prepare() -> None:
    """Tables, translations, files for browsers."""
    from django.core.management import call_command
    from django.db import connections

    from namro.config.translations import compile_translations

    program.bring_up_to_date()
    compile_translations()
    call_command("collectstatic", interactive=False, verbosity=0)
    connections.close_all()


def wants_demonstration() -> bool:
    """On an empty database, or where an earlier start was stopped while making it."""
    from django.db import connections

    from namro.cli.demo import make
    from namro.organisations.models import Unit

    try:
        return os.environ.get("NAMRO_DEMO", "1") != "0" and (not Unit.objects.exists() or make.is_unfinished())
    finally:
        connections.close_all()


def watch(host: str, port: int, lock: int, stop: threading.Event) -> None:
    children = [Service("web", web_words(host, port), lock), Service("worker", worker_words(), lock)]
    if wants_demonstration():  # pages are there while it is made
        say("Đang dựng tỉnh trình diễn; các trang đầy dần trong ít phút.")
        children.append(Service("demo", [sys.executable, "-m", "namro.config.program", "demo"], lock, once=True))
    database = None if postgres.is_external() else DatabaseService(postgres.embedded())
    announced = False
    try:
        while not stop.is_set():
            if database is not None:
                database.tend()
            for child in children:
                child.tend()
            if not announced and answers(host, port):
                announced = True
                print(f"Năm Rõ đang chạy tại {url(host, port)} (dừng: Ctrl+C)", flush=True)
            stop.wait(TICK_SECONDS)
    finally:
        for child in children:
            child.stop()
        if database is not None:
            database.forget()


def web_words(host: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "granian", "namro.config.wsgi:application", "--interface", "wsgi"),
        *("--host", host, "--port", str(port), "--no-ws"),
        *("--workers", str(WEB_WORKERS), "--blocking-threads", str(postgres.WEB_THREADS)),
        *("--respawn-failed-workers", "--respawn-interval", "0.2"),
        *("--workers-kill-timeout", str(GRACE_SECONDS), "--log-level", "warning"),
    ]


def worker_words() -> list[str]:
    return [
        *(sys.executable, "-m", "django", "procrastinate", "worker"),
        *("--shutdown-graceful-timeout", str(GRACE_SECONDS)),
    ]


def url(host: str, port: int) -> str:
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}/"


def answers(host: str, port: int) -> bool:
    reached = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    connection = http.client.HTTPConnection(reached, port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": "localhost"})
        return connection.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
