"""Many plans by one command: all that can be read are, the others are named, and the status says so."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from namro.cli import many
from namro.cli.many import Job, jobs_of, read_all, read_one
from namro.kernel.problems import Refused
from tests.apps.plan_text import PLAN


def folder_of(place: Path, **files: bytes) -> Path:
    for name, data in files.items():
        path = place / "vào" / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return place / "vào"


def test_every_plan_of_a_folder_becomes_a_file(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, a_txt=PLAN.encode(), năm__b_txt=PLAN.replace("12/KH", "13/KH").encode())
    (folder / ".ẩn").write_bytes(b"")
    call_command("read", str(folder), "--json-dir", str(tmp_path / "ra"), stdout=io.StringIO(), stderr=io.StringIO())
    written = {path.relative_to(tmp_path / "ra").as_posix(): path for path in (tmp_path / "ra").rglob("*.json")}
    assert set(written) == {"a.txt.json", "năm/b.txt.json"}
    numbers = {name: json.loads(path.read_text("utf-8"))["documents"][0]["number"] for name, path in written.items()}
    assert numbers == {"a.txt.json": "12/KH-UBND", "năm/b.txt.json": "13/KH-UBND"}


def test_a_bad_file_is_named_with_its_sentence_and_stops_nothing(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, a_txt=PLAN.encode(), b_docx=b"PK\x03\x04 hong", c_txt=b"", d_txt=PLAN.encode())
    said, progress = io.StringIO(), io.StringIO()
    with pytest.raises(CommandError, match="2 tệp không đọc được"):
        call_command("read", str(folder), "--json-dir", str(tmp_path / "ra"), stdout=said, stderr=progress)
    assert "Đã đọc 2/4 tệp" in said.getvalue()
    assert f"{folder / 'c.txt'}: Tệp trống" in said.getvalue()
    assert "4/4 tệp, 2 không đọc được" in progress.getvalue()
    assert len(list((tmp_path / "ra").iterdir())) == 2


def test_several_files_need_a_place_for_what_they_say(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, a_txt=PLAN.encode(), b_txt=PLAN.encode())
    with pytest.raises(CommandError, match="--json-dir"):
        call_command("read", str(folder / "a.txt"), str(folder / "b.txt"))


def test_two_files_never_write_over_each_other(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="cùng tên"):
        jobs_of([tmp_path / "x" / "a.txt", tmp_path / "y" / "a.txt"], tmp_path)


def test_a_file_that_ends_the_reading_process_is_the_only_one_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = [Job(tmp_path / f"{name}.txt", tmp_path / f"{name}.json") for name in "abcdefgh"]
    monkeypatch.setattr(many, "read_one", ends_at_c)
    assert {done.job.source.stem: bool(done.refusal) for done in read_all(jobs)} == {n: n == "c" for n in "abcdefgh"}


def ends_at_c(job: Job) -> str:
    if job.source.stem == "c":
        os._exit(1)
    return ""


def test_a_defect_of_the_reader_is_told_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder_of(tmp_path, a_txt=PLAN.encode())
    monkeypatch.setattr(many, "read_document", lambda data, filename: 1 / 0)
    job = Job(tmp_path / "vào" / "a.txt", tmp_path / "a.json")
    assert "ZeroDivisionError" in read_one(job)
    assert not job.target.exists()
