"""A Word template that an office uploads: what may be in it, and which placeholders stand where.

A template says only `{{ name }}`. Loops, conditions, filters and expressions are not part of it: tables come whole, as
one placeholder, so that nothing in an uploaded file is ever computed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import regex
from lxml import etree

from namro.kernel.problems import Refused
from namro.kernel.vietnamese import nfc
from namro.reading.guard import Parts, file_kind, parse_xml

LARGEST_TEMPLATE = 5 * 1024 * 1024  # bytes
MOST_PLACEHOLDERS = 500
NAME = regex.compile(r"[a-z][a-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)?")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_PRINTED = regex.compile(r"word/(?:document|header\d*|footer\d*)\.xml")
_TAG = regex.compile(r"\{\{(.*?)\}\}")
_STRAY = regex.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")
_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_ACTIVE = regex.compile(r"vbaproject|vbadata|activex|/embeddings/|oleobject|afchunk|attachedtoolbars")
_LINKS = ("http://", "https://", "mailto:", "#")
_FETCHING = regex.compile(r"\s*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|INCLUDE|IMPORT|LINK|DATABASE|MACROBUTTON)\b")
_SHOWN = 40  # characters of a paragraph in a sentence about it


@dataclass(frozen=True, slots=True)
class Placeholder:
    """where: «đoạn 12 («Kính gửi: …»)». alone: it is all that its paragraph holds."""

    name: str
    where: str
    alone: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateFile:
    """styles: ids of paragraph styles by their names in small letters."""

    placeholders: tuple[Placeholder, ...]
    styles: dict[str, str]


def read_template(data: bytes) -> TemplateFile:
    """Raises Refused, with one sentence that names the paragraph, for anything that a template may not hold."""
    if file_kind(data, largest=LARGEST_TEMPLATE) != "docx":
        raise Refused("template-kind", "Mẫu phải là tệp Word .docx; mở bằng Word, lưu thành .docx rồi tải lại.")
    parts = Parts(data)
    _check_parts(parts)
    found: list[Placeholder] = []
    for name in sorted(parts.names()):
        if name.endswith(".xml"):
            root = _root(parts, name)
            here = list(_placeholders(root, name)) if _PRINTED.fullmatch(name) else []
            _check_braces(root, here)
            found += here
    if len(found) > MOST_PLACEHOLDERS:
        raise Refused("template-long", f"Mẫu có quá {MOST_PLACEHOLDERS} chỗ điền; bỏ bớt rồi tải lại.")
    return TemplateFile(placeholders=tuple(found), styles=_styles(parts))


def _root(parts: Parts, name: str) -> etree._Element:
    data = parts.read(name)
    if data is None:
        raise Refused("broken", "Tệp Word bị hỏng, không mở được; xin mở bằng Word, lưu lại rồi thử lại.")
    return parse_xml(data)


def _check_parts(parts: Parts) -> None:
    names = parts.names()
    kinds = parts.read("[Content_Types].xml") or b""
    if _DOCUMENT not in kinds or any(_ACTIVE.search(name) for name in names):
        raise Refused(
            "template-active",
            "Mẫu có macro hoặc đối tượng nhúng nên không nhận; lưu lại thành .docx thường, không nhúng tệp khác.",
        )
    for name in names:
        if name.endswith((".xml", ".rels")):
            root = _root(parts, name)
            if name.endswith(".rels"):
                _check_relations(root)
            elif name.startswith("word/"):
                _check_content(root)


def _check_relations(root: etree._Element) -> None:
    for relation in root.iter(f"{_R}Relationship"):
        if relation.get("TargetMode", "").lower() != "external":
            continue
        link = relation.get("Type", "").endswith("/hyperlink")
        if not link or not relation.get("Target", "").lower().startswith(_LINKS):
            raise Refused(
                "template-outside",
                "Mẫu kéo nội dung từ tệp hoặc địa chỉ bên ngoài nên không nhận; chèn hẳn vào tệp rồi tải lại.",
            )


def _check_content(root: etree._Element) -> None:
    if next(root.iter(f"{_W}altChunk"), None) is not None:
        raise Refused("template-active", "Mẫu nhúng một tệp khác nên không nhận; dán hẳn nội dung vào rồi tải lại.")
    fields = [field.text or "" for field in root.iter(f"{_W}instrText")]
    fields += [field.get(f"{_W}instr", "") for field in root.iter(f"{_W}fldSimple")]
    if any(_FETCHING.match(text.upper()) for text in fields):
        raise Refused(
            "template-outside", "Mẫu có trường (field) kéo dữ liệu từ nơi khác nên không nhận; bỏ trường ấy đi."
        )
    if next(root.iter(f"{_W}ins", f"{_W}del", f"{_W}moveFrom", f"{_W}moveTo"), None) is not None:
        raise Refused(
            "template-tracked",
            "Mẫu còn theo dõi thay đổi (Track Changes); chấp nhận hoặc từ chối hết các thay đổi, lưu rồi tải lại.",
        )


def _placeholders(root: etree._Element, part: str) -> Iterator[Placeholder]:
    in_part = "" if part == "word/document.xml" else "đầu trang, " if "header" in part else "chân trang, "
    for number, paragraph in enumerate(root.iter(f"{_W}p"), 1):
        text = paragraph_text(paragraph)
        if "{" not in text and "}" not in text:
            continue
        where = f"{in_part}đoạn {number} («{_shortened(text)}»)"
        for tag in _TAG.finditer(text):
            yield Placeholder(_name(tag[1], where), where, alone=text.strip() == tag[0])
        if stray := _STRAY.search(_TAG.sub("", text)) or regex.search(r"[{}]", _TAG.sub("", text)):
            raise Refused("template-syntax", _stray(stray[0], where))


def _check_braces(root: etree._Element, placeholders: list[Placeholder]) -> None:
    """Braces in a file's own names for things are single; double ones outside a paragraph's words are no accident."""
    words = "".join(str(text) for text in root.itertext())
    hidden = any(_STRAY.search(str(value)) for node in root.iter() for value in node.attrib.values())
    if hidden or words.count("{{") != len(placeholders) or _STRAY.search(_TAG.sub("", words)):
        raise Refused(
            "template-syntax",
            "Mẫu có dấu ngoặc {{ hoặc {% ngoài các chỗ điền (trong chú thích, thuộc tính của tệp, hoặc tách giữa hai "
            "đoạn); bỏ đi rồi tải lại.",
        )


def _name(inside: str, where: str) -> str:
    name = nfc(inside).strip()
    if not NAME.fullmatch(name):
        raise Refused(
            "template-syntax",
            f"Mẫu, {where}: «{{{{{_shortened(inside)}}}}}» không phải một chỗ điền; chỉ viết tên có trong danh sách, "
            "như {{ trich_yeu }}.",
        )
    return name


def _stray(sign: str, where: str) -> str:
    if "%" not in sign and "#" not in sign:
        return f"Mẫu, {where}: dấu {sign} không có dấu kia đi cùng; viết đủ như {{{{ trich_yeu }}}} trong một đoạn."
    return f"Mẫu, {where}: không dùng lệnh {sign} trong mẫu; bảng và danh sách đã có chỗ điền riêng."


def paragraph_text(paragraph: etree._Element) -> str:
    """The words of a paragraph without those of paragraphs inside its text boxes."""
    found = []
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        owner = next(node.iterancestors(f"{_W}p"), None)
        if owner is paragraph:
            found.append(node.text or "" if node.tag == f"{_W}t" else " ")
    return "".join(found)


def _shortened(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _SHOWN else words[:_SHOWN] + "…"


def _styles(parts: Parts) -> dict[str, str]:
    data = parts.read("word/styles.xml")
    if data is None:
        return {}
    found = {}
    for style in parse_xml(data).iter(f"{_W}style"):
        name = style.find(f"{_W}name")
        if name is not None and style.get(f"{_W}type") == "paragraph":
            found[str(name.get(f"{_W}val", "")).lower()] = str(style.get(f"{_W}styleId", ""))
    return found
