"""The printed pages, as LibreOffice lays them out."""

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from namro.writing.docx import render
from namro.writing.model import OfficialDocument

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        not (shutil.which("soffice") and shutil.which("pdftotext")),
        reason="pages are looked at with LibreOffice (soffice) and poppler (pdftotext), which are not installed",
    ),
]


def printed(document: OfficialDocument, folder: Path) -> list[str]:
    """The text of each page."""
    (folder / "document.docx").write_bytes(render(document, at=datetime(2026, 6, 20, tzinfo=UTC)))
    convert = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*convert, "document.docx"], cwd=folder, check=True, capture_output=True, timeout=120)
    text = subprocess.run(["pdftotext", "-layout", "document.pdf", "-"], cwd=folder, check=True, capture_output=True)
    return text.stdout.decode("utf-8").removesuffix("\f").split("\f")


def test_a_consolidated_report_prints_its_marks_on_every_page(
    consolidated_report: OfficialDocument, tmp_path: Path
) -> None:
    pages = printed(consolidated_report, tmp_path)
    assert all("VĂN BẢN MINH HỌA" in page and "7K3M-Q9XD" in page for page in pages)
    assert pages[1].split("\n")[1].strip() == "2"
    signed = next(page for page in pages if "Lường Thị Mai Sao" in page)
    assert "Nơi nhận:" in signed
    assert "./." in signed
    assert sum("Kế hoạch" in page and "Lũy kế" in page for page in pages) == 3  # the header on each page of Phụ lục I


def test_a_commune_report_has_its_figures_on_pages_of_their_own(
    commune_report: OfficialDocument, tmp_path: Path
) -> None:
    letter, *annex = printed(commune_report, tmp_path)
    assert "Đinh Văn Khoát" in letter
    assert annex[0].split()[:2] == ["Phụ", "lục"]
    assert annex[1].split()[0] == "2"
    assert len(annex) == 2


def test_a_letter_fits_one_page(official_letter: OfficialDocument, tmp_path: Path) -> None:
    (page,) = printed(official_letter, tmp_path)
    assert "V/v đôn đốc" in page
