import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from namro.kernel.elements import CellKey
from namro.kernel.forms import form_from_dict, form_to_dict
from tests.kernel.commune_form import FORM, FORM_SPEC


def test_a_form_goes_to_json_and_back() -> None:
    assert form_from_dict(json.loads(json.dumps(form_to_dict(FORM_SPEC)))) == FORM_SPEC


def test_a_box_is_found_by_its_key() -> None:
    key = CellKey("plant_area", "found")
    cell = FORM_SPEC.cell(key)
    assert cell is not None
    assert (cell.key, cell.label) == (key, "Diện tích phát hiện")
    assert FORM_SPEC.cell(CellKey("nothing")) is None


def broken(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    form = copy.deepcopy(FORM)
    change(form)
    return form


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda f: f.pop("title"), "thiếu mục «title»"),
        (lambda f: f.update(colour="red"), "không có mục «colour»"),
        (lambda f: f["sections"].append(f["sections"][0]), r"ô residents\[total\] có hai lần"),
        (lambda f: f["identities"].append(f["warnings"][0]), "quy tắc W1 có hai lần"),
        (lambda f: f["identities"][0].update(must="closing = ghost"), r"quy tắc H1 nói tới ô ghost\[total\] không có"),
        (lambda f: f["identities"][0].update(must="closing ="), "vị trí 10"),
        (lambda f: f["identities"][0].update(must="closing + new"), "Cần một điều kiện"),
        (lambda f: f["identities"].pop(0), "không có đẳng thức nào tính ra nó"),
        (lambda f: f["warnings"][0].update(kind="hunch"), "không có loại «hunch»"),
        (lambda f: f["warnings"][0].update(cells=["ghost"]), "W1 nói tới ô ghost"),
        (lambda f: f["warnings"][1].update(sections=["Z"]), "W2 nói tới mục Z"),
        (lambda f: f["derived"][0].update(formula="ghost + 1"), "công thức managed nói tới ô ghost"),
        (lambda f: f["derived"][0].update(formula="managed + 1"), "công thức managed nói tới ô managed"),
        (lambda f: f["sections"][0]["cells"][0].update(of_which="ghost"), "thuộc ô ghost"),
        (lambda f: f["sections"][0]["cells"][0].update(prefill="magic"), "magic"),
    ],
)
def test_a_form_that_does_not_hold_together_is_turned_down(change: Callable[[Any], object], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        form_from_dict(broken(change))


def test_a_derived_element_may_carry_its_own_opening() -> None:
    carried = broken(lambda f: f["derived"][0].update(formula="open(managed) + new"))
    assert form_from_dict(carried).formula(CellKey("managed")) is not None
