"""What the province's committee decided is written down once: lists, figures and dated marks of communes follow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from namro.assessment import rules
from namro.assessment.actions.stepping import move
from namro.assessment.models import Decision, DecisionLine, Dossier
from namro.assessment.queries import recognition as queries
from namro.assessment.rules import CLASS_NUMBERS, CLASS_TAGS, AreaClass, DecisionKind, DossierState, assessment_year
from namro.kernel.elements import CellKey
from namro.kernel.figures import Figure, reported
from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations import queries as organisations
from namro.organisations.marking import mark_decided
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission, UnitLevel
from namro.reporting.actions import record_decided_figures
from namro.reporting.actions.attachments import kept_file

DRUG_FREE = CellKey("communes_drug_free")
CLASS = CellKey("commune_class")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A signed decision. file: its name and bytes; None where it is not at hand."""

    number: str
    issued_on: date | None
    file: tuple[str, bytes] | None = None


@transaction.atomic
def record_decision(
    *, by: Person, at: datetime, year: int, paper: Paper, effective_on: date, classes: Mapping[int, AreaClass]
) -> Decision:
    """Write down the list that the committee approved: each commune of it, by id, with its class.

    Communes that the list does not name are 0 in the figures of the year. Dossiers that were verified are decided.
    Raises Refused for a commune that another decision about the year has named.
    """
    on = timezone.localdate(at)
    decider = _decider(by, on)
    rules.check_effective(effective_on, year=year)
    _check_communes(classes, on)
    if again := queries.decided_of(year).keys() & classes.keys():
        names = _names(again, on)
        raise Refused("decided", f"{names} đã có trong quyết định của năm {year}; đính chính quyết định ấy.")
    decision = _store(by, at, DecisionKind.LIST, year, decider, paper, effective_on)
    dossiers = _decide_dossiers(classes, year, decision, by=by, at=at)
    _write_lines(decision, classes, dossiers)
    _tell(decision, classes.keys(), by=by, at=at)
    return decision


@transaction.atomic
def correct_decision(
    *,
    by: Person,
    at: datetime,
    decision: Decision,
    paper: Paper,
    classes: Mapping[int, AreaClass | None],
    reason: str,
) -> Decision:
    """Put a list right by another decision: other classes for communes of it, None for one that never belonged there.

    What stood there is kept as void; the figures of the year get another revision with the reason.
    """
    on = timezone.localdate(at)
    decider = _decider(by, on)
    current = Decision.objects.select_for_update(of=("self",)).get(pk=decision.pk)
    rules.check_reason(reason, missing="Ghi lý do đính chính.")
    lines = {
        line.unit_id: line
        for line in DecisionLine.objects.filter(decision__year=current.year, is_void=False, unit__in=classes)
    }
    changed = {
        unit: said
        for unit, said in classes.items()
        if (unit in lines) != (said is not None) or (unit in lines and lines[unit].area_class != said)
    }
    if not changed:
        raise Refused("nothing-corrected", "Chưa có xã, phường nào đổi so với quyết định; không có gì để đính chính.")
    _check_communes(changed, on)
    made = _store(
        by, at, DecisionKind.CORRECTION, current.year, decider, paper, current.effective_on, reason=reason, of=current
    )
    for unit in changed.keys() & lines.keys():
        lines[unit].is_void, lines[unit].ended_by = True, made
        lines[unit].save(update_fields=["is_void", "ended_by"])
    kept = {unit: said for unit, said in changed.items() if said is not None}
    _write_lines(made, kept, {unit: line.dossier_id for unit, line in lines.items()})
    _tell(made, changed.keys(), by=by, at=at)
    return made


@transaction.atomic
def remove_from_list(
    *, by: Person, at: datetime, units: Collection[int], paper: Paper, effective_on: date, reason: str
) -> Decision:
    """Take communes off the lists from a day on (đưa ra khỏi danh sách); what they were until then stays."""
    on = timezone.localdate(at)
    decider = _decider(by, on)
    rules.check_reason(reason, missing="Ghi lý do đưa ra khỏi danh sách.")
    lines = list(
        DecisionLine.objects.select_for_update(of=("self",)).filter(
            unit__in=units, is_void=False, valid__contains=effective_on
        )
    )
    if not lines or len(lines) < len(set(units)):
        raise Refused("not-listed", "Có xã, phường không ở trong danh sách nào vào ngày ấy; chọn lại.")
    if any(line.valid.lower == effective_on for line in lines):
        raise Refused("same-day", "Danh sách có hiệu lực đúng ngày ấy; đính chính quyết định, không đưa ra.")
    year = queries.year_of(effective_on)
    made = _store(by, at, DecisionKind.REMOVAL, year, decider, paper, effective_on, reason=reason)
    until = {}
    for line in lines:
        if line.valid.upper is not None:
            until[line.unit_id] = line.valid.upper
        line.valid, line.ended_by = DateRange(line.valid.lower, effective_on), made
        line.save(update_fields=["valid", "ended_by"])
    _mark(made, dict.fromkeys((line.unit_id for line in lines), AreaClass.NONE), until, by=by, at=at)
    return made


def _decider(by: Person, on: date) -> Unit:
    """The province, for whose committee the standing agency writes decisions down."""
    found = Unit.objects.filter(level=UnitLevel.PROVINCE, valid__contains=on).first()
    if found is None:
        raise Refused("no-province", "Chưa có đơn vị cấp tỉnh vào ngày này.")
    access.require(by, Permission.ASSESSMENT_DECIDE, unit=found.pk, on=on)
    return found


