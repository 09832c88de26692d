"""Older Word files through LibreOffice, and what is said where it is missing."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

import pytest

from namro.kernel.problems import Refused
from namro.reading import legacy_office, outside, read_document
from tests.reading import dressed
from tests.reading.papers import BODY, docx, p, plan, tbl

in_office = pytest.mark.skipif(not dressed.OFFICE, reason="LibreOffice is not installed")
RTF = rb"{\rtf1\ansi\ansicpg1258 {\b K\u7871?} ho\u7841?ch\par 1. S\u7903? Y t\u7871?\par}"
DOC_HEAD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + "WordDocument".encode("utf-16-le")


@in_office
@pytest.mark.parametrize("kind", ["doc", "rtf"])
def test_an_older_file_says_what_the_new_one_says(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    word = docx(
        "".join(p(line) for line in plan(BODY).splitlines() if line) + tbl(["TT", "Xã"], ["1", "Nậm Rốm"]),
        parts=dressed.PACKAGE,
    )
    wanted = read_document(word, filename="moi.docx").to_json()
    found = read_document(dressed.converted([word], kind)[0], filename=f"cu.{kind}").to_json()
    assert found["kind"] == kind
    for name in ("targets", "duties", "reporting"):
        assert [item["quote"] for item in found[name]] == [item["quote"] for item in wanted[name]], name
    assert found["documents"][0]["number"] == "77/KH-UBND"
    assert not any(path.is_dir() for path in tmp_path.iterdir())  # nothing is left behind


@in_office
def test_rtf_typed_by_hand() -> None:
    assert read_document(RTF, filename="a.rtf").text == "Kế hoạch\n1. Sở Y tế"


@in_office
def test_a_broken_older_file_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_document(DOC_HEAD, filename="a.doc")
    assert caught.value.code == "broken"


@pytest.mark.parametrize(("data", "code"), [(DOC_HEAD, "legacy_doc"), (RTF, "legacy_rtf")])
def test_without_libreoffice_the_sentence_says_what_to_do(
    data: bytes, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    assert legacy_office.office() is None
    with pytest.raises(Refused, match=r"lưu thành \.docx") as caught:
        read_document(data, filename="a.doc")
    assert caught.value.code == code


def test_a_program_that_does_not_end_is_ended_with_all_it_started() -> None:
    start = time.monotonic()
    outcome = outside.run(["sh", "-c", "sleep 61 & sleep 62"], seconds=0.5)
    assert outcome.status is None
    assert time.monotonic() - start < 10


def test_only_one_program_of_a_kind_runs_at_a_time() -> None:
    with outside.alone("thu"), pytest.raises(Refused, match="chờ một phút"), outside.alone("thu", patience=0.3):
        pass
