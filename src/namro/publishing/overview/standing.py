"""Communes by class and without drugs, as the figures of the year make them: provisional until an authority decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from namro.assessment.queries import FourNumbers, four_numbers, judged
from namro.kernel.classification import Verdict
from namro.kernel.problems import Refused
from namro.kernel.times import Period
from namro.reporting.queries.kept import kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """rule_set: its number in words. counts: communes by the name of their class, the highest first, none last.

    open: communes of which figures are missing that decide.
    """

    rule_set: str
    until: date
    verdicts: Mapping[int, Verdict]
    counts: Mapping[str, int]
    open: int

    @property
    def in_words(self) -> str:
        told = [f"{number} {name}" for name, number in self.counts.items() if number]
        told += [f"{self.open} chưa đủ số liệu"] * bool(self.open)
        return f"Xếp loại tạm tính theo {self.rule_set}: {', '.join(told)}."


def classes(period: Period, *, on: date) -> Classes | None:
    """Up to the end of a quarter; None where the period ends on another day or no rule set says anything of communes.

    Kept until something is written.
    """
    return kept(("classes", period.end, on), lambda: _classes(period, on))


def _classes(period: Period, on: date) -> Classes | None:
    try:
        found = judged(period.end, on=on)
    except Refused:
        return None
    if not found.verdicts:
        return None
    scale = found.rule_set.scale("commune")
    told = Counter(verdict.class_code for verdict in found.verdicts.values())
    names = {one.code: one.name for one in scale.classes} | {"": "chưa xếp loại"}
    return Classes(
        rule_set=f"Quyết định {found.rule_set.number}",
        until=period.end,
        verdicts=found.verdicts,
        counts={name: told[code] for code, name in names.items()},
        open=told[None],
    )


def drug_free(period: Period, *, on: date) -> FourNumbers | None:
    """Of the year in which a period ends, on the map of a day; None without communes. Kept, too."""
    return kept(("drug_free", period.year, on), lambda: _drug_free(period.year, on))


def _drug_free(year: int, on: date) -> FourNumbers | None:
    try:
        found = four_numbers(year, on)
    except Refused:
        return None
    return found if found.communes else None


def drug_free_in_words(found: FourNumbers) -> str:
    told = (
        f"đăng ký {len(found.registered)}, đủ điều kiện theo số liệu {len(found.met)}, "
        f"đã đề nghị {len(found.proposed)}, đã quyết định {len(found.decided)}"
    )
    need = f"; chỉ tiêu cần {found.target.needed}" if found.target else ""
    return f"Không ma túy năm {found.year}: {told} trong {len(found.communes)} xã, phường{need}."
