"""A plan that lies here as plain text, as an office would keep it: typed in Word, printed to PDF, put on a portal."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from html import escape as html_escape
from pathlib import Path
from xml.sax.saxutils import escape

import regex
from playwright.sync_api import sync_playwright

from namro.reading.numbering import Kind, read_marker, roman
from namro.reading.txt import read_txt
from tests.reading.papers import docx, level, p, tc

Piece = str | list[dict[int, str]]  # a paragraph, or the rows of a table: column -> text

_NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    + level(0, "upperRoman", "%1.", "Heading1")
    + level(1, "decimal", "%2.")
    + level(2, "decimal", "%2.%3.")
    + level(3, "lowerLetter", "%4)")
    + '</w:abstractNum><w:abstractNum w:abstractNumId="1">'
    + level(0, "bullet", "-")
    + "</w:abstractNum>"
    + '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
)
STYLES = (
    "<w:docDefaults><w:rPrDefault><w:rPr>"
    '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/><w:sz w:val="28"/>'
    "</w:rPr></w:rPrDefault></w:docDefaults>"
    '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr>'
    '<w:numPr><w:numId w:val="1"/></w:numPr></w:pPr><w:rPr><w:b/></w:rPr></w:style>'
)
_SECTION = (
    '<w:sectPr><w:headerReference w:type="default" r:id="rId9" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="851" w:bottom="1134" w:left="1701" '
    'w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
)
_BODY = '<w:spacing w:before="60" w:after="60"/><w:ind w:firstLine="567"/><w:jc w:val="both"/>'
_CENTRED = '<w:jc w:val="center"/>'
_LETTERHEAD = regex.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI|Nơi nhận|Noi nhận")
_TITLE = regex.compile(r"KẾ HOẠCH|TỜ TRÌNH|QUYẾT ĐỊNH|PHỤ LỤC.*|TM\..*|KT\..*")


def pieces(text: str) -> list[Piece]:
    """Paragraphs and tables of a text file, freed from the signs that show them there."""
    source = read_txt(text.encode())
    found: list[Piece] = []
    table = None
    for block in source.blocks:
        words = _tidy(source.text[block.start : block.end])
        if block.cell is None:
            table = None
            if any(c.isalnum() for c in words):
                found.append(words)
            continue
        if block.cell.table != table:
            table = block.cell.table
            found.append([])
        rows = found[-1]
        assert isinstance(rows, list)
        rows += [{} for _ in range(block.cell.row + 1 - len(rows))]
        row = rows[block.cell.row]
        row[block.cell.column] = f"{row.get(block.cell.column, '')} {words}".strip()
    return found


def _tidy(text: str) -> str:
    return " ".join(regex.sub(r"\*\[.*?\]\*|\*\*|\\(?=[-.+])", " ", text).split())


def _width(rows: list[dict[int, str]]) -> int:
    return max(column for row in rows for column in row) + 1


def _is_letterhead(rows: list[dict[int, str]]) -> bool:
    return any(_LETTERHEAD.search(text) for row in rows for text in row.values())


class _Counters:
    """Automatic numbers where they print just what was typed; else the number stays typed, as people do it."""

    def __init__(self) -> None:
        self.at = [0, 0, 0, 0]

    def level_of(self, text: str) -> int | None:
        marker = read_marker(text)
        kinds = {Kind.ROMAN: 0, Kind.ARABIC: 1, Kind.DOTTED: 2, Kind.LETTER: 3}
        depth = kinds.get(marker.kind) if marker else None
        if marker is None or depth is None:
            return None
        shown = {0: f"{roman(self.at[0] + 1)}.", 1: f"{self.at[1] + 1}.", 2: f"{self.at[1]}.{self.at[2] + 1}."}
        wanted = shown.get(depth, f"{'abcdefghijklm'[min(self.at[3], 12)]})")
        if text[: marker.end].strip() != wanted:
            return None
        self.at[depth] += 1
        self.at[depth + 1 :] = [0] * (3 - depth)
        return depth


def as_docx(text: str) -> bytes:
    """Real headings, automatic numbers and bullets, a letterhead in a table without lines, ruled tables."""
    counters = _Counters()
    body = "".join(_paragraph(piece, counters) if isinstance(piece, str) else _table(piece) for piece in pieces(text))
    header = p('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
               '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r>'
               '<w:r><w:fldChar w:fldCharType="end"/></w:r>', mark=_CENTRED)  # fmt: skip
    return docx(body + _SECTION, numbering=_NUMBERING, styles=STYLES, parts={"header1": header, **PACKAGE})


PACKAGE = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        + "".join(
            f'<Override PartName="/word/{name}.xml" ContentType="application/vnd.openxmlformats-officedocument.'
            f'wordprocessingml.{kind}+xml"/>'
            for name, kind in (
                ("document", "document.main"),
                ("numbering", "numbering"),
                ("styles", "styles"),
                ("header1", "header"),
            )
        )
        + "</Types>"
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        + "".join(
            f'<Relationship Id="rId{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
            f'{kind}" Target="{target}.xml"/>'
            for at, kind, target in ((7, "numbering", "numbering"), (8, "styles", "styles"), (9, "header", "header1"))
        )
        + "</Relationships>"
    ),
}


def _paragraph(text: str, counters: _Counters) -> str:
    if _TITLE.fullmatch(text) or (text.isupper() and not read_marker(text)):
        return p(f"<w:r><w:rPr><w:b/></w:rPr><w:t>{escape(text)}</w:t></w:r>", mark=_CENTRED)
    depth = counters.level_of(text)
    if depth == 0:
        return p(text.split(None, 1)[1], style="Heading1", mark='<w:jc w:val="both"/>')
    if depth is not None:
        return p(text.split(None, 1)[1], number=(1, depth), mark=_BODY)
    if text.startswith("- "):
        return p(text[2:], number=(2, 0), mark=_BODY)
    return p(text, mark=_BODY)


def _table(rows: list[dict[int, str]]) -> str:
    width = _width(rows)
    line = "" if _is_letterhead(rows) else 'w:val="single" w:sz="4" w:space="0" w:color="auto"'
    borders = "".join(f"<w:{side} {line}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    shares = _shares(rows, width)
    grid = "".join(f'<w:gridCol w:w="{share}"/>' for share in shares)
    cells = "".join(
        "<w:tr>" + "".join(_cell(row.get(column, ""), shares[column]) for column in range(width)) + "</w:tr>"
        for row in rows
        if row
    )
    properties = f'<w:tblW w:w="9354" w:type="dxa"/>{f"<w:tblBorders>{borders}</w:tblBorders>" if line else ""}'
    return (
        f'<w:tbl><w:tblPr>{properties}<w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{cells}</w:tbl>{p()}"
    )


def _shares(rows: list[dict[int, str]], width: int) -> list[int]:
    weights = [max(14, min(40, max((len(row.get(c, "")) for row in rows), default=0))) for c in range(width)]
    return [9354 * weight // sum(weights) for weight in weights]


def _cell(text: str, width: int) -> str:
    return tc(text).replace("<w:tcPr>", f'<w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>', 1)


_MENU = "".join(
    f'<li><a href="/{n}">{word}</a></li>'
    for n, word in enumerate(
        ("Trang chủ", "Văn bản pháp luật", "Công báo", "Tra cứu", "Hỏi đáp", "Liên hệ", "Bài viết mới", "Đăng nhập")
    )
)
_RELATED = "".join(
    f'<li><a href="/van-ban/{n}">Quyết định {n}00/QĐ-UBND năm 2020 về phòng, chống dịch bệnh ở cây trồng</a></li>'
    for n in range(1, 12)
)


def as_html(text: str) -> str:
    """The document inside the page of a legal portal: menus, related documents, comments, scripts."""
    inside = _html_inside(text)
    return f"""<!DOCTYPE html>
