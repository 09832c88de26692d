"""What a camera writes beside a picture never gets further than the door."""

import io

import pytest
from PIL import Image, PngImagePlugin

from namro.kernel.problems import Refused
from namro.writing.pictures import without_metadata

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def photograph(**saved: object) -> bytes:
    """Three points wide and two high, red on the left."""
    picture = Image.new("RGB", (300, 200), "white")
    picture.paste("red", (0, 0, 100, 200))
    written = io.BytesIO()
    picture.save(written, **saved)  # type: ignore[arg-type]
    return written.getvalue()


def taken_in_the_hamlet() -> Image.Exif:
    exif = Image.Exif()
    exif[MAKER] = "Máy của cán bộ"
    exif[ORIENTATION] = 6  # held upright: the left of the sensor is the top of the picture
    exif.get_ifd(GPS)[1] = "N"
    return exif


def test_a_photograph_keeps_its_picture_and_loses_place_and_device() -> None:
    before = photograph(format="JPEG", exif=taken_in_the_hamlet(), comment=b"Thon 3")
    assert Image.open(io.BytesIO(before)).getexif()[MAKER]
    after = Image.open(io.BytesIO(without_metadata(before, "image/jpeg")))
    assert not after.getexif()
    assert "comment" not in after.info
    assert after.size == (200, 300)
    red, green, _ = after.convert("RGB").getpixel((100, 20))  # type: ignore[misc]
    assert red > 200 > 60 > green


def test_words_inside_a_png_go() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_itxt("Author", "Người chụp")
    after = without_metadata(photograph(format="PNG", pnginfo=words, exif=taken_in_the_hamlet()), "image/png")
    assert "Author" not in Image.open(io.BytesIO(after)).info
    assert not Image.open(io.BytesIO(after)).getexif()


def test_other_files_stay_as_they_came() -> None:
    assert without_metadata(b"%PDF-1.7 ...", "application/pdf") == b"%PDF-1.7 ..."


@pytest.mark.parametrize("content", [b"\xff\xd8\xff", b"\xff\xd8\xff" + b"\0" * 500, photograph(format="PNG")])
def test_what_is_no_picture_is_refused_in_words(content: bytes) -> None:
    with pytest.raises(Refused, match="Không mở được ảnh"):
        without_metadata(content, "image/jpeg")


def test_a_picture_that_would_fill_the_memory_is_not_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("namro.writing.pictures.MOST_PIXELS", 100)
    with pytest.raises(Refused, match="quá lớn"):
        without_metadata(photograph(format="JPEG"), "image/jpeg")
