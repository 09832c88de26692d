"""Many plans read by one command: two at a time, each result written at once, a bad file never stops the others."""

from __future__ import annotations

import json
import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from namro.kernel.problems import Refused
from namro.reading import LARGEST_FILE, read_document

WORKERS = min(2, os.cpu_count() or 1)
_CRASHED = "Đọc tệp này làm chương trình đọc dừng đột ngột nên bỏ qua; xin mở bằng Word, lưu lại rồi thử lại."
_DEFECT = "Gặp lỗi chưa lường trước khi đọc tệp này ({}) nên bỏ qua; xin báo cho người phát triển."


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be read, and where its JSON goes."""

    source: Path
    target: Path


@dataclass(frozen=True, slots=True)
class Done:
    """refusal: one sentence, "" for a file that was read."""

    job: Job
    refusal: str


def jobs_of(given: Iterable[Path], folder: Path) -> list[Job]:
    """The files given, and those of the folders given at any depth, hidden ones apart; in order of their names.

    x/a.docx of a folder becomes x/a.docx.json. Raises Refused where two files would be written to one place.
    """
    jobs: dict[Path, Job] = {}
    for path in given:
        for source, name in _files(path):
            target = folder / f"{name}.json"
            if target in jobs and jobs[target].source != source:
                raise Refused(
                    "same-name",
                    f"Hai tệp cùng tên {name} sẽ ghi đè kết quả của nhau; xin đổi tên hoặc đọc chung từ một thư mục.",
                )
            jobs[target] = Job(source, target)
    return list(jobs.values())


def _files(path: Path) -> list[tuple[Path, str]]:
    if not path.is_dir():
        return [(path, path.name)]
    inside = [(file, file.relative_to(path)) for file in sorted(path.rglob("*"))]
    return [
        (file, name.as_posix())
        for file, name in inside
        if file.is_file() and not any(part.startswith(".") for part in name.parts)
    ]


def read_all(jobs: Sequence[Job]) -> Iterator[Done]:
    """Each file as it is done, in no certain order; never more than two files to a worker are under way."""
    waiting = iter(jobs)
    while suspects := (yield from _until_crash(waiting, WORKERS)):
        # One of these ended its process: read alone, each shows whether it was the one.
        for job in suspects:
            if (yield from _until_crash(iter([job]), 1)):
                yield Done(job, _CRASHED)


def _until_crash(waiting: Iterator[Job], workers: int) -> Generator[Done, None, list[Job]]:
    """Reads until there is nothing left (then returns nothing) or a process ends (the jobs that were under way)."""
    open_jobs: list[Job] = []
    under_way: dict[Future[str], Job] = {}
    with ProcessPoolExecutor(workers) as pool:
        while True:
            fresh = list(islice(waiting, 2 * workers - len(open_jobs)))
            open_jobs += fresh
            try:
                under_way |= {pool.submit(read_one, job): job for job in fresh}
                for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                    refusal, job = future.result(), under_way.pop(future)
                    open_jobs.remove(job)
                    yield Done(job, refusal)
            except BrokenProcessPool:
                return open_jobs
            if not open_jobs:
                return []


def read_one(job: Job) -> str:
    """Read one file and write its JSON; answers the sentence of a refusal, "" if it was read."""
    try:
        with job.source.open("rb") as stream:
            data = stream.read(LARGEST_FILE + 1)
        found = read_document(data, filename=job.source.name).to_json()
        _write(job.target, json.dumps(found, ensure_ascii=False, indent=1))
    except Refused as refused:
        return refused.message
    except OSError as error:
        return f"Không mở hoặc không ghi được tệp: {error.strerror}."
    except Exception as error:
        return _DEFECT.format(type(error).__name__)
    return ""


def _write(target: Path, text: str) -> None:
    """Whole or not at all."""
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_name(f".{target.name}.part")
    half.write_text(text + "\n", "utf-8")
    half.replace(target)
