"""Word templates of an office: a starting one to edit, what an upload may ask for, and the report made with it."""

from __future__ import annotations

import base64
import difflib
import hashlib
import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from io import BytesIO

import docx as word
from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.publishing.builders import consolidated
from namro.publishing.builders.consolidated import Material, Section
from namro.publishing.lines import Line
from namro.publishing.models import ReportTemplate
from namro.publishing.outlines import Outline
from namro.publishing.placeholders import FIGURES, Filling, annex_name, chapters_of, filling, placeholders_of
from namro.reading import outside
from namro.reading.word_template import TemplateFile, read_template
from namro.writing import docx, words
from namro.writing.model import Annex, Block, Heading, OfficialDocument, paragraph
from namro.writing.ooxml import clean
from namro.writing.template_worker import FAILED

_SECONDS = 20
_MEMORY = 1024**3  # bytes of address space
_LARGEST_RESULT = 30 * 1024 * 1024  # bytes


def starting_template(material: Material, *, at: datetime) -> bytes:
    """Our own layout with placeholders where the report differs from one period to the next."""
    parts = consolidated.sections(material)
    whole = consolidated.assemble(parts, {}, material=material)
    body: list[Block] = [paragraph("{{ phan_mo_dau }}")]
    for number, (name, row) in enumerate(chapters_of(material.outline).items(), 1):
        body += [Heading(1, words.roman(number), row.heading), paragraph(f"{{{{ {name} }}}}")]
    body.append(paragraph("{{ phan_ket }}"))
    annexes = tuple(
        Annex(
            title=section.heading,
            subtitle="{{ ky_bao_cao }}",
            body=(paragraph(f"{{{{ {annex_name(section.code.removeprefix('annex.'))} }}}}"),),
            landscape=section.landscape,
        )
        for section in parts
        if section.annex
    )
    document = OfficialDocument(
        letterhead=whole.letterhead,
        kind=whole.kind,
        title="{{ trich_yeu }}",
        addressees=whole.addressees,
        legal_bases=whole.legal_bases,
        body=tuple(body),
        signature=whole.signature,
        recipients=whole.recipients,
        annexes=annexes,
        demonstration=whole.demonstration,
    )
    return _titled(docx.render(document, at=at), f"Mẫu: {material.outline.name}")


def _titled(content: bytes, title: str) -> bytes:
    """The file's own title, where no placeholder may stand."""
    file = word.Document(BytesIO(content))
    file.core_properties.title = title
    made = BytesIO()
    file.save(made)
    return made.getvalue()


def templates_of(unit: int) -> QuerySet[ReportTemplate]:
    return ReportTemplate.objects.filter(unit=unit)


def check_fits(template: ReportTemplate, *, outline: str, unit: int) -> None:
    if template.unit_id != unit or template.outline != outline or template.retired_at is not None:
        raise Refused("template", "Mẫu này không dùng cho loại báo cáo đang soạn; chọn mẫu khác.")


@transaction.atomic
def upload_template(
    *,
    by: Person,
    at: datetime,
    unit: Unit,
    outline: Outline,
    name: str,
    filename: str,
    content: bytes,
    elements: Iterable[str],
) -> ReportTemplate:
    """Keep a template, as a new version where the name is known.

    elements: codes of the figures that it may ask for. Raises Refused, with one sentence that names the placeholder
    and the paragraph, for a template that could not be filled in.
    """
    access.require(by, Permission.PUBLICATION_MAKE, unit=unit.pk, on=timezone.localdate(at))
    if not name.strip():
        raise Refused("template-name", "Đặt tên cho mẫu.")
    found = read_template(content)
    warnings = check_placeholders(found, outline, elements)
    _try(content, found, outline)
    versions = ReportTemplate.objects.filter(unit=unit, outline=outline.code, name=name.strip())
    stored = ReportTemplate.objects.create(
        unit=unit,
        outline=outline.code,
        name=name.strip(),
        version=(versions.aggregate(last=Max("version"))["last"] or 0) + 1,
        filename=filename[-255:],
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        warnings=warnings,
        by=by,
        at=at,
    )
    audit.record(by=by, at=at, action="report_template.upload", subject=stored, unit=unit)
    return stored


@transaction.atomic
def retire_template(*, by: Person, at: datetime, template: ReportTemplate, retired: bool = True) -> ReportTemplate:
    """Offer a version no more, or (retired=False) again."""
    access.require(by, Permission.PUBLICATION_MAKE, unit=template.unit_id, on=timezone.localdate(at))
    template.retired_at = at if retired else None
    template.save(update_fields=["retired_at"])
    action = "report_template.retire" if retired else "report_template.offer"
    audit.record(by=by, at=at, action=action, subject=template, unit=template.unit)
    return template


