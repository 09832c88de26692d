"""The closing part of a document: who signed, under which authority, and who receives it."""

from __future__ import annotations

import regex

from namro.kernel.vietnamese import fold
from namro.reading.draft import DocumentDraft, Item
from namro.reading.elements import Paragraph
from namro.reading.headings import AUTHORITY, RECIPIENTS
from namro.reading.text import Clean

_NAME = regex.compile(
    r"(?:(?:Đại|Thượng|Trung|Thiếu)\s+(?:tướng|tá|úy)|TS|ThS|PGS|GS|BS|BSCKI{1,2}|BS\.?\s?CKI{1,2}|Ths|CN|KS|LS|DS|"
    r"Tiến sĩ|Thạc sĩ|Bác sĩ|Luật sư)\b\.?\s*",
    regex.IGNORECASE,
)
_PERSON = regex.compile(r"(?:(?:\p{Lu}\p{Ll}*|[KHYN]'?\p{Lu}?\p{Ll}+)[\s-]){1,5}\p{Lu}\p{Ll}*")
_POSITION = regex.compile(
    r"(?:PHÓ\s+|QUYỀN\s+|Q\.\s*)?(?:CHỦ TỊCH|CHỦ NHIỆM|GIÁM ĐỐC|TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|CỤC TRƯỞNG|CHI CỤC|CHÁNH|"
    r"CHỈ HUY|THỦ TƯỚNG|BÍ THƯ|VIỆN TRƯỞNG|TỔNG|HIỆU TRƯỞNG|TỔ TRƯỞNG|TỔNG CỤC|THỦ TRƯỞNG|CHÍNH ỦY|TƯ LỆNH)"
)
_SIGNED = regex.compile(r"\W*(?:\(?\s*(?:đã ký|ký tên|đã ký và đóng dấu|ký, đóng dấu|signed)\b.*)", regex.IGNORECASE)


def closing_lines(document: DocumentDraft) -> list[Clean]:
    lines: list[Clean] = []
    for element in document.closing:
        lines += [element.line] if isinstance(element, Paragraph) else element.lines_by_column()
    return lines


def signer(document: DocumentDraft, known: str | None) -> Item | None:
    """`known` is the name that a web site gives; None when neither says who signed."""
    authority: list[str] = []
    positions: list[str] = []
    name = None
    for line in closing_lines(document):
        text = line.text.strip(" *_")
        if AUTHORITY.match(text) and text.isupper():
            authority.append(text)
            continue
        if not authority and not positions and not (_POSITION.match(text) and text.isupper()):
            continue
        if text.isupper() and _POSITION.match(text):
            positions.append(text)
        elif text.isupper() and authority and not positions:  # "TM. ỦY BAN NHÂN" / "DÂN"
            authority[-1] = f"{authority[-1]} {text}"
        elif (person := _person(text)) is not None:
            name = person
            before = text[: text.rfind(person)].strip()
            if before.isupper():
                positions.append(before)
            break
    name = name or known
    if not name:
        return None
    position = ", ".join(_position(p) for p in positions) or None
    return {"name": name, "position": position, "authority": " / ".join(authority) or None}


def _person(text: str) -> str | None:
    bare = regex.sub(r"\([^)]*\)|\[[^\]]*\]", "", text)
    signed = _SIGNED.match(bare)
    bare = bare[: signed.start()] if signed else bare
    bare = _NAME.sub("", bare).strip(" .:,-")
    caps = regex.match(r"(?:[\p{Lu}\s]{4,}\s)(?=\p{Lu}\p{Ll})", bare)
    bare = bare[caps.end() :] if caps else bare
    return bare if _PERSON.fullmatch(bare) else None


def _position(text: str) -> str:
    words = text.capitalize().replace("ubnd", "UBND").replace("hđnd", "HĐND")
    return words.replace("Phó chủ tịch", "Phó Chủ tịch").replace("Phó giám đốc", "Phó Giám đốc")


def recipients(document: DocumentDraft) -> list[str]:
    """One entry a line, dash and ";" dropped, from "Nơi nhận" or "Kính gửi"."""
    found: list[str] = []
    for element in document.front:
        if isinstance(element, Paragraph) and (to := regex.match(r"Kính gửi\s*:\s*(?P<who>.*)", element.line.text)):
            found += [part.strip(" -;.") for part in to["who"].split(";") if part.strip(" -;.")]
    listing = False
    for line in [*closing_lines(document), *_lines_above(document)]:
        head = RECIPIENTS.match(fold(line.text[:20]))
        if head:
            listing = True
            rest = line.text.split(":", 1)[1] if ":" in line.text else ""
            found += _listed(rest)
        elif listing and (AUTHORITY.match(line.text) or line.text.isupper()):
            listing = False
        elif listing and regex.match(r"\s*[-–+•]", line.text):
            found += _listed(line.text)
    return found


def _lines_above(document: DocumentDraft) -> list[Clean]:
    """Party bodies list who receives the text above its title."""
    return [e.line for e in document.front if isinstance(e, Paragraph)]


def _listed(text: str) -> list[str]:
    """Entries of a list, also when a table cell holds them all."""
    parts = regex.split(r"(?:^|(?<=[;.]))\s*[-–+•]\s*", text)
    return [
        part.strip(" ;.,-") + (")" if part.count("(") > part.count(")") else "")
        for part in parts
        if part.strip(" ;.,-")
    ]
