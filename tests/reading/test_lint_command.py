from pathlib import Path

import pytest
from django.core.management import call_command

from tests.reading.papers import plan

SOUND = "I. NHIỆM VỤ\n1. Tổ chức tuyên truyền.\nII. PHÂN CÔNG NHIỆM VỤ\n1. Sở Y tế: Tư vấn.\n"


def printed(tmp_path: Path, capsys: pytest.CaptureFixture[str], body: str) -> str:
    file = tmp_path / "ke-hoach.txt"
    closing = plan(body).replace("- Lưu: VT, NC.", "- Sở Y tế;\n- Lưu: VT, NC.")
    file.write_text(closing, "utf-8")
    call_command("read", str(file), "--lint")
    return capsys.readouterr().out


def test_each_finding_is_a_line_with_code_place_sentence_and_remedy(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = printed(tmp_path, capsys, SOUND.replace("Tổ chức tuyên truyền", "Xong trong tháng 01/2026"))
    (line,) = out.strip().splitlines()
    code, place, sentence, remedy = line.split("\t")
    assert code == "deadline_before_issue"
    assert place == "mục I.1, dòng 11"
    assert sentence.startswith("Hạn này")
    assert remedy


def test_a_sound_plan_is_said_to_be_sound(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert printed(tmp_path, capsys, SOUND).strip() == "Không thấy điểm nào cần hỏi lại."
