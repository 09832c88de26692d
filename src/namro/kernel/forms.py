"""The description of a form: its boxes in their sections, and the rules that its figures keep.

A form is one table of a data file. Besides the fields of `FormSpec` and what hangs on it:

    [[identities]]  id, and either `must` (an expression that has to hold) or `kind` with its parameters → an error
    [[warnings]]    id, and either `when` (a condition to ask about) or `kind` with its parameters → a warning

The kinds and their parameters are in `kernel.form_rules`; expressions are those of `kernel.expressions`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Any

from namro.kernel.elements import TOTAL, CellKey
from namro.kernel.expressions import Cell, Comparison, Expression, Node, parse_condition, parse_number
from namro.kernel.form_rules import RULES, Must, Rule, Scope, Silent
from namro.kernel.records import as_date, build, plain
from namro.kernel.times import PeriodKind


class Prefill(StrEnum):
    NONE = "none"
    OPENING_DERIVED = "opening_derived"
    """Computed from the opening figure by the identity of the cell; a person confirms it."""
    PREVIOUS = "previous"
    BASE = "base"


@dataclass(frozen=True, slots=True, kw_only=True)
class CellSpec:
    """`of_which` names the cell that this one is part of, for the layout; that parts fit the whole is an identity.

    not_applicable: the box may say «không áp dụng», which then counts as an absent term in every rule.
    required: a blank keeps the report from being sent.
    """

    element: str
    breakdown: str = TOTAL
    label: str
    help: str = ""
    prefill: Prefill = Prefill.NONE
    of_which: CellKey | None = None
    required: bool = True
    not_applicable: bool = False

    @property
    def key(self) -> CellKey:
        return CellKey(self.element, self.breakdown)


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionSpec:
    """zero_button: «Không phát sinh» fills the section. cumulative: its figures count since the start of the year.

    on_demand: the words that open the boxes that need no answer (required = false), e.g. «Có phát hiện cây».
    attachments: whether files may lie beside the figures; not said, they may, but for a section of the police.
    """

    code: str
    title: str
    owner: str
    cells: tuple[CellSpec, ...]
    help: str = ""
    zero_button: bool = False
    cumulative: bool = False
    on_demand: str = ""
    attachments: bool | None = None

    @property
    def takes_files(self) -> bool:
        return self.attachments if self.attachments is not None else "công an" not in self.owner.lower()


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeSpec:
    code: str
    label: str
    help: str = ""
    max_length: int = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class DerivedSpec:
    """An element without a box, computed from others of the form."""

    element: str
    label: str
    formula: Expression

    @property
    def key(self) -> CellKey:
        return CellKey(self.element)


@dataclass(frozen=True, kw_only=True)
class FormSpec:
    """`audience` are kinds or tags of units."""

    code: str
    title: str
    audience: tuple[str, ...]
    period_kinds: tuple[PeriodKind, ...]
    sections: tuple[SectionSpec, ...]
    narratives: tuple[NarrativeSpec, ...] = ()
    derived: tuple[DerivedSpec, ...] = ()
    identities: tuple[Rule, ...] = ()
    warnings: tuple[Rule, ...] = ()
    source: str
    valid_from: date
    valid_to: date | None = None

    def __post_init__(self) -> None:
        if wrong := next(_mistakes(self), None):
            raise ValueError(f"Biểu {self.code}: {wrong}")

    # Looked up thousands of times while a report is checked.
    @cached_property
    def _boxes(self) -> Mapping[CellKey, CellSpec]:
        return {cell.key: cell for section in self.sections for cell in section.cells}

    @cached_property
    def _formulas(self) -> Mapping[CellKey, Expression]:
        return {derived.key: derived.formula for derived in self.derived}

    def cells(self) -> tuple[CellSpec, ...]:
        return tuple(cell for section in self.sections for cell in section.cells)

    def cell(self, key: CellKey) -> CellSpec | None:
        return self._boxes.get(key)

    def formula(self, key: CellKey) -> Expression | None:
        return self._formulas.get(key)

    def identity_of(self, key: CellKey) -> tuple[Must, Node] | None:
        """The identity `key = …` and its right side."""
        for rule in self.identities:
            match rule:
                case Must(must=Expression(node=Comparison("=", Cell("", left), right))) if left == key:
                    return rule, right
        return None

    def with_prefill(self, prefill: Prefill) -> tuple[CellKey, ...]:
        return tuple(cell.key for cell in self.cells() if cell.prefill is prefill)


def form_from_dict(data: Mapping[str, Any]) -> FormSpec:
    """ValueError, in Vietnamese, for a form that does not hold together."""
    return build(
        FormSpec,
        data,
        audience=tuple(data.get("audience", ())),
        period_kinds=tuple(PeriodKind(kind) for kind in data.get("period_kinds", ())),
        sections=tuple(_section(item) for item in data.get("sections", ())),
        narratives=tuple(build(NarrativeSpec, item) for item in data.get("narratives", ())),
        derived=tuple(_read(DerivedSpec, item) for item in data.get("derived", ())),
        identities=tuple(rule_from_dict(item) for item in data.get("identities", ())),
        warnings=tuple(rule_from_dict(item) for item in data.get("warnings", ())),
        valid_from=as_date(data.get("valid_from")),
        valid_to=as_date(data.get("valid_to")),
    )


def form_to_dict(form: FormSpec) -> dict[str, Any]:
    """The inverse of `form_from_dict`, ready for JSON."""
    data: dict[str, Any] = plain(form)
    for name in ("identities", "warnings"):
        rules: tuple[Rule, ...] = getattr(form, name)
        data[name] = [_rule_to_dict(rule) for rule in rules]
    return data


def _section(data: Mapping[str, Any]) -> SectionSpec:
    return build(SectionSpec, data, cells=tuple(_read(CellSpec, item) for item in data.get("cells", ())))


def rule_from_dict(data: Mapping[str, Any]) -> Rule:
    """ValueError, in Vietnamese, for a rule of no known kind or one that cannot be read."""
    kind = data.get("kind") or next((name for name in ("must", "when") if name in data), "")
    if kind not in RULES:
        raise ValueError(f"Quy tắc {data.get('id', '')}: không có loại «{kind}».")
    return _read(RULES[kind], {name: value for name, value in data.items() if name != "kind"})


def _rule_to_dict(rule: Rule) -> dict[str, Any]:
    data: dict[str, Any] = plain(rule)
    kind = next(name for name, kind in RULES.items() if kind is type(rule))
    return data if kind in ("must", "when") else {**data, "kind": kind}


def _fraction(text: str) -> Fraction:
    return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)


def _cell_key(text: str | None) -> CellKey | None:
    return CellKey.parse(text) if text else None


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "prefill": Prefill,
    "scope": Scope,
    "of_which": _cell_key,
    "place": _cell_key,
    "cells": lambda items: tuple(map(CellKey.parse, items)),
    "sections": tuple,
    "tags": tuple,
    "marks": lambda items: tuple(map(_fraction, items)),
    "must": parse_condition,
    "when": parse_condition,
    "formula": parse_number,
    "part": parse_number,
    "whole": parse_number,
    "numerator": parse_number,
    "denominator": parse_number,
}


def _read(kind: type[Any], data: Mapping[str, Any]) -> Any:
    return build(kind, data, **{name: _READERS[name](value) for name, value in data.items() if name in _READERS})


def _mistakes(form: FormSpec) -> Iterator[str]:
    """What does not hold together, worst first."""
    keys = [cell.key for cell in form.cells()] + [item.key for item in form.derived]
    yield from (f"ô {key} có hai lần." for key in _twice(keys))
    rules = (*form.identities, *form.warnings)
    yield from (f"quy tắc {code} có hai lần." for code in _twice([rule.id for rule in rules]))
    yield from (f"mục {code} có hai lần." for code in _twice([section.code for section in form.sections]))
    yield from _unknown_cells(form, set(keys), rules)
    sections = {section.code for section in form.sections}
    for rule in rules:
        if isinstance(rule, Silent) and (unknown := set(rule.sections) - sections):
            yield f"quy tắc {rule.id} nói tới mục {min(unknown)} không có trong biểu."
    for key in form.with_prefill(Prefill.OPENING_DERIVED):
        if not form.identity_of(key):
            yield f"ô {key} điền theo đầu kỳ nhưng không có đẳng thức nào tính ra nó."


def _unknown_cells(form: FormSpec, known: set[CellKey], rules: tuple[Rule, ...]) -> Iterator[str]:
    for box in form.cells():
        if box.of_which and box.of_which not in known:
            yield f"ô {box.key} thuộc ô {box.of_which} không có trong biểu."
    for rule in rules:
        for key in cells_of_rule(rule):
            if key not in known:
                yield f"quy tắc {rule.id} nói tới ô {key} không có trong biểu."
    later = {item.key for item in form.derived}
    for item in form.derived:
        for cell in item.formula.cells():
            if cell.key not in known or (cell.key in later and cell.function in ("", "ytd")):
                yield f"công thức {item.element} nói tới ô {cell.key} không có ở trên nó."
        later.remove(item.key)


def cells_of_rule(rule: Rule) -> Iterator[CellKey]:
    """The boxes of the form that a rule names; what another supplier gave of a box needs no box."""
    for part in fields(rule):
        match getattr(rule, part.name):
            case Expression() as expression:
                yield from (cell.key for cell in expression.cells() if cell.function != "other")
            case CellKey() as key:
                yield key
            case tuple(items):
                yield from (key for key in items if isinstance(key, CellKey))


def _twice(items: list[Any]) -> Iterator[Any]:
    return (item for item in dict.fromkeys(items) if items.count(item) > 1)
