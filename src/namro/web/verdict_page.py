"""How a verdict is told on a page: words, tones, links to where each figure comes from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from namro.assessment.facts import FactBook, Source
from namro.catalogue import queries as catalogue
from namro.kernel.classification import ClassTrace, CriterionTrace, Outcome, Verdict
from namro.kernel.classification_changes import Change, OtherReading, changes, other_readings
from namro.kernel.classification_words import (
    TRUTHS,
    UNCLASSED,
    UNDECIDED,
    criterion_words,
    outcome_words,
    possible_words,
    threshold_words,
    verdict_words,
)
from namro.kernel.expressions import Cell, Gap
from namro.kernel.figures import format_exact
from namro.kernel.rule_sets import RuleSet, Scale
from namro.kernel.spans import Truth
from namro.reporting.models import FigureRevision


class Badge(NamedTuple):
    """What components/status.html takes."""

    label: str
    tone: str
    symbol: str


MOST_NAMED = 3
"""How many possible outcomes say something; more of them say that nothing is known."""
_TONES = {"bad": "overdue", "warn": "alert", "wait": "clock", "good": "check", "calm": "dash"}
TRUTH_BADGES = {Truth.YES: ("good", "check"), Truth.NO: ("calm", "dash"), Truth.OPEN: ("wait", "clock")}


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def said(words: str) -> str:
    """A verdict in the reader's language: the names of classes are the decree's own, the rest is translated."""
    return capital(_(words)) if words in (UNCLASSED, UNDECIDED) else capital(words)


def badge(verdict: Verdict) -> Badge:
    tone = "wait"
    if verdict.is_decided:
        tone = _tone(verdict.scale, verdict.class_code or "", is_free=verdict.drug_free is Truth.YES)
    return Badge(said(verdict_words(verdict)), tone, _TONES[tone])


def _tone(scale: Scale, code: str, *, is_free: bool) -> str:
    rule = scale.class_of(code) if code else None
    if rule is None:
        return "good" if is_free else "calm"
    if rule.fallback:
        return "calm"
    return "bad" if rule is scale.ranked[0] else "warn"


def truth_badge(truth: Truth) -> Badge:
    tone, symbol = TRUTH_BADGES[truth]
    return Badge(capital(_(TRUTHS[truth])), tone, symbol)


def free_badge(verdict: Verdict) -> Badge | None:
    """Whether it passes the test for an area without drugs; None where the rules have none."""
    rule = verdict.scale.drug_free
    trace = verdict.trace(rule.code) if rule else None
    return truth_badge(trace.outcome) if trace else None


def conflict_words(verdict: Verdict) -> str:
    """The class, or the test, that the figures meet as well and that does not stand; "" where there is no conflict."""
    if not verdict.conflicts:
        return ""
    reached = [trace for trace in verdict.classes if trace.outcome is Truth.YES and not trace.rule.fallback]
    standing = verdict.class_code or (verdict.scale.drug_free.code if verdict.scale.drug_free else "")
    return next((trace.rule.name for trace in reversed(reached) if trace.rule.code != standing), "")


class Names:
    """What figures are called."""

    def __init__(self) -> None:
        self._elements = catalogue.elements()

    def of(self, cell: Cell) -> str:
        element = self._elements.get(cell.key.element)
        if element is None:
            return str(cell)
        breakdown = dict(element.breakdowns).get(cell.key.breakdown, "")
        name = f"{element.name}: {breakdown.lower()}" if breakdown else element.name
        return _("%(name)s (đầu năm)") % {"name": name} if cell.function else name

    def unit(self, cell: Cell) -> str:
        element = self._elements.get(cell.key.element)
        return element.unit if element else ""

    def decimals(self, cell: Cell) -> int:
        element = self._elements.get(cell.key.element)
        return element.decimals if element else 0


def class_tables(verdict: Verdict) -> list[dict[str, Any]]:
    """Every class with its criteria, the highest first."""
    return [_class_table(trace, verdict) for trace in verdict.classes]


def _class_table(trace: ClassTrace, verdict: Verdict) -> dict[str, Any]:
    return {
        "trace": trace,
        "title": capital(trace.rule.name),
        "badge": truth_badge(trace.outcome),
        "own": len(trace.rule.criteria),
        "rows": [_criterion_row(one, verdict) for one in trace.criteria],
    }


def _criterion_row(one: CriterionTrace, verdict: Verdict) -> dict[str, Any]:
    return {
        "trace": one,
        "point": one.criterion.point,
        "text": one.criterion.text,
        "article": one.criterion.article,
        "measured": criterion_words(one, verdict),
        "threshold": _threshold(one, verdict.rule_set),
        "badge": truth_badge(one.outcome),
    }


def _threshold(one: CriterionTrace, rule_set: RuleSet) -> str:
    if one.criterion.zero:
        return "0"
    if one.criterion.count_of is not None:
        return _("ít nhất %(n)d tiêu chí") % {"n": one.criterion.count_of.min_true}
    if not one.bands:
        return _("có quyết định")
    return f" {_('hoặc')} ".join(threshold_words(band.band, rule_set) for band in one.bands)


def change_lines(verdict: Verdict, names: Names) -> list[dict[str, Any]]:
    """What would make it another verdict, the smallest change of each figure first."""
    found = changes(verdict)
    return [_change_line(one, verdict, names) for one in sorted(found, key=lambda c: (not c.flag, abs(c.step)))]


def _change_line(change: Change, verdict: Verdict, names: Names) -> dict[str, Any]:
    after = capital(outcome_words(verdict.scale, change.after))
    tone = _tone(verdict.scale, change.after.class_code, is_free=change.after.drug_free)
    label = Badge(after, tone, _TONES[tone])
    if change.flag:
        name = verdict.rule_set.flags[change.flag].name
        what = _("Có quyết định: %(name)s") if change.step > 0 else _("Không còn quyết định: %(name)s")
        return {"what": what % {"name": name[0].lower() + name[1:]}, "after": label}
    about = {
        "n": format_exact(abs(change.step)),
        "unit": verdict.rule_set.measures[change.measure].unit,
        "names": f" {_('hoặc')} ".join(_small(names.of(cell)) for cell in change.cells),
    }
    what = _("Thêm %(n)s %(unit)s: %(names)s") if change.step > 0 else _("Bớt %(n)s %(unit)s: %(names)s")
    return {"what": what % about, "after": label}


def _small(text: str) -> str:
    return text[:1].lower() + text[1:]


def reading_lines(verdict: Verdict, others: Iterable[OtherReading] | None = None) -> list[dict[str, Any]]:
    """Readings under which the same figures give something else."""
    found = other_readings(verdict) if others is None else others
    return [
        {
            "option": option.name,
            "choice": option.choice(one.choice).name,
            "chosen": option.choice(verdict.options[one.option]).name,
            "badge": badge(one.verdict),
        }
        for one in found
        if (option := verdict.rule_set.option(one.option)) is not None
    ]


def options_in_words(rule_set: RuleSet, options: Mapping[str, str]) -> list[str]:
    return [f"{option.name}: {option.choice(options[option.code]).name}" for option in rule_set.options]


def missing_lines(verdict: Verdict, names: Names) -> list[str]:
    elsewhere = _("không lưu ở đây")
    return [
        f"{names.of(cell)} ({elsewhere})" if verdict.facts.gap(cell) is Gap.NOT_STORED else names.of(cell)
        for cell in verdict.missing
    ]


def open_words(verdict: Verdict) -> str:
    """«Loại II hoặc loại III» where figures are missing that decide; "" where it is decided, or where nothing is."""
    is_wide_open = len(verdict.possible) > MOST_NAMED
    return "" if verdict.is_decided or is_wide_open else capital(possible_words(verdict))


def used_cells(verdict: Verdict) -> tuple[Cell, ...]:
    """The figures that the criteria look at, as they are read, in order of the rule set's measures."""
    used = {code for rule in verdict.scale.classes for c in rule.criteria for code in c.measures()}
    formulas = [
        verdict.rule_set.formula(measure, verdict.options)
        for code, measure in verdict.rule_set.measures.items()
        if code in used
    ]
    return tuple(dict.fromkeys(cell for formula in formulas if formula for cell in formula.cells()))


