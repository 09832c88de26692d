"""What stands around the text: letterhead, title, addressees, signature, recipients."""

from __future__ import annotations

from datetime import date

from namro.kernel.times import Period
from namro.plans.models import Plan
from namro.publishing.builders.consolidated.material import Material, Sender
from namro.publishing.rules import ReportLetterhead
from namro.writing.model import Letterhead, SignatureBlock


def title(material: Material) -> str:
    return f"Kết quả thực hiện {plan_name(material.plan)} {in_sentence(material.figures.period)}"


def plan_name(plan: Plan) -> str:
    number = f" số {plan.number}" if plan.number else ""
    return f"{plan.kind}{number}"


def in_sentence(period: Period) -> str:
    """«quý III năm 2026» as it stands inside a title."""
    label = period.label[:1].lower() + period.label[1:]
    return label.replace("/", " năm ")


def lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def letterhead(sender: Sender, on: date) -> Letterhead:
    if sender.letterhead is ReportLetterhead.POLICE:
        police = sender.issuer
        return Letterhead(
            parent=police.letterhead_parent or None,
            issuer=police.name,
            place=police.place,
            symbol=f"BC-{sender.standing.document_symbol or police.document_symbol}",
            year=on.year,
            number=None,
            issued=None,
        )
    top = sender.top
    return Letterhead(
        parent=None,
        issuer=f"Ủy ban nhân dân {lower_first(top.name)}",
        place=top.place,
        symbol="BC-UBND",
        year=on.year,
        number=None,
        issued=None,
    )


def addressees(material: Material) -> tuple[str, ...]:
    return tuple(_filled(name, material.sender) for name in material.outline.addressees)


def recipients(material: Material) -> tuple[str, ...]:
    return tuple(_filled(name, material.sender) for name in material.outline.recipients)


def _filled(text: str, sender: Sender) -> str:
    """The names that an outline leaves open: {tỉnh}, {đơn vị soạn}."""
    drafted_by = sender.standing.document_symbol.split("-")[-1] or sender.standing.short_name
    return text.replace("{tỉnh}", lower_first(sender.top.name)).replace("{đơn vị soạn}", drafted_by)


def signature(sender: Sender) -> SignatureBlock:
    if sender.letterhead is ReportLetterhead.POLICE:
        return SignatureBlock(authority=("KT. Giám đốc",), position=("Phó Giám đốc",), name=None)
    return SignatureBlock(authority=("TM. Ủy ban nhân dân", "KT. Chủ tịch"), position=("Phó Chủ tịch",), name=None)


def who_we_are(sender: Sender) -> str:
    if sender.letterhead is ReportLetterhead.POLICE:
        return f"{sender.issuer.name} (Cơ quan Thường trực)"
    return f"Ủy ban nhân dân {lower_first(sender.top.name)}"
