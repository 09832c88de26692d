"""Reads of the catalogue: what is counted, which form asks it, which indicator measures a target."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Func, TextField
from django.db.models.functions import Cast

from namro.catalogue.models import DataElement, Form, FormDraft, FormVersion, Indicator, IndicatorVersion
from namro.catalogue.suggesting import Goal, nearest
from namro.kernel import vietnamese
from namro.kernel.elements import ElementSpec, element_from_dict
from namro.kernel.form_mistakes import examine
from namro.kernel.forms import FormSpec, form_from_dict, form_to_dict
from namro.kernel.indicators import IndicatorSpec, indicator_from_dict
from namro.organisations.asking import answer

_read_elements: dict[tuple[str, str], ElementSpec] = {}


def elements() -> dict[str, ElementSpec]:
    """Every data element by code. A description is read once: the mark of its text is part of the key."""
    return {code: _read_elements[code, mark] for code, mark, _pk in _known_elements()}


def element_ids() -> dict[str, int]:
    return {code: pk for code, _mark, pk in _known_elements()}


def _known_elements() -> list[tuple[str, str, int]]:
    return answer("elements", _ask_elements)


def _ask_elements() -> list[tuple[str, str, int]]:
    """Code, mark of the description and key of each element; what is new among the descriptions is read."""
    mark = Func(Cast("spec", TextField()), function="md5", output_field=TextField())
    known = list(DataElement.objects.annotate(mark=mark).order_by("pk").values_list("code", "mark", "pk"))
    if missing := [code for code, mark, _pk in known if (code, mark) not in _read_elements]:
        specs = dict(DataElement.objects.filter(code__in=missing).values_list("code", "spec"))
        marks = {code: mark for code, mark, _pk in known}
        _read_elements.update({(code, marks[code]): element_from_dict(specs[code]) for code in missing})
    return known


def form_versions_on(on: date) -> list[FormVersion]:
    """The version of each form that is in force on a day, in order of the forms' codes; those of requests left out."""
    found = FormVersion.objects.filter(valid__contains=on, form__for_request=False)
    return list(found.select_related("form").order_by("form__code"))


def fitting_form(
    versions: Iterable[FormVersion], *, kind: str, category: str, tags: Iterable[str]
) -> FormVersion | None:
    """Which of these forms a unit fills: one for a tag of the unit goes before one for its kind, then its group."""
    found = list(versions)
    for words in (frozenset(tags), {kind}, {category}):
        for version in found:
            if words & set(version.spec["audience"]):
                return version
    return None


@lru_cache(maxsize=256)
def _spec(version_id: int, digest: str) -> FormSpec:
    return form_from_dict(FormVersion.objects.values_list("spec", flat=True).get(pk=version_id))


def spec_of(version: FormVersion) -> FormSpec:
    """A version's description; kept in memory, since a version never changes (its digest is part of the key)."""
    return _spec(version.pk, version.digest)


_read_indicators: dict[tuple[int, str], IndicatorSpec] = {}


def indicator_specs(on: date) -> dict[int, IndicatorSpec]:
    """The indicators as they are computed on a day, by primary key of the indicator (not of its version)."""
    return answer(f"indicators {on}", lambda: _ask_indicators(on))


def _ask_indicators(on: date) -> dict[int, IndicatorSpec]:
    """A version is read once: the mark of its text is part of the key."""
    mark = Func(Cast("spec", TextField()), function="md5", output_field=TextField())
    valid = IndicatorVersion.objects.filter(valid__contains=on).annotate(mark=mark).order_by("indicator__code")
    known = list(valid.values_list("indicator_id", "pk", "mark"))
    if missing := [pk for _, pk, mark in known if (pk, mark) not in _read_indicators]:
        specs = dict(IndicatorVersion.objects.filter(pk__in=missing).values_list("pk", "spec"))
        marks = {pk: mark for _, pk, mark in known}
        _read_indicators.update({(pk, marks[pk]): indicator_from_dict(described(specs[pk])) for pk in missing})
    return {indicator: _read_indicators[pk, mark] for indicator, pk, mark in known}


def indicators_by_code(on: date) -> dict[str, IndicatorSpec]:
    return {spec.code: spec for spec in indicator_specs(on).values()}


def readings_of(code: str, on: date) -> tuple[IndicatorSpec, ...]:
    """An indicator and its other readings, the one that they are readings of first; () for an unknown code."""
    known = indicators_by_code(on)
    if code not in known:
        return ()
    base = known[code].alternative_to or code
    others = (spec for spec in known.values() if spec.alternative_to == base)
    return tuple(spec for spec in (known.get(base), *others) if spec is not None)


def described(spec: Mapping[str, Any]) -> dict[str, Any]:
    """An indicator's dictionary without what only this app reads (the phrases that suggest it)."""
    return {key: value for key, value in spec.items() if key != "match"}


def suggest_indicators(goal: Goal, on: date, *, limit: int = 3) -> list[tuple[Indicator, int]]:
    """The indicators whose wording is nearest to what a target measures, with a score up to 100, best first.

    Only such as are counted in the target's own unit: «02 cuộc» is never measured by a percentage.
    """
    return suggestions_for([goal], on, limit=limit)[goal]


def suggestions_for(goals: Iterable[Goal], on: date, *, limit: int = 3) -> dict[Goal, list[tuple[Indicator, int]]]:
    """suggest_indicators for many goals at once, in one query."""
    indicators = {i.pk: i for i in Indicator.objects.filter(valid__contains=on).order_by("code")}
    known = tuple((pk, i.spec["unit"], (i.name, *i.spec.get("match", ()))) for pk, i in indicators.items())
    return {
        goal: [(indicators[pk], score) for pk, score in nearest(known, goal, limit)] for goal in dict.fromkeys(goals)
    }


def section_owners(on: date) -> list[str]:
    """Who owns a section of some form in force: «Công an xã», «Trạm y tế» …"""
    specs = [spec_of(version) for version in form_versions_on(on)]
    return sorted(
        {section.owner for spec in specs for section in spec.sections if section.owner}, key=vietnamese.sort_key
    )


def candidate_of(draft: FormDraft) -> FormVersion:
    """A draft as the version it would become, as far as it holds together; not stored."""
    form = examine(draft.spec, elements()).form
    return FormVersion(
        form=draft.form or Form(code=form.code, title=form.title),
        spec=form_to_dict(form),
        valid=DateRange(form.valid_from, None),
    )
