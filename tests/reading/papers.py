"""Documents for the tests of reading, in invented words, and the hands that make them."""

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape

from namro.reading import read_document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

LETTERHEAD = """ỦY BAN NHÂN DÂN
TỈNH LĨNH GIANG
Số: 77/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Lĩnh Giang, ngày 05 tháng 02 năm 2026
KẾ HOẠCH
Phòng, chống tảo hôn trên địa bàn tỉnh năm 2026
Thực hiện Quyết định số 498/QĐ-TTg ngày 14/4/2025 của Chính phủ, Ủy ban nhân dân tỉnh xây dựng Kế hoạch như sau:
"""
CLOSING = """Nơi nhận:
- Bộ Dân tộc và Tôn giáo;
- Lưu: VT, NC.
TM. ỦY BAN NHÂN DÂN
KT. CHỦ TỊCH
PHÓ CHỦ TỊCH
Lò Thị Mai
"""

BODY = """I. MỤC TIÊU
1. Giảm 20% số cặp tảo hôn so với năm 2025.
II. PHÂN CÔNG NHIỆM VỤ
1. Sở Y tế
- Tổ chức khám sức khỏe tiền hôn nhân.
- Phối hợp với Sở Tư pháp tư vấn pháp luật.
2. UBND các xã, phường
- Xây dựng kế hoạch, gửi về Sở Dân tộc và Tôn giáo trước ngày 10/3/2026.
"""


def plan(body: str, *, annexes: str = "") -> str:
    return f"{LETTERHEAD}{body.strip()}\n{CLOSING}{annexes}"


def read(text: str) -> dict[str, Any]:
    return read_document(text.encode(), filename="ke-hoach.txt").to_json()


def p(text: str = "", *, style: str = "", number: tuple[int, int] | None = None, mark: str = "") -> str:
    """A paragraph; `number` is (numId, level); `text` that begins with "<" is taken as runs."""
    runs = text if text.startswith("<") else f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        properties += f'<w:numPr><w:ilvl w:val="{number[1]}"/><w:numId w:val="{number[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{properties}{mark}</w:pPr>{runs}</w:p>"


def tc(*paragraphs: str, span: int = 1, merge: str = "") -> str:
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties += {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(x if x.startswith('<') else p(x) for x in paragraphs)}</w:tc>"


def tbl(*rows: list[str]) -> str:
    return (
        "<w:tbl>"
        + "".join("<w:tr>" + "".join(c if c.startswith("<") else tc(c) for c in r) + "</w:tr>" for r in rows)
        + "</w:tbl>"
    )


def level(at: int, form: str, text: str, style: str = "") -> str:
    linked = f'<w:pStyle w:val="{style}"/>' if style else ""
    inner = f'<w:start w:val="1"/><w:numFmt w:val="{form}"/>{linked}<w:lvlText w:val="{text}"/>'
    return f'<w:lvl w:ilvl="{at}">{inner}</w:lvl>'


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "upperRoman", "%1.", "Muc")
    + level(1, "decimal", "%2.")
    + level(2, "bullet", "-")
    + level(3, "decimal", "%2.%4.")
    + '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
STYLES = (
    '<w:style w:styleId="Goc"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    '<w:style w:styleId="Muc"><w:basedOn w:val="Goc"/></w:style>'
)


def docx(
    body: str,
    *,
    numbering: str = NUMBERING,
    styles: str = STYLES,
    parts: dict[str, str] | None = None,
    packed: bool = True,
) -> bytes:
    def root(name: str, inner: str) -> str:
        return f'<?xml version="1.0" encoding="UTF-8"?><w:{name} xmlns:w="{W}">{inner}</w:{name}>'

    files = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": root("document", f"<w:body>{body}</w:body>"),
        "word/numbering.xml": root("numbering", numbering),
        "word/styles.xml": root("styles", styles),
    }
    for name, inner in (parts or {}).items():
        kind = {"footnotes": "footnotes", "header1": "hdr"}.get(name)
        files[f"word/{name}.xml" if kind else name] = root(kind, inner) if kind else inner
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return stream.getvalue()