def _store(
    by: Person,
    at: datetime,
    kind: DecisionKind,
    year: int,
    decider: Unit,
    paper: Paper,
    effective_on: date,
    *,
    reason: str = "",
    of: Decision | None = None,
) -> Decision:
    issued_on = rules.check_paper(paper.number, paper.issued_on, on=timezone.localdate(at))
    if Decision.objects.filter(number=paper.number.strip(), issued_on=issued_on).exists():
        raise Refused("decision-known", "Quyết định số và ngày này đã ghi; mở quyết định ấy để xem.")
    file = kept_file(*paper.file) if paper.file else {}
    decision = Decision.objects.create(
        kind=kind,
        year=year,
        decider=decider,
        number=paper.number.strip()[:80],
        issued_on=issued_on,
        effective_on=effective_on,
        corrects=of,
        reason=reason.strip()[:1000],
        by=by,
        at=at,
        **file,
    )
    audit.record(by=by, at=at, action=f"decision.{kind.lower()}", subject=decision, unit=decider, year=year)
    return decision


def _check_communes(units: Collection[int], on: date) -> None:
    if not units:
        raise Refused("empty-list", "Danh sách chưa có xã, phường nào.")
    known = set(Unit.objects.filter(pk__in=list(units), level=UnitLevel.COMMUNE).values_list("pk", flat=True))
    if known != set(units):
        raise Refused("no-commune", "Danh sách chỉ gồm xã, phường, đặc khu.")


def _names(units: Iterable[int], on: date) -> str:
    names = list(organisations.names_at(on, units).values())
    return ", ".join(names[:3]) + (f" và {len(names) - 3} xã, phường khác" if len(names) > 3 else "")


def _decide_dossiers(
    classes: Mapping[int, AreaClass], year: int, decision: Decision, *, by: Person, at: datetime
) -> dict[int, int | None]:
    """Those that were verified are decided, whatever the committee made of them."""
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("unit").order_by("pk")
    found = list(rows.filter(unit__in=classes, year=year, state=DossierState.VERIFIED))
    for dossier in found:
        move(dossier, DossierState.DECIDED, by=by, at=at, comment=str(decision))
    return {dossier.unit_id: dossier.pk for dossier in found}


def _write_lines(decision: Decision, classes: Mapping[int, AreaClass], dossiers: Mapping[int, int | None]) -> None:
    """A line holds from the decision's day until the next one of the commune; the one before ends where it begins."""
    begins = decision.effective_on
    rows = list(DecisionLine.objects.select_for_update().filter(unit__in=classes, is_void=False))
    later = _next_days(rows, begins)
    for row in rows:
        if row.valid.lower == begins:
            raise Refused("same-day", "Có xã, phường đã ở trong một danh sách có hiệu lực cùng ngày.")
        if row.valid.lower < begins and (row.valid.upper is None or row.valid.upper > begins):
            row.valid, row.ended_by = DateRange(row.valid.lower, begins), decision
            row.save(update_fields=["valid", "ended_by"])
    DecisionLine.objects.bulk_create(
        DecisionLine(
            decision=decision,
            unit_id=unit,
            area_class=said,
            dossier_id=dossiers.get(unit),
            valid=DateRange(begins, later.get(unit)),
        )
        for unit, said in classes.items()
    )


def _next_days(rows: Iterable[DecisionLine], begins: date) -> dict[int, date]:
    """By commune, when a list that was written down before and holds from later on begins."""
    found: dict[int, date] = {}
    for row in rows:
        if row.valid.lower > begins:
            found[row.unit_id] = min(row.valid.lower, found.get(row.unit_id, row.valid.lower))
    return found


def _tell(decision: Decision, units: Collection[int], *, by: Person, at: datetime) -> None:
    """The figures of the year for every commune of its map, and the marks of those that the decision is about."""
    period = assessment_year(decision.year)
    lines = queries.decided_of(decision.year)
    everyone = set(queries.communes_on(period.end)) | set(lines)
    record_decided_figures(
        by=by,
        at=at,
        decider=decision.decider,
        period=period,
        figures={unit: _figures(lines[unit].area_class if unit in lines else AreaClass.NONE) for unit in everyone},
        document=f"Quyết định số {decision}",
        reason=decision.reason,
    )
    rows = DecisionLine.objects.filter(unit__in=units, is_void=False)
    said = {unit: AreaClass(lines[unit].area_class) if unit in lines else AreaClass.NONE for unit in units}
    _mark(decision, said, _next_days(rows, decision.effective_on), by=by, at=at)


def _figures(said: str) -> dict[CellKey, Figure]:
    area = AreaClass(said)
    return {DRUG_FREE: reported(int(area is AreaClass.DRUG_FREE)), CLASS: reported(CLASS_NUMBERS.get(area, 0))}


def _mark(
    decision: Decision, said: Mapping[int, AreaClass], until: Mapping[int, date], *, by: Person, at: datetime
) -> None:
    units = Unit.objects.in_bulk(list(said))
    mark_decided(
        by=by,
        at=at,
        marks={units[pk]: CLASS_TAGS.get(area, "") for pk, area in said.items()},
        among=tuple(CLASS_TAGS.values()),
        effective_on=decision.effective_on,
        until={units[pk]: day for pk, day in until.items() if pk in units},
        legal_reference=f"Quyết định số {decision}",
    )
