"""A commune proposes, with its papers; the standing agency agrees or sends back. Nobody verifies an own proposal."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from namro.assessment import rules
from namro.assessment.actions.stepping import move
from namro.assessment.models import Dossier, DossierFile
from namro.assessment.queries import recognition as queries
from namro.assessment.queries.pinned import Computed, computed_for, computed_of
from namro.assessment.rules import AreaClass, DossierState
from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.reporting.actions.attachments import MOST_FILES, attached_file


@transaction.atomic
def open_dossier(*, by: Person, at: datetime, unit: Unit, year: int) -> Dossier:
    """The dossier of a commune for a year, begun if there is none."""
    on = timezone.localdate(at)
    _require_proposer(by, unit, on)
    if unit.pk not in queries.communes_on(on):
        raise Refused("no-commune", "Chỉ xã, phường, đặc khu đang có mới tự đánh giá.")
    rules.check_can_propose(queries.one_step(year, "propose").opens_on, year=year, on=on)
    found, is_new = Dossier.objects.get_or_create(unit=unit, year=year)
    if is_new:
        audit.record(by=by, at=at, action="dossier.open", subject=found, unit=unit, year=year)
    return found


@transaction.atomic
def attach_to_dossier(*, by: Person, at: datetime, dossier: Dossier, filename: str, content: bytes) -> DossierFile:
    """Keep a file beside a proposal that is open. The same file given twice is kept once."""
    current = _locked(dossier)
    _require_proposer(by, current.unit, timezone.localdate(at))
    rules.check_can_edit(DossierState(current.state))
    file = attached_file(filename, content)
    if same := current.files.filter(digest=file["digest"]).first():
        return same
    if current.files.count() >= MOST_FILES:
        raise Refused("too-many-files", f"Mỗi hồ sơ kèm tối đa {MOST_FILES} tệp; bỏ bớt tệp rồi tải lại.")
    stored = DossierFile.objects.create(dossier=current, **file, size=len(file["content"]), by=by, at=at)
    audit.record(by=by, at=at, action="dossier.attach", subject=current, unit=current.unit, file=stored.pk)
    return stored


@transaction.atomic
def remove_from_dossier(*, by: Person, at: datetime, file: DossierFile) -> Dossier:
    current = _locked(file.dossier)
    _require_proposer(by, current.unit, timezone.localdate(at))
    rules.check_can_edit(DossierState(current.state))
    audit.record(by=by, at=at, action="dossier.detach", subject=current, unit=current.unit, file=file.pk)
    file.delete()
    return current


@transaction.atomic
def propose(
    *,
    by: Person,
    at: datetime,
    dossier: Dossier,
    proposed: AreaClass,
    number: str,
    issued_on: date | None,
    grounds: str = "",
) -> Dossier:
    """Propose what the commune is to be called, on its own paper; the figures of the moment are pinned to the step.

    grounds: asked for where the commune says something else than the figures do.
    """
    current = _locked(dossier)
    on = timezone.localdate(at)
    _require_proposer(by, current.unit, on)
    rules.check_can_move(DossierState(current.state), DossierState.PROPOSED)
    rules.check_paper(number, issued_on, on=on)
    computed = _computed(current, on)
    if computed is not None and computed.area_class not in (None, proposed):
        rules.check_reason(grounds, missing="Đề nghị khác kết quả máy tính từ số liệu; ghi căn cứ, giải trình.")
    rules.check_words(grounds)
    current.proposed, current.number, current.issued_on = proposed, number.strip()[:80], issued_on
    current.grounds, current.proposed_by, current.proposed_at = grounds.strip(), by, at
    current.agreed, current.verified_by, current.verified_at = "", None, None
    move(current, DossierState.PROPOSED, by=by, at=at, computed=computed, said=proposed, comment=grounds)
    return current


@transaction.atomic
def propose_at_once(
    *,
    by: Person,
    at: datetime,
    unit: Unit,
    year: int,
    proposed: AreaClass,
    number: str,
    issued_on: date | None,
    grounds: str = "",
    file: tuple[str, bytes] | None = None,
) -> Dossier:
    """The whole of a commune's part in one go: dossier, file (its name and bytes), proposal; all of it or nothing."""
    dossier = open_dossier(by=by, at=at, unit=unit, year=year)
    if file is not None:
        attach_to_dossier(by=by, at=at, dossier=dossier, filename=file[0], content=file[1])
    return propose(
        by=by, at=at, dossier=dossier, proposed=proposed, number=number, issued_on=issued_on, grounds=grounds
    )


