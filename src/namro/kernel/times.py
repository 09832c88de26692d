"""Reporting periods: what a quarter or a year covers, by statute or by the calendar.

Both ends of a period are days inside it; the end is the day on which the figures are cut off.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache, total_ordering
from importlib.resources import files

ONE_DAY = timedelta(days=1)
_ROMAN = ("I", "II", "III", "IV")


class PeriodKind(StrEnum):
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    NINE_MONTHS = "nine_months"
    YEAR = "year"
    STAGE = "stage"
    CAMPAIGN = "campaign"


class Regime(StrEnum):
    STATUTORY = "statutory"
    CALENDAR = "calendar"


# Their dates are those that a plan names: no period of these kinds follows from a day.
FREE_KINDS = frozenset({PeriodKind.STAGE, PeriodKind.CAMPAIGN})
# kind -> months in a period, periods in a year; a stage and a campaign have neither
_SHAPES = {
    PeriodKind.MONTH: (1, 12),
    PeriodKind.QUARTER: (3, 4),
    PeriodKind.HALF_YEAR: (6, 2),
    PeriodKind.NINE_MONTHS: (9, 1),
    PeriodKind.YEAR: (12, 1),
}


@total_ordering
@dataclass(frozen=True, slots=True)
class Period:
    """Ordered by start, then end. Build with `period_of` and the like; a campaign's dates are free."""

    kind: PeriodKind
    regime: Regime
    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(f"Kỳ kết thúc {short_date(self.end)} trước khi bắt đầu {short_date(self.start)}.")

    def __lt__(self, other: "Period") -> bool:
        return (self.start, self.end, self.kind, self.regime) < (other.start, other.end, other.kind, other.regime)

    def __contains__(self, day: date) -> bool:
        return self.start <= day <= self.end

    @property
    def year(self) -> int:
        """The year that names the period: 2026 for the window that begins on 15/12/2025."""
        return self.end.year

    @property
    def number(self) -> int:
        """1 for quý I, 6 for tháng 6; always 1 for nine months, a year, a stage, a campaign."""
        months, count = _SHAPES.get(self.kind, (12, 1))
        return self.end.month // months if count > 1 else 1

    @property
    def first_year(self) -> int:
        """The year that names the start: 2026 for the stage 2026–2030, which begins on 15/12/2025."""
        return period_containing(self.start, PeriodKind.YEAR, self.regime).year

    @property
    def code(self) -> str:
        match self.kind:
            case PeriodKind.MONTH:
                return f"{self.year}-M{self.number:02}"
            case PeriodKind.QUARTER:
                return f"{self.year}-Q{self.number}"
            case PeriodKind.HALF_YEAR:
                return f"{self.year}-H{self.number}"
            case PeriodKind.NINE_MONTHS:
                return f"{self.year}-9M"
            case PeriodKind.YEAR:
                return f"{self.year}-Y"
            case PeriodKind.STAGE:
                return f"S{self.first_year}-{self.year}"
            case PeriodKind.CAMPAIGN:
                return f"C{self.start:%Y%m%d}-{self.end:%Y%m%d}"

    @property
    def label(self) -> str:
        match self.kind:
            case PeriodKind.MONTH:
                return f"Tháng {self.number}/{self.year}"
            case PeriodKind.QUARTER:
                return f"Quý {_ROMAN[self.number - 1]}/{self.year}"
            case PeriodKind.HALF_YEAR:
                return f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {self.year}"
            case PeriodKind.NINE_MONTHS:
                return f"9 tháng đầu năm {self.year}"
            case PeriodKind.YEAR:
                return f"Năm {self.year}"
            case PeriodKind.STAGE:
                return f"Giai đoạn {self.first_year}–{self.year}"
            case PeriodKind.CAMPAIGN:
                return f"Đợt {self.in_words}"

    @property
    def in_words(self) -> str:
        return f"từ ngày {short_date(self.start)} đến ngày {short_date(self.end)}"

    def previous(self) -> "Period":
        return self._shifted(-1)

    def next(self) -> "Period":
        return self._shifted(1)

    def same_last_year(self) -> "Period":
        """Cùng kỳ. Of a stage, which has none, the stage before it."""
        if self.kind is PeriodKind.STAGE:
            return self.previous()
        if self.kind is PeriodKind.CAMPAIGN:
            return Period(self.kind, self.regime, _year_before(self.start), _year_before(self.end))
        return period_of(self.kind, self.regime, self.year - 1, self.number)

    def year_to_date(self) -> "Period":
        """From the start of the year's window to this end, as the named period with these dates if there is one.

        Of a stage, from its own start.
        """
        if self.kind is PeriodKind.STAGE:
            return self
        year = period_containing(self.end, PeriodKind.YEAR, self.regime)
        for kind in _SHAPES:
            first = period_of(kind, self.regime, year.year)
            if first.end == self.end:
                return first
        return Period(PeriodKind.CAMPAIGN, self.regime, year.start, self.end)

    def quarters(self) -> tuple["Period", ...]:
        return self.parts(PeriodKind.QUARTER)

    def parts(self, kind: PeriodKind) -> tuple["Period", ...]:
        """The periods of a kind that lie wholly within, in order: the quarters of a year, the years of a stage."""
        first = period_containing(self.start, kind, self.regime)
        return tuple(p for p in _following(first, self.end) if p.start >= self.start)

    def split(self, cuts: Iterable[date]) -> tuple["Period", ...]:
        """A campaign's sub-windows, in order: each ends on a cut, the last one on the campaign's own last day.

        Cuts outside the campaign are left out.
        """
        ends = sorted({day for day in cuts if self.start <= day < self.end} | {self.end})
        starts = [self.start, *(day + ONE_DAY for day in ends)]
        return tuple(campaign(start, end, self.regime) for start, end in zip(starts, ends, strict=False))

    def _shifted(self, steps: int) -> "Period":
        if self.kind is PeriodKind.CAMPAIGN:
            raise ValueError("Đợt có ngày tự chọn, không có kỳ liền trước, liền sau.")
        if self.kind is PeriodKind.STAGE:
            years = (self.year - self.first_year + 1) * steps
            return stage(self.first_year + years, self.year + years, self.regime)
        _, count = _SHAPES[self.kind]
        years, number = divmod(self.number - 1 + steps, count)
        return period_of(self.kind, self.regime, self.year + years, number + 1)


