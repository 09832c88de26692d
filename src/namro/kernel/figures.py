"""One figure that a unit gives, and how numbers are read and written in Vietnamese.

A figure that nobody gave is not a `Figure` at all: it is absent from its mapping.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction

_THOUSANDS = r"\d{1,3}(?P<mark>[. ])\d{3}(?:(?P=mark)\d{3})*"
_NUMBER = re.compile(rf"(?P<whole>{_THOUSANDS}|\d+)(?:,(?P<part>\d+))?", re.ASCII)
_FULL_WIDTH = str.maketrans("０１２３４５６７８９，．", "0123456789,.")
_MOST_DIGITS = 15  # the store holds sixteen before the comma


class FigureState(StrEnum):
    REPORTED = "reported"
    ESTIMATED = "estimated"
    NOT_APPLICABLE = "not_applicable"
    NOT_STORED = "not_stored"


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` for REPORTED and ESTIMATED alone. `note` of NOT_STORED is the number of the file that has the figure."""

    state: FigureState
    value: Decimal | None = None
    note: str = ""

    def __post_init__(self) -> None:
        has_value = self.state in (FigureState.REPORTED, FigureState.ESTIMATED)
        if has_value != (self.value is not None):
            raise ValueError(f"Figure {self.state} with value {self.value}")


def reported(value: Decimal | int) -> Figure:
    return Figure(FigureState.REPORTED, Decimal(value))


def estimated(value: Decimal | int) -> Figure:
    return Figure(FigureState.ESTIMATED, Decimal(value))


NOT_APPLICABLE = Figure(FigureState.NOT_APPLICABLE)


def parse_figure(text: str, decimals: int = 0) -> Figure | None:
    """None for a blank. ValueError with one Vietnamese sentence for what is no figure.

    The dot and the blank part thousands, the comma parts decimals; full-width digits are read, other kinds are not.
    """
    plain = re.sub(r"\s+", " ", text.translate(_FULL_WIDTH)).strip()
    if not plain:
        return None
    if re.fullmatch(r"[-−–]\s*\d.*", plain):
        raise ValueError("Số không được âm.")
    if not (found := _NUMBER.fullmatch(plain)):
        raise ValueError(_what_is_wrong(plain))
    part = found["part"] or ""
    if len(part) > decimals:
        raise ValueError(f"Chỉ ghi tối đa {decimals} chữ số sau dấu phẩy." if decimals else "Ô này chỉ nhận số nguyên.")
    whole = re.sub(r"\D", "", found["whole"])
    if len(whole) > _MOST_DIGITS:
        raise ValueError("Số quá lớn.")
    return reported(Decimal(f"{whole}.{part}" if part else whole))


def _what_is_wrong(text: str) -> str:
    if re.fullmatch(r"[\d., ]+", text, re.ASCII):
        return "Ghi dấu chấm để tách hàng nghìn, dấu phẩy cho phần thập phân, ví dụ 1.234,5."
    return f"«{text}» không phải là số."


def format_number(value: Decimal | Fraction | int, decimals: int = 0) -> str:
    """«22.450», «0,5»: rounded half up to exactly `decimals` places."""
    text = f"{_rounded(value, decimals):,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))


def format_exact(value: Decimal | Fraction | int) -> str:
    """Without decimals if it needs none, else with as few as it needs, at most four."""
    decimals = next((n for n in range(4) if (Fraction(value) * 10**n).denominator == 1), 4)
    return format_number(value, decimals)


def format_percent(ratio: Decimal | Fraction | int, decimals: int = 1) -> str:
    """1 is «100%», 1/3 is «33,3%». What falls short of 100% never reads 100%: it is given more decimals."""
    percent = Fraction(ratio) * 100
    while percent != 100 and _rounded(percent, decimals) == 100 and decimals < 6:
        decimals += 1
    text = format_number(percent, decimals)
    return f"{text.rstrip('0').rstrip(',') if decimals else text}%"


def _rounded(value: Decimal | Fraction | int, decimals: int) -> Decimal:
    exact = Fraction(value) * 10**decimals
    whole = Decimal(exact.numerator) / Decimal(exact.denominator)
    return whole.quantize(Decimal(1), ROUND_HALF_UP).scaleb(-decimals)
