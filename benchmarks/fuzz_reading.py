"""Reads hundreds of thousands of hostile inputs: none may crash the reader, hold it up, or be quoted wrongly.

    python -m benchmarks.fuzz_reading --small 200000 --plans 2000 [--seconds 60] [--seed 1] [--out FOLDER]

Inputs are read in one process; another one watches, so that a hang within C code and a process that ends count as
failures too. The same seed gives the same inputs. A failing input goes to FOLDER as it is and, where it can be done
quickly, in the shortest form that still fails. The exit status says whether all went well.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import sys
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.fuzz_inputs import Input, small_input, whole_plan
from namro.kernel.problems import Refused
from namro.reading import Reading, read_document

# Seconds of processor time that one input may take.
SMALL_LIMIT = 1.0
PLAN_LIMIT = 15.0
# After which the watcher ends the reader: something does not come back. Seconds of processor time while the reader
# waits for its turn on a busy machine, by the clock where it sleeps.
HANG = 30.0
# How often the watcher looks in that time: only a reader found asleep each time sleeps.
LOOKS = 10
# Sorts of failure, and hangs, after which a run stops.
MOST_FAILURES = 20
MOST_HANGS = 5


class WrongReadingError(Exception):
    """The reader came back, but what it says does not hold."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """failure: "" or its sort, short and the same for the same defect. refused: the code of a refusal."""

    seconds: float
    refused: str = ""
    failure: str = ""
    detail: str = ""
    slow_steps: int = 0


@dataclass(slots=True)
class Tally:
    read: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    failures: dict[str, list[Input]] = field(default_factory=dict)
    details: dict[str, str] = field(default_factory=dict)
    slowest: list[tuple[float, Input]] = field(default_factory=list)
    slow_steps: int = 0

    def add(self, one: Input, outcome: Outcome) -> None:
        self.read[one.kind] += 1
        self.slow_steps += outcome.slow_steps
        if outcome.refused:
            self.refused[outcome.refused] += 1
        if outcome.failure:
            self.failures.setdefault(outcome.failure, []).append(one)
            self.details.setdefault(outcome.failure, outcome.detail)
        self.slowest = sorted([*self.slowest, (outcome.seconds, one)], key=lambda pair: -pair[0])[:5]


def try_reading(one: Input) -> Outcome:
    """Read an input and check what came of it."""
    since = time.process_time()
    try:
        reading = read_document(one.data, filename=one.filename)
        seconds = time.process_time() - since
        check(reading)
    except Refused as refused:
        seconds = time.process_time() - since
        if not refused.message.strip().endswith("."):
            return Outcome(seconds, failure="refusal without a sentence", detail=refused.message)
        return _timed(one, Outcome(seconds, refused=refused.code))
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        sort = f"{type(error).__name__} in {Path(place.filename).name}:{place.name}"
        return Outcome(time.process_time() - since, failure=sort, detail=traceback.format_exc())
    slow = sum(problem.code == "too_slow" for problem in reading.problems)
    return _timed(one, Outcome(seconds, slow_steps=slow))


def _timed(one: Input, outcome: Outcome) -> Outcome:
    limit = PLAN_LIMIT if one.kind == "plan" else SMALL_LIMIT
    if outcome.seconds <= limit:
        return outcome
    return Outcome(outcome.seconds, failure="slow", detail=f"{outcome.seconds:.1f} s of processor time")


def check(reading: Reading) -> None:
    """Every quote stands where its span says; every letter is either read or left out, once; it can be written down."""
    found = reading.to_json()
    json.dumps(found, ensure_ascii=False).encode()
    if "\0" in reading.text:
        raise WrongReadingError("a NUL in the text, which no database keeps")
    for name, entries in found.items():
        for entry in entries if isinstance(entries, list) else []:
            if "quote" in entry and "span" in entry and reading.text[slice(*entry["span"])] != entry["quote"]:
                raise WrongReadingError(f"{name}: {entry['quote'][:60]!r} does not stand at {entry['span']}")
    covered = 0
    for start, end in sorted(entry["span"] for entry in [*found["outline"], *found["left_out"]]):
        if start < covered:
            raise WrongReadingError(f"a block is told twice at {start}")
        if any(char.isalnum() for char in reading.text[covered:start]):
            raise WrongReadingError(f"letters are lost at {covered}")
        covered = end
    if any(char.isalnum() for char in reading.text[covered:]):
        raise WrongReadingError(f"letters are lost at {covered}")


# ---- one process reads, the other watches ----


def inputs(seed: int, small: int, plans: int) -> Iterator[Input]:
    """Plans spread evenly among the small ones, so that a run cut short has both."""
    step = max(small // plans, 1) if plans else small + 1
    whole = 0
    for place in range(small):
        yield small_input(seed, place)
        if place % step == step - 1 and whole < plans:
            yield whole_plan(seed, whole)
            whole += 1
    yield from (whole_plan(seed, place) for place in range(whole, plans))


Judge = Callable[[Input], Outcome]


def _read_orders(orders: Connection, answers: Connection, judge: Judge) -> None:
    while True:
        answers.send(judge(orders.recv()))


class Reader:
    """A process that reads one input after another; replaced when it ends or does not come back within `hang` seconds.

    A busy machine may give it no turn for longer than that: this is no hang.
    """

    def __init__(self, judge: Judge = try_reading, hang: float = HANG) -> None:
        self.judge, self.hang = judge, hang
        self._start()

    def _start(self) -> None:
        orders, self.orders = multiprocessing.Pipe(duplex=False)
        self.answers, answers = multiprocessing.Pipe(duplex=False)
        self.process = multiprocessing.Process(target=_read_orders, args=(orders, answers, self.judge), daemon=True)
        self.process.start()
        orders.close()
        answers.close()

    def read(self, one: Input) -> Outcome:
        try:
            self.orders.send(one)
            until, asleep = _processor_time(self.process) + self.hang, 0
            while not self.answers.poll(self.hang / LOOKS):
                asleep = 0 if _is_kept_waiting(self.process) else asleep + 1
                if asleep >= LOOKS or _processor_time(self.process) >= until:
                    raise TimeoutError
            outcome: Outcome = self.answers.recv()
            return outcome
        except TimeoutError:
            failure = "hang"
        except (EOFError, OSError):
            failure = "process ended"
        self.process.kill()
        self.process.join()
        self._start()
        return Outcome(self.hang if failure == "hang" else 0.0, failure=failure)

    def stop(self) -> None:
        self.process.kill()
        self.process.join()


def _stat(process: multiprocessing.Process) -> list[str]:
    """Of /proc/PID/stat, what follows the name: state, …, user time and system time as the 12th and 13th."""
    return Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()


def _processor_time(process: multiprocessing.Process) -> float:
    return sum(map(int, _stat(process)[11:13])) / os.sysconf("SC_CLK_TCK")


def _is_kept_waiting(process: multiprocessing.Process) -> bool:
    """It could run, waits for the disk, or is stopped from outside."""
    return _stat(process)[0] in "RDT"


def run(given: Iterable[Input], reader: Reader, *, seconds: float | None = None, out: Path | None = None) -> Tally:
    """Reads what is given, until it is used up, the time is over, or too many sorts of failure were found.

    The first input of each sort of failure goes to the folder `out` at once: a long run may be broken off.
    """
    tally, since = Tally(), time.monotonic()
    for one in given:
        outcome = reader.read(one)
        if out is not None and outcome.failure and outcome.failure not in tally.failures:
            _write(out, f"{len(tally.failures):02}-as-made", one)
        tally.add(one, outcome)
        is_hopeless = len(tally.failures) >= MOST_FAILURES or len(tally.failures.get("hang", ())) >= MOST_HANGS
        if is_hopeless or (seconds is not None and time.monotonic() - since > seconds):
            break
    return tally


# ---- what failed, made short and written down ----


def shortened(one: Input, failure: str, reader: Reader, *, seconds: float = 60) -> Input:
    """A shorter input of the same failure: pieces left out as long as it still fails. Packed files stay as they are."""
    since, size = time.monotonic(), max(len(one.data) // 2, 1)
    if one.filename.endswith("docx"):
        return one
    while size and time.monotonic() - since < seconds:
        at = 0
        while at < len(one.data) and time.monotonic() - since < seconds:
            less = Input(one.kind, one.place, one.filename, one.data[:at] + one.data[at + size :])
            if less.data and reader.read(less).failure == failure:
                one = less
            else:
                at += size
        size //= 2
    return one


def report(tally: Tally, seconds: float, out: Path | None, reader: Reader) -> None:
    total = sum(tally.read.values())
    print(f"{total} inputs in {seconds:.0f} s: " + ", ".join(f"{n} {kind}" for kind, n in tally.read.most_common()))
    print(f"{sum(tally.refused.values())} refused: " + ", ".join(f"{n} {c}" for c, n in tally.refused.most_common()))
    print(f"{tally.slow_steps} steps ended by the reader's own limit")
    for taken, one in tally.slowest:
        print(f"  {taken * 1000:7.0f} ms  {one.kind} {one.place}, {len(one.data)} bytes")
    for number, (failure, found) in enumerate(tally.failures.items()):
        shortest = min(found, key=lambda one: len(one.data))
        print(f"FAILED {len(found)} times: {failure} ({shortest.kind} {shortest.place})\n{tally.details[failure]}")
        if out is not None:
            _write(out, f"{number:02}-short", shortened(shortest, failure, reader))
    print("No failure." if not tally.failures else f"{len(tally.failures)} sorts of failure.")


def _write(out: Path, name: str, one: Input) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / f"{name}-{one.kind}-{one.place}{Path(one.filename).suffix}").write_bytes(one.data)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--small", type=int, default=200_000, help="inputs of at most 2 kB")
    parser.add_argument("--plans", type=int, default=2_000, help="whole plans with injuries")
    parser.add_argument("--seconds", type=float, help="stop after this time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="folder for failing inputs")
    options = parser.parse_args()
    since, reader = time.monotonic(), Reader()
    tally = run(inputs(options.seed, options.small, options.plans), reader, seconds=options.seconds, out=options.out)
    report(tally, time.monotonic() - since, options.out, reader)
    reader.stop()
    return 1 if tally.failures else 0


if __name__ == "__main__":
    sys.exit(main())
