"""What is wrong with a filled form, in sentences that show the arithmetic.

Blank is never zero: a rule that hangs on a blank box is not decided, the blank box itself is what is reported.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from namro.kernel.elements import CellKey, ElementKind, ElementSpec
from namro.kernel.expressions import FUNCTIONS, Cell, Gap, Unknown, number, truth
from namro.kernel.figures import Figure, FigureState, estimated, format_exact, reported
from namro.kernel.form_facts import FormFacts, Ledger, Values
from namro.kernel.form_rules import (
    Breakdowns,
    Change,
    ClosingNotNegative,
    Crosses,
    Cumulative,
    Figures,
    Must,
    OpeningKnown,
    PersonalData,
    Repeated,
    Rule,
    Scope,
    Share,
    Silent,
    When,
)
from namro.kernel.form_sentences import Sentences
from namro.kernel.forms import FormSpec, Prefill
from namro.kernel.personal_data import find_personal_data
from namro.kernel.problems import Problem, Severity


def check_form(
    form: FormSpec, elements: Mapping[str, ElementSpec], facts: FormFacts, *, scope: Scope = Scope.UNIT
) -> list[Problem]:
    """Errors block sending, warnings ask for a reason, information says what could not be checked.

    `place` is a cell ("addicts_new[total]"), "section:B" or "narrative:results". scope ALL_UNITS: the rules for the
    consolidated figures alone.
    """
    checker = _Checker(form, elements, facts)
    problems = list(checker.boxes()) if scope is Scope.UNIT else []
    for rules, severity in ((form.identities, Severity.ERROR), (form.warnings, Severity.WARNING)):
        for rule in rules:
            if rule.scope is scope and (not rule.tags or facts.tags.intersection(rule.tags)):
                problems += checker.check(rule, severity)
    return problems


def expected_closing(form: FormSpec, values: Values, opening: Values) -> dict[CellKey, Decimal]:
    """What each closing stock has to be; a cell is absent while a figure that it hangs on is."""
    ledger = Ledger(form, FormFacts(values=values, opening=opening))
    found = {}
    for key in form.with_prefill(Prefill.OPENING_DERIVED):
        if identity := form.identity_of(key):
            closing = number(identity[1], ledger)
            if not isinstance(closing, Unknown):
                found[key] = decimal_of(closing)
    return found


def derive(form: FormSpec, facts: FormFacts) -> dict[CellKey, Figure]:
    """The figures of the form's derived elements; one is absent while a figure that it hangs on is.

    What stands on an estimate is an estimate.
    """
    ledger = Ledger(form, facts)
    found = {}
    for item in form.derived:
        value = ledger.value(item.key)
        if value is not None:
            figure = estimated if ledger.is_estimated(Cell("", item.key)) else reported
            found[item.key] = figure(decimal_of(value))
    return found


def decimal_of(value: Fraction) -> Decimal:
    """Exact for whatever adds, subtracts and multiplies decimals."""
    return Decimal(value.numerator) / Decimal(value.denominator)


@dataclass(frozen=True, slots=True)
class _Checker:
    form: FormSpec
    elements: Mapping[str, ElementSpec]
    facts: FormFacts

    @property
    def ledger(self) -> Ledger:
        return Ledger(self.form, self.facts)

    @property
    def say(self) -> Sentences:
        return Sentences(self.form, self.elements, self.ledger)

    def boxes(self) -> Iterator[Problem]:
        """Blank boxes, and states that a box doesn't take."""
        for cell in self.form.cells():
            figure = self.facts.values.get(cell.key)
            if figure is None and cell.required:
                yield _error("blank", cell.key, f"{cell.label}: chưa đủ số, ô còn trống.", "Ghi số, kể cả số 0.")
            elif figure is None:
                continue
            elif figure.state is FigureState.NOT_APPLICABLE and not cell.not_applicable:
                yield _error("not_applicable", cell.key, f"{cell.label}: ô này không nhận «không áp dụng».", "Ghi số.")
            elif figure.state is FigureState.NOT_STORED and not self.elements[cell.element].sensitive:
                yield _error("not_stored", cell.key, f"{cell.label}: ô này không nhận «không lưu ở đây».", "Ghi số.")

    def check(self, rule: Rule, severity: Severity) -> Iterator[Problem]:
        if isinstance(rule, Must) and (problem := self._undecided(rule)):
            yield problem
        elif isinstance(rule, PersonalData):
            for code, text in self.facts.texts.items():
                for problem in find_personal_data(text, place=f"narrative:{code}"):
                    yield replace(problem, code=rule.id, severity=severity)
        else:
            for place, message in self._findings(rule):
                yield Problem(rule.id, severity, str(place), message)

    def _undecided(self, rule: Must) -> Problem | None:
        """Says so where figures that nobody will enter here keep an identity from being checked."""
        outcome = truth(rule.must.node, self.ledger)
        if not isinstance(outcome, Unknown):
            return None
        for cell, gap in outcome.gaps:
            label = self.say.label(cell.key)
            if gap is Gap.NOT_STORED:
                why = f"{label}: không lưu ở đây, nên không đối chiếu được."
            elif cell.function:
                why = f"{label}: chưa có số {FUNCTIONS[cell.function]}, nên chưa đối chiếu được."
            else:
                continue
            return Problem(rule.id, Severity.INFO, str(self.say.place(rule)), why)
        return None

    def _findings(self, rule: Rule) -> Iterator[tuple[CellKey | str, str]]:
        match rule:
            case Must():
                if truth(rule.must.node, self.ledger) is False:
                    yield self.say.place(rule), self.say.broken(rule)
            case When():
                if self._held(rule):
                    yield self.say.place(rule), self.say.asked(rule.message, rule.when.cells())
            case Figures():
                yield from self._figures(rule)
            case Breakdowns():
                yield from self._breakdowns()
            case ClosingNotNegative():
                yield from self._closings(rule)
            case OpeningKnown():
                for key in rule.cells or self.form.with_prefill(Prefill.OPENING_DERIVED):
                    if self.ledger.value(key, "open") is None:
                        yield key, f"{self.say.label(key)}: chưa có số đầu kỳ đã duyệt hoặc số gốc có văn bản."
            case Cumulative():
                yield from self._cumulative(rule)
            case Change():
                yield from self._change(rule)
            case Silent():
                yield from self._silent(rule)
            case Repeated():
                yield from self._repeated(rule)
            case Share():
                yield from self._share(rule)
            case Crosses():
                yield from self._crosses(rule)

    def _held(self, rule: When) -> bool:
        moments = [self.facts, *(self.facts.before(n + 1) for n in range(rule.also_previous))]
        return all(truth(rule.when.node, Ledger(self.form, facts)) is True for facts in moments)

    def _of_kind(self, kind: ElementKind) -> tuple[CellKey, ...]:
        return tuple(cell.key for cell in self.form.cells() if self.elements[cell.element].kind is kind)

    def _figures(self, rule: Figures) -> Iterator[tuple[CellKey, str]]:
        for key in rule.cells or tuple(cell.key for cell in self.form.cells()):
            value = self.ledger.value(key)
            decimals = self.elements[key.element].decimals
            if value is None:
                continue
            if value < 0:
                yield key, f"{self.say.label(key)}: số không được âm."
            if (value * 10**decimals).denominator != 1:
                allowed = f"tối đa {decimals} chữ số sau dấu phẩy" if decimals else "chỉ nhận số nguyên"
                yield key, f"{self.say.label(key)}: {allowed}."

    def _breakdowns(self) -> Iterator[tuple[CellKey, str]]:
        keys = [cell.key for cell in self.form.cells()]
        for total in (key for key in keys if key == CellKey(key.element)):
            parts = [self.ledger.value(key) for key in keys if key.element == total.element and key != total]
            whole = self.ledger.value(total)
            if parts and whole is not None and None not in parts:
                added = sum((part for part in parts if part is not None), Fraction(0))
                if added != whole:
                    said = format_exact(added), format_exact(whole)
                    yield total, f"{self.say.label(total)}: các ô tách cộng lại {said[0]}, tổng ghi {said[1]}."

    def _closings(self, rule: ClosingNotNegative) -> Iterator[tuple[CellKey, str]]:
        for key in rule.cells or self.form.with_prefill(Prefill.OPENING_DERIVED):
            identity = self.form.identity_of(key)
            closing = number(identity[1], self.ledger) if identity else None
            if identity and isinstance(closing, Fraction) and closing < 0:
                message = rule.message or "Số ra nhiều hơn số đang có."
                yield key, f"{message} ({self.say.label(key)}: {self.say.balance(*identity)})"

    def _cumulative(self, rule: Cumulative) -> Iterator[tuple[CellKey, str]]:
        for key in rule.cells or self._of_kind(ElementKind.YTD):
            now = self.ledger.value(key)
            before = self._last_in_year(key)
            if now is not None and before is not None and now < before:
                message = rule.message or "Lũy kế không thể giảm; sửa kỳ trước nếu đã ghi thừa."
                said = format_exact(before), format_exact(now)
                yield key, f"{self.say.label(key)}: kỳ trước {said[0]}, kỳ này {said[1]}. {message}"

    def _last_in_year(self, key: CellKey) -> Fraction | None:
        for steps in range(self.facts.periods_before_in_year or 0):
            earlier = Ledger(self.form, self.facts.before(steps + 1)).value(key)
            if earlier is not None:
                return earlier
        return None

    def _change(self, rule: Change) -> Iterator[tuple[CellKey, str]]:
        function = {"previous": "prev", "last_year": "last_year"}[rule.against]
        for key in rule.cells:
            now, then = self.ledger.value(key), self.ledger.value(key, function)
            if now is None or then is None:
                continue
            moved = abs(now - then)
            if moved >= rule.at_least and moved * 100 > rule.percent * then:
                said = [format_exact(value) for value in (then, now, moved)]
                verb = "tăng" if now > then else "giảm"
                figures = f"{FUNCTIONS[function]} {said[0]}, kỳ này {said[1]}, {verb} {said[2]}"
                yield key, f"{self.say.label(key)}: {figures}. {rule.message}".strip()

    def _silent(self, rule: Silent) -> Iterator[tuple[str, str]]:
        flows = set(self._of_kind(ElementKind.FLOW))
        for section in self.form.sections:
            keys = [cell.key for cell in section.cells if cell.key in flows]
            if not (section.code in rule.sections if rule.sections else section.zero_button) or not keys:
                continue
            earlier = [self._added(keys, self.facts.before(n + 1)) for n in range(rule.periods)]
            if self._added(keys, self.facts) == 0 and all(earlier):
                message = rule.message or "Đúng là không phát sinh?"
                yield f"section:{section.code}", f"{section.title}: {rule.periods} kỳ trước đều có phát sinh. {message}"

    def _added(self, keys: Sequence[CellKey], facts: FormFacts) -> Fraction | None:
        values = [Ledger(self.form, facts).value(key) for key in keys]
        return None if None in values else sum((v for v in values if v is not None), Fraction(0))

    def _repeated(self, rule: Repeated) -> Iterator[tuple[str, str]]:
        keys = self._of_kind(ElementKind.FLOW)
        now = [self.ledger.value(key) for key in keys]
        if None not in now and any(now) and now == [self.ledger.value(key, "prev") for key in keys]:
            yield "", rule.message or "Mọi số phát sinh trùng hệt kỳ trước: có chép lại không?"

    def _share(self, rule: Share) -> Iterator[tuple[CellKey, str]]:
        part, whole = number(rule.part.node, self.ledger), number(rule.whole.node, self.ledger)
        if isinstance(part, Unknown) or isinstance(whole, Unknown):
            return
        if part >= rule.at_least and part * 100 > rule.percent * whole:
            key = rule.part.cells()[0].key
            yield (
                key,
                f"{self.say.label(key)}: {format_exact(part)}/{format_exact(whole)}. {rule.message}",
            )

    def _crosses(self, rule: Crosses) -> Iterator[tuple[CellKey, str]]:
        ratios = [self._ratio(rule, facts) for facts in (self.facts.before(1), self.facts)]
        then, now = ratios
        if then is None or now is None:
            return
        for mark in rule.marks:
            if (then < mark) != (now < mark):
                key = rule.numerator.cells()[0].key
                yield key, self.say.crossed(rule, then, now, mark)

    def _ratio(self, rule: Crosses, facts: FormFacts) -> Fraction | None:
        ledger = Ledger(self.form, facts)
        above, below = number(rule.numerator.node, ledger), number(rule.denominator.node, ledger)
        if isinstance(above, Unknown) or isinstance(below, Unknown) or not below:
            return None
        return above / below


def _error(code: str, key: CellKey, message: str, remedy: str) -> Problem:
    return Problem(code, Severity.ERROR, str(key), message, remedy)
