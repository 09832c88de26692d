"""A form as the page that a unit would fill in, with nothing behind it in the store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from namro.catalogue import queries as catalogue
from namro.catalogue.models import FormVersion
from namro.kernel.forms import form_from_dict
from namro.kernel.times import ONE_DAY, Period, PeriodKind, Regime, campaign, period_containing
from namro.organisations.queries import UnitRow
from namro.plans.models import ReportRule
from namro.reporting.models import Report
from namro.reporting.queries.page import ReportPage
from namro.reporting.queries.surroundings import Around, earlier_periods

NOWHERE = 0
"""Stands for the keys of rows that are not stored."""


def preview_page(version: FormVersion, units: Mapping[int, UnitRow], on: date) -> ReportPage:
    """version need not be stored. The unit is the first that the form is for, else any; nothing here asks the store
    for figures, and nothing that is made here is stored."""
    form = form_from_dict(version.spec)
    rows = list(units.values())
    fits = (r for r in rows if catalogue.fitting_form([version], kind=r.kind, category=r.category, tags=r.tags))
    unit = next(fits, rows[0])
    period = _window(next(iter(form.period_kinds), PeriodKind.QUARTER), max(form.valid_from, on))
    rule = ReportRule(pk=NOWHERE, title=form.title, regime=Regime.STATUTORY, receiver_id=unit.id)
    report = Report(
        pk=NOWHERE,
        rule=rule,
        unit_id=unit.id,
        window_start=period.start,
        window_end=period.end,
        period_code=period.code,
        due_on=period.end + ONE_DAY,
    )
    nothing = Around(
        values={},
        opening={},
        opening_from={},
        year_opening={},
        history=tuple({} for _ in earlier_periods(period)),
        last_year={},
        other={},
        last_known={},
        locked=frozenset(),
    )
    return ReportPage(
        report=report,
        plan=None,
        unit=unit,
        receiver=unit,
        asked=False,
        period=period,
        form=form,
        elements=catalogue.elements(),
        around=nothing,
        versions={},
        texts={},
        parts={},
        reasons={},
        steps=(),
        signed_files=(),
    )


def _window(kind: PeriodKind, day: date) -> Period:
    """The window of a kind that holds the day, or the next that does."""
    if kind is PeriodKind.CAMPAIGN:
        return campaign(day, day + timedelta(days=29))
    try:
        return period_containing(day, kind, Regime.STATUTORY)
    except ValueError:
        return period_containing(day + timedelta(days=100), kind, Regime.STATUTORY)
