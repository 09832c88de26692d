"""How a target stands to the same target of the plan above, where the two can be compared at all."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from namro.kernel.figures import format_exact
from namro.kernel.targets import Comparator


class Stance(StrEnum):
    TIGHTER = "tighter"
    EQUAL = "equal"
    LOOSER = "looser"
    OTHER_HORIZON = "other_horizon"
    """Due at another time: only the path there can be compared."""
    OTHER_SIGN = "other_sign"
    """One wants a fall where the other limits a rise."""
    INCOMPARABLE = "incomparable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """What a goal says. year: of its due day; yearly: asked for anew every year (then `year` is of no matter).

    is_our_share: the number is laid on us, not on everybody together.
    """

    comparator: Comparator
    value: Decimal
    value_to: Decimal | None = None
    unit: str = "%"
    year: int | None = None
    yearly: bool = False
    is_our_share: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    stance: Stance
    words: str
    by: Decimal | None = None


def margin(own: Aim, above: Aim) -> Margin:
    """`own` against `above`: how much more (or less) it asks."""
    if _signs_differ(own, above):
        return Margin(stance=Stance.OTHER_SIGN, words=f"khác dấu{': chặt hơn' if _falls(own) else ': lỏng hơn'}")
    if own.unit != above.unit:
        return Margin(stance=Stance.INCOMPARABLE, words="không so được: khác đơn vị tính")
    if own.unit != "%" and not above.is_our_share:
        return Margin(stance=Stance.INCOMPARABLE, words="không so được: cấp trên không giao riêng con số này")
    if _kind(own) != _kind(above):
        return Margin(stance=Stance.INCOMPARABLE, words="không so được: khác cách đặt mức")
    if not _same_horizon(own, above):
        words = f"khác mốc ({_when(own)} và {_when(above)}): chỉ so lộ trình"
        return Margin(stance=Stance.OTHER_HORIZON, words=words)
    return _of_ranges(own, above) if own.value_to is not None else _of_values(own, above)


def _of_values(own: Aim, above: Aim) -> Margin:
    more = own.value - above.value
    if _kind(own) == "at_most":
        more = -more
    unit = "điểm %" if own.unit == "%" else own.unit
    if more:
        stance, said = (Stance.TIGHTER, "chặt hơn") if more > 0 else (Stance.LOOSER, "lỏng hơn")
        return Margin(stance=stance, words=f"{said} {format_exact(abs(more))} {unit}", by=more)
    if _is_strict(own) == _is_strict(above):
        return Margin(stance=Stance.EQUAL, words="bằng", by=Decimal(0))
    word = "trên" if _kind(own) != "at_most" else "dưới"
    if _is_strict(own):
        return Margin(stance=Stance.TIGHTER, words=f"chặt hơn: cùng mức, ta ghi «{word}»", by=Decimal(0))
    return Margin(stance=Stance.LOOSER, words=f"lỏng hơn: cùng mức, cấp trên ghi «{word}»", by=Decimal(0))


def _of_ranges(own: Aim, above: Aim) -> Margin:
    assert own.value_to is not None
    assert above.value_to is not None
    if (own.value, own.value_to) == (above.value, above.value_to):
        return Margin(stance=Stance.EQUAL, words="bằng")
    if above.value <= own.value and own.value_to <= above.value_to:
        return Margin(stance=Stance.TIGHTER, words="chặt hơn: nằm trong khoảng của cấp trên")
    if own.value <= above.value and above.value_to <= own.value_to:
        return Margin(stance=Stance.LOOSER, words="lỏng hơn: rộng hơn khoảng của cấp trên")
    return Margin(stance=Stance.INCOMPARABLE, words="không so được: hai khoảng lệch nhau")


def _kind(aim: Aim) -> str:
    """What is asked: a floor, a ceiling, a range, a rise, a fall. A bare number is a floor."""
    match aim.comparator:
        case Comparator.RANGE:
            return "range"
        case Comparator.LE | Comparator.LT:
            return "at_most"
        case _ if aim.comparator.startswith("increase"):
            return "increase"
        case _ if aim.comparator.startswith("decrease"):
            return "decrease"
    return "at_least"


def _falls(aim: Aim) -> bool:
    return _kind(aim) == "decrease"


def _signs_differ(own: Aim, above: Aim) -> bool:
    """«giảm 7%» beside «tăng dưới 1%» (a ceiling on a rise), or beside «tăng 3%»."""
    kinds = {_kind(own), _kind(above)}
    return kinds in ({"decrease", "at_most"}, {"decrease", "increase"})


def _is_strict(aim: Aim) -> bool:
    return aim.comparator.endswith((">", "<"))


def _same_horizon(own: Aim, above: Aim) -> bool:
    """A goal of every year is one of this year, too."""
    if above.yearly:
        return own.yearly or own.year is not None
    return own.year is not None and own.year == above.year


def _when(aim: Aim) -> str:
    return "hằng năm" if aim.yearly else f"năm {aim.year}" if aim.year else "chưa rõ năm"
