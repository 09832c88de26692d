"""All writes about how a target is measured after publication: settings, path, shares, the goal above, letters."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db import transaction
from django.utils import timezone

from namro.kernel.paths import falls_back, typed_path
from namro.kernel.problems import Refused
from namro.kernel.times import short_date
from namro.organisations import access, audit
from namro.organisations.models import Person
from namro.organisations.rules import Permission
from namro.plans import rules
from namro.plans.models import Allocation, Attestation, FollowedTarget, Target, TargetChange
from namro.plans.rules import Comparator
from namro.plans.target_states import Facet, format_plain, put_state, state_of

LONGEST_REASON = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a target is measured. base_value and base_source, or base_year, or neither (last year's figures here)."""

    reading: Comparator
    indicator: int | None
    due_on: date | None
    nothing_counts: bool = False
    each_unit: bool = False
    unit_tags: tuple[str, ...] = ()
    part_values: tuple[Decimal, ...] = ()
    base_value: Decimal | None = None
    base_source: str = ""
    base_year: int | None = None
    base_map_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    number: str
    day: date
    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFile:
    """content_type: as told by the bytes, not by the name."""

    filename: str
    content_type: str
    content: bytes


@transaction.atomic
def set_measure(*, by: Person, at: datetime, target: Target, settings: Settings, reason: str) -> TargetChange:
    """Raises Refused for settings that do not fit the target, and without a reason."""
    current = _locked(by, at, target)
    _check_settings(current, settings)
    after = {
        "comparator": settings.reading,
        "indicator_id": settings.indicator,
        "due_on": settings.due_on.isoformat() if settings.due_on else None,
        "nothing_counts": settings.nothing_counts,
        "each_unit": settings.each_unit,
        "unit_tags": list(settings.unit_tags),
        "part_values": [format_plain(value) for value in settings.part_values],
        "base_value": format_plain(settings.base_value) if settings.base_value is not None else None,
        "base_source": settings.base_source.strip(),
        "base_year": settings.base_year,
        "base_map_on": settings.base_map_on.isoformat() if settings.base_map_on else None,
    }
    return _change(by, at, current, Facet.SETTINGS, after, reason)


def readings_open(target: Target) -> tuple[Comparator, ...]:
    """How the number may be read, as the plan writes it."""
    written = target.item.data.get("comparator") or target.comparator
    allowed = rules.readings(Comparator(written))
    return allowed if target.comparator in allowed else (Comparator(target.comparator), *allowed)


def _check_settings(target: Target, settings: Settings) -> None:
    if settings.reading not in readings_open(target):
        raise Refused("target-reading", "Câu của kế hoạch không đọc được theo cách ấy; chọn một cách trong danh sách.")
    if settings.base_value is not None and settings.base_year is not None:
        raise Refused("target-base", "Chỉ chọn một gốc so sánh: số gốc theo văn bản, hoặc số của một năm.")
    if (settings.base_value is None) != (not settings.base_source.strip()):
        raise Refused("target-base", "Số gốc phải đi cùng văn bản nêu số ấy; ghi cả hai hoặc để trống cả hai.")
    if settings.base_year is not None and settings.base_year >= target.plan.period_to.year:
        raise Refused("target-base", "Năm gốc phải trước năm của kế hoạch.")
    if settings.each_unit and settings.indicator is None:
        raise Refused("target-each", "Muốn tính từng đơn vị, chọn chỉ báo đo trước.")


@transaction.atomic
def lay_path(*, by: Person, at: datetime, target: Target, values: Mapping[date, Decimal], reason: str) -> TargetChange:
    """Where the target should stand at the end of each period; nothing takes back to the usual path."""
    current = _locked(by, at, target)
    path = typed_path({day: Fraction(value) for day, value in values.items()})
    slip = falls_back(path) if path else None
    if slip and current.comparator not in (Comparator.AT_MOST, Comparator.LESS):
        first, after = (short_date(milestone.ends_on) for milestone in slip)
        raise Refused("path-falls", f"Lộ trình đến {after} thấp hơn đến {first}; xem lại hai mốc này.")
    after_state = {"path": {day.isoformat(): format_plain(values[day]) for day in sorted(values)}}
    return _change(by, at, current, Facet.PATH, after_state, reason)


@transaction.atomic
def allot(*, by: Person, at: datetime, target: Target, shares: Mapping[int, Decimal], reason: str) -> TargetChange:
    """Lay shares of a target on units. Rows of the plan's own tables stay linked where they say the same."""
    current = _locked(by, at, target)
    if any(value < 0 for value in shares.values()):
        raise Refused("share-negative", "Số giao cho đơn vị không được âm.")
    linked = current.allocations.filter(item__isnull=False, unit__isnull=False)
    kept = {row.unit_id: row.pk for row in linked if row.unit_id and shares.get(row.unit_id) == row.value}
    typed = {str(unit): format_plain(value) for unit, value in shares.items() if unit not in kept}
    return _change(by, at, current, Facet.SHARES, {"rows": sorted(kept.values()), "typed": typed}, reason)


@transaction.atomic
def link_table(*, by: Person, at: datetime, target: Target, table: str, reason: str) -> TargetChange:
    """Take the rows of one table of the plan as shares of the target, in place of whatever it had."""
    current = _locked(by, at, target)
    rows = list(Allocation.objects.filter(plan=current.plan_id, table=table, item__isnull=False).order_by("pk"))
    if not rows:
        raise Refused("no-table", "Kế hoạch không có bảng phân bổ ấy; chọn lại bảng.")
    taken = next((row.target for row in rows if row.target_id not in (None, current.pk)), None)
    if taken is not None:
        raise Refused("table-taken", f"Bảng này đã gắn với chỉ tiêu «{taken}»; bỏ gắn ở chỉ tiêu ấy trước.")
    return _change(by, at, current, Facet.SHARES, {"rows": [row.pk for row in rows], "typed": {}}, reason)


