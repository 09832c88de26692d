"""Shares of a target given to units: whether they add up to the whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from namro.kernel.figures import format_exact


@dataclass(frozen=True, slots=True, kw_only=True)
class SumCheck:
    """difference: shares less the whole; None where shares are rates, which never add up."""

    total: Decimal
    difference: Decimal | None
    words: str

    @property
    def is_whole(self) -> bool:
        return self.difference in (None, Decimal(0))


def check_sum(whole: Decimal, shares: Sequence[Decimal], unit: str) -> SumCheck:
    """Counts have to add up to the target; percentages hold for each unit by itself."""
    total = sum(shares, Decimal(0))
    if unit == "%":
        return SumCheck(total=total, difference=None, words="Mỗi đơn vị một tỷ lệ riêng, không cộng với nhau.")
    difference = total - whole
    said = f"Tổng giao {_said(total, unit)}"
    if not difference:
        return SumCheck(total=total, difference=difference, words=f"{said}, khớp với chỉ tiêu.")
    more = "nhiều hơn" if difference > 0 else "còn thiếu so với"
    words = f"{said}, {more} chỉ tiêu {_said(whole, unit)}: chênh {_said(abs(difference), unit)}."
    return SumCheck(total=total, difference=difference, words=words)


def _said(value: Decimal, unit: str) -> str:
    return f"{format_exact(value)} {unit}".strip()
