import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from namro.config.embedded import Embedded
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


@pytest.fixture
def namro(data_folder: Path) -> Run:
    """Run a command of the program as a user would, with a data folder of its own."""

    def run(*words: str | Path, text: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "namro.config.program", *words],
            env=program_environment(data_folder, **environment),
            input=text,
            capture_output=True,
            text=True,
            timeout=120,
        )

    return run