@transaction.atomic
def link_above(
    *,
    by: Person,
    at: datetime,
    target: Target,
    above: Target | FollowedTarget | Mapping[str, Any] | None,
    reason: str,
) -> TargetChange:
    """Say which goal of the plan above this one carries out. A mapping: typed from a document, with its citation."""
    current = _locked(by, at, target)
    if isinstance(above, Target) and above.pk == current.pk:
        raise Refused("above-itself", "Một chỉ tiêu không thể là cấp trên của chính nó.")
    typed = dict(above) if isinstance(above, Mapping) else {}
    if typed and not str(typed.get("citation") or "").strip():
        raise Refused("above-citation", "Ghi văn bản cấp trên: số, ngày, mục nêu chỉ tiêu.")
    after = {
        "above_id": above.pk if isinstance(above, Target) else None,
        "above_followed_id": above.pk if isinstance(above, FollowedTarget) else None,
        "above_typed": typed,
    }
    return _change(by, at, current, Facet.ABOVE, after, reason)


@transaction.atomic
def undo_change(*, by: Person, at: datetime, change: TargetChange) -> TargetChange:
    """Put back what was there before a change, unless somebody has changed it since."""
    current = _locked(by, at, change.target)
    facet = Facet(change.what)
    if state_of(current, facet) != change.after:
        raise Refused("changed-since", "Phần này đã được sửa tiếp sau lần ấy; hoàn tác lần sửa mới hơn trước.")
    return _change(by, at, current, facet, change.before, f"Hoàn tác: {change.reason}"[:LONGEST_REASON])


@transaction.atomic
def attest(
    *,
    by: Person,
    at: datetime,
    target: Target,
    says: Decimal | bool,
    as_of: date,
    letter: Letter,
    file: LetterFile | None = None,
) -> Attestation:
    """Record what the responsible body attests: a value in the target's unit, or whether the target is met."""
    current = _locked(by, at, target)
    if not letter.number.strip() or not letter.method.strip():
        raise Refused("letter", "Ghi số văn bản xác nhận và cách tính, cách kiểm tra đã dùng.")
    if max(as_of, letter.day) > timezone.localdate(at):
        raise Refused("letter-future", "Ngày xác nhận và ngày văn bản không được sau hôm nay.")
    if not isinstance(says, bool) and says < 0:
        raise Refused("attested-negative", "Giá trị xác nhận không được âm.")
    made = Attestation.objects.create(
        target=current,
        value=None if isinstance(says, bool) else says,
        is_met=says if isinstance(says, bool) else None,
        as_of=as_of,
        method=letter.method.strip(),
        letter_number=letter.number.strip(),
        letter_date=letter.day,
        filename=file.filename[-255:] if file else "",
        content_type=file.content_type if file else "",
        content=file.content if file else None,
        digest=hashlib.sha256(file.content).hexdigest() if file else "",
        by=by,
        at=at,
    )
    audit.record(by=by, at=at, action="target.attest", subject=current, unit=current.plan.owner, attestation=made.pk)
    return made


@transaction.atomic
def withdraw_attestation(*, by: Person, at: datetime, attestation: Attestation, reason: str) -> Attestation:
    """Let a letter that was recorded wrongly count no more; it stays in the history."""
    current = _locked(by, at, attestation.target)
    said = _reason(reason)
    standing = Attestation.objects.select_for_update().get(pk=attestation.pk)
    if standing.withdrawn_at is not None:
        raise Refused("withdrawn", "Xác nhận này đã được rút.")
    standing.withdrawn_by, standing.withdrawn_at, standing.withdrawn_because = by, at, said[:300]
    standing.save(update_fields=["withdrawn_by", "withdrawn_at", "withdrawn_because"])
    owner = current.plan.owner
    audit.record(by=by, at=at, action="target.withdraw", subject=current, unit=owner, attestation=standing.pk)
    return standing


def _locked(by: Person, at: datetime, target: Target) -> Target:
    """The target, locked for the transaction, if the person may settle it."""
    found = Target.objects.select_for_update(of=("self",)).select_related("plan__owner", "item").get(pk=target.pk)
    access.require(by, Permission.PLAN_PUBLISH, unit=found.plan.owner_id, on=timezone.localdate(at))
    return found


def _reason(text: str) -> str:
    said = text.strip()
    if not said or len(said) > LONGEST_REASON:
        raise Refused("change-reason", f"Ghi lý do sửa, không quá {LONGEST_REASON} chữ; lý do hiện trong lịch sử.")
    return said


def _change(
    by: Person, at: datetime, target: Target, facet: Facet, after: Mapping[str, Any], reason: str
) -> TargetChange:
    said = _reason(reason)
    before = state_of(target, facet)
    if before == dict(after):
        raise Refused("nothing-changed", "Chưa có gì thay đổi so với trước.")
    put_state(target, facet, after)
    made = TargetChange.objects.create(
        target=target, what=facet, before=before, after=state_of(target, facet), reason=said, by=by, at=at
    )
    audit.record(by=by, at=at, action="target.change", subject=target, unit=target.plan.owner, what=facet)
    return made
