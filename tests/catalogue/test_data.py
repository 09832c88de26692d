"""The shipped definitions hold together: every file loads, every name exists, nothing invented is a real place."""

import csv
import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from namro.catalogue.queries import described
from namro.kernel import vietnamese
from namro.kernel.elements import CellKey, ElementKind, element_from_dict
from namro.kernel.figures import Figure, FigureState
from namro.kernel.form_checks import check_form, derive, expected_closing
from namro.kernel.form_facts import FormFacts
from namro.kernel.form_rules import Scope
from namro.kernel.forms import FormSpec, form_from_dict, form_to_dict
from namro.kernel.formulas import examine_indicator
from namro.kernel.indicators import indicator_from_dict
from namro.kernel.problems import Severity
from namro.organisations.rules import Role

CATALOGUE = files("namro.catalogue") / "data"
ORGANISATIONS = files("namro.organisations") / "data"
DEMO = files("namro.cli") / "demo"
NEIGHBOUR = Path(__file__).parents[3] / "shared" / "data"


def toml(folder: Any, name: str) -> dict[str, Any]:
    return tomllib.loads((folder / name).read_text("utf-8"))


ELEMENTS = {e["code"]: element_from_dict(e) for e in toml(CATALOGUE, "elements.toml")["elements"]}
FORMS = {
    form.code: form
    for form in (form_from_dict(tomllib.loads(entry.read_text("utf-8"))) for entry in (CATALOGUE / "forms").iterdir())
}
INDICATORS = toml(CATALOGUE, "indicators.toml")["indicators"]
COVERAGE = toml(CATALOGUE, "indicator-coverage.toml")["coverage"]
AGENCIES = toml(ORGANISATIONS, "agencies.toml")
PROVINCE = toml(DEMO, "province.toml")
FIGURES = toml(DEMO, "figures.toml")
PLAN = (DEMO / "ke-hoach.txt").read_text("utf-8")


def cells_exist(keys: Iterable[CellKey]) -> None:
    for key in keys:
        assert key.element in ELEMENTS, key
        assert key in ELEMENTS[key.element].cells(), key


# Elements


def test_every_element_says_what_it_counts_and_why() -> None:
    assert len(ELEMENTS) == len(toml(CATALOGUE, "elements.toml")["elements"])
    for element in ELEMENTS.values():
        assert element.definition.endswith((".", ". [quy ước]")), element.code
        assert len(element.definition) > 25, element.code
        assert element.source, element.code


def test_elements_are_written_in_one_form_of_vietnamese() -> None:
    for element in ELEMENTS.values():
        for text in (element.name, element.unit, element.definition, element.source):
            assert text == vietnamese.canon(text), element.code


def test_attested_shares_are_percentages() -> None:
    attested = [e for e in ELEMENTS.values() if e.kind is ElementKind.ATTESTED]
    assert {e.unit for e in attested} == {"%"}


# Forms


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_form_asks_for_known_elements_only(form: FormSpec) -> None:
    cells_exist(cell.key for cell in form.cells())
    cells_exist(derived.key for derived in form.derived)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_form_survives_being_written_and_read(form: FormSpec) -> None:
    assert form_from_dict(form_to_dict(form)) == form


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_rules_of_a_form_name_each_rule_once(form: FormSpec) -> None:
    names = Counter(rule.id for rule in (*form.identities, *form.warnings))
    assert not [name for name, times in names.items() if times > 1]


def test_commune_form_has_forty_elements_in_49_boxes() -> None:
    form = FORMS["X-Q"]
    keys = [cell.key for cell in form.cells()]
    assert len(keys) == len(set(keys)) == 49
    assert len({key.element for key in keys}) == 40
    assert [section.code for section in form.sections] == list("ABCDEFG")
    assert [n.code for n in form.narratives] == ["results", "difficulties", "proposals"]
    assert {n.max_length for n in form.narratives} == {1000}


def test_commune_form_has_every_identity_and_warning_of_the_catalogue() -> None:
    form = FORMS["X-Q"]

    def numbers(rules: Any) -> set[int]:
        return {int(match[1]) for rule in rules if (match := re.match(r"[HW](\d+)", rule.id))}

    assert numbers(form.identities) == set(range(1, 14))
    assert numbers(form.warnings) == set(range(1, 17))


