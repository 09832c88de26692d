"""The data files hold what the written catalogue names: every element of its tables A to D, every form, rule and mark.

The written catalogue lies beside the project; without it there is nothing to compare with.
"""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from namro.kernel.elements import ElementKind
from tests.catalogue.test_data import AGENCIES, CATALOGUE, ELEMENTS, FORMS

WRITTEN = Path(__file__).parents[3] / "shared" / "design" / "catalogue.md"
pytestmark = pytest.mark.skipif(not WRITTEN.is_file(), reason="không có danh mục viết tay bên cạnh dự án")

# Names of registers stand for the counts that are made from them (B.5); the rest are parts of words in H1 to W4.
REGISTERS = {"public_rehab", "home_providers", "health_stations", "lawful_entities"}
COUNTED = {"meets_conditions", "can_determine"}
WORD = re.compile(r"[a-z][a-z0-9_]*_[a-z0-9_]+")


@cache
def written() -> str:
    """Tables A to D: from the head of A to the head of E."""
    text = WRITTEN.read_text("utf-8")
    return text[text.index("\n## A.") : text.index("\n## E.")]


def table(title: str) -> list[list[str]]:
    """The rows of the tables under a heading that begins so, without their head."""
    part = re.split(rf"\n#+ {re.escape(title)}", written())[1]
    lines = [line for line in re.split(r"\n#+ ", part)[0].splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    rules = [n for n, row in enumerate(rows) if set("".join(row)) <= set("-: ")]
    return [row for n, row in enumerate(rows) if n not in rules and n + 1 not in rules]


def codes(text: str) -> list[str]:
    """The element codes of a cell; `a_trained/_total` stands for `a_trained` and `a_total`."""
    quoted = " ".join(re.findall(r"`([^`]+)`", text))
    return WORD.findall(re.sub(r"(\w+)/_(\w+)", lambda short: f"{short[1]} {twin(short[1], short[2])}", quoted))


def twin(code: str, ending: str) -> str:
    """`union_units_with_plan/_total` is `union_units_total`: as many words go as must for the twin to exist."""
    words = code.split("_")
    tries = ["_".join([*words[:n], ending]) for n in range(len(words) - 1, 0, -1)]
    return next((name for name in tries if name in ELEMENTS), tries[0])


def dictionary() -> list[tuple[list[str], list[str], str]]:
    """The rows of B.1 to B.4, B.6, B.7 and B.9: codes, kinds, everything else."""
    rows = []
    for part in ("B.1", "B.2", "B.3", "B.4", "B.6", "B.7", "B.9"):
        for row in table(part):
            kinds = next(([re.sub(r"×\d+", "", k) for k in re.split(r"[,;] ?", c)] for c in row[1:] if is_kind(c)), [])
            rows.append((codes(row[0]), kinds, " ".join(row[1:])))
    return rows


def is_kind(cell: str) -> bool:
    return re.fullmatch(r"[FSYRBTD](×\d+)?([,;] ?[FSYRBTD](×\d+)?)*", cell) is not None


def test_every_element_of_the_tables_stands_in_the_data() -> None:
    named = set(codes(written())) - REGISTERS - COUNTED - {"a_trained", "a_total"}
    named -= {code.partition("_")[2] for code in ELEMENTS if code.startswith(("addicts_", "users_"))}
    assert len(named) > 140
    assert sorted(named - set(ELEMENTS)) == []


def test_elements_have_the_kind_that_the_dictionary_gives() -> None:
    """A row gives one kind for all its codes or one for each; what is never stored as a number is attested."""
    wrong, compared = {}, 0
    for found, kinds, _rest in dictionary():
        spread = kinds * len(found) if len(kinds) == 1 else kinds
        if len(spread) != len(found):
            continue  # «F×7, S»: told one by one in the test of the commune form
        for code, kind in zip(found, spread, strict=True):
            compared += code in ELEMENTS
            if code in ELEMENTS and ELEMENTS[code].kind != kind:
                wrong[code] = (kind, str(ELEMENTS[code].kind))
    assert wrong == {}
    assert compared > 80


def test_flows_and_closings_of_the_lists_have_their_kind() -> None:
    kinds = {code: e.kind for code, e in ELEMENTS.items() if re.match(r"(addicts|users|post_rehab)_", code)}
    moved = ("new", "moved_in", "completed", "became_addicts", "detained", "moved_out", "died", "entered", "left")
    assert {kind for code, kind in kinds.items() if code.endswith(moved)} == {ElementKind.FLOW}
    assert {kind for code, kind in kinds.items() if code.endswith("_closing")} == {ElementKind.STOCK}


def test_what_may_be_secret_carries_the_mark() -> None:
    marked = {
        code
        for found, _kinds, rest in dictionary()
        for code in found
        if re.search(r"(^| )K($| )", rest) and code in ELEMENTS
    }
    assert marked
    assert sorted(code for code in marked if not ELEMENTS[code].sensitive) == []


def test_every_element_says_since_when_and_who_has_it() -> None:
    suppliers = {agency["kind"] for agency in AGENCIES["agencies"]} | {"commune", "any", "mass", "province"}
    for element in ELEMENTS.values():
        assert element.valid_from.year >= 2024, element.code
        assert element.supplier in suppliers, element.code
        assert element.unit, element.code


def test_every_form_of_the_list_is_there_with_as_many_elements_at_least() -> None:
    files = {"X-Q biểu xã (mục D)": "X-Q", "X-N biểu nền xã": "X-N", "CA vụ, đối tượng, sổ": "CA", "YT": "YT"}
    files |= {"VH": "VH", "GD": "GD", "CĐ": "CD", "TP": "TP", "BP–HQ": "BP", "TC": "TC"}
    listed = {row[0]: row[3] for row in table("B.8")}
    assert set(listed) == set(files)
    for name, number in listed.items():
        asked = {cell.element for cell in FORMS[files[name]].cells()}
        least = re.search(r"\d+", number)
        assert least, name
        assert len(asked) >= int(least[0]), name
    assert "HQ" in FORMS


def test_money_is_asked_for_each_project_and_kind_of_capital() -> None:
    keys = [cell.key for cell in FORMS["TC"].cells()]
    assert len(keys) == len(set(keys)) == 2 * 9 * 2


def test_the_commune_form_asks_in_the_written_order_and_in_the_written_kinds() -> None:
    rows = [row for row in table("D.1") if row[0].isdecimal()]
    assert [int(row[0]) for row in rows] == list(range(1, 41))
    written_order = [codes(row[1])[0] for row in rows]
    assert list(dict.fromkeys(cell.element for cell in FORMS["X-Q"].cells())) == written_order
    assert [str(ELEMENTS[code].kind) for code in written_order] == [row[3] for row in rows]
    boxes = {code: sum(cell.element == code for cell in FORMS["X-Q"].cells()) for code in written_order}
    assert [boxes[code] for code in written_order] == [int(row[4]) for row in rows]


@pytest.mark.parametrize(("part", "letter"), [("D.2", "H"), ("D.3", "W")])
def test_every_written_rule_is_a_rule_of_the_commune_form(part: str, letter: str) -> None:
    form = FORMS["X-Q"]
    rules = form.identities if letter == "H" else form.warnings
    numbered = {match[0] for rule in rules if (match := re.match(rf"{letter}\d+", rule.id))}
    assert numbered == {row[0] for row in table(part)}


def test_the_supplementary_form_splits_the_lists_in_twenty_boxes() -> None:
    form = FORMS["X-T"]
    assert sum(cell.of_which is not None for cell in form.cells()) == 20
    assert {str(rule.id) for rule in form.identities} == {"H1", "H2", "H3", "H4"}


def test_files_are_read_by_the_same_reader() -> None:
    for entry in (CATALOGUE / "forms").iterdir():
        assert tomllib.loads(entry.read_text("utf-8"))["code"] in FORMS
