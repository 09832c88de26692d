"""Programs outside our own process: with a limit on time, never two of a kind at once, nothing left behind."""

from __future__ import annotations

import fcntl
import os
import resource
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from namro.kernel.problems import Refused

_MEMORY = 4 * 1024**3  # bytes of address space
_PATIENCE = 60  # seconds to wait for the one before
_PASSED_ON = ("PATH", "LD_LIBRARY_PATH", "TMPDIR", "TESSDATA_PREFIX", "SYSTEMROOT")


@dataclass(frozen=True, slots=True)
class Outcome:
    """`status` is None where the program had to be killed for its slowness."""

    status: int | None
    output: bytes


def run(
    command: Sequence[str], *, data: bytes = b"", seconds: float, home: Path | None = None, memory: int = _MEMORY
) -> Outcome:
    """Runs to its end or is killed together with all that it started. Its own chatter is thrown away."""
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    environment |= {"LC_ALL": "C.UTF-8", "OMP_THREAD_LIMIT": "1", "HOME": str(home or tempfile.gettempdir())}
    with subprocess.Popen(
        list(command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        cwd=home,
        start_new_session=True,
    ) as process:
        try:
            resource.prlimit(process.pid, resource.RLIMIT_AS, (memory, memory))
            output, _ = process.communicate(data, timeout=seconds)
            return Outcome(process.returncode, output)
        except subprocess.TimeoutExpired:
            return Outcome(None, b"")
        finally:
            _end_all(process.pid)


def _end_all(group: int) -> None:
    """The program's whole group: what it started must not outlive it."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


@contextmanager
def alone(name: str, *, patience: float = _PATIENCE) -> Iterator[None]:
    """Holds the one place for programs called `name` on this machine. Raises Refused when it stays taken."""
    path = Path(tempfile.gettempdir(), f"namro-{os.getuid()}-{name}.lock")
    with path.open("a") as lock:
        end = time.monotonic() + patience
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise Refused("busy", "Máy đang đọc một tệp khác; xin chờ một phút rồi thử lại.") from None
                time.sleep(0.2)
        yield
