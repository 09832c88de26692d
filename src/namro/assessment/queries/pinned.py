"""What the figures say of a commune, as a step of its dossier keeps it: class, criteria, numbers; nothing of people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from namro.assessment.queries.verdicts import judged, verdicts_of
from namro.assessment.rules import AreaClass, assessment_year
from namro.kernel.classification import CriterionTrace, Verdict
from namro.kernel.classification_words import criterion_words
from namro.kernel.spans import Truth
from namro.kernel.times import Period

CLASS_OF_CODE = {"I": AreaClass.CLASS_1, "II": AreaClass.CLASS_2, "III": AreaClass.CLASS_3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Computed:
    """area_class: None while figures are missing that decide it. counted_to: the last day of the figures."""

    area_class: AreaClass | None
    drug_free: Truth
    counted_to: date
    verdict: Verdict


def counted_to(year: int, *, on: date) -> date | None:
    """The end of the newest quarter of the year that is over; None before the first."""
    over = [quarter.end for quarter in assessment_year(year).quarters() if quarter.end < on]
    return over[-1] if over else None


def computed_of(year: int, *, on: date) -> Mapping[int, Computed]:
    """By commune of the map of that day, in order of names; nothing before the first quarter of the year is over."""
    end = counted_to(year, on=on)
    if end is None:
        return {}
    return {unit: _computed(verdict, end) for unit, verdict in verdicts_of(end, on=on).items()}


def computed_for(unit: int, year: int, *, on: date) -> Computed | None:
    """The same of one commune alone."""
    end = counted_to(year, on=on)
    if end is None:
        return None
    found = judged(end, on=on)
    facts = found.book.by_unit.get(unit)
    return None if facts is None else _computed(found.of(facts), end)


def _computed(verdict: Verdict, end: date) -> Computed:
    return Computed(area_class=class_of(verdict), drug_free=verdict.drug_free, counted_to=end, verdict=verdict)


def class_of(verdict: Verdict) -> AreaClass | None:
    """A class other than I, II, III of an older rule set («ít phức tạp») is «chưa xếp loại» here."""
    if verdict.drug_free is Truth.YES:
        return AreaClass.DRUG_FREE
    if verdict.class_code is None or (verdict.class_code == "" and verdict.drug_free is Truth.OPEN):
        return None
    return CLASS_OF_CODE.get(verdict.class_code, AreaClass.NONE)


def pin(computed: Computed | None, period: Period) -> dict[str, Any]:
    """The fields of a step that say what the figures said; empty ones where there were none."""
    if computed is None:
        return {"computed": "", "rule_set": "", "digest": "", "verdict": {}}
    verdict = computed.verdict
    return {
        "computed": computed.area_class or "",
        "rule_set": verdict.rule_set.code,
        "digest": verdict.rule_set.digest,
        "verdict": {
            "number": verdict.rule_set.number,
            "counted_to": computed.counted_to.isoformat(),
            "is_whole_year": computed.counted_to >= period.end,
            "options": dict(verdict.options),
            "facts": {str(cell): str(known.value) for cell, known in verdict.facts.values.items()},
            "classes": classes_of(verdict),
        },
    }


def classes_of(verdict: Verdict) -> list[dict[str, Any]]:
    """Every class with its criteria, as it is stored and shown."""
    return [
        {
            "code": trace.rule.code,
            "name": trace.rule.name,
            "article": trace.rule.article,
            "outcome": str(trace.outcome),
            "needed": f"đạt {trace.met} tiêu chí, cần {trace.rule.min_true}",
            "criteria": [_criterion(one, verdict) for one in trace.criteria],
        }
        for trace in verdict.classes
    ]


def _criterion(trace: CriterionTrace, verdict: Verdict) -> dict[str, Any]:
    return {
        "point": trace.criterion.point,
        "text": trace.criterion.text,
        "article": trace.criterion.article,
        "outcome": str(trace.outcome),
        "said": criterion_words(trace, verdict),
    }
