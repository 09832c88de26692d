"""Rule sets: what a decree says of areas, as dated data. `rule_set_files` reads one; `classification` applies it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from namro.kernel.expressions import Expression
from namro.kernel.times import Regime

# What the wording of a decree leaves open, and the engine knows how to read: code -> choices, the usual one in front.
# An option of any other code may only give measures another formula.
READINGS: Mapping[str, tuple[str, ...]] = {
    "higher": ("monotone", "strict"),
    "zero": ("positive", "counts"),
    "conflict": ("drug_free", "class", "both"),
    "below_class": ("counts", "own"),
    "either": ("highest", "letter"),
}
# Functions that a formula of a measure may use: the figure of the year, and the stock on its eve.
FUNCTIONS = ("", "year_open")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number about an area. formula: over the year's figures; None where units are counted by their verdicts.

    counts: classes of which units of the scale `counts_of` are counted, () for all its units. decimals: of the figure.
    """

    code: str
    name: str
    unit: str
    article: str = ""
    decimals: int = 0
    formula: Expression | None = None
    counts: tuple[str, ...] = ()
    counts_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """What somebody decided about an area: true where a unit has one of these tags."""

    code: str
    name: str
    tags: tuple[str, ...]
    article: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """measures: formulas that stand in for those of the measures of these codes."""

    code: str
    name: str
    meaning: str
    measures: Mapping[str, Expression] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """A place that can be read in more than one way."""

    code: str
    name: str
    explanation: str
    default: str
    choices: tuple[Choice, ...]

    def choice(self, code: str) -> Choice:
        """KeyError for a code that is none of its choices."""
        for one in self.choices:
            if one.code == code:
                return one
        raise KeyError(code)


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """at_least <= measure (/ per) < below; None for an open end."""

    measure: str
    per: str = ""
    at_least: Fraction | None = None
    below: Fraction | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountOf:
    """At least `min_true` of the criteria of a class (or, or_higher, of one above it) are met."""

    class_code: str
    min_true: int
    or_higher: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One of: bands (any of them), count_of, zero, or a flag alone; a flag beside count_of has to hold as well.

    code: the same for the same matter in all classes; point: how the decree letters it here. zero: a measure that has
    to be 0 when what the measures in `exempt` count is taken off. exact: a band is read as it is written, whatever the
    options say: 0 satisfies it where it has no lower end, and what lies above it does not.
    """

    code: str
    point: str
    text: str
    article: str
    bands: tuple[Band, ...] = ()
    count_of: CountOf | None = None
    flag: str = ""
    zero: str = ""
    exempt: tuple[str, ...] = ()
    exact: bool = False

    @property
    def is_counted(self) -> bool:
        """Whether `count_of` of another class counts it: not if it counts others itself."""
        return self.count_of is None

    def measures(self) -> tuple[str, ...]:
        bands = [code for band in self.bands for code in (band.measure, band.per) if code]
        return (*bands, *((self.zero,) if self.zero else ()), *self.exempt)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassRule:
    """A class is reached when min_true of its criteria are met.

    rank: the greater the worse. drug_free: this is the test for an area without drugs, beside the classes.
    fallback: looked at only where no class is reached and the area is not drug-free. gives_way: is not given to an area
    that passes that test (option «conflict»). higher_counts: a criterion of a higher class counts here even where this
    class has none of its kind (option «below_class»).
    """

    code: str
    name: str
    article: str
    rank: int
    min_true: int
    criteria: tuple[Criterion, ...]
    drug_free: bool = False
    fallback: bool = False
    gives_way: bool = False
    higher_counts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """The classes of one kind of area, the highest first. levels: of the units that are judged so."""

    code: str
    name: str
    article: str
    levels: tuple[str, ...]
    classes: tuple[ClassRule, ...]

    def class_of(self, code: str) -> ClassRule | None:
        return next((one for one in self.classes if one.code == code), None)

    @property
    def drug_free(self) -> ClassRule | None:
        return next((one for one in self.classes if one.drug_free), None)

    @property
    def ranked(self) -> tuple[ClassRule, ...]:
        return tuple(one for one in self.classes if not one.drug_free and not one.fallback)

    @property
    def fallback(self) -> ClassRule | None:
        return next((one for one in self.classes if one.fallback), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleSet:
    """valid_to is included; None while nothing ends it. doubts: what was not confirmed against the signed text.

    digest: of the file's bytes. period_start, period_end: month and day; an end before the start is of the next year.
    """

    code: str
    number: str
    title: str
    issuer: str
    issued_on: date
    valid_from: date
    valid_to: date | None
    source: str
    doubts: tuple[str, ...]
    period_start: tuple[int, int]
    period_end: tuple[int, int]
    period_article: str
    measures: Mapping[str, Measure]
    flags: Mapping[str, Flag]
    options: tuple[Option, ...]
    scales: tuple[Scale, ...]
    digest: str = ""

    def __str__(self) -> str:
        return self.number

    @property
    def regime(self) -> Regime:
        """How figures of its year are windowed: from 15/12 by statute, from 1/1 by the calendar."""
        return Regime.CALENDAR if self.period_start == (1, 1) else Regime.STATUTORY

    def scale(self, code: str) -> Scale:
        """KeyError for a code that is none of its scales."""
        for one in self.scales:
            if one.code == code:
                return one
        raise KeyError(code)

    def option(self, code: str) -> Option | None:
        return next((one for one in self.options if one.code == code), None)

    def settled(self, chosen: Mapping[str, str]) -> dict[str, str]:
        """Every reading by option: what was chosen, else the default of the file; unknown choices are left out."""
        found = {}
        for option in self.options:
            wanted = chosen.get(option.code, option.default)
            found[option.code] = wanted if wanted in {c.code for c in option.choices} else option.default
        return found

    def reading(self, settled: Mapping[str, str], code: str) -> str:
        """What the engine goes by: the chosen reading, the usual one where the file does not open the question."""
        return settled.get(code, READINGS[code][0])

    def formula(self, measure: Measure, settled: Mapping[str, str]) -> Expression | None:
        for option in self.options:
            other = option.choice(settled[option.code]).measures.get(measure.code)
            if other is not None:
                return other
        return measure.formula

    def formulas(self) -> Iterator[Expression]:
        """Every formula that some reading uses."""
        for measure in self.measures.values():
            if measure.formula is not None:
                yield measure.formula
        for option in self.options:
            for choice in option.choices:
                yield from choice.measures.values()
