"""Which reports a version of a form concerns: those that take it, and those that keep what they were begun with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from namro.catalogue import queries as catalogue
from namro.catalogue.models import FormVersion
from namro.organisations import queries as organisations
from namro.plans.models import Reporter
from namro.reporting.actions.due import untouched_reports
from namro.reporting.models import Report
from namro.reporting.rules import ASKS_FOR_A_PLAN


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """versions: what comes for somebody, by the form's code ("": in words).

    taking, reporters: by the same code, the keys of reports and of reporters. kept: reports of the same windows that
    are begun or sent already. units: how many units get the version in question.
    """

    versions: Mapping[str, FormVersion | None]
    taking: Mapping[str, list[int]]
    reporters: Mapping[str, list[int]]
    kept: int
    units: int

    @property
    def taken(self) -> int:
        return sum(map(len, self.taking.values()))


def adoption(version: FormVersion) -> Adoption:
    """version: of a form's description; it need not be stored yet, so that one can see before what will happen."""
    since = version.valid.lower
    targets = dict(_targets(version))
    reporters = {r.pk: r for r in Reporter.objects.filter(pk__in=targets)}
    later = Report.objects.filter(
        rule__in={r.rule_id for r in reporters.values()},
        unit__in={r.unit_id for r in reporters.values()},
        window_start__gte=since,
    )
    target_of = {(r.rule_id, r.unit_id): targets[pk] for pk, r in reporters.items()}
    open_ones = set(untouched_reports().filter(pk__in=later).values_list("pk", flat=True))
    taking: dict[str, list[int]] = defaultdict(list)
    kept = 0
    for pk, rule, unit, now in later.values_list("pk", "rule_id", "unit_id", "form_version_id"):
        if (rule, unit) not in target_of:
            continue
        target = target_of[rule, unit]
        if pk not in open_ones:
            kept += 1
        elif version.pk is None or now != (target.pk if target else None):
            taking[_code(target)].append(pk)
    by_target: dict[str, list[int]] = defaultdict(list)
    for pk, target in targets.items():
        by_target[_code(target)].append(pk)
    units = {r.unit_id for pk, r in reporters.items() if targets[pk] is version}
    versions = {_code(target): target for target in targets.values()}
    return Adoption(versions=versions, taking=taking, reporters=by_target, kept=kept, units=len(units))


def _code(version: FormVersion | None) -> str:
    return str(version.spec["code"]) if version else ""


def _targets(version: FormVersion) -> Iterator[tuple[int, FormVersion | None]]:
    """Each reporter of a plan that fills this form now or will, with the version that comes for it."""
    since = version.valid.lower
    others = [v for v in catalogue.form_versions_on(since) if v.form_id != version.form_id]
    versions = sorted([*others, version], key=lambda v: str(v.spec["code"]))
    units = organisations.units_on(since)
    found = Reporter.objects.filter(rule__plan__period_to__gte=since).exclude(rule__what=ASKS_FOR_A_PLAN)
    for reporter in found.exclude(rule__period_kind="").select_related("rule", "form_version"):
        row, kind = units.get(reporter.unit_id), reporter.rule.period_kind
        if row is None:
            continue
        asking = [v for v in versions if kind in v.spec["period_kinds"]]
        fitting = catalogue.fitting_form(asking, kind=row.kind, category=row.category, tags=row.tags)
        filled = reporter.form_version and reporter.form_version.form_id == version.form_id
        if fitting is version or (filled and version.form_id is not None):
            yield reporter.pk, fitting
