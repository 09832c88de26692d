"""Which class an area is in by a rule set, and why: every criterion with its figure, its threshold and its article.

What is missing is never zero: a number that may lie anywhere makes a class undecided, unless it cannot matter.
Shares are compared by cross-multiplication, never as rounded percentages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property
from itertools import product

from namro.kernel.expressions import Cell, Expression, Gap, Sum
from namro.kernel.rule_sets import Band, ClassRule, Criterion, RuleSet, Scale
from namro.kernel.spans import ANYTHING, Span, Truth, at_least_of, both, either, exactly


@dataclass(frozen=True, slots=True)
class Known:
    """A figure of an area in a year. is_estimate: to be trued up, or a share of a unit that was divided."""

    value: Fraction
    is_estimate: bool = False


@dataclass(frozen=True, kw_only=True)
class Facts:
    """What is known of an area. An absent cell is missing; `gaps` says of which ones they are kept elsewhere.

    floors: of figures that are missing in part, what is there at least. flags: an absent one is false, since there is
    no decision. counted: by measure, units counted by their verdicts.
    """

    values: Mapping[Cell, Known] = field(default_factory=dict)
    floors: Mapping[Cell, Fraction] = field(default_factory=dict)
    flags: Mapping[str, bool] = field(default_factory=dict)
    counted: Mapping[str, Span] = field(default_factory=dict)
    gaps: Mapping[Cell, Gap] = field(default_factory=dict)

    def gap(self, cell: Cell) -> Gap:
        return self.gaps.get(cell, Gap.BLANK)

    def having(self, values: Mapping[Cell, Fraction]) -> Facts:
        """The same with other figures, as if they had been reported."""
        return replace(self, values={**self.values, **{cell: Known(value) for cell, value in values.items()}})


@dataclass(frozen=True, slots=True, kw_only=True)
class BandTrace:
    """A measure against its band. per: of whom it is a share. reaches, stays_below: of either end, None without one."""

    band: Band
    value: Span
    per: Span | None
    outcome: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionTrace:
    """counted: the criteria (codes) that a count of others found met, with the class in which each was.

    from_class: where a criterion of a higher class counts in this one, that class. flag: None where it asks for none.
    missing: the figures that keep it open.
    """

    criterion: Criterion
    outcome: Truth
    bands: tuple[BandTrace, ...] = ()
    counted: tuple[tuple[str, str], ...] = ()
    flag: bool | None = None
    left: Span | None = None
    from_class: str = ""
    missing: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassTrace:
    rule: ClassRule
    outcome: Truth
    met: int
    criteria: tuple[CriterionTrace, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an area may turn out to be: a class, or none (""); drug-free or not; conflict: it met both."""

    class_code: str
    drug_free: bool
    conflict: bool = False


@dataclass(frozen=True, kw_only=True)
class Verdict:
    """possible: every outcome that the figures allow; one where nothing is missing that matters."""

    rule_set: RuleSet
    scale: Scale
    options: Mapping[str, str]
    facts: Facts
    classes: tuple[ClassTrace, ...]
    possible: tuple[Outcome, ...]

    @property
    def class_codes(self) -> tuple[str, ...]:
        """Every class that is possible, the highest first; "" for none."""
        order = [one.code for one in self.scale.classes] + [""]
        return tuple(sorted({one.class_code for one in self.possible}, key=order.index))

    @property
    def class_code(self) -> str | None:
        """ "" for no class, None while figures are missing that decide."""
        codes = self.class_codes
        return codes[0] if len(codes) == 1 else None

    @property
    def drug_free(self) -> Truth:
        found = {one.drug_free for one in self.possible}
        return Truth.OPEN if len(found) > 1 else Truth.YES if True in found else Truth.NO

    @property
    def conflicts(self) -> bool:
        """The figures make it both drug-free and of a class, whichever the option lets stand."""
        return all(one.conflict for one in self.possible)

    @property
    def is_decided(self) -> bool:
        return self.class_code is not None and (self.class_code != "" or self.drug_free is not Truth.OPEN)

    def trace(self, code: str) -> ClassTrace | None:
        return next((one for one in self.classes if one.rule.code == code), None)

    @cached_property
    def missing(self) -> tuple[Cell, ...]:
        """The figures without which something is open, in order of first mention."""
        traces = [c for one in self.classes if one.outcome is Truth.OPEN for c in one.criteria]
        if self.is_decided and self.drug_free is not Truth.OPEN:
            return ()
        open_ones = [cell for c in traces if c.outcome is Truth.OPEN for cell in c.missing]
        return tuple(dict.fromkeys(open_ones))


