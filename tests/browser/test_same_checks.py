"""The checks that run on a phone without a network find what the server finds, on random forms and figures."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

import namro
from namro.api.wire import elements_to_dict, facts_to_dict
from namro.kernel.elements import CellKey, ElementKind, ElementSpec, element_from_dict
from namro.kernel.figures import (
    NOT_APPLICABLE,
    Figure,
    FigureState,
    estimated,
    format_exact,
    format_percent,
    parse_figure,
    reported,
)
from namro.kernel.form_checks import check_form, expected_closing
from namro.kernel.form_facts import FormFacts
from namro.kernel.forms import FormSpec, form_from_dict, form_to_dict
from namro.kernel.personal_data import find_personal_data

pytestmark = pytest.mark.browser
PACKAGE = Path(namro.__file__).parent
SCRIPTS = [PACKAGE / "web" / "static" / "namro" / f"{name}.js" for name in ("figures", "expressions", "checks")]
CASES = 150
TEXTS = (
    "Đã tổ chức 3 cuộc tại thôn.",
    "Đối tượng Nguyễn Văn Thử bị bắt",
    "đối tượng nguyễn văn thử",
    "sinh năm 1990",
    "SN: 1987",
    "SNX 1987",
    "001 099 012 345",
    "1001099012345",
    "THƯỜNG TRÚ tại xã",
    "Bà  Lê Thị",
    "nhà bà lê",
    "hộ khẩu",
    "quá hộ khẩux",
)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page()
    for script in SCRIPTS:
        opened.add_script_tag(path=script)
    yield opened
    opened.close()


def catalogue_elements() -> dict[str, ElementSpec]:
    data = tomllib.loads((PACKAGE / "catalogue" / "data" / "elements.toml").read_text(encoding="utf-8"))
    return {item["code"]: element_from_dict(item) for item in data["elements"]}


def catalogue_forms() -> list[FormSpec]:
    files = sorted((PACKAGE / "catalogue" / "data" / "forms").glob("*.toml"))
    return [form_from_dict(tomllib.loads(file.read_text(encoding="utf-8"))) for file in files]


# ---- random figures and forms ----


def a_figure(rng: random.Random, decimals: int) -> Figure | None:
    """Small numbers, so that identities hold now and then."""
    match rng.randrange(12):
        case 0 | 1:
            return None
        case 2:
            return NOT_APPLICABLE
        case 3:
            return Figure(FigureState.NOT_STORED, None, "12/HS")
        case 4:
            return estimated(rng.randrange(9))
        case 5:
            return reported(rng.randrange(10**6))
        case 6 if decimals:
            return reported(Decimal(rng.randrange(2000)) / 100)
    return reported(rng.randrange(9))


def figures(rng: random.Random, form: FormSpec, elements: dict[str, ElementSpec]) -> dict[CellKey, Figure]:
    keys = [c.key for c in form.cells()] + [d.key for d in form.derived]
    given = {key: a_figure(rng, elements[key.element].decimals) for key in keys}
    return {key: figure for key, figure in given.items() if figure is not None}


def facts(rng: random.Random, form: FormSpec, elements: dict[str, ElementSpec]) -> FormFacts:
    def some() -> dict[CellKey, Figure]:
        return figures(rng, form, elements)

    keep = some()
    return FormFacts(
        values=keep,
        opening=some(),
        year_opening=some(),
        history=tuple(keep if rng.random() < 0.2 else some() for _ in range(rng.randrange(5))),
        periods_before_in_year=rng.choice([None, 0, 1, 2, 3]),
        last_year=some(),
        other=some(),
        tags=frozenset(t for t in ("đăng ký không ma túy", "khó khăn", "loại I") if rng.random() < 0.5),
        texts={"results": rng.choice(TEXTS)},
    )


CODES = ("a", "b", "c", "d")
BOXES = ("a", "b[x]", "b[y]", "b", "c", "d")


def a_sum(rng: random.Random, depth: int = 2) -> str:
    if depth == 0 or rng.random() < 0.3:
        inner = rng.choice(BOXES)
        function = rng.choice(["", "", "", "open", "year_open", "ytd", "prev", "last_year", "other"])
        return rng.choice([str(rng.randrange(20)), f"{function}({inner})" if function else inner, inner])
    parts = [a_sum(rng, depth - 1) for _ in range(rng.randrange(1, 4))]
    sign = rng.choice([" + ", " - ", " * "])
    return f"({rng.choice(['', '-'])}({sign.join(parts)}))"


def a_condition(rng: random.Random, depth: int = 2) -> str:
    if depth == 0 or rng.random() < 0.5:
        return f"{rng.choice(BOXES)} - {a_sum(rng, 1)} {rng.choice(['=', '!=', '<', '<=', '>', '>='])} {a_sum(rng, 1)}"
    joined = f" {rng.choice(['and', 'or'])} ".join(f"({a_condition(rng, depth - 1)})" for _ in range(2))
    return rng.choice(["", "not "]) + f"({joined})"


def a_form(rng: random.Random) -> FormSpec:
    """Two sections over six boxes, a derived figure, and one rule of every kind with random parameters."""
    boxes = [
        {
            "element": code,
            "breakdown": breakdown,
            "label": f"Ô {code} {breakdown}",
            "required": rng.random() < 0.7,
            "not_applicable": rng.random() < 0.3,
            "prefill": "opening_derived" if (code, breakdown) == ("a", "total") else "none",
        }
        for code, breakdown in (("a", "total"), ("b", "x"), ("b", "y"), ("b", "total"), ("c", "total"), ("d", "total"))
    ]
    words = {"plus": "vào", "minus": "ra"} if rng.random() < 0.6 else {}
    tags = [["khó khăn"], []]
    some = [rng.choice(BOXES)]
    limits = {"percent": rng.randrange(120), "at_least": rng.randrange(1, 4)}
    warnings: list[dict[str, Any]] = [
        {"id": "w1", "when": a_condition(rng), "message": "Vì sao?", "also_previous": rng.randrange(3)},
        {
            "id": "w2",
            "kind": "change",
            "cells": list(BOXES[:3]),
            "against": rng.choice(["previous", "last_year"]),
            **limits,
        },
        {"id": "w3", "kind": "silent", "periods": rng.randrange(1, 3), "sections": rng.choice([[], ["A"]])},
        {"id": "w4", "kind": "repeated"},
        {"id": "w5", "kind": "share", "part": f"a + {a_sum(rng, 1)}", "whole": a_sum(rng), "message": "Hỏi.", **limits},
        {
            "id": "w6",
            "kind": "crosses",
            "numerator": "a + c",
            "denominator": rng.choice(BOXES),
            "marks": ["50%", "0.1%"],
        },
        {"id": "w7", "kind": "personal_data"},
        {"id": "w8", "when": a_condition(rng), "message": "Hỏi.", "tags": rng.choice(tags), "place": rng.choice(BOXES)},
        {"id": "w9", "when": a_condition(rng), "message": "Tỉnh.", "scope": "all_units"},
    ]
    identities: list[dict[str, Any]] = [
        {"id": "h0", "must": rng.choice(["a = open(a) + b - c", "a = prev(a) + 2 * b - (c + d)"]), **words},
        {
            "id": "h1",
            "must": a_condition(rng),
            "name": rng.choice(["", "Người nghiện"]),
            "message": rng.choice(["", "Sai."]),
        },
        {"id": "h2", "kind": "figures", "cells": rng.choice([[], some])},
        {"id": "h3", "kind": "breakdowns"},
        {"id": "h4", "kind": "closing_not_negative"},
        {"id": "h5", "kind": "opening_known", "cells": rng.choice([[], some])},
        {"id": "h6", "kind": "cumulative", "cells": rng.choice([[], some])},
    ]
    return form_from_dict(
        {
            "code": "T",
            "title": "Biểu thử",
            "audience": ["commune"],
            "period_kinds": ["quarter"],
            "sections": [
                {"code": "A", "title": "Mục A", "owner": "x", "cells": boxes[:3], "zero_button": True},
                {"code": "B", "title": "Mục B", "owner": "y", "cells": boxes[3:]},
            ],
            "derived": [{"element": "e", "label": "Tính ra", "formula": a_sum(rng)}],
            "identities": identities,
            "warnings": warnings,
            "source": "thử",
            "valid_from": "2026-01-01",
        }
    )


def some_elements(rng: random.Random) -> dict[str, ElementSpec]:
    return {
        code: element_from_dict(
            {
                "code": code,
                "name": f"Số liệu {code}",
                "kind": rng.choice([str(k) for k in ElementKind]),
                "unit": "người",
                "decimals": rng.choice([0, 2]),
                "supplier": "x",
                "source": "thử",
                "sensitive": rng.random() < 0.5,
                "valid_from": "2026-01-01",
            }
        )
        for code in (*CODES, "e")
    }


def as_case(form: FormSpec, elements: dict[str, ElementSpec], known: FormFacts) -> dict[str, Any]:
    return {
        "form": form_to_dict(form),
        "elements": elements_to_dict(elements, set(elements)),
        "facts": facts_to_dict(known) | {"texts": dict(known.texts)},
    }


def found_in_python(form: FormSpec, elements: dict[str, ElementSpec], known: FormFacts) -> dict[str, Any]:
    problems = [
        {"code": p.code, "severity": str(p.severity), "place": p.place, "message": p.message, "remedy": p.remedy}
        for p in check_form(form, elements, known)
    ]
    closings = expected_closing(form, known.values, known.opening)
    return {"problems": problems, "closings": {str(key): Fraction(value) for key, value in closings.items()}}


RUN = """cases => JSON.stringify(JSON.parse(cases).map(({form, elements, facts}) => ({
    problems: Checks.check(form, elements, facts), closings: Checks.closings(form, elements, facts)})))"""


def compare(page: Page, cases: list[tuple[FormSpec, dict[str, ElementSpec], FormFacts]]) -> int:
    # As text: the driver is slow with large objects.
    answers = json.loads(page.evaluate(RUN, json.dumps([as_case(*case) for case in cases])))
    told = 0
    for number, (case, answer) in enumerate(zip(cases, answers, strict=True)):
        answer["closings"] = {key: Fraction(value) for key, value in answer["closings"].items()}
        wanted = found_in_python(*case)
        assert answer == wanted, f"case {number}: {form_to_dict(case[0])}"
        told += len(wanted["problems"])
    return told


@pytest.mark.parametrize("seed", range(3))
def test_random_forms(page: Page, seed: int) -> None:
    rng = random.Random(seed)
    cases = []
    for _ in range(CASES):
        form, elements = a_form(rng), some_elements(rng)
        cases.append((form, elements, facts(rng, form, elements)))
    assert compare(page, cases) > CASES, "random forms that find nothing would test nothing"


def test_the_forms_of_the_catalogue(page: Page) -> None:
    rng, elements = random.Random(1), catalogue_elements()
    cases = [(form, elements, facts(rng, form, elements)) for form in catalogue_forms() for _ in range(6)]
    assert compare(page, cases) > len(cases)


TYPED = (
    "",
    " 12 ",
    "1.234",
    "1 234",
    "1.23",
    "1,5",
    "1,55",
    "-3",
    "− 3",
    "12a",
    "１２",
    "1.234.567,25",
    "9" * 16,
    "0012",
    ",5",
)


def test_what_people_type_and_how_numbers_are_written(page: Page) -> None:
    def in_python(text: str, decimals: int) -> str | None:
        try:
            figure = parse_figure(text, decimals)
        except ValueError as problem:
            return str(problem)
        return None if figure is None else str(figure.value)

    pairs = [[text, decimals] for text in TYPED for decimals in (0, 1, 2)]
    run = "pairs => pairs.map(([t, d]) => { try { return Figures.parse(t, d); } catch (e) { return e.message; } })"
    for (text, decimals), answer in zip(pairs, page.evaluate(run, pairs), strict=True):
        wanted = in_python(str(text), int(decimals))
        assert answer == wanted or Decimal(answer) == Decimal(wanted or ""), (text, decimals)
    numbers = ["0", "1234567", "0.5", "12.3456", "1/3", "999/1000", "99999/100000", "-7", "1"]
    run = "numbers => numbers.map(n => [Numbers.exact(Numbers.of(n)), Numbers.percent(Numbers.of(n), 3)])"
    assert page.evaluate(run, numbers) == [[format_exact(Fraction(n)), format_percent(Fraction(n), 3)] for n in numbers]


def test_signs_of_a_person(page: Page) -> None:
    answers = page.evaluate("texts => texts.map(t => Checks.personalData(t).map(p => p.message))", list(TEXTS))
    assert answers == [[p.message for p in find_personal_data(text)] for text in TEXTS]
    assert any(answers)