def short_date(day: date) -> str:
    """«05/02/2026», «15/3/2026»: days below 10 and months 1 and 2 take a zero (Nghị định 30/2020/NĐ-CP, Phụ lục I)."""
    month = f"{day.month:02}" if day.month < 3 else f"{day.month}"
    return f"{day.day:02}/{month}/{day.year}"


def period_of(kind: PeriodKind, regime: Regime, year: int, number: int = 1) -> Period:
    """ValueError for a stage, a campaign, a number outside the year, or a year before the regime was in force."""
    if kind not in _SHAPES:
        raise ValueError("Giai đoạn, đợt có ngày tự chọn, không tính được từ năm.")
    months, count = _SHAPES[kind]
    if not 1 <= number <= count:
        raise ValueError(f"Một năm không có kỳ thứ {number} loại này.")
    first = (number - 1) * months
    return Period(kind, regime, _month_start(regime, year, first), _month_start(regime, year, first + months) - ONE_DAY)


def stage(first: int, last: int, regime: Regime = Regime.STATUTORY) -> Period:
    """Giai đoạn 2026–2030: from the start of the first year's window to the end of the last one's."""
    start, end = (period_of(PeriodKind.YEAR, regime, year) for year in (first, last))
    return Period(PeriodKind.STAGE, regime, start.start, end.end)


def campaign(start: date, end: date, regime: Regime = Regime.CALENDAR) -> Period:
    return Period(PeriodKind.CAMPAIGN, regime, start, end)


_CODE = re.compile(r"(\d{4})-(?:M(\d{2})|Q(\d)|H(\d)|(9M)|(Y))", re.ASCII)
_STAGE_CODE = re.compile(r"S(\d{4})-(\d{4})", re.ASCII)
_CAMPAIGN_CODE = re.compile(r"C(\d{8})-(\d{8})", re.ASCII)


def period_from_code(code: str, regime: Regime) -> Period:
    """The inverse of `Period.code`; ValueError if it is none."""
    if found := _CAMPAIGN_CODE.fullmatch(code):
        return campaign(date.fromisoformat(found[1]), date.fromisoformat(found[2]), regime)
    if found := _STAGE_CODE.fullmatch(code):
        return stage(int(found[1]), int(found[2]), regime)
    if not (found := _CODE.fullmatch(code)):
        raise ValueError(f"«{code}» không phải mã kỳ.")
    index = next(i for i in range(2, 7) if found[i])
    kind = tuple(_SHAPES)[index - 2]
    return period_of(kind, regime, int(found[1]), int(found[index]) if index <= 4 else 1)


def period_containing(day: date, kind: PeriodKind, regime: Regime) -> Period:
    """ValueError where no period of the kind holds the day: a stage, a campaign, nine months in the last quarter."""
    if kind in _SHAPES:
        for year in (day.year, day.year + 1):
            for number in range(1, _SHAPES[kind][1] + 1):
                period = period_of(kind, regime, year, number)
                if day in period:
                    return period
    raise ValueError(f"Ngày {short_date(day)} không thuộc kỳ nào loại này.")


def _following(period: Period, until: date) -> Iterator[Period]:
    while period.end <= until:
        yield period
        period = period.next()


def _year_before(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year - 1, 2, 28)
    return day.replace(year=day.year - 1)


@dataclass(frozen=True, slots=True)
class Window:
    """A row of data/windows.toml."""

    regime: Regime
    first_day: int
    months_before: int
    valid_from: date
    citation: str


def window_rule(regime: Regime, on: date) -> Window:
    """The rule for a month that begins on `on`."""
    rows = [w for w in _windows() if w.regime is regime and w.valid_from <= on]
    if not rows:
        raise ValueError(f"Chưa có quy định về thời gian chốt số liệu cho tháng {on.month}/{on.year}.")
    return max(rows, key=lambda w: w.valid_from)


def _month_start(regime: Regime, year: int, months: int) -> date:
    """The first day of the window of the month that lies `months` after January of `year`."""
    month = year * 12 + months
    rule = window_rule(regime, date(month // 12, month % 12 + 1, 1))
    month -= rule.months_before
    return date(month // 12, month % 12 + 1, rule.first_day)


@cache
def _windows() -> tuple[Window, ...]:
    text = (files("namro.kernel") / "data" / "windows.toml").read_text("utf-8")
    return tuple(Window(**{**row, "regime": Regime(row["regime"])}) for row in tomllib.loads(text)["window"])
