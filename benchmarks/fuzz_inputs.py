"""Inputs that no office would write: torn plans, soups of the genre's words, letters of every script, broken bytes."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from benchmarks.many_plans import altered
from namro.cli.demo.province import plan_text

SMALL = 2048
"""Bytes of a small input at most."""

TOKENS = (
    """
KẾ HOẠCH|QUYẾT ĐỊNH|TỜ TRÌNH|CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM|PHỤ LỤC I|PHỤ LỤC|MẬT
(Kèm theo Kế hoạch số 1/KH-UBND ngày 1/2/2026)|I.|II.|IV.|XIX.|A.|1.|2.|1.1.|2.1|1.1.1.1.1|a)|đ)|-|+|*|•|(1)
Điều 1.|Khoản 2|Phần thứ nhất|Nơi nhận:|TM. ỦY BAN NHÂN DÂN|KT. CHỦ TỊCH|Công an tỉnh|Sở Y tế|UBND các xã, phường
Đề nghị|Giao|Riêng|chủ trì|phối hợp với|báo cáo|kế hoạch|trước ngày 15/6|trước ngày 31/2/2026|15 tháng cuối quý
hằng tháng|6 tháng|năm 2026|quý II/2026|tháng 13/2026|ngày 00/00/0000|ít nhất 30%|giảm 5 – 10%|03 mô hình|100%
1.500 người|99999999999999999999%|1,2,3,4,5 vụ|Dự án 1:|Tiểu dự án 2:|(giao|)|(PCMT)|(sau đây gọi tắt là
số 5/QĐ-UBND|ngày 12 tháng 02 năm 2026|Luật Cư trú năm 2020|:|;|.|,|TT|STT|Nội dung|Cơ quan chủ trì|Chỉ tiêu giao
Đơn vị|Tổng số|Tổng cộng|I. MỤC TIÊU|II. NHIỆM VỤ|III. PHÂN CÔNG NHIỆM VỤ|như sau:|**|“|”|«|»|Đăng xuất|Trang chủ
7|thường xuyên|so với năm 2025|tăng trên|từ 5% đến 10%|đến năm 2030
""".strip()
    .replace("\n", "|")
    .split("|")
)
_ODD = (
    "\u200b\u200d\u202e\u0301\u0323\u0309\ufeff\u00ad\u2028\x85\x0b\x0c\x1c\x00\ufffd\uf0b7\uf0a7\U0001f600\u0600"
    "ﬀ①½²\u3000\xa0"
)


@dataclass(frozen=True, slots=True)
class Input:
    """kind: how it was made. The same place of the same kind and seed is always the same input."""

    kind: str
    place: int
    filename: str
    data: bytes


def small_input(seed: int, place: int) -> Input:
    chance = random.Random(f"{seed}:small:{place}")
    kind, make = chance.choices(_KINDS, _WEIGHTS)[0]
    filename, data = make(chance)
    return Input(kind, place, filename, data[:SMALL] if not filename.endswith("docx") else data)


def whole_plan(seed: int, place: int) -> Input:
    """A plan of usual length with a few dozen injuries."""
    chance = random.Random(f"{seed}:plan:{place}")
    text = altered(plan_text(2020 + place % 10).decode(), place, chance)
    for _ in range(chance.randint(1, 30)):
        text = chance.choice(_INJURIES)(text, chance)
    data = _html(text, chance) if chance.random() < 0.1 else encoded(text, chance)
    return Input("plan", place, "plan.txt", torn(data, chance) if chance.random() < 0.1 else data)


# ---- texts ----


@cache
def _lines() -> list[str]:
    return [line for line in plan_text(2026).decode().split("\n") if line.strip()]


def soup(chance: random.Random) -> str:
    """Words of the genre in any order."""
    blanks = ("\n", "\n", "\n\n", " ", " ", "\t", "|", "")
    return "".join(chance.choice(TOKENS) + chance.choice(blanks) for _ in range(chance.randint(1, 90)))


def fragment(chance: random.Random) -> str:
    """Some lines of a plan, injured."""
    lines = _lines()
    start = chance.randrange(len(lines))
    text = "\n".join(lines[start : start + chance.randint(1, 6)])
    for _ in range(chance.randint(0, 6)):
        text = chance.choice(_INJURIES)(text, chance)
    return text if chance.random() < 0.7 else "KẾ HOẠCH\n" + text


def any_letters(chance: random.Random) -> str:
    """Code points from all of Unicode, surrogates apart, with a word of the genre here and there."""
    found = []
    for _ in range(chance.randint(1, 300)):
        code = chance.randrange(0x20, chance.choice((0x7F, 0x250, 0x2000, 0x3000, 0x110000)))
        found.append(
            chance.choice(TOKENS) if chance.random() < 0.1 else chr(code) if not 0xD800 <= code < 0xE000 else " "
        )
    return "".join(found)


def table(chance: random.Random) -> str:
    """Rows with bars or tabs, of unequal length."""
    sign = chance.choice("|\t")
    rows = [sign.join(chance.choices(TOKENS, k=chance.randint(0, 7))) for _ in range(chance.randint(1, 12))]
    return chance.choice(("", "PHỤ LỤC\n")) + "\n".join(rows)


def again(chance: random.Random) -> str:
    """One piece over and over: what makes an ill-made rule slow."""
    piece = "".join(chance.choices([*TOKENS, *" \n.-(", "a", "1"], k=chance.randint(1, 3))) or " "
    return (chance.choice(TOKENS) + "\n") * chance.randint(0, 1) + piece * (1500 // len(piece.encode()))


def _swap(text: str, chance: random.Random) -> str:
    lines = text.split("\n")
    a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
    lines[a], lines[b] = lines[b], lines[a]
    return "\n".join(lines)


def _cut(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at + chance.randint(1, 40) :]


def _put(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice((chance.choice(TOKENS), chance.choice(_ODD), "\n", " ")) + text[at:]


def _repeat(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at : at + chance.randint(1, 200)] * chance.randint(1, 4) + text[at:]


def _join_lines(text: str, chance: random.Random) -> str:
    at = text.find("\n", chance.randrange(len(text) + 1))
    return text if at < 0 else text[:at] + chance.choice((" ", "", "\t")) + text[at + 1 :]


def _case(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text) + 1)
    return text[:at] + text[at : at + 80].swapcase() + text[at + 80 :]


_INJURIES: tuple[Callable[[str, random.Random], str], ...] = (_swap, _cut, _put, _put, _repeat, _join_lines, _case)

# ---- bytes ----


def encoded(text: str, chance: random.Random) -> bytes:
    code = chance.choices(("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1258"), (90, 4, 3, 1, 2))[0]
    return text.encode(code, errors="replace")


def torn(data: bytes, chance: random.Random) -> bytes:
    """Bytes lost, changed or put in anywhere."""
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        data = chance.choice(
            (data[:at], data[:at] + chance.randbytes(3) + data[at:], data[:at] + data[at + chance.randint(1, 9) :])
        )
    return data


def _text(make: Callable[[random.Random], str]) -> Callable[[random.Random], tuple[str, bytes]]:
    return lambda chance: ("a.txt", encoded(make(chance), chance))


def _any_text(chance: random.Random) -> str:
    return chance.choice((soup, fragment, table, any_letters))(chance)


def _torn_text(chance: random.Random) -> tuple[str, bytes]:
    return "a.txt", torn(encoded(_any_text(chance), chance), chance)


_TAGS = (
    *("<p>", "</p>", "<br>", "<table>", "<tr>", "<td>", "<td colspan=9>", "<td rowspan=0>", "</table>"),
    *("<div>", "<!--", "&lt;"),
)


def _html(text: str, chance: random.Random) -> bytes:
    tags = (
        "<p>",
        "</p>",
        "<br>",
        "<table>",
        "<tr>",
        "<td colspan=9>",
        "<td rowspan=0>",
        "</table>",
        "<div>",
        "<!--",
        "&lt;",
    )
    lines = [chance.choice(tags) + line + chance.choice(tags) for line in text.split("\n")]
    return ("<!doctype html><html><body>" + "\n".join(lines)).encode()


def _small_html(chance: random.Random) -> tuple[str, bytes]:
    data = _html(_any_text(chance), chance)
    return "a.html", torn(data, chance) if chance.random() < 0.3 else data


_SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _docx(chance: random.Random) -> tuple[str, bytes]:
    """The least Word file there is; sometimes its XML is torn, sometimes the package."""
    text = "".join(c for c in _any_text(chance)[:900] if c.isprintable() or c == "\n")
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    body = "".join(f"<w:p><w:r><w:t>{line}</w:t></w:r></w:p>" for line in text.split("\n"))
    if chance.random() < 0.5:
        body = f"<w:tbl><w:tr><w:tc>{body}</w:tc></w:tr></w:tbl>"
    xml = f'<w:document xmlns:w="{_SPACE}"><w:body>{body}</w:body></w:document>'.encode()
    if chance.random() < 0.2:
        xml = torn(xml, chance)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/document.xml", xml)
    data = packed.getvalue()
    return "a.docx", torn(data, chance) if chance.random() < 0.3 else data


_KINDS: list[tuple[str, Callable[[random.Random], tuple[str, bytes]]]] = [
    ("soup", _text(soup)),
    ("fragment", _text(fragment)),
    ("table", _text(table)),
    ("letters", _text(any_letters)),
    ("again", _text(again)),
    ("torn", _torn_text),
    ("html", _small_html),
    ("docx", _docx),
]
_WEIGHTS = (24, 24, 10, 10, 8, 8, 10, 6)
