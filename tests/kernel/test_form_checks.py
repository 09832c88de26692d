"""How sentences are made of rules that the commune's form does not have."""

from typing import Any

import pytest

from namro.kernel.elements import CellKey, ElementSpec
from namro.kernel.figures import reported
from namro.kernel.form_checks import check_form
from namro.kernel.form_facts import FormFacts
from namro.kernel.forms import form_from_dict
from namro.kernel.problems import Severity
from tests.kernel.commune_form import ELEMENTS, figures


def sentence(
    rule: dict[str, Any], values: str, *, opening: str = "", also: dict[str, Any] | None = None, **facts: Any
) -> str:
    """What a rule, and one `also` beside it, says of a form of three boxes."""
    cells = [{"element": code, "label": code.capitalize(), "required": False} for code in ("new", "died", "closing")]
    form = form_from_dict(
        {
            "code": "T",
            "title": "T",
            "audience": [],
            "period_kinds": [],
            "source": "",
            "valid_from": "2025-12-15",
            "sections": [{"code": "A", "title": "A", "owner": "", "cells": cells}],
            "identities" if "must" in rule else "warnings": [{"id": "R", **rule}, *([also] if also else [])],
        }
    )
    given = FormFacts(values=figures(values), opening=figures(opening), **facts)
    problems = check_form(form, {**ELEMENTS, "fruit": _named("fruit", "Số quả")}, given)
    return "\n".join(problem.message for problem in problems)


def _named(code: str, name: str) -> ElementSpec:
    example = ELEMENTS["new"]
    return ElementSpec(
        code=code, name=name, kind=example.kind, unit="", supplier="", source="", valid_from=example.valid_from
    )


@pytest.mark.parametrize(
    ("must", "said"),
    [
        ("new + died <= closing", "New 3 + died 2 = 5, không được lớn hơn closing 4."),
        ("new - died = closing", "New 3 − died 2 = 1, phải bằng closing 4."),
        ("2 * new <= closing + 1", "6, không được lớn hơn closing 4 + 1 = 5."),
        ("new = 0 or died = 0", "New 3, died 2."),
        ("died - open(closing) >= 0", "Died 2 − closing đầu kỳ 7 = -5, không được nhỏ hơn 0."),
    ],
)
def test_every_identity_shows_its_figures(must: str, said: str) -> None:
    assert sentence({"must": must}, "new 3, died 2, closing 4", opening="closing 7") == said


def test_a_balance_without_words_lists_its_terms() -> None:
    balance = {"must": "closing = new - died"}
    said = sentence(balance, "new 0, died 2, closing 0")
    assert said == "Closing 0, phải bằng new 0 − died 2 = -2."
    not_negative = {"id": "S", "kind": "closing_not_negative", "cells": ["closing"]}
    said = sentence(balance, "new 0, died 2, closing -", also=not_negative)
    assert said == "Số ra nhiều hơn số đang có. (Closing: new 0 − died 2 = -2)"


def test_a_second_source_may_know_what_the_form_does_not() -> None:
    rule = {"when": "new = 0 and other(fruit) > 0", "message": "Quên?"}
    assert sentence(rule, "new 0", other=figures("fruit 2")) == "Quên? (new 0, số quả theo nguồn khác 2.)"
    rule = {"when": "new = 0 and other(ghost) > 0", "message": "Quên?"}
    assert sentence(rule, "new 0", other=figures("ghost 2")) == "Quên? (new 0, ghost[total] theo nguồn khác 2.)"


def test_a_ratio_without_a_name_is_named_after_its_first_box() -> None:
    rule = {"kind": "crosses", "numerator": "new", "denominator": "closing", "marks": ["1/2"]}
    before = (figures("new 1, closing 10"),)
    assert (
        sentence(rule, "new 5, closing 10", history=before) == "New: 10% kỳ trước, 50% kỳ này, tới hoặc vượt mốc 50%."
    )
    assert sentence(rule, "new 4, closing 10", history=before) == ""
    assert sentence(rule, "new 5, closing 0", history=before) == ""


def test_a_negative_figure_from_elsewhere_is_turned_down() -> None:
    """The page's reader refuses it; an interface might not."""
    given = FormFacts(values={CellKey("new"): reported(-5)})
    form = form_from_dict(
        {
            "code": "T",
            "title": "T",
            "audience": [],
            "period_kinds": [],
            "source": "",
            "valid_from": "2025-12-15",
            "sections": [{"code": "A", "title": "A", "owner": "", "cells": [{"element": "new", "label": "Mới"}]}],
            "identities": [{"id": "H12", "kind": "figures"}],
        }
    )
    (problem,) = check_form(form, ELEMENTS, given)
    assert (problem.severity, problem.message) == (Severity.ERROR, "Mới: số không được âm.")
