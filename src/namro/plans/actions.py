"""All writes about documents, drafts and plans; those of a review are in reviewing.py."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from namro.kernel.problems import Refused
from namro.organisations import access, audit
from namro.organisations.models import Person, Unit
from namro.organisations.rules import Permission
from namro.plans import indexing, making, queries, rules
from namro.plans.models import Document, Draft, DraftItem, Plan, Target, TaskUnit
from namro.plans.rules import DraftState, ItemKind, TaskState
from namro.plans.settlement import Sheet
from namro.reading import Reading, legible, read_document

LISTS: dict[str, ItemKind] = {
    "targets": ItemKind.TARGET,
    "allocations": ItemKind.ALLOCATION,
    "duties": ItemKind.DUTY,
    "general_tasks": ItemKind.GENERAL_TASK,
    "annex_tasks": ItemKind.ANNEX_TASK,
    "projects": ItemKind.PROJECT,
    "reporting": ItemKind.REPORTING,
    "events": ItemKind.EVENT,
    "citations": ItemKind.CITATION,
    "abbreviations": ItemKind.ABBREVIATION,
}


@dataclass(frozen=True, slots=True)
class Upload:
    """is_new is False where the same file had been read before; then draft is the one made at that time."""

    draft: Draft
    is_new: bool


def upload_document(*, by: Person, at: datetime, unit: Unit, filename: str, data: bytes) -> Upload:
    """Read a file and keep it with what was found. A file that is refused leaves nothing behind.

    unit: whose plan it is. Raises Refused for a file that is too large or that reading turns down.
    """
    access.require(by, Permission.PLAN_READ_IN, unit=unit.pk, on=timezone.localdate(at))
    if len(data) > settings.NAMRO_MAX_UPLOAD:
        limit = settings.NAMRO_MAX_UPLOAD // 2**20
        raise Refused("too-large", f"Tệp lớn hơn {limit} MB; bỏ bớt ảnh trong văn bản rồi gửi lại.")
    digest = hashlib.sha256(data).hexdigest()
    if known := _known(unit, digest):
        return Upload(known, is_new=False)
    reading = legible(read_document(data, filename=filename))
    with transaction.atomic():
        document = Document.objects.create(
            owner=unit,
            filename=filename[:255],
            kind=reading.kind,
            content=data,
            digest=digest,
            text=reading.text,
            uploaded_by=by,
            uploaded_at=at,
        )
        draft = _draft_of(document, reading, at)
        indexing.index_draft(draft)
        audit.record(by=by, at=at, action="document.upload", subject=document, unit=unit, draft=draft.pk)
    return Upload(draft, is_new=True)


def _known(unit: Unit, digest: str) -> Draft | None:
    drafts = Draft.objects.filter(document__owner=unit, document__digest=digest)
    return drafts.exclude(state=DraftState.ABANDONED).order_by("-pk").first()


def _draft_of(document: Document, reading: Reading, at: datetime) -> Draft:
    found = reading.to_json()
    headers = found.get("documents") or [{}]
    main = next((h for h in headers if str(h.get("kind") or "").lower().startswith("kế hoạch")), headers[0])
    others = [{"code": "other-document", **header} for header in headers if header is not main]
    notes = [{**entry, "code": "reading"} for entry in found.get("problems") or []]
    draft = Draft.objects.create(
        document=document,
        header=main,
        left_out=found.get("left_out") or [],
        outline=found.get("outline") or [],
        problems=[*others, *notes, *({"code": "anomaly", **entry} for entry in found.get("anomalies") or [])],
        created_at=at,
    )
    DraftItem.objects.bulk_create(
        _item(draft, kind, position, entry)
        for name, kind in LISTS.items()
        for position, entry in enumerate(found.get(name) or [])
    )
    return draft


def _item(draft: Draft, kind: ItemKind, position: int, entry: Mapping[str, Any]) -> DraftItem:
    start, end = entry.get("span") or (None, None)
    data = rules.standing_data(kind, entry)
    return DraftItem(
        draft=draft,
        kind=kind,
        position=position,
        start=start,
        end=end,
        quote=entry.get("quote") or "",
        section=(entry.get("section") or "")[:60],
        data=data,
        proposed=data,
        confidence=rules.confidence_of(entry),
        doubts=[str(doubt) for doubt in entry.get("doubts") or []],
    )


def open_draft(by: Person, at: datetime, draft_id: int, permission: Permission) -> Draft:
    """The draft, locked for the transaction, if it is still open and the person may work on it."""
    draft = Draft.objects.select_for_update(of=("self",)).select_related("document__owner").get(pk=draft_id)
    access.require(by, permission, unit=draft.document.owner_id, on=timezone.localdate(at))
    rules.check_can_review(DraftState(draft.state))
    return draft


@transaction.atomic
def correct_header(*, by: Person, at: datetime, draft: Draft, version: int, header: Mapping[str, Any]) -> Draft:
    """Replace what was read about the document as a whole. Raises Refused("stale-item")."""
    current = open_draft(by, at, draft.pk, Permission.PLAN_READ_IN)
    rules.check_version(version, current.version)
    current.header = {**current.header, **header, "reviewed": True}
    current.version += 1
    current.save(update_fields=["header", "version"])
    indexing.index_header(current)
    audit.record(by=by, at=at, action="draft.header", subject=current, unit=current.document.owner)
    return current


@transaction.atomic
def settle(
    *,
    by: Person,
    at: datetime,
    draft: Draft,
    plan_answers: Mapping[str, Any] | None = None,
    item_answers: Mapping[int, Mapping[str, Any]] | None = None,
) -> None:
    """Keep answers to what the text leaves open; an empty answer takes an earlier one back to the default."""
    current = open_draft(by, at, draft.pk, Permission.PLAN_PUBLISH)
    if plan_answers:
        current.settled = _merged(current.settled, plan_answers)
        current.save(update_fields=["settled"])
    items = list(current.items.filter(pk__in=item_answers or {}))
    for item in items:
        item.settled = _merged(item.settled, (item_answers or {})[item.pk])
    DraftItem.objects.bulk_update(items, ["settled"])
    audit.record(by=by, at=at, action="draft.settle", subject=current, unit=current.document.owner, items=len(items))


def _merged(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    merged = dict(old)
    for key, value in new.items():
        if isinstance(value, Mapping):
            merged[key] = _merged(merged.get(key) or {}, value)
        elif value is None or value == "":
            merged.pop(key, None)
        else:
            merged[key] = value
    return merged


@transaction.atomic
def publish_plan(*, by: Person, at: datetime, draft: Draft) -> Plan:
    """Make the plan of what was accepted and settled. Raises Refused("publish-open") while an answer is missing."""
    current = open_draft(by, at, draft.pk, Permission.PLAN_PUBLISH)
    sheet = queries.publish_sheet(current, on=timezone.localdate(at))
    if not sheet.is_ready:
        raise Refused("publish-open", what_is_open(sheet))
    plan = making.make_plan(sheet, by=by, at=at)
    current.state = DraftState.PUBLISHED
    current.save(update_fields=["state"])
    owner = current.document.owner
    audit.record(by=by, at=at, action="plan.publish", subject=plan, unit=owner, draft=current.pk)
    return plan


def what_is_open(sheet: Sheet) -> str:
    """Why a sheet cannot be published yet, in one or a few sentences."""
    parts = list(sheet.open)
    if sheet.waiting:
        parts.append(f"Còn {sum(sheet.waiting.values())} mục chưa ai xem.")
    if sheet.open_lines:
        parts.append(f"Còn {len(sheet.open_lines)} mục thiếu câu trả lời bắt buộc.")
    return "Chưa công bố được. " + " ".join(parts)


@transaction.atomic
def abandon_draft(*, by: Person, at: datetime, draft: Draft) -> None:
    """Put a draft aside for good; its document may then be read again."""
    current = open_draft(by, at, draft.pk, Permission.PLAN_READ_IN)
    current.state = DraftState.ABANDONED
    current.save(update_fields=["state"])
    indexing.forget_draft(current)
    audit.record(by=by, at=at, action="draft.abandon", subject=current, unit=current.document.owner)


@transaction.atomic
def name_officer(*, by: Person, at: datetime, of: Target | TaskUnit, officer: Person | None) -> None:
    """Name the officer of a target or of a unit's part in a task; None leaves the place open again.

    The publisher may, and the unit itself through its focal point. The officer must hold a role at the unit or below.
    """
    unit = of.responsible_unit if isinstance(of, Target) else of.unit
    plan = of.plan if isinstance(of, Target) else of.task.plan
    _require_own_or_publisher(by, at, unit=unit, plan=plan, permission=Permission.REPORT_SUBMIT)
    if officer is not None and not officer.roles.filter(valid__contains=timezone.localdate(at)).exists():
        raise Refused("officer-role", "Người này hiện không giữ vai trò ở đơn vị nào; chọn người khác.")
    of.officer = officer
    of.save(update_fields=["officer"])
    audit.record(
        by=by, at=at, action="plan.name_officer", subject=of, unit=unit, officer=officer.pk if officer else None
    )


@transaction.atomic
def set_task_state(*, by: Person, at: datetime, part: TaskUnit, state: TaskState, result: str) -> None:
    """Say how far a unit has come with its part in a task. Done needs a result in words."""
    _require_own_or_publisher(by, at, unit=part.unit, plan=part.task.plan, permission=Permission.REPORT_FILL)
    if state is TaskState.DONE and not result.strip():
        raise Refused("task-result", "Ghi kết quả (sản phẩm, số văn bản) rồi mới đánh dấu là xong.")
    part.state, part.result = state, result.strip()
    part.save(update_fields=["state", "result"])
    audit.record(by=by, at=at, action="task.state", subject=part, unit=part.unit, state=state)


def _require_own_or_publisher(by: Person, at: datetime, *, unit: Unit, plan: Plan, permission: Permission) -> None:
    on = timezone.localdate(at)
    if not access.may(by, Permission.PLAN_PUBLISH, unit=plan.owner_id, on=on):
        access.require(by, permission, unit=unit.pk, on=on)
