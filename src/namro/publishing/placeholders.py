"""What an office's own Word template may ask for: every placeholder with its meaning, an example and its value."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from namro.kernel.consolidation import Total
from namro.kernel.figures import format_number
from namro.publishing.builders import consolidated
from namro.publishing.builders.consolidated import Material, Section
from namro.publishing.builders.consolidated.section import printed
from namro.publishing.lines import Line
from namro.publishing.outlines import Outline, OutlineSection
from namro.reporting.queries import Column, TotalRow
from namro.writing import words
from namro.writing.model import Block, Bullet, Heading, OfficialDocument, Paragraph

FIGURES = {"so_lieu": "trong kỳ", "luy_ke": "lũy kế từ đầu năm", "cung_ky": "cùng kỳ năm trước"}
ANNEXES = {"figures": "bang_so_lieu", "targets": "bang_chi_tieu", "reporters": "bang_don_vi", "tasks": "bang_nhiem_vu"}
_NO_FIGURE = "–"


@dataclass(frozen=True, slots=True)
class PlaceholderSpec:
    """whole: stands alone in a paragraph and becomes paragraphs or a table. expected: a report needs it."""

    name: str
    meaning: str
    example: str
    whole: bool = False
    expected: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """The value of every placeholder, and the figures that each one prints."""

    values: dict[str, str | dict[str, str]]
    blocks: dict[str, tuple[Block, ...]]
    landscape: frozenset[str]
    lines: Mapping[str, tuple[Line, ...]] = field(default_factory=dict)


_PLAIN = (
    PlaceholderSpec("trich_yeu", "Trích yếu của báo cáo", "Kết quả thực hiện Kế hoạch số 12/KH-UBND quý I năm 2026",
                    expected=True),
    PlaceholderSpec("ky_bao_cao", "Tên kỳ báo cáo", "Quý I/2026"),
    PlaceholderSpec("tu_ngay", "Ngày đầu kỳ số liệu", "15/12/2025"),
    PlaceholderSpec("den_ngay", "Ngày chốt số liệu", "14/3/2026"),
    PlaceholderSpec("ke_hoach", "Tên loại và số của kế hoạch", "Kế hoạch số 12/KH-UBND"),
    PlaceholderSpec("ten_ke_hoach", "Tên kế hoạch", "Phòng, chống ma túy năm 2026"),
    PlaceholderSpec("nam", "Năm của ngày lập", "2026"),
    PlaceholderSpec("kinh_gui", "Nơi kính gửi, cách nhau bằng dấu chấm phẩy", "Bộ Công an; Ủy ban nhân dân tỉnh"),
    PlaceholderSpec("phan_ket", "Câu kết thúc", "Trên đây là báo cáo kết quả thực hiện quý I năm 2026"),
)  # fmt: skip


_OPENING = PlaceholderSpec("phan_mo_dau", "Đoạn mở đầu (kế hoạch, kỳ số liệu)", "(đoạn văn)", whole=True, expected=True)


def placeholders_of(outline: Outline) -> tuple[PlaceholderSpec, ...]:
    """All but the single figures, which are `so_lieu.<mã>` and the like."""
    chapters = [_chapter_spec(name, row.heading) for name, row in chapters_of(outline).items()]
    annexes = [_annex_spec(code) for code in outline.annexes]
    opening = PlaceholderSpec(
        "phan_mo_dau", "Đoạn mở đầu (căn cứ, kỳ số liệu)", "(đoạn văn)", whole=True, expected=True
    )
    return (*_PLAIN, opening, *chapters, *annexes)


def _chapter_spec(name: str, heading: str) -> PlaceholderSpec:
    meaning = f"Nội dung phần «{heading}»: số liệu thành lời cùng lời của cán bộ, không gồm đề mục"
    return PlaceholderSpec(name, meaning, "(các đoạn văn)", whole=True, expected=True)


def _annex_spec(code: str) -> PlaceholderSpec:
    meaning = {
        "figures": "Biểu số liệu tổng hợp",
        "targets": "Bảng kết quả các chỉ tiêu",
        "reporters": "Tình hình gửi báo cáo của các đơn vị",
    }.get(code, f"Phụ lục «{code}»")
    return PlaceholderSpec(annex_name(code), meaning, "(bảng)", whole=True, expected=code == "figures")


def annex_name(code: str) -> str:
    return ANNEXES.get(code, f"phu_luc_{code}")


def chapters_of(outline: Outline) -> dict[str, OutlineSection]:
    """The chapters of an outline, by placeholder."""
    return {f"muc_{slug(row.heading)}": row for row in outline.sections if row.level == 1}


def slug(text: str) -> str:
    """«Đánh giá chung» → «danh_gia_chung»."""
    bare = "".join(
        c for c in unicodedata.normalize("NFD", text.lower().replace("đ", "d")) if not unicodedata.combining(c)
    )
    return "_".join("".join(c if c.isascii() and c.isalnum() else " " for c in bare).split())


def filling(parts: Sequence[Section], own_words: Mapping[str, str], *, material: Material) -> Filling:
    document = consolidated.assemble(parts, own_words, material=material)
    lines = consolidated.printed_lines(parts, own_words)
    kept = printed(parts, own_words)
    blocks: dict[str, tuple[Block, ...]] = {}
    places: dict[str, str] = {}
    for name, chapter in _chapters(parts, material.outline).items():
        whole = consolidated.assemble(chapter, own_words, material=material).body
        blocks[name] = whole[1:] if whole and isinstance(whole[0], Heading) else whole
        places[name] = next((f"Mục {s.number}" for s in kept if s.code == chapter[0].code), "")
    blocks["phan_mo_dau"], closing = _around(parts, own_words, material)
    places["phan_mo_dau"] = "Phần mở đầu"
    annexes = [section for section in kept if section.annex]
    for section, annex in zip(annexes, document.annexes, strict=True):
        name = annex_name(section.code.removeprefix("annex."))
        blocks[name], places[name] = annex.body, f"Phụ lục {section.number}".rstrip()
    return Filling(
        values={**_values(document, material), "phan_ket": closing, **_figures(material)},
        blocks=blocks,
        landscape=frozenset(annex_name(s.code.removeprefix("annex.")) for s in annexes if s.landscape),
        lines={
            **{name: tuple(line for line in lines if _stands_in(line, place)) for name, place in places.items()},
            "phan_ket": tuple(line for line in lines if _stands_in(line, "Phần lời kết")),
            **_figure_lines(material),
        },
    )


def _stands_in(line: Line, place: str) -> bool:
    return bool(place) and (line.place == place or line.place.startswith((f"{place}.", f"{place},")))


def _chapters(parts: Sequence[Section], outline: Outline) -> dict[str, list[Section]]:
    """The sections of each chapter, by placeholder."""
    names = {row.code: name for name, row in chapters_of(outline).items()}
    found: dict[str, list[Section]] = {}
    current: list[Section] | None = None
    for part in parts:
        if part.code in names:
            current = found.setdefault(names[part.code], [])
        elif not part.level or part.annex:
            current = None
        if current is not None:
            current.append(part)
    return found


def _around(
    parts: Sequence[Section], own_words: Mapping[str, str], material: Material
) -> tuple[tuple[Block, ...], str]:
    """What stands before the first chapter, and the words after the last one."""
    loose = [part for part in parts if not part.level and not part.annex]
    first = next((n for n, part in enumerate(parts) if part.level), len(parts))
    before = [part for part in loose if parts.index(part) < first]
    after = [part for part in loose if part not in before]
    opening = consolidated.assemble(before, own_words, material=material).body
    closing = consolidated.assemble(after, own_words, material=material).body
    return opening, "\n".join(_said(block) for block in closing).rstrip(". ")


def _said(block: Block) -> str:
    if isinstance(block, Bullet):
        return "- " + "".join(run.text for run in block.runs)
    return "".join(run.text for run in block.runs) if isinstance(block, Paragraph) else ""


def _values(document: OfficialDocument, material: Material) -> dict[str, str | dict[str, str]]:
    period, plan = material.figures.period, material.plan
    return {
        "trich_yeu": document.title,
        "ky_bao_cao": period.label,
        "tu_ngay": words.date_short(period.start),
        "den_ngay": words.date_short(period.end),
        "ke_hoach": f"{plan.kind} số {plan.number}" if plan.number else plan.kind,
        "ten_ke_hoach": plan.title,
        "nam": str(material.on.year),
        "kinh_gui": "; ".join(document.addressees),
    }


def _rows(material: Material) -> Iterator[TotalRow]:
    """The total row of every figure of the plan's forms."""
    for section in material.figures.sections:
        yield from (row for row in section.rows if row.key.breakdown == "total")