def evaluate(
    rule_set: RuleSet, facts: Facts, options: Mapping[str, str] | None = None, *, scale: str = "commune"
) -> Verdict:
    """options: readings that were chosen, by option; the defaults of the file for the rest."""
    return _Evaluation(rule_set, rule_set.scale(scale), facts, rule_set.settled(options or {})).verdict()


class _Evaluation:
    def __init__(self, rule_set: RuleSet, scale: Scale, facts: Facts, options: dict[str, str]) -> None:
        self.rule_set = rule_set
        self.scale = scale
        self.facts = facts
        self.options = options
        self.strict = self._reads("higher") == "strict"
        self._spans: dict[str, tuple[Span, tuple[Cell, ...]]] = {}
        # Outcomes of the plain criteria, which do not count others, by class.
        self._plain = {
            rule.code: {c.code: self._trace(c) for c in rule.criteria if c.is_counted} for rule in scale.classes
        }

    def _reads(self, code: str) -> str:
        return self.rule_set.reading(self.options, code)

    def verdict(self) -> Verdict:
        classes = tuple(self._class(rule) for rule in self.scale.classes)
        return Verdict(
            rule_set=self.rule_set,
            scale=self.scale,
            options=self.options,
            facts=self.facts,
            classes=classes,
            possible=self._possible({one.rule.code: one.outcome for one in classes}),
        )

    # ---- what may come out ----

    def _possible(self, outcomes: Mapping[str, Truth]) -> tuple[Outcome, ...]:
        reached = []
        for rule in self.scale.ranked:
            if outcomes[rule.code] is not Truth.NO:
                reached.append(rule.code)
            if outcomes[rule.code] is Truth.YES:
                break
        else:
            reached.append("")
        test, rest = self.scale.drug_free, self.scale.fallback
        free = _cases(outcomes[test.code]) if test else (False,)
        last = _cases(outcomes[rest.code]) if rest else (False,)
        return tuple(dict.fromkeys(self._settled(case) for case in product(reached, free, last)))

    def _settled(self, case: tuple[str, bool, bool]) -> Outcome:
        """The outcome where it is known what holds: which class, whether it passes the test, whether it is the rest."""
        code, passes, is_rest = case
        if code and passes:
            rule = self.scale.class_of(code)
            reading = self._reads("conflict")
            if reading == "both":
                return Outcome(code, drug_free=True, conflict=True)
            if reading == "drug_free" and rule is not None and rule.gives_way:
                return Outcome("", drug_free=True, conflict=True)
            return Outcome(code, drug_free=False, conflict=True)
        if not code and not passes and is_rest and self.scale.fallback:
            return Outcome(self.scale.fallback.code, drug_free=False)
        return Outcome(code, drug_free=passes)

    # ---- classes ----

    def _class(self, rule: ClassRule) -> ClassTrace:
        plain = self._plain[rule.code]
        criteria = [plain[c.code] if c.is_counted else self._count(c) for c in rule.criteria]
        if rule.higher_counts and not self.strict and self._reads("below_class") == "counts":
            criteria += self._from_above(rule)
        outcomes = [c.outcome for c in criteria]
        return ClassTrace(
            rule=rule,
            outcome=at_least_of(outcomes, rule.min_true),
            met=outcomes.count(Truth.YES),
            criteria=tuple(criteria),
        )

    def _from_above(self, rule: ClassRule) -> list[CriterionTrace]:
        """Criteria of higher classes of a kind that this class does not know, each in the lowest class that has it."""
        own = {c.code for c in rule.criteria}
        found: dict[str, CriterionTrace] = {}
        for above in self.scale.ranked:
            if above.rank > rule.rank:
                for code, trace in self._plain[above.code].items():
                    if code not in own:
                        found[code] = replace(trace, from_class=above.code)
        return list(found.values())

    def _count(self, criterion: Criterion) -> CriterionTrace:
        wanted = criterion.count_of
        assert wanted is not None
        target = self.scale.class_of(wanted.class_code)
        assert target is not None
        by_code: dict[str, list[tuple[str, CriterionTrace]]] = {}
        for rule in self.scale.ranked:
            if rule is target or (wanted.or_higher and rule.rank > target.rank):
                for code, trace in self._plain[rule.code].items():
                    by_code.setdefault(code, []).append((rule.code, trace))
        outcomes = {code: either(t.outcome for _, t in traces) for code, traces in by_code.items()}
        flag = self.facts.flags.get(criterion.flag, False) if criterion.flag else None
        counts = at_least_of(outcomes.values(), wanted.min_true)
        met = [
            (code, next(rule for rule, t in by_code[code] if t.outcome is Truth.YES))
            for code, outcome in outcomes.items()
            if outcome is Truth.YES
        ]
        missing = [
            cell for code, o in outcomes.items() if o is Truth.OPEN for _, t in by_code[code] for cell in t.missing
        ]
        return CriterionTrace(
            criterion=criterion,
            outcome=Truth.NO if flag is False else counts,
            counted=tuple(met),
            flag=flag,
            missing=tuple(dict.fromkeys(missing)),
        )

    # ---- single criteria ----

    def _trace(self, criterion: Criterion) -> CriterionTrace:
        flag = self.facts.flags.get(criterion.flag, False) if criterion.flag else None
        holds = [] if flag is None else [Truth.YES if flag else Truth.NO]
        left, bands = None, tuple(self._band(criterion, band) for band in criterion.bands)
        if criterion.zero:
            left = self._left(criterion)
            holds.append(left.is_zero())
        elif bands:
            holds.append(self._any(criterion, bands))
        outcome = both(holds)
        return CriterionTrace(
            criterion=criterion,
            outcome=outcome,
            bands=bands,
            flag=flag,
            left=left,
            missing=self._missing(criterion) if outcome is Truth.OPEN else (),
        )

    def _missing(self, criterion: Criterion) -> tuple[Cell, ...]:
        return tuple(dict.fromkeys(cell for code in criterion.measures() for cell in self._span(code)[1]))

    def _left(self, criterion: Criterion) -> Span:
        """What a zero test looks at: the measure without those whose state is exempted."""
        span = self._span(criterion.zero)[0]
        taken = exactly(0)
        for code in criterion.exempt:
            taken = taken.plus(self._span(code)[0])
        return span.less(taken)

    def _any(self, criterion: Criterion, bands: tuple[BandTrace, ...]) -> Truth:
        found = either(trace.outcome for trace in bands)
        if not self.strict or len(bands) == 1 or self._reads("either") == "letter":
            return found
        # Read by the higher of the two bands: a part above this band takes the criterion out of it.
        above = (t.value.reaches(t.band.below, t.per) for t in bands if t.band.below is not None)
        return both([found, either(above).opposite])

    def _band(self, criterion: Criterion, band: Band) -> BandTrace:
        value = self._span(band.measure)[0]
        per = self._span(band.per)[0] if band.per else None
        holds = []
        if band.at_least is not None:
            holds.append(value.reaches(band.at_least, per))
        elif not criterion.exact and self._reads("zero") == "positive":
            holds.append(value.is_zero().opposite)
        above = Truth.NO if band.below is None else value.reaches(band.below, per)
        # A value above the band satisfies it too, unless it is read strictly.
        if self.strict or criterion.exact:
            holds.append(above.opposite)
        return BandTrace(band=band, value=value, per=per, outcome=both(holds))

    # ---- figures ----

    def _span(self, code: str) -> tuple[Span, tuple[Cell, ...]]:
        """Where a measure lies, and the figures that it lacks."""
        if code not in self._spans:
            formula = self.rule_set.formula(self.rule_set.measures[code], self.options)
            if formula is None:
                self._spans[code] = (self.facts.counted.get(code, ANYTHING), ())
            else:
                missing = tuple(cell for cell in formula.cells() if cell not in self.facts.values)
                self._spans[code] = (summed(formula, self.facts), missing)
        return self._spans[code]


def summed(formula: Expression, facts: Facts) -> Span:
    """A sum of figures; what is taken off is a part of what it is taken from."""
    node = formula.node
    terms = node.terms if isinstance(node, Sum) else ((1, node),)
    added, taken = exactly(0), exactly(0)
    for sign, cell in terms:
        assert isinstance(cell, Cell)
        span = _figure(cell, facts)
        if sign > 0:
            added = added.plus(span)
        else:
            taken = taken.plus(span)
    return added.less(taken)


def _figure(cell: Cell, facts: Facts) -> Span:
    known = facts.values.get(cell)
    return Span(facts.floors.get(cell, 0), None) if known is None else exactly(known.value)


def _cases(truth: Truth) -> tuple[bool, ...]:
    return {Truth.YES: (True,), Truth.NO: (False,)}.get(truth, (True, False))