def test_only_plants_may_stay_hidden_in_the_commune_form() -> None:
    hidden = {cell.element for cell in FORMS["X-Q"].cells() if not cell.required}
    assert hidden == {"illicit_plants", "illicit_plant_area"}


def test_every_kind_of_agency_has_at_most_one_quarterly_form() -> None:
    audience = Counter(kind for form in FORMS.values() if "quarter" in form.period_kinds for kind in form.audience)
    assert not [kind for kind, times in audience.items() if times > 1]
    kinds = {agency["kind"] for agency in AGENCIES["agencies"]} | {"commune"}
    assert set(audience) <= kinds


def quiet_commune() -> FormFacts:
    """A commune where nothing happened: 45 addicts, 12 users, 8 after rehabilitation, all served as before."""
    opening = {
        "addicts_closing": 45,
        "users_closing": 12,
        "post_rehab_closing": 8,
        "hotspots_active": 0,
        "illicit_plants_remaining": 0,
        "illicit_plant_area_remaining": 0,
    }
    opened = {CellKey(code, "total"): reported(value) for code, value in opening.items()}
    values = {cell.key: reported(0) for cell in FORMS["X-Q"].cells()}
    values |= {key: figure for key, figure in opened.items() if key in values}
    values[CellKey("residents_current", "total")] = reported(8400)
    return FormFacts(values=values, opening=opened)


def reported(value: int | float) -> Figure:
    return Figure(FigureState.REPORTED, Decimal(str(value)))


def test_a_quiet_quarter_passes_every_identity() -> None:
    problems = check_form(FORMS["X-Q"], ELEMENTS, quiet_commune())
    assert [p for p in problems if p.severity is Severity.ERROR] == []


def test_closing_is_what_the_list_says() -> None:
    facts = quiet_commune()
    values = {
        **facts.values,
        CellKey("addicts_new", "total"): reported(3),
        CellKey("addicts_died", "total"): reported(1),
    }
    assert expected_closing(FORMS["X-Q"], values, facts.opening)[CellKey("addicts_closing", "total")] == 47
    wrong = check_form(FORMS["X-Q"], ELEMENTS, FormFacts(values=values, opening=facts.opening))
    assert [p.place for p in wrong if p.code == "H1"] == ["addicts_closing[total]"]


def test_the_year_so_far_is_derived() -> None:
    derived = derive(FORMS["X-Q"], quiet_commune())
    assert derived[CellKey("managed_addicts", "total")].value == 45
    assert derived[CellKey("hotspots_active", "total")].value == 0


# Indicators


SPECS = {i["code"]: indicator_from_dict(described(i)) for i in INDICATORS}


def test_every_indicator_can_be_computed_and_says_why_it_is_there() -> None:
    for data in INDICATORS:
        found = examine_indicator(described(data), ELEMENTS, SPECS)
        assert found.errors == (), data["code"]
        assert data["source"], data["code"]
        assert data["topic"], data["code"]


def test_every_reading_is_named_beside_the_others_of_its_goal() -> None:
    for spec in SPECS.values():
        if spec.alternative_to:
            readings = [spec.reading, SPECS[spec.alternative_to].reading]
            assert all(readings), spec.code
            assert len(set(readings)) == 2, spec.code


def test_every_target_row_of_the_pilot_plan_has_its_indicator() -> None:
    covering = {
        code: [row for row in entry.get("rows", []) if re.match(r"PL I\.", row)] for code, entry in COVERAGE.items()
    }
    rows = {row for listed in covering.values() for row in listed}
    blocks = Counter(row.split(".")[1] for row in rows)
    assert blocks == {"1": 7, "2": 4, "3": 7, "4": 3, "5": 18, "6": 4}
    assert len(rows) == 43
    how = Counter(COVERAGE[code]["automation"] for code, listed in covering.items() if listed)
    assert how == {"auto": 31, "needs_definition": 10, "attested": 4}


def test_coverage_and_indicators_name_each_other() -> None:
    assert sorted(COVERAGE) == sorted(code for code, spec in SPECS.items() if not spec.alternative_to)
    for code, entry in COVERAGE.items():
        assert bool(SPECS[code].parts) == ("combines" in entry or code == "grassroots_info_share"), code
        assert code in SPECS[entry["part_of"]].parts if "part_of" in entry else True, code