<html lang="vi"><head><meta charset="utf-8"><title>Văn bản | Cổng tra cứu</title>
<script>var ke_hoach = "100% chỉ tiêu 50 vụ";</script><style>p {{ margin: 0 }}</style></head>
<body><form id="aspnetForm" action="/van-ban">
<div class="header"><ul class="menu">{_MENU}</ul><input value="Tìm kiếm"></div>
<div class="breadcrumb"><a href="/">Trang chủ</a> &gt; <a href="/vb">Văn bản</a></div>
<div id="wrap"><div class="col-left"><div class="tabs"><a href="#a">Nội dung</a> <a href="#b">Lược đồ</a>
<a href="#c">Tải về</a></div>
<div class="content1"><div>{inside}</div></div>
<div class="related"><h3>Văn bản liên quan</h3><ul>{_RELATED}</ul></div>
<div class="comments"><h3>Bình luận</h3><p>Cho em hỏi tải 12 biểu mẫu này ở đâu ạ?</p></div></div>
<div class="col-right"><h3>Xem nhiều</h3><ul>{_RELATED}</ul></div></div>
<div class="footer"><p>Cơ quan chủ quản: Công ty Tra cứu. Giấy phép số 27/GP-TTĐT ngày 09/5/2019.</p></div>
</form><script>track("Kế hoạch")</script></body></html>"""


def _html_inside(text: str) -> str:
    return "\n".join(
        f'<p style="text-align:justify">{html_escape(piece)}</p>' if isinstance(piece, str) else _html_table(piece)
        for piece in pieces(text)
    )


BROWSER = shutil.which("chromium")


def printed_by_browser(texts: Sequence[str]) -> list[bytes]:
    """The pages of a portal without its chrome, as people print them to PDF."""
    look = """body { font: 14pt 'Liberation Serif' } p { margin: 6px 0 }
    table { border-collapse: collapse; width: 100% }
    table[border='1'] td { border: 1px solid black }"""
    margin = {"top": "2cm", "bottom": "2cm", "left": "3cm", "right": "1.5cm"}
    printed = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=BROWSER)
        page = browser.new_page()
        for text in texts:
            page.set_content(f"<meta charset='utf-8'><style>{look}</style>{_html_inside(text)}")
            data = page.pdf(format="A4", margin=margin, display_header_footer=True)  # type: ignore[arg-type]
            printed.append(data)
        browser.close()
    return printed


def _html_table(rows: list[dict[int, str]]) -> str:
    width = _width(rows)
    border = "0" if _is_letterhead(rows) else "1"
    inside = "".join(
        "<tr>" + "".join(f"<td><p>{html_escape(row.get(c, ''))}</p></td>" for c in range(width)) + "</tr>\n"
        for row in rows
        if row
    )
    return f'<table border="{border}"><tbody>{inside}</tbody></table>'


OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def as_pdf(word: bytes) -> bytes:
    """The Word file printed by LibreOffice."""
    return converted([word], "pdf")[0]


def converted(words: Sequence[bytes], to: str) -> list[bytes]:
    """Word files as LibreOffice saves them; it takes seconds to start, so all in one run."""
    assert OFFICE
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder, f"ke-hoach-{number}.docx") for number in range(len(words))]
        for path, word in zip(paths, words, strict=True):
            path.write_bytes(word)
        command = [OFFICE, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", to]
        subprocess.run(
            [*command, "--outdir", folder, *map(str, paths)],
            check=True, capture_output=True, timeout=120, env={**os.environ, "HOME": folder},
        )  # fmt: skip
        return [path.with_suffix("." + to).read_bytes() for path in paths]
