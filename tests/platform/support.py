import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Answer = TypeVar("Answer")


def program_environment(data_folder: Path, **more: str) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return {**kept, "NAMRO_HOME": str(data_folder), "NAMRO_DEMO": "0", **more}


def eventually(question: Callable[[], Answer], seconds: float = 60) -> Answer:
    """The first true answer; fails when none comes."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := question():
            return answer
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")
