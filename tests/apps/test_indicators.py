"""Indicators over time: which version a period reads, and what an upgrade of the program may change."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from namro.catalogue import actions, queries
from namro.catalogue.models import Indicator, IndicatorVersion
from namro.kernel.problems import Refused
from namro.organisations.models import AuditEntry
from tests.cast import Cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 5, 2, 0, tzinfo=UTC)
LATER = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
CODE = "addicts_counselled_share"


@pytest.fixture
def row(cast: Cast) -> Indicator:
    actions.load_catalogue(by=None, at=AT)
    return Indicator.objects.get(code=CODE)


def spec_with(row: Indicator, **changes: Any) -> dict[str, Any]:
    return {**queries.described(row.spec), **changes}


def change(cast: Cast, row: Indicator, since: date, **changes: Any) -> IndicatorVersion:
    data = spec_with(row, **changes)
    return actions.change_indicator(by=cast.standing, at=AT, indicator=row, data=data, valid_from=since, reason="Thử")


def denominator_on(day: date) -> str:
    return str(queries.indicators_by_code(day)[CODE].denominator)


def test_each_day_reads_the_version_of_that_day_under_the_same_key(cast: Cast, row: Indicator) -> None:
    change(cast, row, date(2026, 7, 1), denominator="addicts_closing")
    assert denominator_on(date(2025, 12, 14)) == denominator_on(date(2026, 6, 30)) == "managed_addicts"
    assert denominator_on(date(2026, 7, 1)) == "addicts_closing"
    keys = {
        pk
        for day in (date(2026, 6, 30), date(2026, 7, 1))
        for pk, s in queries.indicator_specs(day).items()
        if s.code == CODE
    }
    assert keys == {row.pk}
    assert AuditEntry.objects.filter(action="indicator.change").count() == 1


def test_what_is_corrected_on_its_first_day_never_held(cast: Cast, row: Indicator) -> None:
    change(cast, row, date(2026, 7, 1), denominator="addicts_closing")
    change(cast, row, date(2026, 7, 1), denominator="addicts_closing + users_closing")
    assert denominator_on(date(2026, 7, 1)) == "addicts_closing + users_closing"
    assert [v.valid.isempty for v in row.versions.order_by("number")] == [False, True, False]


@pytest.mark.parametrize(
    ("since", "changes", "code"),
    [
        (date(2026, 6, 30), {"numerator": "addicts_new"}, "indicator-early"),
        (date(2026, 8, 1), {"denominator": "addicts_counselled"}, "indicator-formula"),
        (date(2026, 8, 1), {"name": " "}, "indicator-words"),
        (date(2026, 8, 1), {}, "indicator-same"),
    ],
)
def test_what_is_not_kept(cast: Cast, row: Indicator, since: date, changes: dict[str, str], code: str) -> None:
    change(cast, row, date(2026, 7, 1), denominator="addicts_closing")
    row.refresh_from_db()
    with pytest.raises(Refused) as refused:
        change(cast, row, since, **changes)
    assert refused.value.code == code


def test_only_the_standing_agency_changes_indicators(cast: Cast, row: Indicator) -> None:
    with pytest.raises(Refused):
        actions.change_indicator(
            by=cast.clerk_a, at=AT, indicator=row, data=spec_with(row), valid_from=date(2026, 7, 1), reason="Thử"
        )


def upgraded(row: Indicator, **former: Any) -> None:
    """What was installed says something else; on 1 September the program as it is now is loaded over it."""
    version = row.versions.get(number=1)
    version.spec = version.spec | former
    version.save()
    actions.load_catalogue(by=None, at=LATER)


def test_loading_twice_changes_nothing(row: Indicator) -> None:
    actions.load_catalogue(by=None, at=LATER)
    assert IndicatorVersion.objects.count() == Indicator.objects.count()


def test_an_upgrade_with_another_formula_holds_from_its_day(row: Indicator) -> None:
    upgraded(row, denominator="addicts_closing")
    assert denominator_on(date(2026, 8, 31)) == "addicts_closing"
    assert denominator_on(date(2026, 9, 1)) == "managed_addicts"


def test_an_upgrade_with_other_words_makes_no_version(row: Indicator) -> None:
    shipped = row.spec["caution"]
    upgraded(row, caution="Lời cũ.")
    assert row.versions.count() == 1
    assert queries.indicators_by_code(date(2026, 1, 1))[CODE].caution == shipped


def test_an_upgrade_leaves_alone_what_the_standing_agency_changed(cast: Cast, row: Indicator) -> None:
    change(cast, row, date(2026, 7, 1), denominator="addicts_closing")
    actions.load_catalogue(by=None, at=LATER)
    assert denominator_on(date(2026, 10, 1)) == "addicts_closing"


def test_readings_stand_together_whichever_one_asks_for(row: Indicator) -> None:
    day = date(2026, 3, 14)
    codes = ["addicts_users_reduction", "addicts_users_listed_reduction"]
    assert [s.code for s in queries.readings_of(codes[0], day)] == codes
    assert [s.code for s in queries.readings_of(codes[1], day)] == codes
    assert [s.code for s in queries.readings_of(CODE, day)] == [CODE]
    assert queries.readings_of("khong_co", day) == ()