def check_placeholders(found: TemplateFile, outline: Outline, elements: Iterable[str]) -> list[str]:
    """What may be missing, as sentences. Raises Refused for the first placeholder that cannot be filled in."""
    specs = {spec.name: spec for spec in placeholders_of(outline)}
    known = [*specs, *(f"{name}.{code}" for code in elements for name in FIGURES)]
    for used in found.placeholders:
        if used.name not in known:
            near = difflib.get_close_matches(used.name, known, n=1, cutoff=0.5)
            hint = f"; gần nhất là {{{{ {near[0]} }}}}" if near else "; xem danh sách chỗ điền"
            raise Refused("template-unknown", f"Mẫu, {used.where}: không có chỗ điền {{{{ {used.name} }}}}{hint}.")
        if used.name in specs and specs[used.name].whole and not used.alone:
            raise Refused(
                "template-whole",
                f"Mẫu, {used.where}: {{{{ {used.name} }}}} thành cả đoạn văn hoặc bảng nên phải đứng riêng một đoạn.",
            )
    there = {used.name for used in found.placeholders}
    missing = [spec for spec in specs.values() if spec.expected and spec.name not in there]
    warnings = [f"Mẫu không có {{{{ {spec.name} }}}}: {spec.meaning.lower()}." for spec in missing]
    if docx.BODY_STYLE not in found.styles:
        warnings.append(
            "Mẫu không còn kiểu chữ «Thân văn bản» của mẫu khởi đầu: đoạn văn, bảng sẽ theo kiểu chữ mặc định của mẫu."
        )
    return warnings


def _try(content: bytes, found: TemplateFile, outline: Outline) -> None:
    """Fill it in once with examples, so that what breaks does so now and not on the day of the report."""
    specs = placeholders_of(outline)
    values: dict[str, object] = {spec.name: spec.example for spec in specs if not spec.whole}
    for used in found.placeholders:
        name, _, code = used.name.partition(".")
        if code:
            asked = values.setdefault(name, {})
            assert isinstance(asked, dict)
            asked[code] = "0"
    example = docx.block_xml((paragraph("Nội dung"),), found.styles)
    _fill(content, values, {spec.name: example for spec in specs if spec.whole})


def rendered(
    template: ReportTemplate, parts: Sequence[Section], own_words: Mapping[str, str], *, material: Material
) -> tuple[bytes, tuple[Line, ...]]:
    """The DOCX, and the lines of all figures that it prints. Raises Refused where the template fails."""
    content = bytes(template.content)
    found = read_template(content)
    check_placeholders(found, material.outline, material.figures.elements)
    filled = filling(parts, own_words, material=material)
    specs = placeholders_of(material.outline)
    values = {**{spec.name: "" for spec in specs if not spec.whole}, **filled.values}
    blocks = {
        spec.name: docx.block_xml(
            filled.blocks.get(spec.name) or (paragraph("Không có."),),
            found.styles,
            landscape=spec.name in filled.landscape,
        )
        for spec in specs
        if spec.whole
    }
    asked = dict.fromkeys(used.name for used in found.placeholders)
    return _fill(content, values, blocks), _lines(filled, asked)


def _lines(filled: Filling, asked: Iterable[str]) -> tuple[Line, ...]:
    return tuple(line for name in asked for line in filled.lines.get(name, ()))


def _fill(content: bytes, values: Mapping[str, object], blocks: Mapping[str, str]) -> bytes:
    given = {"template": base64.b64encode(content).decode(), "values": _clean(values), "blocks": dict(blocks)}
    outcome = outside.run(
        [sys.executable, "-m", "namro.writing.template_worker"],
        data=json.dumps(given).encode(),
        seconds=_SECONDS,
        memory=_MEMORY,
    )
    if outcome.status is None or len(outcome.output) > _LARGEST_RESULT:
        raise Refused("template-slow", "Mẫu làm máy chạy quá lâu hoặc ra tệp quá lớn nên đã dừng; làm gọn mẫu lại.")
    if outcome.status != 0:
        what = "có chỗ điền không điền được" if outcome.status == FAILED else "không mở được để điền"
        raise Refused("template-broken", f"Mẫu {what}; mở mẫu khởi đầu, sửa lại từ đó rồi tải lên.")
    return outcome.output


def _clean(values: Mapping[str, object]) -> dict[str, object]:
    """Words that XML can hold."""
    return {
        name: {code: clean(str(text)) for code, text in value.items()} if isinstance(value, dict) else clean(str(value))
        for name, value in values.items()
    }
