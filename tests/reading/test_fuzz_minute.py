"""A little of what benchmarks/fuzz_reading.py does for hours, and that it sees what it looks for."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pytest

from benchmarks import fuzz_reading
from benchmarks.fuzz_inputs import SMALL, Input, small_input, whole_plan
from benchmarks.fuzz_reading import Judge, Outcome, Reader, WrongReadingError, inputs, run, shortened, try_reading
from namro.reading import Reading, read_document
from tests.apps.plan_text import PLAN


def text(words: str) -> Input:
    return Input("soup", 0, "a.txt", words.encode())


@pytest.fixture
def reader_that() -> Iterator[list[Reader]]:
    started: list[Reader] = []
    yield started
    for reader in started:
        reader.stop()


def start(started: list[Reader], judge: Judge, hang: float = 20) -> Reader:
    started.append(Reader(judge, hang))
    return started[-1]


def test_no_input_of_a_first_few_hundred_fails(reader_that: list[Reader]) -> None:
    tally = run(inputs(seed=2, small=400, plans=4), start(reader_that, try_reading))
    assert tally.failures == {}
    assert sum(tally.read.values()) == 404


def test_the_same_seed_gives_the_same_inputs_and_another_one_others() -> None:
    some = [*islice(inputs(1, 60, 2), 62)]
    assert some == [*islice(inputs(1, 60, 2), 62)]
    assert some != [*islice(inputs(3, 60, 2), 62)]
    assert Counter(one.kind for one in some)["plan"] == 2


def test_small_inputs_are_small_and_of_every_kind() -> None:
    made = [small_input(1, place) for place in range(400)]
    assert {one.kind for one in made} >= {"soup", "fragment", "table", "letters", "again", "torn", "html", "docx"}
    assert all(len(one.data) <= SMALL for one in made if one.kind != "docx")
    assert len(whole_plan(1, 0).data) > 20_000


# ---- it sees what it looks for ----


def ends(one: Input) -> Outcome:
    if b"!" in one.data:
        os._exit(3)
    return try_reading(one)


def sleeps(one: Input) -> Outcome:
    if b"!" in one.data:
        time.sleep(60)
    return try_reading(one)


def toils(one: Input) -> Outcome:
    while b"!" in one.data:
        pass
    return try_reading(one)


def stops(one: Input) -> Outcome:
    os.kill(os.getpid(), signal.SIGSTOP)
    return try_reading(one)


@pytest.mark.parametrize(("judge", "failure"), [(ends, "process ended"), (sleeps, "hang"), (toils, "hang")])
def test_a_reader_that_does_not_come_back_is_a_failure_and_the_run_goes_on(
    judge: Judge, failure: str, reader_that: list[Reader], tmp_path: Path
) -> None:
    tally = run([text("một"), text("hai!"), text("ba")], start(reader_that, judge, hang=2), out=tmp_path)
    assert {name: len(found) for name, found in tally.failures.items()} == {failure: 1}
    assert [path.read_text() for path in tmp_path.iterdir()] == ["hai!"]
    assert sum(tally.read.values()) == 3


def test_a_reader_that_a_busy_machine_keeps_waiting_does_not_hang(reader_that: list[Reader]) -> None:
    reader = start(reader_that, stops, hang=0.2)
    threading.Timer(1, lambda: os.kill(reader.process.pid or 0, signal.SIGCONT)).start()
    assert reader.read(text("một")).failure == ""


def test_a_crash_is_told_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(data: bytes, *, filename: str) -> Reading:
        raise KeyError(filename)

    monkeypatch.setattr(fuzz_reading, "read_document", crash)
    assert try_reading(text("một")).failure == "KeyError in test_fuzz_minute.py:crash"


@pytest.mark.parametrize("change", ["quote", "lost", "twice", "nul"])
def test_a_wrong_reading_is_a_failure(change: str) -> None:
    reading = read_document(PLAN.encode(), filename="a.txt")
    items = {**reading.items}
    if change == "quote":
        items["targets"] = [{**items["targets"][0], "span": [0, 5]}]
    elif change == "lost":
        items["outline"] = items["outline"][1:]
    elif change == "twice":
        items["outline"] = [items["outline"][0], *items["outline"]]
    text = reading.text.replace("M", "\0", 1) if change == "nul" else reading.text
    with pytest.raises(WrongReadingError):
        fuzz_reading.check(replace(reading, items=items, text=text))


def test_a_failing_input_is_made_short(reader_that: list[Reader]) -> None:
    reader = start(reader_that, ends)
    assert shortened(text("một hai ba! bốn năm"), "process ended", reader).data == b"!"
