"""How long a thousand plans take with one command, and how much memory.

    python -m benchmarks.read_plans [--plans 1000]

Writes invented plans into a folder that is gone afterwards, and reads them as `namro read FOLDER --json-dir OUT`.
Memory is that of all processes of the command together, looked at five times a second.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.many_plans import plans


def resident(of: int) -> int:
    """Bytes that a process and everything it started hold; memory they share counts for each of them."""
    try:
        pages = int(Path(f"/proc/{of}/statm").read_text().split()[1])
        children = Path(f"/proc/{of}/task/{of}/children").read_text().split()
    except (OSError, IndexError):
        return 0
    return pages * 4096 + sum(resident(int(child)) for child in children)


def run(folder: Path, out: Path) -> tuple[float, int]:
    since = time.perf_counter()
    command = [sys.executable, "-m", "namro.config.program", "read", str(folder), "--json-dir", str(out)]
    process = subprocess.Popen(command)
    most = 0
    while process.poll() is None:
        most = max(most, resident(process.pid))
        time.sleep(0.2)
    assert process.returncode == 0, "every one of our own plans is read"
    return time.perf_counter() - since, most


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--plans", type=int, default=1000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder, out = Path(place, "in"), Path(place, "out")
        folder.mkdir()
        size = 0
        for number, text in enumerate(plans(options.plans)):
            size += Path(folder, f"{number:05}.txt").write_bytes(text.encode())
        seconds, most = run(folder, out)
        written = sum(path.stat().st_size for path in out.iterdir())
        count = len(list(out.iterdir()))
    print(f"{count} plans, {size / count / 1000:.0f} kB each, {written / count / 1000:.0f} kB of JSON each")
    print(f"{seconds:.1f} s, {seconds / count * 1000:.0f} ms a plan; at most {most / 2**20:.0f} MiB in all processes")


if __name__ == "__main__":
    main()