def figure_lines(
    verdict: Verdict, book: FactBook, unit: int, names: Names, seen: Collection[int]
) -> list[dict[str, Any]]:
    """Every figure with what it is made of. seen: units whose figures the reader may open."""
    own = book.sources.get(unit, {})
    windows = _windows(revision for sources in own.values() for source in sources for revision in source.revisions)
    lines = []
    for cell in used_cells(verdict):
        known = verdict.facts.values.get(cell)
        lines.append(
            {
                "name": names.of(cell),
                "unit": names.unit(cell),
                "value": _value(cell, verdict),
                "is_estimate": known is not None and known.is_estimate,
                "sources": [_source(one, cell, book, windows, seen) for one in own.get(cell, ())],
            }
        )
    return lines


def _value(cell: Cell, verdict: Verdict) -> str:
    known = verdict.facts.values.get(cell)
    if known is not None:
        return format_exact(known.value)
    floor = verdict.facts.floors.get(cell, Fraction(0))
    if floor:
        return _("ít nhất %(n)s") % {"n": format_exact(floor)}
    return _("không lưu ở đây") if verdict.facts.gap(cell) is Gap.NOT_STORED else _("chưa có số")


def _source(
    source: Source, cell: Cell, book: FactBook, windows: Mapping[int, tuple[Any, Any]], seen: Collection[int]
) -> dict[str, Any]:
    found = [windows[revision] for revision in source.revisions if revision in windows]
    url = ""
    if found and source.unit in seen:
        start, end = min(window[0] for window in found), max(window[1] for window in found)
        where = [source.unit, cell.key.element, cell.key.breakdown, start.isoformat(), end.isoformat()]
        url = reverse("reports:trace-figure", args=where)
    value = "–" if source.figure.value is None else format_exact(source.figure.value)
    return {
        "unit": book.names.get(source.unit, ""),
        "value": value,
        "share": "" if source.share == 1 else f"{format_exact(source.share * 100)}%",
        "url": url,
    }


