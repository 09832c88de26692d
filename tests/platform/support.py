import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from namro.config.embedded import Embedded

Answer = TypeVar("Answer")


def program_environment(data_folder: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "NAMRO_HOME": str(data_folder), "NAMRO_DEMO": "0", **more}


def eventually(question: Callable[[], Answer], seconds: float = 180) -> Answer:
    """The first true answer; fails when none comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")


class Served:
    """A running program, seen from outside."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.server = folder, Embedded(folder)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = folder / "serve.log"
        self.start()

    def start(self) -> None:
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "namro.config.program", "serve", "--port", str(self.port)],
                env=program_environment(self.folder),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait_until_up(self) -> None:
        eventually(lambda: self.status() == 200 or self.process.poll() is not None)
        assert self.process.poll() is None, self.log.read_text()

    def status(self, path: str = "/tai-khoan/dang-nhap/") -> int | None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()

    def children(self, words: str, parent: int | None = None) -> list[int]:
        """Process numbers below the supervisor (or another) whose command line has these words."""
        found = []
        parent = parent or self.process.pid
        with suppress(OSError):
            for pid in map(int, Path(f"/proc/{parent}/task/{parent}/children").read_text().split()):
                with suppress(OSError):
                    if words in Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode():
                        found.append(pid)
        return found

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)
