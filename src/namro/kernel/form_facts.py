"""What the rules of a form look up: the figures of a unit and period, and those they are compared with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from namro.kernel.elements import CellKey
from namro.kernel.expressions import Cell, Gap, Unknown, number
from namro.kernel.figures import Figure, FigureState
from namro.kernel.forms import FormSpec

Values = Mapping[CellKey, Figure]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormFacts:
    """The figures of one unit and period, and what the rules compare them with. An absent cell is blank or unknown.

    opening, year_opening: accepted stock at the start of the period and on the eve of the year.
    history: earlier periods of the same kind, the latest first. periods_before_in_year: how many of them lie in the
    same year (0 in quý I), None if that is not known. other: what another supplier gave for this unit.
    """

    values: Values
    opening: Values = field(default_factory=dict)
    year_opening: Values = field(default_factory=dict)
    history: Sequence[Values] = ()
    periods_before_in_year: int | None = 0
    last_year: Values = field(default_factory=dict)
    other: Values = field(default_factory=dict)
    tags: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)

    def before(self, steps: int) -> "FormFacts":
        """The facts as they stood `steps` periods earlier."""
        in_year = self.periods_before_in_year
        return FormFacts(
            values=_at(self.history, steps - 1),
            opening=_at(self.history, steps),
            history=self.history[steps:],
            year_opening=self.year_opening if in_year is not None and in_year >= steps else {},
            periods_before_in_year=in_year - steps if in_year is not None and in_year >= steps else None,
            tags=self.tags,
        )


def _at(history: Sequence[Values], index: int) -> Values:
    return history[index] if index < len(history) else {}


@dataclass(frozen=True, slots=True)
class Ledger:
    """Looks up the cells of expressions; calling it gives a number or why there is none."""

    form: FormSpec
    facts: FormFacts

    def __call__(self, cell: Cell) -> Fraction | Unknown:
        if cell.function == "ytd":
            return self._year_to_date(cell)
        if not cell.function and (formula := self.form.formula(cell.key)):
            return number(formula.node, self)
        return self._read(cell, self._column(cell.function).get(cell.key))

    def value(self, key: CellKey, function: str = "") -> Fraction | None:
        found = self(Cell(function, key))
        return None if isinstance(found, Unknown) else found

    def is_estimated(self, cell: Cell) -> bool:
        """Whether the cell's number stands on an estimate."""
        if not cell.function and (formula := self.form.formula(cell.key)):
            return any(self.is_estimated(part) for part in formula.cells())
        columns = [self._column(cell.function)] if cell.function != "ytd" else [self.facts.values, *self._earlier()]
        given = [column.get(cell.key) for column in columns]
        return any(figure is not None and figure.state is FigureState.ESTIMATED for figure in given)

    def _earlier(self) -> Sequence[Values]:
        """The earlier periods of the same year."""
        return self.facts.history[: self.facts.periods_before_in_year or 0]

    def _column(self, function: str) -> Values:
        facts = self.facts
        match function:
            case "":
                return facts.values
            case "open":
                return facts.opening
            case "year_open":
                begun = facts.periods_before_in_year
                return facts.year_opening if begun else {**facts.opening, **facts.year_opening}
            case "prev":
                return _at(facts.history, 0)
            case "last_year":
                return facts.last_year
            case "other":
                return facts.other
        raise KeyError(function)

    def _read(self, cell: Cell, figure: Figure | None) -> Fraction | Unknown:
        if figure is not None and figure.value is not None:
            return Fraction(figure.value)
        if figure is not None and figure.state is FigureState.NOT_STORED:
            return Unknown(((cell, Gap.NOT_STORED),))
        box = self.form.cell(cell.key)
        if figure is not None and box is not None and box.not_applicable:
            return Fraction(0)
        return Unknown(((cell, Gap.BLANK),))

    def _year_to_date(self, cell: Cell) -> Fraction | Unknown:
        total = self(Cell("", cell.key))
        before = self.facts.periods_before_in_year
        if before is None or before > len(self.facts.history):
            return Unknown(((cell, Gap.BLANK),))
        for values in self._earlier():
            part = self._read(cell, values.get(cell.key))
            if isinstance(total, Unknown) or isinstance(part, Unknown):
                return part if isinstance(part, Unknown) else total
            total += part
        return total
