"""Communes by class and without drugs, as the figures of the year make them: provisional until an authority decides."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from namro.assessment.queries import judged
from namro.kernel.classification import Verdict
from namro.kernel.problems import Refused
from namro.kernel.spans import Truth
from namro.kernel.times import Period
from namro.reporting.queries.kept import kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Classes:
    """rule_set: its number in words. counts: communes by the name of their class, the highest first, none last.

    open: communes of which figures are missing that decide. drug_free: those that meet the condition by the figures.
    """

    rule_set: str
    until: date
    verdicts: Mapping[int, Verdict]
    counts: Mapping[str, int]
    open: int
    drug_free: int

    @property
    def in_words(self) -> str:
        told = [f"{number} {name}" for name, number in self.counts.items() if number]
        told += [f"{self.open} chưa đủ số liệu để xếp"] * bool(self.open)
        return (
            f"Tạm tính theo {self.rule_set}: {', '.join(told)}; {self.drug_free}/{len(self.verdicts)} xã, phường đủ "
            "điều kiện không ma túy."
        )


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
        drug_free=sum(verdict.drug_free is Truth.YES for verdict in found.verdicts.values()),
    )
