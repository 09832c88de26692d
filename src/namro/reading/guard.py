"""What is never read: hostile, unreadable and secret files. Each refusal is one sentence with its remedy."""

from __future__ import annotations

import codecs
import io
import struct
import zipfile
import zlib
from collections.abc import Iterable

import regex
from lxml import etree

from namro.kernel.problems import Refused
from namro.kernel.vietnamese import canon
from namro.reading.blocks import Source

LARGEST_FILE = 20 * 1024 * 1024  # bytes
LARGEST_PART = 40 * 1024 * 1024  # bytes of one part of a DOCX once inflated
LARGEST_WHOLE = 400 * 1024 * 1024  # bytes of all parts, pictures too
LARGEST_RATIO = 250  # inflated to packed, for parts that matter in size
MOST_PARTS = 3_000
MOST_ROWS = 10_000
MOST_PARAGRAPHS = 30_000  # cells and lines count as paragraphs
LONGEST_TEXT = 3_000_000  # characters
_RATIO_FROM = 2 * 1024 * 1024
_CHUNK = 256 * 1024

_READABLE_IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"II*\0", b"MM\0*")
_OTHER_IMAGES = (b"GIF8", b"\0\0\x01\0")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BINARY = "Tệp không phải là văn bản; xin chọn bản Word, PDF, trang HTML hoặc văn bản thuần của kế hoạch."
_BROKEN = "Tệp Word bị hỏng, không mở được; xin mở bằng Word, lưu lại rồi thử lại."
_SECRECY = regex.compile(r"[\W_]*(?:ĐỘ\s+MẬT\s*[:.]?\s*)?(?:T\s*U\s*Y\s*Ệ\s*T\s+|T\s*Ố\s*I\s+)?M\s*Ậ\s*T[\W_]*")


def file_kind(data: bytes, *, largest: int = LARGEST_FILE) -> str:
    """docx, doc, rtf, pdf, html, mhtml, image or txt, told by the bytes, never by the name.

    Raises Refused for everything else.
    """
    if not data.strip(b"\0\t\r\n\f \xef\xbb\xbf"):
        raise Refused("empty", "Tệp trống, không có gì để đọc; xin chọn lại tệp kế hoạch.")
    if len(data) > largest:
        raise Refused(
            "too_large", f"Tệp lớn hơn {largest // (1024 * 1024)} MB; xin tách phụ lục hoặc bỏ hình ảnh rồi thử lại."
        )
    if data.startswith(_READABLE_IMAGES):
        return "image"
    if data.startswith(_OTHER_IMAGES) or (data.startswith(b"RIFF") and data[8:12] == b"WEBP"):
        raise Refused("image_kind", "Chỉ đọc được ảnh chụp dạng PNG, JPEG hoặc TIFF; xin lưu lại ảnh rồi thử lại.")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(_OLE):
        return _ole(data)
    if data.startswith(b"PK"):
        return "docx"
    if data.lstrip().startswith(b"{\\rtf"):
        return "rtf"
    if _is_mhtml(data):
        return "mhtml"
    if _is_html(data):
        return "html"
    _check_text(data)
    return "txt"


def _is_html(data: bytes) -> bool:
    head = data[:4096].replace(b"\0", b"")
    head = head.removeprefix(codecs.BOM_UTF8).removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
    if regex.match(rb"(?i)\s*<\?xml", head) and not regex.search(rb"(?i)<(?:!doctype\s+html|html)\b", head):
        raise Refused("xml", "Chưa đọc được tệp XML; xin mở bằng Word và lưu thành .docx rồi thử lại.")
    return bool(
        regex.match(
            rb"(?i)\s*(?:<!--.{0,2000}?-->\s*)*<(?:\?xml|!doctype\s+html|html|head|body|meta|title|div|p|table|article|section)\b",
            head,
            regex.DOTALL,
        )
    )


def _is_mhtml(data: bytes) -> bool:
    head = data[:4096]
    return bool(regex.search(rb"(?im)^MIME-Version:", head) and regex.search(rb"(?i)Content-Type:\s*multipart/", head))


def _ole(data: bytes) -> str:
    """A container of the older Office: also what an encrypted DOCX comes in."""

    def named(name: str) -> bool:
        return name.encode("utf-16-le") in data

    if named("EncryptedPackage") or named("EncryptionInfo"):
        raise Refused("encrypted", "Tệp Word đặt mật khẩu nên không đọc được; xin gỡ mật khẩu rồi thử lại.")
    if named("WordDocument"):
        return "doc"
    raise Refused("binary", _BINARY)


