import io
import struct
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from namro.kernel.problems import Refused
from namro.reading import read_document
from tests.reading.papers import docx, p, plan, tbl, tc

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
ROW = "<w:tr><w:tc><w:p/></w:tc></w:tr>"


def refusal(data: bytes, **options: int) -> str:
    with pytest.raises(Refused) as caught:
        read_document(data, filename="ke-hoach.docx", **options)
    message = caught.value.message
    assert message[0].isupper()
    assert message.endswith(".")
    return caught.value.code


def bomb() -> bytes:
    return docx(p("<w:r><w:t>" + "0" * 30_000_000 + "</w:t></w:r>"))


def lying_bomb() -> bytes:
    """The directory says the part is small; the packed bytes say otherwise."""
    data = bytearray(bomb())
    at = data.index(b"PK\x01\x02", data.rindex(b"word/document.xml") - 60)
    data[at + 24 : at + 28] = struct.pack("<I", 1000)
    return bytes(data)


def with_parts(count: int) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for n in range(count):
            archive.writestr(f"{n}", "")
    return stream.getvalue()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \r\n\t ", "empty"),
        (b"GIF89a" + bytes(100), "image_kind"),
        (b"%PDF-1.7\n", "broken"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        (OLE + "Workbook".encode("utf-16-le"), "binary"),
        (b"<html><body><script>ke_hoach()</script></body></html>", "html_empty"),
        (b'<?xml version="1.0"?><w:wordDocument/>', "xml"),
        (bytes(range(256)) * 40, "binary"),
        (b"PK\x03\x04 broken", "broken"),
        (docx(p("Kế hoạch"))[:-40], "broken"),
        (docx("<w:p>"), "broken"),
        (with_parts(2), "not_word"),
        (with_parts(3001), "bomb"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_files_that_are_no_plan(data: bytes, code: str) -> None:
    assert refusal(data) == code


def test_a_file_beyond_the_limit() -> None:
    assert refusal(b"K" * 2_000_001, largest=2_000_000) == "too_large"


def test_more_lines_or_words_than_any_plan() -> None:
    assert refusal(b"- Tuyen truyen.\n" * 30_001) == "too_long"
    assert refusal(b"a " * 1_500_001) == "too_long"


def test_zip_bombs_declared_and_undeclared() -> None:
    assert refusal(bomb()) == "bomb"
    assert refusal(lying_bomb()) in ("bomb", "broken")


def test_a_table_of_a_million_rows() -> None:
    rows = "".join(
        f"<w:tr><w:tc><w:p><w:r><w:t>{n * 7919 % 999983}</w:t></w:r></w:p></w:tc></w:tr>" for n in range(100_000)
    )
    assert refusal(docx(f"<w:tbl>{rows}</w:tbl>")) == "too_long"
    assert refusal(docx(f"<w:tbl>{ROW * 1_000_000}</w:tbl>")) == "bomb"


@pytest.mark.parametrize("name", ["word/document.xml", "word/numbering.xml"])
def test_entity_tricks(name: str) -> None:
    trick = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><d>&a;</d>'
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx(p("Kế hoạch")))) as good, zipfile.ZipFile(stream, "w") as bad:
        for part in good.namelist():
            bad.writestr(part, trick if part == name else good.read(part))
    assert refusal(stream.getvalue()) == "entities"


@pytest.mark.parametrize(
    "mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT", "**MẬT**", "[ TỐI MẬT ]", "ĐỘ MẬT: MẬT", "T U Y Ệ T  M Ậ T"]
)
def test_a_secrecy_mark_on_a_line_of_its_own(mark: str) -> None:
    assert refusal((mark + "\n" + plan("I. MỤC ĐÍCH")).encode()) == "secret"


@pytest.mark.parametrize(
    "data",
    [
        docx(tbl([tc("ỦY BAN NHÂN DÂN", "MẬT"), tc("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")])),
        docx(p("<w:r><w:pict><w:txbxContent>" + p("TUYỆT MẬT") + "</w:txbxContent></w:pict></w:r>")),
        docx(p("Kế hoạch"), parts={"header1": p("TỐI MẬT")}),
        docx(p("Kế hoạch") + p('<w:r><w:pict xmlns:v="urn:vml"><v:textpath string="MẬT"/></w:pict></w:r>')),
    ],
    ids=["letterhead cell", "text box", "page header", "WordArt"],
)
def test_a_secrecy_mark_anywhere_in_word(data: bytes) -> None:
    assert refusal(data) == "secret"


@pytest.mark.parametrize(
    "line", ["BẢO VỆ BÍ MẬT NHÀ NƯỚC", "Tài liệu có độ mật thì gửi riêng.", "Mật", "- Lưu mật ong"]
)
def test_the_word_inside_other_words_is_no_mark(line: str) -> None:
    assert read_document(plan(f"I. MỤC ĐÍCH\n{line}").encode(), filename="a.txt").text


@given(st.binary(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    for start in (b"", b"PK\x03\x04", b"\xff\xfe"):
        try:
            read_document(start + data, filename="x")
        except Refused as refused:
            assert refused.message  # noqa: PT017
