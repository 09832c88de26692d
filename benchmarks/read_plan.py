"""How long it takes to read one plan of about 54 kB in the process, beside only cutting it into clean lines.

    python -m benchmarks.read_plan [--times 15]

Reads the public plan 004 from ../shared where it is there, else the plan of the demonstration until it is as long.
"""

from __future__ import annotations

import argparse
import time
import unicodedata
from collections.abc import Callable
from pathlib import Path
from statistics import median

from namro.cli.demo.province import plan_text
from namro.reading import read_document

PLAN = Path(__file__).resolve().parents[2] / "shared" / "plans" / "004.txt"
SIZE = 54_000  # bytes


def text() -> bytes:
    if PLAN.exists():
        return PLAN.read_bytes()
    own = plan_text(2026).encode()
    return (own * (SIZE // len(own) + 1))[:SIZE].decode(errors="ignore").encode()


def milliseconds(work: Callable[[], object], times: int) -> float:
    work()
    spent = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return median(spent) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=15)
    times = parser.parse_args().times
    data = text()
    bare = milliseconds(lambda: unicodedata.normalize("NFC", data.decode()).casefold().split(), times)
    full = milliseconds(lambda: read_document(data, filename="ke-hoach.txt"), times)
    print(f"{len(data)} bytes: read in {full:.0f} ms; decoded, normalised and cut into words in {bare:.2f} ms; "
          f"{full / bare:.0f} times")  # fmt: skip


if __name__ == "__main__":
    main()
