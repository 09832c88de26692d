"""What the responsible body attested of a target, as a result beside those that are computed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from namro.kernel.indicators import Outcome, Result, Transform
from namro.kernel.targets import LABELS, Assessment, Status
from namro.kernel.times import short_date
from namro.plans.models import Attestation, Target


def standing_attestations(targets: Sequence[Target], until: date) -> dict[int, Attestation]:
    """The newest of each target that was not withdrawn, up to a day. One query."""
    standing = Attestation.objects.filter(target__in=targets, withdrawn_at__isnull=True, as_of__lte=until)
    return {one.target_id: one for one in standing.defer("content").order_by("as_of", "pk")}


def leaves_open(result: Result[int] | None) -> bool:
    """Figures that are all kept here go before a letter."""
    if result is None or result.transform is Transform.ATTESTED:
        return True
    return result.outcome is Outcome.NO_DATA or bool(result.not_stored)


def as_attested(target: Target, attestation: Attestation) -> Result[int]:
    assert attestation.value is not None
    value = Fraction(attestation.value)
    base = Fraction(100) if target.unit_label == "%" else None
    return Result(
        transform=Transform.ATTESTED,
        outcome=Outcome.KNOWN,
        value=value / base if base else value,
        numerator=value,
        denominator=base,
        counted="" if base else target.unit_label,
        letter=letter_of(attestation),
    )


def said_to_be_met(attestation: Attestation, *, final: bool) -> Assessment:
    status = Status.REACHED if attestation.is_met else Status.MISSED if final else Status.IN_PROGRESS
    said = "đã đạt" if attestation.is_met else "chưa đạt"
    sentence = f"{LABELS[status]}: cơ quan chủ trì xác nhận {said}, {letter_of(attestation)}."
    return Assessment(status=status, sentence=sentence)


def letter_of(attestation: Attestation) -> str:
    number, day = attestation.letter_number, short_date(attestation.letter_date)
    return f"văn bản số {number} ngày {day}, tính đến {short_date(attestation.as_of)}"