def _windows(revisions: Iterable[int]) -> dict[int, tuple[Any, Any]]:
    rows = FigureRevision.objects.filter(pk__in=set(revisions)).values_list("pk", "window_start", "window_end")
    return {pk: (start, end) for pk, start, end in rows}


def outcome_of(verdict: Verdict) -> str:
    """One word by which verdicts are sorted and counted: the code of a class, KMT, none or open."""
    if not verdict.is_decided:
        return "open"
    if verdict.class_code:
        return verdict.class_code
    rule = verdict.scale.drug_free
    return rule.code if rule and verdict.drug_free is Truth.YES else "none"


def outcomes(scale: Scale) -> dict[str, str]:
    """Every outcome that there can be, in the order in which pages list them."""
    found = {rule.code: capital(rule.name) for rule in scale.ranked}
    if scale.fallback:
        found[scale.fallback.code] = capital(scale.fallback.name)
    found["none"] = capital(_(UNCLASSED))
    if scale.drug_free:
        found[scale.drug_free.code] = capital(scale.drug_free.name)
    found["open"] = capital(_(UNDECIDED))
    return found


def outcome_badge(scale: Scale, code: str) -> Badge:
    if code == "open":
        return Badge(capital(_(UNDECIDED)), "wait", "clock")
    rule = scale.drug_free
    is_free = rule is not None and code == rule.code
    outcome = Outcome("" if is_free or code == "none" else code, drug_free=is_free)
    tone = _tone(scale, outcome.class_code, is_free=is_free)
    return Badge(said(outcome_words(scale, outcome)), tone, _TONES[tone])
