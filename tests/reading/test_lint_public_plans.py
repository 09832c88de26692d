"""What the clerk's eye says of the three public plans; each finding was held against the text by hand."""

from collections import Counter
from pathlib import Path

import pytest

from namro.kernel.times import Regime
from namro.reading import read_document
from namro.reading.lint import LintContext, lint

SHARED = Path(__file__).resolve().parents[3] / "shared" / "plans"

pytestmark = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the folder ../shared/plans with the public plans is not there"
)

JUDGED = {
    "000": {
        "deadline_before_issue": 1,
        "deadline_too_close": 1,
        "equal_number_other_measure": 1,
        "name_slip": 3,
        "number_only_in_annex": 1,
        "quota_elsewhere": 2,
        "target_without_owner": 2,
    },
    "002": {
        "abbreviation_undeclared": 1,
        "deadline_too_close": 1,
        "header_incomplete": 1,
        "misspelt_term": 7,
        "other_document": 1,
        "target_without_base": 1,
        "target_without_owner": 1,
    },
    "004": {
        "abbreviation_undeclared": 1,
        "count_given_as_share": 1,
        "deadline_before_issue": 1,
        "deadline_too_close": 1,
        "doubled_word": 1,
        "due_leaves_no_working_day": 1,
        "duty_without_body": 2,
        "header_incomplete": 1,
        "lost_heading": 4,
        "repeated_name": 1,
        "repeated_part": 1,
        "repeated_task": 1,
        "repeated_time": 1,
        "same_target_two_readings": 2,
        "target_without_base": 1,
        "target_without_owner": 2,
    },
}


@pytest.mark.parametrize("name", JUDGED)
def test_public_plans_are_queried_where_a_clerk_would(name: str) -> None:
    reading = read_document((SHARED / f"{name}.txt").read_bytes(), filename=f"{name}.txt")
    found = Counter(finding.code for finding in lint(reading, LintContext(regime=Regime.STATUTORY)))
    assert found == JUDGED[name]


@pytest.mark.parametrize("name", JUDGED)
def test_findings_stand_in_the_text_and_each_place_is_said_once(name: str) -> None:
    reading = read_document((SHARED / f"{name}.txt").read_bytes(), filename=f"{name}.txt")
    found = lint(reading)
    assert len({(each.code, each.place.start, each.place.end) for each in found}) == len(found)
    assert all(reading.text[each.place.start : each.place.end].strip() for each in found)