@transaction.atomic
def recall(*, by: Person, at: datetime, dossier: Dossier, reason: str = "") -> Dossier:
    """Take a proposal back before anybody has verified it; the standing agency only what it has keyed in itself."""
    current = _locked(dossier)
    if current.proposed_by_id != by.pk:
        access.require(by, Permission.ASSESSMENT_PROPOSE, unit=current.unit_id, on=timezone.localdate(at))
    _require_proposer(by, current.unit, timezone.localdate(at))
    rules.check_words(reason)
    move(current, DossierState.DRAFT, by=by, at=at, comment=reason)
    return current


@transaction.atomic
def give_back(*, by: Person, at: datetime, dossier: Dossier, reason: str) -> Dossier:
    """Send a proposal back to the commune, with what has to be mended."""
    current = _locked(dossier)
    access.require(by, Permission.ASSESSMENT_VERIFY, unit=current.unit_id, on=timezone.localdate(at))
    rules.check_reason(reason, missing="Ghi vì sao trả lại, cần bổ sung, sửa gì.")
    current.agreed, current.verified_by, current.verified_at = "", None, None
    move(current, DossierState.RETURNED, by=by, at=at, comment=reason)
    return current


@transaction.atomic
def verify(*, by: Person, at: datetime, dossier: Dossier, agreed: AreaClass, reason: str = "") -> Dossier:
    """Agree to what the commune proposes, or, with a reason, to something else than it or the figures say."""
    current = _locked(dossier)
    on = timezone.localdate(at)
    access.require(by, Permission.ASSESSMENT_VERIFY, unit=current.unit_id, on=on)
    _verify(current, by=by, at=at, agreed=agreed, reason=reason, computed=_computed(current, on))
    return current


@transaction.atomic
def verify_together(*, by: Person, at: datetime, dossiers: Collection[Dossier]) -> int:
    """Agree to many proposals that say what the figures say; answers how many. All of them or, when refused, none."""
    on = timezone.localdate(at)
    allowed = access.units_for(by, Permission.ASSESSMENT_VERIFY, on=on)
    rows = Dossier.objects.select_for_update(of=("self",)).select_related("unit").order_by("pk")
    found = list(rows.filter(pk__in=[one.pk for one in dossiers]))
    figures = {year: computed_of(year, on=on) for year in {one.year for one in found}}
    for one in found:
        if one.unit_id not in allowed:
            raise Refused("forbidden", "Anh, chị không có quyền thẩm định hồ sơ của đơn vị này.")
        computed = figures[one.year].get(one.unit_id)
        _verify(one, by=by, at=at, agreed=AreaClass(one.proposed), reason="", computed=computed)
    return len(found)


def _verify(
    current: Dossier, *, by: Person, at: datetime, agreed: AreaClass, reason: str, computed: Computed | None
) -> None:
    rules.check_can_move(DossierState(current.state), DossierState.VERIFIED)
    rules.check_can_verify(proposed_by=current.proposed_by_id, by=by.pk)
    rules.check_agreed(
        agreed,
        proposed=AreaClass(current.proposed),
        computed=computed.area_class if computed else None,
        reason=reason,
    )
    current.agreed, current.verified_by, current.verified_at = agreed, by, at
    move(current, DossierState.VERIFIED, by=by, at=at, computed=computed, said=agreed, comment=reason)


def _computed(dossier: Dossier, on: date) -> Computed | None:
    return computed_for(dossier.unit_id, dossier.year, on=on)


def _require_proposer(by: Person, unit: Unit, on: date) -> None:
    """Someone of the commune; or the standing agency, which keys in the commune's own paper (nhập thay)."""
    if not access.may(by, Permission.ASSESSMENT_PROPOSE, unit=unit.pk, on=on):
        access.require(by, Permission.ASSESSMENT_VERIFY, unit=unit.pk, on=on)


def _locked(dossier: Dossier) -> Dossier:
    return Dossier.objects.select_for_update(of=("self",)).select_related("unit").get(pk=dossier.pk)
