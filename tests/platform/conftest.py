import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from namro.config.embedded import DEFAULT_MAJOR, Embedded
from tests.platform.support import program_environment


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """A folder that the server's own user can reach, unlike pytest's, when root runs the tests."""
    folder = Path(tempfile.mkdtemp(prefix="namro-test-"))
    yield folder
    for major in (18, 16):
        if (pid := Embedded(folder, major).postmaster()) is not None:
            os.kill(pid, signal.SIGQUIT)
    shutil.rmtree(folder, ignore_errors=True)


Run = Callable[..., subprocess.CompletedProcess[str]]


def runner(folder: Path) -> Run:
    def run(*words: str | Path, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "namro.config.program", *words],
            env=program_environment(folder, **environment),
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run


@pytest.fixture
def namro(data_folder: Path) -> Run:
    """Run a command of the program as a user would, with a data folder of its own."""
    return runner(data_folder)


@pytest.fixture(scope="session")
def tables_made() -> Callable[[int], Path]:
    """A data folder whose server of that version has its tables and is stopped; made once in a run, for copying."""

    def make(major: int) -> Path:
        made = Path(f"{os.environ['NAMRO_TEST_HOME']}-tables-{major}")
        with open(f"{made}.lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not made.exists():
                folder = Path(tempfile.mkdtemp(prefix=f"{made.name}-", dir=made.parent))
                done = runner(folder)("migrate", NAMRO_POSTGRES=str(major))
                assert done.returncode == 0, done.stderr
                folder.rename(made)
        return made

    return make


@pytest.fixture
def major() -> int:
    return DEFAULT_MAJOR


@pytest.fixture
def with_tables(data_folder: Path, major: int, tables_made: Callable[[int], Path]) -> Embedded:
    """The stopped server of data_folder, with the tables of the program and nothing in them."""
    subprocess.run(["cp", "-a", f"{tables_made(major)}/.", data_folder], check=True)
    return Embedded(data_folder, major)