def _cells(row: TotalRow, material: Material) -> dict[str, tuple[Total[int] | None, Column]]:
    figures = material.figures
    return {
        "so_lieu": (row.this, figures.this),
        "luy_ke": (row.year_to_date, figures.year_to_date),
        "cung_ky": (row.last_year, figures.last_year),
    }


def _figures(material: Material) -> dict[str, str | dict[str, str]]:
    found: dict[str, str | dict[str, str]] = {}
    for name in FIGURES:
        found[name] = {row.key.element: _number(_cells(row, material)[name][0], row) for row in _rows(material)}
    return found


def _number(total: Total[int] | None, row: TotalRow) -> str:
    return _NO_FIGURE if total is None or total.value is None else format_number(total.value, row.decimals)


def _figure_lines(material: Material) -> dict[str, tuple[Line, ...]]:
    found: dict[str, tuple[Line, ...]] = {}
    for row in _rows(material):
        for name, (total, column) in _cells(row, material).items():
            element = row.key.element
            found[f"{name}.{element}"] = (
                Line(
                    place=f"Chỗ điền {name}.{element}",
                    label=f"{material.figures.elements[element].name} ({FIGURES[name]})",
                    value=_number(total, row),
                    revisions=tuple(column.revisions.get(row.key, ())),
                ),
            )
    return found