def _check_text(data: bytes) -> None:
    head = data[:65536]
    wide = (
        head.startswith((b"\xff\xfe", b"\xfe\xff"))
        or head[1::2].count(0) * 10 > len(head) * 2
        or head[::2].count(0) * 10 > len(head) * 2
    )
    zeros = head.count(0)
    if wide and zeros * 10 <= len(head) * 6:
        return
    controls = sum(head.count(bytes([c])) for c in (*range(1, 9), *range(14, 27), *range(28, 32)))
    if zeros or controls * 200 > len(head):
        raise Refused("binary", _BINARY)


class Parts:
    """The parts of a DOCX, inflated one by one under limits."""

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, struct.error, ValueError, OverflowError, NotImplementedError, EOFError, OSError):
            raise Refused("broken", _BROKEN) from None
        if len(entries) > MOST_PARTS or sum(e.file_size for e in entries) > LARGEST_WHOLE:
            raise _bomb()
        if any(entry.flag_bits & 1 for entry in entries):
            raise Refused("encrypted", "Tệp nén có mật khẩu nên không đọc được; xin gỡ mật khẩu rồi thử lại.")
        self._budget = 2 * LARGEST_PART
        self._entries = {entry.filename.lstrip("/").lower(): entry for entry in entries}

    def names(self) -> list[str]:
        return list(self._entries)

    def read(self, name: str) -> bytes | None:
        """None when there is no such part."""
        entry = self._entries.get(name.lstrip("/").lower())
        if entry is None:
            return None
        if entry.file_size > LARGEST_PART or _swells(entry.file_size, entry.compress_size):
            raise _bomb()
        pieces, size = [], 0
        try:
            with self._zip.open(entry) as stream:
                while piece := stream.read(_CHUNK):
                    size += len(piece)
                    if size > min(LARGEST_PART, self._budget) or _swells(size, entry.compress_size):
                        raise _bomb()
                    pieces.append(piece)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            OSError,
            NotImplementedError,
            RuntimeError,
            struct.error,
        ):
            raise Refused("broken", _BROKEN) from None
        self._budget -= size
        return b"".join(pieces)


def _swells(size: int, packed: int) -> bool:
    return size > _RATIO_FROM and size > LARGEST_RATIO * max(packed, 1)


def _bomb() -> Refused:
    return Refused("bomb", "Tệp Word giải nén ra quá lớn, có thể gây hại nên không đọc; xin kiểm tra lại nguồn tệp.")


def parse_xml(data: bytes) -> etree._Element:
    """The root of one part; no entity is resolved, nothing is fetched."""
    head = data[:4096].replace(b"\0", b"")
    if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
        raise Refused(
            "entities", "Tệp Word chứa khai báo lạ, có thể gây hại nên không đọc; xin kiểm tra lại nguồn tệp."
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused("broken", _BROKEN) from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise Refused(
            "entities", "Tệp Word chứa khai báo lạ, có thể gây hại nên không đọc; xin kiểm tra lại nguồn tệp."
        )
    return root


def check_size_of_body(data: bytes, row: str, paragraph: str) -> None:
    """Counts rows and paragraphs of the main part as it streams by, before any tree of it is kept."""
    rows = paragraphs = 0
    try:
        for _event, element in etree.iterparse(
            io.BytesIO(data),
            events=("end",),
            tag=(row, paragraph),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
        ):
            rows += element.tag == row
            paragraphs += element.tag == paragraph
            if rows > MOST_ROWS or paragraphs > MOST_PARAGRAPHS:
                raise too_long()
            _forget(element)
    except (etree.XMLSyntaxError, ValueError):
        raise Refused("broken", _BROKEN) from None


def too_long() -> Refused:
    return Refused(
        "too_long", "Tệp dài hơn mọi kế hoạch (quá nhiều dòng, đoạn hoặc chữ); xin tách bớt phụ lục rồi thử lại."
    )


def refuse_too_long(source: Source) -> None:
    if len(source.blocks) > MOST_PARAGRAPHS or len(source.text) > LONGEST_TEXT:
        raise too_long()


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def refuse_secret(lines: Iterable[str]) -> None:
    """A document that bears MẬT, TỐI MẬT or TUYỆT MẬT as its mark (a line or box of its own, in capitals)."""
    for text in lines:
        if any(_SECRECY.fullmatch(canon(line)) for line in text.splitlines() if "M" in line and len(line) <= 60):
            raise Refused(
                "secret",
                "Văn bản mang dấu độ mật (MẬT, TỐI MẬT hoặc TUYỆT MẬT) nên không được đưa vào phần mềm "
                "này; xin xử lý theo quy định về bảo vệ bí mật nhà nước.",
            )