def test_what_can_be_computed_for_the_pilot_plan_is_asked_on_some_form() -> None:
    asked = {key for form in FORMS.values() for key in (*(c.key for c in form.cells()), *(d.key for d in form.derived))}
    for code, spec in SPECS.items():
        if any(row.startswith("PL I.") for row in COVERAGE.get(code, {}).get("rows", [])):
            parts = [spec, *(SPECS[part] for part in spec.parts)]
            read = {cell.key for one in parts for _, formula in one.formulas for cell in formula.cells()}
            assert read <= asked, code


# Units


def real_names() -> set[str]:
    """Folded names, without their kind, of every unit in our lists and, where it exists, in the neighbour folder."""
    names = {row["name"] for row in rows(ORGANISATIONS / "communes.csv")}
    names |= {row["name"] for row in rows(ORGANISATIONS / "provinces.csv")}
    for file in ("commune-succession-2025.csv", "earlier-communes-undated.csv"):
        if (NEIGHBOUR / file).exists():
            for row in rows(NEIGHBOUR / file):
                names |= {row["old_name"], row["old_district"], row["old_province"]}
    return {bare(name) for name in names}


def rows(path: Any) -> Iterator[dict[str, str]]:
    with path.open("r", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def bare(name: str) -> str:
    kinds = "phuong|xa|thi tran|dac khu|tinh|thanh pho|quan|huyen|thi xa"
    return re.sub(rf"^(?:{kinds}) ", "", vietnamese.fold(name))


def test_official_lists_are_complete() -> None:
    assert len(list(rows(ORGANISATIONS / "provinces.csv"))) == 34
    communes = list(rows(ORGANISATIONS / "communes.csv"))
    assert Counter(row["kind"] for row in communes) == {"xã": 2621, "phường": 687, "đặc khu": 13}
    assert len({row["code"] for row in communes}) == 3321


def test_agencies_groups_and_tags_speak_of_each_other() -> None:
    codes = [agency["code"] for agency in AGENCIES["agencies"]]
    assert len(codes) == len(set(codes))
    tags = {tag["code"] for tag in AGENCIES["tags"]}
    categories = {agency["category"] for agency in AGENCIES["agencies"]} | {"commune"}
    for agency in AGENCIES["agencies"]:
        assert agency["relation"] in {"ordered", "requested"}
        assert agency.get("under", "CAT") in codes
        assert set(agency["tags"]) <= tags
    for group in AGENCIES["groups"]:
        assert set(group.get("categories", [])) <= categories
        assert set(group.get("tags", [])) | set(group.get("tags_any", [])) <= tags


def test_who_is_asked_is_never_ordered() -> None:
    asked = {agency["category"] for agency in AGENCIES["agencies"] if agency["relation"] == "requested"}
    assert asked == {"court_procuracy", "front", "mass", "party", "press"}


def test_section_owners_of_the_commune_form_are_known() -> None:
    owners = {owner["short"] for owner in AGENCIES["section_owners"]}
    assert {section.owner for code in ("X-Q", "X-N") for section in FORMS[code].sections} <= owners


# The fictitious province


def test_no_invented_unit_bears_a_real_name() -> None:
    invented = [bare(PROVINCE["province"]["name"]), *(bare(c["name"]) for c in PROVINCE["communes"])]
    assert len(set(invented)) == 131
    assert set(invented) & real_names() == set()


def test_invented_codes_are_no_real_ones() -> None:
    real = {row["code"] for row in rows(ORGANISATIONS / "communes.csv")}
    real |= {row["code"] for row in rows(ORGANISATIONS / "provinces.csv")}
    codes = [PROVINCE["province"]["code"], *(c["code"] for c in PROVINCE["communes"])]
    assert len(set(codes)) == 131
    assert set(codes) & real == set()


def test_invented_units_and_officers_fit_the_templates() -> None:
    agencies = {agency["code"] for agency in AGENCIES["agencies"]}
    assert set(PROVINCE["province"]["agencies"]) <= agencies
    tags = {tag["code"] for tag in AGENCIES["tags"]}
    assert all(set(c["tags"]) <= tags and 5000 <= c["population"] <= 45000 for c in PROVINCE["communes"])
    units = {*PROVINCE["province"]["agencies"], *(c["code"] for c in PROVINCE["communes"]), "province"}
    owners = {owner["short"] for owner in AGENCIES["section_owners"]}
    for officer in PROVINCE["officers"]:
        assert officer["unit"] in units
        assert Role(officer["role"])
        assert officer.get("section_owner", "Công an xã") in owners


def test_demonstration_offers_one_account_for_each_role_it_shows() -> None:
    offered = [(o["role"], o.get("section_owner")) for o in PROVINCE["officers"] if o["sign_in"] and o["unit"] != "SYT"]
    assert len(offered) == len(set(offered))


def test_our_plan_says_that_it_is_an_example() -> None:
    assert PLAN.rstrip().endswith("(Văn bản minh họa, tỉnh và số liệu không có thật)")
    assert vietnamese.nfc(PLAN) == PLAN
    assert 25_000 <= len(PLAN.encode()) <= 40_000
    assert re.search(r"\bMẬT\b", PLAN) is None


def test_our_plan_speaks_of_the_units_of_the_province() -> None:
    annex = PLAN.split("PHỤ LỤC III")[1]
    named = re.findall(r"^\d+\t(.+)\t01$", annex, re.MULTILINE)
    assert len(named) == 20
    assert set(named) <= {c["name"] for c in PROVINCE["communes"]}


def form_of(agency: str) -> FormSpec:
    kind = next(a["kind"] for a in AGENCIES["agencies"] if a["code"] == agency)
    return next(form for form in FORMS.values() if kind in form.audience and "quarter" in form.period_kinds)


@pytest.mark.parametrize("agency", FIGURES["agencies"])
def test_invented_figures_of_agencies_pass_their_form_in_every_quarter(agency: str) -> None:
    form, given = form_of(agency), FIGURES["agencies"][agency]
    by_key = {CellKey.parse(cell): figures for cell, figures in given.items()}
    assert set(by_key) <= {cell.key for cell in form.cells()}
    history: list[dict[CellKey, Figure]] = []
    year_opening = {key: reported(f["opening"]) for key, f in by_key.items() if "opening" in f}
    for quarter in range(4):
        values = {key: reported(f["y2026"][quarter]) for key, f in by_key.items() if f["y2026"][quarter] != "-"}
        for cell in form.cells():
            if cell.not_applicable and cell.key not in by_key:
                values[cell.key] = Figure(FigureState.NOT_APPLICABLE, None)
        facts = FormFacts(
            values=values,
            opening=history[0] if history else year_opening,
            year_opening=year_opening,
            history=tuple(history),
            periods_before_in_year=quarter,
        )
        errors = [p for p in check_form(form, ELEMENTS, facts) if p.severity is Severity.ERROR]
        assert errors == [], f"quý {quarter + 1}: {errors}"
        history.insert(0, values)


def warnings_of(over: dict[str, int], **facts: Any) -> set[str]:
    """The codes of the warnings that a quiet commune gets once some figures are other ones."""
    quiet = quiet_commune()
    values = {**quiet.values, **{CellKey.parse(cell): reported(value) for cell, value in over.items()}}
    told = FormFacts(values=values, opening=quiet.opening, year_opening=quiet.opening, **facts)
    return {p.code for p in check_form(FORMS["X-Q"], ELEMENTS, told) if p.severity is Severity.WARNING}


@pytest.mark.parametrize(
    ("over", "facts", "code"),
    [
        ({"addicts_moved_out": 4, "addicts_closing": 41}, {}, "W4a"),
        ({"addicts_completed": 1, "addicts_closing": 44}, {}, "W6"),
        ({"residents_reached": 9000}, {}, "W12a"),
        ({}, {"tags": frozenset({"drug_free_registered"})}, "W11"),
        ({"arrests_in_area": 2}, {"other": {CellKey("arrests_in_area", "total"): reported(3)}}, "W8"),
        ({}, {"other": {CellKey("addicts_in_substitution", "total"): reported(3)}}, "W9"),
        ({}, {"other": {CellKey("hotspots_detected", "total"): reported(1)}}, "W14"),
        ({}, {"texts": {"results": "Bắt đối tượng sinh năm 1990"}}, "W16"),
    ],
)
def test_what_is_doubtful_is_asked(over: dict[str, int], facts: dict[str, Any], code: str) -> None:
    assert code not in warnings_of({})
    assert code in warnings_of(over, **facts)


def test_moves_within_the_province_are_compared_on_the_whole_table() -> None:
    values = {CellKey("addicts_moved_out", "total"): reported(5), CellKey("addicts_moved_in", "total"): reported(2)}
    told = check_form(FORMS["X-Q"], ELEMENTS, FormFacts(values=values), scope=Scope.ALL_UNITS)
    assert {p.code for p in told} == {"W5"}
