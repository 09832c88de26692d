"""Pictures of pages, read by tesseract where it is installed."""

from __future__ import annotations

import io

import pypdfium2
import pytest
from PIL import Image

from namro.kernel.problems import Refused
from namro.reading import read_document, scan
from tests.reading import dressed
from tests.reading.papers import docx, p, plan
from tests.reading.printed import Sheet, pdf

BODY = """I. MỤC TIÊU
1. Giảm ít nhất 20% số cặp tảo hôn so với năm 2025.
II. PHÂN CÔNG NHIỆM VỤ
1. Sở Y tế
- Tổ chức khám sức khỏe tiền hôn nhân ở các xã, phường.
"""
READER = scan.reader()
can_read = pytest.mark.skipif(
    not (READER and dressed.OFFICE), reason="tesseract with Vietnamese, or LibreOffice to make the picture, is missing"
)


@pytest.fixture(scope="module")
def picture() -> Image.Image:
    """The first page of a printed plan, as a scanner gives it."""
    word = docx(
        "".join(p(line) for line in plan(BODY).splitlines() if line), parts=dressed.PACKAGE, styles=dressed.STYLES
    )
    page = pypdfium2.PdfDocument(dressed.as_pdf(word))[0]
    image: Image.Image = page.render(scale=200 / 72, grayscale=True).to_pil()
    return image


def saved(image: Image.Image, kind: str) -> bytes:
    stream = io.BytesIO()
    image.save(stream, kind, resolution=200)
    return stream.getvalue()


@can_read
@pytest.mark.parametrize("kind", ["PDF", "PNG", "JPEG"])
def test_a_picture_is_read_and_says_that_it_was_one(picture: Image.Image, kind: str) -> None:
    reading = read_document(saved(picture, kind), filename=f"anh.{kind.lower()}")
    assert "Tổ chức khám sức khỏe tiền hôn nhân" in reading.text
    assert reading.items["documents"][0]["number"] == "77/KH-UBND"
    assert [problem.code for problem in reading.problems] == ["from_picture"]
    [target] = reading.items["targets"]
    assert target["value"] == 20
    assert target["confidence"] < 0.85
    assert target["doubts"].count("đọc từ ảnh chụp, chữ và số có thể sai") == 1


@can_read
def test_a_blank_picture_is_refused() -> None:
    with pytest.raises(Refused, match="không có chữ"):
        read_document(saved(Image.new("L", (1200, 1700), 255), "PNG"), filename="trang.png")


@pytest.mark.parametrize("kind", ["PDF", "PNG", "JPEG", "TIFF"])
def test_without_tesseract_the_sentence_says_what_to_do(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(Refused, match="chọn bản Word") as caught:
        read_document(saved(Image.new("L", (600, 800), 255), kind), filename="anh")
    assert caught.value.code == "scan"


@pytest.mark.skipif(not READER, reason="tesseract with Vietnamese is not installed")
def test_a_broken_picture_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read_document(b"\x89PNG\r\n\x1a\n" + bytes(100), filename="anh.png")
    assert caught.value.code == "broken"


@pytest.mark.skipif(not READER, reason="tesseract with Vietnamese is not installed")
def test_more_pictures_than_can_be_read() -> None:
    pages = [Image.new("1", (100, 140), 1)] * (scan.MOST_PICTURES + 1)
    stream = io.BytesIO()
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:])
    with pytest.raises(Refused) as caught:
        read_document(stream.getvalue(), filename="anh.pdf")
    assert caught.value.code == "too_many_pictures"


def test_pages_that_are_pictures_among_pages_of_text_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    mixed = pypdfium2.PdfDocument.new()
    sheet = Sheet()
    sheet.wrap("1. Tổ chức tuyên truyền, vận động Nhân dân thực hiện nếp sống văn minh ở các thôn, bản, xã.", top=80)
    mixed.import_pages(pypdfium2.PdfDocument(pdf(sheet)))
    mixed.import_pages(pypdfium2.PdfDocument(saved(Image.new("L", (600, 800), 200), "PDF")))
    stream = io.BytesIO()
    mixed.save(stream)
    reading = read_document(stream.getvalue(), filename="a.pdf")
    assert [(problem.code, problem.place) for problem in reading.problems] == [("unread_pictures", "trang 2")]


@pytest.mark.parametrize(
    ("line", "marker"),
    [
        ("HI. NHIỆM VỤ", "III."),
        ("IL MỤC TIÊU", "II."),
        ("5, Sở Y tế", "5."),
        ("Z, Việc", "2."),
        ("1. CÔNG AN TỈNH", "1."),
        ("L mét", "L"),
        ("12, trong đó", "12,"),
    ],
)
def test_numbers_that_tesseract_misreads_at_the_beginning_of_a_line(line: str, marker: str) -> None:
    rows = [f"5\t1\t1\t1\t1\t{n}\t{10 + 50 * n}\t10\t40\t12\t90\t{word}" for n, word in enumerate(line.split())]
    sheet = "1\t1\t0\t0\t0\t0\t0\t0\t600\t800\t-1\t"
    [picture] = scan.pictures_of([sheet, *rows], None)
    assert picture.words[0].text == marker
