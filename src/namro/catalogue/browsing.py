"""Reads for the pages of the catalogue: elements, where each is asked, which formulas use it, forms in versions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from namro.catalogue import queries
from namro.catalogue.models import ElementVersion, Form, FormDraft, FormVersion
from namro.kernel import vietnamese
from namro.kernel.elements import CellKey, ElementKind, ElementSpec, element_from_dict
from namro.kernel.form_words import rule_in_words
from namro.kernel.forms import FormSpec, cells_of_rule
from namro.kernel.indicators import IndicatorSpec
from namro.kernel.problems import Refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """A box of a form in force that asks for an element. section is "" for what the form computes."""

    form: int
    code: str
    title: str
    section: str
    label: str
    breakdown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementLine:
    element: ElementSpec
    asked: tuple[Asking, ...]

    @property
    def forms(self) -> dict[int, str]:
        """The codes of the forms that ask for it, by key."""
        return {asking.form: asking.code for asking in self.asked}


def asked_on(on: date) -> Mapping[str, tuple[Asking, ...]]:
    """By element, every box of a form in force that asks for it."""
    found: dict[str, list[Asking]] = defaultdict(list)
    for version in queries.form_versions_on(on):
        form = queries.spec_of(version)
        boxes = [(s.code, c.label, c.key) for s in form.sections for c in s.cells]
        for section, label, key in [*boxes, *(("", d.label, d.key) for d in form.derived)]:
            found[key.element].append(
                Asking(
                    form=version.form_id,
                    code=form.code,
                    title=form.title,
                    section=section,
                    label=label,
                    breakdown=key.breakdown,
                )
            )
    return {code: tuple(boxes) for code, boxes in found.items()}


def element_lines(
    on: date, *, words: str = "", kind: str = "", supplier: str = "", form: int | None = None
) -> list[ElementLine]:
    """Elements in order of their names, those that the words, marks or not, are found in."""
    asked = asked_on(on)
    lines = [ElementLine(element=e, asked=asked.get(e.code, ())) for e in search_elements(words)]
    return [
        line
        for line in lines
        if (not kind or line.element.kind == kind)
        and (not supplier or line.element.supplier == supplier)
        and (form is None or form in line.forms)
    ]


def search_elements(words: str) -> list[ElementSpec]:
    """All elements whose name, code, definition or groups hold all of the words; by name, the nearest names first."""
    wanted = vietnamese.search_key(words).split()
    found = []
    for element in queries.elements().values():
        name = vietnamese.search_key(f"{element.name} {element.code}")
        whole = f"{name} {vietnamese.search_key(' '.join([element.definition, *dict(element.breakdowns).values()]))}"
        if all(word in whole for word in wanted):
            in_name = all(word in name for word in wanted)
            found.append((not in_name, vietnamese.sort_key(element.name), element))
    return [element for _, _, element in sorted(found, key=lambda row: row[:2])]


@dataclass(frozen=True, slots=True, kw_only=True)
class ElementPage:
    """rules: (form, code of the rule, what it says). indicators: with their primary keys."""

    element: ElementSpec
    versions: tuple[ElementVersion, ...]
    asked: tuple[Asking, ...]
    rules: tuple[tuple[str, str, str], ...]
    indicators: Mapping[int, IndicatorSpec]


def element_page(code: str, on: date) -> ElementPage:
    """Raises Refused for a code that the catalogue does not have."""
    element = queries.elements().get(code)
    if element is None:
        raise Refused("no-such-element", f"Danh mục không có số liệu {code}.")
    return ElementPage(
        element=element,
        versions=tuple(ElementVersion.objects.filter(element__code=code).order_by("-number").select_related("made_by")),
        asked=asked_on(on).get(code, ()),
        rules=tuple(_rules_about(code, on)),
        indicators=_indicators_of(code, on),
    )


def _rules_about(code: str, on: date) -> Iterable[tuple[str, str, str]]:
    for version in queries.form_versions_on(on):
        form = queries.spec_of(version)
        for rule in (*form.identities, *form.warnings):
            if any(key.element == code for key in cells_of_rule(rule)):
                yield form.code, rule.id, rule_in_words(rule, Labels(form))


class Labels:
    """The words for a box: what the form calls it, else the catalogue."""

    def __init__(self, form: FormSpec) -> None:
        self._own = {**{d.key: d.label for d in form.derived}, **{c.key: c.label for c in form.cells()}}

    def __call__(self, key: CellKey) -> str:
        if key in self._own:
            return self._own[key]
        element = queries.elements().get(key.element)
        return element.name if element else str(key)


def _indicators_of(code: str, on: date) -> dict[int, IndicatorSpec]:
    return {pk: spec for pk, spec in queries.indicator_specs(on).items() if code in spec.elements()}


def definition_in(version: ElementVersion) -> ElementSpec:
    return element_from_dict(version.spec)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormLine:
    """A form that is asked more than once. now: the version in force on the day; coming: one that begins later."""

    form: Form
    now: FormVersion | None
    coming: FormVersion | None
    draft: FormDraft | None

    @property
    def shown(self) -> FormSpec | None:
        version = self.now or self.coming
        return queries.spec_of(version) if version else None


def form_lines(on: date) -> list[FormLine]:
    """Three queries, whatever the number of forms."""
    versions: dict[int, list[FormVersion]] = defaultdict(list)
    for version in FormVersion.objects.filter(form__for_request=False).order_by("number"):
        versions[version.form_id].append(version)
    drafts = {draft.form_id: draft for draft in FormDraft.objects.select_related("changed_by")}
    return [
        FormLine(
            form=form,
            now=next((v for v in versions[form.pk] if not v.valid.isempty and on in v.valid), None),
            coming=next((v for v in versions[form.pk] if not v.valid.isempty and v.valid.lower > on), None),
            draft=drafts.get(form.pk),
        )
        for form in Form.objects.filter(for_request=False).order_by("code")
    ]


def new_drafts() -> list[FormDraft]:
    """Forms that are being composed and do not exist yet."""
    return list(FormDraft.objects.filter(form=None).select_related("changed_by").order_by("pk"))


def askable(elements: Iterable[ElementSpec]) -> list[ElementSpec]:
    """Those that a person can be asked for."""
    return [element for element in elements if element.kind is not ElementKind.DERIVED]
