"""What stands around the text: letterhead, title, addressees, signature, recipients."""

from __future__ import annotations

from datetime import date

from namro.kernel.times import Period
from namro.plans.models import Plan
from namro.publishing.builders.consolidated.material import Material, Sender
from namro.publishing.outlines import receivers
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


def addressees(sender: Sender) -> tuple[str, ...]:
    return tuple(_filled(name, sender) for name in receivers(sender.letterhead).addressees)


def recipients(sender: Sender) -> tuple[str, ...]:
    return tuple(_filled(name, sender) for name in receivers(sender.letterhead).recipients)


def _filled(text: str, sender: Sender) -> str:
    drafted_by = sender.standing.document_symbol.split("-")[-1] or sender.standing.short_name
    names = {"tỉnh": lower_first(sender.top.name), "cơ quan thường trực": sender.issuer.name, "đơn vị soạn": drafted_by}
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    return text


def signature(sender: Sender) -> SignatureBlock:
    signed = receivers(sender.letterhead)
    return SignatureBlock(authority=signed.authority, position=signed.position, name=None)


def who_we_are(sender: Sender) -> str:
    if sender.letterhead is ReportLetterhead.POLICE:
        return f"{sender.issuer.name} (Cơ quan Thường trực)"
    return f"Ủy ban nhân dân {lower_first(sender.top.name)}"
