import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.reading.papers import plan


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "ke-hoach.txt"
    path.write_text(plan("I. MỤC TIÊU\n1. Đạt 70% số hộ.\nII. PHÂN CÔNG NHIỆM VỤ\n1. Sở Y tế: Tư vấn."), "utf-8")
    return path


def test_read_prints_the_whole_reading_as_json(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("read", str(file), "--json")
    found = json.loads(capsys.readouterr().out)
    assert found["file"] == "ke-hoach.txt"
    assert [d["agencies"] for d in found["duties"]] == [["Sở Y tế"]]


def test_read_sums_up_in_vietnamese(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("read", str(file))
    out = capsys.readouterr().out
    assert "Kế hoạch số 77/KH-UBND: Phòng, chống tảo hôn" in out
    assert "1 chỉ tiêu" in out


def test_read_says_why_it_cannot(tmp_path: Path) -> None:
    (tmp_path / "a.docx").write_bytes(b"%PDF-1.7")
    with pytest.raises(CommandError, match="PDF"):
        call_command("read", str(tmp_path / "a.docx"))
    with pytest.raises(CommandError, match="Không mở được"):
        call_command("read", str(tmp_path / "b.docx"))
